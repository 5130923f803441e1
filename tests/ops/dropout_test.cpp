// Dropout against PyTorch: the same masks from the same seed, derivatives, evaluation, errors.
#include "facula/ops/dropout.h"

#include "facula/core/generator.h"
#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using Function = Tensor (*)(const Tensor&, double, bool);
using Inplace = Tensor& (*)(Tensor&, double, bool);
struct Case {
  const char* name;
  Function f;
  Inplace inplace;
};
const Case kCases[] = {{"plain", dropout, dropout_},
                       {"feature", feature_dropout, feature_dropout_},
                       {"alpha", alpha_dropout, alpha_dropout_},
                       {"feature_alpha", feature_alpha_dropout, feature_alpha_dropout_}};

TEST(Dropout, DrawsPyTorchsMasks) {
  const test::Recorded r("dropout");
  const Tensor x = r["x"];
  for (const Case& c : kCases) {
    const std::string name = c.name;
    detail::manual_seed_cpu(11);
    test::expect_near(c.f(x, 0.4, true), r[name], 1e-12, name);
    test::expect_near(c.f(x, 0.7, true), r[name + "_again"], 1e-12, name);
    detail::manual_seed_cpu(11);
    Tensor y = x.clone();
    c.inplace(y, 0.4, true);
    test::expect_near(y, r[name], 1e-12, name + "_");
    detail::manual_seed_cpu(11);
    test::expect_near(c.f(x.to(kFloat), 0.4, true), r[name], 1e-5, name + " float");
  }
  detail::manual_seed_cpu(11);
  test::expect_near(dropout(x.transpose(0, 2), 0.4, true), r["transposed"], 1e-12, "transposed");
}

TEST(Dropout, EvaluationAndExtremeProbabilities) {
  const Tensor x = test::make({2, 2}, {1, 2, 3, 4});
  for (const Case& c : kCases) {
    EXPECT_TRUE(c.f(x, 0.5, false).is_same(x)) << c.name;
    EXPECT_TRUE(c.f(x, 0, true).is_same(x)) << c.name;
    EXPECT_EQ(test::values(c.f(x, 1, true)), (std::vector<double>{0, 0, 0, 0})) << c.name;
    EXPECT_EQ(test::message_of<Error>([&] { c.f(x, 1.5, true); }),
              "dropout probability has to be between 0 and 1, but got 1.5");
  }
  EXPECT_EQ(test::message_of<Error>([&] {
              feature_dropout(test::make({2}, {1, 2}), 0.5, true);
            }),
            "Feature dropout requires at least 2 dimensions in the input");
}

TEST(Dropout, GradientsGoThroughTheSameMask) {
  const Tensor x = test::make({3, 4}, std::vector<double>(12, 1)).requires_grad_();
  for (const Case& c : kCases) {
    const Tensor y = c.f(x, 0.5, true), g = test::make({3, 4}, std::vector<double>(12, 2)).requires_grad_();
    const Tensor gx = autograd::grad({y}, {x}, {g}, true, true)[0];
    if (c.name == std::string("plain")) {
      test::expect_near(gx, y * 2, 1e-12, c.name);
      EXPECT_EQ(y.grad_fn()->name(), "MulBackward0");
    }
    const Tensor gg = autograd::grad({gx}, {g}, {test::make({3, 4}, std::vector<double>(12, 1))})[0];
    test::expect_near(gg * 2, gx, 1e-12, c.name);
  }
}

}  // namespace
}  // namespace facula
