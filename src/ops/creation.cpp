#include "facula/ops/creation.h"

#include <cmath>

#include "facula/graph/grad_mode.h"
#include "graph/state.h"
#include "kernels/geometry.h"
#include "kernels/slot.h"

namespace facula {

namespace {

// The last touches of every factory: what the options say of the graph.
Tensor finish(Tensor t, const TensorOptions& o) {
  if (o.requires_grad()) t.requires_grad_(true);
  return t;
}

void check_supported(const char* op, const TensorOptions& o) {
  FACULA_CHECK_AS(NotImplementedError, o.layout() == kStrided, op, ": layout ", o.layout(),
                  " is not supported; use Strided");
  FACULA_CHECK_AS(NotImplementedError, !o.pinned_memory(), op,
                  ": pinned memory needs the CUDA library; call pin_memory()");
}

TensorOptions like_options(const Tensor& like, const TensorOptions& o) {
  return TensorOptions(like.scalar_type()).device(like.device()).merge_in(o);
}

DimVector like_strides(const Tensor& like, std::optional<MemoryFormat> format) {
  const MemoryFormat f = format.value_or(MemoryFormat::Preserve);
  if (f != MemoryFormat::Preserve) return strides_for(like.sizes(), f);
  if (like.is_non_overlapping_and_dense()) return DimVector(like.strides().begin(), like.strides().end());
  return contiguous_strides(like.sizes());
}

// Values computed on the host in double (or int64), then cast: sequences are made once, not in loops that
// matter.
template <class F>
Tensor sequence(int64_t n, ScalarType dtype, const TensorOptions& o, F&& value) {
  const bool integral = isIntegralType(dtype, true);
  Tensor t = make_contiguous({n}, integral ? kLong : kDouble);
  if (integral) {
    auto* p = static_cast<int64_t*>(t.data_ptr());
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<int64_t>(value(i));
  } else {
    auto* p = static_cast<double*>(t.data_ptr());
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<double>(value(i));
  }
  NoGradGuard off;
  return finish(t.to(TensorOptions(dtype).device(kernels::with_index(o.device()))), o);
}

}  // namespace

Tensor empty(IntArrayRef size, TensorOptions o, std::optional<MemoryFormat> format) {
  FACULA_CHECK(!(format && o.has_memory_format()),
               "Cannot set memory_format both in TensorOptions and explicit argument; please delete the "
               "redundant setter.");
  check_supported("empty", o);
  const ScalarType dtype = o.scalar_type();
  const Device device = kernels::with_index(o.device());
  const int64_t n = checked_numel(size);
  FACULA_CHECK(n <= INT64_MAX / itemsize(dtype), "Storage size calculation overflowed with sizes=", size);
  const MemoryFormat f = format.value_or(o.memory_format());
  FACULA_CHECK(f != MemoryFormat::Preserve, "unsupported memory format option Preserve");
  if (f != MemoryFormat::Contiguous)
    return finish(make_strided(size, strides_for(size, f), dtype, device), o);
  return finish(make_contiguous(size, dtype, device), o);
}

Tensor empty_like(const Tensor& like, TensorOptions o, std::optional<MemoryFormat> format) {
  const TensorOptions all = like_options(like, o);
  check_supported("empty_like", all);
  if (like.is_contiguous() && format.value_or(MemoryFormat::Preserve) == MemoryFormat::Preserve)
    return finish(make_contiguous(like.sizes(), all.scalar_type(), kernels::with_index(all.device())), all);
  return finish(
      make_strided(like.sizes(), like_strides(like, format), all.scalar_type(), kernels::with_index(all.device())),
      all);
}

Tensor empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions o) {
  check_supported("empty_strided", o);
  FACULA_CHECK(size.size() == stride.size(), "mismatch in length of strides and shape: ", size, " and ",
               stride);
  checked_numel(size);
  for (int64_t s : stride)
    FACULA_CHECK(s >= 0,
                 "as_strided: Negative strides are not supported at the moment, got strides: ", stride);
  return finish(make_strided(size, stride, o.scalar_type(), kernels::with_index(o.device())), o);
}

Tensor full(IntArrayRef size, const Scalar& value, TensorOptions o) {
  if (!o.has_dtype())
    o = o.dtype(value.isFloatingPoint() ? get_default_dtype_scalar()
                : value.isComplex()     ? toComplexType(get_default_dtype_scalar())
                                        : value.type());
  Tensor t = empty(size, o.requires_grad(std::nullopt));
  NoGradGuard off;
  t.fill_(value);
  return finish(t, o);
}

Tensor zeros(IntArrayRef size, TensorOptions o) {
  Tensor t = empty(size, o.requires_grad(std::nullopt));
  {
    NoGradGuard off;
    t.zero_();
  }
  return finish(t, o);
}

Tensor ones(IntArrayRef size, TensorOptions o) { return full(size, 1, o.dtype(o.scalar_type())); }

