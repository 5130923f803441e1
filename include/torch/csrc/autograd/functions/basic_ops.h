#pragma once
// Part of libtorch's tree of headers.
#include "facula/autograd/basic_ops.h"
#include "torch/types.h"
