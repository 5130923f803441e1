#pragma once
// Transformer: encoder and decoder.
#include "facula/nn/modules/transformercoder.h"
#include "facula/nn/options/transformer.h"

namespace facula {
namespace nn {

/// Maps a source and a target sequence to (target, batch, d_model), or batch first.
/// init    Xavier uniform for all parameters of two and more dimensions
/// source  Vaswani et al. 2017
class TransformerImpl : public Cloneable<TransformerImpl> {
 public:
  explicit TransformerImpl(TransformerOptions options_ = {});
  /// errors  Error: "src and tgt should have equal batch size", "src and tgt should have 3 dimensions"
  Tensor forward(const Tensor& src, const Tensor& tgt, const Tensor& src_mask = {},
                 const Tensor& tgt_mask = {}, const Tensor& memory_mask = {},
                 const Tensor& src_key_padding_mask = {}, const Tensor& tgt_key_padding_mask = {},
                 const Tensor& memory_key_padding_mask = {});
  void reset() override;
  void reset_parameters();
  /// 0 on and below the diagonal, -infinity above: no position sees a later one.
  static Tensor generate_square_subsequent_mask(int64_t sz);

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  TransformerOptions options;
  AnyModule encoder, decoder;
};
FACULA_LIBRARY_MODULE(Transformer);

}  // namespace nn
}  // namespace facula
