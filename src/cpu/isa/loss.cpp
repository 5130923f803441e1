// Loops of the losses.
#include "cpu/isa/exp_down.h"
#include "cpu/isa/row_sums.h"
#include "cpu/loss_loops.h"
#include "kernels/functor/pointwise.h"

#pragma GCC diagnostic ignored "-Wpsabi"  // vectors go through inlined functions only

namespace facula::cpu::FACULA_ISA {

namespace {

template <class Op, class T>
FACULA_FN Op with_parameter(double param) {
  if constexpr (requires { Op{T(0)}; })
    return Op{T(param)};
  else
    return Op{};
}

template <class Op, class T>
double loss_sum(const void* x, const void* t, int64_t n, double param) {
  const Op op = with_parameter<Op, T>(param);
  const T *a = static_cast<const T*>(x), *b = static_cast<const T*>(t);
  return lane_sum<T>(
      n, [=](int64_t i) __attribute__((always_inline)) { return op(a[i], b[i]); });
}

template <class Op, class T>
void loss_backward(void* gx, const void* g, int64_t step, const void* x, const void* t, int64_t n,
                   double param, double scale) {
  const Op op = with_parameter<Op, T>(param);
  T* __restrict out = static_cast<T*>(gx);
  const T *a = static_cast<const T*>(x), *b = static_cast<const T*>(t), *grad = static_cast<const T*>(g);
  const T s = T(scale);
  if (step == 0) {
    const T c = grad[0] * s;
    for (int64_t i = 0; i < n; ++i) out[i] = c * op.slope(a[i], b[i]);
  } else {
    for (int64_t i = 0; i < n; ++i) out[i] = grad[i] * s * op.slope(a[i], b[i]);
  }
}

template <class T>
bool is_probability(const void* x, int64_t n) {
  const T* p = static_cast<const T*>(x);
  int bad = 0;
  for (int64_t i = 0; i < n; ++i) bad |= !((p[i] >= T(0)) & (p[i] <= T(1)));
  return bad == 0;
}

template <class T>
void log_sum_exp(void* lse, const void* x, int64_t rows, int64_t classes) {
  constexpr int64_t kAtOnce = 64;  // logarithms
  T *out = static_cast<T*>(lse), sums[kAtOnce];
  const T* row = static_cast<const T*>(x);
  for (int64_t first = 0; first < rows; first += kAtOnce) {
    const int64_t n = rows - first < kAtOnce ? rows - first : kAtOnce;
    for (int64_t i = 0; i < n; ++i, row += classes) {
      const T m = lane_max(row, classes);
      out[first + i] = m == -functor::Real<T>::inf ? T(0) : m;
      sums[i] = lane_exp_sum<false, T>(row, out[first + i], classes, nullptr);
    }
    for (int64_t i = 0; i < n; ++i) out[first + i] += functor::log(sums[i]);
  }
}

// 64 bytes of elements anywhere in memory.
template <class T>
struct Pack {
  typedef T V __attribute__((vector_size(64)));
  typedef T Unaligned __attribute__((vector_size(64), aligned(sizeof(T)), may_alias));
  static FACULA_FN V load(const T* p) { return *reinterpret_cast<const Unaligned*>(p); }
  static FACULA_FN void store(T* p, V v) { *reinterpret_cast<Unaligned*>(p) = v; }
};

// The first n of a pack at p, -inf behind them; `room` elements may be read.
template <class T>
FACULA_FN typename Pack<T>::V load_tail(const T* p, int64_t n, int64_t room) {
  constexpr int w = kLanes<T>;
  using V = typename Pack<T>::V;
  T index[w], copy[w];
  for (int j = 0; j < w; ++j) index[j] = T(j);
  if (room < w) {
    for (int j = 0; j < w; ++j) copy[j] = T(0);
    for (int64_t j = 0; j < n; ++j) copy[j] = p[j];
    p = copy;
  }
  return Pack<T>::load(index) < V{} + T(n) ? Pack<T>::load(p) : V{} - functor::Real<T>::inf;
}

// All elements of a vector joined by op. Rotations of the whole vector: cutting it into halves would make the
// compiler keep it in memory all along.
template <class V, class Op>
FACULA_FN auto joined(V v, Op op) {
  if constexpr (sizeof(v[0]) == 4) {
    op(v, V(__builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7)));
    op(v, V(__builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11)));
    op(v, V(__builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13)));
    op(v, V(__builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14)));
  } else {
    op(v, V(__builtin_shufflevector(v, v, 4, 5, 6, 7, 0, 1, 2, 3)));
    op(v, V(__builtin_shufflevector(v, v, 2, 3, 0, 1, 6, 7, 4, 5)));
    op(v, V(__builtin_shufflevector(v, v, 1, 0, 3, 2, 5, 4, 7, 6)));
  }
  return v[0];
}
// NaN may get lost: it comes back with the exponentials.
struct KeepLarger {
  template <class V>
  FACULA_FN void operator()(V& a, const V& b) const {
    a = b > a ? b : a;
  }
};

