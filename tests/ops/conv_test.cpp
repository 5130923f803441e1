// Convolutions against direct sums; all CPU paths; messages as PyTorch 1.13 gives them.
#include "facula/ops/conv.h"

#include <functional>

#include "facula/autograd/gradcheck.h"
#include "facula/core/parallel.h"
#include "facula/graph/node.h"
#include "kernels/conv.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_close;
using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

struct Case {
  std::vector<int64_t> x, w, stride, padding, dilation;
  int64_t groups = 1;
  std::vector<int64_t> output_padding = {};
};

// y[n, o, p] = sum over the weights, position by position; a transposed one scatters instead.
Tensor direct(const Case& c, bool transposed) {
  const size_t dims = c.x.size() - 2;
  const auto x = values(wave(c.x, 0.1)), w = values(wave(c.w, 0.2));
  std::vector<int64_t> ys{c.x[0], transposed ? c.w[1] * c.groups : c.w[0]};
  for (size_t d = 0; d < dims; ++d) {
    const int64_t reach = c.dilation[d] * (c.w[d + 2] - 1);
    ys.push_back(transposed
                     ? (c.x[d + 2] - 1) * c.stride[d] - 2 * c.padding[d] + reach + c.output_padding[d] + 1
                     : (c.x[d + 2] + 2 * c.padding[d] - reach - 1) / c.stride[d] + 1);
  }
  Tensor y = zeros(ys, kDouble);
  const auto& small = transposed ? c.x : ys;  // the side that is strided over
  const auto& large = transposed ? ys : c.x;
  const int64_t in = c.w[1], per_group = c.w[0] / c.groups;
  const auto product = [](const std::vector<int64_t>& v) {
    int64_t n = 1;
    for (size_t d = 2; d < v.size(); ++d) n *= v[d];
    return n;
  };
  const auto unravel = [&](int64_t i, const std::vector<int64_t>& v) {
    std::vector<int64_t> at(dims);
    for (size_t d = dims; d-- > 0;) {
      at[d] = i % v[d + 2];
      i /= v[d + 2];
    }
    return at;
  };
  const int64_t np = product(small), nl = product(large), nk = product(c.w);
  for (int64_t n = 0; n < c.x[0]; ++n)
    for (int64_t o = 0; o < c.w[0]; ++o)
      for (int64_t i = 0; i < in; ++i)
        for (int64_t p = 0; p < np; ++p)
          for (int64_t k = 0; k < nk; ++k) {
            const auto pos = unravel(p, small), tap = unravel(k, c.w);
            int64_t at = 0;
            bool inside = true;
            for (size_t d = 0; d < dims; ++d) {
              const int64_t q = pos[d] * c.stride[d] + tap[d] * c.dilation[d] - c.padding[d];
              inside = inside && q >= 0 && q < large[d + 2];
              at = at * large[d + 2] + q;
            }
            if (!inside) continue;
            const int64_t channel = o / per_group * in + i;
            const int64_t a = (n * c.w[0] + o) * np + p, b = (n * in * c.groups + channel) * nl + at;
            const double v = w[static_cast<size_t>((o * in + i) * nk + k)];
            if (transposed)
              y.data_ptr<double>()[b] += v * x[static_cast<size_t>(a)];
            else
              y.data_ptr<double>()[a] += v * x[static_cast<size_t>(b)];
          }
  return y;
}

