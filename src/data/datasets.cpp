#include "facula/data/datasets.h"

#include <cmath>
#include <numeric>

#include "facula/data/split.h"
#include "facula/ops/cat.h"
#include "facula/ops/random.h"

namespace facula::data {

namespace datasets {

TensorDataset::TensorDataset(const std::vector<Tensor>& tensors) : tensor(stack(tensors)) {}

TensorDataset::TensorDataset(Tensor all) : tensor(std::move(all)) {
  FACULA_CHECK(tensor.dim() > 0,
               "TensorDataset: expected a tensor with at least one dimension, but got one of 0");
}

TensorPairDataset::TensorPairDataset(Tensor x, Tensor y) : inputs(std::move(x)), targets(std::move(y)) {
  FACULA_CHECK(inputs.dim() > 0 && targets.dim() > 0 && inputs.size(0) == targets.size(0),
               "Size mismatch between tensors: the first dimensions of inputs ", inputs.sizes(),
               " and of targets ", targets.sizes(), " must be equal");
}

}  // namespace datasets

namespace detail {

std::vector<std::vector<size_t>> random_parts(std::optional<size_t> n, const std::vector<int64_t>& lengths,
                                              Generator generator) {
  FACULA_CHECK(n.has_value(), "random_split: expected a dataset with a size");
  int64_t sum = 0;
  for (int64_t length : lengths) {
    FACULA_CHECK_AS(ValueError, length >= 0, "random_split: expected lengths of at least 0, but got ",
                    length);
    sum += length;
  }
  FACULA_CHECK_AS(ValueError, sum == static_cast<int64_t>(*n),
                  "Sum of input lengths does not equal the length of the input dataset! Got ", sum, " and ",
                  *n);
  const Tensor order = generator.defined() ? randperm(sum, generator, kLong) : randperm(sum, kLong);
  const auto* p = order.data_ptr<int64_t>();
  std::vector<std::vector<size_t>> parts;
  for (int64_t length : lengths) {
    parts.emplace_back(p, p + length);
    p += length;
  }
  return parts;
}

std::vector<int64_t> lengths_of_fractions(std::optional<size_t> n, const std::vector<double>& fractions) {
  FACULA_CHECK(n.has_value(), "random_split: expected a dataset with a size");
  double sum = 0;
  std::vector<int64_t> lengths;
  for (double f : fractions) {
    FACULA_CHECK_AS(ValueError, f >= 0 && f <= 1, "Fraction at index ", lengths.size(),
                    " is not between 0 and 1: ", f);
    sum += f;
    lengths.push_back(static_cast<int64_t>(std::floor(static_cast<double>(*n) * f)));
  }
  FACULA_CHECK_AS(
      ValueError, std::abs(sum - 1) < 1e-9,
      "Sum of input lengths does not equal the length of the input dataset! The fractions sum to ", sum,
      " instead of 1");
  int64_t left = static_cast<int64_t>(*n) - std::accumulate(lengths.begin(), lengths.end(), int64_t{0});
  for (size_t i = 0; left > 0; i = (i + 1) % lengths.size(), --left) ++lengths[i];
  return lengths;
}

}  // namespace detail
}  // namespace facula::data
