// Dropout: a thread draws the mask of four neighbouring elements with one call of the generator.
#include "kernels/dropout.h"

#include "cuda/launch.h"
#include "cuda/philox.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

struct DrawMask {
  bool* mask;
  int64_t n;
  double keep;
  PhiloxState state;
  __device__ void operator()(int64_t thread) const {
    Rng rng(state, static_cast<uint64_t>(thread));
    for (int64_t i = 4 * thread; i < 4 * thread + 4 && i < n; ++i) mask[i] = rng.next32() * 0x1p-32 < keep;
  }
};

void dropout_mask(Tensor& mask, double keep) {
  const DeviceGuard guard(mask.device());
  const int64_t n = mask.numel();
  if (n == 0) return;
  for_each((n + 3) / 4, DrawMask{static_cast<bool*>(mask.data_ptr()), n, keep, reserve(Generator(), 4)});
}

template <class T>
struct MaskedScale {
  T* y;
  const T* x;
  const bool* mask;
  T scale;
  __device__ void operator()(int64_t i) const { y[i] = x[i] * (mask[i] ? scale : T(0)); }
};

template <class T>
void scale_typed(Tensor& y, const Tensor& x, const Tensor& mask, double scale) {
  for_each(x.numel(), MaskedScale<T>{static_cast<T*>(y.data_ptr()), static_cast<const T*>(x.data_ptr()),
                                     static_cast<const bool*>(mask.data_ptr()), static_cast<T>(scale)});
}

void masked_scale(Tensor& y, const Tensor& x, const Tensor& mask, double scale) {
  const DeviceGuard guard(x.device());
  const bool there =
      visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() { scale_typed<T>(y, x, mask, scale); });
  if (!there) kernels::missing("dropout", x.scalar_type(), kCUDA);
}

}  // namespace

void register_dropout() {
  kernels::dropout_mask.set(kCUDA, dropout_mask);
  kernels::masked_scale.set(kCUDA, masked_scale);
}

}  // namespace facula::gpu
