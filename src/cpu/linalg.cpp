// Factorisations and solvers through LAPACK.
#include "cpu/linalg.h"

#include <cblas.h>

namespace facula::cpu {

using namespace lapack;

namespace {

void lu_factor(Tensor& a, Tensor& pivots, Tensor& info) {
  dispatch(a.scalar_type(), [&]<class T>() {
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<int> p(pivots);
    int* state = info.data_ptr<int>();
    const int rows = m.rows(), cols = m.cols(), ld = m.ld();
    for_each(m.count(), std::min(rows, cols),
             [&](int64_t i) { Lapack<T>::getrf(&rows, &cols, m[i], &ld, p[i], state + i); });
  });
}

void lu_solve(Tensor& b, const Tensor& lu, const Tensor& pivots, char op) {
  dispatch(b.scalar_type(), [&]<class T>() {
    const Batch<T> x(b), m(lu);
    if (x.empty()) return;
    const Vectors<int> p(pivots);
    const int n = m.rows(), k = x.cols(), ld = m.ld(), ldb = x.ld();
    for_each(x.count(), n, [&](int64_t i) {
      int info = 0;
      Lapack<T>::getrs(&op, &n, &k, m[i], &ld, p[i], x[i], &ldb, &info, 1);
    });
  });
}

void cholesky(Tensor& a, Tensor& info, bool upper) {
  dispatch(a.scalar_type(), [&]<class T>() {
    const Batch<T> m(a);
    if (m.empty()) return;
    int* state = info.data_ptr<int>();
    const int n = m.rows(), ld = m.ld();
    const char uplo = upper ? 'U' : 'L';
    for_each(m.count(), n, [&](int64_t i) { Lapack<T>::potrf(&uplo, &n, m[i], &ld, state + i, 1); });
  });
}

void trsm(CBLAS_SIDE s, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int m, int n, const float* a, int lda,
          float* b, int ldb) {
  cblas_strsm(CblasColMajor, s, u, t, d, m, n, 1, a, lda, b, ldb);
}
void trsm(CBLAS_SIDE s, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int m, int n, const double* a, int lda,
          double* b, int ldb) {
  cblas_dtrsm(CblasColMajor, s, u, t, d, m, n, 1, a, lda, b, ldb);
}
void trsm(CBLAS_SIDE s, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int m, int n, const complex32* a,
          int lda, complex32* b, int ldb) {
  const complex32 one(1);
  cblas_ctrsm(CblasColMajor, s, u, t, d, m, n, &one, a, lda, b, ldb);
}
void trsm(CBLAS_SIDE s, CBLAS_UPLO u, CBLAS_TRANSPOSE t, CBLAS_DIAG d, int m, int n, const complex64* a,
          int lda, complex64* b, int ldb) {
  const complex64 one(1);
  cblas_ztrsm(CblasColMajor, s, u, t, d, m, n, &one, a, lda, b, ldb);
}

void triangular_solve(Tensor& b, const Tensor& a, const kernels::Triangle& t) {
  dispatch(b.scalar_type(), [&]<class T>() {
    const Batch<T> x(b);
    const Batch<const T> m(a);
    if (x.empty()) return;
    const CBLAS_SIDE side = t.left ? CblasLeft : CblasRight;
    const CBLAS_UPLO uplo = t.upper ? CblasUpper : CblasLower;
    const CBLAS_TRANSPOSE op = t.op == 'N' ? CblasNoTrans : t.op == 'T' ? CblasTrans : CblasConjTrans;
    const CBLAS_DIAG diag = t.unit ? CblasUnit : CblasNonUnit;
    for_each(x.count(), m.rows(),
             [&](int64_t i) { trsm(side, uplo, op, diag, x.rows(), x.cols(), m[i], m.ld(), x[i], x.ld()); });
  });
}

void geqrf(Tensor& a, Tensor& tau) {
  dispatch(a.scalar_type(), [&]<class T>() {
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<T> t(tau);
    const int rows = m.rows(), cols = m.cols(), ld = m.ld(), query = -1;
    int info = 0;
    T asked = T(0);
    Lapack<T>::geqrf(&rows, &cols, m[0], &ld, t[0], &asked, &query, &info);
    const int size = std::max(length(asked), cols);
    for_each(m.count(), std::min(rows, cols), [&](int64_t i) {
      std::vector<T> work(static_cast<size_t>(size));
      int state = 0;
      Lapack<T>::geqrf(&rows, &cols, m[i], &ld, t[i], work.data(), &size, &state);
    });
  });
}

void orgqr(Tensor& a, const Tensor& tau) {
  dispatch(a.scalar_type(), [&]<class T>() {
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<T> t(tau);
    const int rows = m.rows(), cols = m.cols(), ld = m.ld(), k = static_cast<int>(tau.size(-1)), query = -1;
    int info = 0;
    T asked = T(0);
    Lapack<T>::orgqr(&rows, &cols, &k, m[0], &ld, t[0], &asked, &query, &info);
    const int size = std::max(length(asked), std::max(cols, 1));
    for_each(m.count(), cols, [&](int64_t i) {
      std::vector<T> work(static_cast<size_t>(size));
      int state = 0;
      Lapack<T>::orgqr(&rows, &cols, &k, m[i], &ld, t[i], work.data(), &size, &state);
    });
  });
}

void ormqr(Tensor& c, const Tensor& a, const Tensor& tau, bool left, bool adjoint) {
  dispatch(c.scalar_type(), [&]<class T>() {
    const Batch<T> y(c), m(a);
    if (y.empty() || tau.size(-1) == 0) return;
    const Vectors<T> t(tau);
    const char side = left ? 'L' : 'R', op = adjoint ? Lapack<T>::kAdjoint : 'N';
    const int rows = y.rows(), cols = y.cols(), k = static_cast<int>(tau.size(-1)), ld = m.ld(), ldc = y.ld(),
              query = -1;
    int info = 0;
    T asked = T(0);
    Lapack<T>::ormqr(&side, &op, &rows, &cols, &k, m[0], &ld, t[0], y[0], &ldc, &asked, &query, &info, 1, 1);
    const int size = std::max(length(asked), std::max(rows, cols));
    for_each(y.count(), std::max(rows, cols), [&](int64_t i) {
      std::vector<T> work(static_cast<size_t>(size));
      int state = 0;
      Lapack<T>::ormqr(&side, &op, &rows, &cols, &k, m[i], &ld, t[i], y[i], &ldc, work.data(), &size, &state,
                       1, 1);
    });
  });
}

void ldl_factor(Tensor& a, Tensor& pivots, Tensor& info, bool hermitian) {
  dispatch(a.scalar_type(), [&]<class T>() {
    const Batch<T> m(a);
    if (m.empty()) return;
    const Vectors<int> p(pivots);
    int* state = info.data_ptr<int>();
    const auto factor = hermitian ? Lapack<T>::hetrf : Lapack<T>::sytrf;
    const int n = m.rows(), ld = m.ld(), query = -1;
    T asked = T(0);
    factor("L", &n, m[0], &ld, p[0], &asked, &query, state, 1);
    const int size = std::max(length(asked), 1);
    for_each(m.count(), n, [&](int64_t i) {
      std::vector<T> work(static_cast<size_t>(size));
      factor("L", &n, m[i], &ld, p[i], work.data(), &size, state + i, 1);
    });
  });
}

void ldl_solve(Tensor& b, const Tensor& ld, const Tensor& pivots, bool hermitian) {
  dispatch(b.scalar_type(), [&]<class T>() {
    const Batch<T> x(b), m(ld);
    if (x.empty()) return;
    const Vectors<int> p(pivots);
    const auto solve = hermitian ? Lapack<T>::hetrs : Lapack<T>::sytrs;
    const int n = m.rows(), k = x.cols(), lda = m.ld(), ldb = x.ld();
    for_each(x.count(), n, [&](int64_t i) {
      int info = 0;
      solve("L", &n, &k, m[i], &lda, p[i], x[i], &ldb, &info, 1);
    });
  });
}

}  // namespace

void register_linalg_spectral();

void register_linalg() {
  kernels::lu_factor.set(kCPU, lu_factor);
  kernels::lu_solve.set(kCPU, lu_solve);
  kernels::cholesky.set(kCPU, cholesky);
  kernels::triangular_solve.set(kCPU, triangular_solve);
  kernels::geqrf.set(kCPU, geqrf);
  kernels::orgqr.set(kCPU, orgqr);
  kernels::ormqr.set(kCPU, ormqr);
  kernels::ldl_factor.set(kCPU, ldl_factor);
  kernels::ldl_solve.set(kCPU, ldl_solve);
  register_linalg_spectral();
}

}  // namespace facula::cpu
