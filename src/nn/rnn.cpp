#include "facula/nn/modules/rnn.h"
#include "facula/nn/any_value.h"

#include <cmath>

#include "facula/core/warning.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "facula/ops/rnn.h"
#include "nn/print.h"
#include "nn/rnn_options.h"

namespace facula {
namespace nn {
namespace detail {

template <class Derived>
RNNImplBase<Derived>::RNNImplBase(const RNNOptionsBase& options_) : options_base(options_) {
  RNNImplBase::reset();
}

static void check_options(const RNNOptionsBase& o) {
  FACULA_CHECK(
      o.dropout() >= 0 && o.dropout() <= 1,
      "dropout should be a number in range [0, 1] representing the probability of an element being zeroed");
  if (o.dropout() > 0 && o.num_layers() == 1)
    FACULA_WARN(
        "dropout option adds dropout after all but last recurrent layer, so non-zero dropout expects "
        "num_layers "
        "greater than 1, but got dropout=",
        o.dropout(), " and num_layers=", o.num_layers());
  FACULA_CHECK(o.hidden_size() > 0, "hidden_size must be greater than zero");
  FACULA_CHECK(o.num_layers() > 0, "num_layers must be greater than zero");
  FACULA_CHECK(
      0 <= o.proj_size() && o.proj_size() < o.hidden_size(),
      "proj_size has to be a positive integer, smaller than hidden_size or zero to disable projections");
}

template <class Derived>
void RNNImplBase<Derived>::reset() {
  const RNNOptionsBase& o = options_base;
  check_options(o);
  const int64_t gates = gate_count(o) * o.hidden_size(), state = state_size(o);
  for (int64_t layer = 0; layer < o.num_layers(); ++layer) {
    const int64_t in = layer == 0 ? o.input_size() : state * directions(o);
    for (int64_t direction = 0; direction < directions(o); ++direction) {
      const std::string suffix = "_l" + std::to_string(layer) + (direction ? "_reverse" : "");
      this->register_parameter("weight_ih" + suffix, empty({gates, in}));
      this->register_parameter("weight_hh" + suffix, empty({gates, state}));
      if (o.bias()) {
        this->register_parameter("bias_ih" + suffix, empty({gates}));
        this->register_parameter("bias_hh" + suffix, empty({gates}));
      }
      if (o.proj_size() > 0)
        this->register_parameter("weight_hr" + suffix, empty({o.proj_size(), o.hidden_size()}));
    }
  }
  reset_parameters();
}

template <class Derived>
void RNNImplBase<Derived>::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(options_base.hidden_size()));
  for (auto& p : this->parameters_) init::uniform_(*p, -bound, bound);
}

template <class Derived>
std::vector<Tensor> RNNImplBase<Derived>::all_weights() const {
  return this->parameters_.values();
}

template <class Derived>
void RNNImplBase<Derived>::check_input(const Tensor& input) const {
  FACULA_CHECK(input.dim() == 2 || input.dim() == 3, "input must have 2 (unbatched) or 3 dimensions, got ",
               input.dim());
  FACULA_CHECK(input.size(-1) == options_base.input_size(),
               "input.size(-1) must be equal to input_size. Expected ", options_base.input_size(), ", got ",
               input.size(-1));
}

template <class Derived>
Tensor RNNImplBase<Derived>::initial_state(const Tensor& input, int64_t size) const {
  const int64_t batch = input.size(options_base.batch_first() ? 0 : 1);
  return zeros({options_base.num_layers() * directions(options_base), batch, size}, input.options());
}

template <class Derived>
void RNNImplBase<Derived>::check_state(const Tensor& input, const Tensor& state, int64_t size,
                                       const char* name) const {
  const int64_t layers = options_base.num_layers() * directions(options_base);
  const int64_t batch = input.size(options_base.batch_first() ? 0 : 1);
  FACULA_CHECK(state.sizes() == IntArrayRef({layers, batch, size}), "Expected ", name, " size (", layers,
               ", ", batch, ", ", size, "), got ", state.sizes());
}

template <class Derived>
void RNNImplBase<Derived>::pretty_print(std::ostream& stream) const {
  const RNNOptionsBase& o = options_base;
  const char* kind = gate_count(o) == 4 ? "LSTM" : gate_count(o) == 3 ? "GRU" : "RNN";
  print(stream, "torch::nn::", kind, "(input_size=", o.input_size(), ", hidden_size=", o.hidden_size(),
        ", num_layers=", o.num_layers(), ", bias=", o.bias(), ", batch_first=", o.batch_first(),
        ", dropout=", o.dropout(), ", bidirectional=", o.bidirectional());
  if (o.proj_size() > 0) print(stream, ", proj_size=", o.proj_size());
  print(stream, ")");
}

template class RNNImplBase<RNNImpl>;
template class RNNImplBase<LSTMImpl>;
template class RNNImplBase<GRUImpl>;

template <class Options>
static RNNOptionsBase base_options(const Options& o, RNNOptionsBase::rnn_options_base_mode_t mode) {
  return RNNOptionsBase(mode, o.input_size(), o.hidden_size())
      .num_layers(o.num_layers())
      .bias(o.bias())
      .batch_first(o.batch_first())
      .dropout(o.dropout())
      .bidirectional(o.bidirectional());
}
static RNNOptionsBase::rnn_options_base_mode_t mode_of(const RNNOptions& o) {
  if (enumtype::is<enumtype::kReLU>(o.nonlinearity())) return enumtype::kRNN_RELU();
  return enumtype::kRNN_TANH();
}

// A sequence without a batch dimension is a batch of one.
struct Batch {
  Batch(const Tensor& input, bool batch_first) : dim(batch_first ? 0 : 1), single(input.dim() == 2) {
    x = single ? input.unsqueeze(dim) : input;
  }
  Tensor in(const Tensor& state) const {
    if (!single) return state;
    FACULA_CHECK(state.dim() == 2, "For unbatched 2-D input, hx should also be 2-D but got ", state.dim(),
                 "-D tensor");
    return state.unsqueeze(1);
  }
  Tensor out(const Tensor& y) const { return single ? y.squeeze(dim) : y; }
  Tensor out_state(const Tensor& h) const { return single ? h.squeeze(1) : h; }
  int64_t dim;
  bool single;
  Tensor x;
};

}  // namespace detail

