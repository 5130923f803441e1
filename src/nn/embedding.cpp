#include "facula/nn/modules/embedding.h"

#include <optional>

#include "facula/graph/grad_mode.h"
#include "facula/nn/any_value.h"
#include "facula/nn/functional/embedding.h"
#include "facula/nn/init.h"
#include "facula/ops/creation.h"
#include "nn/print.h"

namespace facula {
namespace nn {

namespace {

// Makes padding_idx count from the front, and gives the table that the options hold, or undefined.
template <class Options>
Tensor given_table(Options& options, const char* name) {
  const int64_t rows = options.num_embeddings();
  if (options.padding_idx()) {
    const int64_t i = *options.padding_idx();
    FACULA_CHECK(i < rows && i >= -rows, "Padding_idx must be within num_embeddings");
    if (i < 0) options.padding_idx(i + rows);
  }
  if (!options._weight().defined()) return {};
  FACULA_CHECK(options._weight().sizes() == IntArrayRef({rows, options.embedding_dim()}), "Shape of ", name,
               " does not match num_embeddings and embedding_dim");
  // A handle of our own: a clone must not move the caller's tensor to other data.
  return options._weight().detach();
}

// Registers the table of `m`: the given one, or one drawn anew.
template <class M>
void set_up(M& m, const char* name) {
  const Tensor given = given_table(m.options, name);
  m.weight = m.register_parameter(
      "weight", given.defined() ? given : empty({m.options.num_embeddings(), m.options.embedding_dim()}));
  if (!given.defined()) m.reset_parameters();
}

void draw(Tensor& weight, const std::optional<int64_t>& padding_idx) {
  init::normal_(weight);
  if (!padding_idx) return;
  NoGradGuard no_grad;
  weight.select(0, *padding_idx).zero_();
}

}  // namespace

EmbeddingImpl::EmbeddingImpl(int64_t num_embeddings, int64_t embedding_dim)
    : EmbeddingImpl(EmbeddingOptions(num_embeddings, embedding_dim)) {}
EmbeddingImpl::EmbeddingImpl(EmbeddingOptions options_) : options(std::move(options_)) {
  EmbeddingImpl::reset();
}

void EmbeddingImpl::reset() { set_up(*this, "_weight"); }
void EmbeddingImpl::reset_parameters() { draw(weight, options.padding_idx()); }

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

// ---- bags

EmbeddingBagImpl::EmbeddingBagImpl(int64_t num_embeddings, int64_t embedding_dim)
    : EmbeddingBagImpl(EmbeddingBagOptions(num_embeddings, embedding_dim)) {}
EmbeddingBagImpl::EmbeddingBagImpl(EmbeddingBagOptions options_) : options(std::move(options_)) {
  EmbeddingBagImpl::reset();
}

void EmbeddingBagImpl::reset() { set_up(*this, "weight"); }
void EmbeddingBagImpl::reset_parameters() { draw(weight, options.padding_idx()); }

void EmbeddingBagImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::EmbeddingBag(num_embeddings=", options.num_embeddings(),
        ", embedding_dim=", options.embedding_dim());
  if (options.max_norm()) print(stream, ", max_norm=", *options.max_norm());
  if (options.norm_type() != 2) print(stream, ", norm_type=", options.norm_type());
  if (options.scale_grad_by_freq()) print(stream, ", scale_grad_by_freq=true");
  if (options.sparse()) print(stream, ", sparse=true");
  if (!enumtype::is<enumtype::kMean>(options.mode()))
    print(stream, ", mode=", enumtype::get_enum_name(options.mode()));
  if (options.include_last_offset()) print(stream, ", include_last_offset=true");
  if (options.padding_idx()) print(stream, ", padding_idx=", *options.padding_idx());
  print(stream, ")");
}

Tensor EmbeddingBagImpl::forward(const Tensor& input, const Tensor& offsets,
                                 const Tensor& per_sample_weights) {
  return functional::embedding_bag(input, weight,
                                   functional::EmbeddingBagFuncOptions()
                                       .offsets(offsets)
                                       .max_norm(options.max_norm())
                                       .norm_type(options.norm_type())
                                       .scale_grad_by_freq(options.scale_grad_by_freq())
                                       .mode(options.mode())
                                       .sparse(options.sparse())
                                       .per_sample_weights(per_sample_weights)
                                       .include_last_offset(options.include_last_offset())
                                       .padding_idx(options.padding_idx()));
}

std::vector<std::pair<unsigned, AnyValue>> EmbeddingBagImpl::_forward_default_args() {
  return {{1, AnyValue(Tensor())}, {2, AnyValue(Tensor())}};
}

EmbeddingBag EmbeddingBag::from_pretrained(const Tensor& embeddings,
                                           const EmbeddingBagFromPretrainedOptions& o) {
  FACULA_CHECK(embeddings.dim() == 2, "Embeddings parameter is expected to be 2-dimensional");
  EmbeddingBag bag(EmbeddingBagOptions(embeddings.size(0), embeddings.size(1))
                       ._weight(embeddings)
                       .max_norm(o.max_norm())
                       .norm_type(o.norm_type())
                       .scale_grad_by_freq(o.scale_grad_by_freq())
                       .mode(o.mode())
                       .sparse(o.sparse())
                       .include_last_offset(o.include_last_offset())
                       .padding_idx(o.padding_idx()));
  bag->weight.set_requires_grad(!o.freeze());
  return bag;
}

template class Cloneable<EmbeddingImpl>;
template class Cloneable<EmbeddingBagImpl>;

}  // namespace nn
}  // namespace facula
