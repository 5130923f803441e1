#pragma once
// Statistics: quantiles, modes, histograms, covariances, differences and integrals of samples.
#include <string_view>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

/// The values below which the fractions q of the elements along `dim` (of all, without) lie; nanquantile leaves
/// NaN out, otherwise NaN gives NaN. Between two elements `interpolation` decides: "linear", "lower", "higher",
/// "midpoint" or "nearest".
/// shape   q's dimension, if it has one, comes first
/// dtype   float and double; q the same
/// grad    to the elements chosen, by their weights; any order
/// errors  Error: "quantile() input tensor must be either float or double dtype", "quantile() q must be in the
///         range [0, 1] but got 1.5"
Tensor quantile(const Tensor& x, const Tensor& q, std::optional<int64_t> dim = std::nullopt,
                bool keepdim = false, std::string_view interpolation = "linear");
Tensor quantile(const Tensor& x, double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& x, const Tensor& q, std::optional<int64_t> dim = std::nullopt,
                   bool keepdim = false, std::string_view interpolation = "linear");
Tensor nanquantile(const Tensor& x, double q, std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                   std::string_view interpolation = "linear");

/// The most frequent value along `dim` (the smallest of several) and the last index where it stands.
/// grad    to the element at the index; any order
std::tuple<Tensor, Tensor> mode(const Tensor& x, int64_t dim = -1, bool keepdim = false);

/// How often each of 0, 1, … occurs in a vector of integers, or the sum of its weights.
/// shape   [max(largest + 1, minlength)]; dtype int64, or that of float weights, else double
/// errors  Error: "bincount only supports 1-d non-negative integral inputs."
Tensor bincount(const Tensor& x, const std::optional<Tensor>& weights = std::nullopt, int64_t minlength = 0);
/// How many elements lie in each of `bins` equal intervals of [min, max] (of the data, when both are 0); others
/// are not counted.
/// dtype   float and double
/// errors  Error: "torch.histc: max must be larger than min"
Tensor histc(const Tensor& x, int64_t bins = 100, const Scalar& min = 0, const Scalar& max = 0);
/// Counts (or sums of weights) of the elements between neighbouring edges, and the edges; with `density`
/// their integral is 1. The last interval contains its right edge.
std::tuple<Tensor, Tensor> histogram(const Tensor& x, int64_t bins = 100,
                                     std::optional<ArrayRef<double>> range = std::nullopt,
                                     const std::optional<Tensor>& weight = std::nullopt,
                                     bool density = false);
std::tuple<Tensor, Tensor> histogram(const Tensor& x, const Tensor& bins,
                                     const std::optional<Tensor>& weight = std::nullopt,
                                     bool density = false);
/// The same for points, the rows of x's last dimension.
std::tuple<Tensor, std::vector<Tensor>> histogramdd(const Tensor& x, IntArrayRef bins,
                                                    std::optional<ArrayRef<double>> range = std::nullopt,
                                                    const std::optional<Tensor>& weight = std::nullopt,
                                                    bool density = false);
std::tuple<Tensor, std::vector<Tensor>> histogramdd(const Tensor& x, int64_t bins,
                                                    std::optional<ArrayRef<double>> range = std::nullopt,
                                                    const std::optional<Tensor>& weight = std::nullopt,
                                                    bool density = false);
std::tuple<Tensor, std::vector<Tensor>> histogramdd(const Tensor& x, TensorList bins,
                                                    std::optional<ArrayRef<double>> range = std::nullopt,
                                                    const std::optional<Tensor>& weight = std::nullopt,
                                                    bool density = false);

/// Covariances of the rows of x, whose columns are observations, with weights by count and by importance.
/// grad    any order
/// errors  Error: "cov(): weights sum to zero, can't be normalized", ...
Tensor cov(const Tensor& x, int64_t correction = 1, const std::optional<Tensor>& fweights = std::nullopt,
           const std::optional<Tensor>& aweights = std::nullopt);
/// cov() divided by the standard deviations, clipped to [-1, 1].
Tensor corrcoef(const Tensor& x);

/// The n-th differences of neighbours along `dim`, of x with `prepend` before and `append` behind.
/// grad    any order
Tensor diff(const Tensor& x, int64_t n = 1, int64_t dim = -1,
            const std::optional<Tensor>& prepend = std::nullopt,
            const std::optional<Tensor>& append = std::nullopt);
/// The integral of y along `dim` by the trapezoidal rule, at points x or with spacing dx; cumulative: up to each
/// point but the first.
/// grad    any order
/// errors  Error: "trapezoid: There must be one `x` value for each sample point"
Tensor trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1);
inline Tensor trapz(const Tensor& y, const Tensor& x, int64_t dim = -1) { return trapezoid(y, x, dim); }
inline Tensor trapz(const Tensor& y, double dx = 1, int64_t dim = -1) { return trapezoid(y, dx, dim); }
Tensor cumulative_trapezoid(const Tensor& y, const Tensor& x, int64_t dim = -1);
Tensor cumulative_trapezoid(const Tensor& y, const Scalar& dx = 1, int64_t dim = -1);

/// Estimates of the derivatives of the function that x samples, along every dimension or those of `dim`, one
/// tensor each: central differences, second order inside, of order `edge_order` (1 or 2) at both ends.
/// `spacing` is the distance of samples, for all dimensions or one each, or a tensor of coordinates per dimension.
/// shape   x's each
/// errors  Error: "torch.gradient only supports edge_order=1 and edge_order=2.", "torch.gradient expected each
///         dimension size to be at least edge_order+1", ...
std::vector<Tensor> gradient(const Tensor& x, const std::optional<Scalar>& spacing = std::nullopt,
                             std::optional<int64_t> dim = std::nullopt, int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, const Scalar& spacing, IntArrayRef dim, int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, IntArrayRef dim, int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, ArrayRef<Scalar> spacing,
                             std::optional<int64_t> dim = std::nullopt, int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, ArrayRef<Scalar> spacing, IntArrayRef dim,
                             int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, TensorList spacing, std::optional<int64_t> dim = std::nullopt,
                             int64_t edge_order = 1);
std::vector<Tensor> gradient(const Tensor& x, TensorList spacing, IntArrayRef dim, int64_t edge_order = 1);

}  // namespace facula
