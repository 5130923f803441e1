#pragma once
// The dtype sets that kernels/functor/list.h names, for every device's compiler.
#include <cstdint>

#include "facula/core/dtype.h"

namespace facula::dtype_lists {

template <class... T>
struct Types {};

using complex_float = facula::complex<float>;
using complex_double = facula::complex<double>;
using Float = Types<float, double>;
using Complex = Types<complex_float, complex_double>;
using FloatComplex = Types<float, double, complex_float, complex_double>;
using Real = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double>;
using RealBool = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, bool>;
/// FloatComplex, with complex loops compiled once: they gain nothing from vectors.
struct FloatRareComplex : FloatComplex {};
using Whole = Types<uint8_t, int8_t, int16_t, int32_t, int64_t>;
using Integral = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, bool>;
using Number =
    Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, complex_float, complex_double>;
using All =
    Types<uint8_t, int8_t, int16_t, int32_t, int64_t, float, double, complex_float, complex_double, bool>;
/// All, and the half types: what elements can be.
using Every = Types<uint8_t, int8_t, int16_t, int32_t, int64_t, Half, float, double, complex_float,
                    complex_double, bool, BFloat16>;

}  // namespace facula::dtype_lists
