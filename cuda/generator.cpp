#include "cuda/generator.h"

#include <mutex>

#include "cuda/device.h"
#include "cuda/error.h"
#include "kernels/random.h"

namespace facula::gpu {

namespace {
std::mutex mutex;
bool seeded = false;  // by cuda::manual_seed_all; else the last manual_seed() counts
uint64_t first_seed = 0;
// Leaked: they outlive static objects that still draw at exit.
Generator* generators[kMaxDevices] = {};
}  // namespace

Generator& default_generator(int device) {
  std::lock_guard<std::mutex> lock(mutex);
  Generator*& g = generators[device];
  if (!g) g = new Generator(new CudaGeneratorState(seeded ? first_seed : kernels::device_seed()));
  return *g;
}

void seed_generators(uint64_t seed) {
  std::lock_guard<std::mutex> lock(mutex);
  seeded = true;
  first_seed = seed;
  for (Generator* g : generators)
    if (g) {
      std::lock_guard<std::mutex> state(g->mutex());
      g->set_current_seed(seed);
    }
}

PhiloxState reserve(const Generator& g, uint64_t draws) {
  const Generator& used = g.defined() ? g : default_generator(current_device());
  FACULA_CHECK(!used.unsafe_state()->is_cpu, "Expected a 'cuda' device type for generator but found 'cpu'");
  auto* state = static_cast<CudaGeneratorState*>(used.unsafe_state());
  std::lock_guard<std::mutex> lock(state->mutex);
  const PhiloxState s{state->seed, state->offset};
  state->offset += (draws + 3) / 4 * 4;
  return s;
}

}  // namespace facula::gpu
