// Rows of scans, sorting, searching and statistics.
#include <cmath>

#include "facula/ops/compare.h"
#include "facula/ops/reduce.h"
#include "facula/ops/reduce_out.h"
#include "facula/ops/scan.h"
#include "facula/ops/scan_out.h"
#include "facula/ops/sort.h"
#include "facula/ops/sort_out.h"
#include "facula/ops/statistics.h"
#include "facula/ops/statistics_out.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

variable_list pair_of(const std::tuple<Tensor, Tensor>& t) { return {std::get<0>(t), std::get<1>(t)}; }
#define FACULA_ROW_PAIR(...) [](const variable_list& x) { return pair_of(__VA_ARGS__); }
#define FACULA_ROW_OUT(...) [](variable_list& out, [[maybe_unused]] const variable_list& x) { __VA_ARGS__; }

const std::vector<ScalarType> kOrdered = {kFloat, kDouble, kInt, kLong, kByte};
const std::vector<Sample> kCube = {{Input({3, 4, 5})}, {Input({2, 3, 1})}};
const char* const kPositions = "positions have none";
const char* const kCounts = "counts have none";

struct Adder {
  std::vector<Row>& rows;
  Row& operator()(const char* name, const char* python, Function f, std::vector<Sample> samples,
                  std::vector<ScalarType> types = kFloats) const {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(std::move(types)));
    return rows.back();
  }
};

void add_scans(const Adder& add) {
  add("cumsum_", "x[0].cumsum(0)", FACULA_ROW_CALL(x[0].cumsum(0)), kCube,
      {kFloat, kDouble, kComplexDouble, kLong})
      .inplace(FACULA_ROW_CALL(x[0].cumsum_(0)))
      .out_form(FACULA_ROW_OUT(cumsum_out(out[0], x[0], 0)));
  add("cumprod_", "x[0].cumprod(0)", FACULA_ROW_CALL(x[0].cumprod(0)), {{Input({3, 2})}, {Input({4, 0})}},
      {kFloat, kDouble, kComplexDouble, kLong})
      .inplace(FACULA_ROW_CALL(x[0].cumprod_(0)))
      .out_form(FACULA_ROW_OUT(cumprod_out(out[0], x[0], 0)));
  add("cummax", "x[0].cummax(1)", FACULA_ROW_PAIR(x[0].cummax(1)), kCube)
      .out_form(FACULA_ROW_OUT(cummax_out(out[0], out[1], x[0], 1)));
  add("cummin", "x[0].cummin(-1)", FACULA_ROW_PAIR(x[0].cummin(-1)), kCube)
      .out_form(FACULA_ROW_OUT(cummin_out(out[0], out[1], x[0], -1)));
  add("logcumsumexp", "x[0].logcumsumexp(1)", FACULA_ROW_CALL(x[0].logcumsumexp(1)), kCube)
      .out_form(FACULA_ROW_OUT(logcumsumexp_out(out[0], x[0], 1)));
  add("diff", "x[0].diff(2, 1)", FACULA_ROW_CALL(x[0].diff(2, 1)), {{Input({3, 5, 2})}, {Input({2, 1})}},
      {kFloat, kDouble, kComplexDouble, kLong})
      .out_form(FACULA_ROW_OUT(diff_out(out[0], x[0], 2, 1)));
  add("diff_joined", "x[0].diff(1, 0, x[1], x[2])", FACULA_ROW_CALL(x[0].diff(1, 0, x[1], x[2])),
      {{Input({3, 2}), Input({1, 2}), Input({2, 2})}});
  const auto list = [](const std::vector<Tensor>& v) { return variable_list(v.begin(), v.end()); };
  add("gradient", "torch.gradient(x[0])", [list](const variable_list& x) { return list(gradient(x[0])); },
      {{Input({4, 5})}, {Input({2})}}, {kFloat, kDouble, kComplexDouble, kLong});
  add("gradient_edges", "torch.gradient(x[0], spacing=0.5, dim=1, edge_order=2)",
      [list](const variable_list& x) { return list(gradient(x[0], Scalar(0.5), IntArrayRef(1), 2)); },
      {{Input({2, 3, 2})}, {Input({3, 6})}});
  add("gradient_spacings", "torch.gradient(x[0], spacing=[0.5, 2.0], dim=(0, -1))",
      [list](const variable_list& x) {
        const Scalar spacing[] = {0.5, 2.0};
        return list(gradient(x[0], ArrayRef<Scalar>(spacing, 2), IntArrayRef({0, -1})));
      },
      {{Input({4, 2, 3})}});
  for (int order : {1, 2})
    add(order == 1 ? "gradient_coordinates" : "gradient_coordinates_edges",
        order == 1 ? "torch.gradient(x[0], spacing=(x[1].cumsum(0), x[2].cumsum(0)))"
                   : "torch.gradient(x[0], spacing=(x[1].cumsum(0), x[2].cumsum(0)), edge_order=2)",
        [list, order](const variable_list& x) {
          const Tensor at[] = {x[1].cumsum(0), x[2].cumsum(0)};
          return list(gradient(x[0], TensorList(at, 2), std::nullopt, order));
        },
        {{Input({4, 5}), Input::fixed_value({4}, 0.5, 2), Input::fixed_value({5}, 0.5, 2)}})
        .tolerance(2e-5, 1e-11);
  add("diff_bool", "x[0].diff()", FACULA_ROW_CALL(x[0].diff()), {{Input::mask({7})}}).no_gradient("bool");
}

