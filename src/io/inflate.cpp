#include "io/inflate.h"

#include <zlib.h>

#include <algorithm>

#include "facula/core/error.h"

namespace facula::io {
namespace {

constexpr size_t kMaxFeed = size_t{1} << 30;  // zlib counts in 32 bits

}  // namespace

Inflater::Inflater(ByteSpan input, InflateFormat format, std::string what)
    : input_(input), format_(format), what_(std::move(what)), stream_(std::make_unique<z_stream>()) {
  *stream_ = z_stream{};
  const int window_bits = format == InflateFormat::raw ? -MAX_WBITS : MAX_WBITS + 16;
  FACULA_CHECK(inflateInit2(stream_.get(), window_bits) == Z_OK, what_, ": zlib could not be started");
}

Inflater::~Inflater() { inflateEnd(stream_.get()); }

size_t Inflater::unused() const { return input_.size() - fed_ + stream_->avail_in; }

size_t Inflater::read(uint8_t* out, size_t size) {
  size_t done = 0;
  while (done < size && !finished_) {
    const size_t room = std::min(size - done, kMaxFeed);
    stream_->next_out = out + done;
    stream_->avail_out = static_cast<uInt>(room);
    step();
    done += room - stream_->avail_out;
  }
  return done;
}

void Inflater::step() {
  if (stream_->avail_in == 0) {
    const size_t feed = std::min(input_.size() - fed_, kMaxFeed);
    stream_->next_in = const_cast<Bytef*>(input_.data() + fed_);
    stream_->avail_in = static_cast<uInt>(feed);
    fed_ += feed;
  }
  const int status = inflate(stream_.get(), Z_NO_FLUSH);
  if (status == Z_STREAM_END) {
    finished_ = !next_member();
    return;
  }
  if (status == Z_OK) return;
  if (status == Z_BUF_ERROR) {
    // No progress although there is room: the input has ended too early.
    FACULA_CHECK(false, what_, ": the compressed data is truncated");
  }
  FACULA_CHECK(false, what_, ": the compressed data is corrupt (", stream_->msg ? stream_->msg : "zlib error",
               ")");
}

bool Inflater::next_member() {
  if (format_ != InflateFormat::gzip) return false;
  const size_t at = input_.size() - unused();
  const bool more = unused() >= 2 && input_[at] == 0x1f && input_[at + 1] == 0x8b;
  return more && inflateReset(stream_.get()) == Z_OK;
}

Buffer inflate_upto(Inflater& stream, uint64_t limit, const std::string& what) {
  Buffer out(static_cast<size_t>(std::min<uint64_t>(limit, 1 << 16)));
  size_t used = 0;
  for (;;) {
    used += stream.read(out.data() + used, out.size() - used);
    if (used < out.size()) break;
    if (used == limit) {
      uint8_t extra;
      FACULA_CHECK(stream.read(&extra, 1) == 0, what, ": it unpacks to more than the ", limit,
                   " bytes expected");
      break;
    }
    out.resize(static_cast<size_t>(std::min<uint64_t>(limit, uint64_t{out.size()} * 2)));
  }
  out.shrink(used);
  return out;
}

}  // namespace facula::io
