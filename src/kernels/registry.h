#pragma once
// Explicit registration: each device library has one function that fills its column of the slots.

namespace facula::kernels {

/// Defined by src/cpu. Picks the instruction set by what the processor has, or by FACULA_CPU_CAPABILITY.
void register_cpu_kernels();

}  // namespace facula::kernels

/// Defined by the CUDA library.
extern "C" void facula_register_cuda_kernels();
