#pragma once
// IValue: a tensor, a number, a text or a container of such, for archives and saved data (c10::IValue).
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "facula/core/tensor.h"

namespace facula {

namespace jit {
class Module;
}

/// A value of one of a few kinds, as a Python program would put it into a checkpoint. Holds values, not
/// references, except that a Tensor shares its data.
class IValue {
 public:
  enum class Kind : uint8_t { None, Tensor, Double, Int, Bool, String, List, Tuple, Dict };

  IValue() = default;  // None
  IValue(const facula::Tensor& v);
  IValue(facula::Tensor&& v);
  IValue(double v);
  IValue(int v) : IValue(static_cast<int64_t>(v)) {}
  IValue(long v);
  IValue(long long v);
  IValue(bool v);
  IValue(std::string v);
  IValue(const char* v);
  IValue(std::vector<IValue> items);
  /// A list of bool, int, double, std::string or Tensor.
  template <class T, class = decltype(IValue(std::declval<T>()))>
  IValue(const std::vector<T>& values) : kind_(Kind::List) {
    items_.reserve(values.size());
    for (const auto& v : values) items_.emplace_back(static_cast<T>(v));  // vector<bool> has proxies
  }
  template <class T>
  IValue(T*) = delete;  // a pointer would become a bool

  static IValue tuple(std::vector<IValue> items);
  /// Pairs of key and value in their order; `ordered` makes it Python's OrderedDict.
  static IValue dict(std::vector<std::pair<IValue, IValue>> items = {}, bool ordered = false);

  Kind kind() const { return kind_; }
  /// "Int", "Tensor", ...
  const char* tagKind() const;
  bool isNone() const { return kind_ == Kind::None; }
  bool isTensor() const { return kind_ == Kind::Tensor; }
  bool isDouble() const { return kind_ == Kind::Double; }
  bool isInt() const { return kind_ == Kind::Int; }
  bool isBool() const { return kind_ == Kind::Bool; }
  bool isScalar() const { return isDouble() || isInt() || isBool(); }
  bool isString() const { return kind_ == Kind::String; }
  bool isList() const { return kind_ == Kind::List; }
  bool isTuple() const { return kind_ == Kind::Tuple; }
  bool isGenericDict() const { return kind_ == Kind::Dict; }
  bool is_ordered() const { return ordered_; }

  // errors of all of them: Error "Expected Int but got String"
  facula::Tensor toTensor() const;
  double toDouble() const;
  int64_t toInt() const;
  bool toBool() const;
  const std::string& toStringRef() const;
  /// The items of a list or a tuple.
  const std::vector<IValue>& toListRef() const;
  std::vector<facula::Tensor> toTensorVector() const;
  std::vector<int64_t> toIntVector() const;
  std::vector<double> toDoubleVector() const;
  Scalar toScalar() const;
  /// errors  NotImplementedError always: Facula does not run TorchScript (defined in torch/script.h)
  [[noreturn]] jit::Module toModule() const;

  /// Key, value, key, value, ... of a dict.
  const std::vector<IValue>& dict_items() const;
  /// The value of a string key of a dict, or null.
  const IValue* find(const std::string& key) const;
  /// Adds a pair to a dict without looking for the key.
  void insert(IValue key, IValue value);

 private:
  void check(Kind kind) const;

  Kind kind_ = Kind::None;
  bool ordered_ = false;
  union {
    int64_t integer;
    double real;
  } number_{0};
  facula::Tensor tensor_;
  std::string string_;
  std::vector<IValue> items_;
};

}  // namespace facula