// ---- RNN

RNNImpl::RNNImpl(int64_t input_size, int64_t hidden_size) : RNNImpl(RNNOptions(input_size, hidden_size)) {}
RNNImpl::RNNImpl(const RNNOptions& options_)
    : RNNImplBase(detail::base_options(options_, detail::mode_of(options_))), options(options_) {}

std::tuple<Tensor, Tensor> RNNImpl::forward(const Tensor& input, Tensor hx) {
  check_input(input);
  const detail::RNNOptionsBase& o = options_base;
  const detail::Batch batch(input, o.batch_first());
  const Tensor h = hx.defined() ? batch.in(hx) : initial_state(batch.x, o.hidden_size());
  check_state(batch.x, h, o.hidden_size(), "hidden");
  const auto run = [&](auto&& layer) {
    return layer(batch.x, h, all_weights(), o.bias(), o.num_layers(), o.dropout(), is_training(),
                 o.bidirectional(), o.batch_first());
  };
  auto [y, last] = enumtype::is<enumtype::kRNN_RELU>(o.mode())
                       ? run([](auto&&... args) { return rnn_relu(args...); })
                       : run([](auto&&... args) { return rnn_tanh(args...); });
  return {batch.out(y), batch.out_state(last)};
}

// ---- LSTM

LSTMImpl::LSTMImpl(int64_t input_size, int64_t hidden_size)
    : LSTMImpl(LSTMOptions(input_size, hidden_size)) {}
LSTMImpl::LSTMImpl(const LSTMOptions& options_)
    : RNNImplBase(detail::base_options(options_, enumtype::kLSTM()).proj_size(options_.proj_size())),
      options(options_) {}

std::tuple<Tensor, std::tuple<Tensor, Tensor>> LSTMImpl::forward(
    const Tensor& input, std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  check_input(input);
  const detail::RNNOptionsBase& o = options_base;
  const detail::Batch batch(input, o.batch_first());
  const int64_t size = detail::state_size(o);
  const Tensor state[2] = {hx_opt ? batch.in(std::get<0>(*hx_opt)) : initial_state(batch.x, size),
                           hx_opt ? batch.in(std::get<1>(*hx_opt)) : initial_state(batch.x, o.hidden_size())};
  check_state(batch.x, state[0], size, "hidden[0]");
  check_state(batch.x, state[1], o.hidden_size(), "hidden[1]");
  auto [y, h, c] = lstm(batch.x, state, all_weights(), o.bias(), o.num_layers(), o.dropout(), is_training(),
                        o.bidirectional(), o.batch_first());
  return {batch.out(y), {batch.out_state(h), batch.out_state(c)}};
}

