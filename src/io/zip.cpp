#include "io/zip.h"

#include <zlib.h>

#include <algorithm>

#include "facula/core/error.h"
#include "io/inflate.h"
#include "io/zip_format.h"

namespace facula::io {
using namespace zip;

namespace {

// Deflate cannot pack better than 258 bytes into two bits; a larger claim is a lie.
constexpr uint64_t kMaxDeflateRatio = 1032;

// An error of the text after `what`; spelt once.
#define ZIP_CHECK(cond, ...) FACULA_CHECK(cond, what_, ": not a valid zip archive: ", __VA_ARGS__)

}  // namespace

uint32_t crc32_of(ByteSpan bytes) { return static_cast<uint32_t>(crc32_z(0, bytes.data(), bytes.size())); }

ZipReader::ZipReader(ByteSpan file, std::string what) : file_(file), what_(std::move(what)) {
  const Directory directory = find_directory();
  const uint64_t end = directory.offset + directory.size;
  entries_.reserve(static_cast<size_t>(directory.count));
  uint64_t at = directory.offset;
  for (uint64_t i = 0; i < directory.count; ++i) {
    ZipEntry entry;
    at = read_central_header(at, end, entry);
    locate_data(entry, directory.offset);
    entries_.push_back(std::move(entry));
  }
  ZIP_CHECK(at == end, "its directory has ", end - at, " bytes after the last entry");
  for (size_t i = 0; i < entries_.size(); ++i) {
    ZIP_CHECK(by_name_.emplace(entries_[i].name, i).second, "it has two entries named '", entries_[i].name,
              "'");
  }
  check_overlaps();
}

ZipReader::Directory ZipReader::find_directory() const {
  ZIP_CHECK(file_.size() >= kEndSize, "it has only ", file_.size(), " bytes");
  const uint64_t last = file_.size() - kEndSize;
  const uint64_t first = last > kMax16 ? last - kMax16 : 0;
  uint64_t end = last + 1;
  do {
    ZIP_CHECK(end > first, "it has no end record (is the file truncated?)");
    --end;
  } while (at<uint32_t>(end) != kEndSignature || end + kEndSize + at<uint16_t>(end + 20) != file_.size());

  ZIP_CHECK(at<uint16_t>(end + 4) == at<uint16_t>(end + 6) && at<uint16_t>(end + 8) == at<uint16_t>(end + 10),
            "it is one part of several");
  Directory directory{at<uint32_t>(end + 16), at<uint32_t>(end + 12), at<uint16_t>(end + 10)};
  uint64_t directory_end = end;
  const bool has_locator = end >= kLocator64Size && at<uint32_t>(end - kLocator64Size) == kLocator64Signature;
  if (has_locator) {
    const Directory small = directory;
    directory = read_zip64_end(end - kLocator64Size);
    directory_end = at<uint64_t>(end - kLocator64Size + 8);
    ZIP_CHECK((small.offset == kMax32 || small.offset == directory.offset) &&
                  (small.size == kMax32 || small.size == directory.size) &&
                  (small.count == kMax16 || small.count == directory.count),
              "its two end records differ");
  }
  ZIP_CHECK(directory.offset <= directory_end && directory.size == directory_end - directory.offset,
            "its directory of ", directory.size, " bytes at ", directory.offset, " does not end at ",
            directory_end);
  ZIP_CHECK(directory.count <= directory.size / kCentralSize, "its directory of ", directory.size,
            " bytes cannot have ", directory.count, " entries");
  return directory;
}

ZipReader::Directory ZipReader::read_zip64_end(uint64_t locator) const {
  const uint64_t record = at<uint64_t>(locator + 8);
  ZIP_CHECK(at<uint32_t>(locator + 4) == 0 && at<uint32_t>(locator + 16) <= 1, "it is one part of several");
  ZIP_CHECK(record <= locator && locator - record >= kEnd64Size && at<uint32_t>(record) == kEnd64Signature &&
                at<uint64_t>(record + 4) == locator - record - 12,
            "its ZIP64 end record is not where it should be");
  ZIP_CHECK(at<uint32_t>(record + 16) == at<uint32_t>(record + 20) &&
                at<uint64_t>(record + 24) == at<uint64_t>(record + 32),
            "it is one part of several");
  return {at<uint64_t>(record + 48), at<uint64_t>(record + 40), at<uint64_t>(record + 32)};
}

uint64_t ZipReader::read_central_header(uint64_t at_, uint64_t end, ZipEntry& entry) const {
  ZIP_CHECK(end - at_ >= kCentralSize && at<uint32_t>(at_) == kCentralSignature,
            "its directory is damaged at byte ", at_);
  const uint64_t name_size = at<uint16_t>(at_ + 28);
  const uint64_t extra_size = at<uint16_t>(at_ + 30);
  const uint64_t total = kCentralSize + name_size + extra_size + at<uint16_t>(at_ + 32);
  ZIP_CHECK(total <= end - at_, "its directory is damaged at byte ", at_);
  const uint8_t* name = file_.data() + at_ + kCentralSize;
  entry.name.assign(name, name + name_size);
  ZIP_CHECK(!entry.name.empty() && entry.name.find('\0') == std::string::npos,
            "an entry's name is empty or has a zero byte");

  const uint16_t method = at<uint16_t>(at_ + 10);
  FACULA_CHECK((at<uint16_t>(at_ + 8) & kFlagEncrypted) == 0, what_, ": entry '", entry.name,
               "' is encrypted");
  FACULA_CHECK(method == kMethodStored || method == kMethodDeflate, what_, ": entry '", entry.name,
               "' is compressed with method ", method, "; only stored (0) and deflate (8) can be read");
  entry.deflated = method == kMethodDeflate;
  entry.crc = at<uint32_t>(at_ + 16);
  entry.packed_size = at<uint32_t>(at_ + 20);
  entry.size = at<uint32_t>(at_ + 24);
  entry.header_offset = at<uint32_t>(at_ + 42);
  const uint16_t disk = at<uint16_t>(at_ + 34);
  ZIP_CHECK(disk == 0 || disk == kMax16, "it is one part of several");
  apply_zip64_extra(
      file_.subspan(static_cast<size_t>(at_ + kCentralSize + name_size), static_cast<size_t>(extra_size)),
      entry);
  return at_ + total;
}

// The ZIP64 field has, in this order, only those of the numbers that did not fit into 32 bits.
void ZipReader::apply_zip64_extra(ByteSpan extra, ZipEntry& entry) const {
  while (extra.size() >= 4) {
    const uint16_t id = load_le<uint16_t>(extra.data());
    const size_t size = load_le<uint16_t>(extra.data() + 2);
    ZIP_CHECK(size <= extra.size() - 4, "entry '", entry.name, "' has a damaged extra field");
    if (id == kZip64Extra) {
      ByteSpan rest = extra.subspan(4, size);
      for (uint64_t* value : {&entry.size, &entry.packed_size, &entry.header_offset}) {
        if (*value != kMax32) continue;
        ZIP_CHECK(rest.size() >= 8, "entry '", entry.name, "' has a damaged ZIP64 field");
        *value = load_le<uint64_t>(rest.data());
        rest = rest.subspan(8);
      }
      return;
    }
    extra = extra.subspan(4 + size);
  }
}

void ZipReader::locate_data(ZipEntry& entry, uint64_t end) const {
  const uint64_t header = entry.header_offset;
  ZIP_CHECK(header <= end && end - header >= kLocalSize && at<uint32_t>(header) == kLocalSignature, "entry '",
            entry.name, "' has no header at byte ", header);
  const uint64_t name_size = at<uint16_t>(header + 26);
  const uint64_t head = kLocalSize + name_size + at<uint16_t>(header + 28);
  ZIP_CHECK(head <= end - header && entry.packed_size <= end - header - head, "entry '", entry.name, "' of ",
            entry.packed_size, " bytes at byte ", header, " goes beyond the file");
  const uint16_t method = at<uint16_t>(header + 8);
  const char* name = reinterpret_cast<const char*>(file_.data() + header + kLocalSize);
  ZIP_CHECK(std::string_view(name, static_cast<size_t>(name_size)) == entry.name &&
                method == (entry.deflated ? kMethodDeflate : kMethodStored),
            "entry '", entry.name, "' and its header at byte ", header, " differ");
  ZIP_CHECK(
      entry.deflated ? entry.size / kMaxDeflateRatio <= entry.packed_size : entry.size == entry.packed_size,
      "entry '", entry.name, "' cannot have ", entry.size, " bytes when ", entry.packed_size, " are stored");
  entry.data_offset = header + head;
}

void ZipReader::check_overlaps() const {
  std::vector<const ZipEntry*> order;
  order.reserve(entries_.size());
  for (const ZipEntry& entry : entries_) order.push_back(&entry);
  std::sort(order.begin(), order.end(),
            [](const ZipEntry* a, const ZipEntry* b) { return a->header_offset < b->header_offset; });
  for (size_t i = 1; i < order.size(); ++i) {
    ZIP_CHECK(order[i - 1]->data_offset + order[i - 1]->packed_size <= order[i]->header_offset, "entries '",
              order[i - 1]->name, "' and '", order[i]->name, "' overlap");
  }
}

const ZipEntry* ZipReader::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &entries_[found->second];
}

