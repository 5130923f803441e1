// Rows of what layers call: pooling, padding, convolutions, losses, recurrent cells; and of indexed writes, factorisations
// and views that other files leave out.
#include "facula/ops/cat.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"
#include "facula/ops/layers_out.h"
#include "facula/ops/linalg.h"
#include "facula/ops/loss.h"
#include "facula/ops/matmul.h"
#include "facula/ops/norm.h"
#include "facula/ops/pad.h"
#include "facula/ops/pool.h"
#include "facula/ops/rnn.h"
#include "facula/ops/softmax.h"
#include "facula/ops/sort.h"
#include "facula/ops/upsample.h"
#include "facula/ops/view.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

#define FACULA_ROW_OUT(...) [](variable_list& out, [[maybe_unused]] const variable_list& x) { __VA_ARGS__; }
variable_list pair_of(const std::tuple<Tensor, Tensor>& t) { return {std::get<0>(t), std::get<1>(t)}; }
#define FACULA_ROW_PAIR(...) [](const variable_list& x) { return pair_of(__VA_ARGS__); }

struct Adder {
  std::vector<Row>& rows;
  Row& operator()(const char* name, const char* python, Function f, std::vector<Sample> samples,
                  std::vector<ScalarType> types = kFloats) const {
    rows.push_back(
        Row{name, python, std::move(f), std::move(samples)}.types(std::move(types)).tolerance(2e-5, 1e-11));
    return rows.back();
  }
};

const std::vector<Sample> kLine = {{Input({2, 3, 8})}, {Input({3, 6})}};
const std::vector<Sample> kImage = {{Input({2, 3, 6, 7})}, {Input({3, 5, 4})}};
const std::vector<Sample> kVolume = {{Input({1, 2, 4, 5, 4})}};

void add_pools(const Adder& add) {
  add("max_pool1d", "F.max_pool1d(x[0], 2)", FACULA_ROW_CALL(max_pool1d(x[0], 2)), kLine);
  add("max_pool2d", "F.max_pool2d(x[0], (2, 3), 2, 1)", FACULA_ROW_CALL(max_pool2d(x[0], {2, 3}, 2, 1)),
      kImage);
  add("max_pool3d", "F.max_pool3d(x[0], 2)", FACULA_ROW_CALL(max_pool3d(x[0], 2)), kVolume);
  add("max_pool1d_with_indices", "F.max_pool1d(x[0], 3, 2, return_indices=True)",
      FACULA_ROW_PAIR(max_pool1d_with_indices(x[0], 3, 2)), kLine);
  add("max_pool2d_with_indices", "F.max_pool2d(x[0], 2, return_indices=True)",
      FACULA_ROW_PAIR(max_pool2d_with_indices(x[0], 2)), kImage)
      .out_form(FACULA_ROW_OUT(max_pool2d_with_indices_out(out[0], out[1], x[0], 2)));
  add("max_pool3d_with_indices", "F.max_pool3d(x[0], 2, 1, return_indices=True)",
      FACULA_ROW_PAIR(max_pool3d_with_indices(x[0], 2, 1)), kVolume);
  add("avg_pool1d", "F.avg_pool1d(x[0], 3, 2, 1)", FACULA_ROW_CALL(avg_pool1d(x[0], 3, 2, 1)), kLine);
  add("avg_pool2d", "F.avg_pool2d(x[0], 2, 1, 1, count_include_pad=False)",
      FACULA_ROW_CALL(avg_pool2d(x[0], 2, 1, 1, false, false)), kImage)
      .out_form(FACULA_ROW_OUT(avg_pool2d_out(out[0], x[0], 2, 1, 1, false, false)));
  add("avg_pool3d", "F.avg_pool3d(x[0], 2, ceil_mode=True)",
      FACULA_ROW_CALL(avg_pool3d(x[0], 2, {}, 0, true)), kVolume);
  add("adaptive_avg_pool1d", "F.adaptive_avg_pool1d(x[0], 3)", FACULA_ROW_CALL(adaptive_avg_pool1d(x[0], 3)),
      kLine);
  add("adaptive_avg_pool2d", "F.adaptive_avg_pool2d(x[0], (3, 2))",
      FACULA_ROW_CALL(adaptive_avg_pool2d(x[0], {3, 2})), kImage);
  add("adaptive_avg_pool3d", "F.adaptive_avg_pool3d(x[0], (2, 3, 2))",
      FACULA_ROW_CALL(adaptive_avg_pool3d(x[0], {2, 3, 2})), kVolume);
  add("adaptive_max_pool1d", "F.adaptive_max_pool1d(x[0], 3, return_indices=True)",
      FACULA_ROW_PAIR(adaptive_max_pool1d(x[0], 3)), kLine);
  add("adaptive_max_pool2d", "F.adaptive_max_pool2d(x[0], (3, 2), return_indices=True)",
      FACULA_ROW_PAIR(adaptive_max_pool2d(x[0], {3, 2})), kImage);
  add("adaptive_max_pool3d", "F.adaptive_max_pool3d(x[0], (2, 3, 2), return_indices=True)",
      FACULA_ROW_PAIR(adaptive_max_pool3d(x[0], {2, 3, 2})), kVolume);
}

