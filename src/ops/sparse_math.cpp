// The sparse cases of sums and products, and how sparse tensors print.
#include <algorithm>
#include <ostream>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/print.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/sparse.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"
#include "ops/print.h"
#include "ops/sparse.h"

namespace facula {

namespace sparse {

namespace {

Tensor conjugate(const Tensor& t) { return t.is_complex() ? t.conj() : t; }

std::vector<Tensor> pair(const Tensor& a, const Tensor& b) {
  std::vector<Tensor> both;
  both.push_back(a);
  both.push_back(b);
  return both;
}

Tensor rows_of(const Tensor& a) {
  const Parts& p = parts(a);
  return a.layout() == kSparse ? p.rows.select(0, 0) : expand_rows(p.rows, p.cols.numel());
}
Tensor cols_of(const Tensor& a) { return a.layout() == kSparse ? parts(a).rows.select(0, 1) : parts(a).cols; }

// A b or A^T b, where A has the indices of `like` (no history) and the given values.
Tensor product(const Tensor& like, const Tensor& values, const Tensor& b, bool transpose) {
  const bool compressed = like.layout() == kSparseCsr;
  Tensor y =
      zeros({like.size(transpose ? 1 : 0), b.size(1)}, TensorOptions(b.scalar_type()).device(b.device()));
  {
    NoGradGuard off;
    const Tensor first = compressed ? parts(like).rows : rows_of(like).contiguous();
    kernels::sparse_product(y, first, cols_of(like).contiguous(), values.detach().contiguous(),
                            b.detach().contiguous(), compressed, transpose);
  }
  return record("SparseAddmmBackward0", y,
                grad_of(values,
                        [like, b = save(b), transpose](const Tensor& g) {
                          const Tensor r = rows_of(like), c = cols_of(like);
                          return g.index_select(0, transpose ? c : r)
                              .mul(conjugate(b().index_select(0, transpose ? r : c)))
                              .sum(1);
                        }),
                grad_of(b, [like, values = save(values), transpose](const Tensor& g) {
                  return product(like, conjugate(values()), g, !transpose);
                }));
}

void check_product(const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), "expected scalar type ", a.scalar_type(), " but found ",
               b.scalar_type());
  FACULA_CHECK(a.device() == b.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ", a.device(),
               " and ", b.device(), "! (when checking arguments of mm)");
}

// Row by row (Gustavson 1978, ACM TOMS 4:250): which entries of a and b meet, and where.
Tensor sparse_by_sparse(const Tensor& a, const Tensor& b) {
  const Tensor x = a.layout() == kSparse ? a.coalesce() : a.to_sparse(), z = b.to_sparse_csr();
  const Tensor at = x._indices().cpu(), start = z.crow_indices().cpu(), columns = z.col_indices().cpu();
  const auto *i = at.const_data_ptr<int64_t>(), *k = i + x._nnz();
  const auto *from = start.const_data_ptr<int64_t>(), *col = columns.const_data_ptr<int64_t>();
  std::vector<int64_t> left, right, row, column;
  for (int64_t e = 0; e < x._nnz(); ++e)
    for (int64_t f = from[k[e]]; f < from[k[e] + 1]; ++f) {
      left.push_back(e);
      right.push_back(f);
      row.push_back(i[e]);
      column.push_back(col[f]);
    }
  const auto as_tensor = [&](const std::vector<int64_t>& v) {
    Tensor t = make_contiguous({static_cast<int64_t>(v.size())}, kLong);
    std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
    return t.to(a.device());
  };
  const Tensor v =
      values_of(x).index_select(0, as_tensor(left)).mul(values_of(z).index_select(0, as_tensor(right)));
  const Tensor indices = stack(pair(as_tensor(row), as_tensor(column)));
  const Tensor y = with_values(make_coo(indices, v, {a.size(0), b.size(1)}, false), v).coalesce();
  return a.layout() == kSparseCsr ? y.to_sparse_csr() : y;
}

bool same(const Tensor& a, const Tensor& b) {
  return a.is_same(b) || (a.sizes() == b.sizes() && equal(a, b));
}
bool same_indices(const Tensor& a, const Tensor& b) {
  if (a.layout() != b.layout() || a._nnz() != b._nnz() || !same(parts(a).rows, parts(b).rows)) return false;
  return a.layout() == kSparse || same(parts(a).cols, parts(b).cols);
}

Tensor joined(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  const ScalarType t = promoteTypes(a.scalar_type(), b.scalar_type());
  const Tensor va = values_of(a).to(t),
               vb = alpha.is_one() ? values_of(b).to(t) : values_of(b).to(t).mul(alpha);
  if (same_indices(a, b)) return with_values(a.detach(), va.add(vb));
  const Tensor v = cat(pair(va, vb));
  const Tensor y = with_values(make_coo(cat(pair(parts(a).rows, parts(b).rows), 1), v, a.sizes(), false), v);
  return a.is_coalesced() && b.is_coalesced() ? y.coalesce() : y;
}

// Entries that two coalesced tensors share, as positions in each.
std::pair<Tensor, Tensor> shared(const Tensor& a, const Tensor& b) {
  const Tensor x = parts(a).rows.cpu(), z = parts(b).rows.cpu();
  const auto *p = x.const_data_ptr<int64_t>(), *q = z.const_data_ptr<int64_t>();
  const int64_t dims = x.size(0), n = x.size(1), m = z.size(1);
  std::vector<int64_t> left, right;
  for (int64_t i = 0, j = 0; i < n && j < m;) {
    int64_t order = 0;
    for (int64_t d = 0; d < dims && order == 0; ++d) order = p[d * n + i] - q[d * m + j];
    if (order == 0) left.push_back(i), right.push_back(j);
    i += order <= 0;
    j += order >= 0;
  }
  const auto as_tensor = [&](const std::vector<int64_t>& v) {
    Tensor t = make_contiguous({static_cast<int64_t>(v.size())}, kLong);
    std::copy(v.begin(), v.end(), t.data_ptr<int64_t>());
    return t.to(a.device());
  };
  return {as_tensor(left), as_tensor(right)};
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha) {
  FACULA_CHECK(a.sizes() == b.sizes() || !is(a) || !is(b),
               "add: expected sizes of 'self' and 'other' to match, but ", a.sizes(), " != ", b.sizes());
  if (!is(a)) return a.add(b.to_dense(), alpha);
  if (!is(b)) {
    FACULA_CHECK(b.dim() > 0 && a.sizes() == b.sizes(),
                 "add(sparse, dense) is not supported. Use add(dense, sparse) instead.");
    return a.to_dense().add(b, alpha);
  }
  FACULA_CHECK(a.layout() == b.layout(),
               "add: expected both sparse tensors to have the same layout, but got ", a.layout(), " and ",
               b.layout());
  if (a.layout() == kSparse) return joined(a, b, alpha);
  if (same_indices(a, b)) return joined(a, b, alpha);
  return joined(a.to_sparse(), b.to_sparse(), alpha).to_sparse_csr();
}

Tensor& add_inplace(const Tensor& self, const Tensor& b, const Scalar& alpha) {
  check_inplace(self);
  if (!is(self) && self.layout() == kStrided) {
    if (b.layout() == kSparse && b.sparse_dim() == 1 && self.sizes() == b.sizes() &&
        self.scalar_type() == b.scalar_type())  // rows: the others stay as they are
      return self.index_add_(0, parts(b).rows.select(0, 0), values_of(b), alpha);
    return self.add_(b.to_dense(), alpha);
  }
  FACULA_CHECK_AS(NotImplementedError,
                  is(self) && is(b) && !(graph::recording() && (self.requires_grad() || b.requires_grad())),
                  "add_() on sparse tensors takes two sparse tensors and records no history; use add()");
  NoGradGuard off;
  const Tensor sum = sparse::add(self.detach(), b.detach(), alpha);
  auto& target = const_cast<Parts&>(parts(self));
  const Parts& from = parts(sum);
  target.coalesced = from.coalesced;
  target.rows = from.rows;
  target.cols = from.cols;
  target.values = from.values.to(self.scalar_type());
  self.unsafeGetTensorImpl()->bump_version();
  return const_cast<Tensor&>(self);
}

Tensor mul(const Tensor& a, const Scalar& b) { return with_values(a.detach(), values_of(a).mul(b)); }

Tensor div(const Tensor& a, const Scalar& b) { return with_values(a.detach(), values_of(a).div(b)); }

Tensor map(const Tensor& x, const kernels::PointwiseSlot& slot, ScalarType dtype) {
  const kernels::PointwiseSlot* keep_zero[] = {
      &kernels::neg,  &kernels::abs,   &kernels::sign,  &kernels::sgn,  &kernels::square, &kernels::sqrt,
      &kernels::sin,  &kernels::tan,   &kernels::asin,  &kernels::atan, &kernels::sinh,   &kernels::tanh,
      &kernels::frac, &kernels::asinh, &kernels::atanh, &kernels::erf,  &kernels::expm1,  &kernels::log1p};
  if (std::find(std::begin(keep_zero), std::end(keep_zero), &slot) == std::end(keep_zero))
    check_dense(slot.name, x.unsafeGetTensorImpl());
  // a function of a sum is not the sum of the functions
  const bool linear = &slot == &kernels::neg;
  const Tensor t = x.layout() == kSparse && !linear ? x.detach().coalesce() : x.detach();
  return with_values(t, pointwise(slot, {&parts(t).values}, dtype));
}

Tensor mul(const Tensor& a, const Tensor& b) {
  if (!is(a)) return sparse::mul(b, a);
  if (b.dim() == 0 && !is(b)) return with_values(a.detach(), values_of(a).mul(b));
  FACULA_CHECK(a.sizes() == b.sizes(), "mul(sparse, sparse): expected sizes of both to match, but ",
               a.sizes(), " != ", b.sizes());
  if (!is(b)) {
    const Tensor x = a.layout() == kSparse ? a.coalesce() : a;
    return with_values(x.detach(), values_of(x).mul(b.sparse_mask(x.to_sparse().detach())._values()));
  }
  if (a.layout() != kSparse || b.layout() != kSparse) {
    FACULA_CHECK(a.layout() == b.layout(),
                 "mul: expected both sparse tensors to have the same layout, but got ", a.layout(), " and ",
                 b.layout());
    return sparse::mul(a.to_sparse(), b.to_sparse()).to_sparse_csr();
  }
  const Tensor x = a.coalesce(), z = b.coalesce();
  const auto [i, j] = shared(x, z);
  const Tensor v = values_of(x).index_select(0, i).mul(values_of(z).index_select(0, j));
  return with_values(make_coo(parts(x).rows.index_select(1, i), v, a.sizes(), true), v);
}

Tensor mm(const Tensor& a, const Tensor& b) {
  check_product(a, b);
  const int64_t m = a.size(0), k = a.size(1), k2 = b.size(0), n = b.size(1);
  FACULA_CHECK(k == k2, "mat1 and mat2 shapes cannot be multiplied (", m, "x", k, " and ", k2, "x", n, ")");
  FACULA_CHECK((!is(a) || a.dense_dim() == 0) && (!is(b) || b.dense_dim() == 0),
               "mm: expected sparse matrices without dense dimensions");
  if (is(a) && is(b)) return sparse_by_sparse(a, b);
  if (is(a)) return product(a.detach(), values_of(a), b, false);
  return product(b.detach(), values_of(b), a.t(), true).t();
}

Tensor mv(const Tensor& a, const Tensor& v) {
  if (!is(a) || is(v)) fail_layout("mv", is(a) ? v.layout() : kSparse, a.device());
  FACULA_CHECK(a.size(1) == v.size(0), "mv: expected self.size(-1) == vec.size(-1)");
  return sparse::mm(a, v.unsqueeze(1)).squeeze(1);
}

Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1) {
  if (dim0 == dim1) return x;
  if (x.layout() == kSparseCsr) return sparse::transpose(x.to_sparse(), dim0, dim1).to_sparse_csr();
  FACULA_CHECK(dim0 < x.sparse_dim() && dim1 < x.sparse_dim(),
               "transpose: both dimensions must be sparse, but got ", dim0, " and ", dim1,
               " of a tensor with ", x.sparse_dim(), " sparse dimensions");
  std::vector<Tensor> rows;
  for (int64_t d = 0; d < x.sparse_dim(); ++d)
    rows.push_back(parts(x).rows.select(0, d == dim0 ? dim1 : d == dim1 ? dim0 : d));
  DimVector size(x.sizes().begin(), x.sizes().end());
  std::swap(size[static_cast<size_t>(dim0)], size[static_cast<size_t>(dim1)]);
  const Tensor v = values_of(x);
  return with_values(make_coo(stack(rows), v, size, false), v);
}

