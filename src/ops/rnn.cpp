// Recurrent networks: layers and directions put together; cells as layers of one step.
#include "facula/ops/rnn.h"

#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/dropout.h"
#include "facula/ops/view.h"
#include "ops/rnn_layer.h"

namespace facula {

namespace {

struct Network {
  RnnMode mode;
  bool has_biases;
  int64_t num_layers;
  double dropout;
  bool train, bidirectional;
};

RnnParams take_params(TensorList params, size_t& at, bool has_biases, bool projected) {
  RnnParams p;
  p.w_ih = params[at++];
  p.w_hh = params[at++];
  if (has_biases) {
    p.b_ih = params[at++];
    p.b_hh = params[at++];
  }
  if (projected) p.w_hr = params[at++];
  return p;
}

// x: packed rows. h: [L D, B, P]; c: the same or undefined.
RnnState run_network(const Network& net, Tensor x, const DimVector& batch_sizes, const Tensor& h,
                     const Tensor& c, TensorList params) {
  const int64_t directions = net.bidirectional ? 2 : 1, count = net.num_layers * directions;
  const bool projected = c.defined() && h.size(2) != c.size(2);
  const int64_t each = 2 + (net.has_biases ? 2 : 0) + (projected ? 1 : 0);
  FACULA_CHECK(static_cast<int64_t>(params.size()) == count * each, "rnn: expected ", count * each,
               " parameters, but got ", params.size());
  FACULA_CHECK(h.dim() == 3 && h.size(0) == count, "rnn: expected hidden states for ", count,
               " layers and directions, but got ", h.sizes());
  FACULA_CHECK(!c.defined() || (c.dim() == 3 && c.size(0) == count && c.size(1) == h.size(1)),
               "rnn: expected cell states for ", count, " layers and directions, but got ",
               c.defined() ? c.sizes() : IntArrayRef());
  std::vector<Tensor> hs, cs;
  size_t at = 0;
  for (int64_t layer = 0; layer < net.num_layers; ++layer) {
    Tensor y[2];
    for (int64_t d = 0; d < directions; ++d) {
      const RnnParams p = take_params(params, at, net.has_biases, projected);
      const int64_t i = layer * directions + d;
      RnnState r = rnn_layer({net.mode, d == 1, batch_sizes}, x, h.select(0, i),
                             c.defined() ? c.select(0, i) : Tensor(), p);
      y[d] = std::move(r.y);
      hs.push_back(std::move(r.h));
      cs.push_back(std::move(r.c));
    }
    x = directions == 2 ? cat(ArrayRef<Tensor>(y, 2), 1) : y[0];
    if (net.dropout != 0 && net.train && layer + 1 < net.num_layers) x = dropout(x, net.dropout, true);
  }
  return {x, stack(hs, 0), c.defined() ? stack(cs, 0) : Tensor()};
}

RnnState run_padded(const Network& net, const Tensor& input, const Tensor& h, const Tensor& c,
                    TensorList params, bool batch_first) {
  FACULA_CHECK(input.dim() == 3, "rnn: Expected input to be 3-D, but got ", input.dim(), "-D input");
  const Tensor x = batch_first ? input.transpose(0, 1) : input;
  const int64_t steps = x.size(0), batch = x.size(1);
  FACULA_CHECK(steps > 0, "Expected sequence length to be larger than 0 in RNN");
  FACULA_CHECK(h.dim() == 3 && h.size(1) == batch, "rnn: Expected hidden states of a batch of ", batch,
               ", but got ", h.sizes());
  RnnState r = run_network(net, x.reshape({steps * batch, x.size(2)}),
                           DimVector(static_cast<size_t>(steps), batch), h, c, params);
  r.y = r.y.view({steps, batch, r.y.size(1)});
  if (batch_first) r.y = r.y.transpose(0, 1);
  return r;
}

RnnState run_packed(const Network& net, const Tensor& data, const Tensor& batch_sizes, const Tensor& h,
                    const Tensor& c, TensorList params) {
  FACULA_CHECK(batch_sizes.dim() == 1 && batch_sizes.device().is_cpu() && batch_sizes.scalar_type() == kLong,
               "batch_sizes should be a 1-D CPU int64 tensor");
  DimVector sizes;
  const Tensor flat = batch_sizes.contiguous();
  for (int64_t t = 0; t < flat.numel(); ++t) sizes.push_back(flat.data_ptr<int64_t>()[t]);
  return run_network(net, data, sizes, h, c, params);
}

Network network(RnnMode mode, bool has_biases, int64_t num_layers, double dropout, bool train,
                bool bidirectional) {
  return {mode, has_biases, num_layers, dropout, train, bidirectional};
}

RnnState run_cell(RnnMode mode, const Tensor& x, const Tensor& h, const Tensor& c, const Tensor& w_ih,
                  const Tensor& w_hh, const Tensor& b_ih, const Tensor& b_hh) {
  FACULA_CHECK(x.dim() == 2 && h.dim() == 2 && x.size(0) == h.size(0),
               "rnn cell: Expected a batch of inputs "
               "and hidden states of one size, but got ",
               x.sizes(), " and ", h.sizes());
  RnnState r = rnn_layer({mode, false, DimVector{x.size(0)}}, x, h, c, {w_ih, w_hh, b_ih, b_hh, {}});
  return r;
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& x, TensorList hx, TensorList params, bool has_biases,
                                        int64_t num_layers, double dropout, bool train, bool bidirectional,
                                        bool batch_first) {
  FACULA_CHECK(hx.size() == 2, "lstm expects two hidden states");
  RnnState r = run_padded(network(RnnMode::Lstm, has_biases, num_layers, dropout, train, bidirectional), x,
                          hx[0], hx[1], params, batch_first);
  return {r.y, r.h, r.c};
}
std::tuple<Tensor, Tensor, Tensor> lstm(const Tensor& data, const Tensor& batch_sizes, TensorList hx,
                                        TensorList params, bool has_biases, int64_t num_layers,
                                        double dropout, bool train, bool bidirectional) {
  FACULA_CHECK(hx.size() == 2, "lstm expects two hidden states");
  RnnState r = run_packed(network(RnnMode::Lstm, has_biases, num_layers, dropout, train, bidirectional), data,
                          batch_sizes, hx[0], hx[1], params);
  return {r.y, r.h, r.c};
}

#define FACULA_RNN(name, mode)                                                                               \
  std::tuple<Tensor, Tensor> name(const Tensor& x, const Tensor& hx, TensorList params, bool has_biases,     \
                                  int64_t num_layers, double dropout, bool train, bool bidirectional,        \
                                  bool batch_first) {                                                        \
    RnnState r = run_padded(network(mode, has_biases, num_layers, dropout, train, bidirectional), x, hx, {}, \
                            params, batch_first);                                                            \
    return {r.y, r.h};                                                                                       \
  }                                                                                                          \
  std::tuple<Tensor, Tensor> name(const Tensor& data, const Tensor& batch_sizes, const Tensor& hx,           \
                                  TensorList params, bool has_biases, int64_t num_layers, double dropout,    \
                                  bool train, bool bidirectional) {                                          \
    RnnState r = run_packed(network(mode, has_biases, num_layers, dropout, train, bidirectional), data,      \
                            batch_sizes, hx, {}, params);                                                    \
    return {r.y, r.h};                                                                                       \
  }                                                                                                          \
  Tensor name##_cell(const Tensor& x, const Tensor& hx, const Tensor& w_ih, const Tensor& w_hh,              \
                     const Tensor& b_ih, const Tensor& b_hh) {                                               \
    return run_cell(mode, x, hx, {}, w_ih, w_hh, b_ih, b_hh).y;                                              \
  }
FACULA_RNN(gru, RnnMode::Gru)
FACULA_RNN(rnn_tanh, RnnMode::Tanh)
FACULA_RNN(rnn_relu, RnnMode::Relu)
#undef FACULA_RNN

std::tuple<Tensor, Tensor> lstm_cell(const Tensor& x, TensorList hx, const Tensor& w_ih, const Tensor& w_hh,
                                     const Tensor& b_ih, const Tensor& b_hh) {
  FACULA_CHECK(hx.size() == 2, "lstm_cell expects two hidden states");
  RnnState r = run_cell(RnnMode::Lstm, x, hx[0], hx[1], w_ih, w_hh, b_ih, b_hh);
  return {r.y, r.c};
}

}  // namespace facula
