// Saving and loading (SV) of FEATURES.md.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

#include "errors.h"
#include "facula/facula.h"

namespace facula {
namespace {

std::string scratch(const char* name) { return ::testing::TempDir() + "facula_features_" + name; }

nn::Sequential small_vgg() {
  const auto block = [](int64_t in, int64_t out) {
    return nn::Sequential(nn::Conv2d(nn::Conv2dOptions(in, out, 3).padding(1)), nn::BatchNorm2d(out),
                          nn::ReLU(), nn::MaxPool2d(2));
  };
  return nn::Sequential(block(1, 32), block(32, 64), block(64, 128), nn::Flatten(), nn::Linear(1152, 10));
}
bool same_bits(const Tensor& a, const Tensor& b) {
  return a.dtype() == b.dtype() && a.sizes() == b.sizes() && (a.numel() == 0 || a.equal(b));
}

TEST(Features, SV01) {
  nn::Sequential model = small_vgg();
  const std::string path = scratch("model.pt");
  const auto want = model->state_dict();
  const std::function<void()> ways[] = {[&] { save(model, path); }, [&] { save(model->state_dict(), path); }};
  for (const auto& way : ways) {
    way();
    const auto got = load(path);
    ASSERT_EQ(got.keys(), want.keys()) << "by name, in order";
    for (const auto& item : want) EXPECT_TRUE(same_bits(item.value(), got[item.key()])) << item.key();
  }
  std::remove(path.c_str());
}
TEST(Features, SV02) {
  nn::Sequential model = small_vgg(), other = small_vgg();
  const Tensor x = rand({2, 1, 28, 28});
  model->forward(x);  // moves the running statistics
  std::stringstream stream;
  save(model, stream);
  load(other, stream);
  model->eval();
  other->eval();
  EXPECT_TRUE(other->forward(x).equal(model->forward(x)));
  const std::string path = scratch("state.pt");
  nn::Sequential third = small_vgg();
  third->eval();
  save(model->state_dict(), path);
  third->load_state_dict(load(path));
  EXPECT_TRUE(third->forward(x).equal(model->forward(x)));
  std::remove(path.c_str());
  nn::Sequential narrow(nn::Linear(2, 3)), wide(nn::Linear(2, 4), nn::Linear(4, 1));
  EXPECT_THROWN(
      "Error: Error(s) in loading state_dict for Sequential:\n"
      "\tMissing key(s) in state_dict: \"1.weight\", \"1.bias\". \n"
      "\tsize mismatch for 0.weight: copying a param with shape torch.Size([3, 2]) from checkpoint, the "
      "shape in current model is torch.Size([4, 2]).\n"
      "\tsize mismatch for 0.bias: copying a param with shape torch.Size([3]) from checkpoint, the shape "
      "in current model is torch.Size([4]).",
      wide->load_state_dict(narrow->state_dict()));
}
TEST(Features, SV03) {
  const auto state = small_vgg()->state_dict();
  EXPECT_EQ(state.size(), 23u);
  EXPECT_EQ(state.keys()[0], "0.0.weight");
  for (const char* buffer : {"0.1.running_mean", "0.1.running_var", "0.1.num_batches_tracked"})
    EXPECT_TRUE(state.contains(buffer)) << buffer;
}
TEST(Features, SV04) {
  nn::Sequential model(nn::Linear(2, 2), nn::Dropout(0.5)), other(nn::Linear(2, 2), nn::Dropout(0.5));
  model->eval();
  std::stringstream stream;
  save(model, stream);
  load(other, stream);
  EXPECT_TRUE(other->is_training()) << "the mode is not stored";
  other->eval();
  EXPECT_TRUE(other->forward(ones({3, 2})).equal(model->forward(ones({3, 2}))));
}
TEST(Features, SV06) {
  const std::string path = scratch("tensor.pt");
  manual_seed(0);
  std::vector<Tensor> tensors;
  for (const ScalarType t : {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kShort, kChar, kByte, kBool,
                             kComplexFloat, kComplexDouble})
    tensors.push_back((rand({2, 3}) * 5).to(t));
  for (const Tensor& t : {tensor(1.5), zeros({0}), zeros({2, 0, 3}), rand({4, 5}).t(),
                          rand({10}).slice(0, 1, 9, 3), ones({1}).expand({3, 4}), rand({1, 2, 1, 2, 1, 2})})
    tensors.push_back(t);
  for (const Tensor& t : tensors) {
    Tensor got;
    save(t, path);
    load(got, path);
    EXPECT_TRUE(same_bits(got, t)) << t.toString() << t.sizes();
  }
  Tensor untouched = ones({2});
  for (const std::function<void()>& wrong : std::vector<std::function<void()>>{
           [&] { load(untouched, scratch("nothing.pt")); },
           [&] {
             std::ofstream(path, std::ios::binary | std::ios::trunc) << "not a checkpoint";
             load(untouched, path);
           }}) {
    const std::string text = test::thrown(wrong);
    EXPECT_NE(text.find("facula_features_"), std::string::npos) << "with the path: " << text;
    EXPECT_TRUE(untouched.equal(ones({2})));
  }
  std::remove(path.c_str());
}
TEST(Features, SV07) {
  nn::Linear model(2, 3), other(2, 3);
  std::stringstream stream;
  model->to(cuda::is_available() ? kCUDA : kCPU);
  save(model, stream);
  load(other, stream, Device(kCPU));
  EXPECT_TRUE(other->weight.is_cpu());
  EXPECT_TRUE(other->weight.equal(model->weight.cpu()));
}

// Optimizers, checkpoints (BT).
struct Training {
  Training()
      : sgd(model->parameters(), optim::SGDOptions(0.1).momentum(0.9)), adam(model->parameters(), 1e-2) {}
  double step(optim::Optimizer& optimizer, const Tensor& x) {
    optimizer.zero_grad();
    const Tensor loss = model->forward(x).square().mean();
    loss.backward();
    optimizer.step();
    return loss.item<double>();
  }
  nn::Sequential model{nn::Linear(3, 4), nn::Tanh(), nn::Linear(4, 1)};
  optim::SGD sgd;
  optim::Adam adam;
};
TEST(Features, BT06) {
  const Tensor x = rand({8, 3});
  for (const bool adam : {false, true}) {
    Training first, second;
    auto choose = [&](Training& t) -> optim::Optimizer& {
      if (adam) return t.adam;
      return t.sgd;
    };
    for (int i = 0; i < 5; ++i) first.step(choose(first), x);
    std::stringstream weights, state;
    save(first.model, weights);
    load(second.model, weights);
    if (adam) {
      save(first.adam, state);
      load(second.adam, state);
    } else {
      save(first.sgd, state);
      load(second.sgd, state);
    }
    for (int i = 0; i < 5; ++i)
      EXPECT_EQ(first.step(choose(first), x), second.step(choose(second), x))
          << "training resumes, step " << i;
  }
}
TEST(Features, BT07) {
  nn::Sequential model(nn::Linear(2, 3), nn::Linear(3, 1));
  OrderedDict<std::string, Tensor> partial;
  partial.insert("0.weight", full({3, 2}, 7.));
  partial.insert("5.weight", ones({1}));
  EXPECT_THROW(model->load_state_dict(partial), Error);
  const auto keys = model->load_state_dict(partial, /*strict=*/false);
  EXPECT_EQ(keys.missing_keys, (std::vector<std::string>{"0.bias", "1.weight", "1.bias"}));
  EXPECT_EQ(keys.unexpected_keys, (std::vector<std::string>{"5.weight"}));
  EXPECT_TRUE(model->parameters()[0].equal(full({3, 2}, 7.)));
}
TEST(Features, BT08) {  // model, optimizer and epoch in one archive
  const Tensor x = rand({8, 3});
  Training first, second;
  for (int i = 0; i < 3; ++i) first.step(first.adam, x);
  const std::string path = scratch("checkpoint.pt");
  {
    serialize::OutputArchive whole, model, optimizer;
    first.model->save(model);
    first.adam.save(optimizer);
    whole.write("model", model);
    whole.write("optimizer", optimizer);
    whole.write("epoch", tensor(int64_t{3}));
    whole.save_to(path);
  }
  serialize::InputArchive whole, model, optimizer;
  whole.load_from(path);
  whole.read("model", model);
  whole.read("optimizer", optimizer);
  second.model->load(model);
  second.adam.load(optimizer);
  Tensor epoch;
  whole.read("epoch", epoch);
  EXPECT_EQ(epoch.item<int64_t>(), 3);
  EXPECT_EQ(first.step(first.adam, x), second.step(second.adam, x));
  std::remove(path.c_str());
}

}  // namespace
}  // namespace facula
