#include "facula/ops/pointwise.h"
#include "optable/rows_unary.h"

namespace facula::optable {

namespace {

const std::vector<ScalarType> kAllNumbers = {kFloat, kDouble, kComplexFloat, kComplexDouble,
                                             kInt,   kLong,   kByte};

#define FACULA_ROW_OUT(...) [](variable_list& out, const variable_list& x) { __VA_ARGS__; }

void add_sums(std::vector<Row>& rows) {
  rows.push_back(Row{"add", "x[0] + x[1]", FACULA_ROW_CALL(x[0] + x[1]), binary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].add_(x[1])))
                     .out_form(FACULA_ROW_OUT(add_out(out[0], x[0], x[1]))));
  rows.push_back(
      Row{"add_alpha", "torch.add(x[0], x[1], alpha=3)", FACULA_ROW_CALL(x[0].add(x[1], 3)), binary_samples()}
          .types(kAllNumbers)
          .inplace(FACULA_ROW_CALL(x[0].add_(x[1], 3)))
          .out_form(FACULA_ROW_OUT(add_out(out[0], x[0], x[1], 3))));
  rows.push_back(Row{"add_number", "x[0] + 3", FACULA_ROW_CALL(x[0] + 3), unary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].add_(3))));
  rows.push_back(Row{"sub", "x[0] - x[1]", FACULA_ROW_CALL(x[0] - x[1]), binary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].sub_(x[1])))
                     .out_form(FACULA_ROW_OUT(sub_out(out[0], x[0], x[1]))));
  rows.push_back(
      Row{"sub_alpha", "torch.sub(x[0], x[1], alpha=2)", FACULA_ROW_CALL(x[0].sub(x[1], 2)), binary_samples()}
          .types({kFloat, kDouble, kComplexDouble, kInt, kLong})
          .inplace(FACULA_ROW_CALL(x[0].sub_(x[1], 2)))
          .out_form(FACULA_ROW_OUT(sub_out(out[0], x[0], x[1], 2))));
  rows.push_back(Row{"rsub", "2.5 - x[0]", FACULA_ROW_CALL(2.5 - x[0]), unary_samples()}.types(kAllNumbers));
}

void add_products(std::vector<Row>& rows) {
  rows.push_back(Row{"mul", "x[0] * x[1]", FACULA_ROW_CALL(x[0] * x[1]), binary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].mul_(x[1])))
                     .out_form(FACULA_ROW_OUT(mul_out(out[0], x[0], x[1]))));
  rows.push_back(Row{"mul_number", "x[0] * 1.5", FACULA_ROW_CALL(x[0] * 1.5), unary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].mul_(1.5))));
  rows.push_back(Row{"div", "x[0] / x[1]", FACULA_ROW_CALL(x[0] / x[1]), binary_samples(-2, 2, 1, 3)}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].div_(x[1])))
                     .out_form(FACULA_ROW_OUT(div_out(out[0], x[0], x[1]))));
  rows.push_back(Row{"div_number", "x[0] / 3", FACULA_ROW_CALL(x[0] / 3), unary_samples()}
                     .types(kAllNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].div_(3))));
  rows.push_back(Row{"div_floor", "torch.div(x[0], x[1], rounding_mode='floor')",
                     FACULA_ROW_CALL(x[0].div(x[1], "floor")), binary_samples(-9, 9, 1, 4)}
                     .types(kNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].div_(x[1], "floor")))
                     .out_form(FACULA_ROW_OUT(div_out(out[0], x[0], x[1], "floor"))));
  rows.push_back(Row{"div_trunc", "torch.div(x[0], x[1], rounding_mode='trunc')",
                     FACULA_ROW_CALL(x[0].div(x[1], "trunc")), binary_samples(-9, 9, 1, 4)}
                     .types(kNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].div_(x[1], "trunc")))
                     .out_form(FACULA_ROW_OUT(div_out(out[0], x[0], x[1], "trunc"))));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(floor_divide), binary_samples(-9, 9, 1, 4), kNumbers));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(remainder), binary_samples(-9, 9, 1, 4), kNumbers));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(fmod), binary_samples(-9, 9, 1, 4), kNumbers));
  rows.push_back(Row{"remainder_number", "torch.remainder(x[0], 2)", FACULA_ROW_CALL(x[0].remainder(2)),
                     unary_samples(-9, 9)}
                     .types(kNumbers)
                     .inplace(FACULA_ROW_CALL(x[0].remainder_(2)))
                     .out_form(FACULA_ROW_OUT(remainder_out(out[0], x[0], Scalar(2)))));
  rows.push_back(
      Row{"fmod_number", "torch.fmod(x[0], 2.5)", FACULA_ROW_CALL(x[0].fmod(2.5)), unary_samples(-9, 9)}
          .types(kNumbers)
          .inplace(FACULA_ROW_CALL(x[0].fmod_(2.5))));
  rows.push_back(Row{"remainder_of_number", "torch.remainder(7, x[0])",
                     FACULA_ROW_CALL(facula::remainder(7, x[0])), unary_samples(1.5, 4)}
                     .types(kNumbers));
}

