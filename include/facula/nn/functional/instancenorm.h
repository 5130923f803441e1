#pragma once
// Instance norm.
#include "facula/nn/functional/normalization.h"
