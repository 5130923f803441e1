#pragma once
// Options of the losses. reduction: kNone keeps the losses of the elements, kMean and kSum join them.
#include <variant>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {
namespace detail {
using loss_reduction_t = std::variant<enumtype::kNone, enumtype::kMean, enumtype::kSum>;
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
  using reduction_t = std::variant<enumtype::kNone, enumtype::kBatchMean, enumtype::kSum, enumtype::kMean>;
  KLDivLossOptions() = default;
  KLDivLossOptions(enumtype::kNone reduction) : reduction_(reduction) {}
  KLDivLossOptions(enumtype::kBatchMean reduction) : reduction_(reduction) {}
  KLDivLossOptions(enumtype::kSum reduction) : reduction_(reduction) {}
  KLDivLossOptions(enumtype::kMean reduction) : reduction_(reduction) {}
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
}  // namespace functional

}  // namespace nn
}  // namespace facula
