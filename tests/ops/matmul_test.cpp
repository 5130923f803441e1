// Products against triple loops; node names and messages as PyTorch 1.13 gives them.
#include "facula/ops/matmul.h"

#include "facula/graph/grad_mode.h"
#include "facula/graph/node.h"
#include "facula/ops/compare.h"
#include "facula/ops/creation.h"
#include "facula/ops/random.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::expect_close;
using test::expect_gradients;
using test::expect_values;
using test::message_of;
using test::values;
using test::wave;

std::vector<double> reference(const Tensor& a, const Tensor& b) {
  const auto x = values(a), y = values(b);
  const int64_t m = a.size(0), k = a.size(1), n = b.size(1);
  std::vector<double> c(static_cast<size_t>(m * n));
  for (int64_t i = 0; i < m; ++i)
    for (int64_t j = 0; j < n; ++j)
      for (int64_t p = 0; p < k; ++p)
        c[static_cast<size_t>(i * n + j)] +=
            x[static_cast<size_t>(i * k + p)] * y[static_cast<size_t>(p * n + j)];
  return c;
}

double tolerance(ScalarType t) {
  return t == kDouble ? 1e-12 : t == kFloat ? 2e-5 : t == kHalf ? 2e-3 : t == kBFloat16 ? 1e-2 : 0;
}

// Whole numbers, so that every order of summation gives the same result as integer arithmetic.
TEST(Matmul, LargeProductsInPiecesAreExact) {
  const auto whole = [](int64_t rows, int64_t cols) { return randint(-8, 9, {rows, cols}, kLong); };
  for (auto [m, k, n] : {std::array<int64_t, 3>{1031, 33, 31},
                         {100, 128, 129},
                         {67, 200, 300},
                         {35, 4001, 21},
                         {200, 5, 7},
                         {9, 1000, 1000}})
    for (ScalarType t : {kFloat, kDouble}) {
      const Tensor a = whole(m, k), b = whole(k, n), c = whole(m, n);
      const Tensor want = mm(a, b), x = a.to(t), y = b.to(t);
      const auto same = [&](const Tensor& got) { EXPECT_TRUE(got.to(kLong).equal(want)) << m << ' ' << k; };
      same(mm(x, y));
      same(mm(x.t().contiguous().t(), y));
      same(mm(x, y.t().contiguous().t()));
      same(mm(x.t().contiguous().t(), y.t().contiguous().t()));
      const Tensor wide = zeros({n, k + 3}, t);
      wide.narrow(1, 2, k).copy_(y.t());
      same(mm(x, wide.narrow(1, 2, k).t()));
      EXPECT_TRUE(addmm(c.to(t), x, y, 3, 2).to(kLong).equal(c * 3 + want * 2));
      EXPECT_TRUE(addmm(c.to(t), x.t().contiguous().t(), y, 3, 2).to(kLong).equal(c * 3 + want * 2));
    }
}

TEST(Matmul, MmMatchesTripleLoopsForEveryDtypeAndSize) {
  for (ScalarType t : {kFloat, kDouble, kHalf, kBFloat16, kLong, kInt, kChar})
    for (auto [m, k, n] : {std::array<int64_t, 3>{1, 1, 1},
                           {2, 3, 4},
                           {4, 4, 4},
                           {8, 8, 8},
                           {9, 5, 7},
                           {1, 20, 30},
                           {30, 20, 1},
                           {64, 65, 66},
                           {100, 70, 90},
                           {10, 1, 40}}) {
      if (t == kChar && k > 5) continue;  // int8 sums wrap
      const Tensor a = wave({m, k}, 0.1, t), b = wave({k, n}, 0.2, t);
      const Tensor y = mm(a, b);
      EXPECT_EQ(y.scalar_type(), t);
      expect_values(y, {m, n}, reference(a, b), tolerance(t));
    }
}

