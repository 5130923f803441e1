#pragma once
// What src/cpu/isa/loss.cpp offers to src/cpu/loss.cpp, per dtype: [0] float, [1] double.
#include <cstdint>

namespace facula::cpu {

struct LossLoops {
  /// sum of loss(x[i], t[i])
  double (*sum[8])(const void* x, const void* t, int64_t n, double param);
  /// gx[i] = scale g[i * step] slope(x[i], t[i]), step 0 or 1
  void (*backward[8])(void* gx, const void* g, int64_t step, const void* x, const void* t, int64_t n,
                      double param, double scale);
  bool (*is_probability)(const void* x, int64_t n);
  /// lse[i] = log sum exp of row i of x: [rows, classes]
  void (*log_sum_exp)(void* lse, const void* x, int64_t rows, int64_t classes);
  /// exps[i, c] = exp(x[i, c] - max of row i), inverse[i] = 1 / their sum, lse[i] as above
  void (*exp_rows)(void* exps, void* inverse, void* lse, const void* x, int64_t rows, int64_t classes);
  /// gx[i, c] = coefficient[i] (exps[i, c] inverse[i] - (c == target[i])); rows with coefficient 0 are zero
  void (*scale_exps)(void* gx, const void* exps, const void* inverse, const int64_t* target,
                     const void* coefficient, int64_t rows, int64_t classes);
};
extern LossLoops loss_loops[2];

}  // namespace facula::cpu
