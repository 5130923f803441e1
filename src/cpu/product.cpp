// Products in tiles of registers: what is read, in which order, and copied to where. docs/notes/gemm.md has
// the figures.
#include "cpu/product.h"

#include <algorithm>

#include "cpu/layout.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

void (*product_strip)(const ProductStrip&) = nullptr;
void (*add_rows)(float* sums, const float* rows, int64_t count, int64_t n, int64_t ld) = nullptr;

namespace {

constexpr int64_t kWidth = 32;            // columns of a strip
constexpr int64_t kDepth = 512;           // terms of a sum at a time
constexpr int64_t kSharedWork = 1000000;  // larger products are shared by threads where there are several

int64_t width_of(int64_t columns) { return columns > 16 ? kWidth : 16; }

// k x n of b in order, in rows of `width`; those of a transposed b are collected first in `space`.
void pack(const float* b, int64_t ldb, bool transposed, int64_t k, int64_t n, int64_t width, float* to,
          float* space) {
  if (!transposed) {
    for (int64_t i = 0; i < k; ++i, to += width) {
      std::copy_n(b + i * ldb, n, to);
      std::fill(to + n, to + width, 0.0f);
    }
    return;
  }
  const float* rows = b;
  if (ldb != k || n != width) {
    for (int64_t j = 0; j < n; ++j) std::copy_n(b + j * ldb, k, space + j * k);
    std::fill(space + n * k, space + width * k, 0.0f);
    rows = space;
  }
  transpose_32(to, rows, width, k);
}

struct Blocks {
  int64_t rows, depth;
  explicit Blocks(const Product<float>& p) {
    const int64_t limit = p.a_transposed ? kDepth / 2 : kDepth, passes = (p.k + limit - 1) / limit;
    depth = (p.k + passes - 1) / passes;
    rows = p.a_transposed || depth <= 128 ? 252 : 126;  // of the first operand, to stay in the second cache
  }
};

// Rows this far apart fall on the same few lines of the first cache.
bool far_apart(int64_t ld) { return ld * static_cast<int64_t>(sizeof(float)) % 1024 == 0; }

// A strip's columns of the second operand where they lie would be read past their end, or from far apart.
bool must_pack(const Product<float>& p) {
  if (p.b_transposed || p.n % 16 != 0) return true;
  return !p.a_transposed && (p.m >= 128 || (p.m >= 32 && far_apart(p.ldb)));
}

// Rows [from, from + rows) of one strip; s.a is there already.
void rows_of_strip(ProductStrip s, int64_t from, int64_t rows) {
  s.c += from * s.ldc;
  if (s.gate) s.gate += from * s.ld_gate;
  s.m = rows;
  product_strip(s);
}

ProductStrip strip_of(const Product<float>& p, const ProductExtra& extra, int64_t i, int64_t depth) {
  const bool last = i + depth >= p.k;
  ProductStrip s{};
  s.a = p.a + i * (p.a_transposed ? p.lda : 1);
  s.lda = p.lda;
  s.a_transposed = p.a_transposed;
  s.c = p.c;
  s.ldc = p.ldc;
  s.k = std::min(depth, p.k - i);
  s.alpha = p.alpha;
  s.beta = i > 0 ? 1 : p.beta;
  s.bias = last ? extra.bias : nullptr;
  s.after = last ? extra.after : After::Nothing;
  s.gate = last ? extra.gate : nullptr;
  s.ld_gate = extra.ld_gate;
  return s;
}

}  // namespace

PackedOperand::PackedOperand(const float* b, int64_t ld, bool transposed, int64_t k, int64_t n)
    : k_(k), n_(n) {
  const int64_t passes = (k + kDepth - 1) / kDepth, strips = (n + kWidth - 1) / kWidth;
  depth_ = (k + passes - 1) / passes;
  memory_ = make_contiguous({passes * strips + 1, depth_, kWidth}, kFloat);
  auto* to = static_cast<float*>(memory_.data_ptr());
  float* space = to + passes * strips * depth_ * kWidth;
  for (int64_t i = 0; i < k; i += depth_)
    for (int64_t j = 0; j < n; j += kWidth, to += depth_ * kWidth) {
      const int64_t cols = std::min(kWidth, n - j);
      pack(b + (transposed ? j * ld + i : i * ld + j), ld, transposed, std::min(depth_, k - i), cols,
           width_of(cols), to, space);
    }
}

