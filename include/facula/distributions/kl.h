#pragma once
#include "facula/distributions/distribution.h"

namespace facula::distributions {

/// The Kullback-Leibler divergence: the mean under p of log p(x) - log q(x). Of two distributions of one kind, and of
/// Exponential and Gamma, and from Uniform, Exponential and Gamma to Normal.
/// errors  NotImplementedError for other pairs
Tensor kl_divergence(const Distribution& p, const Distribution& q);

}  // namespace facula::distributions
