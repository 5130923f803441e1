#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdlib>

#include "data/helpers.h"
#include "io/helpers.h"

namespace facula::data::datasets {
namespace {

using io::Bytes;

Bytes images(uint8_t n) {
  Bytes b = {0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 2, 0, 0, 0, 3};
  for (int i = 0; i < n * 6; ++i) b.push_back(static_cast<uint8_t>(i));
  return b;
}
Bytes labels(Bytes values) {
  Bytes b = {0, 0, 8, 1, 0, 0, 0, static_cast<uint8_t>(values.size())};
  b.insert(b.end(), values.begin(), values.end());
  return b;
}

/// A folder with an MNIST of three images of 2 x 3 pixels, before a test spoils it.
struct Folder : io::TempDir {
  Folder() {
    io::spit(images_path(), images(3));
    io::spit(labels_path(), labels({7, 0, 9}));
  }
  std::string images_path() const { return file("train-images-idx3-ubyte"); }
  std::string labels_path() const { return file("train-labels-idx1-ubyte"); }
  std::string error() const {
    return error_of([&] { MNIST read(path().string()); });
  }
};

TEST(Mnist, ReadsFiles) {
  const Folder folder;
  MNIST d(folder.path().string());
  EXPECT_TRUE(d.is_train());
  EXPECT_EQ(d.size().value(), 3u);
  EXPECT_EQ(d.images().sizes(), IntArrayRef({3, 1, 2, 3}));
  EXPECT_EQ(d.images().scalar_type(), kFloat);
  EXPECT_EQ(d.targets().scalar_type(), kLong);
  const Example<> e = d.get(2);
  EXPECT_EQ(e.data.sizes(), IntArrayRef({1, 2, 3}));
  EXPECT_EQ(e.data[0][0][1].item<float>(), 13.0f / 255);
  EXPECT_EQ(e.target.item<int64_t>(), 9);
  EXPECT_EQ(error_of([&] { d.get(3); }), "MNIST: index 3 is out of range for 3 samples");
}

TEST(Mnist, ReadsCompressedFiles) {
  const Folder folder;
  for (const std::string& path : {folder.images_path(), folder.labels_path()}) {
    const Bytes plain = io::slurp(path);
    std::filesystem::remove(path);
    const gzFile f = gzopen((path + ".gz").c_str(), "wb");
    gzwrite(f, plain.data(), static_cast<unsigned>(plain.size()));
    gzclose(f);
  }
  EXPECT_EQ(folder.error(), "");
  Bytes spoilt = io::slurp(folder.images_path() + ".gz");
  spoilt[spoilt.size() - 6] ^= 1;  // its checksum
  io::spit(folder.images_path() + ".gz", spoilt);
  EXPECT_NE(folder.error().find("train-images-idx3-ubyte.gz"), std::string::npos) << folder.error();
  spoilt.resize(spoilt.size() / 2);
  io::spit(folder.images_path() + ".gz", spoilt);
  EXPECT_NE(folder.error().find("train-images-idx3-ubyte.gz"), std::string::npos) << folder.error();
}

TEST(Mnist, NamesMissingFiles) {
  const Folder folder;
  const std::string ending =
      ": there is neither this file nor one with .gz behind its name. scripts/fetch-mnist downloads the "
      "MNIST "
      "files.";
  EXPECT_EQ(error_of([&] { MNIST read(folder.path().string(), MNIST::Mode::kTest); }),
            "Error opening images file at " + folder.file("t10k-images-idx3-ubyte") + ending);
  std::filesystem::remove(folder.labels_path());
  EXPECT_EQ(folder.error(), "Error opening targets file at " + folder.labels_path() + ending);
}

TEST(Mnist, RejectsSpoiltFiles) {
  const Folder folder;
  const auto with_images = [&](const Bytes& b) {
    io::spit(folder.images_path(), b);
    return folder.error();
  };
  const std::string path = folder.images_path();
  Bytes truncated = images(3);
  truncated.pop_back();
  EXPECT_EQ(with_images(truncated).rfind(path + ": truncated IDX file", 0), 0u) << with_images(truncated);
  EXPECT_EQ(with_images({}), path + ": not an IDX file: it has fewer than 4 bytes");
  EXPECT_EQ(with_images({0, 0, 8, 3, 0, 0}), path + ": truncated IDX file: it ends within its header");
  Bytes magic = images(3);
  magic[0] = 1;
  EXPECT_EQ(with_images(magic).rfind(path + ": not an IDX file", 0), 0u) << with_images(magic);
  EXPECT_EQ(with_images(labels({1, 2})),
            path + " is an IDX file, but not of images: its magic number is 2049 instead of 2051");
  EXPECT_EQ(with_images(images(0)), path + " has no images: its sizes are [0, 2, 3]");
  EXPECT_EQ(with_images(images(2)), folder.labels_path() + " has 3 labels, but " + path + " has 2 images");
  with_images(images(3));
  io::spit(folder.labels_path(), labels({7, 10, 9}));
  EXPECT_EQ(folder.error(), folder.labels_path() + " has the label 10; labels are digits");
}

TEST(Mnist, ReadsTheRealFiles) {
  const char* data = std::getenv("FACULA_DATA");
  if (!data) GTEST_SKIP() << "FACULA_DATA is not set";
  const std::string root =
      std::filesystem::exists(std::string(data) + "/mnist") ? std::string(data) + "/mnist" : data;
  MNIST train(root), test(root, MNIST::Mode::kTest);
  EXPECT_EQ(train.images().sizes(), IntArrayRef({60000, 1, 28, 28}));
  EXPECT_EQ(test.size().value(), 10000u);
  EXPECT_NEAR(train.images().mean().item<double>(), 0.1307, 5e-5);
  EXPECT_NEAR(train.images().std().item<double>(), 0.3081, 5e-5);
  EXPECT_EQ(train.targets()[0].item<int64_t>(), 5);
  EXPECT_EQ(test.targets()[0].item<int64_t>(), 7);
}

}  // namespace
}  // namespace facula::data::datasets
