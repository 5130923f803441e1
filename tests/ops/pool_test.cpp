// Poolings against values that PyTorch 1.13 gave for the same waves; layouts, derivatives, messages.
#include "facula/ops/pool.h"

#include <functional>
#include <limits>

#include "facula/autograd/gradcheck.h"
#include "facula/graph/node.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_close;
using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

void check_max(const std::tuple<Tensor, Tensor>& got, IntArrayRef sizes, const std::vector<double>& want,
               const std::vector<double>& places) {
  expect_values(std::get<0>(got), sizes, want, 1e-9);
  EXPECT_EQ(std::get<1>(got).scalar_type(), kLong);
  expect_values(std::get<1>(got), sizes, places, 0);
}

TEST(Pool, MaxMatchesPyTorch) {
  const Tensor x = wave({1, 2, 5, 6}, 0.1);
  check_max(max_pool2d_with_indices(x, 2), {1, 2, 2, 3},
            {0.7173560909, 0.9974949866, 0.9985433454, 0.7984871126, 0.9993093887, 0.2064674819, 0.7777941618,
             0.9999937429, 0.1734521552, 0.7562216588, 0.183035729, 0.9999118601},
            {1, 2, 11, 12, 20, 22, 0, 8, 10, 18, 15, 17});
  check_max(max_pool2d_with_indices(x, 3, 2, 1, 1, true), {1, 2, 3, 4},
            {0.7173560909, 0.9974949866, 0.9985433454, 0.9985433454, 0.7984871126, 0.9993093887,
             0.9985433454, 0.9985433454, 0.74037589,   0.9993093887, 0.9997929001, 0.9997929001,
             0.7777941618, 0.9999937429, 0.7671163526, -0.501789301, 0.7625584505, 0.9999937429,
             0.9999118601, 0.9999118601, 0.7838786878, 0.999547275,  0.7451131605, -0.4786459186},
            {1, 2, 11, 11, 12, 20, 11, 11, 19, 20, 29, 29, 0, 8, 9, 11, 7, 8, 17, 17, 25, 26, 27, 23});
  check_max(max_pool2d_with_indices(x, {2, 3}, {1, 2}, 1, {2, 1}), {1, 2, 5, 3},
            {-0.9161659367, 0.1165492049, 0.9985433454, 0.7984871126, 0.9974949866, 0.8084964038,
             0.74037589,    0.9993093887, 0.9985433454, 0.7984871126, 0.2228899141, 0.9997929001,
             0.74037589,    0.9993093887, 0.7882520674, 0.7625584505, 0.9999937429, 0.7671163526,
             0.7777941618,  0.1899866758, 0.9999118601, 0.7625584505, 0.9999937429, 0.7671163526,
             0.7838786878,  0.999547275,  0.9999118601, 0.7562216588, 0.156868595,  -0.4786459186},
            {6, 9, 11, 12, 2, 3,  19, 20, 11, 12, 13, 29, 19, 20, 21,
             7, 8, 9,  0,  1, 17, 7,  8,  9,  25, 26, 17, 18, 19, 23});
  check_max(adaptive_max_pool2d(x, {3, 4}), {1, 2, 3, 4},
            {0.7173560909, 0.9974949866, 0.8084964038, 0.9985433454, 0.7984871126, 0.9993093887,
             0.7882520674, 0.9985433454, 0.74037589,   0.9993093887, 0.7882520674, 0.9997929001,
             0.7777941618, 0.9999937429, 0.7671163526, 0.1734521552, 0.7625584505, 0.9999937429,
             0.7733278896, 0.9999118601, 0.7838786878, 0.999547275,  0.7451131605, 0.1402406838},
            {1, 2, 3, 11, 12, 20, 21, 11, 19, 20, 21, 29, 0, 8, 9, 10, 7, 8, 16, 17, 25, 26, 27, 28});
}

