#pragma once
// Part of libtorch's tree of headers.
#include "facula/ops/special.h"
#include "torch/types.h"
