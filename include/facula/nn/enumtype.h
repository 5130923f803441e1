#pragma once
// Names that options take as values: facula::kReLU, kMean, kZeros, … Each is a type of its own, so that a
// variant can list exactly the ones that an option allows.
#include <string>
#include <type_traits>

#include "facula/core/tensor.h"

namespace facula {

// clang-format off
#define FACULA_ENUM_TYPES(_)                                                                 \
  _(Linear) _(Conv1D) _(Conv2D) _(Conv3D) _(ConvTranspose1D) _(ConvTranspose2D)              \
  _(ConvTranspose3D) _(Sigmoid) _(Tanh) _(ReLU) _(GELU) _(SiLU) _(Mish) _(LeakyReLU) _(SELU) \
  _(FanIn) _(FanOut) _(Constant) _(Reflect) _(Replicate) _(Circular) _(Nearest) _(Bilinear)  \
  _(Bicubic) _(Trilinear) _(Area) _(NearestExact) _(Sum) _(Mean) _(Max) _(None) _(BatchMean) \
  _(Zeros) _(Border) _(Reflection) _(RNN_TANH) _(RNN_RELU) _(LSTM) _(GRU) _(Valid) _(Same)
// clang-format on

namespace enumtype {
#define FACULA_ENUM_TYPE(name) \
  struct k##name {             \
    constexpr k##name() {}     \
  };                           \
  constexpr const char* enum_name(k##name) { return "k" #name; }
FACULA_ENUM_TYPES(FACULA_ENUM_TYPE)
#undef FACULA_ENUM_TYPE

/// One of the names Ts, the first unless told otherwise: what std::variant<Ts...> would hold, at a small part
/// of its compile time, for it is instantiated dozens of times.
template <class... Ts>
class OneOf {
 public:
  constexpr OneOf() noexcept = default;
  template <class T, class = std::enable_if_t<(std::is_same_v<T, Ts> || ...)>>
  constexpr OneOf(T) noexcept : index_(position<T>()) {}
  constexpr size_t index() const noexcept { return index_; }
  template <class T>
  constexpr bool holds() const noexcept {
    return (std::is_same_v<T, Ts> || ...) && index_ == position<T>();
  }
  friend constexpr bool operator==(OneOf a, OneOf b) noexcept { return a.index_ == b.index_; }
  friend constexpr bool operator!=(OneOf a, OneOf b) noexcept { return a.index_ != b.index_; }

 private:
  template <class T>
  static constexpr unsigned char position() {
    unsigned char at = 0;
    bool found = false;
    ((found = found || std::is_same_v<T, Ts>, at = static_cast<unsigned char>(at + !found)), ...);
    return at;
  }
  unsigned char index_ = 0;
};

/// "kReLU" for the alternative that the variant holds.
template <class... Ts>
std::string get_enum_name(const OneOf<Ts...>& v) {
  const char* name = "";
  ((v.template holds<Ts>() ? void(name = enum_name(Ts())) : void()), ...);
  return name;
}

/// Whether the variant holds E.
template <class E, class... Ts>
constexpr bool is(const OneOf<Ts...>& v) {
  return v.template holds<E>();
}

/// A Value or one of Names: what std::variant<Value, Names...> would hold, likewise.
template <class Value, class... Names>
class ValueOr {
 public:
  template <class T, class = std::enable_if_t<(std::is_same_v<T, Names> || ...)>>
  ValueOr(T name) : value_(unused()), name_(name), named_(true) {}
  template <class T, std::enable_if_t<!(std::is_same_v<std::decay_t<T>, Names> || ...) &&
                                          !std::is_same_v<std::decay_t<T>, ValueOr>,
                                      int> = 0>
  ValueOr(T&& value) : value_(static_cast<T&&>(value)) {}
  /// The value, or null if it is a name; and the other way round.
  const Value* value() const noexcept { return named_ ? nullptr : &value_; }
  const OneOf<Names...>* name() const noexcept { return named_ ? &name_ : nullptr; }

 private:
  static Value unused() {
    if constexpr (std::is_default_constructible_v<Value>)
      return Value();
    else
      return Value(0);
  }
  Value value_;
  OneOf<Names...> name_;
  bool named_ = false;
};
template <class E, class Value, class... Names>
bool is(const ValueOr<Value, Names...>& v) {
  if constexpr (std::is_same_v<E, Value>) {
    return v.value() != nullptr;
  } else {
    return v.name() && is<E>(*v.name());
  }
}

/// The reduction that a loss's option names.
/// errors  Error for kBatchMean: "kBatchMean is not a valid value for reduction"
template <class... Ts>
Reduction::Reduction reduction_get_enum(const OneOf<Ts...>& v) {
  if (is<kNone>(v)) return Reduction::None;
  if (is<kMean>(v)) return Reduction::Mean;
  FACULA_CHECK(is<kSum>(v), get_enum_name(v), " is not a valid value for reduction");
  return Reduction::Sum;
}
}  // namespace enumtype

/// As the functions of std::variant.
template <class E, class... Ts>
constexpr bool holds_alternative(const enumtype::OneOf<Ts...>& v) noexcept {
  return enumtype::is<E>(v);
}
template <class E, class... Ts>
const E* get_if(const enumtype::OneOf<Ts...>* v) noexcept {
  static constexpr E value{};
  return v && enumtype::is<E>(*v) ? &value : nullptr;
}
template <class E, class Value, class... Names>
bool holds_alternative(const enumtype::ValueOr<Value, Names...>& v) noexcept {
  return enumtype::is<E>(v);
}
template <class E, class Value, class... Names>
const E* get_if(const enumtype::ValueOr<Value, Names...>* v) noexcept {
  if constexpr (std::is_same_v<E, Value>) {
    return v ? v->value() : nullptr;
  } else {
    return v ? get_if<E>(v->name()) : nullptr;
  }
}
template <class F, class... Ts>
decltype(auto) visit(F&& f, const enumtype::OneOf<Ts...>& v) {
  using R = std::common_type_t<decltype(f(Ts()))...>;
  if constexpr (std::is_void_v<R>) {
    (void)((enumtype::is<Ts>(v) && (f(Ts()), true)) || ...);
  } else {
    R (*const calls[])(F&) = {[](F& g) -> R { return g(Ts()); }...};
    return calls[v.index()](f);
  }
}

#define FACULA_ENUM_CONSTANT(name) inline constexpr enumtype::k##name k##name{};
FACULA_ENUM_TYPES(FACULA_ENUM_CONSTANT)
#undef FACULA_ENUM_CONSTANT
#undef FACULA_ENUM_TYPES

}  // namespace facula
