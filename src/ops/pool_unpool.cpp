// The inverse of max pooling, and pooling over windows of random steps, in public ops.
#include <vector>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pool.h"

namespace facula {

namespace {

DimVector with_spatial(const Tensor& x, int64_t dims, IntArrayRef size) {
  DimVector out(x.sizes().begin(), x.sizes().end() - dims);
  for (int64_t s : size) out.push_back(s);
  return out;
}

std::string volume(IntArrayRef size) {
  std::string s;
  for (int64_t n : size) s += (s.empty() ? "" : "x") + std::to_string(n);
  return s;
}

Tensor unpool(const char* name, int64_t dims, const Tensor& x, const Tensor& indices, IntArrayRef size) {
  FACULA_CHECK(static_cast<int64_t>(size.size()) == dims, "There should be exactly ",
               dims == 2 ? "two elements (height, width)" : "three elements (depth, height, width)",
               " in output_size, but got ", size.size(), " elements.");
  FACULA_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, "Input to ", name, " should be a ", dims + 1,
               "d or ", dims + 2, "d Tensor, but got a tensor with ", x.dim(), " dimensions.");
  FACULA_CHECK(indices.scalar_type() == kLong,
               "elements in indices should be type int64 but got: ", indices.scalar_type());
  FACULA_CHECK(x.sizes() == indices.sizes(),
               "Expected shape of indices to be same as that of the input tensor (", x.sizes(),
               ") but got indices tensor with shape: ", indices.sizes());
  int64_t plane = 1;
  for (int64_t s : size) plane *= s;
  if (indices.numel()) {
    const auto least = indices.min().item<int64_t>(), most = indices.max().item<int64_t>();
    FACULA_CHECK(least >= 0 && most < plane, "Found an invalid max index: ", least < 0 ? least : most,
                 " (output volumes are of size ", volume(size));
  }
  DimVector flat(x.sizes().begin(), x.sizes().end() - dims);
  const Tensor zeros_plane = zeros(with_spatial(x, dims, {plane}), x.options().requires_grad(false));
  return zeros_plane.scatter(-1, indices.flatten(-dims), x.flatten(-dims)).view(with_spatial(x, dims, size));
}

// Where the windows begin: steps that sum up to the whole length.
template <class T>
void window_starts(T sample, int64_t input, int64_t output, int64_t kernel, int64_t* starts) {
  if (output > 1) {
    const T step = static_cast<T>(input - kernel) / static_cast<T>(output - 1);
    for (int64_t o = 0; o + 1 < output; ++o)
      starts[o] =
          static_cast<int64_t>((static_cast<T>(o) + sample) * step) - static_cast<int64_t>(sample * step);
  }
  if (output > 0) starts[output - 1] = input - kernel;
}

// For every plane and output element the places of its window's elements, [planes, outputs * window].
template <class T>
Tensor window_places(const Tensor& samples, IntArrayRef in, IntArrayRef kernel, IntArrayRef out) {
  const auto dims = static_cast<int64_t>(in.size());
  const int64_t planes = samples.numel() / dims;
  int64_t outputs = 1, window = 1;
  for (int64_t d = 0; d < dims; ++d) {
    outputs *= out[static_cast<size_t>(d)];
    window *= kernel[static_cast<size_t>(d)];
  }
  Tensor places = empty({planes, outputs * window}, TensorOptions(kLong));
  int64_t* p = places.data_ptr<int64_t>();
  const T* s = samples.data_ptr<T>();
  std::vector<std::vector<int64_t>> starts;
  for (int64_t o : out) starts.emplace_back(static_cast<size_t>(o));
  for (int64_t plane = 0; plane < planes; ++plane) {
    for (int64_t d = 0; d < dims; ++d) {
      const auto k = static_cast<size_t>(d);
      // PyTorch's samples come as (W, H) in two dimensions and as (D, H, W) in three.
      window_starts<T>(s[plane * dims + (dims == 2 ? 1 - d : d)], in[k], out[k], kernel[k], starts[k].data());
    }
    for (int64_t o = 0; o < outputs; ++o)
      for (int64_t w = 0; w < window; ++w) {
        int64_t at = 0, o_left = o, w_left = w, scale = 1;
        for (int64_t d = dims; d-- > 0;) {
          const auto k = static_cast<size_t>(d);
          at += (starts[k][static_cast<size_t>(o_left % out[k])] + w_left % kernel[k]) * scale;
          o_left /= out[k];
          w_left /= kernel[k];
          scale *= in[k];
        }
        *p++ = at;
      }
  }
  return places;
}

std::tuple<Tensor, Tensor> fractional(const char* name, int64_t dims, const Tensor& x,
                                      IntArrayRef kernel_size, IntArrayRef output_size,
                                      const Tensor& random_samples) {
  FACULA_CHECK(x.dim() == dims + 1 || x.dim() == dims + 2, name, "(): Expected ", dims + 1, "D or ", dims + 2,
               "D tensor, but got: ", x.sizes());
  for (int64_t d = x.dim() - dims - 1; d < x.dim(); ++d)
    FACULA_CHECK(x.size(d) > 0, name,
                 "(): Expected input to have non-zero size for non-batch dimensions, but got ", x.sizes(),
                 " with dimension ", d, " being empty.");
  DimVector kernel, out, in;
  for (int64_t d = 0; d < dims; ++d) {
    const auto k = static_cast<size_t>(d);
    kernel.push_back(kernel_size[kernel_size.size() == 1 ? 0 : k]);
    out.push_back(output_size[output_size.size() == 1 ? 0 : k]);
    in.push_back(x.size(x.dim() - dims + d));
    FACULA_CHECK(kernel[k] > 0 && out[k] > 0, name,
                 ": kernel_size and output_size should be greater than zero, but got ", kernel_size, " and ",
                 output_size);
    FACULA_CHECK(out[k] + kernel[k] - 1 <= in[k], name, "(): pool size ", kernel[k],
                 " too large relative to input size ", in[k]);
  }
  FACULA_CHECK(random_samples.scalar_type() == x.scalar_type(),
               "Expect _random_samples to have the same dtype as input");
  const int64_t planes = x.numel() / [&] {
    int64_t n = 1;
    for (int64_t s : in) n *= s;
    return n;
  }();
  FACULA_CHECK(random_samples.numel() == planes * dims && random_samples.size(-1) == dims,
               "Expect _random_samples of shape (N, C, ", dims, "), but got ", random_samples.sizes());
  const Tensor samples = random_samples.to(kCPU).contiguous();
  const Tensor places =
      (samples.scalar_type() == kDouble ? window_places<double>(samples, in, kernel, out)
                                        : window_places<float>(samples.to(kFloat), in, kernel, out))
          .to(x.device());
  int64_t window = 1;
  for (int64_t k : kernel) window *= k;
  const Tensor windows = x.reshape({planes, -1}).gather(1, places).view({planes, -1, window});
  auto [y, best] = windows.max(-1);
  const Tensor indices = places.view({planes, -1, window}).gather(2, best.unsqueeze(-1)).squeeze(-1);
  const DimVector shape = with_spatial(x, dims, out);
  return {y.reshape(shape), indices.reshape(shape)};
}

}  // namespace

