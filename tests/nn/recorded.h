#pragma once
// Comparison of modules and functions with sums that PyTorch recorded (tests/reference/record_nn*.py).
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "facula/nn/nn.h"
#include "facula/ops/creation.h"

namespace facula::testing {

inline std::vector<double> recorded(const std::string& file, const std::string& wanted) {
  std::ifstream in(FACULA_SOURCE_DIR "/tests/reference/" + file);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    if (name != wanted) continue;
    std::vector<double> out;
    for (double v; words >> v;) out.push_back(v);
    return out;
  }
  return {};
}

inline double sum_abs(const Tensor& t) { return t.detach().to(kDouble).abs().sum().item<double>(); }

/// Runs the backward pass from `loss` and compares y, the parameters' and the inputs' gradients.
inline void expect_recorded(const std::string& file, const std::string& name, const Tensor& y,
                            const Tensor& loss, const std::vector<Tensor>& parameters,
                            const std::vector<Tensor>& inputs) {
  const auto want = recorded(file, name);
  ASSERT_EQ(want.size(), 6u) << name;
  loss.backward();
  const auto gradients = [](const std::vector<Tensor>& tensors) {
    double sum = 0;
    for (const Tensor& t : tensors)
      if (t.defined() && t.requires_grad() && t.grad().defined()) sum += sum_abs(t.grad());
    return sum;
  };
  const Tensor flat = y.detach().to(kDouble).flatten();
  const double got[6] = {flat.sum().item<double>(), flat.abs().sum().item<double>(), flat[0].item<double>(),
                         flat[-1].item<double>(),   gradients(parameters),           gradients(inputs)};
  const char* what[6] = {"sum", "sum of |y|", "first", "last", "parameters' gradients", "inputs' gradients"};
  // A sum of both signs is a sum of roundings; |y| gives the scale.
  const double scale[6] = {want[1], want[1], 1, 1, want[4] + 1e-3, want[5] + 1e-3};
  for (int i = 0; i < 6; ++i)
    EXPECT_NEAR(got[i], want[static_cast<size_t>(i)], 2e-5 * (scale[i] + 0.1)) << name << ": " << what[i];
}

}  // namespace facula::testing