TEST(Pool, MeanMatchesPyTorch) {
  const Tensor x = wave({1, 2, 5, 6}, 0.1);
  expect_values(avg_pool2d(x, 3, 2, 1), {1, 2, 3, 3},
                {-0.1175445227, 0.1255874299, 0.2721429867, 0.002210527409, -0.002504963069, -0.005223159583,
                 -0.1115956199, 0.1340734965, 0.2692823431, 0.2107576991, 0.1441411993, -0.2164143089,
                 -0.004066048977, -0.002700992402, 0.004233892532, 0.210723183, 0.1358398502, -0.2224649985},
                1e-9);
  expect_values(
      avg_pool2d(x, 3, 2, 1, true, false), {1, 2, 3, 4},
      {-0.264475176,    0.1883811448,    0.40821448,    0.278011451,   0.003315791114,  -0.002504963069,
       -0.005223159583, -0.003483853008, -0.2510901448, 0.2011102447,  0.4039235147,    0.2636854569,
       0.4742048229,    0.216211799,     -0.3246214634, -0.5048429457, -0.006099073465, -0.002700992402,
       0.004233892532,  0.006492213499,  0.4741271617,  0.2037597753,  -0.3336974977,   -0.5046175482},
      1e-9);
  expect_values(
      avg_pool2d(x, 3, 2, 1, true), {1, 2, 3, 4},
      {-0.1175445227,   0.1255874299,    0.2721429867,  0.09267048368, 0.002210527409,  -0.002504963069,
       -0.005223159583, -0.001741926504, -0.1115956199, 0.1340734965,  0.2692823431,    0.08789515229,
       0.2107576991,    0.1441411993,    -0.2164143089, -0.1682809819, -0.004066048977, -0.002700992402,
       0.004233892532,  0.00324610675,   0.210723183,   0.1358398502,  -0.2224649985,   -0.1682058494},
      1e-9);
  expect_values(avg_pool2d(x, 2, {}, 0, false, true, 3), {1, 2, 2, 3},
                {-0.352633568, 0.4572850176, 0.5080804238, 0.6316616527, 0.1357500469, -0.5855155575,
                 0.6322730972, 0.1149085559, -0.5932117393, -0.3218776316, -0.5910514441, 0.1209589811},
                1e-9);
  expect_values(
      adaptive_avg_pool2d(x, {3, 4}), {1, 2, 3, 4},
      {-0.264475176,    0.05131031506,  0.4733159945,  0.3810603179,  0.003315791114,  -0.0007617530392,
       -0.006092812871, -0.00483904781, -0.2510901448, 0.06713304779, 0.4740425436,    0.3713529528,
       0.4742048229,    0.3663410892,   -0.2345107223, -0.4449088045, -0.006099073465, -0.004645694492,
       0.003104732048,  0.005756632909, 0.4741271617,  0.3560080845,  -0.2482374725,   -0.4501778251},
      1e-9);
}

TEST(Pool, OneAndThreeDimensionsMatchPyTorch) {
  const Tensor line = wave({1, 1, 7}, 0.1), cube = wave({1, 1, 3, 4, 4}, 0.1);
  expect_values(max_pool1d(line, 3, 2), {1, 1, 3}, {0.9974949866, 0.9974949866, 0.2392493292}, 1e-9);
  expect_values(avg_pool1d(line, 3, 2, 1), {1, 1, 4}, {0.2723965025, 0.8411158271, 0.2017417632, -0.45289546},
                1e-9);
  expect_values(adaptive_avg_pool1d(line, 3), {1, 1, 3}, {0.6048948314, 0.6817469065, -0.3731456836}, 1e-9);
  expect_values(max_pool3d(cube, 2), {1, 1, 1, 2, 2},
                {0.9993093887, 0.9974949866, 0.9997929001, 0.9985433454}, 1e-9);
  expect_values(avg_pool3d(cube, 2, {2, 3, 3}, 1, true, false), {1, 1, 2, 2, 2},
                {0.09983341665, 0.9029956952, 0.123900785, 0.08680026753, -0.7205968812, -0.1444225352,
                 -0.1243598593, 0.06123325733},
                1e-9);
  expect_values(adaptive_avg_pool3d(cube, {2, 3, 1}), {1, 1, 2, 3, 1},
                {0.09059014298, -0.09461113854, 0.08769931385, 0.0454430478, -0.01498154274, -0.01721115927},
                1e-9);
  expect_values(std::get<0>(adaptive_max_pool3d(cube, {2, 3, 1})), {1, 1, 2, 3, 1},
                {0.9993093887, 0.9993093887, 0.9997929001, 0.9999937429, 0.9999937429, 0.9999118601}, 1e-9);
}

