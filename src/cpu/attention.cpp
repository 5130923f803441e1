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

// Rows of a block of scores. With causal masks short blocks skip more, long ones put the keys in order less
// often.
int64_t block_rows(bool causal, int64_t queries, int64_t keys) {
  return std::min<int64_t>(!causal || keys > 256 ? 64 : keys > 64 ? 32 : 16, queries);
}

struct Sizes {
  int64_t batch, queries, keys, width, value_width;
  bool causal;
  int64_t block;
  Sizes(const Tensor& q, const Tensor& k, const Tensor& v, bool is_causal)
      : batch(q.size(0) * q.size(1)),
        queries(q.size(2)),
        keys(k.size(2)),
        width(q.size(3)),
        value_width(v.size(3)),
        causal(is_causal),
        block(block_rows(causal, queries, keys)) {}
  // Keys that the queries before `end` see.
  int64_t seen(int64_t end) const { return causal ? std::min(keys, end) : keys; }
};

// A matrix per sample and head; the elements of a row lie next to each other.
template <class T>
struct Heads {
  T* data;
  int64_t heads, width, batch_step, head_step, row_step;
  explicit Heads(const Tensor& t)
      : data(t.data_ptr<T>()),
        heads(t.size(1)),
        width(t.size(3)),
        batch_step(t.stride(0)),
        head_step(t.stride(1)),
        row_step(t.stride(2)) {}
  T* at(int64_t n, int64_t row) const {
    return data + n / heads * batch_step + n % heads * head_step + row * row_step;
  }
  // Rows one after the other: as they are, or copied to `space`.
  const T* dense(int64_t n, int64_t first, int64_t rows, T* space) const {
    const T* from = at(n, first);
    if (row_step == width) return from;
    attention_loops[sizeof(T) == 8].copy_rows(space, from, rows, width, row_step);
    return space;
  }
};

// Scratch memory, handed out piece by piece.
template <class T>
class Space {
 public:
  explicit Space(int64_t size) : memory_(make_contiguous({size}, dtype_of<T>)), at_(memory_.data_ptr<T>()) {}
  T* take(int64_t n) {
    at_ += n;
    return at_ - n;
  }

 private:
  Tensor memory_;
  T* at_;
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
                       int64_t mask_stride) {
  return {scores,
          rows,
          z.seen(first + rows),
          mask ? mask + first * mask_stride : nullptr,
          mask_stride,
          z.causal ? first + 1 : z.keys};
}

template <class T>
void clear_rows(const Heads<T>& t, int64_t n, int64_t rows) {
  for (int64_t i = 0; i < rows; ++i) std::fill_n(t.at(n, i), t.width, T(0));
}

template <class T>
void forward(Tensor& y, Tensor& lse, const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
             const AttentionArgs& args) {
  const Sizes z(q, k, v, args.causal);
  const AttentionLoops& loops = attention_loops[sizeof(T) == 8];
  const Heads<T> qh(q), kh(k), vh(v), yh(y);
  T* lp = lse.data_ptr<T>();
  const int64_t mask_stride = mask.defined() ? mask.stride(-2) : 0;
  const int64_t blocks = (z.queries + z.block - 1) / z.block;
  parallel_for(0, z.batch * blocks, 1, [&](int64_t a, int64_t b) {
    Space<T> space(z.block * (z.keys + z.width) + z.keys * (z.width + z.value_width));
    T *s = space.take(z.block * z.keys), *q_space = space.take(z.block * z.width);
    T *k_space = space.take(z.keys * z.width), *v_space = space.take(z.keys * z.value_width);
    const T *kp = nullptr, *vp = nullptr;
    for (int64_t before = -1; a < b; ++a) {
      const int64_t n = a / blocks, first = a % blocks * z.block;
      const int64_t rows = std::min(z.block, z.queries - first), seen = z.seen(first + rows);
      if (n != before) {
        kp = kh.dense(n, 0, z.keys, k_space);
        vp = vh.dense(n, 0, z.keys, v_space);
        before = n;
      }
      gemm<T>(matrix(qh.dense(n, first, rows, q_space), rows, z.width), transposed(kp, seen, z.width), s,
              seen, static_cast<T>(args.scale), T(0));
      loops.softmax(score_block(s, first, rows, z, mask_of<T>(mask, n), mask_stride),
                    lp + n * z.queries + first);
      gemm<T>(matrix<T>(s, rows, seen), matrix(vp, seen, z.value_width), yh.at(n, first), yh.row_step, T(1),
              T(0));
    }
  });
}

template <class T>
void backward(Tensor& gq, Tensor& gk, Tensor& gv, const Tensor& g, const Tensor& y, const Tensor& lse,
              const Tensor& q, const Tensor& k, const Tensor& v, const Tensor& mask,
              const AttentionArgs& args) {
  const Sizes z(q, k, v, args.causal);
  const AttentionLoops& loops = attention_loops[sizeof(T) == 8];
  const Heads<T> qh(q), kh(k), vh(v), yh(y), gh(g), dq(gq), dk(gk), dv(gv);
  const T* lp = lse.data_ptr<T>();
  const int64_t mask_stride = mask.defined() ? mask.stride(-2) : 0;
  const T scale = static_cast<T>(args.scale);
  parallel_for(0, z.batch, 1, [&](int64_t a, int64_t b) {
    Space<T> space(z.block * (2 * z.keys + z.width + 2 * z.value_width) + z.keys * (z.width + z.value_width));
    T *p = space.take(z.block * z.keys), *d = space.take(z.block * z.keys),
      *q_space = space.take(z.block * z.width);
    T *g_space = space.take(z.block * z.value_width), *y_space = space.take(z.block * z.value_width);
    T *k_space = space.take(z.keys * z.width), *v_space = space.take(z.keys * z.value_width);
    for (int64_t n = a; n < b; ++n) {
      const T *kn = kh.dense(n, 0, z.keys, k_space), *vn = vh.dense(n, 0, z.keys, v_space);
      if (z.causal) {
        clear_rows(dk, n, z.keys);
        clear_rows(dv, n, z.keys);
      }
      for (int64_t first = 0; first < z.queries; first += z.block) {
        const int64_t rows = std::min(z.block, z.queries - first), seen = z.seen(first + rows);
        const T *qn = qh.dense(n, first, rows, q_space), *gn = gh.dense(n, first, rows, g_space);
        const T sum = first || z.causal ? T(1) : T(0);
        gemm<T>(matrix(qn, rows, z.width), transposed(kn, seen, z.width), p, seen, scale, T(0));
        const ScoreBlock block = score_block(p, first, rows, z, mask_of<T>(mask, n), mask_stride);
        loops.recompute(block, lp + n * z.queries + first);
        gemm<T>(transposed<T>(p, rows, seen), matrix(gn, rows, z.value_width), dv.at(n, 0), dv.row_step, T(1),
                sum);
        gemm<T>(matrix(gn, rows, z.value_width), transposed(vn, seen, z.value_width), d, seen, T(1), T(0));
        loops.softmax_backward(block, d, gn, yh.dense(n, first, rows, y_space), z.value_width);
        gemm<T>(matrix<T>(d, rows, seen), matrix(kn, seen, z.width), dq.at(n, first), dq.row_step, scale,
                T(0));
        gemm<T>(transposed<T>(d, rows, seen), matrix(qn, rows, z.width), dk.at(n, 0), dk.row_step, scale,
                sum);
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
