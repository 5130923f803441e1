// A recurrent layer as one recorded op: the input's product for the whole sequence, then a step at a time in
// the kernel; weight gradients are one product each at the end.
#include "ops/rnn_layer.h"

#include "facula/ops/creation.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"

namespace facula {

namespace {

Tensor dense(const Tensor& t) { return !t.defined() || t.is_contiguous() ? t : t.contiguous(); }
Tensor fresh(IntArrayRef sizes, const Tensor& like) {
  return make_contiguous(sizes, like.scalar_type(), like.device());
}
// The kernel changes it in place.
Tensor working_copy(const Tensor& t, const Tensor& like) {
  return t.defined() ? dense(t).clone() : zeros_like(like);
}

void check_matrix(const char* name, const Tensor& t, int64_t rows, int64_t cols) {
  FACULA_CHECK(t.dim() == 2 && t.size(0) == rows && t.size(1) == cols, "rnn: expected ", name,
               " to be of size [", rows, ", ", cols, "], but got ", t.sizes());
}
void check_layer(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                 const RnnParams& p) {
  FACULA_CHECK(x.dim() == 2 && p.w_hh.dim() == 2, "rnn: expected weights of 2 dimensions, but got weight_hh ",
               p.w_hh.sizes());
  const int64_t width = p.w_hh.size(0), n = width / gate_count(seq.mode);
  const int64_t out = p.w_hr.defined() ? p.w_hr.size(0) : n;
  const int64_t batch = h0.size(0);
  check_matrix("weight_hh", p.w_hh, n * gate_count(seq.mode), out);
  check_matrix("weight_ih", p.w_ih, width, x.size(1));
  check_matrix("the hidden state", h0, batch, out);
  if (c0.defined()) check_matrix("the cell state", c0, batch, n);
  if (p.w_hr.defined()) check_matrix("weight_hr", p.w_hr, out, n);
  for (const Tensor& b : {p.b_ih, p.b_hh})
    FACULA_CHECK(!b.defined() || (b.dim() == 1 && b.size(0) == width), "rnn: expected biases of size [",
                 width, "], but got ", b.sizes());
  FACULA_CHECK(p.b_ih.defined() == p.b_hh.defined(), "rnn: expected both biases or none");
  int64_t rows = 0;
  for (size_t t = 0; t < seq.batch_sizes.size(); ++t) {
    const int64_t b = seq.batch_sizes[t];
    FACULA_CHECK(b > 0 && b <= (t ? seq.batch_sizes[t - 1] : batch),
                 "rnn: batch_sizes must be positive and must not grow, but got ", seq.batch_sizes,
                 " for a batch of ", batch);
    rows += b;
  }
  FACULA_CHECK(rows == x.size(0), "rnn: batch_sizes name ", rows, " rows, but the data has ", x.size(0));
  for (const Tensor& t : {p.w_ih, p.w_hh, h0})
    FACULA_CHECK(t.scalar_type() == x.scalar_type(),
                 "Input and parameter tensors are not the same dtype, "
                 "found input tensor with ",
                 x.scalar_type(), " and parameter tensor with ", t.scalar_type());
}

struct RnnLayer {
  SavedTensor x, h0, c0, w_ih, w_hh, b_ih, b_hh, gates, before, extra;
  RnnSequence seq;

