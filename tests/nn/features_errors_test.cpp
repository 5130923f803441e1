// Errors (ER) of FEATURES.md that layers, losses, optimizers and files raise, with PyTorch's wording.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "autograd/common.h"
#include "errors.h"
#include "facula/data/mnist.h"
#include "facula/io/serialize.h"
#include "facula/nn/nn.h"
#include "facula/ops/conv.h"
#include "facula/ops/dropout.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pool.h"
#include "facula/ops/random.h"
#include "facula/ops/softmax.h"
#include "facula/optim/optim.h"

namespace {

using namespace facula;
namespace F = nn::functional;

TEST(Features, ER37) {
  nn::Conv2d conv(3, 4, 3), large(3, 4, 9);
  const Tensor x = ones({1, 3, 8, 8}), w = ones({4, 3, 3, 3});
  EXPECT_THROWN(
      "Error: Given groups=1, weight of size [4, 3, 3, 3], expected input[1, 2, 8, 8] to have 3 channels, "
      "but got 2 channels instead",
      conv(ones({1, 2, 8, 8})));
  const std::string kernel =
      "Error: Calculated padded input size per channel: (8 x 8). Kernel size: (9 x 9). Kernel size can't "
      "be greater "
      "than actual input size";
  EXPECT_THROWN(kernel, large(x));
  EXPECT_THROWN(kernel, large(x[0]));
  EXPECT_THROWN(
      "Error: Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [8, 8]",
      conv(ones({8, 8})));
  EXPECT_THROWN(
      "Error: Expected 2D (unbatched) or 3D (batched) input to conv1d, but got input of size: [1, 3, 8, 8]",
      nn::Conv1d(3, 4, 3)(x));
  EXPECT_THROWN("Error: in_channels must be divisible by groups",
                nn::Conv2d(nn::Conv2dOptions(3, 4, 3).groups(2)));
  EXPECT_THROWN("Error: out_channels must be divisible by groups",
                nn::Conv2d(nn::Conv2dOptions(4, 3, 3).groups(2)));
  EXPECT_THROWN(
      "Error: Given weight of size [4, 3, 3, 3], expected bias to be 1-dimensional with 4 elements, but got "
      "bias of size [5] instead",
      conv2d(x, w, ones({5})));
  EXPECT_THROWN("Error: non-positive stride is not supported", conv2d(x, w, {}, 0));
  EXPECT_THROWN("Error: negative padding is not supported", conv2d(x, w, {}, 1, -1));
  EXPECT_THROWN("Error: non-positive groups is not supported", conv2d(x, w, {}, 1, 0, 1, 0));
  EXPECT_THROWN("Error: dilation should be greater than zero, but got [0, 0]", conv2d(x, w, {}, 1, 0, 0));
  EXPECT_THROWN(
      "Error: Given groups=4, weight of size [4, 2, 3, 3], expected input[1, 4, 8, 8] to have 8 channels, "
      "but got 4 channels instead",
      conv2d(ones({1, 4, 8, 8}), ones({4, 2, 3, 3}), {}, 1, 0, 1, 4));
  EXPECT_THROWN(
      "Error: Given transposed=1, weight of size [4, 3, 3, 3], expected input[1, 3, 8, 8] to have 4 "
      "channels, but got 3 channels instead",
      conv_transpose2d(x, w));
  EXPECT_THROWN("Error: Given input size: (1x2x2). Calculated output size: (1x0x0). Output size is too small",
                max_pool2d(ones({1, 1, 2, 2}), 3));
  EXPECT_THROWN("Error: pad should be at most half of kernel size, but got pad=2 and kernel_size=2",
                max_pool2d(ones({1, 1, 4, 4}), 2, 2, 2));
}
TEST(Features, ER38) {
  const auto same = nn::Conv2dOptions(1, 1, 3).padding(kSame);
  EXPECT_THROWN("Error: padding='same' is not supported for strided convolutions",
                nn::Conv2d(nn::Conv2dOptions(same).stride(2)));
  EXPECT_THROWN("Error: padding='same' is not supported for strided convolutions",
                conv2d(ones({1, 1, 8, 8}), ones({1, 1, 3, 3}), {}, 2, "same"));
  EXPECT_EQ(nn::Conv2d(same)(ones({1, 1, 8, 8})).sizes(), IntArrayRef({1, 1, 8, 8}));
}
TEST(Features, ER39) {
  EXPECT_THROWN("Error: running_mean should contain 4 elements not 3",
                nn::BatchNorm2d(3)(ones({2, 4, 5, 5})));
  EXPECT_THROWN(
      "Error: running_var should contain 3 elements not 4",
      F::batch_norm(ones({2, 3, 2, 2}), ones({3}), ones({4}), F::BatchNormFuncOptions().training(true)));
  EXPECT_THROWN("Error: expected 4D input (got 2D input)", nn::BatchNorm2d(3)(ones({2, 3})));
  EXPECT_THROWN("Error: expected 2D or 3D input (got 4D input)", nn::BatchNorm1d(3)(ones({2, 3, 4, 5})));
  EXPECT_THROWN("Error: expected 5D input (got 4D input)", nn::BatchNorm3d(3)(ones({1, 3, 4, 4})));
  EXPECT_THROWN("Error: expected 3D or 4D input (got 2D input)", nn::InstanceNorm2d(3)(ones({2, 3})));
  EXPECT_THROWN("ValueError: Expected more than 1 value per channel when training, got input size [1, 3]",
                nn::BatchNorm1d(3)(ones({1, 3})));
  EXPECT_THROWN(
      "ValueError: Expected more than 1 value per channel when training, got input size [1, 3, 1, 1]",
      nn::BatchNorm2d(3)(ones({1, 3, 1, 1})));
  nn::BatchNorm1d evaluated(3);
  evaluated->eval();
  EXPECT_EQ(evaluated(ones({1, 3})).sizes(), IntArrayRef({1, 3}));
  EXPECT_THROWN(
      "Error: Given normalized_shape=[4], expected input with shape [*, 4], but got input of size[2, 3]",
      nn::LayerNorm(nn::LayerNormOptions({4}))(ones({2, 3})));
  EXPECT_THROWN(
      "Error: Expected number of channels in input to be divisible by num_groups, but got input of shape "
      "[2, 3, 4] and num_groups=2",
      F::group_norm(ones({2, 3, 4}), F::GroupNormFuncOptions(2)));
}
TEST(Features, ER40) {
  const auto text = [](const char* p) {
    return std::string("Error: dropout probability has to be between 0 and 1, but got ") + p;
  };
  EXPECT_THROWN(text("1.5"), nn::Dropout(1.5));
  EXPECT_THROWN(text("-1"), nn::Dropout2d(-1));
  EXPECT_THROWN(text("2"), nn::AlphaDropout(2));
  EXPECT_THROWN(text("-0.1"), F::dropout(ones({2}), F::DropoutFuncOptions().p(-0.1)));
  EXPECT_THROWN(text("1.5"), facula::dropout(ones({2}), 1.5, true));
  EXPECT_THROWN(text("nan"), nn::Dropout(std::nan("")));
}
TEST(Features, ER41) {
  using State = std::tuple<Tensor, Tensor>;
  nn::LSTM lstm(nn::LSTMOptions(4, 8).num_layers(2));
  const Tensor x = ones({5, 3, 4}), h = ones({2, 3, 8});
  EXPECT_THROWN("Error: input.size(-1) must be equal to input_size. Expected 4, got 6",
                lstm(ones({5, 3, 6})));
  EXPECT_THROWN("Error: Expected hidden[0] size (2, 3, 8), got [1, 3, 8]",
                lstm->forward(x, State(ones({1, 3, 8}), ones({1, 3, 8}))));
  EXPECT_THROWN("Error: Expected hidden[0] size (2, 3, 8), got [2, 2, 8]",
                lstm->forward(x, State(ones({2, 2, 8}), ones({2, 2, 8}))));
  EXPECT_THROWN("Error: Expected hidden[1] size (2, 3, 8), got [2, 3, 7]",
                lstm->forward(x, State(h, ones({2, 3, 7}))));
  EXPECT_THROWN("Error: Expected hidden size (1, 3, 8), got [2, 3, 8]", nn::GRU(4, 8)->forward(x, h));
  EXPECT_THROWN("Error: input.size(-1) must be equal to input_size. Expected 4, got 3",
                nn::RNN(4, 8)(ones({5, 3, 3})));
  EXPECT_THROWN("Error: input has inconsistent input_size: got 5 expected 4",
                nn::LSTMCell(4, 8)(ones({3, 5})));
  EXPECT_THROWN("Error: Input batch size 3 doesn't match hidden[0] batch size 2",
                nn::LSTMCell(4, 8)->forward(ones({3, 4}), State(ones({2, 8}), ones({2, 8}))));
  EXPECT_THROWN("Error: hidden[0] has inconsistent hidden_size: got 7, expected 8",
                nn::LSTMCell(4, 8)->forward(ones({3, 4}), State(ones({3, 7}), ones({3, 7}))));
}
TEST(Features, ER42) {
  EXPECT_THROWN("Error: embed_dim must be divisible by num_heads", nn::MultiheadAttention(10, 3));
}
TEST(Features, ER43) {
  const Tensor x = ones({2, 3});
  const auto ce = [](const Tensor& input, const Tensor& target) { return F::cross_entropy(input, target); };
  const auto nll = [](const Tensor& input, const Tensor& target) { return F::nll_loss(input, target); };
  EXPECT_THROWN("IndexError: Target 3 is out of bounds.", ce(x, tensor({0, 3})));
  EXPECT_THROWN("IndexError: Target -1 is out of bounds.", nll(x, tensor({0, -1})));
  EXPECT_THROWN("Error: expected scalar type Long but found Int", ce(x, tensor({0, 1}, kInt)));
  EXPECT_THROWN("Error: expected scalar type Long but found Float", ce(x, ones({2})));
  EXPECT_THROWN("Error: expected scalar type Long but found Int", nll(x, tensor({0, 1}, kInt)));
  EXPECT_THROWN("ValueError: Expected input batch_size (2) to match target batch_size (3).",
                ce(x, tensor({0, 1, 2})));
  EXPECT_THROWN("ValueError: Expected input batch_size (2) to match target batch_size (1).",
                nll(x, tensor({0})));
  EXPECT_THROWN("ValueError: Expected input batch_size (2) to match target batch_size (3).",
                ce(x, ones({3, 3})));
  EXPECT_THROWN(
      "Error: weight tensor should be defined either for all 3 classes or no classes but got weight tensor "
      "of shape: [2]",
      F::cross_entropy(x, tensor({0, 1}), F::CrossEntropyFuncOptions().weight(ones({2}))));
  EXPECT_THROWN("Error: label_smoothing must be between 0.0 and 1.0. Got: 2",
                F::cross_entropy(x, tensor({0, 1}), F::CrossEntropyFuncOptions().label_smoothing(2)));
  EXPECT_NEAR(ce(x, tensor({0, -100})).item<float>(), std::log(3.), 1e-6) << "-100 is ignored";
}
TEST(Features, ER44) {
  const auto bce = [](const Tensor& x, const Tensor& y) { return F::binary_cross_entropy(x, y); };
  for (const double bad : {1.5, -0.5, std::nan("")})
    EXPECT_THROWN("Error: all elements of input should be between 0 and 1", bce(tensor({bad}), ones({1})));
  EXPECT_THROWN(
      "Error: Using a target size ([1]) that is different to the input size ([2]) is deprecated. Please "
      "ensure they have the same size.",
      bce(tensor({0.5, 0.5}), ones({1})));
  EXPECT_THROWN("Error: Target size ([3]) must be the same as input size ([2])",
                F::binary_cross_entropy_with_logits(ones({2}), ones({3})));
}
TEST(Features, ER45) {
  const Tensor x = tensor({{1.}, {2.}, {4.}}), y = tensor({1., 2., 4.});
  const std::string text =
      "Using a target size ([3]) that is different to the input size ([3, 1]). This will likely lead to "
      "incorrect "
      "results due to broadcasting. Please ensure they have the same size.";
  const std::function<Tensor()> losses[] = {
      [&] { return F::mse_loss(x, y); }, [&] { return F::l1_loss(x, y); },
      [&] { return F::smooth_l1_loss(x, y); }, [&] { return F::huber_loss(x, y); }};
  for (const auto& loss : losses) {
    Warnings warnings;
    const Tensor value = loss();
    EXPECT_NE(warnings.text().find(text), std::string::npos) << warnings.text();
    EXPECT_GT(value.item<float>(), 0) << "the nine differences, not three";
  }
  Warnings warnings;
  EXPECT_EQ(F::mse_loss(x, y).item<float>(), (x - y).square().mean().item<float>());
  EXPECT_EQ(F::mse_loss(x, y.unsqueeze(1)).item<float>(), 0.f);
  EXPECT_EQ(warnings.messages.size(), 1u);
  EXPECT_THROWN(
      "Error: The size of tensor a (2) must match the size of tensor b (3) at non-singleton dimension 0",
      F::mse_loss(ones({2}), ones({3})));
}
template <class X>
constexpr bool sgd_without_lr = requires(X p) {
  optim::SGD(p);
};
TEST(Features, ER47) {
  const std::vector<Tensor> p = {ones({2}).requires_grad_()}, none;
  for (const std::function<void()>& make : std::vector<std::function<void()>>{
           [&] { optim::SGD(none, 0.1); }, [&] { optim::Adam(none, 1e-3); },
           [&] { optim::AdamW(none, 1e-3); }, [&] { optim::RMSprop(none, 0.1); },
           [&] { optim::Adagrad(none, 0.1); }, [&] { optim::LBFGS(none, 1); },
           [&] { optim::SGD(std::vector<optim::OptimizerParamGroup>(), 0.1); }})
    EXPECT_EQ(test::thrown(make), "ValueError: optimizer got an empty parameter list");
  EXPECT_THROWN("Error: can't optimize a non-leaf Tensor", optim::SGD({p[0] * 1}, 0.1));
  EXPECT_THROWN("Error: some parameters appear in more than one parameter group",
                optim::SGD(std::vector<optim::OptimizerParamGroup>{{p}, {p}}, 0.1));
  EXPECT_THROWN("Error: Invalid learning rate: -0.1", optim::SGD(p, -0.1));
  EXPECT_THROWN("Error: Invalid learning rate: -1", optim::Adam(p, -1));
  EXPECT_THROWN("Error: Invalid momentum value: -1", optim::SGD(p, optim::SGDOptions(0.1).momentum(-1)));
  EXPECT_THROWN("Error: Invalid weight_decay value: -1",
                optim::SGD(p, optim::SGDOptions(0.1).weight_decay(-1)));
  EXPECT_THROWN("Error: Nesterov momentum requires a momentum and zero dampening",
                optim::SGD(p, optim::SGDOptions(0.1).nesterov(true)));
  EXPECT_THROWN("Error: Invalid beta parameter at index 0: 1",
                optim::Adam(p, optim::AdamOptions().betas({1., .9})));
  EXPECT_THROWN("Error: Invalid beta parameter at index 1: -1",
                optim::Adam(p, optim::AdamOptions().betas({.9, -1.})));
  EXPECT_THROWN("Error: Invalid epsilon value: -1", optim::Adam(p, optim::AdamOptions().eps(-1)));
  EXPECT_THROWN("Error: Invalid weight_decay value: -1",
                optim::Adam(p, optim::AdamOptions().weight_decay(-1)));
  EXPECT_THROWN("Error: Invalid alpha value: -1", optim::RMSprop(p, optim::RMSpropOptions().alpha(-1)));
  EXPECT_FALSE(sgd_without_lr<std::vector<Tensor>>) << "SGD has no default learning rate";
}
TEST(Features, ER48) {
  nn::Sequential net(nn::Linear(2, 3), nn::BatchNorm1d(3));
  OrderedDict<std::string, Tensor> state;
  for (const auto& item : net->state_dict())
    if (item.key() != "0.bias") state.insert(item.key(), item.value());
  state["0.weight"] = ones({4, 4});
  state.insert("9.x", ones({1}));
  const Tensor before = net->state_dict()["0.weight"].clone();
  EXPECT_THROWN(
      "Error: Error(s) in loading state_dict for Sequential:\n"
      "\tMissing key(s) in state_dict: \"0.bias\". \n"
      "\tUnexpected key(s) in state_dict: \"9.x\". \n"
      "\tsize mismatch for 0.weight: copying a param with shape torch.Size([4, 4]) from checkpoint, the "
      "shape in current model is torch.Size([3, 2]).",
      net->load_state_dict(state));
  EXPECT_TRUE(net->state_dict()["0.weight"].equal(before));
}
TEST(Features, ER49) {
  const std::string folder = ::testing::TempDir(), absent = folder + "facula_no_such_file.pt";
  Tensor t;
  nn::Linear model(2, 2);
  for (const std::string& text :
       {test::thrown([&] { load(t, absent); }), test::thrown([&] { load(model, absent); })}) {
    EXPECT_NE(text.find(absent), std::string::npos) << text;
    EXPECT_NE(text.find("No such file or directory"), std::string::npos) << text;
  }
  const std::string damaged = folder + "facula_damaged.pt";
  save(ones({100}), damaged);
  std::string bytes;
  {
    std::ifstream in(damaged, std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(in), {});
  }
  for (const size_t keep : {size_t{0}, size_t{10}, bytes.size() / 2, bytes.size() - 1}) {
    std::ofstream(damaged, std::ios::binary | std::ios::trunc)
        .write(bytes.data(), static_cast<std::streamsize>(keep));
    const std::string text = test::thrown([&] { load(t, damaged); });
    EXPECT_NE(text.find(damaged), std::string::npos) << keep << " bytes: " << text;
  }
  std::remove(damaged.c_str());
  EXPECT_FALSE(t.defined());
  const std::string mnist = test::thrown([&] { data::datasets::MNIST(folder + "facula_no_such_folder"); });
  EXPECT_NE(mnist.find("facula_no_such_folder"), std::string::npos) << mnist;
}
TEST(Features, ER57) {  // mistakes that are silent in PyTorch, and here
  Warnings warnings;
  manual_seed(0);
  const Tensor logits = randn({4, 3}), target = tensor({0, 1, 2, 0});
  EXPECT_NE(F::cross_entropy(softmax(logits, 1), target).item<float>(),
            F::cross_entropy(logits, target).item<float>());
  Tensor w = tensor({2.}).requires_grad_();  // no zero_grad: gradients add up
  (w * w).sum().backward();
  (w * w).sum().backward();
  EXPECT_EQ(w.grad().item<float>(), 8.f);
  nn::Dropout dropout(0.5);  // no eval()
  EXPECT_FALSE(dropout(ones({1000})).equal(ones({1000})));
  EXPECT_EQ((ones({100, 1}) + ones({1, 100})).numel(), 10'000);  // broadcasting that was not meant
  const Tensor x = randn({5, 5}), y = randn({5, 5});             // x * y where x @ y was meant
  EXPECT_EQ((x * y).sizes(), mm(x, y).sizes());
  EXPECT_FALSE((x * y).equal(mm(x, y)));
  EXPECT_TRUE(warnings.messages.empty()) << warnings.text();
}

}  // namespace
