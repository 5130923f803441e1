#pragma once
// Activation functions. Each result has the argument's shape; dtypes are floating unless said otherwise.
#include <optional>
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

/// max(x, 0); NaN stays.
/// dtype   integers and floating
/// grad    g where x > 0; any order
/// errors  Error for bool: "Boolean inputs not supported for relu"
Tensor relu(const Tensor& x);
Tensor& relu_(Tensor& self);
/// min(max(x, 0), 6)
Tensor relu6(const Tensor& x);
Tensor& relu6_(Tensor& self);
/// x > threshold ? x : value
/// dtype   integers and floating
/// grad    g where x > threshold; any order
Tensor threshold(const Tensor& x, const Scalar& threshold, const Scalar& value);
Tensor& threshold_(Tensor& self, const Scalar& threshold, const Scalar& value);
/// min(max(x, min_val), max_val)
/// dtype   integers and floating
/// grad    g strictly between the bounds; any order
Tensor hardtanh(const Tensor& x, const Scalar& min_val = -1, const Scalar& max_val = 1);
Tensor& hardtanh_(Tensor& self, const Scalar& min_val = -1, const Scalar& max_val = 1);
/// x > 0 ? x : negative_slope x
/// grad    g or g negative_slope; any order
/// errors  Error for leaky_relu_ with a negative slope when a gradient is wanted
Tensor leaky_relu(const Tensor& x, const Scalar& negative_slope = 0.01);
Tensor& leaky_relu_(Tensor& self, const Scalar& negative_slope = 0.01);
/// x > 0 ? x : slope x, the slope drawn from [lower, upper] for each element <= 0 in training, their mean
/// otherwise.
/// grad    g or g slope; any order
/// source  Xu et al. 2015, arXiv:1505.00853
Tensor rrelu(const Tensor& x, const Scalar& lower = 0.125, const Scalar& upper = 1.0 / 3,
             bool training = false, std::optional<Generator> generator = std::nullopt);
Tensor& rrelu_(Tensor& self, const Scalar& lower = 0.125, const Scalar& upper = 1.0 / 3,
               bool training = false, std::optional<Generator> generator = std::nullopt);
/// x > 0 ? x : weight x; a weight per channel (dimension 1), or one for all.
/// shape   weight: [channels] or [1]
/// grad    dx, dweight; any order
/// errors  Error: "Mismatch of parameter numbers and input channel size..."
/// source  He et al. 2015, arXiv:1502.01852
Tensor prelu(const Tensor& x, const Tensor& weight);
/// x > 0 ? scale x : scale alpha (exp(input_scale x) - 1)
/// grad    any order
/// source  Clevert et al. 2015, arXiv:1511.07289
Tensor elu(const Tensor& x, const Scalar& alpha = 1, const Scalar& scale = 1, const Scalar& input_scale = 1);
Tensor& elu_(Tensor& self, const Scalar& alpha = 1, const Scalar& scale = 1, const Scalar& input_scale = 1);
/// elu with the constants that keep mean 0 and variance 1.
/// source  Klambauer et al. 2017, arXiv:1706.02515
Tensor selu(const Tensor& x);
Tensor& selu_(Tensor& self);
/// max(0, x) + min(0, alpha (exp(x / alpha) - 1))
/// errors  Error for alpha = 0: "ZeroDivisionError: alpha cannot be 0 for CELU"
Tensor celu(const Tensor& x, const Scalar& alpha = 1);
Tensor& celu_(Tensor& self, const Scalar& alpha = 1);
/// x Phi(x), Phi the normal distribution function; approximate = "tanh":
/// x / 2 (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3)))
/// grad    any order
/// errors  Error: "approximate argument must be either none or tanh."
/// source  Hendrycks & Gimpel 2016, arXiv:1606.08415
Tensor gelu(const Tensor& x, std::string_view approximate = "none");
/// x sigmoid(x)
/// grad    any order
Tensor silu(const Tensor& x);
Tensor& silu_(Tensor& self);
/// x tanh(softplus(x))
/// grad    any order
Tensor mish(const Tensor& x);
Tensor& mish_(Tensor& self);
/// log(1 + exp(beta x)) / beta; x where beta x > threshold
/// grad    any order
Tensor softplus(const Tensor& x, const Scalar& beta = 1, const Scalar& threshold = 20);
/// log(sigmoid(x))
/// grad    g sigmoid(-x); any order
Tensor log_sigmoid(const Tensor& x);
/// x min(max(x + 3, 0), 6) / 6
/// grad    any order
Tensor hardswish(const Tensor& x);
Tensor& hardswish_(Tensor& self);
/// min(max(x + 3, 0), 6) / 6
/// grad    g / 6 for -3 < x < 3; any order
Tensor hardsigmoid(const Tensor& x);
Tensor& hardsigmoid_(Tensor& self);
/// x where |x| > lambd, else 0
/// grad    g there; any order
Tensor hardshrink(const Tensor& x, const Scalar& lambd = 0.5);
/// x - lambd where x > lambd, x + lambd where x < -lambd, else 0
/// grad    g where the result is not 0; any order
/// errors  Error: "lambda must be greater or equal to 0, but found to be -1."
Tensor softshrink(const Tensor& x, const Scalar& lambd = 0.5);
/// a sigmoid(b), a and b the halves of x along dim
/// grad    any order
/// errors  Error: "Halving dimension must be even, but dimension 0 is size 3"
/// source  Dauphin et al. 2016, arXiv:1612.08083
Tensor glu(const Tensor& x, int64_t dim = -1);

/// gelu in place.
Tensor& gelu_(Tensor& self, std::string_view approximate = "none");

// The same into a given tensor. They have no gradient: errors as those of all out forms.
Tensor& threshold_out(Tensor& out, const Tensor& x, const Scalar& threshold, const Scalar& value);
Tensor& hardtanh_out(Tensor& out, const Tensor& x, const Scalar& min_val = -1, const Scalar& max_val = 1);
Tensor& leaky_relu_out(Tensor& out, const Tensor& x, const Scalar& negative_slope = 0.01);
Tensor& elu_out(Tensor& out, const Tensor& x, const Scalar& alpha = 1, const Scalar& scale = 1,
                const Scalar& input_scale = 1);
Tensor& gelu_out(Tensor& out, const Tensor& x, std::string_view approximate = "none");
Tensor& silu_out(Tensor& out, const Tensor& x);
Tensor& mish_out(Tensor& out, const Tensor& x);
Tensor& softplus_out(Tensor& out, const Tensor& x, const Scalar& beta = 1, const Scalar& threshold = 20);
Tensor& log_sigmoid_out(Tensor& out, const Tensor& x);
Tensor& hardswish_out(Tensor& out, const Tensor& x);
Tensor& hardsigmoid_out(Tensor& out, const Tensor& x);
Tensor& hardshrink_out(Tensor& out, const Tensor& x, const Scalar& lambd = 0.5);
Tensor& softshrink_out(Tensor& out, const Tensor& x, const Scalar& lambd = 0.5);
Tensor& glu_out(Tensor& out, const Tensor& x, int64_t dim = -1);

namespace detail {
// torch::nn::functional has these two; libtorch has no op of their names.
/// x / (1 + |x|)
/// grad    any order
Tensor softsign(const Tensor& x);
/// x - tanh(x)
/// grad    any order
Tensor tanhshrink(const Tensor& x);
}  // namespace detail

}  // namespace facula