// Every way of laying out the input and every size of row meets the plain loop over windows in float64.
TEST(Pool, LayoutsDtypesAndVectorRows) {
  for (int64_t width : {4, 7, 8, 9, 14, 15, 16, 17, 28, 35, 40})
    for (ScalarType t : {kFloat, kHalf, kBFloat16}) {
      const Tensor x = wave({2, 3, 6, width}, 0.1, t), wide = x.to(kDouble);
      const Tensor last = x.contiguous(MemoryFormat::ChannelsLast);
      const Tensor strided = wave({2, 3, 6, 2 * width}, 0.1, t).slice(3, 0, 2 * width, 2);
      for (auto [kernel, stride, padding] : {std::array<int64_t, 3>{2, 2, 0}, {3, 2, 1}, {2, 1, 1}}) {
        const auto [want, places] = max_pool2d_with_indices(wide, kernel, stride, padding);
        for (const Tensor& in : {x, last}) {
          const auto [y, at] = max_pool2d_with_indices(in, kernel, stride, padding);
          EXPECT_EQ(y.is_contiguous(MemoryFormat::ChannelsLast) && !y.is_contiguous(), in.is_same(last));
          EXPECT_EQ(y.scalar_type(), t);
          expect_close(y, want, 0);
          expect_close(at, places, 0);
          expect_close(max_pool2d(in, kernel, stride, padding), want, 0);
          expect_close(avg_pool2d(in, kernel, stride, padding), avg_pool2d(wide, kernel, stride, padding),
                       t == kFloat  ? 1e-6
                       : t == kHalf ? 1e-3
                                    : 8e-3);
        }
        expect_close(max_pool2d(strided, kernel, stride, padding),
                     max_pool2d(strided.to(kDouble), kernel, stride, padding), 0);
      }
    }
}

TEST(Pool, NanAndInfinityAndIntegers) {
  const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
  for (int64_t width : {2, 8, 16}) {
    Tensor x = full({1, 1, 2, width}, -inf, kFloat);
    x.data_ptr<float>()[1] = nan;
    const auto [y, at] = max_pool2d_with_indices(x, 2);
    EXPECT_TRUE(std::isnan(values(y)[0]));
    EXPECT_EQ(values(at)[0], 1);
    if (width > 2) EXPECT_EQ(values(y)[1], -inf);
    if (width > 2) EXPECT_EQ(values(at)[1], 2);
  }
  expect_values(avg_pool2d(arange(1, 9, kLong).reshape({1, 2, 4}), 2), {1, 1, 2}, {3, 5}, 0);
  EXPECT_EQ(max_pool2d(empty({0, 3, 4, 4}), 2).sizes(), IntArrayRef({0, 3, 2, 2}));
}

TEST(Pool, Derivatives) {
  using V = std::vector<Tensor>;
  const auto check = [](const std::function<Tensor(const Tensor&)>& f, Tensor x) {
    const V in = {x.requires_grad_()};
    const auto g = [&](const V& v) { return V{f(v[0])}; };
    EXPECT_TRUE(autograd::gradcheck(g, in));
    EXPECT_TRUE(autograd::gradgradcheck(g, in));
  };
  for (bool last : {false, true}) {
    Tensor x = wave({2, 3, 5, 6}, 0.1);
    if (last) x = x.contiguous(MemoryFormat::ChannelsLast);
    check([](const Tensor& v) { return max_pool2d(v, 2); }, x.detach());
    check([](const Tensor& v) { return max_pool2d(v, 3, 1, 1); }, x.detach());
    check([](const Tensor& v) { return std::get<0>(max_pool2d_with_indices(v, 3, 2, 1)); }, x.detach());
    check([](const Tensor& v) { return avg_pool2d(v, 3, 2, 1, true, false); }, x.detach());
    check([](const Tensor& v) { return adaptive_avg_pool2d(v, {3, 4}); }, x.detach());
    check([](const Tensor& v) { return adaptive_avg_pool2d(v, 1); }, x.detach());
    check([](const Tensor& v) { return std::get<0>(adaptive_max_pool2d(v, {3, 4})); }, x.detach());
  }
  check([](const Tensor& v) { return max_pool1d(v, 3, 2); }, wave({2, 7}));
  check([](const Tensor& v) { return avg_pool3d(v, 2, 1, 1); }, wave({1, 2, 3, 3}));
  check([](const Tensor& v) { return max_pool3d(v, 2, 1); }, wave({1, 2, 3, 3, 3}));
}

