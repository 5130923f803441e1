#pragma once
// A borrowed view of a run of values: the argument type for shapes and lists (c10::ArrayRef).
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "facula/core/error.h"
#include "facula/core/small_vector.h"

namespace facula {

template <class T>
class ArrayRef {
 public:
  using value_type = T;
  using iterator = const T*;
  using const_iterator = const T*;
  using size_type = size_t;

  constexpr ArrayRef() = default;
  constexpr ArrayRef(const T& one) : data_(&one), size_(1) {}
  constexpr ArrayRef(const T* data, size_t size) : data_(data), size_(size) {}
  constexpr ArrayRef(const T* first, const T* last)
      : data_(first), size_(static_cast<size_t>(last - first)) {}
  template <class A>
  ArrayRef(const std::vector<T, A>& v) : data_(v.data()), size_(v.size()) {}
  template <size_t N>
  ArrayRef(const SmallVector<T, N>& v) : data_(v.data()), size_(v.size()) {}
  template <size_t N>
  constexpr ArrayRef(const std::array<T, N>& v) : data_(v.data()), size_(N) {}
  template <size_t N>
  constexpr ArrayRef(const T (&v)[N]) : data_(v), size_(N) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Winit-list-lifetime"
#endif
  // The list lives until the end of the full expression, which is as long as an argument is needed.
  constexpr ArrayRef(const std::initializer_list<T>& v)
      : data_(v.begin() == v.end() ? nullptr : v.begin()), size_(v.size()) {}
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

  constexpr const T* data() const { return data_; }
  constexpr size_t size() const { return size_; }
  constexpr bool empty() const { return size_ == 0; }
  constexpr const T* begin() const { return data_; }
  constexpr const T* end() const { return data_ + size_; }
  std::reverse_iterator<const T*> rbegin() const { return std::reverse_iterator<const T*>(end()); }
  std::reverse_iterator<const T*> rend() const { return std::reverse_iterator<const T*>(begin()); }
  constexpr const T* cbegin() const { return data_; }
  constexpr const T* cend() const { return data_ + size_; }
  constexpr const T& operator[](size_t i) const { return data_[i]; }
  const T& at(size_t i) const {
    FACULA_CHECK_AS(IndexError, i < size_, "ArrayRef: invalid index Index = ", i, "; Length = ", size_);
    return data_[i];
  }
  const T& front() const {
    FACULA_CHECK(size_, "ArrayRef: attempted to access front() of empty list");
    return data_[0];
  }
  const T& back() const {
    FACULA_CHECK(size_, "ArrayRef: attempted to access back() of empty list");
    return data_[size_ - 1];
  }
  bool equals(ArrayRef o) const {
    if (size_ != o.size_) return false;
    for (size_t i = 0; i < size_; ++i)
      if (!(data_[i] == o.data_[i])) return false;
    return true;
  }
  ArrayRef slice(size_t start, size_t n) const {
    FACULA_CHECK(start + n <= size_, "ArrayRef: invalid slice, N = ", start, "; M = ", n, "; size = ", size_);
    return {data_ + start, n};
  }
  ArrayRef slice(size_t start) const { return slice(start, size_ - start); }
  std::vector<T> vec() const { return std::vector<T>(begin(), end()); }

  friend bool operator==(ArrayRef a, ArrayRef b) { return a.equals(b); }
  friend bool operator!=(ArrayRef a, ArrayRef b) { return !a.equals(b); }

 private:
  const T* data_ = nullptr;
  size_t size_ = 0;
};

template <class T>
bool operator==(const std::vector<T>& a, ArrayRef<T> b) {
  return ArrayRef<T>(a).equals(b);
}
template <class T>
bool operator==(ArrayRef<T> a, const std::vector<T>& b) {
  return a.equals(ArrayRef<T>(b));
}
template <class T>
bool operator!=(const std::vector<T>& a, ArrayRef<T> b) {
  return !ArrayRef<T>(a).equals(b);
}
template <class T>
bool operator!=(ArrayRef<T> a, const std::vector<T>& b) {
  return !a.equals(ArrayRef<T>(b));
}

using IntArrayRef = ArrayRef<int64_t>;

/// An optional list; a single value or a list converts to it (c10::OptionalArrayRef).
template <class T>
class OptionalArrayRef {
 public:
  constexpr OptionalArrayRef() = default;
  OptionalArrayRef(const T& one) : ref_(one), has_(true) {}
  OptionalArrayRef(ArrayRef<T> ref) : ref_(ref), has_(true) {}
  OptionalArrayRef(const std::vector<T>& v) : ref_(v), has_(true) {}
  template <size_t N>
  OptionalArrayRef(const SmallVector<T, N>& v) : ref_(v), has_(true) {}
  OptionalArrayRef(const std::initializer_list<T>& v) : ref_(v), has_(true) {}
  constexpr OptionalArrayRef(std::nullopt_t) {}
  constexpr bool has_value() const { return has_; }
  constexpr explicit operator bool() const { return has_; }
  const ArrayRef<T>& value() const { return ref_; }
  const ArrayRef<T>& operator*() const { return ref_; }
  const ArrayRef<T>* operator->() const { return &ref_; }

 private:
  ArrayRef<T> ref_;
  bool has_ = false;
};
using OptionalIntArrayRef = OptionalArrayRef<int64_t>;

void append_text(std::string& s, IntArrayRef v);  // [2, 3]
inline void append_text(std::string& s, const DimVector& v) { append_text(s, IntArrayRef(v)); }

/// Prints [2, 3].
std::ostream& operator<<(std::ostream& os, IntArrayRef v);

}  // namespace facula
