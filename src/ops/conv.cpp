// The public convolutions: settings, checks, unbatched input, named padding.
#include "facula/ops/conv.h"

#include <algorithm>
#include <string>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "ops/conv.h"

namespace facula {

namespace convs {

namespace {

void fill(const char* name, IntArrayRef list, int64_t dims, int64_t* out) {
  FACULA_CHECK(list.size() == 1 || static_cast<int64_t>(list.size()) == dims, "expected ", name,
               " to be a single integer value or a list of ", dims,
               " values to match the convolution dimensions, but got ", name, "=", list);
  for (int64_t d = 0; d < dims; ++d) out[d] = list[list.size() == 1 ? 0 : static_cast<size_t>(d)];
}

std::string times(const int64_t* v, int64_t n) {
  std::string s;
  for (int64_t d = 0; d < n; ++d) s += (d ? " x " : "") + std::to_string(v[d]);
  return s;
}

void check_values(const Settings& s) {
  const auto& g = s.geometry;
  for (int d = 0; d < g.dims; ++d) {
    FACULA_CHECK(std::max({g.padding[d], g.stride[d], g.dilation[d], s.output_padding[d]}) <= INT32_MAX,
                 "stride, padding and dilation must not be larger than ", INT32_MAX);
    FACULA_CHECK(g.padding[d] >= 0, "negative padding is not supported");
    FACULA_CHECK(s.output_padding[d] >= 0, "negative output_padding is not supported");
    FACULA_CHECK(g.stride[d] > 0, "non-positive stride is not supported");
    FACULA_CHECK(g.dilation[d] > 0, "dilation should be greater than zero, but got ",
                 IntArrayRef(g.dilation, static_cast<size_t>(g.dims)));
  }
  FACULA_CHECK(g.groups > 0, "non-positive groups is not supported");
}

void check_channels(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s) {
  const int64_t groups = s.geometry.groups;
  const auto xs = x.sizes(), ws = w.sizes();
  FACULA_CHECK(ws[0] >= groups, "Given groups=", groups, ", expected weight to be at least ", groups,
               " at dimension 0, but got weight of size ", ws, " instead");
  FACULA_CHECK(ws[0] % groups == 0, "Given groups=", groups, ", expected weight to be divisible by ", groups,
               " at dimension 0, but got weight of size [", ws, "] instead");
  const int64_t in = s.transposed ? ws[0] : ws[1] * groups, out = s.transposed ? ws[1] * groups : ws[0];
  if (s.transposed)
    FACULA_CHECK(xs[1] == in, "Given transposed=1, weight of size ", ws, ", expected input", xs, " to have ",
                 in, " channels, but got ", xs[1], " channels instead");
  FACULA_CHECK(xs[1] == in, "Given groups=", groups, ", weight of size ", ws, ", expected input", xs,
               " to have ", in, " channels, but got ", xs[1], " channels instead");
  if (bias.defined())
    FACULA_CHECK(bias.dim() == 1 && bias.size(0) == out, "Given ", s.transposed ? "transposed=1, " : "",
                 "weight of size ", ws, ", expected bias to be 1-dimensional with ", out,
                 " elements, but got bias of size ", bias.sizes(), " instead");
}

void check_output_padding(const Settings& s) {
  const auto& g = s.geometry;
  bool fits = true;
  for (int d = 0; d < g.dims; ++d)
    fits = fits && (s.output_padding[d] < g.stride[d] || s.output_padding[d] < g.dilation[d]);
  if (fits) return;
  static const char* axes[] = {"depth", "height", "width"};
  std::string text;
  const auto list = [&](const char* what, const int64_t* v) {
    for (int d = 0; d < g.dims; ++d)
      text += std::string(" ") + what + "_" + axes[3 - g.dims + d] + ": " + std::to_string(v[d]);
  };
  list("output_padding", s.output_padding);
  list("stride", g.stride);
  list("dilation", g.dilation);
  detail::fail<Error>("output padding must be smaller than either stride or dilation, but got", text);
}

void check_spatial(const Tensor& x, const Tensor& w, const Settings& s) {
  const auto& g = s.geometry;
  const auto xs = x.sizes().slice(2), ks = w.sizes().slice(2);
  if (s.transposed) {
    check_output_padding(s);
    const DimVector out = output_sizes(x, w, s);
    for (int d = 0; d < g.dims; ++d)
      FACULA_CHECK(out[static_cast<size_t>(d) + 2] > 0, "Given input size per channel: (",
                   times(xs.data(), g.dims), "). Calculated output size per channel: (",
                   times(out.data() + 2, g.dims), "). Output size is too small");
    return;
  }
  int64_t padded[3], kernel[3];
  bool fits = true;
  for (int d = 0; d < g.dims; ++d) {
    padded[d] = xs[static_cast<size_t>(d)] + 2 * g.padding[d];
    kernel[d] = g.dilation[d] * (ks[static_cast<size_t>(d)] - 1) + 1;
    fits = fits && padded[d] >= kernel[d];
  }
  FACULA_CHECK(fits, "Calculated padded input size per channel: (", times(padded, g.dims),
               "). Kernel size: (", times(kernel, g.dims),
               "). Kernel size can't be greater than actual input size");
}

void check_types(const Tensor& x, const Tensor& w, const Tensor& bias) {
  if (x.scalar_type() != w.scalar_type())
    FACULA_CHECK(!x.is_floating_point(), "Input type (", dtype_name(x.scalar_type()), ") and weight type (",
                 dtype_name(w.scalar_type()), ") should be the same");
  FACULA_CHECK(x.scalar_type() == w.scalar_type(), "expected scalar type ", x.scalar_type(), " but found ",
               w.scalar_type());
  FACULA_CHECK(!bias.defined() || bias.scalar_type() == x.scalar_type(), "Input type (",
               TypeMeta(x.scalar_type()).name(), ") and bias type (",
               bias.defined() ? TypeMeta(bias.scalar_type()).name() : "", ") should be the same");
  for (const Tensor* t : {&w, &bias})
    FACULA_CHECK(!t->defined() || t->device() == x.device(),
                 "Expected all tensors to be on the same device, but found at least two devices, ",
                 x.device(), " and ", t->device(), "! (when checking arguments of convolution)");
}

}  // namespace

Settings make_settings(int64_t dims, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
                       bool transposed, IntArrayRef output_padding, int64_t groups) {
  FACULA_CHECK(dims >= 1 && dims <= 3, "convolution: expected 1 to 3 spatial dimensions, but got ", dims);
  Settings s;
  s.geometry.dims = static_cast<int>(dims);
  fill("stride", stride, dims, s.geometry.stride);
  fill("padding", padding, dims, s.geometry.padding);
  fill("dilation", dilation, dims, s.geometry.dilation);
  fill("output_padding", output_padding, dims, s.output_padding);
  s.geometry.groups = groups;
  s.transposed = transposed;
  return s;
}

void check(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s) {
  FACULA_CHECK(w.dim() == x.dim(), "Expected ", w.dim(), "-dimensional input for ", w.dim(),
               "-dimensional weight ", w.sizes(), ", but got ", x.dim(), "-dimensional input of size ",
               x.sizes(), " instead");
  check_types(x, w, bias);
  check_values(s);
  check_channels(x, w, bias, s);
  check_spatial(x, w, s);
}

DimVector output_sizes(const Tensor& x, const Tensor& w, const Settings& s) {
  const auto& g = s.geometry;
  const auto xs = x.sizes(), ws = w.sizes();
  DimVector out{xs[0], s.transposed ? ws[1] * g.groups : ws[0]};
  for (size_t d = 0; d < static_cast<size_t>(g.dims); ++d) {
    const int64_t reach = g.dilation[d] * (ws[d + 2] - 1);
    out.push_back(s.transposed
                      ? (xs[d + 2] - 1) * g.stride[d] - 2 * g.padding[d] + reach + s.output_padding[d] + 1
                      : (xs[d + 2] + 2 * g.padding[d] - reach - 1) / g.stride[d] + 1);
  }
  return out;
}

}  // namespace convs

using namespace convs;

namespace {

const Tensor& or_none(const std::optional<Tensor>& t) {
  static const Tensor none;
  return t ? *t : none;
}

// The op named `name` over `dims` spatial dimensions, on batched or unbatched input.
Tensor conv(const char* name, int64_t dims, const Tensor& x, const Tensor& w,
            const std::optional<Tensor>& bias, IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation,
            bool transposed, IntArrayRef output_padding, int64_t groups) {
  const bool batched = x.dim() == dims + 2;
  FACULA_CHECK(batched || x.dim() == dims + 1, "Expected ", dims + 1, "D (unbatched) or ", dims + 2,
               "D (batched) input to ", name, ", but got input of size: ", x.sizes());
  const Settings s = make_settings(dims, stride, padding, dilation, transposed, output_padding, groups);
  const Tensor in = batched ? x : x.unsqueeze(0);
  check(in, w, or_none(bias), s);
  const Tensor y = forward(in, w, or_none(bias), s);
  return batched ? y : y.squeeze(0);
}

}  // namespace

Tensor convolution(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias,
                   IntArrayRef stride, IntArrayRef padding, IntArrayRef dilation, bool transposed,
                   IntArrayRef output_padding, int64_t groups) {
  const Settings s =
      make_settings(weight.dim() - 2, stride, padding, dilation, transposed, output_padding, groups);
  check(x, weight, or_none(bias), s);
  return forward(x, weight, or_none(bias), s);
}

std::tuple<Tensor, Tensor, Tensor> convolution_backward(const Tensor& g, const Tensor& x,
                                                        const Tensor& weight, OptionalIntArrayRef bias_sizes,
                                                        IntArrayRef stride, IntArrayRef padding,
                                                        IntArrayRef dilation, bool transposed,
                                                        IntArrayRef output_padding, int64_t groups,
                                                        std::array<bool, 3> output_mask) {
  const Settings s =
      make_settings(weight.dim() - 2, stride, padding, dilation, transposed, output_padding, groups);
  check(x, weight, Tensor(), s);
  const DimVector want = output_sizes(x, weight, s);
  FACULA_CHECK(g.sizes() == IntArrayRef(want), "convolution_backward: expected grad_output of size ", want,
               ", but got ", g.sizes());
  FACULA_CHECK(!output_mask[2] || !bias_sizes || bias_sizes->size() == 1,
               "convolution_backward: expected bias_sizes of one dimension");
  return backward(g, x, weight, s, output_mask);
}

#define FACULA_CONV(n)                                                                                       \
  Tensor conv##n##d(const Tensor& x, const Tensor& w, const std::optional<Tensor>& bias, IntArrayRef stride, \
                    IntArrayRef padding, IntArrayRef dilation, int64_t groups) {                             \
    return conv("conv" #n "d", n, x, w, bias, stride, padding, dilation, false, 0, groups);                  \
  }                                                                                                          \
  Tensor conv_transpose##n##d(const Tensor& x, const Tensor& w, const std::optional<Tensor>& bias,           \
                              IntArrayRef stride, IntArrayRef padding, IntArrayRef output_padding,           \
                              int64_t groups, IntArrayRef dilation) {                                        \
    return conv("conv_transpose" #n "d", n, x, w, bias, stride, padding, dilation, true, output_padding,     \
                groups);                                                                                     \
  }
