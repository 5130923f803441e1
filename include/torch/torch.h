#pragma once
// Everything.
#include "torch/all.h"
