// Views: geometry, values and names as recorded from PyTorch, gradients, in-place changes.
#include "facula/ops/view.h"

#include <gtest/gtest.h>

#include "facula/autograd/gradcheck.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "ops/reference_cases.h"

namespace {

using namespace facula;
using test::expect_as_recorded;
using test::expect_error;
using test::values_of;
using Values = std::vector<double>;

Tensor leaf(IntArrayRef shape) {
  Tensor x = arange(checked_numel(shape), kFloat).view(shape).clone();
  return x.requires_grad_();
}
Tensor complex_leaf() {
  Tensor parts = stack({arange(6, kFloat).view({2, 3}), arange(6, kFloat).view({2, 3}) * -1}, -1);
  return view_as_complex(parts).clone().requires_grad_();
}

TEST(View, ShapesAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3}), v = leaf({5}), s = tensor(7.f).requires_grad_(),
               one = leaf({2, 1, 3, 1}), e = zeros({0, 3});
  expect_as_recorded("view_flat", x.view(24));
  expect_as_recorded("view_infer", x.view({4, -1}));
  expect_as_recorded("view_split", x.view({2, 3, 2, 2}));
  expect_as_recorded("view_ones", x.view({1, 2, 3, 1, 4}));
  expect_as_recorded("view_scalar", s.view({1, 1}));
  expect_as_recorded("view_of_slice", x.slice(2, 1, 3).view({6, 2}));
  expect_as_recorded("view_of_transposed", x.transpose(0, 1).view({3, 2, 2, 2}));
  expect_as_recorded("view_empty", e.view({3, 0}));
  expect_as_recorded("reshape_view", x.reshape({6, 4}));
  expect_as_recorded("reshape_copy", x.transpose(0, 2).reshape({8, 3}));
  expect_as_recorded("reshape_expanded", m.slice(0, 0, 1).expand({4, 3}).reshape(12));
  expect_as_recorded("ravel", ravel(m.t()));
  expect_as_recorded("flatten_all", x.flatten());
  expect_as_recorded("flatten_tail", x.flatten(1));
  expect_as_recorded("flatten_mid", one.flatten(1, 2));
  expect_as_recorded("flatten_scalar", s.flatten());
  expect_as_recorded("unflatten", x.unflatten(2, {2, -1}));
  expect_as_recorded("expand", m.unsqueeze(1).expand({2, 4, 3}));
  expect_as_recorded("expand_lead", m.expand({2, -1, 3}));
  expect_as_recorded("broadcast_to", broadcast_to(v, {2, 5}));
  EXPECT_TRUE(x.reshape({2, 3, 4}).is_alias_of(x));
  EXPECT_FALSE(x.transpose(0, 1).reshape(24).is_alias_of(x));
  EXPECT_FALSE(x.transpose(0, 1).reshape(24).is_view());
}

TEST(View, DimensionsAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3}), v = leaf({5}), one = leaf({2, 1, 3, 1}),
               s = tensor(7.f).requires_grad_();
  expect_as_recorded("t", m.t());
  expect_as_recorded("t_vector", v.t());
  expect_as_recorded("transpose", x.transpose(0, -1));
  expect_as_recorded("transpose_same", x.transpose(1, 1));
  expect_as_recorded("permute", x.permute({2, 0, 1}));
  expect_as_recorded("movedim", x.movedim(0, -1));
  expect_as_recorded("movedim_many", movedim(x, {0, 1}, {2, 0}));
  expect_as_recorded("unsqueeze_first", m.unsqueeze(0));
  expect_as_recorded("unsqueeze_mid", m.unsqueeze(1));
  expect_as_recorded("unsqueeze_last", m.unsqueeze(-1));
  expect_as_recorded("squeeze_all", one.squeeze());
  expect_as_recorded("squeeze_one", one.squeeze(1));
  expect_as_recorded("squeeze_not", one.squeeze(0));
  expect_as_recorded("squeeze_last", one.squeeze(-1));
  expect_as_recorded("alias", m.alias());
  expect_as_recorded("atleast_1d", atleast_1d(s));
  expect_as_recorded("atleast_2d", atleast_2d(v));
  expect_as_recorded("atleast_3d", atleast_3d(v));
}

