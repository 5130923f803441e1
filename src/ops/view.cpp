// Views that change the shape and keep the order of elements: view, reshape, flatten, expand.
#include "facula/ops/view.h"

#include "facula/ops/copy.h"
#include "kernels/iter.h"
#include "ops/view.h"

namespace facula {

Tensor make_view_as(const Tensor& base, const Geometry& g, ScalarType dtype) {
  Tensor y = make_view(base, IntArrayRef(), IntArrayRef(), 0);
  TensorImpl* impl = y.unsafeGetTensorImpl();
  impl->set_dtype(dtype);
  impl->set_geometry(impl->storage(), g.sizes, g.strides, g.offset);
  return y;
}

DimVector infer_shape(IntArrayRef shape, int64_t numel) {
  DimVector out(shape.begin(), shape.end());
  int64_t known = 1, unknown = -1;
  for (size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == -1) {
      FACULA_CHECK(unknown < 0, "only one dimension can be inferred");
      unknown = static_cast<int64_t>(i);
      continue;
    }
    FACULA_CHECK(shape[i] >= 0, "invalid shape dimension ", shape[i]);
    FACULA_CHECK(!__builtin_mul_overflow(known, shape[i], &known), "shape '", shape,
                 "' is invalid for input of size ", numel);
  }
  if (unknown >= 0 && known > 0 && numel % known == 0) {
    out[static_cast<size_t>(unknown)] = numel / known;
    return out;
  }
  FACULA_CHECK(unknown < 0 || known != 0 || numel != 0, "cannot reshape tensor of 0 elements into shape ",
               shape, " because the unspecified dimension size -1 can be any value and is ambiguous");
  FACULA_CHECK(unknown < 0 && known == numel, "shape '", shape, "' is invalid for input of size ", numel);
  return out;
}

bool view_strides(const Tensor& x, IntArrayRef shape, DimVector& strides) {
  if (x.is_contiguous() && x.numel() != 0) {
    strides = contiguous_strides(shape);
    return true;
  }
  const IntArrayRef old = x.sizes(), step = x.strides();
  if (x.numel() == 0) {
    if (old == shape)
      strides.assign(step.data(), step.size());
    else
      strides = contiguous_strides(shape);
    return true;
  }
  // Runs of x's dimensions that are evenly spaced are matched, from the last, with runs of the new ones.
  strides.resize(shape.size());
  size_t at = shape.size();
  int64_t base = old.empty() ? 1 : step[step.size() - 1], run = 1, filled = 1;
  for (size_t d = old.size(); d-- > 0;) {
    run *= old[d];
    if (d > 0 && (old[d - 1] == 1 || step[d - 1] == run * base)) continue;
    while (at > 0 && (filled < run || shape[at - 1] == 1)) {
      strides[--at] = filled * base;
      filled *= shape[at];
    }
    if (filled != run) return false;
    if (d > 0) {
      base = step[d - 1];
      run = filled = 1;
    }
  }
  while (at > 0 && shape[at - 1] == 1) strides[--at] = base;
  return at == 0;
}

namespace {

Tensor record_reshape(const char* name, Tensor y, const Tensor& x) {
  if (untracked(x)) return y;
  return record(name, std::move(y),
                grad_of(x, [sizes = DimVector(x.sizes().begin(), x.sizes().end())](const Tensor& g) {
                  return g.reshape(sizes);
                }));
}

}  // namespace

Tensor Tensor::view(IntArrayRef size) const {
  const DimVector shape = infer_shape(size, numel());
  DimVector strides;
  FACULA_CHECK(
      view_strides(*this, shape, strides),
      "view size is not compatible with input tensor's size and stride (at least one dimension spans "
      "across two contiguous subspaces). Use .reshape(...) instead.");
  return record_reshape("ViewBackward0", make_view(*this, shape, strides, storage_offset()), *this);
}

Tensor reshape(const Tensor& x, IntArrayRef size) {
  const DimVector shape = infer_shape(size, x.numel());
  DimVector strides;
  if (view_strides(x, shape, strides))
    return record_reshape("ReshapeAliasBackward0", make_view(x, shape, strides, x.storage_offset()), x);
  const Tensor copy = x.clone(MemoryFormat::Contiguous);
  // The copy is nobody else's: its storage moves into a tensor of its own, which is no view.
  TensorImpl* c = copy.unsafeGetTensorImpl();
  c->storage()->inc_ref();
  return record_reshape("UnsafeViewBackward0",
                        Tensor(new TensorImpl(c->storage(), shape, c->dtype(), c->device())), copy);
}
Tensor Tensor::reshape(IntArrayRef shape) const { return facula::reshape(*this, shape); }

