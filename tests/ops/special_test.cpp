// Special functions against exact values; their errors; names of torch/special.h.
#include "facula/ops/special.h"

#include <map>

#include "facula/autograd/autograd.h"
#include "facula/ops/creation_data.h"
#include "recorded.h"
#include "special_cases.h"

namespace facula {
namespace {

using test::message_of;

// Relative to the value, or to the amplitude where a function oscillates about 0.
constexpr double kTolerance = 2e-14;

struct Named {
  Tensor (*f)(const Tensor&);
  double scale;  // 0: the value itself
};
const std::map<std::string, Named>& functions() {
  static const std::map<std::string, Named> all{
      {"i0", {special::i0, 0}},
      {"i0e", {special::i0e, 0}},
      {"i1", {special::i1, 0}},
      {"i1e", {special::i1e, 0}},
      {"modified_bessel_k0", {special::modified_bessel_k0, 0}},
      {"modified_bessel_k1", {special::modified_bessel_k1, 0}},
      {"scaled_modified_bessel_k0", {special::scaled_modified_bessel_k0, 0}},
      {"scaled_modified_bessel_k1", {special::scaled_modified_bessel_k1, 0}},
      {"bessel_j0", {special::bessel_j0, 0.3}},
      {"bessel_j1", {special::bessel_j1, 0.3}},
      {"bessel_y0", {special::bessel_y0, 0.3}},
      {"bessel_y1", {special::bessel_y1, 0.3}},
      {"spherical_bessel_j0", {special::spherical_bessel_j0, 0}},
      {"airy_ai", {special::airy_ai, 0}},
      {"erfcx", {special::erfcx, 0}},
      {"log_ndtr", {special::log_ndtr, 0}},
      {"ndtri", {special::ndtri, 0}},
      {"entr", {special::entr, 0}},
      {"digamma", {special::psi, 0}},
      {"gammaln", {special::gammaln, 0}},
      {"erfinv", {special::erfinv, 0}},
  };
  return all;
}

void expect_value(const std::string& what, double got, double want, double scale, double tolerance) {
  const double size = std::max(std::abs(want), scale);
  EXPECT_LE(std::abs(got - want), tolerance * size) << what << ": " << got << " instead of " << want;
}

TEST(Special, ValuesAreExact) {
  for (const test::SpecialCase& c : test::kSpecialCases) {
    const Named& n = functions().at(c.name);
    const std::string what = std::string(c.name) + "(" + std::to_string(c.x) + ")";
    expect_value(what, n.f(tensor(c.x, kDouble)).item<double>(), c.value, n.scale, kTolerance);
    if (std::abs(c.value) < 1e30 && std::abs(c.value) > 1e-30 &&
        static_cast<double>(static_cast<float>(c.x)) == c.x)
      expect_value(what + " in float", static_cast<double>(n.f(tensor(c.x, kFloat)).item<float>()), c.value,
                   n.scale, 2e-7);
  }
}

TEST(Special, PairsAreExact) {
  for (const test::SpecialPair& c : test::kSpecialPairs) {
    const Tensor a = tensor(c.a, kDouble), b = tensor(c.b, kDouble);
    const std::string name = c.name;
    const Tensor y = name == "zeta"        ? special::zeta(a, b)
                     : name == "polygamma" ? polygamma(static_cast<int64_t>(c.a), b)
                     : name == "gammainc"  ? special::gammainc(a, b)
                                           : special::gammaincc(a, b);
    // the exponents of the incomplete gamma functions have errors in proportion to their size
    const double tolerance = name[0] == 'g' ? 2e-13 : kTolerance;
    expect_value(name + "(" + std::to_string(c.a) + ", " + std::to_string(c.b) + ")", y.item<double>(),
                 c.value, 0, tolerance);
  }
}

TEST(Special, NumbersMayStandForTensors) {
  const Tensor x = tensor({0.5, 2.0}, kDouble);
  EXPECT_TRUE(special::xlog1py(x, 3.0).equal(special::xlog1py(x, full({}, 3.0, kDouble))));
  EXPECT_TRUE(special::xlog1py(3.0, x).equal(special::xlog1py(full({}, 3.0, kDouble), x)));
  EXPECT_TRUE(special::zeta(2.0, x).equal(special::zeta(full({}, 2.0, kDouble), x)));
  EXPECT_TRUE(special::chebyshev_polynomial_t(x, 3).equal(x * x * x * 4 - x * 3));
  EXPECT_TRUE(special::legendre_polynomial_p(x, 2).allclose((x * x * 3 - 1) / 2));
  EXPECT_TRUE(special::shifted_chebyshev_polynomial_t(x, 1).equal(x * 2 - 1));
  EXPECT_TRUE(special::hermite_polynomial_he(x, 2).equal(x * x - 1));
  EXPECT_TRUE(special::laguerre_polynomial_l(x, 1).equal(1 - x));
  EXPECT_EQ(special::chebyshev_polynomial_u(tensor(5, kInt), 2).scalar_type(), kFloat);
}

TEST(Special, ErrorsAreNamed) {
  const Tensor x = ones({2}, kFloat).requires_grad_();
  EXPECT_EQ(message_of<Error>([&] { polygamma(-1, x); }), "polygamma(n, x) does not support negative n.");
  EXPECT_EQ(message_of<Error>([&] { mvlgamma(x, 0); }), "p has to be greater than or equal to 1");
  EXPECT_EQ(message_of<NotImplementedError>([] { special::i0(ones({2}, kComplexFloat)); }),
            "\"i0_cpu\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message_of<NotImplementedError>([] { igamma(ones({2}, kLong), ones({2}, kLong)); }),
            "\"igamma_cpu\" not implemented for 'Long'");
  EXPECT_EQ(message_of<NotImplementedError>([&] { special::airy_ai(x).sum().backward(); }),
            "the derivative for 'special_airy_ai: x' is not implemented.");
  EXPECT_EQ(message_of<NotImplementedError>([&] { igamma(x, x.detach()).sum().backward(); }),
            "the derivative for 'igamma: input' is not implemented.");
  EXPECT_EQ(message_of<NotImplementedError>([&] { special::zeta(x, x.detach()).sum().backward(); }),
            "the derivative for 'zeta' is not implemented.");
  EXPECT_EQ(message_of<Error>([] { ones({2}, kLong).lgamma_(); }),
            "result type Float can't be cast to the desired output type Long");
}

}  // namespace
}  // namespace facula
