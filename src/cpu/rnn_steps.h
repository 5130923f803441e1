#pragma once
// What the CPU kernels of the recurrent layers share.
#include "kernels/rnn_steps.h"

namespace facula::cpu {

template <class T>
T* data(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.data_ptr()) : nullptr;
}
template <class T>
T* row(T* p, int64_t i) {
  return p ? p + i : nullptr;
}

}  // namespace facula::cpu
