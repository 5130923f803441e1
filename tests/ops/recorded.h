#pragma once
// Results recorded from PyTorch (tests/reference/record_nn.py), and one check for all of an op's: its values,
// first and second derivatives, in double and in float.
#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "facula/autograd/autograd.h"
#include "facula/core/tensor.h"

namespace facula::test {

using Tensors = std::vector<Tensor>;
using Function = std::function<Tensors(const Tensors&)>;

/// Row-major tensor of the given values.
Tensor make(IntArrayRef sizes, const std::vector<double>& values, ScalarType dtype = kDouble);
std::vector<double> values(const Tensor& t);

/// Fails unless both have the same shape and |a - b| <= tol (1 + |b|) everywhere.
void expect_near(const Tensor& a, const Tensor& b, double tol, const std::string& what);

class Recorded {
 public:
  /// Reads tests/reference/FAMILY.txt: "case.key dtype sizes values...".
  explicit Recorded(const std::string& family);
  bool has(const std::string& key) const { return tensors_.count(key) > 0; }
  Tensor operator[](const std::string& key) const;
  /// Inputs case.in0, ...; results case.out0, ...; gradients case.grad0, ... for the weights case.g0, ...;
  /// second derivatives case.second0, ... for the weights case.h0, ... of the gradients.
  void check(const std::string& name, const Function& f, double tol = 1e-10, double float_tol = 2e-5) const;

 private:
  void check_in(ScalarType dtype, const std::string& name, const Function& f, double tol) const;
  std::map<std::string, Tensor> tensors_;
};

/// The message of the exception that `f` throws, which must be an E.
template <class E, class F>
std::string message_of(F f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  } catch (const std::exception& e) {
    return std::string("another exception: ") + e.what();
  }
  return "nothing thrown";
}

}  // namespace facula::test
