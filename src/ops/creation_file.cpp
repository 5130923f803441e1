// Tensors over files.
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "facula/ops/creation.h"
#include "ops/creation.h"

namespace facula {

namespace {

struct Descriptor {
  int fd;
  explicit Descriptor(int f) : fd(f) {}
  Descriptor(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd >= 0) ::close(fd);
  }
};

}  // namespace

Tensor from_file(std::string_view filename, std::optional<bool> shared, std::optional<int64_t> size,
                 TensorOptions o) {
  FACULA_CHECK(o.layout() == kStrided && o.device().is_cpu() && !o.pinned_memory(),
               "from_file(): only dense tensors in the CPU's pageable memory can be files");
  const std::string name(filename);
  const int64_t n = size.value_or(0);
  FACULA_CHECK(n >= 0, "from_file(): size must not be negative, got ", n);
  const bool share = shared.value_or(false);
  const int64_t bytes = n * itemsize(o.scalar_type());
  if (bytes == 0) return empty({0}, o);
  const Descriptor file(::open(name.c_str(), share ? O_RDWR | O_CREAT : O_RDONLY, 0600));
  FACULA_CHECK(file.fd >= 0, "unable to open file <", name, "> in ", share ? "read-write" : "read-only",
               " mode: ", std::strerror(errno));
  struct stat info {};
  FACULA_CHECK(::fstat(file.fd, &info) == 0, "unable to stat the file <", name, ">: ", std::strerror(errno));
  if (info.st_size < bytes) {
    FACULA_CHECK(share, "file <", name, "> size <", info.st_size,
                 "> is smaller than the required mapping size <", bytes, ">");
    FACULA_CHECK(::ftruncate(file.fd, bytes) == 0, "unable to stretch file <", name,
                 "> to the right size: ", std::strerror(errno));
  }
  const auto length = static_cast<size_t>(bytes);
  void* data = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, share ? MAP_SHARED : MAP_PRIVATE, file.fd, 0);
  FACULA_CHECK(data != MAP_FAILED, "unable to mmap ", bytes, " bytes from file <", name,
               ">: ", std::strerror(errno));
  return from_blob(
      data, {n}, [length](void* p) { ::munmap(p, length); }, o);
}

}  // namespace facula
