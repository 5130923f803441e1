#pragma once
// AnyValue: a value of any type, with the type remembered.
#include <type_traits>
#include <typeinfo>
#include <utility>

#include "facula/core/owned.h"
#include "facula/nn/module.h"

namespace facula {
namespace nn {

/// A copyable value of any copyable type.
class AnyValue {
 public:
  template <class T, class = std::enable_if_t<!std::is_same_v<AnyValue, std::decay_t<T>>>>
  explicit AnyValue(T&& value) : content_(new Holder<std::decay_t<T>>(std::forward<T>(value))) {}
  AnyValue(AnyValue&&) = default;
  AnyValue& operator=(AnyValue&&) = default;
  AnyValue(const AnyValue& o) : content_(o.content_->clone()) {}
  AnyValue& operator=(const AnyValue& o) {
    content_ = o.content_->clone();
    return *this;
  }

  /// The value if it is a T, else null.
  template <class T>
  T* try_get() {
    static_assert(!std::is_reference_v<T>,
                  "AnyValue stores decayed types, you cannot cast it to a reference type");
    if (content_->type != typeid(T)) return nullptr;
    return &static_cast<Holder<T>&>(*content_).value;
  }
  /// errors  Error for another type: "Attempted to cast AnyValue to float, but its actual type is int"
  template <class T>
  T get() {
    if (T* value = try_get<T>()) return *value;
    bad_cast(typeid(T));
  }
  const std::type_info& type_info() const noexcept { return content_->type; }

 private:
  struct Content {
    explicit Content(const std::type_info& t) : type(t) {}
    virtual ~Content() = default;
    virtual facula::detail::Owned<Content> clone() const = 0;
    const std::type_info& type;
  };
  template <class T>
  struct Holder : Content {
    template <class U>
    explicit Holder(U&& v) : Content(typeid(T)), value(std::forward<U>(v)) {}
    facula::detail::Owned<Content> clone() const override {
      return facula::detail::Owned<Content>(new Holder<T>(value));
    }
    T value;
  };
  [[noreturn]] void bad_cast(const std::type_info& wanted) const;

  facula::detail::Owned<Content> content_;
};

}  // namespace nn
}  // namespace facula

/// States the default values of the last parameters of forward() by their positions, so that AnyModule and
/// Sequential may leave them out: FACULA_FORWARD_DEFAULTS({1, facula::nn::AnyValue(2)}). Stands in the
/// module.
#define FACULA_FORWARD_DEFAULTS(...)                                                              \
  ::std::vector<::std::pair<unsigned, ::facula::nn::AnyValue>> _forward_default_args() override { \
    return {__VA_ARGS__};                                                                         \
  }
