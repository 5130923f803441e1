// Losses against PyTorch: values, first and second derivatives, layouts, errors.
#include "facula/ops/loss.h"

#include <cmath>
#include <limits>

#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using test::message_of;
using test::Tensors;

const std::pair<const char*, int64_t> kReductions[] = {
    {"none", Reduction::None}, {"mean", Reduction::Mean}, {"sum", Reduction::Sum}};

TEST(Loss, ElementwiseLossesArePyTorchs) {
  const test::Recorded r("loss");
  for (const auto& [how, reduction] : kReductions) {
    const auto check = [&, how = std::string(how)](const std::string& name, auto f) {
      r.check(name + "_" + how, [&](const Tensors& in) { return Tensors{f(in)}; });
    };
    const int64_t k = reduction;
    check("mse", [&](const Tensors& in) { return mse_loss(in[0], in[1], k); });
    check("l1", [&](const Tensors& in) { return l1_loss(in[0], in[1], k); });
    check("smooth_l1", [&](const Tensors& in) { return smooth_l1_loss(in[0], in[1], k, 0.8); });
    check("huber", [&](const Tensors& in) { return huber_loss(in[0], in[1], k, 0.8); });
    check("bce", [&](const Tensors& in) { return binary_cross_entropy(in[0], in[1], {}, k); });
    check("bce_weight", [&](const Tensors& in) { return binary_cross_entropy(in[0], in[1], in[2], k); });
    check("bce_logits",
          [&](const Tensors& in) { return binary_cross_entropy_with_logits(in[0], in[1], {}, {}, k); });
    check("bce_logits_weights",
          [&](const Tensors& in) { return binary_cross_entropy_with_logits(in[0], in[1], in[2], in[3], k); });
    check("kl", [&](const Tensors& in) { return kl_div(in[0], in[1], k); });
    check("kl_log", [&](const Tensors& in) { return kl_div(in[0], in[1], k, true); });
  }
  r.check("mse_broadcast", [](const Tensors& in) { return Tensors{mse_loss(in[0], in[1])}; });
}

TEST(Loss, ClassLossesArePyTorchs) {
  const test::Recorded r("loss");
  for (const auto& [how, reduction] : kReductions) {
    const auto check = [&, how = std::string(how)](const std::string& name, auto f) {
      r.check(name + "_" + how, [&](const Tensors& in) { return Tensors{f(in)}; });
    };
    const int64_t k = reduction;
    check("nll", [&](const Tensors& in) { return nll_loss(in[0], in[1], {}, k); });
    check("nll_weight", [&](const Tensors& in) { return nll_loss(in[0], in[1], in[2], k, 3); });
    check("nll2d", [&](const Tensors& in) { return nll_loss_nd(in[0], in[1], in[2], k); });
    check("ce", [&](const Tensors& in) { return cross_entropy_loss(in[0], in[1], {}, k); });
    check("ce_weight", [&](const Tensors& in) { return cross_entropy_loss(in[0], in[1], in[2], k, 3); });
    check("ce_smooth",
          [&](const Tensors& in) { return cross_entropy_loss(in[0], in[1], in[2], k, -100, 0.2); });
    check("ce_smooth_plain",
          [&](const Tensors& in) { return cross_entropy_loss(in[0], in[1], {}, k, -100, 0.2); });
    check("ce_prob", [&](const Tensors& in) {
      return cross_entropy_loss(in[0], in[1].softmax(1), in[2], k, -100, 0.1);
    });
    check("ce_3d", [&](const Tensors& in) { return cross_entropy_loss(in[0], in[1], {}, k); });
  }
  const auto f = [](const Tensors& in) { return Tensors{cross_entropy_loss(in[0], in[1])}; };
  r.check("ce_wide", f);
  r.check("ce_single", f);
}

TEST(Loss, LargeSumsAreExact) {
  const Tensor x = full({300, 1000}, 1.1, kFloat), t = zeros({300, 1000}, kFloat);
  EXPECT_NEAR(mse_loss(x, t).item<float>(), 1.1f * 1.1f, 1e-6);
  EXPECT_NEAR(mse_loss(x, t, Reduction::Sum).item<float>(), 300000.0 * 1.1f * 1.1f, 0.3);
}

