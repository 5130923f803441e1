#include "facula/core/storage.h"

#include <new>

#include "facula/core/error.h"

namespace facula {

namespace kernels {
bool load_device(DeviceType device);  // kernels/slot.h; the device's library brings its allocator
}

namespace {
DeviceAllocator device_allocators[kNumDevices] = {};
static_assert(sizeof(StorageImpl) <= 128, "header of CPU blocks");

void check_device(Device d) {
  FACULA_CHECK_AS(NotImplementedError, d.is_cpu() || d.is_cuda(), "tensors on device ", d,
                  " are not supported: use cpu or cuda");
}
}  // namespace

void set_device_allocator(DeviceType type, const DeviceAllocator& a) {
  device_allocators[static_cast<int>(type)] = a;
}

StorageImpl* StorageImpl::create(size_t nbytes, Device device) {
  if (device.is_cpu()) {
    auto* block = static_cast<char*>(memory::allocate(sizeof(StorageImpl) + nbytes));
    auto* s = new (block) StorageImpl;
    s->owned_ = true;
    s->data_ = block + sizeof(StorageImpl);
    s->nbytes_ = nbytes;
    s->device_ = device;
    return s;
  }
  check_device(device);
  const DeviceAllocator& a = device_allocators[static_cast<int>(device.type())];
  if (!a.allocate) kernels::load_device(device.type());
  FACULA_CHECK_AS(NotImplementedError, a.allocate, "No CUDA GPUs are available: cannot allocate on device ",
                  device);
  void* data = a.allocate(nbytes, device.index());  // also for no bytes: it tells whether there is a device
  auto* s = new (memory::allocate(sizeof(StorageImpl))) StorageImpl;
  s->owned_ = true;
  s->data_ = data;
  s->nbytes_ = nbytes;
  s->device_ = device;
  return s;
}

StorageImpl* StorageImpl::adopt(void* data, size_t nbytes, Device device, void (*deleter)(void*),
                                void* context) {
  check_device(device);
  auto* s = new (memory::allocate(sizeof(StorageImpl))) StorageImpl;
  s->data_ = data;
  s->nbytes_ = nbytes;
  s->device_ = device;
  s->deleter_ = deleter;
  s->context_ = context;
  return s;
}

void StorageImpl::destroy() noexcept {
  if (deleter_) deleter_(context_);
  const size_t block = sizeof(StorageImpl) + (owned_ && device_.is_cpu() ? nbytes_ : 0);
  if (owned_ && !device_.is_cpu() && data_)
    device_allocators[static_cast<int>(device_.type())].deallocate(data_, nbytes_, device_.index());
  this->~StorageImpl();
  memory::deallocate(this, block);
}

}  // namespace facula
