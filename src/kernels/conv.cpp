#include "kernels/conv.h"

#include <atomic>
#include <cstdlib>
#include <string_view>

namespace facula::kernels {

constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const ConvGeometry&)>
    conv_forward("convolution");
constinit KernelSlot<void(Tensor&, const Tensor&, const Tensor&, const Tensor&, const ConvGeometry&)>
    conv_data("convolution_backward_data");
constinit KernelSlot<void(Tensor&, Tensor&, const Tensor&, const Tensor&, const ConvGeometry&)> conv_weight(
    "convolution_backward_weight");
constinit KernelSlot<Tensor(const Tensor&, const Tensor&, const Tensor&, const Tensor&, const ConvGeometry&)>
    conv_gradient("convolution_backward");

namespace {

ConvPath path_from_environment() {
  const char* name = std::getenv("FACULA_CONV");
  if (!name || !*name) return ConvPath::Auto;
  if (std::string_view(name) == "onednn") return ConvPath::OneDnn;
  if (std::string_view(name) == "gemm") return ConvPath::Gemm;
  if (std::string_view(name) == "winograd") return ConvPath::Winograd;
  detail::fail<ValueError>("FACULA_CONV is '", name, "'; allowed are onednn, gemm and winograd");
}
std::atomic<ConvPath>& path() {
  static std::atomic<ConvPath> p{path_from_environment()};
  return p;
}

}  // namespace

void set_conv_path(ConvPath p) { path() = p; }
ConvPath conv_path() { return path(); }

}  // namespace facula::kernels
