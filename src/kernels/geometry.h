#pragma once
// Making bare tensors, and questions about where their elements lie.
#include "facula/core/tensor.h"

namespace facula {

/// A tensor without history over fresh memory, row-major. Sizes are checked by the caller.
Tensor make_contiguous(IntArrayRef sizes, ScalarType dtype, Device device = kCPU);
/// The same with given strides, which must cover the memory without holes.
Tensor make_strided(IntArrayRef sizes, IntArrayRef strides, ScalarType dtype, Device device = kCPU);
/// Row-major strides.
DimVector contiguous_strides(IntArrayRef sizes);
/// Strides of `sizes` in a memory format (channels last for 4-D, 5-D).
DimVector strides_for(IntArrayRef sizes, MemoryFormat format);

/// errors  Error: "unsupported operation: more than one element of the written-to tensor refers to a single
/// memory location..."
void assert_no_internal_overlap(const Tensor& t);
/// errors  Error: "unsupported operation: some elements of the input tensor and the written-to tensor refer
/// to a single memory location..."
void assert_no_partial_overlap(const Tensor& out, const Tensor& in);

/// Gives the tensor that an op writes into the shape of the result, with PyTorch's warning if it had another
/// one and elements.
void resize_output(const Tensor& out, IntArrayRef sizes);

/// errors  NotImplementedError: "Could not run 'aten::exp' with arguments from the 'SparseCPU' backend."
[[noreturn]] void fail_layout(const char* op, Layout layout, Device device);
/// For code that reads memory through strides: throws for sparse tensors.
inline void check_dense(const char* op, const TensorImpl* t) {
  if (t && __builtin_expect(t->layout() != kStrided, 0)) fail_layout(op, t->layout(), t->device());
}

/// `dim` counted from the front.
/// errors  IndexError: "Dimension out of range (expected to be in range of [-2, 1], but got 2)"
int64_t wrap_dim(int64_t dim, int64_t n, bool scalar_counts_as_one = true);

}  // namespace facula
