#include "facula/core/ivalue.h"

namespace facula {

IValue::IValue(const facula::Tensor& v) : kind_(Kind::Tensor), tensor_(v) {}
IValue::IValue(facula::Tensor&& v) : kind_(Kind::Tensor), tensor_(std::move(v)) {}
IValue::IValue(double v) : kind_(Kind::Double) { number_.real = v; }
IValue::IValue(long v) : kind_(Kind::Int) { number_.integer = v; }
IValue::IValue(long long v) : kind_(Kind::Int) { number_.integer = v; }
IValue::IValue(bool v) : kind_(Kind::Bool) { number_.integer = v; }
IValue::IValue(std::string v) : kind_(Kind::String), string_(std::move(v)) {}
IValue::IValue(const char* v) : IValue(std::string(v)) {}
IValue::IValue(std::vector<IValue> items) : kind_(Kind::List), items_(std::move(items)) {}
namespace {

const char* name_of(IValue::Kind kind) {
  static const char* const names[] = {"None",   "Tensor", "Double", "Int",        "Bool",
                                      "String", "List",   "Tuple",  "GenericDict"};
  return names[static_cast<int>(kind)];
}

}  // namespace

const char* IValue::tagKind() const { return name_of(kind_); }

void IValue::check(Kind kind) const {
  FACULA_CHECK(kind_ == kind, "Expected ", name_of(kind), " but got ", tagKind());
}

IValue IValue::tuple(std::vector<IValue> items) {
  IValue v(std::move(items));
  v.kind_ = Kind::Tuple;
  return v;
}

IValue IValue::dict(std::vector<std::pair<IValue, IValue>> items, bool ordered) {
  IValue v;
  v.kind_ = Kind::Dict;
  v.ordered_ = ordered;
  v.items_.reserve(2 * items.size());
  for (auto& [key, value] : items) v.insert(std::move(key), std::move(value));
  return v;
}

Tensor IValue::toTensor() const {
  check(Kind::Tensor);
  return tensor_;
}

double IValue::toDouble() const {
  check(Kind::Double);
  return number_.real;
}

int64_t IValue::toInt() const {
  check(Kind::Int);
  return number_.integer;
}

bool IValue::toBool() const {
  check(Kind::Bool);
  return number_.integer != 0;
}

const std::string& IValue::toStringRef() const {
  check(Kind::String);
  return string_;
}

const std::vector<IValue>& IValue::toListRef() const {
  if (!isTuple()) check(Kind::List);
  return items_;
}

std::vector<Tensor> IValue::toTensorVector() const {
  std::vector<Tensor> out;
  for (const IValue& v : toListRef()) out.push_back(v.toTensor());
  return out;
}

std::vector<int64_t> IValue::toIntVector() const {
  std::vector<int64_t> out;
  for (const IValue& v : toListRef()) out.push_back(v.toInt());
  return out;
}

std::vector<double> IValue::toDoubleVector() const {
  std::vector<double> out;
  for (const IValue& v : toListRef()) out.push_back(v.toDouble());
  return out;
}

Scalar IValue::toScalar() const {
  if (isDouble()) return number_.real;
  if (isBool()) return toBool();
  FACULA_CHECK(isInt(), "Expected Scalar but got ", tagKind());
  return number_.integer;
}

const std::vector<IValue>& IValue::dict_items() const {
  check(Kind::Dict);
  return items_;
}

const IValue* IValue::find(const std::string& key) const {
  check(Kind::Dict);
  for (size_t i = 0; i < items_.size(); i += 2) {
    if (items_[i].isString() && items_[i].string_ == key) return &items_[i + 1];
  }
  return nullptr;
}

void IValue::insert(IValue key, IValue value) {
  check(Kind::Dict);
  items_.push_back(std::move(key));
  items_.push_back(std::move(value));
}

}  // namespace facula
