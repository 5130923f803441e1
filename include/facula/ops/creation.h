#pragma once
// Factories.
#include <string_view>

#include "facula/core/tensor.h"

namespace facula {

/// Uninitialised values.
/// errors  Error for negative sizes: "Trying to create tensor with negative dimension -1: [-1]"
Tensor empty(IntArrayRef size, TensorOptions options = {}, std::optional<MemoryFormat> format = std::nullopt);
Tensor empty_like(const Tensor& like, TensorOptions options = {},
                  std::optional<MemoryFormat> format = std::nullopt);
Tensor empty_strided(IntArrayRef size, IntArrayRef stride, TensorOptions options = {});
Tensor zeros(IntArrayRef size, TensorOptions options = {});
Tensor zeros_like(const Tensor& like, TensorOptions options = {},
                  std::optional<MemoryFormat> format = std::nullopt);
Tensor ones(IntArrayRef size, TensorOptions options = {});
Tensor ones_like(const Tensor& like, TensorOptions options = {},
                 std::optional<MemoryFormat> format = std::nullopt);
/// dtype   that of `value` (default float dtype for a double) unless given
Tensor full(IntArrayRef size, const Scalar& value, TensorOptions options = {});
Tensor full_like(const Tensor& like, const Scalar& value, TensorOptions options = {},
                 std::optional<MemoryFormat> format = std::nullopt);
/// start, start + step, …, below end. int64 for integers, else the default dtype.
Tensor arange(const Scalar& end, TensorOptions options = {});
Tensor arange(const Scalar& start, const Scalar& end, TensorOptions options = {});
Tensor arange(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions options = {});
/// `steps` values from start to end, both included.
Tensor linspace(const Scalar& start, const Scalar& end, int64_t steps = 100, TensorOptions options = {});
/// base^start, …, base^end: `steps` values whose logarithms are evenly spaced, both ends included.
Tensor logspace(const Scalar& start, const Scalar& end, int64_t steps = 100, double base = 10,
                TensorOptions options = {});
/// As arange(), with the end included; deprecated in PyTorch. The default dtype unless options say otherwise.
/// errors  Error: "upper bound and lower bound inconsistent with step sign"
Tensor range(const Scalar& start, const Scalar& end, const Scalar& step, TensorOptions options = {});
Tensor range(const Scalar& start, const Scalar& end, TensorOptions options = {});
Tensor eye(int64_t n, TensorOptions options = {});
Tensor eye(int64_t n, int64_t m, TensorOptions options = {});
Tensor scalar_tensor(const Scalar& value, TensorOptions options = {});
/// The coordinates of a matrix's elements on and below (above) a diagonal: [2, count], row by row.
/// errors  Error: "row must be non-negative, got-1"
Tensor tril_indices(int64_t row, int64_t col, int64_t offset = 0, TensorOptions options = kLong);
Tensor triu_indices(int64_t row, int64_t col, int64_t offset = 0, TensorOptions options = kLong);
/// Powers x^(N-1), …, x, 1 of a vector's elements as rows (the other way round when increasing); N: its length.
/// grad    any order
/// errors  Error: "x must be a one-dimensional tensor."
Tensor vander(const Tensor& x, std::optional<int64_t> N = std::nullopt, bool increasing = false);

/// real + i imag, and abs e^(i angle).
/// dtype   the complex counterpart of that of both arguments: float or double
/// grad    any order
/// errors  Error: "Expected object of scalar type Float but got scalar type Double for second argument"
template <>
struct complex<Tensor> : Tensor {  // a type, since its name is a template's: complex(a, b) makes one
  complex(const Tensor& real, const Tensor& imag);
};
complex(const Tensor&, const Tensor&)->complex<Tensor>;
inline Tensor conj(const complex<Tensor>& x) { return x.conj(); }
Tensor polar(const Tensor& abs, const Tensor& angle);

/// Windows for spectra; periodic ones are one longer, without the last value.
/// dtype   floating
/// errors  Error: "hann_window requires non-negative window_length, got window_length=-1", "hann_window expects
///         floating point dtypes, got: ..."
Tensor bartlett_window(int64_t window_length, TensorOptions options = {});
Tensor bartlett_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor blackman_window(int64_t window_length, TensorOptions options = {});
Tensor blackman_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor hann_window(int64_t window_length, TensorOptions options = {});
Tensor hann_window(int64_t window_length, bool periodic, TensorOptions options = {});
/// alpha - beta cos(2 pi i / n)
Tensor hamming_window(int64_t window_length, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, TensorOptions options = {});
Tensor hamming_window(int64_t window_length, bool periodic, double alpha, double beta,
                      TensorOptions options = {});
/// I0(beta sqrt(1 - (2 i / n - 1)^2)) / I0(beta)
Tensor kaiser_window(int64_t window_length, TensorOptions options = {});
Tensor kaiser_window(int64_t window_length, bool periodic, TensorOptions options = {});
Tensor kaiser_window(int64_t window_length, bool periodic, double beta, TensorOptions options = {});

/// `size` elements of a file: shared with it (which is made and stretched as needed) or a copy on write.
/// errors  Error with the file's name and the system's reason
Tensor from_file(std::string_view filename, std::optional<bool> shared = std::nullopt,
                 std::optional<int64_t> size = 0, TensorOptions options = {});
/// A tensor over foreign memory, which must outlive it.
Tensor from_blob(void* data, IntArrayRef sizes, TensorOptions options = {});
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, TensorOptions options = {});
namespace detail {
Tensor from_blob(void* data, IntArrayRef sizes, IntArrayRef strides, void (*deleter)(void*), void* context,
                 TensorOptions options);
}
/// The same; `deleter(data)` runs when the last tensor over the memory goes.
template <class Deleter>
auto from_blob(void* data, IntArrayRef sizes, Deleter&& deleter, TensorOptions options = {})
    -> std::enable_if_t<std::is_invocable_v<std::decay_t<Deleter>&, void*>, Tensor> {
  struct Context {
    std::decay_t<Deleter> call;
    void* data;
  };
  auto destroy = [](void* c) {
    auto* context = static_cast<Context*>(c);
    context->call(context->data);
    delete context;
  };
  return detail::from_blob(data, sizes, {}, destroy, new Context{std::forward<Deleter>(deleter), data},
                           options);
}

}  // namespace facula
