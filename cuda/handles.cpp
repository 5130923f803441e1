#include "cuda/handles.h"

#include <mutex>
#include <vector>

#include "cuda/device.h"
#include "cuda/error.h"

namespace facula::gpu {

namespace {

// Handles that no thread uses at the moment, by device.
template <class Handle>
struct Spare {
  std::mutex mutex;
  std::vector<Handle> handles[kMaxDevices];
};
template <class Handle>
Spare<Handle>& spare() {
  static auto* s = new Spare<Handle>;
  return *s;
}

template <class Handle>
struct ThreadHandles {
  Handle handles[kMaxDevices] = {};
  ~ThreadHandles() {
    std::lock_guard<std::mutex> lock(spare<Handle>().mutex);
    for (int d = 0; d < kMaxDevices; ++d)
      if (handles[d]) spare<Handle>().handles[d].push_back(handles[d]);
  }
  template <class Make>
  Handle get(Make make) {
    const int device = current_device();
    Handle& mine = handles[device];
    if (mine) return mine;
    {
      std::lock_guard<std::mutex> lock(spare<Handle>().mutex);
      auto& list = spare<Handle>().handles[device];
      if (!list.empty()) {
        mine = list.back();
        list.pop_back();
        return mine;
      }
    }
    return mine = make();
  }
};

}  // namespace

cublasHandle_t cublas() {
  thread_local ThreadHandles<cublasHandle_t> mine;
  cublasHandle_t h = mine.get([] {
    cublasHandle_t fresh;
    FACULA_CUBLAS(cublasCreate(&fresh));
    return fresh;
  });
  FACULA_CUBLAS(cublasSetStream(h, current_stream()));
  FACULA_CUBLAS(cublasSetPointerMode(h, CUBLAS_POINTER_MODE_HOST));
  FACULA_CUBLAS(
      cublasSetMathMode(h, switches().matmul_tf32 ? CUBLAS_TF32_TENSOR_OP_MATH : CUBLAS_DEFAULT_MATH));
  return h;
}

cublasLtHandle_t cublas_lt() { return reinterpret_cast<cublasLtHandle_t>(cublas()); }

cusolverDnHandle_t cusolver() {
  thread_local ThreadHandles<cusolverDnHandle_t> mine;
  cusolverDnHandle_t h = mine.get([] {
    cusolverDnHandle_t fresh;
    const cusolverStatus_t status = cusolverDnCreate(&fresh);
    FACULA_CHECK(status == CUSOLVER_STATUS_SUCCESS, "cusolver error: ", static_cast<int>(status),
                 ", when calling `cusolverDnCreate`");
    return fresh;
  });
  const cusolverStatus_t status = cusolverDnSetStream(h, current_stream());
  FACULA_CHECK(status == CUSOLVER_STATUS_SUCCESS, "cusolver error: ", static_cast<int>(status),
               ", when calling `cusolverDnSetStream`");
  return h;
}

#ifdef FACULA_HAS_CUDNN
cudnnHandle_t cudnn() {
  thread_local ThreadHandles<cudnnHandle_t> mine;
  cudnnHandle_t h = mine.get([] {
    cudnnHandle_t fresh;
    FACULA_CUDNN(cudnnCreate(&fresh));
    return fresh;
  });
  FACULA_CUDNN(cudnnSetStream(h, current_stream()));
  return h;
}

void throw_cudnn(cudnnStatus_t status) { detail::fail<Error>("cuDNN error: ", cudnnGetErrorString(status)); }
#endif

Switches& switches() {
  static Switches s;
  return s;
}

void alert_not_deterministic(const char* name) {
  FACULA_CHECK(
      !switches().deterministic, name,
      " does not have a deterministic implementation, but you set "
      "'torch.use_deterministic_algorithms(True)'. You can turn off determinism just for this operation, "
      "or you can use the 'warn_only=True' option, if that's acceptable for your application.");
}

}  // namespace facula::gpu
