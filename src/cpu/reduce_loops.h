#pragma once
// The table between the reductions' driver and their loops, which are compiled per instruction set.
#include "facula/core/dtype.h"

namespace facula::cpu {

enum class ReduceOp { Sum, Mean, Prod, Amax, Amin, All, Any, Norm1, Norm2, Var, Std };
inline constexpr int kReduceOps = 11;
/// Widest strip of outputs that one call of a reduction handles.
inline constexpr int64_t kColumnStrip = 1024;
/// The same of softmax, which passes over its strip several times.
inline constexpr int64_t kReduceStrip = 512;

struct ReduceLoop {
  int64_t acc_size = 0;  // bytes of one accumulator
  /// acc[i] = (first ? nothing : acc[i]) joined with x[i * kept_stride + k * stride] for k < n, i < width.
  void (*block)(void* acc, const void* x, int64_t n, int64_t stride, int64_t width, int64_t kept_stride,
                bool first) = nullptr;
  /// acc[i] = acc[i] joined with other[i].
  void (*combine)(void* acc, const void* other, int64_t width) = nullptr;
  /// out[i * out_stride] = result of acc[i]; `parameter` is the count (mean) or the correction (var).
  /// `second` takes the mean of var.
  void (*finish)(void* out, void* second, int64_t out_stride, const void* acc, int64_t width,
                 double parameter) = nullptr;
};
extern constinit ReduceLoop reduce_loops[kReduceOps][kNumDtypes];

/// Index of the extreme of x[0], x[stride], …, x[(n - 1) * stride] for each of `width` lines that lie
/// kept_stride apart; values may be null. width <= kColumnStrip.
struct ArgLoop {
  void (*block)(int64_t* index, void* value, int64_t out_stride, const void* x, int64_t n, int64_t stride,
                int64_t width, int64_t kept_stride) = nullptr;
};
extern constinit ArgLoop argmax_loops[kNumDtypes], argmin_loops[kNumDtypes];

}  // namespace facula::cpu
