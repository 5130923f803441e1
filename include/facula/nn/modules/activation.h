#pragma once
// Activation functions and attention as modules.
#include <tuple>

#include "facula/nn/cloneable.h"
#include "facula/nn/modules/linear.h"
#include "facula/nn/options/activation.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// x > 0 ? x : alpha (exp(x) - 1)
class ELUImpl : public Cloneable<ELUImpl> {
 public:
  explicit ELUImpl(const ELUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ELUOptions options;
};
FACULA_LIBRARY_MODULE(ELU);

/// ELU that keeps mean 0 and variance 1
class SELUImpl : public Cloneable<SELUImpl> {
 public:
  explicit SELUImpl(const SELUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  SELUOptions options;
};
FACULA_LIBRARY_MODULE(SELU);

/// max(0, x) + min(0, alpha (exp(x / alpha) - 1))
class CELUImpl : public Cloneable<CELUImpl> {
 public:
  explicit CELUImpl(const CELUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  CELUOptions options;
};
FACULA_LIBRARY_MODULE(CELU);

/// x where |x| > lambda, else 0
class HardshrinkImpl : public Cloneable<HardshrinkImpl> {
 public:
  explicit HardshrinkImpl(const HardshrinkOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  HardshrinkOptions options;
};
FACULA_LIBRARY_MODULE(Hardshrink);

/// x kept between min_val and max_val
class HardtanhImpl : public Cloneable<HardtanhImpl> {
 public:
  explicit HardtanhImpl(const HardtanhOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  HardtanhOptions options;
};
FACULA_LIBRARY_MODULE(Hardtanh);

/// x > 0 ? x : negative_slope x
class LeakyReLUImpl : public Cloneable<LeakyReLUImpl> {
 public:
  explicit LeakyReLUImpl(const LeakyReLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LeakyReLUOptions options;
};
FACULA_LIBRARY_MODULE(LeakyReLU);

/// log(sigmoid(x))
class LogSigmoidImpl : public Cloneable<LogSigmoidImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(LogSigmoid);

/// exp(x) / sum(exp(x)) along dim
class SoftmaxImpl : public Cloneable<SoftmaxImpl> {
 public:
  explicit SoftmaxImpl(int64_t dim);
  explicit SoftmaxImpl(const SoftmaxOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  SoftmaxOptions options;
};
FACULA_LIBRARY_MODULE(Softmax);

/// softmax(-x)
class SoftminImpl : public Cloneable<SoftminImpl> {
 public:
  explicit SoftminImpl(int64_t dim);
  explicit SoftminImpl(const SoftminOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  SoftminOptions options;
};
FACULA_LIBRARY_MODULE(Softmin);

/// log(softmax(x))
class LogSoftmaxImpl : public Cloneable<LogSoftmaxImpl> {
 public:
  explicit LogSoftmaxImpl(int64_t dim);
  explicit LogSoftmaxImpl(const LogSoftmaxOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LogSoftmaxOptions options;
};
FACULA_LIBRARY_MODULE(LogSoftmax);

/// x > 0 ? x : weight x, the weight learnt
/// state   weight (num_parameters)
class PReLUImpl : public Cloneable<PReLUImpl> {
 public:
  explicit PReLUImpl(const PReLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  PReLUOptions options;
  Tensor weight;
};
FACULA_LIBRARY_MODULE(PReLU);

/// max(x, 0)
class ReLUImpl : public Cloneable<ReLUImpl> {
 public:
  explicit ReLUImpl(const ReLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReLUOptions options;
};
FACULA_LIBRARY_MODULE(ReLU);

/// x kept between 0 and 6
class ReLU6Impl : public Cloneable<ReLU6Impl> {
 public:
  explicit ReLU6Impl(const ReLU6Options& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReLU6Options options;
};
FACULA_LIBRARY_MODULE(ReLU6);

/// Leaky ReLU with random slopes in training
class RReLUImpl : public Cloneable<RReLUImpl> {
 public:
  explicit RReLUImpl(const RReLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  RReLUOptions options;
};
FACULA_LIBRARY_MODULE(RReLU);

/// log(1 + exp(beta x)) / beta
class SoftplusImpl : public Cloneable<SoftplusImpl> {
 public:
  explicit SoftplusImpl(const SoftplusOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  SoftplusOptions options;
};
FACULA_LIBRARY_MODULE(Softplus);

/// x shrunk towards 0 by lambda
class SoftshrinkImpl : public Cloneable<SoftshrinkImpl> {
 public:
  explicit SoftshrinkImpl(const SoftshrinkOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  SoftshrinkOptions options;
};
FACULA_LIBRARY_MODULE(Softshrink);

/// x / (1 + |x|)
class SoftsignImpl : public Cloneable<SoftsignImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Softsign);

/// tanh(x)
class TanhImpl : public Cloneable<TanhImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Tanh);

/// x - tanh(x)
class TanhshrinkImpl : public Cloneable<TanhshrinkImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Tanhshrink);

/// x > threshold ? x : value
class ThresholdImpl : public Cloneable<ThresholdImpl> {
 public:
  ThresholdImpl(double threshold, double value);
  explicit ThresholdImpl(const ThresholdOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ThresholdOptions options;
};
FACULA_LIBRARY_MODULE(Threshold);

/// 1 / (1 + exp(-x))
class SigmoidImpl : public Cloneable<SigmoidImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Sigmoid);

/// x Phi(x)
class GELUImpl : public Cloneable<GELUImpl> {
 public:
  explicit GELUImpl(const GELUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GELUOptions options;
};
FACULA_LIBRARY_MODULE(GELU);

/// a sigmoid(b), a and b the halves of x
class GLUImpl : public Cloneable<GLUImpl> {
 public:
  explicit GLUImpl(const GLUOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  GLUOptions options;
};
FACULA_LIBRARY_MODULE(GLU);

/// x sigmoid(x)
class SiLUImpl : public Cloneable<SiLUImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(SiLU);

/// x tanh(softplus(x))
class MishImpl : public Cloneable<MishImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Mish);

/// Softmax over the channels of (N, C, H, W)
class Softmax2dImpl : public Cloneable<Softmax2dImpl> {
 public:
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
};
FACULA_LIBRARY_MODULE(Softmax2d);

/// Multi-head attention. query: (target, batch, embed_dim), key: (source, batch, kdim), value: (source,
/// batch, vdim), or batch first where the options say so. Gives the result and the attention weights. init
/// in_proj_weight Xavier uniform, out_proj as Linear, biases 0 state   in_proj_weight (3 embed_dim,
/// embed_dim) or q_, k_ and v_proj_weight, in_proj_bias, out_proj source  Vaswani et al. 2017, section 3.2.2
class MultiheadAttentionImpl : public Cloneable<MultiheadAttentionImpl> {
 public:
  MultiheadAttentionImpl(int64_t embed_dim, int64_t num_heads);
  explicit MultiheadAttentionImpl(const MultiheadAttentionOptions& options_);
  std::tuple<Tensor, Tensor> forward(const Tensor& query, const Tensor& key, const Tensor& value,
                                     const Tensor& key_padding_mask = {}, bool need_weights = true,
                                     const Tensor& attn_mask = {}, bool average_attn_weights = true);

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  void reset() override;
  void _reset_parameters();

  MultiheadAttentionOptions options;
  bool _qkv_same_embed_dim;
  Tensor in_proj_weight, in_proj_bias, bias_k, bias_v;
  Linear out_proj = nullptr;
  Tensor q_proj_weight, k_proj_weight, v_proj_weight;
  int64_t head_dim;
};
FACULA_LIBRARY_MODULE(MultiheadAttention);

/// x min(max(x + 3, 0), 6) / 6
class HardswishImpl : public Cloneable<HardswishImpl> {
 public:
  explicit HardswishImpl(const HardswishOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  HardswishOptions options;
};
FACULA_LIBRARY_MODULE(Hardswish);

/// min(max(x + 3, 0), 6) / 6
class HardsigmoidImpl : public Cloneable<HardsigmoidImpl> {
 public:
  explicit HardsigmoidImpl(const HardsigmoidOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  HardsigmoidOptions options;
};
FACULA_LIBRARY_MODULE(Hardsigmoid);

}  // namespace nn
}  // namespace facula
