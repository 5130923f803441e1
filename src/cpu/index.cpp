// Drives the indexing loops over planned operands and over threads.
#include "kernels/index.h"

#include <algorithm>
#include <atomic>
#include <cstring>

#include "cpu/capability.h"
#include "cpu/index_loops.h"
#include "cpu/parallel.h"
#include "cpu/rows.h"

namespace facula::cpu {

IndexLoops index_loops;

FACULA_DECLARE_ISA(register_index)
FACULA_DECLARE_ISA(register_index_mask)
void register_index_reduce();

namespace {

using kernels::BadIndex;
using kernels::IndexRange;
using kernels::ScatterMode;

// Copies the plan of three operands (only what is used of it: an Iter is large). With `fold`, runs that lie
// together in two operands and share one index become elements of that many bytes, which is what it returns.
int64_t take_plan(Iter& it, const Iter& from, bool fold) {
  int64_t bytes = itemsize(from.dtype[0]);
  const bool rows = fold && from.ndim > 0 && from.strides[1][0] == 0 && from.strides[0][0] == bytes &&
                    from.strides[2][0] == bytes;
  const int skip = rows ? 1 : 0;
  if (rows) bytes *= from.shape[0];
  it.operands = 3;
  it.ndim = from.ndim - skip;
  it.numel = rows ? from.numel / from.shape[0] : from.numel;
  for (int d = 0; d < it.ndim; ++d) it.shape[d] = from.shape[d + skip];
  for (int op = 0; op < 3; ++op) {
    it.data[op] = from.data[op];
    for (int d = 0; d < it.ndim; ++d) it.strides[op][d] = from.strides[op][d + skip];
  }
  return bytes;
}

int64_t inner(const Iter& it, int op) { return it.ndim ? it.strides[op][0] : 0; }

BadIndex gather(const Iter& planned, const IndexRange& range) {
  if (planned.numel == 0) return {};
  Iter it;
  const int64_t bytes = take_plan(it, planned, true);
  const int64_t grain = std::max<int64_t>(1, kGrain * 4 / std::max<int64_t>(4, bytes));
  const auto loop = index_loops.gather[loop_of(bytes)];
  std::atomic<const char*> bad{nullptr};
  parallel_for(0, it.numel, grain, [&](int64_t begin, int64_t end) {
    RowWalker walk(it, begin);
    for (int64_t at = begin; at < end;) {
      const int64_t n = std::min(walk.left_in_row(), end - at);
      const int64_t done = loop(walk.pointer(0), inner(it, 0), walk.pointer(1), inner(it, 1), walk.pointer(2),
                                inner(it, 2), n, bytes, range);
      if (done < n) {
        bad = walk.pointer(1) + done * inner(it, 1);
        return;
      }
      walk.advance(n);
      at += n;
    }
  });
  if (!bad) return {};
  return {true, *reinterpret_cast<const int64_t*>(bad.load())};
}

// One thread: with several, equal indices would race.
void scatter(const Iter& planned, const IndexRange& range, ScatterMode mode) {
  if (planned.numel == 0) return;
  Iter it;
  const int64_t bytes = take_plan(it, planned, mode == ScatterMode::Assign);
  const auto loop = mode == ScatterMode::Assign ? index_loops.assign[loop_of(bytes)]
                                                : index_loops.add[static_cast<int>(planned.dtype[0])];
  RowWalker walk(it, 0);
  for (int64_t at = 0; at < it.numel;) {
    const int64_t n = walk.left_in_row();
    loop(walk.pointer(0), inner(it, 0), walk.pointer(1), inner(it, 1), walk.pointer(2), inner(it, 2), n,
         bytes, range);
    walk.advance(n);
    at += n;
  }
}

BadIndex check(const Tensor& index, const IndexRange& range) {
  const auto* p = static_cast<const int64_t*>(index.data_ptr());
  const int64_t n = index.numel(), at = index_loops.check(p, n, range);
  return at < n ? BadIndex{true, p[at]} : BadIndex{};
}

BadIndex offsets(const Iter& it, const IndexRange& range) {
  RowWalker walk(it, 0);
  const auto size = static_cast<uint64_t>(range.size);
  for (int64_t at = 0; at < it.numel;) {
    const int64_t n = walk.left_in_row();
    const bool dense = inner(it, 0) == 8 && inner(it, 1) == 8;
    if (dense) {
      const auto* index = reinterpret_cast<const int64_t*>(walk.pointer(1));
      const int64_t done = index_loops.offsets(reinterpret_cast<int64_t*>(walk.pointer(0)), index, n, range);
      if (done < n) return {true, index[done]};
    }
    for (int64_t j = 0; j < n && !dense; ++j) {
      const int64_t index = *reinterpret_cast<const int64_t*>(walk.pointer(1) + j * inner(it, 1));
      const int64_t i = index < 0 && range.wrap ? index + range.size : index;
      if (static_cast<uint64_t>(i) >= size) return {true, index};
      *reinterpret_cast<int64_t*>(walk.pointer(0) + j * inner(it, 0)) += i * range.step;
    }
    walk.advance(n);
    at += n;
  }
  return {};
}

void where(const Iter& it) {
  const auto loop = index_loops.where[loop_of(itemsize(it.dtype[0]))];
  parallel_for(0, it.numel, kGrain, [&](int64_t begin, int64_t end) {
    RowWalker walk(it, begin);
    for (int64_t at = begin; at < end;) {
      const int64_t n = std::min(walk.left_in_row(), end - at);
      loop(walk.pointer(0), inner(it, 0), walk.pointer(1), inner(it, 1), walk.pointer(2), inner(it, 2),
           walk.pointer(3), inner(it, 3), n);
      walk.advance(n);
      at += n;
    }
  });
}

const char* bytes_of(const Tensor& t) { return static_cast<const char*>(t.data_ptr()); }

int64_t count_true(const Tensor& mask) {
  std::atomic<int64_t> total{0};
  parallel_for(0, mask.numel(), 8 * kGrain, [&](int64_t begin, int64_t end) {
    total += index_loops.count(bytes_of(mask) + begin, end - begin);
  });
  return total;
}

void masked_select(const Tensor& y, const Tensor& x, const Tensor& mask) {
  const int64_t size = y.element_size(), n = mask.numel();
  const auto loop = index_loops.compress[loop_of(size)];
  parallel_for(0, n, 8 * kGrain, [&](int64_t begin, int64_t end) {  // each thread counts what lies before it
    const int64_t before = index_loops.count(bytes_of(mask), begin);
    const int64_t count =
        end == n ? y.numel() - before : index_loops.count(bytes_of(mask) + begin, end - begin);
    loop(static_cast<char*>(y.data_ptr()) + before * size, bytes_of(x) + begin * size, bytes_of(mask) + begin,
         end - begin, count);
  });
}

void masked_scatter(const Tensor& y, const Tensor& mask, const Tensor& source) {
  index_loops.spread[loop_of(y.element_size())](static_cast<char*>(y.data_ptr()), bytes_of(mask),
                                                bytes_of(source), mask.numel());
}

void nonzero(const Tensor& y, const Tensor& mask) {
  const int64_t dims = mask.dim(), count = y.size(1);
  auto* out = static_cast<int64_t*>(y.data_ptr());
  if (dims == 0 || count == 0) return;
  if (dims == 1) return index_loops.positions(out, bytes_of(mask), mask.numel(), count);
  const int64_t inner = mask.size(-1), rows = mask.numel() / inner;
  int64_t k = 0;
  for (int64_t r = 0; r < rows && k < count; ++r) {
    const char* m = bytes_of(mask) + r * inner;
    const int64_t here = index_loops.count(m, inner);
    if (!here) continue;
    index_loops.positions(out + (dims - 1) * count + k, m, inner, here);
    for (int64_t d = dims - 2, rest = r; d >= 0; --d) {
      std::fill_n(out + d * count + k, here, rest % mask.size(d));
      rest /= mask.size(d);
    }
    k += here;
  }
}

void triangle(const Tensor& y, const Tensor& x, int64_t k, bool upper) {
  const int64_t rows = x.size(-2), columns = x.size(-1), size = x.element_size();
  if (x.numel() == 0) return;
  const int64_t grain = std::max<int64_t>(1, kGrain / columns);
  parallel_for(0, x.numel() / columns, grain, [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      const int64_t i = r % rows;
      // columns [0, split) are at or below diagonal k (lower), or strictly below it (upper)
      const int64_t split =
          std::clamp<int64_t>(i + std::clamp<int64_t>(k, -rows, columns) + (upper ? 0 : 1), 0, columns);
      const char* from = bytes_of(x) + r * columns * size;
      char* to = static_cast<char*>(y.data_ptr()) + r * columns * size;
      const auto head = static_cast<size_t>(split * size),
                 tail = static_cast<size_t>((columns - split) * size);
      if (from != to) std::memcpy(to + (upper ? head : 0), from + (upper ? head : 0), upper ? tail : head);
      std::memset(to + (upper ? 0 : head), 0, upper ? head : tail);
    }
  });
}

}  // namespace

void register_index() {
  FACULA_CALL_ISA(register_index);
  FACULA_CALL_ISA(register_index_mask);
  register_index_reduce();
  kernels::index_gather.set(kCPU, gather);
  kernels::index_scatter.set(kCPU, scatter);
  kernels::index_check.set(kCPU, check);
  kernels::index_offsets.set(kCPU, offsets);
  kernels::where.set(kCPU, where);
  kernels::count_true.set(kCPU, count_true);
  kernels::masked_select.set(kCPU, masked_select);
  kernels::masked_scatter.set(kCPU, masked_scatter);
  kernels::nonzero.set(kCPU, nonzero);
  kernels::triangle.set(kCPU, triangle);
}

}  // namespace facula::cpu
