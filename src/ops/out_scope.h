#pragma once
// Around an `_out` form that computes its result apart: checks first, no graph inside, then the result is
// stored.
#include <initializer_list>

#include "facula/core/tensor.h"
#include "facula/graph/grad_mode.h"

namespace facula {

class OutScope {
 public:
  /// errors  Error when one of the outputs and inputs is part of a graph that is being recorded
  OutScope(const char* op, std::initializer_list<const Tensor*> tensors, TensorList more = {});
  /// out = result; out is resized when its shape is another.
  Tensor& store(Tensor& out, const Tensor& result) const;

 private:
  const char* op_;
  AutoGradMode off_;
};

}  // namespace facula
