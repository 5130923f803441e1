#include "facula/optim/muon.h"

#include <algorithm>
#include <cmath>

#include "facula/ops/matmul.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<MuonOptions>;
template class OptimizerCloneableParamState<MuonParamState>;

MuonOptions::MuonOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<MuonOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("weight_decay", o.weight_decay());
  f("momentum", o.momentum());
  f("nesterov", o.nesterov());
  f("ns_coefficients", o.ns_coefficients());
  f("eps", o.eps());
  f("ns_steps", o.ns_steps());
  f("adjust_lr_fn", o.adjust_lr_fn());
}
static void fields(detail::Of<MuonParamState> auto& s, auto&& f) {
  f("momentum_buffer", s.momentum_buffer());
}
static void check(const MuonOptions& o) {
  FACULA_CHECK(o.lr() >= 0, "Learning rate should be >= 0 but is: ", o.lr());
  FACULA_CHECK(o.momentum() >= 0, "momentum should be >= 0 but is: ", o.momentum());
  FACULA_CHECK(o.weight_decay() >= 0, "weight decay should be >= 0 but is: ", o.weight_decay());
  FACULA_CHECK(o.ns_steps() < 100, "Number of steps must be less than 100 for computational efficiency");
  FACULA_CHECK(o.adjust_lr_fn() == "original" || o.adjust_lr_fn() == "match_rms_adamw",
               "Adjust learning rate function ", o.adjust_lr_fn(), " is not supported");
}

FACULA_OPTIMIZER_COMMON(Muon)

namespace {

// The orthogonal matrix nearest to `g`, roughly: a quintic iteration that drives all singular values
// towards 1.
Tensor nearly_orthogonal(const Tensor& g, const MuonOptions& o) {
  const auto [a, b, c] = o.ns_coefficients();
  const bool tall = g.size(0) > g.size(1);
  Tensor x = g.to(kBFloat16);
  if (tall) x = x.t();
  x = x.div(x.norm().clamp_min(o.eps()));
  for (int64_t i = 0; i < o.ns_steps(); ++i) {
    const Tensor gram = x.mm(x.t());
    const Tensor polynomial = addmm(gram, gram, gram, b, c);
    x = addmm(x, polynomial, x, a, 1);
  }
  return tall ? x.t() : x;
}

double adjusted_rate(const MuonOptions& o, const Tensor& p) {
  const auto rows = static_cast<double>(p.size(0)), columns = static_cast<double>(p.size(1));
  if (o.adjust_lr_fn() == "match_rms_adamw") return o.lr() * 0.2 * std::sqrt(std::max(rows, columns));
  return o.lr() * std::sqrt(std::max(1.0, rows / columns));
}

}  // namespace

Tensor Muon::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  detail::each_state<MuonOptions, MuonParamState>(
      param_groups_, "Muon", FACULA_OPTIMIZER_STATES,
      [](const MuonOptions&, MuonParamState& s, const Tensor& p) {
        FACULA_CHECK(p.dim() == 2 && !p.is_complex(),
                     "Muon only supports 2D parameters whereas we found a parameter with size: ", p.sizes());
        s.momentum_buffer(detail::zeros_for(p));
      },
      [](const MuonOptions& o, MuonParamState& s, const Tensor& p, const Tensor& grad) {
        const Tensor& buffer = s.momentum_buffer();
        buffer.lerp_(grad, 1 - o.momentum());
        const Tensor update = o.nesterov() ? grad.lerp(buffer, o.momentum()) : buffer;
        p.mul_(1 - o.lr() * o.weight_decay());
        p.add_(nearly_orthogonal(update, o), -adjusted_rate(o, p));
      });
  return loss;
}

}  // namespace facula::optim
