#include "facula/data/mnist.h"

#include <filesystem>

#include "facula/io/idx.h"
#include "facula/ops/creation.h"

namespace facula::data::datasets {
namespace {

// The file, plain or compressed.
std::string find_file(const std::string& root, const std::string& name, const char* what) {
  std::error_code ignored;  // whatever it is, the file cannot be used
  const std::filesystem::path plain = std::filesystem::path(root) / name, packed = plain.string() + ".gz";
  if (std::filesystem::exists(plain, ignored)) return plain.string();
  FACULA_CHECK(std::filesystem::exists(packed, ignored), "Error opening ", what, " file at ", plain.string(),
               ": there is neither this file nor one with .gz behind its name. scripts/fetch-mnist downloads "
               "the MNIST files.");
  return packed.string();
}

io::IdxData read(const std::string& path, size_t dims, const char* what) {
  io::IdxData d = io::read_idx(path);
  FACULA_CHECK(d.type == io::IdxType::uint8 && d.dims.size() == dims, path, " is an IDX file, but not of ",
               what, ": its magic number is ",
               256 * static_cast<int>(d.type) + static_cast<int>(d.dims.size()), " instead of ",
               0x800 + dims);
  return d;
}

Tensor bytes(const io::IdxData& d, IntArrayRef sizes, ScalarType as) {
  return from_blob(const_cast<uint8_t*>(d.bytes.data()), sizes, kByte).to(as);
}

}  // namespace

MNIST::MNIST(const std::string& root, Mode mode) : mode_(mode) {
  const std::string prefix = mode == Mode::kTrain ? "train" : "t10k";
  const std::string image_path = find_file(root, prefix + "-images-idx3-ubyte", "images");
  const std::string label_path = find_file(root, prefix + "-labels-idx1-ubyte", "targets");
  const io::IdxData images = read(image_path, 3, "images"), labels = read(label_path, 1, "labels");
  FACULA_CHECK(!images.bytes.empty(), image_path, " has no images: its sizes are ", IntArrayRef(images.dims));
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
  FACULA_CHECK_AS(IndexError, index < static_cast<size_t>(images_.size(0)), "MNIST: index ", index,
                  " is out of range for ", images_.size(0), " samples");
  return {images_.select(0, i), targets_.select(0, i)};
}

}  // namespace facula::data::datasets
