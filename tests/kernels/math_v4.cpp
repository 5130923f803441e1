// Compiled with FACULA_ISA=isa_v4 and that level's flags (cmake/Tests.cmake).

#include "math_loops.h"

const MathCases* math_cases_v4() { return &all; }
