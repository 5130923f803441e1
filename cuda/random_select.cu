// Random draws with parameters of their own per element, choices, and permutations.
#include <cub/block/block_scan.cuh>
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_sort.cuh>

#include "cuda/allocator.h"
#include "cuda/launch.h"
#include "cuda/nest.h"
#include "cuda/philox.h"
#include "cuda/register.h"
#include "cuda/scratch.h"
#include "kernels/random.h"

namespace facula::gpu {

namespace {

// A flag that a kernel raises; reading it waits.
class Flag {
 public:
  Flag() : memory_(sizeof(int)) {
    FACULA_CUDA(cudaMemsetAsync(memory_.get(), 0, sizeof(int), current_stream()));
  }
  int* get() const { return memory_.as<int>(); }
  int read() const {
    int v = 0;
    FACULA_CUDA(cudaMemcpyAsync(&v, memory_.get(), sizeof v, cudaMemcpyDeviceToHost, current_stream()));
    FACULA_CUDA(cudaStreamSynchronize(current_stream()));
    return v;
  }

 private:
  Workspace memory_;
};

struct BernoulliEach {
  char* y;
  const char* p;
  ScalarType y_type, p_type;
  Nest<2> nest;
  PhiloxState state;
  int* bad;
  __device__ void operator()(int64_t i) const {
    int64_t at[2];
    nest.offsets(static_cast<uint32_t>(i), at);
    const double chance = load_as<double>(p + at[1], p_type);
    if (!(chance >= 0 && chance <= 1)) *bad = 1;
    Rng rng(state, static_cast<uint64_t>(i));
    store_as<float>(y + at[0], y_type, rng.uniform<double>() < chance ? 1.0f : 0.0f);
  }
};

void bernoulli_tensor(const Tensor& y, const Tensor& p, const Generator& g) {
  if (y.numel() == 0) return;
  if (!isFloatingType(p.scalar_type())) kernels::missing("bernoulli_tensor", p.scalar_type(), kCUDA);
  const DeviceGuard guard(y.device());
  Iter it;
  Tensor out = y;
  IterBuilder("bernoulli_").inplace(out).input(p).check_overlap(false).build(it);
  const Flag bad;
  for_each_part(it, [&](const Iter& part) {
    for_each(part.numel, BernoulliEach{part.data[0], part.data[1], part.dtype[0], part.dtype[1],
                                       nest_of<2>(part), reserve(g, 2), bad.get()});
  });
  FACULA_CHECK(!bad.read(), "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
}

// Multiplies uniforms for small rates; transformed rejection for large ones.
// source  Hörmann, "The transformed rejection method for generating Poisson random variables" (1993), PTRS
__device__ double poisson_draw(Rng& rng, double rate) {
  if (rate < 10) {
    const double limit = ::exp(-rate);
    double product = rng.positive<double>();
    int k = 0;
    for (; product > limit; ++k) product *= rng.positive<double>();
    return k;
  }
  const double root = ::sqrt(rate), log_rate = ::log(rate), b = 0.931 + 2.53 * root;
  const double a = -0.059 + 0.02483 * b, inverse_alpha = 1.1239 + 1.1328 / (b - 3.4);
  const double accept = 0.9277 - 3.6224 / (b - 2);
  while (true) {
    const double u = rng.uniform<double>() - 0.5, v = rng.positive<double>(), us = 0.5 - ::fabs(u);
    const double k = ::floor((2 * a / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= accept) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (::log(v) + ::log(inverse_alpha) - ::log(a / (us * us) + b) <= -rate + k * log_rate - ::lgamma(k + 1))
      return k;
  }
}

template <class T>
struct Poisson {
  T* y;
  const T* rates;
  PhiloxState state;
  int* bad;
  __device__ void operator()(int64_t i) const {
    const double rate = convert<double>(rates[i]);
    if (!(rate >= 0)) {
      *bad = 1;
      return;
    }
    Rng rng(state, static_cast<uint64_t>(i));
    y[i] = convert<T>(rate == 0 ? 0.0 : poisson_draw(rng, rate));
  }
};

void poisson(const Tensor& y, const Tensor& rates, const Generator& g) {
  if (y.numel() == 0) return;
  const DeviceGuard guard(y.device());
  const Flag bad;
  const PhiloxState state = reserve(g, 256);  // far more than rejection ever takes
  const bool there = visit(Types<float, double, Half, BFloat16>(), y.scalar_type(), [&]<class T>() {
    for_each(y.numel(), Poisson<T>{static_cast<T*>(y.data_ptr()), static_cast<const T*>(rates.data_ptr()),
                                   state, bad.get()});
  });
  if (!there) kernels::missing("poisson", y.scalar_type(), kCUDA);
  FACULA_CHECK(!bad.read(), "invalid Poisson rate, expected rate to be non-negative");
}

enum Bad { kNegative = 1, kNotFinite = 2, kNoSum = 4 };

// Running sums of a row's weights; a block per row.
template <class T>
__global__ void __launch_bounds__(kThreads)
    running_sums_kernel(double* sums, const T* weights, int64_t categories, int* bad) {
  using Scan = cub::BlockScan<double, kThreads>;
  __shared__ typename Scan::TempStorage memory;
  const T* w = weights + blockIdx.x * categories;
  double* to = sums + blockIdx.x * categories;
  double before = 0;
  for (int64_t begin = 0; begin < categories; begin += kThreads) {
    const int64_t i = begin + threadIdx.x;
    const double v = i < categories ? static_cast<double>(w[i]) : 0;
    if (v < 0) atomicOr(bad, kNegative);
    if (!(::fabs(v) <= 1.7976931348623157e308)) atomicOr(bad, kNotFinite);
    double sum, total;
    Scan(memory).InclusiveSum(v, sum, total);
    if (i < categories) to[i] = before + sum;
    before += total;
    __syncthreads();
  }
  if (threadIdx.x == 0 && !(before > 0)) atomicOr(bad, kNoSum);
}

// The first category whose running sum exceeds a uniform draw below the total.
struct Choose {
  int64_t* y;
  const double* sums;
  int64_t categories, samples;
  PhiloxState state;
  __device__ void operator()(int64_t k) const {
    const double* row = sums + k / samples * categories;
    const double total = row[categories - 1];
    Rng rng(state, static_cast<uint64_t>(k));
    double target = rng.uniform<double>() * total;
    if (!(target < total)) target = ::nextafter(total, 0.0);
    int64_t low = 0, high = categories - 1;
    while (low < high) {
      const int64_t middle = (low + high) / 2;
      if (row[middle] > target)
        high = middle;
      else
        low = middle + 1;
    }
    y[k] = low;
  }
};

// Weight / exponential variate: the largest are a sample without replacement.
// source  Efraimidis, Spirakis, "Weighted random sampling with a reservoir" (2006)
template <class T>
struct Race {
  float* keys;
  int64_t* ids;
  const T* weights;
  int64_t categories;
  PhiloxState state;
  __device__ void operator()(int64_t k) const {
    Rng rng(state, static_cast<uint64_t>(k));
    const double e = -::log(rng.positive<double>());
    keys[k] = static_cast<float>(static_cast<double>(weights[k]) / (e > 0 ? e : 0x1p-54));
    ids[k] = k % categories;
  }
};
struct TakeFirst {
  int64_t* y;
  const int64_t* ids;
  int64_t categories, samples;
  __device__ void operator()(int64_t k) const { y[k] = ids[k / samples * categories + k % samples]; }
};

template <class T>
void multinomial_typed(const Tensor& y, const Tensor& weights, bool replacement, const Generator& g) {
  const int64_t rows = weights.size(0), categories = weights.size(1), samples = y.size(1),
                n = rows * categories;
  if (rows == 0 || samples == 0) return;
  const auto* w = static_cast<const T*>(weights.data_ptr());
  auto* out = static_cast<int64_t*>(y.data_ptr());
  const Flag bad;
  const Workspace sums(static_cast<size_t>(n) * sizeof(double));
  launch(running_sums_kernel<T>, static_cast<unsigned>(rows), kThreads, 0, sums.as<double>(), w, categories,
         bad.get());
  const int wrong = bad.read();
  FACULA_CHECK(replacement || !(wrong & (kNegative | kNotFinite)),
               "probability tensor contains either `inf`, `nan` or element < 0");
  FACULA_CHECK(!(wrong & kNegative), "invalid multinomial distribution (encountering probability entry < 0)");
  FACULA_CHECK(!(wrong & kNotFinite),
               "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
  FACULA_CHECK(!(wrong & kNoSum), "invalid multinomial distribution (sum of probabilities <= 0)");
  if (replacement)
    return for_each(rows * samples, Choose{out, sums.as<double>(), categories, samples, reserve(g, 2)});
  const auto count = static_cast<size_t>(n);
  const Workspace keys(count * sizeof(float)), sorted_keys(count * sizeof(float));
  const Workspace ids(count * sizeof(int64_t)), sorted_ids(count * sizeof(int64_t));
  for_each(n, Race<T>{keys.as<float>(), ids.as<int64_t>(), w, categories, reserve(g, 2)});
  const auto starts = row_starts(categories);
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceSegmentedSort::SortPairsDescending(
        scratch, bytes, const_cast<const float*>(keys.as<float>()), sorted_keys.as<float>(),
        const_cast<const int64_t*>(ids.as<int64_t>()), sorted_ids.as<int64_t>(), n, rows, starts, starts + 1,
        current_stream());
  });
  for_each(rows * samples, TakeFirst{out, sorted_ids.as<int64_t>(), categories, samples});
}

void multinomial(const Tensor& y, const Tensor& weights, bool replacement, const Generator& g) {
  const DeviceGuard guard(y.device());
  const bool there = visit(dtype_lists::Float(), weights.scalar_type(),
                           [&]<class T>() { multinomial_typed<T>(y, weights, replacement, g); });
  if (!there) kernels::missing("multinomial", weights.scalar_type(), kCUDA);
}

struct Shuffle {
  uint64_t* keys;
  int64_t* ids;
  PhiloxState state;
  __device__ void operator()(int64_t i) const {
    Rng rng(state, static_cast<uint64_t>(i));
    keys[i] = rng.next64();
    ids[i] = i;
  }
};

// Sorts 0 .. n-1 by random keys of 64 bits.
void randperm(const Tensor& y, const Generator& g) {
  const int64_t n = y.numel();
  if (n == 0) return;
  const DeviceGuard guard(y.device());
  const auto count = static_cast<size_t>(n);
  const Workspace keys(count * sizeof(uint64_t)), sorted(count * sizeof(uint64_t)),
      ids(count * sizeof(int64_t));
  for_each(n, Shuffle{keys.as<uint64_t>(), ids.as<int64_t>(), reserve(g, 2)});
  with_scratch([&](void* scratch, size_t& bytes) {
    return cub::DeviceRadixSort::SortPairs(scratch, bytes, const_cast<const uint64_t*>(keys.as<uint64_t>()),
                                           sorted.as<uint64_t>(),
                                           const_cast<const int64_t*>(ids.as<int64_t>()),
                                           static_cast<int64_t*>(y.data_ptr()), n, 0, 64, current_stream());
  });
}

}  // namespace

void register_random_select() {
  kernels::bernoulli_tensor.set(kCUDA, bernoulli_tensor);
  kernels::poisson.set(kCUDA, poisson);
  kernels::multinomial.set(kCUDA, multinomial);
  kernels::randperm.set(kCUDA, randperm);
}

}  // namespace facula::gpu
