// Statistics, searching, splitting, scattering: results that need no table, and errors.
#include "facula/ops/statistics.h"

#include <gtest/gtest.h>

#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::values;
using Numbers = std::vector<double>;

TEST(Statistics, ModeTakesTheLastOfTheMostFrequent) {
  const auto [v, i] = tensor({3, 1, 3, 2, 1, 3}).mode();
  EXPECT_EQ(v.item<int64_t>(), 3);
  EXPECT_EQ(i.item<int64_t>(), 5);
}

TEST(Statistics, UniqueOfSlices) {
  const Tensor x = tensor({{1, 2}, {0, 1}, {1, 2}, {0, 3}});
  const auto [v, inverse, counts] = unique_dim(x, 0, true, true, true);
  EXPECT_EQ(values(v), (Numbers{0, 1, 0, 3, 1, 2}));
  EXPECT_EQ(values(inverse), (Numbers{2, 0, 2, 1}));
  EXPECT_EQ(values(counts), (Numbers{1, 1, 2}));
  EXPECT_EQ(values(std::get<0>(unique_dim(x, 1))), values(x));
  const auto [runs, at, lengths] =
      unique_consecutive(tensor({{1, 1}, {1, 1}, {2, 2}, {1, 1}}), true, true, 0);
  EXPECT_EQ(values(runs), (Numbers{1, 1, 2, 2, 1, 1}));
  EXPECT_EQ(values(at), (Numbers{0, 0, 1, 2}));
  EXPECT_EQ(values(lengths), (Numbers{2, 1, 1}));
  const auto [flat, none, few] = unique_consecutive(tensor({1, 1, 2}));
  EXPECT_EQ(values(flat), (Numbers{1, 2}));
  EXPECT_EQ(few.numel(), 0);
}

TEST(Statistics, HistogramOfPoints) {
  const Tensor x = tensor({{0., 0.}, {0.9, 0.1}, {2., 2.}, {5., 1.}});
  const auto [hist, edges] = histogramdd(x, {tensor({0., 1., 2.}), tensor({0., 1., 3.})});
  EXPECT_EQ(values(hist), (Numbers{2, 0, 0, 1}));
  EXPECT_EQ(edges.size(), 2u);
  EXPECT_EQ(values(std::get<0>(histogramdd(x.slice(0, 0, 3), {2, 1}))), (Numbers{2, 1}));
}

