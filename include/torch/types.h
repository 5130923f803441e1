#pragma once
// Tensors and what goes with them.
#include "facula/core/intrusive_ptr_target.h"
#include "torch/macros.h"
#include "torch/namespaces.h"
