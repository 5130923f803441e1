#pragma once
// Linear layers and changes of shape.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/linear.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Gives back its input; takes any arguments when it is made.
class IdentityImpl : public Cloneable<IdentityImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Identity);

/// input weight^T + bias
/// shape   (*, in_features) to (*, out_features)
/// init    weight, bias uniform in ±1 / sqrt(in_features)
/// state   weight (out_features, in_features), bias (out_features)
class LinearImpl : public Cloneable<LinearImpl> {
 public:
  LinearImpl(int64_t in_features, int64_t out_features);
  explicit LinearImpl(const LinearOptions& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LinearOptions options;
  Tensor weight, bias;
};
FACULA_LIBRARY_MODULE(Linear);

/// Joins the dimensions start_dim to end_dim.
class FlattenImpl : public Cloneable<FlattenImpl> {
 public:
  explicit FlattenImpl(const FlattenOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  FlattenOptions options;
};
FACULA_LIBRARY_MODULE(Flatten);

/// Splits one dimension into several.
/// errors  NotImplementedError when made with a dimname
class UnflattenImpl : public Cloneable<UnflattenImpl> {
 public:
  UnflattenImpl(int64_t dim, std::vector<int64_t> sizes);
  explicit UnflattenImpl(UnflattenOptions options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UnflattenOptions options;
};
FACULA_LIBRARY_MODULE(Unflatten);

/// input1 weight[k] input2^T + bias[k]
/// init    weight, bias uniform in ±1 / sqrt(in1_features)
/// state   weight (out_features, in1_features, in2_features), bias (out_features)
class BilinearImpl : public Cloneable<BilinearImpl> {
 public:
  BilinearImpl(int64_t in1_features, int64_t in2_features, int64_t out_features);
  explicit BilinearImpl(const BilinearOptions& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);

  BilinearOptions options;
  Tensor weight, bias;
};
FACULA_LIBRARY_MODULE(Bilinear);

}  // namespace nn
}  // namespace facula
