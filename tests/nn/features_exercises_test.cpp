// The exercises (EX) of FEATURES.md that are tests.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include "autograd/common.h"
#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
namespace F = nn::functional;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(Features, EX01) {
  const Tensor t = randn({4, 5, 6});
  EXPECT_EQ(sizes(t), (Ints{4, 5, 6}));
  EXPECT_EQ(t.dtype(), kFloat);
  EXPECT_EQ(t.device(), kCPU);
  EXPECT_EQ(t.numel(), 120);
  EXPECT_FALSE(t.requires_grad());
  const Tensor d = t.to(kFloat64), i = d.to(kInt32);
  EXPECT_TRUE(i.to(kFloat64).equal(d.trunc())) << "int32 shows the truncation";
  EXPECT_TRUE(t.is_contiguous());
  EXPECT_FALSE(t.transpose(0, 1).is_contiguous());
  EXPECT_THROWN("Error: t() expects a tensor with <= 2 dimensions, but self is 3D", t.t());
  EXPECT_TRUE(t.to(cuda::is_available() ? kCUDA : kCPU).to(kCPU).equal(t));
}
TEST(Features, EX02) {
  const Tensor a = rand({3, 1, 5}), b = rand({1, 4, 5}), c = rand({5}), d = rand({3, 4});
  EXPECT_EQ(sizes(a + b), (Ints{3, 4, 5}));
  EXPECT_EQ(sizes(a + c), (Ints{3, 1, 5}));
  EXPECT_EQ(sizes(b + c), (Ints{1, 4, 5}));
  EXPECT_THROWN(
      "Error: The size of tensor a (5) must match the size of tensor b (4) at non-singleton dimension 2",
      a + d);
  // No E makes D + E of shape (3, 4, 5): D's last size, 4, faces 5.
  for (const Ints& e : {Ints{5}, Ints{3, 4, 5}, Ints{1, 1, 5}, Ints{4, 5}}) EXPECT_THROW(d + rand(e), Error);
  EXPECT_EQ(sizes(d.unsqueeze(-1) + rand({5})), (Ints{3, 4, 5}));
  EXPECT_EQ(sizes(d.unsqueeze(-1) + rand({3, 4, 5})), (Ints{3, 4, 5}));
}
TEST(Features, EX03) {
  const Tensor x = randn({10, 8, 6}), rows = tensor({0, 3, 7}), cols = tensor({1, 4});
  EXPECT_EQ(sizes(x.index({Slice(None, 5)})), (Ints{5, 8, 6}));
  EXPECT_EQ(sizes(x.index({Slice(), Slice(None, None, 2)})), (Ints{10, 4, 6}));
  const Tensor picked = x.index({x > 0.5}), sign = facula::where(x > 0, 1, -1);
  EXPECT_EQ(picked.dim(), 1);
  EXPECT_EQ(picked.numel(), (x > 0.5).sum().item<int64_t>());
  EXPECT_EQ(sizes(sign), sizes(x));
  EXPECT_TRUE(sign.abs().equal(ones_like(sign)));
  EXPECT_TRUE((sign == 1).equal(x > 0));
  EXPECT_EQ(sizes(x.index({rows.unsqueeze(1), cols})), (Ints{3, 2, 6}));
  EXPECT_THROW(x.index({rows, cols}), IndexError);
}

