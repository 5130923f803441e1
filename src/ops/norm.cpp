// Normalisations. Forward and backward are one kernel each; when a second derivative is wanted, the rule
// computes the gradients from x with public ops instead.
#include "facula/ops/norm.h"

#include "kernels/norm.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

ScalarType kernel_type(ScalarType t) { return t == kDouble ? kDouble : kFloat; }

// As the kernels want it; an undefined tensor stays one.
Tensor dense(const Tensor& t, ScalarType dtype, MemoryFormat format = MemoryFormat::Contiguous) {
  if (!t.defined()) return t;
  const Tensor same = t.scalar_type() == dtype ? t : t.to(dtype);
  return same.is_contiguous(format) ? same : same.contiguous(format);
}
Tensor fresh(const Tensor& like, ScalarType dtype) {
  return make_contiguous(like.sizes(), dtype, like.device());
}
Tensor fresh_if(bool wanted, IntArrayRef sizes, const Tensor& like) {
  return wanted ? make_contiguous(sizes, like.scalar_type(), like.device()) : Tensor();
}
Tensor cast(const Tensor& t, ScalarType dtype) { return t.scalar_type() == dtype ? t : t.to(dtype); }

void check_floating(const char* kernel, const Tensor& x) {
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(x.scalar_type()), "\"", kernel,
                  "\" not implemented for '", x.scalar_type(), "'");
}

// y = (x - mean) rstd with both taken over `dims` of x, and the gradient of x from gy, that of y.
struct Normalized {
  Tensor y, gx;
};
Normalized normalized_backward(const Tensor& gy, const Tensor& x, IntArrayRef dims, double eps) {
  const Tensor d = x - x.mean(dims, true);
  const Tensor rstd = ((d * d).mean(dims, true) + eps).rsqrt();
  const Tensor y = d * rstd;
  return {y, rstd * (gy - gy.mean(dims, true) - y * (gy * y).mean(dims, true))};
}

// ---- layer_norm

void check_layer_norm(const Tensor& x, IntArrayRef shape, const Tensor& weight, const Tensor& bias) {
  FACULA_CHECK(
      !shape.empty(),
      "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, "
      "but got normalized_shape = ",
      shape);
  FACULA_CHECK(!weight.defined() || weight.sizes() == shape,
               "Expected weight to be of same shape as normalized_shape, but got weight of shape ",
               weight.sizes(), " and normalized_shape = ", shape);
  FACULA_CHECK(!bias.defined() || bias.sizes() == shape,
               "Expected bias to be of same shape as normalized_shape, but got bias of shape ", bias.sizes(),
               " and normalized_shape = ", shape);
  const size_t n = shape.size(), all = static_cast<size_t>(x.dim());
  if (all >= n && x.sizes().slice(all - n) == shape) return;
  std::string expected;
  for (int64_t s : shape) append_text(expected, detail::concat(", ", s));
  detail::fail<Error>("Given normalized_shape=", shape, ", expected input with shape [*", expected,
                      "], but got input of size", x.sizes());
}

struct LayerNorm {
  SavedTensor x, weight, mean, rstd;
  int64_t n, dims;  // elements and dimensions of a row
  double eps;
  ScalarType weight_dtype;

  void composed(Gradients& g) const {
    DimVector last;
    for (int64_t d = 1; d <= dims; ++d) last.push_back(-d);
    const Normalized r = normalized_backward(weight.defined() ? g[0] * weight() : g[0], x(), last, eps);
    if (g.needed(0)) g.set(0, r.gx);
    if (g.needed(1)) g.set(1, g[0] * r.y);
    if (g.needed(2)) g.set(2, g[0]);
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed(g);
    const ScalarType dtype = mean().scalar_type();
    const Tensor xd = dense(x(), dtype);
    const IntArrayRef row = x().sizes().slice(static_cast<size_t>(x().dim() - dims));
    Tensor gx = fresh_if(g.needed(0), x().sizes(), xd);
    Tensor gw = fresh_if(g.needed(1), row, xd), gb = fresh_if(g.needed(2), row, xd);
    kernels::layer_norm_backward(dense(g[0], dtype), gx, gw, gb, xd, mean(), rstd(), dense(weight(), dtype),
                                 n);
    if (gx.defined()) g.set(0, gx);
    if (gw.defined()) g.set(1, gw);
    if (gb.defined()) g.set(2, gb);
  }
};

}  // namespace

