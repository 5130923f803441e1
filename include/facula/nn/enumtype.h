#pragma once
// Names that options take as values: facula::kReLU, kMean, kZeros, … Each is a type of its own, so that a
// variant can list exactly the ones that an option allows.
#include <string>
#include <variant>

#include "facula/core/tensor.h"

namespace facula {

#define FACULA_ENUM_TYPES(_)                                                                                \
  _(Linear)                                                                                                 \
  _(Conv1D)                                                                                                 \
  _(Conv2D)                                                                                                 \
  _(Conv3D) _(ConvTranspose1D) _(ConvTranspose2D) _(ConvTranspose3D) _(Sigmoid) _(Tanh) _(ReLU) _(GELU)     \
      _(SiLU) _(Mish) _(LeakyReLU) _(SELU) _(FanIn) _(FanOut) _(Constant) _(Reflect) _(Replicate)           \
          _(Circular) _(Nearest) _(Bilinear) _(Bicubic) _(Trilinear) _(Area) _(NearestExact) _(Sum) _(Mean) \
              _(Max) _(None) _(BatchMean) _(Zeros) _(Border) _(Reflection) _(RNN_TANH) _(RNN_RELU) _(LSTM)  \
                  _(GRU) _(Valid) _(Same)

namespace enumtype {
#define FACULA_ENUM_TYPE(name) \
  struct k##name {             \
    constexpr k##name() {}     \
  };                           \
  constexpr const char* enum_name(k##name) { return "k" #name; }
FACULA_ENUM_TYPES(FACULA_ENUM_TYPE)
#undef FACULA_ENUM_TYPE

/// "kReLU" for the alternative that the variant holds.
template <class... Ts>
std::string get_enum_name(const std::variant<Ts...>& v) {
  std::string name;
  ((std::holds_alternative<Ts>(v) ? (name = enum_name(Ts()), 0) : 0), ...);
  return name;
}

/// Whether the variant holds E.
template <class E, class V>
bool is(const V& v) {
  return std::holds_alternative<E>(v);
}

/// The reduction that a loss's option names.
/// errors  Error for kBatchMean: "kBatchMean is not a valid value for reduction"
template <class... Ts>
Reduction::Reduction reduction_get_enum(const std::variant<Ts...>& v) {
  if (std::holds_alternative<kNone>(v)) return Reduction::None;
  if (std::holds_alternative<kMean>(v)) return Reduction::Mean;
  FACULA_CHECK(std::holds_alternative<kSum>(v), get_enum_name(v), " is not a valid value for reduction");
  return Reduction::Sum;
}
}  // namespace enumtype

#define FACULA_ENUM_CONSTANT(name) inline constexpr enumtype::k##name k##name{};
FACULA_ENUM_TYPES(FACULA_ENUM_CONSTANT)
#undef FACULA_ENUM_CONSTANT
#undef FACULA_ENUM_TYPES

}  // namespace facula
