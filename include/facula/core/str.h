#pragma once
// Text of anything that std::ostream prints. Not for the library's own headers: <sstream> is slow to compile.
#include <sstream>
#include <string>

#include "facula/core/dtype.h"

namespace facula {

/// The arguments' text, one after another (c10::str).
template <class... Args>
std::string str(const Args&... args) {
  std::ostringstream os;
  (os << ... << args);
  return os.str();
}
inline std::string str() { return {}; }
inline std::string str(const std::string& s) { return s; }
inline std::string str(const char* s) { return s; }

/// The values' text with `between` between them (c10::Join).
template <class Values>
std::string Join(const std::string& between, const Values& values) {
  std::ostringstream os;
  bool first = true;
  for (const auto& v : values) {
    if (!first) os << between;
    os << v;
    first = false;
  }
  return os.str();
}

namespace detail {

// The message of a check: its own parts, or the default where there are none.
inline std::string check_message(const char* standard) { return standard; }
template <class... Args>
std::string check_message(const char*, const Args&... args) {
  return str(args...);
}

// The C++ type of a dtype.
template <ScalarType>
struct CppType;
#define FACULA_TYPE_OF(T)       \
  template <>                   \
  struct CppType<dtype_of<T>> { \
    using type = T;             \
  };
FACULA_TYPE_OF(uint8_t)
FACULA_TYPE_OF(int8_t)
FACULA_TYPE_OF(int16_t)
FACULA_TYPE_OF(int32_t)
FACULA_TYPE_OF(int64_t)
FACULA_TYPE_OF(Half)
FACULA_TYPE_OF(BFloat16)
FACULA_TYPE_OF(float)
FACULA_TYPE_OF(double)
FACULA_TYPE_OF(complex<float>)
FACULA_TYPE_OF(complex<double>)
FACULA_TYPE_OF(bool)
#undef FACULA_TYPE_OF
template <ScalarType T>
using cpp_type = typename CppType<T>::type;

}  // namespace detail
}  // namespace facula
