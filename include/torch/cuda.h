#pragma once
// Part of libtorch's tree of headers.
#include "facula/cuda/cuda.h"
#include "torch/types.h"
