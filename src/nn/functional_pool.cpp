// Functional forms of pooling.
#include "facula/nn/functional/pooling.h"
#include "facula/ops/activation.h"
#include "facula/ops/pool.h"
#include "facula/ops/random.h"

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

// ---- adaptive maxima

std::tuple<Tensor, Tensor> adaptive_max_pool1d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool1dFuncOptions& o) {
  return facula::adaptive_max_pool1d(input, *o.output_size());
}
Tensor adaptive_max_pool1d(const Tensor& input, const AdaptiveMaxPool1dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool1d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> adaptive_max_pool2d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool2dFuncOptions& o) {
  return facula::adaptive_max_pool2d(input, output_sizes<2>(input, o.output_size()));
}
Tensor adaptive_max_pool2d(const Tensor& input, const AdaptiveMaxPool2dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool2d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> adaptive_max_pool3d_with_indices(const Tensor& input,
                                                            const AdaptiveMaxPool3dFuncOptions& o) {
  return facula::adaptive_max_pool3d(input, output_sizes<3>(input, o.output_size()));
}
Tensor adaptive_max_pool3d(const Tensor& input, const AdaptiveMaxPool3dFuncOptions& o) {
  return std::get<0>(adaptive_max_pool3d_with_indices(input, o));
}

// ---- norms of windows

template <size_t D, class Mean>
static Tensor lp_pool(const Tensor& input, const LPPoolOptions<D>& o, Mean mean) {
  int64_t window = 1;
  for (int64_t k : *o.kernel_size()) window *= k;
  const auto p = static_cast<double>(o.norm_type());
  const Tensor y = mean(input.pow(p), *o.kernel_size(), *o.stride(), o.ceil_mode());
  return (y.sign() * y.abs().relu() * window).pow(1.0 / p);
}
Tensor lp_pool1d(const Tensor& input, const LPPool1dFuncOptions& o) {
  return lp_pool<1>(input, o, [](const Tensor& x, IntArrayRef kernel, IntArrayRef stride, bool ceil_mode) {
    return facula::avg_pool1d(x, kernel, stride, 0, ceil_mode);
  });
}
Tensor lp_pool2d(const Tensor& input, const LPPool2dFuncOptions& o) {
  return lp_pool<2>(input, o, [](const Tensor& x, IntArrayRef kernel, IntArrayRef stride, bool ceil_mode) {
    return facula::avg_pool2d(x, kernel, stride, 0, ceil_mode);
  });
}
Tensor lp_pool3d(const Tensor& input, const LPPool3dFuncOptions& o) {
  return lp_pool<3>(input, o, [](const Tensor& x, IntArrayRef kernel, IntArrayRef stride, bool ceil_mode) {
    return facula::avg_pool3d(x, kernel, stride, 0, ceil_mode);
  });
}

// ---- undoing a max pooling

// The size before the pooling: what fits the result, or what was asked for if that comes close.
template <size_t D>
static std::vector<int64_t> unpooled_size(const Tensor& input, const MaxUnpoolFuncOptions<D>& o) {
  const int64_t dims = static_cast<int64_t>(D);
  FACULA_CHECK(input.dim() > dims, "max_unpool", D, "d: expected an input of ", D + 1, " or ", D + 2,
               " dimensions, but got ", input.dim());
  std::vector<int64_t> fitting;
  for (size_t d = 0; d < D; ++d)
    fitting.push_back((input.size(static_cast<int64_t>(d) - dims) - 1) * (*o.stride())[d] +
                      (*o.kernel_size())[d] - 2 * (*o.padding())[d]);
  if (!o.output_size()) return fitting;
  std::vector<int64_t> wanted = *o.output_size();
  if (wanted.size() == D + 2) wanted.erase(wanted.begin(), wanted.begin() + 2);
  FACULA_CHECK(wanted.size() == D, "output_size should be a sequence containing ", D, " or ", D + 2,
               " elements, but it has a length of '", wanted.size(), "'");
  for (size_t d = 0; d < D; ++d) {
    const int64_t least = fitting[d] - (*o.stride())[d], most = fitting[d] + (*o.stride())[d];
    FACULA_CHECK(wanted[d] > least && wanted[d] < most, "invalid output_size ", IntArrayRef(wanted), " (dim ",
                 d, " must be between ", least, " and ", most, ")");
  }
  return wanted;
}

Tensor max_unpool1d(const Tensor& input, const Tensor& indices, const MaxUnpool1dFuncOptions& o) {
  const int64_t n = unpooled_size<1>(input, o)[0];
  return facula::max_unpool2d(input.unsqueeze(-1), indices.unsqueeze(-1), {n, 1}).squeeze(-1);
}
Tensor max_unpool2d(const Tensor& input, const Tensor& indices, const MaxUnpool2dFuncOptions& o) {
  return facula::max_unpool2d(input, indices, unpooled_size<2>(input, o));
}
Tensor max_unpool3d(const Tensor& input, const Tensor& indices, const MaxUnpool3dFuncOptions& o) {
  return facula::max_unpool3d(input, indices, unpooled_size<3>(input, o), *o.stride(), *o.padding());
}

// ---- windows of random steps

template <size_t D>
static std::tuple<DimVector, Tensor> fractional_arguments(const Tensor& input,
                                                          const FractionalMaxPoolOptions<D>& o) {
  const int64_t dims = static_cast<int64_t>(D);
  FACULA_CHECK(o.output_size() || o.output_ratio(), "fractional_max_pool", D,
               "d requires specifying either an output_size or an output_ratio");
  FACULA_CHECK(input.dim() == dims + 1 || input.dim() == dims + 2, "fractional_max_pool", D, "d(): Expected ",
               D + 1, "D or ", D + 2, "D tensor, but got: ", input.sizes());
  DimVector size;
  for (size_t d = 0; d < D; ++d) {
    const int64_t in = input.size(static_cast<int64_t>(d) - dims);
    size.push_back(o.output_size() ? (**o.output_size())[d]
                                   : static_cast<int64_t>(static_cast<double>(in) * (**o.output_ratio())[d]));
  }
  if (o._random_samples().defined()) return {size, o._random_samples()};
  const bool single = input.dim() == dims + 1;
  return {size, rand({single ? 1 : input.size(0), input.size(single ? 0 : 1), dims},
                     input.options().requires_grad(false))};
}
std::tuple<Tensor, Tensor> fractional_max_pool2d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool2dFuncOptions& o) {
  const auto [size, samples] = fractional_arguments<2>(input, o);
  return facula::fractional_max_pool2d(input, *o.kernel_size(), size, samples);
}
Tensor fractional_max_pool2d(const Tensor& input, const FractionalMaxPool2dFuncOptions& o) {
  return std::get<0>(fractional_max_pool2d_with_indices(input, o));
}
std::tuple<Tensor, Tensor> fractional_max_pool3d_with_indices(const Tensor& input,
                                                              const FractionalMaxPool3dFuncOptions& o) {
  const auto [size, samples] = fractional_arguments<3>(input, o);
  return facula::fractional_max_pool3d(input, *o.kernel_size(), size, samples);
}
Tensor fractional_max_pool3d(const Tensor& input, const FractionalMaxPool3dFuncOptions& o) {
  return std::get<0>(fractional_max_pool3d_with_indices(input, o));
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
