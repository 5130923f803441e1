#pragma once
// The parts of facula_register_cuda_kernels(), one per file of kernels.

namespace facula::gpu {

void register_api();
void register_copy();
void register_transfer();
void register_pointwise_arithmetic();
void register_pointwise_compare();
void register_pointwise_unary();
void register_pointwise_transcendental();
void register_pointwise_special();
void register_reduce_sum();
void register_reduce_extrema();
void register_reduce_var();
void register_index();
void register_index_mask();
void register_random();
void register_random_select();
void register_matmul();
void register_pointwise_activation();
void register_softmax();
void register_loss();
void register_loss_class();
void register_norm();
void register_norm_channel();
void register_sort();
void register_scan();
void register_cat();
void register_conv();
void register_optim();
void register_dropout();
void register_pool();
void register_rnn();

}  // namespace facula::gpu
