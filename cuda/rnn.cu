// Recurrent layers: per step one product by cuBLAS and one kernel over the gates, a thread per unit.
#include "kernels/rnn_steps.h"

#include "cuda/cast.h"
#include "cuda/handles.h"
#include "cuda/launch.h"
#include "cuda/register.h"
#include "kernels/functor/math.h"
#include "kernels/geometry.h"

namespace facula::gpu {

namespace {

template <class T>
T* data(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.data_ptr()) : nullptr;
}

// y [rows, n] = a [rows, k] b + beta y, all row-major; b is (k, n), or (n, k) when transposed.
cublasStatus_t gemm(cublasHandle_t h, cublasOperation_t op, int n, int rows, int k, const float* b, int ldb,
                    const float* a, float beta, float* y) {
  const float one = 1;
  return cublasSgemm(h, op, CUBLAS_OP_N, n, rows, k, &one, b, ldb, a, k, &beta, y, n);
}
cublasStatus_t gemm(cublasHandle_t h, cublasOperation_t op, int n, int rows, int k, const double* b, int ldb,
                    const double* a, double beta, double* y) {
  const double one = 1;
  return cublasDgemm(h, op, CUBLAS_OP_N, n, rows, k, &one, b, ldb, a, k, &beta, y, n);
}
template <class T>
void product(bool transposed, int64_t n, int64_t rows, int64_t k, const T* b, const T* a, T beta, T* y) {
  FACULA_CHECK(n < int64_t{1} << 31 && k < int64_t{1} << 31 && rows < int64_t{1} << 31,
               "recurrent layers of 2^31 or more numbers per step are not supported on CUDA");
  FACULA_CUBLAS(gemm(cublas(), transposed ? CUBLAS_OP_T : CUBLAS_OP_N, static_cast<int>(n),
                     static_cast<int>(rows), static_cast<int>(k), b, static_cast<int>(transposed ? k : n), a,
                     beta, y));
}

template <class T>
__device__ T gate(T x) {
  return T(1) / (T(1) + functor::exp(-x));
}

// The forward steps: e numbers the units of the step's rows; states are kept for the backward pass.
template <class T>
struct LstmStep {
  T *gates, *extra, *c, *y, *h;
  int64_t n;
  __device__ void operator()(int64_t e) const {
    T* at = gates + e / n * 4 * n + e % n;
    const T i = gate(at[0]), f = gate(at[n]), g = functor::tanh(at[2 * n]), o = gate(at[3 * n]);
    extra[e] = c[e];
    const T ck = f * c[e] + i * g;
    at[0] = i;
    at[n] = f;
    at[2 * n] = g;
    at[3 * n] = o;
    c[e] = ck;
    y[e] = h[e] = o * functor::tanh(ck);
  }
};
template <class T>
struct GruStep {
  T* gates;
  const T *hidden, *bias;
  T *extra, *y, *h;
  int64_t n;
  __device__ void operator()(int64_t e) const {
    const int64_t row = e / n * 3 * n, k = e % n;
    T* x = gates + row + k;
    const T* hid = hidden + row + k;
    auto b = [&](int64_t part) { return bias ? bias[part * n + k] : T(0); };
    const T r = gate(x[0] + hid[0] + b(0)), z = gate(x[n] + hid[n] + b(1)), inner = hid[2 * n] + b(2);
    const T v = functor::tanh(x[2 * n] + r * inner);
    x[0] = r;
    x[n] = z;
    x[2 * n] = v;
    extra[e] = inner;
    y[e] = h[e] = v + z * (h[e] - v);
  }
};
template <class T>
struct PlainStep {
  T *gates, *y, *h;
  bool relu;
  __device__ void operator()(int64_t e) const {
    const T x = gates[e];
    gates[e] = y[e] = h[e] = relu ? (x < T(0) ? T(0) : x) : functor::tanh(x);
  }
};

template <class T>
void forward(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& w_hh, const Tensor& bias_hh,
             const RnnSteps& s) {
  const int64_t n = w_hh.size(1), width = w_hh.size(0);
  T *out = data<T>(y), *gates = data<T>(tape.gates), *before = data<T>(tape.before),
    *extra = data<T>(tape.extra);
  T *state = data<T>(h), *cell = data<T>(c);
  const bool gru = s.mode == RnnMode::Gru;
  const Tensor hidden = gru ? make_contiguous({h.size(0), width}, y.scalar_type(), y.device()) : Tensor();
  for_steps(s, false, [&](int64_t first, int64_t rows) {
    const int64_t at = first * n;
    T* g = gates + first * width;
    FACULA_CUDA(cudaMemcpyAsync(before + at, state, static_cast<size_t>(rows * n) * sizeof(T),
                                cudaMemcpyDeviceToDevice, current_stream()));
    product<T>(true, width, rows, n, data<T>(w_hh), state, gru ? T(0) : T(1), gru ? data<T>(hidden) : g);
    if (s.mode == RnnMode::Lstm)
      for_each(rows * n, LstmStep<T>{g, extra + at, cell, out + at, state, n});
    else if (gru)
      for_each(rows * n, GruStep<T>{g, data<T>(hidden), data<T>(bias_hh), extra + at, out + at, state, n});
    else
      for_each(rows * n, PlainStep<T>{g, out + at, state, s.mode == RnnMode::Relu});
  });
}

// The backward steps; gy may be null.
template <class T>
struct LstmBack {
  T* g;
  const T* gh;
  T* gc;
  const T *gy, *gates, *c_before;
  int64_t n;
  __device__ void operator()(int64_t e) const {
    const int64_t row = e / n * 4 * n + e % n;
    const T* at = gates + row;
    T* to = g + row;
    const T i = at[0], f = at[n], v = at[2 * n], o = at[3 * n], total = gh[e] + (gy ? gy[e] : T(0));
    const T t = functor::tanh(f * c_before[e] + i * v), dc = gc[e] + total * o * (T(1) - t * t);
    to[0] = dc * v * i * (T(1) - i);
    to[n] = dc * c_before[e] * f * (T(1) - f);
    to[2 * n] = dc * i * (T(1) - v * v);
    to[3 * n] = total * t * o * (T(1) - o);
    gc[e] = dc * f;
  }
};
template <class T>
struct GruBack {
  T *g_input, *g_hidden, *gh;
  const T *gy, *gates, *before, *extra;
  int64_t n;
  __device__ void operator()(int64_t e) const {
    const int64_t row = e / n * 3 * n + e % n;
    const T r = gates[row], z = gates[row + n], v = gates[row + 2 * n], total = gh[e] + (gy ? gy[e] : T(0));
    const T dn = total * (T(1) - z) * (T(1) - v * v), dz = total * (before[e] - v) * z * (T(1) - z);
    const T dr = dn * extra[e] * r * (T(1) - r);
    g_input[row] = g_hidden[row] = dr;
    g_input[row + n] = g_hidden[row + n] = dz;
    g_input[row + 2 * n] = dn;
    g_hidden[row + 2 * n] = dn * r;
    gh[e] = total * z;
  }
};
template <class T>
struct PlainBack {
  T* g;
  const T *gh, *gy, *gates;
  bool relu;
  __device__ void operator()(int64_t e) const {
    const T total = gh[e] + (gy ? gy[e] : T(0)), v = gates[e];
    g[e] = relu ? (v > T(0) ? total : T(0)) : total * (T(1) - v * v);
  }
};

template <class T>
void backward(Tensor& g_input, Tensor& g_hidden, Tensor& gh, Tensor& gc, const Tensor& gy,
              const RnnTape& tape, const Tensor& w_hh, const RnnSteps& s) {
  const int64_t n = w_hh.size(1), width = w_hh.size(0);
  T *a = data<T>(g_input), *b = data<T>(g_hidden), *dh = data<T>(gh), *dc = data<T>(gc);
  const T *gates = data<T>(tape.gates), *before = data<T>(tape.before), *extra = data<T>(tape.extra);
  const T *dy = data<T>(gy), *w = data<T>(w_hh);
  for_steps(s, true, [&](int64_t first, int64_t rows) {
    const int64_t wide = first * width, narrow = first * n;
    const T* grad = dy ? dy + narrow : nullptr;
    if (s.mode == RnnMode::Gru) {
      for_each(rows * n,
               GruBack<T>{a + wide, b + wide, dh, grad, gates + wide, before + narrow, extra + narrow, n});
      product<T>(false, n, rows, width, w, b + wide, T(1), dh);
      return;
    }
    if (s.mode == RnnMode::Lstm)
      for_each(rows * n, LstmBack<T>{a + wide, dh, dc, grad, gates + wide, extra + narrow, n});
    else
      for_each(rows * n, PlainBack<T>{a + wide, dh, grad, gates + wide, s.mode == RnnMode::Relu});
    product<T>(false, n, rows, width, w, a + wide, T(0), dh);
  });
}

void rnn_forward(Tensor& y, RnnTape& tape, Tensor& h, Tensor& c, const Tensor& w_hh, const Tensor& bias_hh,
                 const RnnSteps& s) {
  const DeviceGuard guard(y.device());
  const bool there = visit(dtype_lists::Float(), y.scalar_type(),
                           [&]<class T>() { forward<T>(y, tape, h, c, w_hh, bias_hh, s); });
  if (!there) kernels::missing("rnn", y.scalar_type(), kCUDA);
}
void rnn_backward(Tensor& g_input, Tensor& g_hidden, Tensor& gh, Tensor& gc, const Tensor& gy,
                  const RnnTape& tape, const Tensor& w_hh, const RnnSteps& s) {
  const DeviceGuard guard(g_input.device());
  const bool there = visit(dtype_lists::Float(), g_input.scalar_type(),
                           [&]<class T>() { backward<T>(g_input, g_hidden, gh, gc, gy, tape, w_hh, s); });
  if (!there) kernels::missing("rnn_backward", g_input.scalar_type(), kCUDA);
}

}  // namespace

void register_rnn() {
  kernels::rnn_forward.set(kCUDA, rnn_forward);
  kernels::rnn_backward.set(kCUDA, rnn_backward);
}

}  // namespace facula::gpu
