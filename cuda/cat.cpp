// Joining tensors: a copy into each one's part of the result.
#include "kernels/cat.h"

#include "cuda/device.h"
#include "cuda/register.h"
#include "kernels/copy.h"

namespace facula::gpu {

namespace {

void cat(Tensor& out, TensorList tensors, int64_t dim) {
  if (out.numel() == 0) return;
  const DeviceGuard guard(out.device());
  const TensorImpl* o = out.unsafeGetTensorImpl();
  const auto d = static_cast<size_t>(dim);
  int64_t at = 0;
  for (const Tensor& t : tensors) {
    if (t.numel() == 0) continue;
    DimVector sizes(o->sizes().begin(), o->sizes().end()), strides(o->strides().begin(), o->strides().end());
    const bool stacked = t.dim() < out.dim();
    const int64_t n = stacked ? 1 : t.size(dim), offset = o->offset() + at * strides[d];
    if (stacked) {
      sizes.erase(d);
      strides.erase(d);
    } else {
      sizes[d] = n;
    }
    o->storage()->inc_ref();
    Tensor part(new TensorImpl(o->storage(), sizes, strides, offset, o->dtype(), o->device()));
    kernels::copy(part, t);
    at += n;
  }
}

}  // namespace

void register_cat() { kernels::cat.set(kCUDA, cat); }

}  // namespace facula::gpu