FACULA_CONV(1)
FACULA_CONV(2)
FACULA_CONV(3)
#undef FACULA_CONV

namespace detail {

Tensor conv_named(int dims, const Tensor& x, const Tensor& w, const std::optional<Tensor>& bias,
                  IntArrayRef stride, std::string_view padding, IntArrayRef dilation, int64_t groups) {
  static const char* names[] = {"conv1d", "conv2d", "conv3d"};
  const char* name = names[dims - 1];
  if (padding == "valid") return conv(name, dims, x, w, bias, stride, 0, dilation, false, 0, groups);
  FACULA_CHECK(padding == "same", "Invalid padding string: '", padding, "'");
  for (int64_t s : stride) FACULA_CHECK(s == 1, "padding='same' is not supported for strided convolutions");
  FACULA_CHECK(w.dim() == dims + 2 && x.dim() >= dims + 1, "Expected ", dims + 1, "D (unbatched) or ",
               dims + 2, "D (batched) input to ", name, ", but got input of size: ", x.sizes());
  const Settings s = make_settings(dims, stride, 0, dilation, false, 0, groups);
  DimVector pads(static_cast<size_t>(dims));
  Tensor in = x;
  for (int d = 0; d < dims; ++d) {
    const int64_t total = s.geometry.dilation[d] * (w.size(d + 2) - 1), left = total / 2;
    pads[static_cast<size_t>(d)] = left;
    if (total == 2 * left) continue;  // an odd total puts one more zero behind the input
    const int64_t at = x.dim() - dims + d;
    DimVector sizes(in.sizes().begin(), in.sizes().end());
    sizes[static_cast<size_t>(at)] = 1;
    in = cat({in, zeros(sizes, in.options())}, at);
  }
  return conv(name, dims, in, w, bias, stride, pads, dilation, false, 0, groups);
}

}  // namespace detail
}  // namespace facula
