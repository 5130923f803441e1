#pragma once
// Sizes per dimension that may be given as one number for all of them.
#include <array>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "facula/core/array_ref.h"

namespace facula {
namespace detail {
std::ostream& print_text(std::ostream& os, const std::string& s);
}

/// D values; built from a list of D values or from one, which stands for all.
/// errors  Error for another number of values: "Expected 2 values, but instead got 3"
template <size_t D, class T = int64_t>
class ExpandingArray {
 public:
  ExpandingArray(std::initializer_list<T> list) : ExpandingArray(ArrayRef<T>(list)) {}
  ExpandingArray(const std::vector<T>& v) : ExpandingArray(ArrayRef<T>(v)) {}
  ExpandingArray(ArrayRef<T> v) {
    FACULA_CHECK(v.size() == D, "Expected ", D, " values, but instead got ", v.size());
    for (size_t i = 0; i < D; ++i) values_[i] = v[i];
  }
  ExpandingArray(T single) {
    for (T& v : values_) v = single;
  }
  ExpandingArray(const std::array<T, D>& v) : values_(v) {}

  std::array<T, D>& operator*() { return values_; }
  const std::array<T, D>& operator*() const { return values_; }
  std::array<T, D>* operator->() { return &values_; }
  const std::array<T, D>* operator->() const { return &values_; }
  operator ArrayRef<T>() const { return values_; }
  size_t size() const noexcept { return D; }

 protected:
  std::array<T, D> values_;
};

/// D optional values, built likewise.
template <size_t D, class T = int64_t>
class ExpandingArrayWithOptionalElem : public ExpandingArray<D, std::optional<T>> {
  using Base = ExpandingArray<D, std::optional<T>>;

 public:
  using Base::Base;
  ExpandingArrayWithOptionalElem(std::initializer_list<T> list)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(list)) {}
  ExpandingArrayWithOptionalElem(const std::vector<T>& v) : ExpandingArrayWithOptionalElem(ArrayRef<T>(v)) {}
  ExpandingArrayWithOptionalElem(ArrayRef<T> v) : Base(std::optional<T>()) {
    FACULA_CHECK(v.size() == D, "Expected ", D, " values, but instead got ", v.size());
    for (size_t i = 0; i < D; ++i) this->values_[i] = v[i];
  }
  ExpandingArrayWithOptionalElem(T single) : Base(std::optional<T>(single)) {}
  ExpandingArrayWithOptionalElem(const std::array<T, D>& v)
      : ExpandingArrayWithOptionalElem(ArrayRef<T>(v)) {}
};

// One value prints as itself, several as a list: 3 and [3, 3].
template <size_t D, class T>
void append_text(std::string& s, const ExpandingArray<D, T>& a) {
  if (D > 1) s += '[';
  for (size_t i = 0; i < D; ++i) {
    if (i) s += ", ";
    append_text(s, (*a)[i]);
  }
  if (D > 1) s += ']';
}
template <size_t D, class T>
void append_text(std::string& s, const ExpandingArrayWithOptionalElem<D, T>& a) {
  if (D > 1) s += '[';
  for (size_t i = 0; i < D; ++i) {
    if (i) s += ", ";
    if ((*a)[i]) {
      append_text(s, *(*a)[i]);
    } else {
      s += "None";
    }
  }
  if (D > 1) s += ']';
}

template <size_t D, class T>
std::ostream& operator<<(std::ostream& os, const ExpandingArray<D, T>& a) {
  std::string s;
  append_text(s, a);
  return detail::print_text(os, s);
}
template <size_t D, class T>
std::ostream& operator<<(std::ostream& os, const ExpandingArrayWithOptionalElem<D, T>& a) {
  std::string s;
  append_text(s, a);
  return detail::print_text(os, s);
}

}  // namespace facula
