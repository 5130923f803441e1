#pragma once
// What is done to samples and batches on their way.
#include <functional>
#include <utility>
#include <vector>

#include "facula/data/example.h"

namespace facula::data::transforms {

/// Turns one batch into another.
template <class InputBatch, class OutputBatch>
class BatchTransform {
 public:
  using InputBatchType = InputBatch;
  using OutputBatchType = OutputBatch;
  virtual ~BatchTransform() = default;
  virtual OutputBatch apply_batch(InputBatch input) = 0;
};

/// Turns each sample of a batch into another.
template <class Input, class Output>
class Transform : public BatchTransform<std::vector<Input>, std::vector<Output>> {
 public:
  using InputType = Input;
  using OutputType = Output;
  virtual Output apply(Input input) = 0;
  std::vector<Output> apply_batch(std::vector<Input> input) override {
    std::vector<Output> out;
    out.reserve(input.size());
    for (Input& one : input) out.push_back(apply(std::move(one)));
    return out;
  }
};

/// A Transform made of a function.
template <class Input, class Output = Input>
class Lambda : public Transform<Input, Output> {
 public:
  using FunctionType = std::function<Output(Input)>;
  explicit Lambda(FunctionType f) : f_(std::move(f)) {}
  Output apply(Input input) override { return f_(std::move(input)); }

 private:
  FunctionType f_;
};

/// A BatchTransform made of a function.
template <class Input, class Output = Input>
class BatchLambda : public BatchTransform<Input, Output> {
 public:
  using FunctionType = std::function<Output(Input)>;
  explicit BatchLambda(FunctionType f) : f_(std::move(f)) {}
  Output apply_batch(Input input) override { return f_(std::move(input)); }

 private:
  FunctionType f_;
};

/// Changes the data of each example and leaves the target.
template <class Target = Tensor>
class TensorTransform : public Transform<Example<Tensor, Target>, Example<Tensor, Target>> {
 public:
  using E = Example<Tensor, Target>;
  virtual Tensor operator()(Tensor input) = 0;
  E apply(E input) override {
    input.data = (*this)(std::move(input.data));
    return input;
  }
};

/// A TensorTransform made of a function.
template <class Target = Tensor>
class TensorLambda : public TensorTransform<Target> {
 public:
  using FunctionType = std::function<Tensor(Tensor)>;
  explicit TensorLambda(FunctionType f) : f_(std::move(f)) {}
  Tensor operator()(Tensor input) override { return f_(std::move(input)); }

 private:
  FunctionType f_;
};

namespace detail {
Tensor channel_values(ArrayRef<double> v);
Tensor normalized(const Tensor& x, const Tensor& mean, const Tensor& stddev);
}  // namespace detail

/// (x - mean) / stddev, per channel, or with one number for all.
/// shape   x: (C, H, W); mean and stddev: (C, 1, 1) or (1, 1, 1), float32
template <class Target = Tensor>
struct Normalize : public TensorTransform<Target> {
  Normalize(ArrayRef<double> means, ArrayRef<double> deviations)
      : mean(detail::channel_values(means)), stddev(detail::channel_values(deviations)) {}
  Tensor operator()(Tensor input) override { return detail::normalized(input, mean, stddev); }
  Tensor mean, stddev;
};

}  // namespace facula::data::transforms
