// Derivatives as functions against what backward() gives: those without a row in the op table.
#include <gtest/gtest.h>

#include "errors.h"
#include "facula/autograd/op_backward.h"
#include "facula/facula.h"

namespace facula {
namespace {

// g for f(x), and the gradient that backward() finds for x.
template <class F>
std::pair<Tensor, Tensor> by_autograd(const Tensor& x, F f) {
  const Tensor leaf = x.detach().requires_grad_(), y = f(leaf),
               g = randn(y.sizes(), y.options().requires_grad(false));
  return {g, autograd::grad({y}, {leaf}, {g})[0]};
}

TEST(OpBackward, PaddingPoolingAndResizing) {
  manual_seed(1);
  const Tensor line = randn({2, 3, 5}, kDouble), cube = randn({1, 2, 4, 4, 4}, kDouble),
               plane = randn({1, 2, 6, 6}, kDouble);
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) {
      return reflection_pad3d(x, {1, 1, 0, 2, 1, 0});
    });
    EXPECT_TRUE(reflection_pad3d_backward(g, cube, {1, 1, 0, 2, 1, 0}).allclose(wanted));
  }
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) {
      return replication_pad3d(x, {1, 1, 0, 2, 1, 0});
    });
    EXPECT_TRUE(replication_pad3d_backward(g, cube, {1, 1, 0, 2, 1, 0}).allclose(wanted));
  }
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) { return avg_pool3d(x, 2); });
    EXPECT_TRUE(avg_pool3d_backward(g, cube, 2, 2, 0, false, true, std::nullopt).allclose(wanted));
  }
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) { return max_pool3d(x, 2); });
    const Tensor indices = std::get<1>(max_pool3d_with_indices(cube, 2));
    EXPECT_TRUE(max_pool3d_with_indices_backward(g, cube, 2, 2, 0, 1, false, indices).allclose(wanted));
  }
  {
    const auto [g, wanted] = by_autograd(plane, [](const Tensor& x) {
      return std::get<0>(adaptive_max_pool2d(x, {2, 3}));
    });
    const Tensor indices = std::get<1>(adaptive_max_pool2d(plane, {2, 3}));
    EXPECT_TRUE(adaptive_max_pool2d_backward(g, plane, indices).allclose(wanted));
    EXPECT_TRUE(fractional_max_pool2d_backward(g, plane, 2, {2, 3}, indices).allclose(wanted))
        << "by the indices alone";
    EXPECT_THROW(adaptive_max_pool2d_backward(g.narrow(2, 0, 1), plane, indices), Error);
  }
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) {
      return std::get<0>(adaptive_max_pool3d(x, {2, 2, 3}));
    });
    const Tensor indices = std::get<1>(adaptive_max_pool3d(cube, {2, 2, 3}));
    EXPECT_TRUE(adaptive_max_pool3d_backward(g, cube, indices).allclose(wanted));
    EXPECT_TRUE(fractional_max_pool3d_backward(g, cube, 2, {2, 2, 3}, indices).allclose(wanted));
  }
  {
    const auto [g, wanted] = by_autograd(line, [](const Tensor& x) { return upsample_nearest1d(x, {8}); });
    EXPECT_TRUE(upsample_nearest1d_backward(g, {8}, line.sizes()).allclose(wanted));
    EXPECT_THROWN(
        "Error: upsample_nearest1d_backward: expected a gradient of spatial size [7], but got [2, 3, 8]",
        upsample_nearest1d_backward(g, {7}, line.sizes()));
  }
  {
    const auto [g, wanted] = by_autograd(cube, [](const Tensor& x) {
      return upsample_nearest3d(x, {5, 3, 8});
    });
    EXPECT_TRUE(upsample_nearest3d_backward(g, {5, 3, 8}, cube.sizes()).allclose(wanted));
  }
}

