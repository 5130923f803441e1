#pragma once
// The bytes behind tensors: shared by views, counted, on one device.
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "facula/core/allocator.h"
#include "facula/core/device.h"
#include "facula/core/intrusive_ptr.h"

namespace facula {

/// What a device offers to storages. The CPU's is built in; the CUDA library brings its own.
struct DeviceAllocator {
  void* (*allocate)(size_t bytes, DeviceIndex index);
  void (*deallocate)(void* p, size_t bytes, DeviceIndex index) noexcept;
};
void set_device_allocator(DeviceType type, const DeviceAllocator& allocator);

/// Header of a run of bytes. CPU data follows its header in the same block: one allocation in all.
class alignas(64) StorageImpl {
 public:
  static StorageImpl* create(size_t nbytes, Device device);
  /// Foreign memory: `deleter(context)` runs when the last reference goes.
  static StorageImpl* adopt(void* data, size_t nbytes, Device device, void (*deleter)(void*), void* context);

  void* data() const { return data_; }
  size_t nbytes() const { return nbytes_; }
  Device device() const { return device_; }
  void inc_ref() noexcept { count_.inc(); }
  void dec_ref() noexcept {
    if (count_.dec()) destroy();
  }
  int32_t use_count() const { return count_.get(); }
  /// What the deleter of foreign memory is called with; the data itself when it is our own.
  void* context() const { return owned_ ? data_ : context_; }
  /// Whether the bytes are page-locked memory of the host.
  bool pinned() const { return pinned_; }
  void set_pinned() { pinned_ = true; }
  /// Counts in-place changes of every tensor that shares this storage.
  std::atomic<uint32_t> version{0};

 private:
  StorageImpl() = default;
  void destroy() noexcept;

  RefCount count_;
  Device device_;
  bool pinned_ = false;
  bool owned_ = false;  // data from our allocators rather than foreign
  void* data_ = nullptr;
  size_t nbytes_ = 0;
  void (*deleter_)(void*) = nullptr;
  void* context_ = nullptr;
};

/// What Storage::data_ptr() tells of the bytes (c10::DataPtr); converts to their address.
class DataPtr {
 public:
  explicit DataPtr(const StorageImpl* s) : storage_(s) {}
  void* get() const { return storage_ ? storage_->data() : nullptr; }
  void* mutable_get() const { return get(); }
  void* get_context() const { return storage_ ? storage_->context() : nullptr; }
  Device device() const { return storage_ ? storage_->device() : Device(kCPU); }
  operator void*() const { return get(); }

 private:
  const StorageImpl* storage_;  // of the Storage that was asked
};

/// Handle on a StorageImpl (c10::Storage).
class Storage {
 public:
  Storage() = default;
  explicit Storage(intrusive_ptr<StorageImpl> impl)
      : impl_(static_cast<intrusive_ptr<StorageImpl>&&>(impl)) {}
  void* data() const { return impl_->data(); }
  DataPtr data_ptr() const { return DataPtr(impl_.get()); }
  template <class T>
  T* data() const {
    return static_cast<T*>(impl_->data());
  }
  size_t nbytes() const { return impl_->nbytes(); }
  Device device() const { return impl_->device(); }
  bool unique() const { return use_count() == 1; }
  size_t use_count() const { return static_cast<size_t>(impl_->use_count()); }
  bool is_alias_of(const Storage& o) const { return impl_ == o.impl_; }
  StorageImpl* unsafeGetStorageImpl() const { return impl_.get(); }
  explicit operator bool() const { return impl_.defined(); }

 private:
  intrusive_ptr<StorageImpl> impl_;
};

}  // namespace facula
