// Loops of the normalisations.
#include "cpu/norm_loops.h"

#include "cpu/isa/row_sums.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
FACULA_FN const T* in(const void* p) {
  return static_cast<const T*>(p);
}
#define FACULA_LAMBDA(...) __VA_ARGS__ __attribute__((always_inline))

// Adds up N sums at once: f(i, terms) gives the terms of each. Two vectors of partial sums per sum, since one
// alone would wait for its own additions; they meet in double.
template <int N, class T, class F>
FACULA_FN void wide_sums(double* total, int64_t n, F f) {
  constexpr int w = 2 * kLanes<T>;
  constexpr int64_t flush = 2048;
  const int64_t whole = n / w * w;
  for (int s = 0; s < N; ++s) total[s] = 0;
  for (int64_t i = 0; i < whole;) {
    T part[N][w];
    for (int s = 0; s < N; ++s)
      for (int j = 0; j < w; ++j) part[s][j] = T(0);
    const int64_t stop = whole - i > flush ? i + flush : whole;
    for (; i < stop; i += w)
      for (int j = 0; j < w; ++j) {
        T terms[N];
        f(i + j, terms);
        for (int s = 0; s < N; ++s) part[s][j] += terms[s];
      }
    for (int s = 0; s < N; ++s) {
      double half[w / 2];
      for (int j = 0; j < w / 2; ++j) half[j] = double(part[s][j]) + double(part[s][j + w / 2]);
      total[s] += join_lanes<w / 2 * sizeof(double)>(half, AddLanes{});
    }
  }
  for (int64_t i = whole; i < n; ++i) {
    T terms[N];
    f(i, terms);
    for (int s = 0; s < N; ++s) total[s] += double(terms[s]);
  }
}

template <class T>
double sum(const void* x, int64_t n) {
  const T* p = in<T>(x);
  double total;
  wide_sums<1, T>(
      &total, n, FACULA_LAMBDA([=](int64_t i, T * term)) { *term = p[i]; });
  return total;
}
template <class T>
double square_sum(const void* x, int64_t n, double mean) {
  const T* p = in<T>(x);
  const T m = T(mean);
  double total;
  wide_sums<1, T>(
      &total, n, FACULA_LAMBDA([=](int64_t i, T * term)) { *term = (p[i] - m) * (p[i] - m); });
  return total;
}
template <class T>
void affine(void* y, const void* x, int64_t n, double mean, double scale, double shift) {
  T* __restrict out = static_cast<T*>(y);
  const T* p = in<T>(x);
  const T m = T(mean), a = T(scale), b = T(shift);
  for (int64_t i = 0; i < n; ++i) out[i] = (p[i] - m) * a + b;
}
template <class T>
void dots(const void* g, const void* x, int64_t n, double mean, double* sum_g, double* sum_gx) {
  const T *p = in<T>(x), *q = in<T>(g);
  const T m = T(mean);
  double totals[2];
  wide_sums<2, T>(
      totals, n, FACULA_LAMBDA([=](int64_t i, T * terms)) {
        terms[0] = q[i];
        terms[1] = q[i] * (p[i] - m);
      });
  *sum_g = totals[0];
  *sum_gx = totals[1];
}
template <class T>
void blend(void* gx, const void* g, const void* x, int64_t n, double a, double b, double mean, double c) {
  T* __restrict out = static_cast<T*>(gx);
  const T *p = in<T>(x), *q = in<T>(g);
  const T ta = T(a), tb = T(b), tm = T(mean), tc = T(c);
  for (int64_t i = 0; i < n; ++i) out[i] = ta * q[i] + (tb * (p[i] - tm) + tc);
}

// ---- columns: up to kColumnBlock of them; partial sums of 64 rows meet in double

constexpr int64_t kRowBlock = 64;

// Blocks of rows that stay in the first cache give their own mean and squares, which then join the total's
// (Chan et al. 1979): one pass over memory.
template <int W, class T>
FACULA_FN void join_block(double* mean, double* square, const T* p, int64_t rows, int64_t stride,
                          double before) {
  T sum[W], m[W];
  for (int k = 0; k < W; ++k) sum[k] = T(0);
  for (int64_t i = 0; i < rows; ++i)
    for (int k = 0; k < W; ++k) sum[k] += p[i * stride + k];
  for (int k = 0; k < W; ++k) m[k] = sum[k] / T(rows);
  T part[W];
  for (int k = 0; k < W; ++k) part[k] = T(0);
  for (int64_t i = 0; i < rows; ++i)
    for (int k = 0; k < W; ++k) part[k] += (p[i * stride + k] - m[k]) * (p[i * stride + k] - m[k]);
  const double n = double(rows), all = before + n;
  for (int k = 0; k < W; ++k) {
    const double d = double(m[k]) - mean[k];
    mean[k] += d * (n / all);
    square[k] += double(part[k]) + d * d * (before * n / all);
  }
}

