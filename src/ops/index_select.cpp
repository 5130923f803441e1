// Indexing whole slices along one dimension.
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

// A one-dimensional int64 index.
Tensor long_index(const Tensor& index) {
  const Tensor i = index.scalar_type() == kLong ? index : index.to(kLong);
  return at_least_1d(i);
}

void check_same_device(const char* op, const Tensor& x, const Tensor& index) {
  check_dense(op, x.unsafeGetTensorImpl());
  FACULA_CHECK(x.device() == index.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ", x.device(),
               " and ", index.device(), "! (in ", op, ")");
}

kernels::IndexRange range_of(const Tensor& x, int64_t dim, bool wrap = false) {
  return {x.size(dim), x.stride(dim) * x.element_size(), wrap};
}

// Walks x with `index` in place of dimension `dim`; `other` has x's shape but for that dimension. `first`
// says that `other` is written and x read.
Iter select_iter(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& other,
                 IntArrayRef other_strides, bool other_first) {
  const auto d = static_cast<size_t>(dim);
  DimVector sizes(x.sizes().begin(), x.sizes().end()), strides(x.strides().begin(), x.strides().end());
  DimVector index_strides(sizes.size());
  sizes[d] = index.numel();
  strides[d] = 0;
  index_strides[d] = index.stride(0);
  if (other_first) return index_iter(sizes, other, other_strides, index, index_strides, x, strides);
  return index_iter(sizes, x, strides, index, index_strides, other, other_strides);
}

void check_range(const char* op, const Tensor& index, const kernels::IndexRange& range, int64_t dim) {
  const kernels::BadIndex bad = kernels::index_check(index.contiguous(), range);
  if (bad.found) index_out_of_bounds(op, bad.value, dim, range.size);
}

}  // namespace

Tensor index_select(const Tensor& x, int64_t dim, const Tensor& index) {
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, index.dim() <= 1, "index_select(): Index is supposed to be a vector");
  FACULA_CHECK(index.scalar_type() == kLong || index.scalar_type() == kInt,
               "index_select(): Expected dtype int32 or int64 for index");
  check_same_device("index_select", x, index);
  FACULA_CHECK(x.dim() > 0 || index.numel() == 1,
               "index_select(): Index to scalar can have only 1 value, got ", index.numel(), " value(s)");
  const Tensor from = at_least_1d(x), i = long_index(index);
  DimVector sizes(from.sizes().begin(), from.sizes().end());
  sizes[static_cast<size_t>(dim)] = i.numel();
  Tensor y = make_contiguous(x.dim() ? IntArrayRef(sizes) : IntArrayRef(), x.scalar_type(), x.device());
  const DimVector strides = contiguous_strides(sizes);
  const kernels::BadIndex bad =
      kernels::index_gather(select_iter(from, dim, i, y, strides, true), range_of(from, dim));
  FACULA_CHECK_AS(IndexError, !bad.found, "index out of range in self");
  if (!graph::recording() || !x.requires_grad()) return y;
  const DimVector shape(x.sizes().begin(), x.sizes().end());
  return record("IndexSelectBackward0", y, grad_of(x, [shape, dim, index = save(index)](const Tensor& g) {
                  return zeros(shape, g.options()).index_add(dim, index(), g);
                }));
}
Tensor Tensor::index_select(int64_t dim, const Tensor& index) const {
  return facula::index_select(*this, dim, index);
}