void print(std::ostream& os, const Tensor& t, int64_t linesize) {
  const Parts& p = parts(t);
  os << "[ " << t.toString() << "{}\n";
  if (t.layout() == kSparse) {
    os << "indices:\n";
    facula::print(os, p.rows, linesize);
  } else {
    os << "crow_indices:\n";
    facula::print(os, p.rows, linesize);
    os << "\ncol_indices:\n";
    facula::print(os, p.cols, linesize);
  }
  os << "\nvalues:\n";
  facula::print(os, p.values, linesize);
  os << "\nsize:\n" << t.sizes() << "\n]";
}

}  // namespace sparse

Tensor _sparse_sum(const Tensor& x) {
  if (!sparse::is(x)) fail_layout("_sparse_sum", x.layout(), x.device());
  return sparse::values_of(x).sum();
}

Tensor smm(const Tensor& a, const Tensor& b) {
  if (!sparse::is(a)) fail_layout("smm", a.layout(), a.device());
  const Tensor y = mm(a, b);
  return sparse::is(y) ? y : y.to_sparse();
}

Tensor sspaddmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                const Scalar& alpha) {
  if (!sparse::is(self)) fail_layout("sspaddmm", self.layout(), self.device());
  return sparse::add(sparse::mul(self, beta), smm(a, b), alpha);
}

Tensor Tensor::smm(const Tensor& b) const { return facula::smm(*this, b); }
Tensor Tensor::sspaddmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return facula::sspaddmm(*this, a, b, beta, alpha);
}

}  // namespace facula
