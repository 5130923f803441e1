#pragma once
// Views and changes of shape: the methods of Tensor of the same names, as functions. A view shares the
// memory of its tensor; its gradient goes back to the elements it shows. All are differentiable to any order.
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

/// x seen with the given sizes, strides and offset (in elements).
/// grad    the gradient's elements are summed where they came from, overlapping ones included; any order
/// errors  Error for negative strides or offsets, and when elements would lie outside the storage
Tensor as_strided(const Tensor& x, IntArrayRef size, IntArrayRef stride,
                  std::optional<int64_t> offset = std::nullopt);
/// The same elements as another view of the memory.
Tensor alias(const Tensor& x);
/// The real part: a view of a complex tensor, x itself otherwise.
Tensor real(const Tensor& x);
/// The imaginary part, a view.
/// errors  Error for a tensor that is not complex
Tensor imag(const Tensor& x);
/// A complex tensor of shape S as a real one of shape S x 2.
Tensor view_as_real(const Tensor& x);
/// A real tensor of shape S x 2 as a complex one of shape S.
/// errors  Error unless the last dimension has size 2, stride 1, and all else is even
Tensor view_as_complex(const Tensor& x);

/// x with another shape (one size may be -1: what is left): a view where strides allow, else a copy.
/// errors  Error: "shape '[4, 2]' is invalid for input of size 6"
Tensor reshape(const Tensor& x, IntArrayRef shape);
/// reshape() to one dimension, always contiguous.
Tensor ravel(const Tensor& x);
/// Dimensions start_dim to end_dim (included) as one.
Tensor flatten(const Tensor& x, int64_t start_dim = 0, int64_t end_dim = -1);
/// Dimension `dim` as several.
Tensor unflatten(const Tensor& x, int64_t dim, IntArrayRef sizes);
/// x repeated along dimensions of size 1 and new leading ones, without copying.
Tensor broadcast_to(const Tensor& x, IntArrayRef size);
/// All tensors expanded to the shape to which they broadcast.
std::vector<Tensor> broadcast_tensors(TensorList tensors);

/// The transpose of a matrix; x itself (as a view) below two dimensions.
Tensor t(const Tensor& x);
Tensor transpose(const Tensor& x, int64_t dim0, int64_t dim1);
inline Tensor swapaxes(const Tensor& x, int64_t dim0, int64_t dim1) { return transpose(x, dim0, dim1); }
inline Tensor swapdims(const Tensor& x, int64_t dim0, int64_t dim1) { return transpose(x, dim0, dim1); }
/// Dimension i of the result is dimension dims[i] of x.
Tensor permute(const Tensor& x, IntArrayRef dims);
/// Dimension source[i] moves to place destination[i]; the others keep their order.
Tensor movedim(const Tensor& x, IntArrayRef source, IntArrayRef destination);
inline Tensor movedim(const Tensor& x, int64_t source, int64_t destination) {
  return movedim(x, IntArrayRef(source), IntArrayRef(destination));
}
inline Tensor moveaxis(const Tensor& x, IntArrayRef source, IntArrayRef destination) {
  return movedim(x, source, destination);
}
inline Tensor moveaxis(const Tensor& x, int64_t source, int64_t destination) {
  return movedim(x, source, destination);
}
/// A new dimension of size 1 before dimension `dim`.
Tensor unsqueeze(const Tensor& x, int64_t dim);
/// Without the dimensions of size 1.
Tensor squeeze(const Tensor& x);
/// Without dimension `dim` if it has size 1.
Tensor squeeze(const Tensor& x, int64_t dim);
/// The same for several dimensions.
Tensor squeeze(const Tensor& x, IntArrayRef dim);
/// At least 1, 2 or 3 dimensions: missing ones are added with size 1.
Tensor atleast_1d(const Tensor& x);
Tensor atleast_2d(const Tensor& x);
Tensor atleast_3d(const Tensor& x);

/// x at one index of dimension `dim`, which disappears.
/// errors  IndexError: "select(): index 2 out of range for tensor of size [2, 3] at dimension 0"
Tensor select(const Tensor& x, int64_t dim, int64_t index);
/// Indices start, start + step, … below end of dimension `dim`; negative ones count from the end, and what
/// lies outside is clamped, as in Python. step > 0.
Tensor slice(const Tensor& x, int64_t dim = 0, std::optional<int64_t> start = std::nullopt,
             std::optional<int64_t> end = std::nullopt, int64_t step = 1);
