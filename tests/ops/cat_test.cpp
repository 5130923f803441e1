// Joining, repeating, reversing and rolling against PyTorch's results; gradients and errors.
#include "facula/ops/cat.h"

#include <gtest/gtest.h>

#include "facula/autograd/gradcheck.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "ops/reference_cases.h"

namespace {

using namespace facula;
using test::expect_as_recorded;
using test::expect_error;
using test::values_of;

Tensor leaf(IntArrayRef shape) {
  return arange(checked_numel(shape), kFloat).view(shape).clone().requires_grad_();
}

TEST(Cat, AsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3}), v = leaf({5}), s = tensor(7.f).requires_grad_(),
               i = arange(6).view({2, 3}) - 2, e = zeros({0, 3});
  const Tensor im = arange(48, kFloat).view({2, 3, 2, 4}).contiguous(MemoryFormat::ChannelsLast);
  expect_as_recorded("cat_0", cat({m, m * 2}));
  expect_as_recorded("cat_1", cat({m, m.slice(1, 0, 1), m}, 1));
  expect_as_recorded("cat_negative", cat({x, x}, -1));
  expect_as_recorded("cat_strided", cat({m.t(), m.t()}));
  expect_as_recorded("cat_promoted", cat({i, m}));
  expect_as_recorded("cat_legacy_empty", cat({zeros(0), m}));
  expect_as_recorded("cat_empty", cat({e, e}));
  expect_as_recorded("cat_channels_last", cat({im, im}, 1));
  expect_as_recorded("stack_0", stack({m, m}));
  expect_as_recorded("stack_1", stack({m, m * 2}, 1));
  expect_as_recorded("stack_last", stack({m.t(), m.t()}, -1));
  expect_as_recorded("hstack", hstack({m, m}));
  expect_as_recorded("hstack_vectors", hstack({v, s}));
  expect_as_recorded("vstack", vstack({v, v}));
  expect_as_recorded("dstack", dstack({m, m}));
  expect_as_recorded("column_stack", column_stack({v, v}));
}

TEST(Cat, RepeatsAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3});
  expect_as_recorded("repeat", m.repeat({2, 3}));
  expect_as_recorded("repeat_more", m.repeat({2, 1, 2}));
  expect_as_recorded("repeat_zero", m.repeat({0, 2}));
  expect_as_recorded("repeat_strided", m.t().repeat({1, 2}));
  expect_as_recorded("tile", tile(x, 2));
  expect_as_recorded("flip", x.flip({0, 2}));
  expect_as_recorded("flip_strided", m.t().flip(0));
  expect_as_recorded("flip_none", m.flip(IntArrayRef()));
  expect_as_recorded("fliplr", fliplr(m));
  expect_as_recorded("flipud", flipud(m));
  expect_as_recorded("roll_dim", x.roll(-1, 2));
  expect_as_recorded("roll_dims", x.roll({1, 5}, {0, 1}));
  expect_as_recorded("roll_strided", m.t().roll(2, 0));
  expect_as_recorded("roll", m.roll(1));
  expect_as_recorded("rot90", rot90(m));
  expect_as_recorded("rot90_two", rot90(m, 2));
  expect_as_recorded("rot90_back", rot90(m, -1));
}

TEST(Cat, LargeRowsAndMixedDtypes) {
  const Tensor a = arange(90'000, kFloat).view({300, 300}), b = arange(60'000).view({300, 200});
  for (const Tensor& other : {b, b.to(kFloat), b.to(kFloat).t().contiguous().t()}) {
    const Tensor y = cat({a, other}, 1);
    EXPECT_EQ(y.scalar_type(), kFloat);
    EXPECT_EQ(values_of(y.slice(1, 0, 300)), values_of(a));
    EXPECT_EQ(values_of(y.slice(1, 300)), values_of(b));
  }
}

TEST(Cat, RowsOfEveryLength) {
  for (int64_t n = 1; n < 150; ++n) {
    const Tensor x = arange(2 * n).to(kByte).view({2, n}), y = cat({x, x}, 1);
    const auto* p = y.data_ptr<uint8_t>();
    for (int64_t i = 0; i < 4 * n; ++i) ASSERT_EQ(p[i], static_cast<uint8_t>(i / (2 * n) * n + i % n)) << n;
  }
}

TEST(Cat, Gradients) {
  const auto make = [](IntArrayRef shape) {
    return (arange(checked_numel(shape), kDouble) * 0.37 + 0.5).view(shape).clone().requires_grad_();
  };
  const auto check = [](const autograd::GradcheckFunction& f, const std::vector<Tensor>& in) {
    EXPECT_TRUE(autograd::gradcheck(f, in));
    EXPECT_TRUE(autograd::gradgradcheck(f, in));
  };
  using In = const std::vector<Tensor>&;
  using Out = std::vector<Tensor>;
  const auto squared = [](const Tensor& y) { return Out{y * y}; };
  check([&](In x) { return squared(cat({x[0], x[1]}, 1)); }, {make({2, 3}), make({2, 2})});
  check([&](In x) { return squared(cat({x[0], zeros(0, kDouble), x[0]})); }, {make({2, 3})});
  check([&](In x) { return squared(stack({x[0], x[1]}, 1)); }, {make({2, 3}), make({2, 3})});
  check([&](In x) { return squared(x[0].repeat({2, 3, 2})); }, {make({2, 2})});
  check([&](In x) { return squared(x[0].flip({0, 1})); }, {make({2, 3})});
  check([&](In x) { return squared(x[0].roll({1, 2}, {0, 1})); }, {make({2, 3})});
  check([&](In x) { return squared(rot90(x[0])); }, {make({2, 3})});
  Tensor x = leaf({2}), empty_leaf = zeros(0).requires_grad_();
  cat({x, empty_leaf}).backward(ones(2));
  EXPECT_EQ(empty_leaf.grad().sizes(), IntArrayRef({0}));
}

TEST(CatErrors, Messages) {
  const Tensor x = leaf({2, 3}), s = zeros({});
  expect_error([&] { cat({}); }, "torch.cat(): expected a non-empty list of Tensors");
  expect_error(
      [&] {
        cat({x, zeros({2, 4})});
      },
      "Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor number 1 "
      "in the list.");
  expect_error(
      [&] {
        cat({x, zeros({2, 4, 1})});
      },
      "Tensors must have same number of dimensions: got 2 and 3");
  expect_error([&] { cat({x, s}); }, "zero-dimensional tensor (at position 1) cannot be concatenated");
  expect_error<IndexError>(
      [&] {
        cat({x, x}, 2);
      },
      "Dimension out of range (expected to be in range of [-2, 1], but got 2)");
  expect_error([&] { stack({}); }, "stack expects a non-empty TensorList");
  expect_error(
      [&] {
        stack({x, zeros({2, 4})});
      },
      "stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [2, 4] at entry 1");
  expect_error([&] { x.repeat(2); },
               "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor");
  expect_error([&] { x.repeat({2, -1}); }, "Trying to create tensor with negative dimension -3: [4, -3]");
  expect_error([&] { x.flip({0, 0}); }, "dim 0 appears multiple times in the list of dims");
  expect_error([&] { x.roll({1, 2}, 0); }, "shifts and dimensions must align. shifts: 2, dims:1");
  expect_error([&] { x.roll({1, 2}); }, "shifts and dimensions must align. shifts: 2, dims:0");
}

}  // namespace