Tensor max_unpool2d(const Tensor& x, const Tensor& indices, IntArrayRef output_size) {
  return unpool("max_unpooling2d", 2, x, indices, output_size);
}
Tensor max_unpool3d(const Tensor& x, const Tensor& indices, IntArrayRef output_size, IntArrayRef stride,
                    IntArrayRef padding) {
  FACULA_CHECK(stride.size() == 3,
               "There should be exactly three elements (depth, height, width) in stride, but got: ",
               stride.size(), " elements.");
  FACULA_CHECK(padding.size() == 3,
               "There should be exactly three elements (depth, height, width) in padding, but got: ",
               padding.size(), " elements.");
  for (int64_t s : stride)
    FACULA_CHECK(s > 0, "strides should be greater than zero, but got stride: ", stride);
  return unpool("max_unpooling3d", 3, x, indices, output_size);
}

std::tuple<Tensor, Tensor> fractional_max_pool2d(const Tensor& x, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples) {
  return fractional("fractional_max_pool2d", 2, x, kernel_size, output_size, random_samples);
}
std::tuple<Tensor, Tensor> fractional_max_pool3d(const Tensor& x, IntArrayRef kernel_size,
                                                 IntArrayRef output_size, const Tensor& random_samples) {
  return fractional("fractional_max_pool3d", 3, x, kernel_size, output_size, random_samples);
}

}  // namespace facula
