#include "cpu/layout.h"

#include <cstring>

#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

void (*transpose_32)(void*, const void*, int64_t, int64_t) = nullptr;
void (*transpose_64)(void*, const void*, int64_t, int64_t) = nullptr;

namespace {

DimVector last_strides(IntArrayRef sizes) {
  DimVector strides(sizes.size());
  strides[1] = 1;
  int64_t step = std::max<int64_t>(sizes[1], 1);
  for (size_t d = sizes.size(); d-- > 2;) {
    strides[d] = step;
    step *= std::max<int64_t>(sizes[d], 1);
  }
  strides[0] = step;
  return strides;
}

int64_t positions(const Tensor& t) {
  int64_t n = 1;
  for (size_t d = 2; d < t.sizes().size(); ++d) n *= t.sizes()[d];
  return n;
}

// Transposes the (rows x cols) matrix of every sample.
void transpose_samples(Tensor& to, const Tensor& from, int64_t rows, int64_t cols) {
  const int64_t size = from.element_size(), step = rows * cols * size;
  const auto run = size == 4 ? transpose_32 : transpose_64;
  FACULA_CHECK(size == 4 || size == 8, "no layout copy for elements of ", size, " bytes");
  auto* dst = static_cast<char*>(to.data_ptr());
  const auto* src = static_cast<const char*>(from.data_ptr());
  parallel_for(0, from.size(0), std::max<int64_t>(1, kGrain / std::max<int64_t>(rows * cols, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t n = begin; n < end; ++n) run(dst + n * step, src + n * step, rows, cols);
               });
}

}  // namespace

bool is_channels_last(const Tensor& t) {
  const DimVector want = last_strides(t.sizes());
  for (size_t d = 0; d < want.size(); ++d)
    if (t.sizes()[d] != 1 && t.strides()[d] != want[d]) return false;
  return true;
}

Tensor make_channels_last(IntArrayRef sizes, ScalarType dtype) {
  return make_strided(sizes, last_strides(sizes), dtype);
}

void copy_layout(Tensor& to, const Tensor& from) {
  const bool last = is_channels_last(to);
  if ((last && is_channels_last(from)) || (to.is_contiguous() && from.is_contiguous())) {
    std::memcpy(to.data_ptr(), from.data_ptr(), static_cast<size_t>(to.nbytes()));
    return;
  }
  const int64_t channels = to.size(1), n = positions(to);
  if (last)
    transpose_samples(to, from, channels, n);
  else
    transpose_samples(to, from, n, channels);
}

Tensor to_channels_last(const Tensor& t) {
  if (is_channels_last(t)) return t;
  Tensor y = make_channels_last(t.sizes(), t.scalar_type());
  copy_layout(y, t);
  return y;
}

Tensor to_row_major(const Tensor& t) {
  if (t.is_contiguous()) return t;
  Tensor y = make_contiguous(t.sizes(), t.scalar_type());
  copy_layout(y, t);
  return y;
}

}  // namespace facula::cpu
