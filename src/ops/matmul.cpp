// Products of two operands of fixed rank.
#include "facula/ops/matmul.h"

#include "facula/ops/pointwise.h"
#include "ops/matmul.h"
#include "ops/sparse.h"

namespace facula {

namespace products {

void check_same(const char* op, const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), "expected scalar type ", a.scalar_type(), " but found ",
               b.scalar_type());
  FACULA_CHECK(a.device() == b.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ", a.device(),
               " and ", b.device(), "! (when checking arguments of ", op, ")");
}

void check_shapes(int64_t m, int64_t k, int64_t k2, int64_t n) {
  FACULA_CHECK(k == k2, "mat1 and mat2 shapes cannot be multiplied (", m, "x", k, " and ", k2, "x", n, ")");
}

void check_expands(const Tensor& t, IntArrayRef sizes) {
  const auto own = t.sizes();
  FACULA_CHECK(own.size() <= sizes.size(), "expand(", t.toString(), "{", own, "}, size=", sizes,
               "): the number of sizes provided (", sizes.size(),
               ") must be greater or equal to the number of dimensions in the tensor (", own.size(), ")");
  for (size_t d = own.size(); d-- > 0;) {
    const size_t at = d + sizes.size() - own.size();
    FACULA_CHECK(own[d] == sizes[at] || own[d] == 1, "The expanded size of the tensor (", sizes[at],
                 ") must match the existing size (", own[d], ") at non-singleton dimension ", at,
                 ".  Target sizes: ", sizes, ".  Tensor sizes: ", own);
  }
}

Tensor product(IntArrayRef sizes, const Tensor& a, const Tensor& b, const Tensor& add,
               const kernels::Product& args) {
  Tensor y = make_contiguous(sizes, a.scalar_type(), a.device());
  kernels::matmul(y, a, b, add, args);
  return y;
}

}  // namespace products

using namespace products;

namespace {

void check_batches(const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.dim() == 3, "batch1 must be a 3D tensor");
  FACULA_CHECK(b.dim() == 3, "batch2 must be a 3D tensor");
  const auto as = a.sizes(), bs = b.sizes();
  FACULA_CHECK(as[0] == bs[0] && as[2] == bs[1],
               "Expected size for first two dimensions of batch2 tensor to be: [", as[0], ", ", as[2],
               "] but got: [", bs[0], ", ", bs[1], "].");
}

void check_vectors(const char* op, const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.dim() == 1 && b.dim() == 1, "1D tensors expected, but got ", a.dim(), "D and ", b.dim(),
               "D tensors");
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), op,
               " : expected both vectors to have same dtype, but found ", a.scalar_type(), " and ",
               b.scalar_type());
  FACULA_CHECK(a.numel() == b.numel(), "inconsistent tensor size, expected tensor [", a.numel(),
               "] and src [", b.numel(), "] to have the same number of elements, but got ", a.numel(),
               " and ", b.numel(), " elements respectively");
  check_same(op, a, b);
}

void check_added(const char* op, const Tensor& self, const Tensor& a) {
  FACULA_CHECK(self.scalar_type() == a.scalar_type(), op, ": self and mat2 must have the same dtype");
  FACULA_CHECK(self.device() == a.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ",
               self.device(), " and ", a.device(), "! (when checking arguments of ", op, ")");
}

}  // namespace

Tensor mm(const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.dim() == 2, "self must be a matrix");
  FACULA_CHECK(b.dim() == 2, "mat2 must be a matrix");
  if (sparse::is(a) || sparse::is(b)) return sparse::mm(a, b);
  const auto as = a.sizes(), bs = b.sizes();
  check_shapes(as[0], as[1], bs[0], bs[1]);
  check_same("mm", a, b);
  return record("MmBackward0", product({as[0], bs[1]}, a, b),
                grad_of(a, [b = save(b)](const Tensor& g) { return mm(g, adjoint(b())); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return mm(adjoint(a()), g); }));
}

Tensor bmm(const Tensor& a, const Tensor& b) {
  check_batches(a, b);
  check_same("bmm", a, b);
  return record("BmmBackward0", product({a.size(0), a.size(1), b.size(2)}, a, b),
                grad_of(a, [b = save(b)](const Tensor& g) { return bmm(g, adjoint(b())); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return bmm(adjoint(a()), g); }));
}

Tensor mv(const Tensor& a, const Tensor& v) {
  FACULA_CHECK(a.dim() == 2 && v.dim() == 1, "vector + matrix @ vector expected, got 1, ", a.dim(), ", ",
               v.dim());
  if (sparse::is(a) || sparse::is(v)) return sparse::mv(a, v);
  FACULA_CHECK(a.size(1) == v.size(0), "size mismatch, got ", a.size(0), ", ", a.size(0), "x", a.size(1), ",",
               v.size(0));
  check_same("mv", a, v);
  return record("MvBackward0", product({a.size(0)}, a, v),
                grad_of(a, [v = save(v)](const Tensor& g) { return outer(g, conjugate(v())); }),
                grad_of(v, [a = save(a)](const Tensor& g) { return mv(adjoint(a()), g); }));
}

Tensor dot(const Tensor& a, const Tensor& b) {
  check_vectors("dot", a, b);
  Tensor y = make_contiguous({}, a.scalar_type(), a.device());
  kernels::dot(y, a, b, false);
  return record("DotBackward0", y, grad_of(a, [b = save(b)](const Tensor& g) { return g * conjugate(b()); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return g * conjugate(a()); }));
}

Tensor vdot(const Tensor& a, const Tensor& b) {
  check_vectors("vdot", a, b);
  Tensor y = make_contiguous({}, a.scalar_type(), a.device());
  kernels::dot(y, a, b, true);
  return record("VdotBackward0", y, grad_of(a, [b = save(b)](const Tensor& g) { return conjugate(g) * b(); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return g * a(); }));
}

