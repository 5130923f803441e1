// Fourier transforms: three recorded transforms along one dimension, and everything else in terms of them.
#include "facula/ops/fft.h"

#include <algorithm>
#include <cmath>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/fft.h"
#include "kernels/geometry.h"

namespace facula::fft {

namespace {

// x with `n` points along `dim`: cut, or followed by zeros.
Tensor resized(const Tensor& x, int64_t dim, int64_t n) {
  const int64_t have = x.size(dim);
  if (have == n) return x;
  if (have > n) return x.narrow(dim, 0, n);
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  sizes[static_cast<size_t>(dim)] = n - have;
  std::vector<Tensor> both;
  both.push_back(x);
  both.push_back(zeros(sizes, x.options()));
  return cat(both, dim);
}

DimVector sized(const Tensor& x, int64_t dim, int64_t n) {
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  sizes[static_cast<size_t>(dim)] = n;
  return sizes;
}

// ---- the recorded transforms; dims are wrapped, lengths at least 1

Tensor c2c(const Tensor& x, int64_t dim, bool inverse, double scale) {
  Tensor y = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  if (x.numel()) kernels::fft_c2c(y, x.detach().contiguous(), dim, inverse, scale);
  return record("FftC2CBackward0", y,
                grad_of(x, [dim, inverse, scale](const Tensor& g) { return c2c(g, dim, !inverse, scale); }));
}

Tensor c2r(const Tensor& x, int64_t dim, int64_t n, double scale);

Tensor r2c(const Tensor& x, int64_t dim, double scale) {
  const int64_t n = x.size(dim);
  Tensor y = make_contiguous(sized(x, dim, n / 2 + 1), toComplexType(x.scalar_type()), x.device());
  if (x.numel()) kernels::fft_r2c(y, x.detach().contiguous(), dim, scale);
  return record("FftR2CBackward0", y, grad_of(x, [dim, n, scale](const Tensor& g) {
                  return real(c2c(resized(g, dim, n), dim, true, scale));
                }));
}

// Frequencies that stand for two count twice in the derivative.
Tensor c2r(const Tensor& x, int64_t dim, int64_t n, double scale) {
  Tensor y = make_contiguous(sized(x, dim, n), toRealValueType(x.scalar_type()), x.device());
  if (x.numel()) kernels::fft_c2r(y, x.detach().contiguous(), dim, scale);
  return record("FftC2RBackward0", y, grad_of(x, [dim, n, scale](const Tensor& g) {
                  const Tensor G = r2c(g, dim, scale);
                  const int64_t kept = G.size(dim), doubled = n - kept;
                  if (doubled <= 0) return G;
                  std::vector<Tensor> parts;
                  parts.push_back(G.narrow(dim, 0, 1));
                  parts.push_back(G.narrow(dim, 1, doubled).mul(2));
                  if (kept > 1 + doubled) parts.push_back(G.narrow(dim, 1 + doubled, kept - 1 - doubled));
                  return cat(parts, dim);
                }));
}

// ---- arguments

Tensor promoted(const Tensor& x, bool to_complex) {
  ScalarType t = x.scalar_type();
  FACULA_CHECK(t != kHalf && t != kBFloat16, "Unsupported dtype ", t);
  if (isIntegralType(t, true)) t = get_default_dtype_scalar();
  if (to_complex) t = toComplexType(t);
  return x.to(t);
}

void check_points(int64_t n) { FACULA_CHECK(n >= 1, "Invalid number of data points (", n, ") specified"); }

double scale_for(Norm norm, int64_t n, bool forward) {
  if (!norm || *norm == "backward") return forward ? 1.0 : 1.0 / static_cast<double>(n);
  if (*norm == "forward") return forward ? 1.0 / static_cast<double>(n) : 1.0;
  FACULA_CHECK(*norm == "ortho", "Invalid normalization mode: \"", *norm, "\"");
  return 1.0 / std::sqrt(static_cast<double>(n));
}

// What a function of n dimensions works on.
struct Axes {
  DimVector dims, sizes;
};

Axes axes_of(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim) {
  Axes a;
  if (dim) {
    for (int64_t d : *dim) a.dims.push_back(wrap_dim(d, x.dim()));
    for (size_t i = 0; i < a.dims.size(); ++i)
      for (size_t j = 0; j < i; ++j) FACULA_CHECK(a.dims[i] != a.dims[j], "FFT dims must be unique");
  }
  if (s) {
    FACULA_CHECK(!dim || dim->size() == s->size(),
                 "When given, dim and shape arguments must have the same length");
    const auto count = static_cast<int64_t>(s->size());
    FACULA_CHECK(count <= x.dim(), "Got shape with ", count, " values but input tensor only has ", x.dim(),
                 " dimensions.");
    if (!dim)
      for (int64_t d = x.dim() - count; d < x.dim(); ++d) a.dims.push_back(d);
    for (size_t i = 0; i < a.dims.size(); ++i) a.sizes.push_back((*s)[i] == -1 ? x.size(a.dims[i]) : (*s)[i]);
  } else {
    if (!dim)
      for (int64_t d = 0; d < x.dim(); ++d) a.dims.push_back(d);
    for (int64_t d : a.dims) a.sizes.push_back(x.size(d));
  }
  for (int64_t n : a.sizes) check_points(n);
  return a;
}

int64_t single_dim(const Tensor& x, int64_t dim) { return wrap_dim(dim, x.dim()); }

int64_t points(const Tensor& x, std::optional<int64_t> n, int64_t dim) {
  const int64_t count = n ? *n : x.dim() ? x.size(dim) : 0;
  check_points(count);
  return count;
}

Tensor one_dim(const Tensor& input, std::optional<int64_t> n, int64_t dim, Norm norm, bool forward) {
  const Tensor x = promoted(input, true);
  dim = single_dim(x, dim);
  const int64_t count = points(x, n, dim);
  return c2c(resized(x, dim, count), dim, !forward, scale_for(norm, count, forward));
}

Tensor real_to_half(const char* name, const Tensor& input, std::optional<int64_t> n, int64_t dim, Norm norm,
                    bool forward) {
  FACULA_CHECK(!input.is_complex(), name, " expects a real input tensor, but got ", input.scalar_type());
  const Tensor x = promoted(input, false);
  dim = single_dim(x, dim);
  const int64_t count = points(x, n, dim);
  const Tensor y = r2c(resized(x, dim, count), dim, scale_for(norm, count, forward));
  return forward ? y : y.conj();
}

Tensor half_to_real(const Tensor& input, std::optional<int64_t> n, int64_t dim, Norm norm, bool forward) {
  const Tensor x = promoted(input, true);
  dim = single_dim(x, dim);
  const int64_t count = n.value_or(x.dim() ? 2 * (x.size(dim) - 1) : 0);
  check_points(count);
  const Tensor kept = resized(x, dim, count / 2 + 1);
  return c2r(forward ? kept.conj() : kept, dim, count, scale_for(norm, count, forward));
}

Tensor many_dims(const Tensor& input, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm,
                 bool forward) {
  Tensor x = promoted(input, true);
  const Axes a = axes_of(x, s, dim);
  if (a.dims.empty()) return x.clone();
  for (size_t i = a.dims.size(); i-- > 0;)
    x = c2c(resized(x, a.dims[i], a.sizes[i]), a.dims[i], !forward, scale_for(norm, a.sizes[i], forward));
  return x;
}

Tensor many_real_to_half(const char* name, const Tensor& input, OptionalIntArrayRef s,
                         OptionalIntArrayRef dim, Norm norm, bool forward) {
  FACULA_CHECK(!input.is_complex(), name, " expects a real-valued input tensor, but got ",
               input.scalar_type());
  Tensor x = promoted(input, false);
  const Axes a = axes_of(x, s, dim);
  FACULA_CHECK(!a.dims.empty(), name, " must transform at least one axis");
  for (size_t i = 0; i < a.dims.size(); ++i) x = resized(x, a.dims[i], a.sizes[i]);
  const size_t last = a.dims.size() - 1;
  x = r2c(x, a.dims[last], scale_for(norm, a.sizes[last], forward));
  if (!forward) x = x.conj();
  for (size_t i = last; i-- > 0;) x = c2c(x, a.dims[i], !forward, scale_for(norm, a.sizes[i], forward));
  return x;
}

Tensor many_half_to_real(const char* name, const Tensor& input, OptionalIntArrayRef s,
                         OptionalIntArrayRef dim, Norm norm, bool forward) {
  Tensor x = promoted(input, true);
  DimVector sizes;
  if (!s) {  // the last dimension counts the frequencies of a signal twice as long
    if (dim)
      for (int64_t d : *dim) sizes.push_back(x.size(d));
    else
      for (int64_t n : x.sizes()) sizes.push_back(n);
    FACULA_CHECK(!sizes.empty(), name, " must transform at least one axis");
    sizes.back() = 2 * (sizes.back() - 1);
  }
  Axes a = axes_of(x, s ? s : OptionalIntArrayRef(sizes), dim);
  FACULA_CHECK(!a.dims.empty(), name, " must transform at least one axis");
  const size_t last = a.dims.size() - 1;
  if (s && (*s)[last] == -1) a.sizes[last] = 2 * (x.size(a.dims[last]) - 1);
  check_points(a.sizes[last]);
  for (size_t i = 0; i < last; ++i)
    x = c2c(resized(x, a.dims[i], a.sizes[i]), a.dims[i], !forward, scale_for(norm, a.sizes[i], forward));
  x = resized(x, a.dims[last], a.sizes[last] / 2 + 1);
  return c2r(forward ? x.conj() : x, a.dims[last], a.sizes[last], scale_for(norm, a.sizes[last], forward));
}

Tensor frequencies(const char* name, int64_t n, double d, const TensorOptions& o, bool all) {
  const ScalarType t = o.has_dtype() ? o.scalar_type() : get_default_dtype_scalar();
  FACULA_CHECK(isFloatingType(t) || isComplexType(t), name, " requires a floating point or complex dtype");
  Tensor y;
  if (all) {
    const int64_t positive = (n + 1) / 2;
    std::vector<Tensor> both;
    both.push_back(arange(0, positive, o.dtype(t)));
    both.push_back(arange(-(n / 2), 0, o.dtype(t)));
    y = cat(both);
  } else {
    y = arange(0, n / 2 + 1, o.dtype(t));
  }
  y = y.mul(1.0 / (static_cast<double>(n) * d));
  return o.requires_grad() ? Tensor(y.requires_grad_()) : y;
}

Tensor shifted(const Tensor& x, OptionalIntArrayRef dim, bool back) {
  DimVector dims, shifts;
  if (dim)
    for (int64_t d : *dim) dims.push_back(wrap_dim(d, x.dim()));
  else
    for (int64_t d = 0; d < x.dim(); ++d) dims.push_back(d);
  for (int64_t d : dims) shifts.push_back(back ? (x.size(d) + 1) / 2 : x.size(d) / 2);
  return dims.empty() ? x.clone() : x.roll(shifts, dims);
}

}  // namespace

Tensor fft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return one_dim(x, n, dim, norm, true);
}
Tensor ifft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return one_dim(x, n, dim, norm, false);
}
Tensor rfft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return real_to_half("rfft", x, n, dim, norm, true);
}
Tensor ihfft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return real_to_half("ihfft", x, n, dim, norm, false);
}
Tensor irfft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return half_to_real(x, n, dim, norm, false);
}
Tensor hfft(const Tensor& x, std::optional<int64_t> n, int64_t dim, Norm norm) {
  return half_to_real(x, n, dim, norm, true);
}

