// Worked rows of FEATURES.md: random numbers, foreign memory.
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }

TEST(Features, RN01) {
  manual_seed(42);
  const Tensor a = rand({5});
  manual_seed(42);
  EXPECT_TRUE(a.equal(rand({5})));
}
TEST(Features, RN02andRN03) {  // harmless without CUDA
  cuda::manual_seed(42);
  cuda::manual_seed_all(42);
}
TEST(Features, RN04) {
  EXPECT_FALSE(globalContext().deterministicCuDNN());
  globalContext().setDeterministicCuDNN(true);
  EXPECT_TRUE(globalContext().deterministicCuDNN());
  EXPECT_FALSE(cuda::deterministic_algorithms()) << "cuDNN's algorithms only";
  globalContext().setDeterministicCuDNN(false);
}
TEST(Features, RN05) { EXPECT_FALSE(cuda::cudnn_benchmark()); }
TEST(Features, RN06) {  // a CPU run with a fixed number of threads repeats bit for bit
  const auto run = [] {
    manual_seed(5);
    nn::Sequential model(nn::Linear(64, 128), nn::BatchNorm1d(128), nn::ReLU(), nn::Dropout(0.3),
                         nn::Linear(128, 8));
    optim::SGD sgd(model->parameters(), optim::SGDOptions(0.1).momentum(0.9));
    for (int i = 0; i < 5; ++i) {
      sgd.zero_grad();
      const Tensor x = randn({256, 64}), y = randint(0, 8, {256});
      nn::functional::cross_entropy(model->forward(x), y).backward();
      sgd.step();
    }
    std::vector<Tensor> flat;
    for (const Tensor& p : model->parameters()) flat.push_back(p.detach().flatten());
    return cat(flat);
  };
  EXPECT_TRUE(run().equal(run()));
}
TEST(Features, RN07) {
  const auto draw = [] {
    manual_seed(1);
    return cat({nn::Linear(3, 2)->weight.detach().flatten(), dropout(ones({20}), 0.5, true),
                randperm(10, kFloat), std::get<0>(nn::Linear(2, 2)->bias.detach().sort())});
  };
  EXPECT_TRUE(draw().equal(draw()));
}
TEST(Features, RN08) { EXPECT_GT(std::get<0>(_unique2(nn::Linear(8, 8)->weight.detach())).numel(), 60); }
TEST(Random, GeneratorStateIsPyTorchs) {
  Generator g = make_generator(3);
  const Numbers first = values(rand({3}, g));
  EXPECT_EQ(first, (Numbers{0.004263520240783691, 0.10556936264038086, 0.2858424782752991}));
  const Tensor state = g.get_state();
  EXPECT_EQ(state.dtype(), kByte);
  EXPECT_EQ(state.numel(), 5056);
  const Numbers next = values(rand({3}, g));
  EXPECT_EQ(next, (Numbers{0.026954829692840576, 0.47161436080932617, 0.06011629104614258}));
  g.set_state(state);
  EXPECT_EQ(values(rand({3}, g)), next);
  EXPECT_EQ(
      message_of([&] { g.set_state(zeros({3}, kByte)); }),
      "Expected either a CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 "
      "but found the input RNG state size to be 3");
  EXPECT_EQ(message_of([&] { g.set_state(zeros({5056})); }), "RNG state must be a torch.ByteTensor");
}
TEST(Random, BinomialIsPyTorchs) {
  const auto draw = [](Numbers n, Numbers p, ScalarType t) {
    manual_seed(7);
    return values(binomial(tensor(n, t), tensor(p, t)));
  };
  EXPECT_EQ(draw(Numbers(8, 5), Numbers(8, 0.3), kFloat), (Numbers{1, 4, 3, 0, 0, 0, 0, 1}));
  EXPECT_EQ(draw(Numbers(8, 100), Numbers(8, 0.7), kDouble), (Numbers{73, 64, 73, 66, 79, 75, 68, 70}));
  EXPECT_EQ(draw({1000, 40, 0, 7, 300, 1e5}, {0.02, 0.9, .5, 1., 0.5, 0.25}, kFloat),
            (Numbers{17, 32, 0, 7, 132, 24630}));
  EXPECT_EQ(message_of([] { binomial(ones({2}), ones({2}, kDouble)); }),
            "Found dtype Double but expected Float");
}

