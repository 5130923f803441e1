// Views of a part: select, slice, narrow, diagonal, unfold.
#include <algorithm>

#include "facula/ops/view.h"
#include "ops/view.h"

namespace facula {

namespace {

DimVector sizes_of(const Tensor& x) { return DimVector(x.sizes().begin(), x.sizes().end()); }

[[noreturn]] __attribute__((noinline, cold)) void bad_index(const Tensor& x, int64_t dim, int64_t index) {
  FACULA_CHECK_AS(IndexError, x.dim() > 0, "select() cannot be applied to a 0-dim tensor.");
  detail::fail<IndexError>("select(): index ", index, " out of range for tensor of size ", x.sizes(),
                           " at dimension ", dim);
}

// The stride of every step-th element; wraps only where one is left or none, whose stride means nothing.
int64_t stepped(int64_t stride, int64_t step) {
  return static_cast<int64_t>(static_cast<uint64_t>(stride) * static_cast<uint64_t>(step));
}

}  // namespace

void Geometry::select(int64_t d, int64_t i) {
  const auto k = static_cast<size_t>(d);
  offset += i * strides[k];
  sizes.erase(k);
  strides.erase(k);
}
void Geometry::slice(int64_t d, int64_t start, int64_t stop, int64_t step) {
  const auto k = static_cast<size_t>(d);
  offset += start * strides[k];
  sizes[k] = (stop - start) / step + ((stop - start) % step != 0);
  strides[k] = stepped(strides[k], step);
}

Tensor select(const Tensor& x, int64_t dim, int64_t index) {
  if (x.dim() == 0) bad_index(x, dim, index);
  dim = wrap_dim(dim, x.dim());
  const auto d = static_cast<size_t>(dim);
  const int64_t n = x.sizes()[d];
  if (index < -n || index >= n) bad_index(x, dim, index);
  if (index < 0) index += n;
  Geometry g(x);
  g.select(dim, index);
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("SelectBackward0", std::move(y),
                grad_of(x, [sizes = sizes_of(x), dim, index](const Tensor& g) {
                  return part_backward("SelectBackwardBackward0", g, sizes,
                                       [dim, index](const Tensor& t) { return t.select(dim, index); });
                }));
}
Tensor Tensor::select(int64_t dim, int64_t index) const { return facula::select(*this, dim, index); }

Tensor slice(const Tensor& x, int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
             int64_t step) {
  FACULA_CHECK(x.dim() > 0, "slice() cannot be applied to a 0-dim tensor.");
  dim = wrap_dim(dim, x.dim());
  FACULA_CHECK(step > 0, "slice step must be positive");
  const auto d = static_cast<size_t>(dim);
  const int64_t n = x.sizes()[d];
  int64_t a = start.value_or(0), b = end.value_or(n);
  if (a < 0) a += n;
  if (b < 0) b += n;
  a = std::clamp<int64_t>(a, 0, n);
  b = std::clamp<int64_t>(b, a, n);
  Geometry g(x);
  g.slice(dim, a, b, step);
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record(
      "SliceBackward0", std::move(y), grad_of(x, [sizes = sizes_of(x), dim, a, b, step](const Tensor& g) {
        return part_backward("SliceBackwardBackward0", g, sizes,
                             [dim, a, b, step](const Tensor& t) { return t.slice(dim, a, b, step); });
      }));
}
Tensor Tensor::slice(int64_t dim, std::optional<int64_t> start, std::optional<int64_t> end,
                     int64_t step) const {
  return facula::slice(*this, dim, start, end, step);
}

Tensor narrow(const Tensor& x, int64_t dim, int64_t start, int64_t length) {
  FACULA_CHECK(x.dim() > 0, "narrow() cannot be applied to a 0-dim tensor.");
  const int64_t n = x.size(dim);
  const int64_t a = start == n ? start : wrap_dim(start, n, false);
  FACULA_CHECK(length >= 0 && a <= n - length, "start (", a, ") + length (", length,
               ") exceeds dimension size (", n, ").");
  return slice(x, dim, a, a + length, 1);
}
Tensor narrow(const Tensor& x, int64_t dim, const Tensor& start, int64_t length) {
  FACULA_CHECK(start.dim() == 0 && isIntegralType(start.scalar_type(), false),
               "start must be an 0-dim integral Tensor.");
  return narrow(x, dim, start.item().to<int64_t>(), length);
}
Tensor Tensor::narrow(int64_t dim, int64_t start, int64_t length) const {
  return facula::narrow(*this, dim, start, length);
}
Tensor Tensor::narrow(int64_t dim, const Tensor& start, int64_t length) const {
  return facula::narrow(*this, dim, start, length);
}
Tensor narrow_copy(const Tensor& x, int64_t dim, int64_t start, int64_t length) {
  return narrow(x, dim, start, length).clone(MemoryFormat::Contiguous);
}
Tensor Tensor::narrow_copy(int64_t dim, int64_t start, int64_t length) const {
  return facula::narrow_copy(*this, dim, start, length);
}

Tensor diagonal(const Tensor& x, int64_t offset, int64_t dim1, int64_t dim2) {
  const int64_t a = wrap_dim(dim1, x.dim()), b = wrap_dim(dim2, x.dim());
  FACULA_CHECK(a != b, "diagonal dimensions cannot be identical ", dim1, ", ", dim2);
  Geometry g(x);
  const auto i = static_cast<size_t>(a), j = static_cast<size_t>(b);
  const int64_t n =
      offset >= 0 ? std::min(g.sizes[i], g.sizes[j] - offset) : std::min(g.sizes[i] + offset, g.sizes[j]);
  // wraps only where there are no elements
  const auto stride =
      static_cast<int64_t>(static_cast<uint64_t>(g.strides[i]) + static_cast<uint64_t>(g.strides[j]));
  if (n > 0) g.offset += offset >= 0 ? offset * g.strides[j] : -offset * g.strides[i];
  for (size_t d : {std::max(i, j), std::min(i, j)}) {
    g.sizes.erase(d);
    g.strides.erase(d);
  }
  g.sizes.push_back(std::max<int64_t>(n, 0));
  g.strides.push_back(stride);
  Tensor y = make_view(x, g);
  if (untracked(x)) return y;
  return record("DiagonalBackward0", std::move(y),
                grad_of(x, [sizes = sizes_of(x), offset, a, b](const Tensor& g) {
                  return part_backward("DiagonalBackwardBackward0", g, sizes,
                                       [offset, a, b](const Tensor& t) { return t.diagonal(offset, a, b); });
                }));
}
Tensor Tensor::diagonal(int64_t offset, int64_t dim1, int64_t dim2) const {
  return facula::diagonal(*this, offset, dim1, dim2);
}

namespace {

// The sum of all windows where they lie; windows overlap when step < size.
Tensor unfold_backward(const Tensor& g, const DimVector& sizes, int64_t dim, int64_t size, int64_t step) {
  auto unfold = [dim, size, step](const Tensor& t) { return t.unfold(dim, size, step); };
  if (step >= size) return part_backward("UnfoldBackwardBackward0", g, sizes, unfold);
  Tensor gx;
  {
    AutoGradMode off(false);
    gx = zeros(sizes, g.options());
    const int64_t last = sizes.empty() ? 0 : (g.size(dim) - 1) * step;
    const Tensor all = sizes.empty() ? gx.view(1) : gx;
    for (int64_t k = 0; k < size; ++k)  // the k-th elements of all windows do not overlap
      all.slice(dim, k, k + last + 1, step).add_(sizes.empty() ? g : g.select(-1, k));
  }
  if (untracked(g)) return gx;
  return record("UnfoldBackwardBackward0", std::move(gx), grad_of(g, unfold));
}

}  // namespace

Tensor Tensor::unfold(int64_t dim, int64_t size, int64_t step) const {
  const int64_t d = wrap_dim(dim, this->dim());
  const bool zero_dim = this->dim() == 0;
  const auto k = static_cast<size_t>(d);
  const int64_t n = zero_dim ? 1 : sizes()[k], stride = zero_dim ? 1 : strides()[k];
  FACULA_CHECK(size >= 0, "unfold: size is ", size, " but must be >= 0");
  FACULA_CHECK(size <= n, "maximum size for tensor at dimension ", d, " is ", n, " but size is ", size);
  FACULA_CHECK(step > 0, "step is ", step, " but must be > 0");
  Geometry g(*this);
  if (!zero_dim) {
    g.sizes[k] = (n - size) / step + 1;
    g.strides[k] = stepped(stride, step);
  }
  g.sizes.push_back(size);
  g.strides.push_back(stride);
  Tensor y = make_view(*this, g);
  if (untracked(*this)) return y;
  return record("UnfoldBackward0", std::move(y),
                grad_of(*this, [shape = sizes_of(*this), d, size, step](const Tensor& h) {
                  return unfold_backward(h, shape, d, size, step);
                }));
}

}  // namespace facula
