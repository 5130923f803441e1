#pragma once
// Averaged models: stochastic weight averaging and exponential moving averages (torch.optim.swa_utils).
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "facula/graph/grad_mode.h"
#include "facula/nn/pimpl.h"

namespace facula::optim {

/// The new average of a parameter from the old one, the model's value, and how many were averaged before.
using AverageFunction = std::function<Tensor(const Tensor& averaged, const Tensor& current, const Tensor& n)>;
/// averaged + (current - averaged) / (n + 1)
AverageFunction get_swa_avg_fn();
/// decay averaged + (1 - decay) current
AverageFunction get_ema_avg_fn(double decay = 0.999);

/// The same for all parameters at once: writes the new averages over the old ones.
using MultiAverageFunction = std::function<void(TensorList averaged, TensorList current, const Tensor& n)>;
MultiAverageFunction get_swa_multi_avg_fn();
MultiAverageFunction get_ema_multi_avg_fn(double decay = 0.999);

/// What AveragedModel does whatever its model is.
/// state   n_averaged (int64), and the model's under "module."
class AveragedModelBase : public nn::Module {
 public:
  /// Takes the parameters of `model` into the average; the first time they are copied. Buffers are averaged
  /// with use_buffers, else copied.
  /// errors  Error when `model` has another number of parameters or buffers
  void update_parameters(const nn::Module& model);
  template <class M, class = std::enable_if_t<nn::detail::is_module_holder<M>>>
  void update_parameters(const M& model) {
    update_parameters(static_cast<const nn::Module&>(*model));
  }
  const Tensor& n_averaged() const { return n_averaged_; }

 protected:
  AveragedModelBase(const nn::Module& model, const std::optional<Device>& device, AverageFunction avg_fn,
                    MultiAverageFunction multi_avg_fn, bool use_buffers);
  std::shared_ptr<nn::Module> copy_;

 private:
  void average(const std::vector<Tensor>& averaged, const std::vector<Tensor>& current) const;
  AverageFunction avg_fn_;
  MultiAverageFunction multi_avg_fn_;
  bool use_buffers_;
  Tensor n_averaged_;
};

/// A deep copy of a model, whose parameters are an average of those that the model has had:
///   AveragedModel average(net, get_ema_avg_fn(0.99));  …  average.update_parameters(net);  average(x);
/// M: a module holder, of a module that has clone().
/// source  Izmailov et al. 2018, arXiv:1803.05407
template <class M>
class AveragedModel : public AveragedModelBase {
 public:
  explicit AveragedModel(const M& model, AverageFunction avg_fn = get_swa_avg_fn(),
                         const std::optional<Device>& device = std::nullopt, bool use_buffers = false)
      : AveragedModelBase(*model, device, std::move(avg_fn), nullptr, use_buffers),
        module(std::dynamic_pointer_cast<typename M::ContainedType>(copy_)) {}
  AveragedModel(const M& model, MultiAverageFunction multi_avg_fn,
                const std::optional<Device>& device = std::nullopt, bool use_buffers = false)
      : AveragedModelBase(*model, device, nullptr, std::move(multi_avg_fn), use_buffers),
        module(std::dynamic_pointer_cast<typename M::ContainedType>(copy_)) {}

  template <class... Args>
  auto forward(Args&&... args) {
    return nn::detail::run_forward(*module, std::forward<Args>(args)...);
  }
  template <class... Args>
  auto operator()(Args&&... args) {
    return forward(std::forward<Args>(args)...);
  }

  M module;
};

namespace detail {
// In its scope a model is in training mode, and its batch norms average over all batches from now on.
class BatchNormUpdate {
 public:
  explicit BatchNormUpdate(nn::Module& model);
  BatchNormUpdate(const BatchNormUpdate&) = delete;
  BatchNormUpdate& operator=(const BatchNormUpdate&) = delete;
  ~BatchNormUpdate();
  bool any() const;

 private:
  struct Norm;
  nn::Module& model_;
  bool was_training_;
  std::vector<Norm> norms_;
};
Tensor to_device(const Tensor& t, const std::optional<Device>& device);

// The input in a batch: a tensor, .data of an example, or the first of a pair, tuple or vector.
inline const Tensor& input_of(const Tensor& t) { return t; }
template <class T>
auto input_of(const T& example) -> decltype((example.data)) {
  return example.data;
}
template <class... Ts>
const Tensor& input_of(const std::tuple<Ts...>& t) {
  return std::get<0>(t);
}
template <class A, class B>
const Tensor& input_of(const std::pair<A, B>& t) {
  return t.first;
}
inline const Tensor& input_of(const std::vector<Tensor>& t) { return t.at(0); }
}  // namespace detail

/// Sets the running statistics of every batch norm of `model` to those of the batches in `loader` (any
/// range), by one pass without gradients.
template <class Loader, class M>
void update_bn(Loader&& loader, M& model, const std::optional<Device>& device = std::nullopt) {
  const NoGradGuard no_grad;
  nn::Module* module = nullptr;
  if constexpr (nn::detail::is_module_holder<M>) {
    module = model.get();
  } else {
    module = &model;
  }
  const detail::BatchNormUpdate update(*module);
  if (!update.any()) return;
  for (auto&& batch : loader) model(detail::to_device(detail::input_of(batch), device));
}

}  // namespace facula::optim
