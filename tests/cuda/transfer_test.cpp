// Copies between the host and the device, in every layout and dtype.
#include "cuda/both.h"
#include "facula/ops/random.h"
#include "facula/ops/view.h"

namespace facula {
namespace {

using cuda_test::both;
using cuda_test::largest_difference;
using CudaTransfer = cuda_test::WithCuda;

TEST_F(CudaTransfer, RoundTrip) {
  const Tensor x = arange(24).reshape({2, 3, 4});
  for (ScalarType t : {kByte, kChar, kShort, kInt, kLong, kHalf, kBFloat16, kFloat, kDouble, kBool}) {
    const Tensor y = x.to(t);
    EXPECT_EQ(largest_difference(y.cuda(), y), 0) << t;
    EXPECT_EQ(largest_difference(y.permute({2, 0, 1}).cuda(), y.permute({2, 0, 1})), 0) << t;
    EXPECT_EQ(largest_difference(x.cuda().to(t), y), 0) << t;
  }
}

TEST_F(CudaTransfer, IntoStridedTensors) {
  const Tensor source = arange(12).to(kFloat).reshape({3, 4});
  Tensor wide = zeros({3, 8}, TensorOptions(kCUDA));
  wide.slice(1, 0, std::nullopt, 2).copy_(source);
  EXPECT_EQ(largest_difference(wide.slice(1, 0, std::nullopt, 2), source), 0);
  Tensor back = zeros({4, 3});
  back.t().copy_(source.cuda());
  EXPECT_EQ(largest_difference(back.t(), source), 0);
  Tensor narrow = zeros({3, 4}, TensorOptions(kInt));
  narrow.copy_(source.cuda());
  EXPECT_EQ(largest_difference(narrow, source), 0);
}

TEST_F(CudaTransfer, TransposedMatrices) {
  both(
      0, [](const Tensor& x) { return x.t().contiguous(); }, randn({67, 129}));
  both(
      0,
      [](const Tensor& x) {
        return x.permute({0, 2, 1}).contiguous();
      },
      randn({3, 65, 33}));
  both(
      0,
      [](const Tensor& x) {
        return x.permute({2, 1, 0}).contiguous();
      },
      randn({40, 5, 41}).to(kDouble));
}

TEST_F(CudaTransfer, Pinned) {
  const Tensor x = randn({1000}).pin_memory();
  EXPECT_TRUE(x.is_cpu());
  const Tensor y = x.to(TensorOptions(kCUDA), /*non_blocking=*/true);
  cuda::synchronize();
  EXPECT_EQ(largest_difference(x, y), 0);
}

}  // namespace
}  // namespace facula
