// Resizing: the taps of each mode, applied to one dimension after another. The map is linear, so its
// derivative is the transposed map, whose derivative is the map again.
#include "facula/ops/upsample.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/upsample.h"
#include "ops/pool.h"

namespace facula {

namespace {

enum class Mode { Nearest, NearestExact, Linear, Cubic, LinearAntialias, CubicAntialias };

struct Taps {
  int64_t inputs, outputs, taps;
  std::vector<int64_t> index;
  std::vector<double> weight;

  Taps(int64_t in, int64_t out, int64_t k)
      : inputs(in), outputs(out), taps(k), index(size()), weight(size()) {}
  size_t size() const { return static_cast<size_t>(outputs * taps); }
  void set(int64_t o, int64_t k, int64_t i, double w) {
    const auto at = static_cast<size_t>(o * taps + k);
    index[at] = std::clamp<int64_t>(i, 0, inputs - 1);
    weight[at] = w;
  }
  kernels::ResampleTaps view() const { return {inputs, outputs, taps, index.data(), weight.data()}; }
};
using TapsPtr = std::shared_ptr<const Taps>;

// Input elements per output element. T is the type PyTorch computes positions in.
template <class T>
T step_of(int64_t in, int64_t out, bool align_corners, std::optional<double> scale) {
  if (align_corners) return out > 1 ? static_cast<T>(in - 1) / static_cast<T>(out - 1) : T(0);
  if (scale && *scale > 0) return static_cast<T>(1.0 / *scale);
  return static_cast<T>(in) / static_cast<T>(out);
}

Taps nearest_taps(int64_t in, int64_t out, bool exact, std::optional<double> scale) {
  Taps t(in, out, 1);
  const float step = step_of<float>(in, out, false, scale);
  for (int64_t o = 0; o < out; ++o)
    t.set(o, 0, static_cast<int64_t>(std::floor((static_cast<float>(o) + (exact ? 0.5f : 0.f)) * step)), 1);
  return t;
}

template <class T>
Taps linear_taps(int64_t in, int64_t out, bool align_corners, std::optional<double> scale) {
  Taps t(in, out, 2);
  const T step = step_of<T>(in, out, align_corners, scale);
  for (int64_t o = 0; o < out; ++o) {
    T at = static_cast<T>(o);
    if (in != out) {
      at = align_corners ? step * at : step * (at + T(0.5)) - T(0.5);
      if (at < 0) at = 0;
    }
    const int64_t i = std::min(static_cast<int64_t>(at), in - 1);
    const T w = std::clamp(at - static_cast<T>(i), T(0), T(1));
    t.set(o, 0, i, 1 - w);
    t.set(o, 1, i + 1, w);
  }
  return t;
}

// The cubic kernel with parameter a, for distances below 1 and between 1 and 2.
double cubic_near(double x, double a) { return ((a + 2) * x - (a + 3)) * x * x + 1; }
double cubic_far(double x, double a) { return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a; }

template <class T>
Taps cubic_taps(int64_t in, int64_t out, bool align_corners, std::optional<double> scale) {
  Taps t(in, out, 4);
  const T step = step_of<T>(in, out, align_corners, scale);
  for (int64_t o = 0; o < out; ++o) {
    T at = static_cast<T>(o);
    if (in != out) at = align_corners ? step * at : step * (at + T(0.5)) - T(0.5);
    const int64_t i = std::min(static_cast<int64_t>(std::floor(at)), in - 1);
    const double w = static_cast<double>(std::clamp(at - static_cast<T>(i), T(0), T(1)));
    t.set(o, 0, i - 1, cubic_far(w + 1, -0.75));
    t.set(o, 1, i, cubic_near(w, -0.75));
    t.set(o, 2, i + 1, cubic_near(1 - w, -0.75));
    t.set(o, 3, i + 2, cubic_far(2 - w, -0.75));
  }
  return t;
}

double filter(bool cubic, double x) {
  x = std::abs(x);
  if (!cubic) return x < 1 ? 1 - x : 0;
  return x < 1 ? cubic_near(x, -0.5) : x < 2 ? cubic_far(x, -0.5) : 0;
}

template <class T>
Taps antialias_taps(int64_t in, int64_t out, bool cubic, bool align_corners, std::optional<double> scale) {
  const T step = step_of<T>(in, out, align_corners, scale);
  const T half = cubic ? T(2) : T(1), support = step >= 1 ? half * step : half;
  const T shrink = step >= 1 ? 1 / step : T(1);
  Taps t(in, out, static_cast<int64_t>(std::ceil(support)) * 2 + 1);
  for (int64_t o = 0; o < out; ++o) {
    const T middle = step * (static_cast<T>(o) + T(0.5));
    const int64_t begin = std::max<int64_t>(static_cast<int64_t>(middle - support + T(0.5)), 0);
    const int64_t end = std::min(static_cast<int64_t>(middle + support + T(0.5)), in);
    double total = 0;
    for (int64_t i = begin; i < end; ++i) {
      const double w = filter(cubic, static_cast<double>((static_cast<T>(i) - middle + T(0.5)) * shrink));
      t.set(o, i - begin, i, w);
      total += w;
    }
    if (total != 0)
      for (int64_t i = begin; i < end; ++i) t.weight[static_cast<size_t>(o * t.taps + i - begin)] /= total;
  }
  return t;
}

template <class T>
Taps taps_of(Mode mode, int64_t in, int64_t out, bool align_corners, std::optional<double> scale) {
  switch (mode) {
    case Mode::Nearest:
      return nearest_taps(in, out, false, scale);
    case Mode::NearestExact:
      return nearest_taps(in, out, true, scale);
    case Mode::Linear:
      return linear_taps<T>(in, out, align_corners, scale);
    case Mode::Cubic:
      return cubic_taps<T>(in, out, align_corners, scale);
    default:
      return antialias_taps<T>(in, out, mode == Mode::CubicAntialias, align_corners, scale);
  }
}

DimVector with_size(const Tensor& x, int64_t dim, int64_t n) {
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  sizes[static_cast<size_t>(dim)] = n;
  return sizes;
}

Tensor resample(const char* name, const Tensor& x, int64_t dim, const TapsPtr& taps);

Tensor resample_transposed(const char* name, const Tensor& g, int64_t dim, const TapsPtr& taps) {
  Tensor gx = make_contiguous(with_size(g, dim, taps->inputs), g.scalar_type(), g.device());
  {
    NoGradGuard off;
    if (gx.numel()) kernels::resample_backward(gx, g.contiguous(), dim, taps->view());
  }
  return record(name, gx,
                grad_of(g, [name, dim, taps](const Tensor& h) { return resample(name, h, dim, taps); }));
}

// x is row-major.
Tensor resample(const char* name, const Tensor& x, int64_t dim, const TapsPtr& taps) {
  Tensor y = make_contiguous(with_size(x, dim, taps->outputs), x.scalar_type(), x.device());
  {
    NoGradGuard off;
    if (y.numel()) kernels::resample(y, x.contiguous(), dim, taps->view());
  }
  return record(name, y, grad_of(x, [name, dim, taps](const Tensor& g) {
                  return resample_transposed(name, g, dim, taps);
                }));
}

// The same in public ops, for devices and dtypes without a kernel.
Tensor resample_composed(const Tensor& x, int64_t dim, const Taps& taps) {
  Tensor y;
  for (int64_t k = 0; k < taps.taps; ++k) {
    Tensor index = empty({taps.outputs}, TensorOptions(kLong)), weight = empty({taps.outputs}, kDouble);
    for (int64_t o = 0; o < taps.outputs; ++o) {
      index.data_ptr<int64_t>()[o] = taps.index[static_cast<size_t>(o * taps.taps + k)];
      weight.data_ptr<double>()[o] = taps.weight[static_cast<size_t>(o * taps.taps + k)];
    }
    Tensor part = x.index_select(dim, index.to(x.device()));
    if (taps.taps == 1) return part;  // of weight 1
    DimVector shape(static_cast<size_t>(x.dim()), 1);
    shape[static_cast<size_t>(dim)] = taps.outputs;
    part = part * weight.to(x.options()).view(shape);
    y = y.defined() ? y + part : part;
  }
  return y;
}

// "(H: 2, W: 3)"
std::string named_sizes(IntArrayRef sizes) {
  std::string text = "(";
  for (size_t i = 0; i < sizes.size(); ++i) {
    if (i) text += ", ";
    text += "DHW"[3 - sizes.size() + i];
    text += ": " + std::to_string(sizes[i]);
  }
  return text + ")";
}

void check(const Tensor& x, int64_t dims, IntArrayRef size) {
  FACULA_CHECK(static_cast<int64_t>(size.size()) == dims, "It is expected output_size equals to ", dims,
               ", but got size ", size.size());
  FACULA_CHECK(x.dim() == dims + 2, "It is expected input_size equals to ", dims + 2, ", but got size ",
               x.dim());
  bool positive = true;
  for (int64_t d = 1; d < x.dim(); ++d) positive = positive && x.size(d) > 0;
  FACULA_CHECK(positive, "Non-empty ", dims + 2, "D data tensor expected but got a tensor with sizes ",
               x.sizes());
  for (int64_t n : size) positive = positive && n > 0;
  FACULA_CHECK(positive, "Input and output sizes should be greater than 0, but got input ",
               named_sizes(x.sizes().slice(2)), dims == 1 ? " and output " : " output ", named_sizes(size));
}

Tensor upsample(const char* name, Mode mode, const Tensor& x, IntArrayRef size, bool align_corners,
                std::initializer_list<std::optional<double>> scales) {
  const auto dims = static_cast<int64_t>(scales.size());
  check(x, dims, size);
  DimVector sizes(x.sizes().begin(), x.sizes().begin() + 2);
  for (int64_t n : size) sizes.push_back(n);
  FACULA_CHECK(checked_numel(sizes) <= INT64_MAX / 16, name, ": a result of sizes ", IntArrayRef(sizes),
               " is too large");
  const bool nearest = mode == Mode::Nearest || mode == Mode::NearestExact;
  const ScalarType dtype = x.scalar_type();
  FACULA_CHECK_AS(NotImplementedError, nearest || isFloatingType(dtype), "\"", name,
                  "\" not implemented for '", dtype, "'");
  const bool half = dtype == kHalf || dtype == kBFloat16;
  if (half && !nearest) return upsample(name, mode, x.to(kFloat), size, align_corners, scales).to(dtype);
  const bool has_kernel = x.is_cpu() && (dtype == kFloat || dtype == kDouble);
  const bool last = pools::channels_last(x);
  // Channels last: the dimensions in the order in which they lie in memory.
  Tensor y = last ? x.movedim(1, -1) : x;
  const int64_t first = last ? 1 : 2;
  for (int64_t d = dims; d-- > 0;) {  // the last dimension first, as PyTorch rounds
    const auto k = static_cast<size_t>(d);
    const int64_t in = x.size(d + 2), out = size[k];
    const std::optional<double> scale = scales.begin()[d];
    auto taps =
        std::make_shared<const Taps>(dtype == kDouble ? taps_of<double>(mode, in, out, align_corners, scale)
                                                      : taps_of<float>(mode, in, out, align_corners, scale));
    y = has_kernel ? resample(name, y, first + d, taps) : resample_composed(y, first + d, *taps);
  }
  return last ? y.movedim(-1, 1) : y;
}

}  // namespace

#define FACULA_UPSAMPLE_NEAREST(prefix, Name, mode)                                                        \
  Tensor prefix##1d(const Tensor& x, IntArrayRef size, std::optional<double> s) {                          \
    return upsample(Name "1DBackward0", mode, x, size, false, {s});                                        \
  }                                                                                                        \
  Tensor prefix##2d(const Tensor& x, IntArrayRef size, std::optional<double> h, std::optional<double> w) { \
    return upsample(Name "2DBackward0", mode, x, size, false, {h, w});                                     \
  }                                                                                                        \
  Tensor prefix##3d(const Tensor& x, IntArrayRef size, std::optional<double> d, std::optional<double> h,   \
                    std::optional<double> w) {                                                             \
    return upsample(Name "3DBackward0", mode, x, size, false, {d, h, w});                                  \
  }
