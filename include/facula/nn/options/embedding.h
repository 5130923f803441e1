#pragma once
// Options of embeddings.
#include <optional>

#include "facula/core/tensor.h"
#include "facula/nn/arg.h"
#include "facula/nn/enumtype.h"

namespace facula {
namespace nn {

/// Options of Embedding. _weight: a table to start from instead of a random one.
struct EmbeddingOptions {
  EmbeddingOptions(int64_t num_embeddings, int64_t embedding_dim);
  FACULA_ARG(int64_t, num_embeddings);
  FACULA_ARG(int64_t, embedding_dim);
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(bool, sparse) = false;
  FACULA_ARG(Tensor, _weight) = Tensor();
};

/// Options of Embedding::from_pretrained.
struct EmbeddingFromPretrainedOptions {
  FACULA_ARG(bool, freeze) = true;
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(bool, sparse) = false;
};

using EmbeddingBagMode = enumtype::OneOf<enumtype::kSum, enumtype::kMean, enumtype::kMax>;

/// Options of EmbeddingBag.
struct EmbeddingBagOptions {
  EmbeddingBagOptions(int64_t num_embeddings, int64_t embedding_dim);
  FACULA_ARG(int64_t, num_embeddings);
  FACULA_ARG(int64_t, embedding_dim);
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(EmbeddingBagMode, mode) = enumtype::kMean();
  FACULA_ARG(bool, sparse) = false;
  FACULA_ARG(Tensor, _weight) = Tensor();
  FACULA_ARG(bool, include_last_offset) = false;
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
};

/// Options of EmbeddingBag::from_pretrained.
struct EmbeddingBagFromPretrainedOptions {
  FACULA_ARG(bool, freeze) = true;
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(EmbeddingBagMode, mode) = enumtype::kMean();
  FACULA_ARG(bool, sparse) = false;
  FACULA_ARG(bool, include_last_offset) = false;
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
};

namespace functional {
/// Options of embedding_bag; offsets: where each bag begins, for a list of indices.
struct EmbeddingBagFuncOptions {
  FACULA_ARG(Tensor, offsets) = Tensor();
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(EmbeddingBagMode, mode) = enumtype::kMean();
  FACULA_ARG(bool, sparse) = false;
  FACULA_ARG(Tensor, per_sample_weights) = Tensor();
  FACULA_ARG(bool, include_last_offset) = false;
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
};

/// Options of embedding.
struct EmbeddingFuncOptions {
  FACULA_ARG(std::optional<int64_t>, padding_idx) = std::nullopt;
  FACULA_ARG(std::optional<double>, max_norm) = std::nullopt;
  FACULA_ARG(double, norm_type) = 2.;
  FACULA_ARG(bool, scale_grad_by_freq) = false;
  FACULA_ARG(bool, sparse) = false;
};
}  // namespace functional

}  // namespace nn
}  // namespace facula
