#pragma once
// What all distributions share: shapes, samples, checks with Python's wording.
#include <string>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"

namespace facula::distributions {

/// A parameter of a distribution: a tensor, or a number, which takes dtype and device of the tensors beside it.
struct Parameter {
  Parameter() = default;
  Parameter(double value) : number(value) {}
  Parameter(Tensor value) : tensor(std::move(value)) {}
  double number = 0;
  Tensor tensor;  ///< undefined: `number` counts
};

/// Base of the distributions: torch.distributions.Distribution.
///
/// A sample has the shape sample_shape + batch_shape() + event_shape().
class Distribution {
 public:
  virtual ~Distribution() = default;
  IntArrayRef batch_shape() const { return batch_shape_; }
  IntArrayRef event_shape() const { return event_shape_; }
  /// Whether rsample() exists: samples with gradients by the parameters.
  virtual bool has_rsample() const { return false; }

  /// errors  NotImplementedError if the distribution has none (of all these)
  virtual Tensor mean() const;
  virtual Tensor variance() const;
  Tensor stddev() const;
  virtual Tensor entropy() const;
  /// The distribution function and its inverse.
  virtual Tensor cdf(const Tensor& value) const;
  virtual Tensor icdf(const Tensor& value) const;
  virtual Tensor rsample(IntArrayRef sample_shape = {}) const;
  /// All values of a discrete distribution in the first dimension; `expand` over the batch.
  virtual Tensor enumerate_support(bool expand = true) const;

  /// The log of the density or probability at value.
  /// errors  ValueError if value does not fit or is outside of the support
  virtual Tensor log_prob(const Tensor& value) const = 0;
  /// Without gradients.
  virtual Tensor sample(IntArrayRef sample_shape = {}) const;
  Tensor perplexity() const;

  /// "Normal(loc: 0.0, scale: 1.0)": parameters of one element by value, others by shape.
  std::string repr() const;

 protected:
  struct Named {
    const char* name;
    Tensor value;
  };
  Distribution(const char* name, bool validate) : name_(name), validate_(validate) {}
  void set_shapes(IntArrayRef batch, IntArrayRef event = {});
  std::vector<int64_t> extended_shape(IntArrayRef sample_shape) const;
  /// errors  ValueError: "Expected parameter scale (Tensor of shape (2,)) of distribution Normal(...) to satisfy the
  ///         constraint GreaterThan(lower_bound=0.0), but found invalid values: ..."
  void check_parameter(const char* name, const Tensor& value, const char* constraint,
                       const Tensor& valid) const;
  /// errors  ValueError: "The right-most size of value must match event_shape: ...", "Value is not broadcastable with
  ///         batch_shape+event_shape: ..."
  void check_shape(const Tensor& value) const;
  /// errors  ValueError: "Expected value argument (Tensor of shape ()) to be within the support (Real()) of ..."
  void check_support(const Tensor& value, const std::string& support, const Tensor& valid) const;
  bool validates() const { return validate_; }
  void set_parameters(std::vector<Named> parameters) { parameters_ = std::move(parameters); }

 private:
  const char* name_;
  bool validate_;
  std::vector<int64_t> batch_shape_, event_shape_;
  std::vector<Named> parameters_;
};

}  // namespace facula::distributions
