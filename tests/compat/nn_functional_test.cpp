// torch::nn::functional, nn::init, nn::utils and their options.
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
}  // namespace
