#include "facula/ops/scan.h"

#include "facula/autograd/gradcheck.h"
#include "ops/reduce_reference.h"

namespace facula {
namespace {

using namespace reference;

TEST(Scan, MatchesPyTorch) {
  for (char key : std::string("xtskcodn")) {
    const Tensor v = input(key);
    check(call("cumsum", key, "0"), v.cumsum(0));
    check(call("cumsum", key, "-1"), v.cumsum(-1));
    check(call("cumprod", key, "-1"), v.cumprod(-1));
    if (key != 'c') {
      check(call("cummax", key, "-1"), cummax(v, -1));
      check(call("cummin", key, "0"), cummin(v, 0));
    }
    if (among(key, "xtsd")) check(call("logcumsumexp", key, "0"), logcumsumexp(v, 0));
  }
  check("cumsum(o,1)", input('o').cumsum(1));
  check("cumsum(x,1,double)", input('x').cumsum(1, kDouble));
}

TEST(Scan, GradientsMatchPyTorch) {
  const Tensor x = input('x'), z = input('z');
  check_grad("cumsum(x,1)", x, [](const Tensor& v) { return v.cumsum(1); });
  check_grad("cumprod(z,1)", z, [](const Tensor& v) { return v.cumprod(1); });
  check_grad("cumprod(z,0)", z, [](const Tensor& v) { return v.cumprod(0); });
  check_grad(
      "logcumsumexp(x,1)", x, [](const Tensor& v) { return logcumsumexp(v, 1); }, 256);
  check_grad("cummax(x,1)", x, [](const Tensor& v) { return std::get<0>(cummax(v, 1)); });
}

TEST(Scan, ManyLinesAndColumns) {
  const Tensor x = numbers({9, 700}, kDouble), y = x.cumsum(1), w = x.cumsum(0);
  for (int64_t i = 0; i < 9; ++i)
    EXPECT_NEAR(y.select(0, i).select(0, 699).item<double>(), x.select(0, i).sum().item<double>(), 1e-9);
  for (int64_t j : {0, 255, 256, 699})
    EXPECT_NEAR(w.select(0, 8).select(0, j).item<double>(), x.select(1, j).sum().item<double>(), 1e-9);
  EXPECT_TRUE(x.t().cumsum(0).equal(y.t()));
}

TEST(Scan, EdgesAndErrors) {
  EXPECT_EQ(scalar_tensor(3.0).cumsum(0).item<float>(), 3);
  EXPECT_EQ(empty({0, 3}).cumsum(0).numel(), 0);
  EXPECT_EQ(std::get<1>(cummax(empty({3, 0}), 1)).numel(), 0);
  EXPECT_EQ(numbers({3}, kHalf).cumsum(0).scalar_type(), kHalf);
  EXPECT_EQ(message([] { cummax(input('c'), 0); }), "\"cummax_cpu\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message([] { numbers({2}).cumsum(1); }),
            "Dimension out of range (expected to be in range of [-1, 0], but got 1)");
}

TEST(Scan, SecondDerivatives) {
  const auto zero_in = [](Tensor x) {
    x.data_ptr<double>()[3] = x.data_ptr<double>()[9] = 0;
    return x;
  };
  const auto holds = [](Tensor x, Tensor (*f)(const Tensor&)) {
    x.requires_grad_();
    const auto list = [f](const std::vector<Tensor>& v) -> std::vector<Tensor> { return {f(v[0])}; };
    return autograd::gradcheck(list, {x}) && autograd::gradgradcheck(list, {x});
  };
  const Tensor x = numbers({2, 3, 4}, kDouble) * 0.5;
  EXPECT_TRUE(holds(x.clone(), [](const Tensor& v) { return v.cumsum(1); }));
  EXPECT_TRUE(holds(x.clone(), [](const Tensor& v) { return v.cumprod(1); }));
  EXPECT_TRUE(holds(zero_in(x.clone()), [](const Tensor& v) { return v.cumprod(2); }));
  EXPECT_TRUE(holds(x.clone(), [](const Tensor& v) { return logcumsumexp(v, 1); }));
}

}  // namespace
}  // namespace facula
