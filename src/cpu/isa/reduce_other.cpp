// Reductions of integers, bools and complex numbers, entered into the table that the driver calls.
#include "cpu/isa/reduce_table.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <template <class> class R>
void enter_integers(ReduceOp op) {
  enter<R, uint8_t, int8_t, int16_t, int32_t, int64_t, bool>(op);
}
template <template <class> class R>
void enter_complex(ReduceOp op) {
  enter<R, complex_float, complex_double>(op);
}

}  // namespace

void register_reduce_other() {
  enter_integers<Sum>(ReduceOp::Sum);
  enter_integers<Prod>(ReduceOp::Prod);
  enter_integers<Amax>(ReduceOp::Amax);
  enter_integers<Amin>(ReduceOp::Amin);
  enter_integers<All>(ReduceOp::All);
  enter_integers<Any>(ReduceOp::Any);
  enter_complex<Sum>(ReduceOp::Sum);
  enter_complex<Mean>(ReduceOp::Mean);
  enter_complex<Prod>(ReduceOp::Prod);
  enter_complex<All>(ReduceOp::All);
  enter_complex<Any>(ReduceOp::Any);
  enter_complex<Norm1>(ReduceOp::Norm1);
  enter_complex<Norm2>(ReduceOp::Norm2);
}

}  // namespace facula::cpu::FACULA_ISA
