// Two linear layers with ReLU between them, a block of rows at a time: the hidden rows are used while they
// are in the second cache, and ReLU and its derivative happen where the products write their results.
#include "kernels/feed_forward.h"

#include <algorithm>

#include "cpu/parallel.h"
#include "cpu/product.h"
#include "kernels/geometry.h"

namespace facula::cpu {

namespace {

constexpr int64_t kRows = 252;  // a block

float* data(const Tensor& t) { return static_cast<float*>(t.data_ptr()); }

bool feed_forward(Tensor& y, Tensor& h, const Tensor& x, const Tensor& w1, const Tensor& b1, const Tensor& w2,
                  const Tensor& b2) {
  const int64_t rows = x.size(0), d = x.size(1), f = w1.size(0), e = w2.size(0);
  if (!product_strip || get_num_threads() > 1 || rows < 64 || d < 16 || f < 16 || e < 16) return false;
  const PackedOperand first(data(w1), d, true, d, f), second(data(w2), f, true, f, e);
  ProductExtra relu, plain;
  relu.bias = data(b1);
  relu.after = After::Relu;
  plain.bias = data(b2);
  for (int64_t i = 0; i < rows; i += kRows) {
    const int64_t m = std::min(kRows, rows - i);
    first.multiply(data(x) + i * d, d, m, data(h) + i * f, f, 0, relu);
    second.multiply(data(h) + i * f, f, m, data(y) + i * e, e, 0, plain);
  }
  return true;
}

// c (+)= a^T b of m rows
void add_outer(float* c, const float* a, const float* b, int64_t rows, int64_t m, int64_t n, bool add) {
  multiply({a, m, b, n, true, false, c, n, 1, add ? 1.0f : 0.0f, m, n, rows});
}

void feed_forward_backward(const Tensor& g, kernels::FeedForwardGradients& out, const Tensor& x,
                           const Tensor& h, const Tensor& w1, const Tensor& w2) {
  const int64_t rows = x.size(0), d = x.size(1), f = w1.size(0), e = w2.size(0);
  const PackedOperand first(data(w1), d, false, f, d), second(data(w2), f, false, e, f);
  const Tensor hidden = make_contiguous({std::min(kRows, rows), f}, kFloat);  // the gradient of h
  std::fill_n(data(out.b1), f, 0.0f);
  std::fill_n(data(out.b2), e, 0.0f);
  ProductExtra gate;
  gate.after = After::Gate;
  gate.ld_gate = f;
  for (int64_t i = 0; i < rows; i += kRows) {
    const int64_t m = std::min(kRows, rows - i);
    const float *gi = data(g) + i * e, *xi = data(x) + i * d;
    float* gh = data(hidden);
    gate.gate = data(h) + i * f;
    second.multiply(gi, e, m, gh, f, 0, gate);
    add_outer(data(out.w2), gi, gate.gate, m, e, f, i > 0);
    add_rows(data(out.b2), gi, m, e, e);
    add_outer(data(out.w1), gh, xi, m, f, d, i > 0);
    add_rows(data(out.b1), gh, m, f, f);
    if (out.x.defined()) first.multiply(gh, f, m, data(out.x) + i * d, d, 0);
  }
}

}  // namespace

void register_feed_forward() {
  kernels::feed_forward.set(kCPU, feed_forward);
  kernels::feed_forward_backward.set(kCPU, feed_forward_backward);
}

}  // namespace facula::cpu
