#pragma once

#include <string>

#include "io/bytes.h"

namespace facula::io {

/// Writes a file so that a crash never leaves half of it: the bytes go to a temporary file in the same
/// folder, and `commit` flushes it to the disk and renames it over `path`. Without a commit the
/// destructor removes the temporary file, and what was at `path` before is untouched.
///
/// A symbolic link is followed, so the file it names is replaced and not the link. Something that is no
/// regular file (a pipe, /dev/null) is written directly, since it cannot be renamed over.
///
/// errors  Error "cannot write 'path': reason"
class AtomicFile {
 public:
  explicit AtomicFile(const std::string& path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(const void* data, size_t size);
  void commit();

 private:
  [[noreturn]] void fail(int error);
  void discard() noexcept;

  std::string path_;    // as the user gave it, for messages
  std::string target_;  // with symbolic links resolved
  std::string temp_;    // empty when writing directly
  int fd_ = -1;
};

/// AtomicFile in one call.
void write_file(const std::string& path, ByteSpan bytes);

/// The whole file.
/// errors  Error "cannot read 'path': reason", also when it has more than `limit` bytes
Buffer read_file(const std::string& path, uint64_t limit = UINT64_MAX);

}  // namespace facula::io
