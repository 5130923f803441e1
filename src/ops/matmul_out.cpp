// The `_out` forms of the products.
#include "facula/ops/distance.h"
#include "facula/ops/einsum.h"
#include "facula/ops/matmul.h"
#include "ops/out.h"

namespace facula {

Tensor& mm_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "mm", out, [&] { return facula::mm(a, b); }, a, b);
}
Tensor& bmm_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "bmm", out, [&] { return facula::bmm(a, b); }, a, b);
}
Tensor& mv_out(Tensor& out, const Tensor& a, const Tensor& v) {
  return write_out(
      "mv", out, [&] { return facula::mv(a, v); }, a, v);
}
Tensor& dot_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "dot", out, [&] { return facula::dot(a, b); }, a, b);
}
Tensor& vdot_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "vdot", out, [&] { return facula::vdot(a, b); }, a, b);
}
Tensor& outer_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "outer", out, [&] { return facula::outer(a, b); }, a, b);
}
Tensor& ger_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "ger", out, [&] { return facula::ger(a, b); }, a, b);
}
Tensor& inner_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "inner", out, [&] { return facula::inner(a, b); }, a, b);
}
Tensor& matmul_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "matmul", out, [&] { return facula::matmul(a, b); }, a, b);
}
Tensor& addmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                  const Scalar& alpha) {
  return write_out(
      "addmm", out, [&] { return facula::addmm(self, a, b, beta, alpha); }, self, a, b);
}
Tensor& addmv_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& v, const Scalar& beta,
                  const Scalar& alpha) {
  return write_out(
      "addmv", out, [&] { return facula::addmv(self, a, v, beta, alpha); }, self, a, v);
}
Tensor& addr_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                 const Scalar& alpha) {
  return write_out(
      "addr", out, [&] { return facula::addr(self, a, b, beta, alpha); }, self, a, b);
}
Tensor& baddbmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                    const Scalar& alpha) {
  return write_out(
      "baddbmm", out, [&] { return facula::baddbmm(self, a, b, beta, alpha); }, self, a, b);
}
Tensor& addbmm_out(Tensor& out, const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                   const Scalar& alpha) {
  return write_out(
      "addbmm", out, [&] { return facula::addbmm(self, a, b, beta, alpha); }, self, a, b);
}
Tensor& linear_out(Tensor& out, const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  return write_out(
      "linear", out, [&] { return facula::linear(x, weight, bias); }, x, weight, bias);
}
Tensor& tensordot_out(Tensor& out, const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b) {
  return write_out(
      "tensordot", out, [&] { return facula::tensordot(a, b, dims_a, dims_b); }, a, b);
}
Tensor& kron_out(Tensor& out, const Tensor& a, const Tensor& b) {
  return write_out(
      "kron", out, [&] { return facula::kron(a, b); }, a, b);
}
Tensor& chain_matmul_out(Tensor& out, TensorList matrices) {
  return write_out(
      "chain_matmul", out, [&] { return facula::chain_matmul(matrices); }, matrices);
}
Tensor& renorm_out(Tensor& out, const Tensor& x, const Scalar& p, int64_t dim, const Scalar& maxnorm) {
  return write_out(
      "renorm", out, [&] { return facula::renorm(x, p, dim, maxnorm); }, x);
}

}  // namespace facula
