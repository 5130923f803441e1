#pragma once
// TensorBase: the counted handle on a TensorImpl and what it knows of itself, without any op.
#include <cstdint>
#include <optional>
#include <string>

#include "facula/core/array_ref.h"
#include "facula/core/intrusive_ptr.h"
#include "facula/core/options.h"
#include "facula/core/scalar.h"
#include "facula/core/tensor_impl.h"

namespace facula {

class Node;
class DispatchKeySet;
struct NamedTensorMetaInterface;
template <class T, size_t N>
class TensorAccessor;
template <class T>
struct DefaultPtrTraits;
template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits, class Index = int64_t>
class GenericPackedTensorAccessor;
template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
using PackedTensorAccessor32 = GenericPackedTensorAccessor<T, N, PtrTraits, int32_t>;
template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
using PackedTensorAccessor64 = GenericPackedTensorAccessor<T, N, PtrTraits, int64_t>;

/// What Tensor has without its ops: the data's place and form, its dtype and device, and its part in the
/// graph.
class TensorBase {
 public:
  TensorBase() noexcept : impl_(nullptr) {}
  TensorBase(const TensorBase& o) noexcept : impl_(o.impl_) {
    if (impl_) impl_->inc_ref();
  }
  TensorBase(TensorBase&& o) noexcept : impl_(o.impl_) { o.impl_ = nullptr; }
  /// Takes over the reference that `impl` has.
  explicit TensorBase(TensorImpl* impl) noexcept : impl_(impl) {}
  explicit TensorBase(intrusive_ptr<TensorImpl> impl) noexcept : impl_(impl.release()) {}
  TensorBase& operator=(const TensorBase& o) noexcept {
    TensorBase t(o);
    std::swap(impl_, t.impl_);
    return *this;
  }
  TensorBase& operator=(TensorBase&& o) noexcept {
    std::swap(impl_, o.impl_);
    return *this;
  }
  ~TensorBase() {
    if (impl_) impl_->dec_ref();
  }

  // ---- attributes
  bool defined() const noexcept { return impl_ != nullptr; }
  explicit operator bool() const = delete;
  int64_t dim() const { return impl()->dim(); }
  int64_t ndimension() const { return dim(); }
  IntArrayRef sizes() const { return impl()->sizes(); }
  IntArrayRef strides() const { return impl()->strides(); }
  /// Length of dimension `dim`; negative counts from the end.
  int64_t size(int64_t dim) const { return sizes()[static_cast<size_t>(wrap(dim))]; }
  int64_t stride(int64_t dim) const { return strides()[static_cast<size_t>(wrap(dim))]; }
  int64_t numel() const { return impl()->numel(); }
  int64_t storage_offset() const { return impl()->offset(); }
  ScalarType scalar_type() const { return impl()->dtype(); }
  TypeMeta dtype() const { return TypeMeta(scalar_type()); }
  int64_t element_size() const { return facula::itemsize(scalar_type()); }
  int64_t itemsize() const { return element_size(); }
  int64_t nbytes() const { return numel() * element_size(); }
  Device device() const { return impl()->device(); }
  DeviceIndex get_device() const { return device().index(); }
  Layout layout() const { return impl()->layout(); }
  TensorOptions options() const { return TensorOptions(scalar_type()).device(device()).layout(layout()); }
  bool is_cpu() const { return device().is_cpu(); }
  bool is_cuda() const { return device().is_cuda(); }
  bool is_sparse() const { return layout() == kSparse; }
  bool is_sparse_csr() const { return layout() == kSparseCsr; }
  bool is_floating_point() const { return isFloatingType(scalar_type()); }
  bool is_complex() const { return isComplexType(scalar_type()); }
  bool is_signed() const { return scalar_type() != kByte && scalar_type() != kBool; }
  bool is_contiguous(MemoryFormat f = MemoryFormat::Contiguous) const {
    return f == MemoryFormat::Contiguous ? impl()->contiguous() : impl()->contiguous(f);
  }
  bool is_non_overlapping_and_dense() const { return impl()->non_overlapping_and_dense(); }
  MemoryFormat suggest_memory_format() const;
  bool is_same(const TensorBase& o) const noexcept { return impl_ == o.impl_; }
  bool is_alias_of(const TensorBase& o) const { return impl()->storage() == o.impl()->storage(); }
  bool has_storage() const { return defined() && impl_->storage(); }
  Storage storage() const { return Storage(intrusive_ptr<StorageImpl>::share(impl()->storage())); }
  bool is_nonzero() const;
  bool is_same_size(const TensorBase& o) const { return sizes() == o.sizes(); }
  bool is_set_to(const TensorBase& o) const;
  bool is_conj() const { return false; }
  bool is_neg() const { return false; }
  bool is_distributed() const { return false; }
  // Other backends, layouts and kinds of tensors, which are not there.
  bool is_hip() const { return false; }
  bool is_hpu() const { return false; }
  bool is_ipu() const { return false; }
  bool is_lazy() const { return false; }
  bool is_meta() const { return false; }
  bool is_metal() const { return false; }
  bool is_mkldnn() const { return false; }
  bool is_mps() const { return false; }
  bool is_nested() const { return false; }
  bool is_ort() const { return false; }
  bool is_quantized() const { return false; }
  bool is_ve() const { return false; }
  bool is_vulkan() const { return false; }
  bool is_xla() const { return false; }
  bool is_xpu() const { return false; }
  /// Every tensor is a variable.
  bool is_variable() const noexcept { return true; }
  /// Whether the data lies in page-locked memory of the host, as pin_memory() makes it.
  bool is_pinned(std::optional<Device> device = std::nullopt) const;
  /// What libtorch's dispatcher would go by (facula/core/backend.h).
  DispatchKeySet key_set() const;
  bool has_names() const { return false; }
  /// Null: dimensions have no names.
  NamedTensorMetaInterface* get_named_tensor_meta() const { return nullptr; }
  /// The variable's name: none.
  const std::string& name() const;
  size_t weak_use_count() const noexcept { return impl_ ? 1 : 0; }
  size_t use_count() const noexcept { return impl_ ? static_cast<size_t>(impl_->use_count()) : 0; }
  TensorImpl* unsafeGetTensorImpl() const noexcept { return impl_; }
  TensorImpl* unsafeReleaseTensorImpl() noexcept {
    TensorImpl* p = impl_;
    impl_ = nullptr;
    return p;
  }
  intrusive_ptr<TensorImpl> getIntrusivePtr() const { return intrusive_ptr<TensorImpl>::share(impl_); }
  /// The tensor's own reference; the tensor is undefined afterwards.
  intrusive_ptr<TensorImpl> unsafeReleaseIntrusivePtr() noexcept {
    return intrusive_ptr<TensorImpl>::steal(unsafeReleaseTensorImpl());
  }
  void reset() noexcept { *this = TensorBase(); }
  std::string toString() const;

