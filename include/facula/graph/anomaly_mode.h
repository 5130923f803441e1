#pragma once
// Anomaly mode: every node remembers where it was recorded, and gradients are searched for NaN.
#include <string>

#include "facula/core/owned.h"
#include "facula/graph/node.h"

namespace facula {

/// The process-wide switch. Nodes that are made while it is on note the stack of their op; backward() names
/// that place when the node fails, or gives NaN while `check_nan` is on.
struct AnomalyMode {
  static bool is_enabled();
  static bool should_check_nan();
  static void set_enabled(bool enabled, bool check_nan = true);
};

/// Anomaly mode for a scope, for all threads. Slow: for debugging only, as its first use warns.
class DetectAnomalyGuard {
 public:
  explicit DetectAnomalyGuard(bool check_nan = true);
  DetectAnomalyGuard(const DetectAnomalyGuard&) = delete;
  DetectAnomalyGuard& operator=(const DetectAnomalyGuard&) = delete;
  ~DetectAnomalyGuard();

 private:
  bool enabled_before_, check_before_;
};

/// Where a node was recorded, and the node of a backward pass that recorded it, if any.
struct AnomalyMetadata {
  AnomalyMetadata();
  AnomalyMetadata(const AnomalyMetadata&) = delete;
  AnomalyMetadata& operator=(const AnomalyMetadata&) = delete;
  virtual ~AnomalyMetadata();
  /// Notes the stack as it is now.
  virtual void store_stack();
  /// Warns "Error detected in NODE. Traceback of forward call that caused the error: ...", and so on for the
  /// nodes that induced it.
  virtual void print_stack(const std::string& current_node_name);
  virtual void assign_parent(const intrusive_ptr<Node>& parent_node);
  /// The noted stack as text, innermost call first.
  std::string traceback() const;
  const intrusive_ptr<Node>& parent() const { return parent_; }

 private:
  struct Stack;
  facula::detail::Owned<Stack> stack_;
  intrusive_ptr<Node> parent_;
};

}  // namespace facula
