// Complex tensors from two real ones.
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/iter.h"

namespace facula {

namespace {

void check_parts(const Tensor& a, const Tensor& b) {
  for (const Tensor* t : {&a, &b})
    FACULA_CHECK(isFloatingType(t->scalar_type()) && t->scalar_type() != kBFloat16,
                 "Expected both inputs to be Half, Float or Double tensors but got ", a.scalar_type(),
                 " and ", b.scalar_type());
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), "Expected object of scalar type ", a.scalar_type(),
               " but got scalar type ", b.scalar_type(), " for second argument");
  FACULA_CHECK_AS(NotImplementedError, a.scalar_type() != kHalf,
                  "\"complex\" not implemented for 'Half': there is no dtype ComplexHalf");
}

Tensor joined(const Tensor& re, const Tensor& im) {
  check_parts(re, im);
  Tensor y =
      make_contiguous(infer_size(re.sizes(), im.sizes()), toComplexType(re.scalar_type()), re.device());
  {
    const AutoGradMode off(false);
    const Tensor pairs = view_as_real(y);
    pairs.select(-1, 0).copy_(re);
    pairs.select(-1, 1).copy_(im);
  }
  return record("ComplexBackward0", std::move(y), grad_of(re, [](const Tensor& g) { return real(g); }),
                grad_of(im, [](const Tensor& g) { return imag(g); }));
}

}  // namespace

complex<Tensor>::complex(const Tensor& re, const Tensor& im) : Tensor(joined(re, im)) {}

Tensor polar(const Tensor& abs, const Tensor& angle) {
  check_parts(abs, angle);
  return facula::complex(abs * angle.cos(), abs * angle.sin());
}

}  // namespace facula
