// The CUDA library's answers to the public functions of facula/cuda/cuda.h.
#include "cuda/allocator.h"
#include "cuda/device.h"
#include "cuda/error.h"
#include "cuda/generator.h"
#include "cuda/handles.h"
#include "cuda/register.h"
#include "cuda_api/hooks.h"
#include "facula/core/storage.h"
#include "kernels/slot.h"

namespace facula::gpu {

namespace {

cudaStream_t stream_of(void* s) { return static_cast<cudaStream_t>(s); }
cudaEvent_t event_of(void* e) { return static_cast<cudaEvent_t>(e); }

bool done(cudaError_t status) {
  if (status == cudaErrorNotReady) {
    cudaGetLastError();
    return false;
  }
  FACULA_CUDA(status);
  return true;
}

cuda::DeviceProperties device_properties(int device) {
  const Properties& p = properties(device);
  return {p.name, p.major, p.minor, p.total_memory, p.multiprocessors};
}
cuda::MemoryStats stats(int device) {
  const MemoryStats s = memory_stats(device);
  return {s.allocated,   s.max_allocated, s.reserved, s.max_reserved, s.inactive_split,
          s.allocations, s.segments,      s.retries,  s.failures};
}
void synchronize(int device) {
  DeviceGuard guard(device);
  FACULA_CUDA(cudaDeviceSynchronize());
}
void mem_get_info(int device, size_t* free, size_t* total) {
  DeviceGuard guard(device);
  FACULA_CUDA(cudaMemGetInfo(free, total));
}
void stream_synchronize(int device, void* s) {
  DeviceGuard guard(device);
  FACULA_CUDA(cudaStreamSynchronize(stream_of(s)));
}
bool stream_query(int device, void* s) {
  DeviceGuard guard(device);
  return done(cudaStreamQuery(stream_of(s)));
}
void stream_wait(void* s, void* e) { FACULA_CUDA(cudaStreamWaitEvent(stream_of(s), event_of(e), 0)); }

void* event_create(int device, bool timing) {
  DeviceGuard guard(device);
  cudaEvent_t e;
  FACULA_CUDA(cudaEventCreateWithFlags(&e, timing ? cudaEventDefault : cudaEventDisableTiming));
  return e;
}
void event_destroy(void* e) { cudaEventDestroy(event_of(e)); }
void event_record(void* e, int device, void* s) {
  DeviceGuard guard(device);
  FACULA_CUDA(cudaEventRecord(event_of(e), stream_of(s)));
}
void event_synchronize(void* e) { FACULA_CUDA(cudaEventSynchronize(event_of(e))); }
bool event_query(void* e) { return done(cudaEventQuery(event_of(e))); }
float event_elapsed(void* start, void* end) {
  float ms = 0;
  FACULA_CUDA(cudaEventElapsedTime(&ms, event_of(start), event_of(end)));
  return ms;
}

bool* switch_of(cuda::Switch which) {
  Switches& s = switches();
  switch (which) {
    case cuda::Switch::MatmulTF32:
      return &s.matmul_tf32;
    case cuda::Switch::CudnnTF32:
      return &s.cudnn_tf32;
    case cuda::Switch::Deterministic:
      return &s.deterministic;
    case cuda::Switch::CudnnDeterministic:
      return &s.cudnn_deterministic;
    default:
      return &s.benchmark;
  }
}

#ifdef FACULA_HAS_CUDNN
constexpr bool kHasCudnn = true;
int64_t cudnn_version() { return static_cast<int64_t>(cudnnGetVersion()); }
#else
constexpr bool kHasCudnn = false;
int64_t cudnn_version() { return 0; }
#endif

constexpr cuda::Hooks kHooks{
    .device_count = [] { return gpu::device_count(); },
    .current_device = current_device,
    .set_device = set_device,
    .synchronize = synchronize,
    .properties = device_properties,
    .default_generator = default_generator,
    .manual_seed_all = seed_generators,
    .memory_stats = stats,
    .reset_peak = reset_peak,
    .empty_cache = empty_cache,
    .memory_summary = memory_summary,
    .mem_get_info = mem_get_info,
    .record_stream = [](void* p, void* s) { record_stream(p, stream_of(s)); },
    .current_stream = [](int device) -> void* { return current_stream(device); },
    .set_current_stream = [](int device, void* s) { set_current_stream(device, stream_of(s)); },
    .pool_stream = [](int device, bool high) -> void* { return pool_stream(device, high); },
    .stream_synchronize = stream_synchronize,
    .stream_query = stream_query,
    .stream_wait = stream_wait,
    .event_create = event_create,
    .event_destroy = event_destroy,
    .event_record = event_record,
    .event_synchronize = event_synchronize,
    .event_query = event_query,
    .event_elapsed = event_elapsed,
    .has_cudnn = kHasCudnn,
    .cudnn_version = cudnn_version,
    .switch_of = switch_of,
};

}  // namespace

void register_api() {
  cuda::hooks = &kHooks;
  // Without a GPU device 0 is named, and its first use says that there is none.
  kernels::current_cuda_device = [] { return device_count() > 0 ? current_device() : 0; };
  set_device_allocator(kCUDA, {[](size_t bytes, DeviceIndex device) { return allocate(bytes, device); },
                               [](void* p, size_t, DeviceIndex) noexcept { deallocate(p); }});
}

}  // namespace facula::gpu
