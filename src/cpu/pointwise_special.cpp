// The point-wise loops that exist once, not per instruction set: FACULA_SPECIAL_OPS, and the complex ones of
// FACULA_TRANSCENDENTAL_OPS.
#define FACULA_FN inline
#include "cpu/isa/pointwise_loops.h"

namespace facula::cpu {
namespace FACULA_ISA {
namespace {

template <class Op, int Inputs, class List>
void enter_complex(kernels::PointwiseSlot& slot, List) {
  if constexpr (std::is_same_v<List, FloatRareComplex>) enter_all<Op, Inputs>(slot, Complex());
}
#define FACULA_ENTER_COMPLEX(slot, functor_name, inputs, types) \
  enter_complex<functor::functor_name, inputs>(kernels::slot, types());
#define FACULA_ENTER_NOTHING(...)

void register_special() {
  FACULA_SPECIAL_OPS(FACULA_ENTER, FACULA_ENTER_SCALED)
  FACULA_TRANSCENDENTAL_OPS(FACULA_ENTER_COMPLEX, FACULA_ENTER_NOTHING)
}

}  // namespace
}  // namespace FACULA_ISA

void register_pointwise_special() { FACULA_ISA::register_special(); }

}  // namespace facula::cpu
