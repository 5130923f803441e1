#pragma once
// Exceptions of the library and the check macro that throws them.
#include <cstdint>
#include <exception>
#include <string>
#include <string_view>
#include <utility>

namespace facula {

/// Base of everything the library throws. Messages follow PyTorch's wording where it has one and name
/// the op with the offending shapes, dtypes or devices. Known to libtorch programs as c10::Error.
class Error : public std::exception {
 public:
  explicit Error(std::string message) : message_(std::move(message)) {}
  const char* what() const noexcept override { return message_.c_str(); }
  const char* what_without_backtrace() const noexcept { return message_.c_str(); }
  const std::string& msg() const noexcept { return message_; }

 private:
  std::string message_;
};

/// An index or a dimension outside its range.
class IndexError : public Error {
 public:
  using Error::Error;
};
/// A value that an argument may not take.
class ValueError : public Error {
 public:
  using Error::Error;
};
/// An argument of the wrong dtype or kind.
class TypeError : public Error {
 public:
  using Error::Error;
};
/// An operation that does not exist for this dtype, device or option.
class NotImplementedError : public Error {
 public:
  using Error::Error;
};
/// Memory could not be had.
class OutOfMemoryError : public Error {
 public:
  using Error::Error;
};
/// A linear-algebra routine met a singular or otherwise unfit matrix.
class LinAlgError : public Error {
 public:
  using Error::Error;
};

// What messages are made of. Types of this namespace add overloads beside their definitions.
inline void append_text(std::string& s, std::string_view v) { s.append(v.data(), v.size()); }
inline void append_text(std::string& s, const std::string& v) { s += v; }
inline void append_text(std::string& s, const char* v) { s += v; }
inline void append_text(std::string& s, char v) { s += v; }
inline void append_text(std::string& s, bool v) { s += v ? "true" : "false"; }
inline void append_text(std::string& s, int v) { s += std::to_string(v); }
inline void append_text(std::string& s, unsigned v) { s += std::to_string(v); }
inline void append_text(std::string& s, long v) { s += std::to_string(v); }
inline void append_text(std::string& s, unsigned long v) { s += std::to_string(v); }
inline void append_text(std::string& s, long long v) { s += std::to_string(v); }
inline void append_text(std::string& s, unsigned long long v) { s += std::to_string(v); }
void append_text(std::string& s, double v);  // shortest form that std::ostream would print
inline void append_text(std::string& s, float v) { append_text(s, static_cast<double>(v)); }

namespace detail {

template <class... Args>
std::string concat(const Args&... args) {
  std::string s;
  (append_text(s, args), ...);
  return s;
}

// Throwing sits out of line so that a check costs its caller one compare and one call.
template <class E, class... Args>
[[noreturn]] __attribute__((noinline, cold)) void fail(const Args&... args) {
  throw E(concat(args...));
}

}  // namespace detail
}  // namespace facula

/// Throws facula::Error with the concatenated parts unless `cond` holds.
#define FACULA_CHECK(cond, ...) FACULA_CHECK_AS(::facula::Error, cond, __VA_ARGS__)
/// The same with the exception's type as first argument.
#define FACULA_CHECK_AS(type, cond, ...)                                         \
  do {                                                                           \
    if (__builtin_expect(!(cond), 0)) ::facula::detail::fail<type>(__VA_ARGS__); \
  } while (0)
