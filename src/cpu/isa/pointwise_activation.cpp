#include "cpu/isa/pointwise_loops.h"

namespace facula::cpu::FACULA_ISA {

void register_pointwise_activation() { FACULA_ACTIVATION_OPS(FACULA_ENTER, FACULA_ENTER_SCALED) }

}  // namespace facula::cpu::FACULA_ISA
