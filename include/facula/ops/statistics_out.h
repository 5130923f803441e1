#pragma once
// Statistics into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

std::tuple<Tensor&, Tensor&> mode_out(Tensor& values, Tensor& indices, const Tensor& x, int64_t dim = -1,
                                      bool keepdim = false);
Tensor& quantile_out(Tensor& out, const Tensor& x, const Tensor& q, std::optional<int64_t> dim = std::nullopt,
                     bool keepdim = false, std::string_view interpolation = "linear");
Tensor& quantile_out(Tensor& out, const Tensor& x, double q, std::optional<int64_t> dim = std::nullopt,
                     bool keepdim = false, std::string_view interpolation = "linear");
Tensor& nanquantile_out(Tensor& out, const Tensor& x, const Tensor& q,
                        std::optional<int64_t> dim = std::nullopt, bool keepdim = false,
                        std::string_view interpolation = "linear");
Tensor& nanquantile_out(Tensor& out, const Tensor& x, double q, std::optional<int64_t> dim = std::nullopt,
                        bool keepdim = false, std::string_view interpolation = "linear");
Tensor& histc_out(Tensor& out, const Tensor& x, int64_t bins = 100, const Scalar& min = 0,
                  const Scalar& max = 0);
std::tuple<Tensor&, Tensor&> histogram_out(Tensor& hist, Tensor& bin_edges, const Tensor& x,
                                           const Tensor& bins,
                                           const std::optional<Tensor>& weight = std::nullopt,
                                           bool density = false);
std::tuple<Tensor&, Tensor&> histogram_out(Tensor& hist, Tensor& bin_edges, const Tensor& x,
                                           int64_t bins = 100,
                                           std::optional<ArrayRef<double>> range = std::nullopt,
                                           const std::optional<Tensor>& weight = std::nullopt,
                                           bool density = false);
Tensor& bincount_out(Tensor& out, const Tensor& x, const std::optional<Tensor>& weights = std::nullopt,
                     int64_t minlength = 0);
Tensor& diff_out(Tensor& out, const Tensor& x, int64_t n = 1, int64_t dim = -1,
                 const std::optional<Tensor>& prepend = std::nullopt,
                 const std::optional<Tensor>& append = std::nullopt);

}  // namespace facula
