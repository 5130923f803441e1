// Random functions against PyTorch's values: tests/reference/random_ops.txt, written by record_random_ops.py.
#include "facula/ops/random.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "facula/graph/node.h"
#include "facula/ops/creation.h"

namespace facula {
namespace {

Tensor ramp() {
  const Tensor t = empty({2, 3});
  for (int i = 0; i < 6; ++i) t.data_ptr<float>()[i] = static_cast<float>(i + 1) / 7.0f;
  return t;
}
Tensor weights() {
  static const float values[] = {1, 0, 3, 4, 2, 2, 0.5f, 0.25f};
  const Tensor t = empty({2, 4});
  for (int i = 0; i < 8; ++i) t.data_ptr<float>()[i] = values[i];
  return t;
}
Tensor strided(ScalarType dtype = kFloat) { return zeros({4, 10}, dtype).as_strided({4, 5}, {10, 2}); }
Tensor transposed(int64_t rows, int64_t columns) { return empty({rows, columns}).t(); }
using Maybe = std::optional<int64_t>;

using Cases = std::map<std::string, std::function<Tensor()>>;

const Cases& cases() {
  static const Cases all = {
      {"rand",
       [] {
         return rand({3, 5});
       }},
      {"rand_double", [] { return rand({4}, kDouble); }},
      {"rand_half", [] { return rand({4}, kHalf); }},
      {"rand_complex", [] { return rand({3}, kComplexFloat); }},
      {"rand_like", [] { return rand_like(ramp().t()); }},
      {"uniform_transposed", [] { return transposed(3, 4).uniform_(-1, 2); }},
      {"uniform_channels_last",
       [] {
         return empty({2, 3, 2, 2}, {}, MemoryFormat::ChannelsLast).uniform_();
       }},
      {"uniform_strided", [] { return strided().uniform_(); }},
      {"uniform_strided_transposed", [] { return strided().t().uniform_(); }},
      {"randn_small", [] { return randn({5}); }},
      {"randn_blocks", [] { return randn({20}); }},
      {"randn_double", [] { return randn({17}, kDouble); }},
      {"randn_complex", [] { return randn({9}, kComplexFloat); }},
      {"normal_transposed", [] { return transposed(5, 4).normal_(1, 2); }},
      {"normal_strided", [] { return strided().normal_(); }},
      {"normal_strided_double", [] { return strided(kDouble).normal_(); }},
      {"randint", [] { return randint(10, {8}); }},
      {"randint_range",
       [] {
         return randint(-5, 100, {2, 4}, kChar);
       }},
      {"randint_float", [] { return randint(0, 50, {4}, kFloat); }},
      {"randint_wide", [] { return randint(0, int64_t{1} << 40, {4}); }},
      {"random_to", [] { return empty({6}, kByte).random_(17); }},
      {"random_from_none", [] { return empty({6}, kByte).random_(5, Maybe()); }},
      {"random_full_short", [] { return empty({6}, kShort).random_(); }},
      {"random_full_float", [] { return empty({6}).random_(); }},
      {"random_full_bool", [] { return empty({9}, kBool).random_(); }},
      {"random_rounded", [] { return empty({4}).random_((1 << 24) + 1, Maybe((1 << 24) + 99)); }},
      {"randperm", [] { return randperm(9); }},
      {"randperm_float", [] { return randperm(9, kFloat); }},
      {"normal_scalars",
       [] {
         return normal(1, 2, {3, 3});
       }},
      {"normal_mean", [] { return normal(ramp(), 0.5); }},
      {"normal_std", [] { return normal(1.5, ramp().t()); }},
      {"normal_both", [] { return normal(ramp(), ramp().select(0, 0)); }},
      {"bernoulli", [] { return bernoulli(ramp()); }},
      {"bernoulli_double", [] { return bernoulli(ramp().to(kDouble)); }},
      {"bernoulli_p", [] { return bernoulli(ramp(), 0.3); }},
      {"bernoulli_inplace",
       [] {
         return empty({4, 5}, kLong).bernoulli_(0.4);
       }},
      {"bernoulli_tensor",
       [] {
         return empty({2, 3}, kLong).bernoulli_(ramp());
       }},
      {"bernoulli_expanded",
       [] {
         return empty({4, 3}).bernoulli_(ramp().select(0, 0));
       }},
      {"bernoulli_transposed", [] { return transposed(3, 2).bernoulli_(ramp()); }},
      {"exponential", [] { return empty({6}).exponential_(1.5); }},
      {"exponential_bfloat16", [] { return empty({3}, kBFloat16).exponential_(); }},
      {"geometric", [] { return empty({6}).geometric_(0.2); }},
      {"geometric_long", [] { return empty({6}, kLong).geometric_(0.2); }},
      {"log_normal", [] { return empty({5}).log_normal_(); }},
      {"cauchy", [] { return empty({5}).cauchy_(1, 3); }},
      {"multinomial", [] { return multinomial(weights(), 2); }},
      {"multinomial_one", [] { return multinomial(weights(), 1, true); }},
      {"multinomial_replacement", [] { return multinomial(weights().select(0, 0), 7, true); }},
      {"multinomial_double", [] { return multinomial(weights().to(kDouble), 2); }},
      {"poisson", [] { return poisson(ramp().mul(20)); }},
      {"poisson_transposed", [] { return poisson(ramp().mul(20).t()); }},
  };
  return all;
}

std::vector<double> values(const Tensor& t) {
  std::vector<double> v;
  const Tensor flat = t.contiguous().reshape({-1});
  for (int64_t i = 0; i < flat.numel(); ++i) {
    const auto z = flat.select(0, i).item().toComplexDouble();
    v.push_back(z.re);
    if (t.is_complex()) v.push_back(z.im);
  }
  return v;
}

TEST(Random, MatchesRecordedValues) {
  std::ifstream file(FACULA_SOURCE_DIR "/tests/reference/random_ops.txt");
  std::string line;
  size_t found = 0;
  while (std::getline(file, line)) {
    std::istringstream words(line);
    std::string name;
    words >> name;
    std::vector<double> want;
    for (double v; words >> v;) want.push_back(v);
    const auto c = cases().find(name);
    ASSERT_NE(c, cases().end()) << name;
    manual_seed(7);
    EXPECT_EQ(values(c->second()), want) << name;
    ++found;
  }
  EXPECT_EQ(found, cases().size());
}

TEST(Random, GeneratorsAreIndependent) {
  manual_seed(3);
  const Tensor a = rand({8});
  Generator g = make_generator(3);
  manual_seed(11);
  EXPECT_EQ(values(rand({8}, g)), values(a));
  EXPECT_NE(values(rand({8}, g)), values(a));
  g.set_current_seed(3);
  EXPECT_EQ(values(empty({8}).uniform_(0, 1, g)), values(a));
}

TEST(Random, OptionsAndGraph) {
  EXPECT_TRUE(randn({2}, TensorOptions(kDouble).requires_grad(true)).requires_grad());
  EXPECT_EQ(randint(3, {2}).scalar_type(), kLong);
  const Tensor x = rand({3}, requires_grad());
  const Tensor y = x.mul(2);
  const int64_t before = y._version();
  y.uniform_();
  EXPECT_EQ(y._version(), before + 1);
  EXPECT_EQ(y.grad_fn()->name(), "UniformBackward0");
  y.backward(ones({3}));
  EXPECT_EQ(values(x.grad()), std::vector<double>(3, 0.0));
  EXPECT_EQ(bernoulli(x).grad_fn()->name(), "BernoulliBackward0");
  EXPECT_EQ(poisson(x).grad_fn()->name(), "PoissonBackward0");
  EXPECT_EQ(normal(x, x).grad_fn()->name(), "NormalBackward3");
}

template <class F>
std::string message(F f) {
  try {
    f();
  } catch (const std::exception& e) {
    const std::string text = e.what();
    return text.substr(0, text.find('\n'));
  }
  return "no error";
}

TEST(Random, Errors) {
  const Tensor x = empty({3});
  EXPECT_EQ(message([&] { x.uniform_(1, 0); }),
            "uniform_ expects to return a [from, to) range, but found from=1 > to=0");
  EXPECT_EQ(message([&] { x.uniform_(-1e39, 1); }), "from is out of bounds for float");
  EXPECT_EQ(message([&] { empty({3}, kLong).uniform_(); }),
            "\"check_uniform_bounds\" not implemented for 'Long'");
  EXPECT_EQ(message([&] { x.normal_(0, -1); }), "normal expects std >= 0.0, but found std -1");
  EXPECT_EQ(message([] { randn({3}, kBool); }), "\"normal_kernel_cpu\" not implemented for 'Bool'");
  EXPECT_EQ(message([&] { x.exponential_(-1); }), "exponential_ expects lambda >= 0.0, but found lambda=-1");
  EXPECT_EQ(message([&] { x.geometric_(0); }), "geometric_ expects p to be in (0, 1), but got p=0");
  EXPECT_EQ(message([&] { x.log_normal_(0, 0); }), "log_normal_ expects std > 0.0, but found std=0");
  EXPECT_EQ(message([&] { x.bernoulli_(2); }), "bernoulli_ expects p to be in [0, 1], but got p=2");
  EXPECT_EQ(message([&] { x.random_(5, Maybe(3)); }),
            "random_ expects 'from' to be less than 'to', but got from=5 >= to=3");
  EXPECT_EQ(message([] { empty({3}, kByte).random_(0, Maybe(300)); }),
            "to - 1 is out of bounds for unsigned char");
  EXPECT_EQ(message([] { empty({3}, kHalf).random_(0, Maybe(70000)); }),
            "to - 1 is out of bounds for c10::Half");
  EXPECT_EQ(message([&] { x.random_(1 << 30, Maybe()); }),
            "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to dtype, "
            "but got from=1073741824 > to_inc=16777216");
  EXPECT_EQ(message([] { randperm(3000, kHalf); }), "n cannot be greater than 2049 for Half type.");
  EXPECT_EQ(message([] { randperm(300, kByte); }),
            "value cannot be converted to type uint8_t without overflow");
  EXPECT_EQ(message([] { multinomial(ones({2, 2, 2}), 1); }), "prob_dist must be 1 or 2 dim");
  EXPECT_EQ(message([] { multinomial(ones({2}), 3); }),
            "cannot sample n_sample > prob_dist.size(-1) samples without replacement");
  EXPECT_EQ(message([] { multinomial(zeros({2}), 1); }),
            "invalid multinomial distribution (sum of probabilities <= 0)");
  EXPECT_EQ(message([] { poisson(full({1}, -1.0)); }),
            "invalid Poisson rate, expected rate to be non-negative");
  EXPECT_EQ(message([] { ones({3}, requires_grad()).uniform_(); }),
            "a leaf Variable that requires grad is being used in an in-place operation.");
  EXPECT_EQ(message([] { ones({1}).expand({3}).normal_(); }).substr(0, 46),
            "unsupported operation: more than one element o");
}

}  // namespace
}  // namespace facula