Tensor& Tensor::index_add_(int64_t dim, const Tensor& index, const Tensor& source,
                           const Scalar& alpha) const {
  const Tensor& x = *this;
  check_inplace(x);
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, index.dim() <= 1,
                  "index_add_(): Index is supposed to be a vector, but got dim: ", index.dim(),
                  " with type: ", index.scalar_type(), " and size: ", index.sizes());
  FACULA_CHECK(index.scalar_type() == kLong || index.scalar_type() == kInt,
               "index_add_(): Expected dtype int32/int64 for index but got: ", index.scalar_type());
  FACULA_CHECK(x.scalar_type() == source.scalar_type(), "index_add_(): self (", x.scalar_type(),
               ") and source (", source.scalar_type(), ") must have the same scalar type");
  check_same_device("index_add_", x, index);
  check_same_device("index_add_", x, source);
  FACULA_CHECK(source.dim() == 0 || dim < source.dim(), "index_add_(): Indexing dim ", dim,
               " is out of bounds of tensor");
  const int64_t n = index.numel(), length = source.dim() ? source.size(dim) : 1;
  FACULA_CHECK(n == length, "index_add_(): Number of indices (", n,
               ") should be equal to source.size(dim): (", length, "), for dim: ", dim);
  const Tensor to = at_least_1d(x), from = at_least_1d(source), i = long_index(index);
  FACULA_CHECK(to.dim() == from.dim(),
               "source tensor shape must match self tensor shape, excluding the "
               "specified dimension. Got self.shape = ",
               x.sizes(), " source.shape = ", source.sizes());
  for (int64_t d = 0; d < to.dim(); ++d)
    FACULA_CHECK(d == dim || to.size(d) == from.size(d), "The size of tensor a (", to.size(d),
                 ") must match the size of tensor b (", from.size(d), ") at non-singleton dimension ",
                 d > dim ? d - 1 : d);
  assert_no_internal_overlap(x);
  const kernels::IndexRange range = range_of(to, dim);
  FACULA_CHECK_AS(IndexError, !kernels::index_check(i.contiguous(), range).found,
                  "index out of range in self");
  {
    const AutoGradMode off(false);
    Tensor v = alpha.is_one() ? from : from.mul(full({}, alpha, x.options()));
    if (v.is_alias_of(x)) v = v.clone(MemoryFormat::Preserve);
    kernels::index_scatter(select_iter(to, dim, i, v, v.strides(), false), range, kernels::ScatterMode::Add);
  }
  x.unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "IndexAddBackward0", x, grad_of(x, [](const Tensor& g) { return g; }),
      grad_of(source, [dim, index = save(index), alpha, scalar = source.dim() == 0](const Tensor& g) {
        const Tensor part = facula::index_select(g, dim, index()), gs = scalar ? part.sum() : part;
        return alpha.is_one() ? gs : gs * alpha.conj();
      }));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::index_add(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.index_add_(dim, index, source, alpha);
  return y;
}
Tensor index_add(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source,
                 const Scalar& alpha) {
  return x.index_add(dim, index, source, alpha);
}

