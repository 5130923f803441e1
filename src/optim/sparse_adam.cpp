#include "facula/optim/sparse_adam.h"

#include <cmath>

#include "facula/ops/index.h"
#include "facula/ops/sparse.h"
#include "optim/composed.h"

namespace facula::optim {

template class OptimizerCloneableOptions<SparseAdamOptions>;
template class OptimizerCloneableParamState<SparseAdamParamState>;

SparseAdamOptions::SparseAdamOptions(double lr) : lr_(lr) {}

static void fields(detail::Of<SparseAdamOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("betas", o.betas());
  f("eps", o.eps());
  f("maximize", o.maximize());
}
static void fields(detail::Of<SparseAdamParamState> auto& s, auto&& f) {
  f("step", s.step());
  f("exp_avg", s.exp_avg());
  f("exp_avg_sq", s.exp_avg_sq());
}
static void check(const SparseAdamOptions& o) {
  FACULA_CHECK(o.lr() > 0, "Invalid learning rate: ", o.lr());
  FACULA_CHECK(o.eps() > 0, "Invalid epsilon value: ", o.eps());
  detail::check_betas(o.betas(), o.eps());
}
static void check(const std::vector<OptimizerParamGroup>& groups) {
  for (size_t i = 0; i < groups.size(); ++i)
    for (size_t k = 0; k < groups[i].params().size(); ++k)
      FACULA_CHECK_AS(ValueError, !groups[i].params()[k].is_sparse(), "Sparse params at indices [[", i, ", ",
                      k, "]]: SparseAdam requires dense parameter tensors");
}

SparseAdam::SparseAdam(std::vector<OptimizerParamGroup> param_groups, SparseAdamOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<SparseAdamOptions>(defaults)) {
  check(defaults);
  check(param_groups_);
}
SparseAdam::SparseAdam(std::vector<Tensor> params, SparseAdamOptions defaults)
    : SparseAdam(std::vector<OptimizerParamGroup>{OptimizerParamGroup(std::move(params))}, defaults) {}

FACULA_OPTIMIZER_ARCHIVES(SparseAdam)

// Where the gradient has values: averages towards them, and one step of Adam.
static void step_of(const SparseAdamOptions& o, SparseAdamParamState& s, const Tensor& p,
                    const Tensor& grad) {
  const auto [beta1, beta2] = o.betas();
  const Tensor sparse = grad.coalesce();
  const std::vector<Tensor> rows = sparse._indices().unbind(0);
  const Tensor g = o.maximize() ? -sparse._values() : sparse._values();
  const auto t = static_cast<double>(++s.step());
  const auto average = [&rows](const Tensor& all, const Tensor& value, double beta) {
    const Tensor now = index(all, rows).lerp_(value, 1 - beta);
    Tensor(all).index_put_(rows, now, false);
    return now;
  };
  const Tensor mean = average(s.exp_avg(), g, beta1), squares = average(s.exp_avg_sq(), g * g, beta2);
  const double rate = o.lr() * std::sqrt(1 - std::pow(beta2, t)) / (1 - std::pow(beta1, t));
  Tensor(p).index_put_(rows, index(p, rows).addcdiv_(mean, squares.sqrt().add_(o.eps()), -rate), false);
}

Tensor SparseAdam::step(LossClosure closure) {
  Tensor loss = detail::run_closure(closure);
  const NoGradGuard off;
  size_t k = 0;
  for (OptimizerParamGroup& group : param_groups_) {
    const auto& o = static_cast<const SparseAdamOptions&>(group.options());
    detail::each_parameter(
        group, k, "SparseAdam",
        [&](size_t index, const Tensor& p, const Tensor& grad) {
          FACULA_CHECK(grad.is_sparse(),
                       "SparseAdam does not support dense gradients, please consider Adam instead");
          OptimizerParamState* found = find_state(index, p);
          if (!found) {
            auto fresh = std::make_unique<SparseAdamParamState>();
            fresh->exp_avg(detail::zeros_for(p)).exp_avg_sq(detail::zeros_for(p));
            found = &add_state(index, p, std::move(fresh));
          }
          step_of(o, static_cast<SparseAdamParamState&>(*found), p, grad);
        },
        true);
  }
  return loss;
}

}  // namespace facula::optim
