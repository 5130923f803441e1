// Batch norm, and the sums per channel of all normalisations' backward passes. Where channels lie innermost,
// 32 neighbouring threads take 32 channels; else a block takes runs of one channel. Many blocks share a
// channel; a second kernel adds their parts in a fixed order.
#include <algorithm>

#include "cuda/allocator.h"
#include "cuda/cast.h"
#include "cuda/norm.h"
#include "cuda/register.h"
#include "cuda/row_group.h"
#include "kernels/reduce.h"

namespace facula::gpu {

namespace {

template <class T>
const T* pointer(const Tensor& t) {
  return t.defined() ? static_cast<const T*>(t.data_ptr()) : nullptr;
}

template <class T>
struct Two {
  T dot, sum;
};
struct PlusTwo {
  template <class T>
  __device__ Two<T> operator()(Two<T> a, Two<T> b) const {
    return {a.dot + b.dot, a.sum + b.sum};
  }
};

template <class T>
struct SumInputs {
  const T *g, *x, *mean, *rstd;
  ChannelLayout layout;
  StatsOf stats;
  __device__ void add(Two<T>& to, int64_t outer, int64_t channel, int64_t at) const {
    const int64_t s = outer * stats.per_outer + channel / stats.per_group;
    to.sum += g[at];
    to.dot += g[at] * (x[at] - mean[s]) * rstd[s];
  }
};

// inner = 1: block (32 channels, 8 rows), grid (channels / 32, pieces)
template <class T>
__global__ void __launch_bounds__(kThreads) columns_kernel(Two<T>* parts, SumInputs<T> in, int64_t piece) {
  __shared__ T dots[8][32], sums[8][32];
  const int64_t c = int64_t{blockIdx.x} * 32 + threadIdx.x, channels = in.layout.channels;
  const int64_t end = min((blockIdx.y + 1) * piece, in.layout.outer);
  Two<T> two{0, 0};
  if (c < channels)
    for (int64_t o = blockIdx.y * piece + threadIdx.y; o < end; o += 8) in.add(two, o, c, o * channels + c);
  dots[threadIdx.y][threadIdx.x] = two.dot;
  sums[threadIdx.y][threadIdx.x] = two.sum;
  __syncthreads();
  if (threadIdx.y != 0 || c >= channels) return;
  for (int k = 1; k < 8; ++k) {
    two.dot += dots[k][threadIdx.x];
    two.sum += sums[k][threadIdx.x];
  }
  parts[blockIdx.y * channels + c] = two;
}

// inner > 1: grid (channels, pieces of outer * inner)
template <class T>
__global__ void __launch_bounds__(kThreads) runs_kernel(Two<T>* parts, SumInputs<T> in, int64_t piece) {
  const ChannelLayout& l = in.layout;
  const int64_t c = blockIdx.x, end = min((blockIdx.y + 1) * piece, l.outer * l.inner);
  Two<T> two{0, 0};
  for (int64_t e = blockIdx.y * piece + threadIdx.x; e < end; e += kThreads) {
    const int64_t o = e / l.inner;
    in.add(two, o, c, (o * l.channels + c) * l.inner + e - o * l.inner);
  }
  two.dot = sum_group<kThreads>(two.dot);
  two.sum = sum_group<kThreads>(two.sum);
  if (threadIdx.x == 0) parts[blockIdx.y * l.channels + c] = two;
}

template <class T>
struct JoinParts {
  T *dot, *sum;
  const Two<T>* parts;
  int64_t channels, pieces;
  __device__ void operator()(int64_t c) const {
    Two<T> two{0, 0};
    for (int64_t k = 0; k < pieces; ++k) two = PlusTwo()(two, parts[k * channels + c]);
    if (dot) dot[c] = two.dot;
    if (sum) sum[c] = two.sum;
  }
};

template <class T>
void sums_typed(const ChannelSums& to, const Tensor& g, const Tensor& x, const Tensor& mean,
                const Tensor& rstd, const ChannelLayout& layout, const StatsOf& stats) {
  const int64_t lines = layout.outer * layout.inner, channels = layout.channels;
  const bool columns = layout.inner == 1;
  const int64_t blocks = columns ? (channels + 31) / 32 : channels,
                wanted = 8 * properties(current_device()).multiprocessors;
  const int64_t pieces = std::clamp<int64_t>(
      std::min(wanted / std::max<int64_t>(blocks, 1), lines / (columns ? 32 : 2 * kThreads)), 1, 256);
  const int64_t piece = (lines + pieces - 1) / pieces;
  const Workspace parts(static_cast<size_t>(pieces * channels) * sizeof(Two<T>));
  const SumInputs<T> in{pointer<T>(g), pointer<T>(x), pointer<T>(mean), pointer<T>(rstd), layout, stats};
  const dim3 grid(static_cast<unsigned>(blocks), static_cast<unsigned>(pieces));
  if (columns)
    launch(columns_kernel<T>, grid, dim3(32, 8), 0, parts.as<Two<T>>(), in, piece);
  else
    launch(runs_kernel<T>, grid, kThreads, 0, parts.as<Two<T>>(), in, piece);
  for_each(channels, JoinParts<T>{static_cast<T*>(to.dot), static_cast<T*>(to.sum), parts.as<Two<T>>(),
                                  channels, pieces});
}

void channel_moments(Tensor& mean, Tensor& var, const Tensor& x, const ChannelLayout& l) {
  ReducePlan plan;
  plan.outputs = l.channels;
  plan.count = l.outer * l.inner;
  plan.kept = 1;
  plan.kept_size[0] = l.channels;
  plan.kept_stride[0] = l.inner;
  plan.out_stride[0] = 1;
  if (l.inner > 1) {
    plan.size[plan.reduced] = l.inner;
    plan.stride[plan.reduced++] = 1;
  }
  plan.size[plan.reduced] = l.outer;
  plan.stride[plan.reduced++] = l.channels * l.inner;
  kernels::var(var, mean, x, plan, 0, false);
}

template <class T>
struct Affine {
  T* y;
  const T *x, *mean, *rstd, *weight, *bias;
  int64_t channels, inner;
  __device__ void operator()(int64_t i) const {
    const int64_t c = i / inner % channels;
    T v = (x[i] - mean[c]) * rstd[c];
    if (weight) v *= weight[c];
    y[i] = bias ? v + bias[c] : v;
  }
};
template <class T>
void affine_typed(Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                  const Tensor& bias, const ChannelLayout& l) {
  for_each(x.numel(), Affine<T>{static_cast<T*>(y.data_ptr()), pointer<T>(x), pointer<T>(mean),
                                pointer<T>(rstd), pointer<T>(weight), pointer<T>(bias), l.channels, l.inner});
}
void channel_affine(Tensor& y, const Tensor& x, const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                    const Tensor& bias, const ChannelLayout& l) {
  const DeviceGuard guard(x.device());
  const bool there = visit(dtype_lists::Float(), x.scalar_type(),
                           [&]<class T>() { affine_typed<T>(y, x, mean, rstd, weight, bias, l); });
  if (!there) kernels::missing("batch_norm", x.scalar_type(), kCUDA);
}

// gx = w rstd (g - mean(g) - xhat mean(g xhat)) in training, w rstd g else
template <class T>
struct BatchGradient {
  T* gx;
  const T *g, *x, *mean, *rstd, *weight, *dot, *sum;  // dot is null in evaluation
  int64_t channels, inner;
  T count;
  __device__ void operator()(int64_t i) const {
    const int64_t c = i / inner % channels;
    T v = g[i];
    if (dot) v -= (sum[c] + (x[i] - mean[c]) * rstd[c] * dot[c]) / count;
    gx[i] = v * rstd[c] * (weight ? weight[c] : T(1));
  }
};

template <class T>
void batch_backward_typed(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                          const Tensor& mean, const Tensor& rstd, const Tensor& weight, bool training,
                          const ChannelLayout& l) {
  const auto bytes = static_cast<size_t>(l.channels) * sizeof(T);
  const bool need_sums = training && gx.defined();
  const Workspace dot_memory(need_sums && !gw.defined() ? bytes : 0),
      sum_memory(need_sums && !gb.defined() ? bytes : 0);
  const ChannelSums sums{gw.defined() ? gw.data_ptr() : dot_memory.get(),
                         gb.defined() ? gb.data_ptr() : sum_memory.get()};
  if (sums.dot || sums.sum) sums_typed<T>(sums, g, x, mean, rstd, l, StatsOf::channels());
  if (gx.defined())
    for_each(x.numel(), BatchGradient<T>{static_cast<T*>(gx.data_ptr()), pointer<T>(g), pointer<T>(x),
                                         pointer<T>(mean), pointer<T>(rstd), pointer<T>(weight),
                                         training ? static_cast<const T*>(sums.dot) : nullptr,
                                         static_cast<const T*>(sums.sum), l.channels, l.inner,
                                         static_cast<T>(l.outer * l.inner)});
}

void batch_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight, bool training,
                         const ChannelLayout& l) {
  const DeviceGuard guard(x.device());
  const bool there = visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() {
    batch_backward_typed<T>(g, gx, gw, gb, x, mean, rstd, weight, training, l);
  });
  if (!there) kernels::missing("batch_norm_backward", x.scalar_type(), kCUDA);
}

}  // namespace

void channel_sums(const ChannelSums& to, const Tensor& g, const Tensor& x, const Tensor& mean,
                  const Tensor& rstd, const ChannelLayout& layout, const StatsOf& stats) {
  const bool there = visit(dtype_lists::Float(), x.scalar_type(),
                           [&]<class T>() { sums_typed<T>(to, g, x, mean, rstd, layout, stats); });
  if (!there) kernels::missing("group_norm_backward", x.scalar_type(), kCUDA);
}

void register_norm_channel() {
  kernels::channel_moments.set(kCUDA, channel_moments);
  kernels::channel_affine.set(kCUDA, channel_affine);
  kernels::batch_norm_backward.set(kCUDA, batch_norm_backward);
}

}  // namespace facula::gpu
