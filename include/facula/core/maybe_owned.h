#pragma once
// MaybeOwned: a value of its own, or one that somebody else keeps (c10::MaybeOwned).
#include <utility>

namespace facula {

/// Borrows a T, which must then outlive it, or owns one.
template <class T>
class MaybeOwned {
 public:
  MaybeOwned() = default;
  static MaybeOwned borrowed(const T& t) {
    MaybeOwned m;
    m.borrowed_ = &t;
    return m;
  }
  static MaybeOwned owned(T&& t) {
    MaybeOwned m;
    m.own_ = std::move(t);
    return m;
  }
  const T& operator*() const { return borrowed_ ? *borrowed_ : own_; }
  const T* operator->() const { return &**this; }
  bool unsafeIsBorrowed() const { return borrowed_ != nullptr; }

 private:
  const T* borrowed_ = nullptr;
  T own_{};
};

}  // namespace facula
