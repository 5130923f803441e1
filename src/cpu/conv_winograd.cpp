// 3 x 3 convolutions by Winograd's F(2 x 2, 3 x 3): 16 products of matrices (tiles x channels)(channels x
// channels) take 2.25 times fewer multiplications than the convolution itself. Tiles are taken a few hundred
// KB at a time, so that what is between the transforms stays in the cache; row-major images are transposed
// there, too.
#include <algorithm>
#include <vector>

#include "cpu/capability.h"
#include "cpu/conv.h"
#include "cpu/conv_images.h"
#include "cpu/gemm.h"
#include "cpu/winograd_loops.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_winograd)
WinogradLoops winograd_loops{};

namespace {

constexpr int64_t kPlanes = 16;  // values of a transformed tile

// How the output's tiles are shared out: whole images make groups, whose rows of tiles make strips.
struct Tiling {
  int64_t across, down;  // tiles of an image
  int64_t images;        // in a group
  int64_t strip;         // rows of tiles at a time
  int64_t tiles() const { return strip * across; }
  Tiling(int64_t batch, const ImageSide& y, int64_t channels) {
    across = (y.width + 1) / 2;
    down = (y.height + 1) / 2;
    const int64_t wanted = std::clamp<int64_t>(8192 / channels, 32, 256);
    images = std::clamp<int64_t>(wanted / (across * down), 1, batch);
    const int64_t rows = images * down;
    const int64_t strips =
        (rows + std::max<int64_t>(wanted / across, 1) - 1) / std::max<int64_t>(wanted / across, 1);
    strip = (rows + strips - 1) / strips;
  }
};

// Rows y, y + 1, … of image `i`.
WinogradRows rows_of(const ImageGroup& g, const ImageSide& side, int64_t i, int64_t y, int count,
                     int64_t first, int64_t tiles) {
  WinogradRows r{{}, side.width, side.channels, first, tiles};
  for (int k = 0; k < count; ++k) r.rows[k] = g.row(i, y + k);
  return r;
}

// y = conv(x, kernel) with the kernel's transform u (16 x in x out).
void correlate(int64_t batch, const ImageSide& y, const ImageSide& x, const float* u, const float* bias,
               int64_t padding) {
  const Tiling t(batch, y, x.channels + y.channels);
  const Tensor zeros = make_floats(x.channels);
  std::fill_n(floats_of(zeros), x.channels, 0.f);
  for_image_groups(batch, t.images, [&](int64_t begin, int64_t end) {
    ImageGroup in(x, t.images), out(y, t.images);
    const Tensor v = make_floats(kPlanes * t.tiles() * x.channels),
                 m = make_floats(kPlanes * t.tiles() * y.channels);
    for (; begin < end; begin += t.images) {
      const int64_t count = std::min(t.images, end - begin), rows = count * t.down;
      in.move(begin, count);
      out.move(begin, count);
      in.load();
      for (int64_t first = 0; first < rows; first += t.strip) {
        const int64_t stop = std::min(first + t.strip, rows), n = (stop - first) * t.across;
        for (int64_t r = first; r < stop; ++r)
          winograd_loops.input(floats_of(v) + (r - first) * t.across * x.channels, n * x.channels,
                               rows_of(in, x, r / t.down, r % t.down * 2 - padding, 4, -padding, t.across),
                               floats_of(zeros));
        for (int64_t k = 0; k < kPlanes; ++k)
          gemm<float>({floats_of(v) + k * n * x.channels, n, x.channels, x.channels, 1},
                      {u + k * x.channels * y.channels, x.channels, y.channels, y.channels, 1},
                      floats_of(m) + k * n * y.channels, y.channels, 1.f, 0.f);
        for (int64_t r = first; r < stop; ++r)
          winograd_loops.output(rows_of(out, y, r / t.down, r % t.down * 2, 2, 0, t.across),
                                floats_of(m) + (r - first) * t.across * y.channels, n * y.channels, bias);
      }
      out.store();
    }
  });
}

// u (16 x in x out) and sums (out) = what images [begin, end) give to the gradients.
void weight_part(float* u, double* sums, int64_t begin, int64_t end, const ImageSide& x, const ImageSide& g,
                 const Tiling& t, int64_t padding) {
  ImageGroup in(x, t.images), out(g, t.images);
  const Tensor part = make_floats(g.channels);
  const Tensor v = make_floats(kPlanes * t.tiles() * x.channels),
               z = make_floats(kPlanes * t.tiles() * g.channels);
  const Tensor zeros = make_floats(std::max(x.channels, g.channels));
  std::fill_n(floats_of(zeros), zeros.numel(), 0.f);
  bool any = false;
  for (; begin < end; begin += t.images) {
    const int64_t count = std::min(t.images, end - begin), rows = count * t.down;
    in.move(begin, count);
    out.move(begin, count);
    in.load();
    out.load();
    for (int64_t first = 0; first < rows; first += t.strip) {
      const int64_t stop = std::min(first + t.strip, rows), n = (stop - first) * t.across;
      for (int64_t r = first; r < stop; ++r) {
        winograd_loops.input(floats_of(v) + (r - first) * t.across * x.channels, n * x.channels,
                             rows_of(in, x, r / t.down, r % t.down * 2 - padding, 4, -padding, t.across),
                             floats_of(zeros));
        winograd_loops.spread(floats_of(z) + (r - first) * t.across * g.channels, n * g.channels,
                              rows_of(out, g, r / t.down, r % t.down * 2, 2, 0, t.across), floats_of(zeros));
      }
      for (int64_t k = 0; k < kPlanes; ++k)
        gemm<float>({floats_of(v) + k * n * x.channels, x.channels, n, 1, x.channels},
                    {floats_of(z) + k * n * g.channels, n, g.channels, g.channels, 1},
                    u + k * x.channels * g.channels, g.channels, 1.f, any ? 1.f : 0.f);
      any = true;
      if (!sums) continue;
      std::fill_n(floats_of(part), g.channels, 0.f);  // plane 5 holds the sums of the tiles' pixels
      winograd_loops.add_tiles(floats_of(part), floats_of(z) + 5 * n * g.channels, n, g.channels);
      for (int64_t c = 0; c < g.channels; ++c) sums[c] += static_cast<double>(floats_of(part)[c]);
    }
  }
}

}  // namespace

