// Convolution as a matrix product with the unfolded input: weights (O x CK) times columns (CK x positions).
#include <algorithm>
#include <cstring>

#include "cpu/conv.h"
#include "cpu/gemm.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

namespace {

// The output positions o for which o * stride + offset lies in [0, size).
struct Range {
  int64_t begin, end;
};
Range inside(int64_t offset, int64_t stride, int64_t size, int64_t outputs) {
  const int64_t begin = offset >= 0 ? 0 : (-offset + stride - 1) / stride;
  const int64_t end = size - offset <= 0 ? 0 : (size - offset + stride - 1) / stride;
  return {std::min(begin, outputs), std::clamp<int64_t>(end, std::min(begin, outputs), outputs)};
}

// Calls f(row of columns, first and number of valid positions, source) for each run along the last dimension;
// `columns` rows are output positions. f's source pointer is null where the whole run is padding.
template <class T, class F>
void for_each_run(const ConvShape& s, int64_t channels, T* image, const F& f) {
  const int64_t plane = s.input[1] * s.input[2];
  int64_t row = 0;
  for (int64_t c = 0; c < channels; ++c)
    for (int64_t a = 0; a < s.kernel[0]; ++a)
      for (int64_t b = 0; b < s.kernel[1]; ++b)
        for (int64_t e = 0; e < s.kernel[2]; ++e, ++row) {
          const int64_t shift = e * s.dilation[2] - s.padding[2];
          const Range r = inside(shift, s.stride[2], s.input[2], s.output[2]);
          for (int64_t z = 0; z < s.output[0]; ++z)
            for (int64_t y = 0; y < s.output[1]; ++y) {
              const int64_t iz = z * s.stride[0] + a * s.dilation[0] - s.padding[0];
              const int64_t iy = y * s.stride[1] + b * s.dilation[1] - s.padding[1];
              const bool in = iz >= 0 && iz < s.input[0] && iy >= 0 && iy < s.input[1] && r.begin < r.end;
              const int64_t at = (row * s.output[0] + z) * s.output[1] + y;
              T* line = in ? image + (c * s.input[0] + iz) * plane + iy * s.input[2] + shift : nullptr;
              f(at * s.output[2], r, line);
            }
        }
}

// Runs are short (a row of an image): copies of fixed size beat calls of memcpy.
template <class T>
inline void copy_run(T* to, const T* from, int64_t n) {
  int64_t i = 0;
  for (; i + 4 <= n; i += 4) std::memcpy(to + i, from + i, 4 * sizeof(T));
  for (; i < n; ++i) to[i] = from[i];
}
// Every second element. The source's last vector would end one element behind what is wanted: hence <.
inline void copy_evens(float* to, const float* from, int64_t n) {
  typedef float V __attribute__((vector_size(16), aligned(4), may_alias));
  int64_t i = 0;
  for (; i + 4 < n; i += 4) {
    const V a = *reinterpret_cast<const V*>(from + 2 * i), b = *reinterpret_cast<const V*>(from + 2 * i + 4);
    *reinterpret_cast<V*>(to + i) = __builtin_shufflevector(a, b, 0, 2, 4, 6);
  }
  for (; i < n; ++i) to[i] = from[2 * i];
}
inline void copy_evens(double* to, const double* from, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = from[2 * i];
}
template <class T>
inline void zero_run(T* to, int64_t n) {
  for (int64_t i = 0; i < n; ++i) to[i] = T(0);
}

template <class T>
void im2col(const ConvShape& s, int64_t channels, T* columns, const T* image) {
  const int64_t n = s.output[2], step = s.stride[2];
  for_each_run(s, channels, image, [&](int64_t at, Range r, const T* line) {
    T* to = columns + at;
    if (!line) return zero_run(to, n);
    zero_run(to, r.begin);
    if (step == 1)
      copy_run(to + r.begin, line + r.begin, r.end - r.begin);
    else if (step == 2)
      copy_evens(to + r.begin, line + 2 * r.begin, r.end - r.begin);
    else
      for (int64_t o = r.begin; o < r.end; ++o) to[o] = line[o * step];
    zero_run(to + r.end, n - r.end);
  });
}

template <class T>
void col2im(const ConvShape& s, int64_t channels, T* image, const T* columns) {
  const int64_t step = s.stride[2];
  for_each_run(s, channels, image, [&](int64_t at, Range r, T* line) {
    if (!line) return;
    const T* from = columns + at;
    if (step == 1)
      for (int64_t o = r.begin; o < r.end; ++o) line[o] += from[o];
    else
      for (int64_t o = r.begin; o < r.end; ++o) line[o * step] += from[o];
  });
}

template <class T>
Tensor scratch(int64_t n) {
  return make_contiguous({n}, dtype_of<T>);
}

template <class T>
void fill_planes(T* y, const T* bias, int64_t channels, int64_t positions) {
  for (int64_t c = 0; c < channels; ++c) std::fill(y + c * positions, y + (c + 1) * positions, bias[c]);
}

// Samples are shared out when there are enough of them; otherwise BLAS uses the threads.
template <class F>
void for_samples(int64_t batch, const F& f) {
  if (batch >= get_num_threads())
    parallel_for(0, batch, 1, f);
  else
    f(0, batch);
}

// One group and unfolded: the bias is one more column of the weights, against a row of ones under the columns.
template <class T>
void forward_with_ones(const ConvShape& s, T* y, const T* x, const T* w, const T* bias) {
  const int64_t k = s.in * s.taps(), from = s.input_positions(), to = s.output_positions();
  Tensor weights = scratch<T>(s.out * (k + 1));
  T* wide = static_cast<T*>(weights.data_ptr());
  for (int64_t o = 0; o < s.out; ++o) {
    std::copy_n(w + o * k, k, wide + o * (k + 1));
    wide[o * (k + 1) + k] = bias[o];
  }
  for_samples(s.batch, [&](int64_t begin, int64_t end) {
    Tensor buffer = scratch<T>((k + 1) * to);
    T* columns = static_cast<T*>(buffer.data_ptr());
    std::fill_n(columns + k * to, to, T(1));
    for (int64_t n = begin; n < end; ++n) {
      im2col(s, s.in, columns, x + n * s.in * from);
      gemm<T>({wide, s.out, k + 1, k + 1, 1}, {columns, k + 1, to, to, 1}, y + n * s.out * to, to, T(1),
              T(0));
    }
  });
}

// The gradients of weight and bias, likewise.
template <class T>
void weight_with_ones(const ConvShape& s, T* w, T* bias, const T* x, const T* g) {
  const int64_t k = s.in * s.taps(), from = s.input_positions(), to = s.output_positions();
  Tensor buffer = scratch<T>((k + 1) * to), weights = scratch<T>(s.out * (k + 1));
  T *columns = static_cast<T*>(buffer.data_ptr()), *wide = static_cast<T*>(weights.data_ptr());
  std::fill_n(columns + k * to, to, T(1));
  for (int64_t n = 0; n < s.batch; ++n) {
    im2col(s, s.in, columns, x + n * s.in * from);
    gemm<T>({g + n * s.out * to, s.out, to, to, 1}, {columns, to, k + 1, 1, to}, wide, k + 1, T(1),
            T(n ? 1 : 0));
  }
  for (int64_t o = 0; o < s.out; ++o) {
    std::copy_n(wide + o * (k + 1), k, w + o * k);
    bias[o] = wide[o * (k + 1) + k];
  }
}

}  // namespace

