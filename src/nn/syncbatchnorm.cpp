#include "facula/nn/modules/syncbatchnorm.h"

#include "facula/nn/functional/normalization.h"
#include "facula/nn/modules/container/sequential.h"
#include "nn/module_hooks.h"
#include "nn/print.h"

namespace facula {
namespace nn {

SyncBatchNormImpl::SyncBatchNormImpl(const BatchNormOptions& options_) : NormImplBase(options_) {}

void SyncBatchNormImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::SyncBatchNorm(", options.num_features(), ", eps=", options.eps(), ", momentum=",
        options.momentum() ? ::facula::detail::concat(*options.momentum()) : std::string("None"),
        ", affine=", options.affine(), ", track_running_stats=", options.track_running_stats(), ")");
}

Tensor SyncBatchNormImpl::forward(const Tensor& input) {
  FACULA_CHECK_AS(ValueError, input.is_cuda(), "SyncBatchNorm expected input tensor to be on GPU");
  FACULA_CHECK_AS(ValueError, input.dim() >= 2, "expected at least 2D input (got ", input.dim(), "D input)");
  FACULA_CHECK_AS(ValueError, input.size(1) != 0,
                  "SyncBatchNorm number of input channels should be non-zero");
  double factor = options.momentum().value_or(0.0);
  if (is_training() && options.track_running_stats()) {
    num_batches_tracked.add_(1);
    if (!options.momentum()) factor = 1.0 / num_batches_tracked.item<double>();
  }
  return functional::batch_norm(input, running_mean, running_var,
                                functional::BatchNormFuncOptions()
                                    .weight(weight)
                                    .bias(bias)
                                    .training(is_training() || !options.track_running_stats())
                                    .momentum(factor)
                                    .eps(options.eps()));
}

namespace {

// A SyncBatchNorm with the parameters and buffers of `from` themselves.
template <class Norm>
std::shared_ptr<SyncBatchNormImpl> synchronized(const Norm& from) {
  auto made = std::make_shared<SyncBatchNormImpl>(
      BatchNormOptions(from.options).affine(false).track_running_stats(false));
  made->options = from.options;
  detail::ModuleAccess::parameters(*made) = detail::ModuleAccess::parameters(const_cast<Norm&>(from));
  detail::ModuleAccess::buffers(*made) = detail::ModuleAccess::buffers(const_cast<Norm&>(from));
  made->weight = from.weight;
  made->bias = from.bias;
  made->running_mean = from.running_mean;
  made->running_var = from.running_var;
  made->num_batches_tracked = from.num_batches_tracked;
  made->train(from.is_training());
  return made;
}

std::shared_ptr<SyncBatchNormImpl> synchronized_or_null(const Module& m) {
  if (const auto* one = m.as<BatchNorm1dImpl>()) return synchronized(*one);
  if (const auto* two = m.as<BatchNorm2dImpl>()) return synchronized(*two);
  if (const auto* three = m.as<BatchNorm3dImpl>()) return synchronized(*three);
  return nullptr;
}

void check_no_members(const Module& module) {
  for (const auto& child : module.named_children()) {
    FACULA_CHECK(!synchronized_or_null(*child.value()), "convert_sync_batchnorm cannot replace the member '",
                 child.key(), "' of ", module.name(),
                 "; make it a SyncBatchNorm there, or put it in a Sequential");
    check_no_members(*child.value());
  }
}

bool has_batch_norm(const Module& module) {
  if (synchronized_or_null(module)) return true;
  for (const auto& child : module.children())
    if (has_batch_norm(*child)) return true;
  return false;
}

}  // namespace

std::shared_ptr<Module> SyncBatchNormImpl::convert_sync_batchnorm(const std::shared_ptr<Module>& module) {
  if (auto made = synchronized_or_null(*module)) return made;
  auto* list = module->as<SequentialImpl>();
  if (!list) {
    check_no_members(*module);
    return module;
  }
  if (!has_batch_norm(*module)) return module;
  auto made = std::make_shared<SequentialImpl>();
  const std::vector<std::string> names = module->named_children().keys();
  size_t i = 0;
  for (const AnyModule& child : *list) {
    const std::shared_ptr<Module> converted = convert_sync_batchnorm(child.ptr());
    if (const auto norm = std::dynamic_pointer_cast<SyncBatchNormImpl>(converted))
      made->push_back(names[i++], norm);
    else if (const auto inner = std::dynamic_pointer_cast<SequentialImpl>(converted))
      made->push_back(names[i++], inner);
    else
      made->push_back(names[i++], child);
  }
  static_cast<Module&>(*made).train(module->is_training());
  return made;
}

}  // namespace nn
}  // namespace facula
