#include "facula/nn/modules/adaptive.h"

#include <cmath>

#include "facula/nn/modules/container/sequential.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/softmax.h"
#include "nn/print.h"

namespace facula {
namespace nn {

AdaptiveLogSoftmaxWithLossImpl::AdaptiveLogSoftmaxWithLossImpl(int64_t in_features, int64_t n_classes,
                                                               std::vector<int64_t> cutoffs_)
    : AdaptiveLogSoftmaxWithLossImpl(
          AdaptiveLogSoftmaxWithLossOptions(in_features, n_classes, std::move(cutoffs_))) {}
AdaptiveLogSoftmaxWithLossImpl::AdaptiveLogSoftmaxWithLossImpl(AdaptiveLogSoftmaxWithLossOptions options_)
    : options(std::move(options_)) {
  AdaptiveLogSoftmaxWithLossImpl::reset();
}

void AdaptiveLogSoftmaxWithLossImpl::reset() {
  const std::vector<int64_t>& given = options.cutoffs();
  bool good = !given.empty();
  for (size_t i = 0; i < given.size(); ++i)
    good = good && given[i] > (i ? given[i - 1] : 0) && given[i] < options.n_classes();
  FACULA_CHECK(
      good,
      "cutoffs should be a sequence of unique, positive integers sorted in an increasing order, where "
      "each value is between 1 and n_classes-1");
  cutoffs = given;
  cutoffs.push_back(options.n_classes());
  shortlist_size = cutoffs[0];
  n_clusters = static_cast<int64_t>(cutoffs.size()) - 1;
  head_size = shortlist_size + n_clusters;
  head = register_module("head",
                         Linear(LinearOptions(options.in_features(), head_size).bias(options.head_bias())));
  tail = register_module("tail", ModuleList());
  for (int64_t i = 0; i < n_clusters; ++i) {
    const auto k = static_cast<size_t>(i);
    const auto hidden = static_cast<int64_t>(static_cast<double>(options.in_features()) /
                                             std::pow(options.div_value(), static_cast<double>(i + 1)));
    const Linear down(LinearOptions(options.in_features(), hidden).bias(false));  // draws before the other
    const Linear up(LinearOptions(hidden, cutoffs[k + 1] - cutoffs[k]).bias(false));
    tail->push_back(Sequential(down, up));
  }
}

void AdaptiveLogSoftmaxWithLossImpl::reset_parameters() {
  head->reset_parameters();
  for (int64_t i = 0; i < n_clusters; ++i)
    for (const auto& linear : tail->ptr(static_cast<size_t>(i))->children())
      linear->as<LinearImpl>()->reset_parameters();
}

Tensor AdaptiveLogSoftmaxWithLossImpl::tail_output(int64_t cluster, const Tensor& input) {
  return tail->at<SequentialImpl>(static_cast<size_t>(cluster)).forward(input);
}

std::tuple<Tensor, Tensor> AdaptiveLogSoftmaxWithLossImpl::forward_with_loss(const Tensor& input_,
                                                                             const Tensor& target_) {
  const bool batched = target_.dim() > 0;
  FACULA_CHECK(!batched || input_.size(0) == target_.size(0),
               "Input and target should have the same size in the batch dimension.");
  FACULA_CHECK(input_.dim() == (batched ? 2 : 1), batched ? "1D" : "0D", " target tensor expects ",
               batched ? 2 : 1, "D input tensors, but found inputs with sizes ", input_.sizes(), ".");
  const Tensor input = batched ? input_ : input_.unsqueeze(0);
  const Tensor target = batched ? target_ : target_.unsqueeze(0);
  if (target.numel()) {
    const auto least = target.min().item<int64_t>(), most = target.max().item<int64_t>();
    FACULA_CHECK(least >= 0 && most < options.n_classes(), "Target values should be in [0, ",
                 options.n_classes() - 1, "], but values in range [", least, ", ", most, "] were found. ");
  }
  // Frequent classes are found in the head; the others by their cluster there, and by its own classes.
  Tensor in_head = target, output = zeros({input.size(0)}, input.options().requires_grad(false));
  for (int64_t i = 0; i < n_clusters; ++i) {
    const auto k = static_cast<size_t>(i);
    const Tensor mine = target.ge(cutoffs[k]).logical_and(target.lt(cutoffs[k + 1]));
    const Tensor rows = mine.nonzero().squeeze(1);
    if (rows.numel() == 0) continue;
    in_head = in_head.masked_fill(mine, shortlist_size + i);
    const Tensor log_probs = log_softmax(tail_output(i, input.index_select(0, rows)), 1);
    const Tensor local = (target.index_select(0, rows) - cutoffs[k]).unsqueeze(1);
    output = output.index_add(0, rows, log_probs.gather(1, local).squeeze(1));
  }
  output = output + log_softmax(head->forward(input), 1).gather(1, in_head.unsqueeze(1)).squeeze(1);
  const Tensor loss = -output.mean();
  return {batched ? output : output.squeeze(0), loss};
}

ASMoutput AdaptiveLogSoftmaxWithLossImpl::forward(const Tensor& input, const Tensor& target) {
  auto [output, loss] = forward_with_loss(input, target);
  return ASMoutput(output, loss.item<double>());
}

Tensor AdaptiveLogSoftmaxWithLossImpl::_get_full_log_prob(const Tensor& input, const Tensor& head_output) {
  const Tensor first = log_softmax(head_output, 1);
  std::vector<Tensor> parts = {first.narrow(1, 0, shortlist_size)};
  for (int64_t i = 0; i < n_clusters; ++i)
    parts.push_back(log_softmax(tail_output(i, input), 1) + first.narrow(1, shortlist_size + i, 1));
  return cat(parts, 1);
}

Tensor AdaptiveLogSoftmaxWithLossImpl::log_prob(const Tensor& input) {
  return _get_full_log_prob(input, head->forward(input));
}

Tensor AdaptiveLogSoftmaxWithLossImpl::predict(const Tensor& input) { return log_prob(input).argmax(1); }

void AdaptiveLogSoftmaxWithLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::AdaptiveLogSoftmaxWithLoss");
}

template class Cloneable<AdaptiveLogSoftmaxWithLossImpl>;

}  // namespace nn
}  // namespace facula
