// Convolutions through cuDNN, in row-major layout: a channels-last operand is copied first. Algorithms are
// chosen by cuDNN's heuristics, or by measuring (cudnn_benchmark), once per shape.
#include "kernels/conv.h"

#include "cuda/allocator.h"
#include "cuda/copy.h"
#include "cuda/device.h"
#include "cuda/error.h"
#include "cuda/handles.h"
#include "cuda/register.h"
#include "kernels/copy.h"
#include "kernels/geometry.h"

#ifdef FACULA_HAS_CUDNN

#include <mutex>
#include <unordered_map>

namespace facula::gpu {

namespace {

using kernels::ConvGeometry;

cudnnDataType_t data_type(ScalarType t) {
  switch (t) {
    case kFloat:
      return CUDNN_DATA_FLOAT;
    case kDouble:
      return CUDNN_DATA_DOUBLE;
    case kHalf:
      return CUDNN_DATA_HALF;
    case kBFloat16:
      return CUDNN_DATA_BFLOAT16;
    default:
      kernels::missing("convolution", t, kCUDA);
  }
}

// Sizes as cuDNN wants them: a 1-D convolution is a 2-D one of height 1.
struct Sizes {
  int n;
  int at[5];
  Sizes(const Tensor& t) : n(0) {
    for (int64_t d = 0; d < t.dim(); ++d) {
      if (d == 2 && t.dim() == 3) at[n++] = 1;
      FACULA_CHECK(t.size(d) < int64_t{1} << 31,
                   "convolution: sizes of 2^31 and more are not supported on CUDA");
      at[n++] = static_cast<int>(t.size(d));
    }
  }
};

template <class Handle, cudnnStatus_t (*Create)(Handle*), cudnnStatus_t (*Destroy)(Handle)>
struct Owned {
  Handle handle = nullptr;
  Owned() { FACULA_CUDNN(Create(&handle)); }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;
  ~Owned() { Destroy(handle); }
  operator Handle() const { return handle; }
};

struct TensorDescriptor
    : Owned<cudnnTensorDescriptor_t, cudnnCreateTensorDescriptor, cudnnDestroyTensorDescriptor> {
  explicit TensorDescriptor(const Tensor& t) : TensorDescriptor(t.scalar_type(), Sizes(t)) {}
  TensorDescriptor(ScalarType t, const Sizes& s) {
    int strides[5], step = 1;
    for (int d = s.n - 1; d >= 0; --d) {
      strides[d] = step;
      step *= s.at[d];
    }
    FACULA_CUDNN(cudnnSetTensorNdDescriptor(handle, data_type(t), s.n, s.at, strides));
  }
  // (1, C, 1, ...), which is added to `like`
  static Sizes bias_sizes(const Tensor& bias, const Tensor& like) {
    Sizes s(like);
    for (int d = 0; d < s.n; ++d) s.at[d] = 1;
    s.at[1] = static_cast<int>(bias.numel());
    return s;
  }
  TensorDescriptor(const Tensor& bias, const Tensor& like)
      : TensorDescriptor(bias.scalar_type(), bias_sizes(bias, like)) {}
};

struct FilterDescriptor
    : Owned<cudnnFilterDescriptor_t, cudnnCreateFilterDescriptor, cudnnDestroyFilterDescriptor> {
  explicit FilterDescriptor(const Tensor& w) {
    const Sizes s(w);
    FACULA_CUDNN(
        cudnnSetFilterNdDescriptor(handle, data_type(w.scalar_type()), CUDNN_TENSOR_NCHW, s.n, s.at));
  }
};

struct ConvDescriptor : Owned<cudnnConvolutionDescriptor_t, cudnnCreateConvolutionDescriptor,
                              cudnnDestroyConvolutionDescriptor> {
  ConvDescriptor(const ConvGeometry& g, ScalarType t) {
    int padding[3], stride[3], dilation[3], n = 0;
    if (g.dims == 1) {
      padding[n] = 0;
      stride[n] = dilation[n] = 1;
      ++n;
    }
    for (int d = 0; d < g.dims; ++d, ++n) {
      padding[n] = static_cast<int>(g.padding[d]);
      stride[n] = static_cast<int>(g.stride[d]);
      dilation[n] = static_cast<int>(g.dilation[d]);
    }
    FACULA_CUDNN(cudnnSetConvolutionNdDescriptor(handle, n, padding, stride, dilation,
                                                 CUDNN_CROSS_CORRELATION,
                                                 t == kDouble ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT));
    FACULA_CUDNN(cudnnSetConvolutionGroupCount(handle, static_cast<int>(g.groups)));
    FACULA_CUDNN(cudnnSetConvolutionMathType(handle, isReducedFloatingType(t) ? CUDNN_TENSOR_OP_MATH
                                                     : t == kFloat && switches().cudnn_tf32
                                                         ? CUDNN_DEFAULT_MATH
                                                         : CUDNN_FMA_MATH));
  }
};

// What an algorithm is chosen for.
struct Case {
  int pass, device, type, dims, tf32, deterministic, benchmark;
  int x[5], w[5], geometry[10];
  bool operator==(const Case&) const = default;
};
struct CaseHash {
  size_t operator()(const Case& c) const {
    size_t h = 1469598103934665603u;
    auto add = [&](int v) { h = (h ^ static_cast<size_t>(static_cast<unsigned>(v))) * 1099511628211u; };
    for (int v : {c.pass, c.device, c.type, c.dims, c.tf32, c.deterministic, c.benchmark}) add(v);
    for (int v : c.x) add(v);
    for (int v : c.w) add(v);
    for (int v : c.geometry) add(v);
    return h;
  }
};
Case case_of(int pass, const Tensor& x, const Tensor& w, const ConvGeometry& g) {
  Case c{};
  c.pass = pass;
  c.device = current_device();
  c.type = static_cast<int>(x.scalar_type());
  c.dims = g.dims;
  c.tf32 = switches().cudnn_tf32;
  c.deterministic = switches().deterministic || switches().cudnn_deterministic;
  c.benchmark = switches().benchmark;
  const Sizes sx(x), sw(w);
  for (int d = 0; d < sx.n; ++d) {
    c.x[d] = sx.at[d];
    c.w[d] = sw.at[d];
  }
  int n = 0;
  for (int d = 0; d < g.dims; ++d)
    for (int64_t v : {g.stride[d], g.padding[d], g.dilation[d]}) c.geometry[n++] = static_cast<int>(v);
  c.geometry[9] = static_cast<int>(g.groups);
  return c;
}

constexpr size_t kMostWorkspace = size_t{1} << 30;
constexpr int kAsked = 8;

// The chosen algorithm of a pass; `ask(n, count, results)` fills cuDNN's list, best first.
template <class Perf, class Ask>
Perf choose(const Case& c, Ask&& ask) {
  static std::mutex mutex;
  static auto* kept = new std::unordered_map<Case, Perf, CaseHash>;
  {
    std::lock_guard<std::mutex> lock(mutex);
    if (const auto it = kept->find(c); it != kept->end()) return it->second;
  }
  Perf results[kAsked];
  int count = 0;
  FACULA_CUDNN(ask(kAsked, &count, results));
  for (int i = 0; i < count; ++i) {
    const Perf& p = results[i];
    if (p.status != CUDNN_STATUS_SUCCESS || p.memory > kMostWorkspace) continue;
    if (c.deterministic && p.determinism != CUDNN_DETERMINISTIC) continue;
    std::lock_guard<std::mutex> lock(mutex);
    return kept->try_emplace(c, p).first->second;
  }
  detail::fail<Error>("Unable to find a valid cuDNN algorithm to run convolution");
}

struct Scale {  // of the results: double for double, else float
  alignas(8) char one[8], zero[8];
  explicit Scale(ScalarType t) {
    if (t == kDouble) {
      new (one) double(1);
      new (zero) double(0);
    } else {
      new (one) float(1);
      new (zero) float(0);
    }
  }
};

// Where a result is computed: in place, or in a row-major stand-in that is copied back.
class Target {
 public:
  explicit Target(Tensor& t)
      : result_(t), dense_(t.is_contiguous() ? t : make_contiguous(t.sizes(), t.scalar_type(), t.device())) {}
  Tensor& dense() { return dense_; }
  void finish() {
    if (!dense_.is_same(result_)) kernels::copy(result_, dense_);
  }

