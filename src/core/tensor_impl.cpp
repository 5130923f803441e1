#include "facula/core/tensor_impl.h"

#include <cstring>

#include "facula/core/tensor.h"

namespace facula {

namespace {
thread_local constinit bool inference_mode __attribute__((tls_model("initial-exec"))) = false;
}
bool TensorImpl::inference_mode() noexcept { return facula::inference_mode; }
void TensorImpl::set_inference_mode(bool on) noexcept { facula::inference_mode = on; }

int64_t checked_numel(IntArrayRef sizes) {
  int64_t n = 1;
  for (int64_t s : sizes) {
    FACULA_CHECK(s >= 0, "Trying to create tensor with negative dimension ", s, ": ", sizes);
    FACULA_CHECK(!__builtin_mul_overflow(n, s, &n), "Storage size calculation overflowed with sizes=", sizes);
  }
  return n;
}

int32_t GraphObject::use_count() const noexcept { return owner_ ? owner_->use_count() : count_.get(); }
void GraphObject::share_owner() noexcept { owner_->inc_ref(); }
void GraphObject::drop_owner() noexcept { owner_->dec_ref(); }

void TensorImpl::allot_dims(int64_t n) {
  if (n > kInlineDims && n > ndim_) {
    free_dims();
    sizes_ = static_cast<int64_t*>(memory::allocate(static_cast<size_t>(2 * n) * sizeof(int64_t)));
    strides_ = sizes_ + n;
  } else if (n <= kInlineDims && sizes_ != dims_) {
    free_dims();
    sizes_ = dims_;
    strides_ = dims_ + kInlineDims;
  }
  ndim_ = static_cast<int32_t>(n);
}

void TensorImpl::free_dims() noexcept {
  if (sizes_ != dims_)
    memory::deallocate(sizes_, static_cast<size_t>(2 * (strides_ - sizes_)) * sizeof(int64_t));
}

TensorImpl::TensorImpl(StorageImpl* storage, IntArrayRef sizes, ScalarType dtype, Device device)
    : inference_(facula::inference_mode),
      dtype_(dtype),
      device_(device),
      data_(storage->data()),
      storage_(storage) {
  const auto n = static_cast<int64_t>(sizes.size());
  if (n > kInlineDims) allot_dims(n);
  ndim_ = static_cast<int32_t>(n);
  uint64_t stride = 1, numel = 1;  // whose products may pass 2^63 where a further length is 0
  for (int64_t i = n - 1; i >= 0; --i) {
    const int64_t s = sizes[static_cast<size_t>(i)];
    sizes_[i] = s;
    strides_[i] = static_cast<int64_t>(stride);
    stride *= static_cast<uint64_t>(s > 0 ? s : 1);
    numel *= static_cast<uint64_t>(s);
  }
  numel_ = static_cast<int64_t>(numel);
}

TensorImpl::TensorImpl(StorageImpl* storage, IntArrayRef sizes, IntArrayRef strides, int64_t offset,
                       ScalarType dtype, Device device)
    : inference_(facula::inference_mode), dtype_(dtype), device_(device), storage_(storage), offset_(offset) {
  const auto n = static_cast<int64_t>(sizes.size());
  if (n > kInlineDims) allot_dims(n);
  ndim_ = static_cast<int32_t>(n);
  for (size_t i = 0; i < sizes.size(); ++i) {
    sizes_[i] = sizes[i];
    strides_[i] = strides[i];
    numel_ *= sizes[i];
  }
  data_ = static_cast<char*>(storage->data()) + offset * facula::itemsize(dtype);
  update_contiguity();
}

TensorImpl::~TensorImpl() {
  if (grad_fn_) grad_fn_->dec_ref();
  if (base_) base_->dec_ref();
  delete state_.load(std::memory_order_relaxed);
  drop_version();
  if (storage_) storage_->dec_ref();
  free_dims();
}

void TensorImpl::update_contiguity() {
  contiguous_ = true;
  if (numel_ == 0) return;
  int64_t expected = 1;
  for (int64_t i = ndim_ - 1; i >= 0; --i) {
    if (sizes_[i] == 1) continue;
    if (strides_[i] != expected) {
      contiguous_ = false;
      return;
    }
    expected *= sizes_[i];
  }
}

bool TensorImpl::contiguous(MemoryFormat f) const {
  if (f == MemoryFormat::Contiguous || f == MemoryFormat::Preserve) return contiguous_;
  const int32_t want = f == MemoryFormat::ChannelsLast ? 4 : 5;
  if (ndim_ != want) return false;
  // channels, then the spatial dimensions from the last, then the batch
  static const int order4[] = {1, 3, 2, 0}, order5[] = {1, 4, 3, 2, 0};
  const int* order = want == 4 ? order4 : order5;
  int64_t expected = 1;
  for (int i = 0; i < want; ++i) {
    const int d = order[i];
    if (sizes_[d] == 1) continue;
    if (strides_[d] != expected) return false;
    expected *= sizes_[d];
  }
  return true;
}

bool TensorImpl::non_overlapping_and_dense() const {
  if (contiguous_ || numel_ == 0) return true;
  DimVector order;
  for (int64_t i = 0; i < ndim_; ++i) {
    if (sizes_[i] == 1) continue;
    size_t at = order.size();
    while (at > 0 && strides_[order[at - 1]] > strides_[i]) --at;
    order.insert(at, i);
  }
  int64_t expected = 1;
  for (int64_t d : order) {
    if (strides_[d] != expected) return false;
    expected *= sizes_[d];
  }
  return true;
}

void TensorImpl::set_geometry(StorageImpl* storage, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  const DimVector s(sizes.begin(), sizes.end()),
      t(strides.begin(), strides.end());  // they may be this tensor's own
  if (storage != storage_) {
    storage->inc_ref();
    if (storage_) storage_->dec_ref();
    storage_ = storage;
    device_ = storage->device();
  }
  allot_dims(static_cast<int64_t>(s.size()));
  numel_ = 1;
  for (size_t i = 0; i < s.size(); ++i) {
    sizes_[i] = s[i];
    strides_[i] = t[i];
    numel_ *= s[i];
  }
  offset_ = offset;
  data_ = static_cast<char*>(storage->data()) + offset * facula::itemsize(dtype_);
  update_contiguity();
}

void TensorImpl::set_sizes_contiguous(IntArrayRef sizes) {
  DimVector strides(sizes.size());
  int64_t stride = 1;
  for (size_t i = sizes.size(); i-- > 0;) {
    strides[i] = stride;
    stride *= sizes[i] > 0 ? sizes[i] : 1;
  }
  set_geometry(storage_, sizes, strides, offset_);
}

void TensorImpl::drop_version() noexcept {
  if (own_version_ && own_version_->count.dec()) delete own_version_;
  own_version_ = nullptr;
}

void TensorImpl::separate_version() {
  drop_version();
  own_version_ = new OwnVersion;
}

void TensorImpl::share_version(const TensorImpl& o) {
  if (own_version_ == o.own_version_) return;
  drop_version();
  own_version_ = o.own_version_;
  if (own_version_) own_version_->count.inc();
}

bool VariableVersion::enabled() const { return !tensor_->inference_; }
uint32_t VariableVersion::current_version() const {
  FACULA_CHECK(enabled(), "Inference tensors do not track version counter.");
  return tensor_->version();
}
void VariableVersion::bump() {
  FACULA_CHECK(enabled(), "Inplace update to inference tensor outside InferenceMode is not allowed.");
  tensor_->bump_version();
}

}  // namespace facula
