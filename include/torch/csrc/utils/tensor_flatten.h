#pragma once
// Part of libtorch's tree of headers.
#include "facula/ops/cat.h"
#include "torch/types.h"

namespace torch {
namespace utils {
using facula::flatten_dense_tensors;
using facula::unflatten_dense_tensors;
}  // namespace utils
}  // namespace torch
