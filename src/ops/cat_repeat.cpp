// Repeating, reversing and shifting along dimensions.
#include <algorithm>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"
#include "ops/copy.h"

namespace facula {

namespace {

// A bare tensor over x's memory.
Tensor over(const Tensor& x, IntArrayRef sizes, IntArrayRef strides, int64_t offset) {
  StorageImpl* storage = x.unsafeGetTensorImpl()->storage();
  storage->inc_ref();
  return Tensor(new TensorImpl(storage, sizes, strides, offset, x.scalar_type(), x.device()));
}

// Shape (r0, s0, r1, s1, …): every dimension split into its repetitions and what is repeated.
DimVector interleave(IntArrayRef repeats, IntArrayRef sizes) {
  DimVector out;
  for (size_t d = 0; d < repeats.size(); ++d) {
    out.push_back(repeats[d]);
    out.push_back(d + sizes.size() < repeats.size() ? 1 : sizes[d + sizes.size() - repeats.size()]);
  }
  return out;
}

// The gradient of repeat: the sum over the repetitions.
Tensor repeat_backward(const Tensor& g, IntArrayRef repeats, IntArrayRef sizes) {
  if (g.numel() == 0) return zeros(sizes, g.options());
  if (repeats.empty()) return g;
  DimVector dims;
  for (size_t d = 0; d < repeats.size(); ++d) dims.push_back(static_cast<int64_t>(2 * d));
  return g.reshape(interleave(repeats, sizes)).sum(IntArrayRef(dims)).reshape(sizes);
}

}  // namespace

Tensor Tensor::repeat(IntArrayRef repeats) const {
  const size_t n = repeats.size(), have = sizes().size();
  FACULA_CHECK(n >= have,
               "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  DimVector shape(n), strides;
  for (size_t d = 0; d < n; ++d) {
    const bool fresh = d + have < n;
    const int64_t size = fresh ? 1 : sizes()[d + have - n];
    shape[d] = repeats[d] * size;
    strides.push_back(0);
    strides.push_back(fresh ? 0 : this->strides()[d + have - n]);
  }
  checked_numel(shape);
  Tensor y = make_contiguous(shape, scalar_type(), device());
  if (y.numel() > 0) {
    const DimVector split = interleave(repeats, sizes());
    Tensor out = over(y, split, contiguous_strides(split), 0);
    kernels::copy(out, over(*this, split, strides, storage_offset()));
  }
  if (!requires_grad()) return y;
  return record("RepeatBackward0", std::move(y),
                grad_of(*this, [repeats = DimVector(repeats.begin(), repeats.end()),
                                shape = DimVector(sizes().begin(), sizes().end())](const Tensor& g) {
                  return repeat_backward(g, repeats, shape);
                }));
}

Tensor tile(const Tensor& x, IntArrayRef dims) {
  DimVector repeats(dims.begin(), dims.end());
  while (static_cast<int64_t>(repeats.size()) < x.dim()) repeats.insert(0, 1);
  return x.repeat(repeats);
}
Tensor Tensor::tile(IntArrayRef dims) const { return facula::tile(*this, dims); }

namespace {

// The values of x reversed along `dims`: read backwards through negative strides.
Tensor flip_values(const Tensor& x, IntArrayRef dims) {
  const auto n = static_cast<size_t>(x.dim());
  DimVector strides(x.strides().begin(), x.strides().end()), seen(n, 0);
  int64_t offset = x.storage_offset();
  for (int64_t dim : dims) {
    const int64_t wrapped = wrap_dim(dim, x.dim());
    if (n == 0) continue;
    const auto d = static_cast<size_t>(wrapped);
    FACULA_CHECK(!seen[d], "dim ", wrapped, " appears multiple times in the list of dims");
    seen[d] = 1;
    offset += std::max<int64_t>(x.sizes()[d] - 1, 0) * strides[d];
    strides[d] = -strides[d];
  }
  Tensor y = empty_copy(x, x.scalar_type(), x.device(), MemoryFormat::Preserve);
  if (y.numel() > 0) kernels::copy(y, over(x, x.sizes(), strides, offset));
  return y;
}

}  // namespace

Tensor flip(const Tensor& x, IntArrayRef dims) {
  Tensor y = flip_values(x, dims);
  if (!x.requires_grad()) return y;
  return record(
      "FlipBackward0", std::move(y),
      grad_of(x, [dims = DimVector(dims.begin(), dims.end())](const Tensor& g) { return flip(g, dims); }));
}
Tensor Tensor::flip(IntArrayRef dims) const { return facula::flip(*this, dims); }

Tensor fliplr(const Tensor& x) {
  FACULA_CHECK(x.dim() >= 2, "Input must be >= 2-d.");
  return flip(x, 1);
}
Tensor flipud(const Tensor& x) {
  FACULA_CHECK(x.dim() >= 1, "Input must be >= 1-d.");
  return flip(x, 0);
}
Tensor Tensor::fliplr() const { return facula::fliplr(*this); }
Tensor Tensor::flipud() const { return facula::flipud(*this); }

namespace {

// x rolled along one dimension: two pieces change places.
Tensor roll_one(const Tensor& x, int64_t shift, int64_t dim) {
  Tensor y = make_contiguous(x.sizes(), x.scalar_type(), x.device());
  const int64_t n = x.size(dim);
  if (x.numel() == 0) return y;
  const int64_t head = (shift % n + n) % n;  // indices that come in at the front
  const auto piece = [dim](const Tensor& t, int64_t start, int64_t length) {
    DimVector sizes(t.sizes().begin(), t.sizes().end());
    sizes[static_cast<size_t>(dim)] = length;
    return over(t, sizes, t.strides(), t.storage_offset() + start * t.stride(dim));
  };
  Tensor front = piece(y, 0, head), back = piece(y, head, n - head);
  if (head) kernels::copy(front, piece(x, n - head, head));
  kernels::copy(back, piece(x, 0, n - head));
  return y;
}

}  // namespace

Tensor roll(const Tensor& x, IntArrayRef shifts, IntArrayRef dims) {
  FACULA_CHECK(!shifts.empty(), "`shifts` required");
  const bool flat = dims.empty() && shifts.size() == 1;
  FACULA_CHECK(flat || shifts.size() == dims.size(),
               "shifts and dimensions must align. shifts: ", shifts.size(), ", dims:", dims.size());
  Tensor y;
  {
    AutoGradMode off(false);
    if (flat || x.dim() == 0) {
      for (int64_t d : dims) wrap_dim(d, x.dim());
      y = roll_one(x.contiguous().view(-1), shifts[0], 0);
      y = over(y, x.sizes(), contiguous_strides(x.sizes()), 0);
    } else {
      y = x;
      for (size_t i = 0; i < dims.size(); ++i) y = roll_one(y, shifts[i], wrap_dim(dims[i], x.dim()));
    }
  }
  if (!x.requires_grad()) return y;
  DimVector back;
  for (int64_t s : shifts) back.push_back(-s);
  return record("RollBackward0", std::move(y),
                grad_of(x, [back, dims = DimVector(dims.begin(), dims.end())](const Tensor& g) {
                  return roll(g, back, dims);
                }));
}
Tensor Tensor::roll(IntArrayRef shifts, IntArrayRef dims) const { return facula::roll(*this, shifts, dims); }

Tensor rot90(const Tensor& x, int64_t k, IntArrayRef dims) {
  FACULA_CHECK(dims.size() == 2, "expected total rotation dims == 2, but got dims = ", dims.size());
  FACULA_CHECK(x.dim() >= 2, "expected total dims >= 2, but got total dims = ", x.dim());
  const int64_t a = wrap_dim(dims[0], x.dim()), b = wrap_dim(dims[1], x.dim());
  FACULA_CHECK(a != b, "expected rotation dims to be different, but got dim0 = ", dims[0],
               " and dim1 = ", dims[1]);
  const int64_t turns = (k % 4 + 4) % 4;
  Tensor y = turns == 0   ? flip_values(x, {})
             : turns == 1 ? flip_values(x, b)
             : turns == 2 ? flip_values(x, {a, b})
                          : flip_values(x, a);
  if (turns % 2) {
    DimVector sizes(y.sizes().begin(), y.sizes().end()), strides(y.strides().begin(), y.strides().end());
    std::swap(sizes[static_cast<size_t>(a)], sizes[static_cast<size_t>(b)]);
    std::swap(strides[static_cast<size_t>(a)], strides[static_cast<size_t>(b)]);
    y = over(y, sizes, strides, 0);
  }
  if (!x.requires_grad()) return y;
  return record("Rot90Backward0", std::move(y), grad_of(x, [turns, a, b](const Tensor& g) {
                  return rot90(g, -turns, {a, b});
                }));
}
Tensor Tensor::rot90(int64_t k, IntArrayRef dims) const { return facula::rot90(*this, k, dims); }

}  // namespace facula