TEST(Statistics, ErrorsSayWhatPyTorchSays) {
  const Tensor x = arange(6.).view({2, 3});
  EXPECT_EQ(message_of([] { quantile(empty({0}), 0.5); }), "quantile() input tensor must be non-empty");
  EXPECT_EQ(message_of([&] { quantile(x, x); }), "quantile() q must be a scalar or 1D tensor");
  EXPECT_EQ(message_of([&] { quantile(x.to(kLong), 0.5); }),
            "quantile() input tensor must be either float or double dtype");
  EXPECT_EQ(message_of([&] { quantile(x, tensor(0.5, kDouble)); }),
            "quantile() q tensor must be same dtype as the input tensor");
  EXPECT_EQ(message_of([&] { quantile(x, 1.5); }), "quantile() q must be in the range [0, 1] but got 1.5");
  EXPECT_EQ(message_of([&] { quantile(x, tensor({1.5})); }),
            "quantile() q values must be in the range [0, 1]");
  EXPECT_EQ(
      message_of([&] { quantile(x, 0.5, std::nullopt, false, "foo"); }),
      "quantile() interpolation must be one of linear, lower, higher, midpoint or nearest, but got foo");
  EXPECT_EQ(message_of([] {
              empty({2, 0}).mode(1);
            }),
            "mode(): Expected reduction dim 1 to have non-zero size.");
  EXPECT_EQ(message_of([&] { x.to(kComplexFloat).mode(); }),
            "\"mode_cpu\" not implemented for 'ComplexFloat'");
  EXPECT_EQ(message_of([&] { bincount(x); }), "\"bincount_cpu\" not implemented for 'Float'");
  EXPECT_EQ(message_of([] {
              bincount(tensor({1, -1}));
            }),
            "bincount only supports 1-d non-negative integral inputs.");
  EXPECT_EQ(message_of([] { bincount(tensor({1}), ones({2})); }),
            "weights should be 1-d and have the same length as input");
  EXPECT_EQ(message_of([] { bincount(tensor({1}), std::nullopt, -1); }), "minlength should be >= 0");
  EXPECT_EQ(message_of([] { histc(arange(3)); }), "\"histogram_cpu\" not implemented for 'Long'");
  EXPECT_EQ(message_of([&] { histc(x, 0); }),
            "torch.histogram(): bins must be > 0, but got 0 for dimension 0");
  EXPECT_EQ(message_of([&] { histc(x, 4, 3, 1); }), "torch.histc: max must be larger than min");
  EXPECT_EQ(message_of([] {
              histc(tensor({1., double{INFINITY}}), 4);
            }),
            "torch.histc: range of [1, inf] is not finite");
  EXPECT_EQ(
      message_of([&] { histogram(x, ones({3}, kDouble)); }),
      "torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype "
      "float and bins for dimension 0 with dtype double");
  EXPECT_EQ(message_of([&] {
              cov(ones({2, 2, 2}));
            }),
            "cov(): expected input to have two or fewer dimensions but got an input with 3 dimensions");
  EXPECT_EQ(message_of([&] { cov(x > 0); }), "cov(): bool dtype is not supported for input");
  EXPECT_EQ(message_of([&] {
              cov(x, 1, tensor({1., 2., 3.}));
            }),
            "cov(): expected fweights to have integral dtype but got fweights with Float dtype");
  EXPECT_EQ(message_of([&] { cov(x, 1, tensor({1, 2, -3})); }), "cov(): fweights cannot be negative");
  EXPECT_EQ(
      message_of([&] {
        cov(x, 1, std::nullopt, tensor({1., 2.}));
      }),
      "cov(): expected aweights to have the same numel as there are observations in the input but got 2 != "
      "3");
  EXPECT_EQ(message_of([&] {
              cov(x, 1, tensor({0, 0, 0}));
            }),
            "cov(): weights sum to zero, can't be normalized");
  EXPECT_EQ(message_of([] { diff(tensor(1.)); }), "diff expects input to be at least one-dimensional");
  EXPECT_EQ(message_of([&] { diff(x, -1); }), "order must be non-negative but got -1");
  EXPECT_EQ(message_of([&] { diff(x, 1, 0, ones({3})); }),
            "diff expects prepend or append to be the same dimension as input");
  EXPECT_EQ(message_of([&] { trapezoid(x, ones({2})); }),
            "trapezoid: There must be one `x` value for each sample point");
  EXPECT_EQ(message_of([&] { trapezoid(x > 0); }),
            "trapezoid: received a bool input for `y`, but bool is not supported");
}

TEST(Sort, SearchErrorsSayWhatPyTorchSays) {
  const Tensor x = arange(6.).view({2, 3});
  const std::string op = "torch.searchsorted(): ";
  EXPECT_EQ(message_of([&] { searchsorted(tensor(1.), x); }),
            op + "boundaries tensor should have positive dimension, but got 0 dimension");
  EXPECT_EQ(
      message_of([&] { searchsorted(x, 1.); }),
      op + "input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries "
           "tensor dim(2) and input value's dim(0) numel(1)");
  EXPECT_EQ(message_of([&] { searchsorted(ones({3}), x, false, false, "foo"); }),
            op + "side can only be 'left' or 'right' but got foo");
  EXPECT_EQ(message_of([&] { searchsorted(ones({3}), x, false, true, "left"); }),
            op + "side and right can't be set to opposites, got side of left while right was True");
  EXPECT_EQ(
      message_of([&] {
        searchsorted(ones({3}), x, false, false, std::nullopt, tensor({0, 1}));
      }),
      op + "boundary and sorter must have the same size, but got boundary tensor [3]and got sorter tensor "
           "[2]");
  EXPECT_EQ(message_of([&] {
              searchsorted(ones({3}), x, false, false, std::nullopt, tensor({0, 1, 7}));
            }),
            op + "sorter index out of range");
  EXPECT_EQ(message_of([&] { bucketize(x, x); }), "boundaries tensor must be 1 dimension, but got dim(2)");
  EXPECT_EQ(searchsorted(tensor({1., 3.}), 2).item<int64_t>(), 1);
  EXPECT_EQ(message_of([&] { isin(x, x.to(kComplexFloat)); }),
            "Unsupported input type encountered for isin(): ComplexFloat");
  EXPECT_EQ(message_of([] {
              unique_dim(empty({2, 0}), 0);
            }),
            "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied");
}

