// Eigenvalues, singular values and least squares through LAPACK.
#include "cpu/linalg.h"

namespace facula::cpu {

using namespace lapack;

namespace {

void eigh(Tensor& a, Tensor& w, Tensor& info, bool vectors, bool upper) {
  dispatch(a.scalar_type(), [&]<class T>() {
    using R = typename Lapack<T>::Real;
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<R> values(w);
    int* state = info.data_ptr<int>();
    const char job = vectors ? 'V' : 'N', uplo = upper ? 'U' : 'L';
    const int n = m.rows(), ld = m.ld();
    const auto call = [&](int64_t i, T* work, int lwork, [[maybe_unused]] R* rwork,
                          [[maybe_unused]] int lrwork, int* iwork, int liwork, int* result) {
      if constexpr (Lapack<T>::kComplex)
        Lapack<T>::heevd(&job, &uplo, &n, m[i], &ld, values[i], work, &lwork, rwork, &lrwork, iwork, &liwork,
                         result, 1, 1);
      else
        Lapack<T>::heevd(&job, &uplo, &n, m[i], &ld, values[i], work, &lwork, iwork, &liwork, result, 1, 1);
    };
    T asked = T(0);
    R rasked = R(0);
    int iasked = 0, ignored = 0;
    call(0, &asked, -1, &rasked, -1, &iasked, -1, &ignored);
    const int size = std::max(length(asked), 1), rsize = std::max(static_cast<int>(rasked), 1),
              isize = std::max(iasked, 1);
    for_each(m.count(), n, [&](int64_t i) {
      std::vector<T> work(static_cast<size_t>(size));
      std::vector<R> rwork(static_cast<size_t>(rsize));
      std::vector<int> iwork(static_cast<size_t>(isize));
      call(i, work.data(), size, rwork.data(), rsize, iwork.data(), isize, state + i);
    });
  });
}

// Real eigenvalues and vectors in pairs, as geev gives them, become complex ones.
template <class R>
void to_complex(int n, const R* re, const R* im, const R* v, complex<R>* w, complex<R>* out) {
  for (int j = 0; j < n; ++j) w[j] = {re[j], im[j]};
  if (!out) return;
  for (int j = 0; j < n; ++j) {
    const R* column = v + static_cast<int64_t>(j) * n;
    complex<R>* to = out + static_cast<int64_t>(j) * n;
    if (im[j] == R(0) || j + 1 == n) {
      for (int i = 0; i < n; ++i) to[i] = complex<R>(column[i]);
      continue;
    }
    for (int i = 0; i < n; ++i) {
      to[i] = {column[i], column[n + i]};
      to[n + i] = {column[i], -column[n + i]};
    }
    ++j;
  }
}

void eig(Tensor& a, Tensor& w, Tensor& v, Tensor& info) {
  dispatch(a.scalar_type(), [&]<class T>() {
    using R = typename Lapack<T>::Real;
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<complex<R>> values(w);
    int* state = info.data_ptr<int>();
    const bool vectors = v.defined();
    auto* out = vectors ? static_cast<complex<R>*>(v.data_ptr()) : nullptr;
    const char no = 'N', job = vectors ? 'V' : 'N';
    const int n = m.rows(), ld = m.ld(), query = -1;
    const int64_t step = static_cast<int64_t>(n) * n;
    for_each(m.count(), n, [&](int64_t i) {
      T asked = T(0);
      complex<R>* to = out ? out + i * step : nullptr;
      if constexpr (Lapack<T>::kComplex) {
        std::vector<R> rwork(static_cast<size_t>(2 * n));
        Lapack<T>::geev(&no, &job, &n, m[i], &ld, values[i], nullptr, &ld, to, &ld, &asked, &query,
                        rwork.data(), state + i, 1, 1);
        const int size = std::max(length(asked), 2 * n);
        std::vector<T> work(static_cast<size_t>(size));
        Lapack<T>::geev(&no, &job, &n, m[i], &ld, values[i], nullptr, &ld, to, &ld, work.data(), &size,
                        rwork.data(), state + i, 1, 1);
      } else {
        std::vector<R> re(static_cast<size_t>(n)), im(static_cast<size_t>(n)),
            vr(vectors ? static_cast<size_t>(step) : 0);
        Lapack<T>::geev(&no, &job, &n, m[i], &ld, re.data(), im.data(), nullptr, &ld, vr.data(), &ld, &asked,
                        &query, state + i, 1, 1);
        const int size = std::max(length(asked), 4 * n);
        std::vector<T> work(static_cast<size_t>(size));
        Lapack<T>::geev(&no, &job, &n, m[i], &ld, re.data(), im.data(), nullptr, &ld, vr.data(), &ld,
                        work.data(), &size, state + i, 1, 1);
        to_complex(n, re.data(), im.data(), vr.data(), values[i], to);
      }
    });
  });
}

void svd(Tensor& a, Tensor& u, Tensor& s, Tensor& vh, Tensor& info) {
  dispatch(a.scalar_type(), [&]<class T>() {
    using R = typename Lapack<T>::Real;
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<R> values(s);
    int* state = info.data_ptr<int>();
    const bool vectors = u.defined();
    const int rows = m.rows(), cols = m.cols(), ld = m.ld(), k = std::min(rows, cols),
              most = std::max(rows, cols);
    const char job = !vectors ? 'N' : u.size(-1) == rows && vh.size(-2) == cols ? 'A' : 'S';
    auto* left = vectors ? static_cast<T*>(u.data_ptr()) : nullptr;
    auto* right = vectors ? static_cast<T*>(vh.data_ptr()) : nullptr;
    const int ldu = rows, ldv = vectors ? static_cast<int>(std::max<int64_t>(vh.size(-2), 1)) : 1;
    const int64_t ustep = vectors ? u.size(-1) * rows : 0, vstep = vectors ? vh.size(-2) * cols : 0;
    // Anderson et al., LAPACK Users' Guide (1999): the real workspace of xGESDD, which has no query.
    const int64_t kk = k, rsize = std::max<int64_t>(
                              7 * kk, kk * std::max<int64_t>(5 * kk + 7, 2 * most + 2 * kk + 1));
    const auto call = [&](int64_t i, T* work, int lwork, [[maybe_unused]] R* rwork, int* iwork, int* result) {
      T *ui = left ? left + i * ustep : nullptr, *vi = right ? right + i * vstep : nullptr;
      if constexpr (Lapack<T>::kComplex)
        Lapack<T>::gesdd(&job, &rows, &cols, m[i], &ld, values[i], ui, &ldu, vi, &ldv, work, &lwork, rwork,
                         iwork, result, 1);
      else
        Lapack<T>::gesdd(&job, &rows, &cols, m[i], &ld, values[i], ui, &ldu, vi, &ldv, work, &lwork, iwork,
                         result, 1);
    };
    T asked = T(0);
    {
      R none = R(0);
      int pivots = 0, ignored = 0;
      call(0, &asked, -1, &none, &pivots, &ignored);
    }
    const int size = std::max(length(asked), 1);
    for_each(m.count(), most, [&](int64_t i) {
      std::vector<int> iwork(static_cast<size_t>(8 * k));
      std::vector<R> rwork(Lapack<T>::kComplex ? static_cast<size_t>(rsize) : 1);
      std::vector<T> work(static_cast<size_t>(size));
      call(i, work.data(), size, rwork.data(), iwork.data(), state + i);
    });
  });
}

template <class T>
struct Problem {
  int m, n, k;
  T *a, *b;
  int lda, ldb;
  typename Lapack<T>::Real* s;
  typename Lapack<T>::Real rcond;
};

// One call of a driver, or of its workspace query (lwork = -1).
template <class T>
void least_squares(const Problem<T>& p, kernels::LstsqDriver driver, T* work, int lwork,
                   [[maybe_unused]] typename Lapack<T>::Real* rwork, int* iwork, int* rank, int* info) {
  using L = Lapack<T>;
  switch (driver) {
    case kernels::LstsqDriver::Gels:
      L::gels("N", &p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, work, &lwork, info, 1);
      return;
    case kernels::LstsqDriver::Gelsy:
      if constexpr (L::kComplex)
        L::gelsy(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, iwork, &p.rcond, rank, work, &lwork, rwork,
                 info);
      else
        L::gelsy(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, iwork, &p.rcond, rank, work, &lwork, info);
      return;
    case kernels::LstsqDriver::Gelsd:
      if constexpr (L::kComplex)
        L::gelsd(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, p.s, &p.rcond, rank, work, &lwork, rwork, iwork,
                 info);
      else
        L::gelsd(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, p.s, &p.rcond, rank, work, &lwork, iwork, info);
      return;
    case kernels::LstsqDriver::Gelss:
      if constexpr (L::kComplex)
        L::gelss(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, p.s, &p.rcond, rank, work, &lwork, rwork, info);
      else
        L::gelss(&p.m, &p.n, &p.k, p.a, &p.lda, p.b, &p.ldb, p.s, &p.rcond, rank, work, &lwork, info);
  }
}

void lstsq(Tensor& a, Tensor& b, Tensor& s, Tensor& rank, Tensor& info, double rcond,
           kernels::LstsqDriver driver) {
  dispatch(a.scalar_type(), [&]<class T>() {
    using R = typename Lapack<T>::Real;
    const Batch<T> m(a), x(b);
    if (m.empty() || x.empty()) return;
    int* state = info.data_ptr<int>();
    const int64_t few = std::min(m.rows(), m.cols());
    for_each(m.count(), std::max(m.rows(), m.cols()), [&](int64_t i) {
      Problem<T> p{m.rows(),
                   m.cols(),
                   x.cols(),
                   m[i],
                   x[i],
                   m.ld(),
                   x.ld(),
                   s.defined() ? static_cast<R*>(s.data_ptr()) + i * few : nullptr,
                   static_cast<R>(rcond)};
      int found = 0;
      if (driver == kernels::LstsqDriver::Gelsy || driver == kernels::LstsqDriver::Gels) {
        std::vector<int> pivots(static_cast<size_t>(p.n));
        std::vector<R> rwork(static_cast<size_t>(2 * p.n));
        T asked = T(0);
        least_squares(p, driver, &asked, -1, rwork.data(), pivots.data(), &found, state + i);
        std::vector<T> work(static_cast<size_t>(std::max(length(asked), 1)));
        least_squares(p, driver, work.data(), static_cast<int>(work.size()), rwork.data(), pivots.data(),
                      &found, state + i);
      } else {
        T asked = T(0);
        R rasked = R(0);
        int iasked = 1;
        least_squares(p, driver, &asked, -1, &rasked, &iasked, &found, state + i);
        std::vector<T> work(static_cast<size_t>(std::max(length(asked), 1)));
        std::vector<R> rwork(static_cast<size_t>(std::max<int64_t>(static_cast<int64_t>(rasked), 5 * few)));
        std::vector<int> iwork(static_cast<size_t>(std::max(iasked, 1)));
        least_squares(p, driver, work.data(), static_cast<int>(work.size()), rwork.data(), iwork.data(),
                      &found, state + i);
      }
      if (rank.defined()) static_cast<int64_t*>(rank.data_ptr())[i] = found;
    });
  });
}

}  // namespace

void register_linalg_spectral();
void register_linalg_spectral() {
  kernels::eigh.set(kCPU, eigh);
  kernels::eig.set(kCPU, eig);
  kernels::svd.set(kCPU, svd);
  kernels::lstsq.set(kCPU, lstsq);
}

}  // namespace facula::cpu
