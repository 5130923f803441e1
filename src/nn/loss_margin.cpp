#include "facula/nn/modules/loss_margin.h"

#include <sstream>

#include "facula/nn/functional/loss.h"
#include "facula/ops/print.h"
#include "nn/print.h"

namespace facula {
namespace nn {

static std::string tensor_text(const Tensor& t) {
  std::ostringstream text;
  text << t;
  return text.str();
}

HingeEmbeddingLossImpl::HingeEmbeddingLossImpl(HingeEmbeddingLossOptions options_)
    : options(std::move(options_)) {}
void HingeEmbeddingLossImpl::reset() {}
void HingeEmbeddingLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::HingeEmbeddingLoss(", "margin=", options.margin(), ")");
}
Tensor HingeEmbeddingLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::hinge_embedding_loss(input, target, options);
}

MultiMarginLossImpl::MultiMarginLossImpl(MultiMarginLossOptions options_) : options(std::move(options_)) {
  MultiMarginLossImpl::reset();
}
void MultiMarginLossImpl::reset() {
  FACULA_CHECK(options.p() == 1 || options.p() == 2, "only p == 1 and p == 2 supported");
  FACULA_CHECK(!options.weight().defined() || options.weight().dim() == 1, "weight must be one-dimensional");
  weight = register_buffer("weight", options.weight());
}
void MultiMarginLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MultiMarginLoss(p=", options.p(), ", margin=", options.margin(),
        ", weight=", tensor_text(options.weight()),
        ", reduction=", enumtype::get_enum_name(options.reduction()), ")");
}
Tensor MultiMarginLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::multi_margin_loss(input, target, MultiMarginLossOptions(options).weight(weight));
}

CosineEmbeddingLossImpl::CosineEmbeddingLossImpl(CosineEmbeddingLossOptions options_)
    : options(std::move(options_)) {}
void CosineEmbeddingLossImpl::reset() {}
void CosineEmbeddingLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CosineEmbeddingLoss(", "margin=", options.margin(), ")");
}
Tensor CosineEmbeddingLossImpl::forward(const Tensor& input1, const Tensor& input2, const Tensor& target) {
  return functional::cosine_embedding_loss(input1, input2, target, options);
}

MultiLabelMarginLossImpl::MultiLabelMarginLossImpl(MultiLabelMarginLossOptions options_)
    : options(std::move(options_)) {}
void MultiLabelMarginLossImpl::reset() {}
void MultiLabelMarginLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MultiLabelMarginLoss()");
}
Tensor MultiLabelMarginLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::multilabel_margin_loss(input, target, options);
}

SoftMarginLossImpl::SoftMarginLossImpl(SoftMarginLossOptions options_) : options(std::move(options_)) {}
void SoftMarginLossImpl::reset() {}
void SoftMarginLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::SoftMarginLoss()");
}
Tensor SoftMarginLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::soft_margin_loss(input, target, options);
}

MultiLabelSoftMarginLossImpl::MultiLabelSoftMarginLossImpl(MultiLabelSoftMarginLossOptions options_)
    : options(std::move(options_)) {
  MultiLabelSoftMarginLossImpl::reset();
}
void MultiLabelSoftMarginLossImpl::reset() { weight = register_buffer("weight", options.weight()); }
void MultiLabelSoftMarginLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MultiLabelSoftMarginLoss()");
}
Tensor MultiLabelSoftMarginLossImpl::forward(const Tensor& input, const Tensor& target) {
  return functional::multilabel_soft_margin_loss(input, target,
                                                 MultiLabelSoftMarginLossOptions(options).weight(weight));
}

TripletMarginLossImpl::TripletMarginLossImpl(TripletMarginLossOptions options_)
    : options(std::move(options_)) {}
void TripletMarginLossImpl::reset() {}
void TripletMarginLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::TripletMarginLoss(", "margin=", options.margin(), ", p=", options.p(),
        ", eps=", options.eps(), ", swap=", options.swap(), ")");
}
Tensor TripletMarginLossImpl::forward(const Tensor& anchor, const Tensor& positive, const Tensor& negative) {
  return functional::triplet_margin_loss(anchor, positive, negative, options);
}

TripletMarginWithDistanceLossImpl::TripletMarginWithDistanceLossImpl(
    TripletMarginWithDistanceLossOptions options_)
    : options(std::move(options_)) {}
void TripletMarginWithDistanceLossImpl::reset() {}
void TripletMarginWithDistanceLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::TripletMarginWithDistanceLoss(", "margin=", options.margin(),
        ", swap=", options.swap(), ")");
}
Tensor TripletMarginWithDistanceLossImpl::forward(const Tensor& anchor, const Tensor& positive,
                                                  const Tensor& negative) {
  return functional::triplet_margin_with_distance_loss(anchor, positive, negative, options);
}

CTCLossImpl::CTCLossImpl(CTCLossOptions options_) : options(std::move(options_)) {}
void CTCLossImpl::reset() {}
void CTCLossImpl::pretty_print(std::ostream& stream) const { print(stream, "torch::nn::CTCLoss()"); }
Tensor CTCLossImpl::forward(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                            const Tensor& target_lengths) {
  return functional::ctc_loss(log_probs, targets, input_lengths, target_lengths, options);
}

PoissonNLLLossImpl::PoissonNLLLossImpl(PoissonNLLLossOptions options_) : options(std::move(options_)) {}
void PoissonNLLLossImpl::reset() {}
void PoissonNLLLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::PoissonNLLLoss()");
}
Tensor PoissonNLLLossImpl::forward(const Tensor& log_input, const Tensor& targets) {
  return functional::poisson_nll_loss(log_input, targets, options);
}

MarginRankingLossImpl::MarginRankingLossImpl(MarginRankingLossOptions options_)
    : options(std::move(options_)) {}
void MarginRankingLossImpl::reset() {}
void MarginRankingLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::MarginRankingLoss()");
}
Tensor MarginRankingLossImpl::forward(const Tensor& input1, const Tensor& input2, const Tensor& target) {
  return functional::margin_ranking_loss(input1, input2, target, options);
}

GaussianNLLLossImpl::GaussianNLLLossImpl(GaussianNLLLossOptions options_) : options(std::move(options_)) {}
void GaussianNLLLossImpl::reset() {}
void GaussianNLLLossImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::GaussianNLLLoss()");
}
Tensor GaussianNLLLossImpl::forward(const Tensor& input, const Tensor& target, const Tensor& var) {
  return functional::gaussian_nll_loss(input, target, var, options);
}

template class Cloneable<HingeEmbeddingLossImpl>;
template class Cloneable<MultiMarginLossImpl>;
template class Cloneable<CosineEmbeddingLossImpl>;
template class Cloneable<MultiLabelMarginLossImpl>;
template class Cloneable<SoftMarginLossImpl>;
template class Cloneable<MultiLabelSoftMarginLossImpl>;
template class Cloneable<TripletMarginLossImpl>;
template class Cloneable<TripletMarginWithDistanceLossImpl>;
template class Cloneable<CTCLossImpl>;
template class Cloneable<PoissonNLLLossImpl>;
template class Cloneable<MarginRankingLossImpl>;
template class Cloneable<GaussianNLLLossImpl>;

}  // namespace nn
}  // namespace facula