template <class T>
void column_moments(double* mean, double* square, const void* x, int64_t rows, int64_t stride, int64_t n) {
  for (int64_t k = 0; k < n; ++k) mean[k] = square[k] = 0;
  for (int64_t i = 0; i < rows; i += kRowBlock) {
    const T* p = in<T>(x) + i * stride;
    const int64_t count = rows - i < kRowBlock ? rows - i : kRowBlock;
    int64_t k = 0;
    for (; k + 32 <= n; k += 32) join_block<32, T>(mean + k, square + k, p + k, count, stride, double(i));
    for (; k + 8 <= n; k += 8) join_block<8, T>(mean + k, square + k, p + k, count, stride, double(i));
    for (; k < n; ++k) join_block<1, T>(mean + k, square + k, p + k, count, stride, double(i));
  }
}
template <class T>
void column_affine(void* y, const void* x, int64_t rows, int64_t stride, int64_t n, const double* mean,
                   const double* scale, const double* shift) {
  T* __restrict out = static_cast<T*>(y);
  const T* p = in<T>(x);
  T m[kColumnBlock], a[kColumnBlock], b[kColumnBlock];
  for (int64_t k = 0; k < n; ++k) {
    m[k] = T(mean[k]);
    a[k] = T(scale[k]);
    b[k] = T(shift[k]);
  }
  for (int64_t i = 0; i < rows; ++i, p += stride, out += stride)
    for (int64_t k = 0; k < n; ++k) out[k] = (p[k] - m[k]) * a[k] + b[k];
}
template <int W, class T>
FACULA_FN void dots_block(double* sum_g, double* sum_gx, const T* q, const T* p, int64_t rows, int64_t stride,
                          const double* mean) {
  T part[W], part_x[W], m[W];
  for (int k = 0; k < W; ++k) {
    part[k] = part_x[k] = T(0);
    m[k] = T(mean[k]);
  }
  for (int64_t i = 0; i < rows; ++i)
    for (int k = 0; k < W; ++k) {
      part[k] += q[i * stride + k];
      part_x[k] += q[i * stride + k] * (p[i * stride + k] - m[k]);
    }
  for (int k = 0; k < W; ++k) {
    sum_g[k] += double(part[k]);
    sum_gx[k] += double(part_x[k]);
  }
}
template <class T>
void column_dots(double* sum_g, double* sum_gx, const void* g, const void* x, int64_t rows, int64_t stride,
                 int64_t n, const double* mean) {
  for (int64_t k = 0; k < n; ++k) sum_g[k] = sum_gx[k] = 0;
  for (int64_t i = 0; i < rows; i += kRowBlock) {
    const T *p = in<T>(x) + i * stride, *q = in<T>(g) + i * stride;
    const int64_t count = rows - i < kRowBlock ? rows - i : kRowBlock;
    int64_t k = 0;
    for (; k + 32 <= n; k += 32)
      dots_block<32, T>(sum_g + k, sum_gx + k, q + k, p + k, count, stride, mean + k);
    for (; k + 8 <= n; k += 8) dots_block<8, T>(sum_g + k, sum_gx + k, q + k, p + k, count, stride, mean + k);
    for (; k < n; ++k) dots_block<1, T>(sum_g + k, sum_gx + k, q + k, p + k, count, stride, mean + k);
  }
}
template <class T>
void column_blend(void* gx, const void* g, const void* x, int64_t rows, int64_t stride, int64_t n,
                  const double* a, const double* b, const double* mean, const double* c) {
  T* __restrict out = static_cast<T*>(gx);
  const T *p = in<T>(x), *q = in<T>(g);
  T ta[kColumnBlock], tb[kColumnBlock], tm[kColumnBlock], tc[kColumnBlock];
  for (int64_t k = 0; k < n; ++k) {
    ta[k] = T(a[k]);
    tb[k] = T(b[k]);
    tm[k] = T(mean[k]);
    tc[k] = T(c[k]);
  }
  for (int64_t i = 0; i < rows; ++i, p += stride, q += stride, out += stride)
    for (int64_t k = 0; k < n; ++k) out[k] = ta[k] * q[k] + (tb[k] * (p[k] - tm[k]) + tc[k]);
}

