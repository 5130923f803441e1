#pragma once
// Whether ops are recorded: per thread, switched by guards.

namespace facula {

/// The thread's switch for recording (c10::GradMode).
struct GradMode {
  static bool is_enabled();
  static void set_enabled(bool on);
};

/// Sets recording on or off for a scope.
class AutoGradMode {
 public:
  explicit AutoGradMode(bool on) : before_(GradMode::is_enabled()) { GradMode::set_enabled(on); }
  AutoGradMode(const AutoGradMode&) = delete;
  AutoGradMode& operator=(const AutoGradMode&) = delete;
  ~AutoGradMode() { GradMode::set_enabled(before_); }

 private:
  bool before_;
};

/// Nothing is recorded in this scope.
class NoGradGuard : public AutoGradMode {
 public:
  NoGradGuard() : AutoGradMode(false) {}
};

/// Nothing is recorded in this scope, and its tensors are inference tensors, which can never be.
class InferenceMode {
 public:
  explicit InferenceMode(bool on = true);
  InferenceMode(const InferenceMode&) = delete;
  InferenceMode& operator=(const InferenceMode&) = delete;
  ~InferenceMode();
  static bool is_enabled();

 private:
  bool grad_before_, inference_before_;
};

}  // namespace facula
