#pragma once
// Reductions. Where dimensions are given, an empty list means all of them, negative ones count from the end,
// and `keepdim` keeps them with length 1.
#include "facula/core/tensor.h"

namespace facula {

/// Sum of all elements, or over dimensions.
/// dtype   `dtype` if given (x is converted first); integers and bool give int64; half types sum in float32
/// grad    g spread over the reduced dimensions; any order
/// errors  Error when a dimension appears twice, IndexError when it is out of range
Tensor sum(const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor sum(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
           std::optional<ScalarType> dtype = std::nullopt);
/// Mean of all elements, or over dimensions; NaN for none.
/// grad    g / n; any order
/// errors  Error for integers unless a floating dtype is given
Tensor mean(const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor mean(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
/// x summed over the dimensions that broadcasting `size` to x's shape has added or stretched.
/// grad    g expanded; any order
/// errors  Error: "size {[2]} is not expandable to size {[3]}."
Tensor sum_to_size(const Tensor& x, IntArrayRef size);

/// Product of all elements, or along one dimension.
/// dtype   as sum
/// grad    g times the product of the other elements, also where elements are 0; any order
Tensor prod(const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor prod(const Tensor& x, int64_t dim, bool keepdim = false,
            std::optional<ScalarType> dtype = std::nullopt);
/// Sum and mean of the elements that are not NaN.
/// grad    g where x is not NaN; any order
Tensor nansum(const Tensor& x, OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
              std::optional<ScalarType> dtype = std::nullopt);
Tensor nanmean(const Tensor& x, OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
               std::optional<ScalarType> dtype = std::nullopt);
/// How many elements are not 0; int64.
Tensor count_nonzero(const Tensor& x, OptionalIntArrayRef dim = std::nullopt);

/// sum |x - mean|^2 / (n - correction), where unbiased means a correction of 1; its root; either with the
/// mean. dtype   floating and complex; the variance of complex numbers is real grad    any order; that of std
/// is 0 where std is 0 errors  Error: "std and var only support floating point and complex dtypes"
Tensor var(const Tensor& x, bool unbiased = true);
template <class Int, class = std::enable_if_t<std::is_integral_v<Int> && !std::is_same_v<Int, bool>>>
Tensor var(const Tensor& x, Int dim) {
  return x.var(dim);
}
Tensor var(const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor var(const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim = false);
Tensor std(const Tensor& x, bool unbiased = true);
template <class Int, class = std::enable_if_t<std::is_integral_v<Int> && !std::is_same_v<Int, bool>>>
Tensor std(const Tensor& x, Int dim) {
  return x.std(dim);
}
Tensor std(const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true, bool keepdim = false);
Tensor std(const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction, bool keepdim = false);
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, bool unbiased = true);
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true,
                                    bool keepdim = false);
std::tuple<Tensor, Tensor> var_mean(const Tensor& x, OptionalIntArrayRef dim,
                                    std::optional<int64_t> correction, bool keepdim = false);
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, bool unbiased = true);
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true,
                                    bool keepdim = false);
std::tuple<Tensor, Tensor> std_mean(const Tensor& x, OptionalIntArrayRef dim,
                                    std::optional<int64_t> correction, bool keepdim = false);

/// (sum |x|^p)^(1/p); p = inf, -inf: the largest and smallest |x|; p = 0: how many are not 0.
/// dtype   floating and complex; real result
/// grad    any order; 0 where the norm is 0
/// errors  Error: "norm(): input dtype should be either floating point or complex. Got Long instead."
Tensor norm(const Tensor& x, const Scalar& p = 2);
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, ScalarType dtype);
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim = false);
Tensor norm(const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim, ScalarType dtype);
/// The same with linalg.vector_norm's arguments; no dims mean all.
Tensor vector_norm(const Tensor& x, const Scalar& ord = 2, OptionalIntArrayRef dim = std::nullopt,
                   bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
/// log(sum(exp(x))), without overflow.
/// grad    g exp(x - y); any order
Tensor logsumexp(const Tensor& x, IntArrayRef dim, bool keepdim = false);

/// The largest (smallest) element; NaN if there is one.
/// grad    shared evenly by the elements that are equal to it; any order
/// errors  Error for a tensor without elements, NotImplementedError for complex numbers
Tensor max(const Tensor& x);
Tensor min(const Tensor& x);
/// Values and indices (int64, the first of several) along a dimension.
/// grad    to the elements at the indices; any order
std::tuple<Tensor, Tensor> max(const Tensor& x, int64_t dim, bool keepdim = false);
std::tuple<Tensor, Tensor> min(const Tensor& x, int64_t dim, bool keepdim = false);
/// Element-wise, with broadcasting: maximum() and minimum().
inline Tensor max(const Tensor& a, const Tensor& b) { return a.maximum(b); }
inline Tensor min(const Tensor& a, const Tensor& b) { return a.minimum(b); }
/// The extremes over dimensions.
/// grad    shared evenly by the elements that are equal to the extreme; any order
Tensor amax(const Tensor& x, IntArrayRef dim = {}, bool keepdim = false);
Tensor amin(const Tensor& x, IntArrayRef dim = {}, bool keepdim = false);
std::tuple<Tensor, Tensor> aminmax(const Tensor& x, std::optional<int64_t> dim = std::nullopt,
                                   bool keepdim = false);
/// Position of the largest (smallest) element, the first of several; without `dim`, in the flattened tensor.
/// errors  IndexError for no elements, NotImplementedError for complex numbers
Tensor argmax(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
Tensor argmin(const Tensor& x, std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
/// Whether all (any) elements are not 0; bool, or uint8 for uint8.
Tensor all(const Tensor& x);
Tensor all(const Tensor& x, int64_t dim, bool keepdim = false);
Tensor all(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false);
Tensor any(const Tensor& x);
Tensor any(const Tensor& x, int64_t dim, bool keepdim = false);
Tensor any(const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false);

/// Same shape and same values.
/// errors  Error for different dtypes or devices
bool equal(const Tensor& a, const Tensor& b);
/// |a - b| <= atol + rtol |b|, or a == b.
/// errors  Error for different dtypes or negative tolerances
Tensor isclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
               bool equal_nan = false);
/// isclose() everywhere.
bool allclose(const Tensor& a, const Tensor& b, double rtol = 1e-5, double atol = 1e-8,
              bool equal_nan = false);

}  // namespace facula