void PackedOperand::multiply(const float* a, int64_t lda, int64_t m, float* c, int64_t ldc, float beta,
                             const ProductExtra& extra) const {
  const Product<float> p{a, lda, nullptr, 0, false, false, c, ldc, 1, beta, m, n_, k_};
  const int64_t block = Blocks(p).rows;
  for (int64_t row = 0; row < m; row += block) {
    const auto* from = static_cast<const float*>(memory_.data_ptr());
    for (int64_t i = 0; i < k_; i += depth_)
      for (int64_t j = 0; j < n_; j += kWidth, from += depth_ * kWidth) {
        ProductStrip s = strip_of(p, extra, i, depth_);
        s.n = std::min(kWidth, n_ - j);
        s.b = from;
        s.ldb = width_of(s.n);
        s.c += j;
        if (s.bias) s.bias += j;
        if (s.gate) s.gate += j;
        s.a += row * lda;
        rows_of_strip(s, row, std::min(block, m - row));
      }
  }
}

bool has_tiles(const Product<float>& p) {
  if (!product_strip || p.n < 16 || p.m < 8) return false;
  return get_num_threads() == 1 || p.m * p.n * p.k <= kSharedWork;
}

void multiply(const Product<float>& p, const ProductExtra& extra) {
  const Blocks blocks(p);
  const int64_t depth = blocks.depth;
  // Strips in order that are kept while all rows pass by.
  const int64_t together = p.m > blocks.rows ? std::max<int64_t>(131072 / (depth * kWidth), 1) : 1;
  const bool packs = must_pack(p), packs_a = p.a_transposed && p.m >= 128 && far_apart(p.lda);
  Tensor memory, memory_a;
  float *packed = nullptr, *space = nullptr, *packed_a = nullptr;
  if (packs_a) {
    memory_a = make_contiguous({depth, blocks.rows}, kFloat);
    packed_a = static_cast<float*>(memory_a.data_ptr());
  }
  if (packs) {
    memory = make_contiguous({together + 1, depth, kWidth}, kFloat);
    packed = static_cast<float*>(memory.data_ptr());
    space = packed + together * depth * kWidth;
  }
  for (int64_t i = 0; i < p.k; i += depth) {
    ProductStrip base = strip_of(p, extra, i, depth);
    for (int64_t first = 0; first < p.n; first += together * kWidth) {
      const int64_t end = std::min(p.n, first + together * kWidth);
      for (int64_t row = 0; row < p.m; row += blocks.rows) {
        const int64_t rows = std::min(blocks.rows, p.m - row);
        if (packs_a)
          for (int64_t k = 0; k < base.k; ++k)
            std::copy_n(base.a + k * p.lda + row, rows, packed_a + k * blocks.rows);
        for (int64_t j = first; j < end; j += kWidth) {
          ProductStrip s = base;
          s.n = std::min(kWidth, p.n - j);
          const float* b = p.b + (p.b_transposed ? j * p.ldb + i : i * p.ldb + j);
          s.b = b;
          s.ldb = p.ldb;
          if (packs) {
            float* to = packed + (j - first) / kWidth * depth * kWidth;
            s.ldb = width_of(s.n);
            if (row == 0) pack(b, p.ldb, p.b_transposed, s.k, s.n, s.ldb, to, space);
            s.b = to;
          }
          s.c += j;
          if (s.bias) s.bias += j;
          if (s.gate) s.gate += j;
          if (packs_a) {
            s.a = packed_a;
            s.lda = blocks.rows;
          } else {
            s.a += row * (p.a_transposed ? 1 : p.lda);
          }
          rows_of_strip(s, row, rows);
        }
      }
    }
  }
}

}  // namespace facula::cpu
