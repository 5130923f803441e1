#pragma once
// Kernel slots: one function pointer per device type, filled by the device libraries, called by the ops.
#include <type_traits>

#include "facula/core/tensor.h"

namespace facula::kernels {

/// Fills the column of `device`: the CPU's own kernels, or the CUDA library, which is loaded on first need.
/// False when there is no such library.
bool load_device(DeviceType device);
/// The device that a thread's tensors go to when they name none; set by the CUDA library.
using CurrentDevice = int (*)();
extern constinit CurrentDevice current_cuda_device;
/// `d`, with the current device's index if it is a CUDA device without one.
Device with_index(Device d);
/// errors  NotImplementedError with op, dtype and device: "mul_cpu" not implemented for 'Half'
[[noreturn]] void missing(const char* name, ScalarType dtype, DeviceType device);
/// The same for a kernel that is not there at all.
[[noreturn]] void missing(const char* name, DeviceType device);
/// errors  NotImplementedError: "Could not run 'aten::exp' with arguments from the 'SparseCPU' backend."
[[noreturn]] void refuse(const char* name, Layout layout, Device device);

template <class Signature>
class KernelSlot;

/// A typed slot. Calling it picks the column by the first argument's device; all arguments go through
/// unchanged.
template <class R, class First, class... Rest>
class KernelSlot<R(First, Rest...)> {
 public:
  using Function = R (*)(First, Rest...);
  constexpr explicit KernelSlot(const char* name) : name_(name) {}
  void set(DeviceType device, Function f) { functions_[static_cast<int>(device)] = f; }
  R operator()(First first, Rest... rest) const {
    const DeviceType device = first.device().type();
    Function f = functions_[static_cast<int>(device)];
    if (__builtin_expect(!f, 0)) f = find(device);
    check_layout(first);
    (check_layout(rest), ...);
    return f(static_cast<First>(first), static_cast<Rest>(rest)...);
  }
  const char* name() const { return name_; }

 private:
  // Kernels read dense memory; the sparse cases of ops never reach them.
  template <class T>
  void check_layout(const T& t) const {
    if constexpr (std::is_same_v<T, Tensor>)
      if (const TensorImpl* i = t.unsafeGetTensorImpl(); i && __builtin_expect(i->layout() != kStrided, 0))
        refuse(name_, i->layout(), i->device());
  }
  __attribute__((noinline, cold)) Function find(DeviceType device) const {
    load_device(device);
    Function f = functions_[static_cast<int>(device)];
    if (!f) missing(name_, device);
    return f;
  }
  const char* name_;
  Function functions_[kNumDevices] = {};
};

}  // namespace facula::kernels
