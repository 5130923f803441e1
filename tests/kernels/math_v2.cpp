// Compiled with FACULA_ISA=isa_v2 and that level's flags (cmake/Tests.cmake).

#include "math_loops.h"

const MathCases* math_cases_v2() { return &all; }
