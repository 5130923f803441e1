#pragma once
// facula::tensor(): tensors from numbers, nested braces and vectors.
#include <initializer_list>
#include <vector>

#include "facula/ops/creation.h"

namespace facula {
namespace detail {

/// A number, a nested list of such, or a flat array: what facula::tensor() takes.
class TensorDataContainer {
 public:
  TensorDataContainer() : type_(Type::List) {}
  template <class T, class = std::enable_if_t<std::is_arithmetic_v<T>>>
  TensorDataContainer(T v) : type_(Type::Number), scalar_type_(dtype_of<T>), scalar_(v) {}
  template <class T>
  TensorDataContainer(complex<T> v) : type_(Type::Number), scalar_type_(dtype_of<complex<T>>), scalar_(v) {}
  TensorDataContainer(Half v) : type_(Type::Number), scalar_type_(kHalf), scalar_(v) {}
  TensorDataContainer(BFloat16 v) : type_(Type::Number), scalar_type_(kBFloat16), scalar_(v) {}
  TensorDataContainer(std::initializer_list<TensorDataContainer> list);
  template <class T>
  TensorDataContainer(ArrayRef<T> v)
      : TensorDataContainer(v.data(), static_cast<int64_t>(v.size()), dtype_of<T>) {}
  template <class T, class = std::enable_if_t<!std::is_same_v<T, bool>>>
  TensorDataContainer(const std::vector<T>& v) : TensorDataContainer(ArrayRef<T>(v)) {}
  TensorDataContainer(const std::vector<bool>& v);

  bool is_scalar() const { return type_ == Type::Number; }
  bool is_init_list() const { return type_ == Type::List; }
  bool is_tensor() const { return type_ == Type::Flat; }
  const Scalar& scalar() const;
  const std::vector<TensorDataContainer>& init_list() const;
  const Tensor& tensor() const;
  IntArrayRef sizes() const { return sizes_; }
  ScalarType scalar_type() const { return scalar_type_; }
  Tensor convert_to_tensor(TensorOptions options) const;

 private:
  enum class Type { Number, List, Flat };
  TensorDataContainer(const void* data, int64_t n, ScalarType t);
  void write(char*& out, ScalarType as) const;
  std::string text() const;
  Type type_;
  ScalarType scalar_type_ = ScalarType::Undefined;
  Scalar scalar_;
  DimVector sizes_;
  std::vector<TensorDataContainer> list_;
  Tensor flat_;
};

}  // namespace detail

/// A tensor of the given values: tensor(1.5), tensor({1, 2}), tensor({{1.f, 2.f}, {3.f, 4.f}}),
/// tensor(vector). dtype   integers give int64, floating values the default dtype, bool gives bool, unless
/// options say otherwise errors  Error for ragged lists and mixed types
inline Tensor tensor(const detail::TensorDataContainer& data, TensorOptions options = {}) {
  return data.convert_to_tensor(options);
}

}  // namespace facula
