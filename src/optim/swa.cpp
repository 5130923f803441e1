#include "facula/optim/swa.h"

#include "facula/core/generator.h"
#include "facula/graph/grad_mode.h"
#include "facula/nn/modules/batchnorm.h"
#include "facula/nn/modules/syncbatchnorm.h"
#include "facula/ops/creation.h"

namespace facula::optim {

AverageFunction get_swa_avg_fn() {
  return [](const Tensor& averaged, const Tensor& current, const Tensor& n) {
    return averaged + (current - averaged) / (n + 1);
  };
}

AverageFunction get_ema_avg_fn(double decay) {
  FACULA_CHECK_AS(ValueError, decay >= 0 && decay <= 1, "Invalid decay value ", decay,
                  " provided. Please provide a value in [0,1] range.");
  return [decay](const Tensor& averaged, const Tensor& current, const Tensor&) {
    return decay * averaged + (1 - decay) * current;
  };
}

// averaged += w (current - averaged); integers, which lerp_ does not take, are rounded as copy_ does.
static void move_towards(TensorList averaged, TensorList current, double w) {
  for (size_t i = 0; i < averaged.size(); ++i) {
    const Tensor& a = averaged[i];
    if (isFloatingType(a.scalar_type()) || a.is_complex())
      Tensor(a).lerp_(current[i], w);
    else
      Tensor(a).copy_(a + (current[i] - a) * w);
  }
}

MultiAverageFunction get_swa_multi_avg_fn() {
  return [](TensorList averaged, TensorList current, const Tensor& n) {
    move_towards(averaged, current, 1 / (n.item<double>() + 1));
  };
}

MultiAverageFunction get_ema_multi_avg_fn(double decay) {
  get_ema_avg_fn(decay);  // checks it
  return [decay](TensorList averaged, TensorList current, const Tensor&) {
    move_towards(averaged, current, 1 - decay);
  };
}

AveragedModelBase::AveragedModelBase(const nn::Module& model, const std::optional<Device>& device,
                                     AverageFunction avg_fn, MultiAverageFunction multi_avg_fn,
                                     bool use_buffers)
    : nn::Module("torch::optim::AveragedModel"),
      avg_fn_(std::move(avg_fn)),
      multi_avg_fn_(std::move(multi_avg_fn)),
      use_buffers_(use_buffers) {
  FACULA_CHECK(avg_fn_ || multi_avg_fn_, "AveragedModel: avg_fn is empty");
  // A clone is made by reset(), which draws initial weights: a Python program's deepcopy() draws nothing.
  const Tensor random_state = default_cpu_generator().get_state();
  copy_ = model.clone(device);
  default_cpu_generator().set_state(random_state);
  register_module("module", copy_);
  TensorOptions options(kLong);
  if (device) options = options.device(*device);
  n_averaged_ = register_buffer("n_averaged", zeros({}, options));
}

void AveragedModelBase::average(const std::vector<Tensor>& averaged,
                                const std::vector<Tensor>& current) const {
  std::vector<Tensor> old, values;
  for (size_t i = 0; i < averaged.size(); ++i) {
    old.push_back(averaged[i].detach());
    values.push_back(current[i].detach().to(averaged[i].device()));
  }
  if (n_averaged_.item<int64_t>() != 0 && multi_avg_fn_) return multi_avg_fn_(old, values, n_averaged_);
  for (size_t i = 0; i < averaged.size(); ++i) {
    if (n_averaged_.item<int64_t>() == 0)
      old[i].copy_(values[i]);
    else
      old[i].copy_(avg_fn_(old[i], values[i], n_averaged_.to(old[i].device())));
  }
}

// PyTorch from 2.0 on: buffers that are not averaged follow the model.
void AveragedModelBase::update_parameters(const nn::Module& model) {
  const NoGradGuard no_grad;
  const auto own = copy_->parameters(), theirs = model.parameters();
  const auto own_buffers = copy_->buffers(), their_buffers = model.buffers();
  FACULA_CHECK(own.size() == theirs.size() && own_buffers.size() == their_buffers.size(),
               "update_parameters: the model has ", theirs.size(), " parameters and ", their_buffers.size(),
               " buffers, the average ", own.size(), " and ", own_buffers.size());
  average(own, theirs);
  if (use_buffers_)
    average(own_buffers, their_buffers);
  else
    for (size_t i = 0; i < own_buffers.size(); ++i) own_buffers[i].copy_(their_buffers[i]);
  n_averaged_.add_(1);
}

namespace detail {

struct BatchNormUpdate::Norm {
  std::shared_ptr<nn::Module> owner;
  nn::BatchNormOptions* options;
  std::optional<double> momentum;
};

template <class N>
static nn::BatchNormOptions* restart(nn::Module& m) {
  auto* norm = m.as<N>();
  if (!norm) return nullptr;
  norm->reset_running_stats();
  return &norm->options;
}

BatchNormUpdate::BatchNormUpdate(nn::Module& model) : model_(model), was_training_(model.is_training()) {
  const auto look = [this](nn::Module& m) {
    nn::BatchNormOptions* o = restart<nn::BatchNorm1dImpl>(m);
    if (!o) o = restart<nn::BatchNorm2dImpl>(m);
    if (!o) o = restart<nn::BatchNorm3dImpl>(m);
    if (!o) o = restart<nn::SyncBatchNormImpl>(m);
    if (!o) return;
    norms_.push_back({m.weak_from_this().lock(), o, o->momentum()});
    o->momentum(std::nullopt);
  };
  model.apply(nn::Module::ModuleApplyFunction(look));
  if (any()) model.train();
}

bool BatchNormUpdate::any() const { return !norms_.empty(); }

BatchNormUpdate::~BatchNormUpdate() {
  for (Norm& n : norms_) n.options->momentum(n.momentum);
  if (any()) model_.train(was_training_);
}

Tensor to_device(const Tensor& t, const std::optional<Device>& device) { return device ? t.to(*device) : t; }

}  // namespace detail
}  // namespace facula::optim
