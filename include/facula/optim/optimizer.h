#pragma once
// What all optimizers share: parameter groups with options, a state per parameter, step() and zero_grad().
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"

namespace facula {

namespace serialize {
class OutputArchive;
class InputArchive;
}  // namespace serialize

namespace optim {

/// What an optimizer remembers of one parameter. Derive from OptimizerCloneableParamState.
class OptimizerParamState {
 public:
  virtual ~OptimizerParamState() = default;
  virtual std::unique_ptr<OptimizerParamState> clone() const;
  virtual void serialize(serialize::InputArchive& archive);
  virtual void serialize(serialize::OutputArchive& archive) const;
};
template <class Derived>
class OptimizerCloneableParamState : public OptimizerParamState {
 public:
  std::unique_ptr<OptimizerParamState> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};

/// The settings of a group of parameters. Derive from OptimizerCloneableOptions.
class OptimizerOptions {
 public:
  virtual ~OptimizerOptions() = default;
  virtual std::unique_ptr<OptimizerOptions> clone() const;
  virtual void serialize(serialize::InputArchive& archive);
  virtual void serialize(serialize::OutputArchive& archive) const;
  virtual double get_lr() const;
  virtual void set_lr(double lr);
};
template <class Derived>
class OptimizerCloneableOptions : public OptimizerOptions {
 public:
  std::unique_ptr<OptimizerOptions> clone() const override {
    return std::make_unique<Derived>(static_cast<const Derived&>(*this));
  }
};

/// Parameters that share options; without options they take the optimizer's defaults.
class OptimizerParamGroup {
 public:
  OptimizerParamGroup(std::vector<Tensor> params) : params_(std::move(params)) {}
  OptimizerParamGroup(std::vector<Tensor> params, std::unique_ptr<OptimizerOptions> options)
      : params_(std::move(params)), options_(std::move(options)) {}
  OptimizerParamGroup(const OptimizerParamGroup& o)
      : params_(o.params_),
        options_(o.options_ ? o.options_->clone() : nullptr),
        initial_lr_(o.initial_lr_) {}
  OptimizerParamGroup(OptimizerParamGroup&&) = default;
  OptimizerParamGroup& operator=(OptimizerParamGroup&&) = default;

  bool has_options() const { return options_ != nullptr; }
  /// errors  Error if there are none
  OptimizerOptions& options();
  const OptimizerOptions& options() const;
  void set_options(std::unique_ptr<OptimizerOptions> options) { options_ = std::move(options); }
  std::vector<Tensor>& params() { return params_; }
  const std::vector<Tensor>& params() const { return params_; }
  /// The learning rate that schedulers start from: what it was when the first of them asked.
  double initial_lr() {
    if (!initial_lr_) initial_lr_ = options().get_lr();
    return *initial_lr_;
  }
  /// The same, or nothing where no scheduler has asked.
  std::optional<double> known_initial_lr() const { return initial_lr_; }
  void set_initial_lr(double lr) { initial_lr_ = lr; }

 protected:
  std::vector<Tensor> params_;
  std::unique_ptr<OptimizerOptions> options_;
  std::optional<double> initial_lr_;
};

/// The key of a parameter's state: the address of its TensorImpl as text, "0x55d0c8a3f2b0".
std::string state_key(const Tensor& param);

/// Base of the optimizers.
class Optimizer {
 public:
  using LossClosure = std::function<Tensor()>;
  using State = std::unordered_map<std::string, std::unique_ptr<OptimizerParamState>>;

  /// errors  ValueError: "optimizer got an empty parameter list" (as in Python; libtorch takes an empty
  ///         one), and
  ///         what add_param_group() throws
  explicit Optimizer(std::vector<OptimizerParamGroup> param_groups,
                     std::unique_ptr<OptimizerOptions> defaults);
  explicit Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults);
  Optimizer(const Optimizer&) = delete;
  Optimizer(Optimizer&&) = default;
  virtual ~Optimizer() = default;

  /// errors  Error: "can't optimize a non-leaf Tensor", "some parameters appear in more than one parameter
  ///         group"
  void add_param_group(const OptimizerParamGroup& param_group);
  /// Updates every parameter that has a gradient. A closure is called first, with gradients recorded, and its
  /// loss returned.
  virtual Tensor step(LossClosure closure = nullptr) = 0;
  /// Drops all gradients, or fills them with zeros.
  void zero_grad(bool set_to_none = true);

  OptimizerOptions& defaults() noexcept { return *defaults_; }
  const OptimizerOptions& defaults() const noexcept { return *defaults_; }
  std::vector<OptimizerParamGroup>& param_groups() noexcept { return param_groups_; }
  const std::vector<OptimizerParamGroup>& param_groups() const noexcept { return param_groups_; }
  /// The states by state_key().
  State& state() noexcept {
    state_exposed_ = true;
    return state_;
  }
  const State& state() const noexcept { return state_; }

  // The older interface. Each call warns, as in libtorch: "Optimizer::size() will be removed in PyTorch 1.6".
  /// Adds to the first group.
  void add_parameters(const std::vector<Tensor>& parameters);
  /// Those of the first group.
  const std::vector<Tensor>& parameters() const;
  std::vector<Tensor>& parameters();
  /// The number of parameters in all groups.
  size_t size() const;

  /// Options and states. load() takes the states, for parameters in the same order, and leaves the options.
  virtual void save(serialize::OutputArchive& archive) const;
  virtual void load(serialize::InputArchive& archive);

 protected:
  /// The state of parameter `k` (counted through all groups), or null. Looked up by name once; later by
  /// comparing an address, unless state() has handed the map out.
  OptimizerParamState* find_state(size_t k, const Tensor& param) {
    if (k < found_.size() && found_[k].param == param.unsafeGetTensorImpl() && !state_exposed_)
      return found_[k].state;
    return look_up(k, param);
  }
  OptimizerParamState& add_state(size_t k, const Tensor& param, std::unique_ptr<OptimizerParamState> state);

  std::vector<OptimizerParamGroup> param_groups_;
  State state_;
  std::unique_ptr<OptimizerOptions> defaults_;

 private:
  struct Found {
    const TensorImpl* param;
    OptimizerParamState* state;
  };
  OptimizerParamState* look_up(size_t k, const Tensor& param);
  std::vector<Found> found_;
  bool state_exposed_ = false;
};

}  // namespace optim
}  // namespace facula
