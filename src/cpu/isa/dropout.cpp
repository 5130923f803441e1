// Loops of dropout.
#include "cpu/dropout_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
void masked_scale(void* y, const void* x, const uint8_t* mask, int64_t n, double scale) {
  T* __restrict out = static_cast<T*>(y);
  const T* p = static_cast<const T*>(x);
  const T s = static_cast<T>(scale);
  for (int64_t i = 0; i < n; ++i) out[i] = p[i] * (static_cast<T>(mask[i]) * s);
}

}  // namespace

void register_dropout_loops() {
  masked_scale_loops[0] = masked_scale<float>;
  masked_scale_loops[1] = masked_scale<double>;
}

}  // namespace facula::cpu::FACULA_ISA