TEST(View, PartsAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), m = leaf({2, 3}), v = leaf({5}), s = tensor(7.f).requires_grad_();
  expect_as_recorded("select", x.select(1, -1));
  expect_as_recorded("select_last", x.select(2, 3));
  expect_as_recorded("slice", x.slice(1, 1));
  expect_as_recorded("slice_step", x.slice(2, std::nullopt, std::nullopt, 3));
  expect_as_recorded("slice_negative", v.slice(0, -3, -1));
  expect_as_recorded("slice_clamped", v.slice(0, -9, 99));
  expect_as_recorded("slice_empty", v.slice(0, 4, 2));
  expect_as_recorded("narrow", x.narrow(2, 1, 2));
  expect_as_recorded("narrow_negative", x.narrow(2, -2, 2));
  expect_as_recorded("diagonal", x.diagonal());
  expect_as_recorded("diagonal_up", x.diagonal(1, 1, 2));
  expect_as_recorded("diagonal_down", x.diagonal(-1, 2, 1));
  expect_as_recorded("diagonal_far", m.diagonal(7));
  expect_as_recorded("unfold", v.unfold(0, 3, 1));
  expect_as_recorded("unfold_step", x.unfold(2, 2, 2));
  expect_as_recorded("unfold_scalar", s.unfold(0, 1, 1));
  expect_as_recorded("as_strided", m.as_strided({2, 2}, {1, 2}, 1));
  expect_as_recorded("as_strided_overlap", m.as_strided({3, 3}, {1, 1}));
  expect_as_recorded("as_strided_zero", m.as_strided({2, 3}, {0, 2}));
  expect_as_recorded("chunk_0", x.chunk(3, 2)[0]);
  expect_as_recorded("chunk_last", v.chunk(2)[1]);
  expect_as_recorded("chunk_many", v.chunk(4)[2]);
  expect_as_recorded("split_last", v.split(2)[2]);
  expect_as_recorded("split_sizes", x.split({1, 0, 3}, 2)[2]);
  expect_as_recorded("unbind", x.unbind(1)[2]);
  expect_as_recorded("tensor_split", tensor_split(v, 3)[1]);
  expect_as_recorded("tensor_split_at", tensor_split(v, {1, 3})[1]);
  EXPECT_EQ(zeros({0, 3}).chunk(2).size(), 2u);
  EXPECT_EQ(zeros({0, 3}).split(0).size(), 1u);
}

TEST(View, DtypesAsRecorded) {
  const Tensor x = leaf({2, 3, 4}), z = complex_leaf();
  expect_as_recorded("real", real(z));
  expect_as_recorded("imag", imag(z));
  expect_as_recorded("view_as_real", view_as_real(z));
  expect_as_recorded("view_as_complex", view_as_complex(x.view({2, 3, 2, 2})));
  expect_as_recorded("view_int", ones({2, 2}).view(kInt));
  expect_as_recorded("view_wider", tensor({0.f, 1.f, 0.f, 2.f}).view(kDouble));
  expect_as_recorded("view_narrower", tensor({1.0, 2.0}, kDouble).view(kFloat));
  EXPECT_TRUE(real(x).is_same(x));
  Tensor a = ones({2}), bits = a.view(kInt);
  const int64_t before = a._version();
  bits.zero_();
  EXPECT_EQ(a._version(), before + 1);  // the version is shared
  EXPECT_EQ(values_of(a), Values({0, 0}));
}

TEST(View, BroadcastTensors) {
  const auto out = broadcast_tensors({ones({2, 1}), ones({3})});
  EXPECT_EQ(out[0].sizes(), IntArrayRef({2, 3}));
  EXPECT_EQ(out[1].sizes(), IntArrayRef({2, 3}));
}

