// The same through libtorch's names, all namespaces opened at once.
#include <gtest/gtest.h>
#include <torch/csrc/autograd/functions/basic_ops.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/torch.h>

using namespace torch;
using namespace at;
using namespace torch::nn;
using namespace torch::optim;

namespace {

struct AddScaled : public torch::autograd::Function<AddScaled> {
  static torch::autograd::Variable forward(torch::autograd::AutogradContext* ctx, torch::autograd::Variable a,
                                           int n, torch::autograd::Variable b) {
    ctx->saved_data["n"] = n;
    ctx->save_for_backward({a, b});
    return a + n * b + a * b;
  }
  static torch::autograd::variable_list backward(torch::autograd::AutogradContext* ctx,
                                                 torch::autograd::variable_list grad_output) {
    auto saved = ctx->get_saved_variables();
    auto a = saved[0];
    auto b = saved[1];
    int64_t n = ctx->saved_data["n"].toInt();
    return {grad_output[0] + grad_output[0] * b, torch::autograd::Variable(),
            grad_output[0] * n + grad_output[0] * a};
  }
};

TEST(Libtorch, CustomFunction) {
  auto x = torch::randn({5, 5}, torch::requires_grad());
  auto y = torch::randn({5, 5}, torch::requires_grad());
  auto res = AddScaled::apply(x, 2, y);
  auto go = torch::ones({}, torch::requires_grad());
  res.sum().backward(go, false, true);
  EXPECT_TRUE(torch::allclose(x.grad(), y + torch::ones({5, 5})));
  EXPECT_TRUE(torch::allclose(y.grad(), x + torch::ones({5, 5}) * 2));
  EXPECT_TRUE(x.grad().requires_grad());
  // Under create_graph a leaf's gradient leads back to the leaf: without this neither is ever freed.
  for (const auto& t : {x, y, go}) t.mutable_grad() = torch::Tensor();
}

TEST(Libtorch, NamesOfTheGraph) {
  using torch::autograd::CreationMeta;
  using torch::autograd::Edge;
  using torch::autograd::Node;
  auto x = torch::ones({2, 2}, torch::requires_grad());
  auto y = (x * x).sum();
  EXPECT_EQ(y.grad_fn()->name(), "SumBackward0");
  Edge e = y.grad_fn()->next_edges()[0];
  EXPECT_EQ(e.function->name(), "MulBackward0");
  EXPECT_EQ(e.input_nr, 0u);
  torch::autograd::edge_list edges = e.function->next_edges();
  EXPECT_EQ(edges.size(), 2u);
  auto v = torch::autograd::make_variable(x.tensor_data(), true);
  EXPECT_TRUE(v.requires_grad() && v.is_leaf());
  auto meta = x.unsafeGetTensorImpl()->autograd_meta();
  EXPECT_TRUE(meta != nullptr);
  EXPECT_EQ(static_cast<torch::autograd::DifferentiableViewMeta*>(
                (x * 1).view({4}).unsafeGetTensorImpl()->autograd_meta())
                ->get_creation_meta(),
            CreationMeta::DEFAULT);
  auto cut = torch::autograd::UndefinedGrad()({x * 2})[0];
  cut.sum().backward();
  EXPECT_FALSE(x.grad().defined());
}

TEST(Libtorch, GuardsAndHooks) {
  auto x = torch::ones({2}, torch::requires_grad());
  {
    torch::NoGradGuard off;
    EXPECT_FALSE((x * 2).requires_grad());
    at::AutoGradMode on(true);
    EXPECT_TRUE(c10::GradMode::is_enabled());
  }
  {
    c10::InferenceMode guard(true);
    EXPECT_TRUE(c10::InferenceMode::is_enabled());
    EXPECT_TRUE((x * 2).is_inference());
  }
  auto h = x.register_hook([](torch::Tensor grad) { return grad * 2; });
  (x * 3).sum().backward();
  EXPECT_EQ(x.grad()[0].item<float>(), 6);
  x.remove_hook(h);
  auto g = torch::autograd::grad({(x * 3).sum()}, {x}, {}, /*retain_graph=*/true, /*create_graph=*/false,
                                 /*allow_unused=*/false);
  EXPECT_EQ(g[0][0].item<float>(), 3);
  torch::autograd::backward({(x * x).sum()}, {});
  EXPECT_EQ(x.grad()[0].item<float>(), 8);
  auto c = torch::utils::checkpoint([](const torch::Tensor& t) { return t.exp(); }, x);
  c.sum().backward();
  EXPECT_NEAR(x.grad()[0].item<float>(), 8 + std::exp(1.0f), 1e-5);
  torch::autograd::AnomalyMode::set_enabled(false);
}

}  // namespace
