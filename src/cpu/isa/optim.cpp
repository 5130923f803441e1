// The optimizers' formulas as vectorised loops. 16-bit types are updated in float.
#include "cpu/optim.h"
#include "facula/core/half.h"
#include "facula/core/inline.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
struct Compute {
  using type = float;
};
template <>
struct Compute<double> {
  using type = double;
};
template <class T>
using compute = typename Compute<T>::type;

FACULA_INLINE float root(float x) { return __builtin_sqrtf(x); }
FACULA_INLINE double root(double x) { return __builtin_sqrt(x); }

template <class T>
FACULA_INLINE T* at(void* p, int64_t begin) {
  return static_cast<T*>(p) + begin;
}

// The gradient that counts: turned around to maximize, with the parameter's decay.
template <bool decays, class C>
FACULA_INLINE C gradient(C g, C p, C sign, C decay) {
  g = sign * g;
  return decays ? g + decay * p : g;
}

template <class T, bool decays, bool largest>
void adam(const kernels::Parameter& q, const kernels::AdamStep& s, int64_t begin, int64_t end) {
  using C = compute<T>;
  T* __restrict p = at<T>(q.value, begin);
  const T* __restrict g = static_cast<const T*>(q.grad) + begin;
  T* __restrict m = at<T>(q.state[0], begin);
  T* __restrict v = at<T>(q.state[1], begin);
  T* __restrict top = largest ? at<T>(q.state[2], begin) : nullptr;
  const C beta1 = static_cast<C>(s.beta1), rest1 = static_cast<C>(1 - s.beta1),
          beta2 = static_cast<C>(s.beta2), rest2 = static_cast<C>(1 - s.beta2), eps = static_cast<C>(s.eps),
          step = static_cast<C>(-s.step_size), root2 = static_cast<C>(s.root2),
          shrink = static_cast<C>(s.shrink), decay = static_cast<C>(s.weight_decay),
          sign = s.maximize ? -1 : 1;
  const int64_t n = end - begin;
  for (int64_t i = 0; i < n; ++i) {
    C x = static_cast<C>(p[i]) * shrink;
    const C d = gradient<decays>(static_cast<C>(g[i]), x, sign, decay);
    const C a = static_cast<C>(m[i]) * beta1 + rest1 * d;
    C b = static_cast<C>(v[i]) * beta2 + rest2 * d * d;
    m[i] = static_cast<T>(a);
    v[i] = static_cast<T>(b);
    if constexpr (largest) {
      const C before = static_cast<C>(top[i]);
      b = b > before || b != b ? b : before;
      top[i] = static_cast<T>(b);
    }
    p[i] = static_cast<T>(x + step * a / (root(b) / root2 + eps));
  }
}

template <class T, bool decays, bool momentum>
void sgd(const kernels::Parameter& q, const kernels::SGDStep& s, int64_t begin, int64_t end) {
  using C = compute<T>;
  T* __restrict p = at<T>(q.value, begin);
  const T* __restrict g = static_cast<const T*>(q.grad) + begin;
  T* __restrict buffer = momentum ? at<T>(q.state[0], begin) : nullptr;
  const C step = static_cast<C>(-s.lr), decay = static_cast<C>(s.weight_decay),
          keep = static_cast<C>(s.momentum), take = static_cast<C>(1 - s.dampening),
          sign = s.maximize ? -1 : 1;
  const int64_t n = end - begin;
  const bool first = s.first, nesterov = s.nesterov;
  for (int64_t i = 0; i < n; ++i) {
    const C x = static_cast<C>(p[i]);
    C d = gradient<decays>(static_cast<C>(g[i]), x, sign, decay);
    if constexpr (momentum) {
      const C b = first ? d : static_cast<C>(buffer[i]) * keep + take * d;
      buffer[i] = static_cast<T>(b);
      d = nesterov ? d + keep * b : b;
    }
    p[i] = static_cast<T>(x + step * d);
  }
}

