// Drives the contiguous loops over planned operands. An operand that is not contiguous, or of another dtype,
// is gathered into a small buffer first and converted there: no temporaries in memory, and one loop per op
// and dtype.
#include "kernels/pointwise.h"

#include <algorithm>
#include <cstring>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/rows.h"
#include "cpu/stream.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_pointwise_arithmetic)
FACULA_DECLARE_ISA(register_pointwise_compare)
FACULA_DECLARE_ISA(register_pointwise_unary)
FACULA_DECLARE_ISA(register_pointwise_transcendental)
FACULA_DECLARE_ISA(register_pointwise_activation)
FACULA_DECLARE_ISA(register_convert)
FACULA_DECLARE_ISA(register_stream)
void register_pointwise_special();
constinit StreamLoop stream_loop = nullptr;
constinit StreamEnd stream_end = nullptr;

namespace {

constexpr int64_t kChunk = 512;

struct alignas(64) Buffer {
  char bytes[kChunk * 16];
};

// Rows of a matrix to which the same row is added (or whatever the op does), taken several at a time as one
// run against copies of that row. The copies are few: they must stay in the first cache while the matrix
// passes through it.
struct Repeats {
  static constexpr int64_t kUsual = 1 << 12, kMost = 1 << 13;
  int64_t rows = 0;  // in a run; 0: not worth it
  Repeats() = default;
  Repeats(int64_t row_bytes, int64_t all_rows) {
    if (row_bytes > kMost) return;
    rows = std::max<int64_t>(kUsual / row_bytes, 1);
    if (all_rows < 8 * rows) rows = 0;
  }
};

class Driver {
 public:
  Driver(const kernels::PointwiseSlot& slot, const Iter& it, ScalarType compute, const void* scalars)
      : it_(it),
        compute_(compute),
        result_(slot.cpu_result[static_cast<int>(compute)]),
        loop_(slot.cpu[static_cast<int>(compute)]),
        scalars_(scalars) {
    all_direct_ = true;
    for (int op = 0; op < it.operands; ++op) {
      const ScalarType want = op == 0 ? result_ : compute;
      direct_[op] =
          it.dtype[op] == want && (it.ndim == 0 || (it.ndim == 1 && it.strides[op][0] == itemsize(want)));
      all_direct_ = all_direct_ && direct_[op];
      constant_[op] = op > 0;
      for (int d = 0; d < it.ndim; ++d) constant_[op] = constant_[op] && it.strides[op][d] == 0;
    }
    if (direct_[0] && stream_loop && it.numel * itemsize(result_) >= kStreamBytes) stream_ = !in_place();
    if (it.ndim == 2 && one_row_repeated()) repeats_ = Repeats(it.shape[0] * itemsize(compute), it.shape[1]);
  }

  void run(int64_t begin, int64_t end) const {
    run_part(begin, end);
    if (stream_) stream_end();
  }

 private:
  void run_part(int64_t begin, int64_t end) const {
    if (all_direct_) return run_direct(begin, end);
    if (repeats_.rows) return run_repeats(begin, end);
    if (it_.ndim > 1 && it_.shape[0] >= 128 && rows_direct()) return run_rows(begin, end);
    run_chunks(begin, end);
  }

  // Whether the result is written over an operand: then its lines are in the cache anyway.
  bool in_place() const {
    bool found = false;
    for (int op = 1; op < it_.operands; ++op) found = found || it_.data[op] == it_.data[0];
    return found;
  }

  void run_direct(int64_t begin, int64_t end) const {
    const void* in[Iter::kMaxOperands];
    const int64_t step = stream_ ? kChunk : end - begin;
    for (int64_t at = begin; at < end; at += step) {
      for (int op = 1; op < it_.operands; ++op) in[op - 1] = it_.data[op] + at * itemsize(compute_);
      write(in, at, std::min(step, end - at));
    }
  }

  // Elements [at, at + n) of a dense result; at most kChunk of them if it is streamed.
  void write(const void* const* in, int64_t at, int64_t n) const {
    char* out = it_.data[0] + at * itemsize(result_);
    if (!stream_) return loop_(out, in, n, scalars_);
    Buffer buffer;
    loop_(buffer.bytes, in, n, scalars_);
    stream_loop(out, buffer.bytes, n * itemsize(result_));
  }

  // True when every operand is contiguous or constant along the inner dimension and of the right dtype.
  bool rows_direct() const {
    for (int op = 0; op < it_.operands; ++op) {
      const ScalarType want = op == 0 ? result_ : compute_;
      const int64_t s = it_.strides[op][0];
      if (it_.dtype[op] != want || (s != itemsize(want) && (op == 0 || s != 0))) return false;
    }
    return true;
  }

  // True when one input is a row, the other operands are whole matrices, and all are dense and of the right
  // dtype.
  bool one_row_repeated() const {
    int repeated = 0;
    for (int op = 0; op < it_.operands; ++op) {
      const ScalarType want = op == 0 ? result_ : compute_;
      const int64_t* s = it_.strides[op];
      if (it_.dtype[op] != want || s[0] != itemsize(want)) return false;
      if (op > 0 && s[1] == 0)
        ++repeated;
      else if (s[1] != it_.shape[0] * itemsize(want))
        return false;
    }
    return repeated == 1;
  }

