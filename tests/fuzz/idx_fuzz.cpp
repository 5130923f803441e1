// libFuzzer target: reads the input as an IDX file, plain or gzip.
#include "facula/io/idx.h"

#include "fuzz/fuzz.h"

using namespace facula::io;

static void run(ByteSpan input) { parse_idx(input.data(), input.size(), "fuzz"); }

static std::vector<Bytes> seeds() {
  // The second is `printf '\0\0\10\1\0\0\0\2ab' | gzip -n`.
  return {{0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 2, 'a', 'b'},
          {0x1f, 0x8b, 8,    0,    0,    0, 0, 0,    0,    3,    0x63, 0x60, 0xe0, 0x60, 0x64,
           0x60, 0x60, 0x60, 0x4a, 0x4c, 2, 0, 0x8b, 0xf6, 0xc6, 0x4a, 10,   0,    0,    0}};
}

FACULA_FUZZ(run, seeds)
