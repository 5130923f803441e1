// Copies between all layouts and dtypes, fills, resize_ and set_, against PyTorch's results and plain loops.
#include "facula/ops/copy.h"

#include <gtest/gtest.h>

#include <cmath>

#include "facula/autograd/gradcheck.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/view.h"
#include "ops/reference_cases.h"

namespace {

using namespace facula;
using test::expect_as_recorded;
using test::expect_error;
using test::values_of;
using Values = std::vector<double>;

Tensor leaf(IntArrayRef shape) {
  return arange(checked_numel(shape), kFloat).view(shape).clone().requires_grad_();
}

TEST(Copy, CloneAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3});
  const Tensor im = arange(48, kFloat).view({2, 3, 2, 4}).contiguous(MemoryFormat::ChannelsLast);
  expect_as_recorded("clone", x.clone());
  expect_as_recorded("clone_transposed", x.transpose(0, 2).clone());
  expect_as_recorded("clone_strided", x.slice(2, 0, 4, 2).transpose(0, 2).clone());
  expect_as_recorded("clone_expanded", m.unsqueeze(1).expand({2, 4, 3}).clone());
  expect_as_recorded("clone_contiguous", m.t().clone(MemoryFormat::Contiguous));
  expect_as_recorded("clone_channels_last", im.clone());
  expect_as_recorded("contiguous", m.t().contiguous());
  expect_as_recorded("contiguous_channels_last", im.contiguous().contiguous(MemoryFormat::ChannelsLast));
  EXPECT_TRUE(x.contiguous().is_same(x));
  EXPECT_FALSE(x.clone().is_alias_of(x));
}

TEST(Copy, ToAsRecorded) {
  const Tensor m = leaf({2, 3}), i = arange(6).view({2, 3}) - 2;
  const Tensor f = tensor({-1.5f, 0.f, 0.3f, 2.7f, 250.9f, -300.f, 65504.f});
  const Tensor z =
      view_as_complex(stack({arange(6, kFloat).view({2, 3}), arange(6, kFloat).view({2, 3}) * -1}, -1))
          .clone()
          .requires_grad_();
  expect_as_recorded("to_double", m.to(kDouble));
  expect_as_recorded("to_double_transposed", m.t().to(kDouble));
  expect_as_recorded("to_int", f.to(kInt));
  expect_as_recorded("to_long", f.to(kLong));
  expect_as_recorded("to_short", f.slice(0, 0, 5).to(kShort));
  expect_as_recorded("to_half", f.to(kHalf));
  expect_as_recorded("to_bfloat16", f.to(kBFloat16));
  expect_as_recorded("to_bool", f.to(kBool));
  expect_as_recorded("to_complex", m.to(kComplexFloat));
  expect_as_recorded("from_complex", z.to(kFloat));
  expect_as_recorded("from_int", i.to(kFloat));
  expect_as_recorded("from_int_to_bool", i.to(kBool));
  expect_as_recorded("from_int_to_int8", i.to(kChar));
  EXPECT_TRUE(m.to(kFloat).is_same(m));
  EXPECT_TRUE(m.to(TensorOptions(kFloat).device(kCPU)).is_same(m));
  EXPECT_FALSE(m.to(kFloat, false, true).is_alias_of(m));
  EXPECT_TRUE(m.to(i).scalar_type() == kLong);
  EXPECT_EQ(m.to(Device(kCPU), kDouble).scalar_type(), kDouble);
}

// Every pair of layouts, against element access through strides.
std::vector<Tensor> layouts(IntArrayRef shape, ScalarType t) {
  const int64_t a = shape[0], b = shape[1], c = shape[2];
  const auto values = [&](int64_t n) { return arange(n).to(t); };
  return {values(a * b * c).view({a, b, c}),
          values(a * b * c).view({c, b, a}).permute({2, 1, 0}),
          values(a * b * c).view({a, c, b}).transpose(1, 2),
          values(a * b * c).view({b, a, c}).transpose(0, 1),
          values(a * b * c * 2).view({a, b, c * 2}).slice(2, 0, c * 2, 2),
          values(a * b * c * 2).view({c * 2, a, b}).permute({1, 2, 0}).slice(2, 1, c * 2, 2)};
}
double at(const Tensor& t, int64_t i, int64_t j, int64_t k) {
  const char* p = static_cast<const char*>(t.data_ptr()) +
                  (i * t.stride(0) + j * t.stride(1) + k * t.stride(2)) * t.element_size();
  switch (t.scalar_type()) {
    case kFloat:
      return *reinterpret_cast<const float*>(p);
    case kDouble:
      return *reinterpret_cast<const double*>(p);
    case kShort:
      return *reinterpret_cast<const int16_t*>(p);
    case kByte:
      return *reinterpret_cast<const uint8_t*>(p);
    default:
      return static_cast<double>(reinterpret_cast<const complex<double>*>(p)->re);
  }
}
void check_pair(Tensor dst, const Tensor& src) {
  dst.copy_(src);
  int64_t wrong = 0;
  for (int64_t i = 0; i < dst.size(0); ++i)
    for (int64_t j = 0; j < dst.size(1); ++j)
      for (int64_t k = 0; k < dst.size(2); ++k) {
        const double v = at(src, i, j, k);
        const double want = dst.scalar_type() == kByte ? static_cast<uint8_t>(static_cast<int64_t>(v)) : v;
        wrong += at(dst, i, j, k) != want;
      }
  EXPECT_EQ(wrong, 0) << src.scalar_type() << " " << src.strides() << " -> " << dst.scalar_type() << " "
                      << dst.strides();
}

