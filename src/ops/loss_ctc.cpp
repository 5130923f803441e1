// The CTC loss.
#include <algorithm>
#include <limits>
#include <memory>

#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/index.h"
#include "facula/ops/loss.h"
#include "graph/record.h"
#include "kernels/ctc.h"
#include "kernels/geometry.h"

namespace facula {

namespace {

using Targets = std::shared_ptr<const kernels::CtcTargets>;

std::vector<int64_t> as_list(const Tensor& t) {
  const Tensor flat = t.reshape({-1}).to(TensorOptions(kLong).device(kCPU)).contiguous();
  const int64_t* p = flat.data_ptr<int64_t>();
  return std::vector<int64_t>(p, p + flat.numel());
}

Targets make_targets(const Tensor& x, const Tensor& targets, IntArrayRef input_lengths,
                     IntArrayRef target_lengths, int64_t blank) {
  const int64_t steps = x.size(0), n = x.size(1), classes = x.size(2);
  const char* tail = " (while checking arguments for ctc_loss_cpu)";
  FACULA_CHECK(blank >= 0 && blank < classes, "blank must be in label range");
  FACULA_CHECK(static_cast<int64_t>(input_lengths.size()) == n, "input_lengths must be of size batch_size");
  FACULA_CHECK(static_cast<int64_t>(target_lengths.size()) == n, "target_lengths must be of size batch_size");
  FACULA_CHECK(targets.scalar_type() == kLong || targets.scalar_type() == kInt,
               "Expected tensor for argument #2 'targets' to have one of the following scalar types: Long, "
               "Int; but got torch.",
               targets.scalar_type(), "Tensor instead", tail);
  FACULA_CHECK(targets.dim() == 1 || targets.dim() == 2, "Expected 1 to 2 dimensions, but got ",
               targets.dim(), "-dimensional tensor for argument #2 'targets'", tail);
  auto out = std::make_shared<kernels::CtcTargets>();
  out->blank = blank;
  int64_t sum = 0;
  for (int64_t length : target_lengths) {
    FACULA_CHECK(length >= 0, "Expected target_lengths to have value at least 0, but got value ", length,
                 tail);
    out->longest = std::max(out->longest, length);
    sum += length;
  }
  if (targets.dim() == 1) {
    FACULA_CHECK(targets.size(0) == sum, "Expected tensor to have size ", sum,
                 " at dimension 0, but got size ", targets.size(0), " for argument #2 'targets'", tail);
  } else {
    FACULA_CHECK(targets.size(0) == n, "Expected tensor to have size ", n, " at dimension 0, but got size ",
                 targets.size(0), " for argument #2 'targets'", tail);
    FACULA_CHECK(targets.size(1) >= out->longest, "Expected tensor to have size at least ", out->longest,
                 " at dimension 1, but got size ", targets.size(1), " for argument #2 'targets'", tail);
  }
  const std::vector<int64_t> labels = as_list(targets);
  out->labels.assign(static_cast<size_t>(n * out->longest), 0);
  int64_t begin = 0;
  for (int64_t i = 0; i < n; ++i) {
    const int64_t steps_here = input_lengths[static_cast<size_t>(i)];
    FACULA_CHECK(steps_here >= 0, "Expected input_lengths to have value at least 0, but got value ",
                 steps_here, tail);
    FACULA_CHECK(steps_here <= steps, "Expected input_lengths to have value at most ", steps,
                 ", but got value ", steps_here, tail);
    const int64_t length = target_lengths[static_cast<size_t>(i)];
    if (targets.dim() == 2) begin = i * targets.size(1);
    for (int64_t s = 0; s < length; ++s) {
      const int64_t label = labels[static_cast<size_t>(begin + s)];
      FACULA_CHECK(label >= 0 && label < classes, "ctc_loss: target ", label, " is out of bounds for ",
                   classes, " classes");
      out->labels[static_cast<size_t>(i * out->longest + s)] = label;
    }
    begin += length;
  }
  out->input_lengths.assign(input_lengths.begin(), input_lengths.end());
  out->target_lengths.assign(target_lengths.begin(), target_lengths.end());
  return out;
}

Tensor no_derivative(const Tensor&) {
  FACULA_CHECK_AS(NotImplementedError, false, "the derivative for '_ctc_loss_backward' is not implemented.");
}

Tensor backward(const Tensor& g, const Tensor& loss, const Tensor& alpha, const Tensor& x,
                const Targets& targets, bool zero_infinity) {
  Tensor gx = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  {
    NoGradGuard off;
    kernels::ctc_loss_backward(gx, g.contiguous(), loss, alpha, x, *targets, zero_infinity);
  }
  return record("CtcLossBackwardBackward0", gx, grad_of(g, no_derivative), grad_of(x, no_derivative));
}

// x: [T, N, C]; the losses of the samples.
Tensor losses(const Tensor& log_probs, const Targets& targets, bool zero_infinity) {
  const Tensor x = log_probs.contiguous();
  Tensor y = make_contiguous({x.size(1)}, x.scalar_type(), x.device());
  Tensor alpha =
      make_contiguous({x.size(1), x.size(0), 2 * targets->longest + 1}, x.scalar_type(), x.device());
  {
    NoGradGuard off;
    kernels::ctc_loss(y, alpha, x, *targets);
  }
  Tensor result = record("CtcLossBackward0", y,
                         grad_of(x, [x = save(x), alpha = save(alpha), targets, zero_infinity](
                                        const Tensor& g, const Tensor& loss) {
                           return backward(g, loss.detach(), alpha(), x(), targets, zero_infinity);
                         }));
  if (!zero_infinity) return result;
  return where(result.eq(std::numeric_limits<double>::infinity()), zeros({}, y.options()), result);
}

}  // namespace

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, IntArrayRef input_lengths,
                IntArrayRef target_lengths, int64_t blank, int64_t reduction, bool zero_infinity) {
  FACULA_CHECK(log_probs.dim() == 2 || log_probs.dim() == 3, "Expected 2 to 3 dimensions, but got ",
               log_probs.dim(),
               "-dimensional tensor for argument #1 'log_probs' (while checking arguments for ctc_loss_cpu)");
  const bool single = log_probs.dim() == 2;
  const Tensor x = single ? log_probs.unsqueeze(1) : log_probs;
  const bool half = x.scalar_type() == kHalf || x.scalar_type() == kBFloat16;
  FACULA_CHECK_AS(NotImplementedError, isFloatingType(x.scalar_type()) && !half,
                  "\"ctc_loss_cpu\" not implemented for '", x.scalar_type(), "'");
  const Targets all = make_targets(x, targets, input_lengths, target_lengths, blank);
  Tensor y = losses(x, all, zero_infinity);
  if (reduction == Reduction::Mean) {
    const Tensor lengths = from_blob(const_cast<int64_t*>(target_lengths.data()),
                                     {static_cast<int64_t>(target_lengths.size())}, TensorOptions(kLong))
                               .clamp_min(1)
                               .to(y.options().requires_grad(false));
    return (y / lengths).mean();
  }
  if (reduction == Reduction::Sum) return y.sum();
  return single ? y.squeeze(0) : y;
}

Tensor ctc_loss(const Tensor& log_probs, const Tensor& targets, const Tensor& input_lengths,
                const Tensor& target_lengths, int64_t blank, int64_t reduction, bool zero_infinity) {
  FACULA_CHECK(isIntegralType(input_lengths.scalar_type(), false), "input_lengths must be integral");
  FACULA_CHECK(isIntegralType(target_lengths.scalar_type(), false), "target_lengths must be integral");
  return ctc_loss(log_probs, targets, IntArrayRef(as_list(input_lengths)),
                  IntArrayRef(as_list(target_lengths)), blank, reduction, zero_infinity);
}

}  // namespace facula
