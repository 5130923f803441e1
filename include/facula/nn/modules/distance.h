#pragma once
// Distances.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/distance.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// x1 x2 / (max(|x1|, eps) max(|x2|, eps)) along a dimension.
class CosineSimilarityImpl : public Cloneable<CosineSimilarityImpl> {
 public:
  explicit CosineSimilarityImpl(const CosineSimilarityOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);

  CosineSimilarityOptions options;
};
FACULA_LIBRARY_MODULE(CosineSimilarity);

/// |x1 - x2 + eps|_p along the last dimension.
class PairwiseDistanceImpl : public Cloneable<PairwiseDistanceImpl> {
 public:
  explicit PairwiseDistanceImpl(const PairwiseDistanceOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input1, const Tensor& input2);

  PairwiseDistanceOptions options;
};
FACULA_LIBRARY_MODULE(PairwiseDistance);

}  // namespace nn
}  // namespace facula
