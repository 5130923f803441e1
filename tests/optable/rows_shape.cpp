// Rows of shapes, joins, scatters and factories with tensor arguments.
#include "facula/ops/cat.h"
#include "facula/ops/cat_out.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_out.h"
#include "facula/ops/index.h"
#include "facula/ops/index_out.h"
#include "facula/ops/view.h"
#include "facula/ops/view_out.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

#define FACULA_ROW_OUT(...) [](variable_list& out, [[maybe_unused]] const variable_list& x) { __VA_ARGS__; }
#define FACULA_ROW_LIST(...) [](const variable_list& x) { return variable_list(__VA_ARGS__); }

const std::vector<ScalarType> kAll = {kFloat, kDouble, kComplexDouble, kLong, kBool};
const std::vector<ScalarType> kNumeric = {kFloat, kDouble, kComplexDouble, kLong};

struct Adder {
  std::vector<Row>& rows;
  Row& operator()(const std::string& name, const std::string& python, Function f, std::vector<Sample> samples,
                  std::vector<ScalarType> types = kNumeric) const {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.types(std::move(types)));
    return rows.back();
  }
};

void add_splits(const Adder& add) {
  add(
      "flatten_dense_tensors", "torch._utils._flatten_dense_tensors((x[0], x[1]))",
      [](const variable_list& x) { return variable_list{flatten_dense_tensors(x)}; },
      {{Input({2, 3}), Input({4})}, {Input({}), Input({1, 2})}}, kFloats);
  add(
      "unflatten_dense_tensors", "torch._utils._unflatten_dense_tensors(x[0], (x[1], x[2]))",
      [](const variable_list& x) {
        const std::vector<Tensor> like = {x[1], x[2]};
        return variable_list(unflatten_dense_tensors(x[0], like));
      },
      {{Input({10}), Input::fixed_value({2, 3}, 0, 1), Input::fixed_value({4}, 0, 1)}}, kFloats);
  add("tensor_split", "x[0].tensor_split(3, 1)", FACULA_ROW_LIST(x[0].tensor_split(3, 1)), {{Input({2, 7})}},
      kAll);
  add("tensor_split_at", "x[0].tensor_split((1, 5), 1)", FACULA_ROW_LIST(x[0].tensor_split({1, 5}, 1)),
      {{Input({2, 7})}, {Input({2, 3})}});
  add("hsplit", "x[0].hsplit(2)", FACULA_ROW_LIST(x[0].hsplit(2)), {{Input({3, 4})}, {Input({4})}});
  add("vsplit", "x[0].vsplit((1, 2))", FACULA_ROW_LIST(x[0].vsplit({1, 2})), {{Input({3, 4})}});
  add("dsplit", "x[0].dsplit(2)", FACULA_ROW_LIST(x[0].dsplit(2)), {{Input({3, 2, 4})}});
  add("movedim_lists", "x[0].movedim((0, 1), (2, 0))", FACULA_ROW_CALL(x[0].movedim({0, 1}, {2, 0})),
      {{Input({2, 3, 4})}}, kAll);
  add("squeeze_dims", "x[0].squeeze(0).squeeze(1)", FACULA_ROW_CALL(x[0].squeeze({0, 2})),
      {{Input({1, 3, 1, 2})}});
  add("ravel", "x[0].ravel()", FACULA_ROW_CALL(x[0].ravel()), {{Input({2, 3})}, {Input({})}});
  add("narrow_copy", "x[0].narrow_copy(1, 1, 2)", FACULA_ROW_CALL(x[0].narrow_copy(1, 1, 2)),
      {{Input({2, 3, 4})}})
      .out_form(FACULA_ROW_OUT(narrow_copy_out(out[0], x[0], 1, 1, 2)));
  add("atleast_3d", "torch.atleast_3d(x[0])", FACULA_ROW_CALL(facula::atleast_3d(x[0])),
      {{Input({})}, {Input({3})}, {Input({2, 3})}});
  add("view_as_real", "torch.view_as_real(x[0])", FACULA_ROW_CALL(facula::view_as_real(x[0])),
      {{Input({2, 3})}}, {kComplexFloat, kComplexDouble});
  add("view_as_complex", "torch.view_as_complex(x[0])",
      FACULA_ROW_CALL(facula::view_as_complex(x[0].contiguous())), {{Input({3, 2})}}, kFloats);
  add("swapaxes", "x[0].swapaxes(0, 2)", FACULA_ROW_CALL(x[0].swapaxes(0, 2)), {{Input({2, 3, 4})}});
}

