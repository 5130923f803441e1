#include <algorithm>

#include "facula/core/error.h"
#include "io/zip.h"
#include "io/zip_format.h"

namespace facula::io {
using namespace zip;

namespace {

constexpr uint64_t kAlignment = 64;
constexpr uint16_t kVersionPlain = 20;
constexpr uint16_t kVersionZip64 = 45;
// 1 January 1980, the first date that the format knows: equal contents give equal files.
constexpr uint16_t kTime = 0;
constexpr uint16_t kDate = 1 << 5 | 1;

uint32_t clip32(uint64_t value, bool too_large) { return too_large ? kMax32 : static_cast<uint32_t>(value); }

}  // namespace

ZipWriter::ZipWriter(Sink sink, uint64_t zip64_from)
    : sink_(std::move(sink)), zip64_from_(std::min<uint64_t>(zip64_from, kMax32)) {}

void ZipWriter::emit(const void* data, size_t size) {
  if (size > 0) sink_(data, size);
  offset_ += size;
}

void ZipWriter::add(std::string_view name, ByteSpan data) {
  FACULA_CHECK(!finished_, "zip: an entry was added after the archive was finished");
  FACULA_CHECK(!name.empty() && name.size() <= kMax16, "zip: an entry's name has ", name.size(),
               " bytes; 1 to 65535 are allowed");
  FACULA_CHECK(names_.emplace(std::string(name), entries_.size()).second, "zip: two entries are named '",
               name, "'");
  ZipEntry entry;
  entry.name = name;
  entry.header_offset = offset_;
  entry.size = entry.packed_size = data.size();
  entry.crc = crc32_of(data);
  const bool large = entry.size >= zip64_from_;

  Bytes extra;
  if (large) {
    append_le<uint16_t>(extra, kZip64Extra);
    append_le<uint16_t>(extra, 16);
    append_le<uint64_t>(extra, entry.size);
    append_le<uint64_t>(extra, entry.size);
  }
  const uint64_t unpadded = offset_ + kLocalSize + name.size() + extra.size() + 4;
  const size_t padding = static_cast<size_t>((kAlignment - unpadded % kAlignment) % kAlignment);
  append_le<uint16_t>(extra, kPaddingExtra);
  append_le<uint16_t>(extra, static_cast<uint16_t>(padding));
  extra.insert(extra.end(), padding, 'Z');

  Bytes header;
  append_le<uint32_t>(header, kLocalSignature);
  append_le<uint16_t>(header, large ? kVersionZip64 : kVersionPlain);
  append_le<uint16_t>(header, kFlagUtf8);
  append_le<uint16_t>(header, kMethodStored);
  append_le<uint16_t>(header, kTime);
  append_le<uint16_t>(header, kDate);
  append_le<uint32_t>(header, entry.crc);
  append_le<uint32_t>(header, clip32(entry.size, large));
  append_le<uint32_t>(header, clip32(entry.size, large));
  append_le<uint16_t>(header, static_cast<uint16_t>(name.size()));
  append_le<uint16_t>(header, static_cast<uint16_t>(extra.size()));
  header.insert(header.end(), name.begin(), name.end());
  header.insert(header.end(), extra.begin(), extra.end());
  emit(header.data(), header.size());
  entry.data_offset = offset_;
  emit(data.data(), data.size());
  entries_.push_back(std::move(entry));
}

void ZipWriter::append_central_header(const ZipEntry& entry, Bytes& out) const {
  const bool large = entry.size >= zip64_from_;
  const bool far = entry.header_offset >= zip64_from_;
  Bytes extra;
  if (large || far) {
    append_le<uint16_t>(extra, kZip64Extra);
    append_le<uint16_t>(extra, static_cast<uint16_t>((large ? 16 : 0) + (far ? 8 : 0)));
    if (large) append_le<uint64_t>(extra, entry.size);
    if (large) append_le<uint64_t>(extra, entry.packed_size);
    if (far) append_le<uint64_t>(extra, entry.header_offset);
  }
  const uint16_t version = large || far ? kVersionZip64 : kVersionPlain;
  append_le<uint32_t>(out, kCentralSignature);
  append_le<uint16_t>(out, version);  // made by
  append_le<uint16_t>(out, version);  // needed
  append_le<uint16_t>(out, kFlagUtf8);
  append_le<uint16_t>(out, kMethodStored);
  append_le<uint16_t>(out, kTime);
  append_le<uint16_t>(out, kDate);
  append_le<uint32_t>(out, entry.crc);
  append_le<uint32_t>(out, clip32(entry.packed_size, large));
  append_le<uint32_t>(out, clip32(entry.size, large));
  append_le<uint16_t>(out, static_cast<uint16_t>(entry.name.size()));
  append_le<uint16_t>(out, static_cast<uint16_t>(extra.size()));
  append_le<uint16_t>(out, 0);  // comment
  append_le<uint16_t>(out, 0);  // disk
  append_le<uint16_t>(out, 0);  // internal attributes
  append_le<uint32_t>(out, 0);  // external attributes
  append_le<uint32_t>(out, clip32(entry.header_offset, far));
  out.insert(out.end(), entry.name.begin(), entry.name.end());
  out.insert(out.end(), extra.begin(), extra.end());
}

void ZipWriter::append_end(Bytes& out, uint64_t directory_size) const {
  const uint64_t count = entries_.size();
  const bool far = offset_ >= zip64_from_;
  const bool large = directory_size >= zip64_from_;
  const bool many = count >= std::min<uint64_t>(zip64_from_, kMax16);
  if (far || large || many) {
    append_le<uint32_t>(out, kEnd64Signature);
    append_le<uint64_t>(out, kEnd64Size - 12);
    append_le<uint16_t>(out, kVersionZip64);
    append_le<uint16_t>(out, kVersionZip64);
    append_le<uint32_t>(out, 0);
    append_le<uint32_t>(out, 0);
    append_le<uint64_t>(out, count);
    append_le<uint64_t>(out, count);
    append_le<uint64_t>(out, directory_size);
    append_le<uint64_t>(out, offset_);
    append_le<uint32_t>(out, kLocator64Signature);
    append_le<uint32_t>(out, 0);
    append_le<uint64_t>(out, offset_ + directory_size);
    append_le<uint32_t>(out, 1);
  }
  const uint16_t count16 = many ? kMax16 : static_cast<uint16_t>(count);
  append_le<uint32_t>(out, kEndSignature);
  append_le<uint16_t>(out, 0);
  append_le<uint16_t>(out, 0);
  append_le<uint16_t>(out, count16);
  append_le<uint16_t>(out, count16);
  append_le<uint32_t>(out, clip32(directory_size, large));
  append_le<uint32_t>(out, clip32(offset_, far));
  append_le<uint16_t>(out, 0);
}

void ZipWriter::finish() {
  FACULA_CHECK(!finished_, "zip: the archive was finished twice");
  finished_ = true;
  Bytes out;
  for (const ZipEntry& entry : entries_) append_central_header(entry, out);
  append_end(out, out.size());
  emit(out.data(), out.size());
}

}  // namespace facula::io
