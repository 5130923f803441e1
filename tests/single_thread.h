#pragma once
// What tests of fused kernels share.
#include "facula/facula.h"

namespace facula::test {

/// One thread while it lives: some kernels are taken by a single thread only.
struct SingleThread {
  int before = get_num_threads();
  SingleThread() { set_num_threads(1); }
  ~SingleThread() { set_num_threads(before); }
};

/// The largest difference of two tensors' elements.
inline double largest_difference(const Tensor& a, const Tensor& b) {
  return (a.to(kDouble) - b.to(kDouble)).abs().max().item<double>();
}

}  // namespace facula::test