const std::vector<Case>& cases() {
  static const std::vector<Case> list = {
      {{2, 3, 7}, {4, 3, 3}, {1}, {1}, {1}},
      {{2, 4, 9}, {6, 2, 3}, {2}, {2}, {2}, 2},
      {{2, 1, 6, 7}, {5, 1, 3, 3}, {1, 1}, {1, 1}, {1, 1}},
      {{3, 17, 6, 5}, {20, 17, 3, 2}, {1, 1}, {1, 0}, {1, 1}},
      {{2, 16, 8, 8}, {32, 16, 3, 3}, {2, 2}, {1, 1}, {1, 1}},
      {{2, 16, 8, 8}, {32, 16, 1, 1}, {1, 1}, {0, 0}, {1, 1}},
      {{2, 6, 9, 10}, {6, 1, 3, 3}, {2, 1}, {1, 2}, {2, 1}, 6},
      {{1, 8, 5, 5}, {4, 4, 3, 3}, {1, 1}, {1, 1}, {1, 1}, 2},
      {{2, 3, 4, 5, 6}, {4, 3, 2, 3, 3}, {1, 2, 1}, {0, 1, 1}, {1, 1, 2}},
      {{3, 16, 7, 6}, {32, 16, 3, 3}, {1, 1}, {1, 1}, {1, 1}},  // these can take Winograd's transforms
      {{2, 32, 9, 5}, {16, 32, 3, 3}, {1, 1}, {0, 0}, {1, 1}},
      {{1, 16, 4, 5}, {16, 16, 3, 3}, {1, 1}, {2, 2}, {1, 1}},
      {{2, 16, 7, 9}, {32, 16, 3, 2}, {2, 1}, {1, 2}, {1, 2}},
  };
  return list;
}
const std::vector<Case>& transposed_cases() {
  static const std::vector<Case> list = {
      {{2, 3, 7}, {3, 4, 3}, {2}, {1}, {1}, 1, {1}},
      {{2, 3, 5, 4}, {3, 4, 3, 3}, {2, 2}, {1, 1}, {1, 1}, 1, {1, 1}},
      {{2, 16, 5, 4}, {16, 8, 3, 2}, {1, 3}, {1, 0}, {2, 1}, 1, {0, 2}},
      {{2, 4, 5, 5}, {4, 3, 3, 3}, {1, 2}, {0, 1}, {1, 1}, 2, {0, 0}},
      {{1, 4, 5, 5}, {4, 3, 3, 3}, {1, 1}, {0, 1}, {3, 2}, 1, {2, 1}},  // output padding of the stride or
                                                                        // more
      {{2, 4, 3, 3, 3}, {4, 2, 2, 2, 2}, {2, 2, 2}, {0, 0, 0}, {1, 1, 1}, 1, {0, 0, 0}},
      {{2, 16, 6, 5}, {16, 32, 3, 3}, {1, 1}, {1, 1}, {1, 1}, 1, {0, 0}},
      {{2, 32, 4, 5}, {32, 16, 3, 3}, {2, 2}, {1, 1}, {1, 1}, 1, {1, 0}},
  };
  return list;
}

Tensor run(const Case& c, bool transposed, const Tensor& x, const Tensor& w, const std::optional<Tensor>& b) {
  return convolution(x, w, b, c.stride, c.padding, c.dilation, transposed,
                     transposed ? IntArrayRef(c.output_padding) : IntArrayRef(int64_t{0}), c.groups);
}

struct Path {
  explicit Path(kernels::ConvPath p) { kernels::set_conv_path(p); }
  ~Path() { kernels::set_conv_path(kernels::ConvPath::Auto); }
};

void for_all(const std::function<void(const Case&, bool)>& f) {
  for (const Case& c : cases()) f(c, false);
  for (const Case& c : transposed_cases()) f(c, true);
}

