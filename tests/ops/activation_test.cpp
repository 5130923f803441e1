// Activations against PyTorch: values, first and second derivatives, layouts, errors, in-place forms.
#include "facula/ops/activation.h"

#include "facula/core/generator.h"
#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using test::Function;
using test::message_of;
using test::Tensors;

struct Case {
  const char* name;
  std::function<Tensor(const Tensor&)> f;
  std::function<void(Tensor&)> inplace;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      {"relu", [](const Tensor& x) { return relu(x); }, [](Tensor& x) { relu_(x); }},
      {"relu6", [](const Tensor& x) { return relu6(x); }, [](Tensor& x) { relu6_(x); }},
      {"threshold", [](const Tensor& x) { return threshold(x, 0.3, 2.0); },
       [](Tensor& x) { threshold_(x, 0.3, 2.0); }},
      {"hardtanh", [](const Tensor& x) { return hardtanh(x, -0.7, 1.2); },
       [](Tensor& x) { hardtanh_(x, -0.7, 1.2); }},
      {"leaky_relu", [](const Tensor& x) { return leaky_relu(x, 0.07); },
       [](Tensor& x) { leaky_relu_(x, 0.07); }},
      {"elu", [](const Tensor& x) { return elu(x, 1.3, 1.1, 0.9); },
       [](Tensor& x) { elu_(x, 1.3, 1.1, 0.9); }},
      {"selu", [](const Tensor& x) { return selu(x); }, [](Tensor& x) { selu_(x); }},
      {"celu", [](const Tensor& x) { return celu(x, 1.7); }, [](Tensor& x) { celu_(x, 1.7); }},
      {"gelu", [](const Tensor& x) { return gelu(x); }, nullptr},
      {"gelu_tanh", [](const Tensor& x) { return gelu(x, "tanh"); }, nullptr},
      {"silu", [](const Tensor& x) { return silu(x); }, [](Tensor& x) { silu_(x); }},
      {"mish", [](const Tensor& x) { return mish(x); }, [](Tensor& x) { mish_(x); }},
      {"softplus", [](const Tensor& x) { return softplus(x, 1.4, 6.0); }, nullptr},
      {"log_sigmoid", [](const Tensor& x) { return log_sigmoid(x); }, nullptr},
      {"hardswish", [](const Tensor& x) { return hardswish(x); }, [](Tensor& x) { hardswish_(x); }},
      {"hardsigmoid", [](const Tensor& x) { return hardsigmoid(x); }, [](Tensor& x) { hardsigmoid_(x); }},
      {"hardshrink", [](const Tensor& x) { return hardshrink(x, 0.6); }, nullptr},
      {"softshrink", [](const Tensor& x) { return softshrink(x, 0.6); }, nullptr},
      {"softsign", [](const Tensor& x) { return detail::softsign(x); }, nullptr},
      {"tanhshrink", [](const Tensor& x) { return detail::tanhshrink(x); }, nullptr},
  };
  return all;
}

// PyTorch keeps the constants of these two in float even where it computes in double.
double tolerance(const std::string& name) { return name == "celu" || name == "hardsigmoid" ? 1e-7 : 1e-10; }

TEST(Activation, ValuesAndDerivativesArePyTorchs) {
  const test::Recorded recorded("activation");
  for (const Case& c : cases())
    recorded.check(
        c.name, [&](const Tensors& in) { return Tensors{c.f(in[0])}; }, tolerance(c.name));
}

TEST(Activation, InPlaceFormsGiveTheSame) {
  const test::Recorded recorded("activation");
  for (const Case& c : cases()) {
    if (!c.inplace) continue;
    recorded.check(
        c.name,
        [&](const Tensors& in) {
          Tensor y = in[0] * 1;
          c.inplace(y);
          return Tensors{y};
        },
        tolerance(c.name));
  }
}

TEST(Activation, ParametersHaveGradients) {
  const test::Recorded recorded("activation");
  const auto f = [](const Tensors& in) { return Tensors{prelu(in[0], in[1])}; };
  recorded.check("prelu", f);
  recorded.check("prelu_one", f);
  recorded.check("glu", [](const Tensors& in) { return Tensors{glu(in[0], 1)}; });
}

