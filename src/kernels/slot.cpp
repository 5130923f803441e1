#include "kernels/slot.h"

#include <dlfcn.h>

#include <mutex>

#include "kernels/geometry.h"
#include "kernels/registry.h"

namespace facula::kernels {

void missing(const char* name, ScalarType dtype, DeviceType device) {
  detail::fail<NotImplementedError>('"', name, '_', DeviceTypeName(device, true), "\" not implemented for '",
                                    dtype, "'");
}
void refuse(const char* name, Layout layout, Device device) { fail_layout(name, layout, device); }

void missing(const char* name, DeviceType device) {
  detail::fail<NotImplementedError>("Could not run '", name, "' on device ", DeviceTypeName(device),
                                    ": there is no such kernel");
}

namespace {

// The CUDA half is a library of its own, so that programs without a GPU never load CUDA's.
bool load_cuda_library() {
  using Register = void (*)();
  auto find = [](void* handle) {
    return reinterpret_cast<Register>(dlsym(handle, "facula_register_cuda_kernels"));
  };
  Register reg = find(RTLD_DEFAULT);  // linked in
  if (!reg)
    for (const char* name : {"libfacula_cuda.so.0.1", "libfacula_cuda.so"}) {
      void* handle = dlopen(name, RTLD_NOW | RTLD_GLOBAL);
      if (handle && (reg = find(handle))) break;
    }
  if (reg) reg();
  return reg != nullptr;
}

}  // namespace

constinit CurrentDevice current_cuda_device = nullptr;

Device with_index(Device d) {
  if (!d.is_cuda() || d.has_index()) return d;
  load_device(kCUDA);
  return Device(kCUDA,
                current_cuda_device ? static_cast<DeviceIndex>(current_cuda_device()) : DeviceIndex{0});
}

bool load_device(DeviceType device) {
  if (device == kCPU) {
    static const bool done = (register_cpu_kernels(), true);
    return done;
  }
  if (device != kCUDA) return false;
  static const bool found = load_cuda_library();
  return found;
}

}  // namespace facula::kernels