TEST(Conv, ForwardMatchesDirectSumsOnEveryPathAndLayout) {
  for_all([](const Case& c, bool transposed) {
    const Tensor want = direct(c, transposed), b = wave({want.size(1)}, 0.4);
    DimVector shape(c.x.size(), 1);
    shape[1] = want.size(1);
    const Tensor with_bias = want + b.reshape(shape);
    expect_close(run(c, transposed, wave(c.x, 0.1), wave(c.w, 0.2), b), with_bias, 1e-12);
    for (auto path : {kernels::ConvPath::Gemm, kernels::ConvPath::OneDnn, kernels::ConvPath::Auto,
                      kernels::ConvPath::Winograd}) {
      const Path p(path);
      const Tensor x = wave(c.x, 0.1, kFloat), w = wave(c.w, 0.2, kFloat), bias = b.to(kFloat);
      const Tensor y = run(c, transposed, x, w, bias);
      EXPECT_TRUE(y.is_contiguous());
      expect_close(y, with_bias, 2e-5);
      expect_close(run(c, transposed, x, w, std::nullopt), want, 2e-5);
      if (c.x.size() != 4) continue;
      const Tensor last = run(c, transposed, x.contiguous(MemoryFormat::ChannelsLast), w, bias);
      if (c.x[1] > 1) EXPECT_TRUE(last.is_contiguous(MemoryFormat::ChannelsLast));
      expect_close(last, with_bias, 2e-5);
    }
  });
}

TEST(Conv, GradientsAgreeBetweenPathsAndDtypes) {
  for_all([](const Case& c, bool transposed) {
    std::vector<Tensor> want;
    for (int k = 0; k < 7; ++k) {  // float64, then float32 by path and layout
      const Path p(k == 1   ? kernels::ConvPath::Gemm
                   : k == 2 ? kernels::ConvPath::OneDnn
                   : k >= 5 ? kernels::ConvPath::Winograd
                            : kernels::ConvPath::Auto);
      const ScalarType t = k ? kFloat : kDouble;
      Tensor x = wave(c.x, 0.1, t), w = wave(c.w, 0.2, t);
      if (k >= 4 && k % 2 == 0) {
        if (c.x.size() != 4) continue;
        x = x.contiguous(MemoryFormat::ChannelsLast);
      }
      const int64_t out = transposed ? c.w[1] * c.groups : c.w[0];
      Tensor b = wave({out}, 0.4, t);
      for (Tensor* v : {&x, &w, &b}) v->requires_grad_();
      const Tensor y = run(c, transposed, x, w, b);
      y.backward(wave(y.sizes(), 0.3, t));
      if (!k)
        want = {x.grad(), w.grad(), b.grad()};
      else
        for (auto [got, i] : {std::pair(x.grad(), 0), {w.grad(), 1}, {b.grad(), 2}})
          expect_close(got, want[static_cast<size_t>(i)], 5e-5);
    }
  });
}

// Several strips per image, several images per group, and more parts than one.
TEST(Conv, PathsAgreeOnLargeImagesAndWithThreads) {
  for (const auto& sizes : {std::vector<int64_t>{2, 32, 47, 44}, {23, 32, 6, 7}})
    for (int threads : {1, 3}) {
      const int before = get_num_threads();
      set_num_threads(threads);
      std::vector<Tensor> results[2];
      for (int k = 0; k < 2; ++k) {
        const Path p(k ? kernels::ConvPath::Winograd : kernels::ConvPath::Gemm);
        Tensor x = wave(sizes, 0.1, kFloat).requires_grad_(),
               w = wave({48, 32, 3, 3}, 0.2, kFloat).requires_grad_();
        Tensor b = wave({48}, 0.4, kFloat).requires_grad_();
        const Tensor y = conv2d(x, w, b, 1, 1);
        y.backward(wave(y.sizes(), 0.3, kFloat));
        results[k] = {y.detach(), x.grad(), w.grad(), b.grad()};
      }
      set_num_threads(before);
      for (size_t i = 0; i < 4; ++i)
        expect_close(results[1][i], results[0][i].to(kDouble), i < 2 ? 5e-5 : 1e-3);
    }
}