template <class T>
void gemm_conv_forward(const ConvShape& s, T* y, const T* x, const T* w, const T* bias) {
  if (bias && s.groups == 1 && !s.pointwise()) return forward_with_ones(s, y, x, w, bias);
  const int64_t in = s.in / s.groups, out = s.out / s.groups, k = in * s.taps();
  const int64_t from = s.input_positions(), to = s.output_positions();
  for_samples(s.batch, [&](int64_t begin, int64_t end) {
    Tensor buffer = s.pointwise() ? Tensor() : scratch<T>(k * to);
    for (int64_t n = begin; n < end; ++n) {
      if (bias) fill_planes(y + n * s.out * to, bias, s.out, to);
      for (int64_t g = 0; g < s.groups; ++g) {
        const T* columns = x + (n * s.in + g * in) * from;
        if (buffer.defined()) {
          im2col(s, in, static_cast<T*>(buffer.data_ptr()), columns);
          columns = static_cast<const T*>(buffer.data_ptr());
        }
        gemm<T>({w + g * out * k, out, k, k, 1}, {columns, k, to, to, 1}, y + (n * s.out + g * out) * to, to,
                T(1), T(bias ? 1 : 0));
      }
    }
  });
}

template <class T>
void gemm_conv_data(const ConvShape& s, T* x, const T* g, const T* w, const T* bias) {
  const int64_t in = s.in / s.groups, out = s.out / s.groups, k = in * s.taps();
  const int64_t to = s.input_positions(), from = s.output_positions();
  for_samples(s.batch, [&](int64_t begin, int64_t end) {
    Tensor buffer = s.pointwise() ? Tensor() : scratch<T>(k * from);
    for (int64_t n = begin; n < end; ++n) {
      T* image = x + n * s.in * to;
      if (bias)
        fill_planes(image, bias, s.in, to);
      else
        std::fill(image, image + s.in * to, T(0));
      for (int64_t q = 0; q < s.groups; ++q) {
        T* part = image + q * in * to;
        T* columns = buffer.defined() ? static_cast<T*>(buffer.data_ptr()) : part;
        gemm<T>({w + q * out * k, k, out, 1, k}, {g + (n * s.out + q * out) * from, out, from, from, 1},
                columns, from, T(1), T(buffer.defined() ? 0 : 1));
        if (buffer.defined()) col2im(s, in, part, columns);
      }
    }
  });
}

