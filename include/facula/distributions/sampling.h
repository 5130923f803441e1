#pragma once
// Samples of the gamma and Dirichlet distributions, and their derivatives by the parameters.
#include <optional>

#include "facula/core/generator.h"
#include "facula/core/tensor.h"

namespace facula {

/// Samples of Gamma(a, 1), with PyTorch's CPU stream. A CUDA tensor's are drawn on the CPU and copied.
/// dtype   floating
/// grad    implicit: da = g (dx/da at a fixed P(a, x)); a second derivative throws
/// source  Marsaglia, Tsang, "A simple method for generating gamma variables", ACM TOMS 26 (2000)
Tensor _standard_gamma(const Tensor& a, std::optional<Generator> generator = std::nullopt);
/// dx/da of a sample x at a fixed P(a, x) = (lower incomplete gamma function) / Gamma(a).
/// source  Figurnov, Mohamed, Mnih, "Implicit reparameterization gradients", 2018
Tensor _standard_gamma_grad(const Tensor& a, const Tensor& x);

/// Samples of Dirichlet(a) over the last dimension: gamma samples over their sum.
/// grad    implicit, through the Beta distribution of each element
Tensor _sample_dirichlet(const Tensor& a, std::optional<Generator> generator = std::nullopt);
/// (dx/da) / (1 - x) of x ~ Beta(a, total - a) at a fixed value of its distribution function: what the last step
/// of Dirichlet's derivative needs, d x_j / d a_i = this_i (delta_ij - x_j).
Tensor _dirichlet_grad(const Tensor& x, const Tensor& a, const Tensor& total);

}  // namespace facula
