#pragma once
// Weight norm and spectral norm of a module's parameter. The weight is computed when the module is called,
// m(x), alone or in a Sequential; m->forward(x) uses the one of the last call, as forward() does in Python.
// Make the optimizer afterwards: the module has other parameters then.
#include <optional>
#include <string>

#include "facula/nn/module.h"

namespace facula {
namespace nn {
namespace utils {

/// name = name_g name_v / |name_v|, with the norm over all dimensions but `dim` (over all for nullopt). The
/// parameter is replaced by two, name_g and name_v.
/// errors  Error: "Cannot register two weight_norm hooks on the same parameter weight"
/// source  Salimans & Kingma 2016, arXiv:1602.07868
void weight_norm(Module& module, const std::string& name = "weight", std::optional<int64_t> dim = 0);
/// Makes it an ordinary parameter with its present value again.
/// errors  Error: "weight_norm of 'weight' not found in …"
void remove_weight_norm(Module& module, const std::string& name = "weight");

/// name = name_orig / sigma, where sigma, the largest singular value, is followed by power iteration: so many
/// steps at each call in training mode. The parameter is replaced by name_orig and the buffers name_u and
/// name_v. dim is the dimension of outputs; by default 0, and 1 for transposed convolutions.
/// errors  Error: "Expected n_power_iterations to be positive, but got n_power_iterations=0", …
/// source  Miyato et al. 2018, arXiv:1802.05957
void spectral_norm(Module& module, const std::string& name = "weight", int64_t n_power_iterations = 1,
                   double eps = 1e-12, std::optional<int64_t> dim = std::nullopt);
/// Makes it an ordinary parameter with its present value again.
/// errors  Error: "spectral_norm of 'weight' not found in …"
void remove_spectral_norm(Module& module, const std::string& name = "weight");

// The same for holders, which they give back: auto fc = weight_norm(Linear(20, 40));
template <class M, class = std::enable_if_t<detail::is_module_holder<M>>>
M weight_norm(M module, const std::string& name = "weight", std::optional<int64_t> dim = 0) {
  weight_norm(static_cast<Module&>(*module), name, dim);
  return module;
}
template <class M, class = std::enable_if_t<detail::is_module_holder<M>>>
M remove_weight_norm(M module, const std::string& name = "weight") {
  remove_weight_norm(static_cast<Module&>(*module), name);
  return module;
}
template <class M, class = std::enable_if_t<detail::is_module_holder<M>>>
M spectral_norm(M module, const std::string& name = "weight", int64_t n_power_iterations = 1,
                double eps = 1e-12, std::optional<int64_t> dim = std::nullopt) {
  spectral_norm(static_cast<Module&>(*module), name, n_power_iterations, eps, dim);
  return module;
}
template <class M, class = std::enable_if_t<detail::is_module_holder<M>>>
M remove_spectral_norm(M module, const std::string& name = "weight") {
  remove_spectral_norm(static_cast<Module&>(*module), name);
  return module;
}

}  // namespace utils
}  // namespace nn
}  // namespace facula