std::tuple<Tensor, Tensor, Tensor> native_layer_norm(const Tensor& x, IntArrayRef normalized_shape,
                                                     const Tensor& weight, const Tensor& bias, double eps) {
  check_layer_norm(x, normalized_shape, weight, bias);
  check_floating("LayerNormKernelImpl", x);
  const ScalarType dtype = kernel_type(x.scalar_type());
  const auto dims = static_cast<int64_t>(normalized_shape.size());
  int64_t n = 1;
  for (int64_t s : normalized_shape) n *= s;
  DimVector outer(x.sizes().begin(), x.sizes().end());
  for (size_t d = outer.size() - normalized_shape.size(); d < outer.size(); ++d) outer[d] = 1;
  Tensor y = fresh(x, dtype);
  Tensor mean = make_contiguous(outer, dtype, x.device()), rstd = make_contiguous(outer, dtype, x.device());
  {
    NoGradGuard off;
    if (x.numel())
      kernels::layer_norm(y, mean, rstd, dense(x, dtype), dense(weight, dtype), dense(bias, dtype), n, eps);
    y = cast(y, x.scalar_type());
  }
  record_joint("NativeLayerNormBackward0", {&y}, {&x, &weight, &bias},
               LayerNorm{save(x), save(weight), save(mean), save(rstd), n, dims, eps, dtype});
  return {y, mean, rstd};
}

Tensor layer_norm(const Tensor& x, IntArrayRef normalized_shape, const Tensor& weight, const Tensor& bias,
                  double eps, bool) {
  return std::get<0>(native_layer_norm(x, normalized_shape, weight, bias, eps));
}

// ---- batch_norm

namespace {

struct ChannelPlan {
  ChannelLayout layout;
  MemoryFormat format = MemoryFormat::Contiguous;
};
ChannelPlan plan_channels(const Tensor& x) {
  const int64_t channels = x.size(1);
  const MemoryFormat format = x.dim() == 5 ? MemoryFormat::ChannelsLast3d : MemoryFormat::ChannelsLast;
  const int64_t positions = channels ? x.numel() / channels : 0;
  if ((x.dim() == 4 || x.dim() == 5) && !x.is_contiguous() && x.is_contiguous(format))
    return {{positions, channels, 1}, format};
  const int64_t n = x.size(0);
  return {{n, channels, n ? positions / n : 0}, MemoryFormat::Contiguous};
}

void check_parameter(const char* name, const Tensor& t, int64_t channels) {
  FACULA_CHECK(!t.defined() || t.numel() == channels, name, " should contain ", channels, " elements not ",
               t.defined() ? t.numel() : 0);
}
void check_batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                      const Tensor& running_var, bool training) {
  const int64_t channels = x.size(1);
  FACULA_CHECK(training || running_mean.defined(), "running_mean must be defined in evaluation mode");
  check_parameter("running_mean", running_mean, channels);
  FACULA_CHECK(training || running_var.defined(), "running_var must be defined in evaluation mode");
  check_parameter("running_var", running_var, channels);
  check_parameter("weight", weight, channels);
  check_parameter("bias", bias, channels);
}

struct BatchNorm {
  SavedTensor x, weight, mean, rstd;
  ChannelPlan plan;
  bool training;
  double eps;

  void composed(Gradients& g) const {
    DimVector shape(static_cast<size_t>(x().dim()), 1), dims;
    shape[1] = x().size(1);
    for (int64_t d = 0; d < x().dim(); ++d)
      if (d != 1) dims.push_back(d);
    const Tensor gy = weight.defined() ? g[0] * weight().view(shape) : g[0];
    Normalized r;
    if (training) {
      r = normalized_backward(gy, x(), dims, eps);
    } else {
      r.y = (x() - mean().view(shape)) * rstd().view(shape);
      r.gx = gy * rstd().view(shape);
    }
    if (g.needed(0)) g.set(0, r.gx);
    if (g.needed(1)) g.set(1, (g[0] * r.y).sum(dims));
    if (g.needed(2)) g.set(2, g[0].sum(dims));
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed(g);
    const ScalarType dtype = mean().scalar_type();
    const Tensor xd = dense(x(), dtype, plan.format);
    Tensor gx, gw = fresh_if(g.needed(1), mean().sizes(), xd), gb = fresh_if(g.needed(2), mean().sizes(), xd);
    if (g.needed(0))
      gx = make_strided(x().sizes(), strides_for(x().sizes(), plan.format), dtype, x().device());
    kernels::batch_norm_backward(dense(g[0], dtype, plan.format), gx, gw, gb, xd, mean(), rstd(),
                                 dense(weight(), dtype), training, plan.layout);
    if (gx.defined()) g.set(0, gx);
    if (gw.defined()) g.set(1, gw);
    if (gb.defined()) g.set(2, gb);
  }
};

