// Matrix products through cuBLAS. A row-major y is its transpose in column-major order, so y = a b is asked
// for as y' = b' a'. Transposed operands are passed as flags; only layouts that cuBLAS cannot read are
// copied.
#include "kernels/matmul.h"

#include <algorithm>

#include "cuda/allocator.h"
#include "cuda/copy.h"
#include "cuda/device.h"
#include "cuda/error.h"
#include "cuda/handles.h"
#include "cuda/matmul.h"
#include "cuda/register.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"

namespace facula::gpu {

namespace {

cudaDataType data_type(ScalarType t) {
  switch (t) {
    case kHalf:
      return CUDA_R_16F;
    case kBFloat16:
      return CUDA_R_16BF;
    case kFloat:
      return CUDA_R_32F;
    case kDouble:
      return CUDA_R_64F;
    case kComplexFloat:
      return CUDA_C_32F;
    default:
      return CUDA_C_64F;
  }
}

cublasComputeType_t compute_type(ScalarType t) {
  if (t == kDouble || t == kComplexDouble) return CUBLAS_COMPUTE_64F;
  if ((t == kFloat || t == kComplexFloat) && switches().matmul_tf32) return CUBLAS_COMPUTE_32F_FAST_TF32;
  return CUBLAS_COMPUTE_32F;
}

// A number in the type in which cuBLAS scales results of type t.
struct ScaleFactor {
  alignas(16) char bytes[16];
  ScaleFactor(const Scalar& s, ScalarType t) {
    if (t == kComplexFloat)
      new (bytes) complex<float>(s.to<complex<float>>());
    else if (t == kComplexDouble)
      new (bytes) complex<double>(s.to<complex<double>>());
    else if (t == kDouble)
      new (bytes) double(s.to<double>());
    else
      new (bytes) float(s.to<float>());
  }
};

// A matrix as cuBLAS reads it: as it is, or transposed.
struct Operand {
  bool readable = true;
  bool column_major = false;
  int64_t ld = 1;

