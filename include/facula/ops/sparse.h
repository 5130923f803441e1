#pragma once
// Sparse tensors: coordinates (COO) and compressed rows (CSR).
//
// Whatever is not listed here or below throws NotImplementedError for a sparse tensor, and to_dense() is the
// way out. Listed: add, sub, mul and div by numbers, mul of two, neg, t, transpose, mm, mv, matmul, addmm,
// clone, detach, to another dtype, printing, and the methods of Tensor under "sparse tensors". dtype   COO
// and CSR of any; products of float, double, their complex types and int64 grad    all of them, any order;
// the gradient of a sparse tensor is sparse with the same indices
#include "facula/core/tensor.h"

namespace facula {

/// A tensor of `size` with values[k] at the coordinates indices[:, k]; coordinates that repeat add up.
/// shape   indices (sparse dims, nnz) of integers; values (nnz, *dense dims)
/// errors  Error: "size is inconsistent with indices: for dim 0, size is 1 but found index 1", "found
/// negative index -1
///         for dim 0", "indices and values must have same nnz, but got nnz from indices: 3, nnz from values:
///         2", …
Tensor sparse_coo_tensor(const Tensor& indices, const Tensor& values, IntArrayRef size,
                         TensorOptions options = {});
/// The smallest size that holds the indices.
Tensor sparse_coo_tensor(const Tensor& indices, const Tensor& values, TensorOptions options = {});
/// Without entries.
Tensor sparse_coo_tensor(IntArrayRef size, TensorOptions options);
/// The same without a look at the indices.
Tensor _sparse_coo_tensor_unsafe(const Tensor& indices, const Tensor& values, IntArrayRef size,
                                 TensorOptions options = {});

/// A matrix whose row i has values[k] in columns col_indices[k], crow_indices[i] <= k < crow_indices[i + 1].
/// errors  Error: "`crow_indices[..., 0] == 0` is not satisfied.", …
Tensor sparse_csr_tensor(const Tensor& crow_indices, const Tensor& col_indices, const Tensor& values,
                         IntArrayRef size, TensorOptions options = {});
Tensor sparse_csr_tensor(const Tensor& crow_indices, const Tensor& col_indices, const Tensor& values,
                         TensorOptions options = {});

/// Product of a sparse matrix and a dense or sparse one (torch.sparse.mm).
inline Tensor _sparse_mm(const Tensor& a, const Tensor& b) { return a.mm(b); }
/// Sum of all entries (torch.sparse.sum).
Tensor _sparse_sum(const Tensor& x);
/// The product of a sparse and a dense matrix, as a sparse tensor.
Tensor smm(const Tensor& a, const Tensor& b);
/// beta self + alpha a @ b with a and self sparse, as a sparse tensor.
Tensor sspaddmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                const Scalar& alpha = 1);

/// a @ b, for a sparse COO matrix a, with the rows of the result that have entries: one sparse dimension, one dense.
/// errors  Error: "hspmm: Argument #3: Expected dim 0 size 3, got 2"
Tensor hspmm(const Tensor& a, const Tensor& b);
/// beta self + alpha (a @ b) at the entries of the sparse CSR matrix self, nowhere else.
/// grad    of all three, any order
/// errors  Error when self is not CSR, or the shapes do not fit
Tensor sparse_sampled_addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta = 1,
                            const Scalar& alpha = 1);
/// sparse_csr_tensor(); the options name that layout, the only compressed one that there is.
/// errors  NotImplementedError for other layouts
Tensor sparse_compressed_tensor(const Tensor& compressed_indices, const Tensor& plain_indices,
                                const Tensor& values, IntArrayRef size, TensorOptions options);

}  // namespace facula
