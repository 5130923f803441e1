#pragma once
// Sorting and searching into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim = -1,
                                      bool descending = false);
std::tuple<Tensor&, Tensor&> sort_out(Tensor& values, Tensor& indices, const Tensor& x,
                                      std::optional<bool> stable, int64_t dim = -1, bool descending = false);
Tensor& argsort_out(Tensor& out, const Tensor& x, bool stable, int64_t dim, bool descending = false);
Tensor& msort_out(Tensor& out, const Tensor& x);
std::tuple<Tensor&, Tensor&> topk_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t k,
                                      int64_t dim = -1, bool largest = true, bool sorted = true);
std::tuple<Tensor&, Tensor&> kthvalue_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t k,
                                          int64_t dim = -1, bool keepdim = false);
std::tuple<Tensor&, Tensor&> median_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                        bool keepdim = false);
Tensor& median_out(Tensor& out, const Tensor& x);
std::tuple<Tensor&, Tensor&> nanmedian_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                           bool keepdim = false);
Tensor& nanmedian_out(Tensor& out, const Tensor& x);
Tensor& searchsorted_out(Tensor& out, const Tensor& sorted_sequence, const Tensor& values,
                         bool out_int32 = false, bool right = false,
                         std::optional<std::string_view> side = std::nullopt,
                         const std::optional<Tensor>& sorter = std::nullopt);
Tensor& searchsorted_out(Tensor& out, const Tensor& sorted_sequence, const Scalar& values,
                         bool out_int32 = false, bool right = false,
                         std::optional<std::string_view> side = std::nullopt,
                         const std::optional<Tensor>& sorter = std::nullopt);
Tensor& bucketize_out(Tensor& out, const Tensor& x, const Tensor& boundaries, bool out_int32 = false,
                      bool right = false);
Tensor& bucketize_out(Tensor& out, const Scalar& x, const Tensor& boundaries, bool out_int32 = false,
                      bool right = false);
Tensor& isin_out(Tensor& out, const Tensor& elements, const Tensor& test_elements, bool assume_unique = false,
                 bool invert = false);
Tensor& isin_out(Tensor& out, const Tensor& elements, const Scalar& test_element, bool assume_unique = false,
                 bool invert = false);
Tensor& isin_out(Tensor& out, const Scalar& element, const Tensor& test_elements, bool assume_unique = false,
                 bool invert = false);

std::tuple<Tensor&, Tensor&, Tensor&> unique_consecutive_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                             const Tensor& x, bool return_inverse = false,
                                                             bool return_counts = false,
                                                             std::optional<int64_t> dim = std::nullopt);
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                     const Tensor& x, int64_t dim, bool sorted = true,
                                                     bool return_inverse = false, bool return_counts = false);
std::tuple<Tensor&, Tensor&, Tensor&> unique_dim_consecutive_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                                 const Tensor& x, int64_t dim,
                                                                 bool return_inverse = false,
                                                                 bool return_counts = false);
std::tuple<Tensor&, Tensor&, Tensor&> _unique2_out(Tensor& out, Tensor& inverse, Tensor& counts,
                                                   const Tensor& x, bool sorted = true,
                                                   bool return_inverse = false, bool return_counts = false);

}  // namespace facula
