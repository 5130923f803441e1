// Losses of class scores: nll_loss and cross_entropy.
#include "facula/ops/loss.h"
#include "kernels/loss.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

struct ClassLoss {
  SavedTensor target, weight;
  DimVector sizes;  // of the scores: [N, C, K]
  ClassLossArgs args;
};

void check_class_dtypes(const Tensor& x, const Tensor& target, const Tensor& weight) {
  FACULA_CHECK(target.scalar_type() == kLong, "expected scalar type Long but found ", target.scalar_type());
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(x.scalar_type()),
                  "\"nll_loss_out_frame\" not implemented for '", x.scalar_type(), "'");
  FACULA_CHECK(!weight.defined() || weight.scalar_type() == x.scalar_type(), "expected scalar type ",
               x.scalar_type(), " but found ", weight.scalar_type());
}

void check_weight(const Tensor& weight, int64_t classes) {
  FACULA_CHECK(!weight.defined() || (weight.dim() == 1 && weight.numel() == classes),
               "weight tensor should be defined either for all ", classes,
               " classes or no classes but got weight tensor of shape: ", weight.sizes());
}

ScalarType kernel_type(ScalarType t) { return t == kDouble ? kDouble : kFloat; }
Tensor as(const Tensor& t, ScalarType dtype) {
  if (!t.defined()) return t;
  const Tensor same = t.scalar_type() == dtype ? t : t.to(dtype);
  return same.is_contiguous() ? same : same.contiguous();
}

struct Nll {
  Tensor y, total;
};

// x: [N, C, K] by its numbers; the result in x's dtype.
Nll nll_forward(const Tensor& x, IntArrayRef flat, const Tensor& target, const Tensor& weight,
                const ClassLossArgs& args) {
  NoGradGuard off;
  const ScalarType dtype = kernel_type(x.scalar_type());
  Nll r;
  r.y =
      make_contiguous(args.reduction == Reduction::None ? target.sizes() : IntArrayRef(), dtype, x.device());
  r.total = make_contiguous({}, dtype, x.device());
  kernels::nll_loss(r.y, r.total, as(x, dtype).view(flat), as(target, kLong), as(weight, dtype), args);
  if (dtype != x.scalar_type()) r.y = r.y.to(x.scalar_type());
  return r;
}

// The gradient of nll_loss is linear in g, and its adjoint is nll_loss itself.
Tensor nll_backward(const Tensor& g, const Tensor& target, const Tensor& weight, const Tensor& total,
                    IntArrayRef sizes, IntArrayRef flat, ScalarType dtype, const ClassLossArgs& args) {
  Tensor gx;
  {
    NoGradGuard off;
    const ScalarType compute = total.scalar_type();
    gx = make_contiguous(flat, compute, g.device());
    kernels::nll_loss_backward(gx, as(g, compute), as(target, kLong), as(weight, compute), total, args);
    gx = gx.view(sizes);
    if (compute != dtype) gx = gx.to(dtype);
  }
  return record("NllLossBackwardBackward0", gx,
                grad_of(g, [target = save(target), weight = save(weight), args](const Tensor& h) {
                  return nll_loss_nd(h, target(), weight(), args.reduction, args.ignore_index);
                }));
}

DimVector flat_sizes(const Tensor& x) {
  if (x.dim() == 1) return {1, x.size(0), 1};
  int64_t inner = 1;
  for (int64_t d = 2; d < x.dim(); ++d) inner *= x.size(d);
  return {x.size(0), x.size(1), inner};
}

Tensor nll(const char* name, const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
           int64_t ignore_index) {
  check_class_dtypes(x, target, weight);
  const ClassLossArgs args{reduction, ignore_index};
  const DimVector flat = flat_sizes(x);
  check_weight(weight, flat[1]);
  Nll r = nll_forward(x, flat, target, weight, args);
  return record(name, r.y,
                grad_of(x, [target = save(target), weight = save(weight), total = save(r.total), flat, args,
                            sizes = DimVector(x.sizes().begin(), x.sizes().end()),
                            dtype = x.scalar_type()](const Tensor& g) {
                  return nll_backward(g, target(), weight(), total(), sizes, flat, dtype, args);
                }));
}

}  // namespace

