// Activations with a second operand: prelu, glu, rrelu; and the composed ones.
#include <mutex>

#include "facula/core/generator_state.h"
#include "facula/ops/activation.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/native.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "kernels/random_fill.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"

namespace facula {

Tensor prelu(const Tensor& x, const Tensor& weight) {
  const int64_t n = weight.numel();
  FACULA_CHECK(weight.dim() <= 1,
               "prelu: Expected `weight` to be a scalar or 1D tensor, but got ndim = ", weight.dim());
  if (n != 1) {
    FACULA_CHECK(x.dim() > 0, "Not allow zero-dim input tensor.");
    const int64_t channels = x.dim() > 1 ? x.size(1) : 1;
    FACULA_CHECK(channels == n,
                 "Mismatch of parameter numbers and input channel size. Found parameter numbers = ", n,
                 " and channel size = ", channels, ".");
  }
  FACULA_CHECK(x.scalar_type() == weight.scalar_type(), "prelu: Type promoting not supported. Got ",
               x.scalar_type(), " and ", weight.scalar_type());
  DimVector shape(static_cast<size_t>(x.dim()), 1);
  if (n != 1) shape[1] = n;
  const Tensor w = weight.reshape(shape);
  return record(
      "PreluBackward0", pointwise(kernels::prelu, {&x, &w}, x.scalar_type()),
      grad_of(x, [x = save(x), w = save(w)](const Tensor& g) { return g.where(x().gt(0), g * w()); }),
      grad_of(w, [x = save(x)](const Tensor& g) { return g * x().clamp_max(0); }));
}

Tensor glu(const Tensor& x, int64_t dim) {
  FACULA_CHECK(x.dim() > 0, "glu does not support 0-dimensional tensors");
  dim = wrap_dim(dim, x.dim());
  const int64_t n = x.size(dim);
  FACULA_CHECK(n % 2 == 0, "Halving dimension must be even, but dimension ", dim, " is size ", n);
  Tensor y;
  {
    NoGradGuard off;
    const Tensor a = x.narrow(dim, 0, n / 2), b = x.narrow(dim, n / 2, n / 2);
    y = pointwise(kernels::glu, {&a, &b}, x.scalar_type());
  }
  return record("GluBackward0", y, grad_of(x, [x = save(x), dim, n](const Tensor& g) {
                  const Tensor a = x().narrow(dim, 0, n / 2), s = x().narrow(dim, n / 2, n / 2).sigmoid();
                  const Tensor ga = g * s;
                  const Tensor parts[] = {ga, ga * a * (1 - s)};
                  return facula::cat(parts, dim);
                }));
}

namespace {

// 1 where x > 0, else uniform on [lower, upper): one draw for each such element, in logical order.
template <class T>
void draw_slopes(T* noise, const T* x, int64_t n, double lower, double upper, CPUGeneratorState& state) {
  std::lock_guard<std::mutex> lock(state.mutex);
  for (int64_t i = 0; i < n; ++i)
    noise[i] = x[i] <= T(0) ? static_cast<T>(random::uniform53(state) * (upper - lower) + lower) : T(1);
}

Tensor rrelu_noise(const Tensor& x, double lower, double upper, const std::optional<Generator>& generator) {
  NoGradGuard off;
  FACULA_CHECK(x.device().is_cpu(), "rrelu: training is not implemented for device '", x.device().type(),
               "'");
  CPUGeneratorState* state = cpu_state(generator.value_or(Generator()));
  FACULA_CHECK(state, "Expected a 'cpu' device type for generator but found another device's");
  const ScalarType compute = x.scalar_type() == kDouble ? kDouble : kFloat;
  const Tensor dense = x.to(compute).contiguous();
  Tensor noise = make_contiguous(x.sizes(), compute);
  if (compute == kDouble)
    draw_slopes(noise.data_ptr<double>(), dense.data_ptr<double>(), x.numel(), lower, upper, *state);
  else
    draw_slopes(noise.data_ptr<float>(), dense.data_ptr<float>(), x.numel(), lower, upper, *state);
  return noise.to(x.scalar_type());
}

void check_rrelu(const Tensor& x, const Scalar& lower, const Scalar& upper) {
  FACULA_CHECK(isFloatingType(x.scalar_type()), "\"rrelu_with_noise_out_cpu\" not implemented for '",
               x.scalar_type(), "'");
  FACULA_CHECK(lower.to<double>() <= upper.to<double>(),
               "Lower bound should be less than or equal to the upper bound");
}

}  // namespace

Tensor rrelu(const Tensor& x, const Scalar& lower, const Scalar& upper, bool training,
             std::optional<Generator> generator) {
  check_rrelu(x, lower, upper);
  const double low = lower.to<double>(), high = upper.to<double>();
  if (!training) return leaky_relu(x, (low + high) / 2);
  Tensor noise = rrelu_noise(x, low, high, generator);
  return record("RreluWithNoiseBackward0", pointwise(kernels::mul, {&x, &noise}, x.scalar_type()),
                grad_of(x, [noise = save(noise)](const Tensor& g) { return g * noise(); }));
}
Tensor& rrelu_(Tensor& self, const Scalar& lower, const Scalar& upper, bool training,
               std::optional<Generator> generator) {
  check_rrelu(self, lower, upper);
  const double low = lower.to<double>(), high = upper.to<double>();
  if (!training) return leaky_relu_(self, (low + high) / 2);
  check_inplace(self);
  Tensor noise = rrelu_noise(self, low, high, generator);
  pointwise_inplace(kernels::mul, self, {&noise}, self.scalar_type());
  record_inplace("RreluWithNoiseBackward0", self,
                 grad_of(self, [noise = save(noise)](const Tensor& g) { return g * noise(); }));
  return self;
}

Tensor rrelu_with_noise(const Tensor& x, const Tensor& noise, const Scalar& lower, const Scalar& upper,
                        bool training, std::optional<Generator> generator) {
  check_rrelu(x, lower, upper);
  const double low = lower.to<double>(), high = upper.to<double>();
  if (!training) return leaky_relu(x, (low + high) / 2);
  FACULA_CHECK(noise.sizes() == x.sizes(), "rrelu_with_noise: expected noise of shape ", x.sizes(),
               ", but got ", noise.sizes());
  const Tensor drawn = rrelu_noise(x, low, high, generator);
  {
    NoGradGuard off;
    noise.copy_(drawn);
  }
  return record("RreluWithNoiseBackward0", pointwise(kernels::mul, {&x, &drawn}, x.scalar_type()),
                grad_of(x, [noise = save(noise)](const Tensor& g) { return g * noise(); }));
}
Tensor& rrelu_with_noise_(Tensor& self, const Tensor& noise, const Scalar& lower, const Scalar& upper,
                          bool training, std::optional<Generator> generator) {
  check_rrelu(self, lower, upper);
  const double low = lower.to<double>(), high = upper.to<double>();
  if (!training) return leaky_relu_(self, (low + high) / 2);
  FACULA_CHECK(noise.sizes() == self.sizes(), "rrelu_with_noise: expected noise of shape ", self.sizes(),
               ", but got ", noise.sizes());
  check_inplace(self);
  const Tensor drawn = rrelu_noise(self, low, high, generator);
  {
    NoGradGuard off;
    noise.copy_(drawn);
  }
  pointwise_inplace(kernels::mul, self, {&drawn}, self.scalar_type());
  record_inplace("RreluWithNoiseBackward0", self,
                 grad_of(self, [noise = save(noise)](const Tensor& g) { return g * noise(); }));
  return self;
}

namespace detail {
Tensor softsign(const Tensor& x) { return x / (x.abs() + 1); }
Tensor tanhshrink(const Tensor& x) { return x - x.tanh(); }
}  // namespace detail

}  // namespace facula
