#pragma once
// Printing tensors. `std::cout << tensor` and Tensor::repr() are declared with Tensor.
#include "facula/core/tensor.h"

namespace facula {

/// As `os << t`, with matrices split into groups of columns that fit `linesize` characters.
std::ostream& print(std::ostream& os, const Tensor& t, int64_t linesize);
/// The same to standard output.
void print(const Tensor& t, int64_t linesize = 80);

}  // namespace facula
