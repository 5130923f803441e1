// Sequences with uneven steps, index matrices and windows.
#include <algorithm>
#include <cmath>
#include <sstream>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/scan.h"
#include "facula/ops/view.h"
#include "ops/creation.h"

namespace facula {

Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps, double base, TensorOptions o) {
  FACULA_CHECK(steps >= 0, "number of steps must be non-negative");
  const ScalarType dtype = o.scalar_type();
  if (isComplexType(dtype) || start.isComplex() || end.isComplex()) {
    // base^z = e^(z ln base)
    const ScalarType t = o.has_dtype() ? dtype : toComplexType(get_default_dtype_scalar());
    const Tensor z = linspace(start, end, steps, o.dtype(kComplexDouble).requires_grad(std::nullopt));
    return finish((z * std::log(base)).exp().to(t), o);
  }
  const double a = start.toDouble(), b = end.toDouble();
  const double step = steps > 1 ? (b - a) / static_cast<double>(steps - 1) : 0;
  return sequence(steps, dtype, o, [&](int64_t i) {
    const double x =
        i < steps / 2 ? a + step * static_cast<double>(i) : b - step * static_cast<double>(steps - i - 1);
    return std::pow(base, steps == 1 ? a : x);
  });
}

Tensor range(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions o) {
  const double a = start.toDouble(), b = end.toDouble(), s = step.toDouble();
  FACULA_CHECK(s != 0, "step must be nonzero");
  FACULA_CHECK(std::isfinite(a) && std::isfinite(b), "unsupported range: ", a, " -> ", b);
  FACULA_CHECK((s > 0 && b >= a) || (s < 0 && b <= a),
               "upper bound and lower bound inconsistent with step sign");
  const double n = std::floor((b - a) / s) + 1;
  FACULA_CHECK(n < 9e18, "invalid size, possible overflow?");
  return sequence(static_cast<int64_t>(n), o.scalar_type(), o,
                  [&](int64_t i) { return a + static_cast<double>(i) * s; });
}
Tensor range(const Scalar& start, const Scalar& end, TensorOptions o) { return range(start, end, 1, o); }

namespace {

Tensor triangle_indices(int64_t rows, int64_t columns, int64_t offset, bool upper, TensorOptions o) {
  FACULA_CHECK(rows >= 0, "row must be non-negative, got", rows);
  FACULA_CHECK(columns >= 0, "col must be non-negative, got", columns);
  FACULA_CHECK(o.layout() == kStrided, "only support layout=torch.strided, got", o.layout());
  // Row i's columns are [0, i + offset] below, [i + offset, columns) above.
  const auto bound = [&](int64_t i) {
    const int64_t b = i + offset + (upper ? 0 : 1);
    return b < 0 ? 0 : b > columns ? columns : b;
  };
  int64_t n = 0;
  for (int64_t i = 0; i < rows; ++i) n += upper ? columns - bound(i) : bound(i);
  const Tensor t = make_contiguous({2, n}, kLong);
  auto *at = t.data_ptr<int64_t>(), *to = at + n;
  for (int64_t i = 0; i < rows; ++i)
    for (int64_t j = upper ? bound(i) : 0; j < (upper ? columns : bound(i)); ++j) {
      *at++ = i;
      *to++ = j;
    }
  return finish(t.to(TensorOptions(o.scalar_type()).device(kernels::with_index(o.device()))), o);
}

}  // namespace

Tensor tril_indices(int64_t row, int64_t col, int64_t offset, TensorOptions o) {
  return triangle_indices(row, col, offset, false, o);
}
Tensor triu_indices(int64_t row, int64_t col, int64_t offset, TensorOptions o) {
  return triangle_indices(row, col, offset, true, o);
}