TEST(Matmul, TransposedAndStridedOperands) {
  for (ScalarType t : {kFloat, kDouble, kLong})
    for (int64_t s : {3, 12, 80}) {
      const int64_t m = s, k = s + 2, n = s + 5;
      const Tensor a = wave({k, m}, 0.1, t).t(), b = wave({n, k}, 0.2, t).t();
      expect_values(mm(a, b), {m, n}, reference(a, b), tolerance(t));
      const Tensor wide = wave({m, k + 7}, 0.3, t).slice(1, 2, 2 + k);  // leading dimension > columns
      expect_values(mm(wide, b), {m, n}, reference(wide, b), tolerance(t));
      const Tensor skip = wave({m, 2 * k}, 0.4, t).slice(1, 0, 2 * k, 2);  // no leading dimension
      expect_values(mm(skip, b), {m, n}, reference(skip, b), tolerance(t));
      const Tensor flat = wave({1, k}, 0.5, t).expand({m, k});
      expect_values(mm(flat, b), {m, n}, reference(flat, b), tolerance(t));
      const Tensor column = wave({k, 3}, 0.6, t).slice(1, 1, 2);
      expect_values(mm(a, column), {m, 1}, reference(a, column), tolerance(t));
      const Tensor row = wave({3, m}, 0.6, t).t().slice(1, 1, 2).t();
      expect_values(mm(row, wave({m, n}, 0.7, t)), {1, n}, reference(row, wave({m, n}, 0.7, t)),
                    tolerance(t));
      const Tensor thin = wave({m, 3}, 0.6, t).slice(1, 1, 2).t();  // a row that lies as a column
      expect_values(mm(thin, wave({m, n}, 0.7, t)), {1, n}, reference(thin, wave({m, n}, 0.7, t)),
                    tolerance(t));
      expect_values(mm(thin, wave({n, m}, 0.7, t).t()), {1, n}, reference(thin, wave({n, m}, 0.7, t).t()),
                    tolerance(t));
    }
}

TEST(Matmul, ZeroSizes) {
  expect_values(mm(wave({0, 3}), wave({3, 2})), {0, 2}, {}, 0);
  expect_values(mm(wave({2, 0}), wave({0, 2})), {2, 2}, {0, 0, 0, 0}, 0);
  expect_values(matmul(wave({3, 0, 2}), wave({2, 4})), {3, 0, 4}, {}, 0);
  expect_values(bmm(wave({0, 2, 3}), wave({0, 3, 2})), {0, 2, 2}, {}, 0);
  expect_values(dot(wave({0}), wave({0})), {}, {0}, 0);
  expect_values(mv(wave({2, 0}), wave({0})), {2}, {0, 0}, 0);
  expect_values(addmm(wave({2}), wave({2, 0}), wave({0, 2}), 2), {2, 2},
                {0, 2 * std::sin(0.7), 0, 2 * std::sin(0.7)}, 1e-12);
}

TEST(Matmul, RanksAndBroadcasting) {
  const Tensor a = wave({2, 3, 4, 5}, 0.1), b = wave({3, 5, 6}, 0.2);
  const Tensor y = matmul(a, b);
  ASSERT_EQ(y.sizes(), IntArrayRef({2, 3, 4, 6}));
  for (int64_t i = 0; i < 2; ++i)
    for (int64_t j = 0; j < 3; ++j) expect_values(y[i][j], {4, 6}, reference(a[i][j], b[j]), 1e-12);
  const Tensor one = wave({1, 5, 6}, 0.3), z = matmul(a, one);
  for (int64_t i = 0; i < 2; ++i)
    for (int64_t j = 0; j < 3; ++j) expect_values(z[i][j], {4, 6}, reference(a[i][j], one[0]), 1e-12);
  // Heads of attention: batch dimensions that do not merge.
  const Tensor q = wave({2, 4, 3, 5}, 0.4).transpose(1, 2), s = matmul(q, q.transpose(2, 3));
  for (int64_t i = 0; i < 2; ++i)
    for (int64_t j = 0; j < 3; ++j) expect_values(s[i][j], {4, 4}, reference(q[i][j], q[i][j].t()), 1e-12);
  // A matrix on the right, with left operands that fold and that do not.
  const Tensor w = wave({5, 7}, 0.5);
  for (const Tensor& x : {a, wave({2, 4, 3, 5}, 0.4).transpose(1, 2), wave({2, 3, 5, 4}).transpose(2, 3)}) {
    const Tensor p = matmul(x, w);
    for (int64_t i = 0; i < 2; ++i)
      for (int64_t j = 0; j < 3; ++j) expect_values(p[i][j], {4, 7}, reference(x[i][j], w), 1e-12);
  }
  const Tensor v = wave({5}, 0.6), av = matmul(a, v);
  ASSERT_EQ(av.sizes(), IntArrayRef({2, 3, 4}));
  expect_values(av[1][2], {4}, reference(a[1][2], v.unsqueeze(1)), 1e-12);
  const Tensor u = wave({4}, 0.7), ua = matmul(u, a);
  ASSERT_EQ(ua.sizes(), IntArrayRef({2, 3, 5}));
  expect_values(ua[1][2], {5}, reference(u.unsqueeze(0), a[1][2]), 1e-12);
  EXPECT_EQ(matmul(wave({3}), wave({3})).dim(), 0);
  EXPECT_EQ(matmul(wave({2, 3}), wave({3})).sizes(), IntArrayRef({2}));
  EXPECT_EQ(matmul(wave({3}), wave({3, 2})).sizes(), IntArrayRef({2}));
}

