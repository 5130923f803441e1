#include "kernels/random.h"

namespace facula::kernels {

constinit KernelSlot<void(const Tensor&, double, double, const Generator&)> uniform("uniform");
constinit KernelSlot<void(const Tensor&, double, double, const Generator&)> normal("normal");
constinit KernelSlot<void(const Tensor&, double, const Generator&)> exponential("exponential");
constinit KernelSlot<void(const Tensor&, double, const Generator&)> geometric("geometric");
constinit KernelSlot<void(const Tensor&, double, double, const Generator&)> log_normal("log_normal");
constinit KernelSlot<void(const Tensor&, double, double, const Generator&)> cauchy("cauchy");
constinit KernelSlot<void(const Tensor&, int64_t, uint64_t, const Generator&)> random("random");
constinit KernelSlot<void(const Tensor&, const Generator&)> random_full("random");
constinit KernelSlot<void(const Tensor&, double, const Generator&)> bernoulli("bernoulli_scalar");
constinit KernelSlot<void(const Tensor&, const Tensor&, const Generator&)> bernoulli_tensor(
    "bernoulli_tensor");
constinit KernelSlot<void(const Tensor&, const Tensor&, const Generator&)> poisson("poisson");
constinit KernelSlot<void(const Tensor&, const Tensor&, const Tensor&, const Generator&)> binomial("binomial");
constinit KernelSlot<void(const Tensor&, const Tensor&, bool, const Generator&)> multinomial("multinomial");
constinit KernelSlot<void(const Tensor&, const Generator&)> randperm("randperm");

constinit SeedGenerators seed_device_generators = nullptr;

}  // namespace facula::kernels