void add_ranks(const Adder& add) {
  const std::vector<Sample> lines = {{Input({3, 5, 2})}, {Input({2, 7, 1})}};
  add("sort_stable", "x[0].sort(stable=True, dim=1)",
      FACULA_ROW_PAIR(x[0].sort(std::optional<bool>(true), 1)), lines, kOrdered)
      .out_form(FACULA_ROW_OUT(sort_out(out[0], out[1], x[0], std::optional<bool>(true), 1)))
      .other_strides("PyTorch sorts into the strides of the input; here the result is row-major");
  add("argsort", "x[0].argsort(1)", FACULA_ROW_CALL(x[0].argsort(1)), lines).no_gradient(kPositions);
  add("msort", "x[0].msort()", FACULA_ROW_CALL(x[0].msort()), lines, kOrdered)
      .out_form(FACULA_ROW_OUT(msort_out(out[0], x[0])));
  add("kthvalue", "x[0].kthvalue(2, 1)", FACULA_ROW_PAIR(x[0].kthvalue(2, 1)), lines)
      .out_form(FACULA_ROW_OUT(kthvalue_out(out[0], out[1], x[0], 2, 1)));
  add("kthvalue_keep", "x[0].kthvalue(1, 0, True)", FACULA_ROW_PAIR(x[0].kthvalue(1, 0, true)), lines);
  add("median", "x[0].median()", FACULA_ROW_CALL(x[0].median()), lines, kOrdered)
      .out_form(FACULA_ROW_OUT(median_out(out[0], x[0])));
  add("median_dim", "x[0].median(1)", FACULA_ROW_PAIR(x[0].median(1)), lines)
      .out_form(FACULA_ROW_OUT(median_out(out[0], out[1], x[0], 1)));
  add("nanmedian", "x[0].masked_fill(x[0] < -1.5, math.nan).nanmedian()",
      FACULA_ROW_CALL(x[0].masked_fill(x[0] < -1.5, NAN).nanmedian()), lines);
  add("nanmedian_dim", "x[0].nanmedian(-1, True)", FACULA_ROW_PAIR(x[0].nanmedian(-1, true)), lines);
  add("mode", "torch.floor(x[0]).mode(1)[0]", FACULA_ROW_CALL(std::get<0>(x[0].floor().mode(1))), lines);
  add("mode_ints", "x[0].mode(0, True)[0]", FACULA_ROW_CALL(std::get<0>(x[0].mode(0, true))),
      {{Input({9, 2}, 0, 4)}}, {kInt, kLong, kByte})
      .no_gradient("integers");
  add("topk_smallest", "x[0].topk(2, 0, False)", FACULA_ROW_PAIR(x[0].topk(2, 0, false)), lines)
      .out_form(FACULA_ROW_OUT(topk_out(out[0], out[1], x[0], 2, 0, false)));
  for (const char* how : {"linear", "lower", "higher", "midpoint", "nearest"}) {
    const std::string name = how;
    add.rows.push_back(Row{
        "quantile_" + name, "x[0].quantile(0.3, 1, interpolation='" + name + "')",
        [name](const variable_list& x) { return variable_list{x[0].quantile(0.3, 1, false, name)}; }, lines});
  }
  add("quantile_all", "x[0].quantile(0.5)", FACULA_ROW_CALL(x[0].quantile(0.5)), lines)
      .out_form(FACULA_ROW_OUT(quantile_out(out[0], x[0], 0.5)));
  add("quantile_several", "x[0].quantile(x[1], 1, True)", FACULA_ROW_CALL(x[0].quantile(x[1], 1, true)),
      {{Input({3, 5}), Input::fixed_value({3}, 0, 1)}});
  add("nanquantile", "x[0].masked_fill(x[0] < -1.5, math.nan).nanquantile(0.4, 0)",
      FACULA_ROW_CALL(x[0].masked_fill(x[0] < -1.5, NAN).nanquantile(0.4, 0)), {{Input({7, 3})}});
}

