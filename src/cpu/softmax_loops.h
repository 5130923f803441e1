#pragma once
// The table between softmax's driver and its loops, which are compiled per instruction set.
#include "facula/core/dtype.h"

namespace facula::cpu {

enum class SoftmaxOp { Softmax, LogSoftmax, SoftmaxBackward, LogSoftmaxBackward };

struct SoftmaxLoop {
  /// `rows` contiguous rows of n. Forward: a is x. Backward: a is g, b is y.
  void (*rows)(void* out, const void* a, const void* b, int64_t rows, int64_t n) = nullptr;
  /// `width` neighbouring columns (at most kReduceStrip) of n elements that lie `stride` apart.
  void (*columns)(void* out, const void* a, const void* b, int64_t n, int64_t stride,
                  int64_t width) = nullptr;
};
/// [op][double]
extern constinit SoftmaxLoop softmax_loops[4][2];

}  // namespace facula::cpu
