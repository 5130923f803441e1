// Views that reorder, add or drop dimensions, and their in-place forms.
#include "facula/ops/view.h"
#include "ops/sparse.h"
#include "ops/view.h"

namespace facula {

namespace {

void swap_dims(Geometry& g, int64_t a, int64_t b) {
  const auto i = static_cast<size_t>(a), j = static_cast<size_t>(b);
  std::swap(g.sizes[i], g.sizes[j]);
  std::swap(g.strides[i], g.strides[j]);
}

int64_t unsqueezed_dim(const Tensor& x, int64_t dim) { return wrap_dim(dim, x.dim() + 1); }

void drop_ones(Geometry& g) {
  size_t kept = 0;
  for (size_t d = 0; d < g.sizes.size(); ++d) {
    if (g.sizes[d] == 1) continue;
    g.sizes[kept] = g.sizes[d];
    g.strides[kept++] = g.strides[d];
  }
  g.sizes.resize(kept);
  g.strides.resize(kept);
}

void drop_if_one(Geometry& g, int64_t dim) {
  const auto d = static_cast<size_t>(dim);
  if (g.sizes.empty() || g.sizes[d] != 1) return;
  g.sizes.erase(d);
  g.strides.erase(d);
}

void check_t(const Tensor& x) {
  FACULA_CHECK(x.dim() <= 2, "t() expects a tensor with <= 2 dimensions, but self is ", x.dim(), "D");
}

// The rule of ops that only add or drop dimensions of size 1.
auto restore_shape(const Tensor& x) {
  return
      [sizes = DimVector(x.sizes().begin(), x.sizes().end())](const Tensor& g) { return g.reshape(sizes); };
}

}  // namespace

Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1) {
  const int64_t a = wrap_dim(dim0, x.dim()), b = wrap_dim(dim1, x.dim());
  if (sparse::is(x)) return sparse::transpose(x, a, b);
  Geometry g(x);
  if (a != b) swap_dims(g, a, b);
  return record("TransposeBackward0", make_view(x, g),
                grad_of(x, [a, b](const Tensor& g) { return g.transpose(a, b); }));
}
Tensor Tensor::transpose(int64_t dim0, int64_t dim1) const { return facula::transpose(*this, dim0, dim1); }

Tensor& Tensor::transpose_(int64_t dim0, int64_t dim1) const {
  const int64_t a = wrap_dim(dim0, dim()), b = wrap_dim(dim1, dim());
  Geometry g(*this);
  if (a != b) swap_dims(g, a, b);
  return restride("TransposeBackward1", *this, g, [a, b](const Tensor& h) { return h.transpose(a, b); });
}

Tensor t(const Tensor& x) {
  check_t(x);
  if (sparse::is(x)) return x.dim() == 2 ? sparse::transpose(x, 0, 1) : x;
  Geometry g(x);
  if (x.dim() == 2) swap_dims(g, 0, 1);
  return record("TBackward0", make_view(x, g), grad_of(x, [](const Tensor& g) { return g.t(); }));
}
Tensor Tensor::t() const { return facula::t(*this); }

Tensor& Tensor::t_() const {
  check_t(*this);
  Geometry g(*this);
  if (dim() == 2) swap_dims(g, 0, 1);
  return restride("TBackward1", *this, g, [](const Tensor& h) { return h.t(); });
}

Tensor permute(const Tensor& x, IntArrayRef dims) {
  const int64_t n = x.dim();
  FACULA_CHECK(
      static_cast<int64_t>(dims.size()) == n,
      "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the "
      "desired ordering of dimensions i.e. input.dim() = ",
      n, " is not equal to len(dims) = ", dims.size());
  Geometry g(x);
  DimVector back(dims.size(), -1);
  for (size_t i = 0; i < dims.size(); ++i) {
    const int64_t d = wrap_dim(dims[i], n);
    const auto k = static_cast<size_t>(d);
    FACULA_CHECK(back[k] < 0, "permute(): duplicate dims are not allowed.");
    back[k] = static_cast<int64_t>(i);
    g.sizes[i] = x.sizes()[k];
    g.strides[i] = x.strides()[k];
  }
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("PermuteBackward0", std::move(y),
                grad_of(x, [back](const Tensor& g) { return g.permute(back); }));
}
Tensor Tensor::permute(IntArrayRef dims) const { return facula::permute(*this, dims); }

