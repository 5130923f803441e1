#pragma once
// Warnings: handed to a handler that a program may replace, per thread (c10::Warning).
#include <cstdint>
#include <string>

#include "facula/core/error.h"

namespace facula {

/// Where a warning was given.
struct SourceLocation {
  const char* function;
  const char* file;
  uint32_t line;
};

/// Receives warnings. The base class writes "[W file:line] Warning: message" to stderr.
class WarningHandler {
 public:
  virtual ~WarningHandler() = default;
  virtual void process(const SourceLocation& where, const std::string& message, bool verbatim);
};

namespace Warning {

/// Hands the warning to the thread's handler.
void warn(const SourceLocation& where, const std::string& message, bool verbatim);
/// Sets the thread's handler; null brings the default back. The handler must outlive its use.
void set_warning_handler(WarningHandler* handler) noexcept;
WarningHandler* get_warning_handler() noexcept;
/// Whether FACULA_WARN_ONCE warns every time.
void set_warnAlways(bool on) noexcept;
bool get_warnAlways() noexcept;

/// Sets warnAlways for a scope.
struct WarnAlways {
  explicit WarnAlways(bool on = true) : before_(get_warnAlways()) { set_warnAlways(on); }
  WarnAlways(const WarnAlways&) = delete;
  WarnAlways& operator=(const WarnAlways&) = delete;
  ~WarnAlways() { set_warnAlways(before_); }

 private:
  bool before_;
};

}  // namespace Warning
}  // namespace facula

/// Warns with the concatenated parts.
#define FACULA_WARN(...)                                                         \
  ::facula::Warning::warn({__func__, __FILE__, static_cast<uint32_t>(__LINE__)}, \
                          ::facula::detail::concat(__VA_ARGS__), false)
