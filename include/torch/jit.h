#pragma once
// TorchScript is not offered.
#include "torch/script.h"
