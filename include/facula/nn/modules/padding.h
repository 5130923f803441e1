#pragma once
// Padding as modules.
#include "facula/nn/cloneable.h"
#include "facula/nn/options/padding.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Adds the elements mirrored at the edges, which are not repeated, in 1 dimension: before and after each,
/// from the last one on.
class ReflectionPad1dImpl : public Cloneable<ReflectionPad1dImpl> {
 public:
  ReflectionPad1dImpl(const ExpandingArray<2>& padding);
  explicit ReflectionPad1dImpl(const ReflectionPad1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReflectionPad1dOptions options;
};
FACULA_LIBRARY_MODULE(ReflectionPad1d);

/// Adds the elements mirrored at the edges, which are not repeated, in 2 dimensions: before and after each,
/// from the last one on.
class ReflectionPad2dImpl : public Cloneable<ReflectionPad2dImpl> {
 public:
  ReflectionPad2dImpl(const ExpandingArray<4>& padding);
  explicit ReflectionPad2dImpl(const ReflectionPad2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReflectionPad2dOptions options;
};
FACULA_LIBRARY_MODULE(ReflectionPad2d);

/// Adds the elements mirrored at the edges, which are not repeated, in 3 dimensions: before and after each,
/// from the last one on.
class ReflectionPad3dImpl : public Cloneable<ReflectionPad3dImpl> {
 public:
  ReflectionPad3dImpl(const ExpandingArray<6>& padding);
  explicit ReflectionPad3dImpl(const ReflectionPad3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReflectionPad3dOptions options;
};
FACULA_LIBRARY_MODULE(ReflectionPad3d);

/// Repeats the edges' elements, in 1 dimension: before and after each, from the last one on.
class ReplicationPad1dImpl : public Cloneable<ReplicationPad1dImpl> {
 public:
  ReplicationPad1dImpl(const ExpandingArray<2>& padding);
  explicit ReplicationPad1dImpl(const ReplicationPad1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReplicationPad1dOptions options;
};
FACULA_LIBRARY_MODULE(ReplicationPad1d);

/// Repeats the edges' elements, in 2 dimensions: before and after each, from the last one on.
class ReplicationPad2dImpl : public Cloneable<ReplicationPad2dImpl> {
 public:
  ReplicationPad2dImpl(const ExpandingArray<4>& padding);
  explicit ReplicationPad2dImpl(const ReplicationPad2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReplicationPad2dOptions options;
};
FACULA_LIBRARY_MODULE(ReplicationPad2d);

/// Repeats the edges' elements, in 3 dimensions: before and after each, from the last one on.
class ReplicationPad3dImpl : public Cloneable<ReplicationPad3dImpl> {
 public:
  ReplicationPad3dImpl(const ExpandingArray<6>& padding);
  explicit ReplicationPad3dImpl(const ReplicationPad3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ReplicationPad3dOptions options;
};
FACULA_LIBRARY_MODULE(ReplicationPad3d);

/// Adds zeros, in 1 dimension: before and after each, from the last one on.
class ZeroPad1dImpl : public Cloneable<ZeroPad1dImpl> {
 public:
  ZeroPad1dImpl(const ExpandingArray<2>& padding);
  explicit ZeroPad1dImpl(const ZeroPad1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ZeroPad1dOptions options;
};
FACULA_LIBRARY_MODULE(ZeroPad1d);

/// Adds zeros, in 2 dimensions: before and after each, from the last one on.
class ZeroPad2dImpl : public Cloneable<ZeroPad2dImpl> {
 public:
  ZeroPad2dImpl(const ExpandingArray<4>& padding);
  explicit ZeroPad2dImpl(const ZeroPad2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ZeroPad2dOptions options;
};
FACULA_LIBRARY_MODULE(ZeroPad2d);

/// Adds zeros, in 3 dimensions: before and after each, from the last one on.
class ZeroPad3dImpl : public Cloneable<ZeroPad3dImpl> {
 public:
  ZeroPad3dImpl(const ExpandingArray<6>& padding);
  explicit ZeroPad3dImpl(const ZeroPad3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ZeroPad3dOptions options;
};
FACULA_LIBRARY_MODULE(ZeroPad3d);

/// Adds a value, in 1 dimension: before and after each, from the last one on.
class ConstantPad1dImpl : public Cloneable<ConstantPad1dImpl> {
 public:
  ConstantPad1dImpl(const ExpandingArray<2>& padding, double value);
  explicit ConstantPad1dImpl(const ConstantPad1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ConstantPad1dOptions options;
};
FACULA_LIBRARY_MODULE(ConstantPad1d);

/// Adds a value, in 2 dimensions: before and after each, from the last one on.
class ConstantPad2dImpl : public Cloneable<ConstantPad2dImpl> {
 public:
  ConstantPad2dImpl(const ExpandingArray<4>& padding, double value);
  explicit ConstantPad2dImpl(const ConstantPad2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ConstantPad2dOptions options;
};
FACULA_LIBRARY_MODULE(ConstantPad2d);

/// Adds a value, in 3 dimensions: before and after each, from the last one on.
class ConstantPad3dImpl : public Cloneable<ConstantPad3dImpl> {
 public:
  ConstantPad3dImpl(const ExpandingArray<6>& padding, double value);
  explicit ConstantPad3dImpl(const ConstantPad3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  ConstantPad3dOptions options;
};
FACULA_LIBRARY_MODULE(ConstantPad3d);

/// Continues with the elements from the other side, in 1 dimension: before and after each, from the last one
/// on.
class CircularPad1dImpl : public Cloneable<CircularPad1dImpl> {
 public:
  CircularPad1dImpl(const ExpandingArray<2>& padding);
  explicit CircularPad1dImpl(const CircularPad1dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  CircularPad1dOptions options;
};
FACULA_LIBRARY_MODULE(CircularPad1d);

/// Continues with the elements from the other side, in 2 dimensions: before and after each, from the last one
/// on.
class CircularPad2dImpl : public Cloneable<CircularPad2dImpl> {
 public:
  CircularPad2dImpl(const ExpandingArray<4>& padding);
  explicit CircularPad2dImpl(const CircularPad2dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  CircularPad2dOptions options;
};
FACULA_LIBRARY_MODULE(CircularPad2d);

/// Continues with the elements from the other side, in 3 dimensions: before and after each, from the last one
/// on.
class CircularPad3dImpl : public Cloneable<CircularPad3dImpl> {
 public:
  CircularPad3dImpl(const ExpandingArray<6>& padding);
  explicit CircularPad3dImpl(const CircularPad3dOptions& options_);
  void reset() override;
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(const Tensor& input);

  CircularPad3dOptions options;
};
FACULA_LIBRARY_MODULE(CircularPad3d);

}  // namespace nn
}  // namespace facula
