// CPU kernels of resampling. x is [outer, inputs, inner], y [outer, outputs, inner]; one task per outer
// index.
#include "kernels/upsample.h"

#include <cstring>

#include "cpu/parallel.h"

namespace facula::cpu {

using kernels::ResampleTaps;

namespace {

struct Layout {
  int64_t outer = 1, inner = 1;
  Layout(const Tensor& x, int64_t dim) {
    for (int64_t d = 0; d < x.dim(); ++d) (d < dim ? outer : inner) *= d == dim ? 1 : x.size(d);
  }
};

template <class T>
void add_scaled(T* y, const T* x, T w, int64_t n) {
  for (int64_t i = 0; i < n; ++i) y[i] += w * x[i];
}

template <class T>
void forward(T* y, const T* x, int64_t inner, const ResampleTaps& t) {
  for (int64_t o = 0; o < t.outputs; ++o, y += inner) {
    const int64_t* index = t.index + o * t.taps;
    const double* weight = t.weight + o * t.taps;
    if (inner == 1) {
      T sum = 0;
      for (int64_t k = 0; k < t.taps; ++k) sum += static_cast<T>(weight[k]) * x[index[k]];
      *y = sum;
    } else if (t.taps == 1) {
      std::memcpy(y, x + index[0] * inner, static_cast<size_t>(inner) * sizeof(T));
    } else {
      std::memset(y, 0, static_cast<size_t>(inner) * sizeof(T));
      for (int64_t k = 0; k < t.taps; ++k)
        add_scaled(y, x + index[k] * inner, static_cast<T>(weight[k]), inner);
    }
  }
}

template <class T>
void backward(T* gx, const T* g, int64_t inner, const ResampleTaps& t) {
  std::memset(gx, 0, static_cast<size_t>(t.inputs * inner) * sizeof(T));
  for (int64_t o = 0; o < t.outputs; ++o, g += inner)
    for (int64_t k = 0; k < t.taps; ++k) {
      const int64_t at = o * t.taps + k;
      add_scaled(gx + t.index[at] * inner, g, static_cast<T>(t.weight[at]), inner);
    }
}

template <class T, class F>
void each(Tensor& to, const Tensor& from, int64_t dim, int64_t to_size, int64_t from_size, const F& f) {
  const Layout l(from, dim);
  T* y = to.data_ptr<T>();
  const T* x = from.data_ptr<T>();
  const int64_t work = std::max(to_size, from_size) * l.inner;
  parallel_for(0, l.outer, kGrain / std::max<int64_t>(work, 1) + 1, [&](int64_t a, int64_t b) {
    for (int64_t i = a; i < b; ++i) f(y + i * to_size * l.inner, x + i * from_size * l.inner, l.inner);
  });
}

void resample(Tensor& y, const Tensor& x, int64_t dim, const ResampleTaps& t) {
  auto run = [&](auto zero) {
    using T = decltype(zero);
    each<T>(y, x, dim, t.outputs, t.inputs,
            [&](T* to, const T* from, int64_t n) { forward(to, from, n, t); });
  };
  x.scalar_type() == kDouble ? run(double()) : run(float());
}

void resample_backward(Tensor& gx, const Tensor& g, int64_t dim, const ResampleTaps& t) {
  auto run = [&](auto zero) {
    using T = decltype(zero);
    each<T>(gx, g, dim, t.inputs, t.outputs,
            [&](T* to, const T* from, int64_t n) { backward(to, from, n, t); });
  };
  g.scalar_type() == kDouble ? run(double()) : run(float());
}

}  // namespace

void register_upsample() {
  kernels::resample.set(kCPU, resample);
  kernels::resample_backward.set(kCPU, resample_backward);
}

}  // namespace facula::cpu
