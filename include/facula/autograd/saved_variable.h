#pragma once
// What a program's own node keeps of the forward pass.
#include <optional>

#include "facula/graph/node.h"
#include "facula/graph/saved_tensor.h"

namespace facula::autograd {

/// A variable kept for the backward pass: unpack() checks that it was not changed in place since. For an output of the
/// node itself (`is_output`) its history is left out, so that the node does not keep itself alive, and unpack() puts it
/// back.
class SavedVariable {
 public:
  SavedVariable() = default;
  SavedVariable(const Variable& variable, bool is_output, bool is_inplace_on_view = false);
  SavedVariable(SavedVariable&& o) noexcept { *this = std::move(o); }
  SavedVariable& operator=(SavedVariable&& o) noexcept;

  /// The variable; `saved_for` is the node that it was an output of.
  /// errors  Error when it was changed in place, after reset_data(), or for an output without `saved_for`
  Variable unpack(const intrusive_ptr<Node>& saved_for = {}) const;
  /// Lets go of it.
  void reset_data() { saved_.reset(); }

 private:
  std::optional<SavedTensor> saved_;
  uint32_t output_nr_ = 0;
  bool is_output_ = false, was_saved_ = false;
};

}  // namespace facula::autograd