template <class T, bool momentum, bool centered>
void rmsprop(const kernels::Parameter& q, const kernels::RMSpropStep& s, int64_t begin, int64_t end) {
  using C = compute<T>;
  T* __restrict p = at<T>(q.value, begin);
  const T* __restrict g = static_cast<const T*>(q.grad) + begin;
  T* __restrict square = at<T>(q.state[0], begin);
  T* __restrict buffer = momentum ? at<T>(q.state[1], begin) : nullptr;
  T* __restrict mean = centered ? at<T>(q.state[2], begin) : nullptr;
  const C alpha = static_cast<C>(s.alpha), rest = static_cast<C>(1 - s.alpha), eps = static_cast<C>(s.eps),
          step = static_cast<C>(-s.lr), decay = static_cast<C>(s.weight_decay),
          keep = static_cast<C>(s.momentum), sign = s.maximize ? -1 : 1;
  const bool decays = s.weight_decay != 0;
  const int64_t n = end - begin;
  for (int64_t i = 0; i < n; ++i) {
    const C x = static_cast<C>(p[i]);
    C d = sign * static_cast<C>(g[i]);
    if (decays) d = d + decay * x;
    const C v = static_cast<C>(square[i]) * alpha + rest * d * d;
    square[i] = static_cast<T>(v);
    C spread = v;
    if constexpr (centered) {
      const C a = static_cast<C>(mean[i]) * alpha + rest * d;
      mean[i] = static_cast<T>(a);
      spread = v - a * a;
    }
    const C scale = root(spread) + eps;
    if constexpr (momentum) {
      const C b = static_cast<C>(buffer[i]) * keep + d / scale;
      buffer[i] = static_cast<T>(b);
      p[i] = static_cast<T>(x + step * b);
    } else {
      p[i] = static_cast<T>(x + step * d / scale);
    }
  }
}

template <class T>
void adagrad(const kernels::Parameter& q, const kernels::AdagradStep& s, int64_t begin, int64_t end) {
  using C = compute<T>;
  T* __restrict p = at<T>(q.value, begin);
  const T* __restrict g = static_cast<const T*>(q.grad) + begin;
  T* __restrict sum = at<T>(q.state[0], begin);
  const C eps = static_cast<C>(s.eps), step = static_cast<C>(-s.lr), decay = static_cast<C>(s.weight_decay),
          sign = s.maximize ? -1 : 1;
  const bool decays = s.weight_decay != 0;
  const int64_t n = end - begin;
  for (int64_t i = 0; i < n; ++i) {
    const C x = static_cast<C>(p[i]);
    C d = sign * static_cast<C>(g[i]);
    if (decays) d = d + decay * x;
    const C v = static_cast<C>(sum[i]) + d * d;
    sum[i] = static_cast<T>(v);
    p[i] = static_cast<T>(x + step * d / (root(v) + eps));
  }
}

template <class T>
void adam_any(const kernels::Parameter& q, const kernels::AdamStep& s, int64_t begin, int64_t end) {
  if (s.weight_decay != 0)
    q.state[2] ? adam<T, true, true>(q, s, begin, end) : adam<T, true, false>(q, s, begin, end);
  else
    q.state[2] ? adam<T, false, true>(q, s, begin, end) : adam<T, false, false>(q, s, begin, end);
}
template <class T>
void sgd_any(const kernels::Parameter& q, const kernels::SGDStep& s, int64_t begin, int64_t end) {
  if (s.weight_decay != 0)
    q.state[0] ? sgd<T, true, true>(q, s, begin, end) : sgd<T, true, false>(q, s, begin, end);
  else
    q.state[0] ? sgd<T, false, true>(q, s, begin, end) : sgd<T, false, false>(q, s, begin, end);
}
template <class T>
void rmsprop_any(const kernels::Parameter& q, const kernels::RMSpropStep& s, int64_t begin, int64_t end) {
  if (q.state[1])
    q.state[2] ? rmsprop<T, true, true>(q, s, begin, end) : rmsprop<T, true, false>(q, s, begin, end);
  else
    q.state[2] ? rmsprop<T, false, true>(q, s, begin, end) : rmsprop<T, false, false>(q, s, begin, end);
}

template <class T>
void enter(int type) {
  optim_loops.adam[type] = adam_any<T>;
  optim_loops.sgd[type] = sgd_any<T>;
  optim_loops.rmsprop[type] = rmsprop_any<T>;
  optim_loops.adagrad[type] = adagrad<T>;
}

}  // namespace

void register_optim() {
  enter<float>(0);
  enter<double>(1);
  enter<Half>(2);
  enter<BFloat16>(3);
}

}  // namespace facula::cpu::FACULA_ISA
