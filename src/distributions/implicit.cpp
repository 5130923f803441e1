#include "distributions/implicit.h"

#include <cmath>
#include <limits>

namespace facula::distributions {

namespace {

// A value and its derivative by one parameter.
struct Dual {
  double v, d;
};
Dual operator+(Dual a, Dual b) { return {a.v + b.v, a.d + b.d}; }
Dual operator-(Dual a, Dual b) { return {a.v - b.v, a.d - b.d}; }
Dual operator*(Dual a, Dual b) { return {a.v * b.v, a.d * b.v + a.v * b.d}; }
Dual operator/(Dual a, Dual b) { return {a.v / b.v, (a.d - a.v / b.v * b.d) / b.v}; }
Dual constant(double v) { return {v, 0}; }

// The derivative of log Gamma: recurrence up to 10, then its asymptotic series.
double digamma(double x) {
  double sum = 0;
  for (; x < 10; x += 1) sum -= 1 / x;
  const double w = 1 / (x * x);
  return sum + std::log(x) - 0.5 / x -
         w * (1.0 / 12 - w * (1.0 / 120 - w * (1.0 / 252 - w * (1.0 / 240 - w / 132))));
}

// The continued fraction b(0) + a(1) / (b(1) + a(2) / (b(2) + ...)) and its derivative.
// source: Lentz's algorithm as modified by Thompson and Barnett, J. Comput. Phys. 64 (1986)
template <class A, class B>
Dual continued_fraction(A a, B b) {
  constexpr double kTiny = 1e-290;
  Dual f = b(0);
  if (f.v == 0) f.v = kTiny;
  Dual c = f, d = constant(0);
  for (int n = 1; n < 20000; ++n) {
    d = b(n) + a(n) * d;
    if (d.v == 0) d.v = kTiny;
    d = constant(1) / d;
    c = b(n) + a(n) / c;
    if (c.v == 0) c.v = kTiny;
    const Dual step = c * d;
    f = f * step;
    if (std::fabs(step.v - 1) < 1e-16 && std::fabs(step.d) < 1e-16 * (1 + std::fabs(f.d / f.v))) break;
  }
  return f;
}

// P(a, x) = x^a e^-x / Gamma(a + 1) S with S = sum of x^n / ((a + 1) ... (a + n)); over the density it is x S / a.
double gamma_by_series(double a, double x) {
  double term = 1, log_derivative = 0, sum = 1, derivative = 0;
  for (double n = 1; n < 1e5; n += 1) {
    term *= x / (a + n);
    log_derivative -= 1 / (a + n);
    sum += term;
    derivative += term * log_derivative;
    if (term * std::fmax(1.0, -log_derivative) < 1e-17 * sum) break;
  }
  return -x / a * (sum * (std::log(x) - digamma(a + 1)) + derivative);
}

// Q(a, x) = x^a e^-x / Gamma(a) / K, K = x + 1 - a + 1 (a - 1) / (x + 3 - a + 2 (a - 2) / (x + 5 - a + ...)).
double gamma_by_fraction(double a, double x) {
  const Dual k = continued_fraction(
      [a](int n) {
        return Dual{n * (a - n), static_cast<double>(n)};
      },
      [a, x](int n) {
        return Dual{x + 2 * n + 1 - a, -1};
      });
  return x / k.v * (std::log(x) - digamma(a) - k.d / k.v);
}

// x = a + z sqrt(a) + (z^2 - 1) / 3 + (z^3 - 7 z) / (36 sqrt(a)) + O(1 / a): Cornish and Fisher's expansion, with z by
// Wilson and Hilferty's cube root.
double gamma_by_normal(double a, double x) {
  const double root = std::sqrt(a);
  const double z = 3 * root * (std::cbrt(x / a) - 1 + 1 / (9 * a));
  return 1 + z / (2 * root) - (z * z * z - 7 * z) / (72 * a * root);
}

// dx/da and dx/db where I_x(a, b) = x^a (1 - x)^b / (a B(a, b)) / K is best taken from its continued fraction.
struct BetaGradient {
  double by_a, by_b;
};
BetaGradient beta_by_fraction(double x, double a, double b) {
  // coefficients of 1 / (1 + d1 / (1 + d2 / ...)); source: DLMF 8.17.22
  auto fraction = [&](Dual p, Dual q) {
    return continued_fraction(
        [&](int n) {
          const Dual m = constant(n / 2);
          const Dual two_m = constant(2 * (n / 2));
          if (n % 2 == 0) return m * (q - m) * constant(x) / ((p + two_m - constant(1)) * (p + two_m));
          return constant(-x) * (p + m) * (p + q + m) / ((p + two_m) * (p + two_m + constant(1)));
        },
        [](int) { return constant(1); });
  };
  const Dual by_a = fraction({a, 1}, {b, 0}), by_b = fraction({a, 0}, {b, 1});
  const double scale = -x * (1 - x) / (a * by_a.v), common = digamma(a + b);
  return {scale * (std::log(x) - 1 / a - digamma(a) + common - by_a.d / by_a.v),
          scale * (std::log1p(-x) - digamma(b) + common - by_b.d / by_b.v)};
}

}  // namespace

double gamma_implicit_gradient(double a, double x) {
  if (std::isnan(a) || std::isnan(x) || !(a > 0) || x < 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return 0;
  if (a > 1e5) return gamma_by_normal(a, x);
  return x < a + 1 ? gamma_by_series(a, x) : gamma_by_fraction(a, x);
}

double beta_implicit_gradient(double x, double a, double b) {
  if (!(x >= 0 && x <= 1 && a > 0 && b > 0)) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return 0;
  if (x == 1)
    return 1 / b * (digamma(a + b) - digamma(a));  // the limit of -log(1 - x) (1 - x) ... over 1 - x
  if (x < (a + 1) / (a + b + 2)) return beta_by_fraction(x, a, b).by_a / (1 - x);
  return -beta_by_fraction(1 - x, b, a).by_b / (1 - x);
}

}  // namespace facula::distributions
