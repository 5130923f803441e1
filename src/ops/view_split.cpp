// Views with several results: one node takes all their gradients back.
#include <algorithm>

#include "facula/ops/cat.h"
#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

namespace {

// The gradient of each of a node's results, zeros where none has arrived. `shape(i)` is the shape of result
// i.
template <class Shape>
std::vector<Tensor> all_gradients(const Gradients& g, size_t n, Shape shape) {
  size_t known = 0;
  while (!g[known].defined()) ++known;
  std::vector<Tensor> all;
  all.reserve(n);
  for (size_t i = 0; i < n; ++i) all.push_back(g[i].defined() ? g[i] : zeros(shape(i), g[known].options()));
  return all;
}

template <class Rule>
void record_views(const char* name, std::vector<Tensor>& views, const Tensor& x, Rule rule) {
  const CreationMeta how = TensorImpl::inference_mode() ? CreationMeta::INFERENCE_MODE
                           : graph::recording()         ? CreationMeta::MULTI_OUTPUT_NODE
                                                        : CreationMeta::NO_GRAD_MODE;
  for (Tensor& v : views) v.unsafeGetTensorImpl()->creation_meta_ = how;
  if (views.empty() || untracked(x)) return;
  std::vector<Tensor*> outputs;
  outputs.reserve(views.size());
  for (Tensor& v : views) outputs.push_back(&v);
  const Tensor* input = &x;
  record_joint(name, outputs, ArrayRef<const Tensor*>(input), std::move(rule));
}

std::vector<Tensor> pieces(const char* name, const Tensor& x, IntArrayRef lengths, int64_t dim) {
  Geometry g(x);
  const auto d = static_cast<size_t>(dim);
  std::vector<Tensor> out;
  out.reserve(lengths.size());
  for (int64_t n : lengths) {
    g.sizes[d] = n;
    out.push_back(make_view(x, g));
    g.offset += n * g.strides[d];
  }
  record_views(
      name, out, x,
      [lengths = lengths.vec(), sizes = DimVector(x.sizes().begin(), x.sizes().end()), dim](Gradients& g) {
        DimVector shape = sizes;
        g.set(0, cat(all_gradients(g, lengths.size(),
                                   [&](size_t i) {
                                     shape[static_cast<size_t>(dim)] = lengths[i];
                                     return IntArrayRef(shape);
                                   }),
                     dim));
      });
  return out;
}

}  // namespace

std::vector<Tensor> split_with_sizes(const Tensor& x, IntArrayRef sizes, int64_t dim) {
  FACULA_CHECK(x.dim() != 0, "split expects at least a 1-dimensional tensor");
  const int64_t d = wrap_dim(dim, x.dim()), n = x.size(d);
  int64_t sum = 0;
  for (int64_t s : sizes) {
    FACULA_CHECK(
        s >= 0,
        "split_with_sizes expects split_sizes have only non-negative entries, but got split_sizes=", sizes);
    sum += s;
  }
  FACULA_CHECK(sum == n, "split_with_sizes expects split_sizes to sum exactly to ", n,
               " (input tensor's size at dimension ", dim, "), but got split_sizes=", sizes);
  return pieces("SplitWithSizesBackward0", x, sizes, d);
}
std::vector<Tensor> Tensor::split_with_sizes(IntArrayRef sizes, int64_t dim) const {
  return facula::split_with_sizes(*this, sizes, dim);
}
std::vector<Tensor> split(const Tensor& x, IntArrayRef sizes, int64_t dim) {
  return split_with_sizes(x, sizes, dim);
}

std::vector<Tensor> split(const Tensor& x, int64_t size, int64_t dim) {
  FACULA_CHECK(x.dim() != 0, "split expects at least a 1-dimensional tensor");
  FACULA_CHECK(size >= 0, "split expects split_size be non-negative, but got split_size=", size);
  const int64_t d = wrap_dim(dim, x.dim()), n = x.size(d);
  FACULA_CHECK(size > 0 || n == 0,
               "split_size can only be 0 if dimension size is 0, but got dimension size of ", n);
  const int64_t count = n == 0 ? 1 : (n - 1) / size + 1;
  std::vector<int64_t> lengths(static_cast<size_t>(count), size);
  lengths.back() = n - size * (count - 1);
  return pieces("SplitBackward0", x, lengths, d);
}
std::vector<Tensor> Tensor::split(int64_t size, int64_t dim) const { return facula::split(*this, size, dim); }

std::vector<Tensor> chunk(const Tensor& x, int64_t chunks, int64_t dim) {
  FACULA_CHECK(x.dim() > 0, "chunk expects at least a 1-dimensional tensor");
  FACULA_CHECK(chunks > 0, "chunk expects `chunks` to be greater than 0, got: ", chunks);
  const int64_t n = x.size(dim), size = n ? (n - 1) / chunks + 1 : 0;
  FACULA_CHECK_AS(OutOfMemoryError, size > 0 || chunks <= INT32_MAX, "chunk: no memory for ", chunks,
                  " pieces");
  if (size == 0)  // keeps the number of pieces, all empty
    return split_with_sizes(x, std::vector<int64_t>(static_cast<size_t>(chunks), 0), dim);
  return split(x, size, dim);
}
std::vector<Tensor> Tensor::chunk(int64_t chunks, int64_t dim) const {
  return facula::chunk(*this, chunks, dim);
}

