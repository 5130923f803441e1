#pragma once
// irange.
#include "facula/core/irange.h"
#include "torch/types.h"