TEST(Copy, AllLayoutsAndWidths) {
  for (const DimVector& shape : {DimVector{3, 5, 4}, DimVector{1, 37, 43}, DimVector{17, 40, 64}})
    for (ScalarType t : {kByte, kShort, kFloat, kDouble, kComplexDouble})
      for (const Tensor& src : layouts(shape, t))
        for (const Tensor& dst : layouts(shape, t)) check_pair(dst, src);
}

TEST(Copy, AllLayoutsConverted) {
  for (const DimVector& shape : {DimVector{3, 5, 4}, DimVector{3, 21, 530}})
    for (const Tensor& src : layouts(shape, kFloat))
      for (ScalarType t : {kByte, kDouble, kComplexDouble})
        for (const Tensor& dst : layouts(shape, t)) check_pair(dst, src);
}

TEST(Copy, Transposes) {
  for (int64_t n : {1, 7, 8, 9, 31, 64, 100})
    for (int64_t m : {1, 8, 13, 257}) {
      Tensor x = arange(n * m, kFloat).view({n, m}), y = x.t().contiguous();
      const float *a = x.data_ptr<float>(), *b = y.data_ptr<float>();
      for (int64_t i = 0; i < n; ++i)
        for (int64_t j = 0; j < m; ++j) ASSERT_EQ(b[j * n + i], a[i * m + j]) << n << " " << m;
    }
}

TEST(Copy, Broadcasts) {
  Tensor y = zeros({2, 3});
  EXPECT_EQ(values_of(y.copy_(tensor({1.f, 2.f, 3.f}))), Values({1, 2, 3, 1, 2, 3}));
  EXPECT_EQ(values_of(y.copy_(tensor(5))), Values({5, 5, 5, 5, 5, 5}));
  y[1] = tensor({7.f, 8.f, 9.f});  // writes through the view
  y[0] = 1;
  EXPECT_EQ(values_of(y), Values({1, 1, 1, 7, 8, 9}));
}

TEST(Copy, LargeContiguous) {
  Tensor x = arange(3'000'001, kFloat), y = empty({3'000'001});
  y.copy_(x);
  const float* p = y.data_ptr<float>();
  int64_t wrong = 0;
  for (int64_t i = 0; i < y.numel(); ++i) wrong += p[i] != static_cast<float>(i);
  EXPECT_EQ(wrong, 0);
}

TEST(Copy, Gradients) {
  const auto check = [](const autograd::GradcheckFunction& f, const std::vector<Tensor>& in) {
    EXPECT_TRUE(autograd::gradcheck(f, in));
    EXPECT_TRUE(autograd::gradgradcheck(f, in));
  };
  const Tensor x = (arange(6, kDouble) * 0.3 + 0.1).view({2, 3}).clone().requires_grad_();
  const Tensor v = (arange(3, kDouble) * 0.7 + 0.2).requires_grad_(),
               s = tensor(0.4, kDouble).requires_grad_();
  check(
      [](const std::vector<Tensor>& in) {
        return std::vector<Tensor>{in[0].clone() * in[0].t().contiguous().t()};
      },
      {x});
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 2;
        y.copy_(in[1]);
        return std::vector<Tensor>{y * y};
      },
      {x, v});
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 2;
        y.select(1, 0).fill_(in[1]);
        return std::vector<Tensor>{y * y};
      },
      {x, s});
  Tensor f = leaf({2, 2});
  f.to(kDouble).backward(ones({2, 2}, kDouble));
  EXPECT_EQ(f.grad().scalar_type(), kFloat);
  Tensor w = leaf({2}), y = w * 1;
  y.copy_(ones({2}));
  EXPECT_EQ(y.grad_fn()->name(), "CopyBackwards");
  y.backward(ones({2}));
  EXPECT_EQ(values_of(w.grad()), Values({0, 0}));
  EXPECT_FALSE(zeros({2}, kInt).copy_(leaf({2})).requires_grad());
}

TEST(Copy, NodeNames) {
  const auto fresh = [] { return leaf({2, 3}) * 1; };
  EXPECT_EQ(fresh().fill_(2).grad_fn()->name(), "FillBackward2");
  EXPECT_EQ(fresh().fill_(tensor(2.f)).grad_fn()->name(), "FillBackward3");
  EXPECT_EQ(fresh().zero_().grad_fn()->name(), "ZeroBackward0");
}

