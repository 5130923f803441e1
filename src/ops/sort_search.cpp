// Searching in sorted sequences.
#include "facula/ops/creation.h"
#include "facula/ops/sort.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/statistics.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

constexpr const char* kOp = "torch.searchsorted(): ";

bool right_side(bool right, std::optional<std::string_view> side) {
  if (!side) return right;
  FACULA_CHECK(*side == "left" || *side == "right", kOp, "side can only be 'left' or 'right' but got ",
               *side);
  FACULA_CHECK(!right || *side == "right", kOp,
               "side and right can't be set to opposites, got side of left while right was True");
  return *side == "right";
}

void check_sorter(const Tensor& edges, const Tensor& sorter) {
  FACULA_CHECK(edges.device() == sorter.device(), kOp,
               "boundary and sorter must have the same device type, but got boundary tensor device type ",
               edges.device(), " and got sorter tensor device type ", sorter.device());
  FACULA_CHECK(edges.sizes() == sorter.sizes(), kOp,
               "boundary and sorter must have the same size, but got boundary tensor ", edges.sizes(),
               "and got sorter tensor ", sorter.sizes());
  FACULA_CHECK(sorter.scalar_type() == kLong, kOp, "sorter must be a tensor of long dtype but got dtype ",
               sorter.scalar_type());
  if (sorter.numel() == 0) return;
  FACULA_CHECK(sorter.min().item<int64_t>() >= 0 && sorter.max().item<int64_t>() < edges.size(-1), kOp,
               "sorter index out of range");
}

bool rows_match(const Tensor& edges, const Tensor& values) {
  if (edges.dim() != values.dim()) return false;
  for (int64_t d = 0; d + 1 < edges.dim(); ++d)
    if (edges.size(d) != values.size(d)) return false;
  return true;
}

}  // namespace

Tensor searchsorted(const Tensor& sequence, const Tensor& values, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  const bool after = right_side(right, side);
  FACULA_CHECK(sequence.device() == values.device(), kOp,
               "boundaries and input value tensors should have same device type, but got boundaries tensor "
               "device type ",
               sequence.device(), " and input value tensor device type ", values.device());
  const bool sorts = sorter && sorter->defined();
  if (sorts) check_sorter(sequence, *sorter);
  FACULA_CHECK(
      values.dim() > 0 || sequence.dim() == 1, kOp,
      "input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries "
      "tensor dim(",
      sequence.dim(), ") and input value's dim(", values.dim(), ") numel(", values.numel(), ")");
  FACULA_CHECK(sequence.dim() != 0, kOp,
               "boundaries tensor should have positive dimension, but got 0 dimension");
  FACULA_CHECK(sequence.dim() == 1 || rows_match(sequence, values), kOp,
               "boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and "
               "input value tensor must match, but we got boundaries tensor ",
               sequence.sizes(), " and input value tensor ", values.sizes());
  const AutoGradMode off(false);
  const ScalarType t = promoteTypes(sequence.scalar_type(), values.scalar_type());
  const Tensor edges = sequence.to(t).contiguous(), x = values.to(t).contiguous();
  Tensor y = make_contiguous(values.sizes(), kLong, values.device());
  kernels::searchsorted(y, edges, x, sorts ? sorter->contiguous() : Tensor(), after);
  return out_int32 ? y.to(kInt) : y;
}
Tensor searchsorted(const Tensor& sequence, const Scalar& value, bool out_int32, bool right,
                    std::optional<std::string_view> side, const std::optional<Tensor>& sorter) {
  const ScalarType t = result_type(sequence, value);
  return searchsorted(sequence, wrapped(value, t).to(sequence.device(), t), out_int32, right, side, sorter);
}

Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool out_int32, bool right) {
  FACULA_CHECK(boundaries.dim() == 1, "boundaries tensor must be 1 dimension, but got dim(", boundaries.dim(),
               ")");
  return searchsorted(boundaries, x, out_int32, right);
}
Tensor bucketize(const Scalar& x, const Tensor& boundaries, bool out_int32, bool right) {
  FACULA_CHECK(boundaries.dim() == 1, "boundaries tensor must be 1 dimension, but got dim(", boundaries.dim(),
               ")");
  return searchsorted(boundaries, x, out_int32, right);
}

Tensor isin(const Tensor& elements, const Tensor& test, bool, bool invert) {
  FACULA_CHECK(elements.device() == test.device(),
               "Expected elements and test_elements to have the same device, but got ", elements.device(),
               " and ", test.device());
  for (const Tensor* t : {&elements, &test})
    FACULA_CHECK(!t->is_complex() && t->scalar_type() != kBool,
                 "Unsupported input type encountered for isin(): ", t->scalar_type());
  const AutoGradMode off(false);
  const TensorOptions bools = TensorOptions(kBool).device(elements.device());
  if (elements.numel() == 0) return empty(elements.sizes(), bools);
  if (test.numel() == 0) return full(elements.sizes(), invert, bools);
  if (test.numel() == 1) {
    const Tensor one = test.reshape({});
    return invert ? elements.ne(one) : elements.eq(one);
  }
  const ScalarType t = promoteTypes(elements.scalar_type(), test.scalar_type());
  const Tensor x = elements.to(t), sorted = std::get<0>(test.to(t).flatten().sort(0));
  const Tensor at = searchsorted(sorted, x.contiguous()).clamp_max(sorted.numel() - 1);
  const Tensor found = sorted.take(at);
  return invert ? found.ne(x) : found.eq(x);
}
Tensor isin(const Tensor& elements, const Scalar& test, bool assume_unique, bool invert) {
  const ScalarType t = result_type(elements, test);
  return isin(elements, wrapped(test, t).to(elements.device(), t), assume_unique, invert);
}
Tensor isin(const Scalar& element, const Tensor& test, bool assume_unique, bool invert) {
  const ScalarType t = result_type(test, element);
  return isin(wrapped(element, t).to(test.device(), t), test, assume_unique, invert);
}

}  // namespace facula
