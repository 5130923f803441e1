// Products with sparse results.
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sort.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"
#include "kernels/geometry.h"
#include "ops/sparse.h"

namespace facula {

using namespace sparse;

Tensor hspmm(const Tensor& a, const Tensor& b) {
  if (a.layout() != kSparse) fail_layout("hspmm", a.layout(), a.device());
  FACULA_CHECK(a.sparse_dim() == 2 && a.dense_dim() == 0,
               "hspmm: Argument #2: matrices expected, got a sparse tensor with ", a.sparse_dim(), " + ",
               a.dense_dim(), " dimensions");
  FACULA_CHECK(b.dim() == 2, "hspmm: Argument #3: matrix expected, got ", b.dim(), "D tensor");
  FACULA_CHECK(b.size(0) == a.size(1), "hspmm: Argument #3: Expected dim 0 size ", a.size(1), ", got ",
               b.size(0));
  const Tensor rows = std::get<0>(_unique2(a._indices().select(0, 0)));
  const Tensor values = a.mm(b).index_select(0, rows);
  return with_values(make_coo(rows.unsqueeze(0), values, {a.size(0), b.size(1)}, false), values);
}

Tensor sparse_sampled_addmm(const Tensor& self, const Tensor& a, const Tensor& b, const Scalar& beta,
                            const Scalar& alpha) {
  FACULA_CHECK(self.layout() == kSparseCsr,
               "sampled_addmm: Expected self to be a sparse CSR tensor, but got layout ", self.layout());
  FACULA_CHECK(a.layout() == kStrided && b.layout() == kStrided,
               "sampled_addmm: Expected mat1 and mat2 to have strided layout, but got ", a.layout(), " and ",
               b.layout());
  FACULA_CHECK(a.dim() == 2 && b.dim() == 2 && a.size(1) == b.size(0),
               "sampled_addmm: mat1 and mat2 shapes cannot be multiplied (", a.sizes(), " and ", b.sizes(),
               ")");
  FACULA_CHECK(self.size(0) == a.size(0) && self.size(1) == b.size(1), "sampled_addmm: self has sizes ",
               self.sizes(), ", but the product of mat1 and mat2 has [", a.size(0), ", ", b.size(1), "]");
  FACULA_CHECK(self.scalar_type() == a.scalar_type() && a.scalar_type() == b.scalar_type(),
               "sampled_addmm: Expected all to have the same dtype, but got ", self.scalar_type(), ", ",
               a.scalar_type(), " and ", b.scalar_type());
  const Parts& p = parts(self);
  const Tensor rows = expand_rows(p.rows, p.cols.numel());
  const Tensor products = a.index_select(0, rows).mul(b.t().index_select(0, p.cols)).sum(1).mul(alpha);
  return with_values(self.detach(),
                     beta.toDouble() == 0 ? products : values_of(self).mul(beta).add(products));
}

Tensor sparse_compressed_tensor(const Tensor& compressed_indices, const Tensor& plain_indices,
                                const Tensor& values, IntArrayRef size, TensorOptions options) {
  FACULA_CHECK_AS(NotImplementedError, options.layout() == kSparseCsr,
                  "sparse_compressed_tensor: the only compressed layout is SparseCsr, but got ",
                  options.layout());
  return sparse_csr_tensor(compressed_indices, plain_indices, values, size, options);
}

}  // namespace facula
