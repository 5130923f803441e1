#include "facula/ops/sort.h"

#include <algorithm>

#include "ops/reduce_reference.h"

namespace facula {
namespace {

using namespace reference;

TEST(Sort, MatchesPyTorch) {
  for (char key : std::string("xtskhodn")) {
    const Tensor v = input(key);
    check(call("sort", key, "0"), v.sort(0));
    check(call("sort", key, "-1,desc"), sort(v, true, -1, true));
    if (among(key, "ho")) continue;
    check(call("topk", key, "2"), v.topk(2));
    check(call("topk", key, "2,0,smallest"), v.topk(2, 0, false));
    check(call("median", key, "0"), std::get<0>(median(v, 0)));
    check(call("median", key), median(v));
    check(call("kthvalue", key, "2"), std::get<0>(kthvalue(v, 2)));
  }
  check("nanmedian(n,0)", std::get<0>(nanmedian(input('n'), 0)));
  check("nanmedian(n)", nanmedian(input('n')));
}

TEST(Sort, TopkChoosesAmongEqualsAsPyTorch) {
  const Tensor big = numbers({1000});
  check("topk(big,10)", big.topk(10));
  check("topk(big,10,smallest)", big.topk(10, 0, false));
  check("topk(big,200)", big.topk(200));
}

TEST(Sort, GradientsMatchPyTorch) {
  const Tensor x = input('x');
  check_grad("sort(x,0)", x, [](const Tensor& v) { return std::get<0>(v.sort(0)); });
  check_grad("topk(x,2)", x, [](const Tensor& v) { return std::get<0>(v.topk(2)); });
  check_grad("median(x)", x, [](const Tensor& v) { return median(v); });
}

template <class T>
void agrees_with_std(ScalarType dtype) {
  for (const int64_t n : {5, 64, 65, 3000, 100000})
    for (const bool descending : {false, true}) {
      const Tensor x = empty({n}, TensorOptions(dtype));
      T* p = x.data_ptr<T>();
      uint64_t state = 88172645463325252u;
      for (int64_t i = 0; i < n; ++i) {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        p[i] = static_cast<T>(static_cast<int64_t>(state % 20011) - 10005);
      }
      std::vector<int64_t> order(static_cast<size_t>(n));
      for (int64_t i = 0; i < n; ++i) order[static_cast<size_t>(i)] = i;
      std::stable_sort(order.begin(), order.end(),
                       [&](int64_t a, int64_t b) { return descending ? p[a] > p[b] : p[a] < p[b]; });
      const auto [values, indices] = x.sort(0, descending);
      const auto* at = indices.template data_ptr<int64_t>();
      EXPECT_TRUE(std::equal(order.begin(), order.end(), at)) << dtype << ' ' << n << ' ' << descending;
      for (int64_t i = 0; i < n; ++i) ASSERT_EQ(values.template data_ptr<T>()[i], p[at[i]]);
    }
}
TEST(Sort, AgreesWithStdForEveryWidth) {
  agrees_with_std<uint8_t>(kByte);
  agrees_with_std<int8_t>(kChar);
  agrees_with_std<int16_t>(kShort);
  agrees_with_std<int32_t>(kInt);
  agrees_with_std<int64_t>(kLong);
  agrees_with_std<float>(kFloat);
  agrees_with_std<double>(kDouble);
}

TEST(Sort, ZerosOfBothSignsKeepTheirOrder) {
  const auto [values, indices] = tensor({0.f, -0.f, -1.f, -0.f, 0.f}).sort();
  EXPECT_TRUE(indices.equal(tensor({2, 0, 1, 3, 4})));
  EXPECT_TRUE(std::signbit(values.data_ptr<float>()[2]));
}

TEST(Sort, Unique) {
  const Tensor x = tensor({{3, 1, 3}, {2, 1, 1}});
  const auto [values, inverse, counts] = _unique2(x, true, false, true);
  EXPECT_TRUE(values.equal(tensor({1, 2, 3})));
  EXPECT_TRUE(inverse.equal(tensor({{2, 0, 2}, {1, 0, 0}})));
  EXPECT_TRUE(counts.equal(tensor({3, 1, 2})));
  EXPECT_EQ(std::get<1>(_unique2(x)).numel(), 0);
  const auto [runs, where, lengths] = unique_consecutive(x, true, true);
  EXPECT_TRUE(runs.equal(tensor({3, 1, 3, 2, 1})));
  EXPECT_TRUE(where.equal(tensor({{0, 1, 2}, {3, 4, 4}})));
  EXPECT_TRUE(lengths.equal(tensor({1, 1, 1, 1, 2})));
  EXPECT_EQ(std::get<0>(_unique2(tensor({NAN, 1.f, NAN}))).numel(), 3);
  EXPECT_EQ(std::get<0>(_unique2(empty({0}), true, true, true)).numel(), 0);
  Tensor leaf = numbers({3});
  leaf.requires_grad_();
  EXPECT_EQ(message([&] { std::get<0>(_unique2(leaf)).sum().backward(); }),
            "the derivative for '_unique2' is not implemented.");
}

TEST(Sort, EdgesAndErrors) {
  EXPECT_EQ(std::get<0>(scalar_tensor(3.0).sort()).item<float>(), 3);
  EXPECT_EQ(std::get<0>(scalar_tensor(3.0).topk(1)).dim(), 0);
  EXPECT_EQ(std::get<0>(empty({0, 3}).sort(0)).numel(), 0);
  EXPECT_EQ(std::get<0>(numbers({3}).topk(0)).numel(), 0);
  EXPECT_TRUE(std::isnan(median(empty({0})).item<float>()));
  const Tensor x = numbers({3, 4});
  EXPECT_EQ(message([&] { x.topk(9); }), "selected index k out of range");
  EXPECT_EQ(message([&] { kthvalue(x, 0); }), "kthvalue(): selected number k out of range for dimension 1");
  EXPECT_EQ(message([] { input('c').sort(); }),
            "\"sorting_kernel_method_name\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message([] { input('o').topk(1); }), "\"topk_cpu\" not implemented for 'Bool'");
  EXPECT_EQ(message([] { kthvalue(input('c'), 1); }), "\"kthvalue_cpu\" not implemented for 'ComplexFloat'");
}

}  // namespace
}  // namespace facula
