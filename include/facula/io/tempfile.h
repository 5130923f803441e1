#pragma once
// Temporary files (c10/util/tempfile.h).
#include <optional>
#include <string>

namespace facula {

/// A file of its own name, open for reading and writing, that is closed and removed with the object.
struct TempFile {
  TempFile(std::string file_name, int descriptor) : name(std::move(file_name)), fd(descriptor) {}
  TempFile(TempFile&& o) noexcept : name(std::move(o.name)), fd(o.fd) { o.forget(); }
  TempFile& operator=(TempFile&& o) noexcept;
  ~TempFile();

  std::string name;
  int fd = -1;

 private:
  void forget() {
    name.clear();
    fd = -1;
  }
};

/// A new file in TMPDIR, TMP, TEMP or TEMPDIR, whichever is set first, else in /tmp: `prefix` and six letters.
/// errors  Error: "Error generating temporary file, file name: /none/torch-file-XXXXXX, errno: 2: No such file or
///         directory"
TempFile make_tempfile(std::string name_prefix = "torch-file-");
/// The same; none where it cannot be made.
std::optional<TempFile> try_make_tempfile(std::string name_prefix = "torch-file-");

}  // namespace facula