void add_pads(const Adder& add) {
  add("reflection_pad1d", "F.pad(x[0], (1, 2), 'reflect')", FACULA_ROW_CALL(reflection_pad1d(x[0], {1, 2})),
      kLine);
  add("reflection_pad3d", "F.pad(x[0], (1, 2, 0, 1, 2, 1), 'reflect')",
      FACULA_ROW_CALL(reflection_pad3d(x[0], {1, 2, 0, 1, 2, 1})), kVolume);
  add("replication_pad2d", "F.pad(x[0], (1, 2, 0, 1), 'replicate')",
      FACULA_ROW_CALL(replication_pad2d(x[0], {1, 2, 0, 1})), kImage);
  add("replication_pad3d", "F.pad(x[0], (1, 2, 0, 1, 2, 1), 'replicate')",
      FACULA_ROW_CALL(replication_pad3d(x[0], {1, 2, 0, 1, 2, 1})), kVolume);
  add("conv_transpose3d", "F.conv_transpose3d(x[0], x[1], x[2], 2, 1, 1)",
      FACULA_ROW_CALL(conv_transpose3d(x[0], x[1], x[2], 2, 1, 1)),
      {{Input({1, 2, 2, 3, 2}), Input({2, 2, 2, 2, 2}), Input({2})}});
  add("upsample_nearest_exact1d", "F.interpolate(x[0], 5, mode='nearest-exact')",
      FACULA_ROW_CALL(_upsample_nearest_exact1d(x[0], 5)), {{Input({1, 2, 3})}});
  add("upsample_nearest_exact3d", "F.interpolate(x[0], (3, 4, 5), mode='nearest-exact')",
      FACULA_ROW_CALL(_upsample_nearest_exact3d(x[0], {3, 4, 5})), {{Input({1, 1, 2, 3, 2})}});
}

void add_losses(const Adder& add) {
  const std::vector<Sample> both = {{Input({3, 4}), Input::fixed_value({3, 4}, -2, 2)}};
  add("huber_loss", "F.huber_loss(x[0], x[1], delta=0.7)",
      FACULA_ROW_CALL(huber_loss(x[0], x[1], Reduction::Mean, 0.7)), both);
  add("kl_div", "F.kl_div(x[0], x[1], reduction='sum')", FACULA_ROW_CALL(kl_div(x[0], x[1], Reduction::Sum)),
      {{Input({3, 4}), Input::fixed_value({3, 4}, 0.1, 1)}});
  add("hinge_embedding_loss", "F.hinge_embedding_loss(x[0], x[1].sign(), 0.5)",
      FACULA_ROW_CALL(hinge_embedding_loss(x[0], x[1].sign(), 0.5)), both);
  add("nll_loss2d", "F.nll_loss(x[0], x[1])", FACULA_ROW_CALL(nll_loss2d(x[0], x[1])),
      {{Input({2, 3, 2, 4}), Input::index({2, 2, 4}, 3)}});
  add("nll_loss_nd", "F.nll_loss(x[0], x[1], x[2])", FACULA_ROW_CALL(nll_loss_nd(x[0], x[1], x[2])),
      {{Input({4, 3}), Input::index({4}, 3), Input::fixed_value({3}, 0.5, 2)}});
  add("instance_norm", "F.instance_norm(x[0], weight=x[1], bias=x[2])",
      FACULA_ROW_CALL(instance_norm(x[0], x[1], x[2], {}, {}, true, 0.1, 1e-5)),
      {{Input({2, 3, 5}), Input({3}), Input({3})}})
      .tolerance(1e-4, 1e-10);
  add("softmin", "F.softmin(x[0], 1)", FACULA_ROW_CALL(softmax(x[0].neg(), 1)), {{Input({2, 5})}});
}

