#include "kernels/softmax.h"

#include "facula/ops/softmax.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "ops/reduce.h"

namespace facula {

namespace {

using Forward = kernels::KernelSlot<void(Tensor&, const Tensor&, int64_t)>;
using Backward = kernels::KernelSlot<void(Tensor&, const Tensor&, const Tensor&, int64_t)>;

ScalarType working(ScalarType t) { return isReducedFloatingType(t) ? kFloat : t; }

Tensor dense(const Tensor& x, ScalarType t) {
  if (x.scalar_type() == t && x.is_contiguous()) return x;
  NoGradGuard no_grad;
  return reduction::converted(x, t).contiguous();
}

Tensor forward(const Forward& slot, const Tensor& x, int64_t dim, ScalarType dtype) {
  const ScalarType t = working(dtype);
  Tensor y = make_contiguous(x.sizes(), t, x.device());
  slot(y, dense(x, t), dim);
  return reduction::converted(y, dtype);
}

Tensor backward(const Backward& slot, const Tensor& g, const Tensor& y, int64_t dim) {
  const ScalarType t = working(y.scalar_type());
  Tensor gx = make_contiguous(y.sizes(), t, y.device());
  slot(gx, dense(g, t), dense(y, t), dim);
  return reduction::converted(gx, y.scalar_type());
}

Tensor softmax_backward(const Tensor& g, const Tensor& y, int64_t dim) {
  return record("SoftmaxBackwardDataBackward0", backward(kernels::softmax_backward, g, y, dim),
                grad_of(g, [y = save(y), dim](const Tensor& h) { return softmax_backward(h, y(), dim); }),
                grad_of(y, [g = save(g), y = save(y), dim](const Tensor& h) {
                  return h * (g() - (g() * y()).sum(dim, true)) - g() * (h * y()).sum(dim, true);
                }));
}

Tensor log_softmax_backward(const Tensor& g, const Tensor& y, int64_t dim) {
  return record(
      "LogSoftmaxBackwardDataBackward0", backward(kernels::log_softmax_backward, g, y, dim),
      grad_of(g, [y = save(y), dim](const Tensor& h) { return h - (h * y().exp()).sum(dim, true); }),
      grad_of(y, [g = save(g), y = save(y), dim](const Tensor& h) {
        return -(h * y().exp() * g().sum(dim, true));
      }));
}

}  // namespace

Tensor softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = forward(kernels::softmax, x, dim, dtype.value_or(x.scalar_type()));
  return record("SoftmaxBackward0", std::move(y),
                grad_of(x, [dim](const Tensor& g, const Tensor& y) { return softmax_backward(g, y, dim); }));
}

Tensor log_softmax(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  dim = wrap_dim(dim, x.dim());
  Tensor y = forward(kernels::log_softmax, x, dim, dtype.value_or(x.scalar_type()));
  return record("LogSoftmaxBackward0", std::move(y), grad_of(x, [dim](const Tensor& g, const Tensor& y) {
                  return log_softmax_backward(g, y, dim);
                }));
}

Tensor softmin(const Tensor& x, int64_t dim, std::optional<ScalarType> dtype) {
  return softmax(-x, dim, dtype);
}

Tensor Tensor::softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return facula::softmax(*this, dim, dtype);
}
Tensor Tensor::log_softmax(int64_t dim, std::optional<ScalarType> dtype) const {
  return facula::log_softmax(*this, dim, dtype);
}

}  // namespace facula
