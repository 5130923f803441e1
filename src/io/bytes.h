#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace facula::io {

/// A view of bytes that somebody else owns.
using ByteSpan = std::span<const uint8_t>;
using Bytes = std::vector<uint8_t>;

/// A block of bytes that is not zeroed first (a checkpoint may have gigabytes).
class Buffer {
 public:
  Buffer() = default;
  explicit Buffer(size_t size) : data_(size ? new uint8_t[size] : nullptr), size_(size) {}

  uint8_t* data() { return data_.get(); }
  const uint8_t* data() const { return data_.get(); }
  size_t size() const { return size_; }
  operator ByteSpan() const { return {data_.get(), size_}; }

  /// Forgets the bytes from `size` on, without moving the rest.
  void shrink(size_t size) { size_ = size < size_ ? size : size_; }

  /// Changes the size and keeps what fits.
  void resize(size_t size) {
    Buffer other(size);
    const size_t kept = size < size_ ? size : size_;
    if (kept) std::memcpy(other.data(), data(), kept);
    *this = std::move(other);
  }

 private:
  std::unique_ptr<uint8_t[]> data_;
  size_t size_ = 0;
};

/// Little-endian load of an unsigned type; the caller has checked the bounds.
template <class T>
T load_le(const uint8_t* p) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value = static_cast<T>(value | static_cast<T>(p[i]) << (8 * i));
  return value;
}

/// Appends an unsigned type in little-endian order.
template <class T>
void append_le(Bytes& out, T value) {
  for (size_t i = 0; i < sizeof(T); ++i) {
    out.push_back(static_cast<uint8_t>(static_cast<uint64_t>(value) >> (8 * i)));
  }
}

}  // namespace facula::io
