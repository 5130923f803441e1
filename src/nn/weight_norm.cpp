#include "facula/nn/utils/weight_norm.h"

#include <sstream>

#include "facula/graph/grad_mode.h"
#include "facula/nn/functional/normalization.h"
#include "facula/nn/modules/conv.h"
#include "facula/ops/distance.h"
#include "facula/ops/matmul.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "nn/lazy.h"
#include "nn/module_hooks.h"
#include "nn/weight_norm.h"

namespace facula {
namespace nn {
namespace detail {

Tensor normalized_weight(const Tensor& g, const Tensor& v, int64_t dim) {
  return v * (g / facula::norm_except_dim(v, 2, dim));
}

Tensor as_matrix(const Tensor& weight, int64_t dim) {
  const Tensor first = dim == 0 ? weight : weight.movedim(dim, 0);
  return first.reshape({first.size(0), -1});
}

Tensor unit_vector(const Tensor& x, double eps) {
  return functional::normalize(x, functional::NormalizeFuncOptions().dim(0).eps(eps));
}

int64_t output_dim(const Module& module) {
  return module.as<ConvTranspose1d>() || module.as<ConvTranspose2d>() || module.as<ConvTranspose3d>() ? 1 : 0;
}

namespace {

struct WeightNorm final : Recipe {
  WeightNorm(const std::string& name, int64_t dim_) : g(name + "_g"), v(name + "_v"), dim(dim_) {}
  Tensor compute(Module& m) const override {
    const auto& p = ModuleAccess::parameters(m);
    return normalized_weight(p[g], p[v], dim);
  }
  std::string g, v;
  int64_t dim;
};

struct SpectralNorm final : Recipe {
  std::string orig, u, v;
  int64_t iterations, dim;
  double eps;

  SpectralNorm(const std::string& name, int64_t iterations_, int64_t dim_, double eps_)
      : orig(name + "_orig"), u(name + "_u"), v(name + "_v"), iterations(iterations_), dim(dim_), eps(eps_) {}

  Tensor compute(Module& m) const override { return compute(m, m.is_training()); }

  // The buffers are changed in place; the graph gets copies, so that the module may be called again first.
  Tensor compute(Module& m, bool iterate) const {
    const Tensor weight = ModuleAccess::parameters(m)[orig];
    const Tensor matrix = as_matrix(weight, dim);
    Tensor left = ModuleAccess::buffers(m)[u], right = ModuleAccess::buffers(m)[v];
    if (iterate) {
      const NoGradGuard off;
      for (int64_t i = 0; i < iterations; ++i) {
        right.copy_(unit_vector(mv(matrix.t(), left), eps));
        left.copy_(unit_vector(mv(matrix, right), eps));
      }
      left = left.clone();
      right = right.clone();
    }
    return weight / dot(left, mv(matrix, right));
  }
};

// A recipe of type R for that name, or null.
template <class R>
const R* find_recipe(const Module& module, const std::string& name) {
  const ComputedTensor* c = find_computed(module, name);
  return c ? dynamic_cast<const R*>(c->recipe.get()) : nullptr;
}

const Tensor& parameter_named(Module& module, const std::string& name, const char* what) {
  const Tensor* weight = ModuleAccess::parameters(module).find(name);
  FACULA_CHECK(weight && weight->defined(), "'", module.name(), "' has no parameter '", name, "'");
  check_not_lazy(*weight, what);
  return *weight;
}

std::string text_of(const Module& module) {
  std::ostringstream text;
  text << module;
  return text.str();
}

}  // namespace
}  // namespace detail

namespace utils {

void weight_norm(Module& module, const std::string& name, std::optional<int64_t> dim) {
  using namespace detail;
  FACULA_CHECK(!find_recipe<WeightNorm>(module, name),
               "Cannot register two weight_norm hooks on the same parameter ", name);
  const Tensor weight = parameter_named(module, name, "WeightNorm");
  const int64_t d = dim.value_or(-1);
  FACULA_CHECK_AS(IndexError, d >= -1 && d < weight.dim(),
                  "Dimension out of range (expected to be in range of [-1, ", weight.dim() - 1, "], but got ",
                  d, ")");
  const bool wants = weight.requires_grad();
  const Tensor g = facula::norm_except_dim(weight, 2, d).detach(), v = weight.detach();
  make_computed(module, name, std::make_shared<WeightNorm>(name, d), v);
  module.register_parameter(name + "_g", g, wants);
  module.register_parameter(name + "_v", v, wants);
  compute_tensors(module, ModuleAccess::hooks(module));
}

void remove_weight_norm(Module& module, const std::string& name) {
  using namespace detail;
  const WeightNorm* norm = find_recipe<WeightNorm>(module, name);
  if (!norm) facula::detail::fail<ValueError>("weight_norm of '", name, "' not found in ", text_of(module));
  Tensor value;
  auto& parameters = ModuleAccess::parameters(module);
  const bool wants = parameters[norm->v].requires_grad();
  {
    const NoGradGuard off;
    value = norm->compute(module);
  }
  parameters.erase(norm->g);
  parameters.erase(norm->v);
  make_plain(module, name, value, wants);
}

void spectral_norm(Module& module, const std::string& name, int64_t n_power_iterations, double eps,
                   std::optional<int64_t> dim) {
  using namespace detail;
  FACULA_CHECK(!find_recipe<SpectralNorm>(module, name),
               "Cannot register two spectral_norm hooks on the same parameter ", name);
  if (n_power_iterations <= 0)
    facula::detail::fail<ValueError>(
        "Expected n_power_iterations to be positive, but got n_power_iterations=", n_power_iterations);
  const Tensor weight = parameter_named(module, name, "SpectralNorm");
  const int64_t d = dim.value_or(output_dim(module));
  const bool wants = weight.requires_grad();
  const Tensor value = weight.detach(), matrix = as_matrix(value, d);
  const Tensor u = unit_vector(matrix.new_empty({matrix.size(0)}).normal_(0, 1), eps);
  const Tensor v = unit_vector(matrix.new_empty({matrix.size(1)}).normal_(0, 1), eps);
  make_computed(module, name, std::make_shared<SpectralNorm>(name, n_power_iterations, d, eps), value);
  module.register_parameter(name + "_orig", value, wants);
  module.register_buffer(name + "_u", u);
  module.register_buffer(name + "_v", v);
}

void remove_spectral_norm(Module& module, const std::string& name) {
  using namespace detail;
  const SpectralNorm* norm = find_recipe<SpectralNorm>(module, name);
  if (!norm) facula::detail::fail<ValueError>("spectral_norm of '", name, "' not found in ", text_of(module));
  Tensor value;
  const bool wants = ModuleAccess::parameters(module)[norm->orig].requires_grad();
  {
    const NoGradGuard off;
    value = norm->compute(module, false);
  }
  ModuleAccess::buffers(module).erase(norm->u);
  ModuleAccess::buffers(module).erase(norm->v);
  ModuleAccess::parameters(module).erase(norm->orig);
  make_plain(module, name, value, wants);
}

}  // namespace utils
}  // namespace nn
}  // namespace facula
