// matmul over any ranks, and the linear layer: one recorded op each, whatever the ranks.
#include <algorithm>

#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "kernels/iter.h"
#include "ops/matmul.h"

namespace facula {

using namespace products;

namespace {

// t as a matrix whose rows are all its last dimensions.
Tensor rows_of(const Tensor& t) { return t.dim() == 2 ? t : t.reshape({-1, t.size(-1)}); }

DimVector with_last(IntArrayRef sizes, int64_t n) {
  DimVector s(sizes.begin(), sizes.end());
  s.back() = n;
  return s;
}

int64_t leading(const Tensor& t) {
  int64_t n = 1;
  for (size_t d = 0; d + 1 < t.sizes().size(); ++d) n *= t.sizes()[d];
  return n;
}

// x (*, k) @ w (k, n), or v (k): one tall product.
Tensor fold(const Tensor& x, const Tensor& w) {
  const auto xs = x.sizes(), ws = w.sizes();
  if (w.dim() == 1) {
    FACULA_CHECK(xs.back() == ws[0], "size mismatch, got ", leading(x), ", ", leading(x), "x", xs.back(), ",",
                 ws[0]);
    return record(
        "UnsafeViewBackward0", product(xs.slice(0, xs.size() - 1), x, w),
        grad_of(x, [w = save(w)](const Tensor& g) { return g.unsqueeze(-1) * conjugate(w()); }),
        grad_of(w, [x = save(x)](const Tensor& g) { return mv(adjoint(rows_of(x())), g.reshape({-1})); }));
  }
  check_shapes(leading(x), xs.back(), ws[0], ws[1]);
  return record("UnsafeViewBackward0", product(with_last(xs, ws[1]), x, w),
                grad_of(x, [w = save(w)](const Tensor& g) { return matmul(g, adjoint(w())); }),
                grad_of(w, [x = save(x)](const Tensor& g) { return mm(adjoint(rows_of(x())), rows_of(g)); }));
}

// v (k) @ b (*, k, n)
Tensor row_times_batches(const Tensor& v, const Tensor& b) {
  const auto bs = b.sizes();
  const size_t nb = bs.size();
  if (nb == 2) {
    check_shapes(1, v.size(0), bs[0], bs[1]);
  } else {
    FACULA_CHECK(v.size(0) == bs[nb - 2], "size mismatch, got ", b.numel() / std::max<int64_t>(bs[nb - 2], 1),
                 ", ", b.numel() / std::max<int64_t>(bs[nb - 2], 1), "x", bs[nb - 2], ",", v.size(0));
  }
  DimVector sizes(bs.begin(), bs.end());
  sizes.erase(nb - 2);
  return record(
      nb == 2 ? "SqueezeBackward3" : "UnsafeViewBackward0", product(sizes, v, b),
      grad_of(v,
              [b = save(b)](const Tensor& g) { return matmul(conjugate(b()), g.unsqueeze(-1)).squeeze(-1); }),
      grad_of(b, [v = save(v)](const Tensor& g) { return conjugate(v()).unsqueeze(-1) * g.unsqueeze(-2); }));
}

// a (*A, m, k) @ b (*B, k, n) with b of three dimensions or more
Tensor batches(const Tensor& a, const Tensor& b) {
  const auto as = a.sizes(), bs = b.sizes();
  const size_t na = as.size(), nb = bs.size();
  DimVector sizes = infer_size(as.slice(0, na - 2), bs.slice(0, nb - 2));
  if (as[na - 1] != bs[nb - 2]) {
    int64_t n = 1;
    for (int64_t s : sizes) n *= s;
    detail::fail<Error>("Expected size for first two dimensions of batch2 tensor to be: [", n, ", ",
                        as[na - 1], "] but got: [", n, ", ", bs[nb - 2], "].");
  }
  sizes.push_back(as[na - 2]);
  sizes.push_back(bs[nb - 1]);
  return record("UnsafeViewBackward0", product(sizes, a, b),
                grad_of(a, [b = save(b)](const Tensor& g) { return matmul(g, adjoint(b())); }),
                grad_of(b, [a = save(a)](const Tensor& g) { return matmul(adjoint(a()), g); }));
}

const char* linear_name(int64_t dims, bool has_bias) {
  if (dims == 2) return has_bias ? "AddmmBackward0" : "MmBackward0";
  if (has_bias) return dims == 3 ? "ViewBackward0" : "AddBackward0";
  return dims == 1 ? "SqueezeBackward3" : "UnsafeViewBackward0";
}

}  // namespace

Tensor matmul(const Tensor& a, const Tensor& b) {
  const int64_t na = a.dim(), nb = b.dim();
  if (na == 2 && nb == 2) return mm(a, b);
  FACULA_CHECK(na && nb, "both arguments to matmul need to be at least 1D, but they are ", na, "D and ", nb,
               "D");
  if (na == 1 && nb == 1) return dot(a, b);
  if (na == 2 && nb == 1) return mv(a, b);
  check_same("matmul", a, b);
  if (na >= 3 && nb <= 2) return fold(a, b);
  if (na == 1) return row_times_batches(a, b);
  return batches(a, b);
}

Tensor linear(const Tensor& x, const Tensor& weight, const std::optional<Tensor>& bias) {
  static const Tensor none;
  const Tensor& b = bias ? *bias : none;
  if (weight.dim() == 1 && !b.defined()) return matmul(x, weight);
  FACULA_CHECK(weight.dim() != 1, "mat2 must be a matrix, got 1-D tensor");
  FACULA_CHECK(x.dim() > 0, "both arguments to matmul need to be at least 1D, but they are 0D and ",
               weight.dim(), "D");
  FACULA_CHECK(weight.dim() == 2, "t() expects a tensor with <= 2 dimensions, but self is ", weight.dim(),
               "D");
  const auto xs = x.sizes(), ws = weight.sizes();
  if (xs.back() != ws[1]) check_shapes(leading(x), xs.back(), ws[1], ws[0]);
  if (b.defined()) {
    FACULA_CHECK(x.scalar_type() == weight.scalar_type(), "mat1 and mat2 must have the same dtype");
    FACULA_CHECK(x.scalar_type() == b.scalar_type(), "self and mat2 must have the same dtype");
    if (b.dim() != 1 || b.sizes()[0] != ws[0]) check_expands(b, {leading(x), ws[0]});
    check_same("linear", x, b);
  }
  check_same("linear", x, weight);
  Tensor y = make_contiguous(x.dim() == 2 ? IntArrayRef({xs[0], ws[0]}) : IntArrayRef(with_last(xs, ws[0])),
                             x.scalar_type(), x.device());
  kernels::matmul(y, x, weight, b, {.transpose_b = true});
  return record(linear_name(x.dim(), b.defined()), y,
                grad_of(x, [w = save(weight)](const Tensor& g) { return matmul(g, conjugate(w())); }),
                grad_of(weight,
                        [x = save(x)](const Tensor& g) {
                          return g.dim() == 1 ? outer(g, conjugate(x()))
                                              : mm(rows_of(g).t(), conjugate(rows_of(x())));
                        }),
                grad_of(b, [](const Tensor& g) { return g; }));
}

Tensor Tensor::matmul(const Tensor& o) const { return facula::matmul(*this, o); }

}  // namespace facula
