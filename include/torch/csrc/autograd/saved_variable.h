#pragma once
// Part of libtorch's tree of headers.
#include "facula/autograd/saved_variable.h"
#include "torch/types.h"
