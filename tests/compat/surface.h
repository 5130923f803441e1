#pragma once
// Checks at compile time that a class has certain names: a file with them compiles only if it has.
#include <torch/torch.h>

#include <type_traits>
#include <utility>

// FACULA_EACH(macro, a, b, …): macro(a) macro(b) …
#define FACULA_PARENS ()
#define FACULA_EXPAND(...) FACULA_EXPAND2(FACULA_EXPAND2(FACULA_EXPAND2(FACULA_EXPAND2(__VA_ARGS__))))
#define FACULA_EXPAND2(...) FACULA_EXPAND1(FACULA_EXPAND1(FACULA_EXPAND1(FACULA_EXPAND1(__VA_ARGS__))))
#define FACULA_EXPAND1(...) FACULA_EXPAND0(FACULA_EXPAND0(FACULA_EXPAND0(FACULA_EXPAND0(__VA_ARGS__))))
#define FACULA_EXPAND0(...) __VA_ARGS__
#define FACULA_EACH(macro, ...) __VA_OPT__(FACULA_EXPAND(FACULA_EACH_NEXT(macro, __VA_ARGS__)))
#define FACULA_EACH_NEXT(macro, first, ...) \
  macro(first) __VA_OPT__(FACULA_EACH_AGAIN FACULA_PARENS(macro, __VA_ARGS__))
#define FACULA_EACH_AGAIN() FACULA_EACH_NEXT

#define FACULA_JOIN(a, b) FACULA_JOIN1(a, b)
#define FACULA_JOIN1(a, b) a##b

#define FACULA_MEMBER(name) using Class::name;
#define FACULA_OPTION(name)                                                                               \
  using Class::name;                                                                                      \
  static_assert(                                                                                          \
      std::is_same_v<decltype(std::declval<Class&>().name(std::declval<const Class&>().name())), Class&>, \
      "a setter returns the options");                                                                    \
  static_assert(std::is_lvalue_reference_v<decltype(std::declval<Class&>().name())>, "a getter refers");

/// The class has members of these names: data, functions or function templates.
#define HAS_MEMBERS(type, ...)                            \
  struct FACULA_JOIN(Members, __COUNTER__) : type {       \
    using Class [[maybe_unused]] = type;                  \
    FACULA_EACH(FACULA_MEMBER __VA_OPT__(, ) __VA_ARGS__) \
  }
/// The options have these fields: o.name(value) sets one and gives the options, o.name() refers to it.
#define HAS_OPTIONS(type, ...)                            \
  struct FACULA_JOIN(Options, __COUNTER__) : type {       \
    using Class [[maybe_unused]] = type;                  \
    FACULA_EACH(FACULA_OPTION __VA_OPT__(, ) __VA_ARGS__) \
  }
/// There are a holder X and its module XImpl, which has forward() and members of these names.
#define HAS_MODULE(name, ...)                                                  \
  static_assert(std::is_base_of_v<torch::nn::Module, name::ContainedType> &&   \
                std::is_same_v<name::ContainedType, FACULA_JOIN(name, Impl)>); \
  HAS_MEMBERS(FACULA_JOIN(name, Impl), forward __VA_OPT__(, ) __VA_ARGS__)
