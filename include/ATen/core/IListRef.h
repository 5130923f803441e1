#pragma once
// Part of libtorch's tree of headers.
#include "torch/types.h"
