#pragma once
// Tensor: a counted handle on a TensorImpl. Its methods are declared here and defined beside their ops.
#include <iosfwd>
#include <string_view>
#include <tuple>
#include <vector>

#include "facula/core/generator.h"
#include "facula/core/tensor_accessor.h"
#include "facula/core/tensor_base.h"

namespace facula {

class Tensor;
class DeprecatedTypeProperties;
class Dimname;
using DimnameList = ArrayRef<Dimname>;
enum class Backend : int8_t;
template <class T>
class MaybeOwned;
namespace cuda {
class Stream;
}
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
class Tensor : public TensorBase {
 public:
  Tensor() noexcept = default;
  Tensor(const Tensor& o) noexcept = default;
  Tensor(Tensor&& o) noexcept = default;
  using TensorBase::TensorBase;
  explicit Tensor(const TensorBase& o) noexcept : TensorBase(o) {}
  static Tensor share(TensorImpl* impl) noexcept {
    if (impl) impl->inc_ref();
    return Tensor(impl);
  }
  Tensor& operator=(const Tensor& o) & noexcept {
    TensorBase::operator=(o);
    return *this;
  }
  Tensor& operator=(Tensor&& o) & noexcept {
    TensorBase::operator=(std::move(o));
    return *this;
  }
  /// x[0] = y writes through the view; x[0] = 1 fills it.
  Tensor& operator=(const Tensor& o) && { return copy_(o); }
  Tensor& operator=(Tensor&& o) && { return copy_(o); }
  Tensor& operator=(const Scalar& v) && { return fill_(v); }

  // ---- reading and printing
  /// The value of a tensor of one element.
  Scalar item() const;
  template <class T>
  T item() const {
    if (impl_ && impl_->numel() == 1 && impl_->dtype() == dtype_of<T> && impl_->device().is_cpu())
      return *static_cast<const T*>(impl_->data());
    return item().to<T>();
  }
  /// Text as Python's repr() gives it.
  std::string repr() const;
  void print() const;

