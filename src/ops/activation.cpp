// Activations. A backward kernel is used when no second derivative is wanted; otherwise the rule computes the
// same with public ops, which gives every order. Piecewise linear ones record their backward kernel itself.
#include "facula/ops/activation.h"

#include "facula/ops/pointwise.h"
#include "ops/inplace.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

using kernels::PointwiseSlot;

// A functor's constants, kept by the rules.
struct Constants {
  int count = 0;
  Scalar value[3];
  Constants() = default;
  Constants(const Scalar& a) : count(1), value{a, 0, 0} {}
  Constants(const Scalar& a, const Scalar& b) : count(2), value{a, b, 0} {}
  Constants(const Scalar& a, const Scalar& b, const Scalar& c) : count(3), value{a, b, c} {}
};

template <class F>
auto with(const Constants& c, F f) {
  switch (c.count) {
    case 0:
      return f({});
    case 1:
      return f({c.value[0]});
    case 2:
      return f({c.value[0], c.value[1]});
    default:
      return f({c.value[0], c.value[1], c.value[2]});
  }
}

Tensor forward(const PointwiseSlot& slot, const Tensor& x, const Constants& c = {}) {
  return with(c, [&](std::initializer_list<Scalar> s) {
    return pointwise(slot, {&x}, x.scalar_type(), ScalarType::Undefined, s);
  });
}

void overwrite(const PointwiseSlot& slot, Tensor& self, const Constants& c = {}) {
  with(c, [&](std::initializer_list<Scalar> s) {
    pointwise_inplace(slot, self, {}, self.scalar_type(), s);
    return 0;
  });
}

Tensor backward_kernel(const PointwiseSlot& slot, const Tensor& g, const Tensor& x, const Constants& c) {
  return with(c, [&](std::initializer_list<Scalar> s) {
    return pointwise(slot, {&g, &x}, result_type({&g, &x}), ScalarType::Undefined, s);
  });
}

// gx = g slope(x) where slope is piecewise constant: linear in g, flat in x.
Tensor piecewise_backward(const PointwiseSlot& slot, const char* name, const Tensor& g, const Tensor& x,
                          const Constants& c) {
  return record(name, backward_kernel(slot, g, x, c),
                grad_of(g, [&slot, name, x = save(x),
                            c](const Tensor& h) { return piecewise_backward(slot, name, h, x(), c); }),
                grad_of(x, [](const Tensor& h) { return h * 0; }));
}

// The rule of a smooth function: its kernel, or `formula(g, x)` in public ops while recording.
template <class Formula>
auto smooth_rule(const PointwiseSlot& slot, SavedTensor x, const Constants& c, Formula formula) {
  return [&slot, x = std::move(x), c, formula](const Tensor& g) {
    if (graph::recording()) return formula(g, x());
    return backward_kernel(slot, g, x(), c);
  };
}

// What an in-place op's rule needs of the argument: a copy, for the argument goes.
SavedTensor save_copy(const Tensor& self) {
  return graph::recording() && self.requires_grad() ? save(self.clone()) : SavedTensor();
}

struct Piecewise {
  const PointwiseSlot &forward, &backward;
  const char *name, *backward_name;
};

Tensor piecewise(const Piecewise& f, const Tensor& x, const Constants& c, const Constants& slope) {
  return record(f.name, forward(f.forward, x, c), grad_of(x, [&f, x = save(x), slope](const Tensor& g) {
                  return piecewise_backward(f.backward, f.backward_name, g, x(), slope);
                }));
}

// For functions whose slope can be read off the result.
Tensor& piecewise_by_result(const Piecewise& f, Tensor& self, const Constants& c, const Constants& slope) {
  check_inplace(self);
  overwrite(f.forward, self, c);
  record_inplace(f.name, self, grad_of(self, [&f, slope](const Tensor& g, const Tensor& y) {
                   return piecewise_backward(f.backward, f.backward_name, g, y, slope);
                 }));
  return self;
}

Tensor& piecewise_inplace(const Piecewise& f, Tensor& self) {
  check_inplace(self);
  SavedTensor x = save_copy(self);
  overwrite(f.forward, self);
  record_inplace(f.name, self, grad_of(self, [&f, x = std::move(x)](const Tensor& g) {
                   return piecewise_backward(f.backward, f.backward_name, g, x(), {});
                 }));
  return self;
}

