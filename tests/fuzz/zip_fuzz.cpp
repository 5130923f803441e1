// libFuzzer target: reads every entry of the input as a ZIP archive.
#include "fuzz/fuzz.h"
#include "io/zip.h"

using namespace facula::io;

static void run(ByteSpan input) {
  const ZipReader zip(input, "fuzz");
  for (const ZipEntry& entry : zip.entries()) zip.read(entry);
}

static std::vector<Bytes> seeds() {
  std::vector<Bytes> all;
  for (const uint64_t zip64_from : {uint64_t{0xFFFFFFFF}, uint64_t{0}}) {
    Bytes out;
    ZipWriter writer(
        [&](const void* data, size_t size) {
          const auto* p = static_cast<const uint8_t*>(data);
          out.insert(out.end(), p, p + size);
        },
        zip64_from);
    const Bytes content = {1, 2, 3, 4};
    writer.add("a/data.pkl", content);
    writer.add("a/version", content);
    writer.finish();
    all.push_back(out);
  }
  return all;
}

FACULA_FUZZ(run, seeds)
