// Quantiles, modes, covariances, differences and integrals.
#include "facula/ops/statistics.h"

#include <cmath>

#include "facula/core/warning.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/sort.h"
#include "facula/ops/view.h"
#include "kernels/statistics.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

// ---- quantile

namespace {

enum class Between { Linear, Lower, Higher, Midpoint, Nearest };

Between between(std::string_view name) {
  if (name == "linear") return Between::Linear;
  if (name == "lower") return Between::Lower;
  if (name == "higher") return Between::Higher;
  if (name == "midpoint") return Between::Midpoint;
  if (name == "nearest") return Between::Nearest;
  detail::fail<Error>(
      "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got ", name);
}

void check_quantile(const Tensor& x, const Tensor& q) {
  FACULA_CHECK(x.numel() > 0, "quantile() input tensor must be non-empty");
  FACULA_CHECK(q.dim() <= 1, "quantile() q must be a scalar or 1D tensor");
  FACULA_CHECK(x.scalar_type() == kFloat || x.scalar_type() == kDouble,
               "quantile() input tensor must be either float or double dtype");
  FACULA_CHECK(x.scalar_type() == q.scalar_type(),
               "quantile() q tensor must be same dtype as the input tensor");
  FACULA_CHECK(x.device() == q.device(),
               "quantile() q tensor must be on the same device as the input tensor");
}

// Places between 0 and n - 1 of the wanted fractions, for each line: [.., fractions].
Tensor ranks_of(const Tensor& sorted, const Tensor& q, bool leave_nan) {
  const AutoGradMode off(false);
  const double last = static_cast<double>(sorted.size(-1) - 1);
  if (leave_nan) {
    const Tensor ranks = q * (sorted.isnan().logical_not().sum(-1, true) - 1);
    return ranks.masked_fill(ranks.lt(0), 0);
  }
  // Where there is a NaN, the last element is one.
  const Tensor nan = sorted.isnan().any(-1, true);
  return facula::where(nan, Scalar(last), q * last).to(q.scalar_type());
}

Tensor quantile_of(const Tensor& x, const Tensor& q, std::optional<int64_t> dim, bool keepdim, Between how,
                   bool leave_nan) {
  const int64_t d = wrap_dim(dim.value_or(0), x.dim());
  Tensor lines = !dim ? x.flatten() : x.dim() == 0 ? x.unsqueeze(0) : x.movedim(d, -1);
  DimVector shape(x.sizes().begin(), x.sizes().end());  // what is left of x
  if (!dim)
    for (int64_t& s : shape) s = 1;
  else if (!shape.empty())
    shape[static_cast<size_t>(d)] = 1;
  if (!keepdim) {
    if (dim && !shape.empty()) shape.erase(static_cast<size_t>(d));
    if (!dim) shape.clear();
  }
  const Tensor sorted = std::get<0>(lines.sort(-1));
  Tensor ranks = ranks_of(sorted, q.reshape({-1}), leave_nan);
  if (how == Between::Lower) ranks = ranks.floor();
  if (how == Between::Higher) ranks = ranks.ceil();
  if (how == Between::Nearest) ranks = ranks.round();
  DimVector all(sorted.sizes().begin(), sorted.sizes().end());
  all.back() = ranks.size(-1);
  ranks = ranks.expand(all);
  const Tensor below = ranks.to(kLong);
  Tensor y = sorted.gather(-1, below);
  if (how == Between::Linear || how == Between::Midpoint) {
    const Tensor weights = how == Between::Midpoint ? full_like(ranks, 0.5) : ranks - below;
    y = y.lerp(sorted.gather(-1, ranks.ceil().to(kLong)), weights);
  }
  // [.., fractions] -> [fractions, ..]
  y = q.dim() == 0 ? y.squeeze(-1) : y.movedim(-1, 0);
  if (q.dim()) shape.insert(0, q.numel());
  return y.reshape(shape);
}

Tensor quantile_at(const Tensor& x, double q, std::optional<int64_t> dim, bool keepdim, std::string_view name,
                   bool leave_nan) {
  FACULA_CHECK(q >= 0 && q <= 1, "quantile() q must be in the range [0, 1] but got ", q);
  const Between how = between(name);
  const ScalarType t = isFloatingType(x.scalar_type()) ? x.scalar_type() : kFloat;
  const Tensor fraction = wrapped(q, t).to(x.device(), t);
  check_quantile(x, fraction);
  return quantile_of(x, fraction, dim, keepdim, how, leave_nan);
}
Tensor quantile_at(const Tensor& x, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                   std::string_view name, bool leave_nan) {
  const Between how = between(name);
  check_quantile(x, q);
  if (q.is_cpu() && q.numel())
    FACULA_CHECK(q.ge(0).logical_and(q.le(1)).all().item<bool>(),
                 "quantile() q values must be in the range [0, 1]");
  return quantile_of(x, q, dim, keepdim, how, leave_nan);
}

}  // namespace

