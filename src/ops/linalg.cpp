// Checks and copies that the functions of linear algebra share.
#include "ops/linalg.h"

#include "facula/ops/creation.h"
#include "kernels/iter.h"
#include "kernels/pointwise.h"

namespace facula::linalg {

Tensor plus_adjoint(const Tensor& X) { return X.add(adj(X)); }
Tensor minus_adjoint(const Tensor& X) { return X.sub(adj(X)); }

void check_matrix(const char* name, const Tensor& A, const char* argument) {
  FACULA_CHECK(A.dim() >= 2, name, ": The input tensor ", argument, " must have at least 2 dimensions.");
}

void check_square(const char* name, const Tensor& A) {
  check_matrix(name, A);
  FACULA_CHECK(rows(A) == cols(A), name, ": A must be batches of square matrices, but they are ", rows(A),
               " by ", cols(A), " matrices");
}

void check_floating(const char* name, const Tensor& A, bool low_precision) {
  const ScalarType t = A.scalar_type();
  FACULA_CHECK(A.is_floating_point() || A.is_complex(), name,
               ": Expected a floating point or complex tensor as input. Got ", t);
  FACULA_CHECK(low_precision || (t != kHalf && t != kBFloat16), name,
               ": Low precision dtypes not supported. Got ", t);
}

void check_same_type(const char* name, const Tensor& A, const Tensor& B) {
  FACULA_CHECK(A.scalar_type() == B.scalar_type(), name,
               ": Expected A and B to have the same dtype, but found A of type ", A.scalar_type(),
               " and B of type ", B.scalar_type(), " instead");
  FACULA_CHECK(A.device() == B.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ", A.device(),
               " and ", B.device(), "! (when checking arguments of ", name, ")");
}

DimVector batch_with(const Tensor& A, std::initializer_list<int64_t> tail) {
  DimVector sizes(A.sizes().begin(), A.sizes().end() - 2);
  for (int64_t n : tail) sizes.push_back(n);
  return sizes;
}

Tensor empty_columns(IntArrayRef batch, int64_t m, int64_t n, ScalarType t, Device d) {
  DimVector sizes(batch.begin(), batch.end());
  sizes.push_back(n);
  sizes.push_back(m);
  const Tensor flipped = make_contiguous(sizes, t, d);
  return Tensor(flipped.transpose(-2, -1));
}

Tensor columns(const Tensor& A) {
  NoGradGuard off;
  Tensor y =
      empty_columns(A.sizes().slice(0, A.sizes().size() - 2), rows(A), cols(A), A.scalar_type(), A.device());
  y.copy_(A.detach());
  return y;
}

Tensor as_columns(const Tensor& A) {
  const Tensor flipped = A.detach().transpose(-2, -1);
  return flipped.is_contiguous() ? flipped.transpose(-2, -1) : columns(A);
}

Tensor new_info(const Tensor& A) { return zeros(batch_with(A, {}), TensorOptions(kInt).device(A.device())); }

Tensor expand_batch(const Tensor& A, IntArrayRef batch) {
  DimVector sizes(batch.begin(), batch.end());
  sizes.push_back(rows(A));
  sizes.push_back(cols(A));
  return A.sizes() == IntArrayRef(sizes) ? A : A.expand(sizes);
}

DimVector common_batch(const Tensor& A, const Tensor& B) {
  return infer_size(A.sizes().slice(0, A.sizes().size() - 2), B.sizes().slice(0, B.sizes().size() - 2));
}

void fail_singular_inverse(const char* name, const std::string& where, int32_t info) {
  detail::fail<LinAlgError>(
      name, ": ", where, "The diagonal element ", info,
      " is zero, the inversion could not be completed because the input matrix is singular.");
}

}  // namespace facula::linalg
