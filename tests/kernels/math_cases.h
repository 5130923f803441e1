#pragma once

// The loops that math_test.cpp runs, one table per instruction set (math_v2.cpp, math_v3.cpp, math_v4.cpp).

#include <stdint.h>

struct UnaryCase {
  const char* name;
  void (*f32)(float*, const float*, int64_t);
  void (*f64)(double*, const double*, int64_t);
};
struct BinaryCase {
  const char* name;
  void (*f32)(float*, const float*, const float*, int64_t);
  void (*f64)(double*, const double*, const double*, int64_t);
};
struct MathCases {
  const UnaryCase* unary;
  int unary_count;
  const BinaryCase* binary;
  int binary_count;
};

const MathCases* math_cases_v2();
const MathCases* math_cases_v3();
const MathCases* math_cases_v4();
