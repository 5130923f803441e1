// Most derivatives are those that the ops themselves record: the op runs again on its input, and backward.
#include "facula/autograd/op_backward.h"

#include <cmath>

#include "facula/autograd/autograd.h"
#include "facula/ops/activation.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/index.h"
#include "facula/ops/loss.h"
#include "facula/ops/pad.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pool.h"
#include "facula/ops/reduce.h"
#include "facula/ops/upsample.h"
#include "facula/ops/view.h"
#include "facula/ops/vision.h"

namespace facula {

namespace {

// The gradients of f(inputs) for the inputs. A graph behind g and the inputs stays, so that these
// differentiate.
template <class F>
variable_list gradients(const Tensor& g, variable_list inputs, F f) {
  const bool record = GradMode::is_enabled();
  const AutoGradMode on(true);
  bool again = record && g.requires_grad();
  for (Tensor& x : inputs) {
    if (record && x.requires_grad())
      again = true;
    else
      x = x.detach().requires_grad_();
  }
  return autograd::grad({f(inputs)}, inputs, {g}, std::nullopt, again);
}
template <class F>
Tensor gradient(const Tensor& g, const Tensor& x, F f) {
  return gradients(g, {x}, [&f](const variable_list& v) { return f(v[0]); })[0];
}
// Of a linear op, whose input's values do not matter.
template <class F>
Tensor adjoint_of(const Tensor& g, IntArrayRef input_sizes, F f) {
  return gradient(g, zeros(input_sizes, g.options()), f);
}

}  // namespace

// ---- activations

Tensor elu_backward(const Tensor& g, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale,
                    bool is_result, const Tensor& y) {
  const double a = alpha.toDouble() * scale.toDouble(), s = input_scale.toDouble();
  FACULA_CHECK(
      !is_result || alpha.toDouble() >= 0,
      "In-place elu backward calculation is triggered with a negative slope which is not supported. This is "
      "caused by calling in-place forward function with a negative slope, please call out-of-place version "
      "instead.");
  const Tensor below = is_result ? (y + a) * s : (y * s).exp() * (a * s);
  return g * below.where(y.le(0), full_like(y, scale));
}
Tensor leaky_relu_backward(const Tensor& g, const Tensor& x, const Scalar& negative_slope, bool x_is_result) {
  FACULA_CHECK(
      !x_is_result || negative_slope.toDouble() >= 0,
      "In-place leakyReLu backward calculation is triggered with a negative slope which is not supported. "
      "This is caused by calling in-place forward function with a negative slope, please call out-of-place "
      "version instead.");
  return g.where(x.gt(0), g * negative_slope);
}
Tensor rrelu_with_noise_backward(const Tensor& g, const Tensor& x, const Tensor& noise, const Scalar& lower,
                                 const Scalar& upper, bool training, bool x_is_result) {
  if (training) return g * noise;
  return leaky_relu_backward(g, x, (lower.toDouble() + upper.toDouble()) / 2, x_is_result);
}
Tensor threshold_backward(const Tensor& g, const Tensor& x, const Scalar& threshold) {
  return g.masked_fill(x.le(threshold), 0);
}
Tensor gelu_backward(const Tensor& g, const Tensor& x, std::string_view approximate) {
  return gradient(g, x, [&](const Tensor& v) { return gelu(v, approximate); });
}
Tensor glu_backward(const Tensor& g, const Tensor& x, int64_t dim) {
  return gradient(g, x, [&](const Tensor& v) { return glu(v, dim); });
}
Tensor hardshrink_backward(const Tensor& g, const Tensor& x, const Scalar& lambd) {
  return gradient(g, x, [&](const Tensor& v) { return hardshrink(v, lambd); });
}
Tensor hardsigmoid_backward(const Tensor& g, const Tensor& x) { return gradient(g, x, hardsigmoid); }
Tensor hardswish_backward(const Tensor& g, const Tensor& x) { return gradient(g, x, hardswish); }
Tensor hardtanh_backward(const Tensor& g, const Tensor& x, const Scalar& min_val, const Scalar& max_val) {
  return gradient(g, x, [&](const Tensor& v) { return hardtanh(v, min_val, max_val); });
}
Tensor log_sigmoid_backward(const Tensor& g, const Tensor& x, const Tensor&) {
  return gradient(g, x, log_sigmoid);
}
Tensor logit_backward(const Tensor& g, const Tensor& x, std::optional<double> eps) {
  return gradient(g, x, [&](const Tensor& v) { return v.logit(eps); });
}
Tensor mish_backward(const Tensor& g, const Tensor& x) { return gradient(g, x, mish); }
std::tuple<Tensor, Tensor> prelu_backward(const Tensor& g, const Tensor& x, const Tensor& weight) {
  const auto r = gradients(g, {x, weight}, [](const variable_list& v) { return prelu(v[0], v[1]); });
  return {r[0], r[1]};
}
Tensor silu_backward(const Tensor& g, const Tensor& x) { return gradient(g, x, silu); }
Tensor softplus_backward(const Tensor& g, const Tensor& x, const Scalar& beta, const Scalar& threshold) {
  return gradient(g, x, [&](const Tensor& v) { return softplus(v, beta, threshold); });
}
Tensor softshrink_backward(const Tensor& g, const Tensor& x, const Scalar& lambd) {
  return gradient(g, x, [&](const Tensor& v) { return softshrink(v, lambd); });
}

// ---- losses

#define FACULA_LOSS_BACKWARD(op, parameters, ...)                                       \
  Tensor op##_backward parameters {                                                     \
    return gradient(g, x, [&](const Tensor& v) { return op(v, target, __VA_ARGS__); }); \
  }