Tensor vander(const Tensor& x, std::optional<int64_t> N, bool increasing) {
  FACULA_CHECK(x.dim() == 1, "x must be a one-dimensional tensor.");
  const int64_t n = N.value_or(x.size(0));
  FACULA_CHECK(n >= 0, "N must be non-negative.");
  const Tensor in = isIntegralType(x.scalar_type(), true) ? x.to(kLong) : x;
  if (n == 0) return empty({x.size(0), 0}, in.options().requires_grad(false));
  const Tensor one = ones({x.size(0), 1}, in.options().requires_grad(false));
  const Tensor factors = n == 1 ? one : cat({one, in.unsqueeze(-1).expand({x.size(0), n - 1})}, 1);
  const Tensor powers = factors.cumprod(1);
  return increasing ? powers : powers.flip(1);
}

namespace {

constexpr double kPi = 3.14159265358979323846;

std::string text(const TensorOptions& o) {
  std::ostringstream s;
  s << o;
  return s.str();
}

// `value(i, last)` for i = 0 .. last.
template <class F>
Tensor window(const char* name, int64_t length, bool periodic, TensorOptions o, F&& value) {
  FACULA_CHECK(o.layout() == kStrided, name, " is not implemented for sparse types, got: ", text(o));
  FACULA_CHECK(isFloatingType(o.scalar_type()), name, " expects floating point dtypes, got: ", text(o));
  FACULA_CHECK(length >= 0, name, " requires non-negative window_length, got window_length=", length);
  if (length == 1) return ones({1}, o);
  const auto last = static_cast<double>(periodic ? length : length - 1);
  return sequence(length, o.scalar_type(), o, [&](int64_t i) { return value(static_cast<double>(i), last); });
}

}  // namespace

Tensor bartlett_window(int64_t n, bool periodic, TensorOptions o) {
  return window("bartlett_window", n, periodic, o,
                [](double i, double last) { return 1 - std::abs(2 * i / last - 1); });
}
Tensor blackman_window(int64_t n, bool periodic, TensorOptions o) {
  return window("blackman_window", n, periodic, o, [](double i, double last) {
    return 0.42 - 0.5 * std::cos(2 * kPi * i / last) + 0.08 * std::cos(4 * kPi * i / last);
  });
}
Tensor hann_window(int64_t n, bool periodic, TensorOptions o) {
  return window("hann_window", n, periodic, o,
                [](double i, double last) { return 0.5 - 0.5 * std::cos(2 * kPi * i / last); });
}
Tensor hamming_window(int64_t n, bool periodic, double alpha, double beta, TensorOptions o) {
  return window("hamming_window", n, periodic, o,
                [alpha, beta](double i, double last) { return alpha - beta * std::cos(2 * kPi * i / last); });
}
Tensor kaiser_window(int64_t n, bool periodic, double beta, TensorOptions o) {
  return window("kaiser_window", n, periodic, o, [beta](double i, double last) {
    const double x = 2 * i / last - 1;
    return std::cyl_bessel_i(0., beta * std::sqrt(std::max(0., 1 - x * x))) / std::cyl_bessel_i(0., beta);
  });
}
Tensor bartlett_window(int64_t n, TensorOptions o) { return bartlett_window(n, true, o); }
Tensor blackman_window(int64_t n, TensorOptions o) { return blackman_window(n, true, o); }
Tensor hann_window(int64_t n, TensorOptions o) { return hann_window(n, true, o); }
Tensor hamming_window(int64_t n, TensorOptions o) { return hamming_window(n, true, o); }
Tensor hamming_window(int64_t n, bool periodic, TensorOptions o) {
  return hamming_window(n, periodic, 0.54, o);
}
Tensor hamming_window(int64_t n, bool periodic, double alpha, TensorOptions o) {
  return hamming_window(n, periodic, alpha, 0.46, o);
}
Tensor kaiser_window(int64_t n, TensorOptions o) { return kaiser_window(n, true, o); }
Tensor kaiser_window(int64_t n, bool periodic, TensorOptions o) { return kaiser_window(n, periodic, 12, o); }

}  // namespace facula
