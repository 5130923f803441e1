#pragma once

#include <string>

#include "io/pickle.h"

namespace facula::io {

/// Refuses what would make a plain recursion over the values endless, too deep or too long, and keys that
/// occur twice in a dict.
void inspect_pickle(const PickleValue* root, const std::string& what, const Pickle::Limits& limits);

}  // namespace facula::io
