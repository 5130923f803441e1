#include "facula/optim/optimizer.h"

#include <cstdio>

#include "facula/core/warning.h"
#include "facula/graph/grad_mode.h"
#include "graph/leaf.h"

namespace facula::optim {

namespace {
[[noreturn]] void not_overridden(const char* what, const char* base) {
  facula::detail::fail<Error>(what, " has not been implemented for torch::optim::", base,
                              ". You must override it in your subclass of torch::optim::",
                              base[9] == 'P' ? "OptimizerCloneableParamState<YourOptimizerParamState>."
                                             : "OptimizerCloneableOptions<YourOptimizerOptions>.");
}
}  // namespace

std::unique_ptr<OptimizerParamState> OptimizerParamState::clone() const {
  facula::detail::fail<Error>(
      "clone() has not been implemented for torch::optim::OptimizerParamState. Subclass "
      "torch::optim::OptimizerCloneableParamState<YourOptimizerParamState> instead of "
      "torch::optim::OptimizerParamState to inherit the ability to clone param states.");
}
void OptimizerParamState::serialize(serialize::InputArchive&) {
  not_overridden("void serialize(torch::serialize::InputArchive& archive)", "OptimizerParamState");
}
void OptimizerParamState::serialize(serialize::OutputArchive&) const {
  not_overridden("void serialize(torch::serialize::OutputArchive& archive)", "OptimizerParamState");
}

std::unique_ptr<OptimizerOptions> OptimizerOptions::clone() const {
  facula::detail::fail<Error>(
      "clone() has not been implemented for torch::optim::OptimizerOptions. Subclass "
      "torch::optim::OptimizerCloneableOptions<YourOptimizerOptions> instead of "
      "torch::optim::OptimizerOptions to inherit the ability to clone options.");
}
void OptimizerOptions::serialize(serialize::InputArchive&) {
  not_overridden("void serialize(torch::serialize::InputArchive& archive)", "OptimizerOptions");
}
void OptimizerOptions::serialize(serialize::OutputArchive&) const {
  not_overridden("void serialize(torch::serialize::OutputArchive& archive)", "OptimizerOptions");
}
double OptimizerOptions::get_lr() const {
  facula::detail::fail<Error>(
      "double get_lr() has not been overidden and implemented in subclass of torch::optim::OptimizerOptions, "
      "you must override it in your subclass.");
}
void OptimizerOptions::set_lr(double) {
  facula::detail::fail<Error>(
      "double set_lr() has not been overidden and implemented in subclass of torch::optim::OptimizerOptions, "
      "you must override it in your subclass.");
}

OptimizerOptions& OptimizerParamGroup::options() {
  FACULA_CHECK(options_, "this parameter group has no options yet");
  return *options_;
}
const OptimizerOptions& OptimizerParamGroup::options() const {
  FACULA_CHECK(options_, "this parameter group has no options yet");
  return *options_;
}

std::string state_key(const Tensor& param) {
  char text[2 + 2 * sizeof(void*) + 1];
  std::snprintf(text, sizeof text, "%p", static_cast<void*>(param.unsafeGetTensorImpl()));
  return text;
}

Optimizer::Optimizer(std::vector<OptimizerParamGroup> param_groups,
                     std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  FACULA_CHECK_AS(ValueError, !param_groups.empty(), "optimizer got an empty parameter list");
  for (const OptimizerParamGroup& group : param_groups) add_param_group(group);
}
Optimizer::Optimizer(std::vector<Tensor> parameters, std::unique_ptr<OptimizerOptions> defaults)
    : defaults_(std::move(defaults)) {
  FACULA_CHECK_AS(ValueError, !parameters.empty(), "optimizer got an empty parameter list");
  add_param_group(OptimizerParamGroup(std::move(parameters)));
}

void Optimizer::add_param_group(const OptimizerParamGroup& added) {
  for (const Tensor& p : added.params()) {
    FACULA_CHECK(p.is_leaf(), "can't optimize a non-leaf Tensor");
    for (const OptimizerParamGroup& group : param_groups_)
      for (const Tensor& other : group.params())
        FACULA_CHECK(!p.is_same(other), "some parameters appear in more than one parameter group");
  }
  OptimizerParamGroup group(added);
  if (!group.has_options()) group.set_options(defaults_->clone());
  param_groups_.push_back(std::move(group));
}

void Optimizer::add_parameters(const std::vector<Tensor>& parameters) {
  FACULA_WARN("Optimizer::add_parameters() will be removed in PyTorch 1.6");
  std::vector<Tensor>& mine = param_groups_.at(0).params();
  mine.insert(mine.end(), parameters.begin(), parameters.end());
}
const std::vector<Tensor>& Optimizer::parameters() const {
  FACULA_WARN("Optimizer::parameters() will be removed in PyTorch 1.6");
  return param_groups_.at(0).params();
}
std::vector<Tensor>& Optimizer::parameters() {
  return const_cast<std::vector<Tensor>&>(std::as_const(*this).parameters());
}
size_t Optimizer::size() const {
  FACULA_WARN("Optimizer::size() will be removed in PyTorch 1.6");
  size_t n = 0;
  for (const OptimizerParamGroup& group : param_groups_) n += group.params().size();
  return n;
}

void Optimizer::zero_grad(bool set_to_none) {
  for (OptimizerParamGroup& group : param_groups_)
    for (const Tensor& p : group.params()) {
      graph::LeafState* s = p.defined() ? graph::leaf_state_or_null(p.unsafeGetTensorImpl()) : nullptr;
      if (!s || !s->grad.defined()) continue;
      if (set_to_none) {
        s->grad.reset();
      } else {
        NoGradGuard off;
        if (s->grad.grad_fn())
          s->grad.detach_();
        else
          s->grad.requires_grad_(false);
        s->grad.zero_();
      }
    }
}

OptimizerParamState* Optimizer::look_up(size_t k, const Tensor& param) {
  const auto found = state_.find(state_key(param));
  OptimizerParamState* state = found == state_.end() ? nullptr : found->second.get();
  if (found_.size() <= k) found_.resize(k + 1);
  found_[k] = {param.unsafeGetTensorImpl(), state};
  return state;
}

OptimizerParamState& Optimizer::add_state(size_t k, const Tensor& param,
                                          std::unique_ptr<OptimizerParamState> state) {
  OptimizerParamState* raw = state.get();
  state_[state_key(param)] = std::move(state);
  if (found_.size() <= k) found_.resize(k + 1);
  found_[k] = {param.unsafeGetTensorImpl(), raw};
  return *raw;
}

void Optimizer::save(serialize::OutputArchive&) const {}
void Optimizer::load(serialize::InputArchive&) {}

}  // namespace facula::optim