TEST(OpBackward, SamplingByTheMask) {
  manual_seed(2);
  const Tensor x = randn({1, 2, 3, 4, 2}, kDouble), grid = rand({1, 2, 2, 2, 3}, kDouble) - 0.5;
  const auto [g, wanted] =
      by_autograd(x, [&](const Tensor& v) { return grid_sampler(v, grid, 0, 0, false); });
  const auto [gx, ggrid] = grid_sampler_3d_backward(g, x, grid, 0, 0, false, {true, false});
  EXPECT_TRUE(gx.allclose(wanted));
  EXPECT_FALSE(ggrid.defined());
  const auto [none, other] = grid_sampler_3d_backward(g, x, grid, 0, 0, false, {false, true});
  EXPECT_FALSE(none.defined());
  EXPECT_EQ(other.sizes(), grid.sizes());
  EXPECT_THROW(grid_sampler_2d_backward(g, x, grid, 0, 0, false, {true, true}), Error);
  const Tensor theta = randn({2, 2, 3}, kDouble);
  const auto [h, of_theta] = by_autograd(theta, [](const Tensor& v) {
    return affine_grid_generator(v, {2, 1, 3, 4}, false);
  });
  EXPECT_TRUE(affine_grid_generator_backward(h, {2, 1, 3, 4}, false).allclose(of_theta));
}

TEST(OpBackward, LossesAndIndices) {
  manual_seed(3);
  const Tensor x = randn({3, 4}, kDouble), target = tensor({{0, 2, -1, 1}, {3, -1, 0, 0}, {1, 2, 3, -1}});
  {
    const auto [g, wanted] =
        by_autograd(x, [&](const Tensor& v) { return multilabel_margin_loss(v, target); });
    EXPECT_TRUE(multilabel_margin_loss_backward(g, x, target, Reduction::Mean, {}).allclose(wanted));
  }
  {
    const Tensor scores = randn({2, 3, 2, 2}, kDouble), classes = randint(0, 3, {2, 2, 2}, kLong);
    const auto [g, wanted] = by_autograd(scores, [&](const Tensor& v) { return nll_loss2d(v, classes); });
    EXPECT_TRUE(nll_loss2d_backward(g, scores, classes, {}, Reduction::Mean, -100, {}).allclose(wanted));
  }
  {
    const Tensor mask = x.gt(0);
    const auto [g, wanted] = by_autograd(x, [&](const Tensor& v) { return v.masked_select(mask); });
    EXPECT_TRUE(masked_select_backward(g, x, mask).equal(wanted));
  }
  const Tensor g = ones({2, 3}), indices = tensor({1, 1});
  const Tensor sparse = embedding_backward(g, indices, 4, -1, false, true);
  EXPECT_TRUE(sparse.is_sparse());
  EXPECT_TRUE(sparse.to_dense().equal(embedding_backward(g, indices, 4, -1, false, false)));
  EXPECT_THROW(gather_backward(g, ones({2, 3}), 0, zeros({2, 3}, kLong), true), NotImplementedError);
}

TEST(OpBackward, NormsOutsideTraining) {
  manual_seed(4);
  const Tensor x = randn({3, 2, 4}, kDouble), weight = randn({2}, kDouble), mean = randn({2}, kDouble),
               var = rand({2}, kDouble) + 0.5;
  const auto [g, wanted] =
      by_autograd(x, [&](const Tensor& v) { return batch_norm(v, weight, {}, mean, var, false, 0.1, 1e-5); });
  const auto [gx, gw, gb] =
      native_batch_norm_backward(g, x, weight, mean, var, {}, {}, false, 1e-5, {true, false, true});
  EXPECT_TRUE(gx.allclose(wanted));
  EXPECT_FALSE(gw.defined());
  EXPECT_TRUE(gb.allclose(g.sum({0, 2})));
  EXPECT_THROWN("Error: native_batch_norm_backward: the batch's statistics must be defined",
                native_batch_norm_backward(g, x, weight, mean, var, {}, {}, true, 1e-5, {true, true, true}));
}

TEST(OpBackward, RefusesSlopesThatAResultDoesNotTell) {
  const Tensor x = ones({2});
  EXPECT_THROW(leaky_relu_backward(x, x, -0.1, true), Error);
  EXPECT_THROW(elu_backward(x, -1, 1, 1, true, x), Error);
  EXPECT_TRUE(rrelu_with_noise_backward(x, -x, x, 0.1, 0.3, false, false).allclose(x * 0.2));
}
TEST(OpBackward, NoGraphWhereNobodyAsks) {
  const Tensor x = ones({2}), g = ones({2});
  EXPECT_FALSE(gelu_backward(g, x).requires_grad());
  EXPECT_TRUE(gelu_backward(g, x.clone().requires_grad_()).requires_grad());
  NoGradGuard off;
  EXPECT_FALSE(gelu_backward(g, x.clone().requires_grad_()).requires_grad());
}

}  // namespace
}  // namespace facula
