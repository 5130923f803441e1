#include "facula/autograd/checkpoint.h"

#include <mutex>
#include <optional>

#include "facula/core/generator.h"
#include "facula/cuda/cuda.h"
#include "facula/graph/saved_hooks.h"

namespace facula::utils {
namespace {

// The generators as they are now, and the scope in which they are so again.
class RandomState {
 public:
  explicit RandomState(const variable_list& inputs) {
    {
      Generator& cpu = default_cpu_generator();
      const std::lock_guard<std::mutex> lock(cpu.mutex());
      cpu_ = cpu.clone();
    }
    for (const Tensor& t : inputs)
      if (t.defined() && t.is_cuda())
        cuda_.emplace_back(t.get_device(), cuda::default_generator(t.get_device()).clone());
  }

  class Again {
   public:
    explicit Again(const RandomState& s) : cpu_(s.cpu_.clone()), here_(cpu_) {
      for (const auto& [device, generator] : s.cuda_) {
        Generator& current = cuda::default_generator(device);
        before_.emplace_back(device, current);
        current = generator.clone();
      }
    }
    Again(const Again&) = delete;
    Again& operator=(const Again&) = delete;
    ~Again() {
      for (auto b = before_.rbegin(); b != before_.rend(); ++b) cuda::default_generator(b->first) = b->second;
    }

   private:
    Generator cpu_;
    facula::detail::GeneratorHere here_;
    std::vector<std::pair<int64_t, Generator>> before_;
  };

 private:
  Generator cpu_;
  std::vector<std::pair<int64_t, Generator>> cuda_;
};

// One checkpointed call: what it takes to run it again, and the values that came of doing so.
class Region : public std::enable_shared_from_this<Region> {
 public:
  Region(CheckpointFunction f, const variable_list& inputs, const CheckpointOptions& options)
      : f_(std::move(f)), inputs_(inputs) {
    if (options.preserve_rng_state) random_.emplace(inputs);
  }

  variable_list run() {
    const autograd::SavedTensorsHooks hooks(std::make_shared<Forget>(shared_from_this()));
    return f_(inputs_);
  }

 private:
  struct Item {
    DimVector sizes;
    ScalarType dtype;
    bool wanted = true;  // the graph still has it
    Tensor value;
  };

  // Stands for saved tensor `index`.
  struct Forgotten final : PackedTensor {
    Forgotten(std::shared_ptr<Region> r, size_t i) : region(std::move(r)), index(i) {}
    ~Forgotten() override { region->drop(index); }
    Tensor unpack() override { return region->value(index); }
    std::shared_ptr<Region> region;
    size_t index;
  };
  struct Forget final : SavedTensorHooks {
    explicit Forget(std::shared_ptr<Region> r) : region(std::move(r)) {}
    std::unique_ptr<PackedTensor> pack(const Tensor& t) override {
      region->items_.push_back(
          {DimVector(t.sizes().begin(), t.sizes().end()), t.scalar_type(), true, Tensor()});
      return std::make_unique<Forgotten>(region, region->items_.size() - 1);
    }
    std::shared_ptr<Region> region;
  };

  // The hooks of the second run: fills in the values, in the order of the first.
  struct Discarded final : PackedTensor {
    Tensor unpack() override {
      facula::detail::fail<Error>("You are calling backwards on a tensor that is never exposed.");
    }
  };
  struct Recall final : SavedTensorHooks {
    explicit Recall(Region* r) : region(r) {}
    std::unique_ptr<PackedTensor> pack(const Tensor& t) override {
      region->recall(next++, t);
      return std::make_unique<Discarded>();
    }
    Region* region;
    size_t next = 0;
  };

  void recall(size_t index, const Tensor& t) {
    if (index >= items_.size()) return;
    Item& item = items_[index];
    FACULA_CHECK(
        t.sizes() == IntArrayRef(item.sizes) && t.scalar_type() == item.dtype,
        "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than "
        "during the forward pass. tensor at position ",
        index, ": saved metadata: ", IntArrayRef(item.sizes), " ", item.dtype,
        ", recomputed metadata: ", t.sizes(), " ", t.scalar_type());
    if (item.wanted) item.value = t;
  }

  void run_again() {
    const auto recall = std::make_shared<Recall>(this);
    const AutoGradMode on(true);
    const autograd::SavedTensorsHooks hooks(recall);
    std::optional<RandomState::Again> random;
    if (random_) random.emplace(*random_);
    f_(inputs_);
    FACULA_CHECK(
        recall->next == items_.size(),
        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and "
        "recomputation. Number of tensors saved during forward: ",
        items_.size(), ". Number of tensors saved during recomputation: ", recall->next, ".");
  }

  Tensor value(size_t index) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!items_[index].value.defined()) run_again();
    return std::move(items_[index].value);  // kept no longer than needed
  }

  void drop(size_t index) {
    items_[index].wanted = false;
    items_[index].value = Tensor();
  }

  CheckpointFunction f_;
  variable_list inputs_;
  std::optional<RandomState> random_;
  std::vector<Item> items_;
  std::mutex mutex_;
};

}  // namespace

variable_list checkpoint(CheckpointFunction f, const variable_list& inputs, CheckpointOptions options) {
  if (!GradMode::is_enabled()) return f(inputs);
  return std::make_shared<Region>(std::move(f), inputs, options)->run();
}

Tensor checkpoint(std::function<Tensor(const Tensor&)> f, const Tensor& input, CheckpointOptions options) {
  const auto list = [f = std::move(f)](const variable_list& x) { return variable_list{f(x[0])}; };
  return checkpoint(CheckpointFunction(list), variable_list{input}, options)[0];
}

Tensor checkpoint_sequential(std::vector<std::function<Tensor(const Tensor&)>> functions, int64_t segments,
                             Tensor input, CheckpointOptions options) {
  const auto count = static_cast<int64_t>(functions.size());
  FACULA_CHECK_AS(ValueError, segments >= 1 && segments <= count,
                  "checkpoint_sequential: segments must be in [1, ", count,
                  "], the number of functions, but got ", segments);
  const auto all =
      std::make_shared<const std::vector<std::function<Tensor(const Tensor&)>>>(std::move(functions));
  const auto part = [all](int64_t from, int64_t to) {
    return [all, from, to](const Tensor& x) {
      Tensor y = x;
      for (int64_t i = from; i < to; ++i) y = (*all)[static_cast<size_t>(i)](y);
      return y;
    };
  };
  const int64_t length = count / segments;
  for (int64_t s = 0; s + 1 < segments; ++s)
    input = checkpoint(part(s * length, (s + 1) * length), input, options);
  return part((segments - 1) * length, count)(input);
}

}  // namespace facula::utils
