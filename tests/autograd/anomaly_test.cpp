// Anomaly mode.
#include "autograd/common.h"

namespace facula {
namespace {

using autograd::DetectAnomalyGuard;
using autograd::grad;

TEST(Anomaly, NamesTheForwardStack) {
  Warnings warnings;
  const DetectAnomalyGuard on;
  Tensor x = tensor({5.0}).requires_grad_(), y = x * x, z = y * y;
  y += 1;
  EXPECT_MESSAGE(z.backward(), "inplace");
  EXPECT_TRUE(
      has(warnings.text(), "Error detected in MulBackward0. Traceback of forward call that caused the error"))
      << warnings.text();
  EXPECT_TRUE(has(warnings.text(), "#0 ")) << warnings.text();
  EXPECT_TRUE(has(warnings.text(), "facula_autograd_tests")) << warnings.text();  // the program's own frames
}

TEST(Anomaly, HintsOfTheMessage) {
  Tensor x = leaf({5}), y = x * x, z = y * y;
  y += 1;
  const std::string m = message([&] { z.backward(); });
  EXPECT_TRUE(
      has(m,
          "one of the variables needed for gradient computation has been modified by an inplace operation: "
          "[torch.DoubleTensor [1]], which is output 0 of AddBackward"))
      << m;
  EXPECT_TRUE(has(m, ", is at version 1; expected version 0 instead. It was saved by MulBackward0.")) << m;
  EXPECT_TRUE(has(m,
                  "Hint: enable anomaly detection to find the operation that failed to compute its gradient, "
                  "with torch.autograd.set_detect_anomaly(True)"))
      << m;
  Warnings quiet;
  const DetectAnomalyGuard on;
  EXPECT_MESSAGE(
      z.backward(),
      "Hint: the backtrace further above shows the operation that failed to compute its gradient.");
  EXPECT_TRUE(has(quiet.text(), "No forward pass information available."));
}

void second_derivative_is_nan(bool should_throw) {
  Tensor x = tensor({0.0}).requires_grad_();
  Tensor y = x.pow(1.5);
  const Tensor g = grad({y}, {x}, {}, true, true)[0];
  Warnings warnings;
  const auto again = [&] { grad({g}, {x}, {tensor({0.0})}); };
  if (!should_throw) {
    EXPECT_NO_THROW(again());
    EXPECT_TRUE(warnings.messages.empty());
    return;
  }
  EXPECT_MESSAGE(again(), "returned nan values in its 0th output.");
  ASSERT_EQ(warnings.messages.size(), 2u) << warnings.text();
  EXPECT_TRUE(has(warnings.messages[0], "Traceback of forward call that caused the error"));
  EXPECT_TRUE(has(warnings.messages[1], "Previous calculation was induced by PowBackward0."));
  EXPECT_TRUE(has(warnings.messages[1], "Traceback of forward call that induced the previous calculation"));
}

TEST(Anomaly, FindsNan) {
  second_derivative_is_nan(false);
  std::unique_ptr<DetectAnomalyGuard> on;
  {
    Warnings quiet;
    on = std::make_unique<DetectAnomalyGuard>();
  }
  second_derivative_is_nan(true);
  {
    const DetectAnomalyGuard without_nan(false);
    EXPECT_FALSE(autograd::AnomalyMode::should_check_nan());
    second_derivative_is_nan(false);
  }
  second_derivative_is_nan(true);
  on.reset();
  EXPECT_FALSE(autograd::AnomalyMode::is_enabled());
  second_derivative_is_nan(false);
}

TEST(Anomaly, MetadataOfNodes) {
  Tensor x = leaf({1});
  EXPECT_EQ((x * 1).grad_fn()->metadata(), nullptr);
  Warnings warnings;
  const Warning::WarnAlways always;
  const DetectAnomalyGuard on;
  EXPECT_TRUE(has(warnings.text(), "This mode should be enabled only for debugging"));
  Tensor y = x * 1;
  ASSERT_NE(y.grad_fn()->metadata(), nullptr);
  EXPECT_TRUE(has(y.grad_fn()->metadata()->traceback(), "#0 "));
}

}  // namespace
}  // namespace facula