void add_cells(const Adder& add) {
  const auto cell = [](int64_t gates) {
    return std::vector<Sample>{{Input({2, 3}), Input({2, 4}), Input({gates * 4, 3}), Input({gates * 4, 4}),
                                Input({gates * 4}), Input({gates * 4})}};
  };
  add("rnn_tanh_cell", "torch.rnn_tanh_cell(*x)",
      FACULA_ROW_CALL(rnn_tanh_cell(x[0], x[1], x[2], x[3], x[4], x[5])), cell(1));
  add("rnn_relu_cell", "torch.rnn_relu_cell(*x)",
      FACULA_ROW_CALL(rnn_relu_cell(x[0], x[1], x[2], x[3], x[4], x[5])), cell(1));
  add("gru_cell", "torch.gru_cell(*x)", FACULA_ROW_CALL(gru_cell(x[0], x[1], x[2], x[3], x[4], x[5])),
      cell(3));
  std::vector<Sample> lstm = cell(4);
  lstm[0].insert(lstm[0].begin() + 2, Input({2, 4}));
  add(
      "lstm_cell", "torch.lstm_cell(x[0], (x[1], x[2]), *x[3:])",
      [](const variable_list& x) {
        const std::vector<Tensor> state = {x[1], x[2]};
        return pair_of(lstm_cell(x[0], state, x[3], x[4], x[5], x[6]));
      },
      lstm);
}

void add_writes(const Adder& add) {
  const std::vector<ScalarType> all = {kFloat, kDouble, kComplexDouble, kLong};
  add(
      "index_put", "x[0].index_put((x[1],), x[2])",
      [](const variable_list& x) {
        const std::vector<Tensor> at = {x[1]};
        return variable_list{index_put(x[0], at, x[2])};
      },
      {{Input({4, 3}), Input::mask({4}), Input({3})}}, all);
  add(
      "index_put_add", "x[0].index_put((x[1], x[2]), x[3], accumulate=True)",
      [](const variable_list& x) {
        const std::vector<Tensor> at = {x[1], x[2]};
        return variable_list{index_put(x[0], at, x[3], true)};
      },
      {{Input({4, 3}), Input::index({6}, 4), Input::index({6}, 3), Input({6})}}, all)
      .inplace([](const variable_list& x) {
        return variable_list{Tensor(x[0]).index_put_({x[1], x[2]}, x[3], true)};
      });
  add("index_copy", "x[0].index_copy(1, torch.tensor([2, 0]), x[1])",
      FACULA_ROW_CALL(index_copy(x[0], 1, arange(2, -1, -2, kLong), x[1])), {{Input({2, 4}), Input({2, 2})}},
      all);
  add("index_fill", "x[0].index_fill(0, x[1], 3)", FACULA_ROW_CALL(index_fill(x[0], 0, x[1], 3)),
      {{Input({4, 2}), Input::index({3}, 4)}}, all)
      .inplace(FACULA_ROW_CALL(Tensor(x[0]).index_fill_(0, x[1], 3)));
  add("masked_scatter", "x[0].masked_scatter(x[1], x[2])", FACULA_ROW_CALL(masked_scatter(x[0], x[1], x[2])),
      {{Input({3, 4}), Input::mask({3, 4}), Input({12})}}, all)
      .inplace(FACULA_ROW_CALL(Tensor(x[0]).masked_scatter_(x[1], x[2])));
  add("argwhere", "x[0].argwhere()", FACULA_ROW_CALL(argwhere(x[0])),
      {{Input::mask({3, 4})}, {Input::mask({})}})
      .no_gradient("positions have none");
  add("diag", "x[0].diag(1)", FACULA_ROW_CALL(diag(x[0], 1)), {{Input({3, 4})}, {Input({3})}}, all);
  add("diag_embed", "x[0].diag_embed(-1, 0, 2)", FACULA_ROW_CALL(diag_embed(x[0], -1, 0, 2)),
      {{Input({2, 3})}}, all);
  add("one_hot", "F.one_hot(x[0], 5)", FACULA_ROW_CALL(one_hot(x[0], 5)), {{Input::index({2, 3}, 5)}})
      .no_gradient("classes have none");
}

