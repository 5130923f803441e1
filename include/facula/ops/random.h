#pragma once
// Random tensors and samples. The CPU streams are PyTorch's, bit for bit: docs/notes/random-streams.md.
#include "facula/core/tensor.h"

namespace facula {

/// Seeds the default generators of every device.
void manual_seed(uint64_t seed);

/// Uniform on [0, 1).
/// dtype   floating and complex (both parts uniform); default: the default dtype
/// errors  NotImplementedError for other dtypes: "check_uniform_bounds" not implemented for 'Long'
Tensor rand(IntArrayRef size, TensorOptions options = {});
Tensor rand(IntArrayRef size, std::optional<Generator> generator, TensorOptions options = {});
Tensor rand_like(const Tensor& like, TensorOptions options = {},
                 std::optional<MemoryFormat> format = std::nullopt);

/// Standard normal; a complex one has variance 1, half of it in each part.
/// dtype   floating and complex; default: the default dtype
/// errors  NotImplementedError for other dtypes: "normal_kernel_cpu" not implemented for 'Long'
Tensor randn(IntArrayRef size, TensorOptions options = {});
Tensor randn(IntArrayRef size, std::optional<Generator> generator, TensorOptions options = {});
Tensor randn_like(const Tensor& like, TensorOptions options = {},
                  std::optional<MemoryFormat> format = std::nullopt);

/// Integers uniform on [low, high); low is 0 unless given.
/// dtype   any but complex; int64 unless options are given
/// errors  Error: "random_ expects 'from' to be less than 'to', but got from=0 >= to=0"
Tensor randint(int64_t high, IntArrayRef size, TensorOptions options = kLong);
Tensor randint(int64_t high, IntArrayRef size, std::optional<Generator> generator,
               TensorOptions options = kLong);
Tensor randint(int64_t low, int64_t high, IntArrayRef size, TensorOptions options = kLong);
Tensor randint(int64_t low, int64_t high, IntArrayRef size, std::optional<Generator> generator,
               TensorOptions options = kLong);
Tensor randint_like(const Tensor& like, int64_t high, TensorOptions options = {},
                    std::optional<MemoryFormat> format = std::nullopt);
Tensor randint_like(const Tensor& like, int64_t low, int64_t high, TensorOptions options = {},
                    std::optional<MemoryFormat> format = std::nullopt);

/// A random permutation of 0 .. n-1.
/// errors  Error when the dtype cannot hold n: "n cannot be greater than 2049 for Half type."
Tensor randperm(int64_t n, TensorOptions options = kLong);
Tensor randperm(int64_t n, std::optional<Generator> generator, TensorOptions options = kLong);

/// Normal variates of the given means and standard deviations, which broadcast.
/// dtype   mean's, or std's when only that is a tensor
/// grad    zero
/// errors  Error: "normal expects std >= 0.0, but found std -1", "normal expects all elements of std >= 0.0"
Tensor normal(double mean, double std, IntArrayRef size, std::optional<Generator> generator = std::nullopt,
              TensorOptions options = {});
Tensor normal(const Tensor& mean, double std = 1, std::optional<Generator> generator = std::nullopt);
Tensor normal(double mean, const Tensor& std, std::optional<Generator> generator = std::nullopt);
Tensor normal(const Tensor& mean, const Tensor& std, std::optional<Generator> generator = std::nullopt);

/// 1 with probability p[i] (or p), else 0, in p's (or x's) dtype.
/// grad    zero
/// errors  Error: "Expected p_in >= 0 && p_in <= 1 to be true, but got false."
Tensor bernoulli(const Tensor& p, std::optional<Generator> generator = std::nullopt);
Tensor bernoulli(const Tensor& x, double p, std::optional<Generator> generator = std::nullopt);

/// n categories drawn per row of `weights`, which need not sum to 1.
/// shape   weights: [c] or [rows, c]; result: [n] or [rows, n], int64
/// errors  Error: "prob_dist must be 1 or 2 dim", "cannot sample n_sample > prob_dist.size(-1) samples
/// without
///         replacement", "invalid multinomial distribution (sum of probabilities <= 0)", ...
Tensor multinomial(const Tensor& weights, int64_t n, bool replacement = false,
                   std::optional<Generator> generator = std::nullopt);

/// Poisson variates of the given rates.
/// grad    zero
/// errors  Error: "invalid Poisson rate, expected rate to be non-negative"
Tensor poisson(const Tensor& rates, std::optional<Generator> generator = std::nullopt);

/// Successes in count[i] trials that succeed with probability prob[i].
/// grad    zero
/// errors  Error: "Found dtype Double but expected Float"
/// source  Hoermann 1993, "The generation of binomial random variates": inversion, and BTRS for large means
Tensor binomial(const Tensor& count, const Tensor& prob, std::optional<Generator> generator = std::nullopt);

/// What the in-place fills of the same names give, in a new tensor like x.
/// grad    zero
/// errors  as Tensor::uniform_, random_, exponential_, geometric_, cauchy_, log_normal_ and normal_
Tensor uniform(const Tensor& x, double from = 0, double to = 1,
               std::optional<Generator> generator = std::nullopt);
Tensor random(const Tensor& x, std::optional<Generator> generator = std::nullopt);
Tensor random(const Tensor& x, int64_t to, std::optional<Generator> generator = std::nullopt);
Tensor random(const Tensor& x, int64_t from, std::optional<int64_t> to,
              std::optional<Generator> generator = std::nullopt);
Tensor exponential(const Tensor& x, double lambda = 1, std::optional<Generator> generator = std::nullopt);
Tensor geometric(const Tensor& x, double p, std::optional<Generator> generator = std::nullopt);
Tensor cauchy(const Tensor& x, double median = 0, double sigma = 1,
              std::optional<Generator> generator = std::nullopt);
Tensor log_normal(const Tensor& x, double mean = 1, double std = 2,
                  std::optional<Generator> generator = std::nullopt);
Tensor normal_functional(const Tensor& x, double mean = 0, double std = 1,
                         std::optional<Generator> generator = std::nullopt);

}  // namespace facula
