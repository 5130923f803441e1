#pragma once
// Tensor: a counted handle on a TensorImpl. Its methods are declared here and defined beside their ops.
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "facula/core/array_ref.h"
#include "facula/core/generator.h"
#include "facula/core/intrusive_ptr.h"
#include "facula/core/options.h"
#include "facula/core/scalar.h"
#include "facula/core/tensor_impl.h"

namespace facula {

class Node;
class Tensor;
template <class T, size_t N>
class TensorAccessor;
namespace indexing {
class TensorIndex;
}
using TensorList = ArrayRef<Tensor>;
using indexing_list = ArrayRef<indexing::TensorIndex>;

namespace Reduction {
/// How a loss joins the losses of the samples.
enum Reduction : int64_t { None = 0, Mean = 1, Sum = 2 };
}  // namespace Reduction

/// An n-dimensional array. Copies share the same data; clone() copies it.
class Tensor {
 public:
  Tensor() noexcept : impl_(nullptr) {}
  Tensor(const Tensor& o) noexcept : impl_(o.impl_) {
    if (impl_) impl_->inc_ref();
  }
  Tensor(Tensor&& o) noexcept : impl_(o.impl_) { o.impl_ = nullptr; }
  /// Takes over the reference that `impl` has.
  explicit Tensor(TensorImpl* impl) noexcept : impl_(impl) {}
  static Tensor share(TensorImpl* impl) noexcept {
    if (impl) impl->inc_ref();
    return Tensor(impl);
  }
  Tensor& operator=(const Tensor& o) & noexcept {
    Tensor t(o);
    std::swap(impl_, t.impl_);
    return *this;
  }
  Tensor& operator=(Tensor&& o) & noexcept {
    std::swap(impl_, o.impl_);
    return *this;
  }
  /// x[0] = y writes through the view; x[0] = 1 fills it.
  Tensor& operator=(const Tensor& o) && { return copy_(o); }
  Tensor& operator=(Tensor&& o) && { return copy_(o); }
  Tensor& operator=(const Scalar& v) && { return fill_(v); }
  ~Tensor() {
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
  bool is_floating_point() const { return isFloatingType(scalar_type()); }
  bool is_complex() const { return isComplexType(scalar_type()); }
  bool is_signed() const { return scalar_type() != kByte && scalar_type() != kBool; }
  bool is_contiguous(MemoryFormat f = MemoryFormat::Contiguous) const {
    return f == MemoryFormat::Contiguous ? impl()->contiguous() : impl()->contiguous(f);
  }
  bool is_non_overlapping_and_dense() const { return impl()->non_overlapping_and_dense(); }
  MemoryFormat suggest_memory_format() const;
  bool is_same(const Tensor& o) const noexcept { return impl_ == o.impl_; }
  bool is_alias_of(const Tensor& o) const { return impl()->storage() == o.impl()->storage(); }
  bool has_storage() const { return defined() && impl_->storage(); }
  Storage storage() const { return Storage(intrusive_ptr<StorageImpl>::share(impl()->storage())); }
  size_t use_count() const noexcept { return impl_ ? static_cast<size_t>(impl_->use_count()) : 0; }
  TensorImpl* unsafeGetTensorImpl() const noexcept { return impl_; }
  TensorImpl* unsafeReleaseTensorImpl() noexcept {
    TensorImpl* p = impl_;
    impl_ = nullptr;
    return p;
  }
  void reset() noexcept { *this = Tensor(); }
  std::string toString() const;
  /// Text as Python's repr() gives it.
  std::string repr() const;
  void print() const;

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
  /// The value of a tensor of one element.
  Scalar item() const;
  template <class T>
  T item() const {
    if (impl_ && impl_->numel() == 1 && impl_->dtype() == dtype_of<T> && impl_->device().is_cpu())
      return *static_cast<const T*>(impl_->data());
    return item().to<T>();
  }

  // ---- autograd
  bool requires_grad() const {
    return impl()->requires_grad_ || (impl_->is_view_ && __builtin_expect(base_requires_grad(), 0));
  }
  const Tensor& requires_grad_(bool on = true) const;
  const Tensor& set_requires_grad(bool on) const { return requires_grad_(on); }
  bool is_leaf() const { return !impl()->requires_grad_ || !has_grad_fn(); }
  intrusive_ptr<Node> grad_fn() const;
  int64_t output_nr() const { return impl()->output_nr_; }
  const Tensor& grad() const;
  Tensor& mutable_grad() const;
  void backward(const Tensor& gradient = Tensor(), std::optional<bool> retain_graph = std::nullopt,
                bool create_graph = false, std::optional<TensorList> inputs = std::nullopt) const;
  void retain_grad() const;
  bool retains_grad() const;
  Tensor detach() const;
  Tensor& detach_();
  /// Shares the data, with no history and a version counter of its own.
  Tensor data() const;
  Tensor tensor_data() const { return data(); }
  Tensor variable_data() const { return data(); }
  void set_data(const Tensor& o) const;
  int64_t _version() const;
  bool is_view() const { return impl()->is_view_; }
  Tensor _base() const;
  bool is_inference() const { return impl()->inference_; }
  /// Calls `hook(grad)` when the gradient of this tensor is known; a returned tensor replaces it. Returns a
  /// handle.
  template <class F>
  unsigned register_hook(F&& hook) const;
  void remove_hook(unsigned handle) const;

  // ---- creation like this
  Tensor new_empty(IntArrayRef size, TensorOptions o = {}) const;
  Tensor new_zeros(IntArrayRef size, TensorOptions o = {}) const;
  Tensor new_ones(IntArrayRef size, TensorOptions o = {}) const;
  Tensor new_full(IntArrayRef size, const Scalar& v, TensorOptions o = {}) const;

  // ---- conversion and copies
  Tensor clone(std::optional<MemoryFormat> f = std::nullopt) const;
  Tensor contiguous(MemoryFormat f = MemoryFormat::Contiguous) const;
  Tensor& copy_(const Tensor& src, bool non_blocking = false) const;
  Tensor to(TensorOptions o, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> f = std::nullopt) const;
  Tensor to(ScalarType t, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> f = std::nullopt) const;
  Tensor to(Device d, ScalarType t, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> f = std::nullopt) const;
  Tensor to(const Tensor& like, bool non_blocking = false, bool copy = false,
            std::optional<MemoryFormat> f = std::nullopt) const;
  Tensor toType(ScalarType t) const { return to(t); }
  Tensor type_as(const Tensor& o) const { return to(o.options()); }
  Tensor cpu() const { return to(TensorOptions(Device(kCPU))); }
  Tensor cuda() const { return to(TensorOptions(Device(kCUDA))); }
  Tensor pin_memory() const;
  Tensor& set_(const Tensor& source);
  const Tensor& resize_(IntArrayRef size, std::optional<MemoryFormat> f = std::nullopt) const;

  // ---- views and shapes
  Tensor view(IntArrayRef size) const;
  Tensor view(ScalarType t) const;
  Tensor view_as(const Tensor& o) const { return view(o.sizes()); }
  Tensor reshape(IntArrayRef shape) const;
  Tensor reshape_as(const Tensor& o) const { return reshape(o.sizes()); }
  Tensor as_strided(IntArrayRef size, IntArrayRef stride, std::optional<int64_t> offset = std::nullopt) const;
  Tensor alias() const;
  Tensor t() const;
  Tensor transpose(int64_t dim0, int64_t dim1) const;
  Tensor permute(IntArrayRef dims) const;
  Tensor movedim(int64_t source, int64_t destination) const;
  Tensor unsqueeze(int64_t dim) const;
  Tensor squeeze() const;
  Tensor squeeze(int64_t dim) const;
  Tensor& transpose_(int64_t dim0, int64_t dim1) const;
  Tensor& t_() const;
  Tensor& unsqueeze_(int64_t dim) const;
  Tensor& squeeze_() const;
  Tensor& squeeze_(int64_t dim) const;
  Tensor select(int64_t dim, int64_t index) const;
  Tensor slice(int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
               std::optional<int64_t> end = std::nullopt, int64_t step = 1) const;
  Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
  Tensor expand(IntArrayRef size, bool implicit = false) const;
  Tensor expand_as(const Tensor& o) const { return expand(o.sizes()); }
  Tensor flatten(int64_t start_dim = 0, int64_t end_dim = -1) const;
  Tensor unflatten(int64_t dim, IntArrayRef sizes) const;
  Tensor diagonal(int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1) const;
  Tensor unfold(int64_t dim, int64_t size, int64_t step) const;
  std::vector<Tensor> chunk(int64_t chunks, int64_t dim = 0) const;
  std::vector<Tensor> split(int64_t size, int64_t dim = 0) const;
  std::vector<Tensor> split(IntArrayRef sizes, int64_t dim = 0) const { return split_with_sizes(sizes, dim); }
  std::vector<Tensor> split_with_sizes(IntArrayRef sizes, int64_t dim = 0) const;
  std::vector<Tensor> unbind(int64_t dim = 0) const;
  Tensor repeat(IntArrayRef repeats) const;
  Tensor flip(IntArrayRef dims) const;
  Tensor roll(IntArrayRef shifts, IntArrayRef dims = {}) const;
  Tensor triu(int64_t diagonal = 0) const;
  Tensor tril(int64_t diagonal = 0) const;
  Tensor& triu_(int64_t diagonal = 0) const;
  Tensor& tril_(int64_t diagonal = 0) const;
  Tensor diag(int64_t diagonal = 0) const;
  Tensor diag_embed(int64_t offset = 0, int64_t dim1 = -2, int64_t dim2 = -1) const;
  Tensor trace() const;

  // ---- indexing
  Tensor operator[](int64_t index) const { return select(0, index); }
  Tensor operator[](const Scalar& index) const;
  Tensor operator[](const Tensor& index) const;
  Tensor index(indexing_list indices) const;
  Tensor index(std::initializer_list<indexing::TensorIndex> indices) const;
  Tensor& index_put_(indexing_list indices, const Tensor& values);
  Tensor& index_put_(indexing_list indices, const Scalar& value);
  Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Tensor& values);
  Tensor& index_put_(std::initializer_list<indexing::TensorIndex> indices, const Scalar& value);
  Tensor& index_put_(TensorList indices, const Tensor& values, bool accumulate);
  Tensor index_put(TensorList indices, const Tensor& values, bool accumulate = false) const;
  Tensor index_select(int64_t dim, const Tensor& index) const;
  Tensor& index_add_(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha = 1) const;
  Tensor index_add(int64_t dim, const Tensor& index, const Tensor& source, const Scalar& alpha = 1) const;
  Tensor& index_copy_(int64_t dim, const Tensor& index, const Tensor& source) const;
  Tensor index_copy(int64_t dim, const Tensor& index, const Tensor& source) const;
  Tensor& index_fill_(int64_t dim, const Tensor& index, const Scalar& value) const;
  Tensor& index_fill_(int64_t dim, const Tensor& index, const Tensor& value) const;
  Tensor index_fill(int64_t dim, const Tensor& index, const Scalar& value) const;
  Tensor index_fill(int64_t dim, const Tensor& index, const Tensor& value) const;
  Tensor take(const Tensor& index) const;
  Tensor take_along_dim(const Tensor& indices, std::optional<int64_t> dim = std::nullopt) const;
  Tensor gather(int64_t dim, const Tensor& index, bool sparse_grad = false) const;
  Tensor scatter(int64_t dim, const Tensor& index, const Tensor& src) const;
  Tensor scatter(int64_t dim, const Tensor& index, const Scalar& value) const;
  Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& src) const;
  Tensor& scatter_(int64_t dim, const Tensor& index, const Scalar& value) const;
  Tensor scatter_add(int64_t dim, const Tensor& index, const Tensor& src) const;
  Tensor& scatter_add_(int64_t dim, const Tensor& index, const Tensor& src) const;
  Tensor masked_fill(const Tensor& mask, const Scalar& value) const;
  Tensor masked_fill(const Tensor& mask, const Tensor& value) const;
  Tensor& masked_fill_(const Tensor& mask, const Scalar& value) const;
  Tensor& masked_fill_(const Tensor& mask, const Tensor& value) const;
  Tensor masked_select(const Tensor& mask) const;
  Tensor& masked_scatter_(const Tensor& mask, const Tensor& source) const;
  Tensor masked_scatter(const Tensor& mask, const Tensor& source) const;
  Tensor where(const Tensor& condition, const Tensor& other) const;
  Tensor where(const Tensor& condition, const Scalar& other) const;
  Tensor nonzero() const;
  Tensor argwhere() const;

