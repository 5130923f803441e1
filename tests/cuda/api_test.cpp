// What the public CUDA functions do without a device, and with one: devices, seeds, memory, streams, events.
#include "cuda/both.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/random.h"

namespace facula {
namespace {

using cuda_test::WithCuda;

template <class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

TEST(CudaApi, WithoutDevice) {
  if (cuda::is_available()) return;  // the tests below are for that
  EXPECT_EQ(cuda::device_count(), 0u);
  EXPECT_FALSE(cuda::cudnn_is_available());
  EXPECT_EQ(cuda::memory_allocated(), 0);
  EXPECT_EQ(cuda::max_memory_reserved(), 0);
  cuda::empty_cache();
  cuda::manual_seed(1);
  cuda::manual_seed_all(1);
  for (const std::string& text :
       {message_of([] { cuda::synchronize(); }), message_of([] { cuda::current_device(); }),
        message_of([] { cuda::getStreamFromPool(); }), message_of([] {
          zeros({2, 3}, TensorOptions(kCUDA));
        }),
        message_of([] { ones({2}).cuda(); })})
    EXPECT_NE(text.find("No CUDA GPUs are available"), std::string::npos) << text;
}

TEST(CudaApi, Switches) {
  EXPECT_FALSE(cuda::allow_tf32_matmul());
  EXPECT_TRUE(cuda::allow_tf32_cudnn());
  EXPECT_FALSE(cuda::deterministic_algorithms());
  EXPECT_FALSE(cuda::cudnn_benchmark());
  cuda::set_allow_tf32_matmul(true);
  EXPECT_TRUE(cuda::allow_tf32_matmul());
  cuda::set_allow_tf32_matmul(false);
}

using CudaDevice = WithCuda;

TEST_F(CudaDevice, Properties) {
  EXPECT_GE(cuda::current_device(), 0);
  const cuda::DeviceProperties p = cuda::get_device_properties();
  EXPECT_FALSE(p.name.empty());
  EXPECT_GE(p.major, 7);
  EXPECT_GT(p.total_memory, 0u);
  EXPECT_GT(p.multi_processor_count, 0);
  const auto bad = static_cast<int64_t>(cuda::device_count());
  EXPECT_NE(message_of([&] { cuda::set_device(bad); }).find("invalid device ordinal"), std::string::npos);
}

TEST_F(CudaDevice, DevicesDoNotMix) {
  const Tensor a = ones({3}), b = ones({3}).cuda();
  EXPECT_NE(message_of([&] { a + b; }).find("Expected all tensors to be on the same device"),
            std::string::npos);
  const Tensor number = full({}, 2.0);
  EXPECT_EQ(cuda_test::largest_difference(b * number, a * 2), 0);  // a zero-dim CPU tensor may join
}

using CudaMemory = WithCuda;

TEST_F(CudaMemory, StatisticsFollowTensors) {
  const int64_t before = cuda::memory_allocated();
  {
    const Tensor x = zeros({1000, 1000}, TensorOptions(kFloat).device(kCUDA));
    EXPECT_GE(cuda::memory_allocated(), before + 4000000);
    EXPECT_GE(cuda::memory_reserved(), cuda::memory_allocated());
  }
  EXPECT_EQ(cuda::memory_allocated(), before);
  EXPECT_GE(cuda::max_memory_allocated(), before + 4000000);
  cuda::reset_peak_memory_stats();
  EXPECT_EQ(cuda::max_memory_allocated(), cuda::memory_allocated());
  EXPECT_NE(cuda::memory_summary().find("allocated"), std::string::npos);
}

TEST_F(CudaMemory, FreedBlocksAreReusedAndGivenBack) {
  const TensorOptions options = TensorOptions(kFloat).device(kCUDA);
  void* p = empty({1 << 20}, options).data_ptr();
  const int64_t reserved = cuda::memory_reserved();
  const Tensor again = empty({1 << 20}, options);
  EXPECT_EQ(again.data_ptr(), p);
  EXPECT_EQ(cuda::memory_reserved(), reserved);
  { const Tensor large = empty({64 << 20}, options); }
  EXPECT_GE(cuda::memory_reserved(), reserved + (int64_t{256} << 20));
  cuda::empty_cache();
  EXPECT_LE(cuda::memory_reserved(), reserved);
}

TEST_F(CudaMemory, SplitBlocksMergeAgain) {
  const TensorOptions options = TensorOptions(kByte).device(kCUDA);
  cuda::empty_cache();
  void* first = nullptr;
  {
    const Tensor a = empty({6 << 20}, options), b = empty({6 << 20}, options), c = empty({6 << 20}, options);
    first = a.data_ptr();
  }
  const Tensor whole = empty({9 << 20}, options);  // fits into the merged segment of 20 MiB only
  EXPECT_EQ(whole.data_ptr(), first);
}

TEST_F(CudaMemory, OutOfMemory) {
  const auto bytes = static_cast<int64_t>(cuda::get_device_properties().total_memory) * 2;
  const std::string text = message_of([&] { empty({bytes}, TensorOptions(kByte).device(kCUDA)); });
  EXPECT_NE(text.find("CUDA out of memory. Tried to allocate"), std::string::npos) << text;
  EXPECT_THROW(empty({bytes}, TensorOptions(kByte).device(kCUDA)), OutOfMemoryError);
  EXPECT_EQ(cuda_test::largest_difference(ones({4}).cuda() + 1, full({4}, 2.0)), 0);  // still usable
}

using CudaStream = WithCuda;

TEST_F(CudaStream, GuardAndEvents) {
  const cuda::Stream side = cuda::getStreamFromPool(), main = cuda::getCurrentCUDAStream();
  EXPECT_NE(side, main);
  cuda::Event start(true), end(true);
  Tensor x = ones({1 << 20}).cuda();
  cuda::Event ready;
  ready.record();
  {
    const cuda::StreamGuard guard(side);
    EXPECT_EQ(cuda::getCurrentCUDAStream(), side);
    ready.wait(side);
    start.record(side);
    for (int i = 0; i < 10; ++i) x = x + 1;
    end.record(side);
  }
  EXPECT_EQ(cuda::getCurrentCUDAStream(), main);
  end.wait(main);
  end.synchronize();
  EXPECT_TRUE(end.query());
  EXPECT_GE(start.elapsed_time(end), 0.0f);
  EXPECT_EQ(cuda_test::largest_difference(x, full({1 << 20}, 11.0)), 0);
}

TEST_F(CudaStream, MemoryUsedElsewhereIsNotReusedAtOnce) {
  const cuda::Stream side = cuda::getStreamFromPool();
  void* p = nullptr;
  {
    const Tensor x = ones({1 << 24}).cuda();
    p = x.data_ptr();
    cuda::Event ready;
    ready.record();
    const cuda::StreamGuard guard(side);
    ready.wait(side);
    Tensor y = x;
    for (int i = 0; i < 200; ++i) y = x + 1;
    cuda::record_stream(x, side);
  }
  const bool busy = !side.query();
  const Tensor z = empty({1 << 24}, TensorOptions(kFloat).device(kCUDA));
  if (busy && !side.query()) {
    EXPECT_NE(z.data_ptr(), p);
  }
  cuda::synchronize();
}

}  // namespace
}  // namespace facula