void add_powers(std::vector<Row>& rows) {
  rows.push_back(Row{"pow", "x[0] ** x[1]", FACULA_ROW_CALL(x[0].pow(x[1])), binary_samples(0.5, 2, 1, 3)}
                     .types({kFloat, kDouble, kInt, kLong, kComplexDouble})
                     .inplace(FACULA_ROW_CALL(x[0].pow_(x[1])))
                     .out_form(FACULA_ROW_OUT(pow_out(out[0], x[0], x[1]))));
  rows.push_back(Row{"pow_number", "x[0] ** 2.5", FACULA_ROW_CALL(x[0].pow(2.5)), unary_samples(0.3, 2)}
                     .types({kFloat, kDouble, kInt})
                     .inplace(FACULA_ROW_CALL(x[0].pow_(2.5)))
                     .out_form(FACULA_ROW_OUT(pow_out(out[0], x[0], Scalar(2.5)))));
  for (int e : {-1, 0, 1, 2, 3})
    rows.push_back(Row{e < 0 ? "pow_minus_1" : "pow_" + std::to_string(e), "x[0] ** " + std::to_string(e),
                       [e](const variable_list& x) { return variable_list{x[0].pow(e)}; },
                       unary_samples(0.3, 2)}
                       .inplace([e](const variable_list& x) { return variable_list{x[0].pow_(e)}; }));
  rows.push_back(
      Row{"pow_of_number", "2.0 ** x[0]", FACULA_ROW_CALL(facula::pow(Scalar(2.0), x[0])), unary_samples()}
          .out_form(FACULA_ROW_OUT(pow_out(out[0], Scalar(2.0), x[0]))));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(float_power), binary_samples(0.5, 2, 1, 3),
                            {kDouble, kFloat, kInt, kComplexDouble}));
  rows.push_back(Row{"float_power_number", "torch.float_power(x[0], 2)", FACULA_ROW_CALL(x[0].float_power(2)),
                     unary_samples(0.3, 2)}
                     .types({kFloat, kDouble, kInt})
                     .inplace(FACULA_ROW_CALL(x[0].float_power_(2))));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(ldexp), binary_samples(-2, 2, -3, 3),
                            {kFloat, kDouble, kInt, kComplexDouble}));
}

