#pragma once
// Distances between vectors, and lengths cut to a bound.
#include "facula/core/tensor.h"

namespace facula {

/// Distances between each row of a and each row of b, in the p-norm.
/// shape   (*A, m, k), (*B, n, k) -> (*broadcast(A, B), m, n)
/// dtype   floating, the same for both
/// grad    0 where the distance is 0; any order
/// errors  Error: "X1 and X2 must have the same number of columns. X1: 3 X2: 4", if p < 0, or for fewer than
/// 2 dims `compute_mode`: none or 0: for p = 2 and more than 25 rows through a matrix product; 1: always; 2:
/// never.
Tensor cdist(const Tensor& a, const Tensor& b, double p = 2,
             std::optional<int64_t> compute_mode = std::nullopt);
/// Distances of all pairs of rows i < j.
/// shape   (n, k) -> (n (n - 1) / 2)
/// errors  Error: "pdist only supports 2D tensors, got: 1D"
Tensor pdist(const Tensor& x, double p = 2);
/// The p-norm of a - b, with broadcasting.
/// shape   a: S, b: R -> ()
Tensor dist(const Tensor& a, const Tensor& b, const Scalar& p = 2);
/// Every slice x[…, i, …] of dimension `dim` whose p-norm exceeds `maxnorm` is scaled down to it.
/// errors  Error: "renorm: non-positive-norm not supported", …
Tensor renorm(const Tensor& x, const Scalar& p, int64_t dim, const Scalar& maxnorm);
/// Norms over all dimensions but `dim`, which stay as dimensions of length 1; over everything for dim = -1.
Tensor norm_except_dim(const Tensor& v, int64_t pow = 2, int64_t dim = 0);

// ---- into given tensors
Tensor& renorm_out(Tensor& out, const Tensor& x, const Scalar& p, int64_t dim, const Scalar& maxnorm);

}  // namespace facula
