#include "facula/ops/similarity.h"

#include "facula/ops/pointwise.h"

namespace facula {

Tensor cosine_similarity(const Tensor& a, const Tensor& b, int64_t dim, double eps) {
  const ScalarType dtype = promoteTypes(a.scalar_type(), b.scalar_type());
  FACULA_CHECK(isFloatingType(dtype), "expected common dtype to be floating point, yet common dtype is ",
               dtype);
  const Tensor x = a.to(dtype), y = b.to(dtype);
  const Tensor length_x = x.norm(2, {dim}, true).clamp_min(eps);
  const Tensor length_y = y.norm(2, {dim}, true).clamp_min(eps);
  return ((x / length_x) * (y / length_y)).sum({dim});
}

Tensor pairwise_distance(const Tensor& a, const Tensor& b, double p, double eps, bool keepdim) {
  return (a - b + eps).norm(Scalar(p), {-1}, keepdim);
}

}  // namespace facula
