#include "data.h"

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <vector>

namespace {

namespace fs = std::filesystem;
using facula::Tensor;

const char* const kFirstFile = "train-images-idx3-ubyte";

// The folder itself or its subfolder mnist/, whichever has the files; empty if neither has.
std::string mnist_in(const fs::path& folder) {
  for (const fs::path& f : {folder, folder / "mnist"})
    for (const char* ending : {"", ".gz"})
      if (std::error_code e; fs::exists(f / (std::string(kFirstFile) + ending), e)) return f.string();
  return "";
}

std::vector<fs::path> usual_folders() {
  std::vector<fs::path> folders;
  if (const char* f = std::getenv("FACULA_DATA")) folders.emplace_back(f);
  folders.emplace_back("data");
  if (const char* f = std::getenv("XDG_CACHE_HOME"))
    folders.push_back(fs::path(f) / "facula");
  else if (const char* home = std::getenv("HOME"))
    folders.push_back(fs::path(home) / ".cache/facula");
  return folders;
}

MNIST drawn(uint64_t seed, int64_t n, MNIST::Mode mode) {
  std::vector<uint8_t> images, labels;
  facula::data::generate_digits(seed, n, images, labels);
  Tensor x = facula::from_blob(images.data(), {n, 1, 28, 28}, facula::kByte).to(facula::kFloat).div_(255);
  Tensor y = facula::from_blob(labels.data(), {n}, facula::kByte).to(facula::kLong);
  return MNIST(x, y, mode);
}

Digits read(const std::string& folder) {
  return {MNIST(folder, MNIST::Mode::kTrain), MNIST(folder, MNIST::Mode::kTest), "MNIST in " + folder};
}

}  // namespace

Digits load_digits(const std::string& folder, uint64_t seed) {
  if (!folder.empty()) {
    const std::string found = mnist_in(folder);
    return read(found.empty() ? folder : found);  // the reader's message names the missing file
  }
  for (const fs::path& f : usual_folders())
    if (const std::string found = mnist_in(f); !found.empty()) return read(found);
  std::cout << "No MNIST in $FACULA_DATA, ./data or the cache, and no network to fetch it "
               "(scripts/fetch-mnist does):\n"
               "training on drawn digits instead, so the accuracy below is not that of MNIST.\n";
  return {drawn(seed, 20000, MNIST::Mode::kTrain), drawn(seed + 1, 4000, MNIST::Mode::kTest), "drawn digits"};
}
