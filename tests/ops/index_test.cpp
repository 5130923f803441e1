#include "facula/ops/index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>
#include <string>

#include "facula/autograd/gradcheck.h"
#include "facula/core/warning.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"

namespace facula {
namespace {

using namespace indexing;
using autograd::gradcheck;
using autograd::gradgradcheck;

Tensor range(std::initializer_list<int64_t> shape, ScalarType dtype = kFloat) {
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  return arange(n, TensorOptions(dtype)).view(IntArrayRef(shape));
}
std::vector<double> values(const Tensor& t) {
  const Tensor d = t.detach().to(kDouble).contiguous();
  const auto* p = static_cast<const double*>(d.data_ptr());
  return {p, p + d.numel()};
}
Tensor put_at(const Tensor& x, TensorList indices, const Tensor& v, bool accumulate) {
  return index_put(x, indices, v, accumulate);
}
Tensor assign(const Tensor& x, std::initializer_list<TensorIndex> indices, const Tensor& v) {
  Tensor y = x.clone();
  y.index_put_(indices, v);
  return y;
}
Tensor assign(const Tensor& x, std::initializer_list<TensorIndex> indices, const Scalar& v) {
  Tensor y = x.clone();
  y.index_put_(indices, v);
  return y;
}
template <class E = Error, class F>
std::string message(F&& f) {
  try {
    f();
  } catch (const E& e) {
    return e.what();
  }
  return "nothing was thrown";
}

class QuietWarnings : public WarningHandler {
 public:
  QuietWarnings() { Warning::set_warning_handler(this); }
  ~QuietWarnings() override { Warning::set_warning_handler(nullptr); }
  void process(const SourceLocation&, const std::string& text, bool) override {
    ++count;
    last = text;
  }
  int count = 0;
  std::string last;
};

struct Inputs {
  Tensor x, m, v, i2, ineg, rows, cols, mask2, mask0, mask1;
  explicit Inputs(ScalarType dtype)
      : x(range({3, 4, 5}, dtype)),
        m(range({3, 4}, dtype)),
        v(range({6}, dtype)),
        i2(tensor({2, 0})),
        ineg(tensor({-1, 1})),
        rows(tensor({{0}, {2}})),
        cols(tensor({1, 3, 0})),
        mask2(range({3, 4}).remainder(3).eq(1)),
        mask0(tensor({true, false, true})),
        mask1(tensor({true, false, true, true})) {}
};

void check_case(const char* text, const Tensor& y, const std::vector<int64_t>& sizes,
                const std::vector<double>& expected) {
  EXPECT_EQ(y.sizes().vec(), sizes) << text;
  EXPECT_EQ(values(y), expected) << text;
}

TEST(Index, AgreesWithPyTorch) {
  const QuietWarnings quiet;
  const Inputs in(kFloat);
  const auto &x = in.x, &m = in.m, &v = in.v, &i2 = in.i2, &ineg = in.ineg, &rows = in.rows, &cols = in.cols,
             &mask2 = in.mask2, &mask0 = in.mask0, &mask1 = in.mask1;
#define UNWRAP(...) __VA_ARGS__
#define CASE(expression, sizes, expected) \
  check_case(#expression, expression, std::vector<int64_t> UNWRAP sizes, std::vector<double> UNWRAP expected);
#include "ops/index_cases.inc"
#undef CASE
}

// The same expressions on a tensor that requires grad take the path of recorded views.
TEST(Index, RecordedPathAgrees) {
  const QuietWarnings quiet;
  Inputs in(kFloat);
  in.x.requires_grad_();
  in.m.requires_grad_();
  const auto &x = in.x, &m = in.m, &v = in.v, &i2 = in.i2, &ineg = in.ineg, &rows = in.rows, &cols = in.cols,
             &mask2 = in.mask2, &mask0 = in.mask0, &mask1 = in.mask1;
#define CASE(expression, sizes, expected) \
  check_case(#expression, expression, std::vector<int64_t> UNWRAP sizes, std::vector<double> UNWRAP expected);
#include "ops/index_cases.inc"
#undef CASE
}

TEST(Index, EveryDtype) {
  for (ScalarType t : {kByte, kChar, kShort, kInt, kLong, kHalf, kFloat, kDouble, kBFloat16, kComplexFloat,
                       kComplexDouble}) {
    const Inputs in(t);
    EXPECT_EQ(values(in.m.index({in.i2, in.ineg})), (std::vector<double>{11, 1})) << toString(t);
    EXPECT_EQ(values(in.m.index_select(1, in.ineg + 1).select(0, 1)), (std::vector<double>{4, 6}))
        << toString(t);
    EXPECT_EQ(values(in.m.masked_select(in.mask2)), (std::vector<double>{1, 4, 7, 10})) << toString(t);
    EXPECT_EQ(values(in.v.index_add(0, tensor({1, 1}), in.v.slice(0, 2, 4))),
              (std::vector<double>{0, 6, 2, 3, 4, 5}))
        << toString(t);
    EXPECT_EQ(values(where(in.mask2, in.m, in.m.masked_fill(in.mask0.unsqueeze(1), 3)).select(0, 0)),
              (std::vector<double>{3, 1, 3, 3}))
        << toString(t);
    EXPECT_EQ(values(in.m.gather(0, tensor({{2, 0}}))), (std::vector<double>{8, 1})) << toString(t);
    EXPECT_EQ(values(in.v.slice(0, 1, 3).diag()), (std::vector<double>{1, 0, 0, 2})) << toString(t);
  }
  const Tensor b = tensor({true, false, true});
  EXPECT_EQ(values(b.index({tensor({1, 2})})), (std::vector<double>{0, 1}));
  EXPECT_EQ(values(b.scatter_add(0, tensor({1, 1}), tensor({true, true}))), (std::vector<double>{1, 1, 1}));
}

TEST(Index, ViewsWriteThrough) {
  Tensor x = zeros({3, 4});
  x.index({Slice(1, 3), Slice(0, 2)}).fill_(5);
  x.index_put_({0, 0}, 99);
  EXPECT_EQ(values(x), (std::vector<double>{99, 0, 0, 0, 5, 5, 0, 0, 5, 5, 0, 0}));
  EXPECT_TRUE(x.index({"...", 1}).is_alias_of(x));
  EXPECT_FALSE(x.index({tensor({0})}).is_alias_of(x));
  EXPECT_EQ(x.index({0}).strides(), IntArrayRef({1}));
  EXPECT_EQ(x[tensor(1)].sizes(), IntArrayRef({4}));
}

// A mask larger than the vectors and blocks of the kernels, of every element size.
TEST(Index, LongMasksAndIndices) {
  const int64_t n = 600011;  // enough for several threads
  const Tensor x = arange(n, TensorOptions(kDouble));
  const Tensor mask = x.remainder(7).lt(3);
  const Tensor at = nonzero(mask).squeeze(1);
  for (ScalarType t : {kLong, kInt, kFloat, kDouble, kComplexDouble}) {
    const Tensor y = x.to(t), s = y.masked_select(mask);
    EXPECT_TRUE(s.equal(y.index({at}))) << toString(t);
    EXPECT_TRUE(s.equal(y.index_select(0, at))) << toString(t);
    EXPECT_TRUE(s.equal(y.gather(0, at))) << toString(t);
    EXPECT_TRUE(zeros_like(y).masked_scatter(mask, s).equal(where(mask, y, zeros_like(y)))) << toString(t);
  }
  EXPECT_EQ(at.numel(), (n / 7) * 3 + std::min<int64_t>(n % 7, 3));
  EXPECT_EQ(values(x.remainder(251).to(kByte).masked_select(mask)), values(x.index({at}).remainder(251)));
}

TEST(Index, EmptyAndZeroDim) {
  const Tensor none = empty({0}, TensorOptions(kLong));
  EXPECT_EQ(zeros({0, 3}).index({none}).sizes(), IntArrayRef({0, 3}));
  EXPECT_EQ(zeros({3, 0}).index({tensor({9})}).sizes(), IntArrayRef({1, 0}));
  EXPECT_EQ(tensor(2.f).index({true}).sizes(), IntArrayRef({1}));
  EXPECT_EQ(tensor(2.f).index({tensor(false)}).sizes(), IntArrayRef({0}));
  EXPECT_EQ(tensor(2.f).index({None}).sizes(), IntArrayRef({1}));
  EXPECT_EQ(tensor(3.f).index_select(0, tensor({0})).dim(), 0);
  EXPECT_EQ(values(tensor(3.f).gather(0, tensor({0, 0}))), (std::vector<double>{3, 3}));
  EXPECT_EQ(zeros({2, 2}).masked_select(zeros({2, 2}).gt(0)).sizes(), IntArrayRef({0}));
  EXPECT_EQ(nonzero(tensor(1.f)).sizes(), IntArrayRef({1, 0}));
  EXPECT_EQ(nonzero(zeros({2, 3})).sizes(), IntArrayRef({0, 2}));
  EXPECT_EQ(zeros({0, 3}).tril().sizes(), IntArrayRef({0, 3}));
}

TEST(Index, StepsFarBeyondTheEnd) {
  const Tensor x = range({4, 3});
  const Tensor recorded = range({4, 3}).requires_grad_();
  for (const int64_t step : {int64_t{5}, int64_t{1} << 62, INT64_MAX})
    for (const Tensor& t : {x, recorded}) {
      EXPECT_TRUE(t.index({Slice(1, None, step)}).equal(x.narrow(0, 1, 1)));
      EXPECT_TRUE(t.index({Slice(4, None, step), None}).equal(empty({0, 1, 3})));
      EXPECT_TRUE(t.slice(1, 2, std::nullopt, step).equal(x.narrow(1, 2, 1)));
    }
  EXPECT_EQ(x.split(INT64_MAX).size(), 1u);
  EXPECT_EQ(x.split(INT64_MAX - 1, 1)[0].sizes(), IntArrayRef({4, 3}));
}

TEST(Index, WherePromotes) {
  const Tensor mask = tensor({true, false}), f = tensor({1.f, 2.f}), i = tensor({1, 2});
  EXPECT_EQ(where(mask, f, f.to(kDouble)).scalar_type(), kDouble);
  EXPECT_EQ(where(mask, i, 2.5).scalar_type(), kFloat);
  EXPECT_EQ(where(mask, f, 1).scalar_type(), kFloat);
  EXPECT_EQ(where(mask, 1, 2).scalar_type(), kLong);
  EXPECT_EQ(where(mask, 1., 2).scalar_type(), kFloat);
  EXPECT_EQ(where(mask, f.to(kHalf), tensor(2.5, kDouble)).scalar_type(), kHalf);
  EXPECT_EQ(where(mask, i, Scalar(complex<double>(1, 1))).scalar_type(), kComplexFloat);
  EXPECT_EQ(values(where(mask, i, 2.5)), (std::vector<double>{1, 2.5}));
}

TEST(Index, Errors) {
  const Tensor x = range({3, 4});
  auto says = [&](const char* text, auto f) {
    EXPECT_NE(message(f).find(text), std::string::npos) << message(f);
  };
  says("index 5 is out of bounds for dimension 0 with size 3", [&] { x.index({5}); });
  says("index 5 is out of bounds for dimension 1 with size 4", [&] { x.index({Slice(), 5}); });
  says("index -5 is out of bounds for dimension 1 with size 4", [&] { x.index({Slice(), tensor({-5})}); });
  says("index 5 is out of bounds for dimension 0 with size 3", [&] { x.index({tensor({5})}); });
  says("index 15 is out of bounds for dimension 1 with size 4", [&] {
    x.index({tensor({0}), tensor({15})});
  });
  says("too many indices for tensor of dimension 2", [&] { x.index({0, 0, 0}); });
  says("invalid index of a 0-dim tensor", [&] { tensor(1.f).index({0}); });
  says("too many indices for tensor of dimension 0", [&] { tensor(1.f).index({"...", 0}); });
  says("shape mismatch: indexing tensors could not be broadcast together with shapes [3], [2]", [&] {
    x.index({tensor({0, 1, 2}), tensor({0, 1})});
  });
  says(
      "The shape of the mask [2] at index 0 does not match the shape of the indexed tensor [3, 4] at index 0",
      [&] {
        x.index({tensor({true, false})});
      });
  says("tensors used as indices must be long, int, byte or bool tensors", [&] { x.index({tensor({0.5f})}); });
  says("Passing an empty index list to Tensor::index() is not valid syntax", [&] { x.index({}); });
  says("Passing an empty index list to Tensor::index_put_() is not valid syntax",
       [&] { Tensor(x).index_put_({}, 1); });
  says("Expected \"...\" to represent an ellipsis index, but got \"..\"", [&] { x.index({".."}); });
  says("slice step cannot be zero", [&] { x.index({Slice(0, 1, 0)}); });
  says("step must be greater than zero", [&] { x.index({Slice(None, None, -1)}); });
  says("shape mismatch: value tensor of shape [3] cannot be broadcast to indexing result of shape [2, 4]",
       [&] {
         put_at(x, {tensor({0, 1})}, ones({3}), false);
       });
  says("Index put requires the source and destination dtypes match, got Float for the destination and Long",
       [&] {
         put_at(x, {tensor({0, 1})}, tensor({1, 2, 3, 4}), false);
       });
  says("index is out of bounds for dimension with size 0", [&] { zeros({0, 3}).index({tensor({0})}); });
  says("index out of range in self", [&] { x.index_select(1, tensor({7})); });
  says("index_select(): Expected dtype int32 or int64 for index", [&] { x.index_select(0, tensor({0.f})); });
  says("index_select(): Index is supposed to be a vector", [&] { x.index_select(0, tensor({{0}})); });
  says("index out of range in self", [&] { x.index_add(0, tensor({7}), ones({1, 4})); });
  says("index_add_(): Number of indices (1) should be equal to source.size(dim): (2), for dim: 0", [&] {
    x.index_add(0, tensor({0}), ones({2, 4}));
  });
  says("index_copy_(): index 7 is out of bounds for dimension 0 with size 3", [&] {
    x.index_copy(0, tensor({7}), ones({1, 4}));
  });
  says("index_fill_(): Expected dtype int64 for index.", [&] { x.index_fill(0, tensor({0.f}), 1); });
  says("index 7 is out of bounds for dimension 1 with size 4", [&] { x.gather(1, tensor({{7}})); });
  says("gather(): Expected dtype int64 for index", [&] { x.gather(1, tensor({{0.f}})); });
  says("Index tensor must have the same number of dimensions as input tensor",
       [&] { x.gather(1, tensor({0})); });
  says(
      "Size does not match at dimension 0 expected index [5, 1] to be smaller than self [3, 4] apart from "
      "dimension 1",
      [&] {
        x.gather(1, zeros({5, 1}, kLong));
      });
  says("scatter(): Expected self.dtype to be equal to src.dtype", [&] {
    x.scatter(1, tensor({{0}}), ones({1, 1}, kDouble));
  });
  says(
      "Expected index [1, 2] to be smaller than self [3, 4] apart from dimension 1 and to be smaller size "
      "than src "
      "[1, 1]",
      [&] {
        x.scatter(1, tensor({{0, 0}}), ones({1, 1}));
      });
  says("out of range: tried to access index 12 on a tensor of 12 elements.", [&] { x.take(tensor({12})); });
  says("masked_fill_ only supports a 0-dimensional value tensor, but got tensor with 1 dimension(s).",
       [&] { x.masked_fill(x.gt(1), ones({2})); });
  says("masked_select: expected BoolTensor or ByteTensor for mask", [&] { x.masked_select(tensor({1})); });
  says("The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1", [&] {
    x.masked_select(tensor({true, false, true}));
  });
  says("Number of elements of source < number of ones in mask",
       [&] { x.masked_scatter(x.ge(0), ones({3})); });
  says("where expected condition to be a boolean tensor, but got a tensor with dtype Long",
       [&] { where(tensor({1}), x, x); });
  says("Dimension out of range (expected to be in range of [-1, 0], but got -2)", [&] { x[0].tril(); });
  EXPECT_NE(message<IndexError>([&] { x.index({tensor({5})}); }), "nothing was thrown");
  // a failed write leaves everything as it was
  Tensor y = zeros({3});
  EXPECT_THROW(y.index_put_({tensor({0, 9})}, 1), IndexError);
  EXPECT_EQ(values(y), (std::vector<double>{0, 0, 0}));
}

TEST(Index, Uint8WarnsAndWorks) {
  QuietWarnings warnings;
  const Tensor x = range({3});
  EXPECT_EQ(values(x.index({tensor({1, 0, 1}, kByte)})), (std::vector<double>{0, 2}));
  EXPECT_EQ(warnings.count, 1);
  EXPECT_NE(warnings.last.find("indexing with dtype torch.uint8 is now deprecated"), std::string::npos);
}

TEST(Index, TensorIndexPrints) {
  const std::vector<TensorIndex> list = {None, "...", Ellipsis, 0, true, Slice(1, None, 2)};
  std::ostringstream os;
  os << list;
  EXPECT_EQ(os.str(), "(None, ..., ..., 0, true, 1:9223372036854775807:2)");
  EXPECT_TRUE(list[0].is_none() && list[1].is_ellipsis() && list[3].is_integer() && list[4].is_boolean());
  EXPECT_TRUE(list[4].boolean());
  EXPECT_EQ(list[5].slice().stop(), INDEX_MAX);
}

// ---- gradients

Tensor param(std::initializer_list<int64_t> shape, double seed = 1) {
  Tensor t = (range(shape, kDouble) * 0.7 + seed).sin();
  t.requires_grad_();
  return t;
}

void check_gradients(const char* text, const variable_list& leaves, const autograd::GradcheckFunction& f) {
  EXPECT_EQ(message([&] { gradcheck(f, leaves); }), "nothing was thrown") << text;
  EXPECT_EQ(message([&] { gradgradcheck(f, leaves); }), "nothing was thrown") << text;
}
#define CHECK_GRADIENTS(inputs, ...)    \
  check_gradients(#__VA_ARGS__, inputs, \
                  [&](const variable_list& p) -> variable_list { return {__VA_ARGS__}; })

TEST(Index, GradientsOfReading) {
  const Inputs in(kDouble);
  const Tensor dup = tensor({1, 1, 0});
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index({dup}));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index({in.i2, None, in.ineg}));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index({in.mask2}));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index({in.mask0, Slice(1, 3)}));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index({Slice(None, None, 2), -1}));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).index_select(1, dup));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).gather(1, tensor({{1, 1}, {3, 0}})));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).take(tensor({{0, -1, 0}})));
  CHECK_GRADIENTS((variable_list{param({3, 4})}), (p[0] * p[0]).masked_select(in.mask1));
  CHECK_GRADIENTS((variable_list{param({3, 3})}), (p[0] * p[0]).tril(-1), (p[0] * p[0]).triu(),
                  (p[0] * p[0]).trace(), (p[0] * p[0]).diag(1));
  CHECK_GRADIENTS((variable_list{param({3})}), (p[0] * p[0]).diag(), (p[0] * p[0]).diag_embed(-1));
}

