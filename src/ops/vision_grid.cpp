// Sampling by a grid, in public ops: every corner is a gather, weighted by a product of one weight per
// dimension.
#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/matmul.h"
#include "facula/ops/view.h"
#include "facula/ops/vision.h"

namespace facula {

namespace {

enum Interpolation { kLinearly, kNearestElement, kCubically };
enum Padding { kZerosOutside, kEdge, kReflected };

// A candidate along one dimension: where it is (kept inside), and its weight, which is 0 outside.
struct Tap {
  Tensor index, weight;
};

// PyTorch lets no gradient through at the bounds themselves.
Tensor clip(const Tensor& x, int64_t size) {
  const auto last = static_cast<double>(size - 1);
  const Tensor low = zeros({}, x.options()), high = full({}, last, x.options());
  return where(x <= 0, low, where(x >= last, high, x));
}

// Mirrored between low / 2 and high / 2.
Tensor reflect(const Tensor& x, int64_t low, int64_t high) {
  if (low == high) return zeros_like(x);
  const double least = static_cast<double>(low) / 2, span = static_cast<double>(high - low) / 2;
  const Tensor away = (x - least).abs();
  const Tensor flips = (away.detach() / span).floor();
  const Tensor extra = away - flips * span;
  return where(flips.remainder(2) == 0, extra + least, span - extra + least);
}

Tensor padded(const Tensor& x, int64_t size, int64_t padding, bool align_corners) {
  if (padding == kEdge) return clip(x, size);
  if (padding != kReflected) return x;
  return clip(align_corners ? reflect(x, 0, 2 * (size - 1)) : reflect(x, -1, 2 * size - 1), size);
}

Tap tap_at(const Tensor& place, const Tensor& weight, int64_t size) {
  const Tensor in = (place >= 0).logical_and(place <= static_cast<double>(size - 1));
  const Tensor index = where(in, place, zeros({}, place.options())).to(kLong);
  return {index, where(in, weight, zeros({}, weight.options()))};
}

Tensor cubic_weight(const Tensor& t, int64_t k) {  // of the element at k - 1 from the floor
  const double a = -0.75;
  if (k == 0 || k == 3) {
    const Tensor x = k == 0 ? t + 1 : 2 - t;
    return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
  }
  const Tensor x = k == 1 ? t : 1 - t;
  return ((a + 2) * x - (a + 3)) * x * x + 1;
}

std::vector<Tap> taps_along(const Tensor& coordinate, int64_t size, int64_t mode, int64_t padding,
                            bool align_corners) {
  const auto n = static_cast<double>(size);
  const Tensor at = align_corners ? (coordinate + 1) * ((n - 1) / 2) : ((coordinate + 1) * n - 1) * 0.5;
  std::vector<Tap> taps;
  if (mode == kCubically) {
    const Tensor below = at.detach().floor(), t = at - below;
    for (int64_t k = 0; k < 4; ++k)
      taps.push_back(tap_at(padded(below + (k - 1), size, padding, align_corners), cubic_weight(t, k), size));
    return taps;
  }
  const Tensor place = padded(at, size, padding, align_corners);
  if (mode == kNearestElement) {
    const Tensor middle = place.round();
    // The weight 1, tied to the grid so that its gradient is 0 and not missing.
    taps.push_back(tap_at(middle.detach(), middle - middle.detach() + 1, size));
    return taps;
  }
  const Tensor below = place.detach().floor(), t = place - below;
  taps.push_back(tap_at(below, 1 - t, size));
  taps.push_back(tap_at(below + 1, t, size));
  return taps;
}

void check(const Tensor& x, const Tensor& grid, int64_t mode, int64_t padding) {
  FACULA_CHECK(x.device() == grid.device(),
               "grid_sampler(): expected input and grid to be on same device, but input is on ", x.device(),
               " and grid is on ", grid.device());
  FACULA_CHECK(x.scalar_type() == grid.scalar_type(),
               "grid_sampler(): expected input and grid to have same "
               "dtype, but input has ",
               x.scalar_type(), " and grid has ", grid.scalar_type());
  FACULA_CHECK((x.dim() == 4 || x.dim() == 5) && x.dim() == grid.dim(),
               "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but got "
               "input with sizes ",
               x.sizes(), " and grid with sizes ", grid.sizes());
  FACULA_CHECK(x.size(0) == grid.size(0),
               "grid_sampler(): expected grid and input to have same batch size, but got input with sizes ",
               x.sizes(), " and grid with sizes ", grid.sizes());
  FACULA_CHECK(grid.size(-1) == x.dim() - 2, "grid_sampler(): expected grid to have size ", x.dim() - 2,
               " in last dimension, but got grid with sizes ", grid.sizes());
  for (int64_t d = 2; d < x.dim(); ++d)
    FACULA_CHECK(x.size(d) > 0,
                 "grid_sampler(): expected input to have non-empty spatial dimensions, but input has sizes ",
                 x.sizes(), " with dimension ", d, " being empty");
  FACULA_CHECK(mode >= 0 && mode <= 2 && padding >= 0 && padding <= 2,
               "grid_sampler(): expected modes 0, 1 or 2, but got interpolation_mode ", mode,
               " and padding_mode ", padding);
  FACULA_CHECK(x.dim() == 4 || mode != kCubically,
               "grid_sampler(): bicubic interpolation only supports 4D input");
}

}  // namespace

Tensor grid_sampler(const Tensor& x, const Tensor& grid, int64_t interpolation_mode, int64_t padding_mode,
                    bool align_corners) {
  check(x, grid, interpolation_mode, padding_mode);
  const int64_t dims = x.dim() - 2, n = x.size(0), c = x.size(1);
  const Tensor places = grid.reshape({n, -1, dims});
  const int64_t count = places.size(1);
  const Tensor flat = x.flatten(2);
  // All combinations of the dimensions' taps; the last dimension of x is the first coordinate.
  std::vector<Tap> joint;
  for (int64_t d = 0; d < dims; ++d) {
    const int64_t size = x.size(2 + d);
    const std::vector<Tap> taps =
        taps_along(places.select(2, dims - 1 - d), size, interpolation_mode, padding_mode, align_corners);
    if (d == 0) {
      joint = taps;
      continue;
    }
    std::vector<Tap> next;
    for (const Tap& a : joint)
      for (const Tap& b : taps) next.push_back({a.index * size + b.index, a.weight * b.weight});
    joint = std::move(next);
  }
  Tensor y;
  for (const Tap& t : joint) {
    const Tensor index = t.index.unsqueeze(1).expand({n, c, count});
    const Tensor part = flat.gather(2, index) * t.weight.unsqueeze(1);
    y = y.defined() ? y + part : part;
  }
  DimVector shape{n, c};
  for (int64_t d = 1; d + 1 < grid.dim(); ++d) shape.push_back(grid.size(d));
  return y.reshape(shape);
}

// From -1 to 1 in n steps: at the ends, or in the middles of n equal parts.
static Tensor line(int64_t n, bool align_corners, const TensorOptions& options) {
  if (n <= 1) return zeros({n}, options);
  const Tensor t = linspace(-1, 1, n, options);
  return align_corners ? t : t * (static_cast<double>(n - 1) / static_cast<double>(n));
}

Tensor affine_grid_generator(const Tensor& theta, IntArrayRef size, bool align_corners) {
  FACULA_CHECK(size.size() == 4 || size.size() == 5,
               "AffineGridGenerator needs 4d (spatial) or 5d (volumetric) inputs.");
  const int64_t dims = static_cast<int64_t>(size.size()) - 2;
  DimVector shape(size.begin() + 2, size.end());
  std::vector<Tensor> columns;
  for (int64_t d = dims; d-- > 0;) {  // x, y, z
    DimVector along(static_cast<size_t>(dims), 1);
    along[static_cast<size_t>(d)] = size[static_cast<size_t>(d) + 2];
    columns.push_back(
        line(size[static_cast<size_t>(d) + 2], align_corners, theta.options().requires_grad(false))
            .view(along)
            .expand(shape)
            .reshape({-1, 1}));
  }
  columns.push_back(ones({columns[0].size(0), 1}, theta.options().requires_grad(false)));
  const Tensor base = cat(columns, 1);
  DimVector result{size[0]};
  for (int64_t s : shape) result.push_back(s);
  result.push_back(dims);
  return matmul(base, theta.transpose(1, 2)).reshape(result);
}

}  // namespace facula
