#pragma once
// A few extreme eigenpairs of a large symmetric matrix, by products with the matrix alone.
#include <string_view>
#include <tuple>

#include "facula/core/tensor.h"

namespace facula {

/// The k largest (or smallest) eigenvalues d and eigenvectors u of A u = d B u, by locally optimal block
/// preconditioned conjugate gradients. B = 1 when it is undefined.
///
/// k        number of pairs; X's columns when X is given, else 1
/// X        first guess of n vectors, of which the first k are to converge; drawn by randn() otherwise
/// n        number of vectors that are iterated; k when X is not given
/// iK       preconditioner, an approximate inverse of A: it multiplies the residuals
/// niter    most steps, the first one included; 1000 by default, -1 for no limit. What is there is returned
///          then
/// tol      a pair has converged when |A u - d B u| < tol |u| (|A| + |d| |B|), with the norms estimated on
///          the first guess; the square root of the dtype's epsilon by default
/// method   "ortho" (default): the basis is kept B-orthonormal. "basic": it is not; cheaper steps, less
///          robust
///
/// shape    A, B: [*, m, m] with m >= 3 n, symmetric; or sparse, [m, m]; X: [*, m, n]; iK: [m, m] or [*, m,
///          m]; result: ([*, k], [*, m, k]), eigenvalues from the largest (or smallest) on, eigenvectors
///          B-orthonormal
/// dtype    float32, float64
/// grad     of a dense A without B, dA symmetric; any order. An eigenvector is determined up to its sign,
///          and so has a gradient when its eigenvalue is simple
/// errors   ValueError when m < 3 n; LinAlgError when B is not positive definite or, with "basic", the basis
///          degenerates; in backward(), ValueError "lobpcg.backward does not support backward with B != I
///          yet."
/// source   Knyazev 2001, SIAM J. Sci. Comput. 23:517; Stathopoulos & Wu 2002, SIAM J. Sci. Comput. 23:2165;
///          Duersch et al. 2018, SIAM J. Sci. Comput. 40:C655
std::tuple<Tensor, Tensor> lobpcg(const Tensor& A, std::optional<int64_t> k = std::nullopt,
                                  const Tensor& B = {}, const Tensor& X = {},
                                  std::optional<int64_t> n = std::nullopt, const Tensor& iK = {},
                                  std::optional<int64_t> niter = std::nullopt,
                                  std::optional<double> tol = std::nullopt,
                                  std::optional<bool> largest = std::nullopt,
                                  std::string_view method = "ortho");

}  // namespace facula
