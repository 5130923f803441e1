#pragma once
// From an equation of einsum to numbered labels.
#include <string_view>
#include <vector>

#include "facula/core/tensor.h"

namespace facula::einsums {

/// Labels are numbers: 0 to 51 for A to Z, a to z in the order of the letters, then one per dimension of the
/// ellipsis.
constexpr int kLetters = 52;
using Labels = std::vector<int>;

struct Equation {
  std::vector<Labels> operands;
  Labels output;
};

char letter(int label);

/// errors  Error as einsum
Equation parse(std::string_view text, TensorList operands);

}  // namespace facula::einsums