TEST(View, SplitAndScatterErrors) {
  const Tensor x = arange(6.).view({2, 3});
  EXPECT_EQ(message_of([] { hsplit(tensor(1.), 2); }),
            "torch.hsplit requires a tensor with at least 1 dimension, but got a tensor with 0 dimensions!");
  EXPECT_EQ(
      message_of([&] { hsplit(x, 2); }),
      "torch.hsplit attempted to split along dimension 1, but the size of the dimension 3 is not divisible "
      "by the split_size 2!");
  EXPECT_EQ(message_of([&] { dsplit(x, 2); }),
            "torch.dsplit requires a tensor with at least 3 dimension, but got a tensor with 2 dimensions!");
  EXPECT_EQ(message_of([&] { tensor_split(x, tensor({1.})); }),
            "tensor_split expected tensor_indices_or_sections to have dtype of long, but got Float");
  EXPECT_EQ(tensor_split(x, tensor({1, 2}), 1).size(), 3u);
  EXPECT_EQ(message_of([&] { select_scatter(x, ones({2}), 0, 0); }),
            "expected src to have a size equal to the slice of self. src size = [2], slice size = [3]");
  EXPECT_EQ(message_of([] { ones({3}).fill_diagonal_(1); }), "dimensions must larger than 1");
  EXPECT_EQ(message_of([] {
              ones({3, 2, 2}).fill_diagonal_(1);
            }),
            "all dimensions of input must be of equal length");
  EXPECT_EQ(message_of([&] { x.narrow(0, tensor(0.), 1); }), "start must be an 0-dim integral Tensor.");
  EXPECT_EQ(values(x.narrow(0, tensor(1), 1)), (Numbers{3, 4, 5}));
}

TEST(Cat, GridErrorsSayWhatPyTorchSays) {
  const Tensor x = arange(6.).view({2, 3});
  EXPECT_EQ(message_of([&] { x.repeat_interleave(-1); }), "repeats can not be negative");
  EXPECT_EQ(message_of([&] {
              x.repeat_interleave(tensor({1, 2}));
            }),
            "repeats must have the same size as input along dim");
  EXPECT_EQ(message_of([&] {
              x.repeat_interleave(tensor({1, 2}), 0, 4);
            }),
            "allocated size does not match required size");
  EXPECT_EQ(message_of([] {
              repeat_interleave(tensor({{1, 2}}));
            }),
            "repeat_interleave only accept 1D vector as repeat");
  EXPECT_EQ(values(repeat_interleave(tensor({2, 0, 1}))), (Numbers{0, 0, 2}));
  EXPECT_EQ(message_of([] {
              meshgrid({ones({2}), ones({2}, kLong)}, "ij");
            }),
            "meshgrid expects all tensors to have the same dtype");
  EXPECT_EQ(message_of([] { meshgrid({ones({2})}, "ab"); }),
            "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: ab");
  EXPECT_EQ(message_of([&] { cartesian_prod({x}); }), "Expect a 1D vector, but got shape [2, 3]");
  EXPECT_EQ(message_of([] { combinations(ones({3}), -1); }), "Expect a non-negative number, but got -1");
  EXPECT_EQ(message_of([] {
              block_diag({ones({2, 2, 2})});
            }),
            "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input 0 has 3 dimensions");
}

