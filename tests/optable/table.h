#pragma once
// One row per op: from it follow values against PyTorch, gradients, second gradients, layouts and dtypes.
#include <functional>
#include <string>
#include <vector>

#include "facula/core/tensor.h"
#include "facula/graph/node.h"

namespace facula::optable {

/// An input of a sample: a shape and the range of its values, which a formula known to C++ and Python fills
/// in.
struct Input {
  std::vector<int64_t> shape;
  double low = -2, high = 2;
  /// Undefined: a floating input, whose dtype the row chooses. Otherwise it has this dtype always (indices,
  /// masks).
  ScalarType fixed = ScalarType::Undefined;
  /// Values are whole numbers (indices).
  bool whole = false;
  /// Not differentiated (weights and probabilities that PyTorch takes as constants).
  bool constant = false;
  /// Values go through kExtremes in turn.
  bool extreme = false;

  Input(std::vector<int64_t> s, double lo = -2, double hi = 2) : shape(std::move(s)), low(lo), high(hi) {}
  /// int64 indices in [0, n)
  static Input index(std::vector<int64_t> s, int64_t n);
  static Input fixed_value(std::vector<int64_t> s, double lo, double hi) {
    Input i(std::move(s), lo, hi);
    i.constant = true;
    return i;
  }
  /// A bool mask.
  static Input mask(std::vector<int64_t> s);
  /// Zeros of both signs, infinities, NaN, the largest, the smallest: for values only, no gradient check.
  static Input extremes(std::vector<int64_t> s = {12});
};
using Sample = std::vector<Input>;
using Function = std::function<variable_list(const variable_list&)>;

/// The line of the table. `python` is the same op in Python on the list `x` of inputs.
struct Row {
  std::string name;
  std::string python;
  Function function;
  std::vector<Sample> samples;
  std::vector<ScalarType> dtypes = {kFloat, kDouble};
  bool gradient = true;
  bool second_gradient = true;
  /// Why a check is off; empty when none is.
  std::string reason = {};
  /// Relative tolerance of values for float32 and float64.
  double tolerance32 = 2e-6, tolerance64 = 1e-12;
  /// The op on x[0] in place; empty when there is no such form. Checked where the result fits x[0].
  Function in_place = {};
  /// The form that writes into the given tensors, and returns them; empty when there is none.
  std::function<void(variable_list& out, const variable_list& x)> out = {};
  /// Of the result: same strides as PyTorch's.
  bool same_strides = true;
  /// The file rows_GROUP.cpp it comes from; its reference values are in reference/ops/GROUP.pt.
  std::string group = {};

  Row& types(std::vector<ScalarType> t) {
    dtypes = std::move(t);
    return *this;
  }
  Row& no_gradient(std::string why) {
    gradient = second_gradient = false;
    reason = std::move(why);
    return *this;
  }
  Row& no_second_gradient(std::string why) {
    second_gradient = false;
    reason = std::move(why);
    return *this;
  }
  Row& inplace(Function f) {
    in_place = std::move(f);
    return *this;
  }
  Row& out_form(std::function<void(variable_list&, const variable_list&)> f) {
    out = std::move(f);
    return *this;
  }
  Row& other_strides(std::string why) {
    same_strides = false;
    reason = std::move(why);
    return *this;
  }
  Row& tolerance(double t32, double t64) {
    tolerance32 = t32;
    tolerance64 = t64;
    return *this;
  }
};

inline const std::vector<ScalarType> kFloats = {kFloat, kDouble};
inline const std::vector<ScalarType> kFloatsAndComplex = {kFloat, kDouble, kComplexFloat, kComplexDouble};
inline const std::vector<ScalarType> kNumbers = {kFloat, kDouble, kInt, kLong, kByte};

/// All rows; each rows_*.cpp adds its own through a function listed in rows.cpp.
const std::vector<Row>& rows();

/// The tensor an input spec stands for; `position` tells the inputs of a sample apart.
Tensor make(const Input& input, size_t position, ScalarType dtype);
variable_list make_all(const Sample& sample, ScalarType dtype);

/// Writes names, Python expressions and inputs for tests/reference/record_ops.py.
void dump(const std::string& path);

}  // namespace facula::optable
