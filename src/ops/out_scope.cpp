#include "ops/out_scope.h"

#include "ops/out.h"

namespace facula {

namespace {

// Off, after the check.
bool checked(const char* op, std::initializer_list<const Tensor*> tensors, TensorList more) {
  for (const Tensor* t : tensors) check_out(op, *t);
  if (graph::recording() && out_detail::wants_grad(more)) out_detail::no_autograd(op);
  return false;
}

}  // namespace

OutScope::OutScope(const char* op, std::initializer_list<const Tensor*> tensors, TensorList more)
    : op_(op), off_(checked(op, tensors, more)) {}

Tensor& OutScope::store(Tensor& out, const Tensor& result) const {
  store_out(op_, out, result);
  return out;
}

}  // namespace facula
