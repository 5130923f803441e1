#pragma once
// Options of the losses. reduction: kNone keeps the losses of the elements, kMean and kSum join them.
#include <functional>
#include <optional>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {
namespace detail {
using loss_reduction_t = enumtype::OneOf<enumtype::kNone, enumtype::kMean, enumtype::kSum>;
}

// So that F::mse_loss(x, y, kSum) works: two conversions of the user's kind would be needed otherwise.
#define FACULA_FROM_REDUCTION(Name)                          \
  using reduction_t = detail::loss_reduction_t;              \
  Name() = default;                                          \
  Name(enumtype::kNone reduction) : reduction_(reduction) {} \
  Name(enumtype::kMean reduction) : reduction_(reduction) {} \
  Name(enumtype::kSum reduction) : reduction_(reduction) {}

struct L1LossOptions {
  FACULA_FROM_REDUCTION(L1LossOptions)
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct MSELossOptions {
  FACULA_FROM_REDUCTION(MSELossOptions)
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct SmoothL1LossOptions {
  FACULA_FROM_REDUCTION(SmoothL1LossOptions)
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
  FACULA_ARG(double, beta) = 1.0;
};
struct HuberLossOptions {
  FACULA_FROM_REDUCTION(HuberLossOptions)
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
  FACULA_ARG(double, delta) = 1.0;
};
#undef FACULA_FROM_REDUCTION

/// kBatchMean divides the sum by the size of the batch.
struct KLDivLossOptions {
  using reduction_t = enumtype::OneOf<enumtype::kNone, enumtype::kBatchMean, enumtype::kSum, enumtype::kMean>;
  KLDivLossOptions() = default;
  KLDivLossOptions(enumtype::kNone reduction);
  KLDivLossOptions(enumtype::kBatchMean reduction);
  KLDivLossOptions(enumtype::kSum reduction);
  KLDivLossOptions(enumtype::kMean reduction);
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
  FACULA_ARG(bool, log_target) = false;
};
struct BCELossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct BCEWithLogitsLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
  FACULA_ARG(Tensor, pos_weight) = Tensor();
};
struct NLLLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(int64_t, ignore_index) = -100;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct CrossEntropyLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(int64_t, ignore_index) = -100;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
  FACULA_ARG(double, label_smoothing) = 0.0;
};

struct HingeEmbeddingLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(double, margin) = 1.0;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct MultiMarginLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(int64_t, p) = 1;
  FACULA_ARG(double, margin) = 1.0;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct CosineEmbeddingLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(double, margin) = 0.0;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct MultiLabelMarginLossOptions {
  using reduction_t = detail::loss_reduction_t;
  MultiLabelMarginLossOptions() = default;
  MultiLabelMarginLossOptions(enumtype::kNone reduction);
  MultiLabelMarginLossOptions(enumtype::kMean reduction);
  MultiLabelMarginLossOptions(enumtype::kSum reduction);
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct SoftMarginLossOptions {
  using reduction_t = detail::loss_reduction_t;
  SoftMarginLossOptions() = default;
  SoftMarginLossOptions(enumtype::kNone reduction);
  SoftMarginLossOptions(enumtype::kMean reduction);
  SoftMarginLossOptions(enumtype::kSum reduction);
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct MultiLabelSoftMarginLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(Tensor, weight) = Tensor();
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct TripletMarginLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(double, margin) = 1.0;
  FACULA_ARG(double, p) = 2.0;
  FACULA_ARG(double, eps) = 1e-6;
  FACULA_ARG(bool, swap) = false;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
/// distance_function: pairwise_distance unless set.
struct TripletMarginWithDistanceLossOptions {
  using distance_function_t = std::function<Tensor(const Tensor&, const Tensor&)>;
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(std::optional<distance_function_t>, distance_function) = std::nullopt;
  FACULA_ARG(double, margin) = 1.0;
  FACULA_ARG(bool, swap) = false;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
/// zero_infinity: targets that cannot be reached count 0.
struct CTCLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(int64_t, blank) = 0;
  FACULA_ARG(bool, zero_infinity) = false;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct PoissonNLLLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(bool, log_input) = true;
  FACULA_ARG(bool, full) = false;
  FACULA_ARG(double, eps) = 1e-8;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
struct MarginRankingLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(double, margin) = 0.0;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};
/// full: with the constant log(2 pi) / 2; eps: the least variance.
struct GaussianNLLLossOptions {
  using reduction_t = detail::loss_reduction_t;
  FACULA_ARG(bool, full) = false;
  FACULA_ARG(double, eps) = 1e-6;
  FACULA_ARG(reduction_t, reduction) = enumtype::kMean();
};

namespace functional {
using L1LossFuncOptions = L1LossOptions;
using MSELossFuncOptions = MSELossOptions;
using SmoothL1LossFuncOptions = SmoothL1LossOptions;
using HuberLossFuncOptions = HuberLossOptions;
using KLDivFuncOptions = KLDivLossOptions;
using BinaryCrossEntropyFuncOptions = BCELossOptions;
using BinaryCrossEntropyWithLogitsFuncOptions = BCEWithLogitsLossOptions;
using NLLLossFuncOptions = NLLLossOptions;
using CrossEntropyFuncOptions = CrossEntropyLossOptions;
using HingeEmbeddingLossFuncOptions = HingeEmbeddingLossOptions;
using MultiMarginLossFuncOptions = MultiMarginLossOptions;
using CosineEmbeddingLossFuncOptions = CosineEmbeddingLossOptions;
using SoftMarginLossFuncOptions = SoftMarginLossOptions;
using TripletMarginLossFuncOptions = TripletMarginLossOptions;
using TripletMarginWithDistanceLossFuncOptions = TripletMarginWithDistanceLossOptions;
using CTCLossFuncOptions = CTCLossOptions;
using PoissonNLLLossFuncOptions = PoissonNLLLossOptions;
using MarginRankingLossFuncOptions = MarginRankingLossOptions;
using GaussianNLLLossFuncOptions = GaussianNLLLossOptions;
using MultilabelMarginLossFuncOptions = MultiLabelMarginLossOptions;
using MultilabelSoftMarginLossFuncOptions = MultiLabelSoftMarginLossOptions;
}  // namespace functional

}  // namespace nn
}  // namespace facula
