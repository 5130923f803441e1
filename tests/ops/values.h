#pragma once
// Reading and making tensors without the ops under test.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "errors.h"
#include "facula/ops/creation.h"

namespace facula::test {

/// Elements in row-major order, whatever the strides and (real) dtype.
inline std::vector<double> values(const Tensor& t) {
  std::vector<double> out;
  const auto sizes = t.sizes(), strides = t.strides();
  std::vector<int64_t> index(sizes.size());
  for (int64_t i = 0; i < t.numel(); ++i) {
    int64_t at = 0;
    for (size_t d = 0; d < sizes.size(); ++d) at += index[d] * strides[d];
    const auto read = [&]<class T>(T*) {
      out.push_back(static_cast<double>(static_cast<T*>(t.data_ptr())[at]));
    };
    switch (t.scalar_type()) {
      case kFloat:
        read(static_cast<float*>(nullptr));
        break;
      case kDouble:
        read(static_cast<double*>(nullptr));
        break;
      case kLong:
        read(static_cast<int64_t*>(nullptr));
        break;
      case kInt:
        read(static_cast<int32_t*>(nullptr));
        break;
      case kShort:
        read(static_cast<int16_t*>(nullptr));
        break;
      case kChar:
        read(static_cast<int8_t*>(nullptr));
        break;
      case kByte:
        read(static_cast<uint8_t*>(nullptr));
        break;
      case kBool:
        read(static_cast<bool*>(nullptr));
        break;
      case kHalf:
        out.push_back(double(float(static_cast<Half*>(t.data_ptr())[at])));
        break;
      case kBFloat16:
        out.push_back(double(float(static_cast<BFloat16*>(t.data_ptr())[at])));
        break;
      default:
        ADD_FAILURE() << "values() of " << t.toString();
    }
    for (size_t d = sizes.size(); d-- > 0;) {
      if (++index[d] < sizes[d]) break;
      index[d] = 0;
    }
  }
  return out;
}

/// A tensor of smooth, distinct values: sin(0.7 i + phase); half types get multiples of 1/8, integers whole
/// numbers.
inline Tensor wave(IntArrayRef sizes, double phase = 0, ScalarType dtype = kDouble) {
  Tensor t = empty(sizes, dtype);
  for (int64_t i = 0; i < t.numel(); ++i) {
    const double v = std::sin(0.7 * static_cast<double>(i) + phase);
    switch (dtype) {
      case kDouble:
        t.data_ptr<double>()[i] = v;
        break;
      case kFloat:
        t.data_ptr<float>()[i] = static_cast<float>(v);
        break;
      case kHalf:
        t.data_ptr<Half>()[i] = Half(static_cast<float>(std::round(v * 8) / 8));
        break;
      case kBFloat16:
        t.data_ptr<BFloat16>()[i] = BFloat16(static_cast<float>(std::round(v * 8) / 8));
        break;
      case kLong:
        t.data_ptr<int64_t>()[i] = static_cast<int64_t>(std::round(v * 9));
        break;
      case kInt:
        t.data_ptr<int32_t>()[i] = static_cast<int32_t>(std::round(v * 9));
        break;
      case kChar:
        t.data_ptr<int8_t>()[i] = static_cast<int8_t>(std::round(v * 3));
        break;
      default:
        ADD_FAILURE() << "wave() of this dtype";
    }
  }
  return t;
}

inline void expect_values(const Tensor& t, IntArrayRef sizes, const std::vector<double>& want, double tol) {
  ASSERT_EQ(t.sizes(), sizes) << t.sizes();
  const auto got = values(t);
  ASSERT_EQ(got.size(), want.size());
  for (size_t i = 0; i < want.size(); ++i) {
    if (std::isnan(want[i])) {
      EXPECT_TRUE(std::isnan(got[i])) << "element " << i;
      continue;
    }
    if (got[i] == want[i]) continue;  // infinities
    ASSERT_NEAR(got[i], want[i], tol * std::max(1.0, std::abs(want[i]))) << "element " << i;
  }
}
inline void expect_close(const Tensor& t, const Tensor& want, double tol) {
  expect_values(t, want.sizes(), values(want), tol);
}

/// Compares the gradient of sum(w * f(inputs)) with central differences, for every double input that requires
/// it.
template <class F>
void expect_gradients(F&& f, std::vector<Tensor> inputs, double tol = 1e-6) {
  for (Tensor& t : inputs) t.requires_grad_();
  const Tensor y = f(inputs);
  const Tensor w = wave(y.sizes(), 0.3);
  y.backward(w);
  const auto objective = [&] {
    const auto a = values(f(inputs)), b = values(w);
    double s = 0;
    for (size_t i = 0; i < a.size(); ++i) s += a[i] * b[i];
    return s;
  };
  for (size_t k = 0; k < inputs.size(); ++k) {
    ASSERT_TRUE(inputs[k].grad().defined()) << "input " << k;
    const auto g = values(inputs[k].grad());
    auto* p = static_cast<double*>(inputs[k].data_ptr());
    ASSERT_TRUE(inputs[k].is_contiguous());
    for (int64_t i = 0; i < inputs[k].numel(); ++i) {
      const double keep = p[i], h = 1e-5;
      p[i] = keep + h;
      const double up = objective();
      p[i] = keep - h;
      const double down = objective();
      p[i] = keep;
      ASSERT_NEAR(g[static_cast<size_t>(i)], (up - down) / (2 * h), tol) << "input " << k << " element " << i;
    }
  }
}

}  // namespace facula::test