TEST(Features, NP01) {
  float data[6] = {1, 2, 3, 4, 5, 6};
  const Tensor t = from_blob(data, {2, 3});
  data[0] = 999;
  EXPECT_EQ(t[0][0].item<float>(), 999);
  t[0][1] = 99;
  EXPECT_EQ(data[1], 99);
}
TEST(Features, NP02) {
  double data[6] = {1, 2, 3, 4, 5, 6};
  EXPECT_EQ(values(from_blob(data, {3}, {2}, kDouble)), (Numbers{1, 3, 5}));
}
TEST(Features, NP03) {
  int calls = 0;
  auto* data = new int64_t[2]{7, 8};
  {
    const Tensor view = from_blob(
        data, {2},
        [&](void* p) {
          ++calls;
          delete[] static_cast<int64_t*>(p);
        },
        kLong)[1];
    EXPECT_EQ(view.item<int64_t>(), 8);
    EXPECT_EQ(calls, 0);
  }
  EXPECT_EQ(calls, 1);
}
TEST(Features, NP04) {
  std::vector<float> v = {1, 2};
  const Tensor shared = from_blob(v.data(), {2}).to(kCPU, kFloat),
               copied = from_blob(v.data(), {2}).to(kDouble);
  v[0] = 9;
  EXPECT_EQ(values(shared), (Numbers{9, 2})) << "dtype and device match: the same memory";
  EXPECT_EQ(values(copied), (Numbers{1, 2}));
}
TEST(Features, NP05) {
  std::vector<double> v = {1, 2};
  const Tensor t = tensor(v), c = from_blob(v.data(), {2}, kDouble).clone();
  v[0] = 9;
  EXPECT_EQ(values(t)[0], 1);
  EXPECT_EQ(values(c)[0], 1);
}
TEST(Features, NP06) { EXPECT_EQ(from_blob(nullptr, {0}, kLong).dtype(), kLong); }
TEST(Features, NP07) {
  const Tensor t = rand({2, 3});
  EXPECT_EQ((t.accessor<float, 2>()[1][2]), t[1][2].item<float>());
  EXPECT_THROW((t.accessor<double, 2>()), Error);
  EXPECT_THROW((t.accessor<float, 1>()), Error);
}
TEST(Features,
     NP09) {  // data_ptr does not ask whether the tensor is tracked; detach() is what tells the reader
  const Tensor t = rand({3}).requires_grad_();
  EXPECT_EQ(t.data_ptr<float>(), t.detach().data_ptr<float>());
  EXPECT_FALSE(t.detach().requires_grad());
  EXPECT_TRUE(t.detach().is_leaf());
}
TEST(Features, NP10) {
  const Tensor t = (rand({2, 3}).requires_grad_() * 2).t();
  const Tensor out = t.detach().cpu().contiguous();
  EXPECT_FALSE(out.requires_grad());
  EXPECT_TRUE(out.is_cpu() && out.is_contiguous());
  const auto* p = out.data_ptr<float>();
  for (int64_t i = 0; i < 6; ++i) EXPECT_EQ(p[i], t[i / 2][i % 2].item<float>());
}
TEST(Features, NP11) {
  std::ostringstream os;
  os << tensor({999})[0];
  EXPECT_EQ(os.str(), "999\n[ CPULongType{} ]");
}
TEST(Features, NP12) {
  uint8_t px[2 * 2 * 3] = {};
  px[3] = 255;  // row 0, column 1, channel 0
  const Tensor t = from_blob(px, {2, 2, 3}, kUInt8).permute({2, 0, 1}).to(kFloat) / 255;
  EXPECT_EQ(sizes(t), (Ints{3, 2, 2}));
  EXPECT_EQ(t[0][0][1].item<float>(), 1.f);
}

}  // namespace
}  // namespace facula
