// Numerical derivatives of sampled functions. Written with recorded ops, so that they have gradients.
#include "facula/ops/cat.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/statistics.h"
#include "facula/ops/view.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

DimVector dims_of(const Tensor& x, std::optional<IntArrayRef> dim) {
  DimVector dims;
  if (!dim) {
    for (int64_t d = 0; d < x.dim(); ++d) dims.push_back(d);
    return dims;
  }
  for (int64_t d : *dim) {
    const int64_t wrapped = wrap_dim(d, x.dim());
    for (int64_t seen : dims)
      FACULA_CHECK(seen != wrapped, "dim ", wrapped, " appears multiple times in the list of dims");
    dims.push_back(wrapped);
  }
  return dims;
}

void check_order(const Tensor& x, const DimVector& dims, int64_t edge_order) {
  FACULA_CHECK(edge_order == 1 || edge_order == 2,
               "torch.gradient only supports edge_order=1 and edge_order=2.");
  for (int64_t d : dims)
    FACULA_CHECK(x.size(d) >= edge_order + 1,
                 "torch.gradient expected each dimension size to be at least edge_order+1");
}

void check_count(const Tensor& x, size_t spacings, std::optional<IntArrayRef> dim) {
  if (dim)
    FACULA_CHECK(
        spacings == dim->size(),
        "torch.gradient expected spacing to be unspecified, a scalar or it's spacing and dim arguments to "
        "have the same length, but got a spacing argument of length ",
        spacings, " and a dim argument of length ", dim->size(), ".");
  else
    FACULA_CHECK(static_cast<int64_t>(spacings) == x.dim(),
                 "torch.gradient expected spacing to be unspecified, a scalar or a list of length ", x.dim(),
                 " but got a list of length ", spacings);
}

// Samples at distance h.
Tensor even(const Tensor& x, const Scalar& h, int64_t d, int64_t edge_order) {
  const int64_t n = x.size(d);
  const auto at = [&](int64_t i) { return x.narrow(d, i < 0 ? n + i : i, 1); };
  std::vector<Tensor> parts;
  if (edge_order == 1)
    parts.push_back(at(1).sub(at(0)).div(h));
  else
    parts.push_back(at(1).mul(4).sub(at(0).mul(3)).sub(at(2)).div(h).div(2));
  if (n > 2) parts.push_back(x.narrow(d, 2, n - 2).sub(x.narrow(d, 0, n - 2)).div(h).div(2));
  if (edge_order == 1)
    parts.push_back(at(-1).sub(at(-2)).div(h));
  else
    parts.push_back(at(-1).mul(3).sub(at(-2).mul(4)).add(at(-3)).div(h).div(2));
  return cat(parts, d);
}

// The derivative at the first (0), middle (1) or last (2) of three samples a, b, c whose distances are h and k: that
// of the parabola through them.
Tensor parabola(const Tensor& a, const Tensor& b, const Tensor& c, const Tensor& h, const Tensor& k,
                int place) {
  const Tensor left = b.sub(a).div(h), right = c.sub(b).div(k), both = h.add(k);
  if (place == 1) return left.mul(k).add(right.mul(h)).div(both);
  const Tensor bend = right.sub(left).div(both);
  return place == 0 ? left.sub(bend.mul(h)) : right.add(bend.mul(k));
}

