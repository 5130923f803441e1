#include "kernels/index.h"

namespace facula::kernels {

constinit KernelSlot<BadIndex(const Iter&, const IndexRange&)> index_gather{"index"};
constinit KernelSlot<void(const Iter&, const IndexRange&, ScatterMode)> index_scatter{"index_put"};
constinit KernelSlot<void(const Iter&, const IndexRange&, ReduceMode)> index_reduce{"scatter_reduce"};
constinit KernelSlot<BadIndex(const Tensor&, const IndexRange&)> index_check{"index"};
constinit KernelSlot<BadIndex(const Iter&, const IndexRange&)> index_offsets{"index"};
constinit KernelSlot<void(const Iter&)> where{"where"};
constinit KernelSlot<int64_t(const Tensor&)> count_true{"count_nonzero"};
constinit KernelSlot<void(const Tensor&, const Tensor&, const Tensor&)> masked_select{"masked_select"};
constinit KernelSlot<void(const Tensor&, const Tensor&, const Tensor&)> masked_scatter{"masked_scatter"};
constinit KernelSlot<void(const Tensor&, const Tensor&)> nonzero{"nonzero"};
constinit KernelSlot<void(const Tensor&, const Tensor&, int64_t, bool)> triangle{"tril"};

}  // namespace facula::kernels