void add_searches(const Adder& add) {
  const std::vector<Sample> search = {{Input({6}), Input({2, 3})}, {Input({2, 6}), Input({2, 4})}};
  add("searchsorted", "torch.searchsorted(x[0].sort()[0], x[1])",
      FACULA_ROW_CALL(facula::searchsorted(std::get<0>(x[0].sort()), x[1])), search, kOrdered)
      .no_gradient(kPositions)
      .out_form(FACULA_ROW_OUT(searchsorted_out(out[0], std::get<0>(x[0].sort()), x[1])));
  add("searchsorted_right", "torch.searchsorted(x[0].sort()[0], x[1], right=True, out_int32=True)",
      FACULA_ROW_CALL(facula::searchsorted(std::get<0>(x[0].sort()), x[1], true, true)), search, kOrdered)
      .no_gradient(kPositions);
  add("searchsorted_sorter", "torch.searchsorted(x[0], x[1], sorter=x[0].argsort())",
      FACULA_ROW_CALL(facula::searchsorted(x[0], x[1], false, false, std::nullopt, x[0].argsort())), search)
      .no_gradient(kPositions);
  add("bucketize", "torch.bucketize(x[1], x[0].sort()[0])",
      FACULA_ROW_CALL(facula::bucketize(x[1], std::get<0>(x[0].sort()))), {{Input({6}), Input({2, 3})}},
      kOrdered)
      .no_gradient(kPositions)
      .out_form(FACULA_ROW_OUT(bucketize_out(out[0], x[1], std::get<0>(x[0].sort()))));
  add("isin", "torch.isin(x[0].floor(), x[1].floor())",
      FACULA_ROW_CALL(facula::isin(x[0].floor(), x[1].floor())),
      {{Input({3, 4}), Input({5}, -1, 1)}, {Input({3, 4}), Input({1}, -1, 1)}, {Input({3}), Input({0})}})
      .no_gradient("the result is bool");
}

void add_counts(const Adder& add) {
  add("bincount", "torch.bincount(x[0], minlength=6)",
      FACULA_ROW_CALL(facula::bincount(x[0], std::nullopt, 6)),
      {{Input::index({9}, 5)}, {Input::index({0}, 5)}})
      .no_gradient(kCounts)
      .out_form(FACULA_ROW_OUT(bincount_out(out[0], x[0], std::nullopt, 6)));
  add("bincount_weights", "torch.bincount(x[0], x[1])", FACULA_ROW_CALL(facula::bincount(x[0], x[1])),
      {{Input::index({9}, 5), Input({9})}}, {kFloat, kDouble, kLong})
      .no_gradient(kCounts);
  add("histc", "torch.histc(x[0], 5, -1, 1.5)", FACULA_ROW_CALL(facula::histc(x[0], 5, -1, 1.5)),
      {{Input({40})}, {Input({4, 6})}, {Input({0})}})
      .no_gradient(kCounts)
      .out_form(FACULA_ROW_OUT(histc_out(out[0], x[0], 5, -1, 1.5)));
  add("histc_data", "torch.histc(x[0], 7)", FACULA_ROW_CALL(facula::histc(x[0], 7)), {{Input({40})}})
      .no_gradient(kCounts);
  add("histogram", "torch.histogram(x[0], 6)", FACULA_ROW_PAIR(facula::histogram(x[0], 6)),
      {{Input({40})}, {Input({4, 6})}})
      .no_gradient(kCounts)
      .out_form(FACULA_ROW_OUT(histogram_out(out[0], out[1], x[0], 6)));
  add("histogram_density", "torch.histogram(x[0], 4, range=(-1., 1.), weight=x[1], density=True)",
      [](const variable_list& x) {
        const std::vector<double> range = {-1, 1};
        return pair_of(facula::histogram(x[0], 4, ArrayRef<double>(range), x[1], true));
      },
      {{Input({40}), Input({40}, 0, 1)}})
      .no_gradient(kCounts)
      .tolerance(5e-6, 1e-12);
  add("histogram_edges", "torch.histogram(x[0], x[1].sort()[0])",
      FACULA_ROW_PAIR(facula::histogram(x[0], std::get<0>(x[1].sort()))), {{Input({40}), Input({5})}})
      .no_gradient(kCounts);
  add("count_nonzero", "torch.count_nonzero(x[0] > 0, (0, 2))",
      FACULA_ROW_CALL(facula::count_nonzero(x[0] > 0, IntArrayRef({0, 2}))), kCube)
      .no_gradient(kCounts);
}

