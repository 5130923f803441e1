// The printed form of modules, as libtorch writes it.
#include <gtest/gtest.h>

#include <sstream>

#include "facula/nn/nn.h"
#include "facula/ops/creation.h"

namespace {

using namespace facula;

template <class M>
std::string text(const M& m) {
  std::ostringstream s;
  s << m;
  return s.str();
}
#define EXPECT_TEXT(module, wanted) EXPECT_EQ(text(module), wanted)

TEST(Printing, Pooling) {
  using namespace nn;
  EXPECT_TEXT(AdaptiveMaxPool1d(5), "torch::nn::AdaptiveMaxPool1d(output_size=5)");
  EXPECT_TEXT(AdaptiveMaxPool2d(AdaptiveMaxPool2dOptions({5, std::nullopt})),
              "torch::nn::AdaptiveMaxPool2d(output_size=[5, None])");
  EXPECT_TEXT(AdaptiveMaxPool3d(5), "torch::nn::AdaptiveMaxPool3d(output_size=[5, 5, 5])");
  EXPECT_TEXT(LPPool1d(2, 5), "torch::nn::LPPool1d(norm_type=2, kernel_size=5, stride=5, ceil_mode=false)");
  EXPECT_TEXT(LPPool2d(LPPool2dOptions(1.5, {5, 6}).stride(2).ceil_mode(true)),
              "torch::nn::LPPool2d(norm_type=1.5, kernel_size=[5, 6], stride=[2, 2], ceil_mode=true)");
  EXPECT_TEXT(MaxUnpool1d(5), "torch::nn::MaxUnpool1d(kernel_size=5, stride=5, padding=0)");
  EXPECT_TEXT(MaxUnpool2d(MaxUnpool2dOptions({5, 6}).stride(2).padding(1)),
              "torch::nn::MaxUnpool2d(kernel_size=[5, 6], stride=[2, 2], padding=[1, 1])");
  EXPECT_TEXT(FractionalMaxPool2d(FractionalMaxPool2dOptions(5).output_size(ExpandingArray<2>(1))),
              "torch::nn::FractionalMaxPool2d()");
}

TEST(Printing, Padding) {
  using namespace nn;
  EXPECT_TEXT(ReflectionPad1d(2), "torch::nn::ReflectionPad1d(padding=[2, 2])");
  EXPECT_TEXT(ReplicationPad2d(ReplicationPad2dOptions({3, 1, 2, 5})),
              "torch::nn::ReplicationPad2d(padding=[3, 1, 2, 5])");
  EXPECT_TEXT(ZeroPad2d(2), "torch::nn::ZeroPad2d(padding=[2, 2, 2, 2])");
  EXPECT_TEXT(ConstantPad1d(2, 3.25), "torch::nn::ConstantPad1d(padding=[2, 2], value=3.25)");
}

TEST(Printing, Vision) {
  using namespace nn;
  EXPECT_TEXT(Upsample(UpsampleOptions().scale_factor(std::vector<double>{2, 2.5}).mode(kBilinear)),
              "torch::nn::Upsample(scale_factor=[2, 2.5], mode=kBilinear)");
  EXPECT_TEXT(Upsample(UpsampleOptions().size(std::vector<int64_t>{4, 5})),
              "torch::nn::Upsample(size=[4, 5], mode=kNearest)");
  EXPECT_TEXT(PixelShuffle(5), "torch::nn::PixelShuffle(upscale_factor=5)");
  EXPECT_TEXT(PixelUnshuffle(5), "torch::nn::PixelUnshuffle(downscale_factor=5)");
  EXPECT_TEXT(Fold(FoldOptions({3, 2}, {2, 2})),
              "torch::nn::Fold(output_size=[3, 2], kernel_size=[2, 2], dilation=[1, 1], padding=[0, 0], "
              "stride=[1, 1])");
  EXPECT_TEXT(Unfold(UnfoldOptions({2, 4}).padding(1)),
              "torch::nn::Unfold(kernel_size=[2, 4], dilation=[1, 1], padding=[1, 1], stride=[1, 1])");
  EXPECT_TEXT(CosineSimilarity(), "torch::nn::CosineSimilarity(dim=1, eps=1e-08)");
  EXPECT_TEXT(PairwiseDistance(PairwiseDistanceOptions().p(3).keepdim(true)),
              "torch::nn::PairwiseDistance(p=3, eps=1e-06, keepdim=true)");
}

TEST(Printing, NormsAndBags) {
  using namespace nn;
  EXPECT_TEXT(LocalResponseNorm(LocalResponseNormOptions(4).alpha(0.0002).beta(0.85).k(2.)),
              "torch::nn::LocalResponseNorm(4, alpha=0.0002, beta=0.85, k=2)");
  EXPECT_TEXT(CrossMapLRN2d(4), "torch::nn::CrossMapLRN2d(4, alpha=0.0001, beta=0.75, k=1)");
  EXPECT_TEXT(EmbeddingBag(10, 2), "torch::nn::EmbeddingBag(num_embeddings=10, embedding_dim=2)");
  EXPECT_TEXT(
      EmbeddingBag(EmbeddingBagOptions(10, 2).max_norm(2).mode(kSum).padding_idx(5)),
      "torch::nn::EmbeddingBag(num_embeddings=10, embedding_dim=2, max_norm=2, mode=kSum, padding_idx=5)");
  EXPECT_TEXT(RMSNorm(RMSNormOptions({2, 3})),
              "torch::nn::RMSNorm([2, 3], eps=None, elementwise_affine=true)");
}

TEST(Printing, Losses) {
  using namespace nn;
  EXPECT_TEXT(HingeEmbeddingLoss(HingeEmbeddingLossOptions().margin(4)),
              "torch::nn::HingeEmbeddingLoss(margin=4)");
  EXPECT_TEXT(CosineEmbeddingLoss(CosineEmbeddingLossOptions().margin(0.25)),
              "torch::nn::CosineEmbeddingLoss(margin=0.25)");
  EXPECT_TEXT(TripletMarginLoss(TripletMarginLossOptions().margin(3).p(2).eps(1e-06)),
              "torch::nn::TripletMarginLoss(margin=3, p=2, eps=1e-06, swap=false)");
  EXPECT_TEXT(TripletMarginWithDistanceLoss(TripletMarginWithDistanceLossOptions().margin(2)),
              "torch::nn::TripletMarginWithDistanceLoss(margin=2, swap=false)");
  EXPECT_TEXT(MultiLabelMarginLoss(), "torch::nn::MultiLabelMarginLoss()");
  EXPECT_TEXT(MultiLabelSoftMarginLoss(), "torch::nn::MultiLabelSoftMarginLoss()");
  EXPECT_TEXT(SoftMarginLoss(), "torch::nn::SoftMarginLoss()");
  EXPECT_TEXT(CTCLoss(), "torch::nn::CTCLoss()");
  EXPECT_TEXT(PoissonNLLLoss(), "torch::nn::PoissonNLLLoss()");
  EXPECT_TEXT(MarginRankingLoss(), "torch::nn::MarginRankingLoss()");
  EXPECT_TEXT(HuberLoss(), "torch::nn::HuberLoss");
}

}  // namespace
