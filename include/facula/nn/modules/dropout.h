#pragma once
// Dropout.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/dropout.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Zeroes elements with probability p in training and scales the others by 1 / (1 - p).
class DropoutImpl : public Cloneable<DropoutImpl> {
 public:
  explicit DropoutImpl(double p);
  explicit DropoutImpl(const DropoutOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  DropoutOptions options;
};
FACULA_LIBRARY_MODULE(Dropout);

/// Drops whole channels of (N, C, L) or (C, L).
class Dropout1dImpl : public Cloneable<Dropout1dImpl> {
 public:
  explicit Dropout1dImpl(double p) : Dropout1dImpl(Dropout1dOptions(p)) {}
  explicit Dropout1dImpl(const Dropout1dOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  Dropout1dOptions options;
};
FACULA_LIBRARY_MODULE(Dropout1d);

/// Dropout of whole channels of (N, C, H, W).
class Dropout2dImpl : public Cloneable<Dropout2dImpl> {
 public:
  explicit Dropout2dImpl(double p);
  explicit Dropout2dImpl(const Dropout2dOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  Dropout2dOptions options;
};
FACULA_LIBRARY_MODULE(Dropout2d);

/// Dropout of whole channels of (N, C, D, H, W).
class Dropout3dImpl : public Cloneable<Dropout3dImpl> {
 public:
  explicit Dropout3dImpl(double p);
  explicit Dropout3dImpl(const Dropout3dOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  Dropout3dOptions options;
};
FACULA_LIBRARY_MODULE(Dropout3d);

/// Dropout that keeps mean and variance of inputs that have been through SELU.
class AlphaDropoutImpl : public Cloneable<AlphaDropoutImpl> {
 public:
  explicit AlphaDropoutImpl(double p);
  explicit AlphaDropoutImpl(const AlphaDropoutOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AlphaDropoutOptions options;
};
FACULA_LIBRARY_MODULE(AlphaDropout);

/// AlphaDropout of whole channels.
class FeatureAlphaDropoutImpl : public Cloneable<FeatureAlphaDropoutImpl> {
 public:
  explicit FeatureAlphaDropoutImpl(double p);
  explicit FeatureAlphaDropoutImpl(const FeatureAlphaDropoutOptions& options_ = {});
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  FeatureAlphaDropoutOptions options;
};
FACULA_LIBRARY_MODULE(FeatureAlphaDropout);

}  // namespace nn
}  // namespace facula