void add_joins(const Adder& add) {
  const std::vector<Sample> pair = {{Input({2, 3}), Input({2, 3})}};
  const std::vector<Sample> vectors = {{Input({3}), Input({2})}};
  add("hstack", "torch.hstack([x[0], x[1]])", FACULA_ROW_CALL(facula::hstack({x[0], x[1]})),
      {pair[0], vectors[0], {Input({}), Input({})}})
      .out_form(FACULA_ROW_OUT(hstack_out(out[0], {x[0], x[1]})));
  add("vstack", "torch.vstack([x[0], x[1]])", FACULA_ROW_CALL(facula::vstack({x[0], x[1]})), pair)
      .out_form(FACULA_ROW_OUT(vstack_out(out[0], {x[0], x[1]})));
  add("dstack", "torch.dstack([x[0], x[1]])", FACULA_ROW_CALL(facula::dstack({x[0], x[1]})), pair);
  add("column_stack", "torch.column_stack([x[0], x[1]])", FACULA_ROW_CALL(facula::column_stack({x[0], x[1]})),
      {{Input({3}), Input({3, 2})}});
  add("block_diag", "torch.block_diag(x[0], x[1], x[2])",
      FACULA_ROW_CALL(facula::block_diag({x[0], x[1], x[2]})), {{Input({2, 3}), Input({2}), Input({})}});
  add("meshgrid", "torch.meshgrid(x[0], x[1], indexing='xy')",
      FACULA_ROW_LIST(facula::meshgrid({x[0], x[1]}, "xy")), vectors, kAll);
  add("meshgrid_ij", "torch.meshgrid(x[0], x[1], indexing='ij')",
      FACULA_ROW_LIST(facula::meshgrid({x[0], x[1]}, "ij")), vectors);
  add("cartesian_prod", "torch.cartesian_prod(x[0], x[1])",
      FACULA_ROW_CALL(facula::cartesian_prod({x[0], x[1]})), vectors);
  add("combinations", "torch.combinations(x[0], 3)", FACULA_ROW_CALL(facula::combinations(x[0], 3)),
      {{Input({5})}});
  add("combinations_repeated", "torch.combinations(x[0], with_replacement=True)",
      FACULA_ROW_CALL(facula::combinations(x[0], 2, true)), {{Input({4})}});
  add("tile", "x[0].tile(2, 1, 3)", FACULA_ROW_CALL(x[0].tile({2, 1, 3})), {{Input({2, 3})}});
  add("rot90", "x[0].rot90(3, (0, 2))", FACULA_ROW_CALL(x[0].rot90(3, {0, 2})), {{Input({2, 3, 4})}});
  add("fliplr", "x[0].fliplr()", FACULA_ROW_CALL(x[0].fliplr()), {{Input({2, 3})}});
  add("flipud", "x[0].flipud()", FACULA_ROW_CALL(x[0].flipud()), {{Input({2, 3})}});
  add("repeat_interleave", "x[0].repeat_interleave(3, 1)", FACULA_ROW_CALL(x[0].repeat_interleave(3, 1)),
      {{Input({2, 3})}, {Input({2, 2, 2})}}, kAll);
  add("repeat_interleave_flat", "x[0].repeat_interleave(2)", FACULA_ROW_CALL(x[0].repeat_interleave(2)),
      {{Input({2, 3})}});
  add("repeat_interleave_each", "x[0].repeat_interleave(x[1], 0)",
      FACULA_ROW_CALL(x[0].repeat_interleave(x[1], 0)), {{Input({4, 2}), Input::index({4}, 3)}});
  add("vander", "torch.vander(x[0], 4)", FACULA_ROW_CALL(facula::vander(x[0], 4)), {{Input({3})}});
  add("vander_increasing", "torch.vander(x[0], increasing=True)",
      FACULA_ROW_CALL(facula::vander(x[0], std::nullopt, true)), {{Input({3})}});
  add("diagflat", "torch.diagflat(x[0], 1)", FACULA_ROW_CALL(x[0].diagflat(1)), {{Input({2, 2})}});
  add("complex", "torch.complex(x[0], x[1])", FACULA_ROW_CALL(facula::complex(x[0], x[1])),
      {{Input({3, 2}), Input({2})}}, kFloats)
      .out_form(FACULA_ROW_OUT(complex_out(out[0], x[0], x[1])));
  add("polar", "torch.polar(x[0], x[1])", FACULA_ROW_CALL(facula::polar(x[0], x[1])),
      {{Input({3, 2}, 0.1, 2), Input({3, 2})}}, kFloats)
      .tolerance(4e-6, 1e-12)
      .out_form(FACULA_ROW_OUT(polar_out(out[0], x[0], x[1])));
}

