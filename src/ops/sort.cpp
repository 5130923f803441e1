#include "kernels/sort.h"

#include <cmath>

#include "facula/ops/creation.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sort.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

namespace {

using Indexed = std::tuple<Tensor, Tensor>;

DimVector sizes_of(const Tensor& x) { return DimVector(x.sizes().begin(), x.sizes().end()); }

Tensor dense(const Tensor& x, ScalarType t) {
  if (x.scalar_type() == t && x.is_contiguous()) return x;
  NoGradGuard no_grad;
  return converted(x, t).contiguous();
}

Indexed recorded(const char* node, const Tensor& x, Tensor values, Tensor indices, int64_t dim,
                 bool keepdim) {
  if (tracked(x))
    values = record(node, std::move(values),
                    grad_of(x, [at = save(indices), sizes = sizes_of(x), dim, keepdim](const Tensor& g) {
                      return place_selected(g, at(), sizes, dim, keepdim);
                    }));
  return {std::move(values), std::move(indices)};
}

Indexed sorted(const char* node, const Tensor& x, int64_t dim, bool descending) {
  dim = wrap_dim(dim, x.dim());
  Tensor values = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  Tensor indices = make_contiguous(x.sizes(), kLong, x.device());
  kernels::sort(values, indices, dense(x, x.scalar_type()), dim, descending);
  return recorded(node, x, std::move(values), std::move(indices), dim, true);
}

// One element of each line along `dim`.
Indexed ranked(const char* node, const Tensor& x, int64_t k, int64_t dim, bool keepdim, kernels::Rank rank) {
  const ScalarType t = x.scalar_type(), work = compute_type(t);
  const uint64_t mask = uint64_t{1} << dim;
  Tensor value = output(x, mask, keepdim, work), index = output(x, mask, keepdim, kLong);
  kernels::select_rank(value, index, dense(x, work), k, dim, rank);
  return recorded(node, x, converted(value, t), std::move(index), dim, keepdim);
}

Indexed median_along(const char* op, const char* node, const Tensor& x, int64_t dim, bool keepdim,
                     kernels::Rank rank) {
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, x.dim() == 0 || x.size(dim), op, "(): Expected reduction dim ", dim,
                  " to have non-zero size.");
  return ranked(node, x, 1, dim, keepdim, rank);
}

Tensor median_of_all(const char* node, const Tensor& x, kernels::Rank rank) {
  Tensor y = make_contiguous({}, x.scalar_type(), x.device());
  {
    NoGradGuard no_grad;
    if (x.numel() == 0)
      y.fill_(x.is_floating_point() ? Scalar(std::nan("")) : Scalar(int64_t{-1} << 63));
    else
      y = std::get<0>(ranked(node, x.reshape(-1), 1, 0, false, rank));
  }
  if (!tracked(x)) return y;
  return record(node, std::move(y), grad_of(x, [x = save(x)](const Tensor& g, const Tensor& y) {
                  const Tensor& v = x();
                  const Tensor same =
                      v.eq(y).logical_or(v.isnan().logical_and(y.isnan())).to(g.scalar_type());
                  return g / same.sum() * same;
                }));
}

}  // namespace

std::tuple<Tensor, Tensor> sort(const Tensor& x, int64_t dim, bool descending) {
  return sorted("SortBackward0", x, dim, descending);
}
std::tuple<Tensor, Tensor> sort(const Tensor& x, std::optional<bool>, int64_t dim, bool descending) {
  return sorted("SortBackward1", x, dim, descending);
}
Tensor argsort(const Tensor& x, int64_t dim, bool descending) {
  NoGradGuard no_grad;
  return std::get<1>(sort(x, dim, descending));
}
Tensor argsort(const Tensor& x, bool, int64_t dim, bool descending) { return argsort(x, dim, descending); }
Tensor msort(const Tensor& x) { return std::get<0>(sort(x, 0, false)); }

std::tuple<Tensor, Tensor> topk(const Tensor& x, int64_t k, int64_t dim, bool largest, bool sorted) {
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK(k >= 0 && k <= (x.dim() ? x.size(dim) : 1), "selected index k out of range");
  const ScalarType t = x.scalar_type(), work = compute_type(t);
  DimVector shape = sizes_of(x);
  if (x.dim()) shape[static_cast<size_t>(dim)] = k;
  Tensor values = make_contiguous(shape, work, x.device()),
         indices = make_contiguous(shape, kLong, x.device());
  kernels::topk(values, indices, dense(x, work), k, dim, largest, sorted);
  return recorded("TopkBackward0", x, converted(values, t), std::move(indices), dim, true);
}

std::tuple<Tensor, Tensor> kthvalue(const Tensor& x, int64_t k, int64_t dim, bool keepdim) {
  dim = wrap_dim(dim, x.dim());
  const int64_t n = x.dim() ? x.size(dim) : 1;
  FACULA_CHECK_AS(IndexError, n, "kthvalue(): Expected reduction dim ", dim, " to have non-zero size.");
  FACULA_CHECK(k >= 1 && k <= n, "kthvalue(): selected number k out of range for dimension ", dim);
  return ranked("KthvalueBackward0", x, k, dim, keepdim, kernels::Rank::Kth);
}

Tensor median(const Tensor& x) { return median_of_all("MedianBackward0", x, kernels::Rank::Median); }
std::tuple<Tensor, Tensor> median(const Tensor& x, int64_t dim, bool keepdim) {
  return median_along("median", "MedianBackward1", x, dim, keepdim, kernels::Rank::Median);
}
Tensor nanmedian(const Tensor& x) { return median_of_all("NanmedianBackward0", x, kernels::Rank::NanMedian); }
std::tuple<Tensor, Tensor> nanmedian(const Tensor& x, int64_t dim, bool keepdim) {
  return median_along("nanmedian", "NanmedianBackward1", x, dim, keepdim, kernels::Rank::NanMedian);
}

Indexed Tensor::sort(int64_t dim, bool descending) const { return facula::sort(*this, dim, descending); }
Tensor Tensor::argsort(int64_t dim, bool descending) const { return facula::argsort(*this, dim, descending); }
Indexed Tensor::sort(std::optional<bool> stable, int64_t dim, bool descending) const {
  return facula::sort(*this, stable, dim, descending);
}
Tensor Tensor::argsort(bool stable, int64_t dim, bool descending) const {
  return facula::argsort(*this, stable, dim, descending);
}
Tensor Tensor::msort() const { return facula::msort(*this); }
Indexed Tensor::kthvalue(int64_t k, int64_t dim, bool keepdim) const {
  return facula::kthvalue(*this, k, dim, keepdim);
}
Tensor Tensor::median() const { return facula::median(*this); }
Indexed Tensor::median(int64_t dim, bool keepdim) const { return facula::median(*this, dim, keepdim); }
Tensor Tensor::nanmedian() const { return facula::nanmedian(*this); }
Indexed Tensor::nanmedian(int64_t dim, bool keepdim) const { return facula::nanmedian(*this, dim, keepdim); }
Indexed Tensor::topk(int64_t k, int64_t dim, bool largest, bool sorted) const {
  return facula::topk(*this, k, dim, largest, sorted);
}

}  // namespace facula