// Samples at the given coordinates.
Tensor uneven(const Tensor& x, const Tensor& coordinates, int64_t d, int64_t edge_order) {
  FACULA_CHECK(
      coordinates.dim() == 1,
      "torch.gradient expected each element of spacing to have one dimension, but got an element with ",
      coordinates.dim(), " dimensions!");
  const int64_t n = x.size(d);
  FACULA_CHECK(coordinates.numel() == n, "torch.gradient expected ", n, " coordinates for dimension ", d,
               ", but got ", coordinates.numel());
  DimVector shape(static_cast<size_t>(x.dim()), 1);
  shape[static_cast<size_t>(d)] = n - 1;
  const Tensor gaps = coordinates.narrow(0, 1, n - 1).sub(coordinates.narrow(0, 0, n - 1)).reshape(shape);
  const auto at = [&](int64_t i) { return x.narrow(d, i, 1); };
  const auto gap = [&](int64_t i) { return gaps.narrow(d, i, 1); };
  std::vector<Tensor> parts;
  parts.push_back(edge_order == 1 ? at(1).sub(at(0)).div(gap(0))
                                  : parabola(at(0), at(1), at(2), gap(0), gap(1), 0));
  if (n > 2)
    parts.push_back(parabola(x.narrow(d, 0, n - 2), x.narrow(d, 1, n - 2), x.narrow(d, 2, n - 2),
                             gaps.narrow(d, 0, n - 2), gaps.narrow(d, 1, n - 2), 1));
  parts.push_back(edge_order == 1 ? at(n - 1).sub(at(n - 2)).div(gap(n - 2))
                                  : parabola(at(n - 3), at(n - 2), at(n - 1), gap(n - 3), gap(n - 2), 2));
  return cat(parts, d);
}

std::vector<Tensor> along(const Tensor& x, ArrayRef<Scalar> spacing, std::optional<IntArrayRef> dim,
                          int64_t edge_order) {
  if (spacing.size() != 1 || dim) check_count(x, spacing.size(), dim);
  const DimVector dims = dims_of(x, dim);
  check_order(x, dims, edge_order);
  std::vector<Tensor> result;
  for (size_t i = 0; i < dims.size(); ++i)
    result.push_back(even(x, spacing[spacing.size() == 1 ? 0 : i], dims[i], edge_order));
  return result;
}

std::vector<Tensor> along(const Tensor& x, const Scalar& spacing, std::optional<IntArrayRef> dim,
                          int64_t edge_order) {
  const DimVector dims = dims_of(x, dim);
  check_order(x, dims, edge_order);
  std::vector<Tensor> result;
  for (int64_t d : dims) result.push_back(even(x, spacing, d, edge_order));
  return result;
}

std::vector<Tensor> along(const Tensor& x, TensorList spacing, std::optional<IntArrayRef> dim,
                          int64_t edge_order) {
  check_count(x, spacing.size(), dim);
  const DimVector dims = dims_of(x, dim);
  check_order(x, dims, edge_order);
  std::vector<Tensor> result;
  for (size_t i = 0; i < dims.size(); ++i) result.push_back(uneven(x, spacing[i], dims[i], edge_order));
  return result;
}

// The dimensions of an optional single one, whose value must outlive them.
std::optional<IntArrayRef> single(const std::optional<int64_t>& dim) {
  return dim ? std::optional<IntArrayRef>(IntArrayRef(*dim)) : std::nullopt;
}

}  // namespace

std::vector<Tensor> gradient(const Tensor& x, const std::optional<Scalar>& spacing,
                             std::optional<int64_t> dim, int64_t edge_order) {
  return along(x, spacing ? *spacing : Scalar(1), single(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, const Scalar& spacing, IntArrayRef dim, int64_t edge_order) {
  return along(x, spacing, std::optional<IntArrayRef>(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, IntArrayRef dim, int64_t edge_order) {
  return along(x, Scalar(1), std::optional<IntArrayRef>(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, ArrayRef<Scalar> spacing, std::optional<int64_t> dim,
                             int64_t edge_order) {
  return along(x, spacing, single(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, ArrayRef<Scalar> spacing, IntArrayRef dim, int64_t edge_order) {
  return along(x, spacing, std::optional<IntArrayRef>(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, TensorList spacing, std::optional<int64_t> dim,
                             int64_t edge_order) {
  return along(x, spacing, single(dim), edge_order);
}
std::vector<Tensor> gradient(const Tensor& x, TensorList spacing, IntArrayRef dim, int64_t edge_order) {
  return along(x, spacing, std::optional<IntArrayRef>(dim), edge_order);
}

}  // namespace facula
