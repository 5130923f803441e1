// Worked rows of FEATURES.md: reductions, shapes and views, indexing.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
using test::message_of;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
Tensor two_by_three() { return tensor({{1, 2, 3}, {4, 5, 6}}); }
Tensor nine() { return arange(1, 10).view({3, 3}); }

TEST(Features, RD01toRD03) {  // WN-18
  const Tensor t = two_by_three();
  EXPECT_EQ(t.sum().item<int64_t>(), 21);
  EXPECT_EQ(t.sum().dim(), 0);
  EXPECT_EQ(t.to(kBool).sum().dtype(), kLong);
  EXPECT_EQ(values(t.sum(0)), (Numbers{5, 7, 9}));
  EXPECT_EQ(values(t.sum(1)), (Numbers{6, 15}));
  EXPECT_EQ(sizes(t.sum(1, /*keepdim=*/true)), (Ints{2, 1}));
}
TEST(Features, RD04) { EXPECT_EQ(sizes(rand({2, 3, 4, 5}).mean({2, 3})), (Ints{2, 3})); }
TEST(Features, RD05) {
  EXPECT_EQ(sizes(rand({4, 4}).mean(-1, true)), (Ints{4, 1}));
  EXPECT_EQ(message_of([] {
              rand({4, 4}).mean(2);
            }),
            "Dimension out of range (expected to be in range of [-2, 1], but got 2)");
}
TEST(Features, RD06) {
  EXPECT_NE(message_of([] { two_by_three().mean(); }).find("could not infer output dtype"),
            std::string::npos);
  EXPECT_EQ(two_by_three().to(kFloat).mean().item<float>(), 3.5f);
}
TEST(Features, RD07) {
  EXPECT_EQ(two_by_three().prod().item<int64_t>(), 720);
  const Tensor x = tensor({2., 0., 3.}).requires_grad_();
  x.prod().backward();
  EXPECT_EQ(values(x.grad()), (Numbers{0, 6, 0}));
}
TEST(Features, RD08) {
  EXPECT_EQ(two_by_three().max().item<int64_t>(), 6);
  EXPECT_EQ(two_by_three().min().item<int64_t>(), 1);
  const Tensor x = tensor({3., 1., 3.}).requires_grad_();
  x.max().backward();
  EXPECT_EQ(values(x.grad()), (Numbers{.5, 0, .5}));
  EXPECT_THROW(empty({0}).max(), Error);
}
TEST(Features, RD09) {
  const Tensor x = tensor({{1., 5., 5.}, {4., 3., 6.}}).requires_grad_();
  const auto [v, i] = x.max(1);
  EXPECT_EQ(values(v), (Numbers{5, 6}));
  EXPECT_EQ(values(i), (Numbers{1, 2}));
  EXPECT_EQ(i.dtype(), kLong);
  v.sum().backward();
  EXPECT_EQ(values(x.grad()), (Numbers{0, 1, 0, 0, 0, 1}));
  EXPECT_EQ(sizes(std::get<0>(x.max(-1, true))), (Ints{2, 1}));
}
TEST(Features, RD10) {
  const Tensor x = tensor({3., 3.}).requires_grad_();
  x.amax().backward();
  EXPECT_EQ(values(x.grad()), (Numbers{.5, .5}));
  EXPECT_EQ(values(two_by_three().amax(0)), (Numbers{4, 5, 6}));
}
TEST(Features, RD11) {  // WN-19
  const Tensor t = tensor({3, 1, 4, 1, 5});
  EXPECT_EQ(t.argmax().item<int64_t>(), 4);
  EXPECT_EQ(t.argmin().item<int64_t>(), 1);
}
TEST(Features, RD12) { EXPECT_EQ(values(tensor({{1, 5, 2}, {4, 3, 6}}).argmax(1)), (Numbers{1, 2})); }
TEST(Features, RD13) {  // WN-20
  const Tensor t = tensor({1., 2., 3., 4.});
  EXPECT_NEAR(t.std().item<float>(), 1.2910, 5e-5);
  EXPECT_NEAR(t.std(/*unbiased=*/false).item<float>(), 1.1180, 5e-5);
  EXPECT_TRUE(std::isnan(tensor({1.}).std().item<float>()));
  EXPECT_EQ(sizes(rand({2, 3}).std(1)), (Ints{2}));
  EXPECT_EQ(sizes(facula::std(rand({2, 3}), 0)), (Ints{3}));
  EXPECT_EQ(rand({2, 3}).std(false).dim(), 0);
}
TEST(Features, RD14) { EXPECT_NEAR(tensor({1., 2., 3., 4.}).var().item<float>(), 1.6667, 5e-5); }
TEST(Features, RD15) {
  EXPECT_EQ(tensor({1., 2., 3., 4.}).median().item<float>(), 2.f);
  const auto [v, i] = tensor({{3., 1., 2.}}).median(1);
  EXPECT_EQ(values(v), (Numbers{2}));
  EXPECT_EQ(values(i), (Numbers{2}));
}
TEST(Features, RD16) {
  const auto [v, i] = kthvalue(tensor({5., 1., 3.}), 2, 0);
  EXPECT_EQ(v.item<float>(), 3.f);
  EXPECT_EQ(i.item<int64_t>(), 2);
  EXPECT_THROW(kthvalue(tensor({5., 1.}), 3, 0), Error);
}
TEST(Features, RD17) {  // WN-20
  EXPECT_EQ(quantile(tensor({1., 2., 3., 4.}), 0.5).item<float>(), 2.5f);
  EXPECT_EQ(sizes(quantile(rand({2, 5}), 0.1, 1, true)), (Ints{2, 1}));
  EXPECT_THROW(quantile(arange(3), 0.5), Error);
}
TEST(Features, RD18) { EXPECT_NEAR(logsumexp(tensor({1000., 1000.}), -1).item<float>(), 1000.6931, 1e-4); }
TEST(Features, RD19) {
  const Tensor pred = tensor({1, 2, 3}), y = tensor({1, 0, 3});
  EXPECT_EQ((pred == y).sum().item<int64_t>(), 2);
}
TEST(Features, RD20) { EXPECT_EQ(ones({1 << 25}).sum().item<float>(), 33554432.f); }
TEST(Features, WN21) {
  const Tensor t = tensor({1., 2., 4.});
  EXPECT_NEAR(t.log().mean().exp().item<float>(), 2, 1e-6);
  EXPECT_NEAR(1 / t.reciprocal().mean().item<float>(), 1.7143, 5e-5);
}
TEST(Features, WN22) {
  const Tensor x = tensor({1., 1., 2.}), w = tensor({1., 2., 3.});
  const Tensor mean = (w * x).sum() / w.sum();
  EXPECT_EQ(mean.item<float>(), 1.5f);
  EXPECT_EQ(((w * (x - mean).square()).sum() / w.sum()).sqrt().item<float>(), 0.5f);
}
TEST(Features, WN28) {
  const Tensor a = tensor({1, 2, 3, 4});
  EXPECT_EQ(values(facula::where(a > 2, a, 0)), (Numbers{0, 0, 3, 4}));
  const Tensor b = arange(1, 6), c = b * 10;
  EXPECT_EQ(values(facula::where(b > 2, c, b)), (Numbers{1, 2, 30, 40, 50}));
  EXPECT_EQ(values(facula::where(b > 3, b, c)), (Numbers{10, 20, 30, 4, 5}));
  EXPECT_EQ(values(facula::where(b > 3)[0]), (Numbers{3, 4}));
}
TEST(Features, WN30) {
  const Tensor t = two_by_three().to(kFloat);
  test::expect_close(t / std::get<0>(t.max(0)), tensor({{.25, .4, .5}, {1., 1., 1.}}), 1e-6);
}

