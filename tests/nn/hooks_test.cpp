// Module hooks and summary().
#include <gtest/gtest.h>

#include <sstream>

#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"

namespace {

using namespace facula;

using Tensors = std::vector<Tensor>;

TEST(ModuleHooks, RunInOrderAndMayChangeTensors) {
  nn::Linear m(2, 1);
  {
    NoGradGuard off;
    m->weight.fill_(1);
    m->bias.fill_(0);
  }
  std::string order;
  auto before = m->register_forward_pre_hook([&](nn::Module&, Tensors& in) {
    order += 'b';
    in[0] = in[0] * 2;
  });
  auto after = m->register_forward_hook([&](nn::Module& module, const Tensors& in, Tensors& out) {
    order += 'a';
    EXPECT_NE(module.as<nn::Linear>(), nullptr);
    EXPECT_EQ(in[0].sum().item<float>(), 4);
    out[0] = out[0] + 1;
  });
  EXPECT_EQ(m(ones({1, 2})).item<float>(), 5);
  EXPECT_EQ(order, "ba");
  EXPECT_EQ(m->forward(ones({1, 2})).item<float>(), 2) << "forward() itself runs no hooks, as in Python";
  before.remove();
  after.remove();
  before.remove();
  EXPECT_EQ(m(ones({1, 2})).item<float>(), 2);
}

TEST(ModuleHooks, RunInSequentialAndAnyModule) {
  nn::Linear inner(2, 2);
  int calls = 0;
  inner->register_forward_hook([&](nn::Module&, const Tensors&, Tensors&) { ++calls; });
  nn::Sequential s(inner, nn::ReLU());
  s(ones({1, 2}));
  nn::AnyModule any(inner);
  any.forward(ones({1, 2}));
  any.any_forward(ones({1, 2}));
  EXPECT_EQ(calls, 3);
}

TEST(ModuleHooks, SeeTensorsOfTuples) {
  nn::LSTM m(2, 3);
  size_t count = 0;
  m->register_forward_hook(
      [&](nn::Module&, const Tensors& in, Tensors& out) { count = 10 * in.size() + out.size(); });
  m(ones({4, 1, 2}));
  EXPECT_EQ(count, 13u);
}

// Python: lin = nn.Linear(2, 1); weights 3, 4; register_full_backward_hook; (2 * lin(x)).sum().backward().
TEST(ModuleHooks, BackwardSeesAndChangesGradients) {
  nn::Linear m(2, 1);
  {
    NoGradGuard off;
    m->weight.copy_(tensor({3.f, 4.f}).view({1, 2}));
  }
  int calls = 0;
  auto handle = m->register_full_backward_hook([&](nn::Module&, Tensors& gx, const Tensors& gy) {
    ++calls;
    ASSERT_EQ(gx.size(), 1u);
    ASSERT_EQ(gy.size(), 1u);
    EXPECT_EQ(gy[0].item<float>(), 2);
    EXPECT_TRUE(gx[0].equal(tensor({6.f, 8.f}).view({1, 2})));
    gx[0] = gx[0] * 10;
  });
  const Tensor x = ones({1, 2}).requires_grad_(true);
  (2 * m(x)).sum().backward();
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(x.grad().equal(tensor({60.f, 80.f}).view({1, 2})));
  EXPECT_TRUE(m->weight.grad().equal(tensor({2.f, 2.f}).view({1, 2})));
  handle.remove();
  (2 * m(x)).sum().backward();
  EXPECT_EQ(calls, 1);
}

TEST(ModuleHooks, BackwardWithoutInputGradients) {
  nn::Linear m(2, 1);
  int calls = 0;
  m->register_full_backward_hook([&](nn::Module&, Tensors& gx, const Tensors& gy) {
    ++calls;
    EXPECT_TRUE(gx.empty());
    EXPECT_EQ(gy.size(), 1u);
  });
  m(ones({1, 2})).sum().backward();
  EXPECT_EQ(calls, 1);
  NoGradGuard off;
  m(ones({1, 2}));
  EXPECT_EQ(calls, 1);
}

TEST(ModuleHooks, ClonesHaveTheirOwn) {
  nn::Linear m(2, 1);
  int calls = 0;
  auto handle = m->register_forward_hook([&](nn::Module&, const Tensors&, Tensors&) { ++calls; });
  nn::Linear copy(std::dynamic_pointer_cast<nn::LinearImpl>(m->clone()));
  handle.remove();
  m(ones({1, 2}));
  EXPECT_EQ(calls, 0);
  copy(ones({1, 2}));
  EXPECT_EQ(calls, 1);
}

struct NetImpl : nn::Module {
  NetImpl() {
    conv = register_module("conv", nn::Conv2d(nn::Conv2dOptions(1, 4, 3).padding(1)));
    norm = register_module("norm", nn::BatchNorm2d(4));
    fc = register_module("fc", nn::Linear(4 * 6 * 6, 10));
    unused = register_module("unused", nn::Dropout(0.5));
  }
  Tensor forward(const Tensor& x) { return fc(norm(conv(x)).flatten(1)); }
  nn::Conv2d conv{nullptr};
  nn::BatchNorm2d norm{nullptr};
  nn::Linear fc{nullptr};
  nn::Dropout unused{nullptr};
};
FACULA_MODULE(Net);

TEST(Summary, CountsAndLeavesTheModelAsItWas) {
  Net net;
  net->norm->eval();
  const Tensor mean = net->norm->running_mean.clone();
  const nn::ModuleSummary s = nn::summary(net, ones({2, 1, 6, 6}));
  EXPECT_TRUE(net->is_training());
  EXPECT_FALSE(net->norm->is_training());
  EXPECT_TRUE(net->fc->is_training());
  EXPECT_TRUE(net->norm->running_mean.equal(mean));
  ASSERT_EQ(s.layers.size(), 5u);
  EXPECT_EQ(s.layers[1].type, "Conv2d");
  EXPECT_EQ(s.layers[1].name, "conv");
  EXPECT_EQ(s.layers[1].output_size, (std::vector<int64_t>{2, 4, 6, 6}));
  EXPECT_EQ(s.layers[1].parameters, 4 * 9 + 4);
  EXPECT_EQ(s.layers[1].multiply_adds, 36 * 2 * 36);
  EXPECT_EQ(s.layers[3].multiply_adds, 1440 * 2);
  EXPECT_FALSE(s.layers[4].called);
  EXPECT_EQ(s.total_parameters, 40 + 8 + 1450);
  EXPECT_EQ(s.trainable_parameters, 1498);
  EXPECT_EQ(s.input_bytes, 72 * 4);
  std::ostringstream text;
  text << s;
  EXPECT_NE(text.str().find("Linear (fc)"), std::string::npos) << text.str();
  EXPECT_NE(text.str().find("Total parameters: 1,498"), std::string::npos) << text.str();
  int calls = 0;
  net->conv->register_forward_hook([&](nn::Module&, const Tensors&, Tensors&) { ++calls; });
  net(ones({1, 1, 6, 6}));
  EXPECT_EQ(calls, 1);
}

}  // namespace
