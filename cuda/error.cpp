#include "cuda/error.h"

namespace facula::gpu {

void throw_cuda(cudaError_t status) {
  cudaGetLastError();  // an error that is no fault of the context must not show up again
  detail::fail<Error>("CUDA error: ", cudaGetErrorString(status),
                      "\nCUDA kernel errors might be asynchronously reported at some other API call, so the "
                      "stacktrace below might be incorrect.\nFor debugging consider passing "
                      "CUDA_LAUNCH_BLOCKING=1.");
}

void throw_cublas(cublasStatus_t status, const char* call) {
  detail::fail<Error>("CUDA error: ", cublasGetStatusName(status), " when calling `", call, "`");
}

}  // namespace facula::gpu