Tensor quantile(const Tensor& x, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  return quantile_at(x, q, dim, keepdim, interpolation, false);
}
Tensor quantile(const Tensor& x, double q, std::optional<int64_t> dim, bool keepdim,
                std::string_view interpolation) {
  return quantile_at(x, q, dim, keepdim, interpolation, false);
}
Tensor nanquantile(const Tensor& x, const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                   std::string_view interpolation) {
  return quantile_at(x, q, dim, keepdim, interpolation, true);
}
Tensor nanquantile(const Tensor& x, double q, std::optional<int64_t> dim, bool keepdim,
                   std::string_view interpolation) {
  return quantile_at(x, q, dim, keepdim, interpolation, true);
}
Tensor Tensor::quantile(const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) const {
  return facula::quantile(*this, q, dim, keepdim, interpolation);
}
Tensor Tensor::quantile(double q, std::optional<int64_t> dim, bool keepdim,
                        std::string_view interpolation) const {
  return facula::quantile(*this, q, dim, keepdim, interpolation);
}
Tensor Tensor::nanquantile(const Tensor& q, std::optional<int64_t> dim, bool keepdim,
                           std::string_view interpolation) const {
  return facula::nanquantile(*this, q, dim, keepdim, interpolation);
}
Tensor Tensor::nanquantile(double q, std::optional<int64_t> dim, bool keepdim,
                           std::string_view interpolation) const {
  return facula::nanquantile(*this, q, dim, keepdim, interpolation);
}

// ---- mode

std::tuple<Tensor, Tensor> mode(const Tensor& x, int64_t dim, bool keepdim) {
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK_AS(IndexError, x.dim() == 0 || x.size(dim), "mode(): Expected reduction dim ", dim,
                  " to have non-zero size.");
  FACULA_CHECK_AS(NotImplementedError, !x.is_complex(), "\"mode_cpu\" not implemented for '", x.scalar_type(),
                  "'");
  const uint64_t mask = uint64_t{1} << dim;
  Tensor value = output(x, mask, keepdim, x.scalar_type()), index = output(x, mask, keepdim, kLong);
  {
    const AutoGradMode off(false);
    const Tensor lines = x.dim() ? x.movedim(dim, -1).contiguous() : x.reshape({1});
    const auto [sorted, order] = lines.sort(-1);
    if (sorted.numel()) kernels::mode(value, index, sorted, order);
  }
  if (tracked(x))
    value = record(
        "ModeBackward0", std::move(value),
        grad_of(x, [at = save(index), sizes = DimVector(x.sizes().begin(), x.sizes().end()), dim,
                    keepdim](const Tensor& g) { return place_selected(g, at(), sizes, dim, keepdim); }));
  return {std::move(value), std::move(index)};
}
std::tuple<Tensor, Tensor> Tensor::mode(int64_t dim, bool keepdim) const {
  return facula::mode(*this, dim, keepdim);
}

// ---- covariance

