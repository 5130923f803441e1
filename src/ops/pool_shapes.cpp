// Checks and sizes of the poolings, in PyTorch's words.
#include "facula/ops/pool.h"
#include "ops/pool.h"

namespace facula::pools {

namespace {

const char* count_word(int dims) { return dims == 1 ? "one int" : dims == 2 ? "two ints" : "three ints"; }

void fill(const char* name, const char* what, const char* must, int dims, IntArrayRef list, int64_t* out) {
  if (list.size() != 1 && static_cast<int>(list.size()) != dims)
    detail::fail<Error>(name, ": ", what, " must ", must, " a single int, or a tuple of ", count_word(dims));
  for (int d = 0; d < dims; ++d) out[d] = list[list.size() == 1 ? 0 : static_cast<size_t>(d)];
}

std::string joined(const int64_t* v, size_t n) {
  std::string s;
  for (size_t i = 0; i < n; ++i) s += (i ? "x" : "") + std::to_string(v[i]);
  return s;
}

int64_t pooled(int64_t input, const PoolGeometry& g, int d, bool ceil_mode) {
  const int64_t room = input + 2 * g.padding[d] - g.dilation[d] * (g.kernel[d] - 1) - 1;
  const int64_t top = room + (ceil_mode ? g.stride[d] - 1 : 0);
  int64_t out = (top >= 0 ? top / g.stride[d] : -((-top + g.stride[d] - 1) / g.stride[d])) + 1;
  // The last window must begin inside the input or its left padding.
  if (ceil_mode && (out - 1) * g.stride[d] >= input + g.padding[d]) --out;
  return out;
}

}  // namespace

PoolGeometry make_geometry(const char* name, int dims, IntArrayRef kernel, IntArrayRef stride,
                           IntArrayRef padding, IntArrayRef dilation) {
  PoolGeometry g;
  g.dims = dims;
  fill(name, "kernel_size", "either be", dims, kernel, g.kernel);
  fill(name, "stride", "either be omitted,", dims, stride.empty() ? kernel : stride, g.stride);
  fill(name, "padding", "be either be", dims, padding, g.padding);
  fill(name, "dilation", "be either", dims, dilation, g.dilation);
  for (int d = 0; d < dims; ++d) {
    FACULA_CHECK(g.stride[d] != 0, "stride should not be zero");
    FACULA_CHECK(g.stride[d] > 0, "stride must be greater than zero, but got ", g.stride[d]);
    FACULA_CHECK(g.kernel[d] > 0, "kernel size should be greater than zero, but got ", g.kernel[d]);
    FACULA_CHECK(g.dilation[d] > 0, "dilation should be greater than zero, but got ", g.dilation[d]);
    FACULA_CHECK(g.padding[d] >= 0, "pad must be non-negative, but got pad: ", g.padding[d]);
    FACULA_CHECK(g.padding[d] <= g.kernel[d] / 2,
                 "pad should be at most half of kernel size, but got pad=", g.padding[d],
                 " and kernel_size=", g.kernel[d]);
  }
  return g;
}

PoolGeometry adaptive_geometry(const char* name, int dims, IntArrayRef output_size) {
  FACULA_CHECK(output_size.size() == 1 || static_cast<int>(output_size.size()) == dims, name,
               ": output_size must be ", dims);
  for (int64_t n : output_size)
    FACULA_CHECK(n >= 0, name, ": elements of output_size must be greater than or equal to 0 but received ",
                 n);
  PoolGeometry g;
  g.dims = dims;
  g.adaptive = true;
  return g;
}

DimVector pooled_sizes(const Tensor& x, const PoolGeometry& g, bool ceil_mode) {
  const auto xs = x.sizes();
  DimVector out{xs[0], xs[1]};
  bool fits = true;
  for (int d = 0; d < g.dims; ++d) {
    out.push_back(pooled(xs[static_cast<size_t>(d) + 2], g, d, ceil_mode));
    fits = fits && out.back() >= 1;
  }
  FACULA_CHECK(fits, "Given input size: (", joined(xs.data() + 1, xs.size() - 1),
               "). Calculated output size: (", joined(out.data() + 1, out.size() - 1),
               "). Output size is too small");
  return out;
}

DimVector adaptive_sizes(const Tensor& x, int dims, IntArrayRef output_size) {
  DimVector out{x.size(0), x.size(1)};
  for (int d = 0; d < dims; ++d)
    out.push_back(output_size[output_size.size() == 1 ? 0 : static_cast<size_t>(d)]);
  return out;
}

bool channels_last(const Tensor& x) {
  if (x.is_contiguous()) return false;
  return (x.dim() == 4 && x.is_contiguous(MemoryFormat::ChannelsLast)) ||
         (x.dim() == 5 && x.is_contiguous(MemoryFormat::ChannelsLast3d));
}

Tensor in_layout(const Tensor& t, bool last) {
  if (!last) return t.contiguous();
  return t.contiguous(t.dim() == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d);
}

Tensor make_like(IntArrayRef sizes, ScalarType dtype, Device device, bool last) {
  if (!last) return make_contiguous(sizes, dtype, device);
  const auto format = sizes.size() == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d;
  return make_strided(sizes, strides_for(sizes, format), dtype, device);
}

}  // namespace facula::pools
