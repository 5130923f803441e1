// CPU kernels of the CTC loss: the forward and backward recursions of Graves et al. 2006, section 4.1, in
// logarithms. One task per sample.
#include "kernels/ctc.h"

#include <cmath>
#include <limits>
#include <vector>

#include "cpu/parallel.h"

namespace facula::cpu {

using kernels::CtcTargets;

namespace {

template <class T>
constexpr T kNever = -std::numeric_limits<T>::infinity();

template <class T>
T log_sum(T a, T b, T c = kNever<T>) {
  const T most = std::max(a, std::max(b, c));
  if (most == kNever<T>) return most;
  return std::log(std::exp(a - most) + std::exp(b - most) + std::exp(c - most)) + most;
}

// One sample: its labels with blanks in between, and its column of log_probs.
template <class T>
struct Sample {
  const T* log_probs;  // at [t * step + class]
  const int64_t* labels;
  int64_t step, blank, steps, length, states, width;

  Sample(const Tensor& x, const CtcTargets& targets, int64_t n)
      : log_probs(x.data_ptr<T>() + n * x.size(2)),
        labels(targets.labels.data() + n * targets.longest),
        step(x.size(1) * x.size(2)),
        blank(targets.blank),
        steps(targets.input_lengths[static_cast<size_t>(n)]),
        length(targets.target_lengths[static_cast<size_t>(n)]),
        states(2 * length + 1),
        width(2 * targets.longest + 1) {}
  int64_t label(int64_t s) const { return s % 2 == 0 ? blank : labels[s / 2]; }
  T at(int64_t t, int64_t s) const { return log_probs[t * step + label(s)]; }
  // Whether the blank before state s may be left out.
  bool may_skip(int64_t s) const { return s >= 2 && s % 2 == 1 && label(s) != label(s - 2); }
};

template <class T>
T forward_one(const Sample<T>& m, T* alpha) {
  if (m.steps == 0) return m.length == 0 ? T(0) : -kNever<T>;
  for (int64_t s = 0; s < m.width; ++s) alpha[s] = s < 2 && s < m.states ? m.at(0, s) : kNever<T>;
  for (int64_t t = 1; t < m.steps; ++t) {
    const T* before = alpha + (t - 1) * m.width;
    T* now = alpha + t * m.width;
    for (int64_t s = 0; s < m.states; ++s)
      now[s] =
          log_sum(before[s], s >= 1 ? before[s - 1] : kNever<T>, m.may_skip(s) ? before[s - 2] : kNever<T>) +
          m.at(t, s);
  }
  const T* last = alpha + (m.steps - 1) * m.width;
  return -log_sum(last[m.states - 1], m.states >= 2 ? last[m.states - 2] : kNever<T>);
}

template <class T>
void backward_one(const Sample<T>& m, const T* alpha, T loss, T g, int64_t classes, T* gx) {
  std::vector<T> beta(static_cast<size_t>(m.states), kNever<T>), next(beta);
  std::vector<T> total(static_cast<size_t>(classes));
  for (int64_t t = m.steps - 1; t >= 0; --t) {
    for (int64_t s = 0; s < m.states; ++s) {
      const auto k = static_cast<size_t>(s);
      if (t == m.steps - 1)
        beta[k] = s + 2 >= m.states ? m.at(t, s) : kNever<T>;
      else
        beta[k] = log_sum(next[k], s + 1 < m.states ? next[k + 1] : kNever<T>,
                          s + 2 < m.states && m.may_skip(s + 2) ? next[k + 2] : kNever<T>) +
                  m.at(t, s);
    }
    std::fill(total.begin(), total.end(), kNever<T>);
    for (int64_t s = 0; s < m.states; ++s) {
      T& sum = total[static_cast<size_t>(m.label(s))];
      sum = log_sum(sum, alpha[t * m.width + s] + beta[static_cast<size_t>(s)]);
    }
    for (int64_t c = 0; c < classes; ++c) {
      const T lp = m.log_probs[t * m.step + c];
      gx[t * m.step + c] = (std::exp(lp) - std::exp(total[static_cast<size_t>(c)] + loss - lp)) * g;
    }
    std::swap(beta, next);
  }
}

template <class F>
void visit(const Tensor& t, F f) {
  t.scalar_type() == kDouble ? f(double()) : f(float());
}

void ctc_loss(Tensor& loss, Tensor& alpha, const Tensor& log_probs, const CtcTargets& targets) {
  visit(log_probs, [&](auto zero) {
    using T = decltype(zero);
    T *l = loss.data_ptr<T>(), *a = alpha.data_ptr<T>();
    const int64_t per_sample = alpha.size(1) * alpha.size(2);
    parallel_for(0, loss.numel(), kGrain / (4 * per_sample + 1) + 1, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n)
        l[n] = forward_one(Sample<T>(log_probs, targets, n), a + n * per_sample);
    });
  });
}

void ctc_loss_backward(Tensor& gx, const Tensor& g, const Tensor& loss, const Tensor& alpha,
                       const Tensor& log_probs, const CtcTargets& targets, bool zero_infinity) {
  visit(log_probs, [&](auto zero) {
    using T = decltype(zero);
    const T *l = loss.data_ptr<T>(), *a = alpha.data_ptr<T>(), *gs = g.data_ptr<T>();
    T* out = gx.data_ptr<T>();
    std::fill(out, out + gx.numel(), T(0));
    const int64_t per_sample = alpha.size(1) * alpha.size(2), classes = log_probs.size(2);
    parallel_for(0, loss.numel(), kGrain / (4 * per_sample + 1) + 1, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        if (zero_infinity && l[n] == -kNever<T>) continue;
        backward_one(Sample<T>(log_probs, targets, n), a + n * per_sample, l[n], gs[n], classes,
                     out + n * classes);
      }
    });
  });
}

}  // namespace

void register_ctc() {
  kernels::ctc_loss.set(kCPU, ctc_loss);
  kernels::ctc_loss_backward.set(kCPU, ctc_loss_backward);
}

}  // namespace facula::cpu
