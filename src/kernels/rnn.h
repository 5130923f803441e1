#pragma once
// Slots of the recurrent layers: one direction of one layer over a whole sequence. Rows are the samples of
// all steps, packed: step t has batch_sizes[t] rows. Tensors are contiguous, float or double, of one dtype.
#include "kernels/slot.h"

namespace facula {

enum class RnnMode : int { Tanh, Relu, Lstm, Gru };

/// How many parts the gates have.
constexpr int64_t gate_count(RnnMode mode) {
  return mode == RnnMode::Lstm ? 4 : mode == RnnMode::Gru ? 3 : 1;
}

struct RnnSteps {
  RnnMode mode;
  bool reverse;
  const int64_t* batch_sizes;
  int64_t steps;
};

/// What the backward pass needs of every step.
struct RnnTape {
  Tensor gates;   // [rows, gates H]: in: W_ih x + biases; out: the activated gates
  Tensor before;  // [rows, H]: h before the step
  Tensor extra;   // [rows, H]: LSTM: c before the step; GRU: W_hn h + b_hn
};

namespace kernels {

/// y: [rows, H]. h, c: [B, H], the states, changed in place to the last ones. bias_hh: of GRU, or undefined.
extern constinit KernelSlot<void(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& w_hh,
                                 const Tensor& bias_hh, const RnnSteps& steps)>
    rnn_forward;
/// g_input, g_hidden (GRU only): [rows, gates H], gradients of the gates' two parts. gy may be undefined.
/// gh, gc: [B, H], gradients of the last states, changed in place to those of the first ones.
extern constinit KernelSlot<void(Tensor& g_input, Tensor& g_hidden, Tensor& gh, Tensor& gc, const Tensor& gy,
                                 const RnnTape& tape, const Tensor& w_hh, const RnnSteps& steps)>
    rnn_backward;

/// Both as one with the products of inputs and weights, step by step while rows are in a near cache. They
/// return false, having done nothing, where that is not faster; only the CPU has them.
/// bias: [gates H], what is added to W_ih x, or undefined. tape.gates need not be filled.
extern constinit KernelSlot<bool(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& x,
                                 const Tensor& w_ih, const Tensor& bias, const Tensor& w_hh,
                                 const Tensor& bias_hh, const RnnSteps& steps)>
    rnn_forward_joint;
/// Gradients of inputs and weights; undefined ones are not wanted. Biases: [gates H].
struct RnnGradients {
  Tensor x, w_ih, w_hh, b_ih, b_hh;
};
extern constinit KernelSlot<bool(Tensor& gh, Tensor& gc, const Tensor& gy, RnnGradients& out, const Tensor& x,
                                 const Tensor& w_ih, const Tensor& w_hh, const RnnTape& tape,
                                 const RnnSteps& steps)>
    rnn_backward_joint;

}  // namespace kernels
}  // namespace facula