TEST(Conv, FirstAndSecondDerivatives) {
  for_all([](const Case& c, bool transposed) {
    if (c.x[1] > 8) return;  // numerical derivatives of the small ones
    const int64_t out = transposed ? c.w[1] * c.groups : c.w[0];
    const std::vector<Tensor> in = {wave(c.x, 0.1).requires_grad_(), wave(c.w, 0.2).requires_grad_(),
                                    wave({out}, 0.4).requires_grad_()};
    const auto f = [&](const std::vector<Tensor>& v) {
      return std::vector<Tensor>{run(c, transposed, v[0], v[1], v[2])};
    };
    EXPECT_TRUE(autograd::gradcheck(f, in));
    if (in[0].numel() < 150 && in[1].numel() < 150) EXPECT_TRUE(autograd::gradgradcheck(f, in));
  });
}

TEST(Conv, HalfTypesComputeInFloat) {
  for (ScalarType t : {kHalf, kBFloat16}) {
    Tensor x = wave({2, 4, 5, 5}, 0.1, t), w = wave({8, 4, 3, 3}, 0.2, t);
    const Tensor want = conv2d(x.to(kDouble), w.to(kDouble));
    const Tensor y = conv2d(x, w), last = conv2d(x.contiguous(MemoryFormat::ChannelsLast), w);
    EXPECT_EQ(y.scalar_type(), t);
    expect_close(y, want, t == kHalf ? 2e-3 : 1e-2);
    expect_close(last, want, t == kHalf ? 2e-3 : 1e-2);
  }
}

TEST(Conv, UnbatchedNamedPaddingAndEmpty) {
  const Tensor x = wave({2, 3, 5, 6}, 0.1), w = wave({4, 3, 3, 3}, 0.2), b = wave({4}, 0.3);
  expect_close(conv2d(x[1], w, b, 1, 1), conv2d(x, w, b, 1, 1)[1], 1e-12);
  expect_close(conv2d(x, w, b, 1, "same"), conv2d(x, w, b, 1, 1), 1e-12);
  expect_close(conv2d(x, w, b, 1, "valid"), conv2d(x, w, b), 1e-12);
  // torch.nn.functional.conv1d(tensor([[1., 2, 3, 4]]), tensor([[[1., 10]]]), padding="same")
  const Tensor line = arange(1, 5, kDouble).reshape({1, 4}), two = empty({1, 1, 2}, kDouble);
  two.data_ptr<double>()[0] = 1;
  two.data_ptr<double>()[1] = 10;
  expect_values(conv1d(line, two, {}, 1, "same"), {1, 4}, {21, 32, 43, 4}, 0);
  EXPECT_EQ(conv2d(empty({0, 3, 5, 6}, kDouble), w, b).sizes(), IntArrayRef({0, 4, 3, 4}));
  expect_close(conv2d(empty({1, 0, 5, 6}, kDouble), empty({4, 0, 3, 3}, kDouble), b)[0][2],
               full({3, 4}, std::sin(0.7 * 2 + 0.3), kDouble), 1e-12);
  EXPECT_EQ(conv_transpose2d(x[0], wave({3, 4, 3, 3})).sizes(), IntArrayRef({4, 7, 8}));
}

TEST(Conv, NodeNames) {
  const Tensor x = wave({2, 3, 5, 6}).requires_grad_(), w = wave({4, 3, 3, 3});
  EXPECT_EQ(conv2d(x, w).grad_fn()->name(), "ConvolutionBackward0");
  EXPECT_EQ(conv_transpose2d(x, wave({3, 4, 3, 3})).grad_fn()->name(), "ConvolutionBackward0");
}

