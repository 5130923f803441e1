// Reductions of real floating tensors, entered into the table that the driver calls.
#include "cpu/isa/reduce_table.h"

namespace facula::cpu::FACULA_ISA {

void register_reduce() {
  enter<Sum, float, double>(ReduceOp::Sum);
  enter<Mean, float, double>(ReduceOp::Mean);
  enter<Prod, float, double>(ReduceOp::Prod);
  enter<Amax, float, double>(ReduceOp::Amax);
  enter<Amin, float, double>(ReduceOp::Amin);
  enter<All, float, double>(ReduceOp::All);
  enter<Any, float, double>(ReduceOp::Any);
  enter<Norm1, float, double>(ReduceOp::Norm1);
  enter<Norm2, float, double>(ReduceOp::Norm2);
}

}  // namespace facula::cpu::FACULA_ISA
