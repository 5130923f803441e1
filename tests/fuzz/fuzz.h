#pragma once

#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "facula/core/error.h"
#include "io/bytes.h"

/// What every fuzz target has. A target is built and run by hand, with clang:
///   clang++ -std=c++20 -g -O1 -fsanitize=fuzzer,address,undefined -Isrc -Iinclude -Itests
///       tests/fuzz/zip_fuzz.cpp src/io/*.cpp -lz -o zip_fuzz
///   mkdir corpus; FACULA_FUZZ_SEEDS=corpus ./zip_fuzz corpus -max_total_time=60
/// With FACULA_FUZZ_SEEDS it first writes its seed inputs into that folder.
///
/// An Error is the right answer to bad input; anything else that goes wrong stops the fuzzer.
#define FACULA_FUZZ(run, seeds)                                             \
  extern "C" int LLVMFuzzerInitialize(int*, char***) {                      \
    facula::io::write_seeds(seeds());                                       \
    return 0;                                                               \
  }                                                                         \
  extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { \
    try {                                                                   \
      run({data, size});                                                    \
    } catch (const facula::Error&) {                                        \
    }                                                                       \
    return 0;                                                               \
  }

namespace facula::io {

inline void write_seeds(const std::vector<Bytes>& seeds) {
  const char* folder = std::getenv("FACULA_FUZZ_SEEDS");
  if (!folder) return;
  for (size_t i = 0; i < seeds.size(); ++i) {
    std::ofstream(std::string(folder) + "/seed" + std::to_string(i), std::ios::binary)
        .write(reinterpret_cast<const char*>(seeds[i].data()), static_cast<std::streamsize>(seeds[i].size()));
  }
}

}  // namespace facula::io
