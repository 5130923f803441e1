// The optimizers' formulas: a thread per number, one pass over memory. 16-bit types are updated in float.
#include "kernels/optim.h"

#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

using Parameters = Types<float, double, Half, BFloat16>;

// The gradient that counts: turned around to maximize, with the parameter's decay.
template <class C>
__device__ C gradient(C g, C p, bool maximize, double decay) {
  if (maximize) g = -g;
  return decay != 0 ? g + static_cast<C>(decay) * p : g;
}

// Reads and writes in the type that computes.
template <class T>
struct Memory {
  using C = Compute<T>;
  T* p;
  const T* g;
  T* state[3];
  explicit Memory(const kernels::Parameter& q)
      : p(static_cast<T*>(q.value)),
        g(static_cast<const T*>(q.grad)),
        state{static_cast<T*>(q.state[0]), static_cast<T*>(q.state[1]), static_cast<T*>(q.state[2])} {}
  __device__ C value(int64_t i) const { return convert<C>(p[i]); }
  __device__ C grad(int64_t i) const { return convert<C>(g[i]); }
  __device__ C get(int k, int64_t i) const { return convert<C>(state[k][i]); }
  __device__ void set(int k, int64_t i, C v) const { state[k][i] = convert<T>(v); }
  __device__ void write(int64_t i, C v) const { p[i] = convert<T>(v); }
};

template <class T>
struct Adam {
  using C = Compute<T>;
  Memory<T> m;
  kernels::AdamStep s;
  __device__ void operator()(int64_t i) const {
    const C x = m.value(i) * static_cast<C>(s.shrink), d = gradient(m.grad(i), x, s.maximize, s.weight_decay);
    const C a = m.get(0, i) * static_cast<C>(s.beta1) + static_cast<C>(1 - s.beta1) * d;
    C b = m.get(1, i) * static_cast<C>(s.beta2) + static_cast<C>(1 - s.beta2) * d * d;
    m.set(0, i, a);
    m.set(1, i, b);
    if (m.state[2]) {
      const C before = m.get(2, i);
      b = b > before || b != b ? b : before;
      m.set(2, i, b);
    }
    m.write(i, x - static_cast<C>(s.step_size) * a /
                       (::sqrt(b) / static_cast<C>(s.root2) + static_cast<C>(s.eps)));
  }
};

template <class T>
struct Sgd {
  using C = Compute<T>;
  Memory<T> m;
  kernels::SGDStep s;
  __device__ void operator()(int64_t i) const {
    const C x = m.value(i), keep = static_cast<C>(s.momentum);
    C d = gradient(m.grad(i), x, s.maximize, s.weight_decay);
    if (m.state[0]) {
      const C b = s.first ? d : m.get(0, i) * keep + static_cast<C>(1 - s.dampening) * d;
      m.set(0, i, b);
      d = s.nesterov ? d + keep * b : b;
    }
    m.write(i, x - static_cast<C>(s.lr) * d);
  }
};

template <class T>
struct RMSprop {
  using C = Compute<T>;
  Memory<T> m;
  kernels::RMSpropStep s;
  __device__ void operator()(int64_t i) const {
    const C x = m.value(i), d = gradient(m.grad(i), x, s.maximize, s.weight_decay);
    const C alpha = static_cast<C>(s.alpha), rest = static_cast<C>(1 - s.alpha);
    const C v = m.get(0, i) * alpha + rest * d * d;
    m.set(0, i, v);
    C spread = v;
    if (m.state[2]) {
      const C mean = m.get(2, i) * alpha + rest * d;
      m.set(2, i, mean);
      spread = v - mean * mean;
    }
    C step = d / (::sqrt(spread) + static_cast<C>(s.eps));
    if (m.state[1]) {
      step = m.get(1, i) * static_cast<C>(s.momentum) + step;
      m.set(1, i, step);
    }
    m.write(i, x - static_cast<C>(s.lr) * step);
  }
};

template <class T>
struct Adagrad {
  using C = Compute<T>;
  Memory<T> m;
  kernels::AdagradStep s;
  __device__ void operator()(int64_t i) const {
    const C x = m.value(i), d = gradient(m.grad(i), x, s.maximize, s.weight_decay);
    const C v = m.get(0, i) + d * d;
    m.set(0, i, v);
    m.write(i, x - static_cast<C>(s.lr) * d / (::sqrt(v) + static_cast<C>(s.eps)));
  }
};

template <template <class> class Rule, class Step>
void run(const char* name, const kernels::Parameter& p, const Step& s) {
  const DeviceGuard guard(p.where);
  if (!visit(Parameters(), p.dtype, [&]<class T>() { for_each(p.n, Rule<T>{Memory<T>(p), s}); }))
    kernels::missing(name, p.dtype, kCUDA);
}

}  // namespace

void register_optim() {
  kernels::adam.set(kCUDA,
                    [](const kernels::Parameter& p, const kernels::AdamStep& s) { run<Adam>("adam", p, s); });
  kernels::sgd.set(kCUDA,
                   [](const kernels::Parameter& p, const kernels::SGDStep& s) { run<Sgd>("sgd", p, s); });
  kernels::rmsprop.set(kCUDA, [](const kernels::Parameter& p, const kernels::RMSpropStep& s) {
    run<RMSprop>("rmsprop", p, s);
  });
  kernels::adagrad.set(kCUDA, [](const kernels::Parameter& p, const kernels::AdagradStep& s) {
    run<Adagrad>("adagrad", p, s);
  });
}

}  // namespace facula::gpu
