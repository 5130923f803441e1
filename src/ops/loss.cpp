// Losses of an input and a target of one shape. Joined ones are one kernel forward and one backward, so that
// nothing of the inputs' size is made but the gradient.
#include "facula/ops/loss.h"

#include "facula/ops/activation.h"
#include "kernels/loss.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

struct Loss {
  const char* name;
  const char* kernel;  // PyTorch's name for it, which messages use
  const kernels::PointwiseSlot& slot;
  LossKind kind;
};

constexpr Loss kMse{"MseLossBackward0", "mse_cpu", kernels::mse, LossKind::Mse};
constexpr Loss kL1{"L1LossBackward0", "l1_cpu", kernels::l1, LossKind::L1};
constexpr Loss kSmoothL1{"SmoothL1LossBackward0", "smooth_l1_cpu", kernels::smooth_l1, LossKind::SmoothL1};
constexpr Loss kHuber{"HuberLossBackward0", "huber_cpu", kernels::huber, LossKind::Huber};
constexpr Loss kBce{"BinaryCrossEntropyBackward0", "binary_cross_entropy", kernels::bce, LossKind::Bce};
constexpr Loss kBceLogits{"BinaryCrossEntropyWithLogitsBackward0", "binary_cross_entropy_with_logits",
                          kernels::bce_logits, LossKind::BceLogits};
constexpr Loss kKl{"KlDivBackward0", "kl_div", kernels::kl, LossKind::Kl};
constexpr Loss kKlLog{"KlDivBackward0", "kl_div", kernels::kl_log, LossKind::KlLog};

// Derivatives of one element's loss, in public ops.
Tensor slope_x(LossKind kind, double param, const Tensor& x, const Tensor& t) {
  switch (kind) {
    case LossKind::Mse:
      return (x - t) * 2;
    case LossKind::L1:
      return (x - t).sign();
    case LossKind::SmoothL1: {
      const Tensor d = x - t;
      return param == 0 ? d.sign() : (d / param).clamp(-1, 1);
    }
    case LossKind::Huber:
      return (x - t).clamp(-param, param);
    case LossKind::Bce:
      return (x - t) / (x * (1 - x)).clamp_min(1e-12);
    case LossKind::BceLogits:
      return x.sigmoid() - t;
    case LossKind::Kl:
      return (-t).expand_as(x - t);
    case LossKind::KlLog:
      return (-t.exp()).expand_as(x - t);
  }
  detail::fail<Error>("unknown loss");
}
Tensor slope_t(LossKind kind, const Tensor& x, const Tensor& t) {
  switch (kind) {
    case LossKind::Bce:
      return (1 - x).log().clamp_min(-100) - x.log().clamp_min(-100);
    case LossKind::BceLogits:
      return -x;
    case LossKind::Kl:
      return t.log() + 1 - x;
    case LossKind::KlLog:
      return t.exp() * (t - x + 1);
    default:
      detail::fail<Error>("this loss is symmetric");  // and its caller negates slope_x
  }
}
constexpr bool symmetric(LossKind kind) { return kind <= LossKind::Huber; }

// t as the kernels want it: row-major, of the given shape and dtype.
Tensor dense(const Tensor& t, IntArrayRef sizes, ScalarType dtype) {
  if (t.scalar_type() == dtype && t.sizes() == sizes && t.is_contiguous()) return t;
  Tensor wide = t.scalar_type() == dtype ? t : t.to(dtype);
  if (wide.sizes() != sizes) wide = wide.expand(sizes);
  return wide.contiguous();
}
ScalarType kernel_type(ScalarType t) { return t == kDouble ? kDouble : kFloat; }

// scale g slope, by the kernel; g a scalar or of the loss's shape.
Tensor fused_backward(const LossArgs& args, const Tensor& g, const Tensor& x, const Tensor& t) {
  const ScalarType dtype = kernel_type(result_type({&x, &t}));
  DimVector shape;
  IntArrayRef sizes = x.sizes();
  if (x.sizes() != t.sizes()) sizes = shape = infer_size(x.sizes(), t.sizes());
  Tensor gx = make_contiguous(sizes, dtype, x.device());
  const Tensor gd = g.numel() == 1 ? dense(g, g.sizes(), dtype) : dense(g, sizes, dtype);
  kernels::loss_backward(gx, gd, dense(x, sizes, dtype), dense(t, sizes, dtype), args);
  return gx;
}

Tensor join(const Loss& loss, const Tensor& x, const Tensor& t, const LossArgs& args, int64_t reduction,
            ScalarType dtype) {
  if (reduction == Reduction::None) {
    if (args.kind == LossKind::SmoothL1 || args.kind == LossKind::Huber)
      return pointwise(loss.slot, {&x, &t}, dtype, ScalarType::Undefined, {args.param});
    return pointwise(loss.slot, {&x, &t}, dtype);
  }
  const ScalarType compute = kernel_type(dtype);
  Tensor y = make_contiguous({}, compute, x.device());
  if (x.sizes() == t.sizes()) {
    kernels::loss_sum(y, dense(x, x.sizes(), compute), dense(t, x.sizes(), compute), args);
  } else {
    const DimVector sizes = infer_size(x.sizes(), t.sizes());
    kernels::loss_sum(y, dense(x, sizes, compute), dense(t, sizes, compute), args);
  }
  return compute == dtype ? y : y.to(dtype);
}