void add_views(const Adder& add) {
  const std::vector<ScalarType> all = {kFloat, kDouble, kComplexDouble, kLong, kBool};
  const std::vector<Sample> cube = {{Input({2, 3, 4})}};
  add("alias", "torch.ops.aten.alias(x[0])", FACULA_ROW_CALL(alias(x[0])), cube, all);
  add("imag", "x[0].imag", FACULA_ROW_CALL(imag(x[0])), cube, {kComplexFloat, kComplexDouble});
  add("broadcast_to", "x[0].broadcast_to((2, 3, 4))", FACULA_ROW_CALL(broadcast_to(x[0], {2, 3, 4})),
      {{Input({3, 1})}, {Input({})}}, all);
  add(
      "broadcast_tensors", "torch.broadcast_tensors(x[0], x[1])",
      [](const variable_list& x) { return variable_list(broadcast_tensors(x)); },
      {{Input({3, 1}), Input({1, 4})}}, all);
  add("swapdims", "x[0].swapdims(0, 2)", FACULA_ROW_CALL(swapdims(x[0], 0, 2)), cube, all);
  add("moveaxis", "x[0].moveaxis(0, 2)", FACULA_ROW_CALL(moveaxis(x[0], 0, 2)), cube, all);
  add("atleast_1d", "torch.atleast_1d(x[0])", FACULA_ROW_CALL(atleast_1d(x[0])), {{Input({})}, {Input({2})}},
      all);
  add("atleast_2d", "torch.atleast_2d(x[0])", FACULA_ROW_CALL(atleast_2d(x[0])), {{Input({})}, {Input({2})}},
      all);
  add(
      "unsafe_chunk", "x[0].unsafe_chunk(2, 2)",
      [](const variable_list& x) { return variable_list(unsafe_chunk(x[0], 2, 2)); }, cube, all);
  add(
      "unsafe_split", "x[0].unsafe_split(2, 1)",
      [](const variable_list& x) { return variable_list(unsafe_split(x[0], 2, 1)); }, cube, all);
  add(
      "unsafe_split_with_sizes", "x[0].unsafe_split_with_sizes((1, 3), 2)",
      [](const variable_list& x) {
        return variable_list(unsafe_split_with_sizes(x[0], {1, 3}, 2));
      },
      cube, all);
}

void add_linalg(const Adder& add) {
  const auto ex = [](const std::tuple<Tensor, Tensor>& t) { return variable_list{std::get<0>(t)}; };
  const std::vector<ScalarType> all = {kFloat, kDouble, kComplexDouble};
  const std::vector<Sample> square = {{Input({3, 3})}, {Input({2, 2, 2})}};
  add(
      "inv_ex", "torch.linalg.inv_ex(x[0])[0]",
      [ex](const variable_list& x) { return ex(linalg::inv_ex(x[0])); }, square, all)
      .tolerance(2e-4, 1e-10);
  add(
      "solve_ex", "torch.linalg.solve_ex(x[0], x[1])[0]",
      [ex](const variable_list& x) { return ex(linalg::solve_ex(x[0], x[1])); },
      {{Input({3, 3}), Input({3, 2})}}, all)
      .tolerance(2e-4, 1e-10);
  add("cholesky_ex", "torch.linalg.cholesky_ex(x[0] @ x[0].mT + 4 * torch.eye(3, dtype=x[0].dtype))[0]",
      [ex](const variable_list& x) {
        return ex(
            linalg::cholesky_ex(x[0].matmul(x[0].mT()).add(eye(3, TensorOptions(x[0].scalar_type())), 4)));
      },
      {{Input({3, 3})}})
      .tolerance(2e-4, 1e-10);
  add("inverse", "torch.inverse(x[0])", FACULA_ROW_CALL(inverse(x[0])), square, all).tolerance(2e-4, 1e-10);
  add("pinverse", "torch.pinverse(x[0])", FACULA_ROW_CALL(pinverse(x[0])), {{Input({3, 2})}}, all)
      .tolerance(2e-4, 1e-10);
  add("vector_norm", "torch.linalg.vector_norm(x[0], 3, 1)",
      FACULA_ROW_CALL(linalg::vector_norm(x[0], 3, IntArrayRef(1))), {{Input({3, 4})}}, all);
  add("unique_consecutive", "torch.unique_consecutive(x[0], return_inverse=True, return_counts=True)",
      [](const variable_list& x) {
        const auto [a, b, c] = unique_consecutive(x[0], true, true);
        return variable_list{a, b, c};
      },
      {{Input::index({12}, 3)}})
      .no_gradient("not differentiable");
  add("unique", "torch.unique(x[0], return_inverse=True, return_counts=True)",
      [](const variable_list& x) {
        const auto [a, b, c] = _unique2(x[0], true, true, true);
        return variable_list{a, b, c};
      },
      {{Input::index({3, 5}, 6)}})
      .no_gradient("not differentiable");
  add("unique_dim", "torch.unique(x[0], return_inverse=True, return_counts=True, dim=0)",
      [](const variable_list& x) {
        const auto [a, b, c] = unique_dim(x[0], 0, true, true, true);
        return variable_list{a, b, c};
      },
      {{Input::index({8, 2}, 2)}})
      .no_gradient("not differentiable");
}

}  // namespace

void add_layers_rows(std::vector<Row>& rows) {
  const Adder add{rows};
  add_pools(add);
  add_pads(add);
  add_losses(add);
  add_cells(add);
  add_writes(add);
  add_views(add);
  add_linalg(add);
}

}  // namespace facula::optable