  // ---- autograd
  const Tensor& requires_grad_(bool on = true) const;
  const Tensor& set_requires_grad(bool on) const { return requires_grad_(on); }
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
  Tensor _base() const;
  /// Calls `hook(grad)` when the gradient of this tensor is known; a returned tensor replaces it. Returns a
  /// handle.
  template <class F>
  unsigned register_hook(F&& hook) const;
  void remove_hook(unsigned handle) const;
  /// Calls `hook(tensor)` whenever backward() has added to the gradient of this leaf. Returns a handle.
  template <class F>
  unsigned register_post_accumulate_grad_hook(F&& hook) const;

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
  /// This tensor if it is contiguous in that format, borrowed, or else a copy (facula/core/maybe_owned.h).
  MaybeOwned<Tensor> expect_contiguous(MemoryFormat f = MemoryFormat::Contiguous) const&;
  MaybeOwned<Tensor> expect_contiguous(MemoryFormat f = MemoryFormat::Contiguous) && = delete;
  /// On the device of `b` and with its layout.
  Tensor toBackend(Backend b) const;
  /// Backend and dtype (facula/core/backend.h).
  const DeprecatedTypeProperties& type() const;
  /// Tells the allocator that the tensor is used on `stream`, as cuda::record_stream().
  void record_stream(const cuda::Stream& stream) const;
  /// errors  NotImplementedError: there are no tensors without data
  [[noreturn]] Tensor meta() const;
  Tensor& set_(const Tensor& source);
  Tensor& set_(const Storage& source);
  Tensor& set_(const Storage& source, int64_t offset, IntArrayRef size, IntArrayRef stride = {});
  /// Without elements.
  Tensor& set_();
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
  Tensor squeeze(IntArrayRef dim) const;
  Tensor& transpose_(int64_t dim0, int64_t dim1) const;
  Tensor& t_() const;
  Tensor& unsqueeze_(int64_t dim) const;
  Tensor& squeeze_() const;
  Tensor& squeeze_(int64_t dim) const;
  Tensor& squeeze_(IntArrayRef dim) const;
  Tensor select(int64_t dim, int64_t index) const;
  Tensor slice(int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
               std::optional<int64_t> end = std::nullopt, int64_t step = 1) const;
  Tensor narrow(int64_t dim, int64_t start, int64_t length) const;
  Tensor narrow(int64_t dim, const Tensor& start, int64_t length) const;
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
  const Tensor& as_strided_(IntArrayRef size, IntArrayRef stride,
                            std::optional<int64_t> storage_offset = std::nullopt) const;
  Tensor as_strided_scatter(const Tensor& src, IntArrayRef size, IntArrayRef stride,
                            std::optional<int64_t> storage_offset = std::nullopt) const;
  Tensor broadcast_to(IntArrayRef size) const { return expand(size); }
  Tensor chalf(std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor diagflat(int64_t offset = 0) const;
  Tensor diagonal_scatter(const Tensor& src, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1) const;
  std::vector<Tensor> dsplit(int64_t sections) const;
  std::vector<Tensor> dsplit(IntArrayRef indices) const;
  Tensor& fill_diagonal_(const Scalar& fill_value, bool wrap = false) const;
  Tensor fliplr() const;
  Tensor flipud() const;
  std::vector<Tensor> hsplit(int64_t sections) const;
  std::vector<Tensor> hsplit(IntArrayRef indices) const;
  Tensor moveaxis(IntArrayRef source, IntArrayRef destination) const { return movedim(source, destination); }
  Tensor moveaxis(int64_t source, int64_t destination) const { return movedim(source, destination); }
  Tensor narrow_copy(int64_t dim, int64_t start, int64_t length) const;
  Tensor ravel() const;
  Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim = std::nullopt,
                           std::optional<int64_t> output_size = std::nullopt) const;
  Tensor repeat_interleave(int64_t repeats, std::optional<int64_t> dim = std::nullopt,
                           std::optional<int64_t> output_size = std::nullopt) const;
  const Tensor& resize_as_(const Tensor& the_template,
                           std::optional<MemoryFormat> memory_format = std::nullopt) const;
  Tensor select_scatter(const Tensor& src, int64_t dim, int64_t index) const;
  Tensor slice_scatter(const Tensor& src, int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
                       std::optional<int64_t> end = std::nullopt, int64_t step = 1) const;
  Tensor sum_to_size(IntArrayRef size) const;
  Tensor swapaxes(int64_t axis0, int64_t axis1) const { return transpose(axis0, axis1); }
  Tensor& swapaxes_(int64_t axis0, int64_t axis1) const { return transpose_(axis0, axis1); }
  Tensor swapdims(int64_t dim0, int64_t dim1) const { return transpose(dim0, dim1); }
  Tensor& swapdims_(int64_t dim0, int64_t dim1) const { return transpose_(dim0, dim1); }
  std::vector<Tensor> tensor_split(int64_t sections, int64_t dim = 0) const;
  std::vector<Tensor> tensor_split(IntArrayRef indices, int64_t dim = 0) const;
  std::vector<Tensor> tensor_split(const Tensor& tensor_indices_or_sections, int64_t dim = 0) const;
  Tensor tile(IntArrayRef dims) const;
  std::vector<Tensor> unsafe_chunk(int64_t chunks, int64_t dim = 0) const { return chunk(chunks, dim); }
  std::vector<Tensor> unsafe_split(int64_t split_size, int64_t dim = 0) const {
    return split(split_size, dim);
  }
  std::vector<Tensor> unsafe_split_with_sizes(IntArrayRef split_sizes, int64_t dim = 0) const {
    return split_with_sizes(split_sizes, dim);
  }
  std::vector<Tensor> vsplit(int64_t sections) const;
  std::vector<Tensor> vsplit(IntArrayRef indices) const;
  Tensor rot90(int64_t k = 1, IntArrayRef dims = {0, 1}) const;
  Tensor movedim(IntArrayRef source, IntArrayRef destination) const;
  Tensor new_empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions o = {}) const;

