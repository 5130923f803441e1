#pragma once
// Python's torch.finfo: the spacing at one, the smallest normal and the largest number of a floating dtype.
#include "facula/core/dtype.h"

namespace facula::distributions {

inline double epsilon(ScalarType t) {
  return t == kDouble ? 0x1p-52 : t == kFloat ? 0x1p-23 : t == kHalf ? 0x1p-10 : 0x1p-7;
}
inline double smallest_normal(ScalarType t) {
  return t == kDouble ? 0x1p-1022 : t == kHalf ? 0x1p-14 : 0x1p-126;
}
inline double largest(ScalarType t) {
  return t == kDouble  ? 0x1.fffffffffffffp+1023
         : t == kFloat ? 0x1.fffffep+127
         : t == kHalf  ? 65504
                       : 0x1.fep+127;
}

}  // namespace facula::distributions
