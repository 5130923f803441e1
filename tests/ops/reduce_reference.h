#pragma once
// PyTorch's results that tests/reference/record_reduce.py wrote, and the inputs they belong to.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"

namespace facula::reference {

struct Result {
  std::string dtype, sizes;
  std::vector<double> values;
};

inline const std::map<std::string, Result>& results() {
  static const auto all = [] {
    std::map<std::string, Result> m;
    std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/reduce.txt");
    for (std::string line; std::getline(file, line);) {
      std::istringstream parts(line);
      std::string name, values, one;
      Result r;
      std::getline(parts, name, '|');
      std::getline(parts, r.dtype, '|');
      std::getline(parts, r.sizes, '|');
      std::getline(parts, values);
      std::istringstream list(values);
      while (list >> one) r.values.push_back(std::stod(one));
      m[name] = std::move(r);
    }
    return m;
  }();
  return all;
}

/// Compares values, shape and dtype with the recorded result; `ulps` counts in the dtype's precision.
inline void check(const std::string& name, const Tensor& y, double ulps = 16) {
  const auto found = results().find(name);
  ASSERT_NE(found, results().end()) << name << " is not recorded";
  const Result& r = found->second;
  EXPECT_EQ(dtype_name(y.scalar_type()), "torch." + r.dtype) << name;
  std::string sizes;
  for (int64_t s : y.sizes()) sizes += (sizes.empty() ? "" : ",") + std::to_string(s);
  EXPECT_EQ(sizes, r.sizes) << name;
  const Tensor real = y.is_complex() ? view_as_real(y.detach()) : y.detach();
  const Tensor flat = real.to(kDouble).contiguous();
  const auto* p = static_cast<const double*>(flat.data_ptr());
  ASSERT_EQ(static_cast<size_t>(flat.numel()), r.values.size()) << name;
  const double unit = y.scalar_type() == kHalf       ? 9.8e-4
                      : y.scalar_type() == kBFloat16 ? 7.9e-3
                      : y.scalar_type() == kDouble   ? 1e-10  // the file has nine digits
                                                     : 1.2e-7;
  double scale = 0;
  for (double v : r.values)
    if (std::isfinite(v)) scale = std::max(scale, std::abs(v));
  for (size_t i = 0; i < r.values.size(); ++i) {
    const double a = p[i], b = r.values[i];
    if (std::isnan(b) || std::isinf(b)) {
      EXPECT_TRUE(std::isnan(b) ? std::isnan(a) : a == b) << name << " at " << i << ": " << a << " for " << b;
      continue;
    }
    EXPECT_LE(std::abs(a - b),
              ulps * unit * (std::abs(b) + 0.05 * scale) + (unit > 1e-9 ? 0 : 2e-9 * std::abs(b)))
        << name << " at " << i << ": " << a << " for " << b;
  }
}
inline void check(const std::string& name, const std::tuple<Tensor, Tensor>& y, double ulps = 16) {
  check(name + ".0", std::get<0>(y), ulps);
  check(name + ".1", std::get<1>(y), ulps);
}

/// The recorder's inputs.
inline Tensor numbers(std::vector<int64_t> shape, ScalarType dtype = kFloat) {
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  Tensor t = empty(shape, TensorOptions(kDouble));
  auto* p = static_cast<double*>(t.data_ptr());
  for (int64_t i = 0; i < n; ++i) p[i] = static_cast<double>((i * 37 + 11) % 101 - 50) / 16;
  return t.to(dtype);
}
inline void set(const Tensor& t, int64_t i, int64_t j, float v) {
  t.data_ptr<float>()[i * t.stride(0) + j * t.stride(1)] = v;
}
inline Tensor with_nan() {
  Tensor n = numbers({4, 6});
  set(n, 1, 2, NAN);
  set(n, 3, 0, NAN);
  set(n, 0, 1, INFINITY);
  return n;
}
inline Tensor with_zeros() {
  Tensor z = numbers({3, 4});
  set(z, 0, 1, 0);
  set(z, 2, 0, 0);
  set(z, 2, 3, 0);
  return z;
}
inline Tensor input(char key) {
  switch (key) {
    case 'x':
      return numbers({2, 4, 5});
    case 't':
      return numbers({2, 4, 5}).permute({2, 0, 1});
    case 's':
      return numbers({7, 9}).slice(0, 0, 7, 2).slice(1, 1, 9, 3);
    case 'k': {
      Tensor k = (numbers({3, 8}, kDouble) * 16).to(kLong);
      auto* p = k.data_ptr<int64_t>();
      for (int64_t i = 0; i < k.numel(); ++i) p[i] = (p[i] % 5 + 5) % 5;
      return k;
    }
    case 'c': {
      Tensor c = empty({3, 4}, TensorOptions(kComplexFloat));
      const Tensor re = numbers({12});
      for (int64_t i = 0; i < 12; ++i)
        c.data_ptr<complex<float>>()[i] = {re.data_ptr<float>()[i], re.data_ptr<float>()[i]};
      return c;
    }
    case 'h':
      return numbers({5, 7}, kHalf);
    case 'b':
      return numbers({5, 7}, kBFloat16);
    case 'o':
      return numbers({3, 5}).gt(0);
    case 'd':
      return numbers({6, 5}, kDouble);
    case 'n':
      return with_nan();
    default:
      return with_zeros();
  }
}
inline std::string call(const char* op, char key, const std::string& rest = "") {
  return std::string(op) + "(" + key + (rest.empty() ? "" : "," + rest) + ")";
}
inline bool among(char key, const char* keys) { return std::string(keys).find(key) != std::string::npos; }

/// The gradient of f at x for the recorder's weights.
template <class F>
void check_grad(const std::string& name, const Tensor& x, F f, double ulps = 64) {
  Tensor leaf = x.clone();
  leaf.requires_grad_();
  const Tensor y = f(leaf);
  const auto sizes = y.sizes();
  if (y.dim())
    (y * numbers({sizes.begin(), sizes.end()}, y.scalar_type())).sum().backward();
  else
    (y * 1.5).backward();
  check("grad " + name, leaf.grad(), ulps);
}
template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

}  // namespace facula::reference
