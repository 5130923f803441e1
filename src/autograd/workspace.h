#pragma once
// The tables of one run of the engine. A thread keeps them for its next run, so that a small backward pass
// allocates nothing.
#include <algorithm>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "facula/graph/node.h"

namespace facula::autograd {

/// What the engine knows of a node during one run.
struct Visit {
  Node* node;
  uint32_t waiting;       // edges into the node that have not delivered yet
  uint32_t next_child;    // progress of the depth-first search
  uint32_t buffer;        // index of its first incoming gradient in the buffers
  uint32_t first_child;   // index of its edges' visits in `children`
  bool seen = false;      // by the search
  bool needed = false;    // leads to something that wants a gradient
  bool runs = true;       // must be evaluated (an input that is only captured is not)
  bool is_input = false;  // somebody asks for the gradient that arrives here
};

constexpr uint32_t kNoChild = ~0u;

class Workspace {
 public:
  std::vector<Visit> visits;
  std::vector<uint32_t> children;  // for each edge of a visited node the visit it leads to
  std::vector<Tensor> buffers;
  std::vector<std::pair<uint64_t, uint32_t>> ready;  // heap: the latest recorded node first
  std::vector<uint32_t> stack;
  std::vector<Tensor> out;
  std::unique_ptr<bool[]> needed;

  /// The visit of `n`, made if it is new.
  uint32_t visit(Node* n) {
    if ((visits.size() + 1) * 2 > slots_.size()) grow();
    size_t i = hash(n);
    for (; slots_[i].run == run_; i = (i + 1) & mask_)
      if (visits[slots_[i].visit].node == n) return slots_[i].visit;
    const auto fresh = static_cast<uint32_t>(visits.size());
    visits.push_back({n, 0, 0, 0, 0});
    slots_[i] = {run_, fresh};
    return fresh;
  }

  void clear() {
    visits.clear();
    children.clear();
    buffers.clear();
    ready.clear();
    stack.clear();
    if (++run_ == 0) slots_.assign(slots_.size(), Slot{}), run_ = 1;
  }
  /// Whether it is worth keeping: one huge graph shall not hold its memory for ever.
  bool small() const { return visits.capacity() <= 1u << 14; }

 private:
  // Open addressing: a lookup is a multiplication and, nearly always, one probe. Slots of earlier runs count
  // as empty.
  struct Slot {
    uint32_t run = 0, visit = 0;
  };
  size_t hash(const Node* n) const {
    return (reinterpret_cast<uintptr_t>(n) >> 6) * 0x9E3779B97F4A7C15ull >> shift_;
  }
  void grow() {
    const size_t n = slots_.empty() ? 64 : slots_.size() * 2;
    slots_.assign(n, Slot{});
    mask_ = n - 1;
    shift_ = 64;
    for (size_t m = n; m > 1; m >>= 1) --shift_;
    for (uint32_t k = 0; k < visits.size(); ++k) {
      size_t i = hash(visits[k].node);
      while (slots_[i].run == run_) i = (i + 1) & mask_;
      slots_[i] = {run_, k};
    }
  }

  std::vector<Slot> slots_;
  size_t mask_ = 0;
  int shift_ = 64;
  uint32_t run_ = 1;
};

/// A workspace for one run: the thread's spare one, or a new one inside another run.
class WorkspaceLease {
 public:
  WorkspaceLease() : w_(spare() ? std::move(spare()) : std::make_unique<Workspace>()) {}
  WorkspaceLease(const WorkspaceLease&) = delete;
  WorkspaceLease& operator=(const WorkspaceLease&) = delete;
  ~WorkspaceLease() {
    w_->clear();
    std::fill(w_->out.begin(), w_->out.end(), Tensor());
    if (w_->small()) spare() = std::move(w_);
  }
  Workspace& operator*() const { return *w_; }

 private:
  static std::unique_ptr<Workspace>& spare() {
    static thread_local std::unique_ptr<Workspace> kept;
    return kept;
  }
  std::unique_ptr<Workspace> w_;
};

}  // namespace facula::autograd
