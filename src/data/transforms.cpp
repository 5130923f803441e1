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

Tensor normalized(const Tensor& x, const Tensor& mean, const Tensor& stddev) {
  // One number for all: as a Scalar it costs no broadcasting, and gives the same values and dtype.
  if (mean.numel() == 1 && stddev.numel() == 1 && x.scalar_type() == kFloat && x.dim() >= 3 &&
      x.device().is_cpu())
    return x.sub(*mean.data_ptr<float>()).div_(*stddev.data_ptr<float>());
  return x.sub(mean).div_(stddev);
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
