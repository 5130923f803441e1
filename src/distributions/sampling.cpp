#include "facula/distributions/sampling.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <mutex>

#include "distributions/implicit.h"
#include "distributions/limits.h"
#include "facula/graph/grad_mode.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "graph/record.h"
#include "kernels/random_fill.h"

namespace facula {

namespace {

void check_floating(const char* op, const Tensor& a) {
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(a.scalar_type()), '"', op, "\" not implemented for '",
                  a.scalar_type(), "'");
}

// Squeezed rejection from a cubed normal variate; below a = 1 a sample of a + 1 is scaled down.
// T: the dtype in which PyTorch shifts and inverts `a`; its stream of values depends on it.
template <class T>
double draw_gamma(random::State& state, T a) {
  if (a == 0) return 0;
  double scale = 1;
  if (a < 1) {
    scale = std::pow(1 - random::uniform53(state), T(1) / a);
    a += T(1);
  }
  const double d = a - 1.0f / 3;
  const double c = 1 / std::sqrt(9 * d);
  while (true) {
    double normal, root;
    do {
      normal = random::detail::normal(state, 0, 1);
      root = 1 + c * normal;
    } while (root <= 0);
    const double v = root * root * root, square = normal * normal;
    const double u = 1 - random::uniform53(state);
    if (u < 1 - 0.0331 * square * square) return scale * d * v;
    if (std::log(u) < 0.5 * square + d * (1 - v + std::log(v))) return scale * d * v;
  }
}

// Draws for the elements of `a` in order, in double, on the CPU.
Tensor gammas(const Tensor& a, const std::optional<Generator>& generator, bool in_float) {
  random::State* state = cpu_state(generator ? *generator : Generator());
  FACULA_CHECK(state, "Expected a 'cpu' device type for generator but found 'cuda'");
  const Tensor y = a.detach().to(Device(kCPU), kDouble).contiguous().clone();
  auto* p = y.data_ptr<double>();
  for (int64_t i = 0; i < y.numel(); ++i)
    FACULA_CHECK(p[i] >= 0 || std::isnan(p[i]), "gamma: expected concentrations >= 0, but found ", p[i]);
  const std::lock_guard<std::mutex> lock(state->mutex);
  for (int64_t i = 0; i < y.numel(); ++i)
    if (!std::isnan(p[i]))
      p[i] = in_float ? draw_gamma(*state, static_cast<float>(p[i])) : draw_gamma(*state, p[i]);
  return y;
}

// f of three numbers, element by element in double.
template <class F>
Tensor in_double(const Tensor& like, const Tensor& a, const Tensor& b, const Tensor& c, F f) {
  auto dense = [&](const Tensor& t) {
    return t.detach().expand(like.sizes()).to(Device(kCPU), kDouble).contiguous();
  };
  const Tensor x = dense(a), y = dense(b), z = dense(c), out = empty_like(x);
  auto* p = out.data_ptr<double>();
  for (int64_t i = 0; i < out.numel(); ++i)
    p[i] = f(x.data_ptr<double>()[i], y.data_ptr<double>()[i], z.data_ptr<double>()[i]);
  return out.to(like.device(), like.scalar_type());
}

Tensor no_second_derivative(const Tensor&) {
  detail::fail<NotImplementedError>(
      "derivative for '_standard_gamma_grad' or '_dirichlet_grad' is not implemented");
}

}  // namespace

Tensor _standard_gamma(const Tensor& a, std::optional<Generator> generator) {
  check_floating("_standard_gamma", a);
  Tensor y;
  {
    NoGradGuard off;
    y = gammas(a, generator, a.scalar_type() != kDouble)
            .to(a.device(), a.scalar_type())
            .clamp_min_(distributions::smallest_normal(a.scalar_type()));
  }
  return record("StandardGammaBackward0", y, grad_of(a, [a = save(a)](const Tensor& g, const Tensor& x) {
                  return g * _standard_gamma_grad(a(), x);
                }));
}

Tensor _standard_gamma_grad(const Tensor& a, const Tensor& x) {
  check_floating("_standard_gamma_grad", a);
  Tensor y;
  {
    NoGradGuard off;
    y = in_double(x, a, x, x, [](double concentration, double sample, double) {
      return distributions::gamma_implicit_gradient(concentration, sample);
    });
  }
  return record("StandardGammaGradBackward0", y, grad_of(a, no_second_derivative),
                grad_of(x, no_second_derivative));
}

Tensor _sample_dirichlet(const Tensor& a, std::optional<Generator> generator) {
  check_floating("_sample_dirichlet", a);
  FACULA_CHECK(a.dim() > 0, "_sample_dirichlet: expected concentrations of at least one dimension");
  Tensor y;
  {
    NoGradGuard off;
    const ScalarType t = a.scalar_type();
    y = gammas(a, generator, false);
    y = (y / y.sum(-1, true))
            .to(a.device(), t)
            .clamp_(distributions::smallest_normal(t), 1 - distributions::epsilon(t) / 2);
  }
  return record("SampleDirichletBackward0", y, grad_of(a, [a = save(a)](const Tensor& g, const Tensor& x) {
                  const Tensor d = _dirichlet_grad(x, a(), a().sum(-1, true).expand(a().sizes()));
                  return d * (g - (x * g).sum(-1, true));
                }));
}

Tensor _dirichlet_grad(const Tensor& x, const Tensor& a, const Tensor& total) {
  check_floating("_dirichlet_grad", x);
  Tensor y;
  {
    NoGradGuard off;
    y = in_double(x, x, a, total, [](double sample, double one, double all) {
      return distributions::beta_implicit_gradient(sample, one, all - one);
    });
  }
  return record("DirichletGradBackward0", y, grad_of(x, no_second_derivative),
                grad_of(a, no_second_derivative), grad_of(total, no_second_derivative));
}

}  // namespace facula
