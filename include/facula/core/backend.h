#pragma once
// libtorch's names of backends, dispatch keys, tensor types and dimension names, for programs that ask for them.
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <optional>
#include <string>
#include <utility>

#include "facula/core/options.h"

namespace facula {

/// Device type and layout in one word (c10::Backend); all else is Undefined.
enum class Backend : int8_t { CPU, CUDA, SparseCPU, SparseCUDA, SparseCsrCPU, SparseCsrCUDA, Undefined };
/// "CPU", "SparseCUDA", ...
const char* toString(Backend b);
/// errors  Error for Undefined
DeviceType backendToDeviceType(Backend b);
/// errors  Error for Undefined
Layout layout_from_backend(Backend b);

/// What libtorch's dispatcher would go by (c10::DispatchKey). Facula has no dispatcher: these only tell.
enum class DispatchKey : uint8_t {
  Undefined,
  CPU,
  CUDA,
  SparseCPU,
  SparseCUDA,
  SparseCsrCPU,
  SparseCsrCUDA,
  ADInplaceOrView,
  AutogradOther,
  AutogradCPU,
  AutogradCUDA,
  AutocastCPU,
  AutocastCUDA
};
const char* toString(DispatchKey k);

/// A set of dispatch keys (c10::DispatchKeySet).
class DispatchKeySet {
 public:
  constexpr DispatchKeySet() = default;
  constexpr explicit DispatchKeySet(DispatchKey k) : bits_(bit(k)) {}
  constexpr DispatchKeySet(std::initializer_list<DispatchKey> keys) {
    for (const DispatchKey k : keys) bits_ |= bit(k);
  }
  constexpr bool has(DispatchKey k) const { return (bits_ & bit(k)) != 0; }
  constexpr bool has_any(DispatchKeySet o) const { return (bits_ & o.bits_) != 0; }
  constexpr bool has_all(DispatchKeySet o) const { return (bits_ & o.bits_) == o.bits_; }
  constexpr bool empty() const { return bits_ == 0; }
  constexpr uint64_t raw_repr() const { return bits_; }
  constexpr DispatchKeySet add(DispatchKey k) const { return *this | DispatchKeySet(k); }
  constexpr DispatchKeySet remove(DispatchKey k) const { return *this - DispatchKeySet(k); }
  friend constexpr DispatchKeySet operator|(DispatchKeySet a, DispatchKeySet b) {
    return of(a.bits_ | b.bits_);
  }
  friend constexpr DispatchKeySet operator&(DispatchKeySet a, DispatchKeySet b) {
    return of(a.bits_ & b.bits_);
  }
  friend constexpr DispatchKeySet operator-(DispatchKeySet a, DispatchKeySet b) {
    return of(a.bits_ & ~b.bits_);
  }
  friend constexpr bool operator==(DispatchKeySet a, DispatchKeySet b) { return a.bits_ == b.bits_; }
  friend constexpr bool operator!=(DispatchKeySet a, DispatchKeySet b) { return a.bits_ != b.bits_; }

 private:
  static constexpr uint64_t bit(DispatchKey k) {
    return k == DispatchKey::Undefined ? 0 : uint64_t{1} << (static_cast<int>(k) - 1);
  }
  static constexpr DispatchKeySet of(uint64_t bits) {
    DispatchKeySet s;
    s.bits_ = bits;
    return s;
  }
  uint64_t bits_ = 0;
};
/// "DispatchKeySet(CPU, ADInplaceOrView, AutogradCPU, AutocastCPU)"
std::string toString(DispatchKeySet s);
std::ostream& operator<<(std::ostream& os, DispatchKeySet s);

/// What Tensor::type() returns: backend and dtype, as libtorch's at::DeprecatedTypeProperties. New programs
/// ask scalar_type(), device() and layout() instead.
class DeprecatedTypeProperties {
 public:
  constexpr DeprecatedTypeProperties(Backend backend, ScalarType dtype) : backend_(backend), dtype_(dtype) {}
  /// The one object of this backend and dtype.
  static const DeprecatedTypeProperties& of(Backend backend, ScalarType dtype);

