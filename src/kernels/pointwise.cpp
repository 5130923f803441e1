#include "kernels/pointwise.h"

#include "kernels/slot.h"

namespace facula::kernels {

#define FACULA_SLOT(slot, ...) constinit PointwiseSlot slot{#slot, {}, {}, nullptr};
FACULA_POINTWISE_OPS(FACULA_SLOT, FACULA_SLOT)
#undef FACULA_SLOT

constinit ConvertLoop convert_loops[kNumDtypes][kNumDtypes] = {};
constinit PointwiseRunner cpu_pointwise = nullptr;

PointwiseLoop cpu_loop(const PointwiseSlot& slot, ScalarType compute) {
  if (PointwiseLoop loop = slot.cpu[static_cast<int>(compute)]) return loop;
  load_device(kCPU);
  return slot.cpu[static_cast<int>(compute)];
}

void run_pointwise(const PointwiseSlot& slot, const Iter& it, ScalarType compute, const void* scalars) {
  if (it.where.is_cpu()) {
    if (!cpu_loop(slot, compute)) missing(slot.name, compute, kCPU);
    cpu_pointwise(slot, it, compute, scalars);
    return;
  }
  if (!slot.cuda) load_device(kCUDA);
  if (!slot.cuda) missing(slot.name, compute, kCUDA);
  slot.cuda(it, compute, scalars);
}

}  // namespace facula::kernels
