#include "facula/io/idx.h"

#include <algorithm>
#include <bit>

#include "facula/core/error.h"
#include "io/atomic_file.h"
#include "io/inflate.h"

namespace facula::io {
namespace {

/// Where the bytes come from: memory, or memory through gunzip.
class Source {
 public:
  Source(ByteSpan bytes, const std::string& name) : bytes_(bytes) {
    const bool gzip = bytes.size() >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
    // Deflate packs at most 1032 to 1.
    at_most_ = gzip ? uint64_t{bytes.size()} * 1032 : bytes.size();
    if (gzip) stream_ = std::make_unique<Inflater>(bytes, InflateFormat::gzip, name);
  }

  size_t read(uint8_t* out, size_t size) {
    if (stream_) return stream_->read(out, size);
    const size_t got = std::min(size, bytes_.size() - at_);
    if (got) std::memcpy(out, bytes_.data() + at_, got);
    at_ += got;
    return got;
  }

  bool at_end() {
    uint8_t extra;
    return read(&extra, 1) == 0 && (!stream_ || stream_->unused() == 0);
  }

  /// No more bytes than this can come out.
  uint64_t at_most() const { return at_most_; }

 private:
  ByteSpan bytes_;
  size_t at_ = 0;
  uint64_t at_most_ = 0;
  std::unique_ptr<Inflater> stream_;
};

void to_host_order(std::vector<uint8_t>& bytes, size_t item) {
  if (item == 1 || std::endian::native == std::endian::big) return;
  for (size_t i = 0; i + item <= bytes.size(); i += item) {
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i),
                 bytes.begin() + static_cast<std::ptrdiff_t>(i + item));
  }
}

bool is_type(uint8_t code) { return code == 0x08 || code == 0x09 || (code >= 0x0B && code <= 0x0E); }

IdxData parse(Source& source, const std::string& name) {
  uint8_t magic[4] = {};
  FACULA_CHECK(source.read(magic, 4) == 4, name, ": not an IDX file: it has fewer than 4 bytes");
  FACULA_CHECK(magic[0] == 0 && magic[1] == 0 && is_type(magic[2]), name,
               ": not an IDX file: it begins with the bytes ", int{magic[0]}, " ", int{magic[1]}, " ",
               int{magic[2]}, " ", int{magic[3]}, " instead of 0 0, a type code and a number of dimensions");
  IdxData out;
  out.type = static_cast<IdxType>(magic[2]);
  uint64_t total = item_size(out.type);
  for (int i = 0; i < magic[3]; ++i) {
    uint8_t size[4] = {};
    FACULA_CHECK(source.read(size, 4) == 4, name, ": truncated IDX file: it ends within its header");
    const uint64_t dim = uint64_t{size[0]} << 24 | uint64_t{size[1]} << 16 | uint64_t{size[2]} << 8 | size[3];
    out.dims.push_back(static_cast<int64_t>(dim));
    total = total > UINT64_MAX / std::max<uint64_t>(dim, 1) ? UINT64_MAX : total * dim;
  }
  FACULA_CHECK(total <= source.at_most(), name, ": truncated IDX file: its header announces ", total,
               " bytes of data, and at most ", source.at_most(), " can be in a file of its size");
  // Grows with what really arrives, so that a compressed file cannot claim memory it does not fill.
  constexpr uint64_t kChunk = 1 << 20;
  size_t used = 0;
  while (used < total) {
    const uint64_t want = std::min(total, std::max<uint64_t>(kChunk, uint64_t{used} * 2));
    out.bytes.resize(static_cast<size_t>(want));
    used += source.read(out.bytes.data() + used, out.bytes.size() - used);
    FACULA_CHECK(used == out.bytes.size(), name, ": truncated IDX file: its header announces ", total,
                 " bytes of data and ", used, " are there");
  }
  FACULA_CHECK(source.at_end(), name, ": not a valid IDX file: bytes follow the ", total,
               " bytes of data that its header announces");
  to_host_order(out.bytes, item_size(out.type));
  return out;
}

}  // namespace

size_t item_size(IdxType type) {
  switch (type) {
    case IdxType::uint8:
    case IdxType::int8:
      return 1;
    case IdxType::int16:
      return 2;
    case IdxType::int32:
    case IdxType::float32:
      return 4;
    case IdxType::float64:
      return 8;
  }
  return 1;
}

IdxData parse_idx(const uint8_t* data, size_t size, const std::string& name) {
  Source source({data, size}, name);
  return parse(source, name);
}

IdxData read_idx(const std::string& path) {
  const Buffer file = read_file(path);
  return parse_idx(file.data(), file.size(), path);
}

}  // namespace facula::io
