#include "facula/cuda/cuda.h"

#include <mutex>

#include "cuda_api/hooks.h"
#include "facula/core/tensor.h"
#include "kernels/slot.h"

namespace facula::cuda {

constinit const Hooks* hooks = nullptr;

namespace {

// The table, or null when there is no CUDA library.
const Hooks* find() {
  if (!hooks) kernels::load_device(kCUDA);
  return hooks;
}
const Hooks& need() {
  FACULA_CHECK(is_available(), "No CUDA GPUs are available");
  return *hooks;
}
int index(int64_t device) {
  const Hooks& h = need();
  if (device < 0) return h.current_device();
  FACULA_CHECK(device < h.device_count(), "CUDA error: invalid device ordinal: ", device, " (there are ",
               h.device_count(), " devices)");
  return static_cast<int>(device);
}

// Without the CUDA library the switches are kept here, so that setting them is no error.
bool* switch_of(Switch which) {
  static bool idle[] = {false, true, false, false, false};
  const Hooks* h = find();
  return h ? h->switch_of(which) : &idle[static_cast<int>(which)];
}

}  // namespace

size_t device_count() {
  const Hooks* h = find();
  return h ? static_cast<size_t>(h->device_count()) : 0;
}
bool is_available() { return device_count() > 0; }
bool cudnn_is_available() { return is_available() && hooks->has_cudnn; }
int64_t cudnn_version() { return find() && hooks->has_cudnn ? hooks->cudnn_version() : 0; }

void manual_seed(uint64_t seed) {
  if (!is_available()) return;
  Generator& g = hooks->default_generator(hooks->current_device());
  std::lock_guard<std::mutex> lock(g.mutex());
  g.set_current_seed(seed);
}
void manual_seed_all(uint64_t seed) {
  if (is_available()) hooks->manual_seed_all(seed);
}
Generator& default_generator(int64_t device) { return need().default_generator(index(device)); }

void synchronize(int64_t device) { need().synchronize(index(device)); }
int64_t current_device() { return need().current_device(); }
void set_device(int64_t device) { need().set_device(index(device)); }
DeviceProperties get_device_properties(int64_t device) { return need().properties(index(device)); }
std::string get_device_name(int64_t device) { return get_device_properties(device).name; }

DeviceGuard::DeviceGuard(int64_t device) : before_(current_device()) {
  if (device >= 0) set_device(device);
}
DeviceGuard::~DeviceGuard() { hooks->set_device(static_cast<int>(before_)); }

MemoryStats memory_stats(int64_t device) { return need().memory_stats(index(device)); }
int64_t memory_allocated(int64_t device) { return is_available() ? memory_stats(device).allocated : 0; }
int64_t max_memory_allocated(int64_t device) {
  return is_available() ? memory_stats(device).max_allocated : 0;
}
int64_t memory_reserved(int64_t device) { return is_available() ? memory_stats(device).reserved : 0; }
int64_t max_memory_reserved(int64_t device) { return is_available() ? memory_stats(device).max_reserved : 0; }
void reset_peak_memory_stats(int64_t device) { need().reset_peak(index(device)); }
std::string memory_summary(int64_t device) { return need().memory_summary(index(device)); }
void empty_cache() {
  if (is_available()) hooks->empty_cache();
}
MemoryInfo mem_get_info(int64_t device) {
  MemoryInfo info;
  need().mem_get_info(index(device), &info.free, &info.total);
  return info;
}

void Stream::synchronize() const { need().stream_synchronize(device_index_, handle_); }
bool Stream::query() const { return need().stream_query(device_index_, handle_); }
void Stream::wait(const Event& event) const {
  if (event.handle()) need().stream_wait(handle_, event.handle());
}

Stream getStreamFromPool(bool is_high_priority, DeviceIndex device) {
  const int d = index(device);
  return Stream(d, hooks->pool_stream(d, is_high_priority));
}
Stream getDefaultCUDAStream(DeviceIndex device) { return Stream(index(device), nullptr); }
Stream getCurrentCUDAStream(DeviceIndex device) {
  const int d = index(device);
  return Stream(d, hooks->current_stream(d));
}
void setCurrentCUDAStream(const Stream& stream) {
  need().set_current_stream(stream.device_index(), stream.stream());
}
void record_stream(const Tensor& x, const Stream& stream) {
  FACULA_CHECK(x.defined() && x.is_cuda(), "record_stream: expected a CUDA tensor");
  need().record_stream(x.unsafeGetTensorImpl()->storage()->data(), stream.stream());
}

StreamGuard::StreamGuard(const Stream& stream)
    : device_before_(current_device()), before_(getCurrentCUDAStream(stream.device_index())) {
  set_device(stream.device_index());
  setCurrentCUDAStream(stream);
}
StreamGuard::~StreamGuard() {
  hooks->set_current_stream(before_.device_index(), before_.stream());
  hooks->set_device(static_cast<int>(device_before_));
}

Event::~Event() {
  if (handle_) hooks->event_destroy(handle_);
}
void Event::record(const Stream& stream) {
  const Hooks& h = need();
  if (!handle_) handle_ = h.event_create(stream.device_index(), timing_);
  h.event_record(handle_, stream.device_index(), stream.stream());
}
void Event::synchronize() const {
  if (handle_) hooks->event_synchronize(handle_);
}
bool Event::query() const { return !handle_ || hooks->event_query(handle_); }
float Event::elapsed_time(const Event& end) const {
  FACULA_CHECK(handle_ && end.handle_, "Both events must be recorded before calculating elapsed time.");
  FACULA_CHECK(timing_ && end.timing_, "Both events must be created with argument 'enable_timing=True'.");
  return hooks->event_elapsed(handle_, end.handle_);
}

bool allow_tf32_matmul() { return *switch_of(Switch::MatmulTF32); }
void set_allow_tf32_matmul(bool on) { *switch_of(Switch::MatmulTF32) = on; }
bool allow_tf32_cudnn() { return *switch_of(Switch::CudnnTF32); }
void set_allow_tf32_cudnn(bool on) { *switch_of(Switch::CudnnTF32) = on; }
bool deterministic_algorithms() { return *switch_of(Switch::Deterministic); }
void set_deterministic_algorithms(bool on) { *switch_of(Switch::Deterministic) = on; }
bool cudnn_benchmark() { return *switch_of(Switch::CudnnBenchmark); }
void set_cudnn_benchmark(bool on) { *switch_of(Switch::CudnnBenchmark) = on; }
bool cudnn_deterministic() { return *switch_of(Switch::CudnnDeterministic); }
void set_cudnn_deterministic(bool on) { *switch_of(Switch::CudnnDeterministic) = on; }

}  // namespace facula::cuda

void facula::Tensor::record_stream(const cuda::Stream& stream) const { cuda::record_stream(*this, stream); }
