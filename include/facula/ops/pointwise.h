#pragma once
// Point-wise arithmetic and functions, with broadcasting and type promotion.
#include "facula/core/tensor.h"

namespace facula {

/// a + alpha * b
/// shape   broadcast(a, b); dtype promote(a, b)
/// grad    da = g, db = conj(alpha) g; any order
/// errors  Error if the shapes do not broadcast or the devices differ
Tensor add(const Tensor& a, const Tensor& b, const Scalar& alpha = 1);
Tensor add(const Tensor& a, const Scalar& b, const Scalar& alpha = 1);
/// a * b
/// grad    da = g conj(b), db = g conj(a); any order
Tensor mul(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Scalar& b);
/// tanh(x)
/// dtype   floating and complex; integers give the default dtype
/// grad    g (1 - y^2); any order
Tensor tanh(const Tensor& x);

}  // namespace facula