// ---- GRU

GRUImpl::GRUImpl(int64_t input_size, int64_t hidden_size) : GRUImpl(GRUOptions(input_size, hidden_size)) {}
GRUImpl::GRUImpl(const GRUOptions& options_)
    : RNNImplBase(detail::base_options(options_, enumtype::kGRU())), options(options_) {}

std::tuple<Tensor, Tensor> GRUImpl::forward(const Tensor& input, Tensor hx) {
  check_input(input);
  const detail::RNNOptionsBase& o = options_base;
  const detail::Batch batch(input, o.batch_first());
  const Tensor h = hx.defined() ? batch.in(hx) : initial_state(batch.x, o.hidden_size());
  check_state(batch.x, h, o.hidden_size(), "hidden");
  auto [y, last] = gru(batch.x, h, all_weights(), o.bias(), o.num_layers(), o.dropout(), is_training(),
                       o.bidirectional(), o.batch_first());
  return {batch.out(y), batch.out_state(last)};
}

// ---- cells

namespace detail {

template <class Derived>
RNNCellImplBase<Derived>::RNNCellImplBase(int64_t input_size, int64_t hidden_size, bool bias, int64_t chunks)
    : input_size_(input_size), hidden_size_(hidden_size), chunks_(chunks), bias_(bias) {
  RNNCellImplBase::reset();
}

template <class Derived>
void RNNCellImplBase<Derived>::reset() {
  const int64_t gates = chunks_ * hidden_size_;
  weight_ih = this->register_parameter("weight_ih", empty({gates, input_size_}));
  weight_hh = this->register_parameter("weight_hh", empty({gates, hidden_size_}));
  bias_ih = bias_ ? this->register_parameter("bias_ih", empty({gates}))
                  : this->register_parameter("bias_ih", Tensor(), false);
  bias_hh = bias_ ? this->register_parameter("bias_hh", empty({gates}))
                  : this->register_parameter("bias_hh", Tensor(), false);
  reset_parameters();
}

template <class Derived>
void RNNCellImplBase<Derived>::reset_parameters() {
  const double bound = 1.0 / std::sqrt(static_cast<double>(hidden_size_));
  for (Tensor& p : this->parameters()) init::uniform_(p, -bound, bound);
}

template <class Derived>
void RNNCellImplBase<Derived>::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::",
        chunks_ == 4   ? "LSTMCell"
        : chunks_ == 3 ? "GRUCell"
                       : "RNNCell",
        "(", input_size_, ", ", hidden_size_);
  if (!bias_) print(stream, ", bias=false");
  const std::string nonlinearity = get_nonlinearity_str();
  if (!nonlinearity.empty() && nonlinearity != "kTanh") print(stream, ", nonlinearity=", nonlinearity);
  print(stream, ")");
}

template <class Derived>
void RNNCellImplBase<Derived>::check_input(const Tensor& input) const {
  FACULA_CHECK(input.dim() == 1 || input.dim() == 2, "Expected input to be 1-D or 2-D but received ",
               input.dim(), "-D tensor");
  FACULA_CHECK(input.size(-1) == input_size_, "input has inconsistent input_size: got ", input.size(-1),
               " expected ", input_size_);
}

// The state for a batch; one of zeros when none is given.
template <class Derived>
Tensor RNNCellImplBase<Derived>::state_or_zeros(const Tensor& input, const Tensor& hx,
                                                const char* name) const {
  if (!hx.defined()) return zeros({input.size(0), hidden_size_}, input.options());
  const Tensor state = hx.dim() == 1 ? hx.unsqueeze(0) : hx;
  FACULA_CHECK(state.size(0) == input.size(0), "Input batch size ", input.size(0), " doesn't match hidden",
               name, " batch size ", state.size(0));
  FACULA_CHECK(state.size(1) == hidden_size_, "hidden", name, " has inconsistent hidden_size: got ",
               state.size(1), ", expected ", hidden_size_);
  return state;
}

