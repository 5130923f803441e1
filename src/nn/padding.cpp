#include "facula/nn/modules/padding.h"

#include "facula/nn/functional/padding.h"
#include "nn/print.h"

namespace facula {
namespace nn {

ReflectionPad1dImpl::ReflectionPad1dImpl(const ExpandingArray<2>& padding)
    : ReflectionPad1dImpl(ReflectionPad1dOptions(padding)) {}
ReflectionPad1dImpl::ReflectionPad1dImpl(const ReflectionPad1dOptions& options_) : options(options_) {}
void ReflectionPad1dImpl::reset() {}
void ReflectionPad1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReflectionPad1d(", "padding=", options.padding(), ")");
}
Tensor ReflectionPad1dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReflect()));
}

ReflectionPad2dImpl::ReflectionPad2dImpl(const ExpandingArray<4>& padding)
    : ReflectionPad2dImpl(ReflectionPad2dOptions(padding)) {}
ReflectionPad2dImpl::ReflectionPad2dImpl(const ReflectionPad2dOptions& options_) : options(options_) {}
void ReflectionPad2dImpl::reset() {}
void ReflectionPad2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReflectionPad2d(", "padding=", options.padding(), ")");
}
Tensor ReflectionPad2dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReflect()));
}

ReflectionPad3dImpl::ReflectionPad3dImpl(const ExpandingArray<6>& padding)
    : ReflectionPad3dImpl(ReflectionPad3dOptions(padding)) {}
ReflectionPad3dImpl::ReflectionPad3dImpl(const ReflectionPad3dOptions& options_) : options(options_) {}
void ReflectionPad3dImpl::reset() {}
void ReflectionPad3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReflectionPad3d(", "padding=", options.padding(), ")");
}
Tensor ReflectionPad3dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReflect()));
}

ReplicationPad1dImpl::ReplicationPad1dImpl(const ExpandingArray<2>& padding)
    : ReplicationPad1dImpl(ReplicationPad1dOptions(padding)) {}
ReplicationPad1dImpl::ReplicationPad1dImpl(const ReplicationPad1dOptions& options_) : options(options_) {}
void ReplicationPad1dImpl::reset() {}
void ReplicationPad1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReplicationPad1d(", "padding=", options.padding(), ")");
}
Tensor ReplicationPad1dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReplicate()));
}

ReplicationPad2dImpl::ReplicationPad2dImpl(const ExpandingArray<4>& padding)
    : ReplicationPad2dImpl(ReplicationPad2dOptions(padding)) {}
ReplicationPad2dImpl::ReplicationPad2dImpl(const ReplicationPad2dOptions& options_) : options(options_) {}
void ReplicationPad2dImpl::reset() {}
void ReplicationPad2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReplicationPad2d(", "padding=", options.padding(), ")");
}
Tensor ReplicationPad2dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReplicate()));
}

ReplicationPad3dImpl::ReplicationPad3dImpl(const ExpandingArray<6>& padding)
    : ReplicationPad3dImpl(ReplicationPad3dOptions(padding)) {}
ReplicationPad3dImpl::ReplicationPad3dImpl(const ReplicationPad3dOptions& options_) : options(options_) {}
void ReplicationPad3dImpl::reset() {}
void ReplicationPad3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ReplicationPad3d(", "padding=", options.padding(), ")");
}
Tensor ReplicationPad3dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kReplicate()));
}

ZeroPad1dImpl::ZeroPad1dImpl(const ExpandingArray<2>& padding) : ZeroPad1dImpl(ZeroPad1dOptions(padding)) {}
ZeroPad1dImpl::ZeroPad1dImpl(const ZeroPad1dOptions& options_) : options(options_) {}
void ZeroPad1dImpl::reset() {}
void ZeroPad1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ZeroPad1d(", "padding=", options.padding(), ")");
}
Tensor ZeroPad1dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant()));
}

ZeroPad2dImpl::ZeroPad2dImpl(const ExpandingArray<4>& padding) : ZeroPad2dImpl(ZeroPad2dOptions(padding)) {}
ZeroPad2dImpl::ZeroPad2dImpl(const ZeroPad2dOptions& options_) : options(options_) {}
void ZeroPad2dImpl::reset() {}
void ZeroPad2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ZeroPad2d(", "padding=", options.padding(), ")");
}
Tensor ZeroPad2dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant()));
}

