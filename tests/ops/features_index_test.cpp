// Indexing (IX) of FEATURES.md, with the worked numbers that go with it.
#include <gtest/gtest.h>

#include <functional>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
using test::values;
using Numbers = std::vector<double>;
using Ints = std::vector<int64_t>;

Ints sizes(const Tensor& t) { return t.sizes().vec(); }
Tensor nine() { return arange(1, 10).view({3, 3}); }

TEST(Features, IX01) {
  const Tensor x = arange(24).view({2, 3, 4});
  EXPECT_EQ(sizes(x[0]), (Ints{3, 4}));
  EXPECT_EQ(sizes(x[0][1]), (Ints{4}));
  EXPECT_EQ(x[0].data_ptr(), x.data_ptr()) << "a view";
  const Tensor one = x.index({0, 1, 2});
  EXPECT_EQ(one.dim(), 0) << "a tensor, not a number";
  EXPECT_EQ(one.item<int64_t>(), 6);
  EXPECT_EQ(arange(5)[-1].item<int64_t>(), 4);
  EXPECT_EQ(nine().index({-1, -1}).item<int64_t>(), 9);
}
TEST(Features, IX02) {
  const Tensor x = rand({4, 5, 6}), t = arange(10);
  const Tensor part = x.index({Slice(1, 3), Slice(), Slice(2, 4)});
  EXPECT_EQ(sizes(part), (Ints{2, 5, 2}));
  EXPECT_EQ(part.data_ptr(), x[1][0][2].data_ptr()) << "a view";
  EXPECT_EQ(values(t.slice(0, 2, 5)), (Numbers{2, 3, 4}));
  EXPECT_EQ(values(t.index({Slice(7, 100)})), (Numbers{7, 8, 9})) << "clipped";
  EXPECT_EQ(t.index({Slice(5, 2)}).numel(), 0);
}
TEST(Features, IX03) {
  const Tensor t = arange(10), stepped = t.index({Slice(None, None, 2)});
  EXPECT_EQ(values(stepped), (Numbers{0, 2, 4, 6, 8}));
  EXPECT_EQ(stepped.data_ptr(), t.data_ptr());
  EXPECT_FALSE(stepped.is_contiguous());
  EXPECT_EQ(values(nine().index({Slice(), Slice(None, None, 2)})), (Numbers{1, 3, 4, 6, 7, 9}));
  EXPECT_EQ(sizes(rand({10, 8, 6}).index({Slice(), Slice(None, None, 2)})), (Ints{10, 4, 6}));
}
TEST(Features, IX04) {
  const Tensor t = arange(10);
  EXPECT_THROWN("ValueError: step must be greater than zero", t.index({Slice(None, None, -1)}));
  EXPECT_EQ(values(t.flip(0)), (Numbers{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
}
TEST(Features, IX05) {
  const Tensor m = nine(), t = rand({4, 3, 2});
  EXPECT_EQ(values(m[0]), (Numbers{1, 2, 3}));
  EXPECT_EQ(values(m.index({Slice(), 0})), (Numbers{1, 4, 7}));
  EXPECT_EQ(sizes(t.index({Slice(), 1, Slice()})), (Ints{4, 2}));
  EXPECT_EQ(sizes(t.index({-1, Slice(), -1})), (Ints{3}));
}
TEST(Features, IX06) {
  const Tensor m = arange(12).view({3, 4});
  EXPECT_TRUE(m.index({Slice(None, 2), Slice(None, 2)}).equal(tensor({{0, 1}, {4, 5}})));
  EXPECT_TRUE(m.index({Slice(1, None), Slice(2, None)}).equal(tensor({{6, 7}, {10, 11}})));
  EXPECT_EQ(sizes(m.index({Slice(), Slice(None, 2)})), (Ints{3, 2})) << "not the top-left block of text 3";
}
TEST(Features, IX07) {
  EXPECT_EQ(sizes(rand({4, 5, 6}).index({"...", 0})), (Ints{4, 5}));
  EXPECT_EQ(sizes(rand({2, 3, 4}).index({Ellipsis, -1})), (Ints{2, 3}));
}
TEST(Features, IX08) {
  const Tensor x = rand({4, 5, 6}), picked = x.index({tensor({0, 2, 3})});
  EXPECT_EQ(sizes(picked), (Ints{3, 5, 6}));
  EXPECT_FALSE(picked.is_alias_of(x));
  EXPECT_TRUE(x.index({tensor({-1})})[0].equal(x[3]));
  EXPECT_THROWN("IndexError: index 4 is out of bounds for dimension 0 with size 4", x.index({tensor({4})}));
}
TEST(Features, IX09) {
  const Tensor t = tensor({10, 20, 30, 40, 50}), m = nine();
  EXPECT_EQ(values(t.index({tensor({0, 2, 4})})), (Numbers{10, 30, 50}));
  EXPECT_TRUE(m.index({tensor({0, 2})}).equal(tensor({{1, 2, 3}, {7, 8, 9}})));
}
TEST(Features, IX10) {
  const Tensor m = nine(), rows = tensor({0, 1, 2}), cols = tensor({2, 1, 0});
  EXPECT_EQ(values(m.index({rows, cols})), (Numbers{3, 5, 7}));
  EXPECT_TRUE(m.index({rows.unsqueeze(1), cols}).equal(m.flip(1))) << "they broadcast together";
  EXPECT_TRUE(m.index({rows, tensor(1)}).equal(m.index({Slice(), 1})));
}
TEST(Features, IX11) {
  const Tensor x = rand({10, 8, 6}), rows = tensor({0, 3, 7}), cols = tensor({1, 4});
  const Tensor picked = x.index({rows.unsqueeze(1), cols});
  EXPECT_EQ(sizes(picked), (Ints{3, 2, 6}));
  EXPECT_TRUE(picked[2][1].equal(x[7][4]));
  EXPECT_THROWN(
      "IndexError: shape mismatch: indexing tensors could not be broadcast together with shapes [3], [2]",
      x.index({rows, cols}));
}
TEST(Features, IX12) {
  const Tensor t = tensor({1, 5, 3, 8, 2, 9}), m = nine();
  EXPECT_EQ(values(t.index({t > 4})), (Numbers{5, 8, 9}));
  EXPECT_EQ(values(m.masked_select(m > 5)), (Numbers{6, 7, 8, 9}));
  EXPECT_FALSE(t.index({t > 0}).is_alias_of(t));
  EXPECT_THROW(t.index({m > 5}), IndexError);
}
TEST(Features, IX13) {
  const Tensor m = nine();
  EXPECT_TRUE(m.index({tensor({true, false, true})}).equal(tensor({{1, 2, 3}, {7, 8, 9}})));
  EXPECT_EQ(sizes(m.index({zeros({3}, kBool)})), (Ints{0, 3}));
  EXPECT_THROW(m.index({tensor({true, false})}), IndexError);
}
TEST(Features, IX14) {
  Tensor a = tensor({1, 5, 3, 8, 2}), b = a.clone();
  a.index_put_({a > 4}, 0);
  b.masked_fill_(b > 4, 0);
  EXPECT_EQ(values(a), (Numbers{1, 0, 3, 0, 2}));
  EXPECT_EQ(values(b), (Numbers{1, 0, 3, 0, 2}));
}
TEST(Features, IX15) {
  Tensor base = zeros({4}), b = base.view({2, 2}), image = zeros({10, 10});
  b.index_put_({0, 0}, 99);
  EXPECT_EQ(values(base), (Numbers{99, 0, 0, 0}));
  b[1][1] = 7;
  EXPECT_EQ(values(base), (Numbers{99, 0, 0, 7}));
  image.index_put_({Slice(), Slice(4, 6)}, 5.0);
  EXPECT_EQ(values(image.sum(0)), (Numbers{0, 0, 0, 0, 50, 50, 0, 0, 0, 0}));
  image.index_put_({Slice(0, 2)}, arange(10.));
  EXPECT_TRUE(image[1].equal(arange(10.))) << "the value broadcasts";
}
TEST(Features, IX16) {
  const Tensor t = tensor({{1., 2.}, {3., 4.}}).requires_grad_(), i = tensor({{0, 0}, {1, 0}});
  const Tensor y = gather(t, 1, i);
  EXPECT_EQ(values(y), (Numbers{1, 1, 4, 3}));
  y.sum().backward();
  EXPECT_EQ(values(t.grad()), (Numbers{2, 0, 1, 1}));
  EXPECT_THROWN("IndexError: index 7 is out of bounds for dimension 1 with size 2",
                gather(t, 1, tensor({{7}})));
  EXPECT_THROWN("Error: gather(): Expected dtype int64 for index", gather(t, 1, i.to(kInt)));
}
TEST(Features, IX17) {
  nn::LSTM lstm(nn::LSTMOptions(2, 3).num_layers(2).batch_first(true));
  const auto [out, state] = lstm->forward(rand({4, 5, 2}));
  const Tensor last = out.index({Slice(), -1});
  EXPECT_EQ(sizes(last), (Ints{4, 3}));
  EXPECT_TRUE(last.equal(out.select(1, -1)));
  EXPECT_TRUE(last.equal(std::get<0>(state)[1])) << "h_n of the last layer";
}
TEST(Features, IX18) {
  const Tensor t = rand({4, 3, 28, 28}), first = t.index({Slice(), 0});
  EXPECT_EQ(sizes(first), (Ints{4, 28, 28}));
  EXPECT_TRUE(first.equal(t.select(1, 0)));
  EXPECT_EQ(first.data_ptr(), t.data_ptr());
}
TEST(Features, IX19) {
  const Tensor x = rand({5, 2, 3});
  const auto steps = x.unbind(0);
  ASSERT_EQ(steps.size(), 5u);
  for (int64_t t = 0; t < x.size(0); ++t) {
    EXPECT_EQ(sizes(x[t]), (Ints{2, 3}));
    EXPECT_EQ(x[t].data_ptr(), steps[static_cast<size_t>(t)].data_ptr()) << "views of one memory";
    EXPECT_TRUE(x[t].is_alias_of(x));
  }
}
TEST(Features, IX20) {  // gradients through every kind of indexing; those of an index met twice add up
  const auto gradient = [](const std::function<Tensor(const Tensor&)>& f) {
    const Tensor x = nine().to(kDouble).requires_grad_();
    f(x).sum().backward();
    return values(x.grad());
  };
  EXPECT_EQ(gradient([](const Tensor& x) { return x[1]; }), (Numbers{0, 0, 0, 1, 1, 1, 0, 0, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.index({Slice(None, None, 2), 0});
            }),
            (Numbers{1, 0, 0, 0, 0, 0, 1, 0, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.index({tensor({0, 0, 2})});
            }),
            (Numbers{2, 2, 2, 0, 0, 0, 1, 1, 1}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.index({tensor({0, 0}), tensor({1, 1})});
            }),
            (Numbers{0, 2, 0, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) { return x.index({x.detach() > 7}); }),
            (Numbers{0, 0, 0, 0, 0, 0, 0, 1, 1}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.index_select(1, tensor({1, 1}));
            }),
            (Numbers{0, 2, 0, 0, 2, 0, 0, 2, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.gather(1, tensor({{2, 2}}));
            }),
            (Numbers{0, 0, 2, 0, 0, 0, 0, 0, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) {
              return x.take(tensor({4, 4, 4}));
            }),
            (Numbers{0, 0, 0, 0, 3, 0, 0, 0, 0}));
  EXPECT_EQ(gradient([](const Tensor& x) { return x.index_put({tensor({0})}, zeros({3}, kDouble)); }),
            (Numbers{0, 0, 0, 1, 1, 1, 1, 1, 1}));
}

TEST(Features, WN33) {
  const Tensor t = arange(24).view({2, 3, 4});
  EXPECT_EQ(t.index({0, 1, 2}).item<int64_t>(), 6);
  EXPECT_EQ(sizes(t[0]), (Ints{3, 4}));
  EXPECT_EQ(sizes(t.index({0, 1})), (Ints{4}));
  EXPECT_EQ(sizes(t.index({Slice(), Slice(None, 2), Slice()})), (Ints{2, 2, 4}));
  EXPECT_EQ(sizes(t.index({"...", -1})), (Ints{2, 3}));
}
TEST(Features, WN34) {
  const Tensor t = arange(60).view({5, 4, 3}), last = t.index({"...", -1});
  EXPECT_TRUE(t[2].equal(arange(24, 36).view({4, 3})));
  EXPECT_EQ(values(t.index({0, 1, Slice()})), (Numbers{3, 4, 5}));
  EXPECT_EQ(sizes(last), (Ints{5, 4}));
  EXPECT_EQ(values(last[0]), (Numbers{2, 5, 8, 11}));
}
TEST(Features, WN35) {
  const Tensor t = arange(10);
  EXPECT_EQ(values(t.index({Slice(2, 5)})), (Numbers{2, 3, 4}));
  EXPECT_EQ(values(t.index({Slice(None, 3)})), (Numbers{0, 1, 2}));
  EXPECT_EQ(values(t.index({Slice(7, None)})), (Numbers{7, 8, 9}));
  EXPECT_EQ(values(t.index({Slice(None, None, 2)})), (Numbers{0, 2, 4, 6, 8}));
  EXPECT_EQ(values(t.flip(0)), (Numbers{9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
}
TEST(Features, WN36) {
  const Tensor m = nine();
  EXPECT_EQ(m[0][0].item<int64_t>(), 1);
  EXPECT_EQ(m.index({1, 2}).item<int64_t>(), 6);
  EXPECT_EQ(m.index({-1, -1}).item<int64_t>(), 9);
  EXPECT_EQ(values(m[0]), (Numbers{1, 2, 3}));
  EXPECT_EQ(values(m.index({Slice(), 0})), (Numbers{1, 4, 7}));
}
TEST(Features, WN37) {
  const Tensor m = arange(12).view({3, 4});
  EXPECT_TRUE(m.index({Slice(1, None), Slice(2, None)}).equal(tensor({{6, 7}, {10, 11}})));
  EXPECT_TRUE(m.index({Slice(), Slice(None, None, 2)}).equal(tensor({{0, 2}, {4, 6}, {8, 10}})));
}
TEST(Features, WN38) {
  const Tensor t = tensor({1, 5, 3, 8, 2, 9});
  EXPECT_EQ(values(t.index({t > 4})), (Numbers{5, 8, 9}));
  EXPECT_EQ(values(t.index({(t > 2) & (t < 8)})), (Numbers{5, 3}));
  EXPECT_EQ(values(t.index({(t < 3) | (t > 7)})), (Numbers{1, 8, 2, 9}));
}
TEST(Features, WN39) { EXPECT_EQ(values(nine().index({nine() > 5})), (Numbers{6, 7, 8, 9})); }
TEST(Features, WN40) {
  Tensor t = tensor({1, 5, 3, 8, 2});
  t.index_put_({t > 4}, 0);
  EXPECT_EQ(values(t), (Numbers{1, 0, 3, 0, 2}));
}
TEST(Features, WN41) {
  EXPECT_EQ(values(tensor({10, 20, 30, 40, 50}).index({tensor({0, 2, 4})})), (Numbers{10, 30, 50}));
  EXPECT_EQ(values(nine().index({tensor({0, 1, 2}), tensor({2, 1, 0})})), (Numbers{3, 5, 7}));
}
TEST(Features, WN42) {
  EXPECT_TRUE(gather(tensor({{1, 2}, {3, 4}}), 1, tensor({{0, 0}, {1, 0}})).equal(tensor({{1, 1}, {4, 3}})));
}

}  // namespace
}  // namespace facula
