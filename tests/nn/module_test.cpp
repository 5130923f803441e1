// Module: registration, names, walks, modes, state_dict, cloning, printing.
#include <gtest/gtest.h>

#include <sstream>

#include "errors.h"
#include "facula/graph/grad_mode.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"

namespace {

using namespace facula;
using facula::test::message_of;

struct AGIUnit : nn::Module {};
namespace test {
struct AGIUnit : nn::Module {};
struct AGIUnit2 : nn::Module {
  AGIUnit2() : nn::Module("Foo") {}
};
}  // namespace test

struct NetImpl : nn::Cloneable<NetImpl> {
  NetImpl() { reset(); }
  void reset() override {
    fc1 = register_module("fc1", nn::Linear(2, 3));
    fc2 = register_module("fc2", nn::Linear(nn::LinearOptions(3, 1).bias(false)));
    scale = register_parameter("scale", ones({1}));
    mean = register_buffer("mean", zeros({2}));
  }
  Tensor forward(const Tensor& x) { return fc2(fc1(x)) * scale; }
  nn::Linear fc1{nullptr}, fc2{nullptr};
  Tensor scale, mean;
};
FACULA_MODULE(Net);

TEST(Module, Names) {
  EXPECT_EQ(AGIUnit().name(), "(anonymous namespace)::AGIUnit");
  EXPECT_EQ(test::AGIUnit().name(), "(anonymous namespace)::test::AGIUnit");
  EXPECT_EQ(test::AGIUnit2().name(), "Foo");
  EXPECT_EQ(nn::Linear(1, 1)->name(), "torch::nn::LinearImpl");
}

TEST(Module, RegistrationErrors) {
  struct M : nn::Module {
  } m;
  EXPECT_ERROR(m.register_module("name.with.dot", nn::Linear(3, 4)),
               "Submodule name must not contain a dot (got 'name.with.dot')");
  EXPECT_ERROR(m.register_module("", nn::Linear(3, 4)), "Submodule name must not be empty");
  m.register_module("linear", nn::Linear(3, 4));
  EXPECT_ERROR(m.register_module("linear", nn::Linear(3, 4)), "Submodule 'linear' already defined");
  EXPECT_ERROR(m.register_parameter("name.with.dot", ones(5)), "Parameter name must not contain a dot");
  EXPECT_ERROR(m.register_parameter("", ones(5)), "Parameter name must not be empty");
  m.register_parameter("p", ones(5));
  EXPECT_ERROR(m.register_parameter("p", ones(5)), "Parameter 'p' already defined");
  EXPECT_ERROR(m.register_buffer("name.with.dot", ones(5)), "Buffer name must not contain a dot");
  EXPECT_ERROR(m.register_buffer("", ones(5)), "Buffer name must not be empty");
  m.register_buffer("p", ones(5));
  EXPECT_ERROR(m.register_buffer("p", ones(5)), "Buffer 'p' already defined");
}

TEST(Module, ReplaceAndUnregister) {
  struct M : nn::Module {
  } m;
  EXPECT_ERROR(m.replace_module("linear", nn::Linear(3, 4)), "Submodule 'linear' is not defined");
  EXPECT_ERROR(m.unregister_module("linear"), "No Module with name `linear` is registered");
  m.register_module("linear", nn::Linear(3, 4));
  m.replace_module("linear", nn::Linear(5, 6));
  EXPECT_EQ(m.named_parameters()["linear.weight"].size(1), 5);
  m.unregister_module("linear");
  EXPECT_TRUE(m.children().empty());
}

TEST(Module, UndefinedParametersAreNotListed) {
  struct M : nn::Module {
    M() { bias = register_parameter("bias", Tensor(), false); }
    Tensor bias;
  } m;
  EXPECT_TRUE(m.parameters().empty());
  EXPECT_TRUE(m.state_dict().is_empty());
}

TEST(Module, ParametersInOrder) {
  Net net;
  EXPECT_EQ(net->named_parameters().keys(),
            (std::vector<std::string>{"scale", "fc1.weight", "fc1.bias", "fc2.weight"}));
  EXPECT_EQ(net->named_parameters(false).keys(), std::vector<std::string>{"scale"});
  EXPECT_EQ(net->named_buffers().keys(), std::vector<std::string>{"mean"});
  EXPECT_EQ(net->parameters().size(), 4u);
  EXPECT_EQ(net->buffers().size(), 1u);
  EXPECT_TRUE(net->fc1->weight.requires_grad());
  EXPECT_FALSE(net->mean.requires_grad());
  EXPECT_TRUE(net->named_parameters()["fc1.weight"].is_same(net->fc1->weight));
}

TEST(Module, Modules) {
  Net net;
  EXPECT_EQ(net->modules().size(), 3u);
  EXPECT_EQ(net->modules(false).size(), 2u);
  EXPECT_EQ(net->named_modules("net").keys(), (std::vector<std::string>{"net", "net.fc1", "net.fc2"}));
  EXPECT_EQ(net->named_modules().keys(), (std::vector<std::string>{"", "fc1", "fc2"}));
  EXPECT_EQ(net->named_children().keys(), (std::vector<std::string>{"fc1", "fc2"}));
  NetImpl on_stack;
  EXPECT_ERROR(on_stack.modules(),
               "It looks like you attempted to retrieve your top-level module as a shared_ptr");
  EXPECT_EQ(on_stack.modules(false).size(), 2u);
}

TEST(Module, Apply) {
  Net net;
  int n = 0;
  std::string names;
  net->apply([&](nn::Module&) { ++n; });
  net->apply([&](const std::shared_ptr<nn::Module>&) { ++n; });
  net->apply([&](const std::string& name, nn::Module&) { names += name + ";"; }, "net");
  static_cast<const NetImpl&>(*net).apply([&](const nn::Module&) { ++n; });
  net->apply([&](const std::string& name, const std::shared_ptr<nn::Module>&) { names += name + ";"; });
  EXPECT_EQ(n, 9);
  EXPECT_EQ(names, "net;net.fc1;net.fc2;;fc1;fc2;");
}

TEST(Module, As) {
  Net net;
  std::shared_ptr<nn::Module> m = net.ptr();
  EXPECT_NE(m->as<Net>(), nullptr);
  EXPECT_NE(m->as<NetImpl>(), nullptr);
  EXPECT_NE(m->as<nn::Module>(), nullptr);
  EXPECT_EQ(m->as<nn::Linear>(), nullptr);
  EXPECT_EQ(m->children()[0]->as<nn::Linear>()->options.out_features(), 3);
}

TEST(Module, TrainAndZeroGrad) {
  Net net;
  EXPECT_TRUE(net->is_training());
  net->eval();
  EXPECT_FALSE(net->fc1->is_training());
  net->train();
  EXPECT_TRUE(net->fc1->is_training());
  net->forward(ones({4, 2})).sum().backward();
  ASSERT_TRUE(net->fc1->weight.grad().defined());
  net->zero_grad(false);
  EXPECT_EQ(net->fc1->weight.grad().abs().sum().item<float>(), 0);
  net->zero_grad();
  EXPECT_FALSE(net->fc1->weight.grad().defined());
}

TEST(Module, ToConvertsFloatingTensorsInPlace) {
  nn::BatchNorm1d bn(3);
  const Tensor weight = bn->weight;
  bn->to(kDouble);
  EXPECT_EQ(weight.scalar_type(), kDouble);
  EXPECT_EQ(bn->running_mean.scalar_type(), kDouble);
  EXPECT_EQ(bn->num_batches_tracked.scalar_type(), kLong);
  EXPECT_TRUE(weight.requires_grad());
  bn->to(kCPU, kFloat);
  EXPECT_EQ(weight.scalar_type(), kFloat);
}

TEST(Module, StateDict) {
  Net a, b;
  EXPECT_EQ(a->state_dict().keys(),
            (std::vector<std::string>{"scale", "mean", "fc1.weight", "fc1.bias", "fc2.weight"}));
  const auto keys = b->load_state_dict(a->state_dict());
  EXPECT_TRUE(keys.missing_keys.empty() && keys.unexpected_keys.empty());
  EXPECT_TRUE(b->fc1->weight.equal(a->fc1->weight));
  EXPECT_FALSE(b->fc1->weight.is_same(a->fc1->weight));
}

TEST(Module, LoadStateDictErrors) {
  Net net;
  OrderedDict<std::string, Tensor> state;
  state.insert("scale", ones({1}));
  state.insert("mean", zeros({2}));
  state.insert("fc1.weight", zeros({2, 2}));
  state.insert("fc2.weight", zeros({1, 3}));
  state.insert("other", zeros({1}));
  EXPECT_EQ(
      message_of([&] { net->load_state_dict(state); }),
      "Error(s) in loading state_dict for Net:\n"
      "\tMissing key(s) in state_dict: \"fc1.bias\". \n"
      "\tUnexpected key(s) in state_dict: \"other\". \n"
      "\tsize mismatch for fc1.weight: copying a param with shape torch.Size([2, 2]) from checkpoint, the "
      "shape in current model is torch.Size([3, 2]).");
  state["fc1.weight"] = zeros({3, 2});
  const auto keys = net->load_state_dict(state, false);
  EXPECT_EQ(keys.missing_keys, std::vector<std::string>{"fc1.bias"});
  EXPECT_EQ(keys.unexpected_keys, std::vector<std::string>{"other"});
  EXPECT_EQ(net->fc1->weight.abs().sum().item<float>(), 0);
}

TEST(Module, Clone) {
  EXPECT_ERROR(AGIUnit().clone(), "clone() has not been implemented");
  Net net;
  auto copy = std::dynamic_pointer_cast<NetImpl>(net->clone());
  ASSERT_NE(copy, nullptr);
  for (const auto& p : net->named_parameters()) {
    EXPECT_TRUE(copy->named_parameters()[p.key()].equal(p.value()));
    EXPECT_NE(copy->named_parameters()[p.key()].data_ptr(), p->data_ptr());
  }
  EXPECT_TRUE(copy->fc1->weight.is_same(copy->named_parameters()["fc1.weight"]));
  EXPECT_TRUE(copy->fc1->weight.requires_grad());
  {
    NoGradGuard no_grad;
    copy->fc1->weight.add_(1);
  }
  EXPECT_FALSE(copy->fc1->weight.equal(net->fc1->weight));
  struct Late : nn::Cloneable<Late> {
    Late() { register_parameter("w", ones(2)); }
    void reset() override {}
  };
  EXPECT_ERROR(std::make_shared<Late>()->clone(),
               "Are you sure you called register_parameter() inside reset() and not the constructor?");
}

TEST(Module, Holders) {
  nn::Linear empty_holder = nullptr;
  EXPECT_TRUE(empty_holder.is_empty());
  EXPECT_FALSE(static_cast<bool>(empty_holder));
  EXPECT_ERROR(empty_holder->reset(), "Accessing empty ModuleHolder");
  nn::Linear a(2, 3), b = a;
  EXPECT_EQ(a.get(), b.get());
  EXPECT_EQ(a.ptr(), b.ptr());
  EXPECT_EQ(a(ones({1, 2})).size(1), 3);
  nn::Linear c(a.ptr());
  EXPECT_EQ(c.get(), a.get());
}

TEST(Module, Prints) {
  Net net;
  std::ostringstream os;
  os << net;
  EXPECT_EQ(os.str(),
            "(anonymous namespace)::NetImpl(\n"
            "  (fc1): torch::nn::Linear(in_features=2, out_features=3, bias=true)\n"
            "  (fc2): torch::nn::Linear(in_features=3, out_features=1, bias=false)\n"
            ")");
}

}  // namespace
