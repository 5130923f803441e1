#pragma once
// Pooling.
#include <optional>
#include <tuple>
#include <vector>

#include "facula/nn/cloneable.h"
#include "facula/nn/options/pooling.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Means of windows of 1 dimension.
class AvgPool1dImpl : public Cloneable<AvgPool1dImpl> {
 public:
  AvgPool1dImpl(ExpandingArray<1> kernel_size);
  explicit AvgPool1dImpl(const AvgPool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AvgPool1dOptions options;
};
FACULA_LIBRARY_MODULE(AvgPool1d);

/// Means of windows of 2 dimensions.
class AvgPool2dImpl : public Cloneable<AvgPool2dImpl> {
 public:
  AvgPool2dImpl(ExpandingArray<2> kernel_size);
  explicit AvgPool2dImpl(const AvgPool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AvgPool2dOptions options;
};
FACULA_LIBRARY_MODULE(AvgPool2d);

/// Means of windows of 3 dimensions.
class AvgPool3dImpl : public Cloneable<AvgPool3dImpl> {
 public:
  AvgPool3dImpl(ExpandingArray<3> kernel_size);
  explicit AvgPool3dImpl(const AvgPool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AvgPool3dOptions options;
};
FACULA_LIBRARY_MODULE(AvgPool3d);

/// Maxima of windows of 1 dimension.
class MaxPool1dImpl : public Cloneable<MaxPool1dImpl> {
 public:
  MaxPool1dImpl(ExpandingArray<1> kernel_size);
  explicit MaxPool1dImpl(const MaxPool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  MaxPool1dOptions options;
};
FACULA_LIBRARY_MODULE(MaxPool1d);

/// Maxima of windows of 2 dimensions.
class MaxPool2dImpl : public Cloneable<MaxPool2dImpl> {
 public:
  MaxPool2dImpl(ExpandingArray<2> kernel_size);
  explicit MaxPool2dImpl(const MaxPool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  MaxPool2dOptions options;
};
FACULA_LIBRARY_MODULE(MaxPool2d);

/// Maxima of windows of 3 dimensions.
class MaxPool3dImpl : public Cloneable<MaxPool3dImpl> {
 public:
  MaxPool3dImpl(ExpandingArray<3> kernel_size);
  explicit MaxPool3dImpl(const MaxPool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  MaxPool3dOptions options;
};
FACULA_LIBRARY_MODULE(MaxPool3d);

/// Means of as many windows as output_size says.
class AdaptiveAvgPool1dImpl : public Cloneable<AdaptiveAvgPool1dImpl> {
 public:
  AdaptiveAvgPool1dImpl(ExpandingArray<1> output_size);
  explicit AdaptiveAvgPool1dImpl(const AdaptiveAvgPool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AdaptiveAvgPool1dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveAvgPool1d);

/// Means of as many windows as output_size says.
class AdaptiveAvgPool2dImpl : public Cloneable<AdaptiveAvgPool2dImpl> {
 public:
  AdaptiveAvgPool2dImpl(ExpandingArrayWithOptionalElem<2> output_size);
  explicit AdaptiveAvgPool2dImpl(const AdaptiveAvgPool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AdaptiveAvgPool2dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveAvgPool2d);

/// Means of as many windows as output_size says.
class AdaptiveAvgPool3dImpl : public Cloneable<AdaptiveAvgPool3dImpl> {
 public:
  AdaptiveAvgPool3dImpl(ExpandingArrayWithOptionalElem<3> output_size);
  explicit AdaptiveAvgPool3dImpl(const AdaptiveAvgPool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  AdaptiveAvgPool3dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveAvgPool3d);

/// Maxima of windows that share the input out, in 1 dimension.
class AdaptiveMaxPool1dImpl : public Cloneable<AdaptiveMaxPool1dImpl> {
 public:
  AdaptiveMaxPool1dImpl(ExpandingArray<1> output_size);
  explicit AdaptiveMaxPool1dImpl(const AdaptiveMaxPool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  AdaptiveMaxPool1dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveMaxPool1d);

/// Maxima of windows that share the input out, in 2 dimensions.
class AdaptiveMaxPool2dImpl : public Cloneable<AdaptiveMaxPool2dImpl> {
 public:
  AdaptiveMaxPool2dImpl(ExpandingArrayWithOptionalElem<2> output_size);
  explicit AdaptiveMaxPool2dImpl(const AdaptiveMaxPool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  AdaptiveMaxPool2dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveMaxPool2d);

/// Maxima of windows that share the input out, in 3 dimensions.
class AdaptiveMaxPool3dImpl : public Cloneable<AdaptiveMaxPool3dImpl> {
 public:
  AdaptiveMaxPool3dImpl(ExpandingArrayWithOptionalElem<3> output_size);
  explicit AdaptiveMaxPool3dImpl(const AdaptiveMaxPool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  AdaptiveMaxPool3dOptions options;
};
FACULA_LIBRARY_MODULE(AdaptiveMaxPool3d);

/// Norms of windows of 1 dimension.
class LPPool1dImpl : public Cloneable<LPPool1dImpl> {
 public:
  LPPool1dImpl(float norm_type, const ExpandingArray<1>& kernel_size);
  explicit LPPool1dImpl(const LPPool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LPPool1dOptions options;
};
FACULA_LIBRARY_MODULE(LPPool1d);

/// Norms of windows of 2 dimensions.
class LPPool2dImpl : public Cloneable<LPPool2dImpl> {
 public:
  LPPool2dImpl(float norm_type, const ExpandingArray<2>& kernel_size);
  explicit LPPool2dImpl(const LPPool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LPPool2dOptions options;
};
FACULA_LIBRARY_MODULE(LPPool2d);

/// Norms of windows of 3 dimensions.
class LPPool3dImpl : public Cloneable<LPPool3dImpl> {
 public:
  LPPool3dImpl(float norm_type, const ExpandingArray<3>& kernel_size);
  explicit LPPool3dImpl(const LPPool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  LPPool3dOptions options;
};
FACULA_LIBRARY_MODULE(LPPool3d);

/// Puts elements back where MaxPool1d found them, with zeros elsewhere.
/// output_size: the size before the pooling, where that is not clear.
class MaxUnpool1dImpl : public Cloneable<MaxUnpool1dImpl> {
 public:
  MaxUnpool1dImpl(ExpandingArray<1> kernel_size);
  explicit MaxUnpool1dImpl(const MaxUnpool1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& indices,
                 const std::optional<std::vector<int64_t>>& output_size = {});

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  MaxUnpool1dOptions options;
};
FACULA_LIBRARY_MODULE(MaxUnpool1d);

/// Puts elements back where MaxPool2d found them, with zeros elsewhere.
/// output_size: the size before the pooling, where that is not clear.
class MaxUnpool2dImpl : public Cloneable<MaxUnpool2dImpl> {
 public:
  MaxUnpool2dImpl(ExpandingArray<2> kernel_size);
  explicit MaxUnpool2dImpl(const MaxUnpool2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& indices,
                 const std::optional<std::vector<int64_t>>& output_size = {});

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  MaxUnpool2dOptions options;
};
FACULA_LIBRARY_MODULE(MaxUnpool2d);

/// Puts elements back where MaxPool3d found them, with zeros elsewhere.
/// output_size: the size before the pooling, where that is not clear.
class MaxUnpool3dImpl : public Cloneable<MaxUnpool3dImpl> {
 public:
  MaxUnpool3dImpl(ExpandingArray<3> kernel_size);
  explicit MaxUnpool3dImpl(const MaxUnpool3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input, const Tensor& indices,
                 const std::optional<std::vector<int64_t>>& output_size = {});