void add_moments(const Adder& add) {
  add("nansum", "x[0].masked_fill(x[0] < -1.5, math.nan).nansum((0, 2))",
      FACULA_ROW_CALL(x[0].masked_fill(x[0] < -1.5, NAN).nansum(IntArrayRef({0, 2}))), kCube)
      .out_form(FACULA_ROW_OUT(nansum_out(out[0], x[0].masked_fill(x[0] < -1.5, NAN), IntArrayRef({0, 2}))))
      .tolerance(4e-6, 1e-12);
  add("nanmean", "x[0].masked_fill(x[0] < -1.5, math.nan).nanmean(1, True)",
      FACULA_ROW_CALL(x[0].masked_fill(x[0] < -1.5, NAN).nanmean(1, true)), kCube)
      .out_form(FACULA_ROW_OUT(nanmean_out(out[0], x[0].masked_fill(x[0] < -1.5, NAN), 1, true)));
  add("aminmax", "torch.aminmax(x[0], dim=1)", FACULA_ROW_PAIR(x[0].aminmax(1)), kCube)
      .out_form(FACULA_ROW_OUT(aminmax_out(out[0], out[1], x[0], 1)));
  add("aminmax_all", "torch.aminmax(x[0])", FACULA_ROW_PAIR(x[0].aminmax()), kCube);
  add("var_mean", "torch.var_mean(x[0], 1)", FACULA_ROW_PAIR(facula::var_mean(x[0], 1, true)), {kCube[0]},
      kFloats)
      .tolerance(4e-6, 1e-12);
  add("std_mean", "torch.std_mean(x[0], (0, 2), correction=0, keepdim=True)",
      FACULA_ROW_PAIR(facula::std_mean(x[0], IntArrayRef({0, 2}), std::optional<int64_t>(0), true)),
      {kCube[0]})
      .out_form(FACULA_ROW_OUT(
          std_mean_out(out[0], out[1], x[0], IntArrayRef({0, 2}), std::optional<int64_t>(0), true)));
  add("var_correction", "torch.var(x[0], 1, correction=2)",
      FACULA_ROW_CALL(x[0].var(1, std::optional<int64_t>(2), false)), {kCube[0]},
      {kFloat, kDouble, kComplexDouble})
      .out_form(FACULA_ROW_OUT(var_out(out[0], x[0], 1, std::optional<int64_t>(2), false)));
  add("all_dims", "(x[0] > -1.5).all(2).all(0)", FACULA_ROW_CALL((x[0] > -1.5).all(IntArrayRef({0, 2}))),
      kCube)
      .no_gradient("the result is bool");
  add("sum_to_size", "x[0].sum_to_size(4, 1)", FACULA_ROW_CALL(x[0].sum_to_size({4, 1})),
      {{Input({3, 4, 5})}, {Input({4, 2})}}, {kFloat, kDouble, kComplexDouble, kLong});
  add("cov", "torch.cov(x[0])", FACULA_ROW_CALL(x[0].cov()), {{Input({3, 5})}, {Input({6})}},
      {kFloat, kDouble, kComplexDouble})
      .tolerance(1e-5, 1e-12);
  add("cov_weights", "torch.cov(x[0], correction=0, fweights=x[1], aweights=x[2])",
      FACULA_ROW_CALL(x[0].cov(0, x[1], x[2])),
      {{Input({3, 5}), Input::index({5}, 4), Input::fixed_value({5}, 0.5, 2)}})
      .tolerance(1e-5, 1e-12);
  add("corrcoef", "torch.corrcoef(x[0])", FACULA_ROW_CALL(x[0].corrcoef()), {{Input({3, 5})}})
      .tolerance(1e-5, 1e-12);
  add("trapezoid", "torch.trapezoid(x[0], dx=0.5, dim=1)", FACULA_ROW_CALL(facula::trapezoid(x[0], 0.5, 1)),
      kCube, {kFloat, kDouble, kComplexDouble});
  add("trapezoid_x", "torch.trapezoid(x[0], x[1], dim=1)", FACULA_ROW_CALL(facula::trapezoid(x[0], x[1], 1)),
      {{Input({3, 4, 5}), Input({4})}, {Input({3, 4}), Input({3, 4})}});
  add("cumulative_trapezoid", "torch.cumulative_trapezoid(x[0], x[1], dim=-1)",
      FACULA_ROW_CALL(facula::cumulative_trapezoid(x[0], x[1], -1)), {{Input({3, 4}), Input({4})}});
  add("cumulative_trapezoid_dx", "torch.cumulative_trapezoid(x[0], dx=2)",
      FACULA_ROW_CALL(facula::cumulative_trapezoid(x[0], 2)), {{Input({3, 4})}});
}

}  // namespace

void add_sort_rows(std::vector<Row>& rows) {
  const Adder add{rows};
  add_scans(add);
  add_ranks(add);
  add_searches(add);
  add_counts(add);
  add_moments(add);
}

}  // namespace facula::optable
