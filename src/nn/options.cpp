// Constructors of the options, kept out of the headers, which every program parses.
#include "facula/nn/options/activation.h"
#include "facula/nn/options/adaptive.h"
#include "facula/nn/options/batchnorm.h"
#include "facula/nn/options/dropout.h"
#include "facula/nn/options/embedding.h"
#include "facula/nn/options/fold.h"
#include "facula/nn/options/instancenorm.h"
#include "facula/nn/options/linear.h"
#include "facula/nn/options/loss.h"
#include "facula/nn/options/normalization.h"
#include "facula/nn/options/padding.h"
#include "facula/nn/options/pixelshuffle.h"
#include "facula/nn/options/rnn.h"
#include "facula/nn/options/transformer.h"
#include "facula/nn/options/transformerlayer.h"

namespace facula {
namespace nn {

SELUOptions::SELUOptions(bool inplace) : inplace_(inplace) {}
GLUOptions::GLUOptions(int64_t dim) : dim_(dim) {}
HardshrinkOptions::HardshrinkOptions(double lambda) : lambda_(lambda) {}
SoftmaxOptions::SoftmaxOptions(int64_t dim) : dim_(dim) {}
ReLUOptions::ReLUOptions(bool inplace) : inplace_(inplace) {}
ReLU6Options::ReLU6Options(bool inplace) : inplace_(inplace) {}
SoftshrinkOptions::SoftshrinkOptions(double lambda) : lambda_(lambda) {}
ThresholdOptions::ThresholdOptions(double threshold, double value) : threshold_(threshold), value_(value) {}
HardswishOptions::HardswishOptions(bool inplace) : inplace_(inplace) {}
HardsigmoidOptions::HardsigmoidOptions(bool inplace) : inplace_(inplace) {}
MultiheadAttentionOptions::MultiheadAttentionOptions(int64_t embed_dim, int64_t num_heads)
    : embed_dim_(embed_dim), num_heads_(num_heads), kdim_(embed_dim), vdim_(embed_dim) {}
AdaptiveLogSoftmaxWithLossOptions::AdaptiveLogSoftmaxWithLossOptions(int64_t in_features, int64_t n_classes,
                                                                     std::vector<int64_t> cutoffs)
    : in_features_(in_features), n_classes_(n_classes), cutoffs_(std::move(cutoffs)) {}
BatchNormOptions::BatchNormOptions(int64_t num_features) : num_features_(num_features) {}
DropoutOptions::DropoutOptions(double p) : p_(p) {}
EmbeddingOptions::EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim)
    : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
EmbeddingBagOptions::EmbeddingBagOptions(int64_t num_embeddings, int64_t embedding_dim)
    : num_embeddings_(num_embeddings), embedding_dim_(embedding_dim) {}
FoldOptions::FoldOptions(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size)
    : output_size_(output_size), kernel_size_(kernel_size) {}
UnfoldOptions::UnfoldOptions(ExpandingArray<2> kernel_size) : kernel_size_(kernel_size) {}
InstanceNormOptions::InstanceNormOptions(int64_t num_features) : num_features_(num_features) {}
LinearOptions::LinearOptions(int64_t in_features, int64_t out_features)
    : in_features_(in_features), out_features_(out_features) {}
UnflattenOptions::UnflattenOptions(const char* dimname, namedshape_t namedshape)
    : dim_(0), dimname_(dimname), namedshape_(std::move(namedshape)) {}
UnflattenOptions::UnflattenOptions(int64_t dim, std::vector<int64_t> sizes)
    : dim_(dim), sizes_(std::move(sizes)) {}
BilinearOptions::BilinearOptions(int64_t in1_features, int64_t in2_features, int64_t out_features)
    : in1_features_(in1_features), in2_features_(in2_features), out_features_(out_features) {}
KLDivLossOptions::KLDivLossOptions(enumtype::kNone reduction) : reduction_(reduction) {}
KLDivLossOptions::KLDivLossOptions(enumtype::kBatchMean reduction) : reduction_(reduction) {}
KLDivLossOptions::KLDivLossOptions(enumtype::kSum reduction) : reduction_(reduction) {}
KLDivLossOptions::KLDivLossOptions(enumtype::kMean reduction) : reduction_(reduction) {}
MultiLabelMarginLossOptions::MultiLabelMarginLossOptions(enumtype::kNone reduction)
    : reduction_(reduction) {}
MultiLabelMarginLossOptions::MultiLabelMarginLossOptions(enumtype::kMean reduction)
    : reduction_(reduction) {}
MultiLabelMarginLossOptions::MultiLabelMarginLossOptions(enumtype::kSum reduction)
    : reduction_(reduction) {}
SoftMarginLossOptions::SoftMarginLossOptions(enumtype::kNone reduction) : reduction_(reduction) {}
SoftMarginLossOptions::SoftMarginLossOptions(enumtype::kMean reduction) : reduction_(reduction) {}
SoftMarginLossOptions::SoftMarginLossOptions(enumtype::kSum reduction) : reduction_(reduction) {}
LayerNormOptions::LayerNormOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
GroupNormOptions::GroupNormOptions(int64_t num_groups, int64_t num_channels)
    : num_groups_(num_groups), num_channels_(num_channels) {}
RMSNormOptions::RMSNormOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
LocalResponseNormOptions::LocalResponseNormOptions(int64_t size) : size_(size) {}
CrossMapLRN2dOptions::CrossMapLRN2dOptions(int64_t size) : size_(size) {}
PixelShuffleOptions::PixelShuffleOptions(int64_t upscale_factor) : upscale_factor_(upscale_factor) {}
PixelUnshuffleOptions::PixelUnshuffleOptions(int64_t downscale_factor)
    : downscale_factor_(downscale_factor) {}
ChannelShuffleOptions::ChannelShuffleOptions(int64_t groups) : groups_(groups) {}
detail::RNNOptionsBase::RNNOptionsBase(rnn_options_base_mode_t mode, int64_t input_size, int64_t hidden_size)
    : mode_(mode), input_size_(input_size), hidden_size_(hidden_size) {}
RNNOptions::RNNOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
LSTMOptions::LSTMOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
GRUOptions::GRUOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
RNNCellOptions::RNNCellOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
LSTMCellOptions::LSTMCellOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
GRUCellOptions::GRUCellOptions(int64_t input_size, int64_t hidden_size)
    : input_size_(input_size), hidden_size_(hidden_size) {}
TransformerOptions::TransformerOptions(int64_t d_model, int64_t nhead) : d_model_(d_model), nhead_(nhead) {}
TransformerOptions::TransformerOptions(int64_t d_model, int64_t nhead, int64_t num_encoder_layers,
                                       int64_t num_decoder_layers)
    : d_model_(d_model),
      nhead_(nhead),
      num_encoder_layers_(num_encoder_layers),
      num_decoder_layers_(num_decoder_layers) {}
TransformerEncoderLayerOptions::TransformerEncoderLayerOptions(int64_t d_model, int64_t nhead)
    : d_model_(d_model), nhead_(nhead) {}
TransformerDecoderLayerOptions::TransformerDecoderLayerOptions(int64_t d_model, int64_t nhead)
    : d_model_(d_model), nhead_(nhead) {}

namespace functional {
SoftmaxFuncOptions::SoftmaxFuncOptions(int64_t dim) : dim_(dim) {}
MultiheadAttentionForwardFuncOptions::MultiheadAttentionForwardFuncOptions(
    int64_t embed_dim_to_check, int64_t num_heads, Tensor in_proj_weight, Tensor in_proj_bias, Tensor bias_k,
    Tensor bias_v, bool add_zero_attn, double dropout_p, Tensor out_proj_weight, Tensor out_proj_bias)
    : embed_dim_to_check_(embed_dim_to_check),
      num_heads_(num_heads),
      in_proj_weight_(std::move(in_proj_weight)),
      in_proj_bias_(std::move(in_proj_bias)),
      bias_k_(std::move(bias_k)),
      bias_v_(std::move(bias_v)),
      add_zero_attn_(add_zero_attn),
      dropout_p_(dropout_p),
      out_proj_weight_(std::move(out_proj_weight)),
      out_proj_bias_(std::move(out_proj_bias)) {}
RMSNormFuncOptions::RMSNormFuncOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
LayerNormFuncOptions::LayerNormFuncOptions(std::vector<int64_t> normalized_shape)
    : normalized_shape_(std::move(normalized_shape)) {}
GroupNormFuncOptions::GroupNormFuncOptions(int64_t num_groups) : num_groups_(num_groups) {}
PadFuncOptions::PadFuncOptions(std::vector<int64_t> pad) : pad_(std::move(pad)) {}
}  // namespace functional

}  // namespace nn
}  // namespace facula