TEST(Activation, RreluDrawsPyTorchsSlopes) {
  const test::Recorded recorded("activation");
  const Tensor x = recorded["rrelu.in"];
  detail::manual_seed_cpu(7);
  Tensor y = rrelu(x, 0.125, 1.0 / 3, true);
  test::expect_near(y, recorded["rrelu.out"], 1e-12, "rrelu");
  detail::manual_seed_cpu(7);
  Tensor z = x.clone();
  rrelu_(z, 0.125, 1.0 / 3, true);
  test::expect_near(z, y, 0, "rrelu_");
  test::expect_near(rrelu(x), leaky_relu(x, (0.125 + 1.0 / 3) / 2), 0, "evaluation");
}

TEST(Activation, StridedAndEmptyArguments) {
  const test::Recorded recorded("activation");
  for (const Case& c : cases()) {
    const Tensor x = recorded[std::string(c.name) + ".in0"];
    test::expect_near(c.f(x.t()), c.f(x).t(), 0, c.name);
    EXPECT_EQ(c.f(x.narrow(0, 0, 0)).sizes().vec(), (std::vector<int64_t>{0, 7})) << c.name;
    EXPECT_EQ(c.f(x.select(0, 1).select(0, 2)).dim(), 0) << c.name;
  }
}

TEST(Activation, HalfTypesComputeInFloat) {
  const test::Recorded recorded("activation");
  for (const Case& c : cases()) {
    const Tensor x = recorded[std::string(c.name) + ".in0"].to(kBFloat16);
    const Tensor y = c.f(x);
    EXPECT_EQ(y.scalar_type(), kBFloat16) << c.name;
    test::expect_near(y, c.f(x.to(kFloat)), 0.01, c.name);
  }
}

TEST(Activation, IntegersWherePyTorchTakesThem) {
  const Tensor x = test::make({3}, {-2, 0, 9}, kLong);
  EXPECT_EQ(test::values(relu(x)), (std::vector<double>{0, 0, 9}));
  EXPECT_EQ(test::values(threshold(x, 1, 5)), (std::vector<double>{5, 5, 9}));
  EXPECT_EQ(test::values(hardtanh(x, -1, 6)), (std::vector<double>{-1, 0, 6}));
  EXPECT_EQ(relu(x).scalar_type(), kLong);
}

TEST(Activation, NodesHavePyTorchsNames) {
  const Tensor x = test::make({2}, {1, -1}).requires_grad_();
  EXPECT_EQ(relu(x).grad_fn()->name(), "ReluBackward0");
  EXPECT_EQ(relu6(x).grad_fn()->name(), "HardtanhBackward0");
  EXPECT_EQ(selu(x).grad_fn()->name(), "EluBackward0");
  EXPECT_EQ(celu(x).grad_fn()->name(), "CeluBackward0");
  EXPECT_EQ(gelu(x).grad_fn()->name(), "GeluBackward0");
  EXPECT_EQ(prelu(x, test::make({1}, {0.5})).grad_fn()->name(), "PreluBackward0");
}

TEST(Activation, Errors) {
  const Tensor x = test::make({3}, {1, 2, 3});
  EXPECT_EQ(message_of<Error>([] { relu(test::make({1}, {1}, kBool)); }),
            "Boolean inputs not supported for relu");
  EXPECT_EQ(message_of<Error>([] { hardtanh(test::make({1}, {1}, kBool)); }),
            "Bool inputs not supported for hardtanh");
  EXPECT_EQ(message_of<Error>([&] { gelu(x, "foo"); }), "approximate argument must be either none or tanh.");
  EXPECT_EQ(message_of<Error>([&] { softshrink(x, -1); }),
            "lambda must be greater or equal to 0, but found to be -1.");
  EXPECT_EQ(message_of<Error>([&] { celu(x, 0); }), "ZeroDivisionError: alpha cannot be 0 for CELU");
  EXPECT_EQ(message_of<Error>([&] { glu(x); }), "Halving dimension must be even, but dimension 0 is size 3");
  EXPECT_EQ(message_of<Error>([&] {
              prelu(x.view({1, 3}), test::make({2}, {1, 1}));
            }),
            "Mismatch of parameter numbers and input channel size. Found parameter numbers = 2 and channel "
            "size = 3.");
  EXPECT_EQ(message_of<NotImplementedError>([] { gelu(test::make({1}, {1}, kLong)); }),
            "\"gelu_cpu\" not implemented for 'Long'");
  EXPECT_EQ(message_of<Error>([&] { rrelu(x, 2, 1); }),
            "Lower bound should be less than or equal to the upper bound");
  Tensor y = x.clone().requires_grad_() * 1;
  EXPECT_EQ(message_of<Error>([&] { leaky_relu_(y, -1); }).substr(0, 80),
            "In-place leakyReLu backward calculation is triggered with a negative slope which");
}

}  // namespace
}  // namespace facula
