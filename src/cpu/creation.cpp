// Ramps of numbers.
#include "kernels/creation.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/creation_loops.h"
#include "cpu/parallel.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_creation)

constinit RampLoop ramp_loop = nullptr;

namespace {

void ramp(const Tensor& y, double base, double step, int64_t first) {
  constexpr int64_t kRun = int64_t{1} << 20;
  auto* p = y.data_ptr<float>();
  parallel_for(0, y.numel(), kGrain * 4, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; i += kRun)
      ramp_loop(p + i, std::min(kRun, end - i), base, step, static_cast<double>(first + i));
  });
}

}  // namespace

void register_creation() {
  FACULA_CALL_ISA(register_creation);
  kernels::ramp.set(kCPU, ramp);
}

}  // namespace facula::cpu
