#include "facula/ops/special.h"
#include "optable/rows_unary.h"

namespace facula::optable {

namespace {

// PyTorch computes these in float32 where Facula computes in double.
constexpr double kFloatSeries = 2e-5;
// PyTorch 1.13 is off by as much in double; special_test.cpp compares Facula with exact values.
constexpr double kPyTorchOff = 1e-8, kPyTorchBesselOff = 1e-5, kPyTorchAiryOff = 1e-4;

void add_gamma(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kFloat, kDouble, kInt};
  rows.push_back(unary(FACULA_FORMS(lgamma), 0.1, 5, types).tolerance(kFloatSeries, 1e-12));
  rows.push_back(unary(FACULA_FORMS(digamma), 0.1, 5, {kFloat, kDouble}).tolerance(kFloatSeries, 1e-12));
  rows.push_back(
      Row{"lgamma_negative", "torch.lgamma(x[0])", FACULA_ROW_CALL(x[0].lgamma()), unary_samples(-2.9, -2.1)}
          .tolerance(kFloatSeries, 1e-11));
  rows.push_back(unary(FACULA_FORMS(erfinv), -0.95, 0.95, {kFloat, kDouble}).tolerance(4e-6, 1e-11));
  for (int64_t n : {1, 2, 3}) {
    rows.push_back(
        Row{"polygamma_" + std::to_string(n), "torch.polygamma(" + std::to_string(n) + ", x[0])",
            [n](const variable_list& x) { return variable_list{x[0].polygamma(n)}; }, unary_samples(0.3, 5)}
            .inplace([n](const variable_list& x) { return variable_list{x[0].polygamma_(n)}; })
            .out_form([n](variable_list& o, const variable_list& x) { polygamma_out(o[0], n, x[0]); })
            .tolerance(kFloatSeries, n == 1 ? kPyTorchOff : 1e-11));
  }
  rows.push_back(
      Row{"mvlgamma", "torch.mvlgamma(x[0], 3)", FACULA_ROW_CALL(x[0].mvlgamma(3)), unary_samples(1.5, 5)}
          .inplace(FACULA_ROW_CALL(x[0].mvlgamma_(3)))
          .out_form([](variable_list& o, const variable_list& x) { mvlgamma_out(o[0], x[0], 3); })
          .tolerance(kFloatSeries, 1e-12));
  auto constant_first = [](double low, double high, double low2, double high2) {
    return std::vector<Sample>{{Input::fixed_value({3, 4}, low, high), Input({3, 4}, low2, high2)},
                               {Input::fixed_value({4}, low, high), Input({3, 1}, low2, high2)},
                               {Input::fixed_value({}, low, high), Input({}, low2, high2)}};
  };
  rows.push_back(binary_row(FACULA_BINARY_FORMS(igamma), constant_first(0.3, 6, 0.2, 8), kFloats)
                     .tolerance(kFloatSeries, 1e-11));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(igammac), constant_first(0.3, 6, 0.2, 8), kFloats)
                     .tolerance(kFloatSeries, 1e-11));
  rows.push_back(Row{"igamma_large", "torch.igamma(x[0], x[1])", FACULA_ROW_CALL(x[0].igamma(x[1])),
                     constant_first(900, 1200, 900, 1200)}
                     .tolerance(2e-3, kPyTorchOff)
                     .no_gradient("the difference quotient of e^-1000 is too coarse"));
  rows.push_back(
      binary_row(FACULA_BINARY_SPECIAL(zeta), constant_first(1.2, 6, 0.3, 5), kFloats, "torch.special.")
          .tolerance(kFloatSeries, 1e-12));
}

void add_bessel(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kFloat, kDouble, kInt};
  auto add = [&](const UnaryForms& forms, double low, double high) -> Row& {
    rows.push_back(unary(forms, low, high, types, "torch.special.").tolerance(kFloatSeries, 1e-11));
    return rows.back();
  };
  rows.push_back(unary(FACULA_FORMS(i0), -12, 12, types).tolerance(kFloatSeries, 1e-11));
  add(FACULA_SPECIAL_FORMS(i0e), -12, 12);
  add(FACULA_SPECIAL_FORMS(i1), -12, 12);
  add(FACULA_SPECIAL_FORMS(i1e), -12, 12);
  add(FACULA_SPECIAL_FORMS(modified_bessel_i0), -12, 12);
  add(FACULA_SPECIAL_FORMS(modified_bessel_i1), -12, 12);
  add(FACULA_SPECIAL_FORMS(modified_bessel_k0), 0.2, 9);
  add(FACULA_SPECIAL_FORMS(modified_bessel_k1), 0.2, 9);
  add(FACULA_SPECIAL_FORMS(scaled_modified_bessel_k0), 0.2, 9);
  add(FACULA_SPECIAL_FORMS(scaled_modified_bessel_k1), 0.2, 9);
  add(FACULA_SPECIAL_FORMS(bessel_j0), -20, 20).tolerance(kFloatSeries, kPyTorchBesselOff);
  add(FACULA_SPECIAL_FORMS(bessel_j1), -20, 20).tolerance(kFloatSeries, kPyTorchBesselOff);
  add(FACULA_SPECIAL_FORMS(bessel_y0), 0.2, 20).tolerance(kFloatSeries, kPyTorchBesselOff);
  add(FACULA_SPECIAL_FORMS(bessel_y1), 0.2, 20).tolerance(kFloatSeries, kPyTorchBesselOff);
  add(FACULA_SPECIAL_FORMS(spherical_bessel_j0), 0.5, 12);
  add(FACULA_SPECIAL_FORMS(airy_ai), -12, 6)
      .tolerance(kPyTorchAiryOff, kPyTorchAiryOff)
      .no_gradient("Ai' is no function of the library: the backward pass throws");
}

