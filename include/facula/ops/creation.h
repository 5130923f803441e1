#pragma once
// Factories.
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
Tensor eye(int64_t n, TensorOptions options = {});
Tensor eye(int64_t n, int64_t m, TensorOptions options = {});
Tensor scalar_tensor(const Scalar& value, TensorOptions options = {});

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
