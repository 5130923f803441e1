#pragma once
// Everything, with the standard headers that programs rely on.
#include <cmath>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "facula/core/irange.h"
#include "torch/types.h"
