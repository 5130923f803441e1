// Recurrent layers in public ops: forward, and backpropagation through time.
#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "ops/rnn_layer.h"

#include <vector>

namespace facula {

namespace {

struct Step {
  int64_t first, rows;
  Tensor gate[4];  // activated: i, f, g, o; r, z, n; or h
  Tensor h, c;     // before the step
  Tensor extra;    // GRU: W_hn h + b_hn; LSTM: tanh of the new c
};

// Steps in the order in which they are computed.
std::vector<Step> plan_steps(const RnnSequence& seq) {
  std::vector<Step> steps;
  int64_t at = 0;
  for (int64_t rows : seq.batch_sizes) {
    Step s;
    s.first = at;
    s.rows = rows;
    steps.push_back(std::move(s));
    at += rows;
  }
  if (seq.reverse) return {std::make_move_iterator(steps.rbegin()), std::make_move_iterator(steps.rend())};
  return steps;
}

// The first rows of `whole`, and `whole` with its first rows replaced.
Tensor head(const Tensor& whole, int64_t rows) {
  return whole.size(0) == rows ? whole : whole.narrow(0, 0, rows);
}
Tensor merge(const Tensor& part, const Tensor& whole) {
  const int64_t rows = part.size(0), all = whole.size(0);
  if (rows == all) return part;
  const Tensor parts[] = {part, whole.narrow(0, rows, all - rows)};
  return cat(parts, 0);
}

// Rows of all steps in the order of the data.
Tensor in_order(std::vector<Tensor> parts, bool reverse) {
  if (reverse) return cat(std::vector<Tensor>(parts.rbegin(), parts.rend()), 0);
  return cat(parts, 0);
}

Tensor input_part(RnnMode mode, const Tensor& x, const RnnParams& p) {
  if (!p.b_ih.defined()) return linear(x, p.w_ih);
  return linear(x, p.w_ih, mode == RnnMode::Gru ? p.b_ih : p.b_ih + p.b_hh);
}

// One step from s.h and s.c; gx is the input's part of the gates. Returns the new h (unprojected) and c.
RnnState compute_step(RnnMode mode, Step& s, const Tensor& gx, const RnnParams& p) {
  const Tensor gh =
      mode == RnnMode::Gru && p.b_hh.defined() ? linear(s.h, p.w_hh, p.b_hh) : linear(s.h, p.w_hh);
  const auto part = [n = p.w_hh.size(0) / gate_count(mode)](const Tensor& t, int64_t k) {
    return t.narrow(1, k * n, n);
  };
  RnnState r;
  if (mode == RnnMode::Lstm) {
    const Tensor a = gx + gh;
    for (int k : {0, 1, 3}) s.gate[k] = part(a, k).sigmoid();
    s.gate[2] = part(a, 2).tanh();
    r.c = s.gate[1] * s.c + s.gate[0] * s.gate[2];
    s.extra = r.c.tanh();
    r.h = s.gate[3] * s.extra;
  } else if (mode == RnnMode::Gru) {
    for (int k : {0, 1}) s.gate[k] = (part(gx, k) + part(gh, k)).sigmoid();
    s.extra = part(gh, 2);
    s.gate[2] = (part(gx, 2) + s.gate[0] * s.extra).tanh();
    r.h = s.gate[2] + s.gate[1] * (s.h - s.gate[2]);
  } else {
    const Tensor a = gx + gh;
    s.gate[0] = r.h = mode == RnnMode::Tanh ? a.tanh() : relu(a);
  }
  return r;
}

RnnState run_steps(const RnnSequence& seq, std::vector<Step>& steps, const Tensor& x, const Tensor& h0,
                   const Tensor& c0, const RnnParams& p) {
  const Tensor gx = input_part(seq.mode, x, p);
  RnnState state{{}, h0, c0};
  std::vector<Tensor> outputs;
  for (Step& s : steps) {
    s.h = head(state.h, s.rows);
    if (c0.defined()) s.c = head(state.c, s.rows);
    const RnnState r = compute_step(seq.mode, s, gx.narrow(0, s.first, s.rows), p);
    const Tensor h = p.w_hr.defined() ? linear(r.h, p.w_hr) : r.h;
    state.h = merge(h, state.h);
    if (c0.defined()) state.c = merge(r.c, state.c);
    outputs.push_back(h);
  }
  state.y = in_order(std::move(outputs), seq.reverse);
  return state;
}

// Gradients of the gates' arguments: of the input's part and of the hidden part, side by side over the gates.
struct GateGrads {
  Tensor input, hidden;
};
GateGrads step_backward(RnnMode mode, const Step& s, const Tensor& dh, Tensor& dc, Tensor& dh_direct) {
  const auto side_by_side = [](std::initializer_list<Tensor> parts) {
    return cat(ArrayRef<Tensor>(parts.begin(), parts.size()), 1);
  };
  if (mode == RnnMode::Lstm) {
    const Tensor &i = s.gate[0], &f = s.gate[1], &g = s.gate[2], &o = s.gate[3], &t = s.extra;
    const Tensor d = dc + dh * o * (1 - t * t);
    dc = d * f;
    const Tensor all =
        side_by_side({d * g * i * (1 - i), d * s.c * f * (1 - f), d * i * (1 - g * g), dh * t * o * (1 - o)});
    return {all, all};
  }
  if (mode == RnnMode::Gru) {
    const Tensor &r = s.gate[0], &z = s.gate[1], &n = s.gate[2];
    const Tensor dn = dh * (1 - z) * (1 - n * n), dz = dh * (s.h - n) * z * (1 - z);
    const Tensor dr = dn * s.extra * r * (1 - r);
    dh_direct = dh * z;
    return {side_by_side({dr, dz, dn}), side_by_side({dr, dz, dn * r})};
  }
  const Tensor& h = s.gate[0];
  const Tensor d = mode == RnnMode::Tanh ? dh * (1 - h * h) : dh * h.gt(0);
  return {d, d};
}

}  // namespace

RnnState composed_rnn_layer(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                            const RnnParams& params) {
  std::vector<Step> steps = plan_steps(seq);
  return run_steps(seq, steps, x, h0, c0, params);
}

void composed_rnn_backward(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                           const RnnParams& p, const RnnState& g, Tensor (&out)[7]) {
  std::vector<Step> steps = plan_steps(seq);
  run_steps(seq, steps, x, h0, c0, p);
  Tensor dh = g.h.defined() ? g.h : zeros_like(h0);
  Tensor dc = c0.defined() ? (g.c.defined() ? g.c : zeros_like(c0)) : Tensor();
  std::vector<Tensor> input, hidden, before;
  for (auto s = steps.rbegin(); s != steps.rend(); ++s) {
    Tensor dh_step = head(dh, s->rows), dc_step = dc.defined() ? head(dc, s->rows) : dc, direct;
    if (g.y.defined()) dh_step = dh_step + g.y.narrow(0, s->first, s->rows);
    GateGrads d = step_backward(seq.mode, *s, dh_step, dc_step, direct);
    const Tensor through = d.hidden.matmul(p.w_hh);
    dh = merge(direct.defined() ? direct + through : through, dh);
    if (dc.defined()) dc = merge(dc_step, dc);
    input.push_back(d.input);
    hidden.push_back(d.hidden);
    before.push_back(s->h);
  }
  // collected against the order of computation, which is the order of the data for reversed layers
  const Tensor gi = in_order(std::move(input), !seq.reverse), gh = in_order(std::move(hidden), !seq.reverse);
  const Tensor h_before = in_order(std::move(before), !seq.reverse);
  out[0] = gi.matmul(p.w_ih);
  out[1] = dh;
  out[2] = dc;
  out[3] = gi.t().matmul(x);
  out[4] = gh.t().matmul(h_before);
  out[5] = gi.sum(0);
  out[6] = gh.sum(0);
}

}  // namespace facula
