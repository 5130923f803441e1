#include "facula/nn/functional/loss.h"
#include "facula/ops/loss.h"

namespace facula {
namespace nn {
namespace functional {

Tensor l1_loss(const Tensor& input, const Tensor& target, const L1LossFuncOptions& o) {
  return facula::l1_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor mse_loss(const Tensor& input, const Tensor& target, const MSELossFuncOptions& o) {
  return facula::mse_loss(input, target, enumtype::reduction_get_enum(o.reduction()));
}
Tensor smooth_l1_loss(const Tensor& input, const Tensor& target, const SmoothL1LossFuncOptions& o) {
  return facula::smooth_l1_loss(input, target, enumtype::reduction_get_enum(o.reduction()), o.beta());
}
Tensor huber_loss(const Tensor& input, const Tensor& target, const HuberLossFuncOptions& o) {
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

}  // namespace functional
}  // namespace nn
}  // namespace facula
