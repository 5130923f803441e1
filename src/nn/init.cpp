#include "facula/nn/init.h"

#include <cmath>

#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"
#include "facula/ops/linalg.h"
#include "facula/ops/random.h"

namespace facula {
namespace nn {
namespace init {

double calculate_gain(NonlinearityType nonlinearity, double param) {
  if (enumtype::is<enumtype::kTanh>(nonlinearity)) return 5.0 / 3.0;
  if (enumtype::is<enumtype::kReLU>(nonlinearity)) return std::sqrt(2.0);
  if (enumtype::is<enumtype::kLeakyReLU>(nonlinearity)) return std::sqrt(2.0 / (1 + param * param));
  if (enumtype::is<enumtype::kSELU>(nonlinearity)) return 0.75;
  return 1.0;
}

Tensor constant_(Tensor tensor, Scalar value) {
  NoGradGuard no_grad;
  return tensor.fill_(value);
}

Tensor dirac_(Tensor tensor) {
  FACULA_CHECK(tensor.dim() >= 3 && tensor.dim() <= 5,
               "Only tensors with 3, 4, or 5 dimensions are supported");
  NoGradGuard no_grad;
  tensor.zero_();
  const int64_t channels = std::min(tensor.size(0), tensor.size(1));
  for (int64_t c = 0; c < channels; ++c) {
    Tensor middle = tensor.select(0, c).select(0, c);
    while (middle.dim() > 0) middle = middle.select(0, middle.size(0) / 2);
    middle.fill_(1);
  }
  return tensor;
}

Tensor eye_(Tensor matrix) {
  FACULA_CHECK(matrix.dim() == 2, "Only tensors with 2 dimensions are supported");
  NoGradGuard no_grad;
  return matrix.copy_(eye(matrix.size(0), matrix.size(1), matrix.options()));
}

Tensor normal_(Tensor tensor, double mean, double std) {
  NoGradGuard no_grad;
  return tensor.normal_(mean, std);
}

Tensor ones_(Tensor tensor) {
  NoGradGuard no_grad;
  return tensor.fill_(1);
}

Tensor orthogonal_(Tensor tensor, double gain) {
  FACULA_CHECK(tensor.dim() >= 2, "Only tensors with 2 or more dimensions are supported");
  NoGradGuard no_grad;
  if (tensor.numel() == 0) return tensor;
  const int64_t rows = tensor.size(0), columns = tensor.numel() / rows;
  Tensor start = randn({rows, columns}, tensor.options().requires_grad(false));
  if (rows < columns) start = start.t();
  auto [q, r] = linalg::qr(start);
  q = q * r.diagonal().sign();  // of all factorisations the one with a positive diagonal is uniform
  if (rows < columns) q = q.t();
  tensor.copy_(q.reshape(tensor.sizes()) * gain);
  return tensor;
}

Tensor sparse_(Tensor tensor, double sparsity, double std) {
  FACULA_CHECK(tensor.dim() == 2, "Only tensors with 2 dimensions are supported");
  NoGradGuard no_grad;
  const int64_t rows = tensor.size(0);
  const auto zeros = static_cast<int64_t>(std::ceil(sparsity * static_cast<double>(rows)));
  tensor.normal_(0, std);
  for (int64_t column = 0; column < tensor.size(1); ++column) {
    const Tensor order = randperm(rows, TensorOptions(kLong)).cpu();
    const int64_t* row = order.data_ptr<int64_t>();
    for (int64_t i = 0; i < zeros; ++i) tensor.select(0, row[i]).select(0, column).zero_();
  }
  return tensor;
}

Tensor uniform_(Tensor tensor, double low, double high) {
  NoGradGuard no_grad;
  return tensor.uniform_(low, high);
}

static double kaiming_std(const Tensor& tensor, double a, const FanModeType& mode,
                          const NonlinearityType& nonlinearity) {
  const auto [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  const int64_t fan = enumtype::is<enumtype::kFanIn>(mode) ? fan_in : fan_out;
  return calculate_gain(nonlinearity, a) / std::sqrt(static_cast<double>(fan));
}

Tensor kaiming_uniform_(Tensor tensor, double a, FanModeType mode, NonlinearityType nonlinearity) {
  NoGradGuard no_grad;
  if (tensor.numel() == 0) return tensor;
  const double bound = std::sqrt(3.0) * kaiming_std(tensor, a, mode, nonlinearity);
  return tensor.uniform_(-bound, bound);
}

Tensor kaiming_normal_(Tensor tensor, double a, FanModeType mode, NonlinearityType nonlinearity) {
  NoGradGuard no_grad;
  if (tensor.numel() == 0) return tensor;
  return tensor.normal_(0, kaiming_std(tensor, a, mode, nonlinearity));
}

static double xavier_std(const Tensor& tensor, double gain) {
  const auto [fan_in, fan_out] = _calculate_fan_in_and_fan_out(tensor);
  return gain * std::sqrt(2.0 / static_cast<double>(fan_in + fan_out));
}

Tensor xavier_uniform_(Tensor tensor, double gain) {
  NoGradGuard no_grad;
  const double bound = std::sqrt(3.0) * xavier_std(tensor, gain);
  return tensor.uniform_(-bound, bound);
}

Tensor xavier_normal_(Tensor tensor, double gain) {
  NoGradGuard no_grad;
  return tensor.normal_(0, xavier_std(tensor, gain));
}

Tensor zeros_(Tensor tensor) {
  NoGradGuard no_grad;
  return tensor.zero_();
}

std::tuple<int64_t, int64_t> _calculate_fan_in_and_fan_out(const Tensor& tensor) {
  FACULA_CHECK(tensor.dim() >= 2,
               "Fan in and fan out can not be computed for tensor with fewer than 2 dimensions");
  int64_t field = 1;
  for (int64_t d = 2; d < tensor.dim(); ++d) field *= tensor.size(d);
  return {tensor.size(1) * field, tensor.size(0) * field};
}

}  // namespace init
}  // namespace nn
}  // namespace facula
