// CPU kernels of tanh's higher derivatives.
#include "kernels/tanh_chain.h"

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/tanh_chain_loops.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_tanh_chain_loops)
TanhChainLoops tanh_chain_loops[2];

namespace {

const TanhChainLoops& loops_for(const Tensor& t) { return tanh_chain_loops[t.scalar_type() == kDouble]; }
char* at(const Tensor& t, int64_t i) { return static_cast<char*>(t.data_ptr()) + i * t.element_size(); }

void tanh_backward_gradients(Tensor& a, Tensor& b, const Tensor& h, const Tensor& g, const Tensor& y) {
  parallel_for(0, y.numel(), kGrain, [&](int64_t i, int64_t end) {
    loops_for(y).backward_gradients(at(a, i), at(b, i), at(h, i), at(g, i), at(y, i), end - i);
  });
}

void tanh_second_gradients(Tensor& a, Tensor& b, Tensor& c, const Tensor& k, const Tensor& h, const Tensor& g,
                           const Tensor& y) {
  parallel_for(0, y.numel(), kGrain, [&](int64_t i, int64_t end) {
    loops_for(y).second_gradients(at(a, i), at(b, i), at(c, i), at(k, i), at(h, i), at(g, i), at(y, i),
                                  end - i);
  });
}

}  // namespace

void register_tanh_chain() {
  FACULA_CALL_ISA(register_tanh_chain_loops);
  kernels::tanh_backward_gradients.set(kCPU, tanh_backward_gradients);
  kernels::tanh_second_gradients.set(kCPU, tanh_second_gradients);
}

}  // namespace facula::cpu