namespace {

Tensor checked_weights(const char* name, const Tensor& w, int64_t observations) {
  FACULA_CHECK(w.dim() <= 1, "cov(): expected ", name, " to have one or fewer dimensions but got ", name,
               " with ", w.dim(), " dimensions");
  FACULA_CHECK(w.numel() == observations, "cov(): expected ", name,
               " to have the same numel as there are observations in the input but got ", w.numel(),
               " != ", observations);
  FACULA_CHECK(observations == 0 || w.min().ge(0).item<bool>(), "cov(): ", name, " cannot be negative");
  return w;
}

}  // namespace

Tensor cov(const Tensor& x, int64_t correction, const std::optional<Tensor>& fweights,
           const std::optional<Tensor>& aweights) {
  FACULA_CHECK(x.dim() <= 2, "cov(): expected input to have two or fewer dimensions but got an input with ",
               x.dim(), " dimensions");
  FACULA_CHECK(x.scalar_type() != kBool, "cov(): bool dtype is not supported for input");
  const Tensor in = x.dim() < 2 ? x.reshape({1, -1}) : x;
  const int64_t n = in.size(1);
  const bool by_count = fweights && fweights->defined(), by_weight = aweights && aweights->defined();
  Tensor w;
  if (by_count) {
    FACULA_CHECK(isIntegralType(fweights->scalar_type(), false),
                 "cov(): expected fweights to have integral dtype but got fweights with ",
                 fweights->scalar_type(), " dtype");
    w = checked_weights("fweights", *fweights, n);
  }
  if (by_weight) {
    FACULA_CHECK(isFloatingType(aweights->scalar_type()),
                 "cov(): expected aweights to have floating point dtype but got aweights with ",
                 aweights->scalar_type(), " dtype");
    const Tensor a = checked_weights("aweights", *aweights, n);
    w = w.defined() ? w * a : a;
  }
  const Tensor total = w.defined() ? w.sum() : scalar_tensor(n, TensorOptions(kLong).device(x.device()));
  FACULA_CHECK(!w.defined() || total.ne(0).item<bool>(), "cov(): weights sum to zero, can't be normalized");
  const Tensor mean = (w.defined() ? in * w : in).sum(1) / total;
  Tensor scale = w.defined() && by_weight && correction != 0
                     ? total - (w * *aweights).sum() * correction / total
                     : total - correction;
  if (scale.le(0).item<bool>()) {
    FACULA_WARN(
        "cov(): degrees of freedom is <= 0. Correction should be strictly less than the number of "
        "observations.");
    scale = zeros_like(scale);
  }
  const Tensor d = in - mean.unsqueeze(1), e = w.defined() ? d * w : d;
  return (d.matmul(e.t().conj()) / scale).squeeze();
}
Tensor corrcoef(const Tensor& x) {
  FACULA_CHECK(x.dim() <= 2,
               "corrcoef(): expected input to have two or fewer dimensions but got an input with ", x.dim(),
               " dimensions");
  const Tensor c = cov(x);
  if (c.dim() == 0) return c / c;
  const Tensor variance = c.diag(), deviation = (c.is_complex() ? real(variance) : variance).sqrt();
  const Tensor r = c / deviation.view({-1, 1}) / deviation.view({1, -1});
  if (!c.is_complex()) return r.clamp(Scalar(-1), Scalar(1));
  return facula::complex(real(r).clamp(Scalar(-1), Scalar(1)), imag(r).clamp(Scalar(-1), Scalar(1)));
}
Tensor Tensor::cov(int64_t correction, const std::optional<Tensor>& fweights,
                   const std::optional<Tensor>& aweights) const {
  return facula::cov(*this, correction, fweights, aweights);
}
Tensor Tensor::corrcoef() const { return facula::corrcoef(*this); }

// ---- differences and integrals

