#pragma once
// What a tensor is: storage, geometry, dtype, device, and the two words that tie it to the graph.
#include <atomic>
#include <cstdint>

#include "facula/core/array_ref.h"
#include "facula/core/dtype.h"
#include "facula/core/storage.h"

namespace facula {

/// Base of what the graph layer hangs on tensors (grad functions). Core only counts them.
class GraphObject {
 public:
  virtual ~GraphObject() = default;
  void inc_ref() noexcept { owner_ ? share_owner() : count_.inc(); }
  void dec_ref() noexcept {
    if (owner_)
      drop_owner();
    else if (count_.dec())
      retire();
  }
  int32_t use_count() const noexcept;

 protected:
  GraphObject() = default;
  explicit GraphObject(class TensorImpl* owner) : owner_(owner) {}
  /// Called when the last reference goes; the graph layer destroys long chains iteratively here.
  virtual void retire() noexcept = 0;
  // An object that is embedded in a leaf's state lives exactly as long as the leaf: its references are the
  // leaf's.
  class TensorImpl* const owner_ = nullptr;

 private:
  void share_owner() noexcept;
  void drop_owner() noexcept;
  RefCount count_;
};

/// Base of a tensor's autograd state (gradient, hooks); null until it is needed.
struct AutogradState {
  virtual ~AutogradState() = default;
};

/// Whether and how a view may be changed in place.
enum class CreationMeta : uint8_t {
  DEFAULT,
  IN_CUSTOM_FUNCTION,
  MULTI_OUTPUT_NODE,
  NO_GRAD_MODE,
  INFERENCE_MODE
};

/// A tensor's part in the graph, under libtorch's names: what TensorImpl::autograd_meta() gives.
struct AutogradMeta {
  bool requires_grad() const { return requires_grad_; }
  bool requires_grad_ = false;  // a leaf that wants a gradient, or the result of recorded ops
};
struct DifferentiableViewMeta : AutogradMeta {
  bool has_bw_view() const { return is_view_; }
  CreationMeta get_creation_meta() const { return creation_meta_; }
  bool is_view_ = false;  // base_ is set, and grad_fn_ may be stale when the base changed in place
  CreationMeta creation_meta_ = CreationMeta::DEFAULT;
};

class TensorImpl;
/// A look at a tensor's count of in-place changes (c10::VariableVersion).
class VariableVersion {
 public:
  explicit VariableVersion(TensorImpl* t) : tensor_(t) {}
  /// False for inference tensors.
  bool enabled() const;
  /// errors  Error "Inference tensors do not track version counter."
  uint32_t current_version() const;
  void bump();

 private:
  TensorImpl* tensor_;
};

class TensorImpl final : public Pooled, public DifferentiableViewMeta {
 public:
  static constexpr int kInlineDims = 5;

  /// A tensor over `storage` (whose reference it takes over), contiguous.
  TensorImpl(StorageImpl* storage, IntArrayRef sizes, ScalarType dtype, Device device);
  /// A tensor with its own strides and offset (in elements).
  TensorImpl(StorageImpl* storage, IntArrayRef sizes, IntArrayRef strides, int64_t offset, ScalarType dtype,
             Device device);
  TensorImpl(const TensorImpl&) = delete;
  TensorImpl& operator=(const TensorImpl&) = delete;
  ~TensorImpl();

  void inc_ref() noexcept { count_.inc(); }
  void dec_ref() noexcept {
    if (count_.dec()) delete this;
  }
  int32_t use_count() const noexcept { return count_.get(); }

  int64_t dim() const { return ndim_; }
  int64_t numel() const { return numel_; }
  IntArrayRef sizes() const { return {sizes_, static_cast<size_t>(ndim_)}; }
  IntArrayRef strides() const { return {strides_, static_cast<size_t>(ndim_)}; }
  int64_t offset() const { return offset_; }
  ScalarType dtype() const { return dtype_; }
  Device device() const { return device_; }
  Layout layout() const { return layout_; }
  bool contiguous() const { return contiguous_; }
  bool contiguous(MemoryFormat f) const;
  bool non_overlapping_and_dense() const;
  void* data() const { return data_; }
  StorageImpl* storage() const { return storage_; }

  /// Gives this tensor another geometry over another storage (set_data, resize_, out arguments).
  void set_geometry(StorageImpl* storage, IntArrayRef sizes, IntArrayRef strides, int64_t offset);
  void set_sizes_contiguous(IntArrayRef sizes);
  void set_dtype(ScalarType t) { dtype_ = t; }
  /// Marks a tensor whose storage holds sparse parts (src/ops/sparse.h): never contiguous, so that no loop
  /// reads it.
  void set_layout(Layout layout) {
    layout_ = layout;
    contiguous_ = layout == kStrided && contiguous_;
  }

  /// Counts in-place changes; shared by all views of the storage, except for aliases made by data().
  uint32_t version() const { return counter()->load(std::memory_order_relaxed); }
  void bump_version() {
    auto* c = counter();
    c->store(c->load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
  /// Gives this tensor (and views made of it from now on) a version counter of its own.
  void separate_version();
  void share_version(const TensorImpl& o);

  /// The thread's switch: tensors made while it is on are inference tensors.
  static bool inference_mode() noexcept;
  static void set_inference_mode(bool on) noexcept;

  VariableVersion version_counter() { return VariableVersion(this); }
  bool is_inference() const { return inference_; }
  bool is_view() const { return is_view_; }
  /// Null for a tensor that the graph knows nothing of; a DifferentiableViewMeta for a view.
  AutogradMeta* autograd_meta() {
    return requires_grad_ || is_view_ || state_.load(std::memory_order_relaxed) ? this : nullptr;
  }

  // Graph words, with those of DifferentiableViewMeta. grad_fn_ owns; base_ owns. Written by the graph layer
  // only.
  bool inference_;  // made in inference mode: no version counting
  uint32_t output_nr_ = 0;     // which output of grad_fn_
  uint32_t attr_version_ = 0;  // version at which a view's grad_fn_ was right
  GraphObject* grad_fn_ = nullptr;
  TensorImpl* base_ = nullptr;
  std::atomic<AutogradState*> state_{nullptr};

 private:
  struct OwnVersion : Pooled {
    RefCount count;
    std::atomic<uint32_t> value{0};
  };
  std::atomic<uint32_t>* counter() const { return own_version_ ? &own_version_->value : &storage_->version; }
  void allot_dims(int64_t n);
  void free_dims() noexcept;
  void drop_version() noexcept;
  void update_contiguity();

  RefCount count_;
  ScalarType dtype_;
  Device device_;
  Layout layout_ = kStrided;
  bool contiguous_ = true;
  int32_t ndim_ = 0;
  int64_t numel_ = 1;
  void* data_ = nullptr;
  StorageImpl* storage_ = nullptr;
  int64_t offset_ = 0;
  OwnVersion* own_version_ = nullptr;
  int64_t* sizes_ = dims_;
  int64_t* strides_ = dims_ + kInlineDims;
  int64_t dims_[2 * kInlineDims];
};

/// Number of elements of a shape.
/// errors  Error for a negative size or when the product overflows
int64_t checked_numel(IntArrayRef sizes);

}  // namespace facula
