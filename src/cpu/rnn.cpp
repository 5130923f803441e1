// CPU kernels of the recurrent layers: per step one matrix product and one pass over the gates.
#include "kernels/rnn.h"

#include <cstring>

#include "cpu/capability.h"
#include "cpu/gemm.h"
#include "cpu/layout.h"
#include "cpu/rnn_loops.h"
#include "cpu/rnn_steps.h"
#include "kernels/geometry.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_rnn_loops)
RnnLoops rnn_loops[2];

namespace {

template <class T>
void forward(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& w_hh, const Tensor& bias_hh,
             const RnnSteps& s) {
  const RnnLoops& loops = rnn_loops[sizeof(T) == 8];
  const int64_t n = w_hh.size(1), width = w_hh.size(0);
  T *out = data<T>(y), *gates = data<T>(tape.gates), *before = data<T>(tape.before);
  T *extra = data<T>(tape.extra), *state = data<T>(h), *cell = data<T>(c);
  // Transposed once for all steps: products run faster that way.
  const Tensor flipped = make_contiguous({n, width}, y.scalar_type());
  (sizeof(T) == 8 ? transpose_64 : transpose_32)(data<T>(flipped), data<T>(w_hh), width, n);
  const Matrix<const T> w{data<T>(flipped), n, width, width, 1};
  const bool gru = s.mode == RnnMode::Gru;
  const Tensor hidden = gru ? make_contiguous({h.size(0), width}, y.scalar_type()) : Tensor();
  for_steps(s, false, [&](int64_t first, int64_t rows) {
    const auto bytes = static_cast<size_t>(rows * n) * sizeof(T);
    std::memcpy(before + first * n, state, bytes);
    T* g = gates + first * width;
    gemm<T>({state, rows, n, n, 1}, w, gru ? data<T>(hidden) : g, width, T(1), gru ? T(0) : T(1));
    if (s.mode == RnnMode::Lstm) {
      std::memcpy(extra + first * n, cell, bytes);
      loops.lstm(g, cell, out + first * n, state, rows, n);
    } else if (gru) {
      loops.gru(g, data<T>(hidden), data<T>(bias_hh), extra + first * n, out + first * n, state, rows, n);
    } else {
      loops.rnn(g, out + first * n, state, rows, n, s.mode == RnnMode::Relu);
    }
  });
}

template <class T>
void backward(Tensor& g_input, Tensor& g_hidden, Tensor& gh, Tensor& gc, const Tensor& gy,
              const RnnTape& tape, const Tensor& w_hh, const RnnSteps& s) {
  const RnnLoops& loops = rnn_loops[sizeof(T) == 8];
  const int64_t n = w_hh.size(1), width = w_hh.size(0);
  T *a = data<T>(g_input), *b = data<T>(g_hidden), *dh = data<T>(gh), *dc = data<T>(gc), *dy = data<T>(gy);
  const T *gates = data<T>(tape.gates), *before = data<T>(tape.before), *extra = data<T>(tape.extra);
  const Matrix<const T> w{data<T>(w_hh), width, n, n, 1};
  for_steps(s, true, [&](int64_t first, int64_t rows) {
    const int64_t wide = first * width, narrow = first * n;
    if (s.mode == RnnMode::Gru) {
      loops.gru_backward(a + wide, b + wide, dh, row(dy, narrow), gates + wide, before + narrow,
                         extra + narrow, rows, n);
      gemm<T>({b + wide, rows, width, width, 1}, w, dh, n, T(1), T(1));
      return;
    }
    if (s.mode == RnnMode::Lstm)
      loops.lstm_backward(a + wide, dh, dc, row(dy, narrow), gates + wide, extra + narrow, rows, n);
    else
      loops.rnn_backward(a + wide, dh, row(dy, narrow), gates + wide, rows, n, s.mode == RnnMode::Relu);
    gemm<T>({a + wide, rows, width, width, 1}, w, dh, n, T(1), T(0));
  });
}

void rnn_forward(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& w_hh, const Tensor& bias_hh,
                 const RnnSteps& s) {
  if (y.scalar_type() == kDouble)
    forward<double>(y, tape, h, c, w_hh, bias_hh, s);
  else
    forward<float>(y, tape, h, c, w_hh, bias_hh, s);
}
void rnn_backward(Tensor& g_input, Tensor& g_hidden, Tensor& gh, Tensor& gc, const Tensor& gy,
                  const RnnTape& tape, const Tensor& w_hh, const RnnSteps& s) {
  if (g_input.scalar_type() == kDouble)
    backward<double>(g_input, g_hidden, gh, gc, gy, tape, w_hh, s);
  else
    backward<float>(g_input, g_hidden, gh, gc, gy, tape, w_hh, s);
}

}  // namespace

void register_rnn_joint();
void register_rnn() {
  FACULA_CALL_ISA(register_rnn_loops);
  register_rnn_joint();
  kernels::rnn_forward.set(kCPU, rnn_forward);
  kernels::rnn_backward.set(kCPU, rnn_backward);
}

}  // namespace facula::cpu