template <class Derived>
std::string RNNCellImplBase<Derived>::get_nonlinearity_str() const {
  return "";
}

template class RNNCellImplBase<RNNCellImpl>;
template class RNNCellImplBase<LSTMCellImpl>;
template class RNNCellImplBase<GRUCellImpl>;

}  // namespace detail

RNNCellImpl::RNNCellImpl(int64_t input_size, int64_t hidden_size)
    : RNNCellImpl(RNNCellOptions(input_size, hidden_size)) {}
RNNCellImpl::RNNCellImpl(const RNNCellOptions& options_)
    : RNNCellImplBase(options_.input_size(), options_.hidden_size(), options_.bias(), 1), options(options_) {}
std::string RNNCellImpl::get_nonlinearity_str() const {
  return enumtype::get_enum_name(options.nonlinearity());
}
Tensor RNNCellImpl::forward(const Tensor& input, Tensor hx) {
  check_input(input);
  const bool single = input.dim() == 1;
  const Tensor x = single ? input.unsqueeze(0) : input;
  const auto cell = enumtype::is<enumtype::kReLU>(options.nonlinearity()) ? &rnn_relu_cell : &rnn_tanh_cell;
  const Tensor h = cell(x, state_or_zeros(x, hx, ""), weight_ih, weight_hh, bias_ih, bias_hh);
  return single ? h.squeeze(0) : h;
}

LSTMCellImpl::LSTMCellImpl(int64_t input_size, int64_t hidden_size)
    : LSTMCellImpl(LSTMCellOptions(input_size, hidden_size)) {}
LSTMCellImpl::LSTMCellImpl(const LSTMCellOptions& options_)
    : RNNCellImplBase(options_.input_size(), options_.hidden_size(), options_.bias(), 4), options(options_) {}
std::tuple<Tensor, Tensor> LSTMCellImpl::forward(const Tensor& input,
                                                 std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  check_input(input);
  const bool single = input.dim() == 1;
  const Tensor x = single ? input.unsqueeze(0) : input;
  const Tensor state[2] = {state_or_zeros(x, hx_opt ? std::get<0>(*hx_opt) : Tensor(), "[0]"),
                           state_or_zeros(x, hx_opt ? std::get<1>(*hx_opt) : Tensor(), "[1]")};
  auto [h, c] = lstm_cell(x, state, weight_ih, weight_hh, bias_ih, bias_hh);
  if (single) return {h.squeeze(0), c.squeeze(0)};
  return {h, c};
}

GRUCellImpl::GRUCellImpl(int64_t input_size, int64_t hidden_size)
    : GRUCellImpl(GRUCellOptions(input_size, hidden_size)) {}
GRUCellImpl::GRUCellImpl(const GRUCellOptions& options_)
    : RNNCellImplBase(options_.input_size(), options_.hidden_size(), options_.bias(), 3), options(options_) {}
Tensor GRUCellImpl::forward(const Tensor& input, Tensor hx) {
  check_input(input);
  const bool single = input.dim() == 1;
  const Tensor x = single ? input.unsqueeze(0) : input;
  const Tensor h = gru_cell(x, state_or_zeros(x, hx, ""), weight_ih, weight_hh, bias_ih, bias_hh);
  return single ? h.squeeze(0) : h;
}

std::vector<std::pair<unsigned, AnyValue>> RNNImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> LSTMImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<std::tuple<Tensor, Tensor>>())}};
}
std::vector<std::pair<unsigned, AnyValue>> GRUImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> RNNCellImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}};
}
std::vector<std::pair<unsigned, AnyValue>> LSTMCellImpl::_forward_default_args() {
  return {{1, AnyValue(std::optional<std::tuple<Tensor, Tensor>>())}};
}
std::vector<std::pair<unsigned, AnyValue>> GRUCellImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}};
}

template class Cloneable<RNNImpl>;
template class Cloneable<LSTMImpl>;
template class Cloneable<GRUImpl>;
template class Cloneable<RNNCellImpl>;
template class Cloneable<LSTMCellImpl>;
template class Cloneable<GRUCellImpl>;

}  // namespace nn
}  // namespace facula