FACULA_LOSS_BACKWARD(binary_cross_entropy,
                     (const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                      int64_t reduction),
                     weight, reduction)
FACULA_LOSS_BACKWARD(huber_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction,
                      double delta),
                     reduction, delta)
FACULA_LOSS_BACKWARD(mse_loss, (const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction),
                     reduction)
FACULA_LOSS_BACKWARD(multi_margin_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, const Scalar& p,
                      const Scalar& margin, const Tensor& weight, int64_t reduction),
                     p, margin, weight, reduction)
FACULA_LOSS_BACKWARD(multilabel_margin_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction,
                      const Tensor&),
                     reduction)
FACULA_LOSS_BACKWARD(nll_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                      int64_t reduction, int64_t ignore_index, const Tensor&),
                     weight, reduction, ignore_index)
FACULA_LOSS_BACKWARD(nll_loss2d,
                     (const Tensor& g, const Tensor& x, const Tensor& target, const Tensor& weight,
                      int64_t reduction, int64_t ignore_index, const Tensor&),
                     weight, reduction, ignore_index)
FACULA_LOSS_BACKWARD(smooth_l1_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction, double beta),
                     reduction, beta)
FACULA_LOSS_BACKWARD(soft_margin_loss,
                     (const Tensor& g, const Tensor& x, const Tensor& target, int64_t reduction), reduction)
#undef FACULA_LOSS_BACKWARD

// ---- views and indices

Tensor select_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t index) {
  return zeros(input_sizes, g.options()).select_scatter(g, dim, index);
}
Tensor slice_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t start, int64_t end,
                      int64_t step) {
  return zeros(input_sizes, g.options()).slice_scatter(g, dim, start, end, step);
}
Tensor diagonal_backward(const Tensor& g, IntArrayRef input_sizes, int64_t offset, int64_t dim1,
                         int64_t dim2) {
  return zeros(input_sizes, g.options()).diagonal_scatter(g, offset, dim1, dim2);
}
Tensor unfold_backward(const Tensor& g, IntArrayRef input_sizes, int64_t dim, int64_t size, int64_t step) {
  return adjoint_of(g, input_sizes, [&](const Tensor& v) { return v.unfold(dim, size, step); });
}
Tensor trace_backward(const Tensor& g, IntArrayRef sizes) {
  FACULA_CHECK(sizes.size() == 2, "expected matrix input");
  return eye(sizes[0], sizes[1], g.options().requires_grad(false)) * g;
}
Tensor index_select_backward(const Tensor& g, IntArrayRef sizes, int64_t dim, const Tensor& index) {
  return zeros(sizes, g.options()).index_add(dim, index, g);
}
Tensor gather_backward(const Tensor& g, const Tensor& x, int64_t dim, const Tensor& index, bool sparse_grad) {
  FACULA_CHECK_AS(NotImplementedError, !sparse_grad, "gather_backward: sparse_grad=true is not supported");
  return zeros(x.sizes(), g.options()).scatter_add(dim, index, g);
}
Tensor masked_select_backward(const Tensor& g, const Tensor& x, const Tensor& mask) {
  return gradient(g, x, [&](const Tensor& v) { return v.masked_select(mask); });
}
Tensor embedding_backward(const Tensor& g, const Tensor& indices, int64_t num_weights, int64_t padding_idx,
                          bool scale_grad_by_freq, bool sparse) {
  if (!sparse) return embedding_dense_backward(g, indices, num_weights, padding_idx, scale_grad_by_freq);
  const Tensor weight = zeros({num_weights, g.size(-1)}, g.options());
  return gradient(g, weight, [&](const Tensor& w) {
    return embedding(w, indices, padding_idx, scale_grad_by_freq, true);
  });
}

}  // namespace facula
