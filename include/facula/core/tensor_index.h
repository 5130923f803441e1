#pragma once
// What may stand in x.index({...}): None, "...", integers, bools, slices and tensors.
#include <cstdint>
#include <iosfwd>
#include <limits>
#include <optional>
#include <type_traits>
#include <vector>

#include "facula/core/tensor.h"

namespace facula::indexing {

enum class TensorIndexType { None, Ellipsis, Integer, Boolean, Slice, Tensor };

constexpr int64_t INDEX_MIN = std::numeric_limits<int64_t>::min();
constexpr int64_t INDEX_MAX = std::numeric_limits<int64_t>::max();

/// A new dimension of size 1; inside Slice(...), "not given".
constexpr std::nullopt_t None = std::nullopt;

struct EllipsisIndexType final {
  EllipsisIndexType() = default;
};
/// All dimensions that the other indices leave over.
inline const EllipsisIndexType Ellipsis = EllipsisIndexType();

/// start:stop:step; Slice() is everything.
/// errors  ValueError: "slice step cannot be zero"
struct Slice final {
 public:
  Slice(std::optional<int64_t> start = std::nullopt, std::optional<int64_t> stop = std::nullopt,
        std::optional<int64_t> step = std::nullopt)
      : step_(step ? *step : 1) {
    FACULA_CHECK_AS(ValueError, step_ != 0, "slice step cannot be zero");
    start_ = start ? *start : step_ < 0 ? INDEX_MAX : 0;
    stop_ = stop ? *stop : step_ < 0 ? INDEX_MIN : INDEX_MAX;
  }
  int64_t start() const { return start_; }
  int64_t stop() const { return stop_; }
  int64_t step() const { return step_; }

 private:
  int64_t start_, stop_, step_;
};
/// Prints "start:stop:step".
std::ostream& operator<<(std::ostream& os, const Slice& slice);

/// One entry of an index list; everything that may be one converts to it.
class TensorIndex final {
 public:
  TensorIndex(std::nullopt_t) : type_(TensorIndexType::None) {}
  TensorIndex(EllipsisIndexType) : type_(TensorIndexType::Ellipsis) {}
  /// "..."
  /// errors  ValueError: Expected "..." to represent an ellipsis index, but got "x"
  TensorIndex(const char* text) : type_(TensorIndexType::Ellipsis) {
    FACULA_CHECK_AS(ValueError, text[0] == '.' && text[1] == '.' && text[2] == '.' && text[3] == 0,
                    "Expected \"...\" to represent an ellipsis index, but got \"", text, "\"");
  }
  template <class T, class = std::enable_if_t<std::is_integral_v<T> || std::is_enum_v<T>>>
  TensorIndex(T value)
      : type_(std::is_same_v<T, bool> ? TensorIndexType::Boolean : TensorIndexType::Integer),
        integer_(static_cast<int64_t>(value)) {}
  TensorIndex(Slice slice) : type_(TensorIndexType::Slice), slice_(slice) {}
  TensorIndex(Tensor tensor) : type_(TensorIndexType::Tensor), tensor_(std::move(tensor)) {}

  TensorIndexType type() const { return type_; }
  bool is_none() const { return type_ == TensorIndexType::None; }
  bool is_ellipsis() const { return type_ == TensorIndexType::Ellipsis; }
  bool is_integer() const { return type_ == TensorIndexType::Integer; }
  bool is_boolean() const { return type_ == TensorIndexType::Boolean; }
  bool is_slice() const { return type_ == TensorIndexType::Slice; }
  bool is_tensor() const { return type_ == TensorIndexType::Tensor; }
  int64_t integer() const { return integer_; }
  bool boolean() const { return integer_ != 0; }
  const Slice& slice() const { return slice_; }
  const Tensor& tensor() const { return tensor_; }

 private:
  TensorIndexType type_;
  int64_t integer_ = 0;
  Slice slice_;
  Tensor tensor_;
};
std::ostream& operator<<(std::ostream& os, const TensorIndex& index);
/// Prints "(None, ..., 0, true, 1:5:2)".
std::ostream& operator<<(std::ostream& os, const std::vector<TensorIndex>& indices);

}  // namespace facula::indexing