Tensor& Tensor::index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const {
  const Tensor& x = *this;
  check_inplace(x);
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, index.dim() <= 1, "index_copy_(): Index should have dimension 1 or 0 (got ",
                  index.dim(), ")");
  FACULA_CHECK_AS(
      IndexError, source.dim() == 0 || x.dim() == 0 || source.dim() == x.dim(),
      "index_copy_(): When source and destination are not scalars, their dimensionality must match. "
      "Source dimensionality (",
      source.dim(), "), destination dimensionality (", x.dim(), ")");
  FACULA_CHECK(index.scalar_type() == kLong, "index_copy_(): Expected a long tensor for index, but got ",
               index.scalar_type());
  FACULA_CHECK(x.scalar_type() == source.scalar_type(),
               "index_copy_(): self and source expected to have the same dtype, but got (self) ",
               x.scalar_type(), " and (source) ", source.scalar_type());
  check_same_device("index_copy_", x, index);
  check_same_device("index_copy_", x, source);
  const Tensor to = at_least_1d(x), i = long_index(index);
  Tensor v = at_least_1d(source);
  FACULA_CHECK_AS(IndexError, source.dim() > 0 || i.numel() == 1,
                  "index_copy_(): When source is scalar, index should have one element (got ", i.numel(),
                  ")");
  FACULA_CHECK_AS(IndexError, i.numel() == (v.dim() == to.dim() ? v.size(dim) : 1),
                  "index_copy_(): Number of indices (", i.numel(), ") should be equal to source.size(dim) (",
                  v.dim() == to.dim() ? v.size(dim) : 1, ")");
  FACULA_CHECK_AS(
      IndexError, v.dim() == to.dim(),
      "index_copy_(): When source and destination are not scalars, their dimensionality must match. "
      "Source dimensionality (",
      source.dim(), "), destination dimensionality (", x.dim(), ")");
  for (int64_t d = 0; d < to.dim(); ++d)
    FACULA_CHECK(
        d == dim || to.size(d) == v.size(d),
        "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape: ",
        to.size(d), " at dimension ", dim, " and source slice shape: ", v.size(d), " at dimension ", dim,
        ".");
  assert_no_internal_overlap(x);
  const kernels::IndexRange range = range_of(to, dim);
  check_range("index_copy_(): ", i, range, dim);
  if (v.is_alias_of(x)) v = v.clone(MemoryFormat::Preserve);
  kernels::index_scatter(select_iter(to, dim, i, v, v.strides(), false), range, kernels::ScatterMode::Assign);
  x.unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "IndexCopyBackward0", x,
      grad_of(x, [dim, index = save(index)](const Tensor& g) { return g.index_fill(dim, index(), 0); }),
      grad_of(source, [dim, index = save(index), scalar = source.dim() == 0](const Tensor& g) {
        const Tensor part = facula::index_select(g, dim, index());
        return scalar && part.dim() ? part.squeeze(0) : part;
      }));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::index_copy(int64_t dim, const Tensor& index, const Tensor& source) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.index_copy_(dim, index, source);
  return y;
}
Tensor index_copy(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& source) {
  return x.index_copy(dim, index, source);
}

Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, const Tensor& value) const {
  const Tensor& x = *this;
  check_inplace(x);
  FACULA_CHECK(value.dim() == 0,
               "index_fill_ only supports a 0-dimensional value tensor, but got tensor with ", value.dim(),
               " dimension(s).");
  FACULA_CHECK_AS(IndexError, index.scalar_type() == kLong, "index_fill_(): Expected dtype int64 for index.");
  FACULA_CHECK(index.dim() <= 1, "Index has to be a vector/scalar");
  FACULA_CHECK(x.is_complex() || !value.is_complex(),
               "index_fill_(): Converting complex Scalar to non-complex type is not supported");
  check_same_device("index_fill_", x, index);
  dim = wrap_dim(dim, x.dim());
  const Tensor to = at_least_1d(x), i = long_index(index);
  assert_no_internal_overlap(x);
  const kernels::IndexRange range = range_of(to, dim, true);
  check_range("", i, range, dim);
  const Tensor v = value.detach().to(x.device(), x.scalar_type());
  const DimVector still(static_cast<size_t>(to.dim()));
  kernels::index_scatter(select_iter(to, dim, i, v, still, false), range, kernels::ScatterMode::Assign);
  x.unsafeGetTensorImpl()->bump_version();
  record_inplace(
      "IndexFillBackward0", x,
      grad_of(x, [dim, index = save(index)](const Tensor& g) { return g.index_fill(dim, index(), 0); }),
      grad_of(value, [dim, index = save(index)](const Tensor& g) {
        const Tensor at = index() + index().lt(0).to(kLong) * (g.dim() ? g.size(dim) : 1);
        return facula::index_select(g, dim, at).sum();
      }));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::index_fill_(int64_t dim, const Tensor& index, const Scalar& value) const {
  FACULA_CHECK(is_complex() || !value.isComplex(),
               "index_fill_(): Converting complex Scalar to non-complex type is not supported");
  return index_fill_(dim, index, full({}, value, options()));
}
Tensor Tensor::index_fill(int64_t dim, const Tensor& index, const Tensor& value) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.index_fill_(dim, index, value);
  return y;
}
Tensor Tensor::index_fill(int64_t dim, const Tensor& index, const Scalar& value) const {
  Tensor y = clone(MemoryFormat::Preserve);
  y.index_fill_(dim, index, value);
  return y;
}
Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, const Scalar& value) {
  return x.index_fill(dim, index, value);
}
Tensor index_fill(const Tensor& x, int64_t dim, const Tensor& index, const Tensor& value) {
  return x.index_fill(dim, index, value);
}

}  // namespace facula
