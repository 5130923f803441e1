#pragma once
// Row-major and channels-last copies of activations: transposes of (channels x positions) per sample.
#include "facula/core/tensor.h"

namespace facula::cpu {

/// dst (cols x rows) = transpose of src (rows x cols), both dense. Filled by src/cpu/isa/transpose.cpp.
extern void (*transpose_32)(void* dst, const void* src, int64_t rows, int64_t cols);
extern void (*transpose_64)(void* dst, const void* src, int64_t rows, int64_t cols);

/// True if the elements of t (N, C, spatial…) lie with the channels innermost.
bool is_channels_last(const Tensor& t);
/// t itself if it lies so, otherwise a copy that does. `t` must be in one of the two layouts.
Tensor to_channels_last(const Tensor& t);
Tensor to_row_major(const Tensor& t);
/// Copies between tensors of one shape in either of the two layouts.
void copy_layout(Tensor& to, const Tensor& from);
/// A channels-last tensor of this shape.
Tensor make_channels_last(IntArrayRef sizes, ScalarType dtype);

}  // namespace facula::cpu