void add_replacements(const Adder& add) {
  add("select_scatter", "x[0].select_scatter(x[1], 1, 2)", FACULA_ROW_CALL(x[0].select_scatter(x[1], 1, 2)),
      {{Input({3, 4}), Input({3})}})
      .out_form(FACULA_ROW_OUT(select_scatter_out(out[0], x[0], x[1], 1, 2)));
  add("slice_scatter", "x[0].slice_scatter(x[1], 1, 0, 4, 2)",
      FACULA_ROW_CALL(x[0].slice_scatter(x[1], 1, 0, 4, 2)), {{Input({3, 5}), Input({3, 2})}})
      .out_form(FACULA_ROW_OUT(slice_scatter_out(out[0], x[0], x[1], 1, 0, 4, 2)));
  add("diagonal_scatter", "x[0].diagonal_scatter(x[1], 1)", FACULA_ROW_CALL(x[0].diagonal_scatter(x[1], 1)),
      {{Input({3, 4}), Input({3})}});
  add("as_strided_scatter", "x[0].contiguous().as_strided_scatter(x[1], (2, 2), (1, 3), 1)",
      FACULA_ROW_CALL(x[0].contiguous().as_strided_scatter(x[1], {2, 2}, {1, 3}, 1)),
      {{Input({8}), Input({2, 2})}});
  add("fill_diagonal_", "x[0].clone().fill_diagonal_(2, True)",
      [](const variable_list& x) {
        Tensor y = x[0].clone();
        return variable_list{y.fill_diagonal_(2, true)};
      },
      {{Input({9, 3})}, {Input({2, 4})}, {Input({2, 2})}})
      .inplace(FACULA_ROW_CALL(x[0].fill_diagonal_(2, true)));
  add("as_strided_", "x[0].clone().as_strided_((2, 2), (1, 2), 1)",
      [](const variable_list& x) {
        Tensor y = x[0].clone();
        return variable_list{y.as_strided_({2, 2}, {1, 2}, 1)};
      },
      {{Input({6})}});
}