TEST(Features, SH01toSH05) {
  const Tensor a = arange(12), x = arange(24).view({2, 3, 4});
  EXPECT_EQ(a.reshape({3, 4}).data_ptr(), a.data_ptr());
  EXPECT_EQ(sizes(x.transpose(0, 1).view({3, 2, 2, 2})), (Ints{3, 2, 2, 2}));
  EXPECT_THROW(x.transpose(0, 1).view({24}), Error);
  EXPECT_EQ(sizes(a.reshape({2, -1})), (Ints{2, 6}));
  EXPECT_EQ(message_of([&] { a.reshape({5, -1}); }), "shape '[5, -1]' is invalid for input of size 12");
  EXPECT_EQ(message_of([&] { a.reshape({-1, -1}); }), "only one dimension can be inferred");
  EXPECT_EQ(sizes(rand({20, 5}).reshape(-1)), (Ints{100}));
  EXPECT_EQ(sizes(x.flatten()), (Ints{24}));
  EXPECT_EQ(sizes(x.flatten(1)), (Ints{2, 12}));
}
TEST(Features, SH06toSH08) {
  const Tensor a = rand({1, 3, 1, 4});
  EXPECT_EQ(sizes(a.squeeze()), (Ints{3, 4}));
  EXPECT_EQ(sizes(a.squeeze(0)), (Ints{3, 1, 4}));
  EXPECT_EQ(sizes(a.squeeze(2)), (Ints{1, 3, 4}));
  EXPECT_EQ(sizes(a.squeeze(1)), sizes(a));
  EXPECT_EQ(sizes(rand({3, 1, 4}).unsqueeze(1)), (Ints{3, 1, 1, 4}));
  EXPECT_EQ(sizes(rand({3, 4}).unsqueeze(-1)), (Ints{3, 4, 1}));
  EXPECT_EQ(sizes(rand({10}).unsqueeze(0)), (Ints{1, 10}));
}
TEST(Features, SH09toSH13) {
  const Tensor x = rand({2, 3, 4});
  EXPECT_EQ(sizes(x.transpose(0, 1)), (Ints{3, 2, 4}));
  EXPECT_EQ(sizes(x.transpose(-1, -2)), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(rand({2, 3, 4, 5}).transpose(1, 3)), (Ints{2, 5, 4, 3}));
  EXPECT_EQ(message_of([&] { x.t(); }), "t() expects a tensor with <= 2 dimensions, but self is 3D");
  EXPECT_EQ(sizes(rand({3}).t()), (Ints{3}));
  EXPECT_EQ(sizes(x.permute({0, 2, 1})), (Ints{2, 4, 3}));
  EXPECT_EQ(sizes(x.permute({2, 1, 0})), (Ints{4, 3, 2}));
  EXPECT_THROW(x.permute({0, 0, 1}), Error);
  EXPECT_EQ(sizes(rand({3, 224, 224}).permute({1, 2, 0})), (Ints{224, 224, 3}));
}
TEST(Features, SH14toSH17) {
  const Tensor x = rand({2, 3});
  EXPECT_EQ(sizes(cat({x, x, x}, 0)), (Ints{6, 3}));
  EXPECT_EQ(sizes(cat({x, x, x}, 1)), (Ints{2, 9}));
  EXPECT_EQ(sizes(stack({x, x, x}, 0)), (Ints{3, 2, 3}));
  EXPECT_EQ(sizes(stack({x, x, x}, 1)), (Ints{2, 3, 3}));
  EXPECT_THROW(cat({x, rand({2, 4})}, 0), Error);
  EXPECT_EQ(chunk(rand({6, 3}), 3, 0).size(), 3u);
  EXPECT_EQ(chunk(rand({5}), 4, 0).size(), 3u);
  EXPECT_EQ(split(rand({6, 3}), {2, 2, 2}, 0).size(), 3u);
  EXPECT_EQ(sizes(split(rand({5, 3}), 2, 0)[2]), (Ints{1, 3}));
  EXPECT_THROW(split(rand({6, 3}), {2, 2}, 0), Error);
}
TEST(Features, SH18toSH24) {
  const Tensor x = arange(12).view({4, 3});
  EXPECT_EQ(values(x.narrow(0, 1, 2)), (Numbers{3, 4, 5, 6, 7, 8}));
  EXPECT_EQ(values(arange(6).view({2, 3}).t().contiguous().view({6})), (Numbers{0, 3, 1, 4, 2, 5}));
  EXPECT_TRUE(x.contiguous().is_same(x));
  const Tensor a = tensor({1, 2, 3, 4}), c = a.clone();
  a.view({2, 2})[0][0] = 99;
  EXPECT_EQ(values(a), (Numbers{99, 2, 3, 4}));  // WN-51
  EXPECT_EQ(values(c), (Numbers{1, 2, 3, 4}));
  EXPECT_EQ(a.data_ptr(), a.view({2, 2}).data_ptr());
  const Tensor masked = a.index({a > 2});
  masked.fill_(0);
  EXPECT_EQ(values(a), (Numbers{99, 2, 3, 4}));
}
TEST(Features, SH25toSH29) {
  const Tensor x = arange(6).view({2, 3});
  EXPECT_FALSE(x.t().is_contiguous());
  EXPECT_TRUE(rand({1, 5}).t().is_contiguous());
  EXPECT_NE(message_of([&] { x.t().view({6}); }).find("reshape"), std::string::npos);
  EXPECT_EQ(values(x.t().reshape(6)), (Numbers{0, 3, 1, 4, 2, 5}));
  const Tensor b = rand({4, 5, 6});
  EXPECT_EQ(b.reshape({20, 6}).data_ptr(), b.data_ptr());
  EXPECT_EQ(sizes(rand({20, 5}).unsqueeze(0)), (Ints{1, 20, 5}));
}
TEST(Features, WN44toWN49) {
  const Tensor t = randn({4, 3, 28, 28});
  EXPECT_EQ(sizes(t.view({4, -1})), (Ints{4, 2352}));
  EXPECT_EQ(sizes(t.permute({0, 2, 3, 1})), (Ints{4, 28, 28, 3}));
  EXPECT_EQ(sizes(t.index({Slice(), 0})), (Ints{4, 28, 28}));
  EXPECT_EQ(sizes(rand({8, 16}).unsqueeze(0).unsqueeze(2)), (Ints{1, 8, 1, 16}));
  EXPECT_EQ(sizes(rand({3, 1, 5}).squeeze()), (Ints{3, 5}));
  EXPECT_EQ(sizes(empty({32, 512, 768}).view({32, -1})), (Ints{32, 393216}));
  const Tensor p = empty({32, 768, 512}).permute({0, 2, 1});
  EXPECT_EQ(sizes(p), (Ints{32, 512, 768}));
  EXPECT_FALSE(p.is_contiguous());
}