namespace {

void check_joins(const Tensor& x, const std::optional<Tensor>& other, int64_t dim) {
  if (!other || !other->defined()) return;
  FACULA_CHECK(other->dim() == x.dim(), "diff expects prepend or append to be the same dimension as input");
  for (int64_t d = 0; d < x.dim(); ++d)
    FACULA_CHECK(d == dim || other->size(d) == x.size(d),
                 "diff expects the shape of tensor to prepend or append to match that of input except along "
                 "the differencing dimension; input.size(",
                 d, ") = ", x.size(d), ", but got tensor.size(", d, ") = ", other->size(d));
}

// Neighbours along dim.
Tensor without_last(const Tensor& x, int64_t dim) { return x.slice(dim, 0, -1); }
Tensor without_first(const Tensor& x, int64_t dim) { return x.slice(dim, 1); }

void check_integrand(const char* op, const Tensor& y) {
  FACULA_CHECK(y.scalar_type() != kBool, op, ": received a bool input for `y`, but bool is not supported");
}
// The steps between the points x, shaped to go with y; undefined when y is empty along dim.
Tensor steps(const char* op, const Tensor& y, const Tensor& x, int64_t dim) {
  FACULA_CHECK(y.scalar_type() != kBool && x.scalar_type() != kBool, op,
               ": received a bool input for `x` or `y`, but bool is not supported");
  Tensor points = x;
  if (x.dim() == 1) {
    FACULA_CHECK(x.size(0) == y.size(dim), op, ": There must be one `x` value for each sample point");
    DimVector shape(static_cast<size_t>(y.dim()), 1);
    shape[static_cast<size_t>(wrap_dim(dim, y.dim()))] = x.size(0);
    points = x.view(shape);
  } else {
    while (points.dim() < y.dim()) points = points.unsqueeze(0);
  }
  return without_first(points, dim) - without_last(points, dim);
}
Tensor empty_integral(const Tensor& y, int64_t dim) {
  DimVector shape(y.sizes().begin(), y.sizes().end());
  shape.erase(static_cast<size_t>(wrap_dim(dim, y.dim())));
  return zeros(shape, y.options().requires_grad(false));
}

}  // namespace

Tensor diff(const Tensor& x, int64_t n, int64_t dim, const std::optional<Tensor>& prepend,
            const std::optional<Tensor>& append) {
  FACULA_CHECK(x.dim() >= 1, "diff expects input to be at least one-dimensional");
  dim = wrap_dim(dim, x.dim());
  check_joins(x, prepend, dim);
  check_joins(x, append, dim);
  FACULA_CHECK(n >= 0, "order must be non-negative but got ", n);
  if (n == 0) return x.clone();
  std::vector<Tensor> parts;
  if (prepend && prepend->defined()) parts.push_back(*prepend);
  parts.push_back(x);
  if (append && append->defined()) parts.push_back(*append);
  Tensor y = parts.size() > 1 ? cat(parts, dim) : x;
  n = std::min(n, y.size(dim));
  for (int64_t k = 0; k < n; ++k) {
    const Tensor above = without_first(y, dim), below = without_last(y, dim);
    y = y.scalar_type() == kBool ? above.logical_xor(below) : above - below;
  }
  return y;
}
Tensor Tensor::diff(int64_t n, int64_t dim, const std::optional<Tensor>& prepend,
                    const std::optional<Tensor>& append) const {
  return facula::diff(*this, n, dim, prepend, append);
}

Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  wrap_dim(dim, y.dim(), false);
  if (y.size(dim) == 0) return empty_integral(y, dim);
  const Tensor dx = steps("trapezoid", y, x, dim);
  return ((without_last(y, dim) + without_first(y, dim)) * dx).sum(dim) / 2.;
}
Tensor trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  wrap_dim(dim, y.dim(), false);
  check_integrand("trapezoid", y);
  if (y.size(dim) == 0) return empty_integral(y, dim);
  return (y.sum(dim) - (y.select(dim, 0) + y.select(dim, -1)) * 0.5) * dx;
}
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim) {
  wrap_dim(dim, y.dim(), false);
  const Tensor dx = steps("cumulative_trapezoid", y, x, dim);
  return ((without_last(y, dim) + without_first(y, dim)) * dx).cumsum(dim) / 2.;
}
Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx, int64_t dim) {
  wrap_dim(dim, y.dim(), false);
  check_integrand("cumulative_trapezoid", y);
  const Tensor sums = (without_last(y, dim) + without_first(y, dim)).cumsum(dim);
  return dx.isComplex() ? sums * dx / 2. : sums * (dx.toDouble() / 2);
}

}  // namespace facula
