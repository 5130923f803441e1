#include "facula/data/transforms.h"

#include <cstring>

#include "facula/data/collate.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"

namespace facula::data::transforms::detail {

Tensor channel_values(ArrayRef<double> v) {
  Tensor t = empty({static_cast<int64_t>(v.size()), 1, 1}, kFloat);
  for (size_t i = 0; i < v.size(); ++i) t.data_ptr<float>()[i] = static_cast<float>(v[i]);
  return t;
}

namespace {
// y = (x - mean) / stddev in one pass. It runs once per sample, where two broadcasting ops would cost several
// times the arithmetic; the values are theirs.
Tensor normalized_planes(const Tensor& x, const Tensor& mean, const Tensor& stddev) {
  Tensor y = empty(x.sizes(), kFloat);
  const int64_t channels = x.size(0), plane = x.size(1) * x.size(2);
  const float *in = x.data_ptr<float>(), *m = mean.data_ptr<float>(), *s = stddev.data_ptr<float>();
  float* __restrict out = y.data_ptr<float>();
  for (int64_t c = 0; c < channels; ++c) {
    const float shift = m[mean.numel() == 1 ? 0 : c], scale = s[stddev.numel() == 1 ? 0 : c];
    for (int64_t i = c * plane; i < (c + 1) * plane; ++i) out[i] = (in[i] - shift) / scale;
  }
  return y;
}

bool fits(const Tensor& value, const Tensor& x) {
  return value.scalar_type() == kFloat && value.device().is_cpu() && value.dim() == 3 &&
         value.is_contiguous() && value.size(1) == 1 && value.size(2) == 1 &&
         (value.size(0) == 1 || value.size(0) == x.size(0)) && !value.requires_grad();
}
}  // namespace

Tensor normalized(const Tensor& x, const Tensor& mean, const Tensor& stddev) {
  const bool simple = x.dim() == 3 && x.scalar_type() == kFloat && x.device().is_cpu() && x.is_contiguous() &&
                      !x.requires_grad();
  if (simple && fits(mean, x) && fits(stddev, x)) return normalized_planes(x, mean, stddev);
  return x.sub(mean).div(stddev);
}

Tensor collate_tensors(const std::vector<Tensor>& tensors) { return stack(tensors); }

namespace {
template <class T>
Tensor numbers_as(const std::vector<T>& numbers, ScalarType own, ScalarType dtype) {
  Tensor t = empty({static_cast<int64_t>(numbers.size())}, own);
  if (!numbers.empty()) std::memcpy(t.data_ptr<T>(), numbers.data(), numbers.size() * sizeof(T));
  return t.to(dtype);
}
}  // namespace

Tensor collate_numbers(const std::vector<int64_t>& numbers, ScalarType dtype) {
  return numbers_as(numbers, kLong, dtype);
}
Tensor collate_numbers(const std::vector<double>& numbers, ScalarType dtype) {
  return numbers_as(numbers, kDouble, dtype);
}

void samples_differ() {
  facula::detail::fail<Error>("Stack: each element in list of batch should be of equal size");
}

}  // namespace facula::data::transforms::detail
