// Indexing element by element along one dimension.
#include <algorithm>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

DimVector without_dim(IntArrayRef strides, int64_t dim) {
  DimVector s(strides.begin(), strides.end());
  s[static_cast<size_t>(dim)] = 0;
  return s;
}

kernels::IndexRange range_of(const Tensor& x, int64_t dim) {
  return {x.size(dim), x.stride(dim) * x.element_size(), false};
}

[[noreturn]] void bad_gather(int64_t index, int64_t dim, int64_t size) {
  detail::fail<IndexError>("index ", index, " is out of bounds for dimension ", dim, " with size ", size);
}

}  // namespace

void check_scatter_index(const char* op, const Tensor& x, const Tensor& index, const char* of) {
  check_dense(op, x.unsafeGetTensorImpl());
  FACULA_CHECK(index.scalar_type() == kLong, op, "(): Expected dtype int64 for index");
  FACULA_CHECK(x.device() == index.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ", x.device(),
               " and ", index.device(), "! (in ", op, ")");
  if (index.numel() == 0) return;
  FACULA_CHECK(std::max<int64_t>(x.dim(), 1) == std::max<int64_t>(index.dim(), 1),
               "Index tensor must have the same number of dimensions as ", of, " tensor");
}

void scatter_into(const char* op, const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src,
                  bool one_value, ScatterWrite write) {
  if (index.numel() == 0) return;
  const Tensor to = at_least_1d(x), i = at_least_1d(index);
  Tensor v = one_value ? src : at_least_1d(src);
  if (!one_value) {
    FACULA_CHECK(x.scalar_type() == v.scalar_type(), op, "(): Expected self.dtype to be equal to src.dtype");
    FACULA_CHECK(v.dim() == i.dim(), "Index tensor must have the same number of dimensions as src tensor");
  }
  for (int64_t d = 0; d < i.dim(); ++d)
    FACULA_CHECK(
        (d == dim || i.size(d) <= to.size(d)) && (one_value || i.size(d) <= v.size(d)), "Expected index ",
        index.sizes(), " to be smaller than self ", x.sizes(), " apart from dimension ", dim,
        one_value ? std::string() : detail::concat(" and to be smaller size than src ", src.sizes()));
  assert_no_internal_overlap(x);
  const kernels::IndexRange range = range_of(to, dim);
  const kernels::BadIndex bad = kernels::index_check(i.contiguous(), range);
  if (bad.found) bad_gather(bad.value, dim, range.size);
  if (v.is_alias_of(x)) v = v.clone(MemoryFormat::Preserve);
  const DimVector still(static_cast<size_t>(to.dim()));
  write(index_iter(i.sizes(), to, without_dim(to.strides(), dim), i, i.strides(), v,
                   one_value ? IntArrayRef(still) : v.strides()),
        range);
}

Tensor gathered_gradient(const Tensor& g, int64_t dim, const Tensor& index, const DimVector& shape) {
  const Tensor part = gather(g, dim, index);
  if (part.sizes() == IntArrayRef(shape)) return part;
  if (index.numel() == 0) return zeros(shape, g.options());
  std::vector<Tensor> places;
  for (int64_t d = 0; d < part.dim(); ++d) {
    DimVector ones(static_cast<size_t>(part.dim()), 1);
    ones[static_cast<size_t>(d)] = part.size(d);
    places.push_back(arange(part.size(d), TensorOptions(kLong).device(g.device())).view(ones));
  }
  return index_put(zeros(shape, g.options()), places, part);
}

