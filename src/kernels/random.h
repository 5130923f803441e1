#pragma once
// Slots of the random fills. An undefined generator stands for the device's default one.
#include "kernels/slot.h"

namespace facula::kernels {

/// Fill y, in the order of its memory, with values of the named distribution.
extern constinit KernelSlot<void(const Tensor& y, double from, double to, const Generator& g)> uniform;
extern constinit KernelSlot<void(const Tensor& y, double mean, double std, const Generator& g)> normal;
extern constinit KernelSlot<void(const Tensor& y, double lambda, const Generator& g)> exponential;
extern constinit KernelSlot<void(const Tensor& y, double p, const Generator& g)> geometric;
extern constinit KernelSlot<void(const Tensor& y, double mean, double std, const Generator& g)> log_normal;
extern constinit KernelSlot<void(const Tensor& y, double median, double sigma, const Generator& g)> cauchy;
/// Integers in [from, from + range); range 0 stands for 2^64.
extern constinit KernelSlot<void(const Tensor& y, int64_t from, uint64_t range, const Generator& g)> random;
/// Every non-negative integer of the dtype, up to what a floating type holds exactly.
extern constinit KernelSlot<void(const Tensor& y, const Generator& g)> random_full;
extern constinit KernelSlot<void(const Tensor& y, double p, const Generator& g)> bernoulli;
/// p has y's shape.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& p, const Generator& g)> bernoulli_tensor;
/// y and rates: contiguous, of one dtype.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& rates, const Generator& g)> poisson;
/// y, counts and probabilities: contiguous, of one shape and dtype.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& counts, const Tensor& probabilities,
                                 const Generator& g)>
    binomial;
/// y: [rows, n] int64; weights: [rows, c] float or double. Both contiguous.
extern constinit KernelSlot<void(const Tensor& y, const Tensor& weights, bool replacement,
                                 const Generator& g)>
    multinomial;
/// y: [n] int64.
extern constinit KernelSlot<void(const Tensor& y, const Generator& g)> randperm;

/// Set by the CUDA library when it is loaded: what manual_seed() calls for its default generators.
using SeedGenerators = void (*)(uint64_t seed);
extern constinit SeedGenerators seed_device_generators;
/// The seed last given to manual_seed(): where device generators made later start.
uint64_t device_seed();

}  // namespace facula::kernels