bool winograd_fits(const ConvShape& s) {
  if (s.groups != 1 || s.in % kWinogradLanes != 0 || s.out % kWinogradLanes != 0) return false;
  if (s.kernel[0] != 1 || s.input[0] != 1 || s.output[0] != 1) return false;
  for (int d = 1; d < 3; ++d)
    if (s.kernel[d] != 3 || s.stride[d] != 1 || s.dilation[d] != 1 || s.padding[d] != s.padding[1] ||
        s.padding[d] > 2 || s.output[d] != s.input[d] + 2 * s.padding[d] - 2)
      return false;
  return true;
}

void winograd_conv_forward(const ConvShape& s, Tensor& y, const Tensor& x, const Tensor& w,
                           const Tensor& bias) {
  const Tensor u = make_floats(kPlanes * s.in * s.out);
  winograd_loops.weights(floats_of(u), floats_of(w), s.in, s.out, 9, 9 * s.in, false);
  correlate(s.batch, ImageSide(y), ImageSide(x), floats_of(u), bias.defined() ? floats_of(bias) : nullptr,
            s.padding[1]);
}

void winograd_conv_data(const ConvShape& s, Tensor& x, const Tensor& g, const Tensor& w, const Tensor& bias) {
  const Tensor u = make_floats(kPlanes * s.in * s.out);
  winograd_loops.weights(floats_of(u), floats_of(w), s.out, s.in, 9 * s.in, 9, true);
  correlate(s.batch, ImageSide(x), ImageSide(g), floats_of(u), bias.defined() ? floats_of(bias) : nullptr,
            2 - s.padding[1]);
}

void winograd_conv_weight(const ConvShape& s, Tensor& w, Tensor& bias, const Tensor& x, const Tensor& g) {
  const Tiling t(s.batch, ImageSide(g), s.in + s.out);
  const int64_t groups = (s.batch + t.images - 1) / t.images;
  const int64_t parts = std::min<int64_t>(get_num_threads(), groups), size = kPlanes * s.in * s.out;
  const Tensor u = make_floats(parts * size);
  std::vector<double> sums(static_cast<size_t>(parts * s.out));
  parallel_for(0, parts, 1, [&](int64_t p, int64_t stop) {
    for (; p < stop; ++p)
      weight_part(floats_of(u) + p * size, bias.defined() ? sums.data() + p * s.out : nullptr,
                  groups * p / parts * t.images, std::min(groups * (p + 1) / parts * t.images, s.batch),
                  ImageSide(x), ImageSide(g), t, s.padding[1]);
  });
  for (int64_t p = 1; p < parts; ++p) {
    for (int64_t i = 0; i < size; ++i) floats_of(u)[i] += floats_of(u)[p * size + i];
    for (int64_t c = 0; c < s.out; ++c)
      sums[static_cast<size_t>(c)] += sums[static_cast<size_t>(p * s.out + c)];
  }
  winograd_loops.weight_gradient(floats_of(w), floats_of(u), s.in, s.out, 9, 9 * s.in);
  if (bias.defined())
    for (int64_t c = 0; c < s.out; ++c) floats_of(bias)[c] = static_cast<float>(sums[static_cast<size_t>(c)]);
}

void register_winograd_loops() { FACULA_CALL_ISA(register_winograd); }

}  // namespace facula::cpu
