#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "io/bytes.h"

namespace facula::io {

/// One file inside a ZIP archive, as the central directory has it.
struct ZipEntry {
  std::string name;
  uint64_t header_offset = 0;  // of the local header
  uint64_t data_offset = 0;
  uint64_t packed_size = 0;
  uint64_t size = 0;
  uint32_t crc = 0;
  bool deflated = false;
};

/// Reads a ZIP archive that lies in memory (ZIP64, stored and deflated entries).
///
/// The central directory is what counts; the local headers must agree with it. Every offset and length is
/// checked against the file before it is used. Refused: several entries of one name, entries that overlap
/// each other or the directory, encryption, other methods than stored and deflate, archives in several
/// parts, anything between the directory and the end record or after it.
///
/// The bytes must outlive the reader. `what` (usually the path) begins every message.
class ZipReader {
 public:
  ZipReader(ByteSpan file, std::string what);
  ZipReader(const ZipReader&) = delete;  // the index points into the entries
  ZipReader& operator=(const ZipReader&) = delete;

  /// In the order of the central directory.
  const std::vector<ZipEntry>& entries() const { return entries_; }

  /// The entry of that name, or null.
  const ZipEntry* find(std::string_view name) const;

  /// The unpacked bytes, after a check of their CRC-32.
  Buffer read(const ZipEntry& entry) const;

  /// The same into memory of `entry.size` bytes.
  void read_into(const ZipEntry& entry, uint8_t* out) const;

 private:
  struct Directory {
    uint64_t offset, size, count;
  };
  Directory find_directory() const;
  Directory read_zip64_end(uint64_t locator) const;
  uint64_t read_central_header(uint64_t at, uint64_t end, ZipEntry& entry) const;
  void apply_zip64_extra(ByteSpan extra, ZipEntry& entry) const;
  void locate_data(ZipEntry& entry, uint64_t end) const;
  void check_overlaps() const;
  void check_crc(const ZipEntry& entry, ByteSpan bytes) const;
  template <class T>
  T at(uint64_t offset) const {
    return load_le<T>(file_.data() + offset);
  }

  ByteSpan file_;
  std::string what_;
  std::vector<ZipEntry> entries_;
  std::unordered_map<std::string_view, size_t> by_name_;
};

/// Writes a ZIP archive of stored entries whose data begin at multiples of 64 bytes, as PyTorch's files
/// have them (so that they can be mapped). ZIP64 records are written only where a number needs them.
class ZipWriter {
 public:
  using Sink = std::function<void(const void* data, size_t size)>;

  /// `zip64_from`: sizes, offsets and counts from this value on go to ZIP64 records (tests lower it).
  explicit ZipWriter(Sink sink, uint64_t zip64_from = 0xFFFFFFFF);

  /// errors  Error if the name was used before or has more than 65,535 bytes
  void add(std::string_view name, ByteSpan data);

  /// Writes the central directory; nothing can be added after it.
  void finish();

 private:
  void emit(const void* data, size_t size);
  void append_central_header(const ZipEntry& entry, Bytes& out) const;
  void append_end(Bytes& out, uint64_t directory_size) const;

  Sink sink_;
  uint64_t zip64_from_;
  uint64_t offset_ = 0;
  std::vector<ZipEntry> entries_;
  std::unordered_map<std::string, size_t> names_;
  bool finished_ = false;
};

/// CRC-32 as ZIP and gzip use it.
uint32_t crc32_of(ByteSpan bytes);

}  // namespace facula::io