TEST(Fill, AllDtypesAndLayouts) {
  for (ScalarType t : {kByte, kChar, kShort, kInt, kLong, kHalf, kBFloat16, kFloat, kDouble, kComplexFloat,
                       kComplexDouble}) {
    Tensor x = zeros({70, 300}, t);
    x.slice(1, 0, 300, 3).fill_(2);
    x.t().select(0, 1).fill_(3);
    x.slice(1, 5, 9).zero_();
    Values v = values_of(x);
    if (x.is_complex()) {
      for (size_t i = 0; i < v.size() / 2; ++i) v[i] = v[2 * i];
      v.resize(v.size() / 2);
    }
    int wrong = 0;
    for (size_t i = 0; i < v.size(); ++i) {
      const size_t c = i % 300;
      wrong += v[i] != (c >= 5 && c < 9 ? 0 : c == 1 ? 3 : c % 3 == 0 ? 2 : 0);
    }
    EXPECT_EQ(wrong, 0) << t;
  }
  EXPECT_EQ(values_of(zeros({1, 2}).expand({3, 2}).fill_(1)), Values({1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(values_of(zeros({2}, kByte).fill_(-1)), Values({255, 255}));
  EXPECT_EQ(values_of(zeros({2}, kBool).fill_(1.5)), Values({1, 1}));
  EXPECT_EQ(values_of(zeros({2}, kInt).fill_(1.5)), Values({1, 1}));
  EXPECT_EQ(values_of(fill(zeros({2}), tensor(4))), Values({4, 4}));
}

TEST(Fill, EveryLength) {
  for (ScalarType t : {kByte, kShort, kFloat, kDouble})
    for (int64_t n = 1; n < 80; ++n) {
      Tensor x = zeros({n + 1}, t);
      x.slice(0, 0, n).fill_(77);
      Values want(static_cast<size_t>(n), 77);
      want.push_back(0);
      ASSERT_EQ(values_of(x), want) << t << " " << n;
    }
  const auto pair = complex<double>(1, 2);
  Tensor z = zeros({5}, kComplexDouble).fill_(pair);
  EXPECT_TRUE(z.data_ptr<complex<double>>()[0] == pair && z.data_ptr<complex<double>>()[4] == pair);
}

TEST(CopyErrors, Messages) {
  Tensor y = zeros({2, 3});
  expect_error([&] { y.copy_(zeros(4)); },
               "The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1");
  expect_error(
      [&] {
        y.copy_(zeros({5, 2, 3}));
      },
      "output with shape [2, 3] doesn't match the broadcast shape [5, 2, 3]");
  expect_error([&] { y.slice(1, 0, 1).copy_(y); },
               "output with shape [2, 1] doesn't match the broadcast shape [2, 3]");
  expect_error(
      [&] {
        zeros({2, 1}).expand({2, 3}).copy_(y);
      },
      "unsupported operation: more than one element of the written-to tensor refers to a single memory "
      "location. Please clone() the tensor before performing the operation.");
  expect_error(
      [&] { y.view(6).slice(0, 1).copy_(y.view(6).slice(0, 0, 5)); },
      "unsupported operation: some elements of the input tensor and the written-to tensor refer to a single "
      "memory location. Please clone() the tensor before performing the operation.");
  expect_error([&] { y.fill_(zeros(2)); },
               "fill_ only supports 0-dimension value tensor but got tensor with 1 dimensions.");
  expect_error([&] { zeros(2).fill_(1e300); }, "value cannot be converted to type float without overflow");
  expect_error([&] { y.contiguous(MemoryFormat::Preserve); },
               "preserve memory format is unsupported by the contiguous operator");
  expect_error([&] { y.to(TensorOptions().requires_grad(true)); },
               "to(options) expects unset requires_grad flag, but got options.requires_grad set as true");
  expect_error([&] { y.clone(MemoryFormat::ChannelsLast); },
               "required rank 4 tensor to use channels_last format");
  expect_error([&] { leaf({2}).resize_(3); }, "cannot resize variables that require grad");
  expect_error([&] { y.resize_({2, -1}); }, "Trying to create tensor with negative dimension -1: [2, -1]");
  expect_error([&] { y.set_(zeros(2, kInt)); }, "Could not set tensor of type int to a tensor of type float");
}

TEST(Resize, KeepsTheValues) {
  Tensor x = tensor({1.f, 2.f, 3.f, 4.f});
  x.resize_({2, 2});
  EXPECT_EQ(values_of(x), Values({1, 2, 3, 4}));
  x.resize_({3});
  EXPECT_EQ(values_of(x), Values({1, 2, 3}));
  x.resize_({2, 4});
  EXPECT_EQ(x.sizes(), IntArrayRef({2, 4}));
  Values v = values_of(x);
  v.resize(4);
  EXPECT_EQ(v, Values({1, 2, 3, 4}));
  Tensor y = zeros({2, 3, 2, 2});
  y.resize_({1, 2, 3, 4}, MemoryFormat::ChannelsLast);
  EXPECT_TRUE(y.is_contiguous(MemoryFormat::ChannelsLast));
}

TEST(Resize, SetSharesTheMemory) {
  Tensor a = zeros({2}), b = ones({3, 2});
  a.set_(b);
  EXPECT_TRUE(a.is_alias_of(b));
  EXPECT_EQ(a.sizes(), b.sizes());
}

}  // namespace
