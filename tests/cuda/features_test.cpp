// Rows of FEATURES.md that only a machine with a GPU can show.
#include "cuda/both.h"
#include "errors.h"
#include "facula/nn/nn.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"

namespace facula {
namespace {

using FeaturesCuda = cuda_test::WithCuda;
using test::thrown;

bool says(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_F(FeaturesCuda, TC06) {
  const int64_t before = cuda::memory_allocated();
  const Tensor t = tensor({1, 2, 3}, dtype(kFloat32).device(kCUDA)), r = randn({32, 768}, Device(kCUDA));
  EXPECT_TRUE(t.is_cuda() && r.is_cuda());
  EXPECT_GE(cuda::memory_allocated() - before, 32 * 768 * 4);
  EXPECT_EQ(t.dtype(), kFloat32);
}
TEST_F(FeaturesCuda, DV02) { EXPECT_EQ(ones({1}, Device("cuda")).device().str(), "cuda:0"); }
TEST_F(FeaturesCuda, DV04) {
  const Tensor x = rand({3}).requires_grad_(), y = x.to(kCUDA);
  EXPECT_TRUE(x.is_cpu() && y.is_cuda());
  EXPECT_TRUE(y.to(kCUDA).is_same(y)) << "already there";
  EXPECT_TRUE(y.cuda().is_same(y));
  (y * 2).sum().backward();
  EXPECT_TRUE(x.grad().is_cpu());
  EXPECT_TRUE(x.grad().equal(full({3}, 2.)));
}
TEST_F(FeaturesCuda, DV06) {
  nn::BatchNorm1d model(3);
  const Tensor weight = model->weight;
  model->to(kCUDA);
  EXPECT_TRUE(weight.is_cuda()) << "in place";
  EXPECT_TRUE(model->running_mean.is_cuda());
}
TEST_F(FeaturesCuda, DV07) {
  const Tensor x = rand({2, 3}, Device(kCUDA));
  for (const Tensor& y : {x + 1, x.sum(), x.matmul(x.t()), zeros_like(x), x > 0})
    EXPECT_EQ(y.device(), x.device());
}
TEST_F(FeaturesCuda, DV08) {  // and ER-19, EX-47
  const Tensor host = rand({2}), device = rand({2}, Device(kCUDA));
  for (const std::string& text : {thrown([&] { host + device; }), thrown([&] { device + host; }), thrown([&] {
                                    mm(host.view({1, 2}), device.view({2, 1}));
                                  }),
                                  thrown([&] { nn::Linear(2, 2)(device); })}) {
    EXPECT_TRUE(says(text, "Expected all tensors to be on the same device")) << text;
    EXPECT_TRUE(says(text, "cuda:0") && says(text, "cpu")) << text;
  }
  EXPECT_TRUE((device + tensor(1.)).is_cuda()) << "a tensor without dimensions may join";
  nn::Linear model(2, 2);
  model->to(kCUDA);
  EXPECT_TRUE(model(device).is_cuda()) << "model->to() mends it";
}
TEST_F(FeaturesCuda, DV10) {
  if (cuda::device_count() < 2) GTEST_SKIP() << "needs two devices";
  const Tensor a = ones({2}, Device("cuda:0")), b = ones({2}, Device("cuda:1"));
  EXPECT_TRUE(says(thrown([&] { a + b; }), "cuda:0 and cuda:1"));
  EXPECT_EQ((a + b.to(Device("cuda:0"))).device(), a.device());
}
TEST_F(FeaturesCuda, DV11to13) {
  const int64_t before = cuda::memory_allocated();
  const Tensor x = empty({1000, 1000}, Device(kCUDA));
  EXPECT_GE(cuda::memory_allocated() - before, 4'000'000);
  EXPECT_GE(cuda::memory_reserved(), cuda::memory_allocated());  // DV-12
  const std::string table = cuda::memory_summary();
  for (const char* word : {"llocated", "eserved", "eak"}) EXPECT_TRUE(says(table, word)) << table;
}
TEST_F(FeaturesCuda, DV14) {
  const Tensor live = ones({3}, Device(kCUDA));
  empty({1 << 24}, Device(kCUDA));  // a block that is only cached now
  const int64_t reserved = cuda::memory_reserved();
  cuda::empty_cache();
  EXPECT_LT(cuda::memory_reserved(), reserved);
  EXPECT_TRUE(live.cpu().equal(ones({3})));
}
TEST_F(FeaturesCuda, DV15) {
  const int64_t before = cuda::memory_allocated();
  Tensor large = empty({1000, 1000}, Device(kCUDA));
  large = Tensor();
  EXPECT_EQ(cuda::memory_allocated(), before) << "at once";
}
TEST_F(FeaturesCuda, NP08) {  // and ER-21
  const Tensor t = ones({3}, Device(kCUDA));
  EXPECT_EQ(t.cpu().data_ptr<float>()[2], 1.f);
  EXPECT_TRUE(says(thrown([&] { t.accessor<float, 1>(); }), "cpu()"));
}
TEST_F(FeaturesCuda, BT33) {
  const cuda::Stream stream = cuda::getStreamFromPool();
  Tensor y;
  {
    const cuda::StreamGuard guard(stream);
    EXPECT_TRUE(cuda::getCurrentCUDAStream() == stream);
    y = ones({1000}, Device(kCUDA)) * 2;
  }
  EXPECT_FALSE(cuda::getCurrentCUDAStream() == stream);
  cuda::Event start(true), end(true);
  start.record(stream);
  end.record(stream);
  end.synchronize();
  EXPECT_TRUE(end.query());
  EXPECT_GE(start.elapsed_time(end), 0.f);
  stream.synchronize();
  cuda::synchronize();
  EXPECT_EQ(y.sum().item<float>(), 2000.f);
  const cuda::DeviceGuard device(0);
  EXPECT_EQ(cuda::current_device(), 0);
}
TEST_F(FeaturesCuda, ER56) {
  const Tensor live = ones({3}, Device(kCUDA));
  try {
    empty({1LL << 42}, Device(kCUDA));
    ADD_FAILURE() << "nothing was thrown";
  } catch (const OutOfMemoryError& e) {
    const std::string text = e.what();
    for (const char* word : {"Tried to allocate", "free", "reserved"}) EXPECT_TRUE(says(text, word)) << text;
  }
  EXPECT_EQ((live + 1).sum().item<float>(), 6.f) << "the program goes on";
}

}  // namespace
}  // namespace facula
