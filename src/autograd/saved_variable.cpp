#include "facula/autograd/saved_variable.h"

#include "facula/autograd/autograd.h"

namespace facula::autograd {

SavedVariable::SavedVariable(const Variable& variable, bool is_output, bool)
    : is_output_(is_output), was_saved_(true) {
  if (variable.defined()) output_nr_ = static_cast<uint32_t>(variable.output_nr());
  saved_.emplace(is_output && variable.defined() ? variable.detach() : variable);
}

SavedVariable& SavedVariable::operator=(SavedVariable&& o) noexcept {
  if (this == &o) return *this;
  saved_.reset();
  if (o.saved_) saved_.emplace(std::move(*o.saved_));
  o.saved_.reset();
  output_nr_ = o.output_nr_;
  is_output_ = o.is_output_;
  was_saved_ = o.was_saved_;
  return *this;
}

Variable SavedVariable::unpack(const intrusive_ptr<Node>& saved_for) const {
  FACULA_CHECK(
      saved_ || !was_saved_,
      "Trying to backward through the graph a second time (or directly access saved tensors after they "
      "have already been freed). Saved intermediate values of the graph are freed when you call "
      ".backward() or autograd.grad(). Specify retain_graph=True if you need to backward through the graph "
      "a second time or if you need to access saved tensors after calling backward.");
  if (!saved_ || !saved_->defined()) return {};
  const Tensor& t = (*saved_)();
  if (!is_output_) return t;
  FACULA_CHECK(saved_for.defined(), "No grad_fn for non-leaf saved tensor");
  return make_variable(t, Edge(saved_for, output_nr_));
}

}  // namespace facula::autograd
