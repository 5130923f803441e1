// Random fills: a thread draws four neighbouring elements from a stream of its own, so that the numbers
// depend on the seed and the element only.
#include "kernels/random.h"

#include <cmath>
#include <limits>

#include "cuda/launch.h"
#include "cuda/nest.h"
#include "cuda/philox.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

using dtype_lists::Types;
using Floating = Types<float, double, Half, BFloat16>;
using FloatingComplex = Types<float, double, Half, BFloat16, complex<float>, complex<double>>;
using Numbers = Types<float, double, Half, BFloat16, int64_t, int32_t, int16_t, int8_t, uint8_t>;
using NumbersBool = Types<float, double, Half, BFloat16, int64_t, int32_t, int16_t, int8_t, uint8_t, bool>;

template <class T>
inline constexpr int digits = std::numeric_limits<T>::digits;
template <>
inline constexpr int digits<Half> = 11;
template <>
inline constexpr int digits<BFloat16> = 8;

/// What computes for T: float or double.
template <class T>
using RealCompute = std::conditional_t<__is_same(RealType<T>, double), double, float>;

template <class T, class Draw>
__global__ void __launch_bounds__(kThreads)
    random_kernel(char* y, bool dense, Nest<1> nest, int64_t n, Draw draw, PhiloxState state) {
  const int64_t thread = int64_t{blockIdx.x} * kThreads + threadIdx.x;
  if (thread * 4 >= n) return;
  Rng rng(state, static_cast<uint64_t>(thread));
#pragma unroll
  for (int u = 0; u < 4; ++u) {
    const int64_t i = thread * 4 + u;
    if (i >= n) return;
    int64_t at[1] = {i * int64_t{sizeof(T)}};
    if (!dense) nest.offsets(static_cast<uint32_t>(i), at);
    *reinterpret_cast<T*>(y + at[0]) = draw(rng);
  }
}

// `draws`: 32-bit draws that an element takes at most.
template <class T, class Draw>
void fill(const Tensor& y, const Generator& g, uint64_t draws, const Draw& draw) {
  const int64_t n = y.numel();
  if (n == 0) return;
  const DeviceGuard guard(y.device());
  const bool dense = y.is_non_overlapping_and_dense();
  Nest<1> nest;
  if (!dense) {
    FACULA_CHECK(n < int64_t{1} << 31,
                 "random fills of strided tensors with 2^31 or more elements are not "
                 "supported on CUDA; make the tensor contiguous");
    Iter it;
    Tensor out = y;
    IterBuilder("random").inplace(out).input(y).check_overlap(false).build(it);
    nest = nest_of<1>(it);
  }
  launch(random_kernel<T, Draw>, blocks_for(n, 4 * kThreads), kThreads, 0, static_cast<char*>(y.data_ptr()),
         dense, nest, n, draw, reserve(g, 4 * draws));
}

template <class T>
struct Uniform {
  RealCompute<T> from, to;
  __device__ RealCompute<T> one(Rng& rng) const {
    using C = RealCompute<T>;
    C u;
    if constexpr (is_half<T>)
      u = static_cast<C>(rng.next32() & ((1u << digits<T>)-1)) / static_cast<C>(1u << digits<T>);
    else
      u = rng.uniform<C>();
    const C v = from + u * (to - from);
    return v < to ? v : from;  // rounding may reach the bound
  }
  __device__ T operator()(Rng& rng) const {
    if constexpr (is_complex<T>) {
      const auto re = one(rng);
      return T(re, one(rng));
    } else {
      return convert<T>(one(rng));
    }
  }
};
template <class T>
struct Normal {
  RealCompute<T> mean, std;
  __device__ T operator()(Rng& rng) const {
    using C = RealCompute<T>;
    if constexpr (is_complex<T>) {
      const C scale = std * static_cast<C>(0.70710678118654752440), re = rng.normal<C>();
      return T(mean + scale * re, scale * rng.normal<C>());
    } else {
      return convert<T>(mean + std * rng.normal<C>());
    }
  }
};
template <class T>
struct Exponential {
  double lambda;
  __device__ T operator()(Rng& rng) const {
    using C = RealCompute<T>;
    return convert<T>(-::log(rng.positive<C>()) / static_cast<C>(lambda));
  }
};
template <class T>
struct Geometric {
  double log_q;
  __device__ T operator()(Rng& rng) const {
    const double trials = ::ceil(::log(rng.positive<double>()) / log_q);
    return convert<T>(trials < 1 ? 1.0 : trials);
  }
};
template <class T>
struct LogNormal {
  double mean, std;
  __device__ T operator()(Rng& rng) const {
    using C = RealCompute<T>;
    return convert<T>(::exp(static_cast<C>(mean) + static_cast<C>(std) * rng.normal<C>()));
  }
};
template <class T>
struct Cauchy {
  double median, sigma;
  __device__ T operator()(Rng& rng) const {
    return convert<T>(median + sigma * ::tan(3.14159265358979323846 * (rng.uniform<double>() - 0.5)));
  }
};
template <class T>
struct Integers {
  int64_t from;
  uint64_t range;  // 0: all of 64 bits
  __device__ T operator()(Rng& rng) const {
    uint64_t v = range != 0 && range < (uint64_t{1} << 32) ? rng.next32() : rng.next64();
    if (range != 0) v %= range;
    return convert<T>(static_cast<int64_t>(v + static_cast<uint64_t>(from)));
  }
};
template <class T>
struct Bernoulli {
  double p;
  __device__ T operator()(Rng& rng) const { return convert<T>(rng.uniform<double>() < p ? 1.0f : 0.0f); }
};

