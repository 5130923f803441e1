#include "cuda/register.h"

#include "kernels/registry.h"

// Touches no device: a program may load this library on a machine without one.
void facula_register_cuda_kernels() {
  using namespace facula::gpu;
  register_api();
  register_copy();
  register_transfer();
  register_pointwise_arithmetic();
  register_pointwise_compare();
  register_pointwise_unary();
  register_pointwise_transcendental();
  register_pointwise_special();
  register_reduce_sum();
  register_reduce_extrema();
  register_reduce_var();
  register_index();
  register_index_mask();
  register_random();
  register_random_select();
  register_matmul();
  register_pointwise_activation();
  register_softmax();
  register_loss();
  register_loss_class();
  register_norm();
  register_norm_channel();
  register_sort();
  register_scan();
  register_cat();
  register_conv();
  register_optim();
  register_dropout();
  register_pool();
  register_rnn();
}
