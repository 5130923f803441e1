#pragma once
// The parts of the matrix products that are not plain cuBLAS calls.
#include <cublasLt.h>

#include "kernels/matmul.h"

namespace facula::gpu {

/// y = alpha a b + bias, row-major, as cuBLASLt knows it (column-major: y' = b' a').
struct BiasProduct {
  int64_t m, n, k;
  bool b_transposed, a_transposed;
  int64_t ldb, lda;
  cudaDataType type;
  cublasComputeType_t compute;
  bool operator==(const BiasProduct&) const = default;
};
/// One kernel for product and bias; false when cuBLASLt has none for this case.
bool matmul_bias(const BiasProduct& p, float alpha, const void* b, const void* a, const void* bias, void* y);

/// Products of integers, which cuBLAS does not have.
void integer_matmul(const MatmulPlan& p, Tensor& y, const Tensor& a, const Tensor& b, const Scalar& alpha,
                    const Scalar& beta);
void integer_dot(Tensor& y, const Tensor& a, const Tensor& b);

}  // namespace facula::gpu
