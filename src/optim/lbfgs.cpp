#include "facula/optim/lbfgs.h"

#include "facula/ops/cat.h"
#include "facula/ops/reduce.h"
#include "optim/composed.h"
#include "optim/strong_wolfe.h"

namespace facula::optim {

template class OptimizerCloneableOptions<LBFGSOptions>;
template class OptimizerCloneableParamState<LBFGSParamState>;

LBFGSOptions::LBFGSOptions(double lr) : lr_(lr) {}

namespace detail {
template <class List>
bool same_list(const List& a, const List& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const Tensor& x, const Tensor& y) { return same(x, y); });
}
}  // namespace detail

LBFGSParamState::LBFGSParamState() = default;
LBFGSParamState::LBFGSParamState(const LBFGSParamState& o) = default;
LBFGSParamState& LBFGSParamState::operator=(const LBFGSParamState& o) = default;
LBFGSParamState::~LBFGSParamState() = default;

#define FACULA_LBFGS_HISTORY(name)                                                     \
  LBFGSParamState& LBFGSParamState::name(std::deque<Tensor> new_##name) {              \
    name##_ = std::move(new_##name);                                                   \
    return *this;                                                                      \
  }                                                                                    \
  const std::deque<Tensor>& LBFGSParamState::name() const noexcept { return name##_; } \
  std::deque<Tensor>& LBFGSParamState::name() noexcept { return name##_; }
FACULA_LBFGS_HISTORY(old_dirs)
FACULA_LBFGS_HISTORY(old_stps)
FACULA_LBFGS_HISTORY(ro)
#undef FACULA_LBFGS_HISTORY

LBFGS::LBFGS(std::vector<OptimizerParamGroup> param_groups, LBFGSOptions defaults)
    : Optimizer(std::move(param_groups), std::make_unique<LBFGSOptions>(defaults)) {
  FACULA_CHECK(param_groups_.size() == 1, "LBFGS doesn't support per-parameter options (parameter groups)");
  FACULA_CHECK_AS(ValueError, !param_groups_[0].params().empty(), "optimizer got an empty parameter list");
  auto& o = static_cast<LBFGSOptions&>(param_groups_[0].options());
  if (!o.max_eval()) o.max_eval(o.max_iter() * 5 / 4);
}
LBFGS::LBFGS(std::vector<Tensor> params, LBFGSOptions defaults)
    : LBFGS({OptimizerParamGroup(std::move(params))}, defaults) {}

LBFGSParamState& LBFGS::the_state() {
  const Tensor& first = param_groups_[0].params().at(0);
  OptimizerParamState* found = find_state(0, first);
  if (!found) found = &add_state(0, first, std::make_unique<LBFGSParamState>());
  return static_cast<LBFGSParamState&>(*found);
}

Tensor LBFGS::flat_gradient() {
  std::vector<Tensor> parts;
  for (const Tensor& p : param_groups_[0].params()) {
    const Tensor& g = p.grad();
    parts.push_back(detail::as_real(g.defined() ? g : zeros_like(p)).reshape({-1}));
  }
  return cat(parts);
}

void LBFGS::move(double t, const Tensor& direction) {
  int64_t from = 0;
  for (const Tensor& p : param_groups_[0].params()) {
    const Tensor real = detail::as_real(p);
    real.add_(direction.slice(0, from, from + real.numel()).view_as(real), t);
    from += real.numel();
  }
}

std::vector<Tensor> LBFGS::positions() {
  std::vector<Tensor> x;
  for (const Tensor& p : param_groups_[0].params()) x.push_back(p.detach().clone());
  return x;
}
void LBFGS::set_positions(const std::vector<Tensor>& x) {
  for (size_t i = 0; i < x.size(); ++i) param_groups_[0].params()[i].copy_(x[i]);
}

namespace {

// -H g from the remembered changes (the two-loop recursion).
Tensor direction(LBFGSParamState& s, const Tensor& gradient) {
  const size_t n = s.old_dirs().size();
  std::vector<Tensor> al(n);
  Tensor q = -gradient;
  for (size_t i = n; i-- > 0;) {
    al[i] = s.old_stps()[i].dot(q).mul(s.ro()[i]);
    q.sub_(s.old_dirs()[i] * al[i]);
  }
  Tensor r = q.mul(s.H_diag());
  for (size_t i = 0; i < n; ++i) r.add_(s.old_stps()[i] * (al[i] - s.old_dirs()[i].dot(r).mul(s.ro()[i])));
  s.al(std::move(al));
  return r;
}

// Takes the last step into the memory.
void remember(LBFGSParamState& s, const Tensor& gradient, int64_t history_size) {
  const Tensor y = gradient - s.prev_flat_grad(), step = s.d() * s.t(), ys = y.dot(step);
  if (!(ys.item().toDouble() > 1e-10)) return;
  if (static_cast<int64_t>(s.old_dirs().size()) == history_size) {
    s.old_dirs().pop_front();
    s.old_stps().pop_front();
    s.ro().pop_front();
  }
  s.old_dirs().push_back(y);
  s.old_stps().push_back(step);
  s.ro().push_back(ys.reciprocal());
  s.H_diag(ys / y.dot(y));
}

double largest(const Tensor& t) { return t.abs().max().item().toDouble(); }

}  // namespace

// One call of step(): where it stands and how it goes on.
struct LBFGS::Iteration {
  LBFGS& lbfgs;
  const LBFGSOptions& o;
  LBFGSParamState& s;
  const LossClosure& closure;
  double loss;
  Tensor gradient;
  int64_t evals = 1;

  double evaluate() {
    const AutoGradMode on(true);
    return closure().item().toDouble();
  }

  void choose_direction() {
    if (++s.n_iter() == 1) {
      s.d(-gradient).H_diag(ones({}, gradient.options()));
      s.old_dirs().clear();
      s.old_stps().clear();
      s.ro().clear();
    } else {
      remember(s, gradient, o.history_size());
      s.d(direction(s, gradient));
    }
    s.prev_flat_grad(gradient.clone()).prev_loss(loss);
    s.t(s.n_iter() == 1 ? std::min(1.0, 1.0 / gradient.abs().sum().item().toDouble()) * o.lr() : o.lr());
  }

  int64_t search_line(double slope) {
    const std::vector<Tensor> x = lbfgs.positions();
    const auto at = [&](double t) {
      lbfgs.move(t, s.d());
      const double value = evaluate();
      const Tensor g = lbfgs.flat_gradient();
      lbfgs.set_positions(x);
      return detail::LinePoint{t, value, g, g.dot(s.d()).item().toDouble()};
    };
    detail::StrongWolfe<decltype(at)> search(at, {0, loss, gradient, slope}, largest(s.d()), 1e-9);
    const detail::LinePoint found = search.search(s.t());
    s.t(found.t);
    loss = found.value;
    gradient = found.gradient;
    lbfgs.move(found.t, s.d());
    return search.calls;
  }

  // False when there is nothing more to gain, or to spend.
  bool advance(bool last) {
    choose_direction();
    const double slope = gradient.dot(s.d()).item().toDouble();
    if (slope > -o.tolerance_change()) return false;
    int64_t calls = 0;
    if (o.line_search_fn()) {
      calls = search_line(slope);
    } else {
      lbfgs.move(s.t(), s.d());
      if (!last) {  // the values after the last step would not be used
        loss = evaluate();
        gradient = lbfgs.flat_gradient();
        calls = 1;
      }
    }
    evals += calls;
    s.func_evals() += calls;
    return !last && evals < *o.max_eval() && largest(gradient) > o.tolerance_grad() &&
           largest(s.d().mul(s.t())) > o.tolerance_change() &&
           std::abs(loss - s.prev_loss()) >= o.tolerance_change();
  }
};

Tensor LBFGS::step(LossClosure closure) {
  FACULA_CHECK(closure != nullptr, "LBFGS requires a closure function");
  const auto& o = static_cast<const LBFGSOptions&>(param_groups_[0].options());
  FACULA_CHECK(!o.line_search_fn() || *o.line_search_fn() == "strong_wolfe",
               "only 'strong_wolfe' is supported");
  const NoGradGuard off;
  LBFGSParamState& s = the_state();
  Tensor first_loss = detail::run_closure(closure);
  ++s.func_evals();
  Iteration now{*this, o, s, closure, first_loss.item().toDouble(), flat_gradient()};
  if (largest(now.gradient) <= o.tolerance_grad()) return first_loss;
  for (int64_t i = 1; i <= o.max_iter(); ++i)
    if (!now.advance(i == o.max_iter())) break;
  return first_loss;
}

void LBFGS::save(serialize::OutputArchive& archive) const { detail::save(archive, *this); }
void LBFGS::load(serialize::InputArchive& archive) {
  if (!detail::is_old(archive, "LBFGS",
                      "The func_evals and n_iter value in state will be set to 0, ro and al will be empty. "))
    return detail::load<LBFGSParamState>(archive, *this);
  auto state = std::make_unique<LBFGSParamState>();
  const auto read = [&archive](const char* name) {
    Tensor t;
    archive.read(name, t, true);
    return t;
  };
  state->d(read("d")).H_diag(read("H_diag")).prev_flat_grad(read("prev_flat_grad"));
  state->t(read("t").item().toDouble()).prev_loss(read("prev_loss").item().toDouble());
  const auto list = [&archive](const char* name) {
    const std::vector<Tensor> values = detail::read_old_list(archive, name);
    return std::deque<Tensor>(values.begin(), values.end());
  };
  state->old_dirs(list("old_dirs")).old_stps(list("old_stps"));
  this->state()[state_key(param_groups_.at(0).params().at(0))] = std::move(state);
}

static void fields(detail::Of<LBFGSOptions> auto& o, auto&& f) {
  f("lr", o.lr());
  f("max_iter", o.max_iter());
  f("max_eval", o.max_eval());
  f("tolerance_grad", o.tolerance_grad());
  f("tolerance_change", o.tolerance_change());
  f("history_size", o.history_size());
  f("line_search_fn", o.line_search_fn());
}
static void fields(detail::Of<LBFGSParamState> auto& s, auto&& f) {
  f("func_evals", s.func_evals());
  f("n_iter", s.n_iter());
  f("t", s.t());
  f("prev_loss", s.prev_loss());
  f("d", s.d());
  f("H_diag", s.H_diag());
  f("prev_flat_grad", s.prev_flat_grad());
  f("old_dirs", s.old_dirs());
  f("old_stps", s.old_stps());
  f("ro", s.ro());
  f("al", s.al());
}
void LBFGSOptions::serialize(serialize::OutputArchive& archive) const {
  detail::write_fields(archive, *this);
}
void LBFGSOptions::serialize(serialize::InputArchive& archive) { detail::read_fields(archive, *this); }
bool operator==(const LBFGSOptions& a, const LBFGSOptions& b) { return detail::same_fields(a, b); }
void LBFGSParamState::serialize(serialize::OutputArchive& archive) const {
  detail::write_fields(archive, *this);
}
void LBFGSParamState::serialize(serialize::InputArchive& archive) { detail::read_fields(archive, *this); }
bool operator==(const LBFGSParamState& a, const LBFGSParamState& b) {
  return a.func_evals() == b.func_evals() && a.n_iter() == b.n_iter() && a.t() == b.t() &&
         a.prev_loss() == b.prev_loss() && detail::same(a.d(), b.d()) &&
         detail::same(a.H_diag(), b.H_diag()) && detail::same(a.prev_flat_grad(), b.prev_flat_grad()) &&
         detail::same_list(a.old_dirs(), b.old_dirs()) && detail::same_list(a.old_stps(), b.old_stps()) &&
         detail::same_list(a.ro(), b.ro()) && a.al().has_value() == b.al().has_value() &&
         (!a.al() || detail::same_list(*a.al(), *b.al()));
}

}  // namespace facula::optim
