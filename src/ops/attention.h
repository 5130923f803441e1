#pragma once
// Self-attention as the multi-head module needs it.
#include "facula/core/tensor.h"

namespace facula {

/// softmax(q k^T / sqrt(E / heads) + mask) v per head, of the joint projection qkv [L, B, 3 E], which is read
/// where it lies: [L, B, E]. `mask` is undefined or floating and broadcasts to
/// [B, heads, L, L].
Tensor self_attention(const Tensor& qkv, int64_t heads, const Tensor& mask);

}  // namespace facula
