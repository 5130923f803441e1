#pragma once
// Turns the status codes of CUDA's libraries into exceptions, worded as PyTorch words them.
#include <cublas_v2.h>
#include <cuda_runtime_api.h>

#include "facula/core/error.h"

namespace facula::gpu {

/// errors  Error: "CUDA error: <what the driver says> ..."
[[noreturn]] void throw_cuda(cudaError_t status);
/// errors  Error: "CUDA error: CUBLAS_STATUS_... when calling `<call>`"
[[noreturn]] void throw_cublas(cublasStatus_t status, const char* call);

}  // namespace facula::gpu

/// Throws facula::Error when a call of the CUDA run-time library failed.
#define FACULA_CUDA(call)                                                                            \
  do {                                                                                               \
    const cudaError_t facula_status = (call);                                                        \
    if (__builtin_expect(facula_status != cudaSuccess, 0)) ::facula::gpu::throw_cuda(facula_status); \
  } while (0)
/// The same for cuBLAS.
#define FACULA_CUBLAS(call)                                          \
  do {                                                               \
    const cublasStatus_t facula_status = (call);                     \
    if (__builtin_expect(facula_status != CUBLAS_STATUS_SUCCESS, 0)) \
      ::facula::gpu::throw_cublas(facula_status, #call);             \
  } while (0)
