#include "kernels/scan.h"

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/reduce.h"
#include "facula/ops/scan.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

namespace {

Tensor dense(const Tensor& x, ScalarType t) {
  if (x.scalar_type() == t && x.is_contiguous()) return x;
  NoGradGuard no_grad;
  return converted(x, t).contiguous();
}

Tensor scan(const kernels::ScanSlot& slot, const Tensor& x, int64_t dim, ScalarType dtype) {
  const ScalarType t = dtype == kBool ? kLong : compute_type(dtype);
  Tensor y = make_contiguous(x.sizes(), t, x.device());
  slot(y, dense(converted(x, dtype), t), dim);
  return converted(y, dtype);
}

// The sum from each place to the end.
Tensor sum_from_here(const Tensor& g, int64_t dim) { return g.dim() ? g.flip(dim).cumsum(dim).flip(dim) : g; }

// gx[k] = sum over i >= k of g[i] * (product of x[0..i] without x[k]), where x has zeros.
Tensor cumprod_gradient_with_zeros(const Tensor& g, const Tensor& x, const Tensor& y, int64_t dim) {
  const int64_t n = x.size(dim);
  std::vector<Tensor> parts;
  for (int64_t k = 0; k < n; ++k) {
    Tensor others = ones_like(x.narrow(dim, k, 1));
    if (k + 1 < n) others = cat({others, x.narrow(dim, k + 1, n - k - 1).cumprod(dim)}, dim);
    if (k > 0) others = others * y.narrow(dim, k - 1, 1);
    parts.push_back((g.narrow(dim, k, n - k) * others.conj()).sum(dim, true));
  }
  return cat(parts, dim);
}

Tensor cumprod_gradient(const Tensor& g, const Tensor& x, const Tensor& y, int64_t dim) {
  if (x.dim() == 0 || x.numel() == 0) return g;
  bool zero;
  {
    NoGradGuard no_grad;
    zero = facula::any(x.eq(0)).item().to<bool>();
  }
  if (zero) return cumprod_gradient_with_zeros(g, x, y, dim);
  return sum_from_here(g * y.conj(), dim) / x.conj();
}

Tensor logcumsumexp_gradient(const Tensor& g, const Tensor& x, const Tensor& y, int64_t dim) {
  if (x.dim() == 0) return g;
  // Positive and negative parts apart, for the sum runs over logarithms.
  const double low = -1e4;  // exp(low) is 0, yet differences of it are no NaN in the second derivative
  const Tensor up = g.gt(0), down = g.lt(0);
  auto part = [&](const Tensor& magnitude, const Tensor& where) {
    const Tensor l =
        magnitude.masked_fill(where.logical_not(), 1).log().masked_fill(where.logical_not(), low);
    return (logcumsumexp((l - y).flip(dim), dim).flip(dim) + x).exp();
  };
  return part(g, up) - part(-g, down);
}

std::tuple<Tensor, Tensor> extremes(const char* node, const kernels::ArgScanSlot& slot, const Tensor& x,
                                    int64_t dim) {
  dim = wrap_dim(dim, x.dim());
  const ScalarType t = x.scalar_type(), work = compute_type(t);
  Tensor values = make_contiguous(x.sizes(), work, x.device());
  Tensor indices = make_contiguous(x.sizes(), kLong, x.device());
  slot(values, indices, dense(x, work), dim);
  values = converted(values, t);
  if (tracked(x))
    values = record(node, std::move(values), grad_of(x, [at = save(indices), dim](const Tensor& g) {
                      if (g.dim() == 0) return g;
                      return zeros(g.sizes(), g.options().requires_grad(false)).scatter_add(dim, at(), g);
                    }));
  return {std::move(values), std::move(indices)};
}

}  // namespace

Tensor cumsum(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = scan(kernels::cumsum, x, dim, sum_type(x, dtype));
  return record("CumsumBackward0", std::move(y),
                grad_of(x, [dim](const Tensor& g) { return sum_from_here(g, dim); }));
}

Tensor cumprod(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = scan(kernels::cumprod, x, dim, sum_type(x, dtype));
  return record("CumprodBackward0", std::move(y),
                grad_of(x, [x = save(x), dim](const Tensor& g, const Tensor& y) {
                  return cumprod_gradient(g, x(), y, dim);
                }));
}

Tensor logcumsumexp(const Tensor& x, int64_t dim) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = scan(kernels::logcumsumexp, x, dim, x.scalar_type());
  return record("LogcumsumexpBackward0", std::move(y),
                grad_of(x, [x = save(x), dim](const Tensor& g, const Tensor& y) {
                  return logcumsumexp_gradient(g, x(), y, dim);
                }));
}

std::tuple<Tensor, Tensor> cummax(const Tensor& x, int64_t dim) {
  return extremes("CummaxBackward0", kernels::cummax, x, dim);
}
std::tuple<Tensor, Tensor> cummin(const Tensor& x, int64_t dim) {
  return extremes("CumminBackward0", kernels::cummin, x, dim);
}

namespace {

void check_inplace_type(const Tensor& x, std::optional<ScalarType> dtype) {
  FACULA_CHECK(!dtype || *dtype == x.scalar_type(), "Bad in-place call: input tensor dtype ",
               TypeMeta(x.scalar_type()), " and output tensor dtype ", TypeMeta(*dtype), " should match");
}

// Scans x and puts the result in its place.
void scan_inplace(const kernels::ScanSlot& slot, const Tensor& x, int64_t dim) {
  const AutoGradMode off(false);
  Tensor(x).copy_(scan(slot, x, dim, x.scalar_type()));
}

}  // namespace

Tensor& Tensor::cumsum_(int64_t dim, std::optional<ScalarType> dtype) const {
  check_inplace(*this);
  check_inplace_type(*this, dtype);
  dim = wrap_dim(dim, this->dim());
  scan_inplace(kernels::cumsum, *this, dim);
  record_inplace("CumsumBackward0", *this,
                 grad_of(*this, [dim](const Tensor& g) { return sum_from_here(g, dim); }));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::cumprod_(int64_t dim, std::optional<ScalarType> dtype) const {
  check_inplace(*this);
  check_inplace_type(*this, dtype);
  dim = wrap_dim(dim, this->dim());
  const Tensor before = tracked(*this) ? clone() : Tensor();
  scan_inplace(kernels::cumprod, *this, dim);
  if (before.defined())
    record_inplace("CumprodBackward0", *this, grad_of(*this, [x = save(before), dim](const Tensor& g) {
                     return cumprod_gradient(g, x(), x().cumprod(dim), dim);
                   }));
  return const_cast<Tensor&>(*this);
}
Tensor Tensor::logcumsumexp(int64_t dim) const { return facula::logcumsumexp(*this, dim); }
std::tuple<Tensor, Tensor> Tensor::cummax(int64_t dim) const { return facula::cummax(*this, dim); }
std::tuple<Tensor, Tensor> Tensor::cummin(int64_t dim) const { return facula::cummin(*this, dim); }

Tensor Tensor::cumsum(int64_t dim, std::optional<ScalarType> dtype) const {
  return facula::cumsum(*this, dim, dtype);
}
Tensor Tensor::cumprod(int64_t dim, std::optional<ScalarType> dtype) const {
  return facula::cumprod(*this, dim, dtype);
}

}  // namespace facula
