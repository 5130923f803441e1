#include "cpu/rows.h"

#include <algorithm>
#include <cstring>

#include "kernels/pointwise.h"

namespace facula::cpu {

namespace {

struct Bytes16 {
  uint64_t a, b;
};

template <class T>
void gather_as(char* dst, const char* src, int64_t stride, int64_t n) {
  T* d = reinterpret_cast<T*>(dst);
  if (stride == 0) {
    const T v = *reinterpret_cast<const T*>(src);
    for (int64_t i = 0; i < n; ++i) d[i] = v;
    return;
  }
  for (int64_t i = 0; i < n; ++i) d[i] = *reinterpret_cast<const T*>(src + i * stride);
}
template <class T>
void scatter_as(char* dst, int64_t stride, const char* src, int64_t n) {
  const T* s = reinterpret_cast<const T*>(src);
  for (int64_t i = 0; i < n; ++i) *reinterpret_cast<T*>(dst + i * stride) = s[i];
}

template <class F>
void by_size(int64_t size, F&& f) {
  switch (size) {
    case 1:
      return f(uint8_t());
    case 2:
      return f(uint16_t());
    case 4:
      return f(uint32_t());
    case 8:
      return f(uint64_t());
    default:
      return f(Bytes16());
  }
}

}  // namespace

void fill(char* dst, const char* value, int64_t size, int64_t n) { gather_strided(dst, value, 0, size, n); }

void gather_strided(char* dst, const char* src, int64_t stride, int64_t size, int64_t n) {
  if (stride == size) {
    std::memcpy(dst, src, static_cast<size_t>(n * size));
    return;
  }
  by_size(size, [&]<class T>(T) { gather_as<T>(dst, src, stride, n); });
}

void scatter_strided(char* dst, int64_t stride, const char* src, int64_t size, int64_t n) {
  if (stride == size) {
    std::memcpy(dst, src, static_cast<size_t>(n * size));
    return;
  }
  by_size(size, [&]<class T>(T) { scatter_as<T>(dst, stride, src, n); });
}

void gather(char* dst, ScalarType as, const Iter& it, int op, RowWalker walk, int64_t n) {
  const ScalarType from = it.dtype[op];
  const int64_t from_size = itemsize(from), as_size = itemsize(as), stride = it.ndim ? it.strides[op][0] : 0;
  const auto convert =
      from == as ? nullptr : kernels::convert_loops[static_cast<int>(from)][static_cast<int>(as)];
  alignas(64) char raw[512 * 16];
  while (n > 0) {
    const int64_t run = std::min(walk.left_in_row(), n);
    const char* src = walk.pointer(op);
    if (!convert) {
      gather_strided(dst, src, stride, from_size, run);
    } else if (stride == from_size) {
      convert(dst, src, run);
    } else {
      gather_strided(raw, src, stride, from_size, run);
      convert(dst, raw, run);
    }
    dst += run * as_size;
    walk.advance(run);
    n -= run;
  }
}

void scatter(const Iter& it, int op, RowWalker walk, const char* src, ScalarType from, int64_t n) {
  const ScalarType to = it.dtype[op];
  const int64_t from_size = itemsize(from), to_size = itemsize(to), stride = it.ndim ? it.strides[op][0] : 0;
  const auto convert =
      from == to ? nullptr : kernels::convert_loops[static_cast<int>(from)][static_cast<int>(to)];
  alignas(64) char raw[512 * 16];
  while (n > 0) {
    const int64_t run = std::min(walk.left_in_row(), n);
    const char* values = src;
    if (convert) {
      convert(raw, src, run);
      values = raw;
    }
    scatter_strided(walk.pointer(op), stride, values, to_size, run);
    src += run * from_size;
    walk.advance(run);
    n -= run;
  }
}

}  // namespace facula::cpu