  // ---- data
  void* data_ptr() const { return impl()->data(); }
  /// errors  Error when T is not the dtype: "expected scalar type Float but found Double"
  template <class T>
  T* data_ptr() const {
    check_type(dtype_of<std::remove_const_t<T>>);
    return static_cast<T*>(impl_->data());
  }
  template <class T>
  const T* const_data_ptr() const {
    return data_ptr<T>();
  }
  template <class T>
  T* mutable_data_ptr() const {
    return data_ptr<T>();
  }
  template <class T, size_t N>
  TensorAccessor<T, N> accessor() const&;
  template <class T, size_t N>
  TensorAccessor<T, N> accessor() && = delete;
  /// Element access that may be passed by value, also to a kernel on the device (facula/core/packed_accessor.h).
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits, class Index = int64_t>
  GenericPackedTensorAccessor<T, N, PtrTraits, Index> packed_accessor() const&;
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits, class Index = int64_t>
  GenericPackedTensorAccessor<T, N, PtrTraits, Index> generic_packed_accessor() const& {
    return packed_accessor<T, N, PtrTraits, Index>();
  }
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
  PackedTensorAccessor32<T, N, PtrTraits> packed_accessor32() const& {
    return packed_accessor<T, N, PtrTraits, int32_t>();
  }
  template <class T, size_t N, template <class> class PtrTraits = DefaultPtrTraits>
  PackedTensorAccessor64<T, N, PtrTraits> packed_accessor64() const& {
    return packed_accessor<T, N, PtrTraits, int64_t>();
  }

  // ---- part in the graph
  bool requires_grad() const {
    return impl()->requires_grad_ || (impl_->is_view_ && __builtin_expect(base_requires_grad(), 0));
  }
  bool is_leaf() const { return !impl()->requires_grad_ || !has_grad_fn(); }
  intrusive_ptr<Node> grad_fn() const;
  int64_t output_nr() const { return impl()->output_nr_; }
  int64_t _version() const;
  bool is_view() const { return impl()->is_view_; }
  bool is_inference() const { return impl()->inference_; }

 protected:
  TensorImpl* impl() const {
    if (__builtin_expect(!impl_, 0)) undefined();
    return impl_;
  }
  int64_t wrap(int64_t dim) const {
    const int64_t n = impl()->dim();
    if (__builtin_expect(dim < -n || dim >= n, 0)) bad_dim(dim, n);
    return dim < 0 ? dim + n : dim;
  }
  bool has_grad_fn() const { return impl_->grad_fn_ != nullptr; }
  void check_type(ScalarType t) const {
    if (__builtin_expect(impl()->dtype() != t, 0)) bad_type(t);
  }
  // Of a view without history: whether an in-place change has since given one to its base.
  bool base_requires_grad() const;
  [[noreturn]] static void undefined();
  [[noreturn]] static void bad_dim(int64_t dim, int64_t n);
  [[noreturn]] void bad_type(ScalarType t) const;

  TensorImpl* impl_;
};

}  // namespace facula
