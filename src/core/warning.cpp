#include "facula/core/warning.h"

#include <atomic>
#include <cstdio>

namespace facula {

void WarningHandler::process(const SourceLocation& where, const std::string& message, bool verbatim) {
  if (verbatim)
    std::fprintf(stderr, "[W] %s\n", message.c_str());
  else
    std::fprintf(stderr, "[W %s:%u] Warning: %s (function %s)\n", where.file, where.line, message.c_str(),
                 where.function);
}

namespace Warning {

namespace {
WarningHandler& default_handler() {
  static WarningHandler handler;
  return handler;
}
thread_local WarningHandler* current = nullptr;
std::atomic<bool> always{false};
}  // namespace

void warn(const SourceLocation& where, const std::string& message, bool verbatim) {
  get_warning_handler()->process(where, message, verbatim);
}
void set_warning_handler(WarningHandler* handler) noexcept { current = handler; }
WarningHandler* get_warning_handler() noexcept { return current ? current : &default_handler(); }
void set_warnAlways(bool on) noexcept { always = on; }
bool get_warnAlways() noexcept { return always; }

}  // namespace Warning
}  // namespace facula
