#include "facula/core/warning.h"
#include "facula/nn/functional/distance.h"
#include "facula/nn/functional/loss.h"
#include "facula/ops/activation.h"
#include "facula/ops/loss.h"

namespace facula {
namespace nn {
namespace functional {

static void warn_of_broadcasting(const Tensor& input, const Tensor& target) {
  if (input.sizes() == target.sizes()) return;
  FACULA_WARN(
      "Using a target size (", target.sizes(), ") that is different to the input size (", input.sizes(),
      "). This will likely lead to incorrect results due to broadcasting. Please ensure they have the same "
      "size.");
}

Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& o) {
  warn_of_broadcasting(input, target);
  return facula::l1_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& o) {
  warn_of_broadcasting(input, target);
  return facula::mse_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& o) {
  warn_of_broadcasting(input, target);
  return facula::smooth_l1_loss(input, target, enumtype::reduction_get_enum(o.reduction()), o.beta());
}
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& o) {
  warn_of_broadcasting(input, target);
  return facula::huber_loss(input, target, enumtype::reduction_get_enum(o.reduction()), o.delta());
}

Tensor kl_div(const Tensor& input, const Tensor& target, const KLDivFuncOptions& o) {
  const bool batch_mean = enumtype::is<enumtype::kBatchMean>(o.reduction());
  const int64_t reduction = batch_mean ? Reduction::Sum : enumtype::reduction_get_enum(o.reduction());
  Tensor loss = facula::kl_div(input, target, reduction, o.log_target());
  return batch_mean && input.dim() != 0 ? loss / input.size(0) : loss;
}

Tensor binary_cross_entropy(const Tensor& input, const Tensor& target,
                            const BinaryCrossEntropyFuncOptions& o) {
  FACULA_CHECK(target.sizes() == input.sizes(), "Using a target size (", target.sizes(),
               ") that is different to the input size (", input.sizes(),
               ") is deprecated. Please ensure they have the same size.");
  return facula::binary_cross_entropy(input, target, o.weight(), enumtype::reduction_get_enum(o.reduction()));
}
Tensor binary_cross_entropy_with_logits(const Tensor& input, const Tensor& target,
                                        const BinaryCrossEntropyWithLogitsFuncOptions& o) {
  FACULA_CHECK(target.sizes() == input.sizes(), "Target size (", target.sizes(),
               ") must be the same as input size (", input.sizes(), ")");
  return facula::binary_cross_entropy_with_logits(input, target, o.weight(), o.pos_weight(),
                                                  enumtype::reduction_get_enum(o.reduction()));
}

Tensor nll_loss(const Tensor& input, const Tensor& target, const NLLLossFuncOptions& o) {
  return facula::nll_loss_nd(input, target, o.weight(), enumtype::reduction_get_enum(o.reduction()),
                             o.ignore_index());
}
Tensor cross_entropy(const Tensor& input, const Tensor& target, const CrossEntropyFuncOptions& o) {
  return facula::cross_entropy_loss(input, target, o.weight(), enumtype::reduction_get_enum(o.reduction()),
                                    o.ignore_index(), o.label_smoothing());
}

static Tensor join(const Tensor& loss, int64_t reduction) {
  return reduction == Reduction::Mean ? loss.mean() : reduction == Reduction::Sum ? loss.sum() : loss;
}

Tensor hinge_embedding_loss(const Tensor& input, const Tensor& target,
                            const HingeEmbeddingLossFuncOptions& o) {
  return facula::hinge_embedding_loss(input, target, o.margin(), enumtype::reduction_get_enum(o.reduction()));
}
Tensor multi_margin_loss(const Tensor& input, const Tensor& target, const MultiMarginLossFuncOptions& o) {
  FACULA_CHECK(o.p() == 1 || o.p() == 2, "only p == 1 and p == 2 supported");
  if (o.weight().defined()) FACULA_CHECK(o.weight().dim() == 1, "weight must be one-dimensional");
  return facula::multi_margin_loss(input, target, o.p(), o.margin(), o.weight(),
                                   enumtype::reduction_get_enum(o.reduction()));
}
Tensor cosine_embedding_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                             const CosineEmbeddingLossFuncOptions& o) {
  return facula::cosine_embedding_loss(input1, input2, target, o.margin(),
                                       enumtype::reduction_get_enum(o.reduction()));
}
Tensor multilabel_margin_loss(const Tensor& input, const Tensor& target,
                              const MultilabelMarginLossFuncOptions& o) {
  return facula::multilabel_margin_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor soft_margin_loss(const Tensor& input, const Tensor& target, const SoftMarginLossFuncOptions& o) {
  return facula::soft_margin_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor multilabel_soft_margin_loss(const Tensor& input, const Tensor& target,
                                   const MultilabelSoftMarginLossFuncOptions& o) {
  Tensor loss = -(target * facula::log_sigmoid(input) + (1 - target) * facula::log_sigmoid(-input));
  if (o.weight().defined()) loss = loss * o.weight();
  return join(loss.sum({-1}) / input.size(-1), enumtype::reduction_get_enum(o.reduction()));
}
Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           const TripletMarginLossFuncOptions& o) {
  return facula::triplet_margin_loss(anchor, positive, negative, o.margin(), o.p(), o.eps(), o.swap(),
                                     enumtype::reduction_get_enum(o.reduction()));
}
Tensor triplet_margin_with_distance_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                                         const TripletMarginWithDistanceLossFuncOptions& o) {
  const auto distance = [&](const Tensor& a, const Tensor& b) {
    return o.distance_function() ? (*o.distance_function())(a, b) : pairwise_distance(a, b);
  };
  const Tensor near = distance(anchor, positive);
  Tensor far = distance(anchor, negative);
  if (o.swap()) far = far.minimum(distance(positive, negative));
  return join((near - far + o.margin()).clamp_min(0), enumtype::reduction_get_enum(o.reduction()));
}
Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, const CTCLossFuncOptions& o) {
  return facula::ctc_loss(log_probs, targets, input_lengths, target_lengths, o.blank(),
                          enumtype::reduction_get_enum(o.reduction()), o.zero_infinity());
}
Tensor poisson_nll_loss(const Tensor& input, const Tensor& target, const PoissonNLLLossFuncOptions& o) {
  return facula::poisson_nll_loss(input, target, o.log_input(), o.full(), o.eps(),
                                  enumtype::reduction_get_enum(o.reduction()));
}
Tensor margin_ranking_loss(const Tensor& input1, const Tensor& input2, const Tensor& target,
                           const MarginRankingLossFuncOptions& o) {
  FACULA_CHECK(input1.dim() == input2.dim() && input1.dim() == target.dim(),
               "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1: ",
               input1.sizes(), ", input2: ", input2.sizes(), ", target: ", target.sizes());
  return facula::margin_ranking_loss(input1, input2, target, o.margin(),
                                     enumtype::reduction_get_enum(o.reduction()));
}
Tensor gaussian_nll_loss(const Tensor& input, const Tensor& target, const Tensor& var,
                         const GaussianNLLLossFuncOptions& o) {
  Tensor v = var;
  if (v.sizes() != input.sizes()) {
    if (input.dim() == v.dim() + 1 && input.sizes().slice(0, static_cast<size_t>(v.dim())) == v.sizes())
      v = v.unsqueeze(-1);
    FACULA_CHECK_AS(ValueError,
                    v.dim() == input.dim() && v.size(-1) == 1 && input.narrow(-1, 0, 1).sizes() == v.sizes(),
                    "var is of incorrect size");
  }
  FACULA_CHECK_AS(ValueError, !v.lt(0).any().item<bool>(), "var has negative entry/entries");
  // The least variance holds without a trace in the gradient, as in PyTorch.
  const Tensor least = v.detach().clamp_min(o.eps());
  v = v + (least - v.detach());
  Tensor loss = 0.5 * (v.log() + (input - target).square() / v);
  if (o.full()) loss = loss + 0.91893853320467274178;  // log(2 pi) / 2
  return join(loss, enumtype::reduction_get_enum(o.reduction()));
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
