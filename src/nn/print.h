#pragma once
// What pretty_print() needs.
#include <ostream>

#include "facula/core/error.h"

namespace facula {
namespace nn {

/// Writes the parts without a space between them; numbers as std::ostream does, bools as words.
template <class... Args>
void print(std::ostream& stream, const Args&... parts) {
  stream << ::facula::detail::concat(parts...);
}
inline const char* inplace_suffix(bool inplace) { return inplace ? ", inplace=true" : ""; }

}  // namespace nn
}  // namespace facula
