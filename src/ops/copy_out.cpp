// What every `_out` form ends with.
#include "ops/out.h"

#include "kernels/geometry.h"

namespace facula {

namespace out_detail {
void no_autograd(const char* op) {
  detail::fail<Error>(
      op,
      "(): functions with out=... arguments don't support automatic differentiation, but one of "
      "the arguments requires grad.");
}
}  // namespace out_detail

void store_out(const char* op, Tensor& out, const Tensor& result) {
  if (!out.defined()) {
    out = result;
    return;
  }
  FACULA_CHECK(canCast(result.scalar_type(), out.scalar_type()), "result type ", result.scalar_type(),
               " can't be cast to the desired output type ", out.scalar_type());
  FACULA_CHECK(out.device() == result.device(), "Expected out tensor to have device ", result.device(),
               ", but got ", out.device(), " instead (in ", op, ")");
  resize_output(out, result.sizes());
  assert_no_internal_overlap(out);
  out.copy_(result);
}

}  // namespace facula
