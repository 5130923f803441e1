#include "facula/ops/compare.h"
#include "optable/rows.h"

namespace facula::optable {

void add_compare_rows(std::vector<Row>& rows) {
  const char* const none = "the result is bool: there is no gradient";
  const std::vector<ScalarType> real = {kFloat, kDouble, kInt, kLong, kByte, kBool};
  using Binary = Tensor (*)(const Tensor&, const Tensor&);
  auto add = [&](const char* name, Binary f, std::vector<ScalarType> types) {
    rows.push_back(Row{name, std::string("torch.") + name + "(x[0], x[1])", two(f), binary_samples()}
                       .types(std::move(types))
                       .no_gradient(none));
  };
  add("eq", eq, real);
  add("ne", ne, real);
  add("lt", lt, real);
  add("le", le, real);
  add("gt", gt, real);
  add("ge", ge, real);
  add("logical_and", logical_and, real);
  add("logical_or", logical_or, real);
  add("logical_xor", logical_xor, real);
  add("bitwise_and", bitwise_and, {kInt, kLong, kByte, kBool});
  add("bitwise_or", bitwise_or, {kInt, kLong, kByte, kBool});
  add("bitwise_xor", bitwise_xor, {kInt, kLong, kByte, kBool});
  rows.push_back(
      Row{"gt_number", "x[0] > 0.5", FACULA_ROW_CALL(x[0] > 0.5), unary_samples()}.types(real).no_gradient(
          none));
  using Unary = Tensor (*)(const Tensor&);
  const std::pair<const char*, Unary> tests[] = {
      {"logical_not", logical_not}, {"isnan", isnan}, {"isinf", isinf}, {"isfinite", isfinite}};
  for (auto [name, f] : tests)
    rows.push_back(Row{name, std::string("torch.") + name + "(x[0] / x[0])",
                       [f = f](const variable_list& x) { return variable_list{f(x[0] / x[0])}; },
                       unary_samples(0, 2)}
                       .types({kFloat, kDouble, kInt})
                       .no_gradient(none));
  rows.push_back(Row{"bitwise_not", "torch.bitwise_not(x[0])", one(bitwise_not), unary_samples()}
                     .types({kInt, kLong, kByte, kBool})
                     .no_gradient(none));
}

}  // namespace facula::optable