TEST(Matmul, AddedTerms) {
  const Tensor a = wave({3, 4}, 0.1), b = wave({4, 5}, 0.2), bias = wave({5}, 0.3);
  const auto c = reference(a, b), s = values(bias);
  std::vector<double> want(15);
  for (size_t i = 0; i < 15; ++i) want[i] = 2 * s[i % 5] + 3 * c[i];
  expect_values(addmm(bias, a, b, 2, 3), {3, 5}, want, 1e-12);
  expect_values(addmm(bias.expand({3, 5}), a, b, 2, 3), {3, 5}, want, 1e-12);
  // beta = 0: the added term is not read.
  const Tensor bad = full({5}, NAN, kDouble);
  expect_values(addmm(bad, a, b, 0, 1), {3, 5}, c, 1e-12);
  const Tensor big = wave({20, 30}, 0.1), right = wave({30, 25}, 0.2), column = wave({20, 1}, 0.4);
  const auto p = reference(big, right), col = values(column);
  std::vector<double> sum(500);
  for (size_t i = 0; i < 500; ++i) sum[i] = col[i / 25] + p[i];
  expect_values(addmm(column, big, right), {20, 25}, sum, 1e-12);
  EXPECT_EQ(addmm(wave({2}, 0, kLong), wave({2, 3}, 0, kLong), wave({3, 2}, 0, kLong), 1, 0.5).scalar_type(),
            kLong);
  expect_values(addmv(wave({3}), a, wave({4}), 0), {3}, reference(a, wave({4, 1})), 1e-12);
  expect_close(baddbmm(wave({5}), a.unsqueeze(0), b.unsqueeze(0), 2, 3)[0], addmm(wave({5}), a, b, 2, 3),
               1e-12);
  expect_close(addbmm(wave({5}), a.unsqueeze(0), b.unsqueeze(0), 2, 3), addmm(wave({5}), a, b, 2, 3), 1e-12);
  expect_close(addr(wave({3, 4}), wave({3}, 1), wave({4}, 2)),
               wave({3, 4}) + outer(wave({3}, 1), wave({4}, 2)), 1e-12);
}

TEST(Matmul, Linear) {
  for (ScalarType t : {kFloat, kDouble, kBFloat16})
    for (auto [m, k, n] : {std::array<int64_t, 3>{4, 4, 4}, {3, 5, 7}, {64, 100, 40}}) {
      const Tensor x = wave({m, k}, 0.1, t), w = wave({n, k}, 0.2, t), b = wave({n}, 0.3, t);
      auto want = reference(x, w.t());
      expect_values(linear(x, w), {m, n}, want, tolerance(t));
      const auto s = values(b);
      for (size_t i = 0; i < want.size(); ++i) want[i] += s[i % s.size()];
      expect_values(linear(x, w, b), {m, n}, want, tolerance(t));
      expect_values(linear(x.unsqueeze(1), w, b), {m, 1, n}, want, tolerance(t));
      expect_close(linear(x[0], w, b), linear(x, w, b)[0], tolerance(t));
    }
}

TEST(Matmul, Complex) {
  const auto make = [](IntArrayRef sizes, float phase) {
    Tensor t = empty(sizes, kComplexFloat);
    for (int64_t i = 0; i < t.numel(); ++i)
      t.data_ptr<complex<float>>()[i] = {std::sin(0.7f * static_cast<float>(i) + phase),
                                         std::cos(0.3f * static_cast<float>(i) - phase)};
    return t;
  };
  const Tensor a = make({3, 4}, 0.1f), b = make({4, 2}, 0.2f), y = mm(a, b), z = make({4}, 0.5f);
  for (int64_t i = 0; i < 3; ++i)
    for (int64_t j = 0; j < 2; ++j) {
      complex<float> s;
      for (int64_t p = 0; p < 4; ++p)
        s += a.data_ptr<complex<float>>()[i * 4 + p] * b.data_ptr<complex<float>>()[p * 2 + j];
      EXPECT_NEAR(y.data_ptr<complex<float>>()[i * 2 + j].re, s.re, 1e-5);
      EXPECT_NEAR(y.data_ptr<complex<float>>()[i * 2 + j].im, s.im, 1e-5);
    }
  const auto n = *vdot(z, z).data_ptr<complex<float>>();
  double want = 0;
  for (int64_t p = 0; p < 4; ++p) {
    const auto v = z.data_ptr<complex<float>>()[p];
    want += v.re * v.re + v.im * v.im;
  }
  EXPECT_NEAR(n.re, want, 1e-5);
  EXPECT_NEAR(n.im, 0, 1e-6);
}

