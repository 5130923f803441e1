#pragma once
// Products in tiles of registers, with what follows them (bias, ReLU, its derivative) done before the tile is
// written.
#include <cstdint>

#include "cpu/gemm.h"
#include "facula/core/tensor.h"

namespace facula::cpu {

/// What happens to an element of the result before it is written.
enum class After : int { Nothing, Relu, Gate };

/// m rows of up to 32 columns: c = after(alpha a @ b + bias + beta c).
struct ProductStrip {
  const float* a;
  int64_t lda;
  bool a_transposed;
  const float* b;  // k rows, `ldb` apart, of 16 or 32 numbers (those past column n are not used)
  int64_t ldb;
  float* c;
  int64_t ldc;
  int64_t m, n, k;
  float alpha, beta;
  const float* bias;  // of the columns, or null
  After after;
  const float* gate;  // After::Gate: zero where it is not positive; rows `ld_gate` apart
  int64_t ld_gate;
};
/// Filled by src/cpu/isa/product.cpp where it pays; else null.
extern void (*product_strip)(const ProductStrip&);

/// What multiply() may add to a product.
struct ProductExtra {
  const float* bias = nullptr;
  After after = After::Nothing;
  const float* gate = nullptr;
  int64_t ld_gate = 0;
};
/// sums[j] += sum of column j over rows that lie `ld` apart. Filled as product_strip.
extern void (*add_rows)(float* sums, const float* rows, int64_t count, int64_t n, int64_t ld);

/// A second operand put in order once for several products.
class PackedOperand {
 public:
  /// k x n, or its transpose n x k; rows `ld` apart.
  PackedOperand(const float* b, int64_t ld, bool transposed, int64_t k, int64_t n);
  /// c = after(a @ b + bias + beta c), a: m rows `lda` apart
  void multiply(const float* a, int64_t lda, int64_t m, float* c, int64_t ldc, float beta,
                const ProductExtra& extra = {}) const;

 private:
  int64_t k_, n_, depth_;
  Tensor memory_;  // passes of `depth_` terms, each in strips
};

/// True if the tiles exist here and suit the product.
bool has_tiles(const Product<float>& p);
/// The whole product in this thread. `has_tiles(p)` must hold.
void multiply(const Product<float>& p, const ProductExtra& extra = {});
/// c = after(a @ b + bias + beta c) if the tiles suit it, else returns false.
bool multiply_with(const Matrix<const float>& a, const Matrix<const float>& b, float* c, int64_t ldc,
                   float beta, const ProductExtra& extra);

}  // namespace facula::cpu
