#pragma once
// Contractions over named or listed dimensions.
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

/// Sums of products over named indices (Einstein's notation): "ij,jk->ik", "...ij,jk", "ii->".
/// Letters name the dimensions of each operand; those that the output lacks are summed over. An index that an
/// operand repeats takes its diagonal. `...` stands for dimensions that broadcast. Without "->" the output
/// has the indices that occur once, in alphabetical order, after those of `...`. Every pair of operands
/// becomes one batched matrix product; more than two operands are contracted in the order that needs the
/// fewest multiplications (exactly up to 8 operands, greedily beyond), unless `path` lists the pairs to
/// contract, as opt_einsum does. dtype   as matmul, the same for all grad    any order errors  Error naming
/// the subscript that repeats, does not broadcast, or is unknown
Tensor einsum(std::string_view equation, TensorList operands, OptionalIntArrayRef path = std::nullopt);

/// Sum of products over pairs of dimensions.
/// shape   a (*A, K…), b (K…, *B) in any order of dimensions -> (*A, *B)
/// grad    any order
/// errors  Error if the lists differ in length or the sizes do not match
Tensor tensordot(const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b);

/// The Kronecker product: result[i k + p, j l + q] = a[i, j] b[p, q], for any number of dimensions.
/// grad    any order
Tensor kron(const Tensor& a, const Tensor& b);

/// Product of matrices, in the order that needs the fewest multiplications.
/// errors  Error if an operand is no matrix
Tensor chain_matmul(TensorList matrices);

// ---- into given tensors
Tensor& tensordot_out(Tensor& out, const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b);
Tensor& kron_out(Tensor& out, const Tensor& a, const Tensor& b);
Tensor& chain_matmul_out(Tensor& out, TensorList matrices);

}  // namespace facula
