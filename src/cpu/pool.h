#pragma once
// The pooling loops that src/cpu/isa/pool.cpp compiles for every instruction set.
#include "kernels/pool.h"

namespace facula::cpu {

/// One pooling over three spatial dimensions, leading ones of length 1 added. A plane is one channel of one
/// sample, or with channels last one sample of `channels` interleaved planes.
struct PoolShape {
  const kernels::PoolWindow* windows[3];  // per output place of each dimension
  int64_t input[3], output[3];
  int64_t channels;  // 1 for row-major planes
  int64_t divisor;   // of a mean; 0: the window's count
  bool quarters;     // 2 x 2 windows side by side without padding
  int64_t inputs() const { return input[0] * input[1] * input[2]; }
  int64_t outputs() const { return output[0] * output[1] * output[2]; }
};

/// All for `planes` consecutive planes. indices may be null.
template <class T>
struct PoolLoops {
  void (*max_32)(const PoolShape&, int64_t planes, T* y, int32_t* indices, const T* x);
  void (*max_64)(const PoolShape&, int64_t planes, T* y, int64_t* indices, const T* x);
  void (*mean)(const PoolShape&, int64_t planes, T* y, const T* x);
  void (*mean_backward)(const PoolShape&, int64_t planes, T* x, const T* g);
};
extern PoolLoops<float> pool_loops_f32;
extern PoolLoops<double> pool_loops_f64;

}  // namespace facula::cpu