namespace {

void gather_to(const Tensor& y, const Tensor& x, int64_t dim, const Tensor& index) {
  for (int64_t d = 0; d < index.dim(); ++d)
    FACULA_CHECK(d == dim || index.size(d) <= x.size(d), "Size does not match at dimension ", d,
                 " expected index ", index.sizes(), " to be smaller than self ", x.sizes(),
                 " apart from dimension ", dim);
  const kernels::IndexRange range = range_of(x, dim);
  const Iter it =
      index_iter(index.sizes(), y, y.strides(), index, index.strides(), x, without_dim(x.strides(), dim));
  const kernels::BadIndex bad = kernels::index_gather(it, range);
  if (bad.found) bad_gather(bad.value, dim, range.size);
}

// The gradient of gather, an entry for each element of the index.
Tensor sparse_gradient(IntArrayRef shape, int64_t dim, const Tensor& index, const Tensor& g) {
  const TensorOptions whole = TensorOptions(kLong).device(index.device());
  if (shape.empty()) return _sparse_coo_tensor_unsafe(zeros({0, g.numel()}, whole), g.reshape({-1}), shape);
  const Tensor at = at_least_1d(index);
  std::vector<Tensor> rows;
  for (int64_t d = 0; d < at.dim(); ++d) {
    DimVector line(static_cast<size_t>(at.dim()), 1);
    line[static_cast<size_t>(d)] = at.size(d);
    const Tensor numbers =
        d == dim ? at.to(kLong) : arange(at.size(d), whole).reshape(line).expand(at.sizes());
    rows.push_back(numbers.reshape({-1}));
  }
  return _sparse_coo_tensor_unsafe(stack(rows), g.reshape({-1}), shape);
}

}  // namespace

Tensor gather(const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad) {
  dim = wrap_dim(dim, x.dim());
  check_scatter_index("gather", x, index, "input");
  Tensor y = make_contiguous(index.sizes(), x.scalar_type(), x.device());
  if (index.numel() && x.dim() && index.dim())
    gather_to(y, x, dim, index);
  else if (index.numel())
    gather_to(at_least_1d(y), at_least_1d(x), dim, at_least_1d(index));
  if (!graph::recording() || !x.requires_grad()) return y;
  const DimVector shape(x.sizes().begin(), x.sizes().end());
  if (sparse_grad)
    return record("GatherBackward0", y, grad_of(x, [shape, dim, index = save(index)](const Tensor& g) {
                    return sparse_gradient(shape, dim, index(), g);
                  }));
  return record("GatherBackward0", y, grad_of(x, [shape, dim, index = save(index)](const Tensor& g) {
                  return zeros(shape, g.options()).scatter_add(dim, index(), g);
                }));
}
Tensor Tensor::gather(int64_t dim, const Tensor& index, bool sparse_grad) const {
  return facula::gather(*this, dim, index, sparse_grad);
}

namespace {
void assign_values(const Iter& it, const kernels::IndexRange& range) {
  kernels::index_scatter(it, range, kernels::ScatterMode::Assign);
}
void add_values(const Iter& it, const kernels::IndexRange& range) {
  kernels::index_scatter(it, range, kernels::ScatterMode::Add);
}
}  // namespace

Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Tensor& src) const {
  check_inplace(*this);
  dim = wrap_dim(dim, this->dim());
  check_scatter_index("scatter", *this, index, "self");
  scatter_into("scatter", *this, dim, index, src, false, assign_values);
  unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "ScatterBackward0", *this,
      grad_of(*this, [dim, index = save(index)](const Tensor& g) { return g.scatter(dim, index(), 0); }),
      grad_of(src, [dim, index = save(index), shape = DimVector(src.sizes().begin(), src.sizes().end())](
                       const Tensor& g) { return gathered_gradient(g, dim, index(), shape); }));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::scatter_(int64_t dim, const Tensor& index, const Scalar& value) const {
  check_inplace(*this);
  dim = wrap_dim(dim, this->dim());
  check_scatter_index("scatter", *this, index, "self");
  scatter_into("scatter", *this, dim, index, full({}, value, options()), true, assign_values);
  unsafeGetTensorImpl()->bump_version();
  record_inplace("ScatterBackward0", *this, grad_of(*this, [dim, index = save(index)](const Tensor& g) {
                   return g.scatter(dim, index(), 0);
                 }));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::scatter_add_(int64_t dim, const Tensor& index, const Tensor& src) const {
  check_inplace(*this);
  dim = wrap_dim(dim, this->dim());
  check_scatter_index("scatter", *this, index, "self");
  scatter_into("scatter", *this, dim, index, src, false, add_values);
  unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "ScatterAddBackward0", *this, grad_of(*this, [](const Tensor& g) { return g; }),
      grad_of(src, [dim, index = save(index), shape = DimVector(src.sizes().begin(), src.sizes().end())](
                       const Tensor& g) { return gathered_gradient(g, dim, index(), shape); }));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Tensor& src) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.scatter_(dim, index, src);
  return y;
}
Tensor Tensor::scatter(int64_t dim, const Tensor& index, const Scalar& value) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.scatter_(dim, index, value);
  return y;
}
Tensor Tensor::scatter_add(int64_t dim, const Tensor& index, const Tensor& src) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.scatter_add_(dim, index, src);
  return y;
}
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
  return x.scatter(dim, index, src);
}
Tensor scatter(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
  return x.scatter(dim, index, value);
}
Tensor scatter_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& src) {
  return x.scatter_add(dim, index, src);
}