 protected:
  std::vector<std::pair<unsigned, AnyValue>> _forward_default_args() override;

 public:
  MaxUnpool3dOptions options;
};
FACULA_LIBRARY_MODULE(MaxUnpool3d);

/// Maxima of windows of random steps, in 2 dimensions.
class FractionalMaxPool2dImpl : public Cloneable<FractionalMaxPool2dImpl> {
 public:
  FractionalMaxPool2dImpl(ExpandingArray<2> kernel_size);
  explicit FractionalMaxPool2dImpl(FractionalMaxPool2dOptions options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  FractionalMaxPool2dOptions options;
  Tensor _random_samples;
};
FACULA_LIBRARY_MODULE(FractionalMaxPool2d);

/// Maxima of windows of random steps, in 3 dimensions.
class FractionalMaxPool3dImpl : public Cloneable<FractionalMaxPool3dImpl> {
 public:
  FractionalMaxPool3dImpl(ExpandingArray<3> kernel_size);
  explicit FractionalMaxPool3dImpl(FractionalMaxPool3dOptions options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);
  /// Also gives where the maxima were.
  std::tuple<Tensor, Tensor> forward_with_indices(const Tensor& input);

  FractionalMaxPool3dOptions options;
  Tensor _random_samples;
};
FACULA_LIBRARY_MODULE(FractionalMaxPool3d);

}  // namespace nn
}  // namespace facula
