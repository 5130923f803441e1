#pragma once

#include <cstdint>
// Only the class itself: <mutex> would pull <chrono> into every program.
#if __has_include(<bits/std_mutex.h>)
#include <bits/std_mutex.h>
#else
#include <mutex>
#endif

namespace facula {

/// The seed a generator has before anybody seeds it; PyTorch's.
constexpr std::uint64_t default_rng_seed = 67280421310721ULL;

/// What a `Generator` refers to. The CPU's is `CPUGeneratorState` (generator_state.h);
/// a device backend derives its own.
struct GeneratorState;
class Tensor;

/// A random number generator: a cheap handle, copies of which share one state (libtorch: `at::Generator`).
/// A default-constructed one is undefined; functions given an undefined generator use the default one.
/// Drawing functions lock `mutex()` themselves, each for one whole tensor.
class Generator {
 public:
  Generator() noexcept = default;
  /// Takes over `state`, which counts its own references.
  explicit Generator(GeneratorState* state) noexcept;
  Generator(const Generator& other) noexcept;
  Generator(Generator&& other) noexcept : state_(other.state_) { other.state_ = nullptr; }
  Generator& operator=(Generator other) noexcept {
    GeneratorState* mine = state_;
    state_ = other.state_;
    other.state_ = mine;
    return *this;
  }
  ~Generator();

  bool defined() const noexcept { return state_ != nullptr; }
  explicit operator bool() const noexcept { return defined(); }
  bool operator==(const Generator& other) const noexcept { return state_ == other.state_; }
  bool operator!=(const Generator& other) const noexcept { return state_ != other.state_; }

  /// Restarts the stream; a normal variate kept for later is dropped. Lock `mutex()` if other threads draw.
  void set_current_seed(std::uint64_t seed);
  /// The seed last set.
  std::uint64_t current_seed() const;
  /// Restarts the stream from the operating system's randomness and returns the seed it chose.
  std::uint64_t seed();
  /// Guards the state.
  std::mutex& mutex() const;
  /// The CPU generator's state as 5056 bytes (uint8), laid out as PyTorch's torch.get_rng_state().
  Tensor get_state() const;
  /// Goes on from what get_state(), or PyTorch, gave.
  /// errors  TypeError: "RNG state must be a torch.ByteTensor"; Error: "Expected either a
  ///         CPUGeneratorImplStateLegacy of size 5048 or a CPUGeneratorImplState of size 5056 but found the input
  ///         RNG state size to be 3"
  void set_state(const Tensor& state);
  /// A new generator that goes on with the same numbers as this one, independently.
  Generator clone() const;

  /// The state behind the handle; null when undefined.
  GeneratorState* unsafe_state() const noexcept { return state_; }

 private:
  GeneratorState* state_ = nullptr;
};

/// The generator that CPU functions use when given none.
Generator& default_cpu_generator();

/// A new CPU generator (libtorch: `at::detail::createCPUGenerator`).
Generator make_generator(std::uint64_t seed = default_rng_seed);

namespace detail {
/// In its scope `generator` is this thread's default CPU generator. It must outlive the scope.
class GeneratorHere {
 public:
  explicit GeneratorHere(Generator& generator);
  GeneratorHere(const GeneratorHere&) = delete;
  GeneratorHere& operator=(const GeneratorHere&) = delete;
  ~GeneratorHere();

 private:
  Generator* before_;
};
/// Seeds the default CPU generator under its lock; the CPU half of `facula::manual_seed`.
void manual_seed_cpu(std::uint64_t seed);
/// A seed from the operating system, of 53 bits as in PyTorch.
std::uint64_t nondeterministic_seed();
}  // namespace detail

}  // namespace facula
