// Losses of class scores. A target outside the classes is an IndexError, for which the host waits.
#include "kernels/loss.h"

#include <cub/block/block_reduce.cuh>

#include "cuda/allocator.h"
#include "cuda/cast.h"
#include "cuda/register.h"
#include "cuda/row_group.h"

namespace facula::gpu {

namespace {

struct Report {
  int found;
  int64_t value;
};

template <class T>
struct Weights {
  const T* weight;
  const int64_t* target;
  int64_t ignore_index;
  Weights(const Tensor& w, const Tensor& t, int64_t ignore)
      : weight(w.defined() ? static_cast<const T*>(w.data_ptr()) : nullptr),
        target(static_cast<const int64_t*>(t.data_ptr())),
        ignore_index(ignore) {}
  __device__ bool ignored(int64_t i) const { return target[i] == ignore_index; }
  __device__ T operator()(int64_t i) const { return ignored(i) ? T(0) : weight ? weight[target[i]] : T(1); }
};

// What multiplies the derivative of sample i's loss.
template <class T>
struct Coefficient {
  const T *g, *total;
  Weights<T> weights;
  int64_t reduction;
  __device__ T operator()(int64_t i) const {
    if (weights.ignored(i)) return T(0);
    const T w = weights(i);
    if (reduction == Reduction::None) return g[i] * w;
    return reduction == Reduction::Mean ? g[0] * w / *total : g[0] * w;
  }
};

// losses[i] = weighted loss of sample i.
template <class T>
struct NllAt {
  T* losses;
  const T* x;
  Weights<T> weights;
  int64_t classes, inner;
  Report* report;
  __device__ void operator()(int64_t i) const {
    const int64_t t = weights.target[i];
    if (t == weights.ignore_index) {
      losses[i] = T(0);
    } else if (t < 0 || t >= classes) {
      losses[i] = T(0);
      if (atomicExch(&report->found, 1) == 0) report->value = t;
    } else {
      losses[i] = -weights(i) * x[((i / inner) * classes + t) * inner + i % inner];
    }
  }
};

// One block sums the losses and the weights, in one order always. `y` may be null.
template <class T>
__global__ void __launch_bounds__(kThreads)
    join_kernel(T* y, T* total, const T* losses, Weights<T> weights, int64_t n, int64_t classes, bool mean) {
  double sum = 0, used = 0;
  for (int64_t i = threadIdx.x; i < n; i += kThreads) {
    sum += static_cast<double>(losses[i]);
    const int64_t t = weights.target[i];
    if (t >= 0 && t < classes) used += static_cast<double>(weights(i));
  }
  sum = sum_group<kThreads>(sum);
  used = sum_group<kThreads>(used);
  if (threadIdx.x != 0) return;
  *total = static_cast<T>(used);
  if (y) *y = static_cast<T>(mean ? sum / used : sum);  // nothing used: NaN
}

class Reported {
 public:
  Reported() : memory_(sizeof(Report)) {
    FACULA_CUDA(cudaMemsetAsync(memory_.get(), 0, sizeof(Report), current_stream()));
  }
  Report* get() const { return memory_.as<Report>(); }
  void check() const {
    Report r;
    FACULA_CUDA(cudaMemcpyAsync(&r, memory_.get(), sizeof r, cudaMemcpyDeviceToHost, current_stream()));
    FACULA_CUDA(cudaStreamSynchronize(current_stream()));
    FACULA_CHECK_AS(IndexError, !r.found, "Target ", r.value, " is out of bounds.");
  }

