#pragma once
// Lazy modules: the number of input features or channels is taken from the first input. Until then their
// parameters are uninitialized: of shape (0), whatever dtype and device they are moved to. The optimizer may
// be made before the first input. Loading a state gives parameters their shapes, too.
#include "facula/nn/modules/batchnorm.h"
#include "facula/nn/modules/conv.h"
#include "facula/nn/modules/instancenorm.h"
#include "facula/nn/modules/linear.h"

namespace facula {
namespace nn {

/// Whether a parameter or buffer belongs to a lazy module that has not seen its first input.
bool is_lazy(const Tensor& t);

namespace detail {

/// A module of type Derived, made from Base, whose parameters wait for the first input.
template <class Base, class Derived>
class LazyModule : public Base {
 public:
  bool has_uninitialized_params() const;
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;

 protected:
  using Base::Base;
  // Replaces all parameters and buffers by uninitialized ones.
  void await();
  // Shapes them for this input.
  void initialize_parameters(const Tensor& input);
};

/// LazyModule with a forward() of one argument.
template <class Base, class Options, class Derived>
class Lazy : public LazyModule<Base, Derived> {
 public:
  explicit Lazy(const Options& options_);
  Tensor forward(const Tensor& input);
};

template <size_t D, class Base>
class LazyConv : public Lazy<Base, ConvOptions<D>, LazyConv<D, Base>> {
 public:
  LazyConv(int64_t out_channels, ExpandingArray<D> kernel_size)
      : LazyConv(ConvOptions<D>(0, out_channels, kernel_size)) {}
  explicit LazyConv(const ConvOptions<D>& options_) : LazyConv::Lazy(options_) {}
};

template <size_t D, class Base>
class LazyConvTranspose : public LazyModule<Base, LazyConvTranspose<D, Base>> {
 public:
  LazyConvTranspose(int64_t out_channels, ExpandingArray<D> kernel_size)
      : LazyConvTranspose(ConvTransposeOptions<D>(0, out_channels, kernel_size)) {}
  explicit LazyConvTranspose(const ConvTransposeOptions<D>& options_);
  Tensor forward(const Tensor& input, const std::optional<IntArrayRef>& output_size = std::nullopt);
};

}  // namespace detail

/// Options of LazyConv1d to LazyConv3d: those of the convolution without in_channels.
template <size_t D>
struct LazyConvOptions : ConvOptions<D> {
  LazyConvOptions(int64_t out_channels, ExpandingArray<D> kernel_size)
      : ConvOptions<D>(0, out_channels, kernel_size) {}
};
using LazyConv1dOptions = LazyConvOptions<1>;
using LazyConv2dOptions = LazyConvOptions<2>;
using LazyConv3dOptions = LazyConvOptions<3>;
/// Options of LazyConvTranspose1d to LazyConvTranspose3d.
template <size_t D>
struct LazyConvTransposeOptions : ConvTransposeOptions<D> {
  LazyConvTransposeOptions(int64_t out_channels, ExpandingArray<D> kernel_size)
      : ConvTransposeOptions<D>(0, out_channels, kernel_size) {}
};
using LazyConvTranspose1dOptions = LazyConvTransposeOptions<1>;
using LazyConvTranspose2dOptions = LazyConvTransposeOptions<2>;
using LazyConvTranspose3dOptions = LazyConvTransposeOptions<3>;
/// Options of LazyBatchNorm1d to LazyBatchNorm3d.
struct LazyBatchNormOptions : BatchNormOptions {
  LazyBatchNormOptions() : BatchNormOptions(0) {}
};
/// Options of LazyInstanceNorm1d to LazyInstanceNorm3d. As in Python they are affine and keep statistics
/// unless told otherwise, unlike InstanceNorm1d to InstanceNorm3d.
struct LazyInstanceNormOptions : InstanceNormOptions {
  LazyInstanceNormOptions() : InstanceNormOptions(0) { affine(true).track_running_stats(true); }
};

/// Linear that takes in_features from its first input.
class LazyLinearImpl : public detail::Lazy<LinearImpl, LinearOptions, LazyLinearImpl> {
 public:
  explicit LazyLinearImpl(int64_t out_features, bool with_bias = true)
      : Lazy(LinearOptions(0, out_features).bias(with_bias)) {}
};
FACULA_MODULE(LazyLinear);

// Convolutions that take in_channels from their first input.
// errors  Error: "Expected 3D (unbatched) or 4D (batched) input to LazyConv2d, but got input of size: [2, 3]"
using LazyConv1dImpl = detail::LazyConv<1, Conv1dImpl>;
using LazyConv2dImpl = detail::LazyConv<2, Conv2dImpl>;
using LazyConv3dImpl = detail::LazyConv<3, Conv3dImpl>;
using LazyConvTranspose1dImpl = detail::LazyConvTranspose<1, ConvTranspose1dImpl>;
using LazyConvTranspose2dImpl = detail::LazyConvTranspose<2, ConvTranspose2dImpl>;
using LazyConvTranspose3dImpl = detail::LazyConvTranspose<3, ConvTranspose3dImpl>;
FACULA_MODULE(LazyConv1d);
FACULA_MODULE(LazyConv2d);
FACULA_MODULE(LazyConv3d);
FACULA_MODULE(LazyConvTranspose1d);
FACULA_MODULE(LazyConvTranspose2d);
FACULA_MODULE(LazyConvTranspose3d);

namespace detail {
template <class Base>
class LazyBatchNorm : public Lazy<Base, BatchNormOptions, LazyBatchNorm<Base>> {
 public:
  explicit LazyBatchNorm(const BatchNormOptions& options_ = LazyBatchNormOptions())
      : LazyBatchNorm::Lazy(options_) {}
};
template <class Base>
class LazyInstanceNorm : public Lazy<Base, InstanceNormOptions, LazyInstanceNorm<Base>> {
 public:
  explicit LazyInstanceNorm(const InstanceNormOptions& options_ = LazyInstanceNormOptions())
      : LazyInstanceNorm::Lazy(options_) {}
};
}  // namespace detail

// Norms that take num_features from their first input.
using LazyBatchNorm1dImpl = detail::LazyBatchNorm<BatchNorm1dImpl>;
using LazyBatchNorm2dImpl = detail::LazyBatchNorm<BatchNorm2dImpl>;
using LazyBatchNorm3dImpl = detail::LazyBatchNorm<BatchNorm3dImpl>;
using LazyInstanceNorm1dImpl = detail::LazyInstanceNorm<InstanceNorm1dImpl>;
using LazyInstanceNorm2dImpl = detail::LazyInstanceNorm<InstanceNorm2dImpl>;
using LazyInstanceNorm3dImpl = detail::LazyInstanceNorm<InstanceNorm3dImpl>;
FACULA_MODULE(LazyBatchNorm1d);
FACULA_MODULE(LazyBatchNorm2d);
FACULA_MODULE(LazyBatchNorm3d);
FACULA_MODULE(LazyInstanceNorm1d);
FACULA_MODULE(LazyInstanceNorm2d);
FACULA_MODULE(LazyInstanceNorm3d);

}  // namespace nn
}  // namespace facula
