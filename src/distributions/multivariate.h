#pragma once
#include "distributions/common.h"
#include "facula/ops/linalg.h"
#include "facula/ops/matmul.h"

namespace facula::distributions {

/// The shape that both broadcast to.
inline std::vector<int64_t> broadcast_shapes(IntArrayRef a, IntArrayRef b) {
  return broadcast_tensors({empty({}).expand(a), empty({}).expand(b)})[0].sizes().vec();
}

/// |L^-1 x|^2 of every vector; L [.., d, d], x [.., d], broadcast.
inline Tensor mahalanobis(const Tensor& factor, const Tensor& x) {
  const auto dims = static_cast<size_t>(factor.dim());
  const auto batch = broadcast_shapes(factor.sizes().slice(0, dims - 2),
                                      x.sizes().slice(0, static_cast<size_t>(x.dim() - 1)));
  const int64_t d = x.size(-1);
  const Tensor y = linalg::solve_triangular(factor.expand(join(batch, {d, d})),
                                            x.expand(join(batch, {d})).unsqueeze(-1), false);
  return y.squeeze(-1).pow(2).sum(-1);
}

}  // namespace facula::distributions
