#pragma once
// The warnings of a scope.
#include <string>
#include <vector>

#include "facula/core/warning.h"

namespace facula::test {

/// Collects what is warned of on this thread while it lives.
class WarningCapture : public WarningHandler {
 public:
  WarningCapture() : before_(Warning::get_warning_handler()) { Warning::set_warning_handler(this); }
  WarningCapture(const WarningCapture&) = delete;
  WarningCapture& operator=(const WarningCapture&) = delete;
  ~WarningCapture() override { Warning::set_warning_handler(before_); }
  void process(const SourceLocation&, const std::string& message, bool) override {
    messages.push_back(message);
  }
  /// How many of them say `part`.
  int count(const std::string& part) const {
    int n = 0;
    for (const std::string& m : messages) n += m.find(part) != std::string::npos;
    return n;
  }
  std::vector<std::string> messages;

 private:
  WarningHandler* before_;
};

}  // namespace facula::test
