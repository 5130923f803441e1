#pragma once
// Part of libtorch's tree of headers.
#include "facula/core/variadic.h"
#include "torch/types.h"
