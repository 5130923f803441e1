#pragma once
// Part of libtorch's tree of headers.
#include "facula/io/tempfile.h"
#include "torch/types.h"
