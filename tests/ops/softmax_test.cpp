#include "facula/ops/softmax.h"

#include "facula/autograd/gradcheck.h"
#include "ops/reduce_reference.h"

namespace facula {
namespace {

using namespace reference;

TEST(Softmax, MatchesPyTorch) {
  for (char key : std::string("xtsd")) {
    const Tensor v = input(key);
    check(call("softmax", key, "0"), v.softmax(0));
    check(call("softmax", key, "-1"), v.softmax(-1));
    check(call("log_softmax", key, "1"), v.log_softmax(1));
    check(call("log_softmax", key, "-1"), v.log_softmax(-1));
  }
  check("softmax(h,float)", input('h').softmax(1, kFloat));
  check("softmax(b,1)", input('b').softmax(1), 1);
  check("log_softmax(b,0)", input('b').log_softmax(0), 1);
}

TEST(Softmax, GradientsMatchPyTorch) {
  const Tensor x = input('x');
  check_grad("softmax(x,1)", x, [](const Tensor& v) { return v.softmax(1); });
  check_grad("softmax(x,-1)", x, [](const Tensor& v) { return v.softmax(-1); });
  check_grad("log_softmax(x,1)", x, [](const Tensor& v) { return v.log_softmax(1); });
  check_grad("log_softmax(x,-1)", x, [](const Tensor& v) { return v.log_softmax(-1); });
}

TEST(Softmax, LongLinesAgreeWithTheFormula) {
  for (const int64_t n : {1, 17, 1000, 5000, 20000}) {
    const Tensor x = numbers({3, n}, kDouble), e = x.exp(), y = e / e.sum(1, true);
    EXPECT_TRUE(x.softmax(1).allclose(y, 1e-12, 0)) << n;
    EXPECT_TRUE(x.log_softmax(1).allclose(y.log(), 1e-12, 1e-12)) << n;
    EXPECT_TRUE(x.t().softmax(0).allclose(y.t(), 1e-12, 0)) << n;
    const Tensor columns = x.t().contiguous();
    EXPECT_TRUE(columns.softmax(0).allclose(y.t(), 1e-12, 0)) << n;
    EXPECT_TRUE(columns.log_softmax(0).allclose(y.t().log(), 1e-12, 1e-12)) << n;
    EXPECT_TRUE(x.to(kFloat).softmax(1).allclose(y.to(kFloat), 3e-6, 0)) << n;
    EXPECT_TRUE(x.to(kFloat).log_softmax(1).allclose(y.log().to(kFloat), 3e-6, 0)) << n;
  }
}

TEST(Softmax, ManyColumns) {
  const Tensor x = numbers({2, 9, 1300}, kDouble), e = x.exp(), y = e / e.sum(1, true);
  EXPECT_TRUE(x.softmax(1).allclose(y, 1e-12, 0));
  EXPECT_TRUE(x.log_softmax(1).allclose(y.log(), 1e-12, 1e-12));
}

TEST(Softmax, EdgesAndErrors) {
  EXPECT_EQ(scalar_tensor(3.0).softmax(0).item<float>(), 1);
  EXPECT_EQ(empty({0, 3}).softmax(0).numel(), 0);
  EXPECT_EQ(empty({3, 0}).softmax(1).numel(), 0);
  const Tensor big = tensor({1e30f, -1e30f, 1e30f});
  EXPECT_EQ(big.softmax(0).sum().item<float>(), 1);
  EXPECT_EQ(big.log_softmax(0).data_ptr<float>()[1], -2e30f);
  EXPECT_EQ(message([] {
              numbers({2, 3}).softmax(2);
            }),
            "Dimension out of range (expected to be in range of [-2, 1], but got 2)");
  EXPECT_EQ(message([] { ones({2}, kLong).softmax(0); }),
            "\"softmax_lastdim_kernel_impl\" not implemented for 'Long'");
  EXPECT_EQ(message([] {
              ones({2, 3}, kLong).log_softmax(0);
            }),
            "\"log_softmax_kernel_impl\" not implemented for 'Long'");
}

TEST(Softmax, SecondDerivatives) {
  Tensor x = numbers({2, 3, 4}, kDouble) * 0.5;
  x.requires_grad_();
  for (const int64_t dim : {1, 2}) {
    const auto f = [dim](const std::vector<Tensor>& v) -> std::vector<Tensor> {
      return {v[0].softmax(dim), v[0].log_softmax(dim)};
    };
    EXPECT_TRUE(autograd::gradcheck(f, {x}));
    EXPECT_TRUE(autograd::gradgradcheck(f, {x}));
  }
}

}  // namespace
}  // namespace facula
