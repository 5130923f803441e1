#pragma once
// Reductions into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"

namespace facula {

Tensor& sum_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
                std::optional<ScalarType> dtype = std::nullopt);
Tensor& sum_out(Tensor& out, const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor& mean_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool keepdim = false,
                 std::optional<ScalarType> dtype = std::nullopt);
Tensor& prod_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim = false,
                 std::optional<ScalarType> dtype = std::nullopt);
Tensor& prod_out(Tensor& out, const Tensor& x, std::optional<ScalarType> dtype = std::nullopt);
Tensor& nansum_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim = std::nullopt, bool keepdim = false,
                   std::optional<ScalarType> dtype = std::nullopt);
Tensor& nanmean_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim = std::nullopt,
                    bool keepdim = false, std::optional<ScalarType> dtype = std::nullopt);
Tensor& count_nonzero_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim = std::nullopt);
Tensor& var_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true,
                bool keepdim = false);
Tensor& var_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction,
                bool keepdim = false);
Tensor& std_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, bool unbiased = true,
                bool keepdim = false);
Tensor& std_out(Tensor& out, const Tensor& x, OptionalIntArrayRef dim, std::optional<int64_t> correction,
                bool keepdim = false);
std::tuple<Tensor&, Tensor&> var_mean_out(Tensor& var, Tensor& mean, const Tensor& x, OptionalIntArrayRef dim,
                                          std::optional<int64_t> correction, bool keepdim = false);
std::tuple<Tensor&, Tensor&> std_mean_out(Tensor& std, Tensor& mean, const Tensor& x, OptionalIntArrayRef dim,
                                          std::optional<int64_t> correction, bool keepdim = false);
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim, bool keepdim,
                 ScalarType dtype);
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, IntArrayRef dim,
                 bool keepdim = false);
Tensor& norm_out(Tensor& out, const Tensor& x, const std::optional<Scalar>& p, ScalarType dtype);
Tensor& norm_out(Tensor& out, const Tensor& x, const Scalar& p = 2);
Tensor& logsumexp_out(Tensor& out, const Tensor& x, IntArrayRef dim, bool keepdim = false);
std::tuple<Tensor&, Tensor&> max_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                     bool keepdim = false);
Tensor& max_out(Tensor& out, const Tensor& x, const Tensor& other);
std::tuple<Tensor&, Tensor&> min_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim,
                                     bool keepdim = false);
Tensor& min_out(Tensor& out, const Tensor& x, const Tensor& other);
Tensor& amax_out(Tensor& out, const Tensor& x, IntArrayRef dim = {}, bool keepdim = false);
Tensor& amin_out(Tensor& out, const Tensor& x, IntArrayRef dim = {}, bool keepdim = false);
std::tuple<Tensor&, Tensor&> aminmax_out(Tensor& min, Tensor& max, const Tensor& x,
                                         std::optional<int64_t> dim = std::nullopt, bool keepdim = false);
Tensor& argmax_out(Tensor& out, const Tensor& x, std::optional<int64_t> dim = std::nullopt,
                   bool keepdim = false);
Tensor& argmin_out(Tensor& out, const Tensor& x, std::optional<int64_t> dim = std::nullopt,
                   bool keepdim = false);
Tensor& all_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim = false);
Tensor& all_out(Tensor& out, const Tensor& x);
Tensor& any_out(Tensor& out, const Tensor& x, int64_t dim, bool keepdim = false);
Tensor& any_out(Tensor& out, const Tensor& x);

}  // namespace facula
