// Errors (ER) of FEATURES.md that tensors raise (ER-25 and on), with PyTorch's wording.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "errors.h"
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::values;
using Numbers = std::vector<double>;

TEST(Features, ER25) {
  const std::string advice =
      "Error: unsupported operation: more than one element of the written-to tensor refers to a single "
      "memory "
      "location. Please clone() the tensor before performing the operation.";
  const Tensor base = ones({1});
  Tensor wide = base.expand({3});
  EXPECT_THROWN(advice, wide.add_(1));
  EXPECT_THROWN(advice, wide.copy_(zeros({3})));
  EXPECT_THROWN(advice, wide.mul_(zeros({3})));
  EXPECT_EQ(base.item<float>(), 1.f) << "unchanged";
  EXPECT_EQ(values(wide.clone().add_(1)), (Numbers{2, 2, 2}));
  wide[0].add_(1);  // one place only
  EXPECT_EQ(base.item<float>(), 2.f);
}
TEST(Features, ER26) {
  const auto cast = [](const char* from, const char* to) {
    return std::string("Error: result type ") + from + " can't be cast to the desired output type " + to;
  };
  Tensor whole = arange(3), flag = ones({1}, kBool), real = ones({2});
  EXPECT_THROWN(cast("Float", "Long"), whole.div_(2));
  EXPECT_THROWN(cast("Float", "Long"), whole.add_(1.5));
  EXPECT_THROWN(cast("Float", "Long"), whole.sqrt_());
  EXPECT_THROWN(cast("Long", "Bool"), flag.add_(1));
  EXPECT_THROWN(cast("ComplexFloat", "Float"), real.mul_(ones({2}, kComplexFloat)));
  EXPECT_THROWN(cast("Float", "Long"), add_out(whole, ones({3}), ones({3})));
  EXPECT_THROWN("Error: output with shape [2] doesn't match the broadcast shape [3, 2]",
                real.add_(ones({3, 2})));
  EXPECT_EQ(values(whole), (Numbers{0, 1, 2}));
  EXPECT_EQ(values(flag), (Numbers{1}));
  EXPECT_EQ(values(real), (Numbers{1, 1}));
}
TEST(Features, ER35) {
  EXPECT_THROWN("Error: a Tensor with 3 elements cannot be converted to Scalar", ones({3}).item());
  EXPECT_THROWN("Error: a Tensor with 4 elements cannot be converted to Scalar",
                ones({2, 2}, kLong).item<int64_t>());
  EXPECT_THROWN("Error: a Tensor with 0 elements cannot be converted to Scalar", ones({0}).item());
}
TEST(Features, ER36) {  // an undefined tensor in any place
  const Tensor none;
  Tensor target = ones({2}), gone;
  const std::function<void()> calls[] = {[&] { none + target; },
                                         [&] { target + none; },
                                         [&] { target.add_(none); },
                                         [&] { gone.add_(1); },
                                         [&] { none.sum(); },
                                         [&] { none.view({1}); },
                                         [&] { none.exp(); },
                                         [&] { mm(none, none); },
                                         [&] {
                                           mm(target.view({1, 2}), none);
                                         },
                                         [&] {
                                           cat({target, none});
                                         },
                                         [&] {
                                           stack({target, none});
                                         },
                                         [&] { target.copy_(none); },
                                         [&] { none.clone(); },
                                         [&] { none.to(kDouble); },
                                         [&] { none[0]; },
                                         [&] { none.item(); },
                                         [&] { none.backward(); },
                                         [&] { autograd::backward({none}); },
                                         [&] { autograd::grad({none}, {target}); },
                                         [&] { autograd::grad({ones({1}).requires_grad_() * 1}, {none}); },
                                         [&] { target.index({none}); },
                                         [&] { target.index_select(0, none); },
                                         [&] { target.gather(0, none); },
                                         [&] { facula::where(none, target, target); },
                                         [&] { softmax(none, 0); },
                                         [&] { none.sort(); },
                                         [&] { target.masked_fill(none, 1); },
                                         [&] { facula::linear(target, none); },
                                         [&] { conv2d(none, none); },
                                         [&] { zeros_like(none); },
                                         [&] { none.reshape(-1); },
                                         [&] { none.t(); },
                                         [&] { none.contiguous(); },
                                         [&] { target.equal(none); },
                                         [&] { allclose(none, target); },
                                         [&] { none.size(0); },
                                         [&] { none.dtype(); },
                                         [&] { none.data_ptr<float>(); },
                                         [&] { none.expand({2}); },
                                         [&] { none.cumsum(0); },
                                         [&] { none.detach(); },
                                         [&] { none.requires_grad_(); },
                                         [&] {
                                           einsum("i,i", {target, none});
                                         },
                                         [&] { nn::functional::mse_loss(target, none); },
                                         [&] { linalg::inv(none); },
                                         [&] { fft::fft(none); },
                                         [&] { none.unsqueeze(0); },
                                         [&] { gone.zero_(); }};
  int i = 0;
  for (const auto& call : calls) {
    const std::string text = test::thrown(call);
    EXPECT_NE(text, "nothing") << "call " << i;
    EXPECT_NE(text.find("undefined"), std::string::npos) << "call " << i << ": " << text;
    ++i;
  }
  EXPECT_EQ(values(target), (Numbers{1, 1}));
}
template <class X>
constexpr bool softmax_without_dim = requires(X x) {
  facula::softmax(x);
};
template <class X>
constexpr bool method_without_dim = requires(X x) {
  x.softmax();
};
TEST(Features, ER46) {  // where Python warns, C++ does not compile
  EXPECT_FALSE(softmax_without_dim<Tensor>);
  EXPECT_FALSE(method_without_dim<Tensor>);
}
TEST(Features, ER52) {
  const Tensor none = empty({0}), rows = empty({0, 3}), two = ones({2});
  for (const char* op : {"max", "min", "amax", "amin"}) {
    const std::string name = op;
    const auto all = [&] {
      return name == "max"    ? none.max()
             : name == "min"  ? none.min()
             : name == "amax" ? none.amax()
                              : none.amin();
    };
    EXPECT_THROWN("Error: " + name +
                      "(): Expected reduction dim to be specified for input.numel() == 0. Specify the "
                      "reduction dim with the 'dim' argument.",
                  all());
  }
  EXPECT_THROWN("IndexError: argmax(): Expected reduction dim to be specified for input.numel() == 0.",
                none.argmax());
  EXPECT_THROWN("IndexError: max(): Expected reduction dim 0 to have non-zero size.", rows.max(0));
  EXPECT_THROWN("IndexError: min(): Expected reduction dim 0 to have non-zero size.", rows.min(0));
  EXPECT_THROWN("IndexError: median(): Expected reduction dim 0 to have non-zero size.", rows.median(0));
  EXPECT_THROWN("IndexError: amax(): Expected reduction dim 1 to have non-zero size.", rows.t().amax(1));
  EXPECT_THROWN("IndexError: argmax(): Expected reduction dim 1 to have non-zero size.", rows.t().argmax(1));
  EXPECT_THROWN("IndexError: mode(): Expected reduction dim 0 to have non-zero size.", none.mode());
  EXPECT_THROWN("IndexError: kthvalue(): Expected reduction dim 0 to have non-zero size.", none.kthvalue(1));
  EXPECT_THROWN("Error: kthvalue(): selected number k out of range for dimension 0", two.kthvalue(3));
  EXPECT_THROWN("Error: kthvalue(): selected number k out of range for dimension 0", two.kthvalue(0));
  EXPECT_THROWN("Error: selected index k out of range", two.topk(3));
  EXPECT_THROWN("Error: quantile() input tensor must be either float or double dtype",
                arange(3).quantile(0.5));
  EXPECT_THROWN("Error: quantile() input tensor must be either float or double dtype",
                two.to(kHalf).quantile(0.5));
  EXPECT_THROWN("Error: quantile() q must be in the range [0, 1] but got 1.5", two.quantile(1.5));
  EXPECT_THROWN("Error: quantile() input tensor must be non-empty", none.quantile(0.5));
  for (const Tensor& t : {none.mean(), none.std(), none.median(), none.nanmedian()})
    EXPECT_TRUE(std::isnan(t.item<float>()));
  EXPECT_EQ(none.sum().item<float>(), 0.f);
  EXPECT_EQ(none.prod().item<float>(), 1.f);
  EXPECT_EQ(none.logsumexp(0).item<float>(), -std::numeric_limits<float>::infinity());
  EXPECT_EQ(rows.sum(0).sizes(), IntArrayRef({3}));
}
// Half types compute in float32 here: most of what PyTorch 1.13 refuses works. What does not is refused
// with the op's name and the dtype.
TEST(Features, ER53) {
  const Tensor h = eye(4, kHalf) * 2, f = eye(4) * 2;
  EXPECT_TRUE(mm(h, h).equal(mm(f, f).to(kHalf)));
  test::expect_close(h.exp(), f.exp().to(kHalf), 0);
  EXPECT_THROWN("Error: linalg.inv: Low precision dtypes not supported. Got Half", inverse(h));
  EXPECT_THROWN("Error: linalg.inv: Low precision dtypes not supported. Got BFloat16",
                inverse(h.to(kBFloat16)));
  EXPECT_THROWN("Error: linalg.inv: Expected a floating point or complex tensor as input. Got Long",
                inverse(h.to(kLong)));
  EXPECT_THROWN("Error: linalg.matrix_norm: Low precision dtypes not supported. Got Half",
                linalg::matrix_norm(h, 2));
  EXPECT_THROWN("Error: Unsupported dtype Half", fft::fft(h));
  EXPECT_THROWN("Error: Unsupported dtype BFloat16", fft::fft(h.to(kBFloat16)));
  const std::pair<const char*, std::function<void()>> calls[] = {
      {"svd", [&] { linalg::svd(h, true, std::nullopt); }},
      {"eigh", [&] { linalg::eigh(h, "L"); }},
      {"eig", [&] { linalg::eig(h); }},
      {"solve", [&] { linalg::solve(h, h, true); }},
      {"cholesky", [&] { linalg::cholesky(h); }},
      {"qr", [&] { linalg::qr(h, "reduced"); }},
      {"det", [&] { linalg::det(h); }},
      {"lu", [&] { linalg::lu(h, true); }},
      {"pinv", [&] { linalg::pinv(h); }}};
  for (const auto& [name, call] : calls) {
    const std::string text = test::thrown(call);
    EXPECT_NE(text.find("Half"), std::string::npos) << name << ": " << text;
    EXPECT_NE(text.find("linalg"), std::string::npos) << name << ": " << text;
  }
}

}  // namespace
}  // namespace facula
