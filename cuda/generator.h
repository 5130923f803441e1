#pragma once
// The CUDA random generator: Philox4x32-10, a counter-based stream. A seed picks the stream; a kernel
// reserves a range of counters, so that no two kernels draw the same numbers. source  Salmon et al.,
// "Parallel random numbers: as easy as 1, 2, 3", SC 2011
#include "facula/core/device.h"
#include "facula/core/generator_state.h"

namespace facula::gpu {

struct PhiloxState {
  uint64_t seed, offset;
};

struct CudaGeneratorState final : GeneratorState {
  explicit CudaGeneratorState(uint64_t seed_value) : seed(seed_value) {}
  void set_current_seed(uint64_t value) override {
    seed = value;
    offset = 0;
  }
  uint64_t current_seed() const override { return seed; }
  CudaGeneratorState* clone() const override {
    auto* copy = new CudaGeneratorState(seed);
    copy->offset = offset;
    return copy;
  }
  uint64_t seed;
  uint64_t offset = 0;  // in draws of one thread, a multiple of 4
};

Generator& default_generator(int device);
/// Seeds the default generators of all devices.
void seed_generators(uint64_t seed);
/// Reserves `draws` 32-bit draws for every thread of a kernel. An undefined generator means the device's own.
/// errors  Error: "Expected a 'cuda' device type for generator but found 'cpu'"
PhiloxState reserve(const Generator& g, uint64_t draws);

}  // namespace facula::gpu
