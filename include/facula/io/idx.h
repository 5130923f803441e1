#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace facula::io {

/// Element types of an IDX file; the value is the type's code in the file.
enum class IdxType : uint8_t {
  uint8 = 0x08,
  int8 = 0x09,
  int16 = 0x0B,
  int32 = 0x0C,
  float32 = 0x0D,
  float64 = 0x0E,
};

/// Bytes of one element.
size_t item_size(IdxType type);

/// The contents of an IDX file, the format of MNIST: a row-major array of up to 255 dimensions.
struct IdxData {
  IdxType type = IdxType::uint8;
  std::vector<int64_t> dims;
  std::vector<uint8_t> bytes;  ///< elements in this machine's byte order (the file's is big-endian)
};

/// Reads an IDX file, plain or compressed with gzip (told apart by their first bytes).
///
/// errors  Error naming the path when the file cannot be read, has a wrong magic number, is truncated, has
///         bytes after the array, or its gzip data is damaged. Sizes are checked before memory is taken.
/// source  http://yann.lecun.com/exdb/mnist, "The IDX file format"
IdxData read_idx(const std::string& path);

/// The same from memory; `name` stands for the path in messages.
IdxData parse_idx(const uint8_t* data, size_t size, const std::string& name);

}  // namespace facula::io
