// Shapes, views and contiguity (SH) of FEATURES.md.
#include <gtest/gtest.h>

#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
bool shares(const Tensor& a, const Tensor& b) { return a.data_ptr() == b.data_ptr(); }
const char kCannotView[] =
    "Error: view size is not compatible with input tensor's size and stride (at least one dimension "
    "spans across two "
    "contiguous subspaces). Use .reshape(...) instead.";

TEST(Features, SH01) {
  const Tensor a = arange(12), t = a.view({3, 4}).t();
  EXPECT_TRUE(shares(a.reshape({3, 4}), a));
  EXPECT_EQ(sizes(a.reshape({3, 4})), (Ints{3, 4}));
  const Tensor copied = t.reshape({12});
  EXPECT_FALSE(shares(copied, t));
  EXPECT_EQ(values(copied), (Numbers{0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11}));
  EXPECT_THROWN("Error: shape '[5, 3]' is invalid for input of size 12", a.reshape({5, 3}));
}
TEST(Features, SH02) {
  const Tensor x = arange(24), swapped = x.view({2, 3, 4}).transpose(0, 1);
  EXPECT_EQ(sizes(x.view({6, 4})), (Ints{6, 4}));
  EXPECT_EQ(sizes(rand({32, 3, 5}).view({32, -1})), (Ints{32, 15}));
  EXPECT_TRUE(shares(x.view({6, 4}), x));
  // The shape has to fit the strides; the tensor need not be contiguous.
  ASSERT_FALSE(swapped.is_contiguous());
  const Tensor v = swapped.view({3, 2, 2, 2});
  EXPECT_TRUE(shares(v, x));
  EXPECT_EQ(v.strides().vec(), (Ints{4, 12, 2, 1}));
  EXPECT_TRUE(v.equal(swapped.reshape({3, 2, 2, 2})));
  EXPECT_THROWN(kCannotView, swapped.view({24}));
}
TEST(Features, SH03) {
  const Tensor a = arange(12);
  EXPECT_EQ(sizes(a.reshape({2, -1})), (Ints{2, 6}));
  EXPECT_EQ(sizes(a.reshape({-1, 6})), (Ints{2, 6}));
  EXPECT_EQ(sizes(a.view({4, -1})), (Ints{4, 3}));
  EXPECT_THROWN("Error: only one dimension can be inferred", a.reshape({-1, -1}));
  EXPECT_THROWN("Error: shape '[5, -1]' is invalid for input of size 12", a.reshape({5, -1}));
}
TEST(Features, SH04) {
  const Tensor x = rand({20, 5});
  EXPECT_EQ(sizes(x.reshape({-1})), (Ints{100}));
  EXPECT_EQ(sizes(x.reshape(-1)), (Ints{100}));
  EXPECT_TRUE(shares(x.reshape(-1), x));
  EXPECT_TRUE(x.reshape(-1).view({20, 5}).equal(x));
}
TEST(Features, SH05) {
  const Tensor x = rand({2, 3, 4});
  EXPECT_EQ(sizes(x.flatten()), (Ints{24}));
  EXPECT_EQ(sizes(x.flatten(1)), (Ints{2, 12}));
}
TEST(Features, SH06) {
  const Tensor a = rand({1, 3, 1, 4});
  EXPECT_EQ(sizes(a.squeeze()), (Ints{3, 4}));
  EXPECT_TRUE(shares(a.squeeze(), a));
}
TEST(Features, SH07) {
  const Tensor a = rand({1, 3, 1, 4});
  EXPECT_EQ(sizes(a.squeeze(0)), (Ints{3, 1, 4}));
  EXPECT_EQ(sizes(a.squeeze(2)), (Ints{1, 3, 4}));
  EXPECT_EQ(sizes(a.squeeze(1)), sizes(a)) << "silently unchanged";
  EXPECT_EQ(sizes(a.squeeze(-1)), sizes(a));
}
TEST(Features, SH08) {
  const Tensor c = rand({3, 1, 4});
  EXPECT_EQ(sizes(c.unsqueeze(1)), (Ints{3, 1, 1, 4}));
  EXPECT_EQ(sizes(rand({3, 4}).unsqueeze(-1)), (Ints{3, 4, 1}));
  EXPECT_EQ(sizes(rand({10}).unsqueeze(0)), (Ints{1, 10}));
  EXPECT_TRUE(shares(c.unsqueeze(1), c));
}
TEST(Features, SH09) {
  const Tensor x = rand({2, 3, 4});
  EXPECT_EQ(sizes(x.transpose(0, 1)), (Ints{3, 2, 4}));
  EXPECT_EQ(sizes(x.transpose(-1, -2)), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(rand({2, 3, 4, 5}).transpose(1, 3)), (Ints{2, 5, 4, 3}));
  EXPECT_TRUE(shares(x.transpose(0, 1), x));
}
TEST(Features, SH10) {
  const Tensor m = rand({2, 3}), v = rand({3});
  EXPECT_EQ(sizes(m.t()), (Ints{3, 2}));
  EXPECT_TRUE(shares(m.t(), m));
  EXPECT_TRUE(v.t().equal(v));
  EXPECT_TRUE(tensor(2.).t().equal(tensor(2.)));
  EXPECT_THROWN("Error: t() expects a tensor with <= 2 dimensions, but self is 3D", rand({2, 3, 4}).t());
}
TEST(Features, SH11) {
  const Tensor m = tensor({{1, 2, 3}, {4, 5, 6}}), b = rand({5, 2, 3});
  EXPECT_TRUE(m.mT().equal(m.t()));
  EXPECT_TRUE(m.numpy_T().equal(m.t()));
  EXPECT_TRUE(b.mT().equal(b.transpose(-1, -2)));
  EXPECT_TRUE(shares(b.mT(), b));
  EXPECT_EQ(sizes(b.numpy_T()), (Ints{3, 2, 5})) << "other ranks: all dims reversed";
  EXPECT_THROWN("Error: tensor.mT is only supported on matrices or batches of matrices. Got 1-D tensor.",
                rand({3}).mT());
}
TEST(Features, SH12) {
  const Tensor x = rand({2, 3, 4});
  EXPECT_EQ(sizes(x.permute({0, 2, 1})), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(x.permute({2, 1, 0})), (Ints{4, 3, 2}));
  EXPECT_EQ(sizes(x.permute({-1, 0, 1})), (Ints{4, 2, 3}));
  EXPECT_TRUE(shares(x.permute({2, 1, 0}), x));
  EXPECT_THROWN("Error: permute(): duplicate dims are not allowed.", x.permute({0, 0, 1}));
  EXPECT_THROWN(
      "Error: permute(sparse_coo): number of dimensions in the tensor input does not match the length of "
      "the desired ordering of dimensions i.e. input.dim() = 3 is not equal to len(dims) = 2",
      x.permute({0, 1}));
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-3, 2], but got 3)",
                x.permute({0, 1, 3}));
}
TEST(Features, SH13) {
  const Tensor image = arange(24).view({2, 3, 4});
  EXPECT_EQ(sizes(rand({3, 224, 224}).permute({1, 2, 0})), (Ints{224, 224, 3}));
  EXPECT_EQ(sizes(rand({32, 3, 224, 224}).permute({0, 2, 3, 1})), (Ints{32, 224, 224, 3}));
  EXPECT_TRUE(image.permute({1, 2, 0}).permute({2, 0, 1}).equal(image));
}
TEST(Features, SH14) {
  const Tensor x = ones({2, 3}).requires_grad_(), y = zeros({2, 3}), z = full({2, 3}, 5.);
  const Tensor rows = cat({x, y, z}, 0), columns = cat({x, y, z}, 1);
  EXPECT_EQ(sizes(rows), (Ints{6, 3}));
  EXPECT_EQ(sizes(columns), (Ints{2, 9}));
  EXPECT_EQ(values(columns.detach()[0]), (Numbers{1, 1, 1, 0, 0, 0, 5, 5, 5}));
  (columns * columns.detach()).sum().backward();
  EXPECT_EQ(values(x.grad()), Numbers(6, 1));
  EXPECT_THROWN(
      "Error: Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for tensor "
      "number 1 in the list.",
      cat({y, ones({2, 4})}, 0));
}
TEST(Features, SH15) {
  const Tensor x = ones({2, 3}).requires_grad_(), y = zeros({2, 3});
  EXPECT_EQ(sizes(stack({x, y, y}, 0)), (Ints{3, 2, 3}));
  EXPECT_EQ(sizes(stack({x, y, y}, 1)), (Ints{2, 3, 3}));
  EXPECT_TRUE(stack({x, y}, 1).select(1, 0).equal(x));
  stack({x, y}, 0).sum().backward();
  EXPECT_EQ(values(x.grad()), Numbers(6, 1));
  EXPECT_THROWN(
      "Error: stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [3, 2] at entry 1",
      stack({y, y.t()}, 0));
}
TEST(Features, SH16) {
  const Tensor x = arange(18).view({6, 3});
  const std::vector<Tensor> parts = chunk(x, 3, 0);
  ASSERT_EQ(parts.size(), 3u);
  for (const Tensor& p : parts) EXPECT_EQ(sizes(p), (Ints{2, 3}));
  EXPECT_TRUE(shares(parts[1], x[2])) << "views";
  const auto few = chunk(arange(5), 4, 0);  // of two, two and one
  ASSERT_EQ(few.size(), 3u) << "fewer than asked";
  EXPECT_EQ(values(few[2]), (Numbers{4}));
  EXPECT_EQ(rand({2, 8}).chunk(4, 1)[3].size(1), 2);  // the gates of an LSTM
}
TEST(Features, SH17) {
  const Tensor x = rand({6, 3});
  const auto parts = split(x, {1, 2, 3}, 0);
  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(sizes(parts[2]), (Ints{3, 3}));
  EXPECT_TRUE(shares(parts[2], x[3]));
  EXPECT_EQ(sizes(split(rand({5, 3}), 2, 0)[2]), (Ints{1, 3})) << "the last piece is shorter";
  EXPECT_THROW(split(x, {2, 2}, 0), Error);
}
TEST(Features, SH18) {
  const Tensor x = arange(12).view({4, 3}), part = x.narrow(0, 1, 2);
  EXPECT_EQ(values(part), (Numbers{3, 4, 5, 6, 7, 8}));
  EXPECT_TRUE(shares(part, x[1]));
}
TEST(Features, SH19) {
  const Tensor x = tensor({{1}, {2}}), wide = x.expand({2, 3});
  EXPECT_EQ(values(wide), (Numbers{1, 1, 1, 2, 2, 2}));
  EXPECT_EQ(wide.strides().vec(), (Ints{1, 0}));
  EXPECT_TRUE(shares(wide, x));
  EXPECT_EQ(sizes(x.expand({4, -1, 3})), (Ints{4, 2, 3}));
  EXPECT_THROWN(
      "Error: The expanded size of the tensor (3) must match the existing size (2) at non-singleton "
      "dimension "
      "0.  Target sizes: [3, 3].  Tensor sizes: [2, 1]",
      x.expand({3, 3}));
}
TEST(Features, SH20) {
  const Tensor x = arange(6).view({2, 3}), y = x.t();
  EXPECT_TRUE(x.contiguous().is_same(x)) << "no copy where none is needed";
  EXPECT_FALSE(shares(y.contiguous(), y));
  EXPECT_TRUE(y.contiguous().is_contiguous());
  EXPECT_EQ(values(y.contiguous().view({6})), (Numbers{0, 3, 1, 4, 2, 5}));
}
TEST(Features, SH21) {
  const Tensor a = tensor({1, 2, 3}), b = a.clone();
  b[0] = 9;
  EXPECT_EQ(values(a), (Numbers{1, 2, 3}));
  EXPECT_EQ(values(b), (Numbers{9, 2, 3}));
}
TEST(Features, SH22) {
  Tensor a = tensor({1, 2, 3, 4}), v = a.view({2, 2});
  v.index_put_({0, 0}, 99);
  EXPECT_EQ(values(a), (Numbers{99, 2, 3, 4}));
  const Tensor m = arange(6).view({1, 2, 3});
  const std::vector<Tensor> views = {m.view({6}),
                                     m.transpose(1, 2),
                                     m.permute({2, 1, 0}),
                                     m.squeeze(),
                                     m.unsqueeze(0),
                                     m.slice(2, 0, 2),
                                     m.narrow(1, 0, 1),
                                     m.expand({4, 2, 3}),
                                     m.reshape({3, 2}),
                                     m.detach(),
                                     m[0],
                                     m.select(1, 0),
                                     m.flatten(),
                                     m.unbind(1)[0],
                                     m.diagonal(0, 1, 2),
                                     m.unfold(2, 2, 1),
                                     m.movedim(0, 1),
                                     m.swapaxes(0, 2),
                                     m.view_as(m),
                                     m.unflatten(2, {3, 1}),
                                     m.split(1, 1)[0],
                                     m.chunk(2, 1)[0],
                                     m.alias(),
                                     m.squeeze(0).t(),
                                     m.index({"...", 0})};
  int64_t written = 100;
  for (const Tensor& view : views) {
    m.fill_(++written);
    EXPECT_TRUE(shares(view, m)) << "view " << written - 101;
    EXPECT_EQ(view.flatten()[0].item<int64_t>(), written) << "what is written to the base shows in the view";
    view.select(0, 0).fill_(-1);
    EXPECT_EQ(m.min().item<int64_t>(), -1) << "view " << written - 101;
  }
}
TEST(Features, SH23) {
  const Tensor m = arange(6).view({2, 3});
  const std::vector<Tensor> copies = {m.clone(),
                                      m.t().contiguous(),
                                      m.t().reshape(-1),
                                      m.to(kFloat),
                                      m.to(m.options(), false, /*copy=*/true),
                                      m.index({m > 2}),
                                      m.masked_select(m > 2),
                                      m.index({tensor({0, 1})}),
                                      m.index_select(0, tensor({0})),
                                      m.repeat({2, 1}),
                                      m.flip(0),
                                      m.roll(1, 0)};
  for (size_t i = 0; i < copies.size(); ++i) {
    EXPECT_FALSE(copies[i].is_alias_of(m)) << "copy " << i;
    copies[i].fill_(77);
    EXPECT_EQ(values(m), (Numbers{0, 1, 2, 3, 4, 5})) << "copy " << i;
  }
}
TEST(Features, SH24) {
  const Tensor a = arange(4);
  EXPECT_TRUE(shares(a, a.view({2, 2})));
  EXPECT_FALSE(shares(a, a.clone()));
}
TEST(Features, SH25) {
  const Tensor x = arange(6).view({2, 3});
  for (const Tensor& t :
       {x.t(), x.numpy_T(), x.transpose(0, 1), x.permute({1, 0}), arange(6).slice(0, 0, 6, 2)})
    EXPECT_FALSE(t.is_contiguous());
  EXPECT_TRUE(rand({1, 5}).t().is_contiguous()) << "a moved dim of size 1 changes nothing";
}
TEST(Features, SH26) {
  const Tensor y = arange(6).view({2, 3}).t();
  EXPECT_THROWN(kCannotView, y.view({6}));
  EXPECT_EQ(values(y.contiguous().view({6})), (Numbers{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(values(y.reshape({6})), (Numbers{0, 3, 1, 4, 2, 5}));
}
TEST(Features, SH27) {  // reshape copies without a word; is_contiguous() false does not always mean a copy
  const Tensor y = arange(24).view({2, 3, 4}).transpose(0, 1);
  EXPECT_FALSE(shares(y.reshape({24}), y));
  ASSERT_FALSE(y.is_contiguous());
  EXPECT_TRUE(shares(y.reshape({3, 2, 2, 2}), y));
}
TEST(Features, SH28) {
  const Tensor x = rand({4, 5, 6}), merged = x.reshape({4 * 5, 6});
  EXPECT_EQ(sizes(merged), (Ints{20, 6}));
  EXPECT_TRUE(shares(merged, x));
  EXPECT_TRUE(merged[5 + 2].equal(x[1][2]));
}
TEST(Features, SH29) {
  const Tensor x = rand({20, 5});
  EXPECT_EQ(sizes(x.unsqueeze(0)), (Ints{1, 20, 5}));
  EXPECT_TRUE(shares(x.unsqueeze(0), x));
}

}  // namespace
}  // namespace facula
