// What users expect beyond the texts (BT) of FEATURES.md: tensors and autograd.
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "autograd/common.h"
#include "errors.h"
#include "facula/facula.h"

namespace facula {
namespace {

using autograd::variable_list;
using V = std::vector<double>;

TEST(Features, BT10) {
  nn::Sequential model(nn::Linear(2, 2), nn::Linear(2, 1));
  const std::vector<Tensor> p = model->parameters();
  p[0].requires_grad_(false);
  optim::SGD sgd(p, optim::SGDOptions(0.1).weight_decay(0.1));
  std::vector<Tensor> before;
  for (const Tensor& t : p) before.push_back(t.detach().clone());
  model->forward(ones({3, 2})).sum().backward();
  sgd.step();
  EXPECT_FALSE(p[0].grad().defined()) << "frozen: no gradient";
  EXPECT_TRUE(p[0].detach().equal(before[0])) << "and no update";
  for (size_t i = 1; i < p.size(); ++i) EXPECT_FALSE(p[i].detach().equal(before[i])) << i;
}
TEST(Features, BT23) {
  Tensor x = leaf({1, 2}), y = x * 3;
  V seen;
  y.register_hook([&](Tensor g) { seen = numbers(g); });                     // looks
  const unsigned changes = y.register_hook([](Tensor g) { return g * 2; });  // changes
  (y * y).sum().backward();
  EXPECT_EQ(seen, (V{6, 12}));
  EXPECT_EQ(numbers(x.grad()), (V{36, 72}));
  y = x * 3;
  x.mutable_grad() = Tensor();
  y.register_hook([](Tensor g) { return g * 2; });
  const unsigned removed = y.register_hook([](Tensor g) { return g * 100; });
  y.remove_hook(removed);
  y.sum().backward();
  EXPECT_EQ(numbers(x.grad()), (V{6, 6}));
  EXPECT_EQ(changes, 1u) << "numbered by place";
}
TEST(Features, BT24) {
  const Tensor x = tensor({1., 2., 3.}, kDouble);
  const auto squares = [](const Tensor& t) { return t * t * t.sum(); };
  const Tensor j = autograd::jacobian(squares, x);  // 2 x_i s [i = j] + x_i^2
  const Tensor s = x.sum(), want = diag(2 * x * s) + (x * x).unsqueeze(1);
  EXPECT_TRUE(allclose(j, want));
  const Tensor h = autograd::hessian([](const Tensor& t) { return (t.pow(3)).sum() + t.prod(); }, x);
  EXPECT_TRUE(allclose(h, tensor({{6., 3., 2.}, {3., 12., 1.}, {2., 1., 18.}}, kDouble)));
  const Tensor v = tensor({1., 0., -1.}, kDouble);
  EXPECT_TRUE(allclose(autograd::vjp(squares, x, v).second, v.matmul(want)));
  EXPECT_TRUE(allclose(autograd::jvp(squares, x, v).second, want.matmul(v)));
  EXPECT_TRUE(allclose(
      autograd::hvp([](const Tensor& t) { return (t.pow(3)).sum() + t.prod(); }, x, v).second, h.matmul(v)));
}
TEST(Features, BT25) {
  Warnings warnings;
  EXPECT_FALSE(AnomalyMode::is_enabled());
  {
    const autograd::DetectAnomalyGuard on;
    EXPECT_TRUE(AnomalyMode::is_enabled());
    const Tensor x = leaf({-1});
    const Tensor y = x.sqrt() * 2;
    EXPECT_THROWN("Error: Function 'SqrtBackward0' returned nan values in its 0th output.",
                  y.sum().backward());
  }
  EXPECT_FALSE(AnomalyMode::is_enabled());
  EXPECT_TRUE(has(warnings.text(), "Error detected in SqrtBackward0. Traceback of forward call"))
      << warnings.text();
}
TEST(Features, BT26) {
  Generator a = make_generator(1), b = make_generator(2), a2 = make_generator(1);
  const Tensor first = rand({5}, a);
  rand({100}, b);  // another stream
  EXPECT_TRUE(first.equal(rand({5}, a2))) << "independent of b, and of the global generator";
  const Tensor state = a.get_state();
  const Tensor next = randn({7}, a);
  a.set_state(state);
  EXPECT_TRUE(next.equal(randn({7}, a))) << "saved and restored";
  manual_seed(1);
  EXPECT_TRUE(first.equal(rand({5}))) << "the same numbers as the global one with this seed";
  a.set_current_seed(1);
  EXPECT_EQ(a.current_seed(), 1u);
  EXPECT_TRUE(first.equal(rand({5}, a)));
  Tensor t = empty({5}).uniform_(0, 1, a2);
  EXPECT_FALSE(t.equal(first));
  EXPECT_EQ(randperm(10, a2).numel(), 10);
  EXPECT_EQ(tensor({.5, .5}).bernoulli(a2).numel(), 2);
}
struct DefaultDtype {
  explicit DefaultDtype(ScalarType t) : before(get_default_dtype_scalar()) { set_default_dtype(t); }
  ~DefaultDtype() { set_default_dtype(before); }
  ScalarType before;
};
TEST(Features, BT27) {
  {
    const DefaultDtype in_double(kDouble);
    EXPECT_EQ(get_default_dtype(), kDouble);
    for (const Tensor& t : {zeros({2}), rand({2}), randn({2}), tensor({1.5}), linspace(0, 1, 3), eye(2),
                            full({2}, 1.5), arange(0., 1., .5), tensor({1, 2}) / 2, tensor({1}).sqrt()})
      EXPECT_EQ(t.dtype(), kDouble);
    EXPECT_EQ(tensor({1}).dtype(), kLong) << "integers stay";
    EXPECT_EQ(facula::complex(ones({1}), ones({1})).dtype(), kComplexDouble);
    // A small PINN: u'' = -u, in double from end to end.
    nn::Sequential u(nn::Linear(1, 8), nn::Tanh(), nn::Linear(8, 1));
    const Tensor x = rand({4, 1}).requires_grad_(), y = u->forward(x);
    const Tensor d = autograd::grad({y.sum()}, {x}, {}, true, true)[0];
    const Tensor dd = autograd::grad({d.sum()}, {x}, {}, true, true)[0];
    (dd + y).square().mean().backward();
    EXPECT_EQ(u->parameters()[0].grad().dtype(), kDouble);
  }
  EXPECT_EQ(zeros({2}).dtype(), kFloat);
  EXPECT_THROW(set_default_dtype(kLong), Error);
}
// The functions that the row names: what they give, and that their derivatives are right.
TEST(Features, BT28) {
  const Tensor t = tensor({3., 1., 2.}, kDouble);
  EXPECT_EQ(numbers(full({2}, 7)), (V{7, 7}));
  EXPECT_EQ(numbers(std::get<0>(t.sort())), (V{1, 2, 3}));
  EXPECT_EQ(numbers(std::get<1>(t.sort(0, true))), (V{0, 2, 1}));
  EXPECT_EQ(numbers(std::get<0>(t.topk(2))), (V{3, 2}));
  EXPECT_EQ(numbers(std::get<0>(_unique2(tensor({3, 1, 3, 2})))), (V{1, 2, 3}));
  EXPECT_EQ(numbers(t.cumsum(0)), (V{3, 4, 6}));
  const Tensor m = arange(1., 5., kDouble).view({2, 2});
  EXPECT_EQ(numbers(tril(m)), (V{1, 0, 3, 4}));
  EXPECT_EQ(numbers(triu(m)), (V{1, 2, 0, 4}));
  EXPECT_EQ(numbers(maximum(t, t.flip(0))), (V{3, 1, 3}));
  EXPECT_EQ(numbers(minimum(t, t.flip(0))), (V{2, 1, 2}));
  EXPECT_EQ(numbers(t.index_add(0, tensor({0, 0}), ones({2}, kDouble))), (V{5, 1, 2}));
  EXPECT_EQ(numbers(t.scatter(0, tensor({2}), zeros({1}, kDouble))), (V{3, 1, 0}));
  EXPECT_EQ(numbers(diag(m)), (V{1, 4}));
  EXPECT_EQ(norm(tensor({3., 4.})).item<float>(), 5.f);
  EXPECT_EQ(numbers(meshgrid({arange(2), arange(3)}, "ij")[1]), (V{0, 1, 2, 0, 1, 2}));
  EXPECT_EQ(numbers(t.repeat({2})), (V{3, 1, 2, 3, 1, 2}));
  EXPECT_EQ(numbers(t.roll(1, 0)), (V{2, 3, 1}));
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_EQ(numbers(isnan(tensor({1., std::nan(""), inf}))), (V{0, 1, 0}));
  EXPECT_EQ(numbers(isfinite(tensor({1., std::nan(""), inf}))), (V{1, 0, 0}));

  const Tensor a = tensor({{0.3, -1.2}, {2.1, 0.7}}, kDouble).requires_grad_();
  const Tensor b = tensor({{1.1, 0.4}, {-0.6, 1.9}}, kDouble).requires_grad_();
  using F = std::function<Tensor(const Tensor&, const Tensor&)>;
  const F functions[] = {[](const Tensor& x, const Tensor&) { return std::get<0>(x.sort(1)); },
                         [](const Tensor& x, const Tensor&) { return std::get<0>(x.topk(1, 1)); },
                         [](const Tensor& x, const Tensor&) { return x.cumsum(0); },
                         [](const Tensor& x, const Tensor&) { return tril(x); },
                         [](const Tensor& x, const Tensor&) { return triu(x); },
                         [](const Tensor& x, const Tensor& y) { return maximum(x, y); },
                         [](const Tensor& x, const Tensor& y) { return minimum(x, y); },
                         [](const Tensor& x, const Tensor& y) {
                           return x.index_add(0, tensor({1, 1}), y);
                         },
                         [](const Tensor& x, const Tensor& y) {
                           return x.scatter(1, tensor({{0, 1}}), y);
                         },
                         [](const Tensor& x, const Tensor& y) {
                           return x.scatter_add(1, tensor({{0, 0}}), y);
                         },
                         [](const Tensor& x, const Tensor&) { return diag(x); },
                         [](const Tensor& x, const Tensor&) { return norm(x); },
                         [](const Tensor& x, const Tensor& y) {
                           return meshgrid({x[0], y[1]}, "ij")[0];
                         },
                         [](const Tensor& x, const Tensor&) {
                           return x.repeat({2, 3});
                         },
                         [](const Tensor& x, const Tensor&) { return x.roll(1, 0); }};
  int i = 0;
  for (const F& f : functions) {
    const auto one = [&](const variable_list& in) {
      return variable_list{f(in[0], in[1]).square() + 0 * in[1].sum()};
    };
    EXPECT_TRUE(autograd::gradcheck(one, {a, b})) << "function " << i;
    EXPECT_TRUE(autograd::gradgradcheck(one, {a, b})) << "function " << i++;
  }
}
TEST(Features, BT32) {
  const int before = get_num_threads();
  set_num_threads(1);
  EXPECT_EQ(get_num_threads(), 1);
  const Tensor a = rand({200, 200}), one = a.matmul(a);
  set_num_threads(2);
  EXPECT_GE(get_num_threads(), 1);
  EXPECT_TRUE(allclose(a.matmul(a), one, 1e-5, 1e-5));
  EXPECT_THROWN("Error: Expected positive number of threads", set_num_threads(0));
  set_num_threads(before);
  EXPECT_EQ(get_num_threads(), before);
}

}  // namespace
}  // namespace facula
