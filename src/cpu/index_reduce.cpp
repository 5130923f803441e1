// Scatters that multiply or take extremes, element by element on one thread: equal indices would race.
#include "cpu/rows.h"
#include "kernels/dtype_lists.h"
#include "kernels/index.h"

namespace facula::cpu {

namespace {

using kernels::IndexRange;
using kernels::ReduceMode;

struct Multiply {
  template <class T>
  static T join(T a, T b) {
    if constexpr (std::is_same_v<T, bool>)
      return a && b;
    else
      return static_cast<T>(a * b);
  }
};
struct Maximum {
  template <class T>
  static T join(T a, T b) {
    return b > a || b != b ? b : a;
  }
};
struct Minimum {
  template <class T>
  static T join(T a, T b) {
    return b < a || b != b ? b : a;
  }
};

template <class Op, class T>
void reduce_as(const Iter& it, const IndexRange& range) {
  const auto inner = [&](int op) { return it.ndim ? it.strides[op][0] : 0; };
  RowWalker walk(it, 0);
  for (int64_t at = 0; at < it.numel;) {
    const int64_t n = walk.left_in_row();
    char *self = walk.pointer(0), *index = walk.pointer(1), *value = walk.pointer(2);
    for (int64_t j = 0; j < n; ++j, self += inner(0), index += inner(1), value += inner(2)) {
      int64_t i = *reinterpret_cast<const int64_t*>(index);
      if (i < 0 && range.wrap) i += range.size;
      T& to = *reinterpret_cast<T*>(self + i * range.step);
      const T from = *reinterpret_cast<const T*>(value);
      if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat16>)
        to = T(Op::join(static_cast<float>(to), static_cast<float>(from)));
      else
        to = Op::join(to, from);
    }
    walk.advance(n);
    at += n;
  }
}

using Number = dtype_lists::Every;
using Ordered =
    dtype_lists::Types<uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, bool, BFloat16>;

template <class Op, class... T>
bool run(const Iter& it, const IndexRange& range, dtype_lists::Types<T...>) {
  return ((it.dtype[0] == dtype_of<T> ? (reduce_as<Op, T>(it, range), true) : false) || ...);
}

void reduce(const Iter& it, const IndexRange& range, ReduceMode mode) {
  const bool done = mode == ReduceMode::Multiply  ? run<Multiply>(it, range, Number())
                    : mode == ReduceMode::Maximum ? run<Maximum>(it, range, Ordered())
                                                  : run<Minimum>(it, range, Ordered());
  if (!done) kernels::missing(kernels::index_reduce.name(), it.dtype[0], kCPU);
}

}  // namespace

void register_index_reduce() { kernels::index_reduce.set(kCPU, reduce); }

}  // namespace facula::cpu