Tensor take(const Tensor& x, const Tensor& index) {
  FACULA_CHECK(index.scalar_type() == kLong, "take(): Expected a long tensor for index, but got ",
               index.scalar_type());
  FACULA_CHECK(x.device() == index.device(),
               "take(): self and index expected to be on the same device, but got (self) ", x.device(),
               " and (index) ", index.device());
  FACULA_CHECK_AS(IndexError, x.numel() || !index.numel(), "take(): tried to take from an empty tensor");
  const Tensor from = x.contiguous(), i = index.contiguous();
  Tensor y = make_contiguous(i.sizes(), x.scalar_type(), x.device());
  const kernels::IndexRange range{x.numel(), x.element_size(), true};
  const DimVector still(i.sizes().size());
  const kernels::BadIndex bad =
      kernels::index_gather(index_iter(i.sizes(), y, y.strides(), i, i.strides(), from, still), range);
  FACULA_CHECK_AS(IndexError, !bad.found, "out of range: tried to access index ", bad.value,
                  " on a tensor of ", x.numel(), " elements.");
  if (!graph::recording() || !x.requires_grad()) return y;
  const DimVector shape(x.sizes().begin(), x.sizes().end());
  return record("TakeBackward0", y, grad_of(x, [shape, n = x.numel(), index = save(index)](const Tensor& g) {
                  const Tensor flat = index().reshape({-1});
                  return index_put(zeros({n}, g.options()), {flat}, g.reshape({-1}), true).reshape(shape);
                }));
}
Tensor Tensor::take(const Tensor& index) const { return facula::take(*this, index); }

Tensor take_along_dim(const Tensor& x, const Tensor& indices, std::optional<int64_t> dim) {
  FACULA_CHECK(indices.scalar_type() == kLong,
               "torch.take_along_dim(): dtype of indices should be Long but got ", indices.scalar_type());
  FACULA_CHECK(
      !dim || x.dim() == indices.dim(),
      "torch.take_along_dim(): input and indices should have the same number of dimensions, but got ",
      x.dim(), " dimensions for input, and ", indices.dim(), " dimensions for indices");
  if (!dim) return gather(x.reshape({-1}), 0, indices.reshape({-1}));
  const int64_t d = wrap_dim(*dim, x.dim());
  if (x.dim() == 0) return gather(x, 0, indices);
  const auto k = static_cast<size_t>(d);
  DimVector a(x.sizes().begin(), x.sizes().end()), b(indices.sizes().begin(), indices.sizes().end());
  a[k] = b[k] = 1;
  DimVector shape = infer_size(a, b);
  shape[k] = x.size(d);
  const Tensor from = x.expand(shape);
  shape[k] = indices.size(d);
  return gather(from, d, indices.expand(shape));
}
Tensor Tensor::take_along_dim(const Tensor& indices, std::optional<int64_t> dim) const {
  return facula::take_along_dim(*this, indices, dim);
}

}  // namespace facula