FACULA_UPSAMPLE_NEAREST(upsample_nearest, "UpsampleNearest", Mode::Nearest)
FACULA_UPSAMPLE_NEAREST(_upsample_nearest_exact, "UpsampleNearestExact", Mode::NearestExact)
#undef FACULA_UPSAMPLE_NEAREST

#define FACULA_UPSAMPLE2(name, Name, mode)                                                    \
  Tensor name(const Tensor& x, IntArrayRef size, bool align_corners, std::optional<double> h, \
              std::optional<double> w) {                                                      \
    return upsample(Name "Backward0", mode, x, size, align_corners, {h, w});                  \
  }
FACULA_UPSAMPLE2(upsample_bilinear2d, "UpsampleBilinear2D", Mode::Linear)
FACULA_UPSAMPLE2(upsample_bicubic2d, "UpsampleBicubic2D", Mode::Cubic)
FACULA_UPSAMPLE2(_upsample_bilinear2d_aa, "UpsampleBilinear2DAa", Mode::LinearAntialias)
FACULA_UPSAMPLE2(_upsample_bicubic2d_aa, "UpsampleBicubic2DAa", Mode::CubicAntialias)
#undef FACULA_UPSAMPLE2

Tensor upsample_linear1d(const Tensor& x, IntArrayRef size, bool align_corners, std::optional<double> s) {
  return upsample("UpsampleLinear1DBackward0", Mode::Linear, x, size, align_corners, {s});
}
Tensor upsample_trilinear3d(const Tensor& x, IntArrayRef size, bool align_corners, std::optional<double> d,
                            std::optional<double> h, std::optional<double> w) {
  return upsample("UpsampleTrilinear3DBackward0", Mode::Linear, x, size, align_corners, {d, h, w});
}

}  // namespace facula
