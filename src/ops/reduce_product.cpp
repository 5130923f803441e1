// Products, sums without NaN, counts, and comparison of whole tensors.
#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "kernels/index.h"
#include "ops/pointwise.h"
#include "ops/reduce.h"

namespace facula {

using namespace reduction;

namespace {

// Product of all the elements along `dim` but the one itself, with zeros anywhere.
Tensor product_of_others(const Tensor& x, int64_t dim) {
  const int64_t n = x.size(dim);
  DimVector shape(x.sizes().begin(), x.sizes().end());
  shape[static_cast<size_t>(dim)] = 1;
  const Tensor one = ones(shape, x.options().requires_grad(false));
  const Tensor before = cat({one, x.narrow(dim, 0, n - 1)}, dim).cumprod(dim);
  const Tensor after = cat({one, x.narrow(dim, 1, n - 1).flip(dim)}, dim).cumprod(dim).flip(dim);
  return before * after;
}

bool has_zero(const Tensor& x) {
  NoGradGuard no_grad;
  return facula::any(x.eq(0)).item<bool>();
}

Tensor prod_gradient(const Tensor& g, const Tensor& x, const Tensor& y) {
  if (x.dim() == 0) return g;
  if (!has_zero(x)) return g * (y / x).conj();
  const Tensor flat = x.reshape(-1);
  return g * product_of_others(flat, 0).conj().reshape(x.sizes());
}
Tensor prod_gradient(const Tensor& g, const Tensor& x, const Tensor& y, int64_t dim, bool keepdim) {
  if (x.dim() == 0) return g;
  const Tensor grown = keepdim ? g : g.unsqueeze(dim);
  if (has_zero(x)) return grown * product_of_others(x, dim).conj();
  return grown * ((keepdim ? y : y.unsqueeze(dim)) / x).conj();
}

Tensor product(const Tensor& x, uint64_t mask, bool keepdim, std::optional<ScalarType> dtype) {
  return accumulate(kernels::prod, x, mask, keepdim, sum_type(x, dtype));
}

}  // namespace

Tensor prod(const Tensor& x, std::optional<ScalarType> dtype) {
  Tensor y = product(x, kAll, false, dtype);
  if (!tracked(x)) return y;
  return record("ProdBackward0", std::move(y), grad_of(x, [x = save(x)](const Tensor& g, const Tensor& y) {
                  return prod_gradient(g, x(), y);
                }));
}
Tensor prod(const Tensor& x, int64_t dim, bool keepdim, std::optional<ScalarType> dtype) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = product(x, uint64_t{1} << dim, keepdim, dtype);
  if (!tracked(x)) return y;
  return record("ProdBackward1", std::move(y),
                grad_of(x, [x = save(x), dim, keepdim](const Tensor& g, const Tensor& y) {
                  return prod_gradient(g, x(), y, dim, keepdim);
                }));
}
Tensor Tensor::prod(std::optional<ScalarType> dtype) const { return facula::prod(*this, dtype); }
Tensor Tensor::prod(int64_t dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return facula::prod(*this, dim, keepdim, dtype);
}

Tensor nansum(const Tensor& x, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  FACULA_CHECK(!x.is_complex(), "nansum does not support complex inputs");
  const uint64_t mask = dim_mask(x, dim);
  Tensor y;
  {
    NoGradGuard no_grad;
    // A NaN among the elements shows in their sum: most often there is none, and nothing to mask.
    y = accumulate(kernels::sum, x, mask, keepdim, sum_type(x, dtype));
    if (x.is_floating_point() && (!y.is_floating_point() || facula::any(y.isnan()).item<bool>()))
      y = accumulate(kernels::sum, x.masked_fill(x.isnan(), 0), mask, keepdim, sum_type(x, dtype));
  }
  if (!tracked(x)) return y;
  return record("NansumBackward0", std::move(y), grad_of(x, [x = save(x), mask, keepdim](const Tensor& g) {
                  return spread(g, x().sizes(), mask, keepdim).masked_fill(x().isnan(), 0);
                }));
}

Tensor nanmean(const Tensor& x, OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) {
  FACULA_CHECK(x.is_floating_point(), "nanmean(): expected input to have floating point dtype but got ",
               x.scalar_type());
  return nansum(x, dim, keepdim, dtype) / x.isnan().logical_not().sum(dim, keepdim);
}

Tensor count_nonzero(const Tensor& x, OptionalIntArrayRef dim) {
  NoGradGuard no_grad;
  const Tensor mask = x.scalar_type() == kBool ? x : x.ne(0);
  if ((dim && !dim->empty()) || !mask.is_contiguous() || !mask.is_cpu()) return mask.sum(dim);
  return full({}, kernels::count_true(mask), kLong);
}

Tensor Tensor::nansum(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return facula::nansum(*this, dim, keepdim, dtype);
}
Tensor Tensor::nanmean(OptionalIntArrayRef dim, bool keepdim, std::optional<ScalarType> dtype) const {
  return facula::nanmean(*this, dim, keepdim, dtype);
}
Tensor Tensor::count_nonzero(IntArrayRef dim) const { return facula::count_nonzero(*this, dim); }
Tensor Tensor::count_nonzero(std::optional<int64_t> dim) const {
  return dim ? facula::count_nonzero(*this, IntArrayRef(*dim)) : facula::count_nonzero(*this);
}

bool equal(const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.device() == b.device(), "Cannot compare two tensors on different devices. Got: ", a.device(),
               " and ", b.device());
  if (a.sizes() != b.sizes()) return false;
  NoGradGuard no_grad;
  return facula::all(a.eq(b)).item().to<bool>();
}

Tensor isclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), a.scalar_type(), " did not match ", b.scalar_type());
  FACULA_CHECK(rtol >= 0, "rtol must be greater than or equal to zero, but got ", rtol);
  FACULA_CHECK(atol >= 0, "atol must be greater than or equal to zero, but got ", atol);
  NoGradGuard no_grad;
  Tensor close = a.eq(b);
  if (equal_nan && (a.is_floating_point() || a.is_complex()))
    close = close.logical_or(a.isnan().logical_and(b.isnan()));
  if (rtol == 0 && atol == 0) return close;
  const Tensor reference = isIntegralType(b.scalar_type(), true) ? b.to(get_default_dtype_scalar()) : b;
  const Tensor allowed = (reference * rtol).abs() + atol, actual = (a - reference).abs();
  return close.logical_or(actual.isfinite().logical_and(actual.le(allowed)));
}

bool allclose(const Tensor& a, const Tensor& b, double rtol, double atol, bool equal_nan) {
  return facula::all(isclose(a, b, rtol, atol, equal_nan)).item().to<bool>();
}

bool Tensor::equal(const Tensor& o) const { return facula::equal(*this, o); }
Tensor Tensor::isclose(const Tensor& o, double rtol, double atol, bool equal_nan) const {
  return facula::isclose(*this, o, rtol, atol, equal_nan);
}
bool Tensor::allclose(const Tensor& o, double rtol, double atol, bool equal_nan) const {
  return facula::allclose(*this, o, rtol, atol, equal_nan);
}

}  // namespace facula
