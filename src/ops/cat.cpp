// Joining and repeating tensors.
#include "facula/ops/cat.h"

#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/cat.h"
#include "kernels/geometry.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

// Empty vectors are skipped whatever the shape of the others: PyTorch keeps this from its first days.
bool skipped(const Tensor& t) { return t.dim() == 1 && t.sizes()[0] == 0; }

void check_joins(const Tensor& first, const Tensor& t, int64_t dim, size_t position) {
  FACULA_CHECK(first.dim() == t.dim(), "Tensors must have same number of dimensions: got ", first.dim(),
               " and ", t.dim());
  for (int64_t d = 0; d < t.dim(); ++d) {
    const int64_t a = first.size(d), b = t.size(d);
    FACULA_CHECK(d == dim || a == b, "Sizes of tensors must match except in dimension ", dim,
                 ". Expected size ", a, " but got size ", b, " for tensor number ", position,
                 " in the list.");
  }
}

ScalarType common_type(TensorList tensors) {
  ScalarType common = tensors[0].scalar_type();
  bool same = true;
  for (const Tensor& t : tensors) same = same && t.scalar_type() == common;
  if (same) return common;
  std::vector<const Tensor*> all;
  for (const Tensor& t : tensors) all.push_back(&t);
  return result_type(all);
}

// Gradient i is the part of g that starts where the parts before it end; a skipped input (-1) has zeros.
void record_cat(Tensor& out, TensorList tensors, int64_t dim, ScalarType dtype) {
  if (!graph::recording() || !isDifferentiableType(dtype)) return;
  bool any = false;
  for (const Tensor& t : tensors) any = any || graph::wants_grad(t);
  if (!any) return;
  std::vector<const Tensor*> inputs;
  std::vector<int64_t> lengths;
  for (const Tensor& t : tensors) {
    inputs.push_back(&t);
    lengths.push_back(skipped(t) ? -1 : t.size(dim));
  }
  Tensor* result = &out;
  record_joint("CatBackward0", ArrayRef<Tensor*>(result), inputs, [dim, lengths](Gradients& g) {
    int64_t at = 0;
    for (size_t i = 0; i < lengths.size(); ++i) {
      const int64_t n = lengths[i];
      if (g.needed(i)) g.set(i, n < 0 ? zeros(0, g[0].options()) : g[0].narrow(dim, at, n));
      at += n < 0 ? 0 : n;
    }
  });
}

}  // namespace

Tensor cat(TensorList tensors, int64_t dim) {
  FACULA_CHECK(!tensors.empty(), "torch.cat(): expected a non-empty list of Tensors");
  const Tensor* first = nullptr;
  for (size_t i = 0; i < tensors.size(); ++i) {
    FACULA_CHECK(tensors[i].dim() > 0, "zero-dimensional tensor (at position ", i,
                 ") cannot be concatenated");
    FACULA_CHECK(tensors[i].device() == tensors[0].device(),
                 "Expected all tensors to be on the same device, but found at least two devices, ",
                 tensors[0].device(), " and ", tensors[i].device(), "! (in cat)");
    if (!first && !skipped(tensors[i])) first = &tensors[i];
  }
  const Tensor& shape = first ? *first : tensors[0];
  dim = wrap_dim(dim, shape.dim());
  MemoryFormat format = shape.suggest_memory_format();
  int64_t total = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    if (skipped(t)) continue;
    check_joins(shape, t, dim, i);
    total += t.size(dim);
    if (t.suggest_memory_format() != format) format = MemoryFormat::Contiguous;
  }
  DimVector sizes(shape.sizes().begin(), shape.sizes().end());
  sizes[static_cast<size_t>(dim)] = total;
  const ScalarType dtype = common_type(tensors);
  Tensor out = format == MemoryFormat::Contiguous
                   ? make_contiguous(sizes, dtype, shape.device())
                   : make_strided(sizes, strides_for(sizes, format), dtype, shape.device());
  kernels::cat(out, tensors, dim);
  record_cat(out, tensors, dim, dtype);
  return out;
}

Tensor stack(TensorList tensors, int64_t dim) {
  FACULA_CHECK(!tensors.empty(), "stack expects a non-empty TensorList");
  const Tensor& first = tensors[0];
  dim = wrap_dim(dim, first.dim() + 1);
  bool any = false;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    FACULA_CHECK(t.sizes() == first.sizes(), "stack expects each tensor to be equal size, but got ",
                 first.sizes(), " at entry 0 and ", t.sizes(), " at entry ", i);
    FACULA_CHECK(t.device() == first.device(),
                 "Expected all tensors to be on the same device, but found at least two devices, ",
                 first.device(), " and ", t.device(), "! (in stack)");
    any = any || graph::wants_grad(t);
  }
  DimVector sizes(first.sizes().begin(), first.sizes().end());
  sizes.insert(static_cast<size_t>(dim), static_cast<int64_t>(tensors.size()));
  const ScalarType dtype = common_type(tensors);
  Tensor out = make_contiguous(sizes, dtype, first.device());
  kernels::cat(out, tensors, dim);
  if (!any || !graph::recording() || !isDifferentiableType(dtype)) return out;
  std::vector<const Tensor*> inputs;
  for (const Tensor& t : tensors) inputs.push_back(&t);
  Tensor* result = &out;
  record_joint("StackBackward0", ArrayRef<Tensor*>(result), inputs, [dim, n = tensors.size()](Gradients& g) {
    for (size_t i = 0; i < n; ++i)
      if (g.needed(i)) g.set(i, g[0].select(dim, static_cast<int64_t>(i)));
  });
  return out;
}

namespace {

template <class F>
std::vector<Tensor> each(TensorList tensors, F f) {
  std::vector<Tensor> out;
  out.reserve(tensors.size());
  for (const Tensor& t : tensors) out.push_back(f(t));
  return out;
}

}  // namespace

Tensor hstack(TensorList tensors) {
  FACULA_CHECK(!tensors.empty(), "hstack expects a non-empty TensorList");
  const std::vector<Tensor> all = each(tensors, atleast_1d);
  return cat(all, all[0].dim() == 1 ? 0 : 1);
}
Tensor vstack(TensorList tensors) {
  FACULA_CHECK(!tensors.empty(), "vstack expects a non-empty TensorList");
  return cat(each(tensors, atleast_2d), 0);
}
Tensor dstack(TensorList tensors) {
  FACULA_CHECK(!tensors.empty(), "dstack expects a non-empty TensorList");
  return cat(each(tensors, atleast_3d), 2);
}
Tensor column_stack(TensorList tensors) {
  FACULA_CHECK(!tensors.empty(), "column_stack expects a non-empty TensorList");
  return hstack(each(tensors, [](const Tensor& t) { return t.dim() <= 1 ? t.reshape({t.numel(), 1}) : t; }));
}

Tensor flatten_dense_tensors(TensorList tensors) {
  std::vector<Tensor> lines;
  for (const Tensor& t : tensors) lines.push_back(t.reshape({-1}));
  return cat(lines);
}

std::vector<Tensor> unflatten_dense_tensors(const Tensor& flat, TensorList tensors) {
  std::vector<Tensor> parts;
  int64_t at = 0;
  for (const Tensor& t : tensors) {
    parts.push_back(flat.narrow(0, at, t.numel()).view(t.sizes()));
    at += t.numel();
  }
  return parts;
}

}  // namespace facula