  Operand(int64_t rows, int64_t cols, int64_t row, int64_t col) {
    if ((col == 1 || cols == 1) && (row >= cols || rows == 1)) {
      ld = rows == 1 ? cols : row;
    } else if ((row == 1 || rows == 1) && (col >= rows || cols == 1)) {
      column_major = true;
      ld = cols == 1 ? rows : col;
    } else {
      readable = false;
    }
    ld = std::max<int64_t>(ld, 1);
  }
  cublasOperation_t op() const { return column_major ? CUBLAS_OP_T : CUBLAS_OP_N; }
};

char* element(const Tensor& t, int64_t offset) {
  return static_cast<char*>(t.data_ptr()) + offset * t.element_size();
}

// One launch per run of batches with even steps: the innermost batch dimension.
void run_cublas(const MatmulPlan& p, Tensor& y, const Tensor& a, const Tensor& b, const Scalar& alpha,
                const Scalar& beta) {
  const ScalarType t = y.scalar_type();
  const Operand x(p.m, p.k, p.a_row, p.a_col), z(p.k, p.n, p.b_row, p.b_col);
  const size_t dims = p.sizes.size();
  const int64_t inner = dims ? p.sizes[dims - 1] : 1;
  const int64_t a_step = dims ? p.a_step[dims - 1] : 0, b_step = dims ? p.b_step[dims - 1] : 0;
  const ScaleFactor scale(alpha, t), keep(beta, t);
  const cudaDataType type = data_type(t);
  const cublasHandle_t handle = cublas();
  for (int64_t batch = 0; batch < p.batches; batch += inner) {
    int64_t oa, ob;
    p.offsets(batch, oa, ob);
    FACULA_CUBLAS(cublasGemmStridedBatchedEx_64(handle, z.op(), x.op(), p.n, p.m, p.k, scale.bytes,
                                                element(b, ob), type, z.ld, b_step, element(a, oa), type,
                                                x.ld, a_step, keep.bytes, element(y, batch * p.m * p.n), type,
                                                p.n, p.m * p.n, inner, compute_type(t), CUBLAS_GEMM_DEFAULT));
  }
}

// y = add, broadcast.
void spread(Tensor& y, const Tensor& add) {
  const size_t n = y.sizes().size(), own = add.sizes().size();
  DimVector strides(n);
  for (size_t d = 0; d < own; ++d)
    if (add.sizes()[d] != 1) strides[n - own + d] = add.strides()[d];
  TensorImpl* impl = add.unsafeGetTensorImpl();
  impl->storage()->inc_ref();
  const Tensor wide(
      new TensorImpl(impl->storage(), y.sizes(), strides, impl->offset(), impl->dtype(), impl->device()));
  kernels::copy(y, wide);
}

bool is_row_bias(const Tensor& add, int64_t n) {
  return add.dim() == 1 && add.size(0) == n && add.stride(0) == 1;
}

void matmul(Tensor& y, const Tensor& a, const Tensor& b, const Tensor& add, const kernels::Product& args) {
  if (y.numel() == 0) return;
  const DeviceGuard guard(y.device());
  const ScalarType t = y.scalar_type();
  MatmulPlan p = plan_matmul(a, b, args.transpose_b);
  const bool integers = isIntegralType(t, false);
  Tensor x = a, z = b;
  if (!integers) {
    if (!isDifferentiableType(t)) kernels::missing("matmul", t, kCUDA);
    if (!Operand(p.m, p.k, p.a_row, p.a_col).readable) x = contiguous(a);
    if (!Operand(p.k, p.n, p.b_row, p.b_col).readable) z = contiguous(b);
    if (!x.is_same(a) || !z.is_same(b)) p = plan_matmul(x, z, args.transpose_b);
  }
  const bool adds = add.defined() && !args.beta.equal(0);
  if (adds && args.beta.is_one() && p.batches == 1 && p.k > 0 && is_row_bias(add, p.n) &&
      (t == kFloat || isReducedFloatingType(t))) {
    const Operand left(p.m, p.k, p.a_row, p.a_col), right(p.k, p.n, p.b_row, p.b_col);
    const BiasProduct product{p.m,      p.n,     p.k,          right.column_major, left.column_major,
                              right.ld, left.ld, data_type(t), compute_type(t)};
    if (matmul_bias(product, args.alpha.to<float>(), z.data_ptr(), x.data_ptr(), add.data_ptr(),
                    y.data_ptr()))
      return;
  }
  if (adds) spread(y, add);
  if (integers)
    integer_matmul(p, y, x, z, args.alpha, adds ? args.beta : Scalar(0));
  else
    run_cublas(p, y, x, z, args.alpha, adds ? args.beta : Scalar(0));
}

void dot(Tensor& y, const Tensor& a, const Tensor& b, bool conjugate) {
  const DeviceGuard guard(y.device());
  const ScalarType t = y.scalar_type();
  if (isIntegralType(t, false)) return integer_dot(y, a, b);
  if (!isDifferentiableType(t)) kernels::missing("dot", t, kCUDA);
  auto readable = [](const Tensor& x) { return x.stride(0) > 0 ? x : contiguous(x); };
  const Tensor x = readable(a), z = readable(b);
  const cublasHandle_t handle = cublas();
  const cudaDataType type = data_type(t), run = isReducedFloatingType(t) ? CUDA_R_32F : type;
  // The result stays on the device: nothing waits.
  FACULA_CUBLAS(cublasSetPointerMode(handle, CUBLAS_POINTER_MODE_DEVICE));
  const auto function = conjugate ? cublasDotcEx_64 : cublasDotEx_64;
  FACULA_CUBLAS(function(handle, x.numel(), x.data_ptr(), type, x.stride(0), z.data_ptr(), type, z.stride(0),
                         y.data_ptr(), type, run));
}

}  // namespace

void register_matmul() {
  kernels::matmul.set(kCUDA, matmul);
  kernels::dot.set(kCUDA, dot);
}

}  // namespace facula::gpu