Tensor movedim(const Tensor& x, IntArrayRef source, IntArrayRef destination) {
  FACULA_CHECK(source.size() == destination.size(), "movedim: Invalid source or destination dims: source (",
               source,
               " dims) should contain the same "
               "number of dims as destination (",
               destination, " dims)");
  const int64_t n = x.dim();
  DimVector order(static_cast<size_t>(n), -1), taken(static_cast<size_t>(n), 0);
  for (size_t i = 0; i < source.size(); ++i) {
    const auto s = static_cast<size_t>(wrap_dim(source[i], n)),
               d = static_cast<size_t>(wrap_dim(destination[i], n));
    if (n == 0) return x.alias();
    FACULA_CHECK(!taken[s], "movedim: repeated dim in `source` (", source, ")");
    FACULA_CHECK(order[d] < 0, "movedim: repeated dim in `destination` (", destination, ")");
    taken[s] = 1;
    order[d] = static_cast<int64_t>(s);
  }
  size_t next = 0;
  for (int64_t& d : order) {
    if (d >= 0) continue;
    while (taken[next]) ++next;
    d = static_cast<int64_t>(next++);
  }
  return permute(x, order);
}
Tensor Tensor::movedim(int64_t source, int64_t destination) const {
  return facula::movedim(*this, source, destination);
}
Tensor Tensor::movedim(IntArrayRef source, IntArrayRef destination) const {
  return facula::movedim(*this, source, destination);
}

void Geometry::unsqueeze(int64_t d) {
  const auto k = static_cast<size_t>(d);
  strides.insert(k, k < sizes.size() ? sizes[k] * strides[k] : 1);
  sizes.insert(k, 1);
}

Tensor unsqueeze(const Tensor& x, int64_t dim) {
  const int64_t d = unsqueezed_dim(x, dim);
  Geometry g(x);
  g.unsqueeze(d);
  return record("UnsqueezeBackward0", make_view(x, g),
                grad_of(x, [d](const Tensor& g) { return g.squeeze(d); }));
}
Tensor Tensor::unsqueeze(int64_t dim) const { return facula::unsqueeze(*this, dim); }

Tensor& Tensor::unsqueeze_(int64_t dim) const {
  const int64_t d = unsqueezed_dim(*this, dim);
  Geometry g(*this);
  g.unsqueeze(d);
  return restride("UnsqueezeBackward1", *this, g, [d](const Tensor& h) { return h.squeeze(d); });
}

Tensor squeeze(const Tensor& x) {
  Geometry g(x);
  drop_ones(g);
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("SqueezeBackward0", std::move(y), grad_of(x, restore_shape(x)));
}
Tensor Tensor::squeeze() const { return facula::squeeze(*this); }

Tensor& Tensor::squeeze_() const {
  Geometry g(*this);
  drop_ones(g);
  return restride("SqueezeBackward2", *this, g, restore_shape(*this));
}

Tensor squeeze(const Tensor& x, int64_t dim) {
  Geometry g(x);
  drop_if_one(g, wrap_dim(dim, x.dim()));
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("SqueezeBackward1", std::move(y), grad_of(x, restore_shape(x)));
}
Tensor Tensor::squeeze(int64_t dim) const { return facula::squeeze(*this, dim); }

Tensor& Tensor::squeeze_(int64_t dim) const {
  Geometry g(*this);
  drop_if_one(g, wrap_dim(dim, this->dim()));
  return restride("SqueezeBackward3", *this, g, restore_shape(*this));
}

namespace {

void drop_ones(Geometry& g, const Tensor& x, IntArrayRef dims) {
  DimVector drop(g.sizes.size(), 0);
  for (const int64_t given : dims) {
    const auto d = static_cast<size_t>(wrap_dim(given, x.dim()));
    if (g.sizes.empty()) continue;
    FACULA_CHECK(!drop[d], "dim ", d, " appears multiple times in the list of dims");
    drop[d] = 1;
  }
  for (size_t d = drop.size(); d-- > 0;)
    if (drop[d]) drop_if_one(g, static_cast<int64_t>(d));
}

}  // namespace

Tensor squeeze(const Tensor& x, IntArrayRef dims) {
  Geometry g(x);
  drop_ones(g, x, dims);
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("SqueezeBackward2", std::move(y), grad_of(x, restore_shape(x)));
}
Tensor Tensor::squeeze(IntArrayRef dims) const { return facula::squeeze(*this, dims); }
Tensor& Tensor::squeeze_(IntArrayRef dims) const {
  Geometry g(*this);
  drop_ones(g, *this, dims);
  return restride("SqueezeBackward4", *this, g, restore_shape(*this));
}

Tensor alias(const Tensor& x) {
  return record("AliasBackward0", make_view(x, x.sizes(), x.strides(), x.storage_offset()),
                grad_of(x, [](const Tensor& g) { return g; }));
}
Tensor Tensor::alias() const { return facula::alias(*this); }

Tensor atleast_1d(const Tensor& x) { return x.dim() == 0 ? x.reshape(1) : x; }
Tensor atleast_2d(const Tensor& x) {
  return x.dim() == 0 ? x.reshape({1, 1}) : x.dim() == 1 ? x.unsqueeze(0) : x;
}
Tensor atleast_3d(const Tensor& x) {
  if (x.dim() == 0) return x.reshape({1, 1, 1});
  if (x.dim() == 1) return x.unsqueeze(0).unsqueeze(-1);
  return x.dim() == 2 ? x.unsqueeze(-1) : x;
}

}  // namespace facula
