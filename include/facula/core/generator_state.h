#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>

#include "facula/core/generator.h"
#include "facula/core/mt19937.h"

namespace facula {

/// Base of every device's generator state; counted by the `Generator` handles on it.
struct GeneratorState {
  explicit GeneratorState(bool on_cpu = false) : is_cpu(on_cpu) {}
  GeneratorState(const GeneratorState&) = delete;
  GeneratorState& operator=(const GeneratorState&) = delete;
  virtual ~GeneratorState() = default;

  virtual void set_current_seed(std::uint64_t seed) = 0;
  virtual std::uint64_t current_seed() const = 0;
  /// A new state that continues the same stream.
  virtual GeneratorState* clone() const = 0;

  const bool is_cpu;  ///< true exactly for CPUGeneratorState
  std::mutex mutex;
  std::atomic<std::uint32_t> references{0};
};

/// The CPU generator. Normal variates come in pairs; the second waits here for the next call.
struct CPUGeneratorState final : GeneratorState {
  /// Bytes of a saved state, laid out as PyTorch's `torch.get_rng_state()`.
  static constexpr std::size_t byte_size = 5056;

  explicit CPUGeneratorState(std::uint64_t seed_value = default_rng_seed)
      : GeneratorState(true), engine(seed_value), seed(seed_value) {}

  void set_current_seed(std::uint64_t seed_value) override;
  std::uint64_t current_seed() const override { return seed; }
  CPUGeneratorState* clone() const override;

  /// Writes the state into `bytes[byte_size]`; PyTorch's `torch.set_rng_state` accepts it.
  void save(unsigned char* bytes) const;
  /// Reads what `save` or PyTorch wrote. Returns false and changes nothing if the bytes are no valid state.
  bool load(const unsigned char* bytes, std::size_t size);

  Mt19937 engine;
  std::uint64_t seed;
  std::optional<float> next_float_normal;
  std::optional<double> next_double_normal;
};

/// The CPU state behind `generator`, or behind the default generator if `generator` is undefined.
/// Returns null if it is another device's.
CPUGeneratorState* cpu_state(const Generator& generator);

}  // namespace facula