Tensor nll_loss(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                int64_t ignore_index) {
  FACULA_CHECK(x.dim() > 0 && x.dim() <= 2, "input tensor should be 1D or 2D");
  FACULA_CHECK(target.dim() <= 1, "0D or 1D target tensor expected, multi-target not supported");
  const bool no_batch = x.dim() == 1 && target.dim() == 0;
  FACULA_CHECK(no_batch || (target.dim() == 1 && x.size(0) == target.size(0)),
               "size mismatch (got input: ", x.sizes(), ", target: ", target.sizes(), ")");
  return nll("NllLossBackward0", x, target, weight, reduction, ignore_index);
}

Tensor nll_loss2d(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                  int64_t ignore_index) {
  FACULA_CHECK(target.dim() == 3,
               "only batches of spatial targets supported (3D tensors) but got targets of "
               "dimension: ",
               target.dim());
  FACULA_CHECK(x.dim() == 4,
               "only batches of spatial inputs supported (4D tensors), but got input of "
               "dimension: ",
               x.dim());
  FACULA_CHECK(x.size(0) == target.size(0) && x.size(2) == target.size(1) && x.size(3) == target.size(2),
               "size mismatch (got input: ", x.sizes(), " , target: ", target.sizes());
  return nll("NllLoss2DBackward0", x, target, weight, reduction, ignore_index);
}

Tensor nll_loss_nd(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                   int64_t ignore_index) {
  FACULA_CHECK_AS(ValueError, x.dim() >= 1, "Expected 1 or more dimensions (got ", x.dim(), ")");
  if (x.dim() == 1) return nll_loss(x, target, weight, reduction, ignore_index);
  FACULA_CHECK_AS(ValueError, target.dim() >= 1 && x.size(0) == target.size(0), "Expected input batch_size (",
                  x.size(0), ") to match target batch_size (", target.dim() ? target.size(0) : 0, ").");
  if (x.dim() == 2) return nll_loss(x, target, weight, reduction, ignore_index);
  if (x.dim() == 4) return nll_loss2d(x, target, weight, reduction, ignore_index);
  DimVector expected(x.sizes().begin(), x.sizes().end());
  expected.erase(1);
  FACULA_CHECK(target.sizes() == IntArrayRef(expected), "Expected target size ", expected, ", got ",
               target.sizes());
  return nll("NllLoss2DBackward0", x, target, weight, reduction, ignore_index);
}

