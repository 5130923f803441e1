#pragma once
// What few nodes have: hooks, and what anomaly mode noted.
#include <memory>
#include <mutex>
#include <vector>

#include "facula/graph/anomaly_mode.h"
#include "facula/graph/node.h"

namespace facula::graph {

template <class H>
struct Registered {
  unsigned id;
  std::shared_ptr<H> hook;
};

/// Lists are copied before their hooks are called, for a hook may add and remove others.
struct NodeExtras {
  std::mutex mutex;
  unsigned next_id = 0;
  std::vector<Registered<TensorHook>> tensor_hooks;  // those with `last` set stand last
  std::vector<Registered<FunctionPreHook>> pre;
  std::vector<Registered<FunctionPostHook>> post;
  std::unique_ptr<AnomalyMetadata> anomaly;

  template <class H>
  std::vector<Registered<H>> copy(const std::vector<Registered<H>>& list) {
    const std::lock_guard<std::mutex> lock(mutex);
    return list;
  }
};

/// Whether anomaly mode is on.
bool anomaly_enabled();

}  // namespace facula::graph
