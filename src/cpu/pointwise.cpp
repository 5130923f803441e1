// Drives the contiguous loops over planned operands. An operand that is not contiguous, or of another dtype,
// is gathered into a small buffer first and converted there: no temporaries in memory, and one loop per op
// and dtype.
#include "kernels/pointwise.h"

#include <algorithm>
#include <cstring>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/rows.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_pointwise_arithmetic)
FACULA_DECLARE_ISA(register_pointwise_compare)
FACULA_DECLARE_ISA(register_pointwise_unary)
FACULA_DECLARE_ISA(register_pointwise_transcendental)
FACULA_DECLARE_ISA(register_pointwise_activation)
FACULA_DECLARE_ISA(register_convert)
void register_pointwise_special();

namespace {

constexpr int64_t kChunk = 512;

struct alignas(64) Buffer {
  char bytes[kChunk * 16];
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
  }

  void run(int64_t begin, int64_t end) const {
    if (all_direct_) return run_direct(begin, end);
    if (it_.ndim > 1 && it_.shape[0] >= 128 && rows_direct()) return run_rows(begin, end);
    run_chunks(begin, end);
  }

 private:
  void run_direct(int64_t begin, int64_t end) const {
    const void* in[Iter::kMaxOperands];
    for (int op = 1; op < it_.operands; ++op) in[op - 1] = it_.data[op] + begin * itemsize(compute_);
    loop_(it_.data[0] + begin * itemsize(result_), in, end - begin, scalars_);
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
        loop_(it_.data[0] + at * itemsize(result_), in, n, scalars_);
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
  bool direct_[Iter::kMaxOperands];
  bool constant_[Iter::kMaxOperands];
  bool all_direct_;
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
  register_pointwise_special();
  kernels::cpu_pointwise = run;
}

}  // namespace facula::cpu
