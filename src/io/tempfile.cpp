#include "facula/io/tempfile.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "facula/core/error.h"

namespace facula {

namespace {

std::string pattern(const std::string& prefix) {
  std::string folder = "/tmp";
  for (const char* variable : {"TMPDIR", "TMP", "TEMP", "TEMPDIR"})
    if (const char* value = std::getenv(variable); value && *value) {
      folder = value;
      break;
    }
  return folder + "/" + prefix + "XXXXXX";
}

}  // namespace

TempFile& TempFile::operator=(TempFile&& o) noexcept {
  std::swap(name, o.name);
  std::swap(fd, o.fd);
  return *this;
}

TempFile::~TempFile() {
  if (fd >= 0) ::close(fd);
  if (!name.empty()) ::unlink(name.c_str());
}

std::optional<TempFile> try_make_tempfile(std::string name_prefix) {
  std::string name = pattern(name_prefix);
  const int fd = ::mkstemp(name.data());
  if (fd < 0) return std::nullopt;
  return TempFile(std::move(name), fd);
}

TempFile make_tempfile(std::string name_prefix) {
  std::optional<TempFile> file = try_make_tempfile(name_prefix);
  const int error = errno;
  FACULA_CHECK(file, "Error generating temporary file, file name: ", pattern(name_prefix), ", errno: ", error,
               ": ", std::strerror(error));
  return std::move(*file);
}

}  // namespace facula
