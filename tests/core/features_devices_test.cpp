// Devices (DV) of FEATURES.md, as far as a machine without a GPU can tell; tests/cuda has the rest.
#include <gtest/gtest.h>

#include <sstream>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::thrown;
using test::values;

// What everything that needs a GPU says where there is none.
void expect_no_gpu(const std::string& text) {
  EXPECT_NE(text.find("No CUDA GPUs are available"), std::string::npos) << text;
}

TEST(Features, DV01) {
  EXPECT_NO_THROW(cuda::is_available());
  EXPECT_EQ(cuda::is_available(), cuda::device_count() > 0);
  EXPECT_EQ(cuda::is_available(), globalContext().hasCUDA());
}
TEST(Features, DV02) {
  EXPECT_EQ(Device(kCUDA).type(), kCUDA);
  EXPECT_FALSE(Device(kCUDA).has_index());
  EXPECT_EQ(Device("cuda:0"), Device(kCUDA, 0));
  EXPECT_EQ(Device("cuda:7").index(), 7);
  EXPECT_EQ(Device("cuda"), Device(kCUDA));
  EXPECT_EQ(Device("cpu"), kCPU);
  EXPECT_EQ(Device("cpu:0").type(), kCPU);
  EXPECT_THROWN("Error: Expected one of cpu, cuda device type at start of device string: foo", Device("foo"));
  EXPECT_THROWN("Error: Expected one of cpu, cuda device type at start of device string: CUDA",
                Device("CUDA"));
  for (const char* text : {"cuda:", "cuda:-1", "cuda:01", "cuda:1x", "cuda: 1", "cuda:1000", "cpu:1x"})
    EXPECT_THROWN("Error: Invalid device string: '" + std::string(text) + "'", Device(text));
  EXPECT_THROWN("Error: Device string must not be empty", Device(""));
}
TEST(Features, DV03) {
  const Device device(cuda::is_available() ? kCUDA : kCPU);
  nn::Linear model(3, 2);
  model->to(device);
  const Tensor y = model(randn({4, 3}, device));
  EXPECT_EQ(y.device().type(), device.type());
  y.sum().backward();
  EXPECT_EQ(model->weight.grad().device().type(), device.type());
}
TEST(Features, DV04) {
  const Tensor x = rand({3}), y = x.to(kCPU);
  EXPECT_TRUE(y.is_same(x)) << "the device matches: the very same tensor";
  EXPECT_TRUE(x.to(Device("cpu")).is_same(x));
  EXPECT_TRUE(x.to(kCPU, kFloat).is_same(x));
  const Tensor copied = x.to(kCPU, kFloat, false, /*copy=*/true);
  EXPECT_FALSE(copied.is_alias_of(x));
  EXPECT_TRUE(copied.equal(x));
  const Tensor leaf = rand({3}).requires_grad_();
  leaf.to(kCPU, kDouble).sum().backward();
  EXPECT_EQ(values(leaf.grad()), std::vector<double>(3, 1)) << "differentiable";
}
TEST(Features, DV05) {
  const Tensor x = rand({3});
  EXPECT_TRUE(x.cpu().is_same(x)) << "nothing to do";
  if (!cuda::is_available()) {
    EXPECT_EQ(thrown([&] { x.cuda(); }), thrown([&] { x.to(kCUDA); }));
  }
}
TEST(Features, DV06) {
  nn::Sequential model(nn::Linear(2, 3), nn::BatchNorm1d(3));
  optim::SGD sgd(model->parameters(), 0.1);
  const Tensor weight = model->parameters()[0];
  model->to(kCPU, kDouble);
  EXPECT_EQ(weight.dtype(), kDouble) << "in place: old handles see the new values";
  EXPECT_TRUE(sgd.parameters()[0].is_same(model->parameters()[0]));
  for (const auto& item : model->named_buffers())
    EXPECT_EQ(item.value().dtype(), item.key() == "1.num_batches_tracked" ? kLong : kDouble) << item.key();
  const Tensor before = weight.detach().clone();
  model->forward(rand({4, 2}, kDouble)).square().sum().backward();
  sgd.step();
  EXPECT_FALSE(weight.detach().equal(before)) << "the optimizer still moves them";
  EXPECT_THROWN("Error: data set to a tensor that requires gradients must be floating point or complex dtype",
                model->to(kLong));
  EXPECT_EQ(weight.dtype(), kDouble) << "unchanged";
  if (!cuda::is_available()) {
    expect_no_gpu(thrown([&] { model->to(kCUDA); }));
    EXPECT_TRUE(weight.is_cpu()) << "unchanged";
  }
}
TEST(Features, DV07) {
  const Tensor x = rand({2, 3});
  for (const Tensor& y :
       {x + 1, x.sum(), x.matmul(x.t()), zeros_like(x), x > 0, nn::Linear(3, 2)(x), cat({x, x})})
    EXPECT_EQ(y.device(), x.device());
}
TEST(Features, DV09) { EXPECT_EQ(cuda::device_count() == 0, !cuda::is_available()); }
TEST(Features, DV10) {
  const auto beyond = static_cast<DeviceIndex>(cuda::device_count() + 1);
  EXPECT_THROW(randn({2}, Device(kCUDA, beyond)), Error);
  EXPECT_THROW(rand({2}).to(Device(kCUDA, beyond)), Error);
  EXPECT_THROW(cuda::set_device(beyond), Error);
}
TEST(Features, DV11) {
  if (!cuda::is_available()) {
    EXPECT_EQ(cuda::memory_allocated(), 0);
  }
  EXPECT_GE(cuda::memory_allocated(), 0);
}
TEST(Features, DV12) {
  if (!cuda::is_available()) {
    EXPECT_EQ(cuda::memory_reserved(), 0);
  }
  EXPECT_GE(cuda::memory_reserved(), cuda::memory_allocated());
}
TEST(Features, DV13) {
  if (cuda::is_available()) {
    EXPECT_FALSE(cuda::memory_summary().empty());
  } else {
    expect_no_gpu(thrown([] { cuda::memory_summary(); }));
  }
}
TEST(Features, DV14) {
  EXPECT_NO_THROW(cuda::empty_cache());
  const Tensor live = ones({3}, cuda::is_available() ? kCUDA : kCPU);
  cuda::empty_cache();
  EXPECT_EQ(values(live.cpu()), std::vector<double>(3, 1));
}
TEST(Features, DV15) {  // on the CPU: the last handle frees at once
  const auto before = memory::memory_allocated();
  Tensor large = empty({1000, 1000}), other = large;
  EXPECT_GE(memory::memory_allocated() - before, 4'000'000);
  large = Tensor();
  EXPECT_GE(memory::memory_allocated() - before, 4'000'000) << "a handle is left";
  other = Tensor();
  EXPECT_EQ(memory::memory_allocated(), before);
}
TEST(Features, DV16) {
  if (cuda::is_available()) GTEST_SKIP() << "there is a CUDA device";
  const Tensor x = rand({2});
  for (const auto& text :
       {thrown([&] { x.cuda(); }), thrown([&] { x.to(kCUDA); }), thrown([&] { x.to("cuda:0"); }),
        thrown([] { zeros({2}, kCUDA); }), thrown([] { empty({0}, kCUDA); }), thrown([] {
          tensor({1, 2}, TensorOptions(kCUDA));
        }),
        thrown([] { arange(3, TensorOptions(kCUDA)); }), thrown([&] { zeros_like(x, kCUDA); }),
        thrown([] { cuda::synchronize(); }), thrown([] { cuda::DeviceGuard guard(0); }),
        thrown([] { cuda::StreamGuard guard(cuda::Stream{}); }), thrown([] { cuda::current_device(); }),
        thrown([] { cuda::getStreamFromPool(); })})
    expect_no_gpu(text);
  EXPECT_EQ((x + x).sizes(), x.sizes()) << "everything else works";
}
TEST(Features, DV17) {
  const Tensor x = rand({2});
  EXPECT_TRUE(x.device() == Device("cpu"));
  EXPECT_TRUE(x.device() == kCPU);
  EXPECT_NE(Device(kCUDA, 0), Device(kCUDA, 1));
  EXPECT_NE(Device(kCUDA), Device(kCUDA, 0)) << "type and index";
  std::ostringstream text;
  text << x.device() << ' ' << Device("cuda:1") << ' ' << Device(kCUDA) << ' ' << kCUDA;
  EXPECT_EQ(text.str(), "cpu cuda:1 cuda cuda");
}
TEST(Features, DV18) {
  for (const char* name : {"mps", "mps:0"}) {
    const std::string wanted =
        "Error: Expected one of cpu, cuda device type at start of device string: " + std::string(name);
    EXPECT_THROWN(wanted, Device(name));
    EXPECT_THROWN(wanted, rand({2}).to(name));
    EXPECT_THROWN(wanted, zeros({2}, TensorOptions().device(name)));
  }
}
TEST(Features, TC06) {
  for (const Tensor& t : {tensor({1, 2, 3}, dtype(kFloat32).device(kCPU)), randn({3}, Device(kCPU)),
                          full({3}, 1, TensorOptions().device("cpu"))})
    EXPECT_EQ(t.device(), Device(kCPU));
  if (cuda::is_available()) GTEST_SKIP() << "FeaturesCuda.TC06 has the rest";
  // Nothing is made on the host first: the error comes before that, even for sizes that no host has.
  expect_no_gpu(thrown([] { zeros({1LL << 20, 1LL << 20}, kCUDA); }));
  expect_no_gpu(thrown([] { randn({1LL << 20, 1LL << 20}, kCUDA); }));
}
TEST(Features, ER20) {
  if (cuda::is_available()) GTEST_SKIP() << "there is a CUDA device";
  const Tensor x = rand({2});
  expect_no_gpu(thrown([&] { x.cuda(); }));
  expect_no_gpu(thrown([&] { x.to(kCUDA); }));
}

}  // namespace
}  // namespace facula
