// Loops of the losses.
#include "cpu/isa/row_sums.h"
#include "cpu/loss_loops.h"
#include "kernels/functor/pointwise.h"

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

template <class T>
void cross_entropy_backward(void* gx, const void* x, const void* lse, const int64_t* target,
                            const void* coefficient, int64_t rows, int64_t classes) {
  T* __restrict out = static_cast<T*>(gx);
  const T *row = static_cast<const T*>(x), *l = static_cast<const T*>(lse),
          *c = static_cast<const T*>(coefficient);
  for (int64_t i = 0; i < rows; ++i, row += classes, out += classes) {
    if (c[i] == T(0)) {
      for (int64_t k = 0; k < classes; ++k) out[k] = T(0);
      continue;
    }
    lane_exp_sum<true, T>(row, l[i], classes, out);
    for (int64_t k = 0; k < classes; ++k) out[k] *= c[i];
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
  loops.cross_entropy_backward = cross_entropy_backward<T>;
}

}  // namespace

void register_loss_loops() {
  enter_all<float>(loss_loops[0]);
  enter_all<double>(loss_loops[1]);
}

}  // namespace facula::cpu::FACULA_ISA
