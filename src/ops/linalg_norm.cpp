// Norms of vectors and matrices, and the condition number.
#include <algorithm>
#include <cmath>

#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "ops/linalg.h"

namespace facula {
namespace linalg {

namespace {

struct Axes {
  int64_t row, col;
};

Axes matrix_axes(const Tensor& A, IntArrayRef dim) {
  FACULA_CHECK(dim.size() == 2, "linalg.matrix_norm: dim must be a 2-tuple. Got ", dim);
  const Axes a{wrap_dim(dim[0], A.dim()), wrap_dim(dim[1], A.dim())};
  FACULA_CHECK(a.row != a.col, "linalg.matrix_norm: dims must be different. Got (", dim[0], ", ", dim[1],
               ")");
  return a;
}

void check_norm_input(const Tensor& A) {
  check_matrix("linalg.matrix_norm", A);
  check_floating("linalg.matrix_norm", A, true);
}

Tensor converted(const Tensor& A, std::optional<ScalarType> dtype) { return dtype ? A.to(*dtype) : A; }

// f(A with the two axes last), with them as dimensions of length 1 again if `keepdim`.
template <class F>
Tensor with_axes_last(const Tensor& A, Axes a, bool keepdim, F&& f) {
  const int64_t axes[] = {a.row, a.col}, last[] = {-2, -1};
  Tensor y = f(facula::movedim(A, axes, last));
  if (!keepdim) return y;
  return y.unsqueeze(std::min(a.row, a.col)).unsqueeze(std::max(a.row, a.col));
}

bool is_norm_of_columns(double p) { return std::abs(p) == 1 || std::isinf(p); }

}  // namespace

Tensor vector_norm(const Tensor& x, const Scalar& ord, OptionalIntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  return facula::vector_norm(x, ord, dim, keepdim, dtype);
}

Tensor matrix_norm(const Tensor& A, const Scalar& ord, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  check_norm_input(A);
  const Axes a = matrix_axes(A, dim);
  const double p = ord.toDouble();
  FACULA_CHECK(is_norm_of_columns(p) || std::abs(p) == 2, "linalg.matrix_norm: Order ", p, " not supported.");
  const Tensor x = converted(A, dtype);
  check_floating("linalg.matrix_norm", x, std::abs(p) != 2);
  if (std::abs(p) == 2)
    return with_axes_last(x, a, keepdim, [p](const Tensor& m) {
      const Tensor s = linalg::svdvals(m);
      return p > 0 ? s.amax({-1}) : s.amin({-1});
    });
  int64_t summed = a.row, chosen = a.col;
  if (std::isinf(p)) std::swap(summed, chosen);
  const Tensor sums = facula::vector_norm(x, 1, IntArrayRef(summed), true);
  const Tensor y = p > 0 ? sums.amax({chosen}, true) : sums.amin({chosen}, true);
  if (keepdim) return y;
  return y.squeeze(std::max(a.row, a.col)).squeeze(std::min(a.row, a.col));
}

Tensor matrix_norm(const Tensor& A, std::string_view ord, IntArrayRef dim, bool keepdim,
                   std::optional<ScalarType> dtype) {
  check_norm_input(A);
  FACULA_CHECK(ord == "fro" || ord == "nuc", "linalg.matrix_norm: Order ", ord, " not supported.");
  const Axes a = matrix_axes(A, dim);
  const int64_t axes[] = {a.row, a.col};
  if (ord == "fro") return facula::vector_norm(A, 2, IntArrayRef(axes), keepdim, dtype);
  return with_axes_last(converted(A, dtype), a, keepdim,
                        [](const Tensor& m) { return linalg::svdvals(m).sum(-1); });
}

Tensor norm(const Tensor& x, const std::optional<Scalar>& ord, OptionalIntArrayRef dim, bool keepdim,
            std::optional<ScalarType> dtype) {
  FACULA_CHECK(!dim || dim->size() == 1 || dim->size() == 2,
               "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ",
               dim ? *dim : IntArrayRef());
  FACULA_CHECK(!ord || dim || x.dim() == 1 || x.dim() == 2,
               "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ", x.dim(),
               "D.");
  if (ord && ((dim && dim->size() == 2) || (!dim && x.dim() == 2))) {
    const int64_t both[] = {0, 1};
    return linalg::matrix_norm(x, *ord, dim ? *dim : IntArrayRef(both), keepdim, dtype);
  }
  return facula::vector_norm(x, ord.value_or(2), dim, keepdim, dtype);
}

Tensor norm(const Tensor& x, std::string_view ord, OptionalIntArrayRef dim, bool keepdim,
            std::optional<ScalarType> dtype) {
  FACULA_CHECK(!dim || dim->size() == 1 || dim->size() == 2,
               "linalg.norm: If dim is specified, it must be of length 1 or 2. Got ",
               dim ? *dim : IntArrayRef());
  FACULA_CHECK(dim || x.dim() == 1 || x.dim() == 2,
               "linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got ", x.dim(),
               "D.");
  const int64_t both[] = {0, 1};
  check_matrix("linalg.matrix_norm", x);
  return linalg::matrix_norm(x, ord, dim ? *dim : IntArrayRef(both), keepdim, dtype);
}

namespace {

// The norm of A times the norm of its inverse; infinite where A is singular.
template <class Ord>
Tensor norm_product(const Tensor& A, const Ord& ord, const std::string& name) {
  FACULA_CHECK(rows(A) == cols(A), name, ": A must be batches of square matrices, but they are ", rows(A),
               " by ", cols(A), " matrices");
  if (A.numel() == 0) return zeros(batch_with(A, {}), TensorOptions(real_type(A)).device(A.device()));
  const auto [inverse, info] = linalg::inv_ex(A);
  const Tensor y = linalg::matrix_norm(A, ord).mul(linalg::matrix_norm(inverse, ord));
  const Tensor singular = info.ne(0);
  return singular.any().item<bool>() ? where(singular, Scalar(INFINITY), y) : y;
}

}  // namespace

Tensor cond(const Tensor& A, const std::optional<Scalar>& p) {
  FACULA_CHECK(A.dim() >= 2, "linalg.cond: The input tensor must have at least 2 dimensions.");
  check_floating("linalg.cond", A);
  const double ord = p ? p->toDouble() : 2;
  if (std::abs(ord) == 2) {
    if (A.numel() == 0) return zeros(batch_with(A, {}), TensorOptions(real_type(A)).device(A.device()));
    const Tensor s = linalg::svdvals(A), largest = s.select(-1, 0), smallest = s.select(-1, -1);
    return ord > 0 ? largest.div(smallest) : smallest.div(largest);
  }
  FACULA_CHECK(is_norm_of_columns(ord), "linalg.cond got an invalid norm type: ", ord);
  return norm_product(A, *p, detail::concat("linalg.cond(ord=", ord, ")"));
}

Tensor cond(const Tensor& A, std::string_view p) {
  FACULA_CHECK(A.dim() >= 2, "linalg.cond: The input tensor must have at least 2 dimensions.");
  check_floating("linalg.cond", A);
  FACULA_CHECK(p == "fro" || p == "nuc", "linalg.cond got an invalid norm type: ", p);
  return norm_product(A, p, detail::concat("linalg.cond(ord=", p, ")"));
}

}  // namespace linalg

Tensor nuclear_norm(const Tensor& A, bool keepdim) {
  FACULA_CHECK(A.dim() == 2, "Expected a tensor with 2 dimensions, but got a tensor with ", A.dim(),
               " dimension", A.dim() == 1 ? "" : "s", " instead.");
  return linalg::matrix_norm(A, "nuc", {-2, -1}, keepdim);
}
Tensor nuclear_norm(const Tensor& A, IntArrayRef dim, bool keepdim) {
  FACULA_CHECK(dim.size() == 2, "nuclear norm requires a 'dim' argument of size 2");
  return linalg::matrix_norm(A, "nuc", dim, keepdim);
}
Tensor frobenius_norm(const Tensor& A) { return facula::vector_norm(A, 2); }
Tensor frobenius_norm(const Tensor& A, IntArrayRef dim, bool keepdim) {
  FACULA_CHECK(dim.size() <= 2, "Expected at most 2 dimensions, but got ", dim.size(),
               " dimensions instead.");
  return facula::vector_norm(A, 2, dim, keepdim);
}

}  // namespace facula
