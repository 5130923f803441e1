#pragma once
// Everything; TorchScript itself is not offered: torch::jit::load() throws and says so.
#include "facula/jit/script.h"
#include "torch/all.h"
