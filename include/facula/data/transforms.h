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

/// (x - mean) / stddev, per channel (dimension 0) or with one number for all.
template <class Target = Tensor>
struct Normalize : public TensorTransform<Target> {
  Normalize(ArrayRef<double> means, ArrayRef<double> deviations)
      : mean(column(means)), stddev(column(deviations)) {}
  Tensor operator()(Tensor input) override { return (input - mean) / stddev; }
  Tensor mean, stddev;

 private:
  static Tensor column(ArrayRef<double> v);
};

namespace detail {
Tensor float_column(ArrayRef<double> v);
}
template <class Target>
Tensor Normalize<Target>::column(ArrayRef<double> v) {
  return detail::float_column(v);
}

/// Base of transforms that join the samples of a batch into one.
template <class T = Example<>>
using Collation = BatchTransform<std::vector<T>, T>;
template <class T>
using Collate = BatchLambda<std::vector<T>, T>;

namespace detail {
Tensor stack_all(const std::vector<Tensor>& tensors);
}

template <class T = Example<>>
struct Stack;

/// Stacks data and targets on a new dimension 0.
/// errors  Error when the samples differ in shape
template <>
struct Stack<Example<>> : public Collation<Example<>> {
  Example<> apply_batch(std::vector<Example<>> examples) override {
    std::vector<Tensor> data, targets;
    data.reserve(examples.size());
    targets.reserve(examples.size());
    for (Example<>& e : examples) {
      data.push_back(std::move(e.data));
      targets.push_back(std::move(e.target));
    }
    return {detail::stack_all(data), detail::stack_all(targets)};
  }
};
template <>
struct Stack<TensorExample> : public Collation<TensorExample> {
  TensorExample apply_batch(std::vector<TensorExample> examples) override {
    std::vector<Tensor> data;
    data.reserve(examples.size());
    for (TensorExample& e : examples) data.push_back(std::move(e.data));
    return detail::stack_all(data);
  }
};

}  // namespace facula::data::transforms
