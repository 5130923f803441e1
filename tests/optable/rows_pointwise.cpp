#include "facula/ops/pointwise.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

using Unary = Tensor (*)(const Tensor&);

Row unary(const char* name, Unary f, double low, double high, std::vector<ScalarType> types) {
  return Row{name, std::string("torch.") + name + "(x[0])", one(f), unary_samples(low, high)}.types(
      std::move(types));
}

void add_functions(std::vector<Row>& rows) {
  const std::vector<ScalarType> with_integers = {kFloat, kDouble, kInt, kLong, kByte};
  const std::vector<ScalarType> floats_complex_integers = {kFloat,         kDouble, kComplexFloat,
                                                           kComplexDouble, kInt,    kBool};
  const std::vector<ScalarType> floats_integers = {kFloat, kDouble, kInt, kBool};
  rows.push_back(unary("neg", neg, -2, 2, {kFloat, kDouble, kComplexDouble, kInt, kLong}));
  rows.push_back(
      unary("abs", abs, -2, 2, {kFloat, kDouble, kComplexFloat, kComplexDouble, kInt, kLong, kByte}));
  rows.push_back(unary("sign", sign, -2, 2, with_integers));
  rows.push_back(unary("sgn", sgn, -2, 2, {kFloat, kDouble, kComplexDouble, kInt}));
  rows.push_back(unary("reciprocal", reciprocal, 0.5, 2, floats_complex_integers));
  rows.push_back(unary("square", square, -2, 2, {kFloat, kDouble, kComplexDouble, kInt, kLong}));
  rows.push_back(unary("sqrt", sqrt, 0.1, 4, floats_complex_integers));
  rows.push_back(unary("rsqrt", rsqrt, 0.1, 4, floats_integers));
  rows.push_back(unary("exp", exp, -2, 2, floats_complex_integers));
  rows.push_back(unary("exp2", exp2, -2, 2, floats_integers));
  rows.push_back(unary("expm1", expm1, -2, 2, floats_integers));
  rows.push_back(unary("log", log, 0.1, 4, floats_complex_integers).tolerance(2e-6, 1e-12));
  rows.push_back(unary("log1p", log1p, -0.5, 4, floats_integers));
  rows.push_back(unary("log2", log2, 0.1, 4, floats_integers));
  rows.push_back(unary("log10", log10, 0.1, 4, floats_integers));
  rows.push_back(unary("sin", sin, -4, 4, floats_complex_integers));
  rows.push_back(unary("cos", cos, -4, 4, floats_complex_integers));
  rows.push_back(unary("tan", tan, -1.2, 1.2, floats_integers));
  rows.push_back(unary("asin", asin, -0.9, 0.9, floats_integers));
  rows.push_back(unary("acos", acos, -0.9, 0.9, floats_integers));
  rows.push_back(unary("atan", atan, -3, 3, floats_integers));
  rows.push_back(unary("sinh", sinh, -2, 2, floats_integers));
  rows.push_back(unary("cosh", cosh, -2, 2, floats_integers));
  rows.push_back(unary("tanh", tanh, -3, 3, floats_complex_integers));
  rows.push_back(unary("asinh", asinh, -3, 3, floats_integers));
  rows.push_back(unary("acosh", acosh, 1.1, 4, {kFloat, kDouble}));
  rows.push_back(unary("atanh", atanh, -0.9, 0.9, {kFloat, kDouble}));
  rows.push_back(unary("sigmoid", sigmoid, -6, 6, floats_integers));
  rows.push_back(unary("erf", erf, -3, 3, floats_integers));
  rows.push_back(unary("erfc", erfc, -2, 2, floats_integers));
  rows.push_back(unary("floor", floor, -4, 4, with_integers));
  rows.push_back(unary("ceil", ceil, -4, 4, with_integers));
  rows.push_back(unary("round", round, -4, 4, with_integers));
  rows.push_back(unary("trunc", trunc, -4, 4, with_integers));
  rows.push_back(unary("frac", frac, -4, 4, {kFloat, kDouble}));
}