template <class List, class F>
void dispatch(const char* name, const Tensor& y, F&& f) {
  if (!visit(List(), y.scalar_type(), f)) kernels::missing(name, y.scalar_type(), kCUDA);
}

void uniform(const Tensor& y, double from, double to, const Generator& g) {
  dispatch<FloatingComplex>("uniform", y, [&]<class T>() {
    using C = RealCompute<T>;
    fill<T>(y, g, 4, Uniform<T>{static_cast<C>(from), static_cast<C>(to)});
  });
}
void normal(const Tensor& y, double mean, double std, const Generator& g) {
  dispatch<FloatingComplex>("normal", y, [&]<class T>() {
    using C = RealCompute<T>;
    fill<T>(y, g, 8, Normal<T>{static_cast<C>(mean), static_cast<C>(std)});
  });
}
void exponential(const Tensor& y, double lambda, const Generator& g) {
  dispatch<Floating>("exponential", y, [&]<class T>() { fill<T>(y, g, 2, Exponential<T>{lambda}); });
}
void geometric(const Tensor& y, double p, const Generator& g) {
  dispatch<Numbers>("geometric", y, [&]<class T>() { fill<T>(y, g, 2, Geometric<T>{std::log1p(-p)}); });
}
void log_normal(const Tensor& y, double mean, double std, const Generator& g) {
  dispatch<Floating>("log_normal", y, [&]<class T>() { fill<T>(y, g, 4, LogNormal<T>{mean, std}); });
}
void cauchy(const Tensor& y, double median, double sigma, const Generator& g) {
  dispatch<Floating>("cauchy", y, [&]<class T>() { fill<T>(y, g, 2, Cauchy<T>{median, sigma}); });
}
void random_range(const Tensor& y, int64_t from, uint64_t range, const Generator& g) {
  dispatch<NumbersBool>("random_from_to", y, [&]<class T>() { fill<T>(y, g, 2, Integers<T>{from, range}); });
}

// Every non-negative integer that T holds: up to 2^digits for floating types, up to the largest for integers.
template <class T>
uint64_t full_range() {
  if constexpr (__is_same(T, bool))
    return 2;
  else if constexpr (is_half<T> || is_floating<T>)
    return (uint64_t{1} << digits<T>)+1;
  else
    return static_cast<uint64_t>(std::numeric_limits<T>::max()) + 1;
}
void random_full(const Tensor& y, const Generator& g) {
  dispatch<NumbersBool>("random", y, [&]<class T>() { fill<T>(y, g, 2, Integers<T>{0, full_range<T>()}); });
}
void bernoulli(const Tensor& y, double p, const Generator& g) {
  dispatch<NumbersBool>("bernoulli_scalar", y, [&]<class T>() { fill<T>(y, g, 2, Bernoulli<T>{p}); });
}

}  // namespace

void register_random() {
  kernels::seed_device_generators = seed_generators;
  kernels::uniform.set(kCUDA, uniform);
  kernels::normal.set(kCUDA, normal);
  kernels::exponential.set(kCUDA, exponential);
  kernels::geometric.set(kCUDA, geometric);
  kernels::log_normal.set(kCUDA, log_normal);
  kernels::cauchy.set(kCUDA, cauchy);
  kernels::random.set(kCUDA, random_range);
  kernels::random_full.set(kCUDA, random_full);
  kernels::bernoulli.set(kCUDA, bernoulli);
}

}  // namespace facula::gpu
