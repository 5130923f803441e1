#include "facula/ops/pointwise.h"
#include "optable/rows.h"
#include "optable/rows_unary.h"

namespace facula::optable {

namespace {

const std::vector<ScalarType> kIntegersToo = {kFloat, kDouble, kInt, kLong, kByte};
const std::vector<ScalarType> kComplexIntegers = {kFloat,         kDouble, kComplexFloat,
                                                  kComplexDouble, kInt,    kBool};
const std::vector<ScalarType> kIntegersBool = {kFloat, kDouble, kInt, kBool};
const std::vector<ScalarType> kEveryNumber = {kFloat, kDouble, kComplexFloat, kComplexDouble, kInt,
                                              kLong,  kByte,   kChar,         kShort};
const std::vector<ScalarType> kHalves = {kHalf, kBFloat16};

// Signs, powers, exponentials and logarithms.
void add_functions(std::vector<Row>& rows) {
  rows.push_back(unary(FACULA_FORMS(neg), -2, 2, kEveryNumber));
  rows.push_back(unary(FACULA_FORMS(abs), -2, 2, kEveryNumber));
  rows.push_back(unary(FACULA_FORMS(sign), -2, 2, kIntegersToo));
  rows.push_back(unary(FACULA_FORMS(sgn), -2, 2, {kFloat, kDouble, kComplexDouble, kInt, kBool}));
  rows.push_back(unary(FACULA_FORMS(reciprocal), 0.5, 2, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(square), -2, 2, {kFloat, kDouble, kComplexDouble, kInt, kByte, kBool}));
  rows.push_back(unary(FACULA_FORMS(sqrt), 0.1, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(rsqrt), 0.1, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(exp), -2, 2, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(exp2), -2, 2, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(expm1), -2, 2, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(log), 0.1, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(log1p), -0.5, 4, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(log2), 0.1, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(log10), 0.1, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(sigmoid), -6, 6, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(erf), -3, 3, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(erfc), -2, 2, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(deg2rad), -200, 200, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(rad2deg), -4, 4, kIntegersBool));
  rows.push_back(unary(FACULA_FORMS(conj_physical), -2, 2, kEveryNumber));
  rows.push_back(Row{"angle", "torch.angle(x[0])", FACULA_ROW_CALL(x[0].angle()), unary_samples()}
                     .types({kFloat, kDouble, kComplexFloat, kComplexDouble, kInt, kBool})
                     .out_form([](variable_list& o, const variable_list& x) { angle_out(o[0], x[0]); }));
  rows.push_back(
      Row{"positive", "torch.positive(x[0])", FACULA_ROW_CALL(x[0].positive()), unary_samples()}.types(
          kEveryNumber));
}

void add_trigonometry(std::vector<Row>& rows) {
  rows.push_back(unary(FACULA_FORMS(sin), -4, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(cos), -4, 4, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(tan), -1.2, 1.2, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(asin), -0.9, 0.9, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(acos), -0.9, 0.9, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(atan), -3, 3, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(sinh), -2, 2, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(cosh), -2, 2, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(tanh), -3, 3, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(asinh), -3, 3, kComplexIntegers));
  rows.push_back(unary(FACULA_FORMS(acosh), 1.1, 4, kFloatsAndComplex));
  rows.push_back(unary(FACULA_FORMS(atanh), -0.9, 0.9, kComplexIntegers));
}

void add_rounding(std::vector<Row>& rows) {
  rows.push_back(unary(FACULA_FORMS(floor), -4, 4, kIntegersToo));
  rows.push_back(unary(FACULA_FORMS(ceil), -4, 4, kIntegersToo));
  rows.push_back(unary(FACULA_FORMS(round), -4, 4, kIntegersToo));
  rows.push_back(unary(FACULA_FORMS(trunc), -4, 4, kIntegersToo));
  rows.push_back(unary(FACULA_FORMS(frac), -4, 4, kFloats));
  for (int64_t d : {int64_t{2}, int64_t{-1}})
    rows.push_back(
        Row{d > 0 ? "round_2" : "round_minus_1", "torch.round(x[0], decimals=" + std::to_string(d) + ")",
            [d](const variable_list& x) { return variable_list{x[0].round(d)}; }, unary_samples(-70, 70)}
            .inplace([d](const variable_list& x) { return variable_list{x[0].round_(d)}; })
            .out_form([d](variable_list& o, const variable_list& x) { round_out(o[0], x[0], d); }));
  rows.push_back(
      Row{"nan_to_num",
          "torch.nan_to_num(x[0], 0.5, 9.0)",
          FACULA_ROW_CALL(x[0].nan_to_num(0.5, 9.0)),
          {{Input({3, 4})}, {Input::extremes()}}}
          .inplace(FACULA_ROW_CALL(x[0].nan_to_num_(0.5, 9.0)))
          .out_form([](variable_list& o, const variable_list& x) { nan_to_num_out(o[0], x[0], 0.5, 9.0); }));
  rows.push_back(Row{"nan_to_num_default",
                     "torch.nan_to_num(x[0])",
                     FACULA_ROW_CALL(x[0].nan_to_num()),
                     {{Input({3, 4})}, {Input::extremes()}}}
                     .types({kFloat, kDouble, kHalf, kBFloat16})
                     .inplace(FACULA_ROW_CALL(x[0].nan_to_num_())));
  rows.push_back(
      Row{"frexp",
          "torch.frexp(x[0])",
          [](const variable_list& x) {
            const auto [m, e] = x[0].frexp();
            return variable_list{m, e};
          },
          {{Input({3, 4}, -20, 20)}, {Input({}, 0.1, 4)}, {Input::extremes()}}}
          .types({kFloat, kDouble, kHalf, kBFloat16})
          .out_form([](variable_list& o, const variable_list& x) { frexp_out(o[0], o[1], x[0]); }));
}

// What half types compute in float rounds to the same half number.
void add_halves(std::vector<Row>& rows) {
  const char* const why = "half numbers are too coarse for difference quotients";
  rows.push_back(Row{"add_half", "x[0] + x[1]", FACULA_ROW_CALL(x[0] + x[1]), binary_samples()}
                     .types(kHalves)
                     .no_gradient(why));
  rows.push_back(Row{"mul_half", "x[0] * x[1]", FACULA_ROW_CALL(x[0] * x[1]), binary_samples()}
                     .types(kHalves)
                     .no_gradient(why));
  rows.push_back(Row{"div_half", "x[0] / x[1]", FACULA_ROW_CALL(x[0] / x[1]), binary_samples(-2, 2, 1, 3)}
                     .types(kHalves)
                     .no_gradient(why));
  rows.push_back(Row{"exp_half", "torch.exp(x[0])", FACULA_ROW_CALL(x[0].exp()), unary_samples()}
                     .types({kBFloat16})
                     .no_gradient(why)
                     .tolerance(8e-3, 0));
  rows.push_back(Row{"tanh_half", "torch.tanh(x[0])", FACULA_ROW_CALL(x[0].tanh()), unary_samples()}
                     .types({kBFloat16})
                     .no_gradient(why)
                     .tolerance(8e-3, 0));
  rows.push_back(
      Row{"maximum_half", "torch.maximum(x[0], x[1])", FACULA_ROW_CALL(x[0].maximum(x[1])), binary_samples()}
          .types(kHalves)
          .no_gradient(why));
}

}  // namespace

void add_pointwise_rows(std::vector<Row>& rows) {
  add_functions(rows);
  add_trigonometry(rows);
  add_rounding(rows);
  add_halves(rows);
  add_extremes(rows);
}

}  // namespace facula::optable
