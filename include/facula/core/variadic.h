#pragma once
// Packs of types and arguments, as torch/csrc/utils/variadic.h has them. Not part of facula/facula.h: std has functions of
// these names too.
#include <type_traits>
#include <utility>

namespace facula {

template <bool value, class T = void>
using enable_if_t = std::enable_if_t<value, T>;
template <bool value, class T = void>
using disable_if_t = std::enable_if_t<!value, T>;
template <class T>
using decay_t = std::decay_t<T>;

template <bool... values>
struct all_of : std::bool_constant<(values && ...)> {};
template <bool... values>
struct any_of : std::bool_constant<(values || ...)> {};
template <bool... values>
struct none_of : std::bool_constant<!(values || ...)> {};
template <bool... values>
using enable_if_all_of_t = std::enable_if_t<(values && ...)>;
template <class T, class... Ts>
using disable_if_contains_t = std::enable_if_t<!(std::is_same_v<T, Ts> || ...)>;

/// f(argument) for each argument, in order.
template <class F, class... T>
void apply(F f, T&&... arguments) {
  (f(std::forward<T>(arguments)), ...);
}

}  // namespace facula
