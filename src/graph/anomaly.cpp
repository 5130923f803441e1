#include "facula/graph/anomaly_mode.h"

#include <cxxabi.h>
#include <dlfcn.h>
#include <execinfo.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "facula/core/warning.h"
#include "graph/extras.h"

namespace facula {

namespace {
std::atomic<bool> enabled{false}, check_nan_too{true};

std::string demangled(const char* name) {
  int status = 0;
  char* text = abi::__cxa_demangle(name, nullptr, nullptr, &status);
  std::string s = status == 0 ? text : name;
  std::free(text);
  return s;
}

// "#2 facula::mul(...) + 0x1f (libfacula.so+0x1234)": the offset is what addr2line takes.
std::string frame_text(int number, const void* address) {
  char place[64];
  Dl_info info{};
  std::string s = "#" + std::to_string(number) + " ";
  if (!dladdr(address, &info) || !info.dli_fname) {
    std::snprintf(place, sizeof place, "%p", address);
    return s + place;
  }
  const auto at = reinterpret_cast<uintptr_t>(address);
  if (info.dli_sname) {
    std::snprintf(place, sizeof place, " + 0x%zx",
                  static_cast<size_t>(at - reinterpret_cast<uintptr_t>(info.dli_saddr)));
    s += demangled(info.dli_sname) + place + " ";
  }
  std::snprintf(place, sizeof place, "+0x%zx)",
                static_cast<size_t>(at - reinterpret_cast<uintptr_t>(info.dli_fbase)));
  return s + "(" + info.dli_fname + place;
}
}  // namespace

bool graph::anomaly_enabled() { return enabled.load(std::memory_order_relaxed); }
bool AnomalyMode::is_enabled() { return enabled; }
bool AnomalyMode::should_check_nan() { return check_nan_too; }
void AnomalyMode::set_enabled(bool on, bool check_nan) {
  enabled = on;
  check_nan_too = check_nan;
}

DetectAnomalyGuard::DetectAnomalyGuard(bool check_nan)
    : enabled_before_(enabled), check_before_(check_nan_too) {
  static std::atomic<bool> warned{false};
  if (!warned.exchange(true) || Warning::get_warnAlways())
    FACULA_WARN(
        "This mode should be enabled only for debugging as the different tests will slow down your program "
        "execution.");
  AnomalyMode::set_enabled(true, check_nan);
}
DetectAnomalyGuard::~DetectAnomalyGuard() { AnomalyMode::set_enabled(enabled_before_, check_before_); }

struct AnomalyMetadata::Stack {
  static constexpr int kDepth = 64;
  void* frames[kDepth];
  int depth = 0;
};

AnomalyMetadata::AnomalyMetadata() = default;
AnomalyMetadata::~AnomalyMetadata() = default;

void AnomalyMetadata::store_stack() {
  stack_ = detail::Owned<Stack>(new Stack());
  stack_->depth = backtrace(stack_->frames, Stack::kDepth);
}

std::string AnomalyMetadata::traceback() const {
  std::string s;
  constexpr int kSkip = 3;  // this file's and the node's constructors
  for (int i = kSkip; stack_ && i < stack_->depth; ++i) s += frame_text(i - kSkip, stack_->frames[i]) + "\n";
  return s;
}

void AnomalyMetadata::print_stack(const std::string& current_node_name) {
  FACULA_WARN("Error detected in ", current_node_name, ". Traceback of forward call that caused the error:\n",
              traceback());
  for (intrusive_ptr<Node> p = parent_; p;) {
    AnomalyMetadata* of_parent = p->metadata();
    FACULA_WARN("\n\nPrevious calculation was induced by ", p->name(),
                ". Traceback of forward call that induced the previous calculation:\n",
                of_parent ? of_parent->traceback() : std::string("(recorded outside of anomaly mode)\n"));
    p = of_parent ? of_parent->parent_ : nullptr;
  }
}

void AnomalyMetadata::assign_parent(const intrusive_ptr<Node>& parent_node) { parent_ = parent_node; }

}  // namespace facula
