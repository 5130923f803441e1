#pragma once
// Samples into given tensors: f_out(out, ...) writes what f(...) gives into out, in out's memory and dtype, and
// returns it. out is resized when its shape is another.
// errors  Error: "result type Float can't be cast to the desired output type Long"; "functions with out=...
//         arguments don't support automatic differentiation"
#include "facula/core/tensor.h"

namespace facula {

Tensor& bernoulli_out(Tensor& out, const Tensor& x, std::optional<Generator> generator = std::nullopt);
Tensor& bernoulli_out(Tensor& out, const Tensor& x, double p,
                      std::optional<Generator> generator = std::nullopt);
Tensor& multinomial_out(Tensor& out, const Tensor& x, int64_t num_samples, bool replacement = false,
                        std::optional<Generator> generator = std::nullopt);
Tensor& poisson_out(Tensor& out, const Tensor& x, std::optional<Generator> generator = std::nullopt);
Tensor& binomial_out(Tensor& out, const Tensor& count, const Tensor& prob,
                     std::optional<Generator> generator = std::nullopt);
Tensor& uniform_out(Tensor& out, const Tensor& x, double from = 0, double to = 1,
                    std::optional<Generator> generator = std::nullopt);
Tensor& random_out(Tensor& out, const Tensor& x, std::optional<Generator> generator = std::nullopt);
Tensor& random_out(Tensor& out, const Tensor& x, int64_t to,
                   std::optional<Generator> generator = std::nullopt);
Tensor& random_out(Tensor& out, const Tensor& x, int64_t from, std::optional<int64_t> to,
                   std::optional<Generator> generator = std::nullopt);
Tensor& exponential_out(Tensor& out, const Tensor& x, double lambda = 1,
                        std::optional<Generator> generator = std::nullopt);
Tensor& geometric_out(Tensor& out, const Tensor& x, double p,
                      std::optional<Generator> generator = std::nullopt);
Tensor& cauchy_out(Tensor& out, const Tensor& x, double median = 0, double sigma = 1,
                   std::optional<Generator> generator = std::nullopt);
Tensor& log_normal_out(Tensor& out, const Tensor& x, double mean = 1, double std = 2,
                       std::optional<Generator> generator = std::nullopt);

}  // namespace facula