TEST(Matmul, Gradients) {
  const auto check = [](auto f, std::vector<Tensor> in) { expect_gradients(f, std::move(in)); };
  using V = std::vector<Tensor>;
  check([](V& v) { return mm(v[0], v[1]); }, {wave({3, 4}), wave({4, 5}, 1)});
  check([](V& v) { return bmm(v[0], v[1]); }, {wave({2, 3, 4}), wave({2, 4, 5}, 1)});
  check([](V& v) { return mv(v[0], v[1]); }, {wave({3, 4}), wave({4}, 1)});
  check([](V& v) { return dot(v[0], v[1]); }, {wave({4}), wave({4}, 1)});
  check([](V& v) { return outer(v[0], v[1]); }, {wave({3}), wave({4}, 1)});
  check([](V& v) { return inner(v[0], v[1]); }, {wave({2, 3}), wave({4, 3}, 1)});
  check([](V& v) { return addmm(v[2], v[0], v[1], 2, 3); }, {wave({3, 4}), wave({4, 5}, 1), wave({5}, 2)});
  check([](V& v) { return addmv(v[2], v[0], v[1], 2, 3); }, {wave({3, 4}), wave({4}, 1), wave({3}, 2)});
  check([](V& v) { return baddbmm(v[2], v[0], v[1], 2, 3); },
        {wave({2, 3, 4}), wave({2, 4, 5}, 1), wave({5}, 2)});
  for (auto [a, b] :
       std::vector<std::pair<std::vector<int64_t>, std::vector<int64_t>>>{{{2, 3, 4}, {4, 5}},
                                                                          {{2, 3, 4}, {4}},
                                                                          {{3}, {3, 4}},
                                                                          {{3}, {2, 3, 4}},
                                                                          {{3, 4}, {2, 4, 5}},
                                                                          {{2, 3, 4}, {2, 4, 5}},
                                                                          {{2, 1, 3, 4}, {5, 4, 2}}})
    check([](V& v) { return matmul(v[0], v[1]); }, {wave(a), wave(b, 1)});
  for (const std::vector<int64_t>& s :
       std::vector<std::vector<int64_t>>{{4, 3}, {3}, {2, 4, 3}, {2, 2, 4, 3}}) {
    check([](V& v) { return linear(v[0], v[1], v[2]); }, {wave(s), wave({5, 3}, 1), wave({5}, 2)});
    check([](V& v) { return linear(v[0], v[1]); }, {wave(s), wave({5, 3}, 1)});
  }
}

TEST(Matmul, NodeNames) {
  const auto name = [](const Tensor& t) { return t.grad_fn()->name(); };
  const auto p = [](std::vector<int64_t> s) { return wave(s).requires_grad_(); };
  EXPECT_EQ(name(matmul(p({3}), p({3}))), "DotBackward0");
  EXPECT_EQ(name(matmul(p({2, 3}), p({3}))), "MvBackward0");
  EXPECT_EQ(name(matmul(p({2, 3}), p({3, 4}))), "MmBackward0");
  EXPECT_EQ(name(matmul(p({5, 2, 3}), p({3, 4}))), "UnsafeViewBackward0");
  EXPECT_EQ(name(bmm(p({5, 2, 3}), p({5, 3, 4}))), "BmmBackward0");
  EXPECT_EQ(name(linear(p({4, 3}), p({7, 3}), p({7}))), "AddmmBackward0");
  EXPECT_EQ(name(linear(p({4, 3}), p({7, 3}))), "MmBackward0");
  EXPECT_EQ(name(linear(p({5, 4, 3}), p({7, 3}), p({7}))), "ViewBackward0");
  EXPECT_EQ(name(addmm(p({4}), p({2, 3}), p({3, 4}))), "AddmmBackward0");
  EXPECT_EQ(name(baddbmm(p({4}), p({1, 2, 3}), p({1, 3, 4}))), "BaddbmmBackward0");
  EXPECT_EQ(name(outer(p({4}), p({3}))), "MulBackward0");
}

