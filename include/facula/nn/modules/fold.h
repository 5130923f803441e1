#pragma once
// Sliding blocks.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/fold.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Adds up blocks, given as columns, where they lie in the result.
class FoldImpl : public Cloneable<FoldImpl> {
 public:
  FoldImpl(ExpandingArray<2> output_size, ExpandingArray<2> kernel_size);
  explicit FoldImpl(const FoldOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  FoldOptions options;
};
FACULA_LIBRARY_MODULE(Fold);

/// The blocks under a sliding kernel, as columns.
class UnfoldImpl : public Cloneable<UnfoldImpl> {
 public:
  UnfoldImpl(ExpandingArray<2> kernel_size);
  explicit UnfoldImpl(const UnfoldOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  UnfoldOptions options;
};
FACULA_LIBRARY_MODULE(Unfold);

}  // namespace nn
}  // namespace facula
