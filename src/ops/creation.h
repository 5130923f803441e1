#pragma once
// What the factories share.
#include "facula/graph/grad_mode.h"
#include "facula/ops/creation.h"
#include "kernels/geometry.h"
#include "kernels/slot.h"

namespace facula {

/// The last touches of every factory: what the options say of the graph.
inline Tensor finish(Tensor t, const TensorOptions& o) {
  if (o.requires_grad()) t.requires_grad_(true);
  return t;
}

/// Values computed on the host in double (or int64), then cast: sequences are made once, not in loops that
/// matter.
template <class F>
Tensor sequence(int64_t n, ScalarType dtype, const TensorOptions& o, F&& value) {
  const bool integral = isIntegralType(dtype, true);
  const bool direct = dtype == kFloat;
  Tensor t = make_contiguous({n}, integral ? kLong : direct ? kFloat : kDouble);
  if (direct) {
    auto* p = static_cast<float*>(t.data_ptr());
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<float>(value(i));
  } else if (integral) {
    auto* p = static_cast<int64_t*>(t.data_ptr());
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<int64_t>(value(i));
  } else {
    auto* p = static_cast<double*>(t.data_ptr());
    for (int64_t i = 0; i < n; ++i) p[i] = static_cast<double>(value(i));
  }
  NoGradGuard off;
  return finish(t.to(TensorOptions(dtype).device(kernels::with_index(o.device()))), o);
}

}  // namespace facula
