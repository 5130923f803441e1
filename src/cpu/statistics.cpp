// Searching in sorted rows, modes and histograms.
#include "kernels/statistics.h"

#include <algorithm>

#include "cpu/parallel.h"
#include "kernels/dtype_lists.h"

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC optimize("O3")  // the loops over keys gain from vectors
#endif

namespace facula::cpu {

namespace {

using dtype_lists::Types;
using Sortable = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, bool, BFloat16>;

template <class F, class... T>
void dispatch(const char* name, ScalarType t, Types<T...>, const F& f) {
  const bool found = ((t == dtype_of<T> ? (f.template operator()<T>(), true) : false) || ...);
  if (!found) detail::fail<NotImplementedError>('"', name, "\" not implemented for '", t, "'");
}

template <class T>
auto wide(T v) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>)
    return static_cast<float>(v);
  else
    return v;
}

// How many of the n ascending values come before x. NaN comes after everything.
template <class T>
inline int64_t place(const T* row, const int64_t* sorter, int64_t n, T value, bool right) {
  const auto x = wide(value);
  const auto before = [&](int64_t i) {
    const auto v = wide(row[sorter ? sorter[i] : i]);
    return right ? !(v > x) : !(v >= x);
  };
  if (n == 0) return 0;
  int64_t begin = 0;
  while (n > 1) {  // without branches: which half it is cannot be foretold
    const int64_t half = n / 2;
    begin += before(begin + half - 1) ? half : 0;
    n -= half;
  }
  return begin + before(begin);
}

template <bool sorted_by, class T>
void search_rows(int64_t* y, const T* edges, const T* x, const int64_t* s, int64_t n, int64_t rows,
                 int64_t per_row, bool right, int64_t a, int64_t b) {
  for (int64_t i = a; i < b; ++i) {
    const int64_t at = rows > 1 ? i / per_row * n : 0;
    const int64_t* sorter = sorted_by ? s + at : nullptr;
    y[i] = right ? place(edges + at, sorter, n, x[i], true) : place(edges + at, sorter, n, x[i], false);
  }
}

template <class T>
void search_as(Tensor& out, const Tensor& edges, const Tensor& in, const Tensor& sorter, bool right) {
  const int64_t n = edges.size(-1), total = in.numel();
  const int64_t rows = edges.dim() > 1 ? edges.numel() / std::max<int64_t>(n, 1) : 1;
  const int64_t per_row = std::max<int64_t>(total / std::max<int64_t>(rows, 1), 1);
  auto* y = out.data_ptr<int64_t>();
  const T *e = edges.data_ptr<T>(), *x = in.data_ptr<T>();
  const int64_t* s = sorter.defined() ? sorter.data_ptr<int64_t>() : nullptr;
  parallel_for(0, total, kGrain / 8, [&](int64_t a, int64_t b) {
    if (s)
      search_rows<true>(y, e, x, s, n, rows, per_row, right, a, b);
    else
      search_rows<false>(y, e, x, s, n, rows, per_row, right, a, b);
  });
}

template <class T>
void mode_as(Tensor& value, Tensor& index, const Tensor& sorted, const Tensor& order) {
  const int64_t n = sorted.size(-1), rows = sorted.numel() / n;
  const T* x = sorted.data_ptr<T>();
  const auto* at = order.data_ptr<int64_t>();
  T* v = value.data_ptr<T>();
  auto* k = index.data_ptr<int64_t>();
  parallel_for(0, rows, std::max<int64_t>(1, kGrain / n), [&](int64_t a, int64_t b) {
    for (int64_t r = a; r < b; ++r) {
      const T* row = x + r * n;
      int64_t best = 0, longest = 0;
      for (int64_t i = 0; i < n;) {
        int64_t j = i + 1;
        while (j < n && wide(row[j]) == wide(row[i])) ++j;
        if (j - i > longest) {
          longest = j - i;
          best = j - 1;
        }
        i = j;
      }
      v[r] = row[best];
      k[r] = at[r * n + best];
    }
  });
}

template <class T>
void bincount_as(Tensor& out, const Tensor& x, const Tensor& weights) {
  T* y = out.data_ptr<T>();
  const auto* at = x.data_ptr<int64_t>();
  const int64_t n = x.numel();
  std::fill_n(y, out.numel(), T(0));
  if (!weights.defined()) {
    for (int64_t i = 0; i < n; ++i) y[at[i]] += T(1);
    return;
  }
  const T* w = weights.data_ptr<T>();
  for (int64_t i = 0; i < n; ++i) y[at[i]] += w[i];
}

