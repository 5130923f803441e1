// Printing and inspection (PR) of FEATURES.md.
#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

template <class T>
std::string text(const T& value) {
  std::ostringstream s;
  s << value;
  return s.str();
}

TEST(Features, PR01) {
  const Tensor m = tensor({{1., 2.}, {3., 4.5}});
  EXPECT_EQ(text(m), " 1.0000  2.0000\n 3.0000  4.5000\n[ CPUFloatType{2,2} ]");
  EXPECT_EQ(text(tensor({1, -20, 300})), "   1\n -20\n 300\n[ CPULongType{3} ]");
  EXPECT_EQ(text(zeros({2, 1, 2})), "(1,.,.) = \n  0  0\n\n(2,.,.) = \n  0  0\n[ CPUFloatType{2,1,2} ]");
  // repr() prints as Python does.
  EXPECT_EQ(m.repr(), "tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]])");
  EXPECT_EQ(m.to(kDouble).repr(),
            "tensor([[1.0000, 2.0000],\n        [3.0000, 4.5000]], dtype=torch.float64)");
  EXPECT_EQ(tensor({1, 2}).repr(), "tensor([1, 2])");
  EXPECT_EQ(tensor({true}).repr(), "tensor([True])");
  const Tensor w = tensor({2.}).requires_grad_();
  EXPECT_EQ(w.repr(), "tensor([2.], requires_grad=True)");
  EXPECT_EQ(w.pow(2).repr(), "tensor([4.], grad_fn=<PowBackward0>)");
  EXPECT_EQ(arange(2000).repr(), "tensor([   0,    1,    2,  ..., 1997, 1998, 1999])")
      << "long ones are summarised";
}
TEST(Features, PR02) {
  EXPECT_EQ(text(rand({3, 4}).sizes()), "[3, 4]");
  EXPECT_EQ(text(tensor(1).sizes()), "[]");
}
TEST(Features, PR03) {
  const Tensor t = rand({1});
  EXPECT_EQ(text(t.dtype()), "float");
  EXPECT_EQ(text(t.scalar_type()), "Float");
  EXPECT_EQ(text(tensor({1}).dtype()), "long int");
  EXPECT_EQ(text(tensor({true}).dtype()), "bool");
  EXPECT_EQ(text(t.device()), "cpu");
  EXPECT_EQ(text(Device("cuda:0")), "cuda:0");
  EXPECT_EQ(t.toString(), "CPUFloatType");
}
TEST(Features, PR04) {
  const Tensor w = tensor({2.}).requires_grad_();
  EXPECT_EQ(w.pow(2).grad_fn()->name(), "PowBackward0");
  EXPECT_EQ((w * 3 + w).grad_fn()->name(), "AddBackward0");
  EXPECT_EQ(w.grad_fn(), nullptr);
}
TEST(Features, PR05) {
  const Tensor w = tensor({2.}).requires_grad_();
  EXPECT_EQ(text(w.grad()), "[ Tensor (undefined) ]");
  (w * 3).sum().backward();
  EXPECT_EQ(text(w.grad()), " 3\n[ CPUFloatType{1} ]");
}
struct NetImpl : nn::Module {
  NetImpl() : nn::Module("Net") {
    register_module("layer1", nn::Linear(10, 5));
    register_module("act", nn::ReLU());
    register_module("layer2", nn::Linear(nn::LinearOptions(5, 1).bias(false)));
  }
};
FACULA_MODULE(Net);
TEST(Features, PR06) {
  EXPECT_EQ(text(Net()),
            "Net(\n"
            "  (layer1): torch::nn::Linear(in_features=10, out_features=5, bias=true)\n"
            "  (act): torch::nn::ReLU()\n"
            "  (layer2): torch::nn::Linear(in_features=5, out_features=1, bias=false)\n"
            ")");
  EXPECT_EQ(text(nn::Sequential(nn::Linear(2, 3), nn::Tanh())),
            "torch::nn::Sequential(\n"
            "  (0): torch::nn::Linear(in_features=2, out_features=3, bias=true)\n"
            "  (1): torch::nn::Tanh()\n"
            ")");
}
TEST(Features, PR07) {
  nn::Linear model(1, 1);
  std::vector<std::string> names;
  for (const auto& item : model->named_parameters()) names.push_back(item.key());
  EXPECT_EQ(names, (std::vector<std::string>{"weight", "bias"}));
  ASSERT_EQ(model->parameters().size(), 2u);
  EXPECT_TRUE(model->parameters()[0].is_same(model->weight));
  EXPECT_EQ(model->weight.item<float>(), model->weight[0][0].item<float>());
}
TEST(Features, PR09) {  // shape errors name the operation or what clashes, and both shapes
  const auto has = [](const std::string& message, const std::vector<std::string>& parts) {
    for (const std::string& part : parts) EXPECT_NE(message.find(part), std::string::npos) << message;
  };
  const Tensor a = ones({2, 3}), b = ones({4, 5});
  has(test::thrown([&] { mm(a, b); }), {"mat1 and mat2", "2x3", "4x5"});
  has(test::thrown([&] { matmul(a, b); }), {"mat1 and mat2", "2x3", "4x5"});
  has(test::thrown([&] { nn::Linear(4, 2)(a); }), {"mat1 and mat2", "2x3", "4x2"});
  has(test::thrown([&] { bmm(ones({2, 3, 4}), ones({2, 5, 6})); }), {"batch", "[2, 4]", "[2, 5]"});
  has(test::thrown([&] { dot(ones({2}), ones({3})); }), {"[2]", "[3]"});
  has(test::thrown([&] { a + b; }), {"tensor a (3)", "tensor b (5)"});
  has(test::thrown([&] { a.view({5}); }), {"'[5]'", "size 6"});
  has(test::thrown([&] { a.expand({4, 4}); }), {"expanded size", "[4, 4]", "[2, 3]"});
  has(test::thrown([&] { stack({a, b}); }), {"stack", "[2, 3]", "[4, 5]"});
  has(test::thrown([&] { einsum("ij,jk->ik", {a, b}); }), {"einsum", "3", "4"});
  has(test::thrown([&] { linalg::solve(ones({2, 2}), ones({3, 1}), true); }), {"linalg.solve", "2", "3"});
}
TEST(Features, PR10) {
  const Tensor t = rand({4, 5, 6}, kDouble);
  EXPECT_EQ(t.sizes(), IntArrayRef({4, 5, 6}));
  EXPECT_EQ(t.dtype(), kDouble);
  EXPECT_EQ(t.device(), kCPU);
  EXPECT_EQ(t.numel(), 120);
  EXPECT_FALSE(t.requires_grad());
  EXPECT_TRUE(t.set_requires_grad(true).requires_grad());
}

}  // namespace
}  // namespace facula
