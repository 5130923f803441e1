#include "facula/ops/reduce.h"
#include "facula/ops/scan.h"
#include "facula/ops/softmax.h"
#include "facula/ops/sort.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {
variable_list pair_of(const std::tuple<Tensor, Tensor>& t) { return {std::get<0>(t), std::get<1>(t)}; }
#define FACULA_ROW_PAIR(...) [](const variable_list& x) { return pair_of(__VA_ARGS__); }
}  // namespace

void add_reduce_rows(std::vector<Row>& rows) {
  const std::vector<Sample> cube = {{Input({3, 4, 5})}, {Input({2, 3, 1})}};
  const std::vector<Sample> with_empty = {{Input({3, 4, 5})}, {Input({2, 0, 3})}, {Input({2, 3, 1})}};
  const std::vector<ScalarType> numbers = {kFloat, kDouble, kComplexDouble, kInt, kLong, kBool};
  auto add = [&](const char* name, const char* python, Function f, std::vector<Sample> samples,
                 std::vector<ScalarType> types = kFloats) -> Row& {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(std::move(types)));
    return rows.back();
  };
  add("sum", "x[0].sum()", FACULA_ROW_CALL(x[0].sum()), with_empty, numbers);
  add("sum_dim", "x[0].sum(1)", FACULA_ROW_CALL(x[0].sum(1)), with_empty, numbers);
  add("sum_dims", "x[0].sum((0, 2), keepdim=True)", FACULA_ROW_CALL(x[0].sum(IntArrayRef({0, 2}), true)),
      with_empty, numbers);
  add("mean", "x[0].mean()", FACULA_ROW_CALL(x[0].mean()), cube, {kFloat, kDouble, kComplexDouble});
  add("mean_dim", "x[0].mean(-1, keepdim=True)", FACULA_ROW_CALL(x[0].mean(-1, true)), cube,
      {kFloat, kDouble, kComplexDouble});
  add("prod", "x[0].prod()", FACULA_ROW_CALL(x[0].prod()), {{Input({2, 3}, 0.5, 1.5)}},
      {kFloat, kDouble, kInt});
  add("prod_dim", "x[0].prod(1)", FACULA_ROW_CALL(x[0].prod(1)), {{Input({2, 3}, 0.5, 1.5)}, {Input({2, 0})}},
      {kFloat, kDouble, kInt});
  add("var", "x[0].var()", FACULA_ROW_CALL(x[0].var()), cube);
  add("var_dim", "x[0].var(1, unbiased=False)", FACULA_ROW_CALL(x[0].var(1, false)), {{Input({3, 4, 5})}});
  add("std_dim", "x[0].std((0, 1), keepdim=True)", FACULA_ROW_CALL(x[0].std(IntArrayRef({0, 1}), true, true)),
      cube);
  add("norm", "x[0].norm()", FACULA_ROW_CALL(x[0].norm()), cube);
  add("norm_1", "x[0].norm(1, 1)", FACULA_ROW_CALL(x[0].norm(1, IntArrayRef({1}))), cube);
  add("norm_3", "x[0].norm(3, (0, 2))", FACULA_ROW_CALL(x[0].norm(3, IntArrayRef({0, 2}))), cube);
  add("max", "x[0].max()", FACULA_ROW_CALL(x[0].max()), cube, {kFloat, kDouble, kInt});
  add("min", "x[0].min()", FACULA_ROW_CALL(x[0].min()), cube, {kFloat, kDouble, kInt});
  add("max_dim", "x[0].max(1)", FACULA_ROW_PAIR(x[0].max(1)), cube, kFloats);
  add("min_dim", "x[0].min(-1, keepdim=True)", FACULA_ROW_PAIR(x[0].min(-1, true)), cube, kFloats);
  add("amax", "x[0].amax((0, 2))", FACULA_ROW_CALL(x[0].amax({0, 2})), cube);
  add("amin", "x[0].amin(1, keepdim=True)", FACULA_ROW_CALL(x[0].amin({1}, true)), cube);
  add("argmax", "x[0].argmax()", FACULA_ROW_CALL(x[0].argmax()), cube, kFloats)
      .no_gradient("positions have none");
  add("argmin_dim", "x[0].argmin(1)", FACULA_ROW_CALL(x[0].argmin(1)), cube, kFloats)
      .no_gradient("positions have none");
  add("all", "(x[0] > -1.5).all(1)", FACULA_ROW_CALL((x[0] > -1.5).all(1)), with_empty)
      .no_gradient("the result is bool");
  add("any", "(x[0] > 1.5).any()", FACULA_ROW_CALL((x[0] > 1.5).any()), with_empty)
      .no_gradient("the result is bool");
  add("logsumexp", "x[0].logsumexp((0, 2))", FACULA_ROW_CALL(x[0].logsumexp({0, 2})), cube);
  add("cumsum", "x[0].cumsum(1)", FACULA_ROW_CALL(x[0].cumsum(1)), with_empty, {kFloat, kDouble, kInt});
  add("cumprod", "x[0].cumprod(1)", FACULA_ROW_CALL(x[0].cumprod(1)), {{Input({2, 3, 2}, 0.5, 1.5)}},
      {kFloat, kDouble});
  add("sort", "x[0].sort(1)", FACULA_ROW_PAIR(x[0].sort(1)), {{Input({3, 5, 2})}, {Input({7})}})
      .samples.pop_back();
  add("sort_descending", "x[0].sort(-1, descending=True)", FACULA_ROW_PAIR(x[0].sort(-1, true)),
      {{Input({3, 5})}});
  add("topk", "x[0].topk(3, 1)", FACULA_ROW_PAIR(x[0].topk(3, 1)), {{Input({3, 5, 2})}});
  for (int dim : {0, 1, -1}) {
    const std::string d = std::to_string(dim), tag = dim < 0 ? "last" : d;
    rows.push_back(Row{"softmax_" + tag, "x[0].softmax(" + d + ")",
                       [dim](const variable_list& x) { return variable_list{x[0].softmax(dim)}; }, cube});
    rows.push_back(Row{"log_softmax_" + tag, "x[0].log_softmax(" + d + ")",
                       [dim](const variable_list& x) { return variable_list{x[0].log_softmax(dim)}; }, cube});
  }
}

}  // namespace facula::optable
