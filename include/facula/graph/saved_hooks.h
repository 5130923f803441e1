#pragma once
// Saved-tensor hooks: what takes the place of the tensors that the graph keeps for its backward pass.
#include <memory>
#include <string>
#include <utility>

#include "facula/core/owned.h"
#include "facula/graph/node.h"

namespace facula {

/// What a pack hook made of a saved tensor.
struct PackedTensor {
  virtual ~PackedTensor() = default;
  /// The tensor again. May be called more than once.
  virtual Tensor unpack() = 0;
};

/// A pair of hooks. `pack` may keep the tensor it is given, which has no history, but must not change it.
struct SavedTensorHooks {
  virtual ~SavedTensorHooks() = default;
  virtual std::unique_ptr<PackedTensor> pack(const Tensor& saved) = 0;
};

namespace graph {
struct SavedHooksFrame;
/// Throws that `t` was changed in place after `reader` had saved it at version `expected`.
[[noreturn]] void fail_changed(const Tensor& t, uint32_t expected, const Node* reader);

template <class Pack, class Unpack>
class HookPair final : public SavedTensorHooks {
 public:
  HookPair(Pack pack, Unpack unpack)
      : pack_(std::move(pack)), unpack_(std::make_shared<Unpack>(std::move(unpack))) {}
  std::unique_ptr<PackedTensor> pack(const Tensor& saved) override {
    auto packed = std::make_unique<Value>();
    packed->value = std::make_unique<Kept>(pack_(saved));
    packed->back = unpack_;
    if constexpr (std::is_same_v<Kept, Tensor>)
      if (packed->value->defined()) packed->version = packed->value->unsafeGetTensorImpl()->version();
    return packed;
  }

 private:
  using Kept = std::decay_t<decltype(std::declval<Pack&>()(std::declval<const Tensor&>()))>;
  struct Value final : PackedTensor {
    Tensor unpack() override {
      if constexpr (std::is_same_v<Kept, Tensor>)
        if (value->defined() && value->unsafeGetTensorImpl()->version() != version)
          fail_changed(*value, version, nullptr);
      return (*back)(*value);
    }
    std::unique_ptr<Kept> value;
    std::shared_ptr<Unpack> back;
    uint32_t version = 0;  // of a tensor
  };
  Pack pack_;
  std::shared_ptr<Unpack> unpack_;
};
}  // namespace graph

namespace autograd {

/// In its scope, on its thread, every tensor that is saved for backward goes through `pack(tensor)`, which
/// returns a value of any type, and comes back through `unpack(value)` when backward needs it
/// (torch.autograd.graph.saved_tensors_hooks). The innermost guard counts.
/// errors  Error from the op when `pack` changes its argument in place, and where hooks are disabled
class SavedTensorsHooks {
 public:
  template <class Pack, class Unpack>
  SavedTensorsHooks(Pack pack, Unpack unpack)
      : SavedTensorsHooks(
            std::make_shared<graph::HookPair<Pack, Unpack>>(std::move(pack), std::move(unpack))) {}
  explicit SavedTensorsHooks(std::shared_ptr<SavedTensorHooks> hooks);
  SavedTensorsHooks(const SavedTensorsHooks&) = delete;
  SavedTensorsHooks& operator=(const SavedTensorsHooks&) = delete;
  ~SavedTensorsHooks();

 private:
  facula::detail::Owned<graph::SavedHooksFrame> frame_;
};

/// Keeps saved tensors in the CPU's memory until they are needed (torch.autograd.graph.save_on_cpu); with
/// `pin_memory` in page-locked memory, where there is a CUDA device.
class SaveOnCpu {
 public:
  explicit SaveOnCpu(bool pin_memory = false);

 private:
  SavedTensorsHooks hooks_;
};

/// In its scope, making a SavedTensorsHooks throws `error_message`.
class DisableSavedTensorsHooks {
 public:
  explicit DisableSavedTensorsHooks(std::string error_message);
  DisableSavedTensorsHooks(const DisableSavedTensorsHooks&) = delete;
  DisableSavedTensorsHooks& operator=(const DisableSavedTensorsHooks&) = delete;
  ~DisableSavedTensorsHooks();

 private:
  facula::detail::Owned<graph::SavedHooksFrame> frame_;
};

}  // namespace autograd
}  // namespace facula