  void composed(Gradients& g) const {
    Tensor out[7];
    composed_rnn_backward(seq, x(), h0(), c0(), {w_ih(), w_hh(), b_ih(), b_hh(), {}},
                          {g[0], g[1], c0.defined() ? g[2] : Tensor()}, out);  // only LSTM has a third output
    for (size_t i = 0; i < 7; ++i)
      if (g.needed(i)) g.set(i, out[i]);
  }
  // With all products in the kernel; false where it has no such way.
  bool joint(Gradients& g, Tensor& dh, Tensor& dc) const {
    if (!x().device().is_cpu()) return false;
    const auto wanted = [&](size_t i, const Tensor& like) {
      return g.needed(i) ? fresh(like.sizes(), like) : Tensor();
    };
    const Tensor xs = dense(x()), wx = dense(w_ih()), wh = dense(w_hh());
    kernels::RnnGradients out{wanted(0, xs), wanted(3, wx), wanted(4, wh), {}, {}};
    if (g.needed(5)) out.b_ih = fresh({wh.size(0)}, wh);
    if (g.needed(6)) out.b_hh = fresh({wh.size(0)}, wh);
    if (!kernels::rnn_backward_joint(
            dh, dc, dense(g[0]), out, xs, wx, wh, {gates(), before(), extra()},
            {seq.mode, seq.reverse, seq.batch_sizes.data(), static_cast<int64_t>(seq.batch_sizes.size())}))
      return false;
    const Tensor all[] = {out.x, dh, dc, out.w_ih, out.w_hh, out.b_ih, out.b_hh};
    for (size_t i = 0; i < 7; ++i)
      if (g.needed(i)) g.set(i, all[i]);
    return true;
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed(g);
    Tensor dh = working_copy(g[1], h0());
    Tensor dc = c0.defined() ? working_copy(g[2], c0()) : Tensor();
    if (joint(g, dh, dc)) return;
    const bool gru = seq.mode == RnnMode::Gru;
    Tensor gi = fresh(gates().sizes(), gates()), gh = gru ? fresh(gates().sizes(), gates()) : Tensor();
    kernels::rnn_backward(
        gi, gh, dh, dc, dense(g[0]), {gates(), before(), extra()}, dense(w_hh()),
        {seq.mode, seq.reverse, seq.batch_sizes.data(), static_cast<int64_t>(seq.batch_sizes.size())});
    if (!gru) gh = gi;
    if (g.needed(0)) g.set(0, gi.matmul(w_ih()));
    if (g.needed(1)) g.set(1, dh);
    if (g.needed(2)) g.set(2, dc);
    if (g.needed(3)) g.set(3, gi.t().matmul(x()));
    if (g.needed(4)) g.set(4, gh.t().matmul(before()));
    if (!g.needed(5) && !g.needed(6)) return;
    const Tensor sum = gi.sum(0);
    if (g.needed(5)) g.set(5, sum);
    if (g.needed(6)) g.set(6, gru ? gh.sum(0) : sum.clone());  // two leaves must not share a gradient
  }
};

bool fusable(const Tensor& x, const RnnParams& p) {
  return !p.w_hr.defined() && x.device().is_cpu() &&
         (x.scalar_type() == kFloat || x.scalar_type() == kDouble);
}

}  // namespace

RnnState rnn_layer(const RnnSequence& seq, const Tensor& x, const Tensor& h0, const Tensor& c0,
                   const RnnParams& p) {
  check_layer(seq, x, h0, c0, p);
  if (!fusable(x, p)) return composed_rnn_layer(seq, x, h0, c0, p);
  const int64_t rows = x.size(0), n = p.w_hh.size(1);
  const bool gru = seq.mode == RnnMode::Gru, lstm = seq.mode == RnnMode::Lstm;
  RnnState r;
  RnnTape tape;
  {
    NoGradGuard off;
    const Tensor bias = p.b_ih.defined() && !gru ? p.b_ih + p.b_hh : p.b_ih;
    const Tensor bias_hh = gru ? dense(p.b_hh) : Tensor(), wh = dense(p.w_hh);
    tape.before = fresh({rows, n}, x);
    if (gru || lstm) tape.extra = fresh({rows, n}, x);
    r.y = fresh({rows, n}, x);
    r.h = dense(h0).clone();
    if (lstm) r.c = dense(c0).clone();
    const RnnSteps steps{seq.mode, seq.reverse, seq.batch_sizes.data(),
                         static_cast<int64_t>(seq.batch_sizes.size())};
    tape.gates = fresh({rows, p.w_hh.size(0)}, x);
    if (!x.device().is_cpu() || !kernels::rnn_forward_joint(r.y, tape, r.h, r.c, dense(x), dense(p.w_ih),
                                                            dense(bias), wh, bias_hh, steps)) {
      tape.gates = dense(bias.defined() ? linear(x, p.w_ih, bias) : linear(x, p.w_ih));
      kernels::rnn_forward(r.y, tape, r.h, r.c, wh, bias_hh, steps);
    }
  }
  static constexpr const char* kNames[] = {"RnnTanhBackward0", "RnnReluBackward0", "LstmBackward0",
                                           "GruBackward0"};
  Tensor* outputs[] = {&r.y, &r.h, &r.c};
  record_joint(kNames[static_cast<int>(seq.mode)], ArrayRef<Tensor*>(outputs, lstm ? 3 : 2),
               {&x, &h0, &c0, &p.w_ih, &p.w_hh, &p.b_ih, &p.b_hh},
               RnnLayer{save(x), save(h0), save(c0), save(p.w_ih), save(p.w_hh), save(p.b_ih), save(p.b_hh),
                        save(tape.gates), save(tape.before), save(tape.extra), seq});
  return r;
}

}  // namespace facula