  Backend backend() const { return backend_; }
  ScalarType scalarType() const { return dtype_; }
  TypeMeta typeMeta() const { return TypeMeta(dtype_); }
  DeviceType device_type() const { return backendToDeviceType(backend_); }
  Layout layout() const { return layout_from_backend(backend_); }
  bool is_cuda() const { return device_type() == kCUDA; }
  bool is_sparse() const { return layout() == kSparse; }
  bool is_sparse_csr() const { return layout() == kSparseCsr; }
  /// "CPUFloatType"
  std::string toString() const;
  const DeprecatedTypeProperties& toBackend(Backend b) const { return of(b, dtype_); }
  const DeprecatedTypeProperties& toScalarType(ScalarType t) const { return of(backend_, t); }
  const DeprecatedTypeProperties& cpu() const { return toBackend(Backend::CPU); }
  const DeprecatedTypeProperties& cuda() const { return toBackend(Backend::CUDA); }
  TensorOptions options(int16_t device_index = -1) const {
    return TensorOptions(dtype_)
        .device(device_type(), static_cast<DeviceIndex>(device_index))
        .layout(layout());
  }
  operator TensorOptions() const { return options(); }
  friend bool operator==(const DeprecatedTypeProperties& a, const DeprecatedTypeProperties& b) {
    return a.backend_ == b.backend_ && a.dtype_ == b.dtype_;
  }
  friend bool operator!=(const DeprecatedTypeProperties& a, const DeprecatedTypeProperties& b) {
    return !(a == b);
  }

 private:
  Backend backend_;
  ScalarType dtype_;
};
std::ostream& operator<<(std::ostream& os, const DeprecatedTypeProperties& t);

/// A name, as libtorch's c10::Symbol is used for dimensions.
class Symbol {
 public:
  Symbol() = default;
  static Symbol dimname(const std::string& name) { return Symbol(name); }
  static Symbol fromQualString(const std::string& name) { return Symbol(name); }
  const char* toUnqualString() const { return name_.c_str(); }
  friend bool operator==(const Symbol& a, const Symbol& b) { return a.name_ == b.name_; }
  friend bool operator!=(const Symbol& a, const Symbol& b) { return !(a == b); }

 private:
  explicit Symbol(std::string name) : name_(std::move(name)) {}
  std::string name_;
};

/// The name of a dimension, or the wildcard of a dimension without one. Tensors of Facula have no names: the
/// type is there so that programs compile, and the methods that would set a name throw.
class Dimname {
 public:
  static Dimname fromSymbol(Symbol name) { return Dimname(std::move(name)); }
  static Dimname wildcard() { return Dimname(Symbol::dimname("*")); }
  const Symbol& symbol() const { return name_; }
  bool isWildcard() const { return *this == wildcard(); }
  bool isBasic() const { return !isWildcard(); }
  friend bool operator==(const Dimname& a, const Dimname& b) { return a.name_ == b.name_; }
  friend bool operator!=(const Dimname& a, const Dimname& b) { return !(a == b); }

 private:
  explicit Dimname(Symbol name) : name_(std::move(name)) {}
  Symbol name_;
};

/// Numbers that libtorch may trace; here they are numbers.
using SymInt = int64_t;
using SymFloat = double;
class Tensor;

namespace detail {
/// The dtype that AT_DISPATCH_... goes by.
constexpr ScalarType dispatch_dtype(ScalarType t) { return t; }
constexpr ScalarType dispatch_dtype(TypeMeta t) { return t.toScalarType(); }
inline ScalarType dispatch_dtype(const DeprecatedTypeProperties& t) { return t.scalarType(); }
}  // namespace detail

}  // namespace facula
