// Which way a convolution goes: docs/notes/conv.md has the measurements.
#include "cpu/conv.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/gemm.h"
#include "cpu/layout.h"
#include "cpu/matmul.h"
#include "kernels/geometry.h"
#include "kernels/pointwise.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_transpose)

ConvShape conv_shape(const Tensor& x, const Tensor& w, const Tensor& y, const ConvGeometry& g) {
  ConvShape s;
  s.batch = x.size(0);
  s.in = x.size(1);
  s.out = y.size(1);
  s.groups = g.groups;
  for (int d = 0; d < 3; ++d) {
    const int own = d - (3 - g.dims);  // the tensor's dimension, if it has one here
    s.input[d] = own < 0 ? 1 : x.size(own + 2);
    s.output[d] = own < 0 ? 1 : y.size(own + 2);
    s.kernel[d] = own < 0 ? 1 : w.size(own + 2);
    s.stride[d] = own < 0 ? 1 : g.stride[own];
    s.padding[d] = own < 0 ? 0 : g.padding[own];
    s.dilation[d] = own < 0 ? 1 : g.dilation[own];
  }
  return s;
}

namespace {

enum class Step { Forward, Data, Weight };

// oneDNN wins from a few channels on; with fewer, the unfolded input costs less than changing the layout of
// the output, and oneDNN's gradient of the input is slow.
bool use_onednn(const ConvShape& s, Step step, bool channels_last) {
#ifdef FACULA_HAS_ONEDNN
  const auto path = kernels::conv_path();
  if (path == kernels::ConvPath::Gemm || !onednn_conv_fits(s)) return false;
  if (path == kernels::ConvPath::OneDnn) return true;
  const int64_t in = s.in / s.groups;
  if (in >= 4 || s.groups > 1) return true;
  if (step == Step::Forward) return channels_last || in > 1;
  return channels_last && step == Step::Weight;
#else
  (void)s, (void)step, (void)channels_last;
  return false;
#endif
}

// Winograd's products are as fast as oneDNN's own loops where OpenBLAS has its kernels for small matrices, and
// the transforms of the weights have to be few beside those of the images.
bool use_winograd(const ConvShape& s) {
  if (!winograd_fits(s)) return false;
  const auto path = kernels::conv_path();
  if (path != kernels::ConvPath::Auto) return path == kernels::ConvPath::Winograd;
  return has_small_products() && s.output_positions() >= 16 &&
         s.batch * s.output_positions() >= 2 * std::max(s.in, s.out);
}

const void* data_or_null(const Tensor& t) { return t.defined() ? t.data_ptr() : nullptr; }

template <class T>
void forward_by_gemm(const ConvShape& s, Tensor& y, const Tensor& x, const Tensor& w, const Tensor& bias) {
  const Tensor from = to_row_major(x);
  Tensor to = y.is_contiguous() ? y : make_contiguous(y.sizes(), y.scalar_type());
  gemm_conv_forward(s, static_cast<T*>(to.data_ptr()), static_cast<const T*>(from.data_ptr()),
                    static_cast<const T*>(w.data_ptr()), static_cast<const T*>(data_or_null(bias)));
  if (!to.is_same(y)) copy_layout(y, to);
}
template <class T>
void data_by_gemm(const ConvShape& s, Tensor& x, const Tensor& g, const Tensor& w, const Tensor& bias) {
  const Tensor from = to_row_major(g);
  Tensor to = x.is_contiguous() ? x : make_contiguous(x.sizes(), x.scalar_type());
  gemm_conv_data(s, static_cast<T*>(to.data_ptr()), static_cast<const T*>(from.data_ptr()),
                 static_cast<const T*>(w.data_ptr()), static_cast<const T*>(data_or_null(bias)));
  if (!to.is_same(x)) copy_layout(x, to);
}
template <class T>
void weight_by_gemm(const ConvShape& s, Tensor& w, Tensor& bias, const Tensor& x, const Tensor& g) {
  const Tensor a = to_row_major(x), b = to_row_major(g);
  gemm_conv_weight(s, static_cast<T*>(w.data_ptr()),
                   bias.defined() ? static_cast<T*>(bias.data_ptr()) : static_cast<T*>(nullptr),
                   static_cast<const T*>(a.data_ptr()), static_cast<const T*>(b.data_ptr()));
}

#ifdef FACULA_HAS_ONEDNN
// x += bias, channels last.
void add_channels(Tensor& x, const Tensor& bias) {
  typedef float V __attribute__((vector_size(16), aligned(4), may_alias));
  auto* p = static_cast<float*>(x.data_ptr());
  const auto* b = static_cast<const float*>(bias.data_ptr());
  const int64_t channels = x.size(1), n = x.numel() / channels, whole = channels / 4 * 4;
  for (int64_t i = 0; i < n; ++i, p += channels) {
    for (int64_t c = 0; c < whole; c += 4) *reinterpret_cast<V*>(p + c) += *reinterpret_cast<const V*>(b + c);
    for (int64_t c = whole; c < channels; ++c) p[c] += b[c];
  }
}
#endif

bool is_half(const Tensor& t) { return isReducedFloatingType(t.scalar_type()); }

void conv_forward(Tensor& y, const Tensor& x, const Tensor& w, const Tensor& bias,
                  const ConvGeometry& geometry) {
  if (is_half(y)) {
    Tensor f = make_contiguous(y.sizes(), kFloat);
    conv_forward(f, to_float(x), to_float(w), bias.defined() ? to_float(bias) : bias, geometry);
    return store_half(y, f);
  }
  const ConvShape s = conv_shape(x, w, y, geometry);
  if (y.scalar_type() == kDouble) return forward_by_gemm<double>(s, y, x, w, bias);
  if (y.scalar_type() != kFloat) kernels::missing("convolution", y.scalar_type(), kCPU);
  if (use_winograd(s)) return winograd_conv_forward(s, y, x, w, bias);
  if (!use_onednn(s, Step::Forward, is_channels_last(y))) return forward_by_gemm<float>(s, y, x, w, bias);
#ifdef FACULA_HAS_ONEDNN
  Tensor to = is_channels_last(y) ? y : make_channels_last(y.sizes(), kFloat);
  onednn_conv_forward(s, geometry.dims, to, to_channels_last(x), w, bias);
  if (!to.is_same(y)) copy_layout(y, to);
#endif
}

void conv_data(Tensor& x, const Tensor& g, const Tensor& w, const Tensor& bias,
               const ConvGeometry& geometry) {
  if (is_half(x)) {
    Tensor f = make_contiguous(x.sizes(), kFloat);
    conv_data(f, to_float(g), to_float(w), bias.defined() ? to_float(bias) : bias, geometry);
    return store_half(x, f);
  }
  const ConvShape s = conv_shape(x, w, g, geometry);
  if (x.scalar_type() == kDouble) return data_by_gemm<double>(s, x, g, w, bias);
  if (x.scalar_type() != kFloat) kernels::missing("convolution_backward", x.scalar_type(), kCPU);
  if (use_winograd(s)) return winograd_conv_data(s, x, g, w, bias);
  if (!use_onednn(s, Step::Data, is_channels_last(x))) return data_by_gemm<float>(s, x, g, w, bias);
#ifdef FACULA_HAS_ONEDNN
  Tensor to = is_channels_last(x) ? x : make_channels_last(x.sizes(), kFloat);
  onednn_conv_data(s, geometry.dims, to, to_channels_last(g), w);
  if (bias.defined()) add_channels(to, bias);
  if (!to.is_same(x)) copy_layout(x, to);
#endif
}

void conv_weight(Tensor& w, Tensor& bias, const Tensor& x, const Tensor& g, const ConvGeometry& geometry) {
  if (is_half(w)) {
    Tensor f = make_contiguous(w.sizes(), kFloat), b;
    if (bias.defined()) b = make_contiguous(bias.sizes(), kFloat);
    conv_weight(f, b, to_float(x), to_float(g), geometry);
    store_half(w, f);
    if (bias.defined()) store_half(bias, b);
    return;
  }
  const ConvShape s = conv_shape(x, w, g, geometry);
  if (w.scalar_type() == kDouble) return weight_by_gemm<double>(s, w, bias, x, g);
  if (w.scalar_type() != kFloat) kernels::missing("convolution_backward", w.scalar_type(), kCPU);
  if (use_winograd(s)) return winograd_conv_weight(s, w, bias, x, g);
  if (!use_onednn(s, Step::Weight, is_channels_last(g))) return weight_by_gemm<float>(s, w, bias, x, g);
#ifdef FACULA_HAS_ONEDNN
  onednn_conv_weight(s, geometry.dims, w, bias, to_channels_last(x), to_channels_last(g));
#endif
}

Tensor conv_gradient(const Tensor& g, const Tensor& x, const Tensor& y, const Tensor& w,
                     const ConvGeometry& geometry) {
  if (g.scalar_type() != kFloat) return g;
  const ConvShape s = conv_shape(x, w, y, geometry);
  const Step other = g.is_same(y) ? Step::Data : Step::Forward;
  return !use_winograd(s) && use_onednn(s, other, false) && use_onednn(s, Step::Weight, false)
             ? to_channels_last(g)
             : g;
}

}  // namespace

void register_conv() {
  FACULA_CALL_ISA(register_transpose);
  register_winograd_loops();
  kernels::conv_forward.set(kCPU, conv_forward);
  kernels::conv_data.set(kCPU, conv_data);
  kernels::conv_weight.set(kCPU, conv_weight);
  kernels::conv_gradient.set(kCPU, conv_gradient);
}

}  // namespace facula::cpu
