// Loops of tanh's higher derivatives: one pass for the gradients of all factors.
#include "cpu/tanh_chain_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
void backward_gradients(void* a, void* b, const void* h, const void* g, const void* y, int64_t n) {
  T* __restrict to_g = static_cast<T*>(a);
  T* __restrict to_y = static_cast<T*>(b);
  const T *p = static_cast<const T*>(h), *q = static_cast<const T*>(g), *r = static_cast<const T*>(y);
  for (int64_t i = 0; i < n; ++i) {
    to_g[i] = p[i] * (T(1) - r[i] * r[i]);
    to_y[i] = T(-2) * p[i] * q[i] * r[i];
  }
}

template <class T>
void second_gradients(void* a, void* b, void* c, const void* k, const void* h, const void* g, const void* y,
                      int64_t n) {
  T* __restrict to_h = static_cast<T*>(a);
  T* __restrict to_g = static_cast<T*>(b);
  T* __restrict to_y = static_cast<T*>(c);
  const T *by = static_cast<const T*>(k), *p = static_cast<const T*>(h), *q = static_cast<const T*>(g),
          *r = static_cast<const T*>(y);
  for (int64_t i = 0; i < n; ++i) {
    const T t = T(-2) * by[i], u = t * p[i];
    to_h[i] = t * q[i] * r[i];
    to_g[i] = u * r[i];
    to_y[i] = u * q[i];
  }
}

}  // namespace

void register_tanh_chain_loops() {
  tanh_chain_loops[0] = {backward_gradients<float>, second_gradients<float>};
  tanh_chain_loops[1] = {backward_gradients<double>, second_gradients<double>};
}

}  // namespace facula::cpu::FACULA_ISA
