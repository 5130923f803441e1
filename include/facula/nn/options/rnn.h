#pragma once
// Options of the recurrent layers.

#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {
namespace detail {
/// What RNN, LSTM and GRU have in common.
struct RNNOptionsBase {
  using rnn_options_base_mode_t =
      enumtype::OneOf<enumtype::kLSTM, enumtype::kGRU, enumtype::kRNN_TANH, enumtype::kRNN_RELU>;
  RNNOptionsBase(rnn_options_base_mode_t mode, int64_t input_size, int64_t hidden_size);
  FACULA_ARG(rnn_options_base_mode_t, mode);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(int64_t, num_layers) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(double, dropout) = 0.0;
  FACULA_ARG(bool, bidirectional) = false;
  FACULA_ARG(int64_t, proj_size) = 0;
};
}  // namespace detail

/// Options of RNN.
struct RNNOptions {
  using nonlinearity_t = enumtype::OneOf<enumtype::kTanh, enumtype::kReLU>;
  RNNOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(int64_t, num_layers) = 1;
  FACULA_ARG(nonlinearity_t, nonlinearity) = enumtype::kTanh();
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(double, dropout) = 0.0;
  FACULA_ARG(bool, bidirectional) = false;
};

/// Options of LSTM; with proj_size > 0 the hidden state is projected to that size.
struct LSTMOptions {
  LSTMOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(int64_t, num_layers) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(double, dropout) = 0.0;
  FACULA_ARG(bool, bidirectional) = false;
  FACULA_ARG(int64_t, proj_size) = 0;
};

/// Options of GRU.
struct GRUOptions {
  GRUOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(int64_t, num_layers) = 1;
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(bool, batch_first) = false;
  FACULA_ARG(double, dropout) = 0.0;
  FACULA_ARG(bool, bidirectional) = false;
};

/// Options of RNNCell.
struct RNNCellOptions {
  using nonlinearity_t = enumtype::OneOf<enumtype::kTanh, enumtype::kReLU>;
  RNNCellOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(bool, bias) = true;
  FACULA_ARG(nonlinearity_t, nonlinearity) = enumtype::kTanh();
};

/// Options of LSTMCell.
struct LSTMCellOptions {
  LSTMCellOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(bool, bias) = true;
};

/// Options of GRUCell.
struct GRUCellOptions {
  GRUCellOptions(int64_t input_size, int64_t hidden_size);
  FACULA_ARG(int64_t, input_size);
  FACULA_ARG(int64_t, hidden_size);
  FACULA_ARG(bool, bias) = true;
};

}  // namespace nn
}  // namespace facula
