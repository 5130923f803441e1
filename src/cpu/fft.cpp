// Fourier transforms of any length along any dimension: lines by FftLine where it serves, else columns side by side.
#include "cpu/fft.h"

#include <algorithm>
#include <memory>
#include <type_traits>
#include <vector>

#include "cpu/capability.h"
#include "cpu/fft_blocks.h"
#include "cpu/fft_plan.h"
#include "cpu/parallel.h"
#include "kernels/fft.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_fft_loops)
FACULA_DECLARE_ISA(register_fft_lanes)
FftPassF32 fft_pass_f32 = nullptr;
FftPassF64 fft_pass_f64 = nullptr;

namespace {

// The last plans of a thread, by length.
template <class P>
std::shared_ptr<const P> recent(int64_t n) {
  thread_local std::vector<std::shared_ptr<const P>> kept;
  for (size_t i = 0; i < kept.size(); ++i)
    if (kept[i]->length() == n) {
      std::rotate(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(i),
                  kept.begin() + static_cast<std::ptrdiff_t>(i) + 1);
      return kept.front();
    }
  kept.insert(kept.begin(), std::make_shared<const P>(n));
  if (kept.size() > 8) kept.pop_back();
  return kept.front();
}

// Of real signals: even lengths go through complex ones half as long.
template <class T>
class RealPlan {
 public:
  explicit RealPlan(int64_t n) : n_(n), plan_(n % 2 ? n : n / 2) {
    for (int64_t k = 0; n % 2 == 0 && k <= n / 2; ++k) roots_.push_back(complex<T>(fft_root(k, n)));
  }
  int64_t length() const { return n_; }
  bool even() const { return n_ % 2 == 0; }
  const FftPlan<T>& plan() const { return plan_; }
  /// exp(-2 pi i k / n), k up to n / 2
  const complex<T>* roots() const { return roots_.data(); }

