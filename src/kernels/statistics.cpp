#include "kernels/statistics.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, bool)> searchsorted(
    "searchsorted");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const Tensor&)> mode("mode");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&)> bincount("bincount");
constinit KernelSlot<int64_t(Tensor&, Tensor&, const Tensor&, const Tensor&)> unique_groups("unique");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const std::vector<Tensor>&, BinSearch)>
    histogram("histogram");

}  // namespace facula::kernels
