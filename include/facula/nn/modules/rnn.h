#pragma once
// Recurrent layers.
#include <optional>
#include <tuple>
#include <vector>

#include "facula/nn/cloneable.h"
#include "facula/nn/options/rnn.h"
#include "facula/nn/pimpl.h"
#include "facula/nn/utils/rnn.h"

namespace facula {
namespace nn {
namespace detail {

/// Base of RNN, LSTM and GRU.
/// init    all uniform in ±1 / sqrt(hidden_size)
/// state   weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, weight_hr_l0 (projection), …_reverse, …_l1
template <class Derived>
class RNNImplBase : public Cloneable<Derived> {
 public:
  explicit RNNImplBase(const RNNOptionsBase& options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  /// Nothing to do: the kernels take the weights as they are.
  void flatten_parameters() {}
  /// The parameters in order.
  std::vector<Tensor> all_weights() const;

  RNNOptionsBase options_base;

 protected:
  // Checks the input's and the hidden state's shapes, and gives a zero state when there is none.
  void check_input(const Tensor& input) const;
  Tensor initial_state(const Tensor& input, int64_t size) const;
  void check_state(const Tensor& input, const Tensor& state, int64_t size, const char* name) const;
};
}  // namespace detail

/// h' = tanh(W_ih x + b_ih + W_hh h + b_hh), or ReLU of it, in one or more layers.
/// shape   input: (sequence, batch, input_size), or batch first, or (sequence, input_size); hx: (layers
///         directions, batch, hidden_size); results: (sequence, batch, directions hidden_size) and the last
///         hx
class RNNImpl : public detail::RNNImplBase<RNNImpl> {
 public:
  RNNImpl(int64_t input_size, int64_t hidden_size);
  explicit RNNImpl(const RNNOptions& options_);
  std::tuple<Tensor, Tensor> forward(const Tensor& input, Tensor hx = {});
  /// The same over packed sequences; the state is in the order of the sequences before packing.
  std::tuple<utils::rnn::PackedSequence, Tensor> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, Tensor hx = {});

  RNNOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(RNN);

/// Long short-term memory; the state is (h, c).
/// shape   as RNN; h: (layers directions, batch, proj_size or hidden_size)
/// source  Hochreiter & Schmidhuber 1997
class LSTMImpl : public detail::RNNImplBase<LSTMImpl> {
 public:
  LSTMImpl(int64_t input_size, int64_t hidden_size);
  explicit LSTMImpl(const LSTMOptions& options_);
  std::tuple<Tensor, std::tuple<Tensor, Tensor>> forward(
      const Tensor& input, std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});
  /// The same over packed sequences; the state is in the order of the sequences before packing.
  std::tuple<utils::rnn::PackedSequence, std::tuple<Tensor, Tensor>> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});

  LSTMOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(LSTM);

/// Gated recurrent unit.
/// shape   as RNN
/// source  Cho et al. 2014, arXiv:1406.1078
class GRUImpl : public detail::RNNImplBase<GRUImpl> {
 public:
  GRUImpl(int64_t input_size, int64_t hidden_size);
  explicit GRUImpl(const GRUOptions& options_);
  std::tuple<Tensor, Tensor> forward(const Tensor& input, Tensor hx = {});
  /// The same over packed sequences; the state is in the order of the sequences before packing.
  std::tuple<utils::rnn::PackedSequence, Tensor> forward_with_packed_input(
      const utils::rnn::PackedSequence& packed_input, Tensor hx = {});

  GRUOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(GRU);

namespace detail {
/// Base of the cells, which do one step.
/// init    all uniform in ±1 / sqrt(hidden_size)
/// state   weight_ih, weight_hh, bias_ih, bias_hh
template <class Derived>
class RNNCellImplBase : public Cloneable<Derived> {
 public:
  RNNCellImplBase(int64_t input_size, int64_t hidden_size, bool bias, int64_t chunks);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;

  Tensor weight_ih, weight_hh, bias_ih, bias_hh;

 protected:
  void check_input(const Tensor& input) const;
  Tensor state_or_zeros(const Tensor& input, const Tensor& hx, const char* name) const;
  virtual std::string get_nonlinearity_str() const;

 private:
  int64_t input_size_, hidden_size_, chunks_;
  bool bias_;
};
}  // namespace detail

/// One step of an RNN.
/// shape   input: (batch, input_size) or (input_size); hx and result: (batch, hidden_size)
class RNNCellImpl : public detail::RNNCellImplBase<RNNCellImpl> {
 public:
  RNNCellImpl(int64_t input_size, int64_t hidden_size);
  explicit RNNCellImpl(const RNNCellOptions& options_);
  Tensor forward(const Tensor& input, Tensor hx = {});

  RNNCellOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
  std::string get_nonlinearity_str() const override;
};
FACULA_LIBRARY_MODULE(RNNCell);

/// One step of an LSTM; gives (h, c).
class LSTMCellImpl : public detail::RNNCellImplBase<LSTMCellImpl> {
 public:
  LSTMCellImpl(int64_t input_size, int64_t hidden_size);
  explicit LSTMCellImpl(const LSTMCellOptions& options_);
  std::tuple<Tensor, Tensor> forward(const Tensor& input,
                                     std::optional<std::tuple<Tensor, Tensor>> hx_opt = {});

  LSTMCellOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(LSTMCell);

/// One step of a GRU.
class GRUCellImpl : public detail::RNNCellImplBase<GRUCellImpl> {
 public:
  GRUCellImpl(int64_t input_size, int64_t hidden_size);
  explicit GRUCellImpl(const GRUCellOptions& options_);
  Tensor forward(const Tensor& input, Tensor hx = {});

  GRUCellOptions options;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};
FACULA_LIBRARY_MODULE(GRUCell);

}  // namespace nn
}  // namespace facula
