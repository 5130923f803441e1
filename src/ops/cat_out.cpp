#include "facula/ops/cat_out.h"

#include "facula/ops/cat.h"
#include "ops/out_scope.h"

namespace facula {

Tensor& cat_out(Tensor& out, TensorList tensors, int64_t dim) {
  const OutScope scope("cat", {&out}, tensors);
  return scope.store(out, facula::cat(tensors, dim));
}
Tensor& stack_out(Tensor& out, TensorList tensors, int64_t dim) {
  const OutScope scope("stack", {&out}, tensors);
  return scope.store(out, facula::stack(tensors, dim));
}
Tensor& hstack_out(Tensor& out, TensorList tensors) {
  const OutScope scope("hstack", {&out}, tensors);
  return scope.store(out, facula::hstack(tensors));
}
Tensor& vstack_out(Tensor& out, TensorList tensors) {
  const OutScope scope("vstack", {&out}, tensors);
  return scope.store(out, facula::vstack(tensors));
}
Tensor& dstack_out(Tensor& out, TensorList tensors) {
  const OutScope scope("dstack", {&out}, tensors);
  return scope.store(out, facula::dstack(tensors));
}
Tensor& column_stack_out(Tensor& out, TensorList tensors) {
  const OutScope scope("column_stack", {&out}, tensors);
  return scope.store(out, facula::column_stack(tensors));
}
Tensor& repeat_out(Tensor& out, const Tensor& x, IntArrayRef repeats) {
  const OutScope scope("repeat", {&out, &x});
  return scope.store(out, x.repeat(repeats));
}
Tensor& flip_out(Tensor& out, const Tensor& x, IntArrayRef dims) {
  const OutScope scope("flip", {&out, &x});
  return scope.store(out, facula::flip(x, dims));
}
Tensor& roll_out(Tensor& out, const Tensor& x, IntArrayRef shifts, IntArrayRef dims) {
  const OutScope scope("roll", {&out, &x});
  return scope.store(out, facula::roll(x, shifts, dims));
}
Tensor& rot90_out(Tensor& out, const Tensor& x, int64_t k, IntArrayRef dims) {
  const OutScope scope("rot90", {&out, &x});
  return scope.store(out, facula::rot90(x, k, dims));
}
Tensor& block_diag_out(Tensor& out, TensorList tensors) {
  const OutScope scope("block_diag", {&out}, tensors);
  return scope.store(out, facula::block_diag(tensors));
}
Tensor& repeat_interleave_out(Tensor& out, const Tensor& repeats, std::optional<int64_t> output_size) {
  const OutScope scope("repeat_interleave", {&out, &repeats});
  return scope.store(out, facula::repeat_interleave(repeats, output_size));
}

}  // namespace facula
