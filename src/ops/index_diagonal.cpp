// Triangles and diagonals.
#include <algorithm>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

Tensor triangle(const Tensor& x, int64_t diagonal, bool upper) {
  wrap_dim(-2, x.dim(), false);
  const char* name = upper ? "TriuBackward0" : "TrilBackward0";
  Tensor y = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  kernels::triangle(y, x.is_contiguous() ? x : x.detach().contiguous(), diagonal, upper);
  return record(name, y,
                grad_of(x, [diagonal, upper](const Tensor& g) { return triangle(g, diagonal, upper); }));
}

void triangle_inplace(const Tensor& x, int64_t diagonal, bool upper) {
  check_inplace(x);
  wrap_dim(-2, x.dim(), false);
  {
    const AutoGradMode off(false);
    const Tensor dense = x.contiguous();  // x itself where it can be
    kernels::triangle(dense, dense, diagonal, upper);
    if (dense.is_same(x))
      x.unsafeGetTensorImpl()->bump_version();
    else
      x.copy_(dense);
  }
  record_inplace(upper ? "TriuBackward0" : "TrilBackward0", x,
                 grad_of(x, [diagonal, upper](const Tensor& g) { return triangle(g, diagonal, upper); }));
}

}  // namespace

Tensor tril(const Tensor& x, int64_t diagonal) { return triangle(x, diagonal, false); }
Tensor triu(const Tensor& x, int64_t diagonal) { return triangle(x, diagonal, true); }
Tensor Tensor::tril(int64_t diagonal) const { return triangle(*this, diagonal, false); }
Tensor Tensor::triu(int64_t diagonal) const { return triangle(*this, diagonal, true); }
Tensor& Tensor::tril_(int64_t diagonal) const {
  triangle_inplace(*this, diagonal, false);
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::triu_(int64_t diagonal) const {
  triangle_inplace(*this, diagonal, true);
  return const_cast<Tensor&>(*this);
}

Tensor diag_embed(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  const int64_t n = x.dim() + 1, a = wrap_dim(dim1, n), b = wrap_dim(dim2, n);
  FACULA_CHECK(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  int64_t length = 0;  // what does not fit is too large for memory, and said so
  if (__builtin_add_overflow(x.size(-1), offset < 0 ? -std::max(offset, -INT64_MAX) : offset, &length))
    length = INT64_MAX;
  DimVector sizes;
  for (int64_t d = 0, from = 0; d < n; ++d) sizes.push_back(d == a || d == b ? length : x.size(from++));
  Tensor y = zeros(sizes, x.options());
  if (x.numel()) y.diagonal(offset, a, b).copy_(x.detach());
  return record("DiagEmbedBackward0", y,
                grad_of(x, [offset, a, b](const Tensor& g) { return g.diagonal(offset, a, b); }));
}
Tensor Tensor::diag_embed(int64_t offset, int64_t dim1, int64_t dim2) const {
  return facula::diag_embed(*this, offset, dim1, dim2);
}

Tensor diag(const Tensor& x, int64_t diagonal) {
  FACULA_CHECK(x.dim() == 1 || x.dim() == 2, "matrix or a vector expected");
  return x.dim() == 1 ? diag_embed(x, diagonal) : x.diagonal(diagonal).clone();
}
Tensor Tensor::diag(int64_t diagonal) const { return facula::diag(*this, diagonal); }

Tensor trace(const Tensor& x) {
  FACULA_CHECK(x.dim() == 2, "trace: expected a matrix, but got tensor with dim ", x.dim());
  return x.diagonal().sum();
}
Tensor Tensor::trace() const { return facula::trace(*this); }

Tensor diagflat(const Tensor& x, int64_t offset) { return x.contiguous().view(-1).diag(offset); }
Tensor Tensor::diagflat(int64_t offset) const { return facula::diagflat(*this, offset); }

namespace {

// Fills the diagonal, and with `wrap` the diagonals of the squares that follow below.
void fill_diagonals(const Tensor& x, const Scalar& value, bool wrap) {
  int64_t n = x.size(0), stride = 0;
  for (int64_t d = 0; d < x.dim(); ++d) {
    n = std::min(n, x.size(d));
    stride += x.stride(d);
  }
  x.as_strided({n}, {stride}, x.storage_offset()).fill_(value);
  const int64_t rows = x.size(0), columns = x.size(1);
  if (!wrap || x.dim() != 2 || columns == 0) return;
  for (int64_t top = columns + 1; top < rows; top += columns + 1)
    x.as_strided({std::min(columns, rows - top)}, {stride}, x.storage_offset() + top * x.stride(0))
        .fill_(value);
}

}  // namespace

Tensor& Tensor::fill_diagonal_(const Scalar& value, bool wrap) const {
  FACULA_CHECK(dim() >= 2, "dimensions must larger than 1");
  if (dim() > 2)
    for (int64_t d = 1; d < dim(); ++d)
      FACULA_CHECK(size(d) == size(0), "all dimensions of input must be of equal length");
  check_inplace(*this);
  {
    const AutoGradMode off(false);
    fill_diagonals(*this, value, wrap);
  }
  record_inplace("FillDiagonalBackward0", *this, grad_of(*this, [wrap](const Tensor& g) {
                   Tensor gx = g.clone();
                   gx.fill_diagonal_(0, wrap);
                   return gx;
                 }));
  return const_cast<Tensor&>(*this);
}
Tensor& fill_diagonal_(Tensor& x, const Scalar& value, bool wrap) { return x.fill_diagonal_(value, wrap); }

}  // namespace facula
