#include "cpu/pool.h"

#include <algorithm>
#include <vector>

#include "cpu/capability.h"
#include "cpu/layout.h"
#include "cpu/matmul.h"
#include "cpu/parallel.h"
#include "kernels/geometry.h"

namespace facula::cpu {

FACULA_DECLARE_ISA(register_pool)

PoolLoops<float> pool_loops_f32{};
PoolLoops<double> pool_loops_f64{};

namespace {

using kernels::PoolGeometry;
using kernels::PoolWindow;

template <class T>
const PoolLoops<T>& loops() {
  if constexpr (std::is_same_v<T, float>)
    return pool_loops_f32;
  else
    return pool_loops_f64;
}

bool lies_last(const Tensor& t) { return !t.is_contiguous() && is_channels_last(t); }

// The shape, the tables it points to, and the number of planes.
struct Plan {
  std::vector<PoolWindow> tables[3];
  PoolShape shape{};
  int64_t planes = 0;

  Plan(const Tensor& x, const Tensor& y, const PoolGeometry& g) {
    PoolGeometry full = g;  // with three dimensions
    const int lead = 3 - g.dims;
    for (int d = 0; d < 3; ++d) {
      const bool own = d >= lead;
      full.kernel[d] = own ? g.kernel[d - lead] : 1;
      full.stride[d] = own ? g.stride[d - lead] : 1;
      full.padding[d] = own ? g.padding[d - lead] : 0;
      full.dilation[d] = own ? g.dilation[d - lead] : 1;
      shape.input[d] = own ? x.size(2 + d - lead) : 1;
      shape.output[d] = own ? y.size(2 + d - lead) : 1;
      tables[d].resize(static_cast<size_t>(shape.output[d]));
      for (int64_t o = 0; o < shape.output[d]; ++o)
        tables[d][static_cast<size_t>(o)] = kernels::pool_window(full, d, o, shape.input[d], shape.output[d]);
      shape.windows[d] = tables[d].data();
    }
    const bool last = lies_last(x) || lies_last(y);
    shape.channels = last ? x.size(1) : 1;
    shape.divisor = g.divisor;
    planes = last ? x.size(0) : x.size(0) * x.size(1);
    shape.quarters = !g.adaptive && shape.input[0] == 1 && shape.inputs() < INT32_MAX;
    for (int d = 1; d < 3; ++d)
      shape.quarters = shape.quarters && full.kernel[d] == 2 && full.stride[d] == 2 && full.padding[d] == 0 &&
                       full.dilation[d] == 1 && 2 * shape.output[d] <= shape.input[d];
  }
  template <class F>
  void run(const F& f) const {
    const int64_t work = std::max<int64_t>(1, shape.inputs() * shape.channels);
    parallel_for(0, planes, std::max<int64_t>(1, kGrain / work), [&](int64_t begin, int64_t end) {
      f(begin, end - begin, begin * shape.inputs() * shape.channels,
        begin * shape.outputs() * shape.channels);
    });
  }
};

template <class T>
void max_pool_as(Tensor& y, Tensor& indices, const Tensor& x, const PoolGeometry& g) {
  const Plan plan(x, y, g);
  T* out = static_cast<T*>(y.data_ptr());
  const T* in = static_cast<const T*>(x.data_ptr());
  const bool wide = indices.defined() && indices.scalar_type() == kLong;
  void* places = indices.defined() ? indices.data_ptr() : nullptr;
  plan.run([&](int64_t, int64_t count, int64_t from, int64_t to) {
    if (wide)
      loops<T>().max_64(plan.shape, count, out + to, static_cast<int64_t*>(places) + to, in + from);
    else
      loops<T>().max_32(plan.shape, count, out + to, places ? static_cast<int32_t*>(places) + to : nullptr,
                        in + from);
  });
}

// Windows without a vector form go faster with the channels as vectors, even if all has to be transposed.
template <class T>
void max_pool_planes(Tensor& y, Tensor& indices, const Tensor& x, const PoolGeometry& g) {
  const bool vector_rows = std::is_same_v<T, float> && g.dims == 2 && g.kernel[0] == 2 && g.kernel[1] == 2 &&
                           g.stride[0] == 2 && g.stride[1] == 2 && y.size(-1) >= 4 && !g.adaptive;
  if (lies_last(x) || lies_last(y) || x.size(1) < 8 || vector_rows) return max_pool_as<T>(y, indices, x, g);
  Tensor out = make_channels_last(y.sizes(), y.scalar_type()), places;
  if (indices.defined()) places = make_channels_last(indices.sizes(), indices.scalar_type());
  max_pool_as<T>(out, places, to_channels_last(x), g);
  copy_layout(y, out);
  if (indices.defined()) copy_layout(indices, places);
}

void max_pool(Tensor& y, Tensor& indices, const Tensor& x, const PoolGeometry& g) {
  switch (y.scalar_type()) {
    case kFloat:
      return max_pool_planes<float>(y, indices, x, g);
    case kDouble:
      return max_pool_planes<double>(y, indices, x, g);
    case kHalf:
    case kBFloat16: {
      Tensor f = make_contiguous(y.sizes(), kFloat);
      Tensor places = indices.defined() ? make_contiguous(indices.sizes(), indices.scalar_type()) : indices;
      max_pool_as<float>(f, places, to_float(x), g);
      store_half(y, f);
      if (indices.defined() && !indices.is_contiguous())
        copy_layout(indices, places);
      else
        indices = places;
      return;
    }
    default:
      kernels::missing("max_pool", y.scalar_type(), kCPU);
  }
}

// Calls f<T, I>() for the element and index type.
template <class F>
void by_types(const char* name, const Tensor& values, const Tensor& indices, const F& f) {
  const bool wide = indices.scalar_type() == kLong;
  switch (values.scalar_type()) {
    case kFloat:
      return wide ? f.template operator()<float, int64_t>() : f.template operator()<float, int32_t>();
    case kDouble:
      return wide ? f.template operator()<double, int64_t>() : f.template operator()<double, int32_t>();
    case kHalf:
      return wide ? f.template operator()<Half, int64_t>() : f.template operator()<Half, int32_t>();
    case kBFloat16:
      return wide ? f.template operator()<BFloat16, int64_t>() : f.template operator()<BFloat16, int32_t>();
    default:
      kernels::missing(name, values.scalar_type(), kCPU);
  }
}

struct Planes {
  int64_t count, inputs, outputs, channels;
};
Planes planes_of(const Tensor& x, const Tensor& y) {
  Planes p{x.size(0) * x.size(1), 1, 1, 1};
  for (int64_t d = 2; d < x.dim(); ++d) {
    p.inputs *= x.size(d);
    p.outputs *= y.size(d);
  }
  if (lies_last(x) || lies_last(y)) {
    p.count = x.size(0);
    p.channels = x.size(1);
  }
  return p;
}
template <class F>
void for_planes(const Planes& p, const F& f) {
  parallel_for(0, p.count, std::max<int64_t>(1, kGrain / std::max<int64_t>(1, p.inputs * p.channels)), f);
}

void pool_scatter(Tensor& x, const Tensor& y, const Tensor& indices) {
  const Planes p = planes_of(x, y);
  by_types("max_pool_backward", x, indices, [&]<class T, class I>() {
    T* out = static_cast<T*>(x.data_ptr());
    const T* in = static_cast<const T*>(y.data_ptr());
    const I* at = static_cast<const I*>(indices.data_ptr());
    for_planes(p, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n) {
        T* to = out + n * p.inputs * p.channels;
        const T* from = in + n * p.outputs * p.channels;
        const I* place = at + n * p.outputs * p.channels;
        std::fill(to, to + p.inputs * p.channels, T(0));
        if (p.channels == 1)
          for (int64_t o = 0; o < p.outputs; ++o) to[place[o]] = static_cast<T>(to[place[o]] + from[o]);
        else
          for (int64_t o = 0; o < p.outputs; ++o, from += p.channels, place += p.channels)
            for (int64_t c = 0; c < p.channels; ++c) {
              T& v = to[place[c] * p.channels + c];
              v = static_cast<T>(v + from[c]);
            }
      }
    });
  });
}

