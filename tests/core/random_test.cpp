// CPU random streams against PyTorch's, bit for bit: tests/reference/random.txt, written by record_random.py.
#include "kernels/random_fill.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "cpu/random_simd.h"
#if __has_include("facula/core/half.h")
#include "facula/core/half.h"
#define HAVE_HALF 1
#else
#define HAVE_HALF 0
#endif

namespace facula {
namespace {

using random::State;
using Bytes = std::vector<unsigned char>;
using Draw = std::function<Bytes(std::size_t, State&)>;

constexpr std::size_t kSizes[] = {1, 2, 7, 15, 16, 17, 31, 100, 1000};

std::string hex(const unsigned char* little_endian, std::size_t size) {
  std::string text;
  for (std::size_t i = size; i-- > 0;) {
    text += "0123456789abcdef"[little_endian[i] >> 4];
    text += "0123456789abcdef"[little_endian[i] & 15];
  }
  return text;
}

std::string fnv(const Bytes& bytes) {
  std::uint64_t h = 0xcbf29ce484222325ULL;
  for (const unsigned char byte : bytes) h = (h ^ byte) * 0x100000001b3ULL;
  unsigned char raw[8];
  std::memcpy(raw, &h, 8);
  return hex(raw, 8);
}

std::string state_hash(const State& state) {
  Bytes bytes(State::byte_size);
  state.save(bytes.data());
  return fnv(bytes);
}

template <class T, class Fill>
Bytes drawn(std::size_t n, Fill fill) {
  Bytes bytes(n * sizeof(T));
  fill(reinterpret_cast<T*>(bytes.data()));
  return bytes;
}

/// i / 1024 * scale for i mod 1024, as the recording script's.
template <class T>
std::vector<T> ramp(std::size_t n, double scale = 1) {
  std::vector<T> values;
  for (std::size_t i = 0; i < n; ++i)
    values.push_back(random::detail::convert<T>(static_cast<double>(i % 1024) / 1024 * scale));
  return values;
}

class Cases {
 public:
  Cases() {
    add_float<float>("f32");
    add_float<double>("f64");
#if HAVE_HALF
    add_float<Half>("f16");
    add_float<BFloat16>("bf16");
    add_bernoulli_and_poisson<BFloat16>("bf16");
#endif
    add_integers<std::uint8_t>("u8");
    add_integers<std::int8_t>("i8");
    add_integers<std::int16_t>("i16");
    add_integers<std::int32_t>("i32");
    add_integers<std::int64_t>("i64");
    add_integers<bool>("bool");
    add_wide_integers();
    add_bernoulli_and_poisson<float>("f32");
    add_bernoulli_and_poisson<double>("f64");
    add_multinomial<float>("f32");
    add_multinomial<double>("f64");
    add<std::uint8_t>("dropout.u8",
                      [](auto* p, std::size_t n, State& s) { random::bernoulli_mask(p, n, 1 - 0.2, s); });
  }

  const Draw* find(const std::string& name) const {
    const auto found = draws_.find(name);
    return found == draws_.end() ? nullptr : &found->second;
  }

 private:
  template <class T, class Fill>
  void add(const std::string& name, Fill fill) {
    draws_[name] = [fill](std::size_t n, State& s) { return drawn<T>(n, [&](T* p) { fill(p, n, s); }); };
  }

