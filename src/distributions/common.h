#pragma once
// What the distributions' sources share.
#include <cmath>
#include <limits>
#include <numbers>

#include "distributions/limits.h"
#include "facula/distributions/distribution.h"
#include "facula/graph/grad_mode.h"
#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/compare.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/ops/special.h"
#include "facula/ops/view.h"

namespace facula::distributions {

/// The parameters as tensors of one shape; numbers take dtype and device of the tensors.
std::pair<Tensor, Tensor> broadcast_all(const Parameter& a, const Parameter& b);
Tensor as_tensor(const Parameter& p);

/// Standard normal draws in the stream of Python's distributions.
inline Tensor standard_normal(IntArrayRef shape, const Tensor& like) {
  return normal(zeros(shape, like.options().requires_grad(false)),
                ones(shape, like.options().requires_grad(false)));
}
inline Tensor is_positive(const Tensor& t) { return t.detach().gt(0); }
inline Tensor is_real(const Tensor& t) { return t.detach().eq(t.detach()); }
inline std::vector<int64_t> join(IntArrayRef a, IntArrayRef b) {
  std::vector<int64_t> out(a.begin(), a.end());
  out.insert(out.end(), b.begin(), b.end());
  return out;
}
/// Away from 0 and 1 by the dtype's epsilon, for logarithms.
inline Tensor clamp_probs(const Tensor& p) {
  const double e = epsilon(p.scalar_type());
  return p.clamp(e, 1 - e);
}
inline constexpr double kInfinity = std::numeric_limits<double>::infinity();

}  // namespace facula::distributions