constexpr Piecewise kRelu{kernels::relu, kernels::threshold_backward, "ReluBackward0",
                          "ThresholdBackwardBackward0"};
constexpr Piecewise kThreshold{kernels::threshold, kernels::threshold_backward, "ThresholdBackward0",
                               "ThresholdBackwardBackward0"};
constexpr Piecewise kLeakyRelu{kernels::leaky_relu, kernels::leaky_relu_backward, "LeakyReluBackward0",
                               "LeakyReluBackwardBackward0"};
constexpr Piecewise kHardtanh{kernels::hardtanh, kernels::hardtanh_backward, "HardtanhBackward0",
                              "HardtanhBackwardBackward0"};
constexpr Piecewise kHardsigmoid{kernels::hardsigmoid, kernels::hardsigmoid_backward, "HardsigmoidBackward0",
                                 "HardsigmoidBackwardBackward0"};
constexpr Piecewise kHardshrink{kernels::hardshrink, kernels::shrink_backward, "HardshrinkBackward0",
                                "HardshrinkBackwardBackward0"};
constexpr Piecewise kSoftshrink{kernels::softshrink, kernels::shrink_backward, "SoftshrinkBackward0",
                                "SoftshrinkBackwardBackward0"};

void check_relu(const Tensor& x) {
  FACULA_CHECK(x.scalar_type() != kBool, "Boolean inputs not supported for relu");
  FACULA_CHECK(!x.is_complex(), "clamp is not supported for complex types");
}
void check_hardtanh(const Tensor& x, const Scalar& low) {
  FACULA_CHECK(x.scalar_type() != kBool, "Bool inputs not supported for hardtanh");
  FACULA_CHECK(!(x.scalar_type() == kByte && low.to<double>() < 0),
               "cannot do hardtanh on an unsigned type with negative limits");
}

}  // namespace

Tensor relu(const Tensor& x) {
  check_relu(x);
  return record("ReluBackward0", forward(kernels::relu, x), grad_of(x, [](const Tensor& g, const Tensor& y) {
                  return piecewise_backward(kernels::threshold_backward, "ThresholdBackwardBackward0", g, y,
                                            Scalar(0));
                }));
}
Tensor& relu_(Tensor& self) {
  check_relu(self);
  return piecewise_by_result(kRelu, self, {}, Scalar(0));
}
Tensor Tensor::relu() const { return facula::relu(*this); }
Tensor& Tensor::relu_() const { return facula::relu_(const_cast<Tensor&>(*this)); }

Tensor relu6(const Tensor& x) { return hardtanh(x, 0, 6); }
Tensor& relu6_(Tensor& self) { return hardtanh_(self, 0, 6); }

Tensor threshold(const Tensor& x, const Scalar& threshold, const Scalar& value) {
  return piecewise(kThreshold, x, {threshold, value}, threshold);
}
Tensor& threshold_(Tensor& self, const Scalar& threshold, const Scalar& value) {
  // The result tells which elements passed only if the value put in their place does not pass itself.
  if (value.to<double>() <= threshold.to<double>())
    return piecewise_by_result(kThreshold, self, {threshold, value}, threshold);
  check_inplace(self);
  SavedTensor x = save_copy(self);
  overwrite(kernels::threshold, self, {threshold, value});
  record_inplace("ThresholdBackward0", self, grad_of(self, [x = std::move(x), threshold](const Tensor& g) {
                   return piecewise_backward(kernels::threshold_backward, "ThresholdBackwardBackward0", g,
                                             x(), threshold);
                 }));
  return self;
}

Tensor hardtanh(const Tensor& x, const Scalar& min_val, const Scalar& max_val) {
  check_hardtanh(x, min_val);
  return piecewise(kHardtanh, x, {min_val, max_val}, {min_val, max_val});
}
Tensor& hardtanh_(Tensor& self, const Scalar& min_val, const Scalar& max_val) {
  check_hardtanh(self, min_val);
  return piecewise_by_result(kHardtanh, self, {min_val, max_val}, {min_val, max_val});
}

