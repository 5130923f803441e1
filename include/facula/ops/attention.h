#pragma once
// Attention.
#include <optional>

#include "facula/core/tensor.h"

namespace facula {

/// softmax(scale query key^T + mask) value over the last two dimensions; a bool mask says what takes part,
/// any other is added; is_causal lets query i see keys 0 .. i. dropout_p drops weights (always: pass 0
/// outside training). scale is 1 / sqrt(E) unless given. shape   query: [..., L, E], key: [..., S, E], value:
/// [..., S, V], mask: broadcasts to [..., L, S];
///         result: [..., L, V]
/// dtype   floating
/// grad    dquery, dkey, dvalue, dmask; any order. The matrix of scores is never kept on the CPU
/// errors  Error: "Explicit attn_mask should not be set when is_causal=True"
/// source  Vaswani et al. 2017, arXiv:1706.03762; blocks: Rabe & Staats 2021, arXiv:2112.05682
Tensor scaled_dot_product_attention(const Tensor& query, const Tensor& key, const Tensor& value,
                                    const std::optional<Tensor>& attn_mask = {}, double dropout_p = 0.0,
                                    bool is_causal = false, std::optional<double> scale = std::nullopt);

}  // namespace facula