void pool_gather(Tensor& y, const Tensor& x, const Tensor& indices) {
  const Planes p = planes_of(x, y);
  by_types("max_pool_double_backward", x, indices, [&]<class T, class I>() {
    T* out = static_cast<T*>(y.data_ptr());
    const T* in = static_cast<const T*>(x.data_ptr());
    const I* at = static_cast<const I*>(indices.data_ptr());
    for_planes(p, [&](int64_t begin, int64_t end) {
      for (int64_t n = begin; n < end; ++n)
        for (int64_t o = 0; o < p.outputs; ++o)
          for (int64_t c = 0; c < p.channels; ++c) {
            const int64_t to = (n * p.outputs + o) * p.channels + c;
            out[to] = in[(n * p.inputs + at[to]) * p.channels + c];
          }
    });
  });
}

template <class T>
void avg_as(Tensor& y, const Tensor& x, const PoolGeometry& g) {
  const Plan plan(x, y, g);
  T* out = static_cast<T*>(y.data_ptr());
  const T* in = static_cast<const T*>(x.data_ptr());
  plan.run([&](int64_t, int64_t count, int64_t from, int64_t to) {
    loops<T>().mean(plan.shape, count, out + to, in + from);
  });
}
template <class T>
void avg_backward_as(Tensor& x, const Tensor& g, const PoolGeometry& geometry) {
  const Plan plan(x, g, geometry);
  T* out = static_cast<T*>(x.data_ptr());
  const T* in = static_cast<const T*>(g.data_ptr());
  plan.run([&](int64_t, int64_t count, int64_t to, int64_t from) {
    loops<T>().mean_backward(plan.shape, count, out + to, in + from);
  });
}

