#pragma once
// The setter and getter of one field of an options struct.

/// Declares the field `name` of type T: `o.name(value)` sets it and returns o, `o.name()` reads it. Fields
/// are private; what follows the macro is, too.
#define FACULA_ARG(T, name)                                \
 public:                                                   \
  auto name(T new_##name)->decltype(*this) {               \
    this->name##_ = static_cast<T&&>(new_##name);          \
    return *this;                                          \
  }                                                        \
  const T& name() const noexcept { return this->name##_; } \
  T& name() noexcept { return this->name##_; }             \
                                                           \
 private:                                                  \
  T name##_
