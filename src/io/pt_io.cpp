#include "io/pt_io.h"

#include <istream>
#include <ostream>

#include "io/atomic_file.h"

namespace facula::io {
namespace {

std::string folder_of(const std::string& path) {
  std::string name = path.substr(path.rfind('/') + 1);
  name = name.substr(0, name.rfind('.'));
  return name.empty() ? "archive" : name;
}

}  // namespace

void save_pt(const IValue& root, const std::string& path, const ModuleNames& modules) {
  AtomicFile file(path);
  write_pt(
      root, folder_of(path), [&](const void* data, size_t size) { file.write(data, size); }, modules);
  file.commit();
}

void save_pt(const IValue& root, std::ostream& stream, const ModuleNames& modules) {
  const auto sink = [&](const void* data, size_t size) {
    stream.write(static_cast<const char*>(data), static_cast<std::streamsize>(size));
    FACULA_CHECK(stream.good(), "cannot write an archive: the stream has failed");
  };
  write_pt(root, "archive", sink, modules);
  stream.flush();
  FACULA_CHECK(stream.good(), "cannot write an archive: the stream has failed");
}

PtContents load_pt(const std::string& path, std::optional<Device> device) {
  const Buffer file = read_file(path);
  return read_pt(file, path, device);
}

PtContents load_pt(std::istream& stream, std::optional<Device> device) {
  FACULA_CHECK(stream.good(), "cannot read an archive: the stream has failed");
  Buffer bytes(1 << 16);
  size_t used = 0;
  for (;;) {
    stream.read(reinterpret_cast<char*>(bytes.data() + used),
                static_cast<std::streamsize>(bytes.size() - used));
    used += static_cast<size_t>(stream.gcount());
    if (used < bytes.size()) break;
    bytes.resize(2 * bytes.size());
  }
  FACULA_CHECK(!stream.bad(), "cannot read an archive: the stream has failed");
  bytes.shrink(used);
  return read_pt(bytes, "stream", device);
}

}  // namespace facula::io
