#pragma once
// Sorting, and selecting by rank. NaN counts as the largest value.
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

/// Values in order along `dim`, and the indices (int64) they had.
/// dtype   any but complex
/// grad    to the elements at the indices; any order
/// errors  NotImplementedError for complex numbers
std::tuple<Tensor, Tensor> sort(const Tensor& x, int64_t dim = -1, bool descending = false);
/// The same, promising that equal elements keep their order (which sort() always does here).
std::tuple<Tensor, Tensor> sort(const Tensor& x, std::optional<bool> stable, int64_t dim = -1,
                                bool descending = false);
/// The indices that sort() gives.
Tensor argsort(const Tensor& x, int64_t dim = -1, bool descending = false);
Tensor argsort(const Tensor& x, bool stable, int64_t dim, bool descending = false);
/// sort() along the first dimension, values only.
Tensor msort(const Tensor& x);
/// The k largest (or smallest) elements along `dim` and their indices, in order if `sorted`.
/// grad    to the elements at the indices; any order
/// errors  Error: "selected index k out of range"; NotImplementedError for bool and complex numbers
std::tuple<Tensor, Tensor> topk(const Tensor& x, int64_t k, int64_t dim = -1, bool largest = true,
                                bool sorted = true);
/// The k-th smallest element (from 1) along `dim` and its index.
/// errors  Error: "kthvalue(): selected number k out of range for dimension 1"
std::tuple<Tensor, Tensor> kthvalue(const Tensor& x, int64_t k, int64_t dim = -1, bool keepdim = false);
/// The lower of the middle elements; NaN if there is one (nanmedian leaves NaN out).
/// grad    to the chosen element (without `dim`: shared by those equal to it); any order
Tensor median(const Tensor& x);
std::tuple<Tensor, Tensor> median(const Tensor& x, int64_t dim, bool keepdim = false);
Tensor nanmedian(const Tensor& x);
std::tuple<Tensor, Tensor> nanmedian(const Tensor& x, int64_t dim, bool keepdim = false);

/// The distinct values in order; where each element of x is among them; how often each occurs. Empty tensors
/// stand for what was not asked for. Each NaN is distinct. grad    none: throws "the derivative for
/// '_unique2' is not implemented."
std::tuple<Tensor, Tensor, Tensor> _unique2(const Tensor& x, bool sorted = true, bool return_inverse = false,
                                            bool return_counts = false);
/// The first two of these.
std::tuple<Tensor, Tensor> _unique(const Tensor& x, bool sorted = true, bool return_inverse = false);
/// The same for runs of equal elements of the flattened x, or of equal slices along `dim`.
std::tuple<Tensor, Tensor, Tensor> unique_consecutive(const Tensor& x, bool return_inverse = false,
                                                      bool return_counts = false,
                                                      std::optional<int64_t> dim = std::nullopt);
std::tuple<Tensor, Tensor, Tensor> unique_dim_consecutive(const Tensor& x, int64_t dim,
                                                          bool return_inverse = false,
                                                          bool return_counts = false);
/// The distinct slices along `dim`, in lexicographic order.
/// errors  Error: "There are 0 sized dimensions, and they aren't selected, so unique cannot be applied"
std::tuple<Tensor, Tensor, Tensor> unique_dim(const Tensor& x, int64_t dim, bool sorted = true,
                                              bool return_inverse = false, bool return_counts = false);

/// Where each of `values` belongs in the ascending `sorted_sequence` (or its rows): before what equals it, with
/// `right` (or side "right") behind. `sorter` gives the order of a sequence that is not ascending.
/// shape   values'; dtype int64, or int32 with `out_int32`
/// errors  Error: "torch.searchsorted(): side can only be 'left' or 'right' but got x", ...
Tensor searchsorted(const Tensor& sorted_sequence, const Tensor& values, bool out_int32 = false,
                    bool right = false, std::optional<std::string_view> side = std::nullopt,
                    const std::optional<Tensor>& sorter = std::nullopt);
Tensor searchsorted(const Tensor& sorted_sequence, const Scalar& value, bool out_int32 = false,
                    bool right = false, std::optional<std::string_view> side = std::nullopt,
                    const std::optional<Tensor>& sorter = std::nullopt);
/// The same with the arguments exchanged, for one sequence of boundaries.
/// errors  Error: "boundaries tensor must be 1 dimension, but got dim(2)"
Tensor bucketize(const Tensor& x, const Tensor& boundaries, bool out_int32 = false, bool right = false);
Tensor bucketize(const Scalar& x, const Tensor& boundaries, bool out_int32 = false, bool right = false);
/// Whether each element is among the test elements, or with `invert`: is not; bool. `assume_unique` is a hint.
/// errors  Error: "Unsupported input type encountered for isin(): ComplexFloat"
Tensor isin(const Tensor& elements, const Tensor& test_elements, bool assume_unique = false,
            bool invert = false);
Tensor isin(const Tensor& elements, const Scalar& test_element, bool assume_unique = false,
            bool invert = false);
Tensor isin(const Scalar& element, const Tensor& test_elements, bool assume_unique = false,
            bool invert = false);

}  // namespace facula
