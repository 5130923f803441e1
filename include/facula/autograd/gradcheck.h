#pragma once
// Checking derivatives against differences of values.
#include <functional>

#include "facula/autograd/autograd.h"

namespace facula {
namespace autograd {

/// What a check perturbs by and tolerates; Python's defaults.
struct GradcheckOptions {
  double eps = 1e-6;
  double atol = 1e-5;
  double rtol = 1e-3;
  /// Throw an Error that names the first mismatch, rather than return false.
  bool raise_exception = true;
};

using GradcheckFunction = std::function<variable_list(const variable_list&)>;

/// Compares the gradients that backward() gives with central differences, for every element of every input
/// that requires grad and every output. Complex inputs are perturbed along both axes.
/// dtype   inputs should be float64 or complex128; of others it warns, for they fail by rounding alone
/// errors  Error "Jacobian mismatch for output 0 with respect to input 1, ..." with both Jacobians: rows are
///         numbers of the input, columns numbers of the output, a complex number counting as two
bool gradcheck(const GradcheckFunction& f, const variable_list& inputs, GradcheckOptions options = {});

/// The same for second derivatives: checks the gradients of the gradients of `f`, weighted by `grad_outputs`
/// (fixed pseudo-random weights when empty).
bool gradgradcheck(const GradcheckFunction& f, const variable_list& inputs,
                   const variable_list& grad_outputs = {}, GradcheckOptions options = {});

}  // namespace autograd
}  // namespace facula
