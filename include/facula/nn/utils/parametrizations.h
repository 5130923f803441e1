#pragma once
// Parametrizations that come with the library (torch.nn.utils.parametrizations).
#include "facula/nn/utils/parametrize.h"

namespace facula {
namespace nn {
namespace utils {
namespace parametrizations {

/// name is an orthogonal matrix (or batch of them): Q^H Q = I, or Q Q^H = I for wide ones. orthogonal_map:
/// "matrix_exp" (the default for square and complex matrices), "cayley" or "householder". With
/// use_trivialization the map starts at the parameter's present value, made orthogonal.
/// errors  Error: "orthogonal_map has to be one of \"matrix_exp\", \"cayley\", \"householder\". Got: …"
/// source  Lezcano-Casado 2019, arXiv:1909.09501
void orthogonal(Module& module, const std::string& name = "weight",
                const std::optional<std::string>& orthogonal_map = std::nullopt,
                bool use_trivialization = true);
/// name = original / sigma with the largest singular value sigma, which power iteration follows at each call
/// in training mode.
/// errors  Error: "Expected n_power_iterations to be positive, but got n_power_iterations=0", …
/// source  Miyato et al. 2018, arXiv:1802.05957
void spectral_norm(Module& module, const std::string& name = "weight", int64_t n_power_iterations = 1,
                   double eps = 1e-12, std::optional<int64_t> dim = std::nullopt);
/// name = original0 original1 / |original1|, with the norm over all dimensions but dim.
/// source  Salimans & Kingma 2016, arXiv:1602.07868
void weight_norm(Module& module, const std::string& name = "weight", std::optional<int64_t> dim = 0);

// The same for holders, which they give back.
template <class M, class = std::enable_if_t<nn::detail::is_module_holder<M>>>
M orthogonal(M module, const std::string& name = "weight",
             const std::optional<std::string>& orthogonal_map = std::nullopt,
             bool use_trivialization = true) {
  orthogonal(static_cast<Module&>(*module), name, orthogonal_map, use_trivialization);
  return module;
}
template <class M, class = std::enable_if_t<nn::detail::is_module_holder<M>>>
M spectral_norm(M module, const std::string& name = "weight", int64_t n_power_iterations = 1,
                double eps = 1e-12, std::optional<int64_t> dim = std::nullopt) {
  spectral_norm(static_cast<Module&>(*module), name, n_power_iterations, eps, dim);
  return module;
}
template <class M, class = std::enable_if_t<nn::detail::is_module_holder<M>>>
M weight_norm(M module, const std::string& name = "weight", std::optional<int64_t> dim = 0) {
  weight_norm(static_cast<Module&>(*module), name, dim);
  return module;
}

}  // namespace parametrizations
}  // namespace utils
}  // namespace nn
}  // namespace facula
