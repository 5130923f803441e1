// Losses between tensors of one shape: a sum of functor values, and the functors' slopes.
#include "kernels/loss.h"

#include <cub/device/device_reduce.cuh>

#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/register.h"
#include "cuda/scratch.h"
#include "kernels/functor/pointwise.h"

namespace facula::gpu {

namespace {

template <class Op, class T>
Op with_parameter(double param) {
  if constexpr (requires { Op{T(0)}; })
    return Op{static_cast<T>(param)};
  else
    return Op{};
}

// Calls f<Op>() for the functor of a loss that computes in T.
template <class T, class F>
void visit_loss(LossKind kind, F&& f) {
  switch (kind) {
    case LossKind::Mse:
      return f.template operator()<functor::Mse>();
    case LossKind::L1:
      return f.template operator()<functor::L1>();
    case LossKind::SmoothL1:
      return f.template operator()<functor::SmoothL1<T>>();
    case LossKind::Huber:
      return f.template operator()<functor::Huber<T>>();
    case LossKind::Bce:
      return f.template operator()<functor::Bce>();
    case LossKind::BceLogits:
      return f.template operator()<functor::BceLogits>();
    case LossKind::Kl:
      return f.template operator()<functor::Kl>();
    case LossKind::KlLog:
      return f.template operator()<functor::KlLog>();
  }
}

template <class Op, class T>
struct LossAt {
  const T *x, *t;
  Op op;
  __host__ __device__ double operator()(int64_t i) const { return static_cast<double>(op(x[i], t[i])); }
};

template <class T>
struct Scaled {
  T* y;
  const double* sum;
  double scale;
  __device__ void operator()(int64_t) const { *y = static_cast<T>(*sum * scale); }
};

template <class Op, class T>
void sum_typed(Tensor& y, const Tensor& x, const Tensor& t, const LossArgs& args) {
  const LossAt<Op, T> at{static_cast<const T*>(x.data_ptr()), static_cast<const T*>(t.data_ptr()),
                         with_parameter<Op, T>(args.param)};
  const auto values = thrust::make_transform_iterator(thrust::counting_iterator<int64_t>(0), at);
  const Workspace sum(sizeof(double));
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceReduce::Sum(scratch, bytes, values, sum.as<double>(), x.numel(), current_stream());
  });
  for_each(1, Scaled<T>{static_cast<T*>(y.data_ptr()), sum.as<double>(), args.scale});
}

template <class T>
void sum_kinds(Tensor& y, const Tensor& x, const Tensor& t, const LossArgs& args) {
  visit_loss<T>(args.kind, [&]<class Op>() { sum_typed<Op, T>(y, x, t, args); });
}

void loss_sum(Tensor& y, const Tensor& x, const Tensor& t, const LossArgs& args) {
  const DeviceGuard guard(x.device());
  const bool there =
      visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() { sum_kinds<T>(y, x, t, args); });
  if (!there) kernels::missing("loss_sum", x.scalar_type(), kCUDA);
}

template <class Op, class T>
struct Slope {
  T* gx;
  const T *g, *x, *t;
  bool one_gradient;
  T scale;
  Op op;
  __device__ void operator()(int64_t i) const {
    gx[i] = g[one_gradient ? 0 : i] * scale * op.slope(x[i], t[i]);
  }
};

template <class Op, class T>
void backward_typed(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& t, const LossArgs& args) {
  for_each(x.numel(),
           Slope<Op, T>{static_cast<T*>(gx.data_ptr()), static_cast<const T*>(g.data_ptr()),
                        static_cast<const T*>(x.data_ptr()), static_cast<const T*>(t.data_ptr()),
                        g.numel() == 1, static_cast<T>(args.scale), with_parameter<Op, T>(args.param)});
}

template <class T>
void backward_kinds(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& t, const LossArgs& args) {
  visit_loss<T>(args.kind, [&]<class Op>() { backward_typed<Op, T>(gx, g, x, t, args); });
}

void loss_backward(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& t, const LossArgs& args) {
  const DeviceGuard guard(x.device());
  const bool there =
      visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() { backward_kinds<T>(gx, g, x, t, args); });
  if (!there) kernels::missing("loss_backward", x.scalar_type(), kCUDA);
}

template <class T>
struct Outside {
  const T* x;
  __host__ __device__ int operator()(int64_t i) const { return x[i] >= T(0) && x[i] <= T(1) ? 0 : 1; }
};

template <class T>
bool all_inside(const Tensor& x) {
  const Workspace bad(sizeof(int));
  const auto flags = thrust::make_transform_iterator(thrust::counting_iterator<int64_t>(0),
                                                     Outside<T>{static_cast<const T*>(x.data_ptr())});
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceReduce::Max(scratch, bytes, flags, bad.as<int>(), x.numel(), current_stream());
  });
  int found = 0;
  FACULA_CUDA(cudaMemcpyAsync(&found, bad.get(), sizeof found, cudaMemcpyDeviceToHost, current_stream()));
  FACULA_CUDA(cudaStreamSynchronize(current_stream()));
  return found == 0;
}

bool is_probability(const Tensor& x) {
  if (x.numel() == 0) return true;
  const DeviceGuard guard(x.device());
  bool good = false;
  if (!visit(dtype_lists::Float(), x.scalar_type(), [&]<class T>() { good = all_inside<T>(x); }))
    kernels::missing("is_probability", x.scalar_type(), kCUDA);
  return good;
}

}  // namespace

void register_loss() {
  kernels::loss_sum.set(kCUDA, loss_sum);
  kernels::loss_backward.set(kCUDA, loss_backward);
  kernels::is_probability.set(kCUDA, is_probability);
}

}  // namespace facula::gpu
