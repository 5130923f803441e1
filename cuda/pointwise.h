#pragma once
// The kernels behind every point-wise slot. Two forms: `dense`, where all operands are contiguous and of one
// stored type (a thread moves 16 bytes per operand), and `strided`, for any layout and mix of dtypes (a
// thread takes four elements a block apart).
#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/nest.h"
#include "kernels/functor/pointwise.h"
#include "kernels/pointwise.h"
#include "kernels/slot.h"

namespace facula::gpu {

template <class T, int V>
struct alignas(sizeof(T) * V) Pack {
  T at[V];
};

/// The inputs of a launch. Numbers from host memory travel as arguments.
template <class T, int N>
struct Inputs {
  const char* data[N];
  T number[N];
  ScalarType dtype[N];
  bool is_number[N];
};

template <class R, class Op, class T, int N>
__device__ __forceinline__ R apply(const Op& op, const T (&x)[N]) {
  if constexpr (N == 1)
    return op(x[0]);
  else if constexpr (N == 2)
    return op(x[0], x[1]);
  else
    return op(x[0], x[1], x[2]);
}

// S and D are how inputs and result are stored, T and R how they are computed.
template <class S, class D, class T, class R, int V, int N, class Op>
__global__ void __launch_bounds__(kThreads) dense_kernel(D* out, Inputs<T, N> in, int64_t n, Op op) {
  const int64_t begin = (int64_t{blockIdx.x} * kThreads + threadIdx.x) * V;
  if (begin >= n) return;
  if (begin + V <= n) {
    Pack<S, V> pack[N];
#pragma unroll
    for (int k = 0; k < N; ++k)
      if (!in.is_number[k])
        pack[k] = *reinterpret_cast<const Pack<S, V>*>(in.data[k] + begin * int64_t{sizeof(S)});
    Pack<D, V> result;
#pragma unroll
    for (int v = 0; v < V; ++v) {
      T x[N];
#pragma unroll
      for (int k = 0; k < N; ++k) x[k] = in.is_number[k] ? in.number[k] : convert<T>(pack[k].at[v]);
      result.at[v] = convert<D>(apply<R>(op, x));
    }
    *reinterpret_cast<Pack<D, V>*>(out + begin) = result;
    return;
  }
  for (int64_t i = begin; i < n; ++i) {
    T x[N];
#pragma unroll
    for (int k = 0; k < N; ++k)
      x[k] = in.is_number[k] ? in.number[k] : convert<T>(reinterpret_cast<const S*>(in.data[k])[i]);
    out[i] = convert<D>(apply<R>(op, x));
  }
}

template <class T, class R, int N, class Op>
__global__ void __launch_bounds__(kThreads)
    strided_kernel(char* out, ScalarType out_dtype, Inputs<T, N> in, Nest<N + 1> nest, uint32_t n, Op op) {
  const uint32_t begin = blockIdx.x * (4 * kThreads) + threadIdx.x;
#pragma unroll
  for (int j = 0; j < 4; ++j) {
    const uint32_t i = begin + j * kThreads;
    if (i >= n) return;
    int64_t at[N + 1];
    nest.offsets(i, at);
    T x[N];
#pragma unroll
    for (int k = 0; k < N; ++k)
      x[k] = in.is_number[k] ? in.number[k] : load_as<T>(in.data[k] + at[k + 1], in.dtype[k]);
    store_as<R>(out + at[0], out_dtype, apply<R>(op, x));
  }
}

// Whether all operands are dense with inputs stored as S, the result as D, and aligned for packs of V.
template <class S, class D, int V, int N>
bool is_dense(const Iter& it) {
  if (it.ndim > 1) return false;
  auto fits = [&](int k, ScalarType want, size_t size) {
    return it.dtype[k] == want &&
           (it.ndim == 0 || it.shape[0] == 1 || it.strides[k][0] == static_cast<int64_t>(size)) &&
           reinterpret_cast<uintptr_t>(it.data[k]) % (size * V) == 0;
  };
  if (!fits(0, dtype_of<D>, sizeof(D))) return false;
  for (int k = 1; k <= N; ++k)
    if (!it.host_scalar[k] && !fits(k, dtype_of<S>, sizeof(S))) return false;
  return true;
}

template <class S, class D, class T, class R, int N, class Op>
bool run_dense(const Iter& it, const Inputs<T, N>& in, const Op& op) {
  constexpr int V = 16 / sizeof(S) < 8 ? 16 / sizeof(S) : 8;
  if (!is_dense<S, D, V, N>(it)) return false;
  launch(dense_kernel<S, D, T, R, V, N, Op>, blocks_for(it.numel, int64_t{kThreads} * V), kThreads, 0,
         reinterpret_cast<D*>(it.data[0]), in, it.numel, op);
  return true;
}

/// Runs `op` over a planned nest: T is what it takes, R what it gives.
template <class T, class R, int N, class Op>
void run_op(const Iter& it, const Op& op) {
  if (it.numel == 0) return;
  const DeviceGuard guard(it.where);
  Inputs<T, N> in;
  for (int k = 0; k < N; ++k) {
    in.data[k] = it.data[k + 1];
    in.dtype[k] = it.dtype[k + 1];
    in.is_number[k] = it.host_scalar[k + 1];
    if (in.is_number[k]) in.number[k] = load_any<T>(it.data[k + 1], it.dtype[k + 1]);
  }
  if (run_dense<T, R, T, R, N>(it, in, op)) return;
  if constexpr (__is_same(T, float)) {
    using HalfOut = std::conditional_t<__is_same(R, float), Half, R>;
    using BFloat16Out = std::conditional_t<__is_same(R, float), BFloat16, R>;
    if (run_dense<Half, HalfOut, T, R, N>(it, in, op)) return;
    if (run_dense<BFloat16, BFloat16Out, T, R, N>(it, in, op)) return;
  }
  for_each_part(it, [&](const Iter& part) {
    for (int k = 0; k < N; ++k) in.data[k] = part.data[k + 1];
    launch(strided_kernel<T, R, N, Op>, blocks_for(part.numel, 4 * kThreads), kThreads, 0, part.data[0],
           part.dtype[0], in, nest_of<N + 1>(part), static_cast<uint32_t>(part.numel), op);
  });
}

template <class Op, class T, int N>
struct ResultOf {
  using type = T;
};
template <class Op, class T>
struct ResultOf<Op, T, 1> {
  using type = decltype(Op()(T()));
};
template <class Op, class T>
struct ResultOf<Op, T, 2> {
  using type = decltype(Op()(T(), T()));
};

template <auto& slot, class Op, int N, class List>
void run_plain(const Iter& it, ScalarType compute, const void*) {
  const bool there =
      visit(List(), compute, [&]<class T>() { run_op<T, typename ResultOf<Op, T, N>::type, N>(it, Op()); });
  if (!there) kernels::missing(slot.name, compute, kCUDA);
}
template <auto& slot, template <class> class Op, int N, class List>
void run_scaled(const Iter& it, ScalarType compute, const void* scalars) {
  const bool there =
      visit(List(), compute, [&]<class T>() { run_op<T, T, N>(it, *static_cast<const Op<T>*>(scalars)); });
  if (!there) kernels::missing(slot.name, compute, kCUDA);
}

#define FACULA_CUDA_ENTER(slot_name, functor_name, inputs, types) \
  kernels::slot_name.cuda = run_plain<kernels::slot_name, functor::functor_name, inputs, dtype_lists::types>;
#define FACULA_CUDA_ENTER_SCALED(slot_name, functor_name, inputs, types) \
  kernels::slot_name.cuda = run_scaled<kernels::slot_name, functor::functor_name, inputs, dtype_lists::types>;

}  // namespace facula::gpu
