#pragma once
// Derivatives of functions as a whole (torch.autograd.functional).
#include <functional>
#include <utility>
#include <vector>

#include "facula/autograd/autograd.h"

namespace facula {
namespace autograd {

/// A function of several tensors, of one, and of one with a one-element result.
using MultiFunction = std::function<variable_list(const variable_list&)>;
using SingleFunction = std::function<Tensor(const Tensor&)>;

/// With `create_graph` the results can be differentiated again, also with respect to `inputs` themselves.
/// With `strict` an output that does not depend on an input is an error; otherwise its derivative is zero.
struct FunctionalOptions {
  bool create_graph = false;
  bool strict = false;
};

/// jacobian[i][j] = d outputs[i] / d inputs[j], of shape outputs[i].sizes() + inputs[j].sizes().
/// errors  Error as Python's: outputs without a graph, or independent of an input, under `strict`
std::vector<variable_list> jacobian(const MultiFunction& f, const variable_list& inputs,
                                    FunctionalOptions options = {});
Tensor jacobian(const SingleFunction& f, const Tensor& input, FunctionalOptions options = {});

/// hessian[i][j] = d^2 f / d inputs[i] d inputs[j], of a function with a one-element result.
/// errors  Error "The output of the function given to hessian should contain a single element"
std::vector<variable_list> hessian(const MultiFunction& f, const variable_list& inputs,
                                   FunctionalOptions options = {});
Tensor hessian(const SingleFunction& f, const Tensor& input, FunctionalOptions options = {});

/// f(inputs), and v^T J: the gradients of the outputs weighted by `v` (which may be empty for a one-element
/// result).
std::pair<variable_list, variable_list> vjp(const MultiFunction& f, const variable_list& inputs,
                                            const variable_list& v = {}, FunctionalOptions options = {});
std::pair<Tensor, Tensor> vjp(const SingleFunction& f, const Tensor& input, const Tensor& v = Tensor(),
                              FunctionalOptions options = {});

/// f(inputs), and J v: the derivative of the outputs in the direction `v` (which may be empty for one-element
/// inputs). Found by differentiating v^T J by v.
std::pair<variable_list, variable_list> jvp(const MultiFunction& f, const variable_list& inputs,
                                            const variable_list& v = {}, FunctionalOptions options = {});
std::pair<Tensor, Tensor> jvp(const SingleFunction& f, const Tensor& input, const Tensor& v = Tensor(),
                              FunctionalOptions options = {});

/// f(inputs), and v^T H for the Hessian H of a function with a one-element result.
std::pair<Tensor, variable_list> vhp(const MultiFunction& f, const variable_list& inputs,
                                     const variable_list& v = {}, FunctionalOptions options = {});
std::pair<Tensor, Tensor> vhp(const SingleFunction& f, const Tensor& input, const Tensor& v = Tensor(),
                              FunctionalOptions options = {});

/// f(inputs), and H v; the same numbers as vhp() where the second derivatives commute.
std::pair<Tensor, variable_list> hvp(const MultiFunction& f, const variable_list& inputs,
                                     const variable_list& v = {}, FunctionalOptions options = {});
std::pair<Tensor, Tensor> hvp(const SingleFunction& f, const Tensor& input, const Tensor& v = Tensor(),
                              FunctionalOptions options = {});

}  // namespace autograd
}  // namespace facula
