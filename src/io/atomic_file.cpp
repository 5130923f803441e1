#include "io/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdlib>

#include "facula/core/error.h"

namespace facula::io {
namespace {

// Linux and macOS refuse or shorten single transfers of 2 GiB and more.
constexpr size_t kMaxTransfer = size_t{1} << 30;

std::string resolve_links(const std::string& path) {
  struct free_deleter {
    void operator()(char* p) const { std::free(p); }
  };
  std::unique_ptr<char, free_deleter> real(::realpath(path.c_str(), nullptr));
  return real ? std::string(real.get()) : path;  // a new file has no real path yet
}

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

int open_retrying(const char* path, int flags, mode_t mode = 0) {
  int fd;
  do {
    fd = ::open(path, flags | O_CLOEXEC, mode);
  } while (fd < 0 && errno == EINTR);
  return fd;
}

// Makes the rename itself durable. Some file systems cannot sync a folder; the rename has happened all the
// same.
void sync_folder(const std::string& folder) {
  const int fd = open_retrying(folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (fd < 0) return;
  ::fsync(fd);
  ::close(fd);
}

struct FdCloser {
  int fd;
  ~FdCloser() { ::close(fd); }
};

}  // namespace

AtomicFile::AtomicFile(const std::string& path) : path_(path), target_(resolve_links(path)) {
  struct stat old {};
  const bool exists = ::stat(target_.c_str(), &old) == 0;
  if (exists && S_ISDIR(old.st_mode)) fail(EISDIR);
  if (exists && !S_ISREG(old.st_mode)) {
    fd_ = open_retrying(target_.c_str(), O_WRONLY);
    if (fd_ < 0) fail(errno);
    return;
  }
  static std::atomic<unsigned> counter{0};
  const std::string folder = folder_of(target_);
  for (int attempt = 0; fd_ < 0; ++attempt) {
    temp_ = folder + "/.facula-" + std::to_string(::getpid()) + "-" + std::to_string(counter++) + ".tmp";
    fd_ = open_retrying(temp_.c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (fd_ < 0 && (errno != EEXIST || attempt == 100)) {
      const int error = errno;
      temp_.clear();  // not ours
      fail(error);
    }
  }
  // The new file keeps the permissions of the one it replaces; failing at that does no harm.
  if (exists && ::fchmod(fd_, old.st_mode & 07777) != 0) errno = 0;
}

AtomicFile::~AtomicFile() { discard(); }

void AtomicFile::write(const void* data, size_t size) {
  FACULA_CHECK(fd_ >= 0, "cannot write '", path_, "': the file is already committed");
  const char* p = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t done = ::write(fd_, p, std::min(size, kMaxTransfer));
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail(errno);
    p += done;
    size -= static_cast<size_t>(done);
  }
}

void AtomicFile::commit() {
  FACULA_CHECK(fd_ >= 0, "cannot write '", path_, "': the file is already committed");
  if (!temp_.empty() && ::fsync(fd_) != 0) fail(errno);
  const int fd = fd_;
  fd_ = -1;
  if (::close(fd) != 0) fail(errno);
  if (temp_.empty()) return;
  if (::rename(temp_.c_str(), target_.c_str()) != 0) fail(errno);
  temp_.clear();
  sync_folder(folder_of(target_));
}

void AtomicFile::fail(int error) {
  discard();
  FACULA_CHECK(false, "cannot write '", path_, "': ", std::strerror(error));
  std::abort();  // not reached
}

void AtomicFile::discard() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
  if (!temp_.empty()) ::unlink(temp_.c_str());
  temp_.clear();
}

void write_file(const std::string& path, ByteSpan bytes) {
  AtomicFile file(path);
  file.write(bytes.data(), bytes.size());
  file.commit();
}

Buffer read_file(const std::string& path, uint64_t limit) {
  const int fd = open_retrying(path.c_str(), O_RDONLY);
  FACULA_CHECK(fd >= 0, "cannot read '", path, "': ", std::strerror(errno));
  const FdCloser closer{fd};
  struct stat info {};
  FACULA_CHECK(::fstat(fd, &info) == 0, "cannot read '", path, "': ", std::strerror(errno));
  FACULA_CHECK(!S_ISDIR(info.st_mode), "cannot read '", path, "': ", std::strerror(EISDIR));
  const bool regular = S_ISREG(info.st_mode);
  const uint64_t expected = regular ? static_cast<uint64_t>(info.st_size) : 0;
  FACULA_CHECK(expected <= limit, "cannot read '", path, "': it has ", expected, " bytes and at most ", limit,
               " are allowed");
  // One byte more than expected, so that the end of file is seen without growing the buffer.
  Buffer bytes(static_cast<size_t>(expected) + 1);
  size_t used = 0;
  for (;;) {
    if (used == bytes.size()) bytes.resize(std::max<size_t>(4096, bytes.size() * 2));
    const ssize_t got = ::read(fd, bytes.data() + used, std::min(bytes.size() - used, kMaxTransfer));
    if (got < 0 && errno == EINTR) continue;
    FACULA_CHECK(got >= 0, "cannot read '", path, "': ", std::strerror(errno));
    if (got == 0) break;
    used += static_cast<size_t>(got);
    FACULA_CHECK(used <= limit, "cannot read '", path, "': it has more than the ", limit, " bytes allowed");
  }
  bytes.shrink(used);
  return bytes;
}

}  // namespace facula::io
