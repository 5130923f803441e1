// Sorting, selecting the k largest, and ranks, line by line.
#include "kernels/sort.h"

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>
#include <vector>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/radix_sort.h"
#include "cpu/rank.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_rank_loop)
constinit RankLoop rank_loop = nullptr;

namespace {

struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
  Lines(const Tensor& x, int64_t dim) {
    if (x.dim() == 0) return;
    n = x.size(dim);
    for (int64_t d = 0; d < dim; ++d) outer *= x.size(d);
    for (int64_t d = dim + 1; d < x.dim(); ++d) inner *= x.size(d);
  }
  int64_t count() const { return outer * inner; }
  // First element of line i in a tensor that has `length` elements along the dimension.
  int64_t start(int64_t i, int64_t length) const { return i / inner * length * inner + i % inner; }
};

template <class T>
void sort_line(T* values, int64_t* indices, const T* x, int64_t n, int64_t stride, bool descending,
               Keyed<KeyOf<T>>* items, Keyed<KeyOf<T>>* spare) {
  using U = KeyOf<T>;
  using At = decltype(items->at);
  const U flip = descending ? static_cast<U>(~U(0)) : U(0);
  for (int64_t i = 0; i < n; ++i)
    items[i] = {static_cast<U>(sort_key(x[i * stride]) ^ flip), static_cast<At>(i)};
  const auto* sorted = radix_sort(items, spare, n);
  for (int64_t i = 0; i < n; ++i) {
    const auto at = static_cast<int64_t>(sorted[i].at);
    values[i * stride] = x[at * stride];
    indices[i * stride] = at;
  }
}

// A short line of numbers of 32 bits.
template <class T>
void rank_line(T* values, int64_t* indices, const T* x, int64_t n, int64_t stride, bool descending) {
  int32_t ranks[kLongestRanked];
  T line[kLongestRanked] = {};
  for (int64_t i = 0; i < n; ++i) line[i] = x[i * stride];
  rank_loop(line, n, std::is_floating_point_v<T>, descending, ranks);
  for (int64_t i = 0; i < n; ++i) {
    values[ranks[i] * stride] = line[i];
    indices[ranks[i] * stride] = i;
  }
}

template <class T>
void sort_as(Tensor& values, Tensor& indices, const Tensor& in, int64_t dim, bool descending) {
  const Lines lines(in, dim);
  FACULA_CHECK(lines.n < (int64_t{1} << 32), "sort: lines of 2^32 elements and more are not supported, got ",
               lines.n);
  T* v = values.data_ptr<T>();
  auto* k = indices.data_ptr<int64_t>();
  const T* x = in.data_ptr<T>();
  parallel_for(0, lines.count(), kGrain / 16 / std::max<int64_t>(lines.n, 1), [&](int64_t a, int64_t b) {
    using Item = Keyed<KeyOf<T>>;
    const auto room = static_cast<size_t>(2 * lines.n);
    const std::unique_ptr<Item[]> items(new Item[room]);
    for (int64_t i = a; i < b; ++i) {
      const int64_t at = lines.start(i, lines.n);
      if constexpr (sizeof(T) == 4)
        if (lines.n <= kLongestRanked && lines.n > 8 && rank_loop) {
          rank_line(v + at, k + at, x + at, lines.n, lines.inner, descending);
          continue;
        }
      sort_line(v + at, k + at, x + at, lines.n, lines.inner, descending, items.get(), items.get() + lines.n);
    }
  });
}

template <class T>
bool is_nan(T v) {
  return v != v;
}
template <class T>
using Pair = std::pair<T, int64_t>;
template <class T>
struct Above {  // NaN above everything
  static bool beyond(T a, T b) { return a > b || (is_nan(a) && !is_nan(b)); }
  bool operator()(const Pair<T>& a, const Pair<T>& b) const { return beyond(a.first, b.first); }
};
template <class T>
struct Below {
  static bool beyond(T a, T b) { return a < b || (!is_nan(a) && is_nan(b)); }
  bool operator()(const Pair<T>& a, const Pair<T>& b) const { return beyond(a.first, b.first); }
};