TEST(Index, GradientsOfWriting) {
  const Inputs in(kDouble);
  const Tensor dup = tensor({1, 1, 0}), pair = tensor({{1, 2}, {3, 0}});
  const variable_list two = {param({3, 4}), param({3, 4}, 2)}, scalar = {param({3, 4}), param({})};
  CHECK_GRADIENTS(two, index_put(p[0] * p[0], {dup}, p[1], true));
  CHECK_GRADIENTS(two, index_put(p[0] * p[0], {in.i2, in.ineg}, p[1][0].slice(0, 0, 2)));
  CHECK_GRADIENTS(two, p[0].index_add(0, dup, p[1] * p[1], 2));
  CHECK_GRADIENTS(two, p[0].index_copy(0, in.i2, p[1].slice(0, 0, 2)));
  CHECK_GRADIENTS(scalar, p[0].index_fill(1, in.ineg, p[1]));
  CHECK_GRADIENTS(two, (p[0] * p[0]).scatter(1, pair, p[1]));
  CHECK_GRADIENTS(two, (p[0] * p[0]).scatter(1, pair, 2.0));
  CHECK_GRADIENTS(two, (p[0] * p[0]).scatter_add(1, tensor({{1, 1}}), p[1] * p[1]));
  CHECK_GRADIENTS(scalar, (p[0] * p[0]).masked_fill(in.mask2, p[1] * p[1]));
  CHECK_GRADIENTS(two, (p[0] * p[0]).masked_scatter(in.mask2, p[1] * p[1]));
  CHECK_GRADIENTS(two, where(in.mask1, p[0] * p[0], p[1][0] * 2));
}

TEST(Index, GradientsOfWritingInPlace) {
  const Inputs in(kDouble);
  const variable_list two = {param({3, 4}), param({4}, 2)};
  CHECK_GRADIENTS(two, [&] {
    Tensor y = p[0] * p[0];
    y.index_put_({1}, p[1] * p[1]);
    y.index_put_({Slice(), tensor({0, 3})}, p[1].slice(0, 0, 2));
    y.index({Slice(), 2}).masked_fill_(in.mask0, 0.5);
    y.index_put_({Slice(0, 2), 1}, 3);
    return y * y;
  }());
}

TEST(Index, ChangedMaskIsNoticed) {
  const Tensor x = param({3}), i = tensor({0, 1});
  const Tensor y = x.index({i});
  i.fill_(2);
  EXPECT_NE(message([&] { y.sum().backward(); }).find("modified by an inplace operation"), std::string::npos);
}

}  // namespace
}  // namespace facula
