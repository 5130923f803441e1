// torch::nn::functional, nn::init, nn::utils and their options.
#include <gtest/gtest.h>

#include "compat/surface.h"

namespace {

namespace F = torch::nn::functional;
using namespace torch::nn;

namespace functions {
using F::adaptive_avg_pool1d, F::adaptive_avg_pool2d, F::adaptive_avg_pool3d, F::adaptive_max_pool1d,
    F::adaptive_max_pool1d_with_indices, F::adaptive_max_pool2d, F::adaptive_max_pool2d_with_indices,
    F::adaptive_max_pool3d, F::adaptive_max_pool3d_with_indices, F::affine_grid, F::alpha_dropout,
    F::avg_pool1d, F::avg_pool2d, F::avg_pool3d, F::batch_norm, F::bilinear, F::binary_cross_entropy,
    F::binary_cross_entropy_with_logits, F::celu, F::conv1d, F::conv2d, F::conv3d, F::conv_transpose1d,
    F::conv_transpose2d, F::conv_transpose3d, F::cosine_embedding_loss, F::cosine_similarity,
    F::cross_entropy, F::ctc_loss, F::dropout, F::dropout2d, F::dropout3d, F::elu, F::embedding,
    F::embedding_bag, F::feature_alpha_dropout, F::fold, F::fractional_max_pool2d,
    F::fractional_max_pool2d_with_indices, F::fractional_max_pool3d, F::fractional_max_pool3d_with_indices,
    F::gelu, F::glu, F::grid_sample, F::group_norm, F::gumbel_softmax, F::hardshrink, F::hardtanh,
    F::hinge_embedding_loss, F::huber_loss, F::instance_norm, F::interpolate, F::kl_div, F::l1_loss,
    F::layer_norm, F::leaky_relu, F::linear, F::local_response_norm, F::log_softmax, F::logsigmoid,
    F::lp_pool1d, F::lp_pool2d, F::margin_ranking_loss, F::max_pool1d, F::max_pool1d_with_indices,
    F::max_pool2d, F::max_pool2d_with_indices, F::max_pool3d, F::max_pool3d_with_indices, F::max_unpool1d,
    F::max_unpool2d, F::max_unpool3d, F::mish, F::mse_loss, F::multi_head_attention_forward,
    F::multi_margin_loss, F::multilabel_margin_loss, F::multilabel_soft_margin_loss, F::nll_loss,
    F::normalize, F::one_hot, F::pad, F::pairwise_distance, F::pdist, F::pixel_shuffle, F::pixel_unshuffle,
    F::poisson_nll_loss, F::prelu, F::relu, F::relu6, F::rrelu, F::selu, F::silu, F::smooth_l1_loss,
    F::soft_margin_loss, F::softmax, F::softmin, F::softplus, F::softshrink, F::softsign, F::tanhshrink,
    F::threshold, F::triplet_margin_loss, F::triplet_margin_with_distance_loss, F::unfold;
}

HAS_OPTIONS(F::SoftmaxFuncOptions, dim, dtype);
HAS_OPTIONS(F::SoftminFuncOptions, dim, dtype);
HAS_OPTIONS(F::LogSoftmaxFuncOptions, dim, dtype);
HAS_OPTIONS(F::RReLUFuncOptions, lower, upper, training, inplace);
HAS_OPTIONS(F::GumbelSoftmaxFuncOptions, tau, hard, dim);
HAS_OPTIONS(F::MultiheadAttentionForwardFuncOptions, embed_dim_to_check, num_heads, in_proj_weight,
            in_proj_bias, bias_k, bias_v, add_zero_attn, dropout_p, out_proj_weight, out_proj_bias, training,
            key_padding_mask, need_weights, attn_mask, use_separate_proj_weight, q_proj_weight, k_proj_weight,
            v_proj_weight, static_k, static_v, average_attn_weights);
HAS_OPTIONS(F::BatchNormFuncOptions, weight, bias, training, momentum, eps);
HAS_OPTIONS(F::ConvFuncOptions<2>, bias, stride, padding, dilation, groups);
HAS_OPTIONS(F::ConvTransposeFuncOptions<2>, bias, stride, padding, output_padding, groups, dilation);
HAS_OPTIONS(F::DropoutFuncOptions, p, training, inplace);
HAS_OPTIONS(F::AlphaDropoutFuncOptions, p, training, inplace);
HAS_OPTIONS(F::FeatureAlphaDropoutFuncOptions, p, training, inplace);
HAS_OPTIONS(F::EmbeddingFuncOptions, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
HAS_OPTIONS(F::EmbeddingBagFuncOptions, offsets, max_norm, norm_type, scale_grad_by_freq, mode, sparse,
            per_sample_weights, include_last_offset, padding_idx);
HAS_OPTIONS(F::InstanceNormFuncOptions, running_mean, running_var, weight, bias, use_input_stats, momentum,
            eps);
HAS_OPTIONS(F::LayerNormFuncOptions, normalized_shape, weight, bias, eps);
HAS_OPTIONS(F::NormalizeFuncOptions, p, dim, eps, out);
HAS_OPTIONS(F::GroupNormFuncOptions, num_groups, weight, bias, eps);
HAS_OPTIONS(F::PadFuncOptions, pad, mode, value);
HAS_OPTIONS(F::MaxUnpoolFuncOptions<2>, kernel_size, stride, padding, output_size);
HAS_OPTIONS(F::InterpolateFuncOptions, size, scale_factor, mode, align_corners, recompute_scale_factor,
            antialias);
HAS_OPTIONS(F::GridSampleFuncOptions, mode, padding_mode, align_corners);
#define FUNC_OPTIONS(name) \
  static_assert(std::is_same_v<F::FACULA_JOIN(name, FuncOptions), FACULA_JOIN(name, Options)>);
FACULA_EACH(FUNC_OPTIONS, AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d, AdaptiveMaxPool1d,
            AdaptiveMaxPool2d, AdaptiveMaxPool3d, AvgPool1d, AvgPool2d, AvgPool3d, CELU, CTCLoss,
            CosineEmbeddingLoss, CosineSimilarity, ELU, Fold, FractionalMaxPool2d, FractionalMaxPool3d, GELU,
            GLU, Hardshrink, Hardtanh, HingeEmbeddingLoss, HuberLoss, L1Loss, LPPool1d, LPPool2d, LeakyReLU,
            LocalResponseNorm, MSELoss, MarginRankingLoss, MaxPool1d, MaxPool2d, MaxPool3d, MultiMarginLoss,
            NLLLoss, PairwiseDistance, PixelShuffle, PixelUnshuffle, PoissonNLLLoss, ReLU6, ReLU, SELU,
            SmoothL1Loss, SoftMarginLoss, Softplus, Softshrink, Threshold, TripletMarginLoss,
            TripletMarginWithDistanceLoss, Unfold)
static_assert(std::is_same_v<F::BinaryCrossEntropyFuncOptions, BCELossOptions>);
static_assert(std::is_same_v<F::BinaryCrossEntropyWithLogitsFuncOptions, BCEWithLogitsLossOptions>);
static_assert(std::is_same_v<F::Conv1dFuncOptions, F::ConvFuncOptions<1>>);
static_assert(std::is_same_v<F::Conv2dFuncOptions, F::ConvFuncOptions<2>>);
static_assert(std::is_same_v<F::Conv3dFuncOptions, F::ConvFuncOptions<3>>);
static_assert(std::is_same_v<F::ConvTranspose1dFuncOptions, F::ConvTransposeFuncOptions<1>>);
static_assert(std::is_same_v<F::ConvTranspose2dFuncOptions, F::ConvTransposeFuncOptions<2>>);
static_assert(std::is_same_v<F::ConvTranspose3dFuncOptions, F::ConvTransposeFuncOptions<3>>);
static_assert(std::is_same_v<F::CrossEntropyFuncOptions, CrossEntropyLossOptions>);
static_assert(std::is_same_v<F::Dropout2dFuncOptions, F::DropoutFuncOptions>);
static_assert(std::is_same_v<F::Dropout3dFuncOptions, F::DropoutFuncOptions>);
static_assert(std::is_same_v<F::KLDivFuncOptions, KLDivLossOptions>);
static_assert(std::is_same_v<F::MaxUnpool1dFuncOptions, F::MaxUnpoolFuncOptions<1>>);
static_assert(std::is_same_v<F::MaxUnpool2dFuncOptions, F::MaxUnpoolFuncOptions<2>>);
static_assert(std::is_same_v<F::MaxUnpool3dFuncOptions, F::MaxUnpoolFuncOptions<3>>);
static_assert(std::is_same_v<F::MultilabelMarginLossFuncOptions, MultiLabelMarginLossOptions>);
static_assert(std::is_same_v<F::MultilabelSoftMarginLossFuncOptions, MultiLabelSoftMarginLossOptions>);

namespace init_functions {
using init::_calculate_fan_in_and_fan_out, init::calculate_gain, init::constant_, init::dirac_, init::eye_,
    init::kaiming_normal_, init::kaiming_uniform_, init::normal_, init::ones_, init::orthogonal_,
    init::sparse_, init::uniform_, init::xavier_normal_, init::xavier_uniform_, init::zeros_,
    init::NonlinearityType, init::FanModeType;
}
namespace utilities {
using utils::clip_grad_norm_, utils::clip_grad_value_, utils::parameters_to_vector,
    utils::vector_to_parameters;
using utils::rnn::pack_padded_sequence, utils::rnn::pack_sequence, utils::rnn::pad_sequence,
    utils::rnn::pad_packed_sequence;
}  // namespace utilities
HAS_MEMBERS(utils::rnn::PackedSequence, data, batch_sizes, sorted_indices, unsorted_indices, pin_memory, to,
            cuda, cpu, is_cuda, is_pinned);

// Functions that libtorch lets programs call without options; the values are PyTorch's.
struct FunctionalSurface : ::testing::Test {
  const torch::Tensor x = torch::tensor({{-2.0, -0.25}, {0.5, 3.0}}),
                      y = torch::tensor({{1.0, -0.5}, {0.25, 2.0}}),
                      p = torch::tensor({{0.2, 0.7}, {0.4, 0.9}}),
                      s = torch::tensor({{1.0, -1.0}, {1.0, 1.0}}), i = torch::tensor({1, 0}),
                      img = torch::arange(16).reshape({1, 1, 4, 4}) / 10.0, w = torch::ones({1, 1, 2, 2});
};
#define GIVES(wanted, ...) \
  EXPECT_NEAR((__VA_ARGS__).sum().to(torch::kDouble).item<double>(), wanted, 1e-4) << #__VA_ARGS__

TEST_F(FunctionalSurface, DefaultsOfActivationsAndLayers) {
  GIVES(2.41414, F::elu(x));
  GIVES(1.7684, F::selu(x));
  GIVES(2.41414, F::celu(x));
  GIVES(1, F::hardshrink(x));
  GIVES(0.25, F::hardtanh(x));
  GIVES(3.4775, F::leaky_relu(x));
  GIVES(-3.47553, F::logsigmoid(x));
  GIVES(3.5, F::relu(x));
  GIVES(3.5, F::relu6(x));
  GIVES(2.98438, F::rrelu(x));
  GIVES(4.72553, F::softplus(x));
  GIVES(1, F::softshrink(x));
  GIVES(0.216667, F::softsign(x));
  GIVES(1.00177, F::tanhshrink(x));
  GIVES(3.19586, F::gelu(x));
  GIVES(2.82109, F::silu(x));
  GIVES(2.97935, F::mish(x));
  GIVES(-0.39936, F::glu(x));
  GIVES(3.05, F::prelu(x, p[0].slice(0, 0, 1)));
  GIVES(0.0344802, F::normalize(x));
  GIVES(0, F::instance_norm(img));
  GIVES(-3.34397, F::batch_norm(x, y[0], p[0]));
  GIVES(27, F::conv2d(img, w));
  GIVES(48, F::conv_transpose2d(img, w));
  GIVES(2.25, F::linear(x, y));
  GIVES(1.25, F::embedding(i, x));
  GIVES(0.625, F::embedding_bag(i.unsqueeze(0), x));
}
TEST_F(FunctionalSurface, DefaultsOfLosses) {
  GIVES(1.125, F::l1_loss(x, y));
  GIVES(2.53125, F::mse_loss(x, y));
  GIVES(-0.839475, F::kl_div(x, p));
  GIVES(0.52734, F::binary_cross_entropy(p, p));
  GIVES(0.600133, F::binary_cross_entropy_with_logits(x, p));
  GIVES(0.765625, F::smooth_l1_loss(x, y));
  GIVES(0.765625, F::huber_loss(x, y));
  GIVES(0.6875, F::hinge_embedding_loss(x, s));
  GIVES(0.875, F::multi_margin_loss(x, i));
  GIVES(0, F::multilabel_margin_loss(x, i.expand({2, 2})));
  GIVES(0.600133, F::multilabel_soft_margin_loss(x, p));
  GIVES(1.41561, F::cosine_embedding_loss(x, y, s[0]));
  GIVES(0.806383, F::soft_margin_loss(x, s));
  GIVES(0.807024, F::triplet_margin_loss(x, y, p));
  GIVES(0.807024, F::triplet_margin_with_distance_loss(x, y, p));
  GIVES(-0.125, F::nll_loss(x, i));
  GIVES(1.36956, F::cross_entropy(x, i));
  GIVES(5.08085, F::poisson_nll_loss(x, p));
  GIVES(0.8125, F::margin_ranking_loss(x, y, s));
  GIVES(0.167118, F::cosine_similarity(x, y));
  GIVES(4.04118, F::pairwise_distance(x, y));
  GIVES(4.10031, F::pdist(x));
  GIVES(2, F::one_hot(i));
  GIVES(1.25, F::pad(x, F::PadFuncOptions({1, 1})));
  GIVES(0.25, F::grid_sample(img, y.reshape({1, 1, 2, 2})));
}

}  // namespace