Tensor leaky_relu(const Tensor& x, const Scalar& negative_slope) {
  return piecewise(kLeakyRelu, x, negative_slope, negative_slope);
}
Tensor& leaky_relu_(Tensor& self, const Scalar& negative_slope) {
  FACULA_CHECK(!(graph::recording() && self.requires_grad() && negative_slope.to<double>() < 0),
               "In-place leakyReLu backward calculation is triggered with a negative slope which is not "
               "supported. This is caused by calling in-place forward function with a negative slope, please "
               "call out-of-place version instead.");
  return piecewise_by_result(kLeakyRelu, self, negative_slope, negative_slope);
}

Tensor hardsigmoid(const Tensor& x) { return piecewise(kHardsigmoid, x, {}, {}); }
Tensor& hardsigmoid_(Tensor& self) { return piecewise_inplace(kHardsigmoid, self); }
Tensor hardshrink(const Tensor& x, const Scalar& lambd) { return piecewise(kHardshrink, x, lambd, lambd); }
Tensor softshrink(const Tensor& x, const Scalar& lambd) {
  FACULA_CHECK(lambd.to<double>() >= 0, "lambda must be greater or equal to 0, but found to be ",
               lambd.to<double>(), ".");
  return piecewise(kSoftshrink, x, lambd, lambd);
}

// ---- smooth functions: for each its slope in public ops, the op and the in-place op

namespace {

struct GeluSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const Tensor cdf = (x * 0.70710678118654752440).erf() * 0.5 + 0.5;
    return g * (cdf + x * (x * x * -0.5).exp() * 0.39894228040143267794);
  }
};
struct GeluTanhSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const double c = 0.79788456080286535588;
    const Tensor xx = x * x, t = (x * (xx * (0.044715 * c) + c)).tanh();
    return g * ((t + 1) * 0.5 + x * (1 - t * t) * (xx * (1.5 * 0.044715 * c) + 0.5 * c));
  }
};
struct SiluSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const Tensor s = x.sigmoid();
    return g * s * (x * (1 - s) + 1);
  }
};
struct MishSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const Tensor t = softplus(x).tanh(), s = x.sigmoid();
    return g * (t + x * s * (1 - t * t));
  }
};
struct LogSigmoidSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const { return g * (-x).sigmoid(); }
};
struct HardswishSlope {
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const Tensor inner = (g * (x / 3 + 0.5)).where(x.ge(-3), g * 0);
    return inner.where(x.le(3), g);
  }
};
struct SoftplusSlope {
  Scalar beta, threshold;
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const Tensor t = x * beta;
    return g.where(t.gt(threshold), g * t.sigmoid());
  }
};
struct EluSlope {
  Scalar alpha, scale, input_scale;
  Tensor operator()(const Tensor& g, const Tensor& x) const {
    const double a = alpha.to<double>(), s = scale.to<double>(), i = input_scale.to<double>();
    // exp only where it is used: elsewhere it may overflow, and 0 times infinity is NaN
    const Tensor low = x.clamp_max(0);
    return (g * (low * i).exp() * (a * s * i)).where(x.le(0), g * s);
  }
};

template <class Slope>
Tensor smooth(const char* name, const PointwiseSlot& slot, const PointwiseSlot& backward, const Tensor& x,
              Slope slope, const Constants& c = {}) {
  return record(name, forward(slot, x, c), grad_of(x, smooth_rule(backward, save(x), c, slope)));
}
template <class Slope>
Tensor& smooth_(const char* name, const PointwiseSlot& slot, const PointwiseSlot& backward, Tensor& self,
                Slope slope, const Constants& c = {}) {
  check_inplace(self);
  SavedTensor x = save_copy(self);
  overwrite(slot, self, c);
  record_inplace(name, self, grad_of(self, smooth_rule(backward, std::move(x), c, slope)));
  return self;
}

Tensor elu_named(const char* name, const Tensor& x, const Scalar& alpha, const Scalar& scale,
                 const Scalar& input_scale) {
  return smooth(name, kernels::elu, kernels::elu_backward, x, EluSlope{alpha, scale, input_scale},
                {alpha, scale, input_scale});
}
Tensor& elu_named_(const char* name, Tensor& self, const Scalar& alpha, const Scalar& scale,
                   const Scalar& input_scale) {
  return smooth_(name, kernels::elu, kernels::elu_backward, self, EluSlope{alpha, scale, input_scale},
                 {alpha, scale, input_scale});
}

