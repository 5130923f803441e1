// Functional forms of in-place methods, and views copied at once.
#include "facula/graph/grad_mode.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/native.h"
#include "facula/ops/sparse.h"
#include "facula/ops/view.h"

namespace facula {

namespace {
Tensor dense(const Tensor& view) { return view.clone(); }
std::vector<Tensor> dense(std::vector<Tensor> views) {
  for (Tensor& v : views) v = dense(v);
  return views;
}
// An unshared tensor without history that may be given another geometry.
Tensor unshared(const char* op, const Tensor& x) {
  FACULA_CHECK(!(GradMode::is_enabled() && x.requires_grad()), op,
               ": cannot resize variables that require grad");
  return x.detach().clone();
}
}  // namespace

Tensor copy(const Tensor& self, const Tensor& src, bool non_blocking) {
  const Tensor y = empty_like(self, self.options());
  y.copy_(src, non_blocking);
  return y;
}
Tensor resize(const Tensor& x, IntArrayRef size, std::optional<MemoryFormat> format) {
  return unshared("resize", x).resize_(size, format);
}
Tensor resize_as(const Tensor& x, const Tensor& like, std::optional<MemoryFormat> format) {
  return unshared("resize_as", x).resize_as_(like, format);
}
Tensor set(const Tensor& x) { return unshared("set", x).set_(); }
Tensor set(const Tensor& x, const Tensor& source) { return unshared("set", x).set_(source); }
Tensor set(const Tensor& x, const Storage& source) { return unshared("set", x).set_(source); }
Tensor set(const Tensor& x, const Storage& source, int64_t offset, IntArrayRef size, IntArrayRef stride) {
  return unshared("set", x).set_(source, offset, size, stride);
}
Tensor zero(const Tensor& x) { return zeros_like(x); }
Tensor lift_fresh_copy(const Tensor& x) { return x.clone(); }
Tensor embedding_renorm(const Tensor& weight, const Tensor& indices, double max_norm, double norm_type) {
  Tensor y = weight.clone();
  return embedding_renorm_(y, indices, max_norm, norm_type);
}

Tensor alias_copy(const Tensor& x) { return dense(x); }
Tensor as_strided_copy(const Tensor& x, IntArrayRef size, IntArrayRef stride, std::optional<int64_t> offset) {
  return dense(x.as_strided(size, stride, offset));
}
Tensor detach_copy(const Tensor& x) { return dense(x.detach()); }
Tensor diagonal_copy(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  return dense(x.diagonal(offset, dim1, dim2));
}
Tensor expand_copy(const Tensor& x, IntArrayRef size, bool implicit) {
  return dense(x.expand(size, implicit));
}
Tensor permute_copy(const Tensor& x, IntArrayRef dims) { return dense(x.permute(dims)); }
Tensor select_copy(const Tensor& x, int64_t dim, int64_t index) { return dense(x.select(dim, index)); }
Tensor slice_copy(const Tensor& x, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
                  int64_t step) {
  return dense(x.slice(dim, start, end, step));
}
Tensor squeeze_copy(const Tensor& x) { return dense(x.squeeze()); }
Tensor squeeze_copy(const Tensor& x, int64_t dim) { return dense(x.squeeze(dim)); }
Tensor t_copy(const Tensor& x) { return dense(x.t()); }
Tensor transpose_copy(const Tensor& x, int64_t dim0, int64_t dim1) { return dense(x.transpose(dim0, dim1)); }
Tensor unfold_copy(const Tensor& x, int64_t dim, int64_t size, int64_t step) {
  return dense(x.unfold(dim, size, step));
}
Tensor unsqueeze_copy(const Tensor& x, int64_t dim) { return dense(x.unsqueeze(dim)); }
Tensor view_copy(const Tensor& x, IntArrayRef size) { return dense(x.view(size)); }
Tensor view_copy(const Tensor& x, ScalarType dtype) { return dense(x.view(dtype)); }
Tensor view_as_complex_copy(const Tensor& x) { return dense(view_as_complex(x)); }
Tensor view_as_real_copy(const Tensor& x) { return dense(view_as_real(x)); }
Tensor values_copy(const Tensor& x) { return dense(x.values()); }
Tensor indices_copy(const Tensor& x) { return dense(x.indices()); }
Tensor crow_indices_copy(const Tensor& x) { return dense(x.crow_indices()); }
Tensor col_indices_copy(const Tensor& x) { return dense(x.col_indices()); }
std::vector<Tensor> split_copy(const Tensor& x, int64_t size, int64_t dim) {
  return dense(x.split(size, dim));
}
std::vector<Tensor> split_with_sizes_copy(const Tensor& x, IntArrayRef sizes, int64_t dim) {
  return dense(x.split_with_sizes(sizes, dim));
}
std::vector<Tensor> unbind_copy(const Tensor& x, int64_t dim) { return dense(x.unbind(dim)); }

Tensor TensorMaker::make_tensor() const {
  const IntArrayRef strides = strides_.has_value() ? *strides_ : IntArrayRef();
  return detail::from_blob(data_, sizes_, strides, deleter_, context_, options_);
}

}  // namespace facula
