// FEATURES, group AG, each row under its ID.
#include <cmath>

#include "autograd/common.h"
#include "facula/autograd/function.h"
#include "facula/autograd/gradcheck.h"
#include "facula/core/allocator.h"
#include "facula/nn/nn.h"
#include "facula/ops/activation.h"
#include "facula/ops/loss.h"
#include "facula/ops/matmul.h"
#include "facula/ops/random.h"

namespace facula {
namespace {

using autograd::grad;
using V = std::vector<double>;

TEST(Features, AG01) {
  EXPECT_FALSE(tensor({1.0}).requires_grad());
  for (const Tensor& p : nn::Linear(2, 3)->parameters()) EXPECT_TRUE(p.requires_grad());
}

TEST(Features, AG02) {
  Tensor x = tensor({1.0}), y = tensor({1.0});
  EXPECT_TRUE(x.requires_grad_().is_same(x) && x.requires_grad());
  EXPECT_TRUE(y.set_requires_grad(true).requires_grad());
  x.requires_grad_(false);
  EXPECT_FALSE(x.requires_grad());
  EXPECT_EQ(message([&] { (y * 1).requires_grad_(false); }),
            "you can only change requires_grad flags of leaf variables. If you want to use a computed "
            "variable in a "
            "subgraph that doesn't require differentiation use var_no_grad = var.detach().");
  EXPECT_NO_THROW((y * 1).requires_grad_());
}

TEST(Features, AG03) {
  const std::string text = "Only Tensors of floating point and complex dtype can require gradients";
  EXPECT_EQ(message([] { tensor({1, 2}).requires_grad_(); }), text);
  EXPECT_EQ(message([] { tensor({1, 2}, dtype(kLong).requires_grad(true)); }), text);
  EXPECT_NO_THROW(ones({1}, kComplexFloat).requires_grad_());
}

TEST(Features, AG04) {
  Tensor x = leaf({1, 2});
  EXPECT_TRUE(x.is_leaf() && tensor({1.0}).is_leaf());
  EXPECT_FALSE((x * 2).is_leaf());
  EXPECT_TRUE((x * 2).detach().is_leaf());
}

TEST(Features, AG05) {
  Tensor x = leaf({1});
  EXPECT_FALSE(x.grad_fn().defined() || (tensor({1.0}) * 2).grad_fn().defined());
  EXPECT_TRUE((x * 2).grad_fn().defined());
}

TEST(Features, AG06) {
  Tensor x = leaf({1, 2}), a = ones({2, 2}).requires_grad_(), batch = ones({3, 2, 2}).requires_grad_();
  EXPECT_EQ((x + x).grad_fn()->name(), "AddBackward0");
  EXPECT_EQ((x * x).grad_fn()->name(), "MulBackward0");
  EXPECT_EQ((x * 2).grad_fn()->name(), "MulBackward1");
  EXPECT_EQ(x.pow(2).grad_fn()->name(), "PowBackward0");
  EXPECT_EQ(x.mean().grad_fn()->name(), "MeanBackward0");
  EXPECT_EQ(a.matmul(a).grad_fn()->name(), "MmBackward0");
  EXPECT_EQ(x.matmul(x).grad_fn()->name(), "DotBackward0");
  const auto view = batch.matmul(a).grad_fn();
  EXPECT_NE(view->name(), "MatMulBackward0");
}

TEST(Features, AG07) {  // loops and branches
  const auto f = [](Tensor x, int n) {
    for (int i = 0; i < n; ++i)
      if (x.item<double>() < 10) x = x * x;
    return x;
  };
  Tensor x = leaf({2});
  EXPECT_EQ(at(grad({f(x, 1)}, {x})[0]), 4);
  EXPECT_EQ(at(grad({f(x, 2)}, {x})[0]), 32);
  EXPECT_EQ(at(grad({f(x, 9)}, {x})[0]), 32);
}

TEST(Features, AG08) {
  Tensor x = leaf({3});
  (x * x).view({1, 1, 1}).backward();
  EXPECT_EQ(at(x.grad()), 6);
}

TEST(Features, AG09) {
  Tensor x = leaf({1, 2});
  EXPECT_EQ(message([&] { (x * 2).backward(); }), "grad can be implicitly created only for scalar outputs");
  (x * 2).backward(tensor({1.0, 10.0}, kDouble));
  EXPECT_EQ(numbers(x.grad()), (V{2, 20}));
  EXPECT_EQ(message([&] { (x * 2).backward(ones({3}, kDouble)); }),
            "Mismatch in shape: grad_output[0] has a shape of [3] and output[0] has a shape of [2].");
  EXPECT_EQ(message([&] { autograd::backward({x * 2}, {x, x}); }), "got 1 tensors and 2 gradients");
  EXPECT_MESSAGE((x * 2).backward(ones({2}, kComplexDouble)), "Mismatch in dtype: grad_output[0]");
}

TEST(Features, AG10) {
  Tensor x = leaf({3}), y = (x * x).sum();
  y.backward({}, /*retain_graph=*/true);
  y.backward();
  EXPECT_EQ(at(x.grad()), 12);
  EXPECT_MESSAGE(y.backward(), "Trying to backward through the graph a second time");
}

TEST(Features, AG11) {
  Tensor w = ones({2, 3}, kFloat).requires_grad_();
  EXPECT_FALSE(w.grad().defined());
  (w.to(kDouble) * 2).sum().backward();
  EXPECT_EQ(w.grad().sizes(), w.sizes());
  EXPECT_EQ(w.grad().scalar_type(), kFloat);
}

TEST(Features, AG12) {
  Tensor x = leaf({2});
  x.pow(2).backward();
  EXPECT_EQ(at(x.grad()), 4);
  x.pow(3).backward();
  EXPECT_EQ(at(x.grad()), 16);
}

TEST(Features, AG13) {
  Tensor x = leaf({2});
  x.pow(2).backward();
  x.mutable_grad().zero_();
  EXPECT_EQ(at(x.grad()), 0);
}

TEST(Features, AG14) {
  Tensor x = leaf({2});
  x.pow(2).backward();
  x.mutable_grad().reset();
  EXPECT_FALSE(x.grad().defined());
  x.pow(3).backward();
  EXPECT_EQ(at(x.grad()), 12);
}

TEST(Features, AG15) {  // WN-13
  Tensor data = rand({64}, kDouble), w = leaf({1.5});
  const auto loss = [&](const Tensor& x) { return (w * x - 1).pow(2).mean(); };
  const double full = at(grad({loss(data)}, {w})[0]);
  for (const Tensor& part : data.chunk(4)) (loss(part) / 4).backward();
  EXPECT_NEAR(at(w.grad()), full, 1e-12);
  w.mutable_grad().reset();
  for (const Tensor& part : data.chunk(4)) loss(part).backward();
  EXPECT_NEAR(at(w.grad()), 4 * full, 1e-12);
}

TEST(Features, AG16) {
  Tensor x = leaf({2}), w = leaf({3});
  (x * w).backward();
  EXPECT_EQ(at(x.grad()), 3);
  EXPECT_EQ(at(w.grad()), 2);
}

TEST(Features, AG17) {
  Tensor x = leaf({2}), a = x * 3, b = x * x;
  (a * b + a).backward();  // 3x^3 + 3x
  EXPECT_EQ(at(x.grad()), 39);
}

TEST(Features, AG18) {
  Tensor x = leaf({1});
  {
    const NoGradGuard off;
    const Tensor y = x * 2;
    EXPECT_FALSE(y.requires_grad() || y.grad_fn().defined());
    { const NoGradGuard again; }
    EXPECT_FALSE(GradMode::is_enabled());
  }
  EXPECT_MESSAGE(([] {
                   const NoGradGuard off;
                   throw Error("out");
                 })(),
                 "out");
  EXPECT_TRUE(GradMode::is_enabled());
}

TEST(Features, AG19) {
  Tensor x = leaf({1}), y;
  {
    const NoGradGuard off;
    y = x * 2;
  }
  EXPECT_EQ(message([&] { y.backward(); }),
            "element 0 of tensors does not require grad and does not have a grad_fn");
}

TEST(Features, AG20) {  // ER-32
  Tensor x = leaf({1}), y, flagged;
  {
    const InferenceMode on;
    y = x * 2;
    flagged = ones({1}).requires_grad_();
    EXPECT_TRUE(flagged.requires_grad());
    EXPECT_FALSE((flagged * 2).requires_grad());
  }
  EXPECT_TRUE(y.is_inference());
  EXPECT_MESSAGE(y.requires_grad_(),
                 "Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
  EXPECT_MESSAGE(y.add_(1), "Inplace update to inference tensor outside InferenceMode is not allowed.");
  EXPECT_MESSAGE(x * y, "Inference tensors cannot be saved for backward.");
  EXPECT_MESSAGE(y._version(), "Inference tensors do not track version counter.");
  EXPECT_MESSAGE(y.unsafeGetTensorImpl()->version_counter().current_version(),
                 "Inference tensors do not track version counter.");
  EXPECT_NO_THROW((x * y.clone()).backward());
}

TEST(Features, AG21) {
  Tensor x = leaf({1, 2}), y = x * 2, d = y.detach();
  EXPECT_TRUE(d.is_alias_of(y) && d.is_leaf());
  EXPECT_FALSE(d.requires_grad());
  d.requires_grad_();
  (d * 3).sum().backward();
  EXPECT_EQ(at(d.grad()), 3);
  EXPECT_FALSE(x.grad().defined());
  y.detach_();
  EXPECT_TRUE(y.is_leaf() && !y.requires_grad());
  EXPECT_MESSAGE((x * 2).view({2, 1}).detach_(), "Can't detach views in-place. Use detach() instead.");
  Tensor z = x * 1, saved = z * z;
  z.detach().add_(1);  // a detached tensor shares the version counter
  EXPECT_MESSAGE(saved.sum().backward(), "modified by an inplace operation");
}

TEST(Features, AG22) {
  Tensor mu = leaf({0.5});
  const Tensor sample = (mu + 1).detach();
  (-(sample - mu).pow(2) / 2).backward();
  EXPECT_EQ(at(mu.grad()), 1);
}

TEST(Features, AG23) {
  Tensor w = leaf({1, 2}), y = w * w;
  Tensor d = w.data();
  EXPECT_TRUE(d.is_alias_of(w));
  EXPECT_FALSE(d.requires_grad());
  d.add_(1);
  EXPECT_EQ(w._version(), 0);
  EXPECT_NO_THROW(y.sum().backward());
  EXPECT_EQ(at(w), 2);
}

TEST(Features, AG24) {
  Tensor t = leaf({0.5, 1}), u = t.pow(3);
  const Tensor first = grad({u}, {t}, {ones_like(u)}, true, true)[0];
  const Tensor second = grad({first}, {t}, {ones_like(first)})[0];
  EXPECT_EQ(numbers(second), (V{3, 6}));
  EXPECT_FALSE(t.grad().defined());
  EXPECT_EQ(message([&] { grad({u}, {leaf({1})}, {ones_like(u)}, true); }),
            "One of the differentiated Tensors appears to not have been used in the graph. Set "
            "allow_unused=True if "
            "this is the desired behavior.");
  EXPECT_EQ(message([&] { grad({u}, {ones({1})}, {ones_like(u)}, true); }),
            "One of the differentiated Tensors does not require grad");
  EXPECT_EQ(message([&] { grad({u}, {}); }), "grad requires non-empty inputs.");
}

TEST(Features, AG25) {
  const auto mlp = [](const variable_list& v) {
    return variable_list{mse_loss(v[0].matmul(v[1]).tanh().matmul(v[2]).sin(), ones({3, 1}, kDouble))};
  };
  manual_seed(1);
  const variable_list in{randn({3, 2}, kDouble).requires_grad_(), randn({2, 4}, kDouble).requires_grad_(),
                         randn({4, 1}, kDouble).requires_grad_()};
  EXPECT_TRUE(autograd::gradgradcheck(mlp, in));
}

TEST(Features, AG26) {
  nn::Sequential net(nn::Linear(1, 4), nn::Tanh(), nn::Linear(4, 1));
  Tensor t = rand({5, 1}).requires_grad_();
  net->forward(t).sum().backward();
  EXPECT_EQ(t.grad().sizes(), t.sizes());
}

struct Square : autograd::Function<Square> {
  static Tensor forward(autograd::AutogradContext* ctx, const Tensor& x) {
    ctx->save_for_backward({x});
    ctx->saved_data["k"] = 2;
    return x * x;
  }
  static variable_list backward(autograd::AutogradContext* ctx, variable_list g) {
    return {g[0] * ctx->get_saved_variables()[0] * static_cast<double>(ctx->saved_data["k"].toInt())};
  }
};
struct SquareModule : nn::Module {
  SquareModule() { w = register_parameter("w", ones({2}, kDouble)); }
  Tensor forward(const Tensor& x) { return Square::apply(x * w); }
  Tensor w;
};

TEST(Features, AG27) {
  SquareModule m;
  m.forward(tensor({1.0, 3.0}, kDouble)).sum().backward();
  EXPECT_EQ(numbers(m.w.grad()), (V{2, 18}));
}

TEST(Features, AG28) {
  Tensor x = leaf({1}) * 1, y = Square::apply(x);
  x.add_(1);
  EXPECT_MESSAGE(y.backward(), "modified by an inplace operation");
}

TEST(Features, AG29) {
  const auto f = [](const variable_list& v) { return variable_list{Square::apply(v[0])}; };
  EXPECT_TRUE(autograd::gradcheck(f, {leaf({0.3, -2})}));
}

TEST(Features, AG30) {
  const auto f = [](const variable_list& v) { return variable_list{Square::apply(v[0])}; };
  EXPECT_TRUE(autograd::gradgradcheck(f, {leaf({0.3, -2})}));
}

TEST(Features, AG31) {
  Tensor w = ones({3, 2}).requires_grad_(), b = ones({2}).requires_grad_();
  (ones({5, 3}).matmul(w) + b).sum().backward();
  EXPECT_EQ(w.grad().sizes(), w.sizes());
  EXPECT_EQ(b.grad().sizes(), b.sizes());
}

TEST(Features, AG32) {
  Tensor w = leaf({1, 2});
  (w * w).sum().backward();
  {
    const NoGradGuard off;
    w -= w.grad() * 0.1;
  }
  EXPECT_TRUE(w.requires_grad() && w.is_leaf());
  EXPECT_NO_THROW((w * w).sum().backward());
  Tensor v = w;
  {
    const NoGradGuard off;
    v = v - v.grad() * 0.1;
  }
  EXPECT_MESSAGE((v * v).sum().backward(), "does not require grad");
}

TEST(Features, AG33) {  // WN-14
  Tensor x = leaf({0});
  EXPECT_EQ(at(grad({x.relu()}, {x})[0]), 0);
  EXPECT_EQ(at(grad({x.abs()}, {x})[0]), 0);
  EXPECT_EQ(at(grad({x.sigmoid()}, {x})[0]), 0.25);
  EXPECT_EQ(at(grad({x.tanh()}, {x})[0]), 1);
}

TEST(Features, AG34) {  // the memory of what was saved
  Tensor x = ones({1 << 16}).requires_grad_();
  const int64_t before = memory::memory_allocated();
  Tensor y = x;
  for (int i = 0; i < 10; ++i) y = y.sin();
  y = y.sum();
  EXPECT_GT(memory::memory_allocated() - before, 9 * (1 << 18));
  y.backward();
  EXPECT_LT(memory::memory_allocated() - before, 3 * (1 << 18));  // x.grad() is new
}

TEST(Features, AG35) {  // ER-34
  Tensor x = leaf({2}), y = x * 3;
  {
    const Warnings warnings;
    EXPECT_FALSE(y.grad().defined());
    EXPECT_TRUE(
        has(warnings.text(), "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."));
  }
  const Warnings none;
  y.retain_grad();
  EXPECT_FALSE(y.grad().defined());
  (y * y).backward();
  EXPECT_EQ(at(y.grad()), 12);
  EXPECT_TRUE(x.grad().defined() && none.messages.empty());
}

TEST(Features, AG36) {  // values are kept until backward or the end of the scope
  Tensor x = ones({1 << 16}).requires_grad_();
  x.sin();  // the leaf's own state stays
  const int64_t before = memory::memory_allocated();
  {
    Tensor y = x.sin().sin();
    EXPECT_GT(memory::memory_allocated(), before);
  }
  EXPECT_EQ(memory::memory_allocated(), before);
}

}  // namespace
}  // namespace facula
