#include "facula/ops/loss.h"
#include "facula/ops/norm.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

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
  add_losses(rows);
  add_norms(rows);
}

}  // namespace facula::optable
