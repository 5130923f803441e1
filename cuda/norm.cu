// Layer and group norm. A group is a run of memory: [outer, channels, inner] with `groups` groups of
// channels; layer norm is the case of one group, channels = n, inner = 1. Forward and the input's gradient
// take a warp or a block per run; the sums per channel (norm_channel.cu) are shared with batch norm.
#include "kernels/norm.h"

#include "cuda/cast.h"
#include "cuda/norm.h"
#include "cuda/register.h"
#include "cuda/row_group.h"

namespace facula::gpu {

namespace {

template <class T>
const T* pointer(const Tensor& t) {
  return t.defined() ? static_cast<const T*>(t.data_ptr()) : nullptr;
}

// Element e of run r belongs to this channel.
struct ChannelOf {
  int64_t groups, per_group, inner;
  __device__ int64_t operator()(int64_t run, int64_t e) const { return run % groups * per_group + e / inner; }
};

template <class T, int W>
__global__ void __launch_bounds__(kThreads)
    forward_kernel(T* y, T* mean, T* rstd, const T* x, const T* weight, const T* bias, int64_t runs,
                   int64_t n, ChannelOf channel, T eps) {
  const RowOf<W> at;
  if (at.row >= runs) return;
  x += at.row * n;
  y += at.row * n;
  T sum = 0;
  for (int64_t i = at.lane; i < n; i += W) sum += x[i];
  const T m = sum_group<W>(sum) / static_cast<T>(n);
  T squares = 0;
  for (int64_t i = at.lane; i < n; i += W) squares += (x[i] - m) * (x[i] - m);
  const T r = T(1) / ::sqrt(sum_group<W>(squares) / static_cast<T>(n) + eps);
  if (at.lane == 0) {
    mean[at.row] = m;
    rstd[at.row] = r;
  }
  for (int64_t i = at.lane; i < n; i += W) {
    T v = (x[i] - m) * r;
    if (weight || bias) {
      const int64_t c = channel(at.row, i);
      if (weight) v *= weight[c];
      if (bias) v += bias[c];
    }
    y[i] = v;
  }
}

// gx = rstd (h - mean(h) - xhat mean(h xhat)), h = g weight
template <class T, int W>
__global__ void __launch_bounds__(kThreads)
    input_gradient_kernel(T* gx, const T* g, const T* x, const T* mean, const T* rstd, const T* weight,
                          int64_t runs, int64_t n, ChannelOf channel) {
  const RowOf<W> at;
  if (at.row >= runs) return;
  x += at.row * n;
  g += at.row * n;
  gx += at.row * n;
  const T m = mean[at.row], r = rstd[at.row];
  T sum = 0, dot = 0;
  for (int64_t i = at.lane; i < n; i += W) {
    const T h = weight ? g[i] * weight[channel(at.row, i)] : g[i];
    sum += h;
    dot += h * (x[i] - m) * r;
  }
  sum = sum_group<W>(sum) / static_cast<T>(n);
  dot = sum_group<W>(dot) / static_cast<T>(n);
  for (int64_t i = at.lane; i < n; i += W) {
    const T h = weight ? g[i] * weight[channel(at.row, i)] : g[i];
    gx[i] = r * (h - sum - (x[i] - m) * r * dot);
  }
}

struct Runs {
  int64_t count, length;
  ChannelOf channel;
  Runs(const ChannelLayout& l, int64_t groups)
      : count(l.outer * groups),
        length(l.channels / groups * l.inner),
        channel{groups, l.channels / groups, l.inner} {}
};

template <class T>
void forward_typed(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                   const Tensor& bias, const Runs& runs, double eps) {
  auto *out = static_cast<T*>(y.data_ptr()), *m = static_cast<T*>(mean.data_ptr()),
       *r = static_cast<T*>(rstd.data_ptr());
  if (runs.length <= kShortRow)
    launch(forward_kernel<T, 32>, blocks_for_rows<32>(runs.count), kThreads, 0, out, m, r, pointer<T>(x),
           pointer<T>(weight), pointer<T>(bias), runs.count, runs.length, runs.channel, static_cast<T>(eps));
  else
    launch(forward_kernel<T, kThreads>, blocks_for_rows<kThreads>(runs.count), kThreads, 0, out, m, r,
           pointer<T>(x), pointer<T>(weight), pointer<T>(bias), runs.count, runs.length, runs.channel,
           static_cast<T>(eps));
}

template <class T>
void gradient_typed(const Tensor& g, Tensor& gx, const Tensor& x, const Tensor& mean, const Tensor& rstd,
                    const Tensor& weight, const Runs& runs) {
  auto* out = static_cast<T*>(gx.data_ptr());
  if (runs.length <= kShortRow)
    launch(input_gradient_kernel<T, 32>, blocks_for_rows<32>(runs.count), kThreads, 0, out, pointer<T>(g),
           pointer<T>(x), pointer<T>(mean), pointer<T>(rstd), pointer<T>(weight), runs.count, runs.length,
           runs.channel);
  else
    launch(input_gradient_kernel<T, kThreads>, blocks_for_rows<kThreads>(runs.count), kThreads, 0, out,
           pointer<T>(g), pointer<T>(x), pointer<T>(mean), pointer<T>(rstd), pointer<T>(weight), runs.count,
           runs.length, runs.channel);
}

void group_norm(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                const Tensor& bias, const ChannelLayout& layout, int64_t groups, double eps) {
  const DeviceGuard guard(x.device());
  const bool there = visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() {
    forward_typed<T>(y, mean, rstd, x, weight, bias, Runs(layout, groups), eps);
  });
  if (!there) kernels::missing("group_norm", x.scalar_type(), kCUDA);
}

void group_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight,
                         const ChannelLayout& layout, int64_t groups) {
  const DeviceGuard guard(x.device());
  if (gx.defined()) {
    const bool there = visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() {
      gradient_typed<T>(g, gx, x, mean, rstd, weight, Runs(layout, groups));
    });
    if (!there) kernels::missing("group_norm_backward", x.scalar_type(), kCUDA);
  }
  if (gw.defined() || gb.defined())
    channel_sums({gw.defined() ? gw.data_ptr() : nullptr, gb.defined() ? gb.data_ptr() : nullptr}, g, x, mean,
                 rstd, layout, StatsOf::groups_of(layout, groups));
}

void layer_norm(Tensor& y, Tensor& mean, Tensor& rstd, const Tensor& x, const Tensor& weight,
                const Tensor& bias, int64_t n, double eps) {
  if (x.numel() == 0) return;
  group_norm(y, mean, rstd, x, weight, bias, {x.numel() / n, n, 1}, 1, eps);
}
void layer_norm_backward(const Tensor& g, Tensor& gx, Tensor& gw, Tensor& gb, const Tensor& x,
                         const Tensor& mean, const Tensor& rstd, const Tensor& weight, int64_t n) {
  group_norm_backward(g, gx, gw, gb, x, mean, rstd, weight, {n ? x.numel() / n : 0, n, 1}, 1);
}

}  // namespace

void register_norm() {
  kernels::layer_norm.set(kCUDA, layer_norm);
  kernels::layer_norm_backward.set(kCUDA, layer_norm_backward);
  kernels::group_norm.set(kCUDA, group_norm);
  kernels::group_norm_backward.set(kCUDA, group_norm_backward);
}

}  // namespace facula::gpu
