#pragma once
// torch.distributions: what to sample from, densities and divergences. Not part of torch/torch.h.
#include "facula/distributions/continuous.h"
#include "facula/distributions/discrete.h"
#include "facula/distributions/distribution.h"
#include "facula/distributions/kl.h"
#include "facula/distributions/multivariate_normal.h"
#include "facula/distributions/sampling.h"
