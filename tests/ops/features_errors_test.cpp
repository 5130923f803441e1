// Errors (ER) of FEATURES.md that tensors raise, with PyTorch's wording.
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using namespace indexing;
using test::values;
using Numbers = std::vector<double>;

Tensor mask(IntArrayRef sizes) { return ones(sizes, kBool); }

TEST(Features, ER01) {  // errors are exceptions that can be caught, in several ways, and objects stay usable
  const Tensor y = arange(6).view({2, 3}).t();
  const std::function<void()> misuses[] = {[&] { y.view({6}); }, [&] { y[7]; }, [&] { y.sum(5); },
                                           [&] { y + ones({7}); }, [&] { mm(y, y); }};
  for (const auto& misuse : misuses) {
    try {
      misuse();
      ADD_FAILURE() << "nothing was thrown";
    } catch (const std::exception& e) {
      EXPECT_GT(std::string(e.what()).size(), 20u) << e.what();
    }
    EXPECT_THROW(misuse(), Error);
    std::string text;
    std::thread([&] { text = test::thrown(misuse); }).join();
    EXPECT_EQ(text, test::thrown(misuse)) << "the same in another thread";
    EXPECT_EQ(values(y), (Numbers{0, 3, 1, 4, 2, 5})) << "still usable";
  }
  EXPECT_THROW(y[7], IndexError);
  EXPECT_THROW(y.sum(5), IndexError);
  // The loops that several threads share find a bad index, too.
  const Tensor wide = zeros({300000}), index = full({300000}, 300000, kLong);
  EXPECT_THROW(wide.index({index}), IndexError);
  EXPECT_THROW(wide.index_select(0, index), IndexError);
  EXPECT_EQ(y.view({3, 2}).sum().item<int64_t>(), 15);
}
TEST(Features, ER02) {
  const auto clash = [](int a, int b, int dim) {
    return "Error: The size of tensor a (" + std::to_string(a) + ") must match the size of tensor b (" +
           std::to_string(b) + ") at non-singleton dimension " + std::to_string(dim);
  };
  EXPECT_THROWN(clash(3, 2, 0), ones({3}) + ones({2}));
  EXPECT_THROWN(clash(3, 2, 1), ones({2, 3}) + ones({2}));
  EXPECT_THROWN(clash(5, 4, 2), ones({3, 1, 5}) + ones({3, 4}));
  EXPECT_THROWN(clash(3, 2, 0), ones({3}) * ones({2}));
  EXPECT_THROWN(clash(3, 2, 0), ones({3}) < ones({2}));
  EXPECT_THROWN(clash(3, 2, 0), pow(ones({3}), ones({2})));
  EXPECT_THROWN(clash(3, 2, 0), maximum(ones({3}), ones({2})));
  EXPECT_THROWN(clash(2, 3, 0), facula::where(mask({2}), ones({3}), ones({1})));
}
TEST(Features, ER03) {
  const Tensor x = ones({100, 10});
  EXPECT_THROWN(
      "Error: The size of tensor a (100) must match the size of tensor b (10) at non-singleton dimension 1",
      x.t() - x.mean(0));
  EXPECT_EQ((x.t() - x.mean(0).unsqueeze(1)).sizes(), IntArrayRef({10, 100}));
}
TEST(Features, ER04) {
  EXPECT_THROWN(
      "Error: view size is not compatible with input tensor's size and stride (at least one dimension "
      "spans across "
      "two contiguous subspaces). Use .reshape(...) instead.",
      arange(6).view({2, 3}).t().view({6}));
}
TEST(Features, ER05) {
  const Tensor a = arange(12);
  EXPECT_THROWN("Error: shape '[5, -1]' is invalid for input of size 12", a.reshape({5, -1}));
  EXPECT_THROWN("Error: shape '[5, 3]' is invalid for input of size 12", a.reshape({5, 3}));
  EXPECT_THROWN("Error: shape '[5, 3]' is invalid for input of size 12", a.view({5, 3}));
  EXPECT_THROWN("Error: only one dimension can be inferred", a.reshape({-1, -1}));
  EXPECT_THROWN("Error: only one dimension can be inferred", a.view({-1, -1}));
  EXPECT_THROWN("Error: invalid shape dimension -2", a.view({-2, 6}));
  EXPECT_THROWN(
      "Error: cannot reshape tensor of 0 elements into shape [-1, 0] because the unspecified dimension "
      "size -1 can "
      "be any value and is ambiguous",
      empty({0}).view({-1, 0}));
}
TEST(Features, ER09) {
  const auto text = [](const char* got) {
    return "Error: mean(): could not infer output dtype. Input dtype must be either a floating point or "
           "complex "
           "dtype. Got: " +
           std::string(got);
  };
  EXPECT_THROWN(text("Long"), arange(3).mean());
  EXPECT_THROWN(text("Long"), arange(3).mean(0));
  EXPECT_THROWN(text("Bool"), mask({2}).mean());
  EXPECT_EQ(arange(3).mean(kFloat).item<float>(), 1.f);
}
TEST(Features, ER10) {
  const Tensor t = arange(10);
  EXPECT_THROWN("ValueError: step must be greater than zero", t.index({Slice(None, None, -1)}));
  EXPECT_THROWN("ValueError: slice step cannot be zero", t.index({Slice(None, None, 0)}));
  EXPECT_THROWN("Error: slice step must be positive", t.slice(0, 0, 10, -1));
}
TEST(Features, ER11) {
  const Tensor t = ones({3}), m = ones({3, 4});
  EXPECT_THROWN("IndexError: index 5 is out of bounds for dimension 0 with size 3", t.index({5}));
  EXPECT_THROWN("IndexError: index -4 is out of bounds for dimension 0 with size 3", t.index({-4}));
  EXPECT_THROWN("IndexError: select(): index 5 out of range for tensor of size [3] at dimension 0", t[5]);
  EXPECT_THROWN("IndexError: select(): index 5 out of range for tensor of size [3] at dimension 0",
                t.select(0, 5));
  EXPECT_THROWN("IndexError: too many indices for tensor of dimension 1", t.index({0, 0}));
  EXPECT_THROWN("IndexError: index 3 is out of bounds for dimension 0 with size 3",
                m.index({tensor({0, 3})}));
  EXPECT_THROWN("IndexError: index -5 is out of bounds for dimension 0 with size 4",
                m.index({0, tensor({-5})}));
  EXPECT_THROWN("Error: start (2) + length (2) exceeds dimension size (3).", t.narrow(0, 2, 2));
  EXPECT_THROWN("IndexError: index out of range in self", t.index_select(0, tensor({3})));
  EXPECT_THROWN("IndexError: out of range: tried to access index 3 on a tensor of 3 elements.",
                t.take(tensor({3})));
  Tensor target = zeros({3});
  EXPECT_THROWN("IndexError: index 7 is out of bounds for dimension 0 with size 3",
                target.index_put_({tensor({7})}, ones({1})));
  EXPECT_EQ(values(target), (Numbers{0, 0, 0})) << "unchanged";
  EXPECT_THROWN(
      "IndexError: invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` "
      "in C++ to "
      "convert a 0-dim tensor to a number",
      tensor(1).index({0}));
}
TEST(Features, ER12) {
  EXPECT_THROWN(
      "IndexError: shape mismatch: indexing tensors could not be broadcast together with shapes [3], [2]",
      ones({10, 8, 6}).index({tensor({0, 3, 7}), tensor({1, 4})}));
}
TEST(Features, ER13) {
  const Tensor m = ones({3, 4});
  EXPECT_THROWN(
      "IndexError: The shape of the mask [2] at index 0 does not match the shape of the indexed tensor "
      "[3, 4] at "
      "index 0",
      m.index({mask({2})}));
  EXPECT_THROWN(
      "IndexError: The shape of the mask [3, 3] at index 1 does not match the shape of the indexed "
      "tensor [3, 4] at "
      "index 1",
      m.index({mask({3, 3})}));
  const std::string clash =
      "Error: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 1";
  EXPECT_THROWN(clash, m.masked_fill(mask({3}), 0));
  EXPECT_THROWN(clash, m.masked_select(mask({3})));
  EXPECT_THROWN("Error: masked_select: expected BoolTensor or ByteTensor for mask",
                m.masked_select(ones({3, 4})));
}
TEST(Features, ER14) {
  const Tensor t = ones({2, 2});
  EXPECT_THROWN("IndexError: index 2 is out of bounds for dimension 1 with size 2",
                t.gather(1, tensor({{2}})));
  EXPECT_THROWN("IndexError: index -1 is out of bounds for dimension 1 with size 2",
                t.gather(1, tensor({{-1}})));
  EXPECT_THROWN("Error: gather(): Expected dtype int64 for index", t.gather(1, tensor({{1}}, kInt)));
  EXPECT_THROWN("Error: Index tensor must have the same number of dimensions as input tensor",
                t.gather(1, tensor({1})));
  EXPECT_THROWN(
      "Error: Size does not match at dimension 1 expected index [1, 3] to be smaller than self [2, 2] "
      "apart from dimension 0",
      t.gather(0, zeros({1, 3}, kLong)));
}
TEST(Features, ER15) {  // every dim argument is checked, and the message has the range
  const Tensor t = ones({2, 2});
  const std::function<void()> calls[] = {[&] { t.sum(2); },
                                         [&] { t.mean(2); },
                                         [&] { t.prod(2); },
                                         [&] { t.softmax(2); },
                                         [&] { t.log_softmax(2); },
                                         [&] { cat({t}, 2); },
                                         [&] { t.transpose(0, 2); },
                                         [&] { t.argmax(2); },
                                         [&] { t.argmin(2); },
                                         [&] { t.cumsum(2); },
                                         [&] { t.cumprod(2); },
                                         [&] { t.sort(2); },
                                         [&] { t.argsort(2); },
                                         [&] { t.flatten(0, 2); },
                                         [&] { t.size(2); },
                                         [&] { t.stride(2); },
                                         [&] {
                                           t.permute({0, 2});
                                         },
                                         [&] { t.flip(2); },
                                         [&] { t.squeeze(2); },
                                         [&] { t.max(2); },
                                         [&] { t.min(2); },
                                         [&] { t.select(2, 0); },
                                         [&] { t.chunk(2, 2); },
                                         [&] { t.split(1, 2); },
                                         [&] { t.unbind(2); },
                                         [&] { t.topk(1, 2); },
                                         [&] { t.var(2); },
                                         [&] { t.std(2); },
                                         [&] { t.kthvalue(1, 2); },
                                         [&] { t.quantile(0.5, 2); },
                                         [&] { t.narrow(2, 0, 1); },
                                         [&] { t.slice(2); },
                                         [&] { t.index_select(2, tensor({0})); },
                                         [&] { t.gather(2, tensor({{0}})); },
                                         [&] { t.any(2); },
                                         [&] { t.all(2); },
                                         [&] { t.logsumexp(2); },
                                         [&] { t.median(2); },
                                         [&] { t.mode(2); },
                                         [&] { t.unfold(2, 1, 1); },
                                         [&] { t.roll(1, 2); },
                                         [&] { t.cummax(2); },
                                         [&] { t.logcumsumexp(2); },
                                         [&] { t.amax(2); },
                                         [&] { t.amin(2); },
                                         [&] { t.norm(2, 2); },
                                         [&] { t.diagonal(0, 0, 2); },
                                         [&] { t.movedim(0, 2); },
                                         [&] {
                                           t.unflatten(2, {1, 2});
                                         },
                                         [&] { t.index_fill(2, tensor({0}), 0); },
                                         [&] { t.index_add(2, tensor({0}), t); },
                                         [&] { t.scatter(2, tensor({{0}}), 1); },
                                         [&] { t.nansum(2); },
                                         [&] { t.count_nonzero(std::optional<int64_t>(2)); },
                                         [&] { std::get<0>(t.nanmedian(2)); },
                                         [&] { t.renorm(2, 2, 1); },
                                         [&] { t.aminmax(2); }};
  int i = 0;
  for (const auto& call : calls)
    EXPECT_EQ(test::thrown(call),
              "IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 2)")
        << "call " << i++;
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-2, 1], but got -3)",
                t.softmax(-3));
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-3, 2], but got 4)",
                t.unsqueeze(4));
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-2, 1], but got 3)",
                stack({ones({2})}, 3));
  EXPECT_THROWN("IndexError: Dimension out of range (expected to be in range of [-1, 0], but got 1)",
                tensor(1.).sum(1));
  EXPECT_THROWN("Error: dim 0 appears multiple times in the list of dims", t.sum({0, 0}));
}
TEST(Features, ER16) {
  EXPECT_THROWN(
      "Error: Sizes of tensors must match except in dimension 0. Expected size 3 but got size 4 for "
      "tensor number 1 "
      "in the list.",
      cat({ones({2, 3}), ones({2, 4})}, 0));
  EXPECT_THROWN("Error: Tensors must have same number of dimensions: got 2 and 1",
                cat({ones({2, 3}), ones({2})}, 0));
  EXPECT_THROWN("Error: zero-dimensional tensor (at position 0) cannot be concatenated", cat({tensor(1)}, 0));
  EXPECT_THROWN("Error: torch.cat(): expected a non-empty list of Tensors", cat(std::vector<Tensor>(), 0));
  EXPECT_THROWN(
      "Error: stack expects each tensor to be equal size, but got [2, 3] at entry 0 and [2, 4] at entry 1",
      stack({ones({2, 3}), ones({2, 4})}, 0));
  EXPECT_THROWN("Error: stack expects a non-empty TensorList", stack(std::vector<Tensor>(), 0));
}
TEST(Features, ER17) {
  const Tensor t = ones({6, 3});
  EXPECT_THROWN(
      "Error: split_with_sizes expects split_sizes to sum exactly to 6 (input tensor's size at dimension 0), "
      "but got split_sizes=[2, 2, 1]",
      t.split({2, 2, 1}, 0));
  EXPECT_THROWN(
      "Error: split_with_sizes expects split_sizes have only non-negative entries, but got "
      "split_sizes=[2, 5, -1]",
      t.split({2, 5, -1}, 0));
  EXPECT_THROWN("Error: split expects split_size be non-negative, but got split_size=-1", t.split(-1, 0));
  EXPECT_THROWN("Error: split_size can only be 0 if dimension size is 0, but got dimension size of 6",
                t.split(0, 0));
  EXPECT_THROWN("Error: chunk expects `chunks` to be greater than 0, got: 0", t.chunk(0));
}

}  // namespace
}  // namespace facula