TEST(Index, ReduceAndPutErrors) {
  const Tensor x = arange(6.).view({2, 3});
  const Tensor zero = tensor({{0}});
  EXPECT_EQ(
      message_of([&] {
        x.clone().put_(tensor({1}), tensor({1., 2.}));
      }),
      "put_(): Expected source and index to have the same number of elements, but got source.numel() = 2, "
      "index.numel() = 1");
  EXPECT_EQ(
      message_of([&] { x.clone().put_(tensor({1}), tensor({1})); }),
      "put_(): self and source expected to have the same dtype, but got self.dtype = Float and source.dtype "
      "= Long");
  EXPECT_EQ(message_of([&] { x.clone().put_(tensor({9}), tensor({1.})); }),
            "out of range: tried to access index 9 on a tensor of 6 elements.");
  EXPECT_EQ(message_of([&] {
              x.scatter_reduce(0, zero, ones({1, 1}), "foo");
            }),
            "reduce argument must be either sum, prod, mean, amax or amin.");
  EXPECT_EQ(message_of([&] {
              x.scatter_reduce(0, zero, ones({1, 1}, kLong), "sum");
            }),
            "scatter(): Expected self.dtype to be equal to src.dtype");
  EXPECT_EQ(message_of([&] { x.scatter(0, zero, 2, "foo"); }),
            "reduce argument must be either add or multiply.");
  EXPECT_EQ(message_of([&] {
              x.index_reduce(0, tensor({0}), ones({1, 3}), "sum");
            }),
            "index_reduce(): Expected reduce to be one of prod, mean, amax or amin but got sum.");
  EXPECT_EQ(message_of([&] {
              x.index_reduce(0, tensor({7}), ones({1, 3}), "prod");
            }),
            "index out of range in self");
  EXPECT_EQ(values(tensor({1, 2}).scatter_reduce(0, tensor({0, 0}), tensor({4, 4}), "mean")),
            (Numbers{3, 2}));
}

// ---- loops that only long or spread inputs reach, against plain ones

TEST(Sort, RanksOfLongLines) {
  manual_seed(3);
  for (const ScalarType t : {kFloat, kDouble, kInt, kShort, kByte})
    for (const int64_t n : {511, 513, 5000}) {
      const Tensor x = (randn({n, 2}, kDouble) * 100).to(t), sorted = std::get<0>(x.sort(0));
      for (const int64_t k : {int64_t{1}, n / 3, n}) {
        const auto [v, i] = kthvalue(x, k, 0);
        EXPECT_TRUE(v.equal(sorted.select(0, k - 1))) << t << ' ' << n << ' ' << k;
        EXPECT_TRUE(x.gather(0, i.unsqueeze(0)).squeeze(0).equal(v));
      }
    }
}

TEST(Sort, UniqueByTableAndBySorting) {
  const Tensor x = tensor({7, -3, 7, 5, 5, 7}), far = tensor({7, -3000000, 7, 5, 5, 7});
  for (const Tensor& t : {x, far, x.to(kDouble), x.to(kShort)}) {
    const auto [v, inverse, counts] = _unique2(t, true, true, true);
    EXPECT_EQ(values(v), (Numbers{t.is_same(far) ? -3000000. : -3., 5, 7}));
    EXPECT_EQ(v.scalar_type(), t.scalar_type());
    EXPECT_EQ(values(inverse), (Numbers{2, 0, 2, 1, 1, 2}));
    EXPECT_EQ(values(counts), (Numbers{1, 2, 3}));
  }
}

TEST(Scan, LongLines) {
  const int64_t n = 5000;
  const Tensor x = arange(n), want = x * (x + 1) / 2;
  EXPECT_TRUE(x.cumsum(0).equal(want.to(kLong)));
  EXPECT_TRUE(x.to(kFloat).cumsum(0).equal(want.to(kFloat)));
  Tensor nan = x.to(kFloat);
  nan[2100] = NAN;
  EXPECT_EQ(nan.cumsum(0).isnan().sum().item<int64_t>(), n - 2100);
  const auto [v, i] = nan.flip(0).cummax(0);
  EXPECT_EQ(v[10].item<float>(), 4999.f);
  EXPECT_EQ(i[n - 1].item<int64_t>(), n - 1 - 2100);
}

