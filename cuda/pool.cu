// Poolings: a thread per result, in the order of the result's memory, so that neighbours read neighbours in
// either layout. The gradient of a mean gathers from the windows that hold an element; only the gradient of a
// maximum, whose places are known at run time, adds atomically.
#include "kernels/pool.h"

#include "cuda/atomic.h"
#include "cuda/handles.h"
#include "cuda/launch.h"
#include "cuda/register.h"

namespace facula::gpu {

namespace {

using kernels::PoolGeometry;
using kernels::PoolWindow;
using Floating = Types<float, double, Half, BFloat16>;

bool channels_last(const Tensor& t) {
  if (t.is_contiguous() || t.dim() < 4) return false;
  return t.is_contiguous(t.dim() == 4 ? MemoryFormat::ChannelsLast : MemoryFormat::ChannelsLast3d);
}

// x and y as [plane][place][channel]; the channel counts only where it lies innermost.
struct Shape {
  PoolGeometry g;  // with three dimensions
  int64_t input[3], output[3], inputs = 1, outputs = 1, channels = 1;

  Shape(const Tensor& x, const Tensor& y, const PoolGeometry& given) : Shape(x, y) {
    g = given;
    const int lead = 3 - given.dims;
    for (int d = 0; d < 3; ++d) {
      const bool own = d >= lead;
      g.kernel[d] = own ? given.kernel[d - lead] : 1;
      g.stride[d] = own ? given.stride[d - lead] : 1;
      g.padding[d] = own ? given.padding[d - lead] : 0;
      g.dilation[d] = own ? given.dilation[d - lead] : 1;
    }
  }
  Shape(const Tensor& x, const Tensor& y) {
    const int64_t lead = 5 - x.dim();
    for (int64_t d = 0; d < 3; ++d) {
      input[d] = d >= lead ? x.size(2 + d - lead) : 1;
      output[d] = d >= lead ? y.size(2 + d - lead) : 1;
      inputs *= input[d];
      outputs *= output[d];
    }
    if (channels_last(x) || channels_last(y)) channels = x.size(1);
  }

