#include "facula/ops/activation.h"
#include "facula/ops/loss.h"
#include "facula/ops/norm.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

void add_activations(std::vector<Row>& rows) {
  auto add = [&](const char* name, const char* python, Function f, double low = -3, double high = 3) {
    rows.push_back(Row{name, python, std::move(f), unary_samples(low, high)}.tolerance(4e-6, 1e-12));
  };
  add("relu", "F.relu(x[0])", FACULA_ROW_CALL(facula::relu(x[0])));
  add("leaky_relu", "F.leaky_relu(x[0], 0.2)", FACULA_ROW_CALL(facula::leaky_relu(x[0], 0.2)));
  add("elu", "F.elu(x[0], 1.5)", FACULA_ROW_CALL(facula::elu(x[0], 1.5)));
  add("selu", "F.selu(x[0])", FACULA_ROW_CALL(facula::selu(x[0])));
  add("celu", "F.celu(x[0], 1.5)", FACULA_ROW_CALL(facula::celu(x[0], 1.5)));
  add("gelu", "F.gelu(x[0])", FACULA_ROW_CALL(facula::gelu(x[0])));
  rows.back().tolerance32 = 2e-5;  // PyTorch's own float32 value is 1e-5 off the double one in the lower tail
  add("gelu_tanh", "F.gelu(x[0], approximate='tanh')", FACULA_ROW_CALL(facula::gelu(x[0], "tanh")));
  add("silu", "F.silu(x[0])", FACULA_ROW_CALL(facula::silu(x[0])));
  add("mish", "F.mish(x[0])", FACULA_ROW_CALL(facula::mish(x[0])));
  add("softplus", "F.softplus(x[0], 2, 3)", FACULA_ROW_CALL(facula::softplus(x[0], 2, 3)));
  add("hardtanh", "F.hardtanh(x[0], -1.1, 1.2)", FACULA_ROW_CALL(facula::hardtanh(x[0], -1.1, 1.2)));
  add("relu6", "F.relu6(x[0])", FACULA_ROW_CALL(facula::relu6(x[0])));
  add("hardswish", "F.hardswish(x[0])", FACULA_ROW_CALL(facula::hardswish(x[0])), -2.9, 2.9);
  add("hardsigmoid", "F.hardsigmoid(x[0])", FACULA_ROW_CALL(facula::hardsigmoid(x[0])), -2.9, 2.9);
  add("log_sigmoid", "F.logsigmoid(x[0])", FACULA_ROW_CALL(facula::log_sigmoid(x[0])));
  rows.push_back(Row{"glu", "F.glu(x[0], 1)", FACULA_ROW_CALL(facula::glu(x[0], 1)), {{Input({3, 4})}}});
}

void add_losses(std::vector<Row>& rows) {
  const std::vector<Sample> pairs = {{Input({3, 4}), Input({3, 4})}, {Input({5}), Input({5})}};
  auto add = [&](const std::string& name, const std::string& python, Function f,
                 std::vector<Sample> samples) {
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.tolerance(4e-6, 1e-12));
  };
  const std::pair<int64_t, const char*> reductions[] = {
      {Reduction::None, "none"}, {Reduction::Mean, "mean"}, {Reduction::Sum, "sum"}};
  for (auto [code, word] : reductions) {
    const int64_t r = code;
    const std::string tail = std::string(", reduction='") + word + "')";
    add(
        std::string("mse_loss_") + word, "F.mse_loss(x[0], x[1]" + tail,
        [r](const variable_list& x) { return variable_list{mse_loss(x[0], x[1], r)}; }, pairs);
    add(
        std::string("l1_loss_") + word, "F.l1_loss(x[0], x[1]" + tail,
        [r](const variable_list& x) { return variable_list{l1_loss(x[0], x[1], r)}; }, pairs);
    add(
        std::string("smooth_l1_loss_") + word, "F.smooth_l1_loss(x[0], x[1]" + tail,
        [r](const variable_list& x) { return variable_list{smooth_l1_loss(x[0], x[1], r)}; }, pairs);
    add(std::string("nll_loss_") + word, "F.nll_loss(x[0], x[1]" + tail,
        [r](const variable_list& x) { return variable_list{nll_loss(x[0], x[1], {}, r)}; },
        {{Input({3, 4}), Input::index({3}, 4)}});
    add(std::string("cross_entropy_") + word, "F.cross_entropy(x[0], x[1]" + tail,
        [r](const variable_list& x) { return variable_list{cross_entropy_loss(x[0], x[1], {}, r)}; },
        {{Input({3, 4}), Input::index({3}, 4)}, {Input({2, 3, 4}), Input::index({2, 4}, 3)}});
  }
  add("cross_entropy_smoothed", "F.cross_entropy(x[0], x[1], x[2], label_smoothing=0.1)",
      FACULA_ROW_CALL(cross_entropy_loss(x[0], x[1], x[2], Reduction::Mean, -100, 0.1)),
      {{Input({3, 4}), Input::index({3}, 4), Input::fixed_value({4}, 0.5, 2)}});
  add("binary_cross_entropy", "F.binary_cross_entropy(x[0], x[1])",
      FACULA_ROW_CALL(binary_cross_entropy(x[0], x[1])),
      {{Input({3, 4}, 0.1, 0.9), Input({3, 4}, 0.05, 0.95)}});
  add("binary_cross_entropy_with_logits", "F.binary_cross_entropy_with_logits(x[0], x[1])",
      FACULA_ROW_CALL(binary_cross_entropy_with_logits(x[0], x[1])), {{Input({3, 4}), Input({3, 4}, 0, 1)}});
}

void add_norms(std::vector<Row>& rows) {
  rows.push_back(Row{
      "layer_norm",
      "F.layer_norm(x[0], (4,), x[1], x[2])",
      FACULA_ROW_CALL(facula::layer_norm(x[0], {4}, x[1], x[2])),
      {{Input({2, 3, 4}), Input({4}),
        Input({4})}}}.tolerance(1e-5, 1e-11));
  rows.push_back(Row{"batch_norm",
                     "F.batch_norm(x[0], None, None, x[1], x[2], True)",
                     FACULA_ROW_CALL(facula::batch_norm(x[0], x[1], x[2], {}, {}, true, 0.1, 1e-5, false)),
                     {{Input({3, 2, 2, 3}), Input({2}), Input({2})}, {Input({4, 3}), Input({3}), Input({3})}}}
                     .tolerance(1e-5, 1e-11));
  rows.push_back(Row{
      "group_norm",
      "F.group_norm(x[0], 2, x[1], x[2])",
      FACULA_ROW_CALL(facula::group_norm(x[0], 2, x[1], x[2])),
      {{Input({2, 4, 3}), Input({4}),
        Input({4})}}}.tolerance(1e-5, 1e-11));
}

}  // namespace

void add_nn_rows(std::vector<Row>& rows) {
  add_activations(rows);
  add_losses(rows);
  add_norms(rows);
}

}  // namespace facula::optable