TEST(Features, IX01) {
  const Tensor x = arange(24).view({2, 3, 4});
  EXPECT_EQ(sizes(x[0]), (Ints{3, 4}));
  EXPECT_EQ(sizes(x[0][1]), (Ints{4}));
  const Tensor one = x.index({0, 1, 2});
  EXPECT_EQ(one.dim(), 0);
  EXPECT_EQ(one.item<int64_t>(), 6);  // WN-33
  EXPECT_EQ(arange(5)[-1].item<int64_t>(), 4);
  EXPECT_EQ(message_of([] { arange(3)[5]; }),
            "select(): index 5 out of range for tensor of size [3] at dimension 0");
  EXPECT_EQ(message_of([] { arange(3).index({0, 0}); }), "too many indices for tensor of dimension 1");
}
TEST(Features, IX02toIX04) {  // WN-35
  const Tensor x = rand({4, 5, 6}), t = arange(10);
  EXPECT_EQ(sizes(x.index({Slice(1, 3), Slice(), Slice(2, 4)})), (Ints{2, 5, 2}));
  EXPECT_EQ(values(t.index({Slice(2, 5)})), (Numbers{2, 3, 4}));
  EXPECT_EQ(values(t.index({Slice(None, 3)})), (Numbers{0, 1, 2}));
  EXPECT_EQ(values(t.index({Slice(7, None)})), (Numbers{7, 8, 9}));
  EXPECT_EQ(values(t.slice(0, 2, 5)), (Numbers{2, 3, 4}));
  EXPECT_EQ(values(t.index({Slice(None, None, 2)})), (Numbers{0, 2, 4, 6, 8}));
  EXPECT_EQ(sizes(rand({10, 8, 6}).index({Slice(), Slice(None, None, 2)})), (Ints{10, 4, 6}));
  EXPECT_EQ(message_of([&] { t.index({Slice(None, None, -1)}); }), "step must be greater than zero");
  EXPECT_EQ(values(t.flip(0)), (Numbers{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
}
TEST(Features, IX05toIX07) {  // WN-34, WN-36, WN-37
  const Tensor m = nine(), b = arange(12).view({3, 4}), s = arange(60).view({5, 4, 3});
  EXPECT_EQ(m[0][0].item<int64_t>(), 1);
  EXPECT_EQ(m.index({1, 2}).item<int64_t>(), 6);
  EXPECT_EQ(m.index({-1, -1}).item<int64_t>(), 9);
  EXPECT_EQ(values(m[0]), (Numbers{1, 2, 3}));
  EXPECT_EQ(values(m.index({Slice(), 0})), (Numbers{1, 4, 7}));
  EXPECT_EQ(sizes(rand({4, 3, 2}).index({-1, Slice(), -1})), (Ints{3}));
  EXPECT_EQ(values(b.index({Slice(None, 2), Slice(None, 2)})), (Numbers{0, 1, 4, 5}));
  EXPECT_EQ(values(b.index({Slice(1, None), Slice(2, None)})), (Numbers{6, 7, 10, 11}));
  EXPECT_EQ(values(b.index({Slice(), Slice(None, None, 2)})), (Numbers{0, 2, 4, 6, 8, 10}));
  EXPECT_EQ(sizes(rand({4, 5, 6}).index({"...", 0})), (Ints{4, 5}));
  EXPECT_EQ(sizes(rand({2, 3, 4}).index({Ellipsis, -1})), (Ints{2, 3}));
  EXPECT_TRUE(s[2].equal(arange(24, 36).view({4, 3})));
  EXPECT_EQ(values(s.index({0, 1, Slice()})), (Numbers{3, 4, 5}));
  EXPECT_EQ(values(s.index({"...", -1})[0]), (Numbers{2, 5, 8, 11}));
}
TEST(Features, IX08toIX11) {  // WN-41
  const Tensor x = rand({4, 5, 6}), m = nine();
  EXPECT_EQ(sizes(x.index({tensor({0, 2, 3})})), (Ints{3, 5, 6}));
  EXPECT_EQ(values(tensor({10, 20, 30, 40, 50}).index({tensor({0, 2, 4})})), (Numbers{10, 30, 50}));
  EXPECT_EQ(values(m.index({tensor({0, 1, 2}), tensor({2, 1, 0})})), (Numbers{3, 5, 7}));
  const Tensor big = rand({10, 8, 6}), rows = tensor({0, 3, 7}), cols = tensor({1, 4});
  EXPECT_EQ(sizes(big.index({rows.unsqueeze(1), cols})), (Ints{3, 2, 6}));
  EXPECT_NE(message_of([&] { big.index({rows, cols}); }).find("[3], [2]"), std::string::npos);
}
TEST(Features, IX12toIX15) {  // WN-38, WN-39, WN-40
  const Tensor t = tensor({1, 5, 3, 8, 2, 9}), m = nine();
  EXPECT_EQ(values(t.index({t > 4})), (Numbers{5, 8, 9}));
  EXPECT_EQ(values(t.index({(t > 2) & (t < 8)})), (Numbers{5, 3}));
  EXPECT_EQ(values(t.index({(t < 3) | (t > 7)})), (Numbers{1, 8, 2, 9}));
  EXPECT_EQ(values(m.masked_select(m > 5)), (Numbers{6, 7, 8, 9}));
  EXPECT_EQ(values(m.index({tensor({true, false, true})})), (Numbers{1, 2, 3, 7, 8, 9}));
  Tensor a = tensor({1, 5, 3, 8, 2}), b = tensor({1, 5, 3, 8, 2});
  a.index_put_({a > 4}, 0);
  b.masked_fill_(b > 4, 0);
  EXPECT_EQ(values(a), (Numbers{1, 0, 3, 0, 2}));
  EXPECT_EQ(values(b), (Numbers{1, 0, 3, 0, 2}));
  Tensor img = zeros({10, 10});
  img.index_put_({Slice(), Slice(4, 6)}, 5.0);
  EXPECT_EQ(img.sum().item<float>(), 100.f);
  img[0][0] = 99;
  EXPECT_EQ(img[0][0].item<float>(), 99.f);
}
TEST(Features, IX16) {  // WN-42
  const Tensor t = tensor({{1., 2.}, {3., 4.}}).requires_grad_(), i = tensor({{0, 0}, {1, 0}});
  const Tensor y = gather(t, 1, i);
  EXPECT_EQ(values(y), (Numbers{1, 1, 4, 3}));
  y.sum().backward();
  EXPECT_EQ(values(t.grad()), (Numbers{2, 0, 1, 1}));
  EXPECT_THROW(gather(t, 1, i + 7), Error);
}
TEST(Features, IX17toIX20) {
  const Tensor out = rand({3, 5, 2});
  EXPECT_TRUE(out.index({Slice(), -1}).equal(out.select(1, -1)));
  EXPECT_EQ(out.unbind(0).size(), 3u);
  EXPECT_EQ(sizes(out.unbind(0)[0]), (Ints{5, 2}));
  const Tensor x = tensor({1., 2., 3.}).requires_grad_();
  x.index({tensor({0, 0, 2})}).sum().backward();
  EXPECT_EQ(values(x.grad()), (Numbers{2, 0, 1}));
}

}  // namespace
}  // namespace facula