void check(const autograd::GradcheckFunction& f, const std::vector<Tensor>& inputs) {
  EXPECT_TRUE(autograd::gradcheck(f, inputs));
  EXPECT_TRUE(autograd::gradgradcheck(f, inputs));
}
Tensor doubles(IntArrayRef shape) {
  const int64_t n = checked_numel(shape);
  return (arange(n, kDouble) * 0.37 + 0.5).view(shape).clone().requires_grad_();
}
#define FACULA_CHECK_VIEW(shape, ...)      \
  check(                                   \
      [](const std::vector<Tensor>& in) {  \
        const Tensor& x = in[0];           \
        Tensor y = __VA_ARGS__;            \
        return std::vector<Tensor>{y * y}; \
      },                                   \
      {doubles shape})

TEST(View, Gradients) {
  FACULA_CHECK_VIEW(({2, 3}), x.view({3, 2}));
  FACULA_CHECK_VIEW(({2, 3}), x.t().reshape(6));
  FACULA_CHECK_VIEW(({2, 1}), x.expand({3, 2, 4}));
  FACULA_CHECK_VIEW(({2, 3}), x.t());
  FACULA_CHECK_VIEW(({2, 3, 2}), x.permute({1, 2, 0}));
  FACULA_CHECK_VIEW(({2, 3}), x.unsqueeze(1));
  FACULA_CHECK_VIEW(({2, 1, 3}), x.squeeze());
  FACULA_CHECK_VIEW(({2, 1, 3}), x.squeeze(1));
  FACULA_CHECK_VIEW(({2, 3}), x.select(1, 2));
  FACULA_CHECK_VIEW(({2, 5}), x.slice(1, 1, 5, 2));
  FACULA_CHECK_VIEW(({3, 4}), x.diagonal(1));
  FACULA_CHECK_VIEW(({3, 4}), x.diagonal(-1, 1, 0));
  FACULA_CHECK_VIEW(({5}), x.unfold(0, 3, 1));
  FACULA_CHECK_VIEW(({2, 5}), x.unfold(1, 2, 3));
  FACULA_CHECK_VIEW(({2, 3}), x.as_strided({2, 2}, {1, 2}, 1));
  FACULA_CHECK_VIEW(({2, 3}), x.t().as_strided({3}, {2}));
  FACULA_CHECK_VIEW(({2, 4}), x.split({1, 3}, 1)[1]);
  FACULA_CHECK_VIEW(({2, 4}), x.chunk(2, 1)[0] * x.chunk(2, 1)[1]);
  FACULA_CHECK_VIEW(({3, 2}), x.unbind(1)[0]);
}

TEST(View, GradientsOfOverlappingViews) {
  FACULA_CHECK_VIEW(({2, 3}), x.as_strided({3, 3}, {1, 1}));
  FACULA_CHECK_VIEW(({2, 3}), x.as_strided({2, 3}, {0, 2}));
}

TEST(View, GradientsOfComplexViews) {
  const Tensor z = view_as_complex(doubles({2, 3, 2}).detach()).clone().requires_grad_();
  check([](const std::vector<Tensor>& in) { return std::vector<Tensor>{view_as_real(in[0])}; }, {z});
  check([](const std::vector<Tensor>& in) { return std::vector<Tensor>{real(in[0]) * imag(in[0])}; }, {z});
  check([](const std::vector<Tensor>& in) { return std::vector<Tensor>{view_as_complex(in[0])}; },
        {doubles({2, 3, 2})});
}

TEST(View, SplitGradientsOfUnusedPiecesAreZero) {
  Tensor x = leaf({6});
  auto parts = x.split(2);
  parts[1].backward(tensor({1.f, 2.f}));
  EXPECT_EQ(values_of(x.grad()), Values({0, 0, 1, 2, 0, 0}));
}

// ---- in-place

TEST(ViewInplace, WriteThroughAView) {
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 2;
        y.select(0, 1).copy_(in[1]);
        y.slice(1, 1).mul_(3);
        return std::vector<Tensor>{y * y};
      },
      {doubles({2, 3}), doubles({3})});
  Tensor x = leaf({2, 3}), y = x * 1;
  y.select(0, 0).zero_();
  EXPECT_EQ(y.grad_fn()->name(), "CopySlices");
  y.backward(ones({2, 3}));
  EXPECT_EQ(values_of(x.grad()), Values({0, 0, 0, 1, 1, 1}));
}

