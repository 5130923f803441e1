#include "kernels/matmul.h"

#include <algorithm>

namespace facula {

namespace {

// Stride of batch dimension d (of nd) of t, which has fewer or broadcast batch dimensions.
int64_t batch_stride(const Tensor& t, size_t matrix_dims, size_t d, size_t nd) {
  const size_t own = t.sizes().size() - matrix_dims;
  if (d + own < nd) return 0;
  const size_t at = d + own - nd;
  return t.sizes()[at] == 1 ? 0 : t.strides()[at];
}

// Merges batch dimensions that both operands walk evenly.
void merge_batches(MatmulPlan& p) {
  for (size_t d = p.sizes.size(); d-- > 1;) {
    if (p.a_step[d - 1] != p.sizes[d] * p.a_step[d] || p.b_step[d - 1] != p.sizes[d] * p.b_step[d]) continue;
    p.sizes[d - 1] *= p.sizes[d];
    p.a_step[d - 1] = p.a_step[d];
    p.b_step[d - 1] = p.b_step[d];
    p.sizes.erase(d);
    p.a_step.erase(d);
    p.b_step.erase(d);
  }
}

}  // namespace

MatmulPlan plan_matmul(const Tensor& a, const Tensor& b, bool transpose_b) {
  MatmulPlan p;
  const auto as = a.sizes(), at = a.strides(), bs = b.sizes(), bt = b.strides();
  const size_t na = as.size(), nb = bs.size();
  p.k = as[na - 1];
  p.m = na == 1 ? 1 : as[na - 2];
  p.a_col = at[na - 1];
  p.a_row = na == 1 ? 0 : at[na - 2];
  if (nb == 1) {
    p.n = 1;
    p.b_row = bt[0];
    p.b_col = 0;
  } else {
    const size_t rows = transpose_b ? nb - 1 : nb - 2, cols = transpose_b ? nb - 2 : nb - 1;
    p.n = bs[cols];
    p.b_row = bt[rows];
    p.b_col = bt[cols];
  }
  const size_t ma = std::min<size_t>(na, 2), mb = std::min<size_t>(nb, 2);
  const size_t nd = std::max(na - ma, nb - mb);
  if (nd == 0) return p;
  p.sizes.resize(nd);
  p.a_step.resize(nd);
  p.b_step.resize(nd);
  for (size_t d = 0; d < nd; ++d) {
    p.a_step[d] = batch_stride(a, ma, d, nd);
    p.b_step[d] = batch_stride(b, mb, d, nd);
    const int64_t sa = d + na - ma < nd ? 1 : as[d + na - ma - nd];
    const int64_t sb = d + nb - mb < nd ? 1 : bs[d + nb - mb - nd];
    p.sizes[d] = sa == 1 ? sb : sa;
    p.batches *= p.sizes[d];
  }
  merge_batches(p);
  // One b for all batches of a that lie row after row: one tall product.
  if (p.sizes.size() == 1 && p.b_step[0] == 0 && (p.a_step[0] == p.m * p.a_row || p.m == 1)) {
    if (p.m == 1) p.a_row = p.a_step[0];
    p.m *= p.sizes[0];
    p.batches = 1;
    p.sizes.clear();
  }
  return p;
}

namespace kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const Product&)> matmul(
    "matmul");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, bool)> dot("dot");

}  // namespace kernels
}  // namespace facula