  template <class T>
  void add_float(const std::string& d) {
    const auto uniform = [this, d](const std::string& name, double a, double b) {
      add<T>(name + d, [a, b](T* p, std::size_t n, State& s) {
        if constexpr (std::is_arithmetic_v<T>)
          random::uniform_fill(p, n, a, b, s);
        else
          random::uniform_half_fill(p, n, a, b, s);
      });
    };
    const auto normal = [this, d](const std::string& name, double a, double b) {
      add<T>(name + d, [a, b](T* p, std::size_t n, State& s) {
        if constexpr (std::is_arithmetic_v<T>)
          random::normal_fill(p, n, a, b, s);
        else
          random::normal_half_fill(p, n, a, b, s);
      });
    };
    uniform("uniform_0_1.", 0, 1);
    uniform("uniform_a_b.", -0.3, 1.7);
    normal("normal_0_1.", 0, 1);
    normal("normal_a_b.", 1.3, 0.7);
    add<T>("exponential." + d, [](T* p, std::size_t n, State& s) {
      if constexpr (std::is_arithmetic_v<T>)
        random::exponential_fill(p, n, 0.7, s);
      else
        random::exponential_convert(p, n, 0.7, s);
    });
    add<T>("geometric." + d, [](T* p, std::size_t n, State& s) { random::geometric_fill(p, n, 0.1, s); });
    add<T>("log_normal." + d,
           [](T* p, std::size_t n, State& s) { random::log_normal_fill(p, n, 0.2, 0.5, s); });
    add<T>("cauchy." + d, [](T* p, std::size_t n, State& s) { random::cauchy_fill(p, n, 1.3, 0.7, s); });
    add_integers<T>(d);
  }

  template <class T>
  void add_integers(const std::string& d) {
    add<T>("random." + d, [](T* p, std::size_t n, State& s) { random::random_full_fill(p, n, s); });
    add<T>("randint." + d, [](T* p, std::size_t n, State& s) { random::randint_fill(p, n, -3, 103, s); });
    add<T>("bernoulli." + d, [](T* p, std::size_t n, State& s) { random::bernoulli_fill(p, n, 0.3, s); });
  }

  void add_wide_integers() {
    using T = std::int64_t;
    add<T>("geometric_tiny.i64",
           [](T* p, std::size_t n, State& s) { random::geometric_fill(p, n, 1e-12, s); });
    add<T>("random_64.i64", [](T* p, std::size_t n, State& s) {
      random::randint_fill(p, n, std::numeric_limits<T>::min(), 0, s);
    });
    add<T>("randint_32.i64",
           [](T* p, std::size_t n, State& s) { random::randint_fill(p, n, 0, (1ULL << 32) - 1, s); });
    add<T>("randint_33.i64",
           [](T* p, std::size_t n, State& s) { random::randint_fill(p, n, 0, 1ULL << 32, s); });
    add<T>("randint_63.i64", [](T* p, std::size_t n, State& s) {
      random::randint_fill(p, n, -(T{1} << 62), (1ULL << 63) - 5, s);
    });
    add<T>("randperm.i64", [](T* p, std::size_t n, State& s) { random::randperm_fill(p, n, s); });
  }

  template <class T>
  void add_bernoulli_and_poisson(const std::string& d) {
    add<T>("bernoulli_tensor." + d,
           [](T* p, std::size_t n, State& s) { random::bernoulli_fill(p, ramp<T>(n).data(), n, s); });
    for (const int rate : {4, 64, 2048})
      add<T>("poisson_" + std::to_string(rate) + "." + d, [rate](T* p, std::size_t n, State& s) {
        random::poisson_fill(p, ramp<T>(n, rate).data(), n, s);
      });
  }

  template <class T>
  void add_multinomial(const std::string& d) {
    for (const bool replacement : {true, false})
      draws_[(replacement ? "multinomial_with." : "multinomial_without.") + d] = [=](std::size_t n,
                                                                                     State& s) {
        std::vector<T> weights;
        for (std::size_t i = 0; i < 3 * n; ++i) weights.push_back(static_cast<T>(i * 7919 % 101 + 1));
        const std::size_t samples = replacement ? 20 : std::min<std::size_t>(n, 20);
        return drawn<std::int64_t>(3 * samples, [&](std::int64_t* p) {
          if (replacement)
            random::multinomial_with_replacement(p, weights.data(), 3, n, samples, s);
          else
            random::multinomial_without_replacement(p, weights.data(), 3, n, samples, s);
        });
      };
  }

