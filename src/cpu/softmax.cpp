// Shares rows, or strips of columns, of softmax among threads.
#include "kernels/softmax.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/parallel.h"
#include "cpu/reduce_loops.h"
#include "cpu/softmax_loops.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_softmax)
constinit SoftmaxLoop softmax_loops[4][2] = {};

namespace {

[[noreturn]] void missing(SoftmaxOp op, ScalarType t, bool last_dim) {
  const bool log = op == SoftmaxOp::LogSoftmax || op == SoftmaxOp::LogSoftmaxBackward;
  const bool backward = op == SoftmaxOp::SoftmaxBackward || op == SoftmaxOp::LogSoftmaxBackward;
  detail::fail<NotImplementedError>('"', backward ? "backward_" : "", log ? "log_softmax_" : "softmax_",
                                    last_dim ? "lastdim_" : "", "kernel_impl\" not implemented for '", t,
                                    "'");
}

void run(SoftmaxOp op, Tensor& out, const Tensor& a, const Tensor& b, int64_t dim) {
  const ScalarType t = a.scalar_type();
  if (t != kFloat && t != kDouble) missing(op, t, dim + 1 >= a.dim());
  const SoftmaxLoop& loop = softmax_loops[static_cast<int>(op)][t == kDouble];
  if (a.numel() == 0) return;
  const int64_t n = a.dim() ? a.size(dim) : 1, item = a.element_size();
  int64_t inner = 1;
  for (int64_t d = dim + 1; d < a.dim(); ++d) inner *= a.size(d);
  auto* y = static_cast<char*>(out.data_ptr());
  const auto* p = static_cast<const char*>(a.data_ptr());
  const auto* q = b.defined() ? static_cast<const char*>(b.data_ptr()) : p;
  const int64_t grain = std::max<int64_t>(kGrain / 8, 1);  // exponentials: a few times a plain loop's work
  if (inner == 1) {
    parallel_for(0, a.numel() / n, grain / n, [&](int64_t begin, int64_t end) {
      const int64_t at = begin * n * item;
      loop.rows(y + at, p + at, q + at, end - begin, n);
    });
    return;
  }
  const int64_t strip = std::clamp<int64_t>((inner / 2 + 15) / 16 * 16, 64, kReduceStrip);
  const int64_t strips = (inner + strip - 1) / strip, outer = a.numel() / n / inner;
  parallel_for(0, outer * strips, grain / (n * strip), [&](int64_t begin, int64_t end) {
    for (int64_t u = begin; u < end; ++u) {
      const int64_t j = u % strips * strip, at = (u / strips * n * inner + j) * item;
      loop.columns(y + at, p + at, q + at, n, inner, std::min(strip, inner - j));
    }
  });
}

}  // namespace

void register_softmax() {
  FACULA_CALL_ISA(register_softmax);
  kernels::softmax.set(
      kCPU, [](Tensor& y, const Tensor& x, int64_t dim) { run(SoftmaxOp::Softmax, y, x, Tensor(), dim); });
  kernels::log_softmax.set(
      kCPU, [](Tensor& y, const Tensor& x, int64_t dim) { run(SoftmaxOp::LogSoftmax, y, x, Tensor(), dim); });
  kernels::softmax_backward.set(kCPU, [](Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim) {
    run(SoftmaxOp::SoftmaxBackward, gx, g, y, dim);
  });
  kernels::log_softmax_backward.set(kCPU, [](Tensor& gx, const Tensor& g, const Tensor& y, int64_t dim) {
    run(SoftmaxOp::LogSoftmaxBackward, gx, g, y, dim);
  });
}

}  // namespace facula::cpu
