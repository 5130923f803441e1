// Normalisations against PyTorch: values, first and second derivatives, running statistics, layouts, errors.
#include "facula/ops/norm.h"

#include "facula/ops/creation.h"
#include "recorded.h"

namespace facula {
namespace {

using test::message_of;
using test::Tensors;

const Tensor none;

TEST(Norm, LayerNormIsPyTorchs) {
  const test::Recorded r("norm");
  r.check("layer", [](const Tensors& in) { return Tensors{layer_norm(in[0], {4, 5}, in[1], in[2])}; });
  r.check("layer_weight", [](const Tensors& in) { return Tensors{layer_norm(in[0], {5}, in[1], {}, 1e-3)}; });
  r.check("layer_bias", [](const Tensors& in) { return Tensors{layer_norm(in[0], {5}, {}, in[1])}; });
  r.check("layer_plain", [](const Tensors& in) { return Tensors{layer_norm(in[0], {5})}; });
  r.check("layer_wide", [](const Tensors& in) { return Tensors{layer_norm(in[0], {70}, in[1], in[2])}; });
}

TEST(Norm, BatchNormIsPyTorchs) {
  const test::Recorded r("norm");
  for (const std::string name : {"2d", "3d", "4d"}) {
    r.check("batch_" + name, [](const Tensors& in) {
      return Tensors{batch_norm(in[0], in[1], in[2], none, none, true, 0.1, 1e-5)};
    });
    r.check("batch_plain_" + name, [](const Tensors& in) {
      return Tensors{batch_norm(in[0], none, none, none, none, true, 0.1, 1e-3)};
    });
    r.check("batch_eval_" + name, [](const Tensors& in) {
      return Tensors{batch_norm(in[0], in[3], in[4], in[1], in[2], false, 0.1, 1e-5)};
    });
  }
  r.check("batch_4d", [](const Tensors& in) {
    const Tensor x = in[0].contiguous(MemoryFormat::ChannelsLast);
    const Tensor y = batch_norm(x, in[1], in[2], none, none, true, 0.1, 1e-5);
    EXPECT_TRUE(y.is_contiguous(MemoryFormat::ChannelsLast));
    return Tensors{y};
  });
}

TEST(Norm, RunningStatisticsMove) {
  const test::Recorded r("norm");
  for (const std::string name : {"2d", "3d", "4d"}) {
    const Tensor x = r["batch_" + name + ".in0"], w = r["batch_" + name + ".in1"];
    const Tensor m = r["batch_eval_" + name + ".in1"].clone(), v = r["batch_eval_" + name + ".in2"].clone();
    batch_norm(x, w, none, m, v, true, 0.3, 1e-5);
    test::expect_near(m, r["running_" + name + ".mean"], 1e-12, "mean");
    test::expect_near(v, r["running_" + name + ".var"], 1e-12, "var");
    EXPECT_GT(m._version(), 0);
    batch_norm(x, w, none, m, v, false, 0.3, 1e-5);
    test::expect_near(m, r["running_" + name + ".mean"], 1e-12, "mean after evaluation");
  }
  const Tensor x = r["instance.in0"];
  const Tensor m = r["instance_eval.in1"].clone(), v = r["instance_eval.in2"].clone();
  instance_norm(x, none, none, m, v, true, 0.3, 1e-5);
  test::expect_near(m, r["running_instance.mean"], 1e-12, "instance mean");
  test::expect_near(v, r["running_instance.var"], 1e-12, "instance var");
}

TEST(Norm, GroupAndInstanceNormArePyTorchs) {
  const test::Recorded r("norm");
  r.check("group", [](const Tensors& in) { return Tensors{group_norm(in[0], 2, in[1], in[2])}; });
  r.check("group_plain", [](const Tensors& in) { return Tensors{group_norm(in[0], 3, {}, {}, 1e-3)}; });
  r.check("group_2d", [](const Tensors& in) { return Tensors{group_norm(in[0], 3, in[1], in[2])}; });
  r.check("instance", [](const Tensors& in) {
    return Tensors{instance_norm(in[0], in[1], in[2], none, none, true, 0.1, 1e-5)};
  });
  r.check("instance_eval", [](const Tensors& in) {
    return Tensors{instance_norm(in[0], in[3], in[4], in[1], in[2], false, 0.1, 1e-5)};
  });
}

TEST(Norm, ManyChannelsAndRows) {
  // several blocks of columns and several chunks of rows, against the other layout
  const Tensor x = test::make({3, 150, 7, 9}, [] {
    std::vector<double> v;
    for (int i = 0; i < 3 * 150 * 7 * 9; ++i) v.push_back((i * 7919 % 1009) / 100.0 + 50);
    return v;
  }()).requires_grad_();
  const Tensor y = batch_norm(x, none, none, none, none, true, 0.1, 1e-5);
  const Tensor z = batch_norm(x.contiguous(MemoryFormat::ChannelsLast), none, none, none, none, true, 0.1, 1e-5);
  test::expect_near(z, y, 1e-12, "layouts");
  const Tensor g = y.detach() * 0.3 + x.detach();
  const auto a = autograd::grad({y}, {x}, {g}), b = autograd::grad({z}, {x}, {g});
  test::expect_near(a[0], b[0], 1e-11, "gradients");
  const Tensor f = batch_norm(x.to(kFloat), none, none, none, none, true, 0.1, 1e-5);
  test::expect_near(f, y, 3e-5, "float");
}

TEST(Norm, HalfTypesAndEmptyBatches) {
  const test::Recorded r("norm");
  const Tensor x = r["layer_plain.in0"];
  const Tensor y = layer_norm(x.to(kBFloat16), {5});
  EXPECT_EQ(y.scalar_type(), kBFloat16);
  test::expect_near(y, layer_norm(x, {5}), 0.05, "bfloat16");
  EXPECT_EQ(layer_norm(x.narrow(0, 0, 0), {5}).sizes().vec(), (std::vector<int64_t>{0, 4, 5}));
  EXPECT_EQ(group_norm(x.narrow(0, 0, 0), 2).sizes().vec(), (std::vector<int64_t>{0, 4, 5}));
}

TEST(Norm, NodesHavePyTorchsNames) {
  const Tensor x = test::make({2, 2}, {1, -1, 3, 5}).requires_grad_();
  EXPECT_EQ(layer_norm(x, {2}).grad_fn()->name(), "NativeLayerNormBackward0");
  EXPECT_EQ(group_norm(x, 1).grad_fn()->name(), "NativeGroupNormBackward0");
  EXPECT_EQ(batch_norm(x, none, none, none, none, true, 0.1, 1e-5).grad_fn()->name(),
            "NativeBatchNormBackward0");
}

TEST(Norm, Errors) {
  const Tensor x = test::make({3, 4}, std::vector<double>(12, 2)), five = test::make({5}, {1, 1, 1, 1, 1});
  EXPECT_EQ(message_of<Error>([&] { layer_norm(x, {5}); }),
            "Given normalized_shape=[5], expected input with shape [*, 5], but got input of size[3, 4]");
  EXPECT_EQ(message_of<Error>([&] { layer_norm(x, {4}, five); }),
            "Expected weight to be of same shape as normalized_shape, but got weight of shape [5] and "
            "normalized_shape = [4]");
  EXPECT_EQ(message_of<Error>([&] { layer_norm(x, {}); }),
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but "
            "got normalized_shape = []");
  EXPECT_EQ(message_of<Error>([&] { group_norm(x, 3); }),
            "Expected number of channels in input to be divisible by num_groups, but got input of shape [3, 4] "
            "and num_groups=3");
  EXPECT_EQ(message_of<Error>([&] { group_norm(x, 2, five); }),
            "Expected weight to be a vector of size equal to the number of channels in input, but got weight of "
            "shape [5] and input of shape [3, 4]");
  EXPECT_EQ(message_of<Error>([&] { batch_norm(x, none, none, five, five, true, 0.1, 1e-5); }),
            "running_mean should contain 4 elements not 5");
  EXPECT_EQ(message_of<Error>([&] { batch_norm(x, five, none, none, none, true, 0.1, 1e-5); }),
            "weight should contain 4 elements not 5");
  EXPECT_EQ(message_of<Error>([&] { batch_norm(x, none, none, none, none, false, 0.1, 1e-5); }),
            "running_mean must be defined in evaluation mode");
  EXPECT_EQ(message_of<Error>([&] { instance_norm(x, none, none, none, none, false, 0.1, 1e-5); }),
            "Expected running_mean and running_var to be defined when use_input_stats is false");
}

}  // namespace
}  // namespace facula
