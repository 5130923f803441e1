// Every case of matmul becomes a loop over batches of one matrix product.
#include "kernels/matmul.h"

#include <algorithm>

#include "cpu/capability.h"
#include "cpu/gemm.h"
#include "cpu/matmul.h"
#include "cpu/parallel.h"
#include "cpu/product.h"
#include "kernels/geometry.h"
#include "kernels/pointwise.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_gemm)
FACULA_DECLARE_ISA(register_product)

namespace {

using Plan = MatmulPlan;

// y = add, broadcast: what beta then scales.
template <class T>
void spread(T* y, IntArrayRef sizes, const Tensor& add) {
  const size_t nd = sizes.size(), own = add.sizes().size();
  DimVector steps(nd), index(nd);
  for (size_t d = 0; d < own; ++d) steps[nd - own + d] = add.sizes()[d] == 1 ? 0 : add.strides()[d];
  const T* from = static_cast<const T*>(add.data_ptr());
  const int64_t n = nd ? sizes[nd - 1] : 1, step = nd ? steps[nd - 1] : 0;
  int64_t rows = n ? 1 : 0;
  for (size_t d = 0; d + 1 < nd; ++d) rows *= sizes[d];
  for (int64_t r = 0; r < rows; ++r, y += n) {
    if (step == 1)
      std::copy(from, from + n, y);
    else
      for (int64_t j = 0; j < n; ++j) y[j] = from[j * step];
    for (size_t d = nd - std::min<size_t>(nd, 1); d-- > 0;) {
      from += steps[d];
      if (++index[d] < sizes[d]) break;
      from -= steps[d] * sizes[d];
      index[d] = 0;
    }
  }
}

template <class T>
T number(const Scalar& s) {
  return s.to<T>();
}

template <class T>
void run_batches(const Plan& p, T* y, const T* a, const T* b, T alpha, T beta) {
  if (p.batches == 0) return;
  const auto one = [&](int64_t i) {
    int64_t oa, ob;
    p.offsets(i, oa, ob);
    const Matrix<const T> x{a + oa, p.m, p.k, p.a_row, p.a_col}, z{b + ob, p.k, p.n, p.b_row, p.b_col};
    T* c = y + i * p.m * p.n;
    if constexpr (std::is_same_v<T, float> || std::is_same_v<T, double>) {
      if (p.m <= kTinyGemm && p.n <= kTinyGemm && p.k <= kTinyGemm) {
        const TinyGemm<T> tiny{x, z, c, p.n, alpha, beta, nullptr};
        if constexpr (std::is_same_v<T, float>)
          tiny_gemm_f32(tiny);
        else
          tiny_gemm_f64(tiny);
        return;
      }
    }
    gemm(x, z, c, p.n, alpha, beta);
  };
  if (p.batches == 1) return one(0);
  // Large products use the threads inside BLAS, small ones are shared out.
  const int64_t work = std::max<int64_t>(p.m * p.n * p.k, 1);
  if (work > 512 * 512 * 64) {
    for (int64_t i = 0; i < p.batches; ++i) one(i);
    return;
  }
  parallel_for(0, p.batches, std::max<int64_t>(1, 8 * kGrain / work), [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) one(i);
  });
}

// a @ b + bias, the bias added before the result is written.
bool run_linear(const Plan& p, Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add,
                const kernels::Product& args) {
  if (p.batches != 1 || !args.alpha.is_one() || !args.beta.is_one() || add.dim() != 1 ||
      add.sizes()[0] != p.n || add.strides()[0] != 1)
    return false;
  ProductExtra extra;
  extra.bias = static_cast<const float*>(add.data_ptr());
  return multiply_with({static_cast<const float*>(a.data_ptr()), p.m, p.k, p.a_row, p.a_col},
                       {static_cast<const float*>(b.data_ptr()), p.k, p.n, p.b_row, p.b_col},
                       static_cast<float*>(y.data_ptr()), p.n, 0, extra);
}

template <class T>
void run(Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add, const kernels::Product& args) {
  const Plan p = plan_matmul(a, b, args.transpose_b);
  T* out = static_cast<T*>(y.data_ptr());
  const T alpha = number<T>(args.alpha);
  T beta = T(0);
  if constexpr (std::is_same_v<T, float>)
    if (add.defined() && run_linear(p, y, a, b, add, args)) return;
  if (add.defined() && !args.beta.equal(0)) {
    beta = number<T>(args.beta);
    spread(out, y.sizes(), add);
  }
  run_batches(p, out, static_cast<const T*>(a.data_ptr()), static_cast<const T*>(b.data_ptr()), alpha, beta);
}

// The usual small case without a plan: two matrices, and a bias or nothing to add.
template <class T>
bool run_tiny(Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add, const kernels::Product& args) {
  const TensorImpl &x = *a.unsafeGetTensorImpl(), &w = *b.unsafeGetTensorImpl();
  if (x.dim() != 2 || w.dim() != 2) return false;
  const int64_t m = x.sizes()[0], k = x.sizes()[1], t = args.transpose_b, n = w.sizes()[t ? 0 : 1];
  if (m > kTinyGemm || k > kTinyGemm || n > kTinyGemm) return false;
  const T* bias = nullptr;
  if (add.defined()) {
    const TensorImpl& v = *add.unsafeGetTensorImpl();
    if (v.dim() != 1 || v.sizes()[0] != n || v.strides()[0] != 1 || !args.beta.is_one()) return false;
    bias = static_cast<const T*>(v.data());
  }
  const TinyGemm<T> tiny{
      {static_cast<const T*>(x.data()), m, k, x.strides()[0], x.strides()[1]},
      {static_cast<const T*>(w.data()), k, n, w.strides()[t ? 1 : 0], w.strides()[t ? 0 : 1]},
      static_cast<T*>(y.unsafeGetTensorImpl()->data()),
      n,
      number<T>(args.alpha),
      T(0),
      bias};
  if constexpr (std::is_same_v<T, float>)
    tiny_gemm_f32(tiny);
  else
    tiny_gemm_f64(tiny);
  return true;
}

}  // namespace

