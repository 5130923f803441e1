// Copying, converting and filling CPU memory of any layout.
#include "cpu/copy.h"

#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/rows.h"
#include "kernels/copy.h"
#include "kernels/pointwise.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_copy_loops)

constinit TransposeLoop transpose_loops[5] = {};
constinit ReverseLoop reverse_loops[4] = {};
constinit FillLoop fill_loop = nullptr;
constinit CopyLoop copy_loop = nullptr;

namespace {

// A nest over dst (operand 0) and src, dst's smallest stride innermost, merged where both run evenly.
void plan(Iter& it, std::initializer_list<const Tensor*> operands) {
  const TensorImpl* first = (*operands.begin())->unsafeGetTensorImpl();
  it.outputs = 1;
  it.numel = first->numel();
  int order[Iter::kMaxDims];
  FACULA_CHECK(first->dim() <= Iter::kMaxDims, "copy: tensors of more than ", Iter::kMaxDims,
               " dimensions are not supported");
  const int64_t* sizes = first->sizes().data();
  const int64_t* strides = first->strides().data();
  for (int d = static_cast<int>(first->dim()) - 1; d >= 0; --d) {
    if (sizes[d] == 1) continue;
    int at = it.ndim++;
    for (; at > 0 && strides[order[at - 1]] > strides[d]; --at) order[at] = order[at - 1];
    order[at] = d;
  }
  for (int k = 0; k < it.ndim; ++k) it.shape[k] = sizes[order[k]];
  for (const Tensor* t : operands) {
    const TensorImpl* i = t->unsafeGetTensorImpl();
    const int64_t size = itemsize(i->dtype());
    it.data[it.operands] = static_cast<char*>(i->data());
    it.dtype[it.operands] = i->dtype();
    for (int k = 0; k < it.ndim; ++k)
      it.strides[it.operands][k] = i->strides()[static_cast<size_t>(order[k])] * size;
    ++it.operands;
  }
  coalesce(it);
}

struct Pair {
  uint64_t a, b;
};

// The dimension along which src is contiguous, when it is another one than dst's and both are long enough.
int transposed_dim(const Iter& it) {
  const int64_t to = itemsize(it.dtype[0]), from = itemsize(it.dtype[1]);
  if (it.ndim < 2 || it.strides[0][0] != to || it.strides[1][0] == from || it.shape[0] < 2) return 0;
  for (int d = 1; d < it.ndim; ++d)
    if (it.strides[1][d] == from && it.shape[d] >= 8) return d;
  return 0;
}

TransposeLoop transpose_loop(ScalarType t) {
  return transpose_loops[__builtin_ctzll(static_cast<uint64_t>(itemsize(t)))];
}

// Dimension `across` becomes dimension 1; what remains is walked patch by patch.
template <class Patch>
void each_patch(Iter& it, int across, const Patch& patch) {
  std::swap(it.shape[1], it.shape[across]);
  for (int op = 0; op < 2; ++op) std::swap(it.strides[op][1], it.strides[op][across]);
  const int64_t columns = it.shape[0], rows = it.shape[1];
  Iter outer;  // the nest without its two inner dimensions
  outer.operands = 2;
  outer.ndim = it.ndim - 2;
  for (int op = 0; op < 2; ++op) outer.data[op] = it.data[op];
  for (int d = 2; d < it.ndim; ++d) {
    outer.shape[d - 2] = it.shape[d];
    for (int op = 0; op < 2; ++op) outer.strides[op][d - 2] = it.strides[op][d];
  }
  // Work is counted in rows of patches, so that a single large matrix is shared out as well.
  parallel_for(0, it.numel / columns, std::max<int64_t>(kGrain / columns, 16),
               [&](int64_t begin, int64_t end) {
                 RowWalker walk(outer, begin / rows);
                 while (begin < end) {
                   const int64_t row = begin % rows, n = std::min(rows - row, end - begin);
                   patch(walk.pointer(0) + row * it.strides[0][1], it.strides[0][1],
                         walk.pointer(1) + row * it.strides[1][1], it.strides[1][0], n, columns);
                   begin += n;
                   if (begin < end) walk.advance(1);
                 }
               });
}

// A tile is transposed into a buffer, whose rows are then converted.
struct ConvertPatch {
  TransposeLoop transpose;
  kernels::ConvertLoop convert;
  int64_t to, from;
  void operator()(char* dst, int64_t dst_row, const char* src, int64_t src_column, int64_t rows,
                  int64_t columns) const {
    constexpr int64_t kRows = 16, kColumns = 64;
    alignas(64) char buffer[kRows * kColumns * 16];
    for (int64_t i = 0; i < rows; i += kRows)
      for (int64_t j = 0; j < columns; j += kColumns) {
        const int64_t ni = std::min(kRows, rows - i), nj = std::min(kColumns, columns - j);
        transpose(buffer, nj * from, src + i * from + j * src_column, src_column, ni, nj);
        for (int64_t k = 0; k < ni; ++k)
          convert(dst + (i + k) * dst_row + j * to, buffer + k * nj * from, nj);
      }
  }
};

// dst[i] = src[2 i]: whole vectors are read, and half of each is kept.
template <class T>
void every_second(char* dst, const char* src, int64_t n) {
  constexpr int64_t kBytes = 16, w = kBytes / static_cast<int64_t>(sizeof(T));
  typedef T Loose __attribute__((vector_size(kBytes), aligned(1), may_alias));
  int64_t i = 0;
  for (; i + w < n; i += w) {
    const char* from = src + 2 * i * static_cast<int64_t>(sizeof(T));
    const Loose a = *reinterpret_cast<const Loose*>(from), b = *reinterpret_cast<const Loose*>(from + kBytes);
    Loose& to = *reinterpret_cast<Loose*>(dst + i * static_cast<int64_t>(sizeof(T)));
    if constexpr (sizeof(T) == 4)
      to = __builtin_shufflevector(a, b, 0, 2, 4, 6);
    else
      to = __builtin_shufflevector(a, b, 0, 2);
  }
  for (; i < n; ++i) reinterpret_cast<T*>(dst)[i] = reinterpret_cast<const T*>(src)[2 * i];
}

template <class T>
void copy_row(char* dst, int64_t dst_stride, const char* src, int64_t src_stride, int64_t n) {
  if (src_stride == 0) {
    const T v = *reinterpret_cast<const T*>(src);
    for (int64_t i = 0; i < n; ++i) *reinterpret_cast<T*>(dst + i * dst_stride) = v;
    return;
  }
  if constexpr (std::is_same_v<T, uint32_t> || std::is_same_v<T, uint64_t>)
    if (dst_stride == static_cast<int64_t>(sizeof(T)) && src_stride == 2 * dst_stride)
      return every_second<T>(dst, src, n);
  for (int64_t i = 0; i < n; ++i)
    *reinterpret_cast<T*>(dst + i * dst_stride) = *reinterpret_cast<const T*>(src + i * src_stride);
}

using CopyRow = void (*)(char*, int64_t, const char*, int64_t, int64_t);
CopyRow copy_row_for(int64_t size) {
  switch (size) {
    case 1:
      return copy_row<uint8_t>;
    case 2:
      return copy_row<uint16_t>;
    case 4:
      return copy_row<uint32_t>;
    case 8:
      return copy_row<uint64_t>;
    default:
      return copy_row<Pair>;
  }
}

void copy_bytes(char* dst, const char* src, int64_t bytes) {
  constexpr int64_t kBytes = 1 << 20;  // a thread's share below which one core is as quick
  if (bytes < 2 * kBytes) {
    std::memcpy(dst, src, static_cast<size_t>(bytes));
    return;
  }
  parallel_for(0, bytes / 64, kBytes / 64, [&](int64_t begin, int64_t end) {
    const int64_t last = end == bytes / 64 ? bytes : end * 64;
    std::memcpy(dst + begin * 64, src + begin * 64, static_cast<size_t>(last - begin * 64));
  });
}

// n copies of a value; of equal bytes as memset() does it, which knows more ways to fill much memory.
void fill_run(char* dst, const char* value, int64_t size, int64_t n) {
  constexpr int64_t kMuch = 1 << 16;
  if (n * size >= kMuch && std::memcmp(value, value + 1, static_cast<size_t>(size - 1)) == 0)
    std::memset(dst, value[0], static_cast<size_t>(n * size));
  else
    fill_loop(dst, value, size, n);
}

void copy_same(Iter& it, int64_t size) {
  if (it.ndim == 0) {
    std::memcpy(it.data[0], it.data[1], static_cast<size_t>(size));
    return;
  }
  const bool rows_dense = it.strides[0][0] == size && it.strides[1][0] == size;
  if (it.ndim == 1 && rows_dense) return copy_bytes(it.data[0], it.data[1], it.numel * size);
  if (const int across = transposed_dim(it)) return each_patch(it, across, transpose_loop(it.dtype[0]));
  const CopyRow copy = copy_row_for(size);
  const bool one_value = it.strides[0][0] == size && it.strides[1][0] == 0 && it.shape[0] * size >= 64;
  const ReverseLoop reverse = it.strides[0][0] == size && it.strides[1][0] == -size && size <= 8
                                  ? reverse_loops[__builtin_ctzll(static_cast<uint64_t>(size))]
                                  : nullptr;
  parallel_for(0, it.numel, kGrain, [&](int64_t begin, int64_t end) {
    RowWalker walk(it, begin);
    while (begin < end) {
      const int64_t n = std::min(walk.left_in_row(), end - begin);
      if (rows_dense)
        copy_loop(walk.pointer(0), walk.pointer(1), n * size);
      else if (reverse)
        reverse(walk.pointer(0), walk.pointer(1), n);
      else if (one_value)
        fill_run(walk.pointer(0), walk.pointer(1), size, n);
      else
        copy(walk.pointer(0), it.strides[0][0], walk.pointer(1), it.strides[1][0], n);
      begin += n;
      walk.advance(n);
    }
  });
}

void copy_converted(Iter& it) {
  const auto convert = kernels::convert_loops[static_cast<int>(it.dtype[1])][static_cast<int>(it.dtype[0])];
  const int64_t to = itemsize(it.dtype[0]), from = itemsize(it.dtype[1]);
  if (const int across = transposed_dim(it))
    return each_patch(it, across, ConvertPatch{transpose_loop(it.dtype[1]), convert, to, from});
  constexpr int64_t kChunk = 512;
  parallel_for(0, it.numel, kGrain, [&](int64_t begin, int64_t end) {
    RowWalker walk(it, begin);
    alignas(64) char buffer[kChunk * 16];
    while (begin < end) {
      const bool dense = it.ndim == 0 || it.strides[0][0] == to;
      const int64_t n = std::min(dense ? walk.left_in_row() : kChunk, end - begin);
      if (dense && (it.ndim == 0 || it.strides[1][0] == from)) {
        convert(walk.pointer(0), walk.pointer(1), n);
        begin += n;
        walk.advance(n);
        continue;
      }
      const int64_t m = std::min(n, kChunk);
      gather(buffer, it.dtype[0], it, 1, walk, m);
      scatter(it, 0, walk, buffer, it.dtype[0], m);
      begin += m;
      walk.advance(m);
    }
  });
}

void copy(Tensor& dst, const Tensor& src) {
  if (dst.numel() == 0) return;
  const int64_t size = dst.element_size();
  if (dst.scalar_type() == src.scalar_type() && dst.is_contiguous() && src.is_contiguous()) {
    if (dst.data_ptr() != src.data_ptr())
      copy_bytes(static_cast<char*>(dst.data_ptr()), static_cast<const char*>(src.data_ptr()),
                 dst.numel() * size);
    return;
  }
  Iter it;
  plan(it, {&dst, &src});
  if (dst.scalar_type() == src.scalar_type())
    copy_same(it, size);
  else
    copy_converted(it);
}

void fill_tensor(Tensor& dst, const void* element) {
  const int64_t n = dst.numel(), size = dst.element_size();
  if (n == 0) return;
  const auto* value = static_cast<const char*>(element);
  if (dst.is_non_overlapping_and_dense()) {
    auto* p = static_cast<char*>(dst.data_ptr());
    if (n <= kGrain) return fill_run(p, value, size, n);
    parallel_for(0, n, kGrain * 8,
                 [&](int64_t begin, int64_t end) { fill_run(p + begin * size, value, size, end - begin); });
    return;
  }
  Iter it;
  plan(it, {&dst});
  const CopyRow copy = copy_row_for(size);
  parallel_for(0, it.numel, kGrain, [&](int64_t begin, int64_t end) {
    RowWalker walk(it, begin);
    while (begin < end) {
      const int64_t run = std::min(walk.left_in_row(), end - begin);
      if (it.strides[0][0] == size)
        fill_run(walk.pointer(0), value, size, run);
      else
        copy(walk.pointer(0), it.strides[0][0], value, 0, run);
      begin += run;
      walk.advance(run);
    }
  });
}

}  // namespace

void register_copy() {
  FACULA_CALL_ISA(register_copy_loops);
  kernels::copy.set(kCPU, copy);
  kernels::fill.set(kCPU, fill_tensor);
}

}  // namespace facula::cpu