  // ---- point-wise arithmetic
  Tensor add(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor add(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor& add_(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor& add_(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor sub(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor sub(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor& sub_(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor& sub_(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor mul(const Tensor& o) const;
  Tensor mul(const Scalar& o) const;
  Tensor& mul_(const Tensor& o) const;
  Tensor& mul_(const Scalar& o) const;
  Tensor div(const Tensor& o) const;
  Tensor div(const Scalar& o) const;
  Tensor div(const Tensor& o, std::optional<std::string_view> rounding_mode) const;
  Tensor div(const Scalar& o, std::optional<std::string_view> rounding_mode) const;
  Tensor& div_(const Tensor& o) const;
  Tensor& div_(const Scalar& o) const;
  Tensor remainder(const Tensor& o) const;
  Tensor remainder(const Scalar& o) const;
  Tensor fmod(const Tensor& o) const;
  Tensor fmod(const Scalar& o) const;
  Tensor floor_divide(const Tensor& o) const;
  Tensor floor_divide(const Scalar& o) const;
  Tensor pow(const Tensor& exponent) const;
  Tensor pow(const Scalar& exponent) const;
  Tensor& pow_(const Tensor& exponent) const;
  Tensor& pow_(const Scalar& exponent) const;
  Tensor maximum(const Tensor& o) const;
  Tensor minimum(const Tensor& o) const;
  Tensor atan2(const Tensor& o) const;
  Tensor lerp(const Tensor& end, const Scalar& weight) const;
  Tensor lerp(const Tensor& end, const Tensor& weight) const;
  Tensor& lerp_(const Tensor& end, const Scalar& weight) const;
  Tensor addcmul(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor& addcmul_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor addcdiv(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor& addcdiv_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor clamp(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const;
  Tensor& clamp_(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const;
  Tensor clamp_min(const Scalar& min) const;
  Tensor clamp_max(const Scalar& max) const;
  Tensor& clamp_min_(const Scalar& min) const;
  Tensor& clamp_max_(const Scalar& max) const;
  // One argument, out of place and in place.
  Tensor abs() const;
  Tensor& abs_() const;
  Tensor neg() const;
  Tensor& neg_() const;
  Tensor sign() const;
  Tensor& sign_() const;
  Tensor sgn() const;
  Tensor& sgn_() const;
  Tensor reciprocal() const;
  Tensor& reciprocal_() const;
  Tensor square() const;
  Tensor& square_() const;
  Tensor sqrt() const;
  Tensor& sqrt_() const;
  Tensor rsqrt() const;
  Tensor& rsqrt_() const;
  Tensor exp() const;
  Tensor& exp_() const;
  Tensor exp2() const;
  Tensor& exp2_() const;
  Tensor expm1() const;
  Tensor& expm1_() const;
  Tensor log() const;
  Tensor& log_() const;
  Tensor log1p() const;
  Tensor& log1p_() const;
  Tensor log2() const;
  Tensor& log2_() const;
  Tensor log10() const;
  Tensor& log10_() const;
  Tensor sin() const;
  Tensor& sin_() const;
  Tensor cos() const;
  Tensor& cos_() const;
  Tensor tan() const;
  Tensor& tan_() const;
  Tensor asin() const;
  Tensor& asin_() const;
  Tensor acos() const;
  Tensor& acos_() const;
  Tensor atan() const;
  Tensor& atan_() const;
  Tensor sinh() const;
  Tensor& sinh_() const;
  Tensor cosh() const;
  Tensor& cosh_() const;
  Tensor tanh() const;
  Tensor& tanh_() const;
  Tensor asinh() const;
  Tensor& asinh_() const;
  Tensor acosh() const;
  Tensor& acosh_() const;
  Tensor atanh() const;
  Tensor& atanh_() const;
  Tensor sigmoid() const;
  Tensor& sigmoid_() const;
  Tensor relu() const;
  Tensor& relu_() const;
  Tensor erf() const;
  Tensor& erf_() const;
  Tensor erfc() const;
  Tensor& erfc_() const;
  Tensor floor() const;
  Tensor& floor_() const;
  Tensor ceil() const;
  Tensor& ceil_() const;
  Tensor round() const;
  Tensor& round_() const;
  Tensor trunc() const;
  Tensor& trunc_() const;
  Tensor frac() const;
  Tensor& frac_() const;
  Tensor conj() const;
  Tensor logical_not() const;
  Tensor bitwise_not() const;
  Tensor isnan() const;
  Tensor isinf() const;
  Tensor isfinite() const;

  // ---- comparison and logic
  Tensor eq(const Tensor& o) const;
  Tensor eq(const Scalar& o) const;
  Tensor ne(const Tensor& o) const;
  Tensor ne(const Scalar& o) const;
  Tensor lt(const Tensor& o) const;
  Tensor lt(const Scalar& o) const;
  Tensor le(const Tensor& o) const;
  Tensor le(const Scalar& o) const;
  Tensor gt(const Tensor& o) const;
  Tensor gt(const Scalar& o) const;
  Tensor ge(const Tensor& o) const;
  Tensor ge(const Scalar& o) const;
  Tensor logical_and(const Tensor& o) const;
  Tensor logical_or(const Tensor& o) const;
  Tensor logical_xor(const Tensor& o) const;
  Tensor bitwise_and(const Tensor& o) const;
  Tensor bitwise_or(const Tensor& o) const;
  Tensor bitwise_xor(const Tensor& o) const;
  bool equal(const Tensor& o) const;
  bool allclose(const Tensor& o, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const;
  Tensor isclose(const Tensor& o, double rtol = 1e-5, double atol = 1e-8, bool equal_nan = false) const;

  // ---- reductions, scans, sorting
  Tensor sum(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor sum(OptionalIntArrayRef dim, bool keepdim = false,
             std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor mean(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor mean(OptionalIntArrayRef dim, bool keepdim = false,
              std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor prod(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor prod(int64_t dim, bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor var(bool unbiased = true) const;
  Tensor var(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
  Tensor std(bool unbiased = true) const;
  Tensor std(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
  Tensor norm(const Scalar& p = 2) const;
  Tensor norm(const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim = false) const;
  Tensor max() const;
  Tensor min() const;
  std::tuple<Tensor, Tensor> max(int64_t dim, bool keepdim = false) const;
  std::tuple<Tensor, Tensor> min(int64_t dim, bool keepdim = false) const;
  Tensor max(const Tensor& o) const { return maximum(o); }
  Tensor min(const Tensor& o) const { return minimum(o); }
  Tensor amax(IntArrayRef dim = {}, bool keepdim = false) const;
  Tensor amin(IntArrayRef dim = {}, bool keepdim = false) const;
  Tensor argmax(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
  Tensor argmin(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
  Tensor all() const;
  Tensor all(int64_t dim, bool keepdim = false) const;
  Tensor any() const;
  Tensor any(int64_t dim, bool keepdim = false) const;
  Tensor logsumexp(IntArrayRef dim, bool keepdim = false) const;
  Tensor cumsum(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor cumprod(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  std::tuple<Tensor, Tensor> sort(int64_t dim = -1, bool descending = false) const;
  Tensor argsort(int64_t dim = -1, bool descending = false) const;
  std::tuple<Tensor, Tensor> topk(int64_t k, int64_t dim = -1, bool largest = true, bool sorted = true) const;

  // ---- linear algebra
  Tensor matmul(const Tensor& o) const;
  Tensor mm(const Tensor& o) const;
  Tensor bmm(const Tensor& o) const;
  Tensor mv(const Tensor& o) const;
  Tensor dot(const Tensor& o) const;
  Tensor addmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor outer(const Tensor& o) const;

  // ---- neural-network functions
  Tensor softmax(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor log_softmax(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;

  // ---- filling
  Tensor& fill_(const Scalar& v) const;
  Tensor& fill_(const Tensor& v) const;
  Tensor& zero_() const;
  Tensor& uniform_(double from = 0, double to = 1, std::optional<Generator> g = std::nullopt) const;
  Tensor& normal_(double mean = 0, double std = 1, std::optional<Generator> g = std::nullopt) const;
  Tensor& random_(std::optional<Generator> g = std::nullopt) const;
  Tensor& random_(int64_t to, std::optional<Generator> g = std::nullopt) const;
  Tensor& random_(int64_t from, std::optional<int64_t> to, std::optional<Generator> g = std::nullopt) const;
  Tensor& bernoulli_(double p = 0.5, std::optional<Generator> g = std::nullopt) const;
  Tensor& bernoulli_(const Tensor& p, std::optional<Generator> g = std::nullopt) const;
  Tensor bernoulli(std::optional<Generator> g = std::nullopt) const;
  Tensor bernoulli(double p, std::optional<Generator> g = std::nullopt) const;
  Tensor& exponential_(double lambda = 1, std::optional<Generator> g = std::nullopt) const;
  Tensor& geometric_(double p, std::optional<Generator> g = std::nullopt) const;
  Tensor& log_normal_(double mean = 1, double std = 2, std::optional<Generator> g = std::nullopt) const;
  Tensor& cauchy_(double median = 0, double sigma = 1, std::optional<Generator> g = std::nullopt) const;
  Tensor multinomial(int64_t n, bool replacement = false, std::optional<Generator> g = std::nullopt) const;

  // ---- operators
  Tensor operator-() const { return neg(); }
  Tensor operator~() const { return bitwise_not(); }
  Tensor& operator+=(const Tensor& o) { return add_(o); }
  Tensor& operator+=(const Scalar& o) { return add_(o); }
  Tensor& operator-=(const Tensor& o) { return sub_(o); }
  Tensor& operator-=(const Scalar& o) { return sub_(o); }
  Tensor& operator*=(const Tensor& o) { return mul_(o); }
  Tensor& operator*=(const Scalar& o) { return mul_(o); }
  Tensor& operator/=(const Tensor& o) { return div_(o); }
  Tensor& operator/=(const Scalar& o) { return div_(o); }

 private:
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

#define FACULA_BINARY_OPERATOR(op, name)                                            \
  inline Tensor operator op(const Tensor& a, const Tensor& b) { return a.name(b); } \
  inline Tensor operator op(const Tensor& a, const Scalar& b) { return a.name(b); }
FACULA_BINARY_OPERATOR(+, add)
FACULA_BINARY_OPERATOR(-, sub)
FACULA_BINARY_OPERATOR(*, mul)
FACULA_BINARY_OPERATOR(/, div)
FACULA_BINARY_OPERATOR(%, remainder)
FACULA_BINARY_OPERATOR(==, eq)
FACULA_BINARY_OPERATOR(!=, ne)
FACULA_BINARY_OPERATOR(<, lt)
FACULA_BINARY_OPERATOR(<=, le)
FACULA_BINARY_OPERATOR(>, gt)
FACULA_BINARY_OPERATOR(>=, ge)
#undef FACULA_BINARY_OPERATOR
inline Tensor operator+(const Scalar& a, const Tensor& b) { return b.add(a); }
inline Tensor operator*(const Scalar& a, const Tensor& b) { return b.mul(a); }
Tensor operator-(const Scalar& a, const Tensor& b);
Tensor operator/(const Scalar& a, const Tensor& b);
inline Tensor operator==(const Scalar& a, const Tensor& b) { return b.eq(a); }
inline Tensor operator!=(const Scalar& a, const Tensor& b) { return b.ne(a); }
inline Tensor operator<(const Scalar& a, const Tensor& b) { return b.gt(a); }
inline Tensor operator<=(const Scalar& a, const Tensor& b) { return b.ge(a); }
inline Tensor operator>(const Scalar& a, const Tensor& b) { return b.lt(a); }
inline Tensor operator>=(const Scalar& a, const Tensor& b) { return b.le(a); }
inline Tensor operator&(const Tensor& a, const Tensor& b) { return a.bitwise_and(b); }
inline Tensor operator|(const Tensor& a, const Tensor& b) { return a.bitwise_or(b); }
inline Tensor operator^(const Tensor& a, const Tensor& b) { return a.bitwise_xor(b); }

/// Prints values in columns, then "[ CPUFloatType{2,3} ]", as libtorch does.
std::ostream& operator<<(std::ostream& os, const Tensor& t);

/// Direct element access to a CPU tensor of N dimensions: a[i][j].
template <class T, size_t N>
class TensorAccessor {
 public:
  TensorAccessor(T* data, const int64_t* sizes, const int64_t* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  TensorAccessor<T, N - 1> operator[](int64_t i) const {
    return {data_ + i * strides_[0], sizes_ + 1, strides_ + 1};
  }
  int64_t size(int64_t d) const { return sizes_[d]; }
  int64_t stride(int64_t d) const { return strides_[d]; }
  IntArrayRef sizes() const { return {sizes_, N}; }
  IntArrayRef strides() const { return {strides_, N}; }
  T* data() const { return data_; }

 private:
  T* data_;
  const int64_t* sizes_;
  const int64_t* strides_;
};
template <class T>
class TensorAccessor<T, 1> {
 public:
  TensorAccessor(T* data, const int64_t* sizes, const int64_t* strides)
      : data_(data), sizes_(sizes), strides_(strides) {}
  T& operator[](int64_t i) const { return data_[i * strides_[0]]; }
  int64_t size(int64_t d) const { return sizes_[d]; }
  int64_t stride(int64_t d) const { return strides_[d]; }
  IntArrayRef sizes() const { return {sizes_, 1}; }
  T* data() const { return data_; }

 private:
  T* data_;
  const int64_t* sizes_;
  const int64_t* strides_;
};
template <class T, size_t N>
TensorAccessor<T, N> Tensor::accessor() const& {
  static_assert(N > 0, "accessor is used for indexing tensor, for scalars use *data_ptr<T>()");
  FACULA_CHECK(dim() == static_cast<int64_t>(N), "TensorAccessor expected ", static_cast<int64_t>(N),
               " dims but tensor has ", dim());
  return {data_ptr<T>(), sizes().data(), strides().data()};
}

}  // namespace facula