template <class T>
void gemm_conv_weight(const ConvShape& s, T* w, T* bias, const T* x, const T* g) {
  if (bias && s.groups == 1 && !s.pointwise()) return weight_with_ones(s, w, bias, x, g);
  const int64_t in = s.in / s.groups, out = s.out / s.groups, k = in * s.taps();
  const int64_t from = s.input_positions(), to = s.output_positions();
  Tensor buffer = s.pointwise() ? Tensor() : scratch<T>(k * to);
  Tensor ones = scratch<T>(bias ? to : 0);
  std::fill_n(static_cast<T*>(ones.data_ptr()), ones.numel(), T(1));
  for (int64_t n = 0; n < s.batch; ++n) {
    const T beta = T(n ? 1 : 0);
    for (int64_t q = 0; q < s.groups; ++q) {
      const T* columns = x + (n * s.in + q * in) * from;
      if (buffer.defined()) {
        im2col(s, in, static_cast<T*>(buffer.data_ptr()), columns);
        columns = static_cast<const T*>(buffer.data_ptr());
      }
      gemm<T>({g + (n * s.out + q * out) * to, out, to, to, 1}, {columns, to, k, 1, to}, w + q * out * k, k,
              T(1), beta);
    }
    if (bias)
      gemm<T>({g + n * s.out * to, s.out, to, to, 1}, {static_cast<const T*>(ones.data_ptr()), to, 1, 1, 1},
              bias, 1, T(1), beta);
  }
}

bool ConvShape::pointwise() const {
  for (int d = 0; d < 3; ++d)
    if (kernel[d] != 1 || stride[d] != 1 || padding[d] != 0) return false;
  return true;
}

#define FACULA_GEMM_CONV(T)                                                            \
  template void gemm_conv_forward(const ConvShape&, T*, const T*, const T*, const T*); \
  template void gemm_conv_data(const ConvShape&, T*, const T*, const T*, const T*);    \
  template void gemm_conv_weight(const ConvShape&, T*, T*, const T*, const T*);
FACULA_GEMM_CONV(float)
FACULA_GEMM_CONV(double)
#undef FACULA_GEMM_CONV

}  // namespace facula::cpu