TEST(Loss, StridedAndHalfArguments) {
  const test::Recorded r("loss");
  const Tensor x = r["mse_mean.in0"], t = r["mse_mean.in1"], c = r["ce_mean.in1"];
  test::expect_near(mse_loss(x.t(), t.t()), mse_loss(x, t), 1e-14, "mse");
  const Tensor wide = x.t().contiguous().t();
  test::expect_near(cross_entropy_loss(wide, c), cross_entropy_loss(x, c), 1e-14, "cross entropy");
  test::expect_near(nll_loss(wide, c), nll_loss(x, c), 1e-14, "nll");
  const Tensor half = mse_loss(x.to(kBFloat16), t.to(kBFloat16));
  EXPECT_EQ(half.scalar_type(), kBFloat16);
  test::expect_near(half, mse_loss(x, t), 0.02, "bfloat16");
  EXPECT_TRUE(std::isnan(mse_loss(x.narrow(0, 0, 0), t.narrow(0, 0, 0)).item<double>()));
  EXPECT_EQ(mse_loss(x.narrow(0, 0, 0), t.narrow(0, 0, 0), Reduction::Sum).item<double>(), 0);
}

TEST(Loss, ScoresOfMinusInfinityAreImpossibleClasses) {
  const double inf = std::numeric_limits<double>::infinity();
  const Tensor x = test::make({1, 3}, {0, -inf, 0}).requires_grad_();
  const Tensor y = cross_entropy_loss(x, test::make({1}, {0}, kLong));
  EXPECT_NEAR(y.item<double>(), std::log(2.0), 1e-15);
  y.backward();
  test::expect_near(x.grad(), test::make({1, 3}, {-0.5, 0, 0.5}), 1e-15, "grad");
}

TEST(Loss, NodesHavePyTorchsNames) {
  const Tensor x = test::make({1, 2}, {1, -1}).requires_grad_(), t = test::make({1, 2}, {0, 0});
  const Tensor c = test::make({1}, {0}, kLong);
  EXPECT_EQ(mse_loss(x, t).grad_fn()->name(), "MseLossBackward0");
  EXPECT_EQ(smooth_l1_loss(x, t).grad_fn()->name(), "SmoothL1LossBackward0");
  EXPECT_EQ(huber_loss(x, t).grad_fn()->name(), "HuberLossBackward0");
  EXPECT_EQ(nll_loss(x, c).grad_fn()->name(), "NllLossBackward0");
  EXPECT_EQ(cross_entropy_loss(x, c).grad_fn()->name(), "NllLossBackward0");
}

TEST(Loss, Errors) {
  const Tensor x = test::make({3, 4}, std::vector<double>(12, 2)), c = test::make({3}, {0, 1, 10}, kLong);
  const Tensor two = test::make({2}, {0, 1}, kLong), whole = test::make({3}, {0, 1, 2}, kLong);
  EXPECT_EQ(message_of<IndexError>([&] { cross_entropy_loss(x, c); }), "Target 10 is out of bounds.");
  EXPECT_EQ(message_of<IndexError>([&] { nll_loss(x, c); }), "Target 10 is out of bounds.");
  EXPECT_EQ(message_of<ValueError>([&] { cross_entropy_loss(x, two); }),
            "Expected input batch_size (3) to match target batch_size (2).");
  EXPECT_EQ(message_of<Error>([&] { cross_entropy_loss(x, whole.to(kDouble)); }),
            "expected scalar type Long but found Double");
  EXPECT_EQ(message_of<Error>([&] {
              nll_loss(x, whole, test::make({3}, {1, 1, 1}));
            }),
            "weight tensor should be defined either for all 4 classes or no classes but got weight tensor of "
            "shape: [3]");
  EXPECT_EQ(message_of<Error>([&] { cross_entropy_loss(x, whole, {}, 1, -100, 2); }),
            "label_smoothing must be between 0.0 and 1.0. Got: 2");
  EXPECT_EQ(message_of<Error>([&] { cross_entropy_loss(x, x, {}, 1, 3); }),
            "ignore_index is not supported for floating point target");
  EXPECT_EQ(message_of<Error>([&] {
              mse_loss(x, test::make({5}, {1, 1, 1, 1, 1}));
            }),
            "The size of tensor a (4) must match the size of tensor b (5) at non-singleton dimension 1");
  EXPECT_EQ(message_of<NotImplementedError>([&] { mse_loss(whole, whole); }),
            "\"mse_cpu\" not implemented for 'Long'");
  EXPECT_EQ(message_of<Error>([&] { binary_cross_entropy(x, x); }),
            "all elements of input should be between 0 and 1");
  EXPECT_EQ(message_of<Error>([&] { huber_loss(x, x, 1, -1); }),
            "huber_loss does not support non-positive values for delta.");
  EXPECT_EQ(message_of<Error>([&] { smooth_l1_loss(x, x, 1, -1); }),
            "smooth_l1_loss does not support negative values for beta.");
  EXPECT_EQ(message_of<Error>([&] {
              nll_loss_nd(x.view({1, 3, 2, 2}), test::make({1, 2, 1}, {0, 0}, kLong));
            }),
            "size mismatch (got input: [1, 3, 2, 2] , target: [1, 2, 1]");
}

}  // namespace
}  // namespace facula
