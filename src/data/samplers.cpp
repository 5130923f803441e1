#include "facula/data/samplers.h"

#include <algorithm>

#include "data/sampler_numbers.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"

namespace facula::data {

void detail::cannot_be_stored() {
  facula::detail::fail<NotImplementedError>("this sampler cannot be saved or loaded: it overrides neither");
}

namespace samplers {

void write_number(serialize::OutputArchive& archive, const char* key, int64_t value) {
  archive.write(key, full({}, value, kLong), true);
}
int64_t read_number(serialize::InputArchive& archive, const char* key) {
  Tensor t;
  archive.read(key, t, true);
  FACULA_CHECK(t.numel() == 1, "sampler: expected one number as '", key, "', but got shape ", t.sizes());
  const auto value = t.item<int64_t>();
  FACULA_CHECK(value >= 0, "sampler: '", key, "' is ", value, " in the archive, but must not be negative");
  return value;
}

void SequentialSampler::reset(std::optional<size_t> new_size) {
  if (new_size) size_ = *new_size;
  index_ = 0;
}
std::optional<std::vector<size_t>> SequentialSampler::next(size_t batch_size) {
  if (index_ >= size_) return std::nullopt;
  std::vector<size_t> batch(std::min(batch_size, size_ - index_));
  for (size_t& i : batch) i = index_++;
  return batch;
}
void SequentialSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "index", static_cast<int64_t>(index_));
}
void SequentialSampler::load(serialize::InputArchive& archive) {
  index_ = static_cast<size_t>(read_number(archive, "index"));
}

RandomSampler::RandomSampler(int64_t size, ScalarType index_dtype) : indices_(randperm(size, index_dtype)) {}
void RandomSampler::reset(std::optional<size_t> new_size) {
  const int64_t n = new_size ? static_cast<int64_t>(*new_size) : indices_.numel();
  indices_ = randperm(n, indices_.options());
  index_ = 0;
}
std::optional<std::vector<size_t>> RandomSampler::next(size_t batch_size) {
  const int64_t n = std::min(static_cast<int64_t>(batch_size), indices_.numel() - index_);
  if (n <= 0) return std::nullopt;
  const Tensor part = indices_.narrow(0, index_, n).to(kLong);
  const auto* p = part.data_ptr<int64_t>();
  index_ += n;
  return std::vector<size_t>(p, p + n);
}
void RandomSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "index", index_);
  archive.write("indices", indices_, true);
}
void RandomSampler::load(serialize::InputArchive& archive) {
  const int64_t index = read_number(archive, "index");
  Tensor indices;
  archive.read("indices", indices, true);
  FACULA_CHECK(indices.dim() == 1 && isIntegralType(indices.scalar_type(), false) && index <= indices.numel(),
               "RandomSampler: expected a list of indices and a place in it, but got a tensor of shape ",
               indices.sizes(), " and ", index);
  indices_ = indices;
  index_ = index;
}

void StreamSampler::reset(std::optional<size_t> new_size) {
  if (new_size) epoch_size_ = *new_size;
  examples_retrieved_so_far_ = 0;
}
std::optional<BatchSize> StreamSampler::next(size_t batch_size) {
  if (examples_retrieved_so_far_ >= epoch_size_) return std::nullopt;
  const size_t n = std::min(batch_size, epoch_size_ - examples_retrieved_so_far_);
  examples_retrieved_so_far_ += n;
  return BatchSize(n);
}
void StreamSampler::save(serialize::OutputArchive& archive) const {
  write_number(archive, "examples_retrieved_so_far", static_cast<int64_t>(examples_retrieved_so_far_));
}
void StreamSampler::load(serialize::InputArchive& archive) {
  examples_retrieved_so_far_ = static_cast<size_t>(read_number(archive, "examples_retrieved_so_far"));
}

}  // namespace samplers
}  // namespace facula::data
