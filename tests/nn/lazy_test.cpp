// Lazy modules, and the rarer modules. Numbers from tests/reference/record_nn_reparam.py.
#include "errors.h"
#include "facula/nn/modules/syncbatchnorm.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "facula/optim/optim.h"
#include "nn/recorded.h"

namespace {

using namespace facula;
using Names = std::vector<std::string>;

std::string text_of(const nn::Module& m) {
  std::ostringstream out;
  out << m;
  return out.str();
}

template <class M>
void expect_sums(const std::string& name, M m, std::vector<int64_t> shape, const std::string& before,
                 const std::string& after) {
  SCOPED_TRACE(name);
  const std::string prefix = "torch::nn::";
  EXPECT_EQ(text_of(*m), prefix + before);
  EXPECT_TRUE(m->has_uninitialized_params());
  EXPECT_TRUE(nn::is_lazy(m->weight));
  const std::vector<Tensor> parameters = m->parameters();
  manual_seed(11);
  const Tensor x = randn(shape), y = m(x);
  (y * y * y + y).sum().backward();
  EXPECT_FALSE(m->has_uninitialized_params());
  EXPECT_EQ(text_of(*m), prefix + after);
  std::vector<double> got{facula::testing::sum_abs(y)};
  for (const Tensor& p : parameters) got.push_back(facula::testing::sum_abs(p.grad()));
  const auto want = facula::testing::recorded("nn_reparam.txt", name);
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], want[i], 1e-4 * want[i]) << "value " << i;
}

TEST(Lazy, LinearAsRecorded) {
  expect_sums("LazyLinear", nn::LazyLinear(3), {2, 5}, "LazyLinear(in_features=0, out_features=3, bias=true)",
              "Linear(in_features=5, out_features=3, bias=true)");
}

TEST(Lazy, ConvolutionsAsRecorded) {
  expect_sums("LazyConv1d", nn::LazyConv1d(nn::LazyConv1dOptions(4, 3).groups(2)), {2, 4, 7},
              "LazyConv1d(0, 4, kernel_size=3, stride=1, groups=2)",
              "Conv1d(4, 4, kernel_size=3, stride=1, groups=2)");
  expect_sums("LazyConv2d", nn::LazyConv2d(nn::LazyConv2dOptions(4, 3).padding(1)), {2, 3, 5, 6},
              "LazyConv2d(0, 4, kernel_size=[3, 3], stride=[1, 1], padding=[1, 1])",
              "Conv2d(3, 4, kernel_size=[3, 3], stride=[1, 1], padding=[1, 1])");
  expect_sums("LazyConv3d", nn::LazyConv3d(2, 2), {1, 3, 4, 4, 4},
              "LazyConv3d(0, 2, kernel_size=[2, 2, 2], stride=[1, 1, 1])",
              "Conv3d(3, 2, kernel_size=[2, 2, 2], stride=[1, 1, 1])");
  expect_sums("LazyConvTranspose1d", nn::LazyConvTranspose1d(4, 3), {2, 5, 7},
              "LazyConvTranspose1d(0, 4, kernel_size=3, stride=1)",
              "ConvTranspose1d(5, 4, kernel_size=3, stride=1)");
  expect_sums("LazyConvTranspose2d", nn::LazyConvTranspose2d(nn::LazyConvTranspose2dOptions(4, 3).stride(2)),
              {2, 3, 5, 6}, "LazyConvTranspose2d(0, 4, kernel_size=[3, 3], stride=[2, 2])",
              "ConvTranspose2d(3, 4, kernel_size=[3, 3], stride=[2, 2])");
  expect_sums("LazyConvTranspose3d", nn::LazyConvTranspose3d(2, 2), {1, 3, 3, 3, 3},
              "LazyConvTranspose3d(0, 2, kernel_size=[2, 2, 2], stride=[1, 1, 1])",
              "ConvTranspose3d(3, 2, kernel_size=[2, 2, 2], stride=[1, 1, 1])");
}

