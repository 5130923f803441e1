#include "facula/nn/utils.h"

#include <cmath>
#include <limits>

#include "facula/graph/grad_mode.h"
#include "facula/ops/cat.h"

namespace facula {
namespace nn {
namespace utils {

// Norms are joined in double: a float32 sum over many parameters would lose digits.
static double total_norm(const std::vector<Tensor>& grads, double norm_type) {
  double total = 0;
  for (const Tensor& g : grads) {
    const double n = g.detach().norm(norm_type).item<double>();
    if (std::isnan(n)) return n;
    if (std::isinf(norm_type)) {
      total = std::max(total, n);
    } else {
      total += std::pow(n, norm_type);
    }
  }
  return std::isinf(norm_type) ? total : std::pow(total, 1.0 / norm_type);
}

double clip_grad_norm_(const std::vector<Tensor>& parameters, double max_norm, double norm_type,
                       bool error_if_nonfinite) {
  std::vector<Tensor> grads;
  for (const Tensor& p : parameters)
    if (p.defined() && p.grad().defined()) grads.push_back(p.grad());
  if (grads.empty()) return 0.0;
  NoGradGuard no_grad;
  const double total = total_norm(grads, norm_type);
  FACULA_CHECK(
      !error_if_nonfinite || std::isfinite(total), "The total norm of order ", norm_type,
      " for gradients from `parameters` is non-finite, so it cannot be clipped. To disable this error "
      "and scale the gradients with the non-finite norm anyway, set `error_if_nonfinite=false`");
  const double factor = max_norm / (total + 1e-6);
  // Not "factor < 1": a NaN must reach the gradients, as in PyTorch.
  if (!(factor >= 1.0))
    for (const Tensor& g : grads) g.mul_(factor);
  return total;
}
double clip_grad_norm_(Tensor parameter, double max_norm, double norm_type, bool error_if_nonfinite) {
  return clip_grad_norm_(std::vector<Tensor>{std::move(parameter)}, max_norm, norm_type, error_if_nonfinite);
}

void clip_grad_value_(const std::vector<Tensor>& parameters, double clip_value) {
  NoGradGuard no_grad;
  for (const Tensor& p : parameters)
    if (p.defined() && p.grad().defined()) p.grad().clamp_(Scalar(-clip_value), Scalar(clip_value));
}
void clip_grad_value_(Tensor parameter, double clip_value) {
  clip_grad_value_(std::vector<Tensor>{std::move(parameter)}, clip_value);
}

static void check_same_device(const std::vector<Tensor>& parameters) {
  for (const Tensor& p : parameters)
    FACULA_CHECK(p.device() == parameters.front().device(),
                 "Found two parameters on different devices, this is currently not supported.");
}

Tensor parameters_to_vector(const std::vector<Tensor>& parameters) {
  check_same_device(parameters);
  std::vector<Tensor> flat;
  flat.reserve(parameters.size());
  for (const Tensor& p : parameters) flat.push_back(p.reshape({-1}));
  return cat(flat);
}

void vector_to_parameters(const Tensor& vec, const std::vector<Tensor>& parameters) {
  check_same_device(parameters);
  int64_t at = 0;
  for (const Tensor& p : parameters) {
    p.set_data(vec.detach().narrow(0, at, p.numel()).view(p.sizes()));
    at += p.numel();
  }
}

}  // namespace utils
}  // namespace nn
}  // namespace facula