// out = exp(p - m) with the row's maximum m; returns the sum. What lies in `room` behind the row is spoilt.
template <class T>
FACULA_FN T exp_row(T* __restrict out, T& m, const T* __restrict p, int64_t n, int64_t room) {
  constexpr int w = kLanes<T>;
  using V = typename Pack<T>::V;
  const int64_t whole = n / w * w;
  T tail[w], part[w];
  V most = load_tail(p + whole, n - whole, room - whole);
  Pack<T>::store(tail, most);
  for (int64_t i = 0; i < whole; i += w) KeepLarger{}(most, Pack<T>::load(p + i));
  m = joined(most, KeepLarger{});
  m = m == -functor::Real<T>::inf ? T(0) : m;
  for (int j = 0; j < w; ++j) part[j] = T(0);
  for (int64_t i = 0; i < whole; i += w)
    for (int j = 0; j < w; ++j) {
      const T e = exp_down(p[i + j] - m);
      out[i + j] = e;
      part[j] += e;
    }
  if (whole < n) {
    for (int j = 0; j < w; ++j) {
      tail[j] = exp_down(tail[j] - m);
      part[j] += tail[j];
    }
    if (room - whole >= w)
      for (int j = 0; j < w; ++j) out[whole + j] = tail[j];
    else
      for (int64_t j = 0; j < n - whole; ++j) out[whole + j] = tail[j];
  }
  return joined(Pack<T>::load(part), AddLanes{});
}

template <class T>
void exp_rows(void* exps, void* inverse, void* lse, const void* x, int64_t rows, int64_t classes) {
  constexpr int64_t kAtOnce = 64;  // logarithms
  T *out = static_cast<T*>(exps), *l = static_cast<T*>(lse), sums[kAtOnce];
  const T* row = static_cast<const T*>(x);
  for (int64_t first = 0; first < rows; first += kAtOnce) {
    const int64_t n = rows - first < kAtOnce ? rows - first : kAtOnce;
    for (int64_t i = 0; i < n; ++i, row += classes, out += classes)
      sums[i] = exp_row(out, l[first + i], row, classes, (rows - first - i) * classes);
    T* __restrict inv = static_cast<T*>(inverse) + first;
    for (int64_t i = 0; i < n; ++i) inv[i] = T(1) / sums[i];
    T* __restrict to = l + first;
    for (int64_t i = 0; i < n; ++i) to[i] += functor::log(sums[i]);
  }
}

template <class T>
void scale_exps(void* gx, const void* exps, const void* inverse, const int64_t* target,
                const void* coefficient, int64_t rows, int64_t classes) {
  T* __restrict out = static_cast<T*>(gx);
  const T *row = static_cast<const T*>(exps), *inv = static_cast<const T*>(inverse),
          *c = static_cast<const T*>(coefficient);
  for (int64_t i = 0; i < rows; ++i, row += classes, out += classes) {
    if (c[i] == T(0)) {
      for (int64_t k = 0; k < classes; ++k) out[k] = T(0);
      continue;
    }
    const T by = c[i] * inv[i];
    for (int64_t k = 0; k < classes; ++k) out[k] = row[k] * by;
    out[target[i]] -= c[i];
  }
}

template <class Op, class T>
void enter(LossLoops& loops, int kind) {
  loops.sum[kind] = loss_sum<Op, T>;
  loops.backward[kind] = loss_backward<Op, T>;
}

template <class T>
void enter_all(LossLoops& loops) {
  enter<functor::Mse, T>(loops, 0);
  enter<functor::L1, T>(loops, 1);
  enter<functor::SmoothL1<T>, T>(loops, 2);
  enter<functor::Huber<T>, T>(loops, 3);
  enter<functor::Bce, T>(loops, 4);
  enter<functor::BceLogits, T>(loops, 5);
  enter<functor::Kl, T>(loops, 6);
  enter<functor::KlLog, T>(loops, 7);
  loops.is_probability = is_probability<T>;
  loops.log_sum_exp = log_sum_exp<T>;
  loops.exp_rows = exp_rows<T>;
  loops.scale_exps = scale_exps<T>;
}

}  // namespace

void register_loss_loops() {
  enter_all<float>(loss_loops[0]);
  enter_all<double>(loss_loops[1]);
}

}  // namespace facula::cpu::FACULA_ISA