TEST(Lazy, NormsAsRecorded) {
  const std::string rest = ", affine=true, track_running_stats=true)";
  expect_sums("LazyBatchNorm1d", nn::LazyBatchNorm1d(), {4, 3},
              "LazyBatchNorm1d(0, eps=1e-05, momentum=0.1" + rest,
              "BatchNorm1d(3, eps=1e-05, momentum=0.1" + rest);
  expect_sums("LazyBatchNorm2d", nn::LazyBatchNorm2d(nn::LazyBatchNormOptions().eps(1e-3)), {4, 3, 2, 2},
              "LazyBatchNorm2d(0, eps=0.001, momentum=0.1" + rest,
              "BatchNorm2d(3, eps=0.001, momentum=0.1" + rest);
  expect_sums("LazyBatchNorm3d", nn::LazyBatchNorm3d(nn::LazyBatchNormOptions().momentum(std::nullopt)),
              {4, 3, 2, 2, 2}, "LazyBatchNorm3d(0, eps=1e-05, momentum=None" + rest,
              "BatchNorm3d(3, eps=1e-05, momentum=None" + rest);
  expect_sums("LazyInstanceNorm1d", nn::LazyInstanceNorm1d(), {2, 3, 5},
              "LazyInstanceNorm1d(0, eps=1e-05, momentum=0.1" + rest,
              "InstanceNorm1d(3, eps=1e-05, momentum=0.1" + rest);
  expect_sums("LazyInstanceNorm2d",
              nn::LazyInstanceNorm2d(nn::LazyInstanceNormOptions().track_running_stats(false)), {2, 3, 5, 4},
              "LazyInstanceNorm2d(0, eps=1e-05, momentum=0.1, affine=true, track_running_stats=false)",
              "InstanceNorm2d(3, eps=1e-05, momentum=0.1, affine=true, track_running_stats=false)");
  expect_sums("LazyInstanceNorm3d", nn::LazyInstanceNorm3d(nn::LazyInstanceNormOptions().eps(1e-3)),
              {2, 3, 5, 2, 2}, "LazyInstanceNorm3d(0, eps=0.001, momentum=0.1" + rest,
              "InstanceNorm3d(3, eps=0.001, momentum=0.1" + rest);
}

TEST(Lazy, TrainsWithAnOptimizerMadeBefore) {
  nn::Sequential m(nn::LazyConv2d(2, 3), nn::LazyBatchNorm2d(), nn::Flatten(), nn::LazyLinear(1));
  EXPECT_EQ(m->state_dict().keys(), (Names{"0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean",
                                           "1.running_var", "1.num_batches_tracked", "3.weight", "3.bias"}));
  m->to(kDouble);
  optim::SGD sgd(m->parameters(), 0.01);
  const Tensor x = randn({4, 1, 5, 5}, kDouble);
  double first = 0, last = 0;
  for (int i = 0; i < 5; ++i) {
    sgd.zero_grad();
    const Tensor loss = m(x).pow(2).mean();
    if (i == 0) first = loss.item<double>();
    last = loss.item<double>();
    loss.backward();
    sgd.step();
  }
  EXPECT_LT(last, first);
  EXPECT_EQ(m->named_parameters()["3.weight"].sizes(), IntArrayRef({1, 18}));
  EXPECT_EQ(m->named_parameters()["3.weight"].scalar_type(), kDouble);
  const auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(m->clone());
  m->eval();
  copy->eval();
  EXPECT_TRUE(copy->forward(x).equal(m(x)));
}

TEST(Lazy, CloneOfUninitialized) {
  nn::Sequential m(nn::LazyLinear(2));
  const auto copy = std::dynamic_pointer_cast<nn::SequentialImpl>(m->clone());
  EXPECT_EQ(copy->forward(ones({1, 3})).sizes(), IntArrayRef({1, 2}));
  EXPECT_TRUE(nn::is_lazy(m->named_parameters()["0.weight"]));
  EXPECT_EQ(m(ones({1, 4})).sizes(), IntArrayRef({1, 2}));
}

TEST(Lazy, States) {
  const nn::Linear full(2, 3);
  nn::LazyLinear lazy(3);
  lazy->load_state_dict(full->state_dict());
  EXPECT_FALSE(lazy->has_uninitialized_params());
  const Tensor x = ones({1, 2});
  EXPECT_TRUE(lazy(x).equal(nn::Linear(full)(x)));
  EXPECT_EQ(lazy->options.in_features(), 2);
  EXPECT_ERROR(
      nn::Linear(2, 3)->load_state_dict(nn::LazyLinear(3)->state_dict()),
      "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in "
      "`load_state_dict` when trying to load an uninitialized parameter into an initialized one. Call "
      "`forward` to initialize the parameters before accessing their attributes.");
  nn::LazyLinear other(3);
  other->load_state_dict(nn::LazyLinear(3)->state_dict());
  EXPECT_TRUE(other->has_uninitialized_params());
}

