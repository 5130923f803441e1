// The CPU's random fills: from tensors to the streams over contiguous memory in kernels/random_fill.h.
#include "kernels/random.h"

#include <cmath>
#include <memory>

#include "cpu/rows.h"
#include "facula/core/complex.h"
#include "facula/core/half.h"
#include "kernels/random_fill.h"

namespace facula::cpu {

namespace {

using facula::random::State;

template <class T>
inline constexpr bool is_half = std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>;

State& state_of(const Generator& g) {
  State* s = cpu_state(g);
  FACULA_CHECK(s, "Expected a 'cpu' device type for generator but found 'cuda'");
  return *s;
}

// fill(p, n) over y's elements in the order of its memory; by way of a buffer when it has holes.
template <class T, class Fill>
void in_memory_order(const Tensor& y, Fill fill) {
  const auto n = static_cast<size_t>(y.numel());
  if (n == 0) return;
  if (y.is_contiguous() || y.is_non_overlapping_and_dense()) return fill(static_cast<T*>(y.data_ptr()), n);
  Iter it;
  Tensor out = y;
  IterBuilder("random").inplace(out).input(y).build(it);
  const std::unique_ptr<T[]> values(new T[n]);
  fill(values.get(), n);
  scatter(it, 0, RowWalker(it, 0), reinterpret_cast<const char*>(values.get()), y.scalar_type(),
          static_cast<int64_t>(n));
}

// f(T()) for the dtype of y among the listed types.
template <class... Ts, class F>
void dispatch(const char* name, const Tensor& y, F f) {
  const ScalarType t = y.scalar_type();
  const bool found = ((t == dtype_of<Ts> && (f(Ts()), true)) || ...);
  if (!found) facula::detail::fail<NotImplementedError>('"', name, "\" not implemented for '", t, "'");
}
template <class F>
void dispatch_floating(const char* name, const Tensor& y, F f) {
  dispatch<float, double, Half, BFloat16>(name, y, f);
}
template <class F>
void dispatch_real(const char* name, const Tensor& y, F f) {
  dispatch<float, double, Half, BFloat16, int64_t, int32_t, int16_t, int8_t, uint8_t, bool>(name, y, f);
}

// A complex tensor is filled as its interleaved parts: 2n numbers.
template <class T>
inline constexpr size_t parts = 1;
template <class T>
inline constexpr size_t parts<complex<T>> = 2;
template <class T>
struct RealOf {
  using type = T;
};
template <class T>
struct RealOf<complex<T>> {
  using type = T;
};
template <class T>
using real_of = typename RealOf<T>::type;

void uniform(const Tensor& y, double from, double to, const Generator& g) {
  State& state = state_of(g);
  auto run = [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) {
      auto* q = reinterpret_cast<real_of<T>*>(p);
      if constexpr (is_half<T>)
        random::uniform_half_fill(q, n, from, to, state);
      else
        random::uniform_fill(q, n * parts<T>, from, to, state);
    });
  };
  if (y.scalar_type() == kFloat) return run(0.0f);
  dispatch<double, Half, BFloat16, complex<float>, complex<double>>("check_uniform_bounds", y, run);
}

void normal(const Tensor& y, double mean, double std, const Generator& g) {
  State& state = state_of(g);
  const bool whole = y.is_contiguous();
  auto run = [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) {
      auto* q = reinterpret_cast<real_of<T>*>(p);
      const double s = parts<T> == 2 ? std / std::sqrt(2.0) : std;
      const double m = parts<T> == 2 ? 0 : mean;
      if (!whole)
        random::normal_serial(q, n * parts<T>, m, s, state);
      else if constexpr (is_half<T>)
        random::normal_half_fill(q, n, m, s, state);
      else
        random::normal_fill(q, n * parts<T>, m, s, state);
      if constexpr (parts<T> == 2) {
        for (size_t i = 0; mean != 0 && i < n; ++i) p[i].re += static_cast<real_of<T>>(mean);
      }
    });
  };
  if (y.scalar_type() == kFloat) return run(0.0f);
  dispatch<double, Half, BFloat16, complex<float>, complex<double>>("normal_kernel_cpu", y, run);
}