Buffer ZipReader::read(const ZipEntry& entry) const {
  if (entry.deflated) {
    // Grows with what really comes out, so that a false size costs no memory.
    const std::string what = what_ + ": entry '" + entry.name + "'";
    Inflater stream(file_.subspan(entry.data_offset, entry.packed_size), InflateFormat::raw, what);
    Buffer out = inflate_upto(stream, entry.size, what);
    ZIP_CHECK(out.size() == entry.size, "entry '", entry.name, "' unpacks to ", out.size(),
              " bytes instead of ", entry.size);
    check_crc(entry, out);
    return out;
  }
  Buffer out(static_cast<size_t>(entry.size));
  read_into(entry, out.data());
  return out;
}

void ZipReader::read_into(const ZipEntry& entry, uint8_t* out) const {
  const ByteSpan packed = file_.subspan(entry.data_offset, entry.packed_size);
  if (!entry.deflated) {
    check_crc(entry, packed);
    if (!packed.empty()) std::memcpy(out, packed.data(), packed.size());
    return;
  }
  Inflater stream(packed, InflateFormat::raw, what_ + ": entry '" + entry.name + "'");
  uint8_t extra;
  const bool exact = stream.read(out, entry.size) == entry.size && stream.read(&extra, 1) == 0;
  ZIP_CHECK(exact, "entry '", entry.name, "' does not unpack to ", entry.size, " bytes");
  check_crc(entry, {out, static_cast<size_t>(entry.size)});
}

void ZipReader::check_crc(const ZipEntry& entry, ByteSpan bytes) const {
  FACULA_CHECK(crc32_of(bytes) == entry.crc, what_, ": entry '", entry.name,
               "' is damaged: its CRC-32 does not match");
}

#undef ZIP_CHECK

}  // namespace facula::io