Tensor to_float(const Tensor& t) {
  Tensor dense = t;
  if (!t.is_contiguous()) {
    dense = make_contiguous(t.sizes(), t.scalar_type());
    spread(static_cast<Half*>(dense.data_ptr()), t.sizes(), t);  // either half type: 16 bits are moved
  }
  Tensor f = make_contiguous(t.sizes(), kFloat);
  kernels::convert_loops[static_cast<int>(t.scalar_type())][static_cast<int>(kFloat)](
      f.data_ptr(), dense.data_ptr(), t.numel());
  return f;
}

void store_half(Tensor& y, const Tensor& f) {
  Tensor source = f;
  if (y.strides() != f.strides()) {  // laid out as y first, so that both run through memory alike
    source = make_strided(y.sizes(), y.strides(), kFloat);
    const auto sizes = y.sizes(), to = y.strides(), from = f.strides();
    auto* out = static_cast<float*>(source.data_ptr());
    const auto* in = static_cast<const float*>(f.data_ptr());
    DimVector index(sizes.size());
    for (int64_t i = 0; i < y.numel(); ++i) {
      int64_t a = 0, b = 0;
      for (size_t d = 0; d < sizes.size(); ++d) a += index[d] * to[d], b += index[d] * from[d];
      out[a] = in[b];
      for (size_t d = sizes.size(); d-- > 0;) {
        if (++index[d] < sizes[d]) break;
        index[d] = 0;
      }
    }
  }
  kernels::convert_loops[static_cast<int>(kFloat)][static_cast<int>(y.scalar_type())](
      y.data_ptr(), source.data_ptr(), y.numel());
}

namespace {

void matmul(Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add, const kernels::Product& args) {
  switch (y.scalar_type()) {
    case kFloat:
      if (!run_tiny<float>(y, a, b, add, args)) run<float>(y, a, b, add, args);
      return;
    case kDouble:
      if (!run_tiny<double>(y, a, b, add, args)) run<double>(y, a, b, add, args);
      return;
    case kComplexFloat:
      return run<complex<float>>(y, a, b, add, args);
    case kComplexDouble:
      return run<complex<double>>(y, a, b, add, args);
    case kByte:
      return run<uint8_t>(y, a, b, add, args);
    case kChar:
      return run<int8_t>(y, a, b, add, args);
    case kShort:
      return run<int16_t>(y, a, b, add, args);
    case kInt:
      return run<int32_t>(y, a, b, add, args);
    case kLong:
      return run<int64_t>(y, a, b, add, args);
    case kHalf:
    case kBFloat16: {
      Tensor f = make_contiguous(y.sizes(), kFloat);
      run<float>(f, to_float(a), to_float(b), add.defined() ? to_float(add) : add, args);
      return store_half(y, f);
    }
    default:
      kernels::missing("matmul", y.scalar_type(), kCPU);
  }
}

template <class T, class Sum>
void dot_loop(void* y, const Tensor& a, const Tensor& b, bool conjugate) {
  const T *x = static_cast<const T*>(a.data_ptr()), *z = static_cast<const T*>(b.data_ptr());
  const int64_t n = a.numel(), sx = a.strides()[0], sz = b.strides()[0];
  Sum sum = Sum(0);
  for (int64_t i = 0; i < n; ++i) {
    Sum v = static_cast<Sum>(x[i * sx]);
    if constexpr (isComplexType(dtype_of<T>))
      if (conjugate) v = conj(v);
    sum = static_cast<Sum>(sum + v * static_cast<Sum>(z[i * sz]));
  }
  *static_cast<T*>(y) = static_cast<T>(sum);
}

void dot(Tensor& y, const Tensor& a, const Tensor& b, bool conjugate) {
  void* out = y.data_ptr();
  switch (y.scalar_type()) {
    case kFloat:
    case kDouble: {  // a 1 x k by k x 1 product: BLAS sums in several registers
      kernels::Product args;
      return matmul(y, a, b, Tensor(), args);
    }
    case kComplexFloat:
      return dot_loop<complex<float>, complex<float>>(out, a, b, conjugate);
    case kComplexDouble:
      return dot_loop<complex<double>, complex<double>>(out, a, b, conjugate);
    case kByte:
      return dot_loop<uint8_t, uint8_t>(out, a, b, conjugate);
    case kChar:
      return dot_loop<int8_t, int8_t>(out, a, b, conjugate);
    case kShort:
      return dot_loop<int16_t, int16_t>(out, a, b, conjugate);
    case kInt:
      return dot_loop<int32_t, int32_t>(out, a, b, conjugate);
    case kLong:
      return dot_loop<int64_t, int64_t>(out, a, b, conjugate);
    case kHalf:
      return dot_loop<Half, float>(out, a, b, conjugate);
    case kBFloat16:
      return dot_loop<BFloat16, float>(out, a, b, conjugate);
    default:
      kernels::missing("dot", y.scalar_type(), kCPU);
  }
}

}  // namespace

void register_matmul() {
  FACULA_CALL_ISA(register_gemm);
  FACULA_CALL_ISA(register_product);
  kernels::matmul.set(kCPU, matmul);
  kernels::dot.set(kCPU, dot);
}

}  // namespace facula::cpu