  // ---- names of dimensions, which there are not: all of these throw NotImplementedError but names()
  [[noreturn]] Tensor refine_names(DimnameList names) const;
  [[noreturn]] Tensor rename(std::optional<DimnameList> names) const;
  [[noreturn]] Tensor& rename_(std::optional<DimnameList> names) const;
  [[noreturn]] Tensor align_to(DimnameList names) const;
  [[noreturn]] Tensor align_as(const Tensor& o) const;
  /// A wildcard for each dimension.
  DimnameList names() const;

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
  /// `reduce` is "add" or "multiply".
  Tensor scatter(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) const;
  Tensor scatter(int64_t dim, const Tensor& index, const Scalar& value, std::string_view reduce) const;
  Tensor& scatter_(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce) const;
  Tensor& scatter_(int64_t dim, const Tensor& index, const Scalar& value, std::string_view reduce) const;
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
  Tensor index_reduce(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                      bool include_self = true) const;
  Tensor& index_reduce_(int64_t dim, const Tensor& index, const Tensor& source, std::string_view reduce,
                        bool include_self = true) const;
  std::vector<Tensor> nonzero_numpy() const;
  Tensor put(const Tensor& index, const Tensor& source, bool accumulate = false) const;
  Tensor& put_(const Tensor& index, const Tensor& source, bool accumulate = false) const;
  Tensor scatter_reduce(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
                        bool include_self = true) const;
  Tensor& scatter_reduce_(int64_t dim, const Tensor& index, const Tensor& src, std::string_view reduce,
                          bool include_self = true) const;

  // ---- point-wise functions of one tensor: name() gives a new tensor, name_() overwrites this one
#define FACULA_METHOD(name) \
  Tensor name() const;      \
  Tensor& name##_() const;
#define FACULA_ALIAS(alias, name)         \
  Tensor alias() const { return name(); } \
  Tensor& alias##_() const { return name##_(); }
  FACULA_METHOD(abs)
  FACULA_METHOD(neg)
  FACULA_METHOD(sign)
  FACULA_METHOD(sgn)
  FACULA_METHOD(reciprocal)
  FACULA_METHOD(square)
  FACULA_METHOD(sqrt)
  FACULA_METHOD(rsqrt)
  FACULA_METHOD(exp)
  FACULA_METHOD(exp2)
  FACULA_METHOD(expm1)
  FACULA_METHOD(log)
  FACULA_METHOD(log1p)
  FACULA_METHOD(log2)
  FACULA_METHOD(log10)
  FACULA_METHOD(sin)
  FACULA_METHOD(cos)
  FACULA_METHOD(tan)
  FACULA_METHOD(asin)
  FACULA_METHOD(acos)
  FACULA_METHOD(atan)
  FACULA_METHOD(sinh)
  FACULA_METHOD(cosh)
  FACULA_METHOD(tanh)
  FACULA_METHOD(asinh)
  FACULA_METHOD(acosh)
  FACULA_METHOD(atanh)
  FACULA_METHOD(sigmoid)
  FACULA_METHOD(relu)
  FACULA_METHOD(erf)
  FACULA_METHOD(erfc)
  FACULA_METHOD(erfinv)
  FACULA_METHOD(floor)
  FACULA_METHOD(ceil)
  FACULA_METHOD(round)
  FACULA_METHOD(trunc)
  FACULA_METHOD(frac)
  FACULA_METHOD(deg2rad)
  FACULA_METHOD(rad2deg)
  FACULA_METHOD(lgamma)
  FACULA_METHOD(digamma)
  FACULA_METHOD(i0)
  FACULA_METHOD(sinc)
  FACULA_METHOD(logical_not)
  FACULA_METHOD(bitwise_not)
  FACULA_METHOD(conj_physical)
  FACULA_ALIAS(absolute, abs)
  FACULA_ALIAS(negative, neg)
  FACULA_ALIAS(fix, trunc)
  FACULA_ALIAS(arcsin, asin)
  FACULA_ALIAS(arccos, acos)
  FACULA_ALIAS(arctan, atan)
  FACULA_ALIAS(arcsinh, asinh)
  FACULA_ALIAS(arccosh, acosh)
  FACULA_ALIAS(arctanh, atanh)
#undef FACULA_METHOD
#undef FACULA_ALIAS
  Tensor conj() const;
  Tensor resolve_conj() const;
  Tensor resolve_neg() const;
  Tensor positive() const;
  Tensor angle() const;
  Tensor signbit() const;
  Tensor isnan() const;
  Tensor isinf() const;
  Tensor isfinite() const;
  Tensor isposinf() const;
  Tensor isneginf() const;
  Tensor isreal() const;
  std::tuple<Tensor, Tensor> frexp() const;
  /// Rounds to `decimals` places, half to even.
  Tensor round(int64_t decimals) const;
  Tensor& round_(int64_t decimals) const;
  Tensor logit(std::optional<double> eps = std::nullopt) const;
  Tensor& logit_(std::optional<double> eps = std::nullopt) const;
  Tensor polygamma(int64_t n) const;
  Tensor& polygamma_(int64_t n) const;
  Tensor mvlgamma(int64_t p) const;
  Tensor& mvlgamma_(int64_t p) const;
  Tensor nan_to_num(std::optional<double> nan = std::nullopt, std::optional<double> posinf = std::nullopt,
                    std::optional<double> neginf = std::nullopt) const;
  Tensor& nan_to_num_(std::optional<double> nan = std::nullopt, std::optional<double> posinf = std::nullopt,
                      std::optional<double> neginf = std::nullopt) const;
  Tensor hardshrink(const Scalar& lambd = 0.5) const;
  Tensor prelu(const Tensor& weight) const;

