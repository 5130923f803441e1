// Copies and fills of any layout. Elements of one dtype are moved as words of their size: whole runs by the
// copy engine, transposed matrices through tiles in shared memory, all else element by element.
#include "cuda/copy.h"

#include <cstring>

#include "cuda/launch.h"
#include "cuda/nest.h"
#include "cuda/register.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"

namespace facula::gpu {

namespace {

constexpr int kTile = 32;

// A block moves a tile of 32 x 32: rows of src are read, rows of dst are written, both in runs. Dimension 0
// of the tile is dst's inner one, dimension 1 is src's; `outer` numbers the matrices.
template <class Word>
__global__ void __launch_bounds__(kTile * 8)
    transpose_kernel(char* dst, const char* src, int64_t n0, int64_t n1, int64_t dst_step, int64_t src_step,
                     uint32_t tiles0, Nest<2> outer) {
  __shared__ Word tile[kTile][kTile + 1];
  int64_t at[2];
  outer.offsets(blockIdx.y, at);
  const int64_t first0 = int64_t{blockIdx.x % tiles0} * kTile, first1 = int64_t{blockIdx.x / tiles0} * kTile;
  for (int k = threadIdx.y; k < kTile; k += 8) {
    const int64_t i0 = first0 + k, i1 = first1 + threadIdx.x;
    if (i0 < n0 && i1 < n1)
      tile[k][threadIdx.x] =
          *reinterpret_cast<const Word*>(src + at[1] + i0 * src_step + i1 * int64_t{sizeof(Word)});
  }
  __syncthreads();
  for (int k = threadIdx.y; k < kTile; k += 8) {
    const int64_t i0 = first0 + threadIdx.x, i1 = first1 + k;
    if (i0 < n0 && i1 < n1)
      *reinterpret_cast<Word*>(dst + at[0] + i1 * dst_step + i0 * int64_t{sizeof(Word)}) =
          tile[threadIdx.x][k];
  }
}

template <class Word>
__global__ void __launch_bounds__(kThreads)
    copy_kernel(char* dst, const char* src, Nest<2> nest, uint32_t n) {
  const uint32_t begin = blockIdx.x * (4 * kThreads) + threadIdx.x;
#pragma unroll
  for (int j = 0; j < 4; ++j) {
    const uint32_t i = begin + j * kThreads;
    if (i >= n) return;
    int64_t at[2];
    nest.offsets(i, at);
    *reinterpret_cast<Word*>(dst + at[0]) = *reinterpret_cast<const Word*>(src + at[1]);
  }
}

template <class Word>
__global__ void __launch_bounds__(kThreads) fill_kernel(char* dst, Word value, Nest<1> nest, uint32_t n) {
  const uint32_t begin = blockIdx.x * (4 * kThreads) + threadIdx.x;
#pragma unroll
  for (int j = 0; j < 4; ++j) {
    const uint32_t i = begin + j * kThreads;
    if (i >= n) return;
    int64_t at[1];
    nest.offsets(i, at);
    *reinterpret_cast<Word*>(dst + at[0]) = value;
  }
}

// The dimension along which src is dense while dst is dense along dimension 0, or 0.
int transposed_dim(const Iter& it, int64_t size) {
  if (it.ndim < 2 || it.strides[0][0] != size || it.strides[1][0] == size || it.shape[0] < kTile / 2)
    return 0;
  for (int d = 1; d < it.ndim; ++d)
    if (it.strides[1][d] == size && it.shape[d] >= kTile / 2) return d;
  return 0;
}

template <class Word>
bool copy_transposed(const Iter& it) {
  const int across = transposed_dim(it, sizeof(Word));
  if (!across) return false;
  Iter outer = it;
  outer.ndim = 0;
  int64_t matrices = 1;
  for (int d = 1; d < it.ndim; ++d) {
    if (d == across) continue;
    outer.shape[outer.ndim] = it.shape[d];
    for (int k = 0; k < 2; ++k) outer.strides[k][outer.ndim] = it.strides[k][d];
    matrices *= it.shape[d];
    ++outer.ndim;
  }
  const int64_t n0 = it.shape[0], n1 = it.shape[across];
  const int64_t tiles0 = (n0 + kTile - 1) / kTile, tiles1 = (n1 + kTile - 1) / kTile;
  if (matrices > 65535 || tiles0 * tiles1 >= int64_t{1} << 31) return false;
  launch(transpose_kernel<Word>,
         dim3(static_cast<unsigned>(tiles0 * tiles1), static_cast<unsigned>(matrices)), dim3(kTile, 8), 0,
         it.data[0], it.data[1], n0, n1, it.strides[0][across], it.strides[1][0],
         static_cast<uint32_t>(tiles0), nest_of<2>(outer));
  return true;
}

template <class Word>
void copy_words(const Iter& it) {
  if (copy_transposed<Word>(it)) return;
  for_each_part(it, [](const Iter& part) {
    launch(copy_kernel<Word>, blocks_for(part.numel, 4 * kThreads), kThreads, 0, part.data[0], part.data[1],
           nest_of<2>(part), static_cast<uint32_t>(part.numel));
  });
}

template <class Word>
void fill_words(const Iter& it, const void* value) {
  Word word;
  std::memcpy(&word, value, sizeof word);
  for_each_part(it, [&](const Iter& part) {
    launch(fill_kernel<Word>, blocks_for(part.numel, 4 * kThreads), kThreads, 0, part.data[0], word,
           nest_of<1>(part), static_cast<uint32_t>(part.numel));
  });
}

void fill(Tensor& dst, const void* value) {
  if (dst.numel() == 0) return;
  const DeviceGuard guard(dst.device());
  const int64_t size = dst.element_size();
  const auto* bytes = static_cast<const unsigned char*>(value);
  bool one_byte = true;
  for (int64_t i = 1; i < size; ++i) one_byte = one_byte && bytes[i] == bytes[0];
  if (one_byte && dst.is_non_overlapping_and_dense()) {
    FACULA_CUDA(
        cudaMemsetAsync(dst.data_ptr(), bytes[0], static_cast<size_t>(dst.nbytes()), current_stream()));
    return;
  }
  Iter it;
  IterBuilder("fill_").output(dst, dst.scalar_type()).input(dst).check_overlap(false).build(it);
  switch (size) {
    case 1:
      return fill_words<uint8_t>(it, value);
    case 2:
      return fill_words<uint16_t>(it, value);
    case 4:
      return fill_words<uint32_t>(it, value);
    case 8:
      return fill_words<uint64_t>(it, value);
    default:
      return fill_words<ulonglong2>(it, value);
  }
}

void copy(Tensor& dst, const Tensor& src) {
  if (dst.numel() == 0) return;
  const DeviceGuard guard(dst.device());
  Iter it;
  plan_copy(it, dst, src);
  if (dst.scalar_type() == src.scalar_type())
    copy_same(it);
  else
    copy_converted(it);
}

}  // namespace

void plan_copy(Iter& it, Tensor& dst, const Tensor& src) {
  IterBuilder("copy_").output(dst, dst.scalar_type()).input(src).check_overlap(false).build(it);
}

void copy_same(const Iter& it) {
  const int64_t size = itemsize(it.dtype[0]);
  const bool dense =
      it.ndim == 0 || it.numel == 1 || (it.ndim == 1 && it.strides[0][0] == size && it.strides[1][0] == size);
  if (dense) {
    if (it.data[0] != it.data[1])
      FACULA_CUDA(cudaMemcpyAsync(it.data[0], it.data[1], static_cast<size_t>(it.numel * size),
                                  cudaMemcpyDeviceToDevice, current_stream()));
    return;
  }
  switch (size) {
    case 1:
      return copy_words<uint8_t>(it);
    case 2:
      return copy_words<uint16_t>(it);
    case 4:
      return copy_words<uint32_t>(it);
    case 8:
      return copy_words<uint64_t>(it);
    default:
      return copy_words<ulonglong2>(it);
  }
}

Tensor contiguous(const Tensor& x) { return contiguous_as(x, x.scalar_type()); }
Tensor contiguous_as(const Tensor& x, ScalarType dtype) {
  if (x.is_contiguous() && x.scalar_type() == dtype) return x;
  Tensor y = make_contiguous(x.sizes(), dtype, x.device());
  copy(y, x);
  return y;
}

void register_copy() {
  kernels::copy.set(kCUDA, copy);
  kernels::fill.set(kCUDA, fill);
}

}  // namespace facula::gpu