std::vector<Tensor> tensor_split(const Tensor& x, int64_t sections, int64_t dim) {
  FACULA_CHECK(x.dim() > 0,
               "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  FACULA_CHECK(sections > 0, "number of sections must be larger than 0, got ", sections);
  const int64_t n = x.size(dim);
  std::vector<Tensor> out;
  int64_t at = 0;
  for (int64_t i = 0; i < sections; ++i) {
    const int64_t length = n / sections + (i < n % sections);
    out.push_back(slice(x, dim, at, at + length));
    at += length;
  }
  return out;
}

std::vector<Tensor> tensor_split(const Tensor& x, IntArrayRef indices, int64_t dim) {
  FACULA_CHECK(x.dim() > 0,
               "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  std::vector<Tensor> out;
  int64_t at = 0;
  for (int64_t end : indices) {
    out.push_back(slice(x, dim, at, end));
    at = end;
  }
  out.push_back(slice(x, dim, at));
  return out;
}

std::vector<Tensor> tensor_split(const Tensor& x, const Tensor& at, int64_t dim) {
  FACULA_CHECK(x.dim() > 0,
               "tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims");
  FACULA_CHECK(at.is_cpu(), "tensor_split expected tensor_indices_or_sections to be on cpu, but it's on ",
               at.device());
  FACULA_CHECK(at.scalar_type() == kLong,
               "tensor_split expected tensor_indices_or_sections to have dtype of long, but got ",
               at.scalar_type());
  FACULA_CHECK(at.dim() <= 1,
               "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional "
               "tensor, but got a tensor with ",
               at.dim(), " dims");
  if (at.dim() == 0) return tensor_split(x, at.item<int64_t>(), dim);
  const Tensor dense = at.contiguous();
  return tensor_split(x, IntArrayRef(dense.data_ptr<int64_t>(), static_cast<size_t>(dense.numel())), dim);
}
std::vector<Tensor> Tensor::tensor_split(int64_t sections, int64_t dim) const {
  return facula::tensor_split(*this, sections, dim);
}
std::vector<Tensor> Tensor::tensor_split(IntArrayRef indices, int64_t dim) const {
  return facula::tensor_split(*this, indices, dim);
}
std::vector<Tensor> Tensor::tensor_split(const Tensor& at, int64_t dim) const {
  return facula::tensor_split(*this, at, dim);
}

namespace {

void check_dims(const char* op, const Tensor& x, int64_t least) {
  FACULA_CHECK(x.dim() >= least, "torch.", op, " requires a tensor with at least ", least,
               " dimension, but got a tensor with ", x.dim(), " dimensions!");
}
std::vector<Tensor> equal_pieces(const char* op, const Tensor& x, int64_t sections, int64_t dim) {
  FACULA_CHECK(sections != 0 && x.size(dim) % sections == 0, "torch.", op,
               " attempted to split along dimension ", dim, ", but the size of the dimension ", x.size(dim),
               " is not divisible by the split_size ", sections, "!");
  return tensor_split(x, sections, dim);
}

}  // namespace

#define FACULA_SPLIT(name, least, dim)                                                 \
  std::vector<Tensor> name(const Tensor& x, int64_t sections) {                        \
    check_dims(#name, x, least);                                                       \
    return equal_pieces(#name, x, sections, dim);                                      \
  }                                                                                    \
  std::vector<Tensor> name(const Tensor& x, IntArrayRef indices) {                     \
    check_dims(#name, x, least);                                                       \
    return tensor_split(x, indices, dim);                                              \
  }                                                                                    \
  std::vector<Tensor> Tensor::name(int64_t n) const { return facula::name(*this, n); } \
  std::vector<Tensor> Tensor::name(IntArrayRef indices) const { return facula::name(*this, indices); }
FACULA_SPLIT(hsplit, 1, x.dim() == 1 ? 0 : 1)
FACULA_SPLIT(vsplit, 2, 0)
FACULA_SPLIT(dsplit, 3, 2)
#undef FACULA_SPLIT

std::vector<Tensor> unbind(const Tensor& x, int64_t dim) {
  dim = wrap_dim(dim, x.dim(), false);
  const auto d = static_cast<size_t>(dim);
  const int64_t n = x.sizes()[d], step = x.strides()[d];
  Geometry g(x);
  g.sizes.erase(d);
  g.strides.erase(d);
  std::vector<Tensor> out;
  out.reserve(static_cast<size_t>(n));
  for (int64_t i = 0; i < n; ++i, g.offset += step) out.push_back(make_view(x, g));
  record_views("UnbindBackward0", out, x, [n, sizes = g.sizes, dim](Gradients& g) {
    g.set(0,
          stack(all_gradients(g, static_cast<size_t>(n), [&](size_t) { return IntArrayRef(sizes); }), dim));
  });
  return out;
}
std::vector<Tensor> Tensor::unbind(int64_t dim) const { return facula::unbind(*this, dim); }

}  // namespace facula
