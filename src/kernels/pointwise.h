#pragma once
// Slots of the point-wise ops. The formulas are in kernels/functor/, which the CPU and CUDA compilers both
// read; kernels/functor/list.h says which slot each fills and for which dtypes.
#include "kernels/functor/list.h"
#include "kernels/iter.h"

namespace facula::kernels {

/// out[i] = f(in[0][i], in[1][i], …) over contiguous runs of one dtype; `scalars` are f's constants in that
/// dtype.
using PointwiseLoop = void (*)(void* out, const void* const* in, int64_t n, const void* scalars);

struct PointwiseSlot {
  const char* name;
  PointwiseLoop cpu[kNumDtypes];
  ScalarType cpu_result[kNumDtypes];  // what the loop writes: the compute dtype, or bool, or a complex
                                      // number's real type
  void (*cuda)(const Iter& it, ScalarType compute, const void* scalars);
};

#define FACULA_SLOT(slot, ...) extern constinit PointwiseSlot slot;
FACULA_POINTWISE_OPS(FACULA_SLOT, FACULA_SLOT)
#undef FACULA_SLOT

/// dst[i] = static_cast<dst type>(src[i]), contiguous; indexed [source dtype][destination dtype].
using ConvertLoop = void (*)(void* dst, const void* src, int64_t n);
extern constinit ConvertLoop convert_loops[kNumDtypes][kNumDtypes];

/// Runs a planned point-wise op: inputs are read as `compute`, whatever their dtype.
/// errors  NotImplementedError when the slot has no loop for this dtype or device
void run_pointwise(const PointwiseSlot& slot, const Iter& it, ScalarType compute, const void* scalars);

/// The CPU loop of a slot, registering the CPU library on first use; null when there is none for this dtype.
PointwiseLoop cpu_loop(const PointwiseSlot& slot, ScalarType compute);

/// The CPU's part of run_pointwise (src/cpu/pointwise.cpp), reached through this pointer.
using PointwiseRunner = void (*)(const PointwiseSlot& slot, const Iter& it, ScalarType compute,
                                 const void* scalars);
extern constinit PointwiseRunner cpu_pointwise;

}  // namespace facula::kernels