void exponential(const Tensor& y, double lambda, const Generator& g) {
  State& state = state_of(g);
  dispatch_floating("exponential_cpu", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) {
      if constexpr (is_half<T>)
        random::exponential_convert(p, n, lambda, state);
      else
        random::exponential_fill(p, n, lambda, state);
    });
  });
}

void geometric(const Tensor& y, double p_one, const Generator& g) {
  State& state = state_of(g);
  dispatch<float, double, Half, BFloat16, int64_t, int32_t, int16_t, int8_t, uint8_t>(
      "geometric_cpu", y, [&]<class T>(T) {
        in_memory_order<T>(y, [&](T* p, size_t n) { random::geometric_fill(p, n, p_one, state); });
      });
}

void log_normal(const Tensor& y, double mean, double std, const Generator& g) {
  State& state = state_of(g);
  dispatch_floating("log_normal_cpu", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) { random::log_normal_fill(p, n, mean, std, state); });
  });
}

void cauchy(const Tensor& y, double median, double sigma, const Generator& g) {
  State& state = state_of(g);
  dispatch_floating("cauchy_cpu", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) { random::cauchy_fill(p, n, median, sigma, state); });
  });
}

void random_range(const Tensor& y, int64_t from, uint64_t range, const Generator& g) {
  State& state = state_of(g);
  dispatch_real("random_from_to", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) { random::randint_fill(p, n, from, range, state); });
  });
}

void random_full(const Tensor& y, const Generator& g) {
  State& state = state_of(g);
  dispatch_real("random", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) { random::random_full_fill(p, n, state); });
  });
}

void bernoulli(const Tensor& y, double p_one, const Generator& g) {
  State& state = state_of(g);
  dispatch_real("bernoulli_scalar_cpu_", y, [&]<class T>(T) {
    in_memory_order<T>(y, [&](T* p, size_t n) { random::bernoulli_fill(p, n, p_one, state); });
  });
}

template <class T, class P>
void bernoulli_each(const Tensor& y, const Tensor& probs, State& state) {
  const auto n = static_cast<size_t>(y.numel());
  auto fill = [&](T* out, const P* p) {
    for (size_t i = 0; i < n; ++i) {
      const auto v = static_cast<double>(p[i]);
      FACULA_CHECK(v >= 0 && v <= 1, "Expected p_in >= 0 && p_in <= 1 to be true, but got false.");
    }
    random::bernoulli_fill(out, p, n, state);
  };
  if (y.is_contiguous() && probs.is_contiguous())
    return fill(static_cast<T*>(y.data_ptr()), static_cast<const P*>(probs.data_ptr()));
  Iter it;
  Tensor out = y;
  IterBuilder("bernoulli_").inplace(out).input(probs).build(it);
  const std::unique_ptr<T[]> values(new T[n]);
  const std::unique_ptr<P[]> p(new P[n]);
  const RowWalker start(it, 0);
  gather(reinterpret_cast<char*>(p.get()), probs.scalar_type(), it, 1, start, static_cast<int64_t>(n));
  fill(values.get(), p.get());
  scatter(it, 0, start, reinterpret_cast<const char*>(values.get()), y.scalar_type(),
          static_cast<int64_t>(n));
}

void bernoulli_tensor(const Tensor& y, const Tensor& probs, const Generator& g) {
  State& state = state_of(g);
  if (y.numel() == 0) return;
  dispatch_floating("bernoulli_tensor_cpu_p_", probs, [&]<class P>(P) {
    dispatch_real("bernoulli_tensor_cpu_self_", y,
                  [&]<class T>(T) { bernoulli_each<T, P>(y, probs, state); });
  });
}

