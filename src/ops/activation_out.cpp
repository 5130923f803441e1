// The out forms of the activations, and their methods.
#include "facula/ops/activation.h"
#include "ops/out.h"

namespace facula {

Tensor& threshold_out(Tensor& out, const Tensor& x, const Scalar& threshold, const Scalar& value) {
  return write_out(
      "threshold", out, [&] { return facula::threshold(x, threshold, value); }, x);
}
Tensor& hardtanh_out(Tensor& out, const Tensor& x, const Scalar& min_val, const Scalar& max_val) {
  return write_out(
      "hardtanh", out, [&] { return hardtanh(x, min_val, max_val); }, x);
}
Tensor& leaky_relu_out(Tensor& out, const Tensor& x, const Scalar& negative_slope) {
  return write_out(
      "leaky_relu", out, [&] { return leaky_relu(x, negative_slope); }, x);
}
Tensor& elu_out(Tensor& out, const Tensor& x, const Scalar& alpha, const Scalar& scale,
                const Scalar& input_scale) {
  return write_out(
      "elu", out, [&] { return elu(x, alpha, scale, input_scale); }, x);
}
Tensor& gelu_out(Tensor& out, const Tensor& x, std::string_view approximate) {
  return write_out(
      "gelu", out, [&] { return gelu(x, approximate); }, x);
}
Tensor& silu_out(Tensor& out, const Tensor& x) {
  return write_out(
      "silu", out, [&] { return silu(x); }, x);
}
Tensor& mish_out(Tensor& out, const Tensor& x) {
  return write_out(
      "mish", out, [&] { return mish(x); }, x);
}
Tensor& softplus_out(Tensor& out, const Tensor& x, const Scalar& beta, const Scalar& threshold) {
  return write_out(
      "softplus", out, [&] { return softplus(x, beta, threshold); }, x);
}
Tensor& log_sigmoid_out(Tensor& out, const Tensor& x) {
  return write_out(
      "log_sigmoid", out, [&] { return log_sigmoid(x); }, x);
}
Tensor& hardswish_out(Tensor& out, const Tensor& x) {
  return write_out(
      "hardswish", out, [&] { return hardswish(x); }, x);
}
Tensor& hardsigmoid_out(Tensor& out, const Tensor& x) {
  return write_out(
      "hardsigmoid", out, [&] { return hardsigmoid(x); }, x);
}
Tensor& hardshrink_out(Tensor& out, const Tensor& x, const Scalar& lambd) {
  return write_out(
      "hardshrink", out, [&] { return hardshrink(x, lambd); }, x);
}
Tensor& softshrink_out(Tensor& out, const Tensor& x, const Scalar& lambd) {
  return write_out(
      "softshrink", out, [&] { return softshrink(x, lambd); }, x);
}
Tensor& glu_out(Tensor& out, const Tensor& x, int64_t dim) {
  return write_out(
      "glu", out, [&] { return glu(x, dim); }, x);
}

Tensor Tensor::hardshrink(const Scalar& lambd) const { return facula::hardshrink(*this, lambd); }
Tensor Tensor::prelu(const Tensor& weight) const { return facula::prelu(*this, weight); }

}  // namespace facula