// running = (1 - momentum) running + momentum value
void update_running(const Tensor& running, const Tensor& value, double momentum, double factor) {
  if (!running.defined()) return;
  running.mul_(1 - momentum);
  running.add_(value.to(running.scalar_type()).view(running.sizes()), momentum * factor);
}

}  // namespace

std::tuple<Tensor, Tensor, Tensor> native_batch_norm(const Tensor& x, const Tensor& weight,
                                                     const Tensor& bias, const Tensor& running_mean,
                                                     const Tensor& running_var, bool training,
                                                     double momentum, double eps) {
  check_batch_norm(x, weight, bias, running_mean, running_var, training);
  check_floating("batch_norm", x);
  const ScalarType dtype = kernel_type(x.scalar_type());
  const ChannelPlan plan = plan_channels(x);
  const int64_t channels = x.size(1);
  Tensor y = make_strided(x.sizes(), strides_for(x.sizes(), plan.format), dtype, x.device());
  Tensor mean, rstd;
  const bool whole = training && x.is_cpu() && x.numel();
  {
    NoGradGuard off;
    const Tensor xd = dense(x, dtype, plan.format);
    if (training) {
      mean = make_contiguous({channels}, dtype, x.device());
      Tensor var = make_contiguous({channels}, dtype, x.device());
      if (whole)
        kernels::batch_norm(y, mean, var, xd, dense(weight, dtype), dense(bias, dtype), plan.layout, eps);
      else
        kernels::channel_moments(mean, var, xd, plan.layout);
      const auto n = static_cast<double>(plan.layout.outer * plan.layout.inner);
      update_running(running_mean, mean, momentum, 1);
      update_running(running_var, var, momentum, n / (n - 1));
      rstd = var.add_(eps).rsqrt_();
    } else {
      mean = running_mean.to(dtype, false, true).view({channels});  // copies: a later step may change them
      rstd = running_var.to(dtype, false, true).view({channels}).add_(eps).rsqrt_();
    }
    if (x.numel() && !whole)
      kernels::channel_affine(y, xd, mean, rstd, dense(weight, dtype), dense(bias, dtype), plan.layout);
    y = cast(y, x.scalar_type());
  }
  record_joint("NativeBatchNormBackward0", {&y}, {&x, &weight, &bias},
               BatchNorm{save(x), save(weight), save(mean), save(rstd), plan, training, eps});
  if (!training) mean = rstd = make_contiguous({0}, dtype, x.device());
  return {y, mean, rstd};
}

Tensor batch_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                  const Tensor& running_var, bool training, double momentum, double eps, bool) {
  return std::get<0>(native_batch_norm(x, weight, bias, running_mean, running_var, training, momentum, eps));
}

// ---- group_norm

namespace {

void check_group_norm(const Tensor& x, int64_t groups, const Tensor& weight, const Tensor& bias) {
  FACULA_CHECK(x.dim() >= 2, "Expected at least 2 dimensions for input tensor but received ", x.dim());
  FACULA_CHECK(groups > 0, "Expected num groups to be greater than 0, got ", groups);
  const int64_t channels = x.size(1);
  FACULA_CHECK(channels % groups == 0,
               "Expected number of channels in input to be divisible by num_groups, but got input of shape ",
               x.sizes(), " and num_groups=", groups);
  FACULA_CHECK(!weight.defined() || (weight.dim() == 1 && weight.numel() == channels),
               "Expected weight to be a vector of size equal to the number of channels in input, but got "
               "weight of shape ",
               weight.sizes(), " and input of shape ", x.sizes());
  FACULA_CHECK(
      !bias.defined() || (bias.dim() == 1 && bias.numel() == channels),
      "Expected bias to be a vector of size equal to the number of channels in input, but got bias of "
      "shape ",
      bias.sizes(), " and input of shape ", x.sizes());
}

struct GroupNorm {
  SavedTensor x, weight, mean, rstd;
  ChannelLayout layout;
  int64_t groups;
  double eps;