void add_probability(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kFloat, kDouble, kInt};
  auto add = [&](const UnaryForms& forms, double low, double high) {
    rows.push_back(unary(forms, low, high, types, "torch.special.").tolerance(kFloatSeries, 1e-11));
  };
  add(FACULA_SPECIAL_FORMS(erfcx), -3, 30);
  add(FACULA_SPECIAL_FORMS(ndtr), -4, 4);
  add(FACULA_SPECIAL_FORMS(log_ndtr), -9, 4);
  rows.push_back(unary(FACULA_SPECIAL_FORMS(ndtri), 0.02, 0.98, {kFloat, kDouble}, "torch.special.")
                     .tolerance(kFloatSeries, 1e-11));
  add(FACULA_SPECIAL_FORMS(entr), 0.1, 4);
  add(FACULA_SPECIAL_FORMS(expit), -6, 6);
  rows.push_back(unary(FACULA_FORMS(sinc), -3, 3, {kFloat, kDouble, kComplexFloat, kComplexDouble, kInt})
                     .tolerance(kFloatSeries, 1e-11));
  rows.push_back(Row{"logit", "torch.logit(x[0])", FACULA_ROW_CALL(x[0].logit()), unary_samples(0.05, 0.95)}
                     .inplace(FACULA_ROW_CALL(x[0].logit_()))
                     .out_form([](variable_list& o, const variable_list& x) { logit_out(o[0], x[0]); }));
  rows.push_back(
      Row{"logit_eps", "torch.logit(x[0], 0.1)", FACULA_ROW_CALL(x[0].logit(0.1)), unary_samples(-0.3, 1.3)}
          .inplace(FACULA_ROW_CALL(x[0].logit_(0.1)))
          .out_form([](variable_list& o, const variable_list& x) { logit_out(o[0], x[0], 0.1); }));
  rows.push_back(binary_row(FACULA_BINARY_SPECIAL(xlog1py), binary_samples(-2, 2, -0.5, 3),
                            {kFloat, kDouble, kInt}, "torch.special."));
}

void add_polynomials(std::vector<Row>& rows) {
  auto add = [&](const BinaryForms& forms, double low, double high) -> Row& {
    const std::vector<Sample> samples = {{Input({3, 5}, low, high), Input::fixed_value({5}, 0, 12)},
                                         {Input({4}, low, high), Input::fixed_value({}, 3, 4)}};
    rows.push_back(binary_row(forms, samples, kFloats, "torch.special.").tolerance(2e-4, 1e-11));
    return rows.back();
  };
  const char* const why = "PyTorch has no derivative of it; the backward pass throws";
  add(FACULA_BINARY_SPECIAL(chebyshev_polynomial_t), -1.4, 1.4);
  add(FACULA_BINARY_SPECIAL(chebyshev_polynomial_u), -1.4, 1.4);
  add(FACULA_BINARY_SPECIAL(chebyshev_polynomial_v), -1.4, 1.4).no_gradient(why);
  add(FACULA_BINARY_SPECIAL(chebyshev_polynomial_w), -1.4, 1.4).no_gradient(why);
  add(FACULA_BINARY_SPECIAL(shifted_chebyshev_polynomial_t), -0.2, 1.2);
  add(FACULA_BINARY_SPECIAL(shifted_chebyshev_polynomial_u), -0.2, 1.2);
  add(FACULA_BINARY_SPECIAL(shifted_chebyshev_polynomial_v), -0.2, 1.2).no_gradient(why);
  add(FACULA_BINARY_SPECIAL(shifted_chebyshev_polynomial_w), -0.2, 1.2).no_gradient(why);
  add(FACULA_BINARY_SPECIAL(hermite_polynomial_h), -2, 2);
  add(FACULA_BINARY_SPECIAL(hermite_polynomial_he), -2, 2);
  add(FACULA_BINARY_SPECIAL(laguerre_polynomial_l), 0.3, 4);
  add(FACULA_BINARY_SPECIAL(legendre_polynomial_p), -0.95, 0.95);
}

}  // namespace

void add_special_rows(std::vector<Row>& rows) {
  add_gamma(rows);
  add_bessel(rows);
  add_probability(rows);
  add_polynomials(rows);
}

}  // namespace facula::optable
