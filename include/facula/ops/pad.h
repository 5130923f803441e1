#pragma once
// Padding. `pad` says how much to add before and after each dimension, from the last one on.
#include <optional>
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

/// x with `value` around it; negative amounts cut off.
/// shape   size + before + after for each dimension that pad reaches
/// dtype   any
/// grad    the part of g where x lies; any order
/// errors  Error: "The input size 3, plus negative padding -2 and -2, resulted in a negative output size, …"
Tensor constant_pad_nd(const Tensor& x, IntArrayRef pad, const Scalar& value = 0);
/// mode "constant"; or "reflect": x mirrored at its edges, which are not repeated; "replicate": the edges
/// repeated; "circular": x continued from its other side.
/// grad    added up over the places that show an element; any order
/// errors  Error: "Padding length must be divisible by 2", "Padding size should be less than the
/// corresponding
///         input dimension, …" (reflect), "Padding value causes wrapping around more than once." (circular)
Tensor pad(const Tensor& x, IntArrayRef pad, std::string_view mode = "constant",
           std::optional<double> value = std::nullopt);

/// pad() by reflection of the last dimension (2, 3 dimensions); x may lack the batch.
/// errors  Error: "padding size is expected to be 2"
Tensor reflection_pad1d(const Tensor& x, IntArrayRef padding);
Tensor reflection_pad2d(const Tensor& x, IntArrayRef padding);
Tensor reflection_pad3d(const Tensor& x, IntArrayRef padding);
/// The same by repetition of the edges.
Tensor replication_pad1d(const Tensor& x, IntArrayRef padding);
Tensor replication_pad2d(const Tensor& x, IntArrayRef padding);
Tensor replication_pad3d(const Tensor& x, IntArrayRef padding);

}  // namespace facula
