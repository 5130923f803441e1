#pragma once
// Slots of the reductions, and the plan that tells every device how a reduction walks its input.
#include "kernels/slot.h"

namespace facula {

/// Which elements of the input meet in which output. Strides count elements; dimensions of length 1 are left
/// out, the others are ordered innermost first and merged where that is possible.
struct ReducePlan {
  static constexpr int kMaxDims = 64;
  int kept = 0, reduced = 0;
  int64_t outputs = 1;                                                       // product of the kept lengths
  int64_t count = 1;                                                         // product of the reduced lengths
  int64_t kept_size[kMaxDims], kept_stride[kMaxDims], out_stride[kMaxDims];  // the outputs are row-major
  int64_t size[kMaxDims], stride[kMaxDims];
  ReducePlan() {}
};

/// The plan for reducing the dimensions of `x` whose bits are set in `mask`.
void plan_reduction(ReducePlan& plan, const Tensor& x, uint64_t mask);

namespace kernels {

/// y = reduction of x. y is contiguous; its dtype is x's unless the slot says otherwise.
using ReduceSlot = KernelSlot<void(Tensor& y, const Tensor& x, const ReducePlan& plan)>;
extern constinit ReduceSlot sum;   // y is int64 for integers and bool; not for the half types
extern constinit ReduceSlot mean;  // floating and complex, not the half types
extern constinit ReduceSlot prod;  // as sum
extern constinit ReduceSlot amax;  // NaN wins; not for complex and the half types
extern constinit ReduceSlot amin;
extern constinit ReduceSlot all;    // y is bool
extern constinit ReduceSlot any;    // y is bool
extern constinit ReduceSlot norm1;  // sum |x|; floating and complex; y is real
extern constinit ReduceSlot norm2;  // sqrt(sum |x|^2)

/// Variance (or its square root) and mean of float, double and complex x: sum |x - mean|^2 / max(0, count -
/// correction). y is real.
extern constinit KernelSlot<void(Tensor& y, Tensor& mean, const Tensor& x, const ReducePlan& plan,
                                 double correction, bool root)>
    var;

/// Position of the largest (smallest) element within the one reduced dimension of the plan, the first of
/// several; NaN wins. `values` may be undefined. Both outputs are contiguous; the plan's count is not 0.
using ArgReduceSlot =
    KernelSlot<void(Tensor& indices, Tensor& values, const Tensor& x, const ReducePlan& plan)>;
extern constinit ArgReduceSlot argmax;
extern constinit ArgReduceSlot argmin;

}  // namespace kernels
}  // namespace facula