TEST(Matmul, Errors) {
  const auto r = [](std::vector<int64_t> s, ScalarType t = kFloat) { return wave(s, 0, t); };
  const std::vector<std::pair<std::string, std::string>> cases = {
      {message_of([&] {
         mm(r({2, 3}), r({4, 5}));
       }),
       "mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)"},
      {message_of([&] {
         mm(r({2, 3}), r({3}));
       }),
       "mat2 must be a matrix"},
      {message_of([&] {
         mm(r({2}), r({3, 3}));
       }),
       "self must be a matrix"},
      {message_of([&] {
         matmul(r({2, 3}), r({4}));
       }),
       "size mismatch, got 2, 2x3,4"},
      {message_of([&] {
         matmul(r({2}), r({4, 5}));
       }),
       "mat1 and mat2 shapes cannot be multiplied (1x2 and 4x5)"},
      {message_of([&] {
         matmul(r({5, 2, 3}), r({4, 5}));
       }),
       "mat1 and mat2 shapes cannot be multiplied (10x3 and 4x5)"},
      {message_of([&] {
         matmul(r({5, 2, 3}), r({4}));
       }),
       "size mismatch, got 10, 10x3,4"},
      {message_of([&] {
         matmul(r({5, 2, 3}), r({6, 3, 5}));
       }),
       "The size of tensor a (5) must match the size of tensor b (6) at non-singleton dimension 0"},
      {message_of([&] {
         matmul(r({5, 2, 3}), r({5, 4, 5}));
       }),
       "Expected size for first two dimensions of batch2 tensor to be: [5, 3] but got: [5, 4]."},
      {message_of([&] { matmul(r({}), r({4})); }),
       "both arguments to matmul need to be at least 1D, but they are 0D and 1D"},
      {message_of([&] {
         bmm(r({5, 2, 3}), r({6, 3, 5}));
       }),
       "Expected size for first two dimensions of batch2 tensor to be: [5, 3] but got: [6, 3]."},
      {message_of([&] {
         bmm(r({5, 2}), r({6, 3, 5}));
       }),
       "batch1 must be a 3D tensor"},
      {message_of([&] {
         bmm(r({5, 2, 3}), r({6, 3}));
       }),
       "batch2 must be a 3D tensor"},
      {message_of([&] {
         mv(r({5, 2}), r({3}));
       }),
       "size mismatch, got 5, 5x2,3"},
      {message_of([&] { mv(r({5}), r({3})); }), "vector + matrix @ vector expected, got 1, 1, 1"},
      {message_of([&] { dot(r({5}), r({3})); }),
       "inconsistent tensor size, expected tensor [5] and src [3] to have the same number of elements, but "
       "got 5 "
       "and 3 elements respectively"},
      {message_of([&] {
         dot(r({5, 2}), r({3}));
       }),
       "1D tensors expected, but got 2D and 1D tensors"},
      {message_of([&] {
         outer(r({5, 2}), r({3}));
       }),
       "outer: Expected 1-D argument self, but got 2-D"},
      {message_of([&] {
         mm(r({2, 3}), r({3, 5}, kDouble));
       }),
       "expected scalar type Float but found Double"},
      {message_of([&] { dot(r({3}), r({3}, kLong)); }),
       "dot : expected both vectors to have same dtype, but found Float and Long"},
      {message_of([&] {
         addmm(r({3, 4}), r({2, 3}), r({3, 5}));
       }),
       "The expanded size of the tensor (5) must match the existing size (4) at non-singleton dimension 1.  "
       "Target "
       "sizes: [2, 5].  Tensor sizes: [3, 4]"},
      {message_of([&] {
         addmm(r({5}), r({2, 3, 1}), r({3, 5}));
       }),
       "mat1 must be a matrix, got 3-D tensor"},
      {message_of([&] {
         addmv(r({4}), r({5, 2}), r({2}));
       }),
       "size mismatch, got 4, 5x2,2"},
      {message_of([&] {
         linear(r({4, 3}), r({7, 5}));
       }),
       "mat1 and mat2 shapes cannot be multiplied (4x3 and 5x7)"},
      {message_of([&] {
         linear(r({4, 3}), r({7, 3}), r({6}));
       }),
       "The expanded size of the tensor (7) must match the existing size (6) at non-singleton dimension 1.  "
       "Target "
       "sizes: [4, 7].  Tensor sizes: [6]"},
      {message_of([&] {
         linear(r({4, 3}), r({3}), r({1}));
       }),
       "mat2 must be a matrix, got 1-D tensor"},
      {message_of([&] {
         linear(r({4, 3}), r({7, 3}, kDouble), r({7}, kDouble));
       }),
       "mat1 and mat2 must have the same dtype"},
      {message_of([&] {
         linear(r({4, 3}, kDouble), r({7, 3}));
       }),
       "expected scalar type Double but found Float"},
  };
  for (const auto& [got, want] : cases) EXPECT_EQ(got, want);
}

}  // namespace
}  // namespace facula
