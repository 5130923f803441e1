// The CPU library's one registration function.
#include "kernels/registry.h"

namespace facula::cpu {
void register_pointwise();
void register_copy();
void register_reduce();
void register_softmax();
void register_scan();
void register_statistics();
void register_creation();
void register_sort();
void register_cat();
void register_random();
void register_optim();
void register_matmul();
void register_index();
void register_loss();
void register_norm();
void register_conv();
void register_dropout();
void register_pool();
void register_rnn();
void register_attention();
void register_feed_forward();
void register_linalg();
void register_fft();
void register_sparse();
void register_upsample();
void register_ctc();
void register_tanh_chain();
}  // namespace facula::cpu

namespace facula::kernels {

void register_cpu_kernels() {
  cpu::register_pointwise();
  cpu::register_copy();
  cpu::register_reduce();
  cpu::register_softmax();
  cpu::register_scan();
  cpu::register_statistics();
  cpu::register_creation();
  cpu::register_sort();
  cpu::register_cat();
  cpu::register_random();
  cpu::register_optim();
  cpu::register_matmul();
  cpu::register_index();
  cpu::register_loss();
  cpu::register_norm();
  cpu::register_conv();
  cpu::register_dropout();
  cpu::register_pool();
  cpu::register_rnn();
  cpu::register_attention();
  cpu::register_feed_forward();
  cpu::register_linalg();
  cpu::register_fft();
  cpu::register_sparse();
  cpu::register_upsample();
  cpu::register_ctc();
  cpu::register_tanh_chain();
}

}  // namespace facula::kernels