TEST(Pool, NodeNames) {
  const Tensor x = wave({2, 3, 5, 6}).requires_grad_();
  EXPECT_EQ(max_pool2d(x, 2).grad_fn()->name(), "MaxPool2DWithIndicesBackward0");
  EXPECT_EQ(avg_pool2d(x, 2).grad_fn()->name(), "AvgPool2DBackward0");
  EXPECT_EQ(adaptive_avg_pool2d(x, 2).grad_fn()->name(), "AdaptiveAvgPool2DBackward0");
  EXPECT_EQ(adaptive_avg_pool2d(x, 1).grad_fn()->name(), "MeanBackward1");
}

TEST(Pool, Errors) {
  const Tensor x = wave({2, 3, 5, 5}, 0, kFloat);
  const std::vector<std::pair<std::string, std::string>> list = {
      {message_of([&] {
         max_pool2d(wave({5, 5}), 2);
       }),
       "non-empty 3D or 4D (batch mode) tensor expected for input"},
      {message_of([&] { max_pool2d(x, 2, {}, 2); }),
       "pad should be at most half of kernel size, but got pad=2 and kernel_size=2"},
      {message_of([&] { max_pool2d(x, 6); }),
       "Given input size: (3x5x5). Calculated output size: (3x0x0). Output size is too small"},
      {message_of([&] { max_pool2d(x, 2, 0); }), "stride should not be zero"},
      {message_of([&] {
         max_pool2d(x, {2, 2, 2});
       }),
       "max_pool2d: kernel_size must either be a single int, or a tuple of two ints"},
      {message_of([&] {
         max_pool2d(x, 2, {2, 2, 2});
       }),
       "max_pool2d: stride must either be omitted, a single int, or a tuple of two ints"},
      {message_of([&] {
         max_pool2d(x, 2, 2, {1, 1, 1});
       }),
       "max_pool2d: padding must be either be a single int, or a tuple of two ints"},
      {message_of([&] {
         max_pool2d(x, 2, 2, 0, {1, 1, 1});
       }),
       "max_pool2d: dilation must be either a single int, or a tuple of two ints"},
      {message_of([&] {
         max_pool2d(empty({2, 3, 0, 5}), 2);
       }),
       "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[2, 3, 0, "
       "5]"},
      {message_of([&] { avg_pool2d(x, 2, {}, 0, false, true, 0); }), "divisor must be not zero"},
      {message_of([&] { avg_pool1d(wave({5}), 2); }),
       "Expected 2 to 3 dimensions, but got 1-dimensional tensor for argument #1 'self' (while checking "
       "arguments "
       "for avg_pool1d)"},
      {message_of([&] {
         adaptive_avg_pool2d(wave({5, 5}), 3);
       }),
       "adaptive_avg_pool2d(): Expected 3D or 4D tensor, but got [5, 5]"},
      {message_of([&] {
         adaptive_max_pool2d(wave({5, 5}), 3);
       }),
       "adaptive_max_pool2d(): Expected 3D or 4D tensor, but got: [5, 5]"},
  };
  for (const auto& [got, want] : list) EXPECT_EQ(got, want);
  EXPECT_THROW(max_pool2d(wave({2, 3, 5, 5}, 0, kLong), 2), NotImplementedError);
}

}  // namespace
}  // namespace facula
