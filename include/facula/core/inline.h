#pragma once
// Marks the small functions that kernels of several instruction sets share: a body of external linkage could
// be merged by the linker with the one compiled for another processor.

#ifdef __CUDACC__
#define FACULA_INLINE __host__ __device__ __forceinline__
#else
#define FACULA_INLINE __attribute__((always_inline)) inline
#endif