// The k best by a heap of k; a run of elements none of which beats the heap's worst is skipped at once. Which
// of equal elements stay, and in which order, is what std::partial_sort gives.
template <class Order, class T>
void select_by_heap(std::vector<Pair<T>>& heap, const T* x, int64_t n, int64_t stride, int64_t k) {
  constexpr int64_t kRun = 64;
  const Order before;
  heap.resize(static_cast<size_t>(k + 1));  // the last place is for the element that comes in
  for (int64_t i = 0; i < k; ++i) heap[static_cast<size_t>(i)] = {x[i * stride], i};
  std::make_heap(heap.begin(), heap.end() - 1, before);
  for (int64_t i = k; i < n; i += kRun) {
    const int64_t end = std::min(i + kRun, n);
    if (stride == 1 && end - i == kRun) {
      const T worst = heap.front().first;
      int hit = 0;
      for (int64_t j = 0; j < kRun; ++j) hit |= Order::beyond(x[i + j], worst);
      if (!hit) continue;
    }
    for (int64_t j = i; j < end; ++j) {
      if (!Order::beyond(x[j * stride], heap.front().first)) continue;
      heap.back() = {x[j * stride], j};
      std::pop_heap(heap.begin(), heap.end(), before);
    }
  }
  std::sort_heap(heap.begin(), heap.end() - 1, before);
}

// The k best in order, kept sorted as the line goes by; false when two of them are equal, or might be: then
// the standard library decides.
constexpr int64_t kFewBest = 16;
template <class Order, class T>
bool select_few(T* values, int64_t* indices, const T* x, int64_t n, int64_t stride, int64_t k) {
  T best[kFewBest];
  int64_t at[kFewBest], m = 0;
  for (int64_t i = 0; i < n; ++i) {
    const T v = x[i * stride];
    if (m < k) {
      ++m;
    } else {
      if (Order::beyond(best[m - 1], v)) continue;
      if (!Order::beyond(v, best[m - 1])) return false;
    }
    int64_t j = m - 1;
    for (; j > 0 && Order::beyond(v, best[j - 1]); --j) {
      best[j] = best[j - 1];
      at[j] = at[j - 1];
    }
    if (j > 0 && !Order::beyond(best[j - 1], v)) return false;
    best[j] = v;
    at[j] = i;
  }
  for (int64_t j = 0; j < k; ++j) {
    values[j * stride] = best[j];
    indices[j * stride] = at[j];
  }
  return true;
}

template <class Order, class T>
void topk_line(std::vector<Pair<T>>& queue, T* values, int64_t* indices, const T* x, int64_t n,
               int64_t stride, int64_t k, bool sorted) {
  if (k == 0) return;
  if (sorted && k <= kFewBest && k * 64 > n && select_few<Order>(values, indices, x, n, stride, k)) return;
  if (k * 64 <= n) {
    select_by_heap<Order>(queue, x, n, stride, k);
  } else {
    const Order before;
    queue.resize(static_cast<size_t>(n));
    for (int64_t i = 0; i < n; ++i) queue[static_cast<size_t>(i)] = {x[i * stride], i};
    std::nth_element(queue.begin(), queue.begin() + (k - 1), queue.end(), before);
    if (sorted) std::sort(queue.begin(), queue.begin() + (k - 1), before);
  }
  for (int64_t i = 0; i < k; ++i) {
    values[i * stride] = queue[static_cast<size_t>(i)].first;
    indices[i * stride] = queue[static_cast<size_t>(i)].second;
  }
}