double joint_scale(const Tensor& x, const Tensor& t, int64_t reduction) {
  if (reduction != Reduction::Mean) return 1;
  const int64_t n = x.sizes() == t.sizes() ? x.numel() : checked_numel(infer_size(x.sizes(), t.sizes()));
  return 1 / static_cast<double>(n);
}

Tensor elementwise_loss(const Loss& loss, const Tensor& x, const Tensor& t, int64_t reduction,
                        double param = 0) {
  const ScalarType dtype = result_type({&x, &t});
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(dtype), "\"", loss.kernel, "\" not implemented for '",
                  dtype, "'");
  FACULA_CHECK(x.device() == t.device(),
               "Expected all tensors to be on the same device, but found at least "
               "two devices, ",
               x.device(), " and ", t.device(), "!");
  const LossArgs args{loss.kind, param, joint_scale(x, t, reduction)};
  Tensor y;
  if (graph::recording() && (x.requires_grad() || t.requires_grad())) {
    NoGradGuard off;  // conversions on the way to the kernel are not recorded
    y = join(loss, x, t, args, reduction, dtype);
  } else {
    y = join(loss, x, t, args, reduction, dtype);
  }
  return record(loss.name, y,
                grad_of(x,
                        [x = save(x), t = save(t), args](const Tensor& g) {
                          if (!graph::recording()) return fused_backward(args, g, x(), t());
                          return g * slope_x(args.kind, args.param, x(), t()) * args.scale;
                        }),
                grad_of(t, [x = save(x), t = save(t), args](const Tensor& g) {
                  if (!symmetric(args.kind)) return g * slope_t(args.kind, x(), t()) * args.scale;
                  if (graph::recording()) return g * slope_x(args.kind, args.param, x(), t()) * -args.scale;
                  return fused_backward({args.kind, args.param, -args.scale}, g, x(), t());
                }));
}

Tensor reduced(const Tensor& y, int64_t reduction) {
  if (reduction == Reduction::Mean) return y.mean();
  return reduction == Reduction::Sum ? y.sum() : y;
}

}  // namespace

Tensor mse_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  return elementwise_loss(kMse, x, target, reduction);
}

Tensor l1_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  return elementwise_loss(kL1, x, target, reduction);
}

Tensor smooth_l1_loss(const Tensor& x, const Tensor& target, int64_t reduction, double beta) {
  FACULA_CHECK(beta >= 0, "smooth_l1_loss does not support negative values for beta.");
  return elementwise_loss(kSmoothL1, x, target, reduction, beta);
}

Tensor huber_loss(const Tensor& x, const Tensor& target, int64_t reduction, double delta) {
  FACULA_CHECK(delta > 0, "huber_loss does not support non-positive values for delta.");
  return elementwise_loss(kHuber, x, target, reduction, delta);
}

Tensor binary_cross_entropy(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction) {
  FACULA_CHECK(isFloatingType(x.scalar_type()) && isFloatingType(target.scalar_type()), "Found dtype ",
               isFloatingType(x.scalar_type()) ? target.scalar_type() : x.scalar_type(),
               " but expected Float");
  if (x.device().is_cpu()) {
    NoGradGuard off;
    FACULA_CHECK(kernels::is_probability(dense(x, x.sizes(), kernel_type(x.scalar_type()))),
                 "all elements of input should be between 0 and 1");
  }
  if (!weight.defined()) return elementwise_loss(kBce, x, target, reduction);
  return reduced(elementwise_loss(kBce, x, target, Reduction::None) * weight, reduction);
}

Tensor binary_cross_entropy_with_logits(const Tensor& x, const Tensor& target, const Tensor& weight,
                                        const Tensor& pos_weight, int64_t reduction) {
  if (!weight.defined() && !pos_weight.defined()) return elementwise_loss(kBceLogits, x, target, reduction);
  Tensor y = elementwise_loss(kBceLogits, x, target, Reduction::None);
  // (1 - t) x + (1 + (p - 1) t) log(1 + e^-x): what pos_weight adds to the plain loss
  if (pos_weight.defined()) y = y + (pos_weight - 1) * target * softplus(-x, 1, 1e30);
  if (weight.defined()) y = y * weight;
  return reduced(y, reduction);
}

Tensor kl_div(const Tensor& x, const Tensor& target, int64_t reduction, bool log_target) {
  return elementwise_loss(log_target ? kKlLog : kKl, x, target, reduction);
}

}  // namespace facula
