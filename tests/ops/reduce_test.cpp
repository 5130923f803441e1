#include "ops/reduce_reference.h"

namespace facula {
namespace {

using namespace reference;
const float inf = INFINITY;

TEST(Reduce, MatchesPyTorchForEveryDtypeAndLayout) {
  for (char key : std::string("xtskchodn")) {
    const Tensor v = input(key);
    check(call("sum", key), v.sum());
    for (int64_t dim = 0; dim < v.dim(); ++dim) check(call("sum", key, std::to_string(dim)), v.sum(dim));
    check(call("any", key), v.any());
    check(call("all", key, "0"), v.all(0));
    check(call("count_nonzero", key, "-1"), count_nonzero(v, -1));
    if (key != 'h') check(call("prod", key, "-1"), v.prod(-1));
    if (!among(key, "cko")) {
      check(call("mean", key, "0"), v.mean(0));
      check(call("std", key, "0"), v.std(0, true));
      check(call("norm", key), v.norm());
      const std::pair<const char*, Scalar> orders[] = {
          {"0", 0}, {"1", 1}, {"2", 2}, {"3", 3}, {"1.5", 1.5}, {"0.5", 0.5}, {"inf", inf}, {"-inf", -inf}};
      for (const auto& [text, p] : orders)
        check(call("norm", key, std::string(text) + ",0"), v.norm(p, 0), 32);
      check(call("nansum", key, "1"), nansum(v, 1));
      if (key != 'h') check(call("logsumexp", key, "1"), v.logsumexp(1));
      check(call("nanmean", key, "-1"), nanmean(v, -1));
    }
    if (key != 'c') {
      check(call("max", key, "0"), v.max(0));
      check(call("min", key, "-1"), v.min(-1, true));
      check(call("max", key), v.max());
      check(call("amin", key, "0"), v.amin(0));
    }
    if (!among(key, "cho")) {
      check(call("argmax", key), v.argmax());
      check(call("argmin", key, "0"), v.argmin(0));
    }
    if (among(key, "xtsd")) check(call("var_mean", key, "1"), var_mean(v, 1, true));
  }
}

TEST(Reduce, MatchesPyTorchForArguments) {
  const Tensor x = input('x'), t = input('t'), k = input('k'), c = input('c'), h = input('h'), n = input('n');
  check("sum(x,(0,2),keepdim)", x.sum({0, 2}, true));
  check("sum(t,(0,1))", t.sum({0, 1}));
  check("sum(h,float)", h.sum(kFloat));
  check("sum(x,int)", x.sum(kInt));
  check("sum(k,double)", k.sum(0, false, kDouble));
  check("mean(k,float)", k.mean(kFloat));
  check("mean(c,1)", c.mean(1));
  check("var(c,1)", c.var(1, true));
  check("var(x,(0,1),biased)", x.var({0, 1}, false, true));
  check("var(x,0,correction 2)", var(x, 0, std::optional<int64_t>(2)));
  check("norm(c)", c.norm());
  check("norm(c,1,0)", c.norm(1, 0));
  check("norm(c,3,0)", c.norm(3, 0));
  check("norm(h,float)", norm(h, 2, 0, false, kFloat));
  check("amax(x,(0,2))", x.amax({0, 2}));
  check("argmax(t,1,keepdim)", t.argmax(1, true));
  check("isclose(n,n+)", n.isclose(n * (1 + 5e-6)));
  check("isclose(n,n,nan)", n.isclose(n, 1e-5, 1e-8, true));
}

TEST(Reduce, GradientsMatchPyTorch) {
  const Tensor x = input('x'), z = input('z');
  check_grad("sum(x,1)", x, [](const Tensor& v) { return v.sum(1); });
  check_grad("mean(x)", x, [](const Tensor& v) { return v.mean(); });
  check_grad("prod(z)", z, [](const Tensor& v) { return v.prod(); });
  check_grad("prod(z,1)", z, [](const Tensor& v) { return v.prod(1); });
  check_grad("prod(z,0)", z, [](const Tensor& v) { return v.prod(0); });
  check_grad("prod(x,1)", x.narrow(2, 0, 2) + 0.03125, [](const Tensor& v) { return v.prod(1); });
  check_grad("var(x,1)", x, [](const Tensor& v) { return v.var(1, true); });
  check_grad("std(x,(0,2))", x, [](const Tensor& v) { return v.std({0, 2}, true); });
  check_grad("std(ones)", ones({3, 2}), [](const Tensor& v) { return v.std(0, true); });
  check_grad("norm(z,0.5,1)", z, [](const Tensor& v) { return v.norm(0.5, 1); });
  check_grad("norm(z,1,1)", z, [](const Tensor& v) { return v.norm(1, 1); });
  check_grad("norm(z,1.5,1)", z, [](const Tensor& v) { return v.norm(1.5, 1); });
  check_grad("norm(z,2,1)", z, [](const Tensor& v) { return v.norm(2, 1); });
  check_grad("norm(z,3,1)", z, [](const Tensor& v) { return v.norm(3, 1); });
  check_grad("norm(z,inf,1)", z, [](const Tensor& v) { return v.norm(inf, 1); });
  check_grad("norm(zeros)", zeros({3}), [](const Tensor& v) { return v.norm(); });
  check_grad("max(x)", tensor({1.f, 3.f, 3.f, 2.f}), [](const Tensor& v) { return v.max(); });
  check_grad("amax(x)", tensor({{1.f, 3.f}, {1.f, 2.f}}), [](const Tensor& v) { return v.amax(0); });
  check_grad("max(x,0)", x, [](const Tensor& v) { return std::get<0>(v.max(0)); });
  check_grad("logsumexp(x,1)", x, [](const Tensor& v) { return v.logsumexp(1); });
  check_grad("nansum(n,0)", input('n'), [](const Tensor& v) { return nansum(v, 0); });
}

TEST(Reduce, ErrorsSayWhatPyTorchSays) {
  const Tensor x = numbers({3, 4}), e = empty({0, 3}), i = ones({2}, kLong), c = input('c');
  EXPECT_EQ(message([&] { x.sum({0, 0}); }), "dim 0 appears multiple times in the list of dims");
  EXPECT_EQ(message([&] { x.sum(5); }),
            "Dimension out of range (expected to be in range of [-2, 1], but got 5)");
  EXPECT_EQ(
      message([&] { i.mean(); }),
      "mean(): could not infer output dtype. Input dtype must be either a floating point or complex dtype. "
      "Got: Long");
  EXPECT_EQ(message([&] { x.mean(kInt); }),
            "mean(): could not infer output dtype. Optional dtype must be either a floating point or complex "
            "dtype. Got: Int");
  EXPECT_EQ(
      message([&] { e.max(); }),
      "max(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim with "
      "the 'dim' argument.");
  EXPECT_EQ(message([&] { e.amin(0); }), "amin(): Expected reduction dim 0 to have non-zero size.");
  EXPECT_EQ(message([&] { e.max(0); }), "max(): Expected reduction dim 0 to have non-zero size.");
  EXPECT_EQ(message([&] { e.argmax(); }),
            "argmax(): Expected reduction dim to be specified for input.numel() == 0.");
  EXPECT_EQ(message([&] { c.max(); }), "\"max_all\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message([&] { c.amax(); }), "\"max_values_cpu\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message([&] { c.argmax(); }), "\"argmax_cpu\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message([&] { c.max(0); }), "max(): does not support complex input");
  EXPECT_EQ(message([&] { i.var(); }), "std and var only support floating point and complex dtypes");
  EXPECT_EQ(message([&] { i.norm(); }),
            "norm(): input dtype should be either floating point or complex. Got Long instead.");
  EXPECT_EQ(message([&] { sum_to_size(x, {5}); }), "size {[5]} is not expandable to size {[3, 4]}.");
  EXPECT_EQ(message([&] { x.allclose(i); }), "Float did not match Long");
  EXPECT_EQ(message([&] { x.isclose(x, -1); }), "rtol must be greater than or equal to zero, but got -1");
  EXPECT_EQ(message([&] { aminmax(e); }),
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity.");
}

TEST(Reduce, EmptyAndZeroDim) {
  const Tensor e = empty({0, 3});
  EXPECT_EQ(e.sum().item<float>(), 0);
  EXPECT_TRUE(std::isnan(e.mean().item<float>()));
  EXPECT_EQ(e.prod().item<float>(), 1);
  EXPECT_TRUE(e.all().item<bool>());
  EXPECT_FALSE(e.any().item<bool>());
  EXPECT_TRUE(std::isnan(e.var().item<float>()));
  EXPECT_EQ(e.norm().item<float>(), 0);
  EXPECT_EQ(std::get<0>(e.max(1)).numel(), 0);
  EXPECT_EQ(e.sum(0).sizes(), IntArrayRef({3}));
  const Tensor front = empty({0, 3, 4, 5});  // an empty dimension among others that are not
  EXPECT_TRUE(front.sum({0, 2}).equal(zeros({3, 5})));
  EXPECT_TRUE(front.norm(3, IntArrayRef({0, 2})).equal(zeros({3, 5})));
  EXPECT_TRUE(front.mean({0, 2}).isnan().all().item<bool>());
  EXPECT_TRUE(front.var({0, 2}, true).isnan().all().item<bool>());
  EXPECT_TRUE(front.transpose(0, 2).sum({0, 2}, true).equal(zeros({1, 3, 1, 5})));
  const Tensor s = scalar_tensor(2.5);
  EXPECT_EQ(s.sum(0).item<float>(), 2.5f);
  EXPECT_EQ(s.max().item<float>(), 2.5f);
  EXPECT_EQ(std::get<1>(s.max(0)).item<int64_t>(), 0);
  EXPECT_TRUE(std::isnan(s.var().item<float>()));
}

TEST(Reduce, LongRowsColumnsAndPieces) {
  // Exactly representable sums, by every path: pieces of one line, strips of columns, strided and in between.
  const int64_t n = 700000;
  Tensor x = empty({n, 3});
  for (int64_t i = 0; i < 3 * n; ++i) x.data_ptr<float>()[i] = static_cast<float>(i % 7);
  double total = 0;
  for (int64_t i = 0; i < 3 * n; ++i) total += static_cast<double>(i % 7);
  EXPECT_EQ(x.sum(kDouble).item<double>(), total);
  EXPECT_NEAR(x.sum().item<float>(), total, total * 1.2e-7);
  const Tensor columns = x.sum(0), strided = x.t().sum(1), rows = x.sum(1);
  EXPECT_TRUE(columns.allclose(strided, 1e-6));
  EXPECT_EQ(rows.sum(kDouble).item<double>(), total);
  EXPECT_EQ(x.view({7, 100000, 3}).sum({0, 2}).sum(kDouble).item<double>(), total);
  EXPECT_NEAR(x.var().item<float>(), 4.0, 1e-4);
  EXPECT_NEAR(x.mean().item<float>(), 3.0, 1e-5);
  EXPECT_NEAR(x.norm().item<float>(), std::sqrt(13.0 * 3 * n), 0.01);
}

TEST(Reduce, ArgmaxFindsTheFirstAndNaN) {
  Tensor x = zeros({5000});
  float* p = x.data_ptr<float>();
  p[4100] = p[4900] = 2;
  EXPECT_EQ(x.argmax().item<int64_t>(), 4100);
  EXPECT_EQ(x.argmin().item<int64_t>(), 0);
  p[4500] = NAN;
  EXPECT_EQ(x.argmax().item<int64_t>(), 4500);
  EXPECT_EQ(x.argmin().item<int64_t>(), 4500);
  EXPECT_TRUE(std::isnan(x.max().item<float>()));
  const Tensor y = full({3, 4}, -inf);
  EXPECT_EQ(y.argmax().item<int64_t>(), 0);
  EXPECT_EQ(std::get<1>(y.max(0)).sum().item<int64_t>(), 0);
}

TEST(Reduce, SumToSizeUndoesBroadcasting) {
  const Tensor x = numbers({2, 3, 4});
  EXPECT_TRUE(sum_to_size(x, {3, 1}).equal(x.sum({0, 2}).view({3, 1})));
  EXPECT_TRUE(sum_to_size(x, {}).equal(x.sum()));
  EXPECT_TRUE(sum_to_size(x, {2, 3, 4}).is_same(x));
  EXPECT_EQ(sum_to_size(ones({3, 2}, kInt), {2}).scalar_type(), kInt);
}

TEST(Reduce, EqualComparesShapesAndValues) {
  const Tensor x = numbers({3, 4});
  EXPECT_TRUE(x.equal(x.clone()));
  EXPECT_FALSE(x.equal(x.view({4, 3})));
  EXPECT_FALSE(x.equal(x + 1));
  EXPECT_TRUE(x.t().equal(x.t().contiguous()));
  EXPECT_FALSE(input('n').equal(input('n')));
  EXPECT_TRUE(x.allclose(x + 1e-7));
  EXPECT_FALSE(x.allclose(x + 1e-2));
}

}  // namespace
}  // namespace facula