template <class T>
int64_t group_as(Tensor& starts, Tensor& groups, const Tensor& sorted, const Tensor& order) {
  const T* x = sorted.data_ptr<T>();
  const auto* at = order.data_ptr<int64_t>();
  auto *s = starts.data_ptr<int64_t>(), *g = groups.data_ptr<int64_t>();
  const int64_t n = sorted.numel();
  int64_t group = -1;
  for (int64_t i = 0; i < n; ++i) {
    const bool starts_one = i == 0 || !(wide(x[i]) == wide(x[i - 1]));
    group += starts_one;
    s[group] = starts_one ? i : s[group];
    g[at[i]] = group;
  }
  return group + 1;
}

template <class T>
struct Axis {
  const T* edges;
  int64_t bins;
  T left, right;
  int64_t step;  // between bins, in the flat histogram

  // The bin of v, or -1.
  int64_t bin(T v, kernels::BinSearch search) const {
    if (!(v >= left && v <= right)) return -1;
    int64_t at;
    if (search == kernels::BinSearch::Edges) {
      at = std::upper_bound(edges, edges + bins + 1, v) - edges - 1;
    } else {
      at = static_cast<int64_t>((v - left) * static_cast<T>(bins) / (right - left));
      if (search == kernels::BinSearch::LinearThenEdges) {
        const int64_t low = std::max<int64_t>(0, at - 1), high = std::min(at + 2, bins + 1);
        at = std::upper_bound(edges + low, edges + high, v) - edges - 1;
      }
    }
    return at == bins ? at - 1 : at;
  }
};

template <class T>
void histogram_as(Tensor& hist, const Tensor& points, const Tensor& weights, const std::vector<Tensor>& edges,
                  kernels::BinSearch search) {
  std::vector<Axis<T>> axes;
  int64_t step = hist.numel();
  for (const Tensor& e : edges) {
    const int64_t bins = e.numel() - 1;
    const T* p = e.data_ptr<T>();
    step /= std::max<int64_t>(bins, 1);
    axes.push_back({p, bins, p[0], p[bins], step});
  }
  auto* y = hist.data_ptr<double>();
  std::fill_n(y, hist.numel(), 0.0);
  const auto d = static_cast<int64_t>(axes.size());
  const T* x = points.data_ptr<T>();
  const T* w = weights.defined() ? weights.data_ptr<T>() : nullptr;
  const int64_t n = d ? points.numel() / d : 0;
  if (hist.numel() == 0) return;
  for (int64_t i = 0; i < n; ++i) {
    int64_t at = 0;
    for (int64_t k = 0; k < d && at >= 0; ++k) {
      const Axis<T>& axis = axes[static_cast<size_t>(k)];
      const int64_t bin = axis.bin(x[i * d + k], search);
      at = bin < 0 ? -1 : at + bin * axis.step;
    }
    if (at >= 0) y[at] += w ? static_cast<double>(w[i]) : 1.0;
  }
}

}  // namespace

void register_statistics() {
  kernels::searchsorted.set(
      kCPU, [](Tensor& y, const Tensor& edges, const Tensor& x, const Tensor& sorter, bool right) {
        dispatch("searchsorted_out_cpu", x.scalar_type(), Sortable(),
                 [&]<class T>() { search_as<T>(y, edges, x, sorter, right); });
      });
  kernels::mode.set(kCPU, [](Tensor& value, Tensor& index, const Tensor& sorted, const Tensor& order) {
    dispatch("mode_cpu", sorted.scalar_type(), Sortable(),
             [&]<class T>() { mode_as<T>(value, index, sorted, order); });
  });
  kernels::bincount.set(kCPU, [](Tensor& y, const Tensor& x, const Tensor& weights) {
    dispatch("bincount_cpu", y.scalar_type(), Types<int64_t, float, double>(),
             [&]<class T>() { bincount_as<T>(y, x, weights); });
  });
  kernels::unique_groups.set(kCPU,
                             [](Tensor& starts, Tensor& groups, const Tensor& sorted, const Tensor& order) {
                               int64_t n = 0;
                               dispatch("unique", sorted.scalar_type(), Sortable(),
                                        [&]<class T>() { n = group_as<T>(starts, groups, sorted, order); });
                               return n;
                             });
  kernels::histogram.set(kCPU, [](Tensor& hist, const Tensor& points, const Tensor& weights,
                                  const std::vector<Tensor>& edges, kernels::BinSearch search) {
    dispatch("histogram_cpu", points.scalar_type(), Types<float, double>(),
             [&]<class T>() { histogram_as<T>(hist, points, weights, edges, search); });
  });
}

}  // namespace facula::cpu
