#include "facula/ops/creation.h"

#include <cmath>

#include "facula/graph/grad_mode.h"
#include "graph/state.h"
#include "kernels/creation.h"
#include "kernels/geometry.h"
#include "kernels/slot.h"
#include "ops/creation.h"

namespace facula {

namespace {

void check_supported(const char* op, const TensorOptions& o) {
  FACULA_CHECK_AS(NotImplementedError, o.layout() == kStrided, op, ": layout ", o.layout(),
                  " is not supported; use Strided");
  FACULA_CHECK_AS(NotImplementedError, !o.pinned_memory(), op,
                  ": pinned memory needs the CUDA library; call pin_memory()");
  FACULA_CHECK_AS(NotImplementedError, itemsize(o.scalar_type()), op, ": dtype ", o.scalar_type(),
                  " is not supported");
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
  return finish(make_strided(like.sizes(), like_strides(like, format), all.scalar_type(),
                             kernels::with_index(all.device())),
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
  if (dtype == kFloat && o.device().is_cpu()) {
    const Tensor t = make_contiguous({static_cast<int64_t>(n)}, kFloat);
    kernels::ramp(t, a, s, 0);
    return finish(t, o);
  }
  return sequence(static_cast<int64_t>(n), dtype, o,
                  [&](int64_t i) { return a + static_cast<double>(i) * s; });
}
Tensor arange(const Scalar& start, const Scalar& end, TensorOptions o) { return arange(start, end, 1, o); }
Tensor arange(const Scalar& end, TensorOptions o) { return arange(0, end, 1, o); }

Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps, TensorOptions o) {
  FACULA_CHECK(steps >= 0, "number of steps must be non-negative");
  const ScalarType dtype = start.isComplex() || end.isComplex()
                               ? toComplexType(o.has_dtype() ? o.scalar_type() : get_default_dtype_scalar())
                               : o.scalar_type();
  if (isComplexType(dtype)) {
    FACULA_CHECK(!o.has_dtype() || isComplexType(o.scalar_type()), "linspace(): inferred dtype ", dtype,
                 " can't be safely cast to passed dtype ", o.scalar_type());
    const auto first = start.toComplexDouble(), last = end.toComplexDouble();
    const TensorOptions real = o.dtype(toRealValueType(dtype)).requires_grad(std::nullopt);
    return finish(
        facula::complex(linspace(first.re, last.re, steps, real), linspace(first.im, last.im, steps, real)),
        o);
  }
  if (steps == 1) return full({1}, start, o.dtype(dtype));
  const double a = start.toDouble(), b = end.toDouble();
  if (dtype == kFloat) {  // PyTorch's kernel works in float, from both ends towards the middle
    const auto fa = static_cast<float>(a), fb = static_cast<float>(b);
    const float step = steps > 1 ? (fb - fa) / static_cast<float>(steps - 1) : 0;
    // Rounded once, for the products are exact in double.
    const Tensor t = make_contiguous({steps}, kFloat);
    kernels::ramp(t.narrow(0, 0, steps / 2), fa, step, 0);
    kernels::ramp(t.narrow(0, steps / 2, steps - steps / 2), fb, step, steps / 2 + 1 - steps);
    NoGradGuard off;
    return finish(t.to(TensorOptions(kernels::with_index(o.device()))), o);
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
  check_supported("from_blob", TensorOptions(o.scalar_type()));
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
Tensor Tensor::new_empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions o) const {
  return empty_strided(size, stride, options().merge_in(o));
}
Tensor Tensor::new_zeros(IntArrayRef size, TensorOptions o) const {
  return zeros(size, options().merge_in(o));
}
Tensor Tensor::new_ones(IntArrayRef size, TensorOptions o) const { return ones(size, options().merge_in(o)); }
Tensor Tensor::new_full(IntArrayRef size, const Scalar& v, TensorOptions o) const {
  return full(size, v, options().merge_in(o));
}

}  // namespace facula