Tensor outer(const Tensor& a, const Tensor& b) {
  FACULA_CHECK(a.dim() == 1, "outer: Expected 1-D argument self, but got ", a.dim(), "-D");
  FACULA_CHECK(b.dim() == 1, "outer: Expected 1-D argument vec2, but got ", b.dim(), "-D");
  return a.unsqueeze(1) * b;
}

Tensor inner(const Tensor& a, const Tensor& b) {
  if (a.dim() == 0 || b.dim() == 0) return a * b;
  FACULA_CHECK(a.size(-1) == b.size(-1),
               "inner() the last dimension must match on both input tensors but got shapes ", a.sizes(),
               " and ", b.sizes());
  DimVector sizes(a.sizes().begin(), a.sizes().end() - 1);
  for (size_t d = 0; d + 1 < b.sizes().size(); ++d) sizes.push_back(b.sizes()[d]);
  return mm(a.reshape({-1, a.size(-1)}), b.reshape({-1, b.size(-1)}).t()).reshape(sizes);
}

Tensor addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  FACULA_CHECK(a.dim() == 2, "mat1 must be a matrix, got ", a.dim(), "-D tensor");
  FACULA_CHECK(b.dim() == 2, "mat2 must be a matrix, got ", b.dim(), "-D tensor");
  if (sparse::is(a) || sparse::is(b)) return self.mul(beta).add(sparse::mm(a, b), alpha);
  const auto as = a.sizes(), bs = b.sizes();
  check_shapes(as[0], as[1], bs[0], bs[1]);
  check_same("addmm", a, b);
  check_added("addmm", self, a);
  const int64_t sizes[] = {as[0], bs[1]};
  check_expands(self, sizes);
  return record("AddmmBackward0", product(sizes, a, b, self, {.alpha = alpha, .beta = beta}),
                grad_of(self, [beta = beta.conj()](const Tensor& g) { return scaled(g, beta); }),
                grad_of(a, [b = save(b),
                            by = alpha.conj()](const Tensor& g) { return scaled(mm(g, adjoint(b())), by); }),
                grad_of(b, [a = save(a), by = alpha.conj()](const Tensor& g) {
                  return scaled(mm(adjoint(a()), g), by);
                }));
}

Tensor addmv(const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta, const Scalar& alpha) {
  FACULA_CHECK(a.dim() == 2 && v.dim() == 1 && self.dim() <= 1, "vector + matrix @ vector expected, got ",
               self.dim(), ", ", a.dim(), ", ", v.dim());
  FACULA_CHECK(a.size(1) == v.size(0) && (self.numel() == 1 || self.numel() == a.size(0)),
               "size mismatch, got ", self.dim() ? self.size(0) : 1, ", ", a.size(0), "x", a.size(1), ",",
               v.size(0));
  check_same("addmv", a, v);
  check_added("addmv", self, a);
  return record("AddmvBackward0", product({a.size(0)}, a, v, self, {.alpha = alpha, .beta = beta}),
                grad_of(self, [beta = beta.conj()](const Tensor& g) { return scaled(g, beta); }),
                grad_of(a, [v = save(v), by = alpha.conj()](
                               const Tensor& g) { return scaled(outer(g, conjugate(v())), by); }),
                grad_of(v, [a = save(a), by = alpha.conj()](const Tensor& g) {
                  return scaled(mv(adjoint(a()), g), by);
                }));
}

Tensor addr(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  FACULA_CHECK(a.dim() == 1, "addr: Expected 1-D argument vec1, but got ", a.dim(), "-D");
  FACULA_CHECK(b.dim() == 1, "addr: Expected 1-D argument vec2, but got ", b.dim(), "-D");
  return addmm(self, a.unsqueeze(1), b.unsqueeze(0), beta, alpha);
}

Tensor baddbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
               const Scalar& alpha) {
  check_batches(a, b);
  check_same("baddbmm", a, b);
  check_added("baddbmm", self, a);
  const int64_t sizes[] = {a.size(0), a.size(1), b.size(2)};
  check_expands(self, sizes);
  return record("BaddbmmBackward0", product(sizes, a, b, self, {.alpha = alpha, .beta = beta}),
                grad_of(self, [beta = beta.conj()](const Tensor& g) { return scaled(g, beta); }),
                grad_of(a, [b = save(b),
                            by = alpha.conj()](const Tensor& g) { return scaled(bmm(g, adjoint(b())), by); }),
                grad_of(b, [a = save(a), by = alpha.conj()](const Tensor& g) {
                  return scaled(bmm(adjoint(a()), g), by);
                }));
}

Tensor addbmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) {
  check_batches(a, b);
  const int64_t m = a.size(1), k = a.size(0) * a.size(2), n = b.size(2);
  return addmm(self, a.transpose(0, 1).reshape({m, k}), b.reshape({k, n}), beta, alpha);
}

Tensor Tensor::mm(const Tensor& o) const { return facula::mm(*this, o); }
Tensor Tensor::bmm(const Tensor& o) const { return facula::bmm(*this, o); }
Tensor Tensor::mv(const Tensor& o) const { return facula::mv(*this, o); }
Tensor Tensor::dot(const Tensor& o) const { return facula::dot(*this, o); }
Tensor Tensor::outer(const Tensor& o) const { return facula::outer(*this, o); }
Tensor Tensor::addmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return facula::addmm(*this, a, b, beta, alpha);
}
Tensor Tensor::baddbmm(const Tensor& a, const Tensor& b, const Scalar& beta, const Scalar& alpha) const {
  return facula::baddbmm(*this, a, b, beta, alpha);
}

}  // namespace facula
