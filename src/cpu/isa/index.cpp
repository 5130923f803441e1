// Reading and writing through indices: a run at a time, elements of any size.
#include "cpu/index_loops.h"

namespace facula::cpu::FACULA_ISA {

namespace {

using kernels::IndexRange;

struct Bytes16 {
  uint64_t a, b;
};

// Elements may be rows of smaller ones, aligned as these are.
template <class T>
FACULA_INLINE T load(const char* p) {
  T v;
  __builtin_memcpy(&v, p, sizeof(T));
  return v;
}
template <class T>
FACULA_INLINE void store(char* p, T v) {
  __builtin_memcpy(p, &v, sizeof(T));
}
FACULA_INLINE int64_t load_index(const char* p) { return *reinterpret_cast<const int64_t*>(p); }
FACULA_INLINE int64_t wrapped(int64_t i, int64_t wrap) { return i + ((i >> 63) & wrap); }

int64_t check(const int64_t* index, int64_t n, const IndexRange& range) {
  const int64_t wrap = range.wrap ? range.size : 0;
  const auto size = static_cast<uint64_t>(range.size);
  for (int64_t begin = 0; begin < n; begin += 512) {
    const int64_t end = begin + 512 < n ? begin + 512 : n;
    uint64_t bad = 0;
    for (int64_t j = begin; j < end; ++j)
      bad |= static_cast<uint64_t>(static_cast<uint64_t>(wrapped(index[j], wrap)) >= size);
    if (!bad) continue;
    for (int64_t j = begin; j < end; ++j)
      if (static_cast<uint64_t>(wrapped(index[j], wrap)) >= size) return j;
  }
  return n;
}

int64_t offsets(int64_t* __restrict y, const int64_t* __restrict index, int64_t n, const IndexRange& range) {
  constexpr int64_t kBlock = 512;
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  for (int64_t begin = 0; begin < n; begin += kBlock) {
    const int64_t end = begin + kBlock < n ? begin + kBlock : n,
                  bad = begin + check(index + begin, end - begin, range);
    if (bad < end) return bad;
    for (int64_t j = begin; j < end; ++j) y[j] += wrapped(index[j], wrap) * step;
  }
  return n;
}

// Whether an index is below zero or not below `size`; 64 of them at once, for which the compiler needs no
// branch.
constexpr int64_t kGatherBlock = 64;
FACULA_INLINE bool any_outside(const int64_t* index, uint64_t size) {
  typedef uint64_t V __attribute__((vector_size(64)));
  typedef uint64_t Loose __attribute__((vector_size(64), aligned(8), may_alias));
  V bad{};
  for (int64_t j = 0; j < kGatherBlock; j += 8)
    bad |= reinterpret_cast<V>(*reinterpret_cast<const Loose*>(index + j) >= V{} + size);
  uint64_t lanes[8], any = 0;
  __builtin_memcpy(lanes, &bad, sizeof bad);
  for (uint64_t lane : lanes) any |= lane;
  return any != 0;
}

template <class T>
FACULA_INLINE void gather_block(char* __restrict y, const int64_t* __restrict index, const char* x, int64_t n,
                                int64_t step) {
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  if (step == size)
    for (int64_t j = 0; j < n; ++j) store(y + j * size, load<T>(x + index[j] * size));
  else
    for (int64_t j = 0; j < n; ++j) store(y + j * size, load<T>(x + index[j] * step));
}

// Every index moves one element to the next place of y. Blocks are checked as vectors and then read; they are
// so short that the processor fetches one's elements while it checks the next one.
template <class T>
int64_t gather_dense(char* __restrict y, const int64_t* __restrict index, const char* x, int64_t n,
                     const IndexRange& range) {
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  const int64_t step = range.step, extent = range.size;
  const bool wrap = range.wrap;
  for (int64_t begin = 0; begin < n; begin += kGatherBlock) {
    const int64_t m = begin + kGatherBlock < n ? kGatherBlock : n - begin;
    char* to = y + begin * size;
    if (m == kGatherBlock && !any_outside(index + begin, static_cast<uint64_t>(extent))) {
      gather_block<T>(to, index + begin, x, kGatherBlock, step);
      continue;
    }
    const int64_t bad = check(index + begin, m, range);
    if (bad < m) return begin + bad;
    for (int64_t j = 0; j < m; ++j)
      store(to + j * size, load<T>(x + wrapped(index[begin + j], wrap ? extent : 0) * step));
  }
  return n;
}

template <class T>
int64_t gather(char* y, int64_t sy, const char* index, int64_t si, const char* x, int64_t sx, int64_t n,
               int64_t, const IndexRange& range) {
  if (sy == sizeof(T) && si == 8 && sx == 0)
    return gather_dense<T>(y, reinterpret_cast<const int64_t*>(index), x, n, range);
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  const auto size = static_cast<uint64_t>(range.size);
  for (int64_t j = 0; j < n; ++j) {
    const int64_t i = wrapped(load_index(index + j * si), wrap);
    if (static_cast<uint64_t>(i) >= size) return j;
    store(y + j * sy, load<T>(x + j * sx + i * step));
  }
  return n;
}

int64_t gather_blocks(char* y, int64_t sy, const char* index, int64_t si, const char* x, int64_t sx,
                      int64_t n, int64_t bytes, const IndexRange& range) {
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  const auto size = static_cast<uint64_t>(range.size);
  for (int64_t j = 0; j < n; ++j) {
    const int64_t i = wrapped(load_index(index + j * si), wrap);
    if (static_cast<uint64_t>(i) >= size) return j;
    __builtin_memcpy(y + j * sy, x + j * sx + i * step, static_cast<size_t>(bytes));
  }
  return n;
}

// Whether a walk is the plain one: neighbouring values to a vector, no index from the end.
FACULA_INLINE bool plain(int64_t ss, int64_t si, int64_t sv, int64_t size, const IndexRange& range) {
  return ss == 0 && si == 8 && sv == size && range.step == size && !range.wrap;
}

template <class T>
void assign(char* self, int64_t ss, const char* index, int64_t si, const char* value, int64_t sv, int64_t n,
            int64_t, const IndexRange& range) {
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  constexpr auto size = static_cast<int64_t>(sizeof(T));
  if (plain(ss, si, sv, size, range)) {
    const auto* at = reinterpret_cast<const int64_t*>(index);
    for (int64_t j = 0; j < n; ++j) store(self + at[j] * size, load<T>(value + j * size));
    return;
  }
  for (int64_t j = 0; j < n; ++j)
    store(self + j * ss + wrapped(load_index(index + j * si), wrap) * step, load<T>(value + j * sv));
}

void assign_blocks(char* self, int64_t ss, const char* index, int64_t si, const char* value, int64_t sv,
                   int64_t n, int64_t bytes, const IndexRange& range) {
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  for (int64_t j = 0; j < n; ++j)  // memmove: the value may be the very row it is written to
    __builtin_memmove(self + j * ss + wrapped(load_index(index + j * si), wrap) * step, value + j * sv,
                      static_cast<size_t>(bytes));
}

template <class T>
FACULA_INLINE T plus(T a, T b) {
  if constexpr (__is_same(T, bool))
    return a || b;
  else if constexpr (__is_same(T, Half) || __is_same(T, BFloat16))
    return T(static_cast<float>(a) + static_cast<float>(b));
  else
    return static_cast<T>(a + b);
}

template <class T>
void add(char* self, int64_t ss, const char* index, int64_t si, const char* value, int64_t sv, int64_t n,
         int64_t, const IndexRange& range) {
  const int64_t wrap = range.wrap ? range.size : 0, step = range.step;
  if (si == 0 && ss == sizeof(T) && sv == sizeof(T)) {  // a whole row at once
    T* __restrict d = reinterpret_cast<T*>(self + wrapped(load_index(index), wrap) * step);
    const T* __restrict v = reinterpret_cast<const T*>(value);
    for (int64_t j = 0; j < n; ++j) d[j] = plus(d[j], v[j]);
    return;
  }
  if (plain(ss, si, sv, sizeof(T), range)) {
    const auto* at = reinterpret_cast<const int64_t*>(index);
    T* d = reinterpret_cast<T*>(self);
    const T* v = reinterpret_cast<const T*>(value);
    for (int64_t j = 0; j < n; ++j) d[at[j]] = plus(d[at[j]], v[j]);
    return;
  }
  for (int64_t j = 0; j < n; ++j) {
    T* d = reinterpret_cast<T*>(self + j * ss + wrapped(load_index(index + j * si), wrap) * step);
    *d = plus(*d, *reinterpret_cast<const T*>(value + j * sv));
  }
}

template <class... T>
void enter_add() {
  ((index_loops.add[static_cast<int>(dtype_of<T>)] = add<T>), ...);
}
template <class... T>
void enter_moves() {
  int k = 0;
  ((index_loops.gather[k] = gather<T>, index_loops.assign[k++] = assign<T>), ...);
}

}  // namespace

void register_index() {
  enter_moves<uint8_t, uint16_t, uint32_t, uint64_t, Bytes16>();
  index_loops.gather[5] = gather_blocks;
  index_loops.assign[5] = assign_blocks;
  index_loops.check = check;
  index_loops.offsets = offsets;
  enter_add<uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, complex<float>, complex<double>,
            bool, BFloat16>();
}

}  // namespace facula::cpu::FACULA_ISA