namespace {

// Rows of scores with class indices: log-softmax and nll_loss in one kernel.
Tensor fused_cross_entropy(const Tensor& x, const Tensor& target, const Tensor& weight,
                           const ClassLossArgs& args) {
  check_class_dtypes(x, target, weight);
  const int64_t n = x.size(0);
  check_weight(weight, x.size(1));
  Tensor y = make_contiguous(args.reduction == Reduction::None ? target.sizes() : IntArrayRef(),
                             x.scalar_type(), x.device());
  const bool exps = x.is_cpu() && graph::recording() && graph::wants_grad(x);
  Tensor kept = make_contiguous({exps ? n * (x.size(1) + 1) : n}, x.scalar_type(), x.device());
  Tensor total = make_contiguous({}, x.scalar_type(), x.device());
  kernels::cross_entropy(y, kept, total, x, target, weight, args);
  return record(
      "NllLossBackward0", y,
      grad_of(x, [x = save(x), kept = save(kept), total = save(total), target = save(target),
                  weight = save(weight), args](const Tensor& g) {
        const Tensor w = weight();
        if (graph::recording()) {
          const DimVector flat{x().size(0), x().size(1), 1};
          const Tensor gp = nll_backward(g, target(), w, total(), x().sizes(), flat, x().scalar_type(), args);
          return gp - x().softmax(1) * gp.sum(1, true);
        }
        Tensor gx = make_contiguous(x().sizes(), x().scalar_type(), x().device());
        kernels::cross_entropy_backward(gx, as(g, gx.scalar_type()), x(), kept(), target(), w, total(), args);
        return gx;
      }));
}

// Mixes nll with the mean over all classes; both joined as `reduction` says.
Tensor smoothed_cross_entropy(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                              int64_t ignore_index, double smoothing) {
  const int64_t dim = x.dim() == 1 ? 0 : 1, classes = x.size(dim);
  const Tensor logp = x.log_softmax(dim);
  const Tensor plain = nll_loss_nd(logp, target, weight, reduction, ignore_index);
  Tensor smooth;
  if (weight.defined()) {
    DimVector shape(static_cast<size_t>(x.dim()), 1);
    shape[static_cast<size_t>(dim)] = classes;
    smooth = -(logp * weight.view(shape)).sum(dim);
  } else {
    smooth = -logp.sum(dim);
  }
  const Tensor ignored = target.eq(ignore_index);
  smooth = smooth.masked_fill(ignored, 0);
  if (reduction == Reduction::Sum) {
    smooth = smooth.sum();
  } else if (reduction == Reduction::Mean) {
    // nll_loss of constant scores sums the weights that were used
    const Tensor used = weight.defined() ? weight.index_select(0, target.masked_fill(ignored, 0).flatten())
                                               .masked_fill(ignored.flatten(), 0)
                                               .sum()
                                         : ignored.logical_not().sum();
    smooth = smooth.sum() / used;
  }
  return plain * (1 - smoothing) + smooth * (smoothing / static_cast<double>(classes));
}

Tensor cross_entropy_of_probabilities(const Tensor& x, const Tensor& target, const Tensor& weight,
                                      int64_t reduction, double smoothing) {
  const int64_t dim = x.dim() == 1 ? 0 : 1, classes = x.size(dim);
  FACULA_CHECK(isFloatingType(target.scalar_type()),
               "Expected floating point type for target with class probabilities, got ",
               target.scalar_type());
  check_weight(weight, classes);
  Tensor t = target;
  if (smoothing > 0) t = t * (1 - smoothing) + smoothing / static_cast<double>(classes);
  Tensor y = x.log_softmax(dim) * t;
  if (weight.defined()) {
    DimVector shape(static_cast<size_t>(x.dim()), 1);
    shape[static_cast<size_t>(dim)] = classes;
    y = y * weight.view(shape);
  }
  if (reduction == Reduction::None) return -y.sum(dim);
  if (reduction == Reduction::Sum) return -y.sum();
  return -y.sum() / (static_cast<double>(x.numel()) / static_cast<double>(classes));
}

bool fusable(const Tensor& x, const Tensor& target, const Tensor& weight) {
  return x.dim() == 2 && target.dim() == 1 && x.size(0) == target.size(0) && x.is_contiguous() &&
         (x.scalar_type() == kFloat || x.scalar_type() == kDouble) && target.is_contiguous() &&
         (!weight.defined() || weight.is_contiguous());
}

}  // namespace

Tensor cross_entropy_loss(const Tensor& x, const Tensor& target, const Tensor& weight, int64_t reduction,
                          int64_t ignore_index, double label_smoothing) {
  FACULA_CHECK(label_smoothing >= 0 && label_smoothing <= 1,
               "label_smoothing must be between 0.0 and 1.0. Got: ", label_smoothing);
  if (x.sizes() == target.sizes()) {
    FACULA_CHECK(ignore_index < 0, "ignore_index is not supported for floating point target");
    return cross_entropy_of_probabilities(x, target, weight, reduction, label_smoothing);
  }
  if (label_smoothing > 0)
    return smoothed_cross_entropy(x, target, weight, reduction, ignore_index, label_smoothing);
  if (fusable(x, target, weight)) return fused_cross_entropy(x, target, weight, {reduction, ignore_index});
  return nll_loss_nd(x.log_softmax(x.dim() == 1 ? 0 : 1), target, weight, reduction, ignore_index);
}

}  // namespace facula