constexpr double kSeluAlpha = 1.6732632423543772848170429916717;
constexpr double kSeluScale = 1.0507009873554804934193349852946;

double inverse_alpha(const Scalar& alpha) {
  FACULA_CHECK(alpha.to<double>() != 0, "ZeroDivisionError: alpha cannot be 0 for CELU");
  return 1.0 / alpha.to<double>();
}

}  // namespace

Tensor gelu(const Tensor& x, std::string_view approximate) {
  if (approximate == "none")
    return smooth("GeluBackward0", kernels::gelu, kernels::gelu_backward, x, GeluSlope{});
  FACULA_CHECK(approximate == "tanh", "approximate argument must be either none or tanh.");
  return smooth("GeluBackward0", kernels::gelu_tanh, kernels::gelu_tanh_backward, x, GeluTanhSlope{});
}

Tensor& gelu_(Tensor& self, std::string_view approximate) {
  if (approximate == "none")
    return smooth_("GeluBackward0", kernels::gelu, kernels::gelu_backward, self, GeluSlope{});
  FACULA_CHECK(approximate == "tanh", "approximate argument must be either none or tanh.");
  return smooth_("GeluBackward0", kernels::gelu_tanh, kernels::gelu_tanh_backward, self, GeluTanhSlope{});
}

Tensor silu(const Tensor& x) {
  if (x.is_complex()) return x * x.sigmoid();
  return smooth("SiluBackward0", kernels::silu, kernels::silu_backward, x, SiluSlope{});
}
Tensor& silu_(Tensor& self) {
  if (self.is_complex()) return self.mul_(self.sigmoid());
  return smooth_("SiluBackward0", kernels::silu, kernels::silu_backward, self, SiluSlope{});
}

Tensor mish(const Tensor& x) {
  return smooth("MishBackward0", kernels::mish, kernels::mish_backward, x, MishSlope{});
}
Tensor& mish_(Tensor& self) {
  return smooth_("MishBackward0", kernels::mish, kernels::mish_backward, self, MishSlope{});
}

Tensor softplus(const Tensor& x, const Scalar& beta, const Scalar& threshold) {
  return smooth("SoftplusBackward0", kernels::softplus, kernels::softplus_backward, x,
                SoftplusSlope{beta, threshold}, {beta, threshold});
}

Tensor log_sigmoid(const Tensor& x) {
  return smooth("LogSigmoidBackward0", kernels::log_sigmoid, kernels::log_sigmoid_backward, x,
                LogSigmoidSlope{});
}

Tensor hardswish(const Tensor& x) {
  return smooth("HardswishBackward0", kernels::hardswish, kernels::hardswish_backward, x, HardswishSlope{});
}
Tensor& hardswish_(Tensor& self) {
  return smooth_("HardswishBackward0", kernels::hardswish, kernels::hardswish_backward, self,
                 HardswishSlope{});
}

Tensor elu(const Tensor& x, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
  return elu_named("EluBackward0", x, alpha, scale, input_scale);
}
Tensor& elu_(Tensor& self, const Scalar& alpha, const Scalar& scale, const Scalar& input_scale) {
  return elu_named_("EluBackward0", self, alpha, scale, input_scale);
}
Tensor selu(const Tensor& x) { return elu_named("EluBackward0", x, kSeluAlpha, kSeluScale, 1); }
Tensor& selu_(Tensor& self) { return elu_named_("EluBackward0", self, kSeluAlpha, kSeluScale, 1); }
Tensor celu(const Tensor& x, const Scalar& alpha) {
  const double inverse = inverse_alpha(alpha);
  return elu_named("CeluBackward0", x, alpha, 1, inverse);
}
Tensor& celu_(Tensor& self, const Scalar& alpha) {
  const double inverse = inverse_alpha(alpha);
  return elu_named_("CeluBackward0", self, alpha, 1, inverse);
}

}  // namespace facula
