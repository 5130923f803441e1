// Copies between the host and devices, and from one device to another.
#include <cstring>

#include "cuda/copy.h"
#include "cuda/device.h"
#include "cuda/error.h"
#include "cuda/register.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"

namespace facula::gpu {

namespace {

bool same_layout(const Tensor& a, const Tensor& b) {
  if (a.scalar_type() != b.scalar_type()) return false;
  return (a.is_contiguous() && b.is_contiguous()) ||
         (a.strides() == b.strides() && a.is_non_overlapping_and_dense());
}

// A row-major copy of x in `dtype` on its own device.
Tensor staged(const Tensor& x, ScalarType dtype) {
  if (x.is_contiguous() && x.scalar_type() == dtype) return x;
  Tensor y = make_contiguous(x.sizes(), dtype, x.device());
  kernels::copy(y, x);
  return y;
}

void peer_copy(void* dst, const Tensor& to, const Tensor& src) {
  const int a = src.device().index(), b = to.device().index();
  const cudaStream_t from_stream = current_stream(a), to_stream = current_stream(b);
  cudaEvent_t event;
  auto order = [&](int device, cudaStream_t first, cudaStream_t then) {
    const DeviceGuard guard(device);
    FACULA_CUDA(cudaEventCreateWithFlags(&event, cudaEventDisableTiming));
    cudaError_t status = cudaEventRecord(event, first);
    if (status == cudaSuccess) status = cudaStreamWaitEvent(then, event, 0);
    cudaEventDestroy(event);  // lives on until it has happened
    FACULA_CUDA(status);
  };
  order(b, to_stream, from_stream);  // what is still to be read of dst comes first
  {
    const DeviceGuard guard(a);
    FACULA_CUDA(
        cudaMemcpyPeerAsync(dst, b, src.data_ptr(), a, static_cast<size_t>(src.nbytes()), from_stream));
  }
  order(a, from_stream, to_stream);
}

// Moves src's bytes to dst, which has the same layout and dtype.
void move(Tensor& dst, const Tensor& src, bool wait) {
  if (dst.is_cuda() && src.is_cuda()) return peer_copy(dst.data_ptr(), dst, src);
  const DeviceGuard guard(dst.is_cuda() ? dst.device() : src.device());
  const cudaMemcpyKind kind = dst.is_cuda() ? cudaMemcpyHostToDevice : cudaMemcpyDeviceToHost;
  FACULA_CUDA(cudaMemcpyAsync(dst.data_ptr(), src.data_ptr(), static_cast<size_t>(src.nbytes()), kind,
                              current_stream()));
  if (wait) FACULA_CUDA(cudaStreamSynchronize(current_stream()));
}

void copy_across(kernels::Where, Tensor& dst, const Tensor& src, bool non_blocking) {
  if (dst.numel() == 0) return;
  if (same_layout(dst, src)) return move(dst, src, !non_blocking);
  // The device lays out and converts, unless the host would have to send more bytes for it.
  const bool narrower = dst.element_size() < src.element_size();
  const ScalarType moved = narrower ? dst.scalar_type() : src.scalar_type();
  const Tensor from = staged(src, moved);
  if (dst.is_contiguous() && dst.scalar_type() == moved) {
    move(dst, from, !non_blocking || !from.is_same(src));
    return;
  }
  Tensor landed = make_contiguous(dst.sizes(), moved, dst.device());
  move(landed, from, true);  // the staging tensors go away
  kernels::copy(dst, landed);
}

void free_pinned(void* p) { cudaFreeHost(p); }

Tensor pin_memory(kernels::Where where, const Tensor& x) {
  FACULA_CHECK(device_count() > 0, "Cannot pin memory: no CUDA GPUs are available");
  const DeviceGuard guard(where.where);
  void* p = nullptr;
  const auto bytes = static_cast<size_t>(x.nbytes());
  if (bytes) FACULA_CUDA(cudaHostAlloc(&p, bytes, cudaHostAllocPortable));
  StorageImpl* storage = StorageImpl::adopt(p, bytes, Device(kCPU), free_pinned, p);
  storage->set_pinned();
  Tensor y(new TensorImpl(storage, x.sizes(), x.scalar_type(), Device(kCPU)));
  if (bytes) kernels::copy(y, x);
  return y;
}

}  // namespace

void register_transfer() {
  kernels::copy_across.set(kCUDA, copy_across);
  kernels::pin_memory.set(kCUDA, pin_memory);
}

}  // namespace facula::gpu