  /// Where element e of a tensor with `places` places per plane is.
  struct At {
    int64_t plane, place, channel;
  };
  __device__ At locate(int64_t e, int64_t places) const {
    const int64_t rest = e / channels;
    return {rest / places, rest % places, e % channels};
  }
  __device__ int64_t in_x(const At& at, int64_t place) const {
    return (at.plane * inputs + place) * channels + at.channel;
  }
  __device__ int64_t in_y(const At& at, int64_t place) const {
    return (at.plane * outputs + place) * channels + at.channel;
  }
  __device__ void windows(int64_t place, PoolWindow (&w)[3]) const {
    const int64_t o[3] = {place / (output[1] * output[2]), place / output[2] % output[1], place % output[2]};
#pragma unroll
    for (int d = 0; d < 3; ++d) w[d] = kernels::pool_window(g, d, o[d], input[d], output[d]);
  }
  __device__ int64_t divisor(const PoolWindow (&w)[3]) const {
    return g.divisor ? g.divisor : w[0].count * w[1].count * w[2].count;
  }
  template <class F>
  __device__ void each_input(const PoolWindow (&w)[3], F&& f) const {
    for (int64_t i = w[0].begin; i < w[0].end; i += w[0].step)
      for (int64_t j = w[1].begin; j < w[1].end; j += w[1].step)
        for (int64_t k = w[2].begin; k < w[2].end; k += w[2].step) f((i * input[1] + j) * input[2] + k);
  }
};

template <class T, class I>
struct MaxPool {
  T* y;
  I* indices;
  const T* x;
  Shape s;
  __device__ void operator()(int64_t e) const {
    const Shape::At at = s.locate(e, s.outputs);
    PoolWindow w[3];
    s.windows(at.place, w);
    Compute<T> best = -INFINITY;
    int64_t found = (w[0].begin * s.input[1] + w[1].begin) * s.input[2] + w[2].begin;
    s.each_input(w, [&](int64_t place) {
      const auto v = convert<Compute<T>>(x[s.in_x(at, place)]);
      if (v > best || v != v) {
        best = v;
        found = place;
      }
    });
    y[e] = convert<T>(best);
    if (indices) indices[e] = static_cast<I>(found);
  }
};

template <class T>
struct AvgPool {
  T* y;
  const T* x;
  Shape s;
  __device__ void operator()(int64_t e) const {
    const Shape::At at = s.locate(e, s.outputs);
    PoolWindow w[3];
    s.windows(at.place, w);
    Compute<T> sum = 0;
    s.each_input(w, [&](int64_t place) { sum += convert<Compute<T>>(x[s.in_x(at, place)]); });
    y[e] = convert<T>(sum / static_cast<Compute<T>>(s.divisor(w)));
  }
};

// The places of the output along `d` whose windows may hold place i of the input: [first, last].
__device__ void holders(const Shape& s, int d, int64_t i, int64_t& first, int64_t& last) {
  const int64_t in = s.input[d], out = s.output[d];
  if (s.g.adaptive) {
    first = i * out / in;
    last = ((i + 1) * out + in - 1) / in - 1;
  } else {
    const int64_t reach = (s.g.kernel[d] - 1) * s.g.dilation[d], at = i + s.g.padding[d];
    first = at > reach ? (at - reach + s.g.stride[d] - 1) / s.g.stride[d] : 0;
    last = at / s.g.stride[d];
  }
  if (last >= out) last = out - 1;
}

template <class T>
struct AvgPoolBackward {
  T* gx;
  const T* g;
  Shape s;
  __device__ void operator()(int64_t e) const {
    const Shape::At at = s.locate(e, s.inputs);
    const int64_t i[3] = {at.place / (s.input[1] * s.input[2]), at.place / s.input[2] % s.input[1],
                          at.place % s.input[2]};
    int64_t first[3], last[3];
    for (int d = 0; d < 3; ++d) holders(s, d, i[d], first[d], last[d]);
    Compute<T> sum = 0;
    for (int64_t a = first[0]; a <= last[0]; ++a)
      for (int64_t b = first[1]; b <= last[1]; ++b)
        for (int64_t c = first[2]; c <= last[2]; ++c) {
          const int64_t place = (a * s.output[1] + b) * s.output[2] + c;
          PoolWindow w[3];
          s.windows(place, w);
          bool holds = true;
          for (int d = 0; d < 3; ++d)
            holds = holds && i[d] >= w[d].begin && i[d] < w[d].end && (i[d] - w[d].begin) % w[d].step == 0;
          if (holds) sum += convert<Compute<T>>(g[s.in_y(at, place)]) / static_cast<Compute<T>>(s.divisor(w));
        }
    gx[e] = convert<T>(sum);
  }
};

template <class T, class I>
struct Scatter {
  T* x;
  const T* y;
  const I* indices;
  Shape s;
  __device__ void operator()(int64_t e) const {
    atomic_add(x + s.in_x(s.locate(e, s.outputs), indices[e]), y[e]);
  }
};
template <class T, class I>
struct Gather {
  T* y;
  const T* x;
  const I* indices;
  Shape s;
  __device__ void operator()(int64_t e) const { y[e] = x[s.in_x(s.locate(e, s.outputs), indices[e])]; }
};

template <class T>
T* pointer(const Tensor& t) {
  return t.defined() ? static_cast<T*>(t.data_ptr()) : nullptr;
}

// Calls f<T, I>() for the element and the index type.
template <class F>
void by_types(const char* name, const Tensor& values, bool wide, F&& f) {
  const bool there = visit(Floating(), values.scalar_type(), [&]<class T>() {
    if (wide)
      f.template operator()<T, int64_t>();
    else
      f.template operator()<T, int32_t>();
  });
  if (!there) kernels::missing(name, values.scalar_type(), kCUDA);
}

template <class T, class I>
void max_pool_typed(Tensor& y, Tensor& indices, const Tensor& x, const Shape& s) {
  for_each(y.numel(), MaxPool<T, I>{pointer<T>(y), pointer<I>(indices), pointer<const T>(x), s});
}
void max_pool(Tensor& y, Tensor& indices, const Tensor& x, const PoolGeometry& g) {
  const DeviceGuard guard(x.device());
  const Shape s(x, y, g);
  by_types("max_pool", y, indices.defined() && indices.scalar_type() == kLong,
           [&]<class T, class I>() { max_pool_typed<T, I>(y, indices, x, s); });
}

template <class T, class I>
void scatter_typed(Tensor& x, const Tensor& y, const Tensor& indices, const Shape& s) {
  for_each(y.numel(), Scatter<T, I>{pointer<T>(x), pointer<const T>(y), pointer<const I>(indices), s});
}
void pool_scatter(Tensor& x, const Tensor& y, const Tensor& indices) {
  if (x.numel() == 0) return;
  const DeviceGuard guard(x.device());
  alert_not_deterministic("max_pool2d_with_indices_backward_cuda");
  FACULA_CUDA(cudaMemsetAsync(x.data_ptr(), 0, static_cast<size_t>(x.nbytes()), current_stream()));
  const Shape s(x, y);
  by_types("max_pool_backward", x, indices.scalar_type() == kLong,
           [&]<class T, class I>() { scatter_typed<T, I>(x, y, indices, s); });
}

template <class T, class I>
void gather_typed(Tensor& y, const Tensor& x, const Tensor& indices, const Shape& s) {
  for_each(y.numel(), Gather<T, I>{pointer<T>(y), pointer<const T>(x), pointer<const I>(indices), s});
}
void pool_gather(Tensor& y, const Tensor& x, const Tensor& indices) {
  const DeviceGuard guard(x.device());
  const Shape s(x, y);
  by_types("max_pool_double_backward", x, indices.scalar_type() == kLong,
           [&]<class T, class I>() { gather_typed<T, I>(y, x, indices, s); });
}

template <class T>
void avg_typed(Tensor& y, const Tensor& x, const Shape& s) {
  for_each(y.numel(), AvgPool<T>{pointer<T>(y), pointer<const T>(x), s});
}
void avg_pool(Tensor& y, const Tensor& x, const PoolGeometry& g) {
  const DeviceGuard guard(x.device());
  const Shape s(x, y, g);
  const bool there = visit(Types<float, double, Half, BFloat16, int64_t>(), y.scalar_type(),
                           [&]<class T>() { avg_typed<T>(y, x, s); });
  if (!there) kernels::missing("avg_pool", y.scalar_type(), kCUDA);
}

template <class T>
void avg_backward_typed(Tensor& x, const Tensor& g, const Shape& s) {
  for_each(x.numel(), AvgPoolBackward<T>{pointer<T>(x), pointer<const T>(g), s});
}
void avg_pool_backward(Tensor& x, const Tensor& g, const PoolGeometry& geometry) {
  const DeviceGuard guard(x.device());
  const Shape s(x, g, geometry);
  const bool there = visit(Floating(), x.scalar_type(), [&]<class T>() { avg_backward_typed<T>(x, g, s); });
  if (!there) kernels::missing("avg_pool_backward", x.scalar_type(), kCUDA);
}

}  // namespace

void register_pool() {
  kernels::max_pool.set(kCUDA, max_pool);
  kernels::pool_scatter.set(kCUDA, pool_scatter);
  kernels::pool_gather.set(kCUDA, pool_gather);
  kernels::avg_pool.set(kCUDA, avg_pool);
  kernels::avg_pool_backward.set(kCUDA, avg_pool_backward);
}

}  // namespace facula::gpu
