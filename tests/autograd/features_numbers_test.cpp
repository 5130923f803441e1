// FEATURES, the autograd rows of ER, AM and WN, each under its ID, and options of grad() and backward().
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

// ---- options of grad() and backward()

TEST(Grad, Options) {
  Tensor x = leaf({2}), z = leaf({1, 1});
  const auto g = grad({x * 3}, {x, z}, {}, std::nullopt, false, false, false, /*materialize_grads=*/true);
  EXPECT_EQ(numbers(g[1]), (V{0, 0}));
  EXPECT_FALSE(grad({x * 3}, {x, z}, {}, std::nullopt, false, true)[1].defined());
  Tensor a = leaf({1, 2, 3});
  const Tensor j =
      grad({a * a}, {a}, {eye(3, kDouble)}, std::nullopt, false, false, /*is_grads_batched=*/true)[0];
  EXPECT_EQ(numbers(j), (V{2, 0, 0, 0, 4, 0, 0, 0, 6}));
  EXPECT_MESSAGE(grad({a * a}, {a}, {ones({3}, kDouble)}, std::nullopt, false, false, true),
                 "If `is_grads_batched=True`, we interpret the first dimension");
}

TEST(Grad, BackwardOfSeveralAndIntoInputs) {
  Tensor x = leaf({1}), y = leaf({2});
  autograd::backward({x * 2, x * y}, {Tensor(), Tensor()});
  EXPECT_EQ(at(x.grad()), 4);
  x.mutable_grad().reset();
  y.mutable_grad().reset();
  Tensor z = x * x, w = z + x * y + y * y;
  w.backward({}, true, false, std::vector<Tensor>{z});
  EXPECT_EQ(at(z.grad()), 1);
  EXPECT_FALSE(x.grad().defined() || y.grad().defined());
  w.backward({}, true, false, std::vector<Tensor>{x});
  EXPECT_EQ(at(x.grad()), 4);
  EXPECT_FALSE(y.grad().defined());
  EXPECT_EQ(message([&] { w.backward({}, true, false, std::vector<Tensor>{}); }),
            "'inputs' argument to backward cannot be empty");
  EXPECT_EQ(message([&] { w.backward({}, true, false, std::vector<Tensor>{ones({1})}); }),
            "One of the differentiated Tensors does not require grad");
}

TEST(Grad, CreateGraphWarns) {
  Warnings warnings;
  const Warning::WarnAlways always;
  Tensor x = leaf({3});
  (x * x).backward({}, std::nullopt, true);
  EXPECT_TRUE(has(warnings.text(), "Using backward() with create_graph=True will create a reference cycle"));
  const Tensor g = x.grad();
  EXPECT_EQ(at(grad({g}, {x})[0]), 2);
  x.mutable_grad().reset();
}

// ---- errors

