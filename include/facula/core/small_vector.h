#pragma once
// A vector of trivially copyable values that keeps its first N inline: sizes and strides never touch the
// heap.
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <type_traits>

namespace facula {

template <class T, size_t N>
class SmallVector {
  static_assert(std::is_trivially_copyable_v<T>, "SmallVector holds trivially copyable values");

 public:
  using value_type = T;
  using iterator = T*;
  using const_iterator = const T*;

  SmallVector() = default;
  explicit SmallVector(size_t n, T value = T()) { resize(n, value); }
  SmallVector(std::initializer_list<T> list) { assign(list.begin(), list.size()); }
  template <class It, class = std::enable_if_t<!std::is_integral_v<It>>>
  SmallVector(It first, It last) {
    for (; first != last; ++first) push_back(*first);
  }
  SmallVector(const SmallVector& o) { assign(o.data_, o.size_); }
  SmallVector(SmallVector&& o) noexcept { take(o); }
  SmallVector& operator=(const SmallVector& o) {
    if (this != &o) assign(o.data_, o.size_);
    return *this;
  }
  SmallVector& operator=(SmallVector&& o) noexcept {
    if (this != &o) {
      drop();
      take(o);
    }
    return *this;
  }
  ~SmallVector() { drop(); }

  void assign(const T* p, size_t n) {
    if (n > capacity_) grow(n, false);
    if (n) std::memmove(data_, p, n * sizeof(T));
    size_ = n;
  }
  void resize(size_t n, T value = T()) {
    if (n > capacity_) grow(n, true);
    for (size_t i = size_; i < n; ++i) data_[i] = value;
    size_ = n;
  }
  void reserve(size_t n) {
    if (n > capacity_) grow(n, true);
  }
  void push_back(T value) {
    if (size_ == capacity_) grow(size_ * 2, true);
    data_[size_++] = value;
  }
  void pop_back() { --size_; }
  void insert(size_t at, T value) {
    push_back(value);
    for (size_t i = size_ - 1; i > at; --i) data_[i] = data_[i - 1];
    data_[at] = value;
  }
  void erase(size_t at) {
    for (size_t i = at; i + 1 < size_; ++i) data_[i] = data_[i + 1];
    --size_;
  }
  void clear() { size_ = 0; }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  T& back() { return data_[size_ - 1]; }
  const T& back() const { return data_[size_ - 1]; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  friend bool operator==(const SmallVector& a, const SmallVector& b) {
    return a.size_ == b.size_ && std::memcmp(a.data_, b.data_, a.size_ * sizeof(T)) == 0;
  }
  friend bool operator!=(const SmallVector& a, const SmallVector& b) { return !(a == b); }

 private:
  void grow(size_t n, bool keep) {
    T* p = static_cast<T*>(::operator new(n * sizeof(T)));
    if (keep && size_) std::memcpy(p, data_, size_ * sizeof(T));
    drop();
    data_ = p;
    capacity_ = n;
  }
  void drop() {
    if (data_ != inline_) ::operator delete(data_);
  }
  void take(SmallVector& o) {
    if (o.data_ == o.inline_) {
      std::memcpy(inline_, o.inline_, o.size_ * sizeof(T));
      data_ = inline_;
      capacity_ = N;
    } else {
      data_ = o.data_;
      capacity_ = o.capacity_;
      o.data_ = o.inline_;
      o.capacity_ = N;
    }
    size_ = o.size_;
    o.size_ = 0;
  }

  T* data_ = inline_;
  size_t size_ = 0;
  size_t capacity_ = N;
  T inline_[N];
};

/// Sizes or strides of a tensor; five dimensions fit without an allocation.
using DimVector = SmallVector<int64_t, 5>;

}  // namespace facula
