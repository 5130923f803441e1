// CPU kernels of the losses.
#include "kernels/loss.h"

#include <algorithm>
#include <vector>

#include "cpu/capability.h"
#include "cpu/loss_loops.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_loss_loops)
LossLoops loss_loops[2];

namespace {

const LossLoops& loops_for(const Tensor& t) { return loss_loops[t.scalar_type() == kDouble]; }

template <class F>
void visit(const Tensor& t, F f) {
  if (t.scalar_type() == kDouble)
    f(double());
  else
    f(float());
}

const char* at(const Tensor& t, int64_t i) {
  return static_cast<const char*>(t.data_ptr()) + i * t.element_size();
}
char* at(Tensor& t, int64_t i) { return static_cast<char*>(t.data_ptr()) + i * t.element_size(); }

// A sum over [0, n) in chunks, so that the result does not depend on the number of threads.
template <class F>
double chunked_sum(int64_t n, int64_t chunk, F sum) {
  if (n <= chunk) return sum(0, n);
  const int64_t count = (n + chunk - 1) / chunk;
  std::vector<double> part(static_cast<size_t>(count));
  parallel_for(0, count, 1, [&](int64_t a, int64_t b) {
    for (int64_t i = a; i < b; ++i)
      part[static_cast<size_t>(i)] = sum(i * chunk, std::min((i + 1) * chunk, n));
  });
  double total = 0;
  for (double p : part) total += p;
  return total;
}

void set_value(Tensor& y, double v) {
  visit(y, [&](auto zero) { *static_cast<decltype(zero)*>(y.data_ptr()) = static_cast<decltype(zero)>(v); });
}

void loss_sum(Tensor& y, const Tensor& x, const Tensor& t, const LossArgs& args) {
  auto* loop = loops_for(x).sum[static_cast<int>(args.kind)];
  const double sum = chunked_sum(
      x.numel(), kGrain, [&](int64_t a, int64_t b) { return loop(at(x, a), at(t, a), b - a, args.param); });
  set_value(y, sum * args.scale);
}

void loss_backward(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& t, const LossArgs& args) {
  auto* loop = loops_for(x).backward[static_cast<int>(args.kind)];
  const int64_t step = g.numel() == 1 ? 0 : 1;
  parallel_for(0, x.numel(), kGrain, [&](int64_t a, int64_t b) {
    loop(at(gx, a), at(g, a * step), step, at(x, a), at(t, a), b - a, args.param, args.scale);
  });
}

bool is_probability(const Tensor& x) { return loops_for(x).is_probability(x.data_ptr(), x.numel()); }

// ---- classes

void check_targets(const Tensor& target, int64_t classes, int64_t ignore_index) {
  const int64_t* t = target.data_ptr<int64_t>();
  const int64_t n = target.numel();
  for (int64_t i = 0; i < n; ++i)
    FACULA_CHECK_AS(IndexError, (t[i] >= 0 && t[i] < classes) || t[i] == ignore_index, "Target ", t[i],
                    " is out of bounds.");
}

template <class T>
struct Weights {
  const T* weight;
  const int64_t* target;
  int64_t ignore_index;
  Weights(const Tensor& w, const Tensor& t, int64_t ignore)
      : weight(w.defined() ? static_cast<const T*>(w.data_ptr()) : nullptr),
        target(t.data_ptr<int64_t>()),
        ignore_index(ignore) {}
  T operator()(int64_t i) const {
    if (target[i] == ignore_index) return T(0);
    return weight ? weight[target[i]] : T(1);
  }
};

// Joins value(i), the unweighted loss of sample i; `n` samples.
template <class T, class Value>
void reduce_classes(Tensor& y, Tensor& total, int64_t n, const Weights<T>& weights, int64_t reduction,
                    Value value) {
  T* out = static_cast<T*>(y.data_ptr());
  double sum = 0, used = 0;
  for (int64_t i = 0; i < n; ++i) {
    const T w = weights(i);
    const bool ignored = weights.target[i] == weights.ignore_index;
    const T loss = ignored ? T(0) : w * value(i);
    if (reduction == Reduction::None) out[i] = loss;
    sum += static_cast<double>(loss);
    used += static_cast<double>(w);
  }
  *static_cast<T*>(total.data_ptr()) = static_cast<T>(used);
  if (reduction == Reduction::Mean) sum /= used;  // nothing used: NaN, as in PyTorch
  if (reduction != Reduction::None) out[0] = static_cast<T>(sum);
}

// What multiplies the derivative of sample i's loss.
template <class T>
T sample_coefficient(int64_t i, const T* g, const Weights<T>& weights, const Tensor& total,
                     int64_t reduction) {
  if (weights.target[i] == weights.ignore_index) return T(0);
  const T w = weights(i);
  if (reduction == Reduction::None) return g[i] * w;
  return reduction == Reduction::Mean ? g[0] * w / *static_cast<const T*>(total.data_ptr()) : g[0] * w;
}

void nll_loss(Tensor& y, Tensor& total, const Tensor& x, const Tensor& target, const Tensor& weight,
              const ClassLossArgs& args) {
  const int64_t classes = x.size(1), inner = x.size(2), n = target.numel();
  check_targets(target, classes, args.ignore_index);
  visit(x, [&](auto zero) {
    using T = decltype(zero);
    const T* p = static_cast<const T*>(x.data_ptr());
    const Weights<T> weights(weight, target, args.ignore_index);
    reduce_classes<T>(y, total, n, weights, args.reduction, [&](int64_t i) {
      return -p[((i / inner) * classes + weights.target[i]) * inner + i % inner];
    });
  });
}

void nll_loss_backward(Tensor& gx, const Tensor& g, const Tensor& target, const Tensor& weight,
                       const Tensor& total, const ClassLossArgs& args) {
  const int64_t classes = gx.size(1), inner = gx.size(2), n = target.numel();
  visit(gx, [&](auto zero) {
    using T = decltype(zero);
    T* out = static_cast<T*>(gx.data_ptr());
    std::fill(out, out + gx.numel(), T(0));
    const T* grad = static_cast<const T*>(g.data_ptr());
    const Weights<T> weights(weight, target, args.ignore_index);
    for (int64_t i = 0; i < n; ++i) {
      if (weights.target[i] == args.ignore_index) continue;
      out[((i / inner) * classes + weights.target[i]) * inner + i % inner] =
          -sample_coefficient(i, grad, weights, total, args.reduction);
    }
  });
}

int64_t row_grain(int64_t classes) {
  return std::max<int64_t>(1, kGrain / 4 / std::max<int64_t>(1, classes));
}

void cross_entropy(Tensor& y, Tensor& kept, Tensor& total, const Tensor& x, const Tensor& target,
                   const Tensor& weight, const ClassLossArgs& args) {
  const int64_t n = x.size(0), classes = x.size(1);
  check_targets(target, classes, args.ignore_index);
  const bool with_exps = kept.numel() != n;
  Tensor lse = with_exps ? make_contiguous({n}, x.scalar_type()) : kept;
  parallel_for(0, n, row_grain(classes), [&](int64_t a, int64_t b) {
    if (with_exps)
      loops_for(x).exp_rows(at(kept, a * classes), at(kept, n * classes + a), at(lse, a), at(x, a * classes),
                            b - a, classes);
    else
      loops_for(x).log_sum_exp(at(lse, a), at(x, a * classes), b - a, classes);
  });
  visit(x, [&](auto zero) {
    using T = decltype(zero);
    const T *p = static_cast<const T*>(x.data_ptr()), *l = static_cast<const T*>(lse.data_ptr());
    const Weights<T> weights(weight, target, args.ignore_index);
    reduce_classes<T>(y, total, n, weights, args.reduction,
                      [&](int64_t i) { return l[i] - p[i * classes + weights.target[i]]; });
  });
}

void cross_entropy_backward(Tensor& gx, const Tensor& g, const Tensor& x, const Tensor& kept,
                            const Tensor& target, const Tensor& weight, const Tensor& total,
                            const ClassLossArgs& args) {
  constexpr int64_t kBlock = 256;
  const int64_t n = x.size(0), classes = x.size(1);
  FACULA_CHECK(kept.numel() == n * (classes + 1), "cross_entropy_backward: the exponentials were not kept");
  visit(x, [&](auto zero) {
    using T = decltype(zero);
    const Weights<T> weights(weight, target, args.ignore_index);
    const T* grad = static_cast<const T*>(g.data_ptr());
    parallel_for(0, n, row_grain(classes), [&](int64_t a, int64_t b) {
      T coefficient[kBlock];
      for (; a < b; a += kBlock) {
        const int64_t rows = std::min(kBlock, b - a);
        for (int64_t i = 0; i < rows; ++i)
          coefficient[i] = sample_coefficient(a + i, grad, weights, total, args.reduction);
        loops_for(x).scale_exps(at(gx, a * classes), at(kept, a * classes), at(kept, n * classes + a),
                                weights.target + a, coefficient, rows, classes);
      }
    });
  });
}

}  // namespace

void register_loss() {
  FACULA_CALL_ISA(register_loss_loops);
  kernels::loss_sum.set(kCPU, loss_sum);
  kernels::loss_backward.set(kCPU, loss_backward);
  kernels::is_probability.set(kCPU, is_probability);
  kernels::nll_loss.set(kCPU, nll_loss);
  kernels::nll_loss_backward.set(kCPU, nll_loss_backward);
  kernels::cross_entropy.set(kCPU, cross_entropy);
  kernels::cross_entropy_backward.set(kCPU, cross_entropy_backward);
}

}  // namespace facula::cpu