TEST(Features, ER23) {
  Tensor x = leaf({1, 2});
  EXPECT_EQ(message([&] { x.add_(1); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(message([&] {
              x.view({2, 1}).add_(1);
            }),
            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(message([&] { x[0] = 5; }),
            "a view of a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(numbers(x), (V{1, 2}));
}

TEST(Features, ER24) {
  Tensor x = leaf({1, 2}), y = x * 1, z = y * y;
  y.view({2, 1}).add_(1);
  EXPECT_MESSAGE(z.sum().backward(),
                 "[torch.DoubleTensor [2]], which is output 0 of CopySlices, is at version 1; "
                 "expected version 0 instead.");
  Tensor e = x.exp();
  e += 1;
  EXPECT_MESSAGE(e.sum().backward(), "It was saved by ExpBackward0.");
  Tensor s = (x * 1).unbind()[0];
  EXPECT_MESSAGE(s.add_(1),
                 "Output 0 of UnbindBackward0 is a view and is being modified inplace. This view is the "
                 "output of a function that returns multiple views.");
}

TEST(Features, ER27) { EXPECT_THROW(ones({1}, kLong).requires_grad_(), Error); }
TEST(Features, ER28) {
  EXPECT_EQ(message([] {
              leaf({1, 2}).backward();
            }),
            "grad can be implicitly created only for scalar outputs");
}
TEST(Features, ER29) {
  EXPECT_MESSAGE(leaf({1}).detach().backward(),
                 "element 0 of tensors does not require grad and does not have a grad_fn");
}
TEST(Features, ER30) {
  Tensor y = leaf({1}).exp();
  y.backward();
  EXPECT_MESSAGE(y.backward(), "Specify retain_graph=True");
}
TEST(Features, ER31) { EXPECT_MESSAGE(grad({leaf({1}) * 1}, {leaf({1})}), "Set allow_unused=True"); }
TEST(Features, ER32) {
  Tensor base = leaf({1, 2}) * 1, view;
  {
    const InferenceMode on;
    view = base.view({2, 1});
  }
  EXPECT_MESSAGE(view.add_(1),
                 "A view was created in inference mode and is being modified inplace in normal mode.");
  base.add_(1);
  EXPECT_MESSAGE(view.grad_fn(),
                 "A view was created in inference mode and its base or another view of its base has "
                 "been modified inplace");
}

TEST(Features, ER33) {
  const auto wrong = [](const variable_list& v) {
    Tensor y = v[0] * v[0];
    y.register_hook([](const Tensor& g) { return g * 2; });
    return variable_list{v[0] * 1, y};
  };
  const std::string m = message([&] { autograd::gradcheck(wrong, {leaf({1, 2})}); });
  EXPECT_TRUE(
      has(m, "Jacobian mismatch for output 1 with respect to input 0,\nnumerical:tensor([[2.0000, 0.0000],"))
      << m;
  EXPECT_TRUE(has(m, "\nanalytical:tensor([[4., 0.],\n        [0., 8.]], dtype=torch.float64)\n")) << m;
  Warnings warnings;
  const auto right = [](const variable_list& v) { return variable_list{v[0] * 3}; };
  autograd::GradcheckOptions coarse;
  coarse.eps = 1e-2;
  EXPECT_TRUE(autograd::gradcheck(right, {ones({2}).requires_grad_()}, coarse));
  EXPECT_TRUE(
      has(warnings.text(), "Input #0 requires gradient and is not a double precision floating point"));
}

TEST(Features, ER34) {
  const Warnings warnings;
  Tensor y = leaf({1}) * 2;
  y.grad();
  EXPECT_TRUE(
      has(warnings.text(), "The .grad attribute of a Tensor that is not a leaf Tensor is being accessed."));
}

TEST(Features, AM07) {  // without a graph intermediate results go at once
  const Tensor x = ones({1 << 16}).requires_grad_();
  x.sin();
  const auto bytes_kept = [&] {
    const int64_t before = memory::memory_allocated();
    const Tensor y = x.sin().cos().sin();
    return memory::memory_allocated() - before;
  };
  EXPECT_GE(bytes_kept(), 3 * (1 << 18));
  const NoGradGuard off;
  EXPECT_LT(bytes_kept(), 2 * (1 << 18));
}

TEST(Features, AM08) {  // several backward passes make one step
  Tensor w = leaf({1});
  for (const double x : {1.0, 2.0, 3.0}) (w * x).backward();
  EXPECT_EQ(at(w.grad()), 6);
}

TEST(Errors, ViewsOfNoGradBlocks) {
  Tensor base = leaf({1, 2}) * 1, view;
  {
    const NoGradGuard off;
    view = base.view({2, 1});
  }
  EXPECT_MESSAGE(view.add_(1),
                 "A view was created in no_grad mode and is being modified inplace with grad mode "
                 "enabled. Given that this use case is ambiguous and error-prone, it is forbidden.");
}

TEST(Errors, SetData) {
  Tensor x = leaf({1, 2});
  x.sum().backward();
  x.set_data(ones({3}));
  EXPECT_EQ(x.scalar_type(), kFloat);
  EXPECT_TRUE(x.requires_grad() && x.is_leaf());
  EXPECT_FALSE(x.grad().defined());
  EXPECT_MESSAGE(x.set_data(ones({3}, kLong)),
                 "data set to a tensor that requires gradients must be floating point or complex dtype");
  EXPECT_MESSAGE(x.set_data(Tensor()), "Attempted to call `variable.set_data(tensor)`");
  (x * 2).sum().backward();
  EXPECT_EQ(x.grad().sizes(), IntArrayRef({3}));
}

// ---- worked numbers

TEST(Features, WN01) {
  Tensor w = tensor({5.0}, requires_grad());
  (w * 2).pow(2).backward();
  EXPECT_EQ(w.grad().item<float>(), 40);
  Tensor l2 = (w * 3).pow(2);
  l2.backward({}, true);
  EXPECT_EQ(w.grad().item<float>(), 130);
  w.mutable_grad().zero_();
  l2.backward();
  EXPECT_EQ(w.grad().item<float>(), 90);
}
TEST(Features, WN02) {
  Tensor a = leaf({2}), w = leaf({3}), b = leaf({4});
  Tensor y = w * a + b, l = y.pow(2);
  EXPECT_EQ(y.grad_fn()->name(), "AddBackward0");
  l.backward();
  EXPECT_EQ(at(l), 100);
  EXPECT_EQ(at(w.grad()), 40);
  EXPECT_EQ(at(a.grad()), 60);
  EXPECT_EQ(at(b.grad()), 20);
}
TEST(Features, WN03) {
  Tensor x = leaf({2, 3});
  x.pow(2).sum().backward();
  EXPECT_EQ(numbers(x.grad()), (V{4, 6}));
}
TEST(Features, WN04) {
  Tensor x = leaf({2});
  (x.pow(2) + 1).pow(3).backward();
  EXPECT_EQ(at(x.grad()), 300);
}
TEST(Features, WN05) {
  Tensor x = leaf({4});
  Tensor y = 3 * x.pow(3) + 2 * x + 1;
  y.backward();
  EXPECT_EQ(at(y), 201);
  EXPECT_EQ(at(x.grad()), 146);
}
TEST(Features, WN06) {
  Tensor x = leaf({2}), w = leaf({3}), z = x * w;
  z.backward();
  EXPECT_EQ(at(z), 6);
  EXPECT_EQ(at(x.grad()), 3);
  EXPECT_EQ(at(w.grad()), 2);
}
TEST(Features, WN07) {
  Tensor a = leaf({1, 2});
  a.pow(2).sum().backward();
  EXPECT_EQ(numbers(a.grad()), (V{2, 4}));
}
TEST(Features, WN08) {
  Tensor x = leaf({2});
  x.pow(2).backward();
  x.pow(3).backward();
  EXPECT_EQ(at(x.grad()), 16);
  x.mutable_grad().reset();
  x.pow(3).backward();
  EXPECT_EQ(at(x.grad()), 12);
}
TEST(Features, WN09) {
  Tensor x = leaf({2}), y = x.pow(2), z = y * leaf({3});
  EXPECT_EQ(at(y), 4);
  EXPECT_EQ(y.grad_fn()->name(), "PowBackward0");
  EXPECT_EQ(at(z), 12);
  EXPECT_EQ(z.grad_fn()->name(), "MulBackward0");
}
TEST(Features, WN10) {
  Tensor w = leaf({0}), b = leaf({0});
  const Tensor x = tensor({1.0, 2.0, 3.0}, kDouble), y = tensor({3.0, 5.0, 7.0}, kDouble);
  Tensor l = (w * x + b - y).pow(2).mean();
  l.backward();
  EXPECT_NEAR(at(l), 83.0 / 3, 1e-12);
  EXPECT_NEAR(at(w.grad()), -68.0 / 3, 1e-12);
  EXPECT_NEAR(at(b.grad()), -10, 1e-12);
}
TEST(Features, WN13) {
  Tensor data = rand({64}, kDouble), w = leaf({0.7});
  const double full = at(grad({(w * data).pow(2).mean()}, {w})[0]);
  for (const Tensor& part : data.chunk(4)) (w * part).pow(2).mean().backward();
  EXPECT_NEAR(at(w.grad()) / full, 4, 1e-12);
}
TEST(Features, WN14) {
  Tensor x = leaf({0});
  EXPECT_EQ(at(x.relu()), 0);
  EXPECT_EQ(at(x.sigmoid()), 0.5);
  EXPECT_EQ(at(x.tanh()), 0);
  EXPECT_EQ(at(grad({x.relu()}, {x})[0]), 0);
  EXPECT_EQ(at(grad({x.sigmoid()}, {x})[0]), 0.25);
  EXPECT_EQ(at(grad({x.tanh()}, {x})[0]), 1);
}
TEST(Features, WN11) {
  Tensor x = leaf({2});
  const Tensor first = grad({x.pow(3)}, {x}, {}, true, true)[0];
  EXPECT_EQ(at(first), 12);
  EXPECT_EQ(at(grad({first}, {x}, {}, true, true)[0]), 12);
}
TEST(Features, WN12) {
  Tensor x = leaf({1, std::acos(-1.0) / 2});
  (x * x.sin()).sum().backward();
  EXPECT_NEAR(at(x.grad()), 1.3817732906760363, 1e-12);
  EXPECT_NEAR(at(x.grad(), 1), 1, 1e-12);
}

}  // namespace
}  // namespace facula
