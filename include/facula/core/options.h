#pragma once
// How a factory makes its tensor: dtype, device, layout, memory format, and whether it requires grad.
#include <cstdint>
#include <iosfwd>
#include <optional>

#include "facula/core/device.h"
#include "facula/core/dtype.h"

namespace facula {

enum class Backend : int8_t;
enum class DispatchKey : uint8_t;

/// A set of optional settings, each with a chained setter; what is unset takes the default (float32, CPU,
/// strided). Facula has no pinned memory on the CPU side without CUDA: pinned_memory(true) is kept and
/// honoured by factories.
class TensorOptions {
 public:
  TensorOptions() = default;
  TensorOptions(ScalarType t) { set_dtype(t); }
  TensorOptions(TypeMeta t) { set_dtype(t); }
  TensorOptions(Device d) { set_device(d); }
  TensorOptions(DeviceType d) { set_device(Device(d)); }
  TensorOptions(DeviceType d, DeviceIndex i) { set_device(Device(d, i)); }
  TensorOptions(const char* device) { set_device(Device(device)); }
  TensorOptions(const std::string& device) { set_device(Device(device)); }
  TensorOptions(Layout l) { set_layout(l); }
  TensorOptions(MemoryFormat f) { set_memory_format(f); }

  TensorOptions dtype(std::optional<ScalarType> t) const;
  TensorOptions dtype(ScalarType t) const {
    TensorOptions o = *this;
    o.set_dtype(t);
    return o;
  }
  TensorOptions dtype(TypeMeta t) const { return dtype(ScalarType(t)); }
  TensorOptions device(std::optional<Device> d) const;
  TensorOptions device(Device d) const {
    TensorOptions o = *this;
    o.set_device(d);
    return o;
  }
  TensorOptions device(DeviceType d, DeviceIndex i = -1) const { return device(Device(d, i)); }
  TensorOptions device(const char* d) const { return device(Device(d)); }
  TensorOptions device_index(DeviceIndex i) const { return device(Device(kCUDA, i)); }
  TensorOptions layout(std::optional<Layout> l) const;
  TensorOptions requires_grad(std::optional<bool> on) const;
  TensorOptions pinned_memory(std::optional<bool> on) const;
  TensorOptions memory_format(std::optional<MemoryFormat> f) const;

  TypeMeta dtype() const { return TypeMeta(scalar_type()); }
  ScalarType scalar_type() const { return has_dtype_ ? dtype_ : get_default_dtype_scalar(); }
  Device device() const { return has_device_ ? device_ : Device(kCPU); }
  DeviceIndex device_index() const { return device().index(); }
  Layout layout() const { return has_layout_ ? layout_ : kStrided; }
  bool requires_grad() const { return requires_grad_; }
  bool pinned_memory() const { return pinned_; }
  MemoryFormat memory_format() const { return has_format_ ? format_ : MemoryFormat::Contiguous; }
  bool is_sparse() const { return layout() == kSparse; }
  bool is_sparse_csr() const { return layout() == kSparseCsr; }

  bool has_dtype() const { return has_dtype_; }
  bool has_device() const { return has_device_; }
  bool has_layout() const { return has_layout_; }
  bool has_requires_grad() const { return has_requires_grad_; }
  bool has_pinned_memory() const { return has_pinned_; }
  bool has_memory_format() const { return has_format_; }
  std::optional<TypeMeta> dtype_opt() const;
  std::optional<Device> device_opt() const;
  std::optional<Layout> layout_opt() const;
  std::optional<bool> requires_grad_opt() const;
  std::optional<bool> pinned_memory_opt() const;
  std::optional<MemoryFormat> memory_format_opt() const;
  bool type_equal(const TensorOptions& o) const {
    return scalar_type() == o.scalar_type() && device().type() == o.device().type() && layout() == o.layout();
  }

  /// Device type and layout in one word, and the key that libtorch would dispatch by (facula/core/backend.h).
  Backend backend() const;
  DispatchKey computeDispatchKey() const;
  TensorOptions merge_memory_format(std::optional<MemoryFormat> f) const {
    return f ? memory_format(f) : *this;
  }
  /// These settings where they are set, the ones of `o` elsewhere replaced: the right-hand side wins.
  TensorOptions merge_in(const TensorOptions& o) const {
    TensorOptions r = *this;
    if (o.has_dtype_) r.set_dtype(o.dtype_);
    if (o.has_device_) r.set_device(o.device_);
    if (o.has_layout_) r.set_layout(o.layout_);
    if (o.has_format_) r.set_memory_format(o.format_);
    if (o.has_requires_grad_) r = r.requires_grad(o.requires_grad_);
    if (o.has_pinned_) r = r.pinned_memory(o.pinned_);
    return r;
  }

 private:
  void set_dtype(ScalarType t) {
    dtype_ = t;
    has_dtype_ = true;
  }
  void set_device(Device d) {
    device_ = d;
    has_device_ = true;
  }
  void set_layout(Layout l) {
    layout_ = l;
    has_layout_ = true;
  }
  void set_memory_format(MemoryFormat f) {
    format_ = f;
    has_format_ = true;
  }

  ScalarType dtype_ = kFloat;
  Device device_;
  Layout layout_ = kStrided;
  MemoryFormat format_ = MemoryFormat::Contiguous;
  bool requires_grad_ = false;
  bool pinned_ = false;
  bool has_dtype_ = false;
  bool has_device_ = false;
  bool has_layout_ = false;
  bool has_format_ = false;
  bool has_requires_grad_ = false;
  bool has_pinned_ = false;
};

inline TensorOptions dtype(ScalarType t) { return TensorOptions(t); }
inline TensorOptions dtype(TypeMeta t) { return TensorOptions(t); }
template <class T>
TensorOptions dtype() {
  return TensorOptions(dtype_of<T>);
}
inline TensorOptions device(Device d) { return TensorOptions(d); }
inline TensorOptions device_index(DeviceIndex i) { return TensorOptions().device_index(i); }
inline TensorOptions layout(Layout l) { return TensorOptions(l); }
inline TensorOptions memory_format(MemoryFormat f) { return TensorOptions(f); }
inline TensorOptions requires_grad(bool on = true) { return TensorOptions().requires_grad(on); }

std::ostream& operator<<(std::ostream& os, const TensorOptions& o);

}  // namespace facula
