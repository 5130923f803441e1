// Worked rows of FEATURES.md: reductions.
#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
Tensor two_by_three() { return tensor({{1, 2, 3}, {4, 5, 6}}); }

TEST(Features, RD01) {
  const Tensor t = two_by_three();
  EXPECT_EQ(t.sum().item<int64_t>(), 21);
  EXPECT_EQ(facula::sum(t).item<int64_t>(), 21);
  EXPECT_EQ(t.sum().dim(), 0);
  EXPECT_EQ(t.to(kInt).sum().dtype(), kLong);
  EXPECT_EQ(t.to(kBool).sum().dtype(), kLong);
  EXPECT_EQ(t.to(kBool).sum().item<int64_t>(), 6);
}
TEST(Features, RD02) {
  const Tensor t = two_by_three();
  EXPECT_EQ(values(t.sum(0)), (Numbers{5, 7, 9}));
  EXPECT_EQ(values(t.sum(1)), (Numbers{6, 15}));
  EXPECT_EQ(sizes(t.sum(0)), (Ints{3}));
  EXPECT_EQ(sizes(t.sum(1)), (Ints{2}));
}
TEST(Features, RD03) {
  const Tensor kept = two_by_three().sum(1, /*keepdim=*/true);
  EXPECT_EQ(sizes(kept), (Ints{2, 1}));
  EXPECT_EQ(values(kept), (Numbers{6, 15}));
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

}  // namespace
}  // namespace facula
