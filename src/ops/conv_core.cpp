// convolution() and its gradient, each recorded; every derivative of the three bilinear kernels is one of
// them again.
#include <array>
#include <tuple>

#include "facula/ops/cat.h"
#include "facula/ops/conv.h"
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "ops/conv.h"

namespace facula::convs {

namespace {

bool channels_last(const Tensor& t) {
  if (t.is_contiguous()) return false;
  return (t.dim() == 4 && t.is_contiguous(MemoryFormat::ChannelsLast)) ||
         (t.dim() == 5 && t.is_contiguous(MemoryFormat::ChannelsLast3d));
}
MemoryFormat format_of(int64_t dim) {
  return dim == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d;
}

// Dense in one of the two layouts that kernels take.
Tensor dense(const Tensor& t) { return t.is_contiguous() || channels_last(t) ? t : t.contiguous(); }

Tensor make_output(const DimVector& sizes, const Tensor& like, bool last) {
  if (!last || sizes.size() == 3) return make_contiguous(sizes, like.scalar_type(), like.device());
  return make_strided(sizes, strides_for(sizes, format_of(static_cast<int64_t>(sizes.size()))),
                      like.scalar_type(), like.device());
}

Tensor run_forward(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s) {
  Tensor y = make_output(output_sizes(x, w, s), x, channels_last(x) || channels_last(w));
  if (y.numel() == 0) return y;
  NoGradGuard off;
  if (x.numel() == 0 || w.numel() == 0) {
    y.zero_();
    if (!bias.defined()) return y;
    DimVector shape(y.sizes().size(), 1);
    shape[1] = bias.size(0);
    y.copy_(bias.reshape(shape).expand(y.sizes()));
    return y;
  }
  const Tensor b = bias.defined() ? bias.contiguous() : bias;
  if (s.transposed)
    kernels::conv_data(y, dense(x), w.contiguous(), b, s.geometry);
  else
    kernels::conv_forward(y, dense(x), w.contiguous(), b, s.geometry);
  return y;
}

Tensor data_gradient(const Tensor& g, const Tensor& x, const Tensor& w, const Settings& s) {
  Tensor gx =
      make_output(DimVector(x.sizes().begin(), x.sizes().end()), g, channels_last(x) || channels_last(w));
  if (g.numel() == 0 || w.numel() == 0) return gx.zero_();
  const Tensor none;
  if (s.transposed)
    kernels::conv_forward(gx, g, w.contiguous(), none, s.geometry);
  else
    kernels::conv_data(gx, g, w.contiguous(), none, s.geometry);
  return gx;
}

// Gradients of weight and, if it is wanted, bias. The bias of a transposed convolution lies on the other
// side.
void weight_gradient(const Tensor& g, const Tensor& x, const Tensor& w, const Settings& s, Tensor& gw,
                     Tensor& gb) {
  gw = make_contiguous(w.sizes(), g.scalar_type(), g.device());
  if (g.numel() == 0 || x.numel() == 0) {
    gw.zero_();
    if (gb.defined()) gb.zero_();
  } else if (s.transposed) {
    Tensor none;
    kernels::conv_weight(gw, none, g, dense(x), s.geometry);
  } else {
    kernels::conv_weight(gw, gb, dense(x), g, s.geometry);
  }
}

Tensor bias_gradient(const Tensor& g) {
  DimVector dims{0};
  for (int64_t d = 2; d < g.dim(); ++d) dims.push_back(d);
  return g.sum(dims);
}

struct Bundle {
  Tensor x, w, b;
};

Bundle run_backward(const Tensor& grad, const Tensor& x, const Tensor& w, const Settings& s,
                    std::array<bool, 3> mask) {
  NoGradGuard off;
  Bundle out;
  Tensor g = dense(grad);
  if (mask[0] && mask[1] && g.is_cpu() && g.numel() && x.numel() && w.numel())
    g = s.transposed ? kernels::conv_gradient(g, g, x, w, s.geometry)
                     : kernels::conv_gradient(g, x, g, w, s.geometry);
  if (mask[0] && x.numel())
    out.x = data_gradient(g, x, w, s);
  else if (mask[0])
    out.x = zeros_like(x);
  const bool joint_bias = mask[1] && mask[2] && !s.transposed && w.numel();
  if (joint_bias) out.b = make_contiguous({g.size(1)}, g.scalar_type(), g.device());
  if (mask[1] && w.numel())
    weight_gradient(g, x, w, s, out.w, out.b);
  else if (mask[1])
    out.w = zeros_like(w);
  if (mask[2] && !joint_bias) out.b = bias_gradient(g);
  return out;
}

Tensor plus(const Tensor& a, const Tensor& b) { return !a.defined() ? b : !b.defined() ? a : a.add(b); }

}  // namespace

std::tuple<Tensor, Tensor, Tensor> backward(const Tensor& g, const Tensor& x, const Tensor& w,
                                            const Settings& s, std::array<bool, 3> mask) {
  Bundle out = run_backward(g, x, w, s, mask);
  Tensor* outputs[3];
  size_t count = 0;
  for (auto [on, t] : {std::pair(mask[0], &out.x), {mask[1], &out.w}, {mask[2], &out.b}})
    if (on) outputs[count++] = t;
  record_joint("ConvolutionBackwardBackward0", {outputs, count}, {&g, &x, &w},
               [g = save(g), x = save(x), w = save(w), s, mask](Gradients& h) {
                 // What arrives for the gradients of x, w and bias.
                 size_t at = 0;
                 const Tensor hx = mask[0] ? h[at++] : Tensor(), hw = mask[1] ? h[at++] : Tensor();
                 const Tensor hb = mask[2] ? h[at++] : Tensor();
                 if (h.needed(0)) {
                   Tensor gg;
                   if (hx.defined()) gg = forward(hx, w(), hb, s);
                   if (hw.defined()) gg = plus(gg, forward(x(), hw, hx.defined() ? Tensor() : hb, s));
                   if (!gg.defined() && hb.defined()) {
                     DimVector shape(g().sizes().size(), 1);
                     shape[1] = hb.size(0);
                     gg = hb.reshape(shape).expand(g().sizes());
                   }
                   h.set(0, gg);
                 }
                 if (h.needed(1) && hw.defined())
                   h.set(1, std::get<0>(backward(g(), x(), hw, s, {true, false, false})));
                 if (h.needed(2) && hx.defined())
                   h.set(2, std::get<1>(backward(g(), hx, w(), s, {false, true, false})));
               });
  return {out.x, out.w, out.b};
}

namespace {
// Gauss's three products for the four of complex numbers.
Tensor complex_forward(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s) {
  const Tensor xr = real(x).contiguous(), xi = imag(x).contiguous(), wr = real(w).contiguous(),
               wi = imag(w).contiguous();
  const Tensor br = bias.defined() ? real(bias) : bias, bi = bias.defined() ? imag(bias) : bias;
  const Tensor a = forward(xr, wr, br, s), b = forward(xi, wi, Tensor(), s);
  const Tensor c = forward(xr.add(xi), wr.add(wi), bias.defined() ? br.add(bi) : bias, s);
  std::vector<Tensor> parts;
  parts.push_back(a.sub(b));
  parts.push_back(c.sub(a).sub(b));
  return view_as_complex(stack(parts, -1));
}
}  // namespace

Tensor forward(const Tensor& x, const Tensor& w, const Tensor& bias, const Settings& s) {
  if (x.is_complex()) return complex_forward(x, w, bias, s);
  Tensor y = run_forward(x, w, bias, s);
  Tensor* outputs[] = {&y};
  record_joint("ConvolutionBackward0", outputs, {&x, &w, &bias}, [x = save(x), w = save(w), s](Gradients& g) {
    auto [gx, gw, gb] = backward(g[0], x(), w(), s, {g.needed(0), g.needed(1), g.needed(2)});
    if (g.needed(0)) g.set(0, gx);
    if (g.needed(1)) g.set(1, gw);
    if (g.needed(2)) g.set(2, gb);
  });
  return y;
}

}  // namespace facula::convs