 private:
  Workspace memory_;
};

// Computes the samples' losses into y or scratch by `fill(losses, report)`, and joins them.
template <class T, class Fill>
void reduce_losses(Tensor& y, Tensor& total, const Weights<T>& weights, int64_t n, int64_t classes,
                   int64_t reduction, Fill&& fill) {
  const bool each = reduction == Reduction::None;
  const Workspace scratch(each ? 0 : static_cast<size_t>(n) * sizeof(T));
  T* losses = each ? static_cast<T*>(y.data_ptr()) : scratch.as<T>();
  const Reported reported;
  fill(losses, reported.get());
  launch(join_kernel<T>, 1, kThreads, 0, each ? static_cast<T*>(nullptr) : static_cast<T*>(y.data_ptr()),
         static_cast<T*>(total.data_ptr()), const_cast<const T*>(losses), weights, n, classes,
         reduction == Reduction::Mean);
  reported.check();
}

template <class T>
void nll_typed(Tensor& y, Tensor& total, const Tensor& x, const Tensor& target, const Tensor& weight,
               const ClassLossArgs& args) {
  const Weights<T> weights(weight, target, args.ignore_index);
  const int64_t n = target.numel(), classes = x.size(1), inner = x.size(2);
  reduce_losses<T>(y, total, weights, n, classes, args.reduction, [&](T* losses, Report* report) {
    for_each(n, NllAt<T>{losses, static_cast<const T*>(x.data_ptr()), weights, classes, inner, report});
  });
}

void nll_loss(Tensor& y, Tensor& total, const Tensor& x, const Tensor& target, const Tensor& weight,
              const ClassLossArgs& args) {
  const DeviceGuard guard(x.device());
  const bool there = visit(dtype_lists::Float(), x.scalar_type(),
                           [&]<class T>() { nll_typed<T>(y, total, x, target, weight, args); });
  if (!there) kernels::missing("nll_loss", x.scalar_type(), kCUDA);
}

template <class T>
struct NllBackwardAt {
  T* gx;
  Coefficient<T> coefficient;
  int64_t classes, inner;
  __device__ void operator()(int64_t i) const {
    if (coefficient.weights.ignored(i)) return;
    const int64_t t = coefficient.weights.target[i];
    gx[((i / inner) * classes + t) * inner + i % inner] = -coefficient(i);
  }
};

template <class T>
Coefficient<T> coefficient_of(const Tensor& g, const Tensor& target, const Tensor& weight,
                              const Tensor& total, const ClassLossArgs& args) {
  return {static_cast<const T*>(g.data_ptr()), static_cast<const T*>(total.data_ptr()),
          Weights<T>(weight, target, args.ignore_index), args.reduction};
}

template <class T>
void nll_backward_typed(Tensor& gx, const Tensor& g, const Tensor& target, const Tensor& weight,
                        const Tensor& total, const ClassLossArgs& args) {
  FACULA_CUDA(cudaMemsetAsync(gx.data_ptr(), 0, static_cast<size_t>(gx.nbytes()), current_stream()));
  for_each(target.numel(),
           NllBackwardAt<T>{static_cast<T*>(gx.data_ptr()), coefficient_of<T>(g, target, weight, total, args),
                            gx.size(1), gx.size(2)});
}

void nll_loss_backward(Tensor& gx, const Tensor& g, const Tensor& target, const Tensor& weight,
                       const Tensor& total, const ClassLossArgs& args) {
  const DeviceGuard guard(gx.device());
  if (gx.numel() == 0) return;
  const bool there = visit(dtype_lists::Float(), gx.scalar_type(),
                           [&]<class T>() { nll_backward_typed<T>(gx, g, target, weight, total, args); });
  if (!there) kernels::missing("nll_loss_backward", gx.scalar_type(), kCUDA);
}

// A group of threads per row: the logarithm of the sum of exponentials, and the loss from it.
template <class T, int W>
__global__ void __launch_bounds__(kThreads)
    cross_entropy_kernel(T* losses, T* lse, const T* x, Weights<T> weights, int64_t rows, int64_t classes,
                         Report* report) {
  const RowOf<W> at;
  if (at.row >= rows) return;
  const T* row = x + at.row * classes;
  T most = -INFINITY;
  for (int64_t i = at.lane; i < classes; i += W) most = Larger()(row[i], most);
  most = reduce_group<W>(most, Larger());
  if (most == -INFINITY) most = 0;
  T sum = 0;
  for (int64_t i = at.lane; i < classes; i += W) sum += ::exp(row[i] - most);
  sum = sum_group<W>(sum);
  if (at.lane != 0) return;
  const T l = ::log(sum) + most;
  lse[at.row] = l;
  const int64_t t = weights.target[at.row];
  T loss = 0;
  if (t != weights.ignore_index) {
    if (t >= 0 && t < classes)
      loss = weights(at.row) * (l - row[t]);
    else if (atomicExch(&report->found, 1) == 0)
      report->value = t;
  }
  losses[at.row] = loss;
}

template <class T>
void cross_entropy_typed(Tensor& y, Tensor& lse, Tensor& total, const Tensor& x, const Tensor& target,
                         const Tensor& weight, const ClassLossArgs& args) {
  const Weights<T> weights(weight, target, args.ignore_index);
  const int64_t n = x.size(0), classes = x.size(1);
  const auto* in = static_cast<const T*>(x.data_ptr());
  auto* l = static_cast<T*>(lse.data_ptr());
  reduce_losses<T>(y, total, weights, n, classes, args.reduction, [&](T* losses, Report* report) {
    if (classes <= kShortRow)
      launch(cross_entropy_kernel<T, 32>, blocks_for_rows<32>(n), kThreads, 0, losses, l, in, weights, n,
             classes, report);
    else
      launch(cross_entropy_kernel<T, kThreads>, blocks_for_rows<kThreads>(n), kThreads, 0, losses, l, in,
             weights, n, classes, report);
  });
}

void cross_entropy(Tensor& y, Tensor& lse, Tensor& total, const Tensor& x, const Tensor& target,
                   const Tensor& weight, const ClassLossArgs& args) {
  const DeviceGuard guard(x.device());
  const bool there = visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() {
    cross_entropy_typed<T>(y, lse, total, x, target, weight, args);
  });
  if (!there) kernels::missing("cross_entropy", x.scalar_type(), kCUDA);
}

// gx = c (softmax(x) - one_hot(target)); a thread per element, y runs over rows.
template <class T>
__global__ void __launch_bounds__(kThreads)
    cross_entropy_backward_kernel(T* gx, const T* x, const T* lse, Coefficient<T> coefficient,
                                  int64_t classes) {
  const int64_t row = blockIdx.x;
  const T c = coefficient(row), l = lse[row];
  const int64_t t = coefficient.weights.target[row];
  for (int64_t i = threadIdx.x; i < classes; i += blockDim.x) {
    const int64_t at = row * classes + i;
    gx[at] = c == T(0) ? T(0) : c * (::exp(x[at] - l) - (i == t ? T(1) : T(0)));
  }
}

template <class T>
void cross_entropy_backward_typed(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& lse,
                                  const Tensor& target, const Tensor& weight, const Tensor& total,
                                  const ClassLossArgs& args) {
  const int64_t classes = x.size(1);
  launch(cross_entropy_backward_kernel<T>, static_cast<unsigned>(x.size(0)), classes <= 64 ? 32 : kThreads, 0,
         static_cast<T*>(gx.data_ptr()), static_cast<const T*>(x.data_ptr()),
         static_cast<const T*>(lse.data_ptr()), coefficient_of<T>(g, target, weight, total, args), classes);
}

void cross_entropy_backward(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& lse,
                            const Tensor& target, const Tensor& weight, const Tensor& total,
                            const ClassLossArgs& args) {
  const DeviceGuard guard(gx.device());
  const bool there = visit(dtype_lists::Float(), gx.scalar_type(), [&]<class T>() {
    cross_entropy_backward_typed<T>(gx, g, x, lse, target, weight, total, args);
  });
  if (!there) kernels::missing("cross_entropy_backward", gx.scalar_type(), kCUDA);
}

}  // namespace

void register_loss_class() {
  kernels::nll_loss.set(kCUDA, nll_loss);
  kernels::nll_loss_backward.set(kCUDA, nll_loss_backward);
  kernels::cross_entropy.set(kCUDA, cross_entropy);
  kernels::cross_entropy_backward.set(kCUDA, cross_entropy_backward);
}

}  // namespace facula::gpu
