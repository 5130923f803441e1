// CPU kernels of dropout.
#include "kernels/dropout.h"

#include "cpu/capability.h"
#include "cpu/dropout_loops.h"
#include "cpu/parallel.h"
#include "facula/core/generator_state.h"
#include "kernels/random_fill.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_dropout_loops)
MaskedScale masked_scale_loops[2];

namespace {

void dropout_mask(Tensor& mask, double keep) {
  random::bernoulli_mask(static_cast<uint8_t*>(mask.data_ptr()), static_cast<size_t>(mask.numel()), keep,
                         *cpu_state(Generator()));
}

void masked_scale(Tensor& y, const Tensor& x, const Tensor& mask, double scale) {
  const int64_t size = x.element_size();
  auto* loop = masked_scale_loops[x.scalar_type() == kDouble];
  parallel_for(0, x.numel(), kGrain, [&](int64_t a, int64_t b) {
    loop(static_cast<char*>(y.data_ptr()) + a * size, static_cast<char*>(x.data_ptr()) + a * size,
         static_cast<uint8_t*>(mask.data_ptr()) + a, b - a, scale);
  });
}

}  // namespace

void register_dropout() {
  FACULA_CALL_ISA(register_dropout_loops);
  kernels::dropout_mask.set(kCPU, dropout_mask);
  kernels::masked_scale.set(kCPU, masked_scale);
}

}  // namespace facula::cpu
