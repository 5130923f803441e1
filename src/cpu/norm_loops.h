#pragma once
// What src/cpu/isa/norm.cpp offers to src/cpu/norm*.cpp, per dtype: [0] float, [1] double.
#include <cstdint>

namespace facula::cpu {

struct NormLoops {
  // ---- one run of memory
  double (*sum)(const void* x, int64_t n);
  /// sum of (x - mean)^2
  double (*square_sum)(const void* x, int64_t n, double mean);
  /// y = (x - mean) scale + shift
  void (*affine)(void* y, const void* x, int64_t n, double mean, double scale, double shift);
  /// sums of g and of g (x - mean)
  void (*dots)(const void* g, const void* x, int64_t n, double mean, double* sum_g, double* sum_gx);
  /// gx = a g + b (x - mean) + c
  void (*blend)(void* gx, const void* g, const void* x, int64_t n, double a, double b, double mean, double c);

  // ---- rows of `stride` elements, of which `n` columns from `x` on are taken; one result per column
  /// mean, and sum of (x - mean)^2
  void (*column_moments)(double* mean, double* square, const void* x, int64_t rows, int64_t stride,
                         int64_t n);
  void (*column_affine)(void* y, const void* x, int64_t rows, int64_t stride, int64_t n, const double* mean,
                        const double* scale, const double* shift);
  void (*column_dots)(double* sum_g, double* sum_gx, const void* g, const void* x, int64_t rows,
                      int64_t stride, int64_t n, const double* mean);
  void (*column_blend)(void* gx, const void* g, const void* x, int64_t rows, int64_t stride, int64_t n,
                       const double* a, const double* b, const double* mean, const double* c);

  // ---- whole rows; weight and bias may be null
  void (*layer_norm)(void* y, void* mean, void* rstd, const void* x, const void* weight, const void* bias,
                     int64_t rows, int64_t n, double eps);
  void (*layer_norm_backward)(void* gx, const void* g, const void* x, const void* mean, const void* rstd,
                              const void* weight, int64_t rows, int64_t n);
  /// gw += sum of g (x - mean) rstd, gb += sum of g over the rows; either may be null
  void (*layer_norm_parameters)(void* gw, void* gb, const void* g, const void* x, const void* mean,
                                const void* rstd, int64_t rows, int64_t n);
};
extern NormLoops norm_loops[2];

/// Columns that the column functions take at once.
inline constexpr int64_t kColumnBlock = 64;

}  // namespace facula::cpu