/// Indices start to start + length - 1 of dimension `dim`.
/// errors  Error: "start (1) + length (2) exceeds dimension size (2)."
Tensor narrow(const Tensor& x, int64_t dim, int64_t start, int64_t length);
/// The same, with the start in an integer tensor without dimensions.
Tensor narrow(const Tensor& x, int64_t dim, const Tensor& start, int64_t length);
/// The diagonal of dimensions dim1 and dim2, as last dimension.
Tensor diagonal(const Tensor& x, int64_t offset = 0, int64_t dim1 = 0, int64_t dim2 = 1);

/// Equal pieces of size ceil(n / chunks) along `dim`, the last one possibly smaller.
std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim = 0);
/// Pieces of `size` along `dim`, the last one possibly smaller.
std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim = 0);
/// Pieces of the given sizes along `dim`, which they must fill.
std::vector<Tensor> split(const Tensor& x, IntArrayRef sizes, int64_t dim = 0);
std::vector<Tensor> split_with_sizes(const Tensor& x, IntArrayRef sizes, int64_t dim = 0);
/// `sections` pieces as equal as possible, the larger ones first.
std::vector<Tensor> tensor_split(const Tensor& x, int64_t sections, int64_t dim = 0);
/// Pieces that end before the given indices.
std::vector<Tensor> tensor_split(const Tensor& x, IntArrayRef indices, int64_t dim = 0);
/// The same, with the number (no dimensions) or the indices (one) in an int64 tensor on the CPU.
std::vector<Tensor> tensor_split(const Tensor& x, const Tensor& indices_or_sections, int64_t dim = 0);
/// Equal pieces, or pieces that end before the given indices, along the second dimension (the first of
/// vectors), the first, the third.
/// errors  Error: "torch.hsplit attempted to split along dimension 1, but the size of the dimension 3 is not
///         divisible by the split_size 2!"
std::vector<Tensor> hsplit(const Tensor& x, int64_t sections);
std::vector<Tensor> hsplit(const Tensor& x, IntArrayRef indices);
std::vector<Tensor> vsplit(const Tensor& x, int64_t sections);
std::vector<Tensor> vsplit(const Tensor& x, IntArrayRef indices);
std::vector<Tensor> dsplit(const Tensor& x, int64_t sections);
std::vector<Tensor> dsplit(const Tensor& x, IntArrayRef indices);
inline std::vector<Tensor> unsafe_chunk(const Tensor& x, int64_t chunks, int64_t dim = 0) {
  return chunk(x, chunks, dim);
}
inline std::vector<Tensor> unsafe_split(const Tensor& x, int64_t size, int64_t dim = 0) {
  return split(x, size, dim);
}
inline std::vector<Tensor> unsafe_split_with_sizes(const Tensor& x, IntArrayRef sizes, int64_t dim = 0) {
  return split_with_sizes(x, sizes, dim);
}
/// The slices x[…, i, …] of dimension `dim`.
std::vector<Tensor> unbind(const Tensor& x, int64_t dim = 0);

/// x, with `src` in place of what the view of the same arguments shows.
/// grad    dx = g, zero in that part; dsrc = that part of g; any order
/// errors  Error: "expected src to have a size equal to the slice of self. src size = [2], slice size = [3]"
Tensor select_scatter(const Tensor& x, const Tensor& src, int64_t dim, int64_t index);
Tensor slice_scatter(const Tensor& x, const Tensor& src, int64_t dim = 0,
                     std::optional<int64_t> start = std::nullopt, std::optional<int64_t> end = std::nullopt,
                     int64_t step = 1);
Tensor diagonal_scatter(const Tensor& x, const Tensor& src, int64_t offset = 0, int64_t dim1 = 0,
                        int64_t dim2 = 1);
Tensor as_strided_scatter(const Tensor& x, const Tensor& src, IntArrayRef size, IntArrayRef stride,
                          std::optional<int64_t> storage_offset = std::nullopt);
/// narrow(), with memory of its own.
Tensor narrow_copy(const Tensor& x, int64_t dim, int64_t start, int64_t length);

}  // namespace facula
