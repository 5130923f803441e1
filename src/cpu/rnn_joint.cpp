// Recurrent layers in float with their products step by step: the gates of some rows are computed and
// activated while they are in the first cache, and the gradients of a few steps' gates are used for all
// products while they are in the second.
#include <algorithm>
#include <cstring>

#include "cpu/parallel.h"
#include "cpu/product.h"
#include "cpu/rnn_loops.h"
#include "cpu/rnn_steps.h"
#include "kernels/geometry.h"

namespace facula::cpu {

namespace {

constexpr int64_t kRows = 28;    // of a step at a time
constexpr int64_t kChunk = 256;  // rows whose gate gradients are kept

bool suits(const Tensor& w_hh, const Tensor& h) {
  return product_strip && get_num_threads() == 1 && w_hh.scalar_type() == kFloat && w_hh.size(1) >= 16 &&
         h.size(0) >= 8;
}

bool forward(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& x, const Tensor& w_ih,
             const Tensor& bias, const Tensor& w_hh, const Tensor& bias_hh, const RnnSteps& s) {
  if (!suits(w_hh, h)) return false;
  const RnnLoops& loops = rnn_loops[0];
  const int64_t n = w_hh.size(1), width = w_hh.size(0), inputs = w_ih.size(1);
  const bool gru = s.mode == RnnMode::Gru;
  const PackedOperand from_x(data<float>(w_ih), inputs, true, inputs, width);
  const PackedOperand from_h(data<float>(w_hh), n, true, n, width);
  const Tensor hidden = gru ? make_contiguous({kRows, width}, kFloat) : Tensor();
  ProductExtra extra;
  extra.bias = data<float>(bias);
  // Rows [at, at + rows) of the sequence; `to` is their place in the states.
  const auto some = [&](int64_t at, int64_t to, int64_t rows) {
    const auto bytes = static_cast<size_t>(rows * n) * sizeof(float);
    float *state = data<float>(h) + to * n, *g = data<float>(tape.gates) + at * width;
    float *out = data<float>(y) + at * n,
          *aside = gru || data<float>(c) ? data<float>(tape.extra) + at * n : nullptr;
    std::memcpy(data<float>(tape.before) + at * n, state, bytes);
    from_x.multiply(data<float>(x) + at * inputs, inputs, rows, g, width, 0, extra);
    from_h.multiply(state, n, rows, gru ? data<float>(hidden) : g, width, gru ? 0.0f : 1.0f);
    if (s.mode == RnnMode::Lstm) {
      float* cell = data<float>(c) + to * n;
      std::memcpy(aside, cell, bytes);
      loops.lstm(g, cell, out, state, rows, n);
    } else if (gru) {
      loops.gru(g, data<float>(hidden), data<float>(bias_hh), aside, out, state, rows, n);
    } else {
      loops.rnn(g, out, state, rows, n, s.mode == RnnMode::Relu);
    }
  };
  for_steps(s, false, [&](int64_t first, int64_t rows) {
    const int64_t parts = (rows + kRows - 1) / kRows;
    for (int64_t p = 0, at = 0; p < parts; ++p) {
      const int64_t end = rows * (p + 1) / parts;
      some(first + at, at, end - at);
      at = end;
    }
  });
  return true;
}

// Rows of some neighbouring steps: those that come later in the backward pass lie before the others, or after
// them, as in the sequence.
struct Chunk {
  int64_t room;
  bool down;
  int64_t first = 0, rows = 0;
  // Takes rows [at, at + n) of the sequence in and says where they go.
  int64_t add(int64_t at, int64_t n) {
    if (rows == 0 || down) first = at;
    rows += n;
    return down ? room - rows : rows - n;
  }
  int64_t start() const { return down ? room - rows : 0; }
};

// c += a^T b
void add_outer(const Tensor& c, const float* a, const float* b, int64_t rows, int64_t m, int64_t n) {
  gemm<float>({a, m, rows, 1, m}, {b, rows, n, n, 1}, data<float>(c), n, 1, 1);
}

void clear(const Tensor& t) {
  if (t.defined()) std::fill_n(data<float>(t), t.numel(), 0.0f);
}

bool backward(Tensor& gh, Tensor& gc, const Tensor& gy, kernels::RnnGradients& out, const Tensor& x,
              const Tensor& w_ih, const Tensor& w_hh, const RnnTape& tape, const RnnSteps& s) {
  if (!suits(w_hh, gh)) return false;
  const RnnLoops& loops = rnn_loops[0];
  const int64_t n = w_hh.size(1), width = w_hh.size(0), inputs = w_ih.size(1);
  const bool gru = s.mode == RnnMode::Gru;
  const PackedOperand to_h(data<float>(w_hh), n, false, width, n);
  Chunk chunk{std::max(kChunk, s.batch_sizes[0]), !s.reverse};
  const Tensor kept = make_contiguous({chunk.room, width}, kFloat);
  const Tensor kept_hidden = gru ? make_contiguous({chunk.room, width}, kFloat) : kept;
  for (const Tensor& t : {out.w_ih, out.w_hh, out.b_ih, out.b_hh}) clear(t);
  const auto flush = [&] {
    const float *a = data<float>(kept) + chunk.start() * width,
                *b = data<float>(kept_hidden) + chunk.start() * width;
    const int64_t rows = chunk.rows, at = chunk.first;
    if (out.w_hh.defined()) add_outer(out.w_hh, b, data<float>(tape.before) + at * n, rows, width, n);
    if (out.w_ih.defined()) add_outer(out.w_ih, a, data<float>(x) + at * inputs, rows, width, inputs);
    if (out.b_ih.defined()) add_rows(data<float>(out.b_ih), a, rows, width, width);
    if (out.b_hh.defined() && (gru || !out.b_ih.defined()))
      add_rows(data<float>(out.b_hh), b, rows, width, width);
    if (out.x.defined())
      gemm<float>({a, rows, width, width, 1}, {data<float>(w_ih), width, inputs, inputs, 1},
                  data<float>(out.x) + at * inputs, inputs, 1, 0);
    chunk.rows = 0;
  };
  float *dh = data<float>(gh), *dc = data<float>(gc);
  for_steps(s, true, [&](int64_t first, int64_t rows) {
    if (chunk.rows + rows > chunk.room) flush();
    const int64_t place = chunk.add(first, rows) * width, narrow = first * n;
    float *a = data<float>(kept) + place, *b = data<float>(kept_hidden) + place;
    const float *gates = data<float>(tape.gates) + first * width, *dy = row(data<float>(gy), narrow);
    const float* aside = row(data<float>(tape.extra), narrow);
    if (gru)
      loops.gru_backward(a, b, dh, dy, gates, data<float>(tape.before) + narrow, aside, rows, n);
    else if (s.mode == RnnMode::Lstm)
      loops.lstm_backward(a, dh, dc, dy, gates, aside, rows, n);
    else
      loops.rnn_backward(a, dh, dy, gates, rows, n, s.mode == RnnMode::Relu);
    to_h.multiply(b, width, rows, dh, n, gru ? 1.0f : 0.0f);
  });
  flush();
  if (!gru && out.b_ih.defined() && out.b_hh.defined())
    std::copy_n(data<float>(out.b_ih), width, data<float>(out.b_hh));
  return true;
}

}  // namespace

void register_rnn_joint() {
  kernels::rnn_forward_joint.set(kCPU, forward);
  kernels::rnn_backward_joint.set(kCPU, backward);
}

}  // namespace facula::cpu