TEST(ViewInplace, ViewOfAView) {
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 2;
        Tensor part = y.t().slice(0, 1);
        part.select(1, 0).mul_(in[1]);
        return std::vector<Tensor>{part * part, y * y};
      },
      {doubles({2, 3}), doubles({2})});
}

TEST(ViewInplace, AnOldViewSeesTheNewHistory) {
  Tensor w = leaf({3}), base = zeros({3}), old = base.slice(0, 1);
  base.add_(w);
  EXPECT_TRUE(old.requires_grad());
  EXPECT_EQ(old.grad_fn()->name(), "AsStridedBackward0");
  (old * 2).backward(ones({2}));
  EXPECT_EQ(values_of(w.grad()), Values({0, 2, 2}));
}

TEST(ViewInplace, ComplexBaseThroughItsRealPart) {
  Tensor w = leaf({3}), z = zeros({3}, kComplexFloat);
  real(z).copy_(w);
  EXPECT_EQ(z.grad_fn()->name(), "CopySlices");
  view_as_real(z).select(1, 0).backward(tensor({1.f, 2.f, 3.f}));
  EXPECT_EQ(values_of(w.grad()), Values({1, 2, 3}));
}

TEST(ViewInplace, RealBaseThroughAComplexView) {
  Tensor w = view_as_complex(ones({3, 2})).clone().requires_grad_(), x = zeros({3, 2});
  view_as_complex(x).copy_(w);
  (x * x).backward(ones({3, 2}));
  EXPECT_EQ(values_of(w.grad()), Values({2, 2, 2, 2, 2, 2}));
}

TEST(ViewInplace, ChangesOfShape) {
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 1;
        y.t_().unsqueeze_(1).transpose_(0, 2).squeeze_(1);
        return std::vector<Tensor>{y * y * y};
      },
      {doubles({2, 3})});
  Tensor x = leaf({2, 3}), y = x * 1;
  y.t_();
  EXPECT_EQ(y.grad_fn()->name(), "TBackward1");
  EXPECT_EQ(y.sizes(), IntArrayRef({3, 2}));
  Tensor z = leaf({1, 2, 1}) * 1;
  EXPECT_EQ(z.squeeze_().sizes(), IntArrayRef({2}));
  EXPECT_EQ(z.grad_fn()->name(), "SqueezeBackward2");
}

TEST(ViewInplace, ChangeOfAViewsShape) {
  check(
      [](const std::vector<Tensor>& in) {
        Tensor y = in[0] * 2, part = y.slice(1, 0, 2);
        part.t_();
        return std::vector<Tensor>{part * part, y * y};
      },
      {doubles({3, 3})});
}

TEST(ViewInplace, Errors) {
  Tensor x = leaf({2, 3});
  const std::string in_place = "a leaf Variable that requires grad is being used in an in-place operation.";
  expect_error([&] { x.t_(); }, in_place);
  expect_error([&] { x.copy_(ones({2, 3})); }, in_place);
  expect_error([&] { x.select(0, 0).fill_(1); },
               "a view of a leaf Variable that requires grad is being used in "
               "an in-place operation.");
  Tensor y = x * 1;
  expect_error(
      [&] { y.chunk(2, 1)[0].mul_(2); },
      "Output 0 of SplitBackward0 is a view and is being modified inplace. This view is the output of a "
      "function that returns multiple views.");
  Tensor v, base = zeros({3});
  {
    NoGradGuard off;
    v = base.slice(0, 1);
  }
  base.add_(leaf({3}));
  expect_error(
      [&] { v.requires_grad(); },
      "A view was created in no_grad mode and its base or another view of its base has been modified "
      "inplace with grad mode enabled. Given that this use case is ambiguous and error-prone, it is "
      "forbidden.");
}

}  // namespace
