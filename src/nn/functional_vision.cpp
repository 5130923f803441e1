// Functional forms of resizing, sampling by a grid, sliding blocks, shuffles and distances.
#include <cmath>

#include "facula/core/warning.h"
#include "facula/nn/functional.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/distance.h"
#include "facula/ops/pool.h"
#include "facula/ops/similarity.h"
#include "facula/ops/upsample.h"
#include "facula/ops/vision.h"

namespace facula {
namespace nn {
namespace functional {

// ---- resizing

namespace {

std::string list_text(const std::vector<double>& v) {
  std::string s;
  for (double x : v) s += facula::detail::concat(s.empty() ? "[" : ", ", x);
  return s + "]";
}

struct Target {
  std::vector<int64_t> size;
  std::vector<std::optional<double>> scale;  // to be used as it is, where given
};

Target resize_target(const Tensor& input, const InterpolateFuncOptions& o) {
  const int64_t dims = input.dim() - 2;
  FACULA_CHECK(o.size() || o.scale_factor(), "either size or scale_factor should be defined");
  FACULA_CHECK(!o.size() || !o.scale_factor(), "only one of size or scale_factor should be defined");
  Target t;
  t.scale.resize(static_cast<size_t>(dims));
  if (o.size()) {
    FACULA_CHECK(static_cast<int64_t>(o.size()->size()) == dims,
                 "size shape must match input shape. Input is ", dims, "D, size is ", IntArrayRef(*o.size()));
    FACULA_CHECK(!o.recompute_scale_factor().value_or(false),
                 "recompute_scale_factor is not meaningful with an explicit size.");
    t.size = *o.size();
    return t;
  }
  const std::vector<double>& factor = *o.scale_factor();
  FACULA_CHECK(static_cast<int64_t>(factor.size()) == dims,
               "scale_factor shape must match input shape. Input is ", dims, "D, scale_factor size is ",
               list_text(factor));
  for (int64_t d = 0; d < dims; ++d) {
    const double f = factor[static_cast<size_t>(d)];
    t.size.push_back(static_cast<int64_t>(std::floor(static_cast<double>(input.size(d + 2)) * f)));
    if (!o.recompute_scale_factor().value_or(false)) t.scale[static_cast<size_t>(d)] = f;
  }
  return t;
}

Tensor nearest(const Tensor& x, const Target& t, bool exact) {
  if (x.dim() == 3)
    return exact ? _upsample_nearest_exact1d(x, t.size, t.scale[0])
                 : upsample_nearest1d(x, t.size, t.scale[0]);
  if (x.dim() == 4)
    return exact ? _upsample_nearest_exact2d(x, t.size, t.scale[0], t.scale[1])
                 : upsample_nearest2d(x, t.size, t.scale[0], t.scale[1]);
  return exact ? _upsample_nearest_exact3d(x, t.size, t.scale[0], t.scale[1], t.scale[2])
               : upsample_nearest3d(x, t.size, t.scale[0], t.scale[1], t.scale[2]);
}

Tensor area(const Tensor& x, const Target& t) {
  return x.dim() == 3   ? facula::adaptive_avg_pool1d(x, t.size)
         : x.dim() == 4 ? facula::adaptive_avg_pool2d(x, t.size)
                        : facula::adaptive_avg_pool3d(x, t.size);
}

void need(const Tensor& input, int64_t dims, const char* mode) {
  FACULA_CHECK(input.dim() == dims, "Got ", input.dim(), "D input, but ", mode, " mode needs ", dims,
               "D input");
}

}  // namespace

Tensor interpolate(const Tensor& input, const InterpolateFuncOptions& o) {
  const std::string mode = enumtype::get_enum_name(o.mode());
  const bool by_elements = mode == "kNearest" || mode == "kArea" || mode == "kNearestExact";
  FACULA_CHECK(!by_elements || !o.align_corners(),
               "align_corners option can only be set with the interpolating modes: linear | bilinear | "
               "bicubic | trilinear");
  FACULA_CHECK(input.dim() >= 3 && input.dim() <= 5,
               "Input Error: Only 3D, 4D and 5D input Tensors supported (got ", input.dim(),
               "D) for the modes: nearest | linear | bilinear | bicubic | trilinear (got ", mode, ")");
  const bool align = o.align_corners().value_or(false);
  const Target t = resize_target(input, o);
  FACULA_CHECK(
      !o.antialias() || ((mode == "kBilinear" || mode == "kBicubic") && input.dim() == 4),
      "Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D tensor as input");
  if (mode == "kNearest" || mode == "kNearestExact") return nearest(input, t, mode == "kNearestExact");
  if (mode == "kArea") return area(input, t);
  if (mode == "kLinear") {
    need(input, 3, "linear");
    return upsample_linear1d(input, t.size, align, t.scale[0]);
  }
  if (mode == "kTrilinear") {
    need(input, 5, "trilinear");
    return upsample_trilinear3d(input, t.size, align, t.scale[0], t.scale[1], t.scale[2]);
  }
  need(input, 4, mode == "kBilinear" ? "bilinear" : "bicubic");
  if (mode == "kBilinear")
    return o.antialias() ? _upsample_bilinear2d_aa(input, t.size, align, t.scale[0], t.scale[1])
                         : upsample_bilinear2d(input, t.size, align, t.scale[0], t.scale[1]);
  return o.antialias() ? _upsample_bicubic2d_aa(input, t.size, align, t.scale[0], t.scale[1])
                       : upsample_bicubic2d(input, t.size, align, t.scale[0], t.scale[1]);
}

// ---- sampling by a grid

// The type's name in C++, as libtorch prints it there.
static std::string cpp_name(ScalarType t) {
  return t == kInt    ? "int"
         : t == kLong ? "long int"
         : t == kByte ? "unsigned char"
         : t == kChar ? "signed char"
         : t == kBool ? "bool"
                      : facula::detail::concat(t);
}

Tensor affine_grid(const Tensor& theta, const IntArrayRef& size, bool align_corners) {
  FACULA_CHECK(isFloatingType(theta.scalar_type()), "Expected theta to have floating point type, but got ",
               cpp_name(theta.scalar_type()));
  const bool flat = size.size() == 4;
  FACULA_CHECK(flat || size.size() == 5,
               "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. "
               "Got size ",
               size);
  const int64_t dims = flat ? 2 : 3;
  FACULA_CHECK(theta.dim() == 3 && theta.size(-2) == dims && theta.size(-1) == dims + 1,
               "Expected a batch of ", dims, "D affine matrices of shape Nx", dims, "x", dims + 1,
               " for size ", size, ". Got ", theta.sizes(), ".");
  for (int64_t s : size) FACULA_CHECK(s > 0, "Expected non-zero, positive output size. Got ", size);
  return affine_grid_generator(theta, size, align_corners);
}

Tensor grid_sample(const Tensor& input, const Tensor& grid, const GridSampleFuncOptions& o) {
  using enumtype::is;
  const int64_t mode = is<enumtype::kBilinear>(o.mode()) ? 0 : is<enumtype::kNearest>(o.mode()) ? 1 : 2;
  const int64_t padding = is<enumtype::kZeros>(o.padding_mode())    ? 0
                          : is<enumtype::kBorder>(o.padding_mode()) ? 1
                                                                    : 2;
  static bool warned = false;
  if (!o.align_corners() && !warned) {
    warned = true;
    FACULA_WARN(
        "Default grid_sample and affine_grid behavior has changed to align_corners=False since 1.3.0. Please "
        "specify align_corners=True if the old behavior is desired. See the documentation of grid_sample for "
        "details.");
  }
  return grid_sampler(input, grid, mode, padding, o.align_corners().value_or(false));
}

// ---- sliding blocks and shuffles

Tensor fold(const Tensor& input, const FoldFuncOptions& o) {
  FACULA_CHECK(input.dim() == 2 || input.dim() == 3,
               "Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got ",
               input.dim(), "D)");
  return col2im(input, *o.output_size(), *o.kernel_size(), *o.dilation(), *o.padding(), *o.stride());
}
Tensor unfold(const Tensor& input, const UnfoldFuncOptions& o) {
  FACULA_CHECK(input.dim() == 4, "Input Error: Only 4D input Tensors are supported (got ", input.dim(), "D)");
  return im2col(input, *o.kernel_size(), *o.dilation(), *o.padding(), *o.stride());
}
Tensor pixel_shuffle(const Tensor& input, const PixelShuffleFuncOptions& o) {
  return facula::pixel_shuffle(input, o.upscale_factor());
}
Tensor pixel_unshuffle(const Tensor& input, const PixelUnshuffleFuncOptions& o) {
  return facula::pixel_unshuffle(input, o.downscale_factor());
}

// ---- distances

Tensor cosine_similarity(const Tensor& x1, const Tensor& x2, const CosineSimilarityFuncOptions& o) {
  return facula::cosine_similarity(x1, x2, o.dim(), o.eps());
}
Tensor pairwise_distance(const Tensor& x1, const Tensor& x2, const PairwiseDistanceFuncOptions& o) {
  return facula::pairwise_distance(x1, x2, o.p(), o.eps(), o.keepdim());
}
Tensor pdist(const Tensor& input, double p) { return facula::pdist(input, p); }

}  // namespace functional
}  // namespace nn
}  // namespace facula