void add_pairs(std::vector<Row>& rows) {
  const std::vector<ScalarType> with_bool = {kFloat, kDouble, kInt, kLong, kByte, kBool};
  rows.push_back(binary_row(FACULA_BINARY_PURE(maximum), binary_samples(), with_bool));
  rows.push_back(binary_row(FACULA_BINARY_PURE(minimum), binary_samples(), with_bool));
  rows.push_back(binary_row(FACULA_BINARY_PURE(fmax), binary_samples(), with_bool));
  rows.push_back(binary_row(FACULA_BINARY_PURE(fmin), binary_samples(), with_bool));
  rows.push_back(
      binary_row(FACULA_BINARY_FORMS(atan2), binary_samples(0.3, 2, 0.3, 2), {kFloat, kDouble, kInt, kBool}));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(hypot), binary_samples(0.3, 2, -2, -0.3), kFloats));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(copysign), binary_samples(), {kFloat, kDouble, kInt, kBool}));
  rows.push_back(
      Row{"copysign_number", "torch.copysign(x[0], -2)", FACULA_ROW_CALL(x[0].copysign(-2)), unary_samples()}
          .types({kFloat, kDouble, kInt})
          .inplace(FACULA_ROW_CALL(x[0].copysign_(-2))));
  rows.push_back(binary_row(FACULA_BINARY_PURE(logaddexp), binary_samples(), kFloats));
  rows.push_back(binary_row(FACULA_BINARY_PURE(logaddexp2), binary_samples(), kFloats));
  rows.push_back(
      binary_row(FACULA_BINARY_FORMS(xlogy), binary_samples(-2, 2, 0.2, 3), {kFloat, kDouble, kInt, kBool}));
  rows.push_back(
      Row{"xlogy_number", "torch.xlogy(x[0], 2.5)", FACULA_ROW_CALL(x[0].xlogy(2.5)), unary_samples()}
          .inplace(FACULA_ROW_CALL(x[0].xlogy_(2.5))));
  rows.push_back(Row{"xlogy_of_number", "torch.xlogy(2.5, x[0])", FACULA_ROW_CALL(facula::xlogy(2.5, x[0])),
                     unary_samples(0.2, 3)}
                     .out_form(FACULA_ROW_OUT(xlogy_out(out[0], Scalar(2.5), x[0]))));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(heaviside), binary_samples(), with_bool)
                     .no_gradient("PyTorch has no derivative of heaviside; the backward pass throws"));
  rows.push_back(binary_row(FACULA_BINARY_FORMS(nextafter), binary_samples(), {kFloat, kDouble, kBFloat16})
                     .no_gradient("PyTorch has no derivative of nextafter; the backward pass throws"));
}

void add_triples(std::vector<Row>& rows) {
  const std::vector<ScalarType> floats_complex = {kFloat, kDouble, kComplexDouble};
  const std::vector<Sample> three = {{Input({3, 4}), Input({3, 4}), Input({3, 4}, 0.2, 1)},
                                     {Input({3, 4}), Input({4}), Input({3, 1}, 0.2, 1)}};
  rows.push_back(Row{"lerp", "torch.lerp(x[0], x[1], x[2])", FACULA_ROW_CALL(x[0].lerp(x[1], x[2])), three}
                     .types(floats_complex)
                     .inplace(FACULA_ROW_CALL(x[0].lerp_(x[1], x[2])))
                     .out_form(FACULA_ROW_OUT(lerp_out(out[0], x[0], x[1], x[2]))));
  rows.push_back(Row{"lerp_number", "torch.lerp(x[0], x[1], 0.3)", FACULA_ROW_CALL(x[0].lerp(x[1], 0.3)),
                     binary_samples()}
                     .types(floats_complex)
                     .inplace(FACULA_ROW_CALL(x[0].lerp_(x[1], 0.3)))
                     .out_form(FACULA_ROW_OUT(lerp_out(out[0], x[0], x[1], Scalar(0.3)))));
  rows.push_back(Row{"addcmul", "torch.addcmul(x[0], x[1], x[2], value=0.5)",
                     FACULA_ROW_CALL(x[0].addcmul(x[1], x[2], 0.5)), three}
                     .types(floats_complex)
                     .inplace(FACULA_ROW_CALL(x[0].addcmul_(x[1], x[2], 0.5)))
                     .out_form(FACULA_ROW_OUT(addcmul_out(out[0], x[0], x[1], x[2], 0.5))));
  rows.push_back(Row{"addcmul_whole", "torch.addcmul(x[0], x[1], x[2], value=2)",
                     FACULA_ROW_CALL(x[0].addcmul(x[1], x[2], 2)), three}
                     .types({kInt, kLong, kByte, kDouble}));
  rows.push_back(Row{"addcdiv", "torch.addcdiv(x[0], x[1], x[2], value=0.5)",
                     FACULA_ROW_CALL(x[0].addcdiv(x[1], x[2], 0.5)), three}
                     .types(floats_complex)
                     .inplace(FACULA_ROW_CALL(x[0].addcdiv_(x[1], x[2], 0.5)))
                     .out_form(FACULA_ROW_OUT(addcdiv_out(out[0], x[0], x[1], x[2], 0.5))));
}

