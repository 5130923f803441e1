#pragma once
// Tensors and what goes with them.
#include "torch/macros.h"
#include "torch/namespaces.h"