void poisson(const Tensor& y, const Tensor& rates, const Generator& g) {
  State& state = state_of(g);
  dispatch_floating("poisson_cpu", y, [&]<class T>(T) {
    const auto* p = static_cast<const T*>(rates.data_ptr());
    const int64_t n = y.numel();
    for (int64_t i = 0; i < n; ++i)
      FACULA_CHECK(static_cast<double>(p[i]) >= 0, "invalid Poisson rate, expected rate to be non-negative");
    random::poisson_fill(static_cast<T*>(y.data_ptr()), p, static_cast<size_t>(n), state);
  });
}

void binomial(const Tensor& y, const Tensor& counts, const Tensor& probabilities, const Generator& g) {
  State& state = state_of(g);
  dispatch_floating("binomial_cpu", y, [&]<class T>(T) {
    const auto *n = static_cast<const T*>(counts.data_ptr()),
               *p = static_cast<const T*>(probabilities.data_ptr());
    auto* out = static_cast<T*>(y.data_ptr());
    std::lock_guard<std::mutex> lock(state.mutex);
    for (int64_t i = 0; i < y.numel(); ++i)
      out[i] = random::detail::convert<T>(
          random::detail::binomial(state, static_cast<double>(n[i]), static_cast<double>(p[i])));
  });
}

template <class T>
void check_weights(const T* w, int64_t rows, int64_t categories, bool replacement) {
  for (int64_t r = 0; r < rows; ++r) {
    double sum = 0;
    for (int64_t i = 0; i < categories; ++i) {
      const T v = w[r * categories + i];
      if (replacement) {
        FACULA_CHECK(v >= 0, "invalid multinomial distribution (encountering probability entry < 0)");
        FACULA_CHECK(std::isfinite(v),
                     "invalid multinomial distribution (encountering probability entry = infinity or NaN)");
      } else {
        FACULA_CHECK(v >= 0 && std::isfinite(v),
                     "probability tensor contains either `inf`, `nan` or element < 0");
      }
      sum += static_cast<double>(v);
    }
    FACULA_CHECK(sum > 0, "invalid multinomial distribution (sum of probabilities <= 0)");
  }
}

void multinomial(const Tensor& y, const Tensor& weights, bool replacement, const Generator& g) {
  State& state = state_of(g);
  const int64_t rows = weights.size(0), categories = weights.size(1), samples = y.size(1);
  auto size = [](int64_t n) { return static_cast<size_t>(n); };
  dispatch<float, double>("multinomial", weights, [&]<class T>(T) {
    const auto* w = static_cast<const T*>(weights.data_ptr());
    check_weights(w, rows, categories, replacement);
    auto* out = static_cast<int64_t*>(y.data_ptr());
    if (replacement)
      random::multinomial_with_replacement(out, w, size(rows), size(categories), size(samples), state);
    else
      random::multinomial_without_replacement(out, w, size(rows), size(categories), size(samples), state);
  });
}

void randperm(const Tensor& y, const Generator& g) {
  random::randperm_fill(static_cast<int64_t*>(y.data_ptr()), static_cast<size_t>(y.numel()), state_of(g));
}

}  // namespace

void register_random() {
  kernels::uniform.set(kCPU, uniform);
  kernels::normal.set(kCPU, normal);
  kernels::exponential.set(kCPU, exponential);
  kernels::geometric.set(kCPU, geometric);
  kernels::log_normal.set(kCPU, log_normal);
  kernels::cauchy.set(kCPU, cauchy);
  kernels::random.set(kCPU, random_range);
  kernels::random_full.set(kCPU, random_full);
  kernels::bernoulli.set(kCPU, bernoulli);
  kernels::bernoulli_tensor.set(kCPU, bernoulli_tensor);
  kernels::poisson.set(kCPU, poisson);
  kernels::binomial.set(kCPU, binomial);
  kernels::multinomial.set(kCPU, multinomial);
  kernels::randperm.set(kCPU, randperm);
}

}  // namespace facula::cpu