void add_scatters(const Adder& add) {
  const std::vector<Sample> scatter = {
      {Input({3, 4}, 0.5, 2), Input::index({3, 6}, 4), Input({3, 6}, 0.5, 2)},
      {Input({3, 4}, 0.5, 2), Input::index({2, 3}, 4), Input({3, 6}, 0.5, 2)}};
  const std::vector<Sample> slices = {{Input({4, 3}, 0.5, 2), Input::index({5}, 4), Input({5, 3}, 0.5, 2)}};
  for (const char* how : {"sum", "prod", "mean", "amax", "amin"}) {
    const std::string name = how, quoted = ", '" + name + "'";
    const bool extreme = name[0] == 'a';
    for (const bool self : {true, false}) {
      const std::string tag = name + (self ? "" : "_alone"),
                        python = std::string("include_self=") + (self ? "True)" : "False)");
      add(
          "scatter_reduce_" + tag, "x[0].scatter_reduce(1, x[1], x[2]" + quoted + ", " + python,
          [name, self](const variable_list& x) {
            return variable_list{x[0].scatter_reduce(1, x[1], x[2], name, self)};
          },
          scatter, extreme ? std::vector<ScalarType>{kFloat, kDouble, kLong} : kFloats)
          .inplace([name, self](const variable_list& x) {
            return variable_list{x[0].scatter_reduce_(1, x[1], x[2], name, self)};
          })
          .tolerance(4e-6, 1e-12);
      if (name == "sum") continue;
      add(
          "index_reduce_" + tag, "x[0].index_reduce(0, x[1], x[2]" + quoted + ", " + python,
          [name, self](const variable_list& x) {
            return variable_list{x[0].index_reduce(0, x[1], x[2], name, self)};
          },
          slices, kFloats)
          .inplace([name, self](const variable_list& x) {
            return variable_list{x[0].index_reduce_(0, x[1], x[2], name, self)};
          })
          .tolerance(4e-6, 1e-12);
    }
  }
  add("scatter_reduce_zeros", "x[0].floor().scatter_reduce(1, x[1], x[2].floor(), 'prod')",
      FACULA_ROW_CALL(x[0].scatter_reduce(1, x[1], x[2], "prod")),
      {{Input({1, 2}, 0, 0), Input::index({1, 3}, 2), Input({1, 3}, 0, 0)}}, {kLong})
      .no_gradient("integers");
  add("scatter_multiply", "x[0].scatter(1, x[1], 2, reduce='multiply')",
      FACULA_ROW_CALL(x[0].scatter(1, x[1], 2, "multiply")), {{Input({3, 4}), Input::index({3, 2}, 4)}},
      kFloats);
  add("scatter_plus", "x[0].scatter(1, x[1], x[2], reduce='add')",
      FACULA_ROW_CALL(x[0].scatter(1, x[1], x[2], "add")), {scatter[0]}, kFloats);
  add("put", "x[0].put(x[1], x[2])", FACULA_ROW_CALL(x[0].put(x[1], x[2])),
      {{Input({3, 4}), Input::index({1}, 12), Input({1})}})
      .out_form(FACULA_ROW_OUT(put_out(out[0], x[0], x[1], x[2])));
  add("put_accumulate", "x[0].put(x[1], x[2], accumulate=True)", FACULA_ROW_CALL(x[0].put(x[1], x[2], true)),
      {{Input({3, 4}), Input::index({2, 5}, 12), Input({5, 2})}})
      .inplace(FACULA_ROW_CALL(x[0].put_(x[1], x[2], true)));
  add("take_along_dim", "torch.take_along_dim(x[0], x[1], 1)", FACULA_ROW_CALL(x[0].take_along_dim(x[1], 1)),
      {{Input({3, 4}), Input::index({1, 6}, 4)}});
  add("nonzero_numpy", "(x[0] > 0).nonzero(as_tuple=True)", FACULA_ROW_LIST((x[0] > 0).nonzero_numpy()),
      {{Input({3, 4})}}, kFloats)
      .no_gradient("positions have none");
}

}  // namespace

void add_shape_rows(std::vector<Row>& rows) {
  const Adder add{rows};
  add_splits(add);
  add_joins(add);
  add_replacements(add);
  add_scatters(add);
}

}  // namespace facula::optable
