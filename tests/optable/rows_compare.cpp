#include "facula/ops/compare.h"
#include "optable/rows_unary.h"

namespace facula::optable {

namespace {
constexpr const char* kNone = "the result is bool or whole: there is no gradient";
}

void add_compare_rows(std::vector<Row>& rows) {
  const std::vector<ScalarType> real = {kFloat, kDouble, kInt, kLong, kByte, kBool, kHalf, kBFloat16};
  const std::vector<ScalarType> all = {kFloat, kDouble, kInt,          kLong,         kByte,
                                       kBool,  kHalf,   kComplexFloat, kComplexDouble};
  const std::vector<ScalarType> bits = {kInt, kLong, kByte, kChar, kShort, kBool};
  const std::vector<ScalarType> whole = {kInt, kLong, kByte, kChar, kShort};
  auto add = [&](const BinaryForms& forms, const std::vector<ScalarType>& types, double low = -2,
                 double high = 2, double low2 = -2, double high2 = 2) {
    rows.push_back(binary_row(forms, binary_samples(low, high, low2, high2), types).no_gradient(kNone));
  };
  add(FACULA_BINARY_FORMS(eq), all);
  add(FACULA_BINARY_FORMS(ne), all);
  add(FACULA_BINARY_FORMS(lt), real);
  add(FACULA_BINARY_FORMS(le), real);
  add(FACULA_BINARY_FORMS(gt), real);
  add(FACULA_BINARY_FORMS(ge), real);
  add(FACULA_BINARY_FORMS(logical_and), all);
  add(FACULA_BINARY_FORMS(logical_or), all);
  add(FACULA_BINARY_FORMS(logical_xor), all);
  add(FACULA_BINARY_FORMS(bitwise_and), bits, -100, 100, -100, 100);
  add(FACULA_BINARY_FORMS(bitwise_or), bits, -100, 100, -100, 100);
  add(FACULA_BINARY_FORMS(bitwise_xor), bits, -100, 100, -100, 100);
  add(FACULA_BINARY_FORMS(bitwise_left_shift), whole, -100, 100, 0, 6);
  add(FACULA_BINARY_FORMS(bitwise_right_shift), whole, -100, 100, 0, 6);
  add(FACULA_BINARY_FORMS(gcd), whole, -60, 60, -60, 60);
  add(FACULA_BINARY_FORMS(lcm), whole, -12, 12, -10, 10);

  auto row = [&](const char* name, const char* python, Function f,
                 const std::vector<ScalarType>& types) -> Row& {
    rows.push_back(Row{name, python, std::move(f), unary_samples()}.types(types).no_gradient(kNone));
    return rows.back();
  };
  row("gt_number", "x[0] > 0.5", FACULA_ROW_CALL(x[0] > 0.5), real).inplace(FACULA_ROW_CALL(x[0].gt_(0.5)));
  row("eq_number", "x[0] == 1", FACULA_ROW_CALL(x[0] == 1), all).inplace(FACULA_ROW_CALL(x[0].eq_(1)));
  row("bitwise_and_number", "x[0] & 3", FACULA_ROW_CALL(x[0] & 3), whole)
      .inplace(FACULA_ROW_CALL(x[0].bitwise_and_(3)));
  row("left_shift_number", "x[0] << 2", FACULA_ROW_CALL(x[0].bitwise_left_shift(2)), whole)
      .inplace(FACULA_ROW_CALL(x[0].bitwise_left_shift_(2)));
  row("logical_not", "torch.logical_not(x[0])", FACULA_ROW_CALL(x[0].logical_not()), all)
      .inplace(FACULA_ROW_CALL(x[0].logical_not_()))
      .out_form([](variable_list& o, const variable_list& x) { logical_not_out(o[0], x[0]); });
  row("bitwise_not", "torch.bitwise_not(x[0])", FACULA_ROW_CALL(x[0].bitwise_not()), bits)
      .inplace(FACULA_ROW_CALL(x[0].bitwise_not_()))
      .out_form([](variable_list& o, const variable_list& x) { bitwise_not_out(o[0], x[0]); });
  row("isnan", "torch.isnan(x[0])", FACULA_ROW_CALL(x[0].isnan()), all);
  row("isinf", "torch.isinf(x[0])", FACULA_ROW_CALL(x[0].isinf()), all);
  row("isfinite", "torch.isfinite(x[0])", FACULA_ROW_CALL(x[0].isfinite()), all);
  row("isposinf", "torch.isposinf(x[0])", FACULA_ROW_CALL(x[0].isposinf()), real)
      .out_form([](variable_list& o, const variable_list& x) { isposinf_out(o[0], x[0]); });
  row("isneginf", "torch.isneginf(x[0])", FACULA_ROW_CALL(x[0].isneginf()), real)
      .out_form([](variable_list& o, const variable_list& x) { isneginf_out(o[0], x[0]); });
  row("isreal", "torch.isreal(x[0])", FACULA_ROW_CALL(x[0].isreal()), all);
  row("signbit", "torch.signbit(x[0])", FACULA_ROW_CALL(x[0].signbit()), real)
      .out_form([](variable_list& o, const variable_list& x) { signbit_out(o[0], x[0]); });
}

}  // namespace facula::optable
