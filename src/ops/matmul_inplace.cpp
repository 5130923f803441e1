// In-place forms of the products, and the transposes that go by other names.
#include "facula/ops/matmul.h"
#include "ops/inplace.h"
#include "ops/matmul.h"

namespace facula {

namespace {

// Puts `y`, a fresh result whose first rule is self's, in self's place.
Tensor& become(const Tensor& self, const Tensor& y) {
  FACULA_CHECK(self.sizes() == y.sizes(), "Bad in-place call: input tensor size ", self.sizes(),
               " and output tensor size ", y.sizes(), " should match");
  check_inplace(self);
  {
    NoGradGuard off;
    self.copy_(y.detach());
  }
  if (const intrusive_ptr<Node> node = y.grad_fn()) graph::rebase_history(self, node);
  return const_cast<Tensor&>(self);
}

void check_matrices(const char* name, const Tensor& t) {
  FACULA_CHECK(t.dim() != 1, "tensor.", name,
               " is only supported on matrices or batches of matrices. Got 1-D tensor.");
}

}  // namespace

Tensor& Tensor::addmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return become(*this, facula::addmm(*this, a, b, beta, alpha));
}
Tensor Tensor::addmv(const Tensor& a, const Tensor& v, const Scalar& beta, const Scalar& alpha) const {
  return facula::addmv(*this, a, v, beta, alpha);
}
Tensor& Tensor::addmv_(const Tensor& a, const Tensor& v, const Scalar& beta, const Scalar& alpha) const {
  return become(*this, facula::addmv(*this, a, v, beta, alpha));
}
Tensor Tensor::addr(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return facula::addr(*this, a, b, beta, alpha);
}
Tensor& Tensor::addr_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  FACULA_CHECK(dim() == 2, "2D tensor expected, got ", dim(), "D tensor for input");
  return become(*this, facula::addr(*this, a, b, beta, alpha));
}
Tensor Tensor::addbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return facula::addbmm(*this, a, b, beta, alpha);
}
Tensor& Tensor::addbmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return become(*this, facula::addbmm(*this, a, b, beta, alpha));
}
Tensor& Tensor::baddbmm_(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return become(*this, facula::baddbmm(*this, a, b, beta, alpha));
}
Tensor Tensor::inner(const Tensor& o) const { return facula::inner(*this, o); }
Tensor Tensor::vdot(const Tensor& o) const { return facula::vdot(*this, o); }

Tensor Tensor::mT() const {
  check_matrices("mT", *this);
  return dim() == 0 ? *this : transpose(-2, -1);
}
Tensor Tensor::mH() const {
  check_matrices("mH", *this);
  return dim() == 0 ? products::conjugate(*this) : products::adjoint(*this);
}
Tensor Tensor::adjoint() const {
  check_matrices("adjoint()", *this);
  return dim() == 0 ? products::conjugate(*this) : products::adjoint(*this);
}
Tensor Tensor::matrix_H() const {
  FACULA_CHECK(dim() == 0 || dim() == 2, "tensor.H is only supported on matrices (2-D tensors). Got ", dim(),
               "-D tensor.", dim() > 2 ? " For batches of matrices, consider using tensor.mH" : "");
  return dim() == 0 ? products::conjugate(*this) : products::adjoint(*this);
}
Tensor Tensor::numpy_T() const {
  DimVector dims(static_cast<size_t>(dim()));
  for (size_t d = 0; d < dims.size(); ++d) dims[d] = static_cast<int64_t>(dims.size() - 1 - d);
  return permute(dims);
}

}  // namespace facula