  void composed(Gradients& g) const {
    const DimVector grouped{layout.outer, groups, layout.channels / groups * layout.inner};
    DimVector shape(static_cast<size_t>(x().dim()), 1), dims;
    shape[1] = layout.channels;
    for (int64_t d = 0; d < x().dim(); ++d)
      if (d != 1) dims.push_back(d);
    const Tensor gy = weight.defined() ? g[0] * weight().view(shape) : g[0];
    const Normalized r = normalized_backward(gy.reshape(grouped), x().reshape(grouped), {2}, eps);
    if (g.needed(0)) g.set(0, r.gx.reshape(x().sizes()));
    if (g.needed(1)) g.set(1, (g[0] * r.y.reshape(x().sizes())).sum(dims));
    if (g.needed(2)) g.set(2, g[0].sum(dims));
  }
  void operator()(Gradients& g) const {
    if (graph::recording()) return composed(g);
    const ScalarType dtype = mean().scalar_type();
    const Tensor xd = dense(x(), dtype);
    Tensor gx = fresh_if(g.needed(0), x().sizes(), xd);
    Tensor gw = fresh_if(g.needed(1), {layout.channels}, xd),
           gb = fresh_if(g.needed(2), {layout.channels}, xd);
    kernels::group_norm_backward(dense(g[0], dtype), gx, gw, gb, xd, mean(), rstd(), dense(weight(), dtype),
                                 layout, groups);
    if (gx.defined()) g.set(0, gx);
    if (gw.defined()) g.set(1, gw);
    if (gb.defined()) g.set(2, gb);
  }
};

}  // namespace

Tensor group_norm(const Tensor& x, int64_t num_groups, const Tensor& weight, const Tensor& bias, double eps,
                  bool) {
  check_group_norm(x, num_groups, weight, bias);
  check_floating("GroupNormKernelImpl", x);
  const ScalarType dtype = kernel_type(x.scalar_type());
  const int64_t n = x.size(0), channels = x.size(1);
  const ChannelLayout layout{n, channels, n && channels ? x.numel() / n / channels : 0};
  Tensor y = fresh(x, dtype);
  Tensor mean = make_contiguous({n, num_groups}, dtype, x.device());
  Tensor rstd = make_contiguous({n, num_groups}, dtype, x.device());
  {
    NoGradGuard off;
    if (x.numel())
      kernels::group_norm(y, mean, rstd, dense(x, dtype), dense(weight, dtype), dense(bias, dtype), layout,
                          num_groups, eps);
    y = cast(y, x.scalar_type());
  }
  record_joint("NativeGroupNormBackward0", {&y}, {&x, &weight, &bias},
               GroupNorm{save(x), save(weight), save(mean), save(rstd), layout, num_groups, eps});
  return y;
}

// ---- instance_norm: batch_norm with every sample's channels as channels of their own

Tensor instance_norm(const Tensor& x, const Tensor& weight, const Tensor& bias, const Tensor& running_mean,
                     const Tensor& running_var, bool use_input_stats, double momentum, double eps, bool) {
  FACULA_CHECK(use_input_stats || (running_mean.defined() && running_var.defined()),
               "Expected running_mean and running_var to be defined when use_input_stats is false");
  const int64_t n = x.size(0), channels = x.size(1);
  DimVector shape(x.sizes().begin(), x.sizes().end());
  shape[0] = 1;
  shape[1] = n * channels;
  const auto repeated = [&](const Tensor& t) { return t.defined() ? t.repeat({n}) : t; };
  const Tensor mean = repeated(running_mean), var = repeated(running_var);
  const Tensor y = batch_norm(x.contiguous().view(shape), repeated(weight), repeated(bias), mean, var,
                              use_input_stats, momentum, eps);
  if (use_input_stats) {
    NoGradGuard off;
    if (mean.defined()) running_mean.copy_(mean.view({n, channels}).mean(0));
    if (var.defined()) running_var.copy_(var.view({n, channels}).mean(0));
  }
  return y.view(x.sizes());
}

}  // namespace facula
