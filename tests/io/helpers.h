#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "facula/core/error.h"
#include "io/bytes.h"

#ifndef FACULA_SOURCE_DIR
#define FACULA_SOURCE_DIR "."
#endif

namespace facula::io {

/// A folder of its own for each test, removed afterwards.
class TempDir {
 public:
  TempDir() {
    std::string pattern = (std::filesystem::temp_directory_path() / "facula-io-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("mkdtemp failed");
    path_ = pattern;
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  std::string file(const std::string& name) const { return (path_ / name).string(); }
  const std::filesystem::path& path() const { return path_; }
  size_t count() const {
    return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(path_), {}));
  }

 private:
  std::filesystem::path path_;
};

inline std::string fixture(const std::string& name) {
  return std::string(FACULA_SOURCE_DIR) + "/tests/io/data/" + name;
}

inline void spit(const std::string& path, ByteSpan bytes) {
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

inline Bytes slurp(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return Bytes(std::istreambuf_iterator<char>(in), {});
}

inline ByteSpan as_bytes(std::string_view text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

/// The message of the Error that `f` throws; "" when it throws nothing.
template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

#define EXPECT_ERROR(statement, text) \
  EXPECT_PRED_FORMAT2(::testing::IsSubstring, text, ::facula::io::message_of([&] { statement; }))

/// Calls `read` with every shorter version of the bytes; each must throw an Error.
template <class F>
void expect_truncations_fail(const Bytes& bytes, F read) {
  for (size_t size = 0; size < bytes.size(); ++size) {
    // Copied, so that the sanitizer sees an access behind the end.
    const Bytes part(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_NE(message_of([&] { read(part); }), "") << "the first " << size << " bytes are accepted";
  }
}

/// Calls `read` with every single bit changed; it may accept them or throw an Error, and nothing else.
template <class F>
void expect_bit_flips_are_survived(Bytes bytes, F read) {
  for (size_t i = 0; i < bytes.size() * 8; ++i) {
    const auto mask = static_cast<uint8_t>(1u << i % 8);
    bytes[i / 8] ^= mask;
    EXPECT_NO_THROW(message_of([&] { read(bytes); })) << "bit " << i;
    bytes[i / 8] ^= mask;
  }
}

}  // namespace facula::io
