#pragma once
// What src/cpu/isa/norm_rows.cpp offers to src/cpu/norm.cpp: layer norm of rows that fit into registers.
#include <cstdint>

namespace facula::cpu {

/// y = (x - mean) rstd weight + bias by row; weight and bias may be null.
struct NormForward {
  void *y, *mean, *rstd;
  const void *x, *weight, *bias;
  int64_t rows;
  double eps;
};
/// gx, and gw and gb of n numbers each, to which the sums over the rows are added.
struct NormBackward {
  void* gx;
  double *gw, *gb;
  const void *g, *x, *mean, *rstd, *weight;
  int64_t rows;
};
/// Null where the rows are too long or of an odd length.
struct NormRows {
  void (*forward)(const NormForward&) = nullptr;
  void (*backward)(const NormBackward&) = nullptr;
};
/// For rows of n elements, per dtype: [0] float, [1] double.
extern NormRows (*norm_rows[2])(int64_t n);

}  // namespace facula::cpu
