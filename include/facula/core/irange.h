#pragma once
// Ranges of integers for loops: for (const auto i : irange(n)).
#include <type_traits>

namespace facula {

/// The integers from a to b - 1.
template <class T>
class IntegerRange {
 public:
  class Iterator {
   public:
    constexpr explicit Iterator(T value) : value_(value) {}
    constexpr T operator*() const { return value_; }
    constexpr Iterator& operator++() {
      ++value_;
      return *this;
    }
    constexpr bool operator==(const Iterator& o) const { return value_ == o.value_; }
    constexpr bool operator!=(const Iterator& o) const { return value_ != o.value_; }

   private:
    T value_;
  };
  constexpr IntegerRange(T first, T last) : begin_(first), end_(last < first ? first : last) {}
  constexpr Iterator begin() const { return begin_; }
  constexpr Iterator end() const { return end_; }

 private:
  Iterator begin_, end_;
};

/// 0, 1, …, end - 1; none when end is negative.
template <class T, class = std::enable_if_t<std::is_integral_v<T>>>
constexpr IntegerRange<T> irange(T end) {
  return {T(0), end};
}
/// begin, …, end - 1, as the type of end.
template <class A, class B, class = std::enable_if_t<std::is_integral_v<A> && std::is_integral_v<B>>>
constexpr IntegerRange<B> irange(A begin, B end) {
  return {static_cast<B>(begin), end};
}

}  // namespace facula