  void run_repeats(int64_t begin, int64_t end) const {
    alignas(64) char copies[2 * Repeats::kMost];
    const int64_t item = itemsize(compute_), row = it_.shape[0], step = repeats_.rows * row,
                  first = begin % row;
    for (int op = 1; op < it_.operands; ++op)
      if (it_.strides[op][1] == 0) std::memcpy(copies, it_.data[op], static_cast<size_t>(row * item));
    // one row more than a run has, for runs that begin within a row
    for (int64_t have = row * item, all = have + step * item, n = 0; have < all; have += n)
      std::memcpy(copies + have, copies, static_cast<size_t>(n = std::min(have, all - have)));
    for (int64_t at = begin; at < end; at += step) {
      const void* in[Iter::kMaxOperands];
      for (int op = 1; op < it_.operands; ++op)
        in[op - 1] = it_.strides[op][1] ? it_.data[op] + at * item : copies + first * item;
      loop_(it_.data[0] + at * itemsize(result_), in, std::min(step, end - at), scalars_);
    }
  }

  void run_rows(int64_t begin, int64_t end) const {
    Buffer constant[Iter::kMaxOperands - 1];
    const char* filled[Iter::kMaxOperands] = {};
    RowWalker walk(it_, begin);
    for (int64_t at = begin; at < end;) {
      const int64_t n = std::min(walk.left_in_row(), end - at);
      const void* in[Iter::kMaxOperands];
      bool constants = false;
      for (int op = 1; op < it_.operands; ++op) {
        if (it_.strides[op][0]) {
          in[op - 1] = walk.pointer(op);
          continue;
        }
        constants = true;
        if (filled[op] != walk.pointer(op))
          fill(constant[op - 1].bytes, walk.pointer(op), itemsize(compute_), std::min(n, kChunk));
        filled[op] = n >= kChunk ? walk.pointer(op) : nullptr;
        in[op - 1] = constant[op - 1].bytes;
      }
      if (!constants) {
        loop_(walk.pointer(0), in, n, scalars_);
      } else {
        for (int64_t i = 0; i < n; i += kChunk) {
          const void* part[Iter::kMaxOperands];
          for (int op = 1; op < it_.operands; ++op)
            part[op - 1] = it_.strides[op][0] ? static_cast<const char*>(in[op - 1]) + i * itemsize(compute_)
                                              : in[op - 1];
          loop_(walk.pointer(0) + i * itemsize(result_), part, std::min(kChunk, n - i), scalars_);
        }
      }
      walk.advance(n);
      at += n;
    }
  }

  void run_chunks(int64_t begin, int64_t end) const {
    Buffer buffers[Iter::kMaxOperands];
    RowWalker walk(it_, begin);
    for (int64_t at = begin; at < end; at += kChunk) {
      const int64_t n = std::min(kChunk, end - at);
      const void* in[Iter::kMaxOperands];
      for (int op = 1; op < it_.operands; ++op) {
        if (direct_[op]) {
          in[op - 1] = it_.data[op] + at * itemsize(compute_);
        } else if (constant_[op] && at != begin) {
          in[op - 1] = buffers[op].bytes;  // one number, spread out by the first chunk
        } else {
          gather(buffers[op].bytes, compute_, it_, op, walk, n);
          in[op - 1] = buffers[op].bytes;
        }
      }
      if (direct_[0]) {
        write(in, at, n);
      } else {
        loop_(buffers[0].bytes, in, n, scalars_);
        scatter(it_, 0, walk, buffers[0].bytes, result_, n);
      }
      walk.advance(n);
    }
  }

  const Iter& it_;
  ScalarType compute_, result_;
  kernels::PointwiseLoop loop_;
  const void* scalars_;
  bool direct_[Iter::kMaxOperands] = {};
  bool constant_[Iter::kMaxOperands] = {};
  bool all_direct_, stream_ = false;
  Repeats repeats_;
};

void run(const kernels::PointwiseSlot& slot, const Iter& it, ScalarType compute, const void* scalars) {
  if (it.numel == 0) return;
  const Driver driver(slot, it, compute, scalars);
  parallel_for(0, it.numel, kGrain, [&](int64_t begin, int64_t end) { driver.run(begin, end); });
}

}  // namespace

void register_pointwise() {
  FACULA_CALL_ISA(register_pointwise_arithmetic);
  FACULA_CALL_ISA(register_pointwise_compare);
  FACULA_CALL_ISA(register_pointwise_unary);
  FACULA_CALL_ISA(register_pointwise_transcendental);
  FACULA_CALL_ISA(register_pointwise_activation);
  FACULA_CALL_ISA(register_convert);
  FACULA_CALL_ISA(register_stream);
  register_pointwise_special();
  kernels::cpu_pointwise = run;
}

}  // namespace facula::cpu
