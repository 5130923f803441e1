#pragma once
// What the CPU kernels of the recurrent layers share.
#include "kernels/rnn.h"

namespace facula::cpu {

template <class T>
T* data(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.data_ptr()) : nullptr;
}
template <class T>
T* row(T* p, int64_t i) {
  return p ? p + i : nullptr;
}

// Calls f(first row, rows) for every step in the order of time, or against it.
template <class F>
void for_steps(const RnnSteps& s, bool backwards, F f) {
  int64_t at = 0;
  for (int64_t t = 0; t < s.steps; ++t) at += s.batch_sizes[t];
  if (s.reverse != backwards) {
    for (int64_t t = s.steps - 1; t >= 0; --t) f(at -= s.batch_sizes[t], s.batch_sizes[t]);
  } else {
    at = 0;
    for (int64_t t = 0; t < s.steps; at += s.batch_sizes[t++]) f(at, s.batch_sizes[t]);
  }
}

}  // namespace facula::cpu