ZeroPad3dImpl::ZeroPad3dImpl(const ExpandingArray<6>& padding) : ZeroPad3dImpl(ZeroPad3dOptions(padding)) {}
ZeroPad3dImpl::ZeroPad3dImpl(const ZeroPad3dOptions& options_) : options(options_) {}
void ZeroPad3dImpl::reset() {}
void ZeroPad3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ZeroPad3d(", "padding=", options.padding(), ")");
}
Tensor ZeroPad3dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant()));
}

ConstantPad1dImpl::ConstantPad1dImpl(const ExpandingArray<2>& padding, double value)
    : ConstantPad1dImpl(ConstantPad1dOptions(padding, value)) {}
ConstantPad1dImpl::ConstantPad1dImpl(const ConstantPad1dOptions& options_) : options(options_) {}
void ConstantPad1dImpl::reset() {}
void ConstantPad1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ConstantPad1d(", "padding=", options.padding(), ", value=", options.value(), ")");
}
Tensor ConstantPad1dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant())
                                    .value(options.value()));
}

ConstantPad2dImpl::ConstantPad2dImpl(const ExpandingArray<4>& padding, double value)
    : ConstantPad2dImpl(ConstantPad2dOptions(padding, value)) {}
ConstantPad2dImpl::ConstantPad2dImpl(const ConstantPad2dOptions& options_) : options(options_) {}
void ConstantPad2dImpl::reset() {}
void ConstantPad2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ConstantPad2d(", "padding=", options.padding(), ", value=", options.value(), ")");
}
Tensor ConstantPad2dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant())
                                    .value(options.value()));
}

ConstantPad3dImpl::ConstantPad3dImpl(const ExpandingArray<6>& padding, double value)
    : ConstantPad3dImpl(ConstantPad3dOptions(padding, value)) {}
ConstantPad3dImpl::ConstantPad3dImpl(const ConstantPad3dOptions& options_) : options(options_) {}
void ConstantPad3dImpl::reset() {}
void ConstantPad3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::ConstantPad3d(", "padding=", options.padding(), ", value=", options.value(), ")");
}
Tensor ConstantPad3dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kConstant())
                                    .value(options.value()));
}

CircularPad1dImpl::CircularPad1dImpl(const ExpandingArray<2>& padding)
    : CircularPad1dImpl(CircularPad1dOptions(padding)) {}
CircularPad1dImpl::CircularPad1dImpl(const CircularPad1dOptions& options_) : options(options_) {}
void CircularPad1dImpl::reset() {}
void CircularPad1dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CircularPad1d(", "padding=", options.padding(), ")");
}
Tensor CircularPad1dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kCircular()));
}

CircularPad2dImpl::CircularPad2dImpl(const ExpandingArray<4>& padding)
    : CircularPad2dImpl(CircularPad2dOptions(padding)) {}
CircularPad2dImpl::CircularPad2dImpl(const CircularPad2dOptions& options_) : options(options_) {}
void CircularPad2dImpl::reset() {}
void CircularPad2dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CircularPad2d(", "padding=", options.padding(), ")");
}
Tensor CircularPad2dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kCircular()));
}

CircularPad3dImpl::CircularPad3dImpl(const ExpandingArray<6>& padding)
    : CircularPad3dImpl(CircularPad3dOptions(padding)) {}
CircularPad3dImpl::CircularPad3dImpl(const CircularPad3dOptions& options_) : options(options_) {}
void CircularPad3dImpl::reset() {}
void CircularPad3dImpl::pretty_print(std::ostream& stream) const {
  print(stream, "torch::nn::CircularPad3d(", "padding=", options.padding(), ")");
}
Tensor CircularPad3dImpl::forward(const Tensor& input) {
  return functional::pad(input, functional::PadFuncOptions(std::vector<int64_t>(options.padding()->begin(),
                                                                                options.padding()->end()))
                                    .mode(enumtype::kCircular()));
}

template class Cloneable<ReflectionPad1dImpl>;
template class Cloneable<ReflectionPad2dImpl>;
template class Cloneable<ReflectionPad3dImpl>;
template class Cloneable<ReplicationPad1dImpl>;
template class Cloneable<ReplicationPad2dImpl>;
template class Cloneable<ReplicationPad3dImpl>;
template class Cloneable<ZeroPad1dImpl>;
template class Cloneable<ZeroPad2dImpl>;
template class Cloneable<ZeroPad3dImpl>;
template class Cloneable<ConstantPad1dImpl>;
template class Cloneable<ConstantPad2dImpl>;
template class Cloneable<ConstantPad3dImpl>;
template class Cloneable<CircularPad1dImpl>;
template class Cloneable<CircularPad2dImpl>;
template class Cloneable<CircularPad3dImpl>;

}  // namespace nn
}  // namespace facula
