#pragma once
// Runs a function of tensors on the CPU and on CUDA and compares the results.
#include <gtest/gtest.h>

#include <cmath>

#include "facula/cuda/cuda.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"

namespace facula::cuda_test {

/// For tests that need a device.
class WithCuda : public testing::Test {
 protected:
  void SetUp() override {
    if (!cuda::is_available()) GTEST_SKIP() << "no CUDA device";
  }
};

inline double largest_difference(const Tensor& a, const Tensor& b) {
  const Tensor x = a.detach().cpu().to(kDouble).contiguous(), y = b.detach().cpu().to(kDouble).contiguous();
  double most = 0;
  for (int64_t i = 0; i < x.numel(); ++i) {
    const double d = std::abs(x.data_ptr<double>()[i] - y.data_ptr<double>()[i]);
    if (!(d <= most)) most = d;  // NaN stays
  }
  return most;
}

/// Calls f(inputs...) with the inputs as they are and on CUDA. Results have equal shapes and dtypes and
/// differ by `tolerance` at most.
template <class F, class... T>
void both(double tolerance, F f, const T&... inputs) {
  const Tensor cpu = f(inputs...), gpu = f(inputs.cuda()...);
  EXPECT_TRUE(gpu.is_cuda());
  EXPECT_EQ(gpu.scalar_type(), cpu.scalar_type());
  ASSERT_EQ(gpu.sizes(), cpu.sizes());
  EXPECT_LE(largest_difference(gpu, cpu), tolerance);
}

}  // namespace facula::cuda_test
