// Products of a sparse and a dense matrix.
#include "kernels/sparse.h"

#include <algorithm>

#include "cpu/parallel.h"
#include "facula/core/complex.h"

namespace facula::cpu {

namespace {

template <class T>
void add_row(T* y, const T* b, T a, int64_t n) {
  for (int64_t j = 0; j < n; ++j) y[j] += a * b[j];
}

// Rows are independent: threads share them out.
template <class T>
void by_rows(T* y, const int64_t* start, const int64_t* cols, const T* values, const T* b, int64_t m,
             int64_t n) {
  const int64_t work = std::max<int64_t>(1, start[m] * n / std::max<int64_t>(m, 1));
  parallel_for(0, m, std::max<int64_t>(1, kGrain / work), [&](int64_t first, int64_t last) {
    for (int64_t i = first; i < last; ++i) {
      if (n == 1) {
        T sum = T(0);
        for (int64_t e = start[i]; e < start[i + 1]; ++e) sum += values[e] * b[cols[e]];
        y[i] += sum;
        continue;
      }
      for (int64_t e = start[i]; e < start[i + 1]; ++e) add_row(y + i * n, b + cols[e] * n, values[e], n);
    }
  });
}

template <class T>
void run(Tensor& y, const Tensor& rows, const Tensor& cols, const Tensor& values, const Tensor& b,
         bool compressed, bool transpose) {
  T* out = static_cast<T*>(y.data_ptr());
  const T *v = static_cast<const T*>(values.data_ptr()), *in = static_cast<const T*>(b.data_ptr());
  const auto *r = rows.const_data_ptr<int64_t>(), *c = cols.const_data_ptr<int64_t>();
  const int64_t n = y.size(1), entries = values.numel();
  if (compressed && !transpose) return by_rows(out, r, c, v, in, y.size(0), n);
  if (compressed) {
    for (int64_t i = 0; i < b.size(0); ++i)
      for (int64_t e = r[i]; e < r[i + 1]; ++e) add_row(out + c[e] * n, in + i * n, v[e], n);
    return;
  }
  const int64_t *to = transpose ? c : r, *from = transpose ? r : c;
  if (n == 1) {
    for (int64_t e = 0; e < entries; ++e) out[to[e]] += v[e] * in[from[e]];
    return;
  }
  for (int64_t e = 0; e < entries; ++e) add_row(out + to[e] * n, in + from[e] * n, v[e], n);
}

void sparse_product(Tensor& y, const Tensor& rows, const Tensor& cols, const Tensor& values, const Tensor& b,
                    bool compressed, bool transpose) {
  switch (y.scalar_type()) {
    case kFloat:
      return run<float>(y, rows, cols, values, b, compressed, transpose);
    case kDouble:
      return run<double>(y, rows, cols, values, b, compressed, transpose);
    case kComplexFloat:
      return run<complex<float>>(y, rows, cols, values, b, compressed, transpose);
    case kComplexDouble:
      return run<complex<double>>(y, rows, cols, values, b, compressed, transpose);
    case kLong:
      return run<int64_t>(y, rows, cols, values, b, compressed, transpose);
    default:
      kernels::missing("sparse_product", y.scalar_type(), kCPU);
  }
}

}  // namespace

void register_sparse() { kernels::sparse_product.set(kCPU, sparse_product); }

}  // namespace facula::cpu
