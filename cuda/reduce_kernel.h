#pragma once
// The kernel behind every reduction. A block has `lanes` threads on each of 256 / lanes outputs; they run
// along the input's fastest dimension, so that loads join. Where outputs are few, several blocks share one
// (grid.y) and a second kernel joins their parts, always in the same order: results do not depend on timing.
#include <algorithm>

#include "cuda/allocator.h"
#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/nest.h"
#include "kernels/reduce.h"

namespace facula::gpu {

/// Some dimensions of a tensor, with strides in elements.
struct Dims {
  int n = 0;
  bool wide = false;  // indices may not fit the fast division
  int64_t size[kNestDims];
  FastDivide fast[kNestDims];
  int64_t stride[kNestDims], out[kNestDims];

  void fill(int dims, const int64_t* sizes, const int64_t* strides, const int64_t* outs, int64_t total) {
    FACULA_CHECK(dims <= kNestDims, "reductions over more than ", kNestDims,
                 " dimensions that cannot be merged are not supported on CUDA");
    n = dims;
    wide = total >= int64_t{1} << 31;
    for (int d = 0; d < dims; ++d) {
      size[d] = sizes[d];
      if (!wide) fast[d] = FastDivide(static_cast<uint32_t>(sizes[d]));
      stride[d] = strides[d];
      out[d] = outs ? outs[d] : 0;
    }
  }
  template <bool Out>
  __device__ __forceinline__ int64_t offset(int64_t i) const {
    int64_t at = 0;
#pragma unroll 1
    for (int d = 0; d + 1 < n; ++d) {
      const int64_t q = wide ? i / size[d] : int64_t{fast[d].divide(static_cast<uint32_t>(i))};
      at += (i - q * size[d]) * (Out ? out[d] : stride[d]);
      i = q;
    }
    return n ? at + i * (Out ? out[n - 1] : stride[n - 1]) : 0;
  }
};

struct ReduceArgs {
  Dims kept, reduced;
  int64_t outputs, count, piece;  // elements per piece
  int lanes;
  bool lanes_first;  // neighbouring threads are lanes of one output, rather than neighbouring outputs
  double parameter;
};

template <class P>
using AccOf = typename P::Acc;

// Joins the parts of `lanes` neighbouring slots into the first.
template <class P>
__device__ __forceinline__ void join_lanes(AccOf<P>* slots, int lane, int lanes) {
  for (int s = lanes / 2; s > 0; s /= 2) {
    __syncthreads();
    if (lane < s) P::join(slots[lane], slots[lane + s]);
  }
}

/// P: In, Acc, Out, Second; identity(), step(Acc&, In, index), join(Acc&, Acc), finish(Acc, parameter, Out*,
/// Second*). Second may be null.
template <class P>
__global__ void __launch_bounds__(kThreads)
    reduce_kernel(ReduceArgs a, const typename P::In* x, typename P::Out* y, typename P::Second* second,
                  AccOf<P>* parts) {
  using In = typename P::In;
  __shared__ __align__(16) char memory[kThreads * sizeof(AccOf<P>)];
  auto* slots = reinterpret_cast<AccOf<P>*>(memory);
  const int outs = kThreads / a.lanes;
  const int lane = a.lanes_first ? threadIdx.x % a.lanes : threadIdx.x / outs;
  const int local = a.lanes_first ? threadIdx.x / a.lanes : threadIdx.x % outs;
  const int64_t o = int64_t{blockIdx.x} * outs + local;
  AccOf<P> acc = P::identity();
  if (o < a.outputs) {
    const In* base = x + a.kept.offset<false>(o);
    const int64_t begin = blockIdx.y * a.piece, end = begin + a.piece < a.count ? begin + a.piece : a.count;
    int64_t j = begin + lane;
    for (; j + 3 * a.lanes < end; j += 4 * a.lanes) {
      In v[4];
#pragma unroll
      for (int u = 0; u < 4; ++u) v[u] = base[a.reduced.offset<false>(j + u * a.lanes)];
#pragma unroll
      for (int u = 0; u < 4; ++u) P::step(acc, v[u], j + u * a.lanes);
    }
    for (; j < end; j += a.lanes) P::step(acc, base[a.reduced.offset<false>(j)], j);
  }
  slots[local * a.lanes + lane] = acc;
  join_lanes<P>(slots + local * a.lanes, lane, a.lanes);
  if (lane != 0 || o >= a.outputs) return;
  acc = slots[local * a.lanes];
  if (parts) {
    parts[blockIdx.y * a.outputs + o] = acc;
    return;
  }
  const int64_t to = a.kept.offset<true>(o);
  P::finish(acc, a.parameter, y + to, second ? second + to : nullptr);
}

// A block joins the parts of one output.
template <class P>
__global__ void __launch_bounds__(kThreads)
    join_parts_kernel(ReduceArgs a, int pieces, typename P::Out* y, typename P::Second* second,
                      const AccOf<P>* parts) {
  __shared__ __align__(16) char memory[kThreads * sizeof(AccOf<P>)];
  auto* slots = reinterpret_cast<AccOf<P>*>(memory);
  AccOf<P> acc = P::identity();
  for (int k = threadIdx.x; k < pieces; k += kThreads) P::join(acc, parts[k * a.outputs + blockIdx.x]);
  slots[threadIdx.x] = acc;
  join_lanes<P>(slots, threadIdx.x, kThreads);
  if (threadIdx.x != 0) return;
  const int64_t to = a.kept.offset<true>(blockIdx.x);
  P::finish(slots[0], a.parameter, y + to, second ? second + to : nullptr);
}

inline int power_of_two_below(int64_t n, int most) {
  int p = 1;
  while (2 * p <= n && 2 * p <= most) p *= 2;
  return p;
}

/// Runs P over a plan on the current device.
template <class P>
void run_reduction(const ReducePlan& plan, const void* x, void* y, void* second, double parameter) {
  if (plan.outputs == 0) return;
  ReduceArgs a;
  a.kept.fill(plan.kept, plan.kept_size, plan.kept_stride, plan.out_stride, plan.outputs);
  a.reduced.fill(plan.reduced, plan.size, plan.stride, nullptr, plan.count);
  a.outputs = plan.outputs;
  a.count = plan.count;
  a.parameter = parameter;
  a.lanes_first = plan.kept == 0 || plan.reduced == 0 || plan.stride[0] <= plan.kept_stride[0];
  if (a.lanes_first)
    a.lanes = power_of_two_below(std::max<int64_t>(plan.count, 1), kThreads);
  else
    a.lanes = plan.outputs >= 1 << 18 ? 1 : power_of_two_below(std::max<int64_t>(plan.count / 4, 1), 8);
  const int64_t outs = kThreads / a.lanes, blocks = (plan.outputs + outs - 1) / outs;
  const int64_t wanted = int64_t{8} * properties(current_device()).multiprocessors;
  int64_t pieces = 1;
  if (blocks < wanted / 2)
    pieces = std::clamp<int64_t>(std::min(wanted / blocks, plan.count / (a.lanes * 16)), 1, 1024);
  a.piece = (plan.count + pieces - 1) / pieces;
  const auto* in = static_cast<const typename P::In*>(x);
  auto* out = static_cast<typename P::Out*>(y);
  auto* out2 = static_cast<typename P::Second*>(second);
  using Acc = AccOf<P>;
  const Workspace parts(pieces > 1 ? static_cast<size_t>(pieces * plan.outputs) * sizeof(Acc) : 0);
  launch(reduce_kernel<P>, dim3(static_cast<unsigned>(blocks), static_cast<unsigned>(pieces)), kThreads, 0, a,
         in, out, out2, parts.as<Acc>());
  if (pieces > 1)
    launch(join_parts_kernel<P>, static_cast<unsigned>(plan.outputs), kThreads, 0, a,
           static_cast<int>(pieces), out, out2, const_cast<const Acc*>(parts.as<Acc>()));
}

/// What sums of T are: int64 for integers and bool.
template <class T>
using Total = std::conditional_t<is_floating<T> || is_complex<T>, T, int64_t>;

/// A reduction whose accumulator is its result.
template <class T, class A, class O>
struct Plain {
  using In = T;
  using Acc = A;
  using Out = O;
  using Second = char;
};

/// Fills a slot: Policy<T> for every T of List.
template <auto& slot, template <class> class Policy, class List>
void enter_reduction() {
  slot.set(kCUDA, [](Tensor& y, const Tensor& x, const ReducePlan& plan) {
    const DeviceGuard guard(x.device());
    const bool there = visit(List(), x.scalar_type(), [&]<class T>() {
      run_reduction<Policy<T>>(plan, x.data_ptr(), y.data_ptr(), nullptr, static_cast<double>(plan.count));
    });
    if (!there) kernels::missing(slot.name(), x.scalar_type(), kCUDA);
  });
}

}  // namespace facula::gpu