TEST(Conv, Errors) {
  const auto r = [](std::vector<int64_t> s, ScalarType t = kFloat) { return wave(s, 0, t); };
  const Tensor x = r({2, 3, 5, 5}), w = r({4, 3, 3, 3});
  const std::vector<std::pair<std::string, std::string>> list = {
      {message_of([&] {
         conv2d(x, r({4, 2, 3, 3}));
       }),
       "Given groups=1, weight of size [4, 2, 3, 3], expected input[2, 3, 5, 5] to have 2 channels, but got "
       "3 "
       "channels instead"},
      {message_of([&] {
         conv2d(x, r({4, 3, 6, 3}));
       }),
       "Calculated padded input size per channel: (5 x 5). Kernel size: (6 x 3). Kernel size can't be "
       "greater than "
       "actual input size"},
      {message_of([&] {
         conv1d(r({2, 3, 2}), r({4, 3, 3}));
       }),
       "Calculated padded input size per channel: (2). Kernel size: (3). Kernel size can't be greater than "
       "actual "
       "input size"},
      {message_of([&] {
         conv2d(r({5, 5}), w);
       }),
       "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [5, 5]"},
      {message_of([&] {
         conv1d(r({5}), r({4, 3, 3}));
       }),
       "Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [5]"},
      {message_of([&] { conv2d(x, w, {}, 0); }), "non-positive stride is not supported"},
      {message_of([&] {
         conv2d(x, w, {}, {1, 1, 1});
       }),
       "expected stride to be a single integer value or a list of 2 values to match the convolution "
       "dimensions, but "
       "got stride=[1, 1, 1]"},
      {message_of([&] { conv2d(x, w, {}, 1, -1); }), "negative padding is not supported"},
      {message_of([&] { conv2d(x, w, {}, 1, 0, 0); }),
       "dilation should be greater than zero, but got [0, 0]"},
      {message_of([&] { conv2d(x, w, {}, 1, 0, 1, 0); }), "non-positive groups is not supported"},
      {message_of([&] {
         conv2d(r({2, 4, 5, 5}), r({5, 2, 3, 3}), {}, 1, 0, 1, 2);
       }),
       "Given groups=2, expected weight to be divisible by 2 at dimension 0, but got weight of size [[5, 2, "
       "3, 3]] "
       "instead"},
      {message_of([&] {
         conv2d(r({2, 4, 5, 5}), r({1, 2, 3, 3}), {}, 1, 0, 1, 2);
       }),
       "Given groups=2, expected weight to be at least 2 at dimension 0, but got weight of size [1, 2, 3, 3] "
       "instead"},
      {message_of([&] { conv2d(x, w, r({5})); }),
       "Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 elements, but got bias "
       "of size "
       "[5] instead"},
      {message_of([&] { conv2d(x, w, r({4}, kDouble)); }),
       "Input type (float) and bias type (double) should be the same"},
      {message_of([&] { conv2d(x, w, {}, 2, "same"); }),
       "padding='same' is not supported for strided convolutions"},
      {message_of([&] { conv2d(x, w, {}, 1, "foo"); }), "Invalid padding string: 'foo'"},
      {message_of([&] { conv_transpose2d(x, w); }),
       "Given transposed=1, weight of size [4, 3, 3, 3], expected input[2, 3, 5, 5] to have 4 channels, but "
       "got 3 "
       "channels instead"},
      {message_of([&] {
         conv_transpose2d(x, r({3, 4, 3, 3}), {}, 2, 0, 2);
       }),
       "output padding must be smaller than either stride or dilation, but got output_padding_height: 2 "
       "output_padding_width: 2 stride_height: 2 stride_width: 2 dilation_height: 1 dilation_width: 1"},
      {message_of([&] {
         conv_transpose2d(x, r({3, 4, 3, 3}), {}, 2, 0, -1);
       }),
       "negative output_padding is not supported"},
      {message_of([&] {
         conv_transpose2d(x, r({3, 4, 3, 3}), {}, 1, 9);
       }),
       "Given input size per channel: (5 x 5). Calculated output size per channel: (-11 x -11). Output size "
       "is too "
       "small"},
      {message_of([&] {
         conv_transpose2d(r({4, 5}), w);
       }),
       "Expected 3D (unbatched) or 4D (batched) input to conv_transpose2d, but got input of size: [4, 5]"},
  };
  for (const auto& [got, want] : list) EXPECT_EQ(got, want);
}

}  // namespace
}  // namespace facula