 private:
  Tensor& result_;
  Tensor dense_;
};

void add_bias(Tensor& y, const Tensor& bias) {
  if (!bias.defined()) return;
  const Tensor b = contiguous(bias);
  const Scale scale(y.scalar_type());
  FACULA_CUDNN(cudnnAddTensor(cudnn(), scale.one, TensorDescriptor(b, y), b.data_ptr(), scale.one,
                              TensorDescriptor(y), y.data_ptr()));
}

void zero(const Tensor& t) {
  FACULA_CUDA(cudaMemsetAsync(t.data_ptr(), 0, static_cast<size_t>(t.nbytes()), current_stream()));
}

void conv_forward(Tensor& result, const Tensor& x_in, const Tensor& w_in, const Tensor& bias,
                  const ConvGeometry& g) {
  if (result.numel() == 0) return;
  const DeviceGuard guard(result.device());
  Target target(result);
  Tensor& y = target.dense();
  const Tensor x = contiguous(x_in), w = contiguous(w_in);
  if (x.numel() == 0) {
    zero(y);
  } else {
    const TensorDescriptor dx(x), dy(y);
    const FilterDescriptor dw(w);
    const ConvDescriptor conv(g, x.scalar_type());
    const cudnnHandle_t handle = cudnn();
    using Perf = cudnnConvolutionFwdAlgoPerf_t;
    const Perf p = choose<Perf>(case_of(0, x, w, g), [&](int n, int* count, Perf* results) {
      if (!switches().benchmark)
        return cudnnGetConvolutionForwardAlgorithm_v7(handle, dx, dw, conv, dy, n, count, results);
      const Workspace room(kMostWorkspace / 4);
      return cudnnFindConvolutionForwardAlgorithmEx(handle, dx, x.data_ptr(), dw, w.data_ptr(), conv, dy,
                                                    y.data_ptr(), n, count, results, room.get(),
                                                    kMostWorkspace / 4);
    });
    FACULA_CUDNN(cudnnSetConvolutionMathType(conv, p.mathType));
    const Workspace workspace(p.memory);
    const Scale scale(x.scalar_type());
    FACULA_CUDNN(cudnnConvolutionForward(handle, scale.one, dx, x.data_ptr(), dw, w.data_ptr(), conv, p.algo,
                                         workspace.get(), p.memory, scale.zero, dy, y.data_ptr()));
  }
  add_bias(y, bias);
  target.finish();
}

void conv_data(Tensor& result, const Tensor& g_in, const Tensor& w_in, const Tensor& bias,
               const ConvGeometry& geo) {
  if (result.numel() == 0) return;
  const DeviceGuard guard(result.device());
  Target target(result);
  Tensor& x = target.dense();
  const Tensor g = contiguous(g_in), w = contiguous(w_in);
  if (g.numel() == 0) {
    zero(x);
  } else {
    const TensorDescriptor dx(x), dg(g);
    const FilterDescriptor dw(w);
    const ConvDescriptor conv(geo, x.scalar_type());
    const cudnnHandle_t handle = cudnn();
    using Perf = cudnnConvolutionBwdDataAlgoPerf_t;
    const Perf p = choose<Perf>(case_of(1, x, w, geo), [&](int n, int* count, Perf* results) {
      if (!switches().benchmark)
        return cudnnGetConvolutionBackwardDataAlgorithm_v7(handle, dw, dg, conv, dx, n, count, results);
      const Workspace room(kMostWorkspace / 4);
      return cudnnFindConvolutionBackwardDataAlgorithmEx(handle, dw, w.data_ptr(), dg, g.data_ptr(), conv, dx,
                                                         x.data_ptr(), n, count, results, room.get(),
                                                         kMostWorkspace / 4);
    });
    FACULA_CUDNN(cudnnSetConvolutionMathType(conv, p.mathType));
    const Workspace workspace(p.memory);
    const Scale scale(x.scalar_type());
    FACULA_CUDNN(cudnnConvolutionBackwardData(handle, scale.one, dw, w.data_ptr(), dg, g.data_ptr(), conv,
                                              p.algo, workspace.get(), p.memory, scale.zero, dx,
                                              x.data_ptr()));
  }
  add_bias(x, bias);
  target.finish();
}

void conv_weight(Tensor& result, Tensor& bias, const Tensor& x_in, const Tensor& g_in,
                 const ConvGeometry& geo) {
  const DeviceGuard guard(x_in.device());
  const Tensor x = contiguous(x_in), g = contiguous(g_in);
  const Scale scale(x.scalar_type());
  if (result.defined() && result.numel() != 0) {
    Target target(result);
    Tensor& w = target.dense();
    if (x.numel() == 0 || g.numel() == 0) {
      zero(w);
    } else {
      const TensorDescriptor dx(x), dg(g);
      const FilterDescriptor dw(w);
      const ConvDescriptor conv(geo, x.scalar_type());
      const cudnnHandle_t handle = cudnn();
      using Perf = cudnnConvolutionBwdFilterAlgoPerf_t;
      const Perf p = choose<Perf>(case_of(2, x, w, geo), [&](int n, int* count, Perf* results) {
        if (!switches().benchmark)
          return cudnnGetConvolutionBackwardFilterAlgorithm_v7(handle, dx, dg, conv, dw, n, count, results);
        const Workspace room(kMostWorkspace / 4);
        return cudnnFindConvolutionBackwardFilterAlgorithmEx(handle, dx, x.data_ptr(), dg, g.data_ptr(), conv,
                                                             dw, w.data_ptr(), n, count, results, room.get(),
                                                             kMostWorkspace / 4);
      });
      FACULA_CUDNN(cudnnSetConvolutionMathType(conv, p.mathType));
      const Workspace workspace(p.memory);
      FACULA_CUDNN(cudnnConvolutionBackwardFilter(handle, scale.one, dx, x.data_ptr(), dg, g.data_ptr(), conv,
                                                  p.algo, workspace.get(), p.memory, scale.zero, dw,
                                                  w.data_ptr()));
    }
    target.finish();
  }
  if (!bias.defined()) return;
  if (g.numel() == 0) return zero(bias);
  FACULA_CUDNN(cudnnConvolutionBackwardBias(cudnn(), scale.one, TensorDescriptor(g), g.data_ptr(), scale.zero,
                                            TensorDescriptor(bias, g), bias.data_ptr()));
}

}  // namespace

void register_conv() {
  kernels::conv_forward.set(kCUDA, conv_forward);
  kernels::conv_data.set(kCUDA, conv_data);
  kernels::conv_weight.set(kCUDA, conv_weight);
}

}  // namespace facula::gpu

#else

namespace facula::gpu {

namespace {
[[noreturn]] void no_cudnn() {
  detail::fail<NotImplementedError>("convolution on CUDA needs cuDNN, and this build of Facula has none");
}
}  // namespace

void register_conv() {
  using kernels::ConvGeometry;
  kernels::conv_forward.set(
      kCUDA, [](Tensor&, const Tensor&, const Tensor&, const Tensor&, const ConvGeometry&) { no_cudnn(); });
  kernels::conv_data.set(
      kCUDA, [](Tensor&, const Tensor&, const Tensor&, const Tensor&, const ConvGeometry&) { no_cudnn(); });
  kernels::conv_weight.set(
      kCUDA, [](Tensor&, Tensor&, const Tensor&, const Tensor&, const ConvGeometry&) { no_cudnn(); });
}

}  // namespace facula::gpu

#endif