  // ---- point-wise functions of two tensors, or of a tensor and a number
#define FACULA_METHOD(name)           \
  Tensor name(const Tensor& o) const; \
  Tensor& name##_(const Tensor& o) const;
#define FACULA_METHOD_SCALAR(name)    \
  FACULA_METHOD(name)                 \
  Tensor name(const Scalar& o) const; \
  Tensor& name##_(const Scalar& o) const;
#define FACULA_ALIAS(alias, name)                                \
  Tensor alias(const Tensor& o) const { return name(o); }        \
  Tensor& alias##_(const Tensor& o) const { return name##_(o); } \
  Tensor alias(const Scalar& o) const { return name(o); }        \
  Tensor& alias##_(const Scalar& o) const { return name##_(o); }
  FACULA_METHOD_SCALAR(mul)
  FACULA_METHOD_SCALAR(div)
  FACULA_METHOD_SCALAR(pow)
  FACULA_METHOD_SCALAR(remainder)
  FACULA_METHOD_SCALAR(fmod)
  FACULA_METHOD_SCALAR(floor_divide)
  FACULA_METHOD_SCALAR(copysign)
  FACULA_METHOD_SCALAR(bitwise_left_shift)
  FACULA_METHOD_SCALAR(bitwise_right_shift)
  FACULA_METHOD_SCALAR(bitwise_and)
  FACULA_METHOD_SCALAR(bitwise_or)
  FACULA_METHOD_SCALAR(bitwise_xor)
  FACULA_METHOD_SCALAR(xlogy)
  FACULA_METHOD_SCALAR(float_power)
  FACULA_METHOD_SCALAR(eq)
  FACULA_METHOD_SCALAR(ne)
  FACULA_METHOD_SCALAR(lt)
  FACULA_METHOD_SCALAR(le)
  FACULA_METHOD_SCALAR(gt)
  FACULA_METHOD_SCALAR(ge)
  FACULA_METHOD(atan2)
  FACULA_METHOD(gcd)
  FACULA_METHOD(lcm)
  FACULA_METHOD(hypot)
  FACULA_METHOD(nextafter)
  FACULA_METHOD(heaviside)
  FACULA_METHOD(igamma)
  FACULA_METHOD(igammac)
  FACULA_METHOD(ldexp)
  FACULA_METHOD(logical_and)
  FACULA_METHOD(logical_or)
  FACULA_METHOD(logical_xor)
  FACULA_ALIAS(multiply, mul)
  FACULA_ALIAS(true_divide, div)
  FACULA_ALIAS(divide, div)
  FACULA_ALIAS(greater, gt)
  FACULA_ALIAS(greater_equal, ge)
  FACULA_ALIAS(less, lt)
  FACULA_ALIAS(less_equal, le)
  FACULA_ALIAS(not_equal, ne)
#undef FACULA_METHOD
#undef FACULA_METHOD_SCALAR
#undef FACULA_ALIAS
  Tensor arctan2(const Tensor& o) const { return atan2(o); }
  Tensor& arctan2_(const Tensor& o) const { return atan2_(o); }
  Tensor maximum(const Tensor& o) const;
  Tensor minimum(const Tensor& o) const;
  Tensor fmax(const Tensor& o) const;
  Tensor fmin(const Tensor& o) const;
  Tensor logaddexp(const Tensor& o) const;
  Tensor logaddexp2(const Tensor& o) const;
  Tensor add(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor add(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor& add_(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor& add_(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor sub(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor sub(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor& sub_(const Tensor& o, const Scalar& alpha = 1) const;
  Tensor& sub_(const Scalar& o, const Scalar& alpha = 1) const;
  Tensor subtract(const Tensor& o, const Scalar& alpha = 1) const { return sub(o, alpha); }
  Tensor subtract(const Scalar& o, const Scalar& alpha = 1) const { return sub(o, alpha); }
  Tensor& subtract_(const Tensor& o, const Scalar& alpha = 1) const { return sub_(o, alpha); }
  Tensor& subtract_(const Scalar& o, const Scalar& alpha = 1) const { return sub_(o, alpha); }
  Tensor div(const Tensor& o, std::optional<std::string_view> rounding_mode) const;
  Tensor div(const Scalar& o, std::optional<std::string_view> rounding_mode) const;
  Tensor& div_(const Tensor& o, std::optional<std::string_view> rounding_mode) const;
  Tensor& div_(const Scalar& o, std::optional<std::string_view> rounding_mode) const;
  Tensor divide(const Tensor& o, std::optional<std::string_view> rounding_mode) const {
    return div(o, rounding_mode);
  }
  Tensor divide(const Scalar& o, std::optional<std::string_view> rounding_mode) const {
    return div(o, rounding_mode);
  }
  Tensor& divide_(const Tensor& o, std::optional<std::string_view> rounding_mode) const {
    return div_(o, rounding_mode);
  }
  Tensor& divide_(const Scalar& o, std::optional<std::string_view> rounding_mode) const {
    return div_(o, rounding_mode);
  }
  Tensor lerp(const Tensor& end, const Scalar& weight) const;
  Tensor lerp(const Tensor& end, const Tensor& weight) const;
  Tensor& lerp_(const Tensor& end, const Scalar& weight) const;
  Tensor& lerp_(const Tensor& end, const Tensor& weight) const;
  Tensor addcmul(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor& addcmul_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor addcdiv(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor& addcdiv_(const Tensor& a, const Tensor& b, const Scalar& value = 1) const;
  Tensor clamp(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const;
  Tensor& clamp_(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const;
  Tensor clamp(const std::optional<Tensor>& min, const std::optional<Tensor>& max = std::nullopt) const;
  Tensor& clamp_(const std::optional<Tensor>& min, const std::optional<Tensor>& max = std::nullopt) const;
  Tensor clip(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const {
    return clamp(min, max);
  }
  Tensor& clip_(const std::optional<Scalar>& min, const std::optional<Scalar>& max = std::nullopt) const {
    return clamp_(min, max);
  }
  Tensor clamp_min(const Scalar& min) const;
  Tensor clamp_max(const Scalar& max) const;
  Tensor& clamp_min_(const Scalar& min) const;
  Tensor& clamp_max_(const Scalar& max) const;
  Tensor clip(const std::optional<Tensor>& min, const std::optional<Tensor>& max = std::nullopt) const {
    return clamp(min, max);
  }
  Tensor& clip_(const std::optional<Tensor>& min, const std::optional<Tensor>& max = std::nullopt) const {
    return clamp_(min, max);
  }
  Tensor clamp_min(const Tensor& min) const { return clamp(min); }
  Tensor clamp_max(const Tensor& max) const { return clamp(std::optional<Tensor>(), max); }
  Tensor& clamp_min_(const Tensor& min) const { return clamp_(min); }
  Tensor& clamp_max_(const Tensor& max) const { return clamp_(std::optional<Tensor>(), max); }

  // ---- comparison of whole tensors
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
  template <class Int, class = std::enable_if_t<std::is_integral_v<Int> && !std::is_same_v<Int, bool>>>
  Tensor var(Int dim) const {
    return var(IntArrayRef(static_cast<int64_t>(dim)));
  }
  Tensor var(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
  Tensor var(OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim = false) const;
  Tensor std(bool unbiased = true) const;
  template <class Int, class = std::enable_if_t<std::is_integral_v<Int> && !std::is_same_v<Int, bool>>>
  Tensor std(Int dim) const {
    return std(IntArrayRef(static_cast<int64_t>(dim)));
  }
  Tensor std(OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false) const;
  Tensor std(OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim = false) const;
  Tensor norm(const Scalar& p = 2) const;
  Tensor norm(const std::optional<Scalar>& p, ScalarType dtype) const;
  Tensor norm(const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim = false) const;
  Tensor norm(const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype) const;
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
  Tensor all(OptionalIntArrayRef dim, bool keepdim = false) const;
  Tensor any() const;
  Tensor any(int64_t dim, bool keepdim = false) const;
  Tensor any(OptionalIntArrayRef dim, bool keepdim = false) const;
  Tensor logsumexp(IntArrayRef dim, bool keepdim = false) const;
  Tensor cumsum(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor cumprod(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  std::tuple<Tensor, Tensor> sort(int64_t dim = -1, bool descending = false) const;
  std::tuple<Tensor, Tensor> sort(std::optional<bool> stable, int64_t dim = -1,
                                  bool descending = false) const;
  Tensor argsort(int64_t dim = -1, bool descending = false) const;
  Tensor argsort(bool stable, int64_t dim, bool descending = false) const;
  std::tuple<Tensor, Tensor> topk(int64_t k, int64_t dim = -1, bool largest = true, bool sorted = true) const;
  std::tuple<Tensor, Tensor> aminmax(std::optional<int64_t> dim = std::nullopt, bool keepdim = false) const;
  Tensor count_nonzero(IntArrayRef dim) const;
  Tensor count_nonzero(std::optional<int64_t> dim = std::nullopt) const;
  std::tuple<Tensor, Tensor> cummax(int64_t dim) const;
  std::tuple<Tensor, Tensor> cummin(int64_t dim) const;
  Tensor& cumprod_(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor& cumsum_(int64_t dim, std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor histc(int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0) const;
  std::tuple<Tensor, Tensor> kthvalue(int64_t k, int64_t dim = -1, bool keepdim = false) const;
  Tensor logcumsumexp(int64_t dim) const;
  Tensor median() const;
  std::tuple<Tensor, Tensor> median(int64_t dim, bool keepdim = false) const;
  std::tuple<Tensor, Tensor> mode(int64_t dim = -1, bool keepdim = false) const;
  Tensor msort() const;
  Tensor nanmean(OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                 std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor nanmedian() const;
  std::tuple<Tensor, Tensor> nanmedian(int64_t dim, bool keepdim = false) const;
  Tensor nanquantile(const Tensor& q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                     std::string_view interpolation = "linear") const;
  Tensor nanquantile(double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                     std::string_view interpolation = "linear") const;
  Tensor nansum(OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor quantile(const Tensor& q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                  std::string_view interpolation = "linear") const;
  Tensor quantile(double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                  std::string_view interpolation = "linear") const;
  Tensor bincount(const std::optional<Tensor>& weights = std::nullopt, int64_t minlength = 0) const;
  std::tuple<Tensor, Tensor> histogram(int64_t bins = 100,
                                       std::optional<ArrayRef<double>> range = std::nullopt,
                                       const std::optional<Tensor>& weight = std::nullopt,
                                       bool density = false) const;
  std::tuple<Tensor, Tensor> histogram(const Tensor& bins, const std::optional<Tensor>& weight = std::nullopt,
                                       bool density = false) const;
  Tensor cov(int64_t correction = 1, const std::optional<Tensor>& fweights = std::nullopt,
             const std::optional<Tensor>& aweights = std::nullopt) const;
  Tensor diff(int64_t n = 1, int64_t dim = -1, const std::optional<Tensor>& prepend = std::nullopt,
              const std::optional<Tensor>& append = std::nullopt) const;

  // ---- linear algebra
  Tensor matmul(const Tensor& o) const;
  Tensor mm(const Tensor& o) const;
  Tensor bmm(const Tensor& o) const;
  Tensor mv(const Tensor& o) const;
  Tensor dot(const Tensor& o) const;
  Tensor addmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor outer(const Tensor& o) const;
  Tensor addbmm(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
                const Scalar& alpha = 1) const;
  Tensor& addbmm_(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
                  const Scalar& alpha = 1) const;
  Tensor& addmm_(const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1,
                 const Scalar& alpha = 1) const;
  Tensor addmv(const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor& addmv_(const Tensor& mat, const Tensor& vec, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor addr(const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1, const Scalar& alpha = 1) const;
  Tensor& addr_(const Tensor& vec1, const Tensor& vec2, const Scalar& beta = 1,
                const Scalar& alpha = 1) const;
  Tensor adjoint() const;
  Tensor& baddbmm_(const Tensor& batch1, const Tensor& batch2, const Scalar& beta = 1,
                   const Scalar& alpha = 1) const;
  Tensor cholesky(bool upper = false) const;
  Tensor cholesky_inverse(bool upper = false) const;
  Tensor cholesky_solve(const Tensor& input2, bool upper = false) const;
  Tensor corrcoef() const;
  Tensor cross(const Tensor& o, std::optional<int64_t> dim = std::nullopt) const;
  Tensor det() const;
  Tensor dist(const Tensor& o, const Scalar& p = 2) const;
  std::tuple<Tensor, Tensor> geqrf() const;
  Tensor ger(const Tensor& o) const { return outer(o); }
  Tensor inner(const Tensor& o) const;
  Tensor inverse() const;
  Tensor kron(const Tensor& o) const;
  Tensor logdet() const;
  Tensor lu_solve(const Tensor& LU_data, const Tensor& LU_pivots) const;
  Tensor mH() const;
  Tensor mT() const;
  Tensor matrix_H() const;
  Tensor matrix_exp() const;
  Tensor matrix_power(int64_t n) const;
  Tensor numpy_T() const;
  Tensor orgqr(const Tensor& input2) const;
  Tensor ormqr(const Tensor& input2, const Tensor& input3, bool left = true, bool transpose = false) const;
  Tensor pinverse(double rcond = 1e-15) const;
  std::tuple<Tensor, Tensor> qr(bool some = true) const;
  Tensor renorm(const Scalar& p, int64_t dim, const Scalar& maxnorm) const;
  Tensor& renorm_(const Scalar& p, int64_t dim, const Scalar& maxnorm) const;
  std::tuple<Tensor, Tensor> slogdet() const;
  Tensor stft(int64_t n_fft, std::optional<int64_t> hop_length, std::optional<int64_t> win_length,
              const std::optional<Tensor>& window, bool normalized,
              std::optional<bool> onesided = std::nullopt,
              std::optional<bool> return_complex = std::nullopt) const;
  Tensor stft(int64_t n_fft, std::optional<int64_t> hop_length = std::nullopt,
              std::optional<int64_t> win_length = std::nullopt,
              const std::optional<Tensor>& window = std::nullopt, bool center = true,
              std::string_view pad_mode = "reflect", bool normalized = false,
              std::optional<bool> onesided = std::nullopt,
              std::optional<bool> return_complex = std::nullopt) const;
  std::tuple<Tensor, Tensor, Tensor> svd(bool some = true, bool compute_uv = true) const;
  std::tuple<Tensor, Tensor> symeig(bool eigenvectors = false, bool upper = true) const;
  std::tuple<Tensor, Tensor> triangular_solve(const Tensor& A, bool upper = true, bool transpose = false,
                                              bool unitriangular = false) const;
  Tensor vdot(const Tensor& o) const;
  Tensor istft(int64_t n_fft, std::optional<int64_t> hop_length = std::nullopt,
               std::optional<int64_t> win_length = std::nullopt,
               const std::optional<Tensor>& window = std::nullopt, bool center = true,
               bool normalized = false, std::optional<bool> onesided = std::nullopt,
               std::optional<int64_t> length = std::nullopt, bool return_complex = false) const;

  // ---- sparse tensors
  Tensor indices() const;
  Tensor crow_indices() const;
  Tensor col_indices() const;
  int64_t sparse_dim() const;
  int64_t dense_dim() const;
  int64_t _nnz() const;
  Tensor _indices() const;
  Tensor _values() const;
  bool is_coalesced() const;
  Tensor coalesce() const;
  Tensor sparse_mask(const Tensor& mask) const;
  Tensor to_sparse() const;
  Tensor to_sparse(int64_t sparse_dim) const;
  Tensor to_sparse_csr() const;
  Tensor smm(const Tensor& mat2) const;
  Tensor sspaddmm(const Tensor& mat1, const Tensor& mat2, const Scalar& beta = 1,
                  const Scalar& alpha = 1) const;
  Tensor to_dense(std::optional<ScalarType> dtype = std::nullopt) const;
  Tensor values() const;

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

}  // namespace facula
