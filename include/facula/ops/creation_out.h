#pragma once
// Factories that fill a given tensor: f_out(out, ...) resizes out where its shape is another and keeps its
// dtype. errors  as the factories; Error when out is part of a graph that is being recorded
#include "facula/core/tensor.h"

namespace facula {

Tensor& empty_out(Tensor& out, IntArrayRef size, std::optional<MemoryFormat> format = std::nullopt);
Tensor& zeros_out(Tensor& out, IntArrayRef size);
Tensor& ones_out(Tensor& out, IntArrayRef size);
Tensor& full_out(Tensor& out, IntArrayRef size, const Scalar& value);
Tensor& arange_out(Tensor& out, const Scalar& end);
Tensor& arange_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step = 1);
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step = 1);
Tensor& linspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps);
Tensor& logspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps, double base = 10);
Tensor& eye_out(Tensor& out, int64_t n);
Tensor& eye_out(Tensor& out, int64_t n, int64_t m);
Tensor& complex_out(Tensor& out, const Tensor& real, const Tensor& imag);
Tensor& polar_out(Tensor& out, const Tensor& abs, const Tensor& angle);

Tensor& rand_out(Tensor& out, IntArrayRef size, std::optional<Generator> generator = std::nullopt);
Tensor& randn_out(Tensor& out, IntArrayRef size, std::optional<Generator> generator = std::nullopt);
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size,
                    std::optional<Generator> generator = std::nullopt);
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size,
                    std::optional<Generator> generator = std::nullopt);
Tensor& randperm_out(Tensor& out, int64_t n, std::optional<Generator> generator = std::nullopt);
Tensor& normal_out(Tensor& out, double mean, double std, IntArrayRef size,
                   std::optional<Generator> generator = std::nullopt);
Tensor& normal_out(Tensor& out, const Tensor& mean, double std = 1,
                   std::optional<Generator> generator = std::nullopt);
Tensor& normal_out(Tensor& out, double mean, const Tensor& std,
                   std::optional<Generator> generator = std::nullopt);
Tensor& normal_out(Tensor& out, const Tensor& mean, const Tensor& std,
                   std::optional<Generator> generator = std::nullopt);

/// In like's shape, with out's dtype.
Tensor& empty_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
Tensor& zeros_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
Tensor& ones_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
Tensor& full_like_out(Tensor& out, const Tensor& like, const Scalar& value,
                      std::optional<MemoryFormat> format = std::nullopt);
Tensor& rand_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
Tensor& randn_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format = std::nullopt);
Tensor& randint_like_out(Tensor& out, const Tensor& like, int64_t high,
                         std::optional<MemoryFormat> format = std::nullopt);
Tensor& randint_like_out(Tensor& out, const Tensor& like, int64_t low, int64_t high,
                         std::optional<MemoryFormat> format = std::nullopt);
Tensor& new_empty_out(Tensor& out, const Tensor& like, IntArrayRef size);
Tensor& new_zeros_out(Tensor& out, const Tensor& like, IntArrayRef size);
Tensor& new_ones_out(Tensor& out, const Tensor& like, IntArrayRef size);
Tensor& new_full_out(Tensor& out, const Tensor& like, IntArrayRef size, const Scalar& value);

Tensor& scalar_tensor_out(Tensor& out, const Scalar& value);
Tensor& tril_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset = 0);
Tensor& triu_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset = 0);
Tensor& bartlett_window_out(Tensor& out, int64_t window_length, bool periodic = true);
Tensor& blackman_window_out(Tensor& out, int64_t window_length, bool periodic = true);
Tensor& hann_window_out(Tensor& out, int64_t window_length, bool periodic = true);
Tensor& hamming_window_out(Tensor& out, int64_t window_length, bool periodic = true, double alpha = 0.54,
                           double beta = 0.46);
Tensor& kaiser_window_out(Tensor& out, int64_t window_length, bool periodic = true, double beta = 12);

}  // namespace facula
