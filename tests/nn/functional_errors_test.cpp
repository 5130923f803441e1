// What functions of nn and their ops say about arguments that do not fit, in PyTorch's words.
#include <gtest/gtest.h>

#include "errors.h"
#include "facula/autograd/autograd.h"
#include "facula/nn/nn.h"
#include "facula/ops/creation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/random.h"
#include "facula/ops/softmax.h"

namespace {

using namespace facula;
namespace F = nn::functional;

TEST(FunctionalErrors, AffineGrid) {
  const auto grid = [](std::vector<int64_t> theta, std::vector<int64_t> size, ScalarType dtype = kDouble) {
    return F::affine_grid(ones(theta, dtype), size);
  };
  EXPECT_ERROR(grid({1, 2, 3}, {-1, 1, 2, 2}), "Expected non-zero, positive output size. Got [-1, 1, 2, 2]");
  EXPECT_ERROR(grid({1, 2, 3}, {1, 1, 2, 2}, kInt),
               "Expected theta to have floating point type, but got int");
  EXPECT_ERROR(grid({2, 3}, {1, 1, 2, 2}),
               "Expected a batch of 2D affine matrices of shape Nx2x3 for size [1, 1, 2, 2]. Got [2, 3].");
  EXPECT_ERROR(
      grid({1, 3, 8}, {1, 1, 2, 2, 3}),
      "Expected a batch of 3D affine matrices of shape Nx3x4 for size [1, 1, 2, 2, 3]. Got [1, 3, 8].");
  EXPECT_ERROR(grid({1, 2, 3}, {1, 1}),
               "affine_grid only supports 4D and 5D sizes, for 2D and 3D affine transforms, respectively. "
               "Got size [1, 1]");
}

TEST(FunctionalErrors, Interpolate) {
  using O = F::InterpolateFuncOptions;
  const std::string modes = "for the modes: nearest | linear | bilinear | bicubic | trilinear (got kNearest)";
  const auto sized = O().size(std::vector<int64_t>{4, 4});
  EXPECT_ERROR(F::interpolate(ones({2, 3}), sized),
               "Input Error: Only 3D, 4D and 5D input Tensors supported (got 2D) " + modes);
  EXPECT_ERROR(F::interpolate(ones({1, 1, 1, 1, 1, 1}), sized), "(got 6D) " + modes);
  EXPECT_ERROR(F::interpolate(ones({2, 3, 4}), O()), "either size or scale_factor should be defined");
  EXPECT_ERROR(
      F::interpolate(ones({2, 3, 4}), O().size(std::vector<int64_t>{1}).scale_factor(std::vector<double>{1})),
      "only one of size or scale_factor should be defined");
  EXPECT_ERROR(F::interpolate(ones({2, 3, 4}), O().scale_factor(std::vector<double>{3, 2})),
               "scale_factor shape must match input shape. Input is 1D, scale_factor size is [3, 2]");
  EXPECT_ERROR(
      F::interpolate(ones({2, 3, 4, 5}), O(sized).align_corners(true)),
      "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | "
      "trilinear");
  EXPECT_ERROR(F::interpolate(ones({2, 3, 4, 5}), O().size(std::vector<int64_t>{0, 4}).mode(kBilinear)),
               "Input and output sizes should be greater than 0");
  EXPECT_ERROR(F::interpolate(ones({2, 3, 4, 5}), O(sized).mode(kTrilinear)), "needs 5D input");
}

TEST(FunctionalErrors, BlocksAndShuffles) {
  EXPECT_ERROR(
      nn::Unfold(nn::UnfoldOptions({2, 3}))(ones({1, 2, 2, 2})),
      "Given input with spatial size (2, 2), kernel_size=(2, 3), dilation=(1, 1), padding=(0, 0), "
      "calculated shape of the array of sliding blocks as (1, 0), but its components must be at least "
      "one.");
  EXPECT_ERROR(nn::Unfold(nn::UnfoldOptions({2, 4}))(ones({2, 2, 2})),
               "Input Error: Only 4D input Tensors are supported (got 3D)");
  EXPECT_ERROR(nn::Fold(nn::FoldOptions({3, 2}, {2, 2}))(ones({1, 3, 16, 2})),
               "Input Error: Only unbatched (2D) or batched (3D) input Tensors are supported (got 4D)");
  EXPECT_ERROR(nn::PixelShuffle(2)(ones({1, 3, 2, 2})), "to be divisible by the square of upscale_factor");
  EXPECT_ERROR(nn::PixelUnshuffle(2)(ones({1, 3, 3, 2})),
               "expects height to be divisible by downscale_factor");
  EXPECT_ERROR(F::grid_sample(ones({1, 1, 2, 2}), ones({1, 2, 2, 3})), "to have size 2 in last dimension");
}

TEST(FunctionalErrors, Ctc) {
  const Tensor x = log_softmax(randn({50, 3, 15}), 2), t = randint(1, 15, {3, 30}, TensorOptions(kLong));
  const Tensor in = full({3}, 50, TensorOptions(kLong)), out = full({3}, 30, TensorOptions(kLong));
  EXPECT_ERROR(F::ctc_loss(x, t, in.to(kFloat), out), "input_lengths must be integral");
  EXPECT_ERROR(F::ctc_loss(x, t, in, out.to(kFloat)), "target_lengths must be integral");
  EXPECT_ERROR(F::ctc_loss(x, t.narrow(1, 0, 20), in, out),
               "Expected tensor to have size at least 30 at dimension");
  EXPECT_ERROR(F::ctc_loss(x, t, in + 1, out),
               "Expected input_lengths to have value at most 50, but got value 51");
  EXPECT_ERROR(F::ctc_loss(x, t, in, out, F::CTCLossFuncOptions().blank(15)), "blank must be in label range");
}

TEST(FunctionalErrors, CtcHasNoSecondDerivative) {
  Tensor x = log_softmax(randn({4, 1, 3}), 2).detach().requires_grad_(true);
  const Tensor one = full({1}, 1, TensorOptions(kLong));
  const Tensor y = F::ctc_loss(x, one.view({1, 1}), one * 4, one);
  const auto g = autograd::grad({y}, {x}, {}, true, true);
  EXPECT_ERROR(g[0].sum().backward(), "the derivative for '_ctc_loss_backward' is not implemented.");
}

TEST(FunctionalErrors, Losses) {
  EXPECT_ERROR(nn::MultiMarginLoss(nn::MultiMarginLossOptions().p(3)), "only p == 1 and p == 2 supported");
  EXPECT_ERROR(F::multi_margin_loss(ones({2, 3}), full({2}, 3, TensorOptions(kLong))), "target out of range");
  EXPECT_ERROR(F::cosine_embedding_loss(ones({2, 3}), ones({2, 3}), ones({})),
               "0D target tensor expects 1D input");
  EXPECT_ERROR(F::gaussian_nll_loss(ones({2, 3}), ones({2, 3}), ones({3})), "var is of incorrect size");
  EXPECT_ERROR(F::gaussian_nll_loss(ones({2, 3}), ones({2, 3}), -ones({2, 3})),
               "var has negative entry/entries");
  EXPECT_ERROR(F::margin_ranking_loss(ones({2, 3}), ones({2, 3}), ones({3})), "should have same dimension");
}

TEST(FunctionalErrors, PoolingAndBags) {
  EXPECT_ERROR(F::fractional_max_pool2d(ones({1, 4, 4}), F::FractionalMaxPool2dFuncOptions(2)),
               "requires specifying either an output_size or an output_ratio");
  EXPECT_ERROR(F::max_unpool2d(ones({1, 1, 2, 2}), full({1, 1, 2, 2}, 16, TensorOptions(kLong)),
                               F::MaxUnpool2dFuncOptions(2)),
               "Found an invalid max index: 16 (output volumes are of size 4x4");
  EXPECT_ERROR(nn::EmbeddingBag(4, 2)(zeros({3}, TensorOptions(kLong))),
               "offsets has to be a 1D Tensor but got null");
  EXPECT_ERROR(nn::EmbeddingBag(4, 2)(zeros({3}, TensorOptions(kLong)), ones({1}, TensorOptions(kLong))),
               "offsets[0] has to be 0");
  EXPECT_ERROR(nn::EmbeddingBag(4, 2)(full({1, 3}, 4, TensorOptions(kLong))), "index out of range in self");
}

TEST(FunctionalErrors, PackedSequences) {
  namespace rnn = nn::utils::rnn;
  const int64_t lengths[] = {2, 3};
  const Tensor l = tensor(IntArrayRef(lengths), TensorOptions(kLong));
  EXPECT_ERROR(rnn::pack_padded_sequence(ones({3, 2, 1}), l), "must be sorted in decreasing order");
  EXPECT_ERROR(rnn::pack_padded_sequence(ones({3, 2, 1}), l), "You can pass `enforce_sorted=False`");
  EXPECT_ERROR(rnn::pack_sequence({}), "empty");
  EXPECT_ERROR(rnn::pack_padded_sequence(ones({0, 2, 1}), l), "Cannot pack empty tensor");
  const auto packed = rnn::pack_padded_sequence(ones({3, 2, 1}), l, false, false);
  EXPECT_ERROR(rnn::pad_packed_sequence(packed, false, 0.0, 2),
               "Expected total_length to be at least the length of the longest sequence in input");
  nn::GRU gru(2, 3);
  EXPECT_ERROR(gru->forward_with_packed_input(packed), "input.size(-1) must be equal to input_size");
}

}  // namespace