 private:
  int64_t n_;
  FftPlan<T> plan_;
  std::vector<complex<T>> roots_;
};

template <class T>
void c2c(Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale) {
  const Columns c(x, dim);
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (c.point == 1 && FftLine<T>::serves(c.n)) {
    const auto line = recent<FftLine<T>>(c.n);
    return for_lines<T>(c, *line, [&](int64_t i, T* work) {
      line->run(parts(out + i * c.n), parts(in + i * c.n), inverse, by, work);
    });
  }
  const auto plan = recent<FftPlan<T>>(c.n);
  for_blocks(c, *plan, [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
    const complex<T>* from = in + c.offset(g, first);
    complex<T>* to = out + c.offset(g, first);
    if constexpr (has_rows<decltype(v), T>)
      if (c.column == 1 && count % kLanes == 0)
        return adjacent(to, from, c, count, v, transform, inverse, by);
    if constexpr (has_rows<decltype(v), T>)
      if (c.point == 1) {
        const Rows<complex<T>> rows(c.n, v.width);
        rows.from_lines(from, c.column, count);
        adjacent(rows.data(), rows.data(), rows.columns(), v.width, v, transform, inverse, by);
        return rows.to_lines(to, c.column, count);
      }
    const auto at = [&](int64_t k, int64_t q) { return k * c.point + q * c.column; };
    // the inverse is the forward transform between exchanges of real and imaginary parts
    if (inverse)
      for_points(c.n, count, [&](int64_t k, int64_t q) { v.put(k, q, swapped(from[at(k, q)])); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { v.put(k, q, from[at(k, q)]); });
    const auto z = transform();
    if (inverse)
      for_points(c.n, count, [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(swapped(z.at(k, q)), by); });
    else
      for_points(c.n, count, [&](int64_t k, int64_t q) { to[at(k, q)] = scaled(z.at(k, q), by); });
  });
}

template <class T>
void r2c(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Columns c(x, dim), r(y, dim);
  const int64_t n = c.n, h = n / 2;
  const auto* in = static_cast<const T*>(x.data_ptr());
  auto* out = static_cast<complex<T>*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (c.point == 1 && FftRealLine<T>::serves(n)) {
    const auto line = recent<FftRealLine<T>>(n);
    return for_real_lines<T>(c, *line, [&](int64_t i, int64_t j, T* work) {
      line->forward({parts(out + i * r.column), parts(out + j * r.column)}, {in + i * n, in + j * n}, by,
                    work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(
      c, real->plan(), [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
        const T* from = in + c.offset(g, first);
        complex<T>* to = out + r.offset(g, first);
        const auto value = [&](int64_t k, int64_t q) { return from[k * c.point + q * c.column]; };
        if constexpr (has_rows<decltype(v), T>)
          if (real->even() && c.column == 1 && count % kLanes == 0)
            return adjacent_reals(to, from, c, real->roots(), h, count, v, transform, by);
        if constexpr (has_rows<decltype(v), T>)
          if (real->even() && c.point == 1) {
            const Rows<T> reals(n, v.width);
            const Rows<complex<T>> rows(h + 1, v.width);
            reals.from_lines(from, c.column, count);
            adjacent_reals(rows.data(), reals.data(), rows.columns(), real->roots(), h, v.width, v, transform,
                           by);
            return rows.to_lines(to, r.column, count);
          }
        if (real->even()) {
          for_points(h, count, [&](int64_t k, int64_t q) {
            v.put(k, q, {value(2 * k, q), value(2 * k + 1, q)});
          });
          return split_spectrum(transform(), real->roots(), h, count, to, r, by);
        }
        for_points(n, count, [&](int64_t k, int64_t q) { v.put(k, q, complex<T>(value(k, q))); });
        const auto z = transform();
        for_points(h + 1, count,
                   [&](int64_t k, int64_t q) { to[k * r.point + q * r.column] = scaled(z.at(k, q), by); });
      });
}

template <class T>
void c2r(Tensor& y, const Tensor& x, int64_t dim, double scale) {
  const Columns c(x, dim), r(y, dim);
  const int64_t n = r.n, h = n / 2;
  const auto* in = static_cast<const complex<T>*>(x.data_ptr());
  auto* out = static_cast<T*>(y.data_ptr());
  const T by = static_cast<T>(scale);
  if (r.point == 1 && FftRealLine<T>::serves(n)) {
    const auto line = recent<FftRealLine<T>>(n);
    return for_real_lines<T>(r, *line, [&](int64_t i, int64_t j, T* work) {
      line->inverse({out + i * n, out + j * n}, {parts(in + i * c.column), parts(in + j * c.column)}, by,
                    work);
    });
  }
  const auto real = recent<RealPlan<T>>(n);
  for_blocks(r, real->plan(),
             [&](int64_t g, int64_t first, int64_t count, const auto& v, const auto& transform) {
               const complex<T>* from = in + c.offset(g, first);
               T* to = out + r.offset(g, first);
               const auto result = [&](int64_t k, int64_t q) -> T& { return to[k * r.point + q * r.column]; };
               if constexpr (has_rows<decltype(v), T>)
                 if (real->even() && c.column == 1 && count % kLanes == 0)
                   return adjacent_spectra(to, from, c, real->roots(), h, count, v, transform, by);
               if constexpr (has_rows<decltype(v), T>)
                 if (real->even() && c.point == 1) {
                   const Rows<T> reals(n, v.width);
                   const Rows<complex<T>> rows(h + 1, v.width);
                   rows.from_lines(from, c.column, count);
                   adjacent_spectra(reals.data(), rows.data(), rows.columns(), real->roots(), h, v.width, v,
                                    transform, by);
                   return reals.to_lines(to, r.column, count);
                 }
               if (real->even()) {
                 join_spectrum(from, c, real->roots(), h, count, v);
                 const auto z = transform();
                 for_points(h, count, [&](int64_t k, int64_t q) {
                   const complex<T> a = z.at(k, q);
                   result(2 * k, q) = a.im * by;
                   result(2 * k + 1, q) = a.re * by;
                 });
                 return;
               }
               for_points(h + 1, count, [&](int64_t k, int64_t q) {
                 const complex<T> a = from[k * c.point + q * c.column];
                 v.put(k, q, {k == 0 ? T(0) : a.im, a.re});
                 if (k) v.put(n - k, q, {-a.im, a.re});
               });
               const auto z = transform();
               for_points(n, count, [&](int64_t k, int64_t q) { result(k, q) = z.at(k, q).im * by; });
             });
}

bool is_double(const Tensor& t) { return t.scalar_type() == kDouble || t.scalar_type() == kComplexDouble; }

}  // namespace

void register_fft() {
  FACULA_CALL_ISA(register_fft_loops);
  FACULA_CALL_ISA(register_fft_lanes);
  kernels::fft_c2c.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, bool inverse, double scale) {
    is_double(x) ? c2c<double>(y, x, dim, inverse, scale) : c2c<float>(y, x, dim, inverse, scale);
  });
  kernels::fft_r2c.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, double scale) {
    is_double(x) ? r2c<double>(y, x, dim, scale) : r2c<float>(y, x, dim, scale);
  });
  kernels::fft_c2r.set(kCPU, [](Tensor& y, const Tensor& x, int64_t dim, double scale) {
    is_double(x) ? c2r<double>(y, x, dim, scale) : c2r<float>(y, x, dim, scale);
  });
}

}  // namespace facula::cpu