Tensor fftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_dims(x, s, dim, norm, true);
}
Tensor ifftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_dims(x, s, dim, norm, false);
}
Tensor rfftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_real_to_half("rfftn", x, s, dim, norm, true);
}
Tensor ihfftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_real_to_half("ihfftn", x, s, dim, norm, false);
}
Tensor irfftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_half_to_real("irfftn", x, s, dim, norm, false);
}
Tensor hfftn(const Tensor& x, OptionalIntArrayRef s, OptionalIntArrayRef dim, Norm norm) {
  return many_half_to_real("hfftn", x, s, dim, norm, true);
}

Tensor fft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return fftn(x, s, dim, norm);
}
Tensor ifft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return ifftn(x, s, dim, norm);
}
Tensor rfft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return rfftn(x, s, dim, norm);
}
Tensor irfft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return irfftn(x, s, dim, norm);
}
Tensor hfft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return hfftn(x, s, dim, norm);
}
Tensor ihfft2(const Tensor& x, OptionalIntArrayRef s, IntArrayRef dim, Norm norm) {
  return ihfftn(x, s, dim, norm);
}

Tensor fftfreq(int64_t n, double d, const TensorOptions& options) {
  return frequencies("fftfreq", n, d, options, true);
}
Tensor rfftfreq(int64_t n, double d, const TensorOptions& options) {
  return frequencies("rfftfreq", n, d, options, false);
}
Tensor fftshift(const Tensor& x, OptionalIntArrayRef dim) { return shifted(x, dim, false); }
Tensor ifftshift(const Tensor& x, OptionalIntArrayRef dim) { return shifted(x, dim, true); }

}  // namespace facula::fft
