// Sorting by radix: elements become unsigned keys of the same order (NaN last), lines are laid out as rows,
// and CUB sorts positions by key, stably. topk and the ranks take what they need from sorted lines.
#include "kernels/sort.h"

#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_segmented_sort.cuh>

#include "cuda/cast.h"
#include "cuda/launch.h"
#include "cuda/register.h"
#include "cuda/scratch.h"

namespace facula::gpu {

namespace {

using Sortable = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool, Half, BFloat16>;
using Real = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double>;

template <int Size>
struct KeyType;
template <>
struct KeyType<1> {
  using type = uint8_t;
};
template <>
struct KeyType<2> {
  using type = uint16_t;
};
template <>
struct KeyType<4> {
  using type = uint32_t;
};
template <>
struct KeyType<8> {
  using type = uint64_t;
};
template <class T>
using KeyOf = typename KeyType<sizeof(T)>::type;

template <class T>
__device__ bool is_nan(T v) {
  if constexpr (is_half<T>)
    return widen(v) != widen(v);
  else
    return v != v;
}

/// a < b as numbers exactly if key(a) < key(b); all NaN are equal and largest; -0 equals 0.
template <class T>
__device__ KeyOf<T> key_of(T v) {
  using U = KeyOf<T>;
  constexpr U sign = U(1) << (8 * sizeof(T) - 1);
  if constexpr (is_floating<T> || is_half<T>) {
    if (is_nan(v)) return static_cast<U>(~U(0));
    U bits;
    if constexpr (is_half<T>)
      bits = v.x;
    else
      bits = __builtin_bit_cast(U, v);
    if (bits == sign) bits = 0;
    return static_cast<U>(bits & sign ? ~bits : bits | sign);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<U>(static_cast<U>(v) ^ sign);
  } else {
    return static_cast<U>(v);
  }
}

// [outer, n, inner] as lines of n.
struct Lines {
  int64_t outer = 1, n = 1, inner = 1;
  Lines(const Tensor& x, int64_t dim) {
    if (x.dim() == 0) return;
    for (int64_t d = 0; d < x.dim(); ++d) (d < dim ? outer : d == dim ? n : inner) *= x.size(d);
  }
  int64_t count() const { return outer * inner; }
  /// First element of a line in a tensor with `length` elements along the dimension.
  __host__ __device__ int64_t start(int64_t line, int64_t length) const {
    return line / inner * length * inner + line % inner;
  }
};

template <class T>
struct MakeKeys {
  KeyOf<T>* keys;
  int32_t* positions;
  const T* x;
  Lines lines;
  bool descending;
  __device__ void operator()(int64_t i) const {
    const int64_t line = i / lines.n, j = i - line * lines.n;
    const KeyOf<T> key = key_of(x[lines.start(line, lines.n) + j * lines.inner]);
    keys[i] = descending ? static_cast<KeyOf<T>>(~key) : key;
    positions[i] = static_cast<int32_t>(j);
  }
};

/// Positions of every line's elements in sorted order: [lines][n].
template <class T>
class Sorted {
 public:
  Sorted(const T* x, const Lines& lines, bool descending)
      : positions_(static_cast<size_t>(lines.count() * lines.n) * sizeof(int32_t)) {
    using U = KeyOf<T>;
    FACULA_CHECK(lines.n < int64_t{1} << 31,
                 "sort: lines of 2^31 elements and more are not supported on CUDA, got ", lines.n);
    const int64_t total = lines.count() * lines.n;
    const auto n = static_cast<size_t>(total);
    const Workspace keys(n * sizeof(U)), sorted_keys(n * sizeof(U)), positions(n * sizeof(int32_t));
    for_each(total, MakeKeys<T>{keys.as<U>(), positions.as<int32_t>(), x, lines, descending});
    const U* in = keys.as<U>();
    const int32_t* at = positions.as<int32_t>();
    if (lines.count() == 1) {
      with_scratch([&](void* scratch, size_t& bytes) {
        return cub::DeviceRadixSort::SortPairs(scratch, bytes, in, sorted_keys.as<U>(), at,
                                               positions_.as<int32_t>(), total, 0,
                                               static_cast<int>(8 * sizeof(U)), current_stream());
      });
      return;
    }
    const auto starts = row_starts(lines.n);
    with_scratch([&](void* scratch, size_t& bytes) {
      return cub::DeviceSegmentedSort::StableSortPairs(scratch, bytes, in, sorted_keys.as<U>(), at,
                                                       positions_.as<int32_t>(), total, lines.count(), starts,
                                                       starts + 1, current_stream());
    });
  }
  const int32_t* positions() const { return positions_.as<int32_t>(); }