// Whole numbers are summed exactly and divided once, towards zero.
void avg_integers(Tensor& y, const Tensor& x, const PoolGeometry& g) {
  const Plan plan(x, y, g);
  const PoolShape& s = plan.shape;
  auto* out = static_cast<int64_t*>(y.data_ptr());
  const auto* in = static_cast<const int64_t*>(x.data_ptr());
  for (int64_t p = 0; p < plan.planes; ++p, in += s.inputs() * s.channels)
    for (int64_t o = 0; o < s.outputs(); ++o)
      for (int64_t q = 0; q < s.channels; ++q) {
        const PoolWindow &a = s.windows[0][o / s.output[2] / s.output[1]],
                         &b = s.windows[1][o / s.output[2] % s.output[1]], &c = s.windows[2][o % s.output[2]];
        int64_t sum = 0;
        for (int64_t i = a.begin; i < a.end; ++i)
          for (int64_t j = b.begin; j < b.end; ++j)
            for (int64_t k = c.begin; k < c.end; ++k)
              sum += in[((i * s.input[1] + j) * s.input[2] + k) * s.channels + q];
        *out++ = sum / (s.divisor ? s.divisor : a.count * b.count * c.count);
      }
}

void avg_pool(Tensor& y, const Tensor& x, const PoolGeometry& g) {
  switch (y.scalar_type()) {
    case kFloat:
      return avg_as<float>(y, x, g);
    case kDouble:
      return avg_as<double>(y, x, g);
    case kLong:
      return avg_integers(y, x, g);
    case kHalf:
    case kBFloat16: {
      Tensor f = make_contiguous(y.sizes(), kFloat);
      avg_as<float>(f, to_float(x), g);
      return store_half(y, f);
    }
    default:
      kernels::missing("avg_pool", y.scalar_type(), kCPU);
  }
}

void avg_pool_backward(Tensor& x, const Tensor& g, const PoolGeometry& geometry) {
  switch (x.scalar_type()) {
    case kFloat:
      return avg_backward_as<float>(x, g, geometry);
    case kDouble:
      return avg_backward_as<double>(x, g, geometry);
    case kHalf:
    case kBFloat16: {
      Tensor f = make_contiguous(x.sizes(), kFloat);
      avg_backward_as<float>(f, to_float(g), geometry);
      return store_half(x, f);
    }
    default:
      kernels::missing("avg_pool_backward", x.scalar_type(), kCPU);
  }
}

}  // namespace

void register_pool() {
  FACULA_CALL_ISA(register_pool);
  kernels::max_pool.set(kCPU, max_pool);
  kernels::pool_scatter.set(kCPU, pool_scatter);
  kernels::pool_gather.set(kCPU, pool_gather);
  kernels::avg_pool.set(kCPU, avg_pool);
  kernels::avg_pool_backward.set(kCPU, avg_pool_backward);
}

}  // namespace facula::cpu
