#pragma once

// Marks every function of the functor headers. They are compiled once per instruction set, so each must be
// inlined into its caller: a body of external linkage could be merged by the linker with another set's.

#ifdef FACULA_FN  // chosen by a file that is compiled once, and prefers small code
#elif defined(__CUDACC__)
#define FACULA_FN __host__ __device__ __forceinline__
#else
#define FACULA_FN __attribute__((always_inline)) inline
#endif

/// the namespace of the instruction set that this translation unit is compiled for
#ifndef FACULA_ISA
#define FACULA_ISA isa_generic
#endif
