#include "kernels/sort.h"

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, int64_t, bool)> sort("sorting_kernel_method_name");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, int64_t, int64_t, bool, bool)> topk("topk");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, int64_t, int64_t, Rank)> select_rank("kthvalue");

}  // namespace facula::kernels
