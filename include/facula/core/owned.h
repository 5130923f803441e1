#pragma once
// Owned: a pointer that deletes what it points to.

namespace facula {
namespace detail {

/// std::unique_ptr for the private parts of public classes, whose type the headers only name. A program that
/// includes everything meets half a dozen; std::unique_ptr would take one part in twenty-five of its compile
/// time.
template <class T>
class Owned {
 public:
  Owned() = default;
  explicit Owned(T* p) noexcept : p_(p) {}
  Owned(Owned&& o) noexcept : p_(o.p_) { o.p_ = nullptr; }
  Owned& operator=(Owned&& o) noexcept {
    T* const old = p_;
    p_ = o.p_;
    o.p_ = nullptr;
    if (old != p_) delete old;
    return *this;
  }
  ~Owned() { delete p_; }

  T* get() const noexcept { return p_; }
  T* operator->() const noexcept { return p_; }
  T& operator*() const noexcept { return *p_; }
  explicit operator bool() const noexcept { return p_ != nullptr; }

 private:
  T* p_ = nullptr;
};

}  // namespace detail
}  // namespace facula
