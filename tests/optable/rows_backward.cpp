#include "facula/autograd/op_backward.h"
#include "facula/ops/norm.h"
#include "facula/ops/pool.h"
#include "facula/ops/view.h"
#include "optable/add_row.h"

namespace facula::optable {

namespace {

// ATen's name and the arguments after x[0] = g and x[1] = x, in Python and in C++.
#define FACULA_ROW(op, samples, python, ...)                                      \
  add(rows, #op "_backward", "torch.ops.aten." #op "_backward(x[0], " python ")", \
      FACULA_ROW_CALL(op##_backward(x[0], __VA_ARGS__)), samples)

const std::vector<Sample> kPairs = {
    {Input({3, 4}), Input({3, 4})}, {Input({}), Input({})}, {Input({0}), Input({0})}};

void add_activations(std::vector<Row>& rows) {
  FACULA_ROW(elu, kPairs, "1.5, 1.2, 0.7, False, x[1]", 1.5, 1.2, 0.7, false, x[1]);
  add(rows, "elu_backward_of_result", "torch.ops.aten.elu_backward(x[0], 1.5, 1.0, 1.0, True, x[1])",
      FACULA_ROW_CALL(elu_backward(x[0], 1.5, 1.0, 1.0, true, x[1])), kPairs);
  FACULA_ROW(gelu, kPairs, "x[1]", x[1]).tolerance32 =
      2e-5;  // as gelu: PyTorch's float32 is off in the lower tail
  FACULA_ROW(glu, (std::vector<Sample>{{Input({3, 2}), Input({3, 4})}}), "x[1], 1", x[1], 1);
  FACULA_ROW(hardshrink, kPairs, "x[1], 0.6", x[1], 0.6);
  FACULA_ROW(hardsigmoid, kPairs, "x[1]", x[1]).tolerance64 = 1e-7;  // PyTorch keeps 1/6 in float
  FACULA_ROW(hardswish, kPairs, "x[1]", x[1]).tolerance64 = 1e-7;
  FACULA_ROW(hardtanh, kPairs, "x[1], -1.1, 1.2", x[1], -1.1, 1.2);
  FACULA_ROW(leaky_relu, kPairs, "x[1], 0.2, False", x[1], 0.2, false);
  FACULA_ROW(log_sigmoid, kPairs, "x[1], torch.exp(-x[1].abs())", x[1], (-x[1].abs()).exp());
  FACULA_ROW(logit, (std::vector<Sample>{{Input({3, 4}), Input({3, 4}, 0.1, 0.9)}}), "x[1]", x[1]);
  FACULA_ROW(mish, kPairs, "x[1]", x[1]);
  FACULA_ROW(rrelu_with_noise, (std::vector<Sample>{{Input({3, 4}), Input({3, 4}), Input({3, 4})}}),
             "x[1], x[2], 0.1, 0.3, True, False", x[1], x[2], 0.1, 0.3, true, false);
  FACULA_ROW(silu, kPairs, "x[1]", x[1]);
  FACULA_ROW(softplus, kPairs, "x[1], 2.0, 1.5", x[1], 2.0, 1.5);
  FACULA_ROW(softshrink, kPairs, "x[1], 0.6", x[1], 0.6);
  FACULA_ROW(threshold, kPairs, "x[1], 0.5", x[1], 0.5);
  add(rows, "prelu_backward", "torch.ops.aten.prelu_backward(x[0], x[1], x[2])",
      [](const variable_list& x) {
        const auto [gx, gw] = prelu_backward(x[0], x[1], x[2]);
        return variable_list{gx, gw};
      },
      {{Input({3, 4}), Input({3, 4}), Input({4})}});
}

void add_losses(std::vector<Row>& rows) {
  const std::vector<Sample> mean = {{Input({}), Input({3, 4}), Input::fixed_value({3, 4}, -2, 2)}};
  FACULA_ROW(mse_loss, mean, "x[1], x[2], 1", x[1], x[2], 1);
  FACULA_ROW(huber_loss, mean, "x[1], x[2], 2, 0.8", x[1], x[2], 2, 0.8);
  FACULA_ROW(smooth_l1_loss, mean, "x[1], x[2], 1, 0.8", x[1], x[2], 1, 0.8);
  FACULA_ROW(soft_margin_loss, mean, "x[1], x[2], 1", x[1], x[2], 1);
  FACULA_ROW(binary_cross_entropy,
             (std::vector<Sample>{{Input({3}), Input({3}, 0.1, 0.9), Input::fixed_value({3}, 0, 1),
                                   Input::fixed_value({3}, 0.5, 2)}}),
             "x[1], x[2], x[3], 0", x[1], x[2], x[3], 0);
  const std::vector<Sample> classes = {
      {Input({}), Input({4, 3}), Input::index({4}, 3), Input::fixed_value({3}, 0.5, 2)}};
  FACULA_ROW(multi_margin_loss, classes, "x[1], x[2], 2, 0.7, x[3], 1", x[1], x[2], 2, 0.7, x[3], 1);
  FACULA_ROW(nll_loss, classes,
             "x[1], x[2], x[3], 1, -100, torch.ops.aten.nll_loss_forward(x[1], x[2], x[3], 1, -100)[1]", x[1],
             x[2], x[3], 1, -100, Tensor());
}

void add_layers(std::vector<Row>& rows) {
  FACULA_ROW(reflection_pad1d, (std::vector<Sample>{{Input({2, 3, 7}), Input({2, 3, 4})}}), "x[1], [1, 2]",
             x[1], {1, 2});
  FACULA_ROW(reflection_pad2d, (std::vector<Sample>{{Input({1, 2, 5, 6}), Input({1, 2, 3, 4})}}),
             "x[1], [1, 1, 2, 0]", x[1], {1, 1, 2, 0});
  FACULA_ROW(replication_pad1d, (std::vector<Sample>{{Input({2, 3, 7}), Input({2, 3, 4})}}), "x[1], [1, 2]",
             x[1], {1, 2});
  FACULA_ROW(replication_pad2d, (std::vector<Sample>{{Input({1, 2, 5, 6}), Input({1, 2, 3, 4})}}),
             "x[1], [1, 1, 2, 0]", x[1], {1, 1, 2, 0});
  FACULA_ROW(avg_pool2d, (std::vector<Sample>{{Input({1, 2, 2, 2}), Input({1, 2, 4, 5})}}),
             "x[1], [2, 2], [2, 2], [0, 0], False, True, None", x[1], {2, 2}, {2, 2}, {0, 0}, false, true,
             std::nullopt);
  add(rows, "max_pool2d_with_indices_backward",
      "torch.ops.aten.max_pool2d_with_indices_backward(x[0], x[1], [2, 2], [2, 2], [0, 0], [1, 1], False, "
      "F.max_pool2d(x[1], 2, return_indices=True)[1])",
      [](const variable_list& x) {
        const Tensor indices = std::get<1>(max_pool2d_with_indices(x[1].detach(), {2, 2}));
        return variable_list{
            max_pool2d_with_indices_backward(x[0], x[1], {2, 2}, {2, 2}, {0, 0}, {1, 1}, false, indices)};
      },
      {{Input({1, 2, 2, 2}), Input::fixed_value({1, 2, 4, 5}, -2, 2)}});
  FACULA_ROW(upsample_nearest2d, (std::vector<Sample>{{Input({1, 2, 6, 3})}}), "[6, 3], [1, 2, 3, 4]", {6, 3},
             {1, 2, 3, 4});
  FACULA_ROW(upsample_linear1d, (std::vector<Sample>{{Input({2, 3, 8})}}), "[8], [2, 3, 5], False", {8},
             {2, 3, 5}, false);
  FACULA_ROW(upsample_bilinear2d, (std::vector<Sample>{{Input({1, 2, 5, 3})}}), "[5, 3], [1, 2, 3, 4], True",
             {5, 3}, {1, 2, 3, 4}, true);
  FACULA_ROW(upsample_bicubic2d, (std::vector<Sample>{{Input({1, 2, 5, 7})}}), "[5, 7], [1, 2, 3, 4], False",
             {5, 7}, {1, 2, 3, 4}, false);
  FACULA_ROW(upsample_trilinear3d, (std::vector<Sample>{{Input({1, 2, 3, 5, 2})}}),
             "[3, 5, 2], [1, 2, 2, 3, 4], False", {3, 5, 2}, {1, 2, 2, 3, 4}, false);
  rows.back().tolerance32 = 3e-5;  // eight terms of both signs cancel: 1e-7 of their size is 1e-5 of the sum
  add(rows, "grid_sampler_2d_backward",
      "torch.ops.aten.grid_sampler_2d_backward(x[0], x[1], x[2], 0, 0, False, [True, True])",
      [](const variable_list& x) {
        const auto [gx, ggrid] = grid_sampler_2d_backward(x[0], x[1], x[2], 0, 0, false, {true, true});
        return variable_list{gx, ggrid};
      },
      {{Input({1, 2, 3, 2}), Input({1, 2, 3, 4}), Input({1, 3, 2, 2}, -0.9, 0.9)}});
}

void add_norms(std::vector<Row>& rows) {
  add(rows, "native_layer_norm_backward",
      "torch.ops.aten.native_layer_norm_backward(x[0], x[1], [4], *torch.native_layer_norm(x[1], [4], x[2], None, "
      "1e-5)[1:], x[2], x[2], [True, True, True])",
      [](const variable_list& x) {
        const auto [y, mean, rstd] = native_layer_norm(x[1].detach(), {4}, {}, {}, 1e-5);
        const auto [gx, gw, gb] =
            native_layer_norm_backward(x[0], x[1], {4}, mean, rstd, x[2], x[2], {true, true, true});
        return variable_list{gx, gw, gb};
      },
      {{Input({3, 4}), Input({3, 4}), Input({4})}});
  add(rows, "native_group_norm_backward",
      "torch.ops.aten.native_group_norm_backward(x[0], x[1], *torch.native_group_norm(x[1], None, None, 2, 4, 3, 2, "
      "1e-5)[1:], x[2], 2, 4, 3, 2, [True, True, True])",
      [](const variable_list& x) {
        const Tensor rows_of = x[1].detach().reshape({2, 2, 6});
        const Tensor mean = rows_of.mean(2), rstd = (rows_of.var({2}, false) + 1e-5).rsqrt();
        const auto [gx, gw, gb] =
            native_group_norm_backward(x[0], x[1], mean, rstd, x[2], 2, 4, 3, 2, {true, true, true});
        return variable_list{gx, gw, gb};
      },
      {{Input({2, 4, 3}), Input({2, 4, 3}), Input({4})}});
  add(rows, "native_batch_norm_backward",
      "torch.ops.aten.native_batch_norm_backward(x[0], x[1], x[2], None, None, *torch.native_batch_norm(x[1], None, "
      "None, None, None, True, 0.1, 1e-5)[1:], True, 1e-5, [True, True, True])",
      [](const variable_list& x) {
        const auto [y, mean, rstd] = native_batch_norm(x[1].detach(), {}, {}, {}, {}, true, 0.1, 1e-5);
        const auto [gx, gw, gb] =
            native_batch_norm_backward(x[0], x[1], x[2], {}, {}, mean, rstd, true, 1e-5, {true, true, true});
        return variable_list{gx, gw, gb};
      },
      {{Input({3, 4, 2}), Input({3, 4, 2}), Input({4})}});
}

void add_views(std::vector<Row>& rows) {
  FACULA_ROW(select, (std::vector<Sample>{{Input({3})}}), "[3, 4], 1, 2", {3, 4}, 1, 2);
  FACULA_ROW(slice, (std::vector<Sample>{{Input({3, 2})}}), "[3, 4], 1, 0, 4, 2", {3, 4}, 1, 0, 4, 2);
  FACULA_ROW(diagonal, (std::vector<Sample>{{Input({3})}}), "[3, 4], 1, 0, 1", {3, 4}, 1, 0, 1);
  FACULA_ROW(unfold, (std::vector<Sample>{{Input({3, 3, 2})}}), "[3, 4], 1, 2, 1", {3, 4}, 1, 2, 1);
  FACULA_ROW(trace, (std::vector<Sample>{{Input({})}}), "[3, 4]", {3, 4});
  FACULA_ROW(index_select, (std::vector<Sample>{{Input({3, 2}), Input::index({2}, 4)}}), "[3, 4], 1, x[1]",
             {3, 4}, 1, x[1]);
  FACULA_ROW(
      gather,
      (std::vector<Sample>{{Input({3, 2}), Input::fixed_value({3, 4}, -2, 2), Input::index({3, 2}, 4)}}),
      "x[1], 1, x[2], False", x[1], 1, x[2], false);
  FACULA_ROW(embedding, (std::vector<Sample>{{Input({2, 3}), Input::index({2}, 5)}}),
             "x[1], 5, -1, False, False", x[1], 5, -1, false, false);
}

}  // namespace

void add_backward_rows(std::vector<Row>& rows) {
  add_activations(rows);
  add_losses(rows);
  add_layers(rows);
  add_norms(rows);
  add_views(rows);
}

}  // namespace facula::optable
