#pragma once
// FACULA_CHECK and facula::Error, from the core.
#if __has_include("facula/core/error.h")
#include "facula/core/error.h"
#else
#include <sstream>
#include <stdexcept>
namespace facula {
struct Error : std::runtime_error {
  using std::runtime_error::runtime_error;
};
template <class... P>
[[noreturn]] void shim_fail(const P&... p) {
  std::ostringstream s;
  (s << ... << p);
  throw Error(s.str());
}
}  // namespace facula
#define FACULA_CHECK(cond, ...)                    \
  do {                                             \
    if (!(cond)) ::facula::shim_fail(__VA_ARGS__); \
  } while (0)
#endif
