// The device's random numbers: seeds, independence of calls, moments.
#include <cmath>

#include "cuda/both.h"
#include "facula/ops/random.h"
#include "facula/ops/reduce.h"
#include "facula/ops/sort.h"

namespace facula {
namespace {

using cuda_test::largest_difference;
using CudaRandom = cuda_test::WithCuda;

const TensorOptions kGpu = TensorOptions(kFloat).device(kCUDA);

TEST_F(CudaRandom, SeedsRepeat) {
  manual_seed(3);
  const Tensor a = rand({1001}, kGpu), b = rand({1001}, kGpu);
  manual_seed(3);
  EXPECT_EQ(largest_difference(rand({1001}, kGpu), a), 0);
  EXPECT_EQ(largest_difference(rand({1001}, kGpu), b), 0);
  EXPECT_GT(largest_difference(a, b), 0.1);
}

TEST_F(CudaRandom, Moments) {
  manual_seed(1);
  const int64_t n = 1 << 20;
  const Tensor u = rand({n}, kGpu), z = randn({n}, kGpu);
  const double root = std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(u.mean().item<float>(), 0.5, 5 * 0.2887 / root);
  EXPECT_NEAR(z.mean().item<float>(), 0.0, 5 / root);
  EXPECT_NEAR(z.std().item<float>(), 1.0, 5 / root);
  EXPECT_GE(u.min().item<float>(), 0.0f);
  EXPECT_LT(u.max().item<float>(), 1.0f);
  const Tensor e = empty({n}, kGpu).exponential_(2.0);
  EXPECT_NEAR(e.mean().item<float>(), 0.5, 5 * 0.5 / root);
  const Tensor coins = empty({n}, kGpu).bernoulli_(0.25);
  EXPECT_NEAR(coins.mean().item<float>(), 0.25, 5 * 0.433 / root);
}

TEST_F(CudaRandom, Permutation) {
  const Tensor p = randperm(10007, TensorOptions(kLong).device(kCUDA));
  EXPECT_EQ(largest_difference(std::get<0>(p.sort()), arange(10007)), 0);
  EXPECT_GT(largest_difference(p, arange(10007)), 0);
}

}  // namespace
}  // namespace facula
