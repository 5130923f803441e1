#pragma once
// The optimizers' loops, one table per optimizer, filled by the instruction set in use (cpu/isa/optim.cpp).
#include "kernels/optim.h"

namespace facula::cpu {

/// Updates elements [begin, end) of a parameter.
template <class Step>
using OptimLoop = void (*)(const kernels::Parameter& p, const Step& s, int64_t begin, int64_t end);

/// float, double, Half, BFloat16
inline constexpr int kOptimTypes = 4;
struct OptimLoops {
  OptimLoop<kernels::AdamStep> adam[kOptimTypes];
  OptimLoop<kernels::SGDStep> sgd[kOptimTypes];
  OptimLoop<kernels::RMSpropStep> rmsprop[kOptimTypes];
  OptimLoop<kernels::AdagradStep> adagrad[kOptimTypes];
};
extern constinit OptimLoops optim_loops;

}  // namespace facula::cpu
