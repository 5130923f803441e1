#pragma once
// Recurrent layers and cells. `params` holds for each layer and direction weight_ih, weight_hh and, with
// has_biases, bias_ih, bias_hh (and weight_hr for an LSTM with projection).
// Shapes: T steps, B samples, I inputs, H hidden, P = H or the projection, L layers, D directions.
// Gradients of all inputs, states and parameters are of any order.
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// i, f, o = sigmoid, g = tanh of the four parts of W_ih x + b_ih + W_hh h + b_hh; c' = f c + i g;
/// h' = o tanh(c')
/// shape   x: [T, B, I] ([B, T, I] with batch_first); hx: h [L D, B, P], c [L D, B, H];
///         result: (y [T, B, D P], h, c)
/// dtype   floating
/// errors  Error: "lstm expects two hidden states"
/// source  Hochreiter & Schmidhuber 1997; projection: Sak et al. 2014, arXiv:1402.1128
std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& x, TensorList hx, TensorList params, bool has_biases,
                                        int64_t num_layers, double dropout, bool train, bool bidirectional,
                                        bool batch_first);
/// The same over packed sequences: data [sum of batch_sizes, I], batch_sizes int64 on the CPU, not growing.
std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& data, const Tensor& batch_sizes, TensorList hx,
                                        TensorList params, bool has_biases, int64_t num_layers,
                                        double dropout, bool train, bool bidirectional);
/// r, z = sigmoid of parts of W_ih x + b_ih + W_hh h + b_hh; n = tanh(W_in x + b_in + r (W_hn h + b_hn));
/// h' = (1 - z) n + z h
/// shape   as lstm; hx: h [L D, B, H]; result: (y, h)
/// source  Cho et al. 2014, arXiv:1406.1078
std::tuple<Tensor, Tensor> gru(const Tensor& x, const Tensor& hx, TensorList params, bool has_biases,
                               int64_t num_layers, double dropout, bool train, bool bidirectional,
                               bool batch_first);
std::tuple<Tensor, Tensor> gru(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                               TensorList params, bool has_biases, int64_t num_layers, double dropout,
                               bool train, bool bidirectional);
/// h' = tanh(W_ih x + b_ih + W_hh h + b_hh)
std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& x, const Tensor& hx, TensorList params, bool has_biases,
                                    int64_t num_layers, double dropout, bool train, bool bidirectional,
                                    bool batch_first);
std::tuple<Tensor, Tensor> rnn_tanh(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                                    TensorList params, bool has_biases, int64_t num_layers, double dropout,
                                    bool train, bool bidirectional);
/// The same with relu for tanh.
std::tuple<Tensor, Tensor> rnn_relu(const Tensor& x, const Tensor& hx, TensorList params, bool has_biases,
                                    int64_t num_layers, double dropout, bool train, bool bidirectional,
                                    bool batch_first);
std::tuple<Tensor, Tensor> rnn_relu(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,
                                    TensorList params, bool has_biases, int64_t num_layers, double dropout,
                                    bool train, bool bidirectional);

/// One step of lstm: x [B, I], hx: h, c [B, H]; result: (h', c').
std::tuple<Tensor, Tensor> lstm_cell(const Tensor& x, TensorList hx, const Tensor& w_ih, const Tensor& w_hh,
                                     const Tensor& b_ih = {}, const Tensor& b_hh = {});
/// One step of gru: h'.
Tensor gru_cell(const Tensor& x, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                const Tensor& b_ih = {}, const Tensor& b_hh = {});
/// One step of rnn_tanh: h'.
Tensor rnn_tanh_cell(const Tensor& x, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                     const Tensor& b_ih = {}, const Tensor& b_hh = {});
/// One step of rnn_relu: h'.
Tensor rnn_relu_cell(const Tensor& x, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,
                     const Tensor& b_ih = {}, const Tensor& b_hh = {});

}  // namespace facula