void add_arithmetic(std::vector<Row>& rows) {
  const std::vector<ScalarType> all = {kFloat, kDouble, kComplexFloat, kComplexDouble, kInt, kLong, kByte};
  using Binary = Tensor (*)(const Tensor&, const Tensor&);
  rows.push_back(Row{"add", "x[0] + x[1]", FACULA_ROW_CALL(x[0] + x[1]), binary_samples()}.types(all));
  rows.push_back(
      Row{"add_alpha", "torch.add(x[0], x[1], alpha=3)", FACULA_ROW_CALL(x[0].add(x[1], 3)), binary_samples()}
          .types(all));
  rows.push_back(Row{"add_number", "x[0] + 3", FACULA_ROW_CALL(x[0] + 3), unary_samples()}.types(all));
  rows.push_back(Row{"sub", "x[0] - x[1]", FACULA_ROW_CALL(x[0] - x[1]), binary_samples()}.types(all));
  rows.push_back(Row{"rsub", "2.5 - x[0]", FACULA_ROW_CALL(2.5 - x[0]), unary_samples()}.types(all));
  rows.push_back(Row{"mul", "x[0] * x[1]", FACULA_ROW_CALL(x[0] * x[1]), binary_samples()}.types(all));
  rows.push_back(Row{"mul_number", "x[0] * 1.5", FACULA_ROW_CALL(x[0] * 1.5), unary_samples()}.types(all));
  rows.push_back(
      Row{"div", "x[0] / x[1]", FACULA_ROW_CALL(x[0] / x[1]), binary_samples(-2, 2, 1, 3)}.types(all));
  rows.push_back(Row{"div_number", "x[0] / 3", FACULA_ROW_CALL(x[0] / 3), unary_samples()}.types(all));
  rows.push_back(Row{"div_floor", "torch.div(x[0], x[1], rounding_mode='floor')",
                     FACULA_ROW_CALL(x[0].div(x[1], "floor")), binary_samples(-9, 9, 1, 4)}
                     .types(kNumbers));
  rows.push_back(Row{"div_trunc", "torch.div(x[0], x[1], rounding_mode='trunc')",
                     FACULA_ROW_CALL(x[0].div(x[1], "trunc")), binary_samples(-9, 9, 1, 4)}
                     .types(kNumbers));
  rows.push_back(Row{"remainder", "torch.remainder(x[0], x[1])", FACULA_ROW_CALL(x[0].remainder(x[1])),
                     binary_samples(-9, 9, 1, 4)}
                     .types(kNumbers));
  rows.push_back(
      Row{"fmod", "torch.fmod(x[0], x[1])", FACULA_ROW_CALL(x[0].fmod(x[1])), binary_samples(-9, 9, 1, 4)}
          .types(kNumbers));
  rows.push_back(Row{"pow", "x[0] ** x[1]", FACULA_ROW_CALL(x[0].pow(x[1])), binary_samples(0.5, 2, 1, 3)}
                     .types({kFloat, kDouble, kInt, kLong})
                     .tolerance(2e-6, 1e-12));
  rows.push_back(
      Row{"pow_number", "x[0] ** 2.5", FACULA_ROW_CALL(x[0].pow(2.5)), unary_samples(0.3, 2)}.types(
          {kFloat, kDouble, kInt}));
  for (int e : {-1, 0, 1, 2, 3})
    rows.push_back(Row{e < 0 ? "pow_minus_1" : "pow_" + std::to_string(e), "x[0] ** " + std::to_string(e),
                       [e](const variable_list& x) { return variable_list{x[0].pow(e)}; },
                       unary_samples(0.3, 2)});
  rows.push_back(
      Row{"pow_of_number", "2.0 ** x[0]", FACULA_ROW_CALL(facula::pow(Scalar(2.0), x[0])), unary_samples()});
  rows.push_back(
      Row{"maximum", "torch.maximum(x[0], x[1])", two(static_cast<Binary>(maximum)), binary_samples()}.types(
          kNumbers));
  rows.push_back(
      Row{"minimum", "torch.minimum(x[0], x[1])", two(static_cast<Binary>(minimum)), binary_samples()}.types(
          kNumbers));
  rows.push_back(Row{"atan2", "torch.atan2(x[0], x[1])", two(atan2), binary_samples(0.3, 2, 0.3, 2)}.types(
      {kFloat, kDouble, kInt}));
  rows.push_back(Row{"lerp",
                     "torch.lerp(x[0], x[1], x[2])",
                     FACULA_ROW_CALL(x[0].lerp(x[1], x[2])),
                     {{Input({3, 4}), Input({3, 4}), Input({3, 4}, 0, 1)},
                      {Input({3, 4}), Input({4}), Input({3, 1}, 0, 1)}}});
  rows.push_back(Row{"lerp_number", "torch.lerp(x[0], x[1], 0.3)", FACULA_ROW_CALL(x[0].lerp(x[1], 0.3)),
                     binary_samples()});
  rows.push_back(
      Row{"addcmul",
          "torch.addcmul(x[0], x[1], x[2], value=0.5)",
          FACULA_ROW_CALL(x[0].addcmul(x[1], x[2], 0.5)),
          {{Input({3, 4}), Input({3, 4}), Input({3, 4})}, {Input({3, 4}), Input({4}), Input({3, 1})}}});
  rows.push_back(Row{"addcdiv",
                     "torch.addcdiv(x[0], x[1], x[2], value=0.5)",
                     FACULA_ROW_CALL(x[0].addcdiv(x[1], x[2], 0.5)),
                     {{Input({3, 4}), Input({3, 4}), Input({3, 4}, 1, 2)},
                      {Input({3, 4}), Input({4}), Input({3, 1}, 1, 2)}}});
  rows.push_back(
      Row{"clamp", "torch.clamp(x[0], -0.5, 1.25)", FACULA_ROW_CALL(x[0].clamp(-0.5, 1.25)), unary_samples()}
          .types({kFloat, kDouble, kInt}));
  rows.push_back(Row{"clamp_min", "torch.clamp(x[0], min=0.25)", FACULA_ROW_CALL(x[0].clamp_min(0.25)),
                     unary_samples()});
}

}  // namespace

void add_pointwise_rows(std::vector<Row>& rows) {
  add_functions(rows);
  add_arithmetic(rows);
}

}  // namespace facula::optable