// ---- rows

template <class T>
void layer_norm(void* y, void* mean, void* rstd, const void* x, const void* weight, const void* bias,
                int64_t rows, int64_t n, double eps) {
  T* __restrict out = static_cast<T*>(y);
  const T *p = in<T>(x), *w = in<T>(weight), *b = in<T>(bias);
  for (int64_t i = 0; i < rows; ++i, p += n, out += n) {
    const T m = T(sum<T>(p, n) / double(n));
    const T r = T(1.0 / __builtin_sqrt(square_sum<T>(p, n, double(m)) / double(n) + eps));
    static_cast<T*>(mean)[i] = m;
    static_cast<T*>(rstd)[i] = r;
    if (w && b)
      for (int64_t k = 0; k < n; ++k) out[k] = (p[k] - m) * r * w[k] + b[k];
    else if (w)
      for (int64_t k = 0; k < n; ++k) out[k] = (p[k] - m) * r * w[k];
    else if (b)
      for (int64_t k = 0; k < n; ++k) out[k] = (p[k] - m) * r + b[k];
    else
      for (int64_t k = 0; k < n; ++k) out[k] = (p[k] - m) * r;
  }
}

template <bool Weighted, class T>
FACULA_FN void layer_norm_backward_row(T* __restrict out, const T* q, const T* p, const T* w, T m, T r,
                                       int64_t n) {
  const auto gy = FACULA_LAMBDA([=](int64_t k)) {
    if constexpr (Weighted)
      return q[k] * w[k];
    else
      return q[k];
  };
  const double sum_g = lane_sum<T>(n, gy);
  const double sum_gx = lane_sum<T>(
      n, FACULA_LAMBDA([=](int64_t k)) { return gy(k) * (p[k] - m); });
  const T c = T(-double(r) * sum_g / double(n));
  const T b = T(-double(r) * double(r) * double(r) * sum_gx / double(n));
  for (int64_t k = 0; k < n; ++k) out[k] = r * gy(k) + (b * (p[k] - m) + c);
}

template <class T>
void layer_norm_backward(void* gx, const void* g, const void* x, const void* mean, const void* rstd,
                         const void* weight, int64_t rows, int64_t n) {
  T* out = static_cast<T*>(gx);
  const T *p = in<T>(x), *q = in<T>(g), *w = in<T>(weight), *m = in<T>(mean), *r = in<T>(rstd);
  for (int64_t i = 0; i < rows; ++i, p += n, q += n, out += n) {
    if (w)
      layer_norm_backward_row<true, T>(out, q, p, w, m[i], r[i], n);
    else
      layer_norm_backward_row<false, T>(out, q, p, w, m[i], r[i], n);
  }
}

template <class T>
void layer_norm_parameters(void* gw, void* gb, const void* g, const void* x, const void* mean,
                           const void* rstd, int64_t rows, int64_t n) {
  T* __restrict a = static_cast<T*>(gw), * __restrict b = static_cast<T*>(gb);
  const T *p = in<T>(x), *q = in<T>(g), *m = in<T>(mean), *r = in<T>(rstd);
  for (int64_t i = 0; i < rows; ++i, p += n, q += n) {
    const T mi = m[i], ri = r[i];
    if (a)
      for (int64_t k = 0; k < n; ++k) a[k] += q[k] * ((p[k] - mi) * ri);
    if (b)
      for (int64_t k = 0; k < n; ++k) b[k] += q[k];
  }
}

template <class T>
constexpr NormLoops loops_of{sum<T>,
                             square_sum<T>,
                             affine<T>,
                             dots<T>,
                             blend<T>,
                             column_moments<T>,
                             column_affine<T>,
                             column_dots<T>,
                             column_blend<T>,
                             layer_norm<T>,
                             layer_norm_backward<T>,
                             layer_norm_parameters<T>};

}  // namespace

void register_norm_loops() {
  norm_loops[0] = loops_of<float>;
  norm_loops[1] = loops_of<double>;
}

}  // namespace facula::cpu::FACULA_ISA
