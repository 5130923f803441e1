#include "facula/ops/cat.h"
#include "facula/ops/copy.h"
#include "facula/ops/view.h"
#include "optable/rows.h"

namespace facula::optable {

void add_view_rows(std::vector<Row>& rows) {
  const std::vector<ScalarType> all = {kFloat, kDouble, kComplexDouble, kLong, kBool};
  const std::vector<Sample> cube = {{Input({2, 3, 4})}, {Input({3, 0, 4})}};
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples) {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(all));
  };
  add("view", "x[0].view(4, -1)", FACULA_ROW_CALL(x[0].reshape({4, -1})), {{Input({2, 3, 4})}, {Input({4})}});
  add("reshape", "x[0].transpose(0, 1).reshape(6, 4)", FACULA_ROW_CALL(x[0].transpose(0, 1).reshape({6, 4})),
      {{Input({2, 3, 4})}});
  add("flatten", "x[0].flatten(1)", FACULA_ROW_CALL(x[0].flatten(1)), cube);
  add("unflatten", "x[0].unflatten(1, (3, 2))", FACULA_ROW_CALL(x[0].unflatten(1, {3, 2})),
      {{Input({2, 6, 2})}});
  add("transpose", "x[0].transpose(0, -1)", FACULA_ROW_CALL(x[0].transpose(0, -1)), cube);
  add("permute", "x[0].permute(2, 0, 1)", FACULA_ROW_CALL(x[0].permute({2, 0, 1})), cube);
  add("movedim", "x[0].movedim(0, 2)", FACULA_ROW_CALL(x[0].movedim(0, 2)), cube);
  add("t", "x[0].t()", FACULA_ROW_CALL(x[0].t()), {{Input({2, 3})}, {Input({3})}});
  add("unsqueeze", "x[0].unsqueeze(-1)", FACULA_ROW_CALL(x[0].unsqueeze(-1)), cube);
  add("squeeze", "x[0].squeeze()", FACULA_ROW_CALL(x[0].squeeze()), {{Input({1, 3, 1, 2})}, {Input({})}});
  add("squeeze_dim", "x[0].squeeze(0)", FACULA_ROW_CALL(x[0].squeeze(0)), {{Input({1, 3})}, {Input({3, 1})}});
  add("select", "x[0].select(1, -2)", FACULA_ROW_CALL(x[0].select(1, -2)), {{Input({2, 3, 4})}});
  add("slice", "x[0][:, 1:-1:2]", FACULA_ROW_CALL(x[0].slice(1, 1, -1, 2)),
      {{Input({2, 7})}, {Input({2, 2})}});
  add("narrow", "x[0].narrow(1, 1, 2)", FACULA_ROW_CALL(x[0].narrow(1, 1, 2)), {{Input({2, 3, 4})}});
  add("expand", "x[0].expand(2, -1, 4)", FACULA_ROW_CALL(x[0].expand({2, -1, 4})),
      {{Input({3, 1})}, {Input({1, 3, 4})}});
  add("diagonal", "x[0].diagonal(1, 0, 2)", FACULA_ROW_CALL(x[0].diagonal(1, 0, 2)), {{Input({3, 2, 4})}});
  add("unfold", "x[0].unfold(1, 3, 2)", FACULA_ROW_CALL(x[0].unfold(1, 3, 2)), {{Input({2, 7})}});
  add("as_strided", "x[0].contiguous().as_strided((3, 3), (1, 2), 1)",
      FACULA_ROW_CALL(x[0].contiguous().as_strided({3, 3}, {1, 2}, 1)), {{Input({8})}});
  add("chunk", "x[0].chunk(3, 1)", [](const variable_list& x) { return x[0].chunk(3, 1); },
      {{Input({2, 7})}});
  add("split", "x[0].split([2, 1], 0)",
      [](const variable_list& x) {
        return x[0].split_with_sizes({2, 1}, 0);
      },
      {{Input({3, 2})}});
  add("unbind", "x[0].unbind(1)", [](const variable_list& x) { return x[0].unbind(1); }, {{Input({2, 3})}});
  add("cat", "torch.cat([x[0], x[1]], 1)", FACULA_ROW_CALL(facula::cat({x[0], x[1]}, 1)),
      {{Input({2, 3}), Input({2, 1})}, {Input({2, 0}), Input({2, 3})}});
  add("stack", "torch.stack([x[0], x[1]], -1)", FACULA_ROW_CALL(facula::stack({x[0], x[1]}, -1)),
      {{Input({2, 3}), Input({2, 3})}});
  add("repeat", "x[0].repeat(2, 1, 3)", FACULA_ROW_CALL(x[0].repeat({2, 1, 3})), {{Input({2, 3})}});
  add("flip", "x[0].flip(0, 2)", FACULA_ROW_CALL(x[0].flip({0, 2})), cube);
  add("roll", "x[0].roll((1, -2), (0, 1))", FACULA_ROW_CALL(x[0].roll({1, -2}, {0, 1})), {{Input({3, 4})}});
  add("clone", "x[0].clone()", FACULA_ROW_CALL(x[0].clone()), cube);
  rows.push_back(Row{"to", "x[0].to(torch.float64)", FACULA_ROW_CALL(x[0].to(kDouble)), cube}.types(
      {kFloat, kDouble, kLong, kBool}));
}

}  // namespace facula::optable
