#pragma once

// Scalar functions for float and double that g++ vectorises when they stand in a plain loop, shared with
// nvcc. Error: at most 2 units in the last place (float) and 4 (double) over all arguments (lgamma, digamma:
// see there). Flags that the loops need: -O3 -fno-math-errno -fno-trapping-math -ffp-contract=fast, no
// -ffast-math. sin, cos, tan, fmod and remainder have branches for huge arguments: loops over them go through
// map.h.

#include "math_bits.h"
#include "math_poly.h"
#ifdef __CUDA_ARCH__
#include "math_device.h"
#else
#include "math_exp.h"
#include "math_inverse_trig.h"
#include "math_log.h"
#include "math_pow.h"
#include "math_special.h"
#include "math_trig.h"
#endif
#include "math_activation.h"
#include "math_divide.h"