Tensor geometric_mean(const Tensor& x, int64_t dim) { return x.log().mean(dim).exp(); }
Tensor harmonic_mean(const Tensor& x, int64_t dim) { return x.reciprocal().mean(dim).reciprocal(); }
// The mean without the `part` smallest and largest values.
Tensor trimmed_mean(const Tensor& x, double part, int64_t dim) {
  const auto cut = static_cast<int64_t>(part * static_cast<double>(x.size(dim)));
  return std::get<0>(x.sort(dim)).narrow(dim, cut, x.size(dim) - 2 * cut).mean(dim);
}
TEST(Features, EX06) {
  const Tensor x = tensor({{1., 2., 4.}, {2., 2., 2.}}, kDouble);
  test::expect_values(geometric_mean(x, 1), {2}, {2, 2}, 1e-14);
  test::expect_values(harmonic_mean(x, 1), {2}, {12. / 7, 2}, 1e-14);
  test::expect_values(trimmed_mean(arange(10., kDouble), 0.1, 0), {}, {4.5}, 1e-14);
  test::expect_values(trimmed_mean(tensor({-1000., 1., 2., 3., 4., 5., 6., 7., 8., 1000.}, kDouble), 0.1, 0),
                      {}, {4.5}, 1e-14);
  const Tensor v = tensor({1., 1., 2.}, kDouble), w = tensor({1., 2., 3.}, kDouble);
  const Tensor mean = (w * v).sum() / w.sum();
  EXPECT_DOUBLE_EQ(mean.item<double>(), 1.5);
  EXPECT_DOUBLE_EQ(((w * (v - mean).square()).sum() / w.sum()).sqrt().item<double>(), 0.5);
  // Edge cases: nothing, zero, negative values, NaN.
  const auto geometric = [](std::vector<double> values) {
    return geometric_mean(tensor(values, kDouble), 0).item<double>();
  };
  EXPECT_TRUE(std::isnan(geometric_mean(empty({0}), 0).item<double>()));
  EXPECT_EQ(geometric({0, 5}), 0);
  EXPECT_TRUE(std::isnan(geometric({-1, 2})));
  EXPECT_TRUE(std::isnan(geometric({1, std::nan("")})));
  EXPECT_EQ(harmonic_mean(tensor({0., 5.}, kDouble), 0).item<double>(), 0);
}
TEST(Features, EX10) {
  const Tensor logits = randn({2, 3, 4, 4}), mask = randn({2, 1, 4, 4}) > 0;
  const Tensor y = logits.masked_fill(mask, -std::numeric_limits<float>::infinity());
  EXPECT_EQ(sizes(y), sizes(logits));
  for (int64_t h = 0; h < 3; ++h)
    EXPECT_TRUE(isinf(y.select(1, h)).equal(mask.select(1, 0))) << "the mask is every head's";
}
TEST(Features, EX11) {
  const Tensor a = tensor({{1, 5, 9}, {2, 6, 10}}), b = randn({4, 2, 5}), c = ones_like(b, kFloat64);
  EXPECT_EQ(sizes(a), (Ints{2, 3}));
  EXPECT_EQ(a.dtype(), kInt64);
  EXPECT_EQ(a.device(), kCPU);
  EXPECT_EQ(sizes(c), (Ints{4, 2, 5}));
  EXPECT_EQ(c.dtype(), kFloat64);
}
TEST(Features, EX12) {
  const Tensor a = randn({5, 3}), b = randn({3, 7}), d = randn({5, 3}), v = randn({7}), c = matmul(a, b);
  EXPECT_EQ(sizes(c), (Ints{5, 7}));
  EXPECT_EQ(sizes(a * d), (Ints{5, 3}));
  EXPECT_EQ(sizes(c + v), (Ints{5, 7}));
  EXPECT_TRUE((c + v)[4].equal(c[4] + v));
}
TEST(Features, EX13) {
  const Tensor t = arange(60).view({5, 4, 3});
  EXPECT_TRUE(t[2].equal(arange(24, 36).view({4, 3})));
  EXPECT_TRUE(t.index({0, 1, Slice()}).equal(tensor({3, 4, 5})));
  EXPECT_EQ(sizes(t.index({"...", -1})), (Ints{5, 4}));
  EXPECT_TRUE(t.index({"...", -1})[0].equal(tensor({2, 5, 8, 11})));
}
TEST(Features, EX14) {
  const Device device(cuda::is_available() ? kCUDA : kCPU);
  const Tensor x = arange(100), x_2d = x.reshape({20, 5}), flat = x_2d.reshape(-1), batch = x_2d.unsqueeze(0);
  EXPECT_EQ(sizes(x_2d), (Ints{20, 5}));
  EXPECT_TRUE(flat.equal(x));
  EXPECT_EQ(sizes(batch), (Ints{1, 20, 5}));
  std::ostringstream text;
  text << batch.to(device).device();
  EXPECT_EQ(text.str(), cuda::is_available() ? "cuda:0" : "cpu");
}
TEST(Features, EX15) {
  const Tensor a = leaf({2}), w = leaf({3}), b = leaf({4});
  (w * a + b).pow(2).backward();
  EXPECT_EQ(at(w.grad()), 40);
  EXPECT_EQ(at(a.grad()), 60);
  EXPECT_EQ(at(b.grad()), 20);
}
TEST(Features, EX16) {
  const Tensor x = randn({10, 3}, kDouble), w = randn({3, 2}, kDouble).requires_grad_(),
               b = zeros({2}, kDouble).requires_grad_(), target = ones({10, 2}, kDouble);
  const Tensor error = matmul(x, w) + b - target;
  error.pow(2).mean().backward();
  EXPECT_EQ(sizes(w.grad()), (Ints{3, 2}));
  EXPECT_EQ(sizes(b.grad()), (Ints{2}));
  const Tensor e = error.detach();
  test::expect_close(w.grad(), 2. / 20 * matmul(x.t(), e), 1e-12);
  test::expect_close(b.grad(), 2. / 20 * e.sum(0), 1e-12);
}
TEST(Features, EX17) {
  const Tensor w = leaf({1});
  for (int i = 0; i < 10; ++i) {
    {
      NoGradGuard off;
      EXPECT_FALSE((w * 2).requires_grad());
    }
    EXPECT_TRUE((w * 2).requires_grad());
  }
}
TEST(Features, EX18) {
  const Tensor w = leaf({5});
  (w * 2).pow(2).backward();
  EXPECT_EQ(at(w.grad()), 40);
  const Tensor second = (w * 3).pow(2);
  second.backward({}, /*retain_graph=*/true);
  EXPECT_EQ(at(w.grad()), 130);
  w.mutable_grad().zero_();
  second.backward();
  EXPECT_EQ(at(w.grad()), 90);
  EXPECT_MESSAGE(second.backward(), "Specify retain_graph=True");
}
TEST(Features, EX24) {
  const Tensor x = randn({1, 1, 32, 32});
  nn::Sequential net(nn::Conv2d(1, 16, 5), nn::MaxPool2d(2),
                     nn::Conv2d(nn::Conv2dOptions(16, 32, 3).padding(1)), nn::MaxPool2d(2), nn::Flatten());
  EXPECT_EQ(sizes(net->forward(x)), (Ints{1, 1568}));
}
TEST(Features, EX25) {
  for (const double level : {5.0, 1.0}) {
    Tensor image = zeros({1, 1, 10, 10});
    image.index_put_({Slice(), Slice(), Slice(), Slice(4, 6)}, level);
    nn::Conv2d sobel(nn::Conv2dOptions(1, 1, 3).bias(false));
    {
      NoGradGuard off;
      sobel->weight.copy_(tensor({{-1., 0., 1.}, {-2., 0., 2.}, {-1., 0., 1.}}).view({1, 1, 3, 3}));
    }
    const Tensor y = sobel(image).detach()[0][0];
    for (int64_t row = 0; row < 8; ++row) {
      EXPECT_EQ(y[row][2].item<double>(), 4 * level) << "from dark to light: the left edge";
      EXPECT_EQ(y[row][5].item<double>(), -4 * level);
      EXPECT_EQ(y[row][0].item<double>(), 0);
    }
  }
}
TEST(Features, EX28) {
  nn::RNNCell cell(5, 7);
  nn::Linear i2h(5, 7), h2h(7, 7);
  NoGradGuard off;
  i2h->weight.copy_(cell->weight_ih);
  i2h->bias.copy_(cell->bias_ih);
  h2h->weight.copy_(cell->weight_hh);
  h2h->bias.copy_(cell->bias_hh);
  const Tensor sequence = randn({10, 1, 5});
  Tensor mine = zeros({1, 7}), theirs = zeros({1, 7});
  for (const Tensor& x : sequence.unbind(0)) {
    mine = facula::tanh(i2h(x) + h2h(mine));
    theirs = cell(x, theirs);
  }
  EXPECT_EQ(sizes(mine), (Ints{1, 7}));
  test::expect_close(mine, theirs, 1e-6);
}
TEST(Features, EX29) {
  const int64_t in = 3, hidden = 4;
  nn::LSTMCell cell(in, hidden);
  nn::Linear gates(in + hidden, 4 * hidden);
  NoGradGuard off;
  gates->weight.copy_(cat({cell->weight_hh, cell->weight_ih}, 1));  // the order [h, x]
  gates->bias.copy_(cell->bias_ih + cell->bias_hh);
  const Tensor x = randn({2, in}), h = randn({2, hidden}), c = randn({2, hidden});
  const auto part = chunk(gates(cat({h, x}, 1)), 4, 1);
  const Tensor next_c = part[1].sigmoid() * c + part[0].sigmoid() * part[2].tanh();
  const Tensor next_h = part[3].sigmoid() * next_c.tanh();
  const auto [want_h, want_c] = cell(x, std::make_tuple(h, c));
  test::expect_close(next_h, want_h, 1e-6);
  test::expect_close(next_c, want_c, 1e-6);
}
TEST(Features, EX31) {
  const Tensor q = randn({2, 3, 5, 4}), k = randn({2, 3, 5, 4}), v = randn({2, 3, 5, 4});
  const auto attention = [&](const Tensor& blocked) {
    Tensor scores = matmul(q, k.transpose(-2, -1)) / 2.;  // sqrt(4)
    if (blocked.defined()) scores = scores.masked_fill(blocked, -std::numeric_limits<float>::infinity());
    const Tensor weights = softmax(scores, -1);
    return std::make_pair(matmul(weights, v), weights);
  };
  const auto [y, weights] = attention({});
  EXPECT_EQ(sizes(weights), (Ints{2, 3, 5, 5}));
  test::expect_close(weights.sum(-1), ones({2, 3, 5}), 1e-6);
  test::expect_close(scaled_dot_product_attention(q, k, v), y, 1e-5);
  const Tensor allowed = ones({5, 5}, kBool).tril();
  test::expect_close(scaled_dot_product_attention(q, k, v, allowed), attention(~allowed).first, 1e-5);
}
struct XSinX : autograd::Function<XSinX> {
  static Tensor forward(autograd::AutogradContext* context, Tensor x) {
    context->save_for_backward({x});
    return x * x.sin();
  }
  static autograd::variable_list backward(autograd::AutogradContext* context, autograd::variable_list g) {
    const Tensor x = context->get_saved_variables()[0];
    return {g[0] * (x.sin() + x * x.cos())};
  }
};
struct XSinXModuleImpl : nn::Module {
  Tensor forward(const Tensor& x) { return XSinX::apply(x); }
};
FACULA_MODULE(XSinXModule);
TEST(Features, EX35) {
  EXPECT_TRUE(autograd::gradcheck(
      [](const autograd::variable_list& in) { return autograd::variable_list{XSinX::apply(in[0])}; },
      {randn({4, 3}, kDouble).requires_grad_()}));
  manual_seed(0);
  nn::Sequential net(nn::Linear(1, 16), XSinXModule(), nn::Linear(16, 1));
  optim::Adam adam(net->parameters(), 1e-2);
  const Tensor x = linspace(-2, 2, 64).unsqueeze(1), y = x.square();
  double first = 0, last = 0;
  for (int i = 0; i < 200; ++i) {
    adam.zero_grad();
    const Tensor loss = F::mse_loss(net->forward(x), y);
    loss.backward();
    adam.step();
    (i ? last : first) = loss.item<double>();
  }
  EXPECT_LT(last, 0.05 * first) << "it trains";
}
TEST(Features, EX43) {
  const Tensor x = tensor({1., 2., 3.}), y = 2 * x + 1;
  Tensor w = zeros({1}).requires_grad_(), b = zeros({1}).requires_grad_();
  for (int i = 0; i < 2000; ++i) {
    (w * x + b - y).pow(2).mean().backward();
    if (i == 0) {
      EXPECT_NEAR(w.grad().item<float>(), -22.6667, 1e-4);
      EXPECT_NEAR(b.grad().item<float>(), -10, 1e-5);
    }
    NoGradGuard off;
    w -= 0.05 * w.grad();
    b -= 0.05 * b.grad();
    w.mutable_grad().zero_();
    b.mutable_grad().zero_();
  }
  EXPECT_NEAR(w.item<float>(), 2, 1e-4);
  EXPECT_NEAR(b.item<float>(), 1, 1e-4);
}
TEST(Features, EX45) {
  const Tensor t = randn({4, 3, 28, 28});
  EXPECT_EQ(sizes(t.view({4, -1})), (Ints{4, 2352}));
  EXPECT_EQ(sizes(t.permute({0, 2, 3, 1})), (Ints{4, 28, 28, 3}));
  EXPECT_EQ(sizes(t.index({Slice(), 0})), (Ints{4, 28, 28}));
  EXPECT_EQ(sizes(matmul(randn({32, 64}), randn({64, 128}))), (Ints{32, 128}));
  EXPECT_EQ(sizes(randn({8, 16}).unsqueeze(0).unsqueeze(2)), (Ints{1, 8, 1, 16}));
  EXPECT_EQ(sizes(randn({3, 1, 5}).squeeze()), (Ints{3, 5}));
  EXPECT_EQ(sizes(randn({100}).unsqueeze(1)), (Ints{100, 1}));
  EXPECT_EQ(sizes(randn({100}).reshape({100, 1})), (Ints{100, 1}));
}
TEST(Features, EX46) {
  const Tensor x = randn({10, 5}), y = randn({10, 5});
  EXPECT_EQ(sizes(x * y), (Ints{10, 5}));
  EXPECT_THROWN("Error: mat1 and mat2 shapes cannot be multiplied (10x5 and 10x5)", matmul(x, y));
  EXPECT_EQ(sizes(matmul(x, y.t())), (Ints{10, 10}));
}
TEST(Features, EX48) {
  Tensor w = leaf({2});
  w.pow(2).sum().backward();
  w.pow(2).sum().backward();
  EXPECT_EQ(at(w.grad()), 8) << "without zero_grad gradients add up";
  const Tensor logits = tensor({{2., 1., 0.1}}), target = tensor({0});
  EXPECT_NEAR(F::cross_entropy(logits, target).item<float>(), 0.4170, 5e-5);
  EXPECT_NEAR(F::cross_entropy(softmax(logits, 1), target).item<float>(), 0.8021, 5e-5) << "silently wrong";
  nn::Linear model(2, 1);
  EXPECT_TRUE(model(ones({1, 2})).requires_grad()) << "without no_grad evaluation builds a graph";
  NoGradGuard off;
  EXPECT_FALSE(model(ones({1, 2})).requires_grad());
}
TEST(Features, EX49) {
  const Tensor x = leaf({4});
  (3 * x.pow(3) + 2 * x + 1).backward();
  EXPECT_EQ(at(x.grad()), 146);
  const auto count = [](const nn::Module& m) {
    int64_t n = 0;
    for (const Tensor& p : m.parameters()) n += p.numel();
    return n;
  };
  EXPECT_EQ(count(*nn::Linear(512, 256)), 131'328);
  EXPECT_EQ(count(*nn::Conv2d(3, 64, 3)), 1'792);
}
TEST(Features, EX50) {
  std::vector<uint8_t> pixels(256 * 256 * 3);
  pixels[(10 * 256 + 20) * 3 + 2] = 200;  // row 10, column 20, channel 2
  const Tensor image = from_blob(pixels.data(), {256, 256, 3}, kUInt8).permute({2, 0, 1});
  EXPECT_EQ(sizes(image), (Ints{3, 256, 256}));
  EXPECT_EQ(image[2][10][20].item<int64_t>(), 200);
  EXPECT_EQ(image.to(kFloat).sum().item<float>(), 200.f);
}
TEST(Features, EX51) {
  const Tensor output = randn({32, 10}), best = output.argmax(1);
  EXPECT_EQ(sizes(best), (Ints{32}));
  Tensor y = best.clone();
  y.index_put_({Slice(0, 8)}, (best.slice(0, 0, 8) + 1) % 10);
  EXPECT_EQ((best == y).to(kFloat).mean().item<float>(), 0.75f);
}

}  // namespace
}  // namespace facula
