#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/linalg_lobpcg.h"
#include "facula/ops/matmul.h"
#include "facula/ops/native.h"
#include "facula/ops/native_out.h"
#include "optable/add_row.h"

namespace facula::optable {

namespace {

#define FACULA_INTO(...) [](variable_list& o, const variable_list& x) { __VA_ARGS__; }

void add_layers(std::vector<Row>& rows) {
  add(rows, "conv_tbc", "torch.conv_tbc(x[0], x[1], x[2], 1)", FACULA_ROW_CALL(conv_tbc(x[0], x[1], x[2], 1)),
      {{Input({5, 2, 3}), Input({3, 3, 4}), Input({4})}})
      .out_form(FACULA_INTO(conv_tbc_out(o[0], x[0], x[1], x[2], 1)));
  add(rows, "bilinear", "torch.bilinear(x[0], x[1], x[2], x[3])",
      FACULA_ROW_CALL(bilinear(x[0], x[1], x[2], x[3])),
      {{Input({3, 2}), Input({3, 4}), Input({5, 2, 4}), Input({5})},
       {Input({2, 3, 2}), Input({2, 3, 1}), Input({2, 2, 1}), Input({2})}});
  add(rows, "native_group_norm", "torch.native_group_norm(x[0], x[1], x[2], 2, 4, 3, 2, 1e-5)",
      [](const variable_list& x) {
        const auto [y, mean, rstd] = native_group_norm(x[0], x[1], x[2], 2, 4, 3, 2, 1e-5);
        return variable_list{y, mean, rstd};
      },
      {{Input({2, 4, 3}), Input({4}), Input({4})}})
      .out_form(FACULA_INTO(native_group_norm_out(o[0], o[1], o[2], x[0], x[1], x[2], 2, 4, 3, 2, 1e-5)));
  add(rows, "native_dropout_eval", "torch.native_dropout(x[0], 0.3, False)[0]",
      FACULA_ROW_CALL(std::get<0>(native_dropout(x[0], 0.3, false))), {{Input({3, 4})}, {Input({2, 0})}});
  add(rows, "native_dropout_backward", "torch.ops.aten.native_dropout_backward(x[0], x[1] > 0, 2.0)",
      FACULA_ROW_CALL(native_dropout_backward(x[0], x[1].gt(0), 2.0)),
      {{Input({3, 4}), Input::fixed_value({3, 4}, -1, 1)}})
      .out_form(FACULA_INTO(native_dropout_backward_out(o[0], x[0], x[1].gt(0), 2.0)));
  add(rows, "grid_sampler_2d", "torch.grid_sampler_2d(x[0], x[1], 0, 0, False)",
      FACULA_ROW_CALL(grid_sampler_2d(x[0], x[1], 0, 0, false)),
      {{Input({1, 2, 3, 4}), Input({1, 2, 3, 2}, -1.15, 1.15)}})
      .out_form(FACULA_INTO(grid_sampler_2d_out(o[0], x[0], x[1], 0, 0, false)));
  add(rows, "grid_sampler_3d", "torch.grid_sampler_3d(x[0], x[1], 0, 1, True)",
      FACULA_ROW_CALL(grid_sampler_3d(x[0], x[1], 0, 1, true)),
      {{Input({1, 2, 2, 3, 4}), Input({1, 2, 1, 2, 3}, -0.9, 0.9)}})
      .out_form(FACULA_INTO(grid_sampler_3d_out(o[0], x[0], x[1], 0, 1, true)));
  add(rows, "native_channel_shuffle", "torch.native_channel_shuffle(x[0], 2)",
      FACULA_ROW_CALL(native_channel_shuffle(x[0], 2)), {{Input({2, 6, 3, 2})}});
}

void add_activations_and_losses(std::vector<Row>& rows) {
  add(rows, "rrelu_with_noise_eval", "torch._C._nn.rrelu_with_noise(x[0], torch.zeros_like(x[0]), 0.1, 0.3)",
      FACULA_ROW_CALL(rrelu_with_noise(x[0], zeros_like(x[0]), 0.1, 0.3)), unary_samples())
      .inplace([](const variable_list& x) {
        Tensor self = x[0];
        return variable_list{rrelu_with_noise_(self, zeros_like(x[0]), 0.1, 0.3)};
      })
      .out_form(FACULA_INTO(rrelu_with_noise_out(o[0], x[0], zeros_like(x[0]), 0.1, 0.3)));
  add(rows, "log_sigmoid_forward", "torch.ops.aten.log_sigmoid_forward(x[0])[0]",
      FACULA_ROW_CALL(std::get<0>(log_sigmoid_forward(x[0]))), unary_samples());
  add(rows, "log_sigmoid_forward_buffer", "torch.ops.aten.log_sigmoid_forward(x[0])[1]",
      FACULA_ROW_CALL(std::get<1>(log_sigmoid_forward(x[0]))), unary_samples())
      .no_gradient("the buffer is what the derivative keeps: a constant");
  add(rows, "glu_jvp", "torch.ops.aten.glu_jvp(x[0], x[1], x[2], 1)",
      FACULA_ROW_CALL(glu_jvp(x[0], x[1], x[2], 1)), {{Input({3, 2}), Input({3, 4}), Input({3, 4})}})
      .out_form(FACULA_INTO(glu_jvp_out(o[0], x[0], x[1], x[2], 1)));
  const std::vector<Sample> classes = {
      {Input({8, 3}), Input::index({8}, 3), Input::fixed_value({3}, 0.5, 2)}};
  add(rows, "nll_loss_forward", "torch.ops.aten.nll_loss_forward(x[0], x[1], x[2], 1, 2)[0]",
      FACULA_ROW_CALL(std::get<0>(nll_loss_forward(x[0], x[1], x[2], 1, 2))), classes);
  add(rows, "nll_loss_forward_weight", "torch.ops.aten.nll_loss_forward(x[0], x[1], x[2], 1, 2)[1]",
      FACULA_ROW_CALL(std::get<1>(nll_loss_forward(x[0], x[1], x[2], 1, 2))), classes)
      .no_gradient("the weight is a constant");
  add(
      rows, "nll_loss_forward_counts",
      "[y for r in (0, 1, 2) for y in torch.ops.aten.nll_loss_forward(x[0], x[1], None, r, 2)]",
      [](const variable_list& x) {
        variable_list all;
        for (int64_t r = 0; r < 3; ++r) {
          const auto [y, weight] = nll_loss_forward(x[0], x[1], {}, r, 2);
          all.insert(all.end(), {y, weight});
        }
        return all;
      },
      classes)
      .no_gradient("the counts are constants; nll_loss_forward has the gradient");
  add(rows, "nll_loss2d_forward", "torch.ops.aten.nll_loss2d_forward(x[0], x[1], x[2], 2, -100)[0]",
      FACULA_ROW_CALL(std::get<0>(nll_loss2d_forward(x[0], x[1], x[2], 2, -100))),
      {{Input({2, 3, 2, 2}), Input::index({2, 2, 2}, 3), Input::fixed_value({3}, 0.5, 2)}});
}

void add_segments(std::vector<Row>& rows) {
  const std::vector<Sample> data = {{Input({6})}, {Input({6, 2})}};
#define FACULA_SEGMENT_ROW(how)                                                                              \
  add(rows, "segment_reduce_" how, "torch.segment_reduce(x[0], '" how "', lengths=torch.tensor([2, 1, 3]))", \
      FACULA_ROW_CALL(segment_reduce(x[0], how, tensor({2, 1, 3}))), data)                                   \
      .out_form(FACULA_INTO(segment_reduce_out(o[0], x[0], how, tensor({2, 1, 3}))));                        \
  add(rows, "segment_reduce_" how "_initial",                                                                \
      "torch.segment_reduce(x[0], '" how "', lengths=torch.tensor([2, 0, 4]), initial=0.5)",                 \
      FACULA_ROW_CALL(                                                                                       \
          segment_reduce(x[0], how, tensor({2, 0, 4}), std::nullopt, std::nullopt, 0, false, 0.5)),          \
      data);
  FACULA_SEGMENT_ROW("sum")
  FACULA_SEGMENT_ROW("mean")
  FACULA_SEGMENT_ROW("prod")
  FACULA_SEGMENT_ROW("max")
  FACULA_SEGMENT_ROW("min")
#undef FACULA_SEGMENT_ROW
  add(rows, "segment_reduce_rows",
      "torch.segment_reduce(x[0], 'max', lengths=torch.tensor([[1, 3], [2, 2]]), axis=1)",
      FACULA_ROW_CALL(segment_reduce(x[0], "max", tensor({{1, 3}, {2, 2}}), std::nullopt, std::nullopt, 1)),
      {{Input({2, 4})}, {Input({2, 4, 3})}});
  add(rows, "segment_reduce_offsets", "torch.segment_reduce(x[0], 'sum', offsets=torch.tensor([0, 2, 2, 6]))",
      FACULA_ROW_CALL(segment_reduce(x[0], "sum", std::nullopt, std::nullopt, tensor({0, 2, 2, 6}))), data);
}

void add_copies(std::vector<Row>& rows) {
  const std::vector<Sample> matrix = {{Input({3, 4})}};
#define FACULA_COPY_ROW(op, python, ...)                                                            \
  add(rows, #op, "torch." #op "(x[0]" python ")", FACULA_ROW_CALL(op(x[0], ##__VA_ARGS__)), matrix) \
      .out_form(FACULA_INTO(op##_out(o[0], x[0], ##__VA_ARGS__)));
  FACULA_COPY_ROW(alias_copy, "")
  FACULA_COPY_ROW(diagonal_copy, ", 1", 1)
  FACULA_COPY_ROW(expand_copy, ", [2, 3, 4]", {2, 3, 4})
  FACULA_COPY_ROW(permute_copy, ", [1, 0]", {1, 0})
  FACULA_COPY_ROW(select_copy, ", 1, 2", 1, 2)
  FACULA_COPY_ROW(slice_copy, ", 1, 0, 4, 2", 1, 0, 4, 2)
  FACULA_COPY_ROW(squeeze_copy, "")
  FACULA_COPY_ROW(t_copy, "")
  FACULA_COPY_ROW(transpose_copy, ", 0, 1", 0, 1)
  FACULA_COPY_ROW(unfold_copy, ", 1, 2, 1", 1, 2, 1)
  FACULA_COPY_ROW(unsqueeze_copy, ", 1", 1)
#undef FACULA_COPY_ROW
  // These go by the layout of their input.
  add(rows, "as_strided_copy", "torch.as_strided_copy(x[0].contiguous(), [2, 2], [1, 3], 1)",
      FACULA_ROW_CALL(as_strided_copy(x[0].contiguous(), {2, 2}, {1, 3}, 1)), matrix)
      .out_form(FACULA_INTO(as_strided_copy_out(o[0], x[0].contiguous(), {2, 2}, {1, 3}, 1)));
  add(rows, "view_copy", "torch.view_copy(x[0].contiguous(), [2, 6])",
      FACULA_ROW_CALL(view_copy(x[0].contiguous(), {2, 6})), matrix)
      .out_form(FACULA_INTO(view_copy_out(o[0], x[0].contiguous(), {2, 6})));
  add(rows, "detach_copy", "torch.detach_copy(x[0])", FACULA_ROW_CALL(detach_copy(x[0])), matrix)
      .no_gradient("detached");
  add(rows, "view_as_real_copy", "torch.view_as_real_copy(x[0])", FACULA_ROW_CALL(view_as_real_copy(x[0])),
      matrix)
      .types({kComplexFloat, kComplexDouble});
  add(rows, "view_as_complex_copy", "torch.view_as_complex_copy(x[0].contiguous())",
      FACULA_ROW_CALL(view_as_complex_copy(x[0].contiguous())), {{Input({3, 2})}});
  add(
      rows, "split_copy", "torch.split_copy(x[0], 3, 1)",
      [](const variable_list& x) { return split_copy(x[0], 3, 1); }, matrix);
  add(
      rows, "split_with_sizes_copy", "torch.split_with_sizes_copy(x[0], [1, 3], 1)",
      [](const variable_list& x) {
        return split_with_sizes_copy(x[0], {1, 3}, 1);
      },
      matrix);
  add(
      rows, "unbind_copy", "torch.unbind_copy(x[0], 1)",
      [](const variable_list& x) { return unbind_copy(x[0], 1); }, matrix);
  add(rows, "copy", "torch.ops.aten.copy(x[0], x[1])", FACULA_ROW_CALL(copy(x[0], x[1])),
      {{Input::fixed_value({3, 4}, -2, 2), Input({3, 4})}, {Input::fixed_value({3, 4}, -2, 2), Input({4})}})
      .out_form(FACULA_INTO(copy_out(o[0], x[0], x[1])));
  add(rows, "zero", "torch.ops.aten.zero(x[0])", FACULA_ROW_CALL(zero(x[0])), matrix)
      .no_gradient("constant")
      .out_form(FACULA_INTO(zero_out(o[0], x[0])));
  add(rows, "lift_fresh_copy", "torch.ops.aten.lift_fresh_copy(x[0])", FACULA_ROW_CALL(lift_fresh_copy(x[0])),
      matrix);
  add(rows, "resize", "torch.ops.aten.resize(x[0].contiguous(), [2, 3])",
      FACULA_ROW_CALL(resize(x[0].contiguous(), {2, 3})), matrix)
      .no_gradient("refused for tensors that require grad, as resize_()");
  add(rows, "embedding_renorm", "torch.embedding_renorm_(x[0].clone(), x[1], 1.0, 2.0)",
      FACULA_ROW_CALL(embedding_renorm(x[0], x[1], 1.0, 2.0)), {{Input({5, 3}), Input::index({2}, 5)}})
      .no_gradient("no derivative in PyTorch");
}

// Eigenvectors come with any sign: only the eigenvalues can be compared.
void add_eigenpairs(std::vector<Row>& rows) {
#define FACULA_SYMMETRIC(x) facula::matmul(x, x.transpose(-2, -1))
  const std::vector<Sample> dense = {{Input({9, 9}), Input::fixed_value({9, 2}, -1, 1)}};
  // In float32 PyTorch's "ortho" drifts away from a tolerance that it cannot reach, and second derivatives need a
  // small one: double only.
#define FACULA_LOBPCG(method)                                                                              \
  add(rows, "lobpcg_" method, "torch.lobpcg(x[0] @ x[0].mT, X=x[1], tol=1e-12, method='" method "')[0]",   \
      FACULA_ROW_CALL(std::get<0>(lobpcg(FACULA_SYMMETRIC(x[0]), std::nullopt, {}, x[1], std::nullopt, {}, \
                                         std::nullopt, 1e-12, std::nullopt, method))),                     \
      dense)                                                                                               \
      .types({kDouble});
  FACULA_LOBPCG("ortho")
  FACULA_LOBPCG("basic")
#undef FACULA_LOBPCG
#undef FACULA_SYMMETRIC
}

}  // namespace

void add_native_rows(std::vector<Row>& rows) {
  add_layers(rows);
  add_activations_and_losses(rows);
  add_segments(rows);
  add_copies(rows);
  add_eigenpairs(rows);
}

}  // namespace facula::optable
