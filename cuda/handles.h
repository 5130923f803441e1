#pragma once
// Handles of CUDA's libraries: one per thread and device, made on first use, tied to the current stream at
// each use. They are never destroyed, since the driver may be gone by then; a thread that ends leaves its
// handles to the next one.
#include <cublasLt.h>
#include <cublas_v2.h>
#include <cusolverDn.h>
#ifdef FACULA_HAS_CUDNN
#include <cudnn.h>
#endif

namespace facula::gpu {

cublasHandle_t cublas();
cublasLtHandle_t cublas_lt();
cusolverDnHandle_t cusolver();

/// Switches of the whole process.
struct Switches {
  bool matmul_tf32 = false;  // float32 products may use TF32 (10 bits of mantissa)
  bool cudnn_tf32 = true;    // the same for convolutions
  bool deterministic = false;
  bool benchmark = false;            // cuDNN measures its algorithms for each new shape
  bool cudnn_deterministic = false;  // cuDNN's algorithms only
};
Switches& switches();
/// errors  Error when deterministic algorithms are asked for: "<name> does not have a deterministic
///         implementation, but you set 'torch.use_deterministic_algorithms(True)'..."
void alert_not_deterministic(const char* name);

}  // namespace facula::gpu

#ifdef FACULA_HAS_CUDNN
namespace facula::gpu {
cudnnHandle_t cudnn();
/// errors  Error: "cuDNN error: CUDNN_STATUS_..."
[[noreturn]] void throw_cudnn(cudnnStatus_t status);
}  // namespace facula::gpu
#define FACULA_CUDNN(call)                                          \
  do {                                                              \
    const cudnnStatus_t facula_status = (call);                     \
    if (__builtin_expect(facula_status != CUDNN_STATUS_SUCCESS, 0)) \
      ::facula::gpu::throw_cudnn(facula_status);                    \
  } while (0)
#endif
