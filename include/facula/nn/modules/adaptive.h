#pragma once
// The adaptive softmax.
#include "facula/nn/modules/container/module_list.h"
#include "facula/nn/modules/linear.h"
#include "facula/nn/options/adaptive.h"

namespace facula {
namespace nn {

/// What AdaptiveLogSoftmaxWithLoss gives: each sample's log-probability of its target, and their mean,
/// negated.
struct ASMoutput {
  ASMoutput(Tensor output_, double loss_) : output(std::move(output_)), loss(loss_) {}
  Tensor output;
  double loss;
};

/// Softmax over many classes, whose rare ones share clusters that are looked into only when needed.
/// shape   input: (N, in_features) or (in_features); target: (N) or ()
/// errors  Error for cutoffs that do not grow, and for targets that are no classes
/// source  Grave et al. 2016, arXiv:1609.04309
class AdaptiveLogSoftmaxWithLossImpl : public Cloneable<AdaptiveLogSoftmaxWithLossImpl> {
 public:
  AdaptiveLogSoftmaxWithLossImpl(int64_t in_features, int64_t n_classes, std::vector<int64_t> cutoffs_);
  explicit AdaptiveLogSoftmaxWithLossImpl(AdaptiveLogSoftmaxWithLossOptions options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  ASMoutput forward(const Tensor& input, const Tensor& target);
  /// The loss as a tensor, with its gradient: ASMoutput holds but a number.
  std::tuple<Tensor, Tensor> forward_with_loss(const Tensor& input, const Tensor& target);
  /// Log-probabilities of all classes (N, n_classes), from the head's output.
  Tensor _get_full_log_prob(const Tensor& input, const Tensor& head_output);
  Tensor log_prob(const Tensor& input);
  /// The likeliest classes (N).
  Tensor predict(const Tensor& input);

  AdaptiveLogSoftmaxWithLossOptions options;
  std::vector<int64_t> cutoffs;
  int64_t shortlist_size = 0, n_clusters = 0, head_size = 0;
  Linear head = nullptr;
  ModuleList tail;

 private:
  Tensor tail_output(int64_t cluster, const Tensor& input);
};
FACULA_LIBRARY_MODULE(AdaptiveLogSoftmaxWithLoss);

}  // namespace nn
}  // namespace facula
