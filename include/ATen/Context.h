#pragma once
// Part of libtorch's tree of headers.
#include "facula/cuda/context.h"
#include "torch/types.h"