TEST(Cat, RowsThatLieApart) {
  const Tensor x = arange(2 * 3 * 40).view({2, 3, 40});
  const auto same = [](const std::vector<Tensor>& parts, int64_t dim) {
    std::vector<Tensor> dense;
    for (const Tensor& t : parts) dense.push_back(t.clone(MemoryFormat::Contiguous) + 0);
    Tensor want = empty(cat(dense, dim).sizes(), kLong);
    int64_t at = 0;
    for (const Tensor& t : dense) {
      want.narrow(dim, at, t.size(dim)).copy_(t);
      at += t.size(dim);
    }
    EXPECT_TRUE(cat(parts, dim).equal(want)) << dim;
  };
  for (int64_t dim : {0, 1, 2}) {
    same(x.chunk(4, 2), dim);
    same({x, x.flip(1)}, dim);
    same({x.transpose(0, 1).contiguous().transpose(0, 1), x}, dim);
    same({x.slice(2, 0, 20), x.slice(2, 20)}, dim);
    same({x.select(1, 0).unsqueeze(1).expand({2, 3, 40}), x}, dim);
    same({x.narrow(0, 0, 1).expand({2, 3, 40}), x}, dim);
  }
  EXPECT_TRUE(stack({x.select(2, 1), x.select(2, 2)}, 2).equal(x.slice(2, 1, 3)));
}

TEST(Cat, FlipsOfEveryLengthAndWidth) {
  for (const ScalarType t : {kByte, kHalf, kFloat, kDouble, kComplexDouble})
    for (int64_t n = 1; n < 20; ++n) {
      const Tensor x = arange(2 * n, kFloat).view({2, n}).to(t), y = x.flip(1);
      for (int64_t j = 0; j < n; ++j) EXPECT_TRUE(y.select(1, j).equal(x.select(1, n - 1 - j))) << t << n;
    }
}

TEST(Copy, OneValueSpread) {
  for (const ScalarType t : {kByte, kHalf, kFloat, kDouble, kComplexDouble}) {
    const Tensor column = arange(3, kFloat).to(t), wide = column.unsqueeze(1).expand({3, 70}).contiguous();
    for (int64_t j : {0, 33, 69}) EXPECT_TRUE(wide.select(1, j).equal(column)) << t;
  }
}

TEST(Reduce, ExtremesOfLongRows) {
  Tensor x = arange(300000, kFloat);
  x[70000] = -5;
  x[200000] = 1e6;
  const auto [low, high] = aminmax(x);
  EXPECT_EQ(low.item<float>(), -5.f);
  EXPECT_EQ(high.item<float>(), 1e6f);
  EXPECT_EQ(count_nonzero(x).item<int64_t>(), 299999);
  EXPECT_TRUE(nansum(tensor({double{INFINITY}, -double{INFINITY}, 1.})).isnan().item<bool>());
}

TEST(Scan, InPlaceTypes) {
  EXPECT_EQ(message_of([] { ones({2}).cumsum_(0, kDouble); }),
            "Bad in-place call: input tensor dtype float and output tensor dtype double should match");
  EXPECT_EQ(values(tensor({1, 2, 3}, kInt).cumprod_(0)), (Numbers{1, 2, 6}));
}

TEST(Resize, SetAndResizeAs) {
  Tensor x = arange(6.);
  x.resize_as_(ones({2, 3}));
  EXPECT_EQ(values(x), (Numbers{0, 1, 2, 3, 4, 5}));
  Tensor y = empty({0});
  y.set_(x.storage(), 1, {2}, {3});
  EXPECT_EQ(values(y), (Numbers{1, 4}));
  EXPECT_TRUE(y.is_set_to(x.as_strided({2}, {3}, 1)));
  EXPECT_FALSE(y.is_set_to(x));
  EXPECT_THROW(y.set_(x.storage(), 5, {2}), Error);
  y.set_();
  EXPECT_EQ(y.numel(), 0);
  EXPECT_TRUE(tensor(2).is_nonzero());
  EXPECT_FALSE(tensor({0.}).is_nonzero());
  EXPECT_EQ(message_of([] { ones({2}).is_nonzero(); }),
            "Boolean value of Tensor with more than one value is ambiguous");
}

}  // namespace
}  // namespace facula
