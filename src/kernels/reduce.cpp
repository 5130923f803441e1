#include "kernels/reduce.h"

#include <algorithm>

namespace facula {

namespace {

struct Side {
  int& n;
  int64_t *size, *stride, *out;  // out is null for the reduced dimensions

  void add(int64_t length, int64_t step, int64_t out_step) {
    int at = n++;
    for (; at > 0 && stride[at - 1] > step; --at) {  // insertion: innermost first
      size[at] = size[at - 1];
      stride[at] = stride[at - 1];
      if (out) out[at] = out[at - 1];
    }
    size[at] = length;
    stride[at] = step;
    if (out) out[at] = out_step;
  }
  void merge() {
    if (n < 2) return;
    int last = 0;
    for (int d = 1; d < n; ++d) {
      const bool even = stride[d] == stride[last] * size[last] && (!out || out[d] == out[last] * size[last]);
      if (even) {
        size[last] *= size[d];
        continue;
      }
      ++last;
      size[last] = size[d];
      stride[last] = stride[d];
      if (out) out[last] = out[d];
    }
    n = last + 1;
  }
};

}  // namespace

void plan_reduction(ReducePlan& p, const Tensor& x, uint64_t mask) {
  const TensorImpl* t = x.unsafeGetTensorImpl();
  const auto n = static_cast<int>(t->dim());
  const int64_t *sizes = t->sizes().data(), *strides = t->strides().data();
  Side kept{p.kept, p.kept_size, p.kept_stride, p.out_stride}, reduced{p.reduced, p.size, p.stride, nullptr};
  const uint64_t all = n == 64 ? ~uint64_t{0} : (uint64_t{1} << n) - 1;
  if ((mask & all) == all && t->contiguous()) {  // by far the commonest
    p.count = t->numel();
    p.reduced = 1;
    p.size[0] = p.count;
    p.stride[0] = 1;
    return;
  }
  int64_t out_step = 1;
  for (int d = n - 1; d >= 0; --d) {
    if (mask >> d & 1) {
      p.count *= sizes[d];
      if (sizes[d] != 1) reduced.add(sizes[d], strides[d], 0);
    } else {
      p.outputs *= sizes[d];
      if (sizes[d] != 1) kept.add(sizes[d], strides[d], out_step);
      out_step *= std::max<int64_t>(sizes[d], 1);
    }
  }
  kept.merge();
  reduced.merge();
  if (p.count == 0) {  // however long the others are: one empty dimension says it all
    p.reduced = 1;
    p.size[0] = 0;
    p.stride[0] = 1;
  }
}

namespace kernels {

constinit ReduceSlot sum("sum");
constinit ReduceSlot mean("mean");
constinit ReduceSlot prod("prod");
constinit ReduceSlot amax("max_values");
constinit ReduceSlot amin("min_values");
constinit ReduceSlot all("all");
constinit ReduceSlot any("any");
constinit ReduceSlot norm1("norm");
constinit ReduceSlot norm2("norm");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const ReducePlan&, double, bool)> var("var");
constinit ArgReduceSlot argmax("argmax");
constinit ArgReduceSlot argmin("argmin");

}  // namespace kernels
}  // namespace facula
