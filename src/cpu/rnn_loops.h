#pragma once
// What src/cpu/isa/rnn.cpp offers to src/cpu/rnn.cpp, per dtype: [0] float, [1] double. Each is one step of
// `rows` samples with `n` hidden units; all matrices are contiguous.
#include <cstdint>

namespace facula::cpu {

struct RnnLoops {
  /// gates: [rows, 4 n], activated in place; c: updated; y and h: the new hidden state
  void (*lstm)(void* gates, void* c, void* y, void* h, int64_t rows, int64_t n);
  /// gates: [rows, 3 n] activated in place; hidden: [rows, 3 n], W_hh h without bias; bias may be null;
  /// extra: [rows, n], W_hn h + b_hn; h: updated
  void (*gru)(void* gates, const void* hidden, const void* bias, void* extra, void* y, void* h, int64_t rows,
              int64_t n);
  /// gates: [rows, n] activated in place
  void (*rnn)(void* gates, void* y, void* h, int64_t rows, int64_t n, bool relu);

  /// g: [rows, 4 n]; gh: the gradient of the new h; gc: of the new c, changed to that of the old
  void (*lstm_backward)(void* g, const void* gh, void* gc, const void* gy, const void* gates,
                        const void* c_before, int64_t rows, int64_t n);
  /// gh: of the new h, changed to the part of the old's that does not go through W_hh
  void (*gru_backward)(void* g_input, void* g_hidden, void* gh, const void* gy, const void* gates,
                       const void* before, const void* extra, int64_t rows, int64_t n);
  void (*rnn_backward)(void* g, const void* gh, const void* gy, const void* gates, int64_t rows, int64_t n,
                       bool relu);
};
extern RnnLoops rnn_loops[2];

}  // namespace facula::cpu
