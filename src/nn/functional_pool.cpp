// Functional forms of pooling.
#include "facula/nn/functional/pooling.h"
#include "facula/ops/pool.h"

namespace facula {
namespace nn {
namespace functional {

Tensor avg_pool1d(const Tensor& input, const AvgPool1dFuncOptions& o) {
  FACULA_CHECK(!o.divisor_override(), "avg_pool1d: divisor_override is not available in one dimension");
  return facula::avg_pool1d(input, *o.kernel_size(), *o.stride(), *o.padding(), o.ceil_mode(),
                            o.count_include_pad());
}
Tensor avg_pool2d(const Tensor& input, const AvgPool2dFuncOptions& o) {
  return facula::avg_pool2d(input, *o.kernel_size(), *o.stride(), *o.padding(), o.ceil_mode(),
                            o.count_include_pad(), o.divisor_override());
}
Tensor avg_pool3d(const Tensor& input, const AvgPool3dFuncOptions& o) {
  return facula::avg_pool3d(input, *o.kernel_size(), *o.stride(), *o.padding(), o.ceil_mode(),
                            o.count_include_pad(), o.divisor_override());
}

Tensor max_pool1d(const Tensor& input, const MaxPool1dFuncOptions& o) {
  return facula::max_pool1d(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(), o.ceil_mode());
}
Tensor max_pool2d(const Tensor& input, const MaxPool2dFuncOptions& o) {
  return facula::max_pool2d(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(), o.ceil_mode());
}
Tensor max_pool3d(const Tensor& input, const MaxPool3dFuncOptions& o) {
  return facula::max_pool3d(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(), o.ceil_mode());
}
std::tuple<Tensor, Tensor> max_pool1d_with_indices(const Tensor& input, const MaxPool1dFuncOptions& o) {
  return facula::max_pool1d_with_indices(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(),
                                         o.ceil_mode());
}
std::tuple<Tensor, Tensor> max_pool2d_with_indices(const Tensor& input, const MaxPool2dFuncOptions& o) {
  return facula::max_pool2d_with_indices(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(),
                                         o.ceil_mode());
}
std::tuple<Tensor, Tensor> max_pool3d_with_indices(const Tensor& input, const MaxPool3dFuncOptions& o) {
  return facula::max_pool3d_with_indices(input, *o.kernel_size(), *o.stride(), *o.padding(), *o.dilation(),
                                         o.ceil_mode());
}

// Sizes that are not given stay the input's.
template <size_t D>
static std::array<int64_t, D> output_sizes(const Tensor& input,
                                           const ExpandingArrayWithOptionalElem<D>& wanted) {
  std::array<int64_t, D> out;
  for (size_t d = 0; d < D; ++d)
    out[d] = (*wanted)[d] ? *(*wanted)[d] : input.size(static_cast<int64_t>(d) - static_cast<int64_t>(D));
  return out;
}

Tensor adaptive_avg_pool1d(const Tensor& input, const AdaptiveAvgPool1dFuncOptions& o) {
  return facula::adaptive_avg_pool1d(input, *o.output_size());
}
Tensor adaptive_avg_pool2d(const Tensor& input, const AdaptiveAvgPool2dFuncOptions& o) {
  return facula::adaptive_avg_pool2d(input, output_sizes<2>(input, o.output_size()));
}
Tensor adaptive_avg_pool3d(const Tensor& input, const AdaptiveAvgPool3dFuncOptions& o) {
  return facula::adaptive_avg_pool3d(input, output_sizes<3>(input, o.output_size()));
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
