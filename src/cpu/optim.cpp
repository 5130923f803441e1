#include "cpu/optim.h"

#include "cpu/capability.h"
#include "cpu/parallel.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_optim)

constinit OptimLoops optim_loops = {};

namespace {

template <class Step, OptimLoop<Step> (OptimLoops::*loops)[kOptimTypes]>
void run(const kernels::Parameter& p, const Step& s) {
  const int type = p.dtype == kFloat      ? 0
                   : p.dtype == kDouble   ? 1
                   : p.dtype == kHalf     ? 2
                   : p.dtype == kBFloat16 ? 3
                                          : -1;
  if (type < 0) kernels::missing("optimizer", p.dtype, kCPU);
  const OptimLoop<Step> loop = (optim_loops.*loops)[type];
  if (p.n < kGrain) return loop(p, s, 0, p.n);
  parallel_for(0, p.n, kGrain, [&](int64_t begin, int64_t end) { loop(p, s, begin, end); });
}

}  // namespace

void register_optim() {
  FACULA_CALL_ISA(register_optim);
  kernels::adam.set(kCPU, run<kernels::AdamStep, &OptimLoops::adam>);
  kernels::sgd.set(kCPU, run<kernels::SGDStep, &OptimLoops::sgd>);
  kernels::rmsprop.set(kCPU, run<kernels::RMSpropStep, &OptimLoops::rmsprop>);
  kernels::adagrad.set(kCPU, run<kernels::AdagradStep, &OptimLoops::adagrad>);
}

}  // namespace facula::cpu
