// Sparse tensors: making them, their parts, conversions.
#include "facula/ops/sparse.h"

#include <cstring>

#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/scan.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "ops/sparse.h"

namespace facula {

namespace sparse {

namespace {

Tensor wrap(Parts* parts, IntArrayRef size, Layout layout) {
  std::memset(parts->not_a_number, 0xff, sizeof parts->not_a_number);
  const Tensor& v = parts->values;
  StorageImpl* storage = StorageImpl::adopt(
      parts, sizeof parts->not_a_number, v.device(), [](void* p) { delete static_cast<Parts*>(p); }, parts);
  const DimVector strides(size.size());
  auto* impl = new TensorImpl(storage, size, strides, 0, v.scalar_type(), v.device());
  impl->set_layout(layout);
  return Tensor(impl);
}

void need(const char* op, const Tensor& t, Layout layout) {
  if (t.layout() != layout) fail_layout(op, t.layout(), t.device());
}

// The number of each coordinate in row-major order.
Tensor linear_index(const Tensor& indices, IntArrayRef size) {
  Tensor at = indices.select(0, 0);
  for (int64_t d = 1; d < indices.size(0); ++d)
    at = at.mul(size[static_cast<size_t>(d)]).add(indices.select(0, d));
  return at;
}

// The coordinates with these numbers.
Tensor coordinates(Tensor at, IntArrayRef size, int64_t dims) {
  std::vector<Tensor> rows(static_cast<size_t>(dims));
  for (int64_t d = dims; d-- > 0;) {
    const int64_t n = std::max<int64_t>(size[static_cast<size_t>(d)], 1);
    rows[static_cast<size_t>(d)] = at.remainder(n);
    at = at.div(n, "floor");
  }
  return dims ? stack(rows) : zeros({0, at.numel()}, TensorOptions(kLong).device(at.device()));
}

// values (nnz, *dense) of a dense or sparse gradient at s's coordinates.
Tensor gather_at(const Tensor& g, const Tensor& s) {
  if (is(g) && g.layout() == s.layout() && parts(g).rows.is_same(parts(s).rows)) return values_of(g);
  const Tensor dense = is(g) ? g.to_dense() : g;
  const Tensor indices = s.layout() == kSparse ? parts(s).rows : s.to_sparse()._indices();
  if (indices.size(0) == 0) return dense.unsqueeze(0).expand(parts(s).values.sizes());
  std::vector<Tensor> at;
  for (int64_t d = 0; d < indices.size(0); ++d) at.push_back(indices.select(0, d));
  return index(dense, at);
}

}  // namespace

const Parts& parts(const Tensor& t) {
  return *static_cast<const Parts*>(t.unsafeGetTensorImpl()->storage()->data());
}

Tensor make_coo(const Tensor& indices, const Tensor& values, IntArrayRef size, bool coalesced) {
  auto* p = new Parts;
  p->coalesced = coalesced || values.size(0) < 2;
  p->rows = indices;
  p->values = values.detach().contiguous();
  return wrap(p, size, kSparse);
}

Tensor make_csr(const Tensor& crow, const Tensor& col, const Tensor& values, IntArrayRef size) {
  auto* p = new Parts;
  p->rows = crow;
  p->cols = col;
  p->values = values.detach().contiguous();
  return wrap(p, size, kSparseCsr);
}

Tensor values_of(const Tensor& t) {
  if (!graph::recording() || !t.requires_grad()) return parts(t).values;
  // t itself, detached, tells the rule where the values belong
  return record("ValuesBackward0", parts(t).values.detach(),
                grad_of(t, [like = t.detach()](const Tensor& g) { return with_values(like, g); }));
}

Tensor with_values(const Tensor& like, const Tensor& values) {
  const Parts& p = parts(like);
  Tensor y = like.layout() == kSparse ? make_coo(p.rows, values, like.sizes(), p.coalesced)
                                      : make_csr(p.rows, p.cols, values, like.sizes());
  if (!graph::recording() || !values.requires_grad()) return y;
  return record("SparseCooTensorWithDimsAndTensorsBackward0", y,
                grad_of(values, [at = y.detach()](const Tensor& g) { return gather_at(g, at); }));
}

Tensor expand_rows(const Tensor& crow, int64_t nnz) {
  const Tensor host = crow.cpu();
  const auto* start = host.const_data_ptr<int64_t>();
  Tensor rows = make_contiguous({nnz}, kLong);
  auto* r = rows.data_ptr<int64_t>();
  for (int64_t i = 0; i + 1 < host.numel(); ++i)
    for (int64_t e = start[i]; e < start[i + 1]; ++e) r[e] = i;
  return rows.to(crow.device());
}

Tensor clone(const Tensor& x) {
  const Parts& p = parts(x);
  const Tensor v = values_of(x).clone();
  if (x.layout() == kSparseCsr) return with_values(make_csr(p.rows.clone(), p.cols.clone(), v, x.sizes()), v);
  return with_values(make_coo(p.rows.clone(), v, x.sizes(), p.coalesced), v);
}

Tensor to(const Tensor& x, ScalarType dtype) { return with_values(x, values_of(x).to(dtype)); }

}  // namespace sparse

using namespace sparse;

namespace {

Tensor options_applied(const Tensor& values, const TensorOptions& o) {
  Tensor v = values;
  if (o.has_dtype() && o.scalar_type() != v.scalar_type()) v = v.to(o.scalar_type());
  if (o.has_device()) v = v.to(TensorOptions(o.device()));
  return v;
}

void check_entries(const Tensor& indices, const Tensor& values) {
  FACULA_CHECK(
      !isFloatingType(indices.scalar_type()) && !indices.is_complex() && indices.scalar_type() != kBool,
      "indices must be an int64 tensor, but got: ", indices.scalar_type());
  FACULA_CHECK(indices.dim() == 2, "indices must be sparse_dim x nnz, but got: ", indices.sizes());
  FACULA_CHECK(values.dim() > 0 && indices.size(1) == values.size(0),
               "indices and values must have same nnz, but got "
               "nnz from indices: ",
               indices.size(1), ", nnz from values: ", values.dim() ? values.size(0) : 1);
}

void check_coordinates(const Tensor& indices, IntArrayRef size) {
  if (indices.numel() == 0) return;
  const Tensor least = std::get<0>(indices.min(1)).cpu(), most = std::get<0>(indices.max(1)).cpu();
  for (int64_t d = 0; d < indices.size(0); ++d) {
    const int64_t low = least.const_data_ptr<int64_t>()[d], high = most.const_data_ptr<int64_t>()[d];
    FACULA_CHECK(low >= 0, "found negative index ", low, " for dim ", d);
    FACULA_CHECK(high < size[static_cast<size_t>(d)], "size is inconsistent with indices: for dim ", d,
                 ", size is ", size[static_cast<size_t>(d)], " but found index ", high);
  }
}

Tensor finish(const Tensor& y, const Tensor& values, const TensorOptions& o) {
  const Tensor s = with_values(y, values);
  return o.requires_grad() ? Tensor(s.requires_grad_()) : s;
}

}  // namespace

Tensor sparse_coo_tensor(const Tensor& indices, const Tensor& values, IntArrayRef size,
                         TensorOptions options) {
  check_entries(indices, values);
  const auto dims = static_cast<int64_t>(size.size()), sparse_dims = indices.size(0),
             dense = values.dim() - 1;
  FACULA_CHECK(dims == sparse_dims + dense, "number of dimensions must be sparse_dim (", sparse_dims,
               ") + dense_dim (", dense, "), but got ", dims);
  FACULA_CHECK(values.sizes().slice(1) == size.slice(static_cast<size_t>(sparse_dims)),
               "values has incorrect size, expected ", size.slice(static_cast<size_t>(sparse_dims)), ", got ",
               values.sizes().slice(1));
  checked_numel(size);
  check_coordinates(indices.to(kLong), size);
  return _sparse_coo_tensor_unsafe(indices, values, size, options);
}

Tensor _sparse_coo_tensor_unsafe(const Tensor& indices, const Tensor& values, IntArrayRef size,
                                 TensorOptions options) {
  const Tensor v = options_applied(values, options);
  const Tensor at = indices.detach().to(kLong).to(TensorOptions(v.device())).contiguous();
  return finish(make_coo(at, v, size, false), v, options);
}

Tensor sparse_coo_tensor(const Tensor& indices, const Tensor& values, TensorOptions options) {
  check_entries(indices, values);
  DimVector size;
  FACULA_CHECK(indices.size(1) > 0 || indices.size(0) == 0,
               "cannot infer the size of a sparse tensor without entries; give its size");
  for (int64_t d = 0; d < indices.size(0); ++d) {
    const int64_t low = indices.select(0, d).min().item<int64_t>();
    FACULA_CHECK(low >= 0, "found negative index ", low, " for dim ", d);
    size.push_back(indices.select(0, d).max().item<int64_t>() + 1);
  }
  for (size_t d = 1; d < values.sizes().size(); ++d) size.push_back(values.sizes()[d]);
  return _sparse_coo_tensor_unsafe(indices, values, size, options);
}

Tensor sparse_coo_tensor(IntArrayRef size, TensorOptions options) {
  checked_numel(size);
  TensorOptions dense = options;
  dense = dense.layout(std::nullopt).requires_grad(false);
  const Tensor y =
      make_coo(zeros({static_cast<int64_t>(size.size()), 0}, TensorOptions(kLong).device(options.device())),
               zeros({0}, dense), size, true);
  return options.requires_grad() ? Tensor(y.requires_grad_()) : y;
}

Tensor sparse_csr_tensor(const Tensor& crow, const Tensor& col, const Tensor& values, IntArrayRef size,
                         TensorOptions options) {
  FACULA_CHECK(size.size() == 2, "size must have length 2 for a CSR tensor without batches, but got size ",
               size);
  FACULA_CHECK(crow.dim() == 1 && col.dim() == 1 && values.dim() == 1,
               "crow_indices, col_indices and values must have one dimension, but got ", crow.dim(), ", ",
               col.dim(), " and ", values.dim());
  const int64_t m = size[0], n = size[1], nnz = values.size(0);
  FACULA_CHECK(crow.size(0) == m + 1,
               "crow_indices.shape[-1] must be equal to the number of rows + 1 (=", m + 1, "), but got ",
               crow.size(0));
  FACULA_CHECK(col.size(0) == nnz, "col_indices and values must have the same number of elements, but got ",
               col.size(0), " and ", nnz);
  const Tensor rows = crow.detach().to(kLong).contiguous(), cols = col.detach().to(kLong).contiguous();
  const Tensor host_rows = rows.cpu(), host_cols = cols.cpu();
  const auto *r = host_rows.const_data_ptr<int64_t>(), *c = host_cols.const_data_ptr<int64_t>();
  FACULA_CHECK(r[0] == 0, "`crow_indices[..., 0] == 0` is not satisfied.");
  FACULA_CHECK(r[m] == nnz, "`crow_indices[..., -1] == nnz` is not satisfied.");
  for (int64_t i = 0; i < m; ++i) {
    FACULA_CHECK(r[i] <= r[i + 1] && r[i + 1] - r[i] <= n,
                 "`0 <= crow_indices[..., 1:] - crow_indices[..., :-1] <= "
                 "ncols` is not satisfied.");
    for (int64_t e = r[i]; e < r[i + 1]; ++e) {
      FACULA_CHECK(c[e] >= 0 && c[e] < n, "`0 <= col_indices < ncols` is not satisfied.");
      FACULA_CHECK(
          e == r[i] || c[e - 1] < c[e],
          "`col_indices[..., crow_indices[..., i - 1]:crow_indices[..., i]] for "
          "all i = 1, ..., nrows are sorted and distinct along the last dimension values` is not satisfied.");
    }
  }
  const Tensor v = options_applied(values, options);
  return finish(make_csr(rows.to(TensorOptions(v.device())), cols.to(TensorOptions(v.device())), v, size), v,
                options);
}

Tensor sparse_csr_tensor(const Tensor& crow, const Tensor& col, const Tensor& values, TensorOptions options) {
  const int64_t n = col.numel() ? col.max().item().to<int64_t>() + 1 : 0;
  return sparse_csr_tensor(crow, col, values, {crow.size(-1) - 1, n}, options);
}

// ---- parts

Tensor Tensor::indices() const {
  need("indices", *this, kSparse);
  FACULA_CHECK(parts(*this).coalesced,
               "Cannot get indices on an uncoalesced tensor, please call .coalesce() first");
  return parts(*this).rows;
}
Tensor Tensor::values() const {
  if (!sparse::is(*this)) fail_layout("values", layout(), device());
  FACULA_CHECK(layout() == kSparseCsr || parts(*this).coalesced,
               "Cannot get values on an uncoalesced tensor, please call .coalesce() first");
  return values_of(*this);
}
Tensor Tensor::_indices() const {
  need("_indices", *this, kSparse);
  return parts(*this).rows;
}
Tensor Tensor::_values() const {
  need("_values", *this, kSparse);
  return parts(*this).values;
}
Tensor Tensor::crow_indices() const {
  need("crow_indices", *this, kSparseCsr);
  return parts(*this).rows;
}
Tensor Tensor::col_indices() const {
  need("col_indices", *this, kSparseCsr);
  return parts(*this).cols;
}
int64_t Tensor::sparse_dim() const {
  if (!sparse::is(*this)) fail_layout("sparse_dim", layout(), device());
  return layout() == kSparse ? parts(*this).rows.size(0) : 2;
}
int64_t Tensor::dense_dim() const { return dim() - sparse_dim(); }
int64_t Tensor::_nnz() const {
  if (!sparse::is(*this)) fail_layout("_nnz", layout(), device());
  return parts(*this).values.size(0);
}
bool Tensor::is_coalesced() const {
  need("is_coalesced", *this, kSparse);
  return parts(*this).coalesced;
}

// ---- conversions

Tensor Tensor::coalesce() const {
  need("coalesce", *this, kSparse);
  const Parts& p = parts(*this);
  if (p.coalesced) return *this;
  const Tensor at = linear_index(p.rows, sizes());
  const auto [unique, where, counts] = _unique2(at, true, true);
  const Tensor v = values_of(*this);
  DimVector shape(v.sizes().begin(), v.sizes().end());
  shape[0] = unique.numel();
  const Tensor sums = zeros(shape, v.options()).index_add(0, where, v);
  return with_values(make_coo(coordinates(unique, sizes(), p.rows.size(0)), sums, sizes(), true), sums);
}

Tensor Tensor::to_dense(std::optional<ScalarType> dtype) const {
  if (!sparse::is(*this)) return dtype ? to(*dtype) : *this;
  const Tensor v = dtype ? values_of(*this).to(*dtype) : values_of(*this);
  const Tensor at = layout() == kSparse ? parts(*this).rows : to_sparse()._indices();
  if (at.size(0) == 0) return v.sum(0);
  int64_t count = 1;
  for (int64_t d = 0; d < at.size(0); ++d) count *= size(d);
  DimVector flat(v.sizes().begin(), v.sizes().end());
  flat[0] = count;
  return zeros(flat, v.options()).index_add(0, linear_index(at, sizes()), v).reshape(sizes());
}

Tensor Tensor::to_sparse() const {
  return to_sparse(layout() == kSparseCsr ? 2 : layout() == kSparse ? sparse_dim() : dim());
}

Tensor Tensor::to_sparse(int64_t sparse_dim) const {
  if (layout() == kSparse) {
    FACULA_CHECK(sparse_dim == this->sparse_dim(),
                 "to_sparse() of a sparse tensor cannot change its sparse dimensions");
    return *this;
  }
  if (layout() == kSparseCsr) {
    FACULA_CHECK(sparse_dim == 2, "to_sparse() of a CSR tensor has 2 sparse dimensions, not ", sparse_dim);
    const Parts& p = parts(*this);
    std::vector<Tensor> both;
    both.push_back(expand_rows(p.rows, p.cols.numel()));
    both.push_back(p.cols);
    const Tensor v = values_of(*this);
    return with_values(make_coo(stack(both), v, sizes(), true), v);
  }
  FACULA_CHECK(sparse_dim >= 0 && sparse_dim <= dim(), "sparse_dim argument must be in >= 0 and <= ", dim(),
               ", but got ", sparse_dim);
  Tensor used = detach().ne(0);
  for (int64_t d = dim(); d-- > sparse_dim;) used = used.any(d);
  const Tensor at = sparse_dim ? facula::nonzero(used).t().contiguous()
                               : zeros({0, 1}, TensorOptions(kLong).device(device()));
  std::vector<Tensor> where;
  for (int64_t d = 0; d < sparse_dim; ++d) where.push_back(at.select(0, d));
  const Tensor v = sparse_dim ? facula::index(*this, where) : unsqueeze(0);
  return with_values(make_coo(at, v, sizes(), true), v);
}

Tensor Tensor::to_sparse_csr() const {
  if (layout() == kSparseCsr) return *this;
  FACULA_CHECK(dim() == 2,
               "Only 2D tensors can be converted to the SparseCsr layout but got shape: ", sizes());
  const Tensor s = layout() == kSparse ? coalesce() : to_sparse();
  const Tensor at = s._indices(), rows = at.select(0, 0);
  const Tensor counts =
      zeros({size(0) + 1}, TensorOptions(kLong).device(device())).index_add(0, rows.add(1), ones_like(rows));
  const Tensor v = values_of(s);
  return with_values(make_csr(counts.cumsum(0), at.select(0, 1).contiguous(), v, sizes()), v);
}

Tensor Tensor::sparse_mask(const Tensor& mask) const {
  FACULA_CHECK(mask.layout() == kSparse, "sparse_mask: expected a COO tensor as mask, but got layout ",
               mask.layout());
  FACULA_CHECK(mask.is_coalesced(), "sparse_mask: mask is uncoalesced");
  FACULA_CHECK(sizes() == mask.sizes(), "sparse_mask: operands have incompatible sizes; self has size ",
               sizes(), " but mask has size ", mask.sizes());
  return with_values(mask.detach(), gather_at(*this, mask.detach()));
}

}  // namespace facula
