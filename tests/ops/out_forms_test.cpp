// Out forms that no row of the op table has: each writes what its function gives, into memory of another size and into
// strided memory.
#include "facula/facula.h"
#include "ops/values.h"

namespace facula {
namespace {

using test::message_of;
using test::values;
using test::wave;

// Every second element of a wider tensor, of the shape of `like`.
Tensor strided(const Tensor& like) {
  if (like.dim() == 0) return empty_like(like);
  std::vector<int64_t> sizes(like.sizes().begin(), like.sizes().end());
  sizes.back() *= 2;
  return zeros(sizes, like.options()).slice(-1, 0, std::nullopt, 2);
}

template <class F>
void expect_out(const char* name, const Tensor& want, F&& write) {
  for (Tensor out : {empty({0}, want.options()), strided(want)}) {
    Tensor& same = write(out);
    EXPECT_TRUE(same.is_same(out)) << name;
    EXPECT_EQ(out.sizes(), want.sizes()) << name;
    EXPECT_EQ(out.scalar_type(), want.scalar_type()) << name;
    EXPECT_EQ(values(out), values(want)) << name;
  }
}
#define EXPECT_OUT(f, ...) \
  expect_out(#f, f(__VA_ARGS__), [&](Tensor& to) -> Tensor& { return f##_out(to, __VA_ARGS__); })

TEST(OutForms, Layers) {
  const Tensor x = wave({2, 4, 6}), image = wave({1, 2, 5, 6}), cube = wave({1, 2, 4, 4, 4});
  EXPECT_OUT(celu, x, 0.5);
  EXPECT_OUT(prelu, x, wave({4}));
  EXPECT_OUT(relu, x);
  EXPECT_OUT(softmax, x, 1);
  EXPECT_OUT(log_softmax, x, 1);
  EXPECT_OUT(constant_pad_nd, x, IntArrayRef({1, 2}), 3);
  EXPECT_OUT(reflection_pad1d, x, IntArrayRef({1, 2}));
  EXPECT_OUT(reflection_pad2d, image, IntArrayRef({1, 2, 1, 0}));
  EXPECT_OUT(reflection_pad3d, cube, IntArrayRef({1, 2, 1, 0, 1, 1}));
  EXPECT_OUT(replication_pad1d, x, IntArrayRef({1, 2}));
  EXPECT_OUT(replication_pad2d, image, IntArrayRef({1, 2, 1, 0}));
  EXPECT_OUT(replication_pad3d, cube, IntArrayRef({1, 2, 1, 0, 1, 1}));
  EXPECT_OUT(adaptive_avg_pool2d, image, IntArrayRef({2, 3}));
  EXPECT_OUT(adaptive_avg_pool3d, cube, IntArrayRef({2, 3, 2}));
  EXPECT_OUT(avg_pool2d, image, 2);
  EXPECT_OUT(avg_pool3d, cube, 2);
  EXPECT_OUT(upsample_nearest1d, x, 9);
  EXPECT_OUT(upsample_linear1d, x, 9, false);
  EXPECT_OUT(upsample_nearest2d, image, IntArrayRef({7, 9}));
  EXPECT_OUT(upsample_bilinear2d, image, IntArrayRef({7, 9}), true);
  EXPECT_OUT(upsample_bicubic2d, image, IntArrayRef({7, 9}), true);
  EXPECT_OUT(upsample_nearest3d, cube, IntArrayRef({5, 6, 7}));
  EXPECT_OUT(upsample_trilinear3d, cube, IntArrayRef({5, 6, 7}), false);
  EXPECT_OUT(channel_shuffle, image, 2);
  EXPECT_OUT(im2col, image, IntArrayRef({2, 2}), IntArrayRef({1, 1}), IntArrayRef({0, 0}),
             IntArrayRef({1, 1}));
  EXPECT_OUT(pixel_unshuffle, cube.select(1, 0), 2);
  EXPECT_OUT(pixel_shuffle, wave({1, 4, 2, 3}), 2);
  EXPECT_OUT(affine_grid_generator, wave({1, 2, 3}), IntArrayRef({1, 1, 2, 3}), false);
  Tensor out, indices;
  const auto pooled = max_pool2d_with_indices(image, 2);
  max_pool2d_with_indices_out(out = empty({0}, kDouble), indices = empty({0}, kLong), image, 2);
  EXPECT_EQ(values(out), values(std::get<0>(pooled)));
  EXPECT_EQ(values(indices), values(std::get<1>(pooled)));
  EXPECT_OUT(max_unpool2d, out, indices, IntArrayRef({5, 6}));
  adaptive_max_pool3d_out(out, indices, cube, {2, 2, 2});
  EXPECT_EQ(values(out), values(std::get<0>(adaptive_max_pool3d(cube, {2, 2, 2}))));
}

TEST(OutForms, LossesAndOthers) {
  const Tensor x = wave({3, 4}), p = wave({3, 4}).sigmoid(), y = wave({3, 4}).gt(0).to(kDouble);
  const Tensor classes = tensor({1, 0, 3});
  EXPECT_OUT(mse_loss, x, y);
  EXPECT_OUT(huber_loss, x, y, Reduction::None, 0.5);
  EXPECT_OUT(smooth_l1_loss, x, y, Reduction::Sum);
  EXPECT_OUT(soft_margin_loss, x, y);
  EXPECT_OUT(binary_cross_entropy, p, y);
  EXPECT_OUT(binary_cross_entropy_with_logits, x, y);
  EXPECT_OUT(nll_loss, x, classes);
  EXPECT_OUT(multi_margin_loss, x, classes);
  EXPECT_OUT(multilabel_margin_loss, x, tensor({{0, -1, 1, 2}, {1, 2, -1, 0}, {3, 0, 1, -1}}));
  EXPECT_OUT(embedding, x, classes.sub(1).abs());
  EXPECT_OUT(dist, x, y, 1);
  EXPECT_OUT(isnan, x);
  EXPECT_OUT(isinf, x);
  EXPECT_OUT(rsub, x, y, 2);
  EXPECT_OUT(clone, x);
  EXPECT_OUT(fill, x, Scalar(2));
  const std::vector<Tensor> both = {x, y};
  EXPECT_OUT(concat, both, 1);
  EXPECT_OUT(row_stack, both);
  EXPECT_OUT(special_polygamma, 1, p);
  EXPECT_OUT(special_multigammaln, p.add(2), 2);
  EXPECT_OUT(special_gammainc, p, p);
  EXPECT_OUT(special_logsumexp, x, IntArrayRef({0, 1}));
  EXPECT_OUT(special_xlogy, y, p);
  Tensor leaf = wave({2}).requires_grad_(), to = zeros({2}, kDouble);
  EXPECT_EQ(
      message_of([&] { relu_out(to, leaf); }),
      "relu(): functions with out=... arguments don't support automatic differentiation, but one of the "
      "arguments requires grad.");
  EXPECT_EQ(values(to), (std::vector<double>{0, 0}));
}

TEST(OutForms, Factories) {
  const Tensor like = wave({2, 3});
  const auto same = [&](const Tensor& got, const Tensor& want) {
    EXPECT_EQ(got.sizes(), want.sizes());
    EXPECT_EQ(values(got), values(want));
  };
  Tensor out = empty({0});
  same(zeros_like_out(out, like), zeros({2, 3}));
  same(ones_like_out(out, like), ones({2, 3}));
  same(full_like_out(out, like, 2.5), full({2, 3}, 2.5));
  EXPECT_EQ(out.scalar_type(), kFloat);
  EXPECT_EQ(empty_like_out(out, wave({4})).sizes(), IntArrayRef({4}));
  manual_seed(3);
  const Tensor drawn = rand({2, 3}), normal = randn({2, 3}), whole = randint(2, 9, {2, 3}, kFloat);
  manual_seed(3);
  same(rand_like_out(out, like), drawn);
  same(randn_like_out(out, like), normal);
  same(randint_like_out(out, like, 2, 9), whole);
  same(new_full_out(out, like, {2}, 7), full({2}, 7));
  same(new_zeros_out(out, like, {2}), zeros({2}));
  same(scalar_tensor_out(out, 4), full({}, 4));
  Tensor places = empty({0}, kLong);
  same(tril_indices_out(places, 3, 4, 1), tril_indices(3, 4, 1));
  same(triu_indices_out(places, 3, 4), triu_indices(3, 4));
  same(hann_window_out(out, 6, false), hann_window(6, false));
  same(hamming_window_out(out, 6), hamming_window(6));
  same(bartlett_window_out(out, 7), bartlett_window(7));
  same(blackman_window_out(out, 7), blackman_window(7));
  same(kaiser_window_out(out, 7, true, 10), kaiser_window(7, true, 10.0));
}

TEST(OutForms, IndexSortLinalg) {
  const Tensor x = wave({3, 4}), rows = tensor({2, 0});
  const std::vector<Tensor> at = {rows};
  EXPECT_OUT(index, x, at);
  EXPECT_OUT(index_put, x, at, wave({2, 4}), true);
  const Tensor repeated = tensor({3, 3, 1, 1, 3});
  Tensor a = empty({0}, kLong), b = empty({0}, kLong), c = empty({0}, kLong);
  unique_consecutive_out(a, b, c, repeated, true, true);
  EXPECT_EQ(values(a), (std::vector<double>{3, 1, 3}));
  EXPECT_EQ(values(b), (std::vector<double>{0, 0, 1, 1, 2}));
  EXPECT_EQ(values(c), (std::vector<double>{2, 2, 1}));
  unique_dim_out(a, b, c, repeated, 0, true, true, true);
  EXPECT_EQ(values(a), (std::vector<double>{1, 3}));
  _unique2_out(a, b, c, repeated, true, true, true);
  EXPECT_EQ(values(b), (std::vector<double>{1, 1, 0, 0, 1}));
  const Tensor square = wave({3, 3});
  expect_out("matrix_exp", linalg::matrix_exp(square),
             [&](Tensor& out) -> Tensor& { return linalg_matrix_exp_out(out, square); });
  Tensor ld = empty({0}, kDouble), pivots = empty({0}, kInt), info = empty({0}, kInt);
  const Tensor symmetric = square.add(square.t());
  linalg_ldl_factor_ex_out(ld, pivots, info, symmetric);
  EXPECT_EQ(values(ld), values(std::get<0>(linalg::ldl_factor_ex(symmetric))));
}

TEST(RandomFunctions, DrawWhatTheFillsDraw) {
  const Tensor x = zeros({5, 4}, kDouble);
  const auto check = [&](const auto& function, const auto& fill) {
    manual_seed(11);
    const Tensor got = function(x);
    manual_seed(11);
    Tensor want = x.clone();
    fill(want);
    EXPECT_EQ(values(got), values(want));
    EXPECT_NE(values(got), values(x));
  };
  check([](const Tensor& t) { return uniform(t, -1, 2); }, [](Tensor& t) { t.uniform_(-1, 2); });
  check([](const Tensor& t) { return facula::random(t); }, [](Tensor& t) { t.random_(); });
  check([](const Tensor& t) { return facula::random(t, 100); }, [](Tensor& t) { t.random_(100); });
  check([](const Tensor& t) { return exponential(t, 3); }, [](Tensor& t) { t.exponential_(3); });
  check([](const Tensor& t) { return geometric(t, 0.25); }, [](Tensor& t) { t.geometric_(0.25); });
  check([](const Tensor& t) { return cauchy(t, 1, 2); }, [](Tensor& t) { t.cauchy_(1, 2); });
  check([](const Tensor& t) { return log_normal(t, 1, 2); }, [](Tensor& t) { t.log_normal_(1, 2); });
  check([](const Tensor& t) { return normal_functional(t, 1, 2); }, [](Tensor& t) { t.normal_(1, 2); });
  Tensor out = empty({0}, kDouble);
  manual_seed(5);
  exponential_out(out, x, 2);
  manual_seed(5);
  EXPECT_EQ(values(out), values(exponential(x, 2)));
  Tensor leaf = zeros({3}).requires_grad_();
  exponential(leaf).sum().backward();
  EXPECT_EQ(values(leaf.grad()), (std::vector<double>{0, 0, 0}));
  EXPECT_EQ(message_of([&] { geometric(x, 2); }), "geometric_ expects p to be in (0, 1), but got p=2");
}

}  // namespace
}  // namespace facula
