// Dropout. The plain one keeps its mask as bytes and applies it in one pass, forward and backward.
#include "facula/ops/dropout.h"

#include <cmath>

#include "facula/ops/creation.h"
#include "facula/ops/pointwise.h"
#include "kernels/dropout.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

void check_probability(double p) {
  FACULA_CHECK(p >= 0 && p <= 1, "dropout probability has to be between 0 and 1, but got ", p);
}
bool passes(const Tensor& x, double p, bool train) { return p == 0 || !train || x.numel() == 0; }

Tensor draw_mask(IntArrayRef sizes, double p, Device device) {
  Tensor mask = make_contiguous(sizes, kBool, device);
  kernels::dropout_mask(mask, 1 - p);
  return mask;
}

// Linear in x, so its derivative is itself.
Tensor masked_scale(const Tensor& x, const Tensor& mask, double scale) {
  Tensor y = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  {
    NoGradGuard off;
    kernels::masked_scale(y, x.is_contiguous() ? x : x.contiguous(), mask, scale);
  }
  return record("MulBackward0", y, grad_of(x, [mask = save(mask), scale](const Tensor& g) {
                  return masked_scale(g, mask(), scale);
                }));
}

bool fusable(const Tensor& x) {
  return (x.scalar_type() == kFloat || x.scalar_type() == kDouble) && x.is_contiguous();
}

// One number per element, or per sample and channel: 0 or 1.
Tensor draw_noise(const Tensor& x, double p, bool feature) {
  NoGradGuard off;
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  if (feature) {
    FACULA_CHECK(x.dim() >= 2, "Feature dropout requires at least 2 dimensions in the input");
    for (size_t d = 2; d < sizes.size(); ++d) sizes[d] = 1;
  }
  return draw_mask(sizes, p, x.device()).to(x.scalar_type());
}

struct Noise {
  Tensor scale, shift;  // y = x scale + shift; shift may be undefined
};

Noise plain_noise(const Tensor& x, double p, bool feature) {
  if (p == 1) return {zeros({}, x.options().requires_grad(false)), {}};
  NoGradGuard off;
  Tensor noise = draw_noise(x, p, feature);
  noise.div_(1 - p);
  return {noise, {}};
}
Noise alpha_noise(const Tensor& x, double p, bool feature) {
  if (p == 1) return {zeros({}, x.options().requires_grad(false)), {}};
  constexpr double kAlpha = 1.7580993408473766;  // selu's scale times its alpha
  NoGradGuard off;
  Tensor noise = draw_noise(x, p, feature);
  const double a = 1 / std::sqrt((kAlpha * kAlpha * p + 1) * (1 - p));
  Tensor shift = noise.add(-1).mul_(kAlpha * a).add_(kAlpha * a * p);
  return {noise.mul_(a), shift};
}

Tensor apply(const Tensor& x, const Noise& n) {
  const Tensor y = x * n.scale;
  return n.shift.defined() ? y + n.shift : y;
}
Tensor& apply_(Tensor& self, const Noise& n) {
  self.mul_(n.scale);
  if (n.shift.defined()) self.add_(n.shift);
  return self;
}

}  // namespace

Tensor dropout(const Tensor& x, double p, bool train) {
  check_probability(p);
  if (passes(x, p, train)) return x;
  if (p == 1 || !fusable(x)) return apply(x, plain_noise(x, p, false));
  return masked_scale(x, draw_mask(x.sizes(), p, x.device()), 1 / (1 - p));
}
Tensor& dropout_(Tensor& self, double p, bool train) {
  check_probability(p);
  return passes(self, p, train) ? self : apply_(self, plain_noise(self, p, false));
}
Tensor feature_dropout(const Tensor& x, double p, bool train) {
  check_probability(p);
  return passes(x, p, train) ? x : apply(x, plain_noise(x, p, true));
}
Tensor& feature_dropout_(Tensor& self, double p, bool train) {
  check_probability(p);
  return passes(self, p, train) ? self : apply_(self, plain_noise(self, p, true));
}
Tensor alpha_dropout(const Tensor& x, double p, bool train) {
  check_probability(p);
  return passes(x, p, train) ? x : apply(x, alpha_noise(x, p, false));
}
Tensor& alpha_dropout_(Tensor& self, double p, bool train) {
  check_probability(p);
  return passes(self, p, train) ? self : apply_(self, alpha_noise(self, p, false));
}
Tensor feature_alpha_dropout(const Tensor& x, double p, bool train) {
  check_probability(p);
  return passes(x, p, train) ? x : apply(x, alpha_noise(x, p, true));
}
Tensor& feature_alpha_dropout_(Tensor& self, double p, bool train) {
  check_probability(p);
  return passes(self, p, train) ? self : apply_(self, alpha_noise(self, p, true));
}

}  // namespace facula
