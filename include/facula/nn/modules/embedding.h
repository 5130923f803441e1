#pragma once
// Embeddings.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/embedding.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// A table whose rows are looked up by index.
/// shape   (*) of int64 or int32 to (*, embedding_dim)
/// init    normal; the row padding_idx 0
/// state   weight (num_embeddings, embedding_dim)
class EmbeddingImpl : public Cloneable<EmbeddingImpl> {
 public:
  EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim);
  explicit EmbeddingImpl(EmbeddingOptions options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  EmbeddingOptions options;
  Tensor weight;
};

extern template class Cloneable<EmbeddingImpl>;

/// Holder of an EmbeddingImpl.
class Embedding : public ModuleHolder<EmbeddingImpl> {
 public:
  using ModuleHolder<EmbeddingImpl>::ModuleHolder;
  using Impl = EmbeddingImpl;
  /// An embedding with the given table, which is not trained if options.freeze().
  /// errors  Error: "Embeddings parameter is expected to be 2-dimensional"
  static Embedding from_pretrained(const Tensor& embeddings,
                                   const EmbeddingFromPretrainedOptions& options = {});
};

/// Sums, means or maxima of the rows that each bag of indices names.
/// shape   (bags, n) of int64 or int32, or (n) with offsets (bags), to (bags, embedding_dim)
/// init    normal; the row padding_idx 0
/// state   weight (num_embeddings, embedding_dim)
class EmbeddingBagImpl : public Cloneable<EmbeddingBagImpl> {
 public:
  EmbeddingBagImpl(int64_t num_embeddings, int64_t embedding_dim);
  explicit EmbeddingBagImpl(EmbeddingBagOptions options_);
  void reset() override;
  void reset_parameters();
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& offsets = {}, const Tensor& per_sample_weights = {});

  EmbeddingBagOptions options;
  Tensor weight;

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;
};

extern template class Cloneable<EmbeddingBagImpl>;

/// Holder of an EmbeddingBagImpl.
class EmbeddingBag : public ModuleHolder<EmbeddingBagImpl> {
 public:
  using ModuleHolder<EmbeddingBagImpl>::ModuleHolder;
  using Impl = EmbeddingBagImpl;
  /// A bag with the given table, which is not trained if options.freeze().
  /// errors  Error: "Embeddings parameter is expected to be 2-dimensional"
  static EmbeddingBag from_pretrained(const Tensor& embeddings,
                                      const EmbeddingBagFromPretrainedOptions& options = {});
};

}  // namespace nn
}  // namespace facula
