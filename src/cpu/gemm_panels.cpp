// Products as many small ones. OpenBLAS's kernels for small matrices (those of processors with AVX-512) read
// both operands where they lie and run at 95 % of the peak, its packing ones and oneDNN's at 85 %. They are
// taken up to 100^3 multiplications and for a second operand that is not transposed: so the result is cut
// into such pieces, and a transposed operand is put in order a panel at a time. docs/notes/gemm.md has the
// figures.
#include <cblas.h>

#include <algorithm>
#include <string_view>

#include "cpu/gemm.h"
#include "cpu/layout.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

namespace {

constexpr int64_t kSmall = 100 * 100 * 100;
constexpr int64_t kPanel = 64, kDepth = 512;

blasint integer(int64_t v) { return static_cast<blasint>(v); }

void small_product(const Product<float>& p) {
  cblas_sgemm(CblasRowMajor, p.a_transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, integer(p.m),
              integer(p.n), integer(p.k), p.alpha, p.a, integer(p.lda), p.b, integer(p.ldb), p.beta, p.c,
              integer(p.ldc));
}
void small_product(const Product<double>& p) {
  cblas_dgemm(CblasRowMajor, p.a_transposed ? CblasTrans : CblasNoTrans, CblasNoTrans, integer(p.m),
              integer(p.n), integer(p.k), p.alpha, p.a, integer(p.lda), p.b, integer(p.ldb), p.beta, p.c,
              integer(p.ldc));
}

// All rows, in equal pieces.
template <class T>
void by_rows(Product<T> p) {
  const int64_t pieces = (p.m * p.n * p.k + kSmall - 1) / kSmall, m = p.m;
  const int64_t step =
      std::min(((m + pieces - 1) / pieces + 3) / 4 * 4, std::max<int64_t>(kSmall / (p.n * p.k), 1));
  for (int64_t i = 0; i < m; i += step) {
    p.m = std::min(step, m - i);
    small_product(p);
    p.a += p.m * (p.a_transposed ? 1 : p.lda);
    p.c += p.m * p.ldc;
  }
}

// Rows one after the other: as they are, or copied to `space`.
template <class T>
const T* dense(const T* from, int64_t ld, int64_t rows, int64_t cols, T* space) {
  if (ld == cols) return from;
  for (int64_t i = 0; i < rows; ++i) std::copy_n(from + i * ld, cols, space + i * cols);
  return space;
}

// k x n of b in order, perhaps in `space`, which has room for it twice.
template <class T>
const T* in_order(const Product<T>& p, T* space) {
  if (!p.b_transposed) return dense(p.b, p.ldb, p.k, p.n, space);
  const T* rows = dense(p.b, p.ldb, p.n, p.k, space + p.n * p.k);
  (sizeof(T) == 4 ? transpose_32 : transpose_64)(space, rows, p.n, p.k);
  return space;
}

// a is transposed: the gradient of a weight, whose sum is long.
template <class T>
bool sum_in_parts(const Product<T>& p) {
  // oneDNN is ahead where the result is large.
  if (p.b_transposed || (sizeof(T) == 4 && p.m * p.n >= 256 * 256)) return false;
  for (int64_t j = 0; j < p.n; j += kPanel)
    for (int64_t i = 0; i < p.k; i += kDepth) {
      Product<T> part = p;
      part.n = std::min(kPanel, p.n - j);
      part.k = std::min(kDepth, p.k - i);
      part.a += i * p.lda;
      part.b += i * p.ldb + j;
      part.c += j;
      if (i > 0) part.beta = T(1);
      by_rows(part);
    }
  return true;
}

}  // namespace

// Some processors only; elsewhere OpenBLAS would pack b once a piece.
bool has_small_products() {
  static const bool found = [] {
    const std::string_view core = openblas_get_corename();
    return core == "SkylakeX" || core == "Cooperlake" || core == "Sapphirerapids";
  }();
  return found;
}

template <class T>
bool gemm_panels(const Product<T>& p) {
  // With fewer rows or columns the work of putting b in order does not pay.
  if (p.n < 16 || p.m < 16 || !has_small_products()) return false;
  const int64_t work = p.m * p.n * p.k;
  if (work > kSmall && get_num_threads() > 1) return false;
  if (!p.b_transposed && work <= kSmall) return small_product(p), true;
  if (p.a_transposed) return sum_in_parts(p);
  const bool tall = p.m >= 4 * kPanel;
  if (p.k > (tall ? 4 * kDepth : kDepth)) return false;
  // Rows of b that are far apart fall on the same lines of the cache.
  const bool far = !p.b_transposed && p.ldb * static_cast<int64_t>(sizeof(T)) % 1024 == 0 && tall;
  const int64_t limit = tall && p.b_transposed ? kDepth / 2 : kDepth, passes = (p.k + limit - 1) / limit;
  const int64_t depth = (p.k + passes - 1) / passes;
  Tensor space;
  if (p.b_transposed || far) space = make_contiguous({2, depth, std::min(p.n, kPanel)}, dtype_of<T>);
  for (int64_t j = 0; j < p.n; j += kPanel)
    for (int64_t i = 0; i < p.k; i += depth) {
      Product<T> part = p;
      part.n = std::min(kPanel, p.n - j);
      part.k = std::min(depth, p.k - i);
      part.a += i;
      part.b += p.b_transposed ? j * p.ldb + i : i * p.ldb + j;
      part.c += j;
      if (i > 0) part.beta = T(1);
      if (space.defined()) {
        part.b = in_order(part, static_cast<T*>(space.data_ptr()));
        part.ldb = part.n;
        part.b_transposed = false;
      }
      by_rows(part);
    }
  return true;
}

template bool gemm_panels(const Product<float>&);
template bool gemm_panels(const Product<double>&);

}  // namespace facula::cpu