TEST(Lazy, Errors) {
  nn::LazyConv2d conv(3, 2);
  EXPECT_ERROR(conv(ones({2, 3})),
               "Expected 3D (unbatched) or 4D (batched) input to LazyConv2d, but got input of size: [2, 3]");
  EXPECT_TRUE(conv->has_uninitialized_params());
  EXPECT_EQ(conv(ones({2, 3, 4})).sizes(), IntArrayRef({3, 2, 3})) << "without a batch";
  nn::LazyBatchNorm2d norm;
  EXPECT_ERROR(norm(ones({2, 3})), "expected 4D input (got 2D input)");
  EXPECT_TRUE(norm->has_uninitialized_params());
  EXPECT_ERROR(nn::LazyConv1d(nn::LazyConv1dOptions(4, 3).groups(2))(ones({1, 3, 5})),
               "in_channels must be divisible by groups");
  EXPECT_ERROR(
      nn::utils::weight_norm(nn::LazyLinear(3)),
      "The module passed to `WeightNorm` can't have uninitialized parameters. Make sure to run the dummy "
      "forward before applying weight normalization");
}

TEST(SyncBatchNorm, OneProcess) {
  nn::SyncBatchNorm m(3);
  EXPECT_EQ(text_of(*m),
            "torch::nn::SyncBatchNorm(3, eps=1e-05, momentum=0.1, affine=true, track_running_stats=true)");
  EXPECT_ERROR(m(ones({2, 3})), "SyncBatchNorm expected input tensor to be on GPU");
  nn::Sequential s(nn::BatchNorm1d(3), nn::Sequential(nn::Linear(3, 2), nn::BatchNorm1d(2)), nn::ReLU());
  const auto made = nn::SyncBatchNormImpl::convert_sync_batchnorm(s.ptr());
  EXPECT_EQ(made->state_dict().keys(), s->state_dict().keys());
  EXPECT_EQ(made->parameters()[0].data_ptr(), s->parameters()[0].data_ptr());
  EXPECT_NE(text_of(*made).find("(1): torch::nn::SyncBatchNorm(2,"), std::string::npos) << text_of(*made);
  EXPECT_EQ(text_of(*made).find("BatchNorm1d"), std::string::npos);
  const auto relu = nn::ReLU().ptr();
  EXPECT_EQ(nn::SyncBatchNormImpl::convert_sync_batchnorm(relu), relu);
  nn::Module net("Net");
  net.register_module("bn", nn::BatchNorm1d(1));
  EXPECT_ERROR(nn::SyncBatchNormImpl::convert_sync_batchnorm(std::make_shared<nn::Module>(net)),
               "convert_sync_batchnorm cannot replace the member 'bn' of Net");
}

TEST(Dropout1d, DropsChannels) {
  nn::Dropout1d m(0.5);
  EXPECT_EQ(text_of(*m), "torch::nn::Dropout1d(p=0.5, inplace=false)");
  manual_seed(3);
  const Tensor x = ones({4, 6, 5}), y = m(x);
  EXPECT_TRUE(y.equal(y.narrow(2, 0, 1).expand({4, 6, 5})));
  EXPECT_GT((y == 0).sum().item<int64_t>(), 0);
  EXPECT_GT((y == 2).sum().item<int64_t>(), 0);
  const Tensor z = m(ones({6, 5}));
  EXPECT_TRUE(z.equal(z.narrow(1, 0, 1).expand({6, 5})));
  Tensor w = ones({6, 5});
  nn::functional::dropout1d(w, nn::functional::Dropout1dFuncOptions().p(1).inplace(true));
  EXPECT_EQ(w.sum().item<float>(), 0);
  EXPECT_ERROR(m(ones({2})),
               "dropout1d: Expected 2D or 3D input, but received a 1D input. Note that dropout1d");
  m->eval();
  EXPECT_TRUE(m(x).equal(x));
}

TEST(Upsampling, NearestAndBilinear) {
  const Tensor x = arange(4, TensorOptions(kFloat)).view({1, 1, 2, 2});
  nn::UpsamplingNearest2d nearest(nn::UpsampleOptions().scale_factor(std::vector<double>{2, 2}));
  EXPECT_TRUE(nearest(x)[0][0][1].equal(tensor({0.f, 0.f, 1.f, 1.f})));
  nn::UpsamplingBilinear2d bilinear(nn::UpsampleOptions().size(std::vector<int64_t>{2, 3}));
  EXPECT_TRUE(bilinear(x).flatten().equal(tensor({0.f, 0.5f, 1.f, 2.f, 2.5f, 3.f})));
  EXPECT_EQ(text_of(*nearest), "torch::nn::UpsamplingNearest2d(scale_factor=[2, 2], mode=kNearest)");
  EXPECT_EQ(text_of(*bilinear), "torch::nn::UpsamplingBilinear2d(size=[2, 3], mode=kBilinear)");
}

}  // namespace
