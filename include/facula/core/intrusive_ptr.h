#pragma once
// Counts inside the object. While the process has one thread the counts need no bus lock: glibc tells.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>
#if __has_include(<sys/single_threaded.h>)
#include <sys/single_threaded.h>
#define FACULA_SINGLE_THREADED __libc_single_threaded
#else
#define FACULA_SINGLE_THREADED false
#endif

namespace facula {

/// A reference count that starts at one.
class RefCount {
 public:
  void inc() noexcept {
    if (FACULA_SINGLE_THREADED)
      n_.store(n_.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
    else
      n_.fetch_add(1, std::memory_order_relaxed);
  }
  /// True if this was the last reference.
  bool dec() noexcept {
    if (FACULA_SINGLE_THREADED) {
      const int32_t n = n_.load(std::memory_order_relaxed) - 1;
      n_.store(n, std::memory_order_relaxed);
      return n == 0;
    }
    return n_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }
  int32_t get() const noexcept { return n_.load(std::memory_order_acquire); }

 private:
  std::atomic<int32_t> n_{1};
};

/// Owns a T that has inc_ref() and dec_ref(); the counterpart of c10::intrusive_ptr.
template <class T>
class intrusive_ptr {
 public:
  using element_type = T;
  constexpr intrusive_ptr() = default;
  constexpr intrusive_ptr(std::nullptr_t) {}
  /// Takes over the reference that `p` already has.
  static intrusive_ptr steal(T* p) noexcept {
    intrusive_ptr r;
    r.p_ = p;
    return r;
  }
  /// Adds a reference.
  static intrusive_ptr share(T* p) noexcept {
    if (p) p->inc_ref();
    return steal(p);
  }
  intrusive_ptr(const intrusive_ptr& o) noexcept : p_(o.p_) {
    if (p_) p_->inc_ref();
  }
  intrusive_ptr(intrusive_ptr&& o) noexcept : p_(o.p_) { o.p_ = nullptr; }
  template <class U>
  intrusive_ptr(const intrusive_ptr<U>& o) noexcept : intrusive_ptr(share(o.get())) {}
  intrusive_ptr& operator=(intrusive_ptr o) noexcept {
    std::swap(p_, o.p_);
    return *this;
  }
  ~intrusive_ptr() {
    if (p_) p_->dec_ref();
  }
  T* get() const noexcept { return p_; }
  T* operator->() const noexcept { return p_; }
  T& operator*() const noexcept { return *p_; }
  explicit operator bool() const noexcept { return p_ != nullptr; }
  bool defined() const noexcept { return p_ != nullptr; }
  /// For programs that hold nodes by std::shared_ptr, as libtorch does: it keeps a reference.
  operator std::shared_ptr<T>() const {
    if (!p_) return nullptr;
    return std::shared_ptr<T>(p_, [keep = *this](T*) {});
  }
  /// References that keep the object alive; 0 without an object. Nothing but references counts.
  size_t use_count() const noexcept { return p_ ? static_cast<size_t>(p_->use_count()) : 0; }
  size_t weak_use_count() const noexcept { return p_ ? 1 : 0; }
  bool unique() const noexcept { return use_count() == 1; }
  /// Gives up ownership without dropping the reference.
  T* release() noexcept {
    T* p = p_;
    p_ = nullptr;
    return p;
  }
  void reset() noexcept { *this = intrusive_ptr(); }
  friend bool operator==(const intrusive_ptr& a, const intrusive_ptr& b) { return a.p_ == b.p_; }
  friend bool operator!=(const intrusive_ptr& a, const intrusive_ptr& b) { return a.p_ != b.p_; }
  friend bool operator==(const intrusive_ptr& a, std::nullptr_t) { return a.p_ == nullptr; }
  friend bool operator!=(const intrusive_ptr& a, std::nullptr_t) { return a.p_ != nullptr; }

 private:
  T* p_ = nullptr;
};

template <class T, class... Args>
intrusive_ptr<T> make_intrusive(Args&&... args) {
  return intrusive_ptr<T>::steal(new T(std::forward<Args>(args)...));
}

}  // namespace facula
