#include "facula/data/datasets.h"

#include <cstdlib>
#include <filesystem>

#include "facula/data/samplers.h"
#include "facula/data/transforms.h"
#include "facula/io/idx.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"

namespace facula::data {

namespace datasets {

namespace {

// The file, plain or compressed.
std::string find_file(const std::string& root, const std::string& name) {
  const std::filesystem::path plain = std::filesystem::path(root) / name, packed = plain.string() + ".gz";
  if (std::filesystem::exists(plain)) return plain.string();
  FACULA_CHECK(std::filesystem::exists(packed), "Error opening images file at ", plain.string(),
               ": there is neither this file nor one with .gz behind its name. scripts/fetch-mnist downloads "
               "the MNIST files.");
  return packed.string();
}

io::IdxData read(const std::string& path, size_t dims, const char* what) {
  io::IdxData d = io::read_idx(path);
  FACULA_CHECK(d.type == io::IdxType::uint8 && d.dims.size() == dims, path, " is an IDX file, but not of ",
               what, ": it has ", d.dims.size(), " dimensions instead of ", dims,
               " or elements other than bytes");
  return d;
}

Tensor bytes(const io::IdxData& d, IntArrayRef sizes, ScalarType as) {
  return from_blob(const_cast<uint8_t*>(d.bytes.data()), sizes, kByte).to(as);
}

}  // namespace

MNIST::MNIST(const std::string& root, Mode mode) : mode_(mode) {
  const std::string prefix = mode == Mode::kTrain ? "train" : "t10k";
  const std::string image_path = find_file(root, prefix + "-images-idx3-ubyte");
  const std::string label_path = find_file(root, prefix + "-labels-idx1-ubyte");
  const io::IdxData images = read(image_path, 3, "images"), labels = read(label_path, 1, "labels");
  FACULA_CHECK(images.dims[0] == labels.dims[0], label_path, " has ", labels.dims[0], " labels, but ",
               image_path, " has ", images.dims[0], " images");
  for (uint8_t label : labels.bytes)
    FACULA_CHECK(label < 10, label_path, " has the label ", int{label}, "; labels are digits");
  images_ = bytes(images, {images.dims[0], 1, images.dims[1], images.dims[2]}, kFloat).div_(255);
  targets_ = bytes(labels, {labels.dims[0]}, kLong);
}

MNIST::MNIST(Tensor images, Tensor targets, Mode mode)
    : images_(std::move(images)), targets_(std::move(targets)), mode_(mode) {
  FACULA_CHECK(images_.dim() == 4 && targets_.dim() == 1 && images_.size(0) == targets_.size(0),
               "MNIST: expected images (N, C, H, W) and targets (N), but got ", images_.sizes(), " and ",
               targets_.sizes());
}

Example<> MNIST::get(size_t index) {
  const auto i = static_cast<int64_t>(index);
  FACULA_CHECK_AS(IndexError, i < images_.size(0), "MNIST: index ", i, " is out of range for ",
                  images_.size(0), " samples");
  return {images_[i], targets_[i]};
}

TensorDataset::TensorDataset(const std::vector<Tensor>& tensors) : tensor(stack(tensors)) {}

}  // namespace datasets

namespace samplers {

void SequentialSampler::reset(std::optional<size_t> new_size) {
  if (new_size) size_ = *new_size;
  index_ = 0;
}
std::optional<std::vector<size_t>> SequentialSampler::next(size_t batch_size) {
  const size_t n = std::min(batch_size, size_ - index_);
  if (n == 0) return std::nullopt;
  std::vector<size_t> batch(n);
  for (size_t& i : batch) i = index_++;
  return batch;
}

RandomSampler::RandomSampler(int64_t size, ScalarType index_dtype) : indices_(randperm(size, index_dtype)) {}
void RandomSampler::reset(std::optional<size_t> new_size) {
  const int64_t n = new_size ? static_cast<int64_t>(*new_size) : indices_.numel();
  indices_ = randperm(n, indices_.options());
  index_ = 0;
}
std::optional<std::vector<size_t>> RandomSampler::next(size_t batch_size) {
  const int64_t n = std::min(static_cast<int64_t>(batch_size), indices_.numel() - index_);
  if (n == 0) return std::nullopt;
  const Tensor part = indices_.narrow(0, index_, n).to(kLong);
  const auto* p = part.data_ptr<int64_t>();
  index_ += n;
  return std::vector<size_t>(p, p + n);
}

}  // namespace samplers

namespace transforms::detail {

Tensor float_column(ArrayRef<double> v) {
  Tensor t = empty({static_cast<int64_t>(v.size()), 1, 1});
  for (size_t i = 0; i < v.size(); ++i) t.data_ptr<float>()[i] = static_cast<float>(v[i]);
  return t;
}

Tensor stack_all(const std::vector<Tensor>& tensors) { return stack(tensors); }

}  // namespace transforms::detail

}  // namespace facula::data
