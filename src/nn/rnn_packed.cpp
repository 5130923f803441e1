// Recurrent layers over packed sequences.
#include "facula/nn/modules/rnn.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/rnn.h"
#include "nn/rnn_options.h"

namespace facula {
namespace nn {

namespace detail {

// States follow the sequences: sorted on the way in, unsorted on the way out.
static Tensor reorder(const Tensor& state, const Tensor& order) {
  return order.defined() ? state.index_select(1, order) : state;
}

struct Packed {
  Packed(const utils::rnn::PackedSequence& s, const RNNOptionsBase& o) : sequence(s), options(o) {
    FACULA_CHECK(s.data().dim() == 2, "input must have 2 dimensions, got ", s.data().dim());
    FACULA_CHECK(s.data().size(-1) == o.input_size(), "input.size(-1) must be equal to input_size. Expected ",
                 o.input_size(), ", got ", s.data().size(-1));
  }
  Tensor in(const Tensor& state, int64_t size, const char* name) const {
    const int64_t layers = options.num_layers() * directions(options);
    const int64_t batch = sequence.batch_sizes()[0].item<int64_t>();
    if (!state.defined()) return zeros({layers, batch, size}, sequence.data().options().requires_grad(false));
    FACULA_CHECK(state.sizes() == IntArrayRef({layers, batch, size}), "Expected ", name, " size (", layers,
                 ", ", batch, ", ", size, "), got ", state.sizes());
    return reorder(state, sequence.sorted_indices());
  }
  Tensor out_state(const Tensor& state) const { return reorder(state, sequence.unsorted_indices()); }
  utils::rnn::PackedSequence out(Tensor y) const {
    return utils::rnn::PackedSequence(std::move(y), sequence.batch_sizes(), sequence.sorted_indices(),
                                      sequence.unsorted_indices());
  }
  const utils::rnn::PackedSequence& sequence;
  const RNNOptionsBase& options;
};

}  // namespace detail

std::tuple<utils::rnn::PackedSequence, Tensor> RNNImpl::forward_with_packed_input(
    const utils::rnn::PackedSequence& packed_input, Tensor hx) {
  const detail::RNNOptionsBase& o = options_base;
  const detail::Packed p(packed_input, o);
  const Tensor h = p.in(hx, o.hidden_size(), "hidden");
  const auto run = [&](auto&& layer) {
    return layer(packed_input.data(), packed_input.batch_sizes(), h, all_weights(), o.bias(), o.num_layers(),
                 o.dropout(), is_training(), o.bidirectional());
  };
  auto [y, last] = enumtype::is<enumtype::kRNN_RELU>(o.mode())
                       ? run([](auto&&... args) { return rnn_relu(args...); })
                       : run([](auto&&... args) { return rnn_tanh(args...); });
  return {p.out(y), p.out_state(last)};
}

std::tuple<utils::rnn::PackedSequence, std::tuple<Tensor, Tensor>> LSTMImpl::forward_with_packed_input(
    const utils::rnn::PackedSequence& packed_input, std::optional<std::tuple<Tensor, Tensor>> hx_opt) {
  const detail::RNNOptionsBase& o = options_base;
  const detail::Packed p(packed_input, o);
  const auto [h0, c0] = hx_opt.value_or(std::make_tuple(Tensor(), Tensor()));
  const Tensor state[2] = {p.in(h0, detail::state_size(o), "hidden[0]"),
                           p.in(c0, o.hidden_size(), "hidden[1]")};
  auto [y, h, c] = lstm(packed_input.data(), packed_input.batch_sizes(), state, all_weights(), o.bias(),
                        o.num_layers(), o.dropout(), is_training(), o.bidirectional());
  return {p.out(y), {p.out_state(h), p.out_state(c)}};
}

std::tuple<utils::rnn::PackedSequence, Tensor> GRUImpl::forward_with_packed_input(
    const utils::rnn::PackedSequence& packed_input, Tensor hx) {
  const detail::RNNOptionsBase& o = options_base;
  const detail::Packed p(packed_input, o);
  auto [y, last] =
      gru(packed_input.data(), packed_input.batch_sizes(), p.in(hx, o.hidden_size(), "hidden"), all_weights(),
          o.bias(), o.num_layers(), o.dropout(), is_training(), o.bidirectional());
  return {p.out(y), p.out_state(last)};
}

}  // namespace nn
}  // namespace facula