Tensor full_like(const Tensor& like, const Scalar& value, TensorOptions o,
                 std::optional<MemoryFormat> format) {
  Tensor t = empty_like(like, o.requires_grad(std::nullopt), format);
  {
    NoGradGuard off;
    t.fill_(value);
  }
  return finish(t, o);
}
Tensor zeros_like(const Tensor& like, TensorOptions o, std::optional<MemoryFormat> format) {
  return full_like(like, 0, o, format);
}
Tensor ones_like(const Tensor& like, TensorOptions o, std::optional<MemoryFormat> format) {
  return full_like(like, 1, o, format);
}

Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions o) {
  const bool integral = start.isIntegral(true) && end.isIntegral(true) && step.isIntegral(true);
  const ScalarType dtype = o.has_dtype() ? o.scalar_type() : integral ? kLong : get_default_dtype_scalar();
  const double a = start.toDouble(), b = end.toDouble(), s = step.toDouble();
  FACULA_CHECK(s != 0, "step must be nonzero");
  FACULA_CHECK(std::isfinite(a) && std::isfinite(b), "unsupported range: ", a, " -> ", b);
  FACULA_CHECK((s > 0 && b >= a) || (s < 0 && b <= a),
               "upper bound and larger bound inconsistent with step sign");
  if (integral) {
    const int64_t i0 = start.toLong(), i1 = end.toLong(), is = step.toLong();
    const int64_t n = (i1 - i0 + is - (is > 0 ? 1 : -1)) / is;
    return sequence(n, dtype, o, [&](int64_t i) { return i0 + i * is; });
  }
  const double n = std::ceil((b - a) / s);
  FACULA_CHECK(n >= 0 && n < 9e18, "invalid size, possible overflow?");
  return sequence(static_cast<int64_t>(n), dtype, o,
                  [&](int64_t i) { return a + static_cast<double>(i) * s; });
}
Tensor arange(const Scalar& start, const Scalar& end, TensorOptions o) { return arange(start, end, 1, o); }
Tensor arange(const Scalar& end, TensorOptions o) { return arange(0, end, 1, o); }

Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, TensorOptions o) {
  FACULA_CHECK(steps >= 0, "number of steps must be non-negative");
  const ScalarType dtype = o.scalar_type();
  const double a = start.toDouble(), b = end.toDouble();
  if (dtype == kFloat) {  // PyTorch's kernel works in float, from both ends towards the middle
    const auto fa = static_cast<float>(a), fb = static_cast<float>(b);
    const float step = steps > 1 ? (fb - fa) / static_cast<float>(steps - 1) : 0;
    return sequence(steps, dtype, o, [&](int64_t i) {
      return i < steps / 2 ? std::fma(step, static_cast<float>(i), fa)
                           : std::fma(-step, static_cast<float>(steps - i - 1), fb);
    });
  }
  const double step = steps > 1 ? (b - a) / static_cast<double>(steps - 1) : 0;
  return sequence(steps, dtype, o, [&](int64_t i) {
    return i < steps / 2 ? a + step * static_cast<double>(i) : b - step * static_cast<double>(steps - i - 1);
  });
}

Tensor eye(int64_t n, TensorOptions o) { return eye(n, n, o); }
Tensor eye(int64_t n, int64_t m, TensorOptions o) {
  FACULA_CHECK(n >= 0, "n must be greater or equal to 0, got ", n);
  FACULA_CHECK(m >= 0, "m must be greater or equal to 0, got ", m);
  Tensor t = zeros({n, m}, o.requires_grad(std::nullopt));
  NoGradGuard off;
  t.as_strided({std::min(n, m)}, {m + 1}).fill_(1);
  return finish(t, o);
}

Tensor scalar_tensor(const Scalar& value, TensorOptions o) {
  return full({}, value, o.dtype(o.scalar_type()));
}

namespace detail {
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, void (*deleter)(void*), void* context,
                 TensorOptions o) {
  const int64_t n = checked_numel(sizes);
  const DimVector s =
      strides.size() == sizes.size() ? DimVector(strides.begin(), strides.end()) : contiguous_strides(sizes);
  FACULA_CHECK(strides.empty() || strides.size() == sizes.size(),
               "mismatch in length of strides and shape: ", sizes, " and ", strides);
  int64_t last = n ? 1 : 0;
  for (size_t i = 0; i < sizes.size() && n; ++i) last += (sizes[i] - 1) * s[i];
  const ScalarType dtype = o.scalar_type();
  auto* storage = StorageImpl::adopt(data, static_cast<size_t>(last * itemsize(dtype)),
                                     kernels::with_index(o.device()), deleter, context);
  return finish(Tensor(new TensorImpl(storage, sizes, s, 0, dtype, kernels::with_index(o.device()))), o);
}
}  // namespace detail

Tensor from_blob(void* data, IntArrayRef sizes, TensorOptions o) {
  return detail::from_blob(data, sizes, {}, nullptr, nullptr, o);
}
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, TensorOptions o) {
  return detail::from_blob(data, sizes, strides, nullptr, nullptr, o);
}

Tensor Tensor::new_empty(IntArrayRef size, TensorOptions o) const {
  return empty(size, options().merge_in(o));
}
Tensor Tensor::new_zeros(IntArrayRef size, TensorOptions o) const {
  return zeros(size, options().merge_in(o));
}
Tensor Tensor::new_ones(IntArrayRef size, TensorOptions o) const { return ones(size, options().merge_in(o)); }
Tensor Tensor::new_full(IntArrayRef size, const Scalar& v, TensorOptions o) const {
  return full(size, v, options().merge_in(o));
}

}  // namespace facula
