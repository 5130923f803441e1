#pragma once
// What src/cpu/isa/attention.cpp offers to src/cpu/attention.cpp, per dtype: [0] float, [1] double.
#include <cstdint>

namespace facula::cpu {

/// A block of scores: [rows, n], row-major; mask: [rows, n], rows `mask_stride` apart, or null. Row i sees
/// the first min(n, visible + i) keys.
struct ScoreBlock {
  void* scores;
  int64_t rows, n;
  const void* mask;
  int64_t mask_stride;
  int64_t visible;
};

struct AttentionLoops {
  /// scores -> softmax(scores + mask), lse[i]
  void (*softmax)(const ScoreBlock& b, void* lse);
  /// scores -> the same, from the known lse
  void (*recompute)(const ScoreBlock& b, const void* lse);
  /// gp -> p (gp - sum of g y by row), p the weights in b.scores; g, y: [rows, width]
  void (*softmax_backward)(const ScoreBlock& b, void* gp, const void* g, const void* y, int64_t width);
  /// rows of `width` numbers, `step` apart in `from`, one after the other in `to`
  void (*copy_rows)(void* to, const void* from, int64_t rows, int64_t width, int64_t step);
};
extern AttentionLoops attention_loops[2];

}  // namespace facula::cpu
