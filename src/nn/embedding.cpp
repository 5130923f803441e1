#include "facula/nn/modules/embedding.h"

#include "facula/graph/grad_mode.h"
#include "facula/nn/functional/embedding.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

EmbeddingImpl::EmbeddingImpl(EmbeddingOptions options_) : options(std::move(options_)) {
  EmbeddingImpl::reset();
}

void EmbeddingImpl::reset() {
  const int64_t rows = options.num_embeddings();
  if (options.padding_idx()) {
    const int64_t i = *options.padding_idx();
    FACULA_CHECK(i < rows && i >= -rows, "Padding_idx must be within num_embeddings");
    if (i < 0) options.padding_idx(i + rows);
  }
  if (options._weight().defined()) {
    FACULA_CHECK(options._weight().sizes() == IntArrayRef({rows, options.embedding_dim()}),
                 "Shape of _weight does not match num_embeddings and embedding_dim");
    // A handle of our own: a clone must not move the caller's tensor to other data.
    weight = register_parameter("weight", options._weight().detach());
  } else {
    weight = register_parameter("weight", empty({rows, options.embedding_dim()}));
    reset_parameters();
  }
}

void EmbeddingImpl::reset_parameters() {
  init::normal_(weight);
  if (!options.padding_idx()) return;
  NoGradGuard no_grad;
  weight.select(0, *options.padding_idx()).zero_();
}

void EmbeddingImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::Embedding(num_embeddings=", options.num_embeddings(),
        ", embedding_dim=", options.embedding_dim());
  if (options.padding_idx()) print(stream, ", padding_idx=", *options.padding_idx());
  if (options.max_norm()) print(stream, ", max_norm=", *options.max_norm());
  if (options.norm_type() != 2) print(stream, ", norm_type=", options.norm_type());
  if (options.scale_grad_by_freq()) print(stream, ", scale_grad_by_freq=true");
  if (options.sparse()) print(stream, ", sparse=true");
  print(stream, ")");
}

Tensor EmbeddingImpl::forward(const Tensor& input) {
  return functional::embedding(input, weight,
                               functional::EmbeddingFuncOptions()
                                   .padding_idx(options.padding_idx())
                                   .max_norm(options.max_norm())
                                   .norm_type(options.norm_type())
                                   .scale_grad_by_freq(options.scale_grad_by_freq())
                                   .sparse(options.sparse()));
}

Embedding Embedding::from_pretrained(const Tensor& embeddings, const EmbeddingFromPretrainedOptions& o) {
  FACULA_CHECK(embeddings.dim() == 2, "Embeddings parameter is expected to be 2-dimensional");
  Embedding embedding(EmbeddingOptions(embeddings.size(0), embeddings.size(1))
                          ._weight(embeddings)
                          .padding_idx(o.padding_idx())
                          .max_norm(o.max_norm())
                          .norm_type(o.norm_type())
                          .scale_grad_by_freq(o.scale_grad_by_freq())
                          .sparse(o.sparse()));
  embedding->weight.set_requires_grad(!o.freeze());
  return embedding;
}

template class Cloneable<EmbeddingImpl>;

}  // namespace nn
}  // namespace facula