template <class T>
void topk_as(Tensor& values, Tensor& indices, const Tensor& in, int64_t k, int64_t dim, bool largest,
             bool sorted) {
  const Lines lines(in, dim);
  T* v = values.data_ptr<T>();
  auto* at = indices.data_ptr<int64_t>();
  const T* x = in.data_ptr<T>();
  parallel_for(0, lines.count(), kGrain / 4 / std::max<int64_t>(lines.n, 1), [&](int64_t a, int64_t b) {
    std::vector<Pair<T>> queue;
    for (int64_t i = a; i < b; ++i) {
      const int64_t from = lines.start(i, lines.n), to = lines.start(i, k);
      (largest ? topk_line<Above<T>, T> : topk_line<Below<T>, T>)(queue, v + to, at + to, x + from, lines.n,
                                                                  lines.inner, k, sorted);
    }
  });
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC push_options
#pragma GCC optimize("O3")  // the loops over keys gain from vectors; topk loses
#endif
// Where the chosen element of a line stands: the first that is equal to it. NaN has the largest key. A line
// of the median has an element at least.
template <class U>
int64_t choose(const U* keys, int64_t n, int64_t k, kernels::Rank rank, bool may_be_nan, U* work) {
  constexpr U nan = static_cast<U>(~U(0));
  if (rank != kernels::Rank::Kth) {
    int64_t nans = 0;
    if (may_be_nan)
      for (int64_t i = 0; i < n; ++i) nans += keys[i] == nan;
    if (nans && rank == kernels::Rank::Median) return std::find(keys, keys + n, nan) - keys;
    k = std::max<int64_t>(n - nans - 1, 0) / 2 + 1;
  }
  return std::find(keys, keys + n, select_key(keys, n, k - 1, work)) - keys;
}

template <class T>
void select_as(Tensor& value, Tensor& index, const Tensor& in, int64_t k, int64_t dim, kernels::Rank rank) {
  const Lines lines(in, dim);
  T* v = value.data_ptr<T>();
  auto* at = index.data_ptr<int64_t>();
  const T* x = in.data_ptr<T>();
  parallel_for(0, lines.count(), kGrain / 4 / std::max<int64_t>(lines.n, 1), [&](int64_t a, int64_t b) {
    using U = KeyOf<T>;
    const std::unique_ptr<U[]> keys(new U[static_cast<size_t>(2 * lines.n)]);
    for (int64_t i = a; i < b; ++i) {
      const int64_t from = lines.start(i, lines.n);
      for (int64_t j = 0; j < lines.n; ++j)
        keys[static_cast<size_t>(j)] = sort_key(x[from + j * lines.inner]);
      at[i] = choose(keys.get(), lines.n, k, rank, std::is_floating_point_v<T>, keys.get() + lines.n);
      v[i] = x[from + at[i] * lines.inner];
    }
  });
}

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC pop_options
#endif

template <class... T>
struct Types {};
using Sortable =
    Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool, facula::Half, facula::BFloat16>;
using Real = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double>;

template <class F, class... T>
void dispatch(const char* name, ScalarType t, Types<T...>, const F& f) {
  const bool found = ((t == dtype_of<T> ? (f.template operator()<T>(), true) : false) || ...);
  if (!found) detail::fail<NotImplementedError>('"', name, "\" not implemented for '", t, "'");
}

}  // namespace

void register_sort() {
  FACULA_CALL_ISA(register_rank_loop);
  kernels::sort.set(kCPU, [](Tensor& values, Tensor& indices, const Tensor& x, int64_t dim, bool descending) {
    dispatch(kernels::sort.name(), x.scalar_type(), Sortable(),
             [&]<class T>() { sort_as<T>(values, indices, x, dim, descending); });
  });
  kernels::topk.set(kCPU, [](Tensor& values, Tensor& indices, const Tensor& x, int64_t k, int64_t dim,
                             bool largest, bool sorted) {
    dispatch("topk_cpu", x.scalar_type(), Real(),
             [&]<class T>() { topk_as<T>(values, indices, x, k, dim, largest, sorted); });
  });
  kernels::select_rank.set(
      kCPU, [](Tensor& value, Tensor& index, const Tensor& x, int64_t k, int64_t dim, kernels::Rank rank) {
        dispatch(rank == kernels::Rank::Kth ? "kthvalue_cpu" : "median_cpu", x.scalar_type(), Real(),
                 [&]<class T>() { select_as<T>(value, index, x, k, dim, rank); });
      });
}

}  // namespace facula::cpu