Tensor ravel(const Tensor& x) { return x.contiguous().view(-1); }
Tensor Tensor::ravel() const { return facula::ravel(*this); }

Tensor flatten(const Tensor& x, int64_t start_dim, int64_t end_dim) {
  const int64_t first = wrap_dim(start_dim, x.dim()), last = wrap_dim(end_dim, x.dim());
  FACULA_CHECK(first <= last, "flatten() has invalid args: start_dim cannot come after end_dim");
  if (x.dim() == 0) return reshape(x, 1);
  if (first == last) return x;
  DimVector shape;
  for (int64_t d = 0; d < first; ++d) shape.push_back(x.size(d));
  int64_t n = 1;
  for (int64_t d = first; d <= last; ++d) n *= x.size(d);
  shape.push_back(n);
  for (int64_t d = last + 1; d < x.dim(); ++d) shape.push_back(x.size(d));
  return reshape(x, shape);
}
Tensor Tensor::flatten(int64_t start_dim, int64_t end_dim) const {
  return facula::flatten(*this, start_dim, end_dim);
}

Tensor unflatten(const Tensor& x, int64_t dim, IntArrayRef sizes) {
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK(!sizes.empty(), "unflatten: sizes must be non-empty");
  int64_t known = 1, unknown = 0;
  for (int64_t s : sizes) {
    if (s == -1)
      ++unknown;
    else
      known *= s;
  }
  const int64_t n = x.size(dim);
  FACULA_CHECK(unknown == 0 ? known == n : unknown == 1 && known > 0 && n % known == 0,
               "unflatten: Provided sizes ", sizes, " don't multiply up to the size of dim ", dim, " (", n,
               ") in the input tensor");
  DimVector shape;
  for (int64_t d = 0; d < dim; ++d) shape.push_back(x.size(d));
  for (int64_t s : sizes) shape.push_back(s == -1 ? n / known : s);
  for (int64_t d = dim + 1; d < x.dim(); ++d) shape.push_back(x.size(d));
  return x.view(shape);
}
Tensor Tensor::unflatten(int64_t dim, IntArrayRef sizes) const {
  return facula::unflatten(*this, dim, sizes);
}

namespace {

// Sizes and strides of x expanded to `size`, where -1 keeps a size.
void expanded_geometry(const Tensor& x, IntArrayRef size, DimVector& sizes, DimVector& strides) {
  const size_t n = size.size(), extra = n - x.sizes().size();
  sizes.resize(n);
  strides.resize(n);
  for (size_t d = 0; d < n; ++d) {
    const int64_t want = size[d];
    if (d < extra) {
      FACULA_CHECK(want >= 0, "The expanded size of the tensor (", want,
                   ") isn't allowed in a leading, non-existing dimension ", d);
      sizes[d] = want;
      strides[d] = 0;
      continue;
    }
    const int64_t have = x.sizes()[d - extra];
    sizes[d] = want == -1 ? have : want;
    strides[d] = sizes[d] == have ? x.strides()[d - extra] : 0;
    FACULA_CHECK(sizes[d] == have || (have == 1 && want >= 0), "The expanded size of the tensor (", want,
                 ") must match the existing size (", have, ") at non-singleton dimension ", d,
                 ".  Target sizes: ", size, ".  Tensor sizes: ", x.sizes());
  }
}

}  // namespace

Tensor Tensor::expand(IntArrayRef size, bool) const {
  FACULA_CHECK(size.size() >= sizes().size(), "expand(", toString(), "{", sizes(), "}, size=", size,
               "): the number of sizes provided (", size.size(),
               ") must be greater or equal to the number of dimensions in the tensor (", dim(), ")");
  DimVector shape, step;
  expanded_geometry(*this, size, shape, step);
  int64_t numel = 1;
  for (int64_t n : shape)
    FACULA_CHECK(!__builtin_mul_overflow(numel, n, &numel), "numel: integer multiplication overflow");
  // The engine sums the gradient to this tensor's shape.
  return record("ExpandBackward0", make_view(*this, shape, step, storage_offset()),
                grad_of(*this, [](const Tensor& g) { return g; }));
}

Tensor broadcast_to(const Tensor& x, IntArrayRef size) { return x.expand(size); }

std::vector<Tensor> broadcast_tensors(TensorList tensors) {
  DimVector shape;
  for (const Tensor& t : tensors) shape = infer_size(shape, t.sizes());
  std::vector<Tensor> out;
  out.reserve(tensors.size());
  for (const Tensor& t : tensors) out.push_back(t.sizes() == IntArrayRef(shape) ? t : t.expand(shape));
  return out;
}

}  // namespace facula