void add_clamps(std::vector<Row>& rows) {
  const std::vector<ScalarType> types = {kFloat, kDouble, kInt, kLong, kByte};
  using Bound = std::optional<Tensor>;
  rows.push_back(
      Row{"clamp", "torch.clamp(x[0], -0.5, 1.25)", FACULA_ROW_CALL(x[0].clamp(-0.5, 1.25)), unary_samples()}
          .types({kFloat, kDouble, kInt, kLong})
          .inplace(FACULA_ROW_CALL(x[0].clamp_(-0.5, 1.25)))
          .out_form(FACULA_ROW_OUT(clamp_out(out[0], x[0], -0.5, 1.25))));
  rows.push_back(Row{"clamp_whole",
                     "torch.clamp(x[0], 0, 1)",
                     FACULA_ROW_CALL(x[0].clamp(0, 1)),
                     {{Input({3, 4}, -2, 3)}, {Input({}, -2, 3)}}}
                     .types(types)
                     .inplace(FACULA_ROW_CALL(x[0].clamp_(0, 1))));
  rows.push_back(
      Row{"clamp_min", "torch.clamp(x[0], min=0.25)", FACULA_ROW_CALL(x[0].clamp_min(0.25)), unary_samples()}
          .inplace(FACULA_ROW_CALL(x[0].clamp_min_(0.25)))
          .out_form(FACULA_ROW_OUT(clamp_min_out(out[0], x[0], 0.25))));
  rows.push_back(
      Row{"clamp_max", "torch.clamp(x[0], max=0.25)", FACULA_ROW_CALL(x[0].clamp_max(0.25)), unary_samples()}
          .inplace(FACULA_ROW_CALL(x[0].clamp_max_(0.25)))
          .out_form(FACULA_ROW_OUT(clamp_max_out(out[0], x[0], 0.25))));
  rows.push_back(
      Row{"clamp_tensors",
          "torch.clamp(x[0], x[1], x[2])",
          FACULA_ROW_CALL(x[0].clamp(x[1], x[2])),
          {{Input({3, 4}), Input({3, 4}), Input({3, 4})}, {Input({3, 4}), Input({4}), Input({3, 1})}}}
          .types(types)
          .inplace(FACULA_ROW_CALL(x[0].clamp_(x[1], x[2])))
          .out_form(FACULA_ROW_OUT(clamp_out(out[0], x[0], Bound(x[1]), Bound(x[2])))));
  rows.push_back(Row{"clamp_min_tensor", "torch.clamp(x[0], min=x[1])", FACULA_ROW_CALL(x[0].clamp_min(x[1])),
                     binary_samples()}
                     .types(types)
                     .inplace(FACULA_ROW_CALL(x[0].clamp_min_(x[1]))));
  rows.push_back(Row{"clamp_max_tensor", "torch.clamp(x[0], max=x[1])", FACULA_ROW_CALL(x[0].clamp_max(x[1])),
                     binary_samples()}
                     .types(types)
                     .inplace(FACULA_ROW_CALL(x[0].clamp_max_(x[1]))));
}

// Operands of different dtypes, with and without dimensions.
void add_promotion(std::vector<Row>& rows) {
  const ScalarType others[] = {kByte, kLong, kHalf, kBFloat16, kFloat, kComplexFloat, kBool};
  for (ScalarType t : others) {
    Input a({3}), zero({}, 1, 2);
    a.fixed = zero.fixed = t;
    a.constant = zero.constant = true;
    std::vector<ScalarType> types = {kFloat, kDouble, kInt, kByte};
    if (t != kComplexFloat) types.push_back(kHalf);  // there are no complex numbers of half precision
    const std::string name = std::string("promote_") + (dtype_name(t) + 6);
    rows.push_back(Row{name,
                       "(x[0] * x[1], x[0] + x[2], x[1] / x[0], torch.maximum(x[0], x[0]))",
                       FACULA_ROW_CALL(x[0] * x[1], x[0] + x[2], x[1] / x[0], x[0].maximum(x[0])),
                       {{Input({2, 3}, 1, 3), a, zero}}}
                       .types(types)
                       .tolerance(2e-3, 1e-12)
                       .no_gradient("the rows of each op have the gradients"));
  }
}

}  // namespace

void add_arithmetic_rows(std::vector<Row>& rows) {
  add_sums(rows);
  add_products(rows);
  add_powers(rows);
  add_pairs(rows);
  add_triples(rows);
  add_clamps(rows);
  add_promotion(rows);
}

}  // namespace facula::optable