 private:
  Workspace positions_;
};

// The first k of every sorted line.
template <class T>
struct TakeFirst {
  T* values;
  int64_t* indices;
  const T* x;
  const int32_t* positions;
  Lines lines;
  int64_t k;
  __device__ void operator()(int64_t i) const {
    const int64_t line = i / k, j = i - line * k;
    const int64_t at = positions[line * lines.n + j], to = lines.start(line, k) + j * lines.inner;
    values[to] = x[lines.start(line, lines.n) + at * lines.inner];
    indices[to] = at;
  }
};

template <class T>
void take_sorted(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim, int64_t k, bool descending) {
  const Lines lines(x, dim);
  if (lines.count() * k == 0) return;
  const auto* in = static_cast<const T*>(x.data_ptr());
  const Sorted<T> sorted(in, lines, descending);
  for_each(lines.count() * k,
           TakeFirst<T>{static_cast<T*>(values.data_ptr()), static_cast<int64_t*>(indices.data_ptr()), in,
                        sorted.positions(), lines, k});
}

template <class T>
struct TakeRank {
  T* value;
  int64_t* index;
  const T* x;
  const int32_t* positions;
  Lines lines;
  int64_t k;
  kernels::Rank rank;
  __device__ void operator()(int64_t line) const {
    const int32_t* sorted = positions + line * lines.n;
    const T* from = x + lines.start(line, lines.n);
    auto element = [&](int64_t j) { return from[sorted[j] * lines.inner]; };
    int64_t at = k - 1;
    if (rank != kernels::Rank::Kth) {
      int64_t low = 0, high = lines.n;  // how many are not NaN
      while (low < high) {
        const int64_t middle = (low + high) / 2;
        if (is_nan(element(middle)))
          high = middle;
        else
          low = middle + 1;
      }
      if (rank == kernels::Rank::Median && low < lines.n)
        at = low;
      else
        at = low > 0 ? (low - 1) / 2 : 0;
    }
    value[line] = element(at);
    index[line] = sorted[at];
  }
};

template <class T>
void rank_typed(Tensor& value, Tensor& index, const Tensor& x, int64_t k, int64_t dim, kernels::Rank rank) {
  const Lines lines(x, dim);
  if (lines.count() == 0 || lines.n == 0) return;
  const auto* in = static_cast<const T*>(x.data_ptr());
  const Sorted<T> sorted(in, lines, false);
  for_each(lines.count(),
           TakeRank<T>{static_cast<T*>(value.data_ptr()), static_cast<int64_t*>(index.data_ptr()), in,
                       sorted.positions(), lines, k, rank});
}

void sort(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim, bool descending) {
  const DeviceGuard guard(x.device());
  const bool there = visit(Sortable(), x.scalar_type(), [&]<class T>() {
    take_sorted<T>(values, indices, x, dim, x.dim() ? x.size(dim) : 1, descending);
  });
  if (!there) kernels::missing("sort", x.scalar_type(), kCUDA);
}
void topk(Tensor& values, Tensor& indices, const Tensor& x, int64_t k, int64_t dim, bool largest, bool) {
  const DeviceGuard guard(x.device());  // always sorted, which those who do not ask for it may get, too
  const bool there =
      visit(Real(), x.scalar_type(), [&]<class T>() { take_sorted<T>(values, indices, x, dim, k, largest); });
  if (!there) kernels::missing("topk", x.scalar_type(), kCUDA);
}
void select_rank(Tensor& value, Tensor& index, const Tensor& x, int64_t k, int64_t dim, kernels::Rank rank) {
  const DeviceGuard guard(x.device());
  const bool there =
      visit(Real(), x.scalar_type(), [&]<class T>() { rank_typed<T>(value, index, x, k, dim, rank); });
  if (!there) kernels::missing(kernels::select_rank.name(), x.scalar_type(), kCUDA);
}

}  // namespace

void register_sort() {
  kernels::sort.set(kCUDA, sort);
  kernels::topk.set(kCUDA, topk);
  kernels::select_rank.set(kCUDA, select_rank);
}

}  // namespace facula::gpu
