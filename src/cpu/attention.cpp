// CPU kernels of attention: a block of queries against all keys at a time, so that only a block of scores is
// ever in memory; the backward pass computes the block again.
#include "kernels/attention.h"

#include <algorithm>

#include "cpu/attention_loops.h"
#include "cpu/capability.h"
#include "cpu/gemm.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_attention_loops)
AttentionLoops attention_loops[2];

namespace {

constexpr int64_t kQueries = 64;

struct Sizes {
  int64_t batch, queries, keys, width, value_width;
  Sizes(const Tensor& q, const Tensor& k, const Tensor& v)
      : batch(q.size(0)), queries(q.size(1)), keys(k.size(1)), width(q.size(2)), value_width(v.size(2)) {}
};

// Where the mask of matrix n begins: its leading dimensions are walked as those of the result.
template <class T>
const T* mask_of(const Tensor& mask, int64_t n) {
  if (!mask.defined()) return nullptr;
  const T* p = static_cast<const T*>(mask.data_ptr());
  for (int64_t d = mask.dim() - 3; d >= 0; --d) {
    p += n % mask.size(d) * mask.stride(d);
    n /= mask.size(d);
  }
  return p;
}

template <class T>
Matrix<const T> matrix(const T* p, int64_t rows, int64_t cols) {
  return {p, rows, cols, cols, 1};
}
template <class T>
Matrix<const T> transposed(const T* p, int64_t rows, int64_t cols) {
  return {p, cols, rows, 1, cols};
}

template <class T>
ScoreBlock score_block(T* scores, int64_t first, int64_t rows, const Sizes& z, const T* mask,
                       int64_t mask_stride, bool causal) {
  return {scores,      rows,
          z.keys,      mask ? mask + first * mask_stride : nullptr,
          mask_stride, causal ? first + 1 : z.keys};
}

template <class T>
void forward(Tensor& y, Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
             const AttentionArgs& args) {
  const Sizes z(q, k, v);
  const AttentionLoops& loops = attention_loops[sizeof(T) == 8];
  const T *qp = q.data_ptr<T>(), *kp = k.data_ptr<T>(), *vp = v.data_ptr<T>();
  T *yp = y.data_ptr<T>(), *lp = lse.data_ptr<T>();
  const int64_t mask_stride = mask.defined() ? mask.stride(-2) : 0;
  const int64_t blocks = (z.queries + kQueries - 1) / kQueries;
  parallel_for(0, z.batch * blocks, 1, [&](int64_t a, int64_t b) {
    const Tensor space = make_contiguous({std::min(kQueries, z.queries), z.keys}, q.scalar_type());
    T* s = space.data_ptr<T>();
    for (; a < b; ++a) {
      const int64_t n = a / blocks, first = a % blocks * kQueries,
                    rows = std::min(kQueries, z.queries - first);
      const int64_t at = n * z.queries + first;
      gemm<T>(matrix(qp + at * z.width, rows, z.width),
              transposed(kp + n * z.keys * z.width, z.keys, z.width), s, z.keys, static_cast<T>(args.scale),
              T(0));
      loops.softmax(score_block(s, first, rows, z, mask_of<T>(mask, n), mask_stride, args.causal), lp + at);
      gemm<T>(matrix<T>(s, rows, z.keys), matrix(vp + n * z.keys * z.value_width, z.keys, z.value_width),
              yp + at * z.value_width, z.value_width, T(1), T(0));
    }
  });
}

template <class T>
void backward(Tensor& gq, Tensor& gk, Tensor& gv, const Tensor& g, const Tensor& y, const Tensor& lse,
              const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
              const AttentionArgs& args) {
  const Sizes z(q, k, v);
  const AttentionLoops& loops = attention_loops[sizeof(T) == 8];
  const T *qp = q.data_ptr<T>(), *kp = k.data_ptr<T>(), *vp = v.data_ptr<T>();
  const T *gp = g.data_ptr<T>(), *yp = y.data_ptr<T>(), *lp = lse.data_ptr<T>();
  T *dq = gq.data_ptr<T>(), *dk = gk.data_ptr<T>(), *dv = gv.data_ptr<T>();
  const int64_t mask_stride = mask.defined() ? mask.stride(-2) : 0;
  const T scale = static_cast<T>(args.scale);
  parallel_for(0, z.batch, 1, [&](int64_t a, int64_t b) {
    const Tensor space = make_contiguous({2, std::min(kQueries, z.queries), z.keys}, q.scalar_type());
    T *p = space.data_ptr<T>(), *d = p + space.stride(0);
    for (int64_t n = a; n < b; ++n) {
      const T *kn = kp + n * z.keys * z.width, *vn = vp + n * z.keys * z.value_width;
      T *dkn = dk + n * z.keys * z.width, *dvn = dv + n * z.keys * z.value_width;
      for (int64_t first = 0; first < z.queries; first += kQueries) {
        const int64_t rows = std::min(kQueries, z.queries - first), at = n * z.queries + first;
        const T *qn = qp + at * z.width, *gn = gp + at * z.value_width;
        const T sum = first ? T(1) : T(0);
        gemm<T>(matrix(qn, rows, z.width), transposed(kn, z.keys, z.width), p, z.keys, scale, T(0));
        const ScoreBlock block =
            score_block(p, first, rows, z, mask_of<T>(mask, n), mask_stride, args.causal);
        loops.recompute(block, lp + at);
        gemm<T>(transposed<T>(p, rows, z.keys), matrix(gn, rows, z.value_width), dvn, z.value_width, T(1),
                sum);
        gemm<T>(matrix(gn, rows, z.value_width), transposed(vn, z.keys, z.value_width), d, z.keys, T(1),
                T(0));
        loops.softmax_backward(block, d, gn, yp + at * z.value_width, z.value_width);
        gemm<T>(matrix<T>(d, rows, z.keys), matrix(kn, z.keys, z.width), dq + at * z.width, z.width, scale,
                T(0));
        gemm<T>(transposed<T>(d, rows, z.keys), matrix(qn, rows, z.width), dkn, z.width, scale, sum);
      }
    }
  });
}

void attention(Tensor& y, Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
               const AttentionArgs& args) {
  if (q.scalar_type() == kDouble)
    forward<double>(y, lse, q, k, v, mask, args);
  else
    forward<float>(y, lse, q, k, v, mask, args);
}
void attention_backward(Tensor& gq, Tensor& gk, Tensor& gv, const Tensor& g, const Tensor& y,
                        const Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v,
                        const Tensor& mask, const AttentionArgs& args) {
  if (q.scalar_type() == kDouble)
    backward<double>(gq, gk, gv, g, y, lse, q, k, v, mask, args);
  else
    backward<float>(gq, gk, gv, g, y, lse, q, k, v, mask, args);
}

}  // namespace

void register_attention() {
  FACULA_CALL_ISA(register_attention_loops);
  kernels::attention.set(kCPU, attention);
  kernels::attention_backward.set(kCPU, attention_backward);
}

}  // namespace facula::cpu
