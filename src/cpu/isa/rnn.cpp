// Loops of the recurrent layers: what comes after the step's matrix product.
#include "cpu/rnn_loops.h"
#include "kernels/functor/math.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class T>
FACULA_FN T* at(void* p, int64_t i) {
  return static_cast<T*>(p) + i;
}
template <class T>
FACULA_FN const T* at(const void* p, int64_t i) {
  return static_cast<const T*>(p) + i;
}

// 1 / (1 + e^-x) to a few units in the last place; e^-x may be infinite.
template <class T>
FACULA_FN T gate(T x) {
  return T(1) / (T(1) + functor::exp(-x));
}

// The parts of a row never overlap, which the compiler cannot know of pointers into one array: hence ivdep.
template <class T>
void lstm(void* gates, void* c, void* y, void* h, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    T* __restrict i = at<T>(gates, 4 * r * n);
    T* __restrict f = i + n, * __restrict g = i + 2 * n, * __restrict o = i + 3 * n;
    T* __restrict cell = at<T>(c, r * n), * __restrict out = at<T>(y, r * n), * __restrict state = at<T>(h, r * n);
#pragma GCC ivdep
    for (int64_t k = 0; k < n; ++k) {
      const T ik = gate(i[k]), fk = gate(f[k]), gk = functor::tanh(g[k]), ok = gate(o[k]);
      const T ck = fk * cell[k] + ik * gk, hk = ok * functor::tanh(ck);
      i[k] = ik;
      f[k] = fk;
      g[k] = gk;
      o[k] = ok;
      cell[k] = ck;
      out[k] = state[k] = hk;
    }
  }
}

template <class T>
void lstm_backward(void* g, const void* gh, void* gc, const void* gy, const void* gates, const void* c_before,
                   int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const T *i = at<T>(gates, 4 * r * n), *f = i + n, *gg = i + 2 * n, *o = i + 3 * n;
    T* __restrict di = at<T>(g, 4 * r * n);
    T* __restrict df = di + n, * __restrict dg = di + 2 * n, * __restrict d_o = di + 3 * n;
    T* __restrict dc = at<T>(gc, r * n);
    const T *dh = at<T>(gh, r * n), *c = at<T>(c_before, r * n), *dy = gy ? at<T>(gy, r * n) : dh;
    const T use = gy ? T(1) : T(0);
#pragma GCC ivdep
    for (int64_t k = 0; k < n; ++k) {
      const T ik = i[k], fk = f[k], gk = gg[k], ok = o[k], total = dh[k] + use * dy[k];
      const T t = functor::tanh(fk * c[k] + ik * gk);
      const T dck = dc[k] + total * ok * (T(1) - t * t);
      di[k] = dck * gk * ik * (T(1) - ik);
      df[k] = dck * c[k] * fk * (T(1) - fk);
      dg[k] = dck * ik * (T(1) - gk * gk);
      d_o[k] = total * t * ok * (T(1) - ok);
      dc[k] = dck * fk;
    }
  }
}

template <bool Bias, class T>
FACULA_FN void gru_row(T* __restrict x, const T* hid, const T* bias, T* __restrict extra, T* __restrict out,
                       T* __restrict state, int64_t n) {
#pragma GCC ivdep
  for (int64_t k = 0; k < n; ++k) {
    const T br = Bias ? bias[k] : T(0), bz = Bias ? bias[n + k] : T(0), bn = Bias ? bias[2 * n + k] : T(0);
    const T r = gate(x[k] + hid[k] + br), z = gate(x[n + k] + hid[n + k] + bz);
    const T e = hid[2 * n + k] + bn, v = functor::tanh(x[2 * n + k] + r * e);
    const T h = v + z * (state[k] - v);
    x[k] = r;
    x[n + k] = z;
    x[2 * n + k] = v;
    extra[k] = e;
    out[k] = state[k] = h;
  }
}
template <class T>
void gru(void* gates, const void* hidden, const void* bias, void* extra, void* y, void* h, int64_t rows,
         int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    T* x = at<T>(gates, 3 * r * n);
    const T* hid = at<T>(hidden, 3 * r * n);
    if (bias)
      gru_row<true, T>(x, hid, at<T>(bias, 0), at<T>(extra, r * n), at<T>(y, r * n), at<T>(h, r * n), n);
    else
      gru_row<false, T>(x, hid, nullptr, at<T>(extra, r * n), at<T>(y, r * n), at<T>(h, r * n), n);
  }
}

template <class T>
void gru_backward(void* g_input, void* g_hidden, void* gh, const void* gy, const void* gates,
                  const void* before, const void* extra, int64_t rows, int64_t n) {
  for (int64_t r = 0; r < rows; ++r) {
    const T *rr = at<T>(gates, 3 * r * n), *zz = rr + n, *nn = rr + 2 * n;
    T* __restrict a = at<T>(g_input, 3 * r * n), * __restrict b = at<T>(g_hidden, 3 * r * n);
    T* __restrict dh = at<T>(gh, r * n);
    const T *h = at<T>(before, r * n), *e = at<T>(extra, r * n), *dy = gy ? at<T>(gy, r * n) : h;
    const T use = gy ? T(1) : T(0);
#pragma GCC ivdep
    for (int64_t k = 0; k < n; ++k) {
      const T total = dh[k] + use * dy[k];
      const T z = zz[k], v = nn[k], rk = rr[k];
      const T dn = total * (T(1) - z) * (T(1) - v * v), dz = total * (h[k] - v) * z * (T(1) - z);
      const T dr = dn * e[k] * rk * (T(1) - rk);
      a[k] = b[k] = dr;
      a[n + k] = b[n + k] = dz;
      a[2 * n + k] = dn;
      b[2 * n + k] = dn * rk;
      dh[k] = total * z;
    }
  }
}

template <class T>
void rnn(void* gates, void* y, void* h, int64_t rows, int64_t n, bool relu) {
  T* __restrict x = at<T>(gates, 0), * __restrict out = at<T>(y, 0), * __restrict state = at<T>(h, 0);
  if (relu)
#pragma GCC ivdep
    for (int64_t k = 0; k < rows * n; ++k) x[k] = out[k] = state[k] = x[k] < T(0) ? T(0) : x[k];
  else
#pragma GCC ivdep
    for (int64_t k = 0; k < rows * n; ++k) x[k] = out[k] = state[k] = functor::tanh(x[k]);
}

template <class T>
void rnn_backward(void* g, const void* gh, const void* gy, const void* gates, int64_t rows, int64_t n,
                  bool relu) {
  T* __restrict out = at<T>(g, 0);
  const T *dh = at<T>(gh, 0), *v = at<T>(gates, 0), *dy = gy ? at<T>(gy, 0) : dh;
  const T use = gy ? T(1) : T(0);
  if (relu)
#pragma GCC ivdep
    for (int64_t k = 0; k < rows * n; ++k) out[k] = v[k] > T(0) ? dh[k] + use * dy[k] : T(0);
  else
#pragma GCC ivdep
    for (int64_t k = 0; k < rows * n; ++k) out[k] = (dh[k] + use * dy[k]) * (T(1) - v[k] * v[k]);
}

template <class T>
constexpr RnnLoops loops_of{lstm<T>, gru<T>, rnn<T>, lstm_backward<T>, gru_backward<T>, rnn_backward<T>};

}  // namespace

void register_rnn_loops() {
  rnn_loops[0] = loops_of<float>;
  rnn_loops[1] = loops_of<double>;
}

}  // namespace facula::cpu::FACULA_ISA
