#include "facula/core/generator.h"

#include <cstring>
#include <random>

#include "facula/core/generator_state.h"

namespace facula {
namespace {

// Offsets of the fields in a saved state: a 64-bit seed, the position, 624 words of 64 bits each, then the
// normals. PyTorch inherited this from Lua Torch; little-endian like every platform Facula runs on.
constexpr std::size_t kSeedAt = 0;
constexpr std::size_t kLeftAt = 8;
constexpr std::size_t kSeededAt = 12;
constexpr std::size_t kNextAt = 16;
constexpr std::size_t kWordsAt = 24;
constexpr std::size_t kDoubleNormalAt = kWordsAt + 8 * Mt19937::state_size + 8;
constexpr std::size_t kHasDoubleNormalAt = kDoubleNormalAt + 16;
constexpr std::size_t kFloatNormalAt = kHasDoubleNormalAt + 8;
constexpr std::size_t kHasFloatNormalAt = kFloatNormalAt + 4;
constexpr std::size_t kLegacySize = kFloatNormalAt;
static_assert(kHasFloatNormalAt + 4 == CPUGeneratorState::byte_size);

template <class T>
void put(unsigned char* bytes, std::size_t at, T value) {
  std::memcpy(bytes + at, &value, sizeof value);
}

template <class T>
T get(const unsigned char* bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes + at, sizeof value);
  return value;
}

}  // namespace

Generator::Generator(GeneratorState* state) noexcept : state_(state) {
  if (state_) state_->references.fetch_add(1, std::memory_order_relaxed);
}

Generator::Generator(const Generator& other) noexcept : Generator(other.state_) {}

Generator::~Generator() {
  if (state_ && state_->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete state_;
}

void Generator::set_current_seed(std::uint64_t seed) { state_->set_current_seed(seed); }
std::uint64_t Generator::current_seed() const { return state_->current_seed(); }
std::mutex& Generator::mutex() const { return state_->mutex; }
Generator Generator::clone() const { return Generator(state_->clone()); }

std::uint64_t Generator::seed() {
  const std::uint64_t chosen = detail::nondeterministic_seed();
  state_->set_current_seed(chosen);
  return chosen;
}

namespace {
thread_local Generator* generator_here = nullptr;
}

Generator& default_cpu_generator() {
  if (generator_here) return *generator_here;
  // Leaked: it must outlive every static object that still draws at exit.
  static Generator* generator = new Generator(new CPUGeneratorState());
  return *generator;
}

namespace detail {
GeneratorHere::GeneratorHere(Generator& generator) : before_(generator_here) { generator_here = &generator; }
GeneratorHere::~GeneratorHere() { generator_here = before_; }
}  // namespace detail

Generator make_generator(std::uint64_t seed) { return Generator(new CPUGeneratorState(seed)); }

CPUGeneratorState* cpu_state(const Generator& generator) {
  const Generator& used = generator.defined() ? generator : default_cpu_generator();
  GeneratorState* state = used.unsafe_state();
  return state->is_cpu ? static_cast<CPUGeneratorState*>(state) : nullptr;
}

void CPUGeneratorState::set_current_seed(std::uint64_t seed_value) {
  engine.seed(seed_value);
  seed = seed_value;
  next_float_normal.reset();
  next_double_normal.reset();
}

CPUGeneratorState* CPUGeneratorState::clone() const {
  auto* copy = new CPUGeneratorState(seed);
  copy->engine = engine;
  copy->next_float_normal = next_float_normal;
  copy->next_double_normal = next_double_normal;
  return copy;
}

void CPUGeneratorState::save(unsigned char* bytes) const {
  std::memset(bytes, 0, byte_size);
  const Mt19937::Position position = engine.position();
  put<std::uint64_t>(bytes, kSeedAt, seed);
  put<std::uint32_t>(bytes, kLeftAt, position.left);
  put<std::uint32_t>(bytes, kSeededAt, 1);
  put<std::uint64_t>(bytes, kNextAt, position.next);
  for (std::size_t i = 0; i < Mt19937::state_size; ++i)
    put<std::uint64_t>(bytes, kWordsAt + 8 * i, engine.words()[i]);
  if (next_double_normal) {
    put<double>(bytes, kDoubleNormalAt, *next_double_normal);
    put<std::uint32_t>(bytes, kHasDoubleNormalAt, 1);
  }
  if (next_float_normal) {
    put<float>(bytes, kFloatNormalAt, *next_float_normal);
    put<unsigned char>(bytes, kHasFloatNormalAt, 1);
  }
}

bool CPUGeneratorState::load(const unsigned char* bytes, std::size_t size) {
  if (size != byte_size && size != kLegacySize) return false;
  std::uint32_t words[Mt19937::state_size];
  for (std::size_t i = 0; i < Mt19937::state_size; ++i)
    words[i] = static_cast<std::uint32_t>(get<std::uint64_t>(bytes, kWordsAt + 8 * i));
  const auto next = get<std::uint64_t>(bytes, kNextAt);
  const auto seeded = get<std::uint32_t>(bytes, kSeededAt);
  if (next > Mt19937::state_size || seeded != 1) return false;
  const auto left = get<std::uint32_t>(bytes, kLeftAt);
  if (!engine.restore(words, {left, static_cast<std::uint32_t>(next)})) return false;
  seed = get<std::uint64_t>(bytes, kSeedAt);
  next_double_normal.reset();
  next_float_normal.reset();
  if (get<std::uint32_t>(bytes, kHasDoubleNormalAt) != 0)
    next_double_normal = get<double>(bytes, kDoubleNormalAt);
  if (size == byte_size && bytes[kHasFloatNormalAt] != 0)
    next_float_normal = get<float>(bytes, kFloatNormalAt);
  return true;
}

namespace detail {

void manual_seed_cpu(std::uint64_t seed) {
  Generator& generator = default_cpu_generator();
  std::lock_guard<std::mutex> lock(generator.mutex());
  generator.set_current_seed(seed);
}

std::uint64_t nondeterministic_seed() {
  std::random_device device;
  const std::uint64_t bits = (static_cast<std::uint64_t>(device()) << 32) | device();
  return bits & ((1ULL << 53) - 1);
}

}  // namespace detail
}  // namespace facula