  std::map<std::string, Draw> draws_;
};

std::vector<std::vector<std::string>> recorded() {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/random.txt");
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    lines.emplace_back(std::istream_iterator<std::string>(words), std::istream_iterator<std::string>());
  }
  return lines;
}

TEST(Random, EveryFillDrawsPyTorchsBits) {
  const Cases cases;
  std::size_t compared = 0;
  for (const auto& line : recorded()) {
    if (line[0] == "sequence") continue;
    const Draw* draw = cases.find(line[0]);
#if !HAVE_HALF
    if (line[0].ends_with("f16")) continue;
#endif
    ASSERT_NE(draw, nullptr) << line[0];
    ASSERT_EQ(line.size(), 2 + std::size(kSizes) + 4 + 1) << line[0];
    SCOPED_TRACE(line[0] + " seed " + line[1]);
    State state;
    Bytes bytes;
    std::size_t at = 2;
    for (const std::size_t n : kSizes) {
      state.set_current_seed(std::stoull(line[1]));
      bytes = (*draw)(n, state);
      EXPECT_EQ(fnv(bytes), line[at++]) << "n = " << n;
    }
    const std::size_t item = line[at].size() / 2;
    for (std::size_t i = 0; i < 4; ++i)
      EXPECT_EQ(hex(bytes.data() + i * item, item), line[at++]) << "value " << i;
    EXPECT_EQ(state_hash(state), line[at]) << "generator state afterwards";
    ++compared;
  }
  EXPECT_GE(compared, HAVE_HALF ? 230U : 160U) << "tests/reference/random.txt is missing or short";
}

TEST(Random, AKeptNormalCarriesOverOtherDraws) {
  std::size_t compared = 0;
  for (const auto& line : recorded()) {
    if (line[0] != "sequence") continue;
    SCOPED_TRACE("seed " + line[1]);
    State s(std::stoull(line[1]));
    std::size_t at = 2;
    const auto step = [&](const Bytes& bytes) { EXPECT_EQ(fnv(bytes), line[at++]) << "call " << at - 3; };
    const auto normal = [&]<class T>(T, std::size_t n) {
      step(drawn<T>(n, [&](T* p) { random::normal_fill(p, n, 0, 1, s); }));
    };
    normal(0.0f, 3);
    step(drawn<float>(5, [&](float* p) { random::uniform_fill(p, 5, 0, 1, s); }));
    normal(0.0f, 20);
    step(drawn<std::int64_t>(7, [&](std::int64_t* p) { random::randint_fill(p, 7, 0, 10, s); }));
    normal(0.0, 1);
    normal(0.0f, 2);
    step(drawn<std::int64_t>(9, [&](std::int64_t* p) { random::randperm_fill(p, 9, s); }));
    step(drawn<float>(3, [&](float* p) { random::log_normal_fill(p, 3, 1, 2, s); }));
    step(drawn<double>(700, [&](double* p) { random::uniform_fill(p, 700, 0, 1, s); }));
    normal(0.0, 17);
    normal(0.0f, 5);
    step(drawn<float>(11, [&](float* p) { random::bernoulli_fill(p, 11, 0.5, s); }));
    step(drawn<float>(1, [&](float* p) { random::exponential_fill(p, 1, 1, s); }));
    normal(0.0f, 1);
    EXPECT_EQ(state_hash(s), line[at]);
    ++compared;
  }
  EXPECT_EQ(compared, 3U);
}

TEST(Random, TheVersionWithoutAvx2DrawsTheSameBits) {
  std::vector<float> fast(1 << 20), plain;
  State state(7);
  random::uniform_fill(fast.data(), fast.size(), 0, 1, state);
  fast[0] = fast[8] = 0;  // the ends of the range: log(1), and the largest uniform
  fast[1] = fast[9] = 1 - 0x1p-24f;
  plain = fast;
  random::simd::normal_blocks(fast.data(), fast.size(), 0.5f, 1.25f);
  random::simd::normal_blocks(plain.data(), plain.size(), 0.5f, 1.25f, true);
  EXPECT_EQ(std::memcmp(fast.data(), plain.data(), fast.size() * sizeof(float)), 0);

  std::vector<std::uint32_t> draws(1 << 16);
  state.engine.random(draws.data(), draws.size());
  random::simd::uniform_block(fast.data(), draws.data(), draws.size(), -0.3f, 2.1f);
  random::simd::uniform_block(plain.data(), draws.data(), draws.size(), -0.3f, 2.1f, true);
  EXPECT_EQ(std::memcmp(fast.data(), plain.data(), draws.size() * sizeof(float)), 0);
}

TEST(Random, EngineEqualsTheStandardOne) {
  Mt19937 single(1234), bulk(1234);
  std::mt19937 standard(1234);
  std::vector<std::uint32_t> block;
  for (std::size_t n = 0; n < 1500; n += 37) {  // pieces that start and end everywhere in the 624 words
    block.resize(n);
    bulk.random(block.data(), n);
    for (const std::uint32_t draw : block) {
      const auto expected = static_cast<std::uint32_t>(standard());
      ASSERT_EQ(draw, expected);
      ASSERT_EQ(single.random(), expected);
    }
    ASSERT_TRUE(single == bulk);
  }
  Mt19937 fork = single;
  EXPECT_EQ(fork.random64(), (static_cast<std::uint64_t>(bulk.random()) << 32) | bulk.random());
  EXPECT_TRUE(fork != single);
  EXPECT_TRUE(Mt19937((1ULL << 40) + 3) == Mt19937(3));
}

TEST(Random, StateGoesThroughBytes) {
  State a(99), b(1);
  float values[3];
  random::normal_fill(values, 3, 0, 1, a);  // leaves a kept normal
  Bytes bytes(State::byte_size);
  a.save(bytes.data());
  ASSERT_TRUE(b.load(bytes.data(), bytes.size()));
  EXPECT_TRUE(a.engine == b.engine);
  EXPECT_EQ(b.seed, 99U);
  EXPECT_EQ(a.next_double_normal, b.next_double_normal);

  EXPECT_FALSE(b.load(bytes.data(), bytes.size() - 1));
  bytes[8] ^= 1;  // `left` no longer fits `next`
  EXPECT_FALSE(b.load(bytes.data(), bytes.size()));
  EXPECT_TRUE(a.engine == b.engine) << "a failed load changed the state";
}

TEST(Random, GeneratorHandlesShareOneState) {
  EXPECT_EQ(make_generator().current_seed(), 67280421310721U);
  Generator a = make_generator(5);
  Generator b = a, c = a.clone();
  EXPECT_TRUE(a == b);
  EXPECT_TRUE(a != c);
  float x = 0, y = 0;
  random::uniform_fill(&x, 1, 0, 1, *cpu_state(b));
  random::uniform_fill(&y, 1, 0, 1, *cpu_state(c));
  EXPECT_EQ(x, y);
  EXPECT_TRUE(cpu_state(a)->engine == cpu_state(c)->engine);
  EXPECT_FALSE(Generator().defined());
  EXPECT_EQ(cpu_state(Generator()), cpu_state(default_cpu_generator()));

  random::normal_fill(&x, 1, 0, 1, *cpu_state(a));
  ASSERT_TRUE(cpu_state(a)->next_double_normal.has_value());
  a.set_current_seed(6);
  EXPECT_FALSE(cpu_state(a)->next_double_normal.has_value());
  EXPECT_EQ(b.current_seed(), 6U);

  const std::uint64_t chosen = a.seed();
  EXPECT_EQ(a.current_seed(), chosen);
  EXPECT_LT(chosen, 1ULL << 53);
  detail::manual_seed_cpu(3);
  EXPECT_EQ(default_cpu_generator().current_seed(), 3U);
}

TEST(Random, FillsFromSeveralThreadsAreWhole) {
  State shared(11), alone(11);
  constexpr std::size_t n = 5000;
  std::vector<std::vector<float>> parts(4, std::vector<float>(n));
  std::vector<std::thread> threads;
  for (auto& part : parts) threads.emplace_back([&] { random::uniform_fill(part.data(), n, 0, 1, shared); });
  for (auto& thread : threads) thread.join();
  std::vector<std::vector<float>> expected(4, std::vector<float>(n));
  for (auto& part : expected) random::uniform_fill(part.data(), n, 0, 1, alone);
  std::sort(parts.begin(), parts.end());
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(parts, expected);
}

}  // namespace
}  // namespace facula
