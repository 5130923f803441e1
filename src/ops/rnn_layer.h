#pragma once
// One direction of one recurrent layer over packed rows, and the same composed of public ops.
#include "kernels/rnn.h"
#include "ops/pointwise.h"

namespace facula {

/// Parameters of a layer and direction; biases (both or none) and w_hr may be undefined.
struct RnnParams {
  Tensor w_ih, w_hh, b_ih, b_hh, w_hr;
};
struct RnnState {
  Tensor y, h, c;  // [rows, P], [B, P], [B, H]
};
struct RnnSequence {
  RnnMode mode;
  bool reverse;
  DimVector batch_sizes;  // rows of each step
};

/// x: [rows, I], h0: [B, P], c0: [B, H] (LSTM, else undefined). Kernels where there are such for device,
/// dtype and form, else public ops. errors  Error naming the sizes that do not fit
RnnState rnn_layer(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                   const RnnParams& params);

/// Every step in public ops: any dtype, device, and projection.
RnnState composed_rnn_layer(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                            const RnnParams& params);
/// Gradients of x, h0, c0, w_ih, w_hh, b_ih, b_hh (the last two of one number for all samples) from those of
/// y, h and c, which may be undefined. In public ops, so that they can be differentiated. No projection.
void composed_rnn_backward(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                           const RnnParams& params, const RnnState& g, Tensor (&out)[7]);

}  // namespace facula
