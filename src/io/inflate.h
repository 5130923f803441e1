#pragma once

#include <memory>
#include <string>

#include "io/bytes.h"

struct z_stream_s;

namespace facula::io {

enum class InflateFormat { raw, gzip };

/// Unpacks a deflate stream piece by piece, so that memory is only taken for bytes that really come out.
/// With `gzip`, further members after the first are unpacked too, and each member's CRC-32 is checked.
///
/// errors  Error "WHAT: the compressed data is corrupt (...)" or "... is truncated"
class Inflater {
 public:
  /// `what` begins every message.
  Inflater(ByteSpan input, InflateFormat format, std::string what);
  ~Inflater();
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Unpacks up to `size` bytes; fewer come only at the end of the stream. The checksum behind the last
  /// byte has been checked once a call has come back with fewer bytes than it asked for.
  size_t read(uint8_t* out, size_t size);

  /// Input bytes that no stream has used.
  size_t unused() const;

 private:
  void step();
  bool next_member();

  ByteSpan input_;
  size_t fed_ = 0;  // input bytes handed to zlib so far
  InflateFormat format_;
  std::string what_;
  std::unique_ptr<z_stream_s> stream_;
  bool finished_ = false;
};

/// Unpacks to a buffer that grows with the output; stops with an error when more than `limit` bytes come.
Buffer inflate_upto(Inflater& stream, uint64_t limit, const std::string& what);

}  // namespace facula::io
