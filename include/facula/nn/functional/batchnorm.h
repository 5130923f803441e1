#pragma once
// Batch norm.
#include "facula/nn/functional/normalization.h"
