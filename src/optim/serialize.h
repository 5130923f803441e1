#pragma once
// Writing options and states to archives under their names, and reading them.
#include <tuple>

#include "facula/io/archive.h"
#include "facula/optim/optimizer.h"

namespace facula::optim::detail {

using MakeState = std::unique_ptr<OptimizerParamState> (*)();

void save(serialize::OutputArchive& archive, const Optimizer& optimizer);
/// errors  Error: "loaded state dict has a different number of parameter groups", "loaded state dict contains
/// a
///         parameter group that has a different size than the optimizer's parameter group"
void load(serialize::InputArchive& archive, Optimizer& optimizer, MakeState make);

template <class State>
void load(serialize::InputArchive& archive, Optimizer& optimizer) {
  load(archive, optimizer, [] { return std::unique_ptr<OptimizerParamState>(new State); });
}

inline IValue to_value(double v) { return v; }
inline IValue to_value(int64_t v) { return v; }
inline IValue to_value(bool v) { return v; }
inline IValue to_value(const std::tuple<double, double>& v) {
  return IValue::tuple({std::get<0>(v), std::get<1>(v)});
}
inline void from_value(const IValue& v, double& out) { out = v.toScalar().toDouble(); }
inline void from_value(const IValue& v, int64_t& out) { out = v.toInt(); }
inline void from_value(const IValue& v, bool& out) { out = v.toBool(); }
inline void from_value(const IValue& v, std::tuple<double, double>& out) {
  out = {v.toListRef().at(0).toDouble(), v.toListRef().at(1).toDouble()};
}

template <class T>
void put(serialize::OutputArchive& archive, const char* name, const T& v) {
  archive.write(name, to_value(v));
}
inline void put(serialize::OutputArchive& archive, const char* name, const Tensor& v) {
  if (v.defined()) archive.write(name, v, true);  // an undefined tensor is a key that is not there
}
/// `optional`: libtorch's archives lack it.
template <class T>
void get(serialize::InputArchive& archive, const char* name, T& v, bool optional = false) {
  IValue value;
  if (optional && !archive.try_read(name, value)) return;
  if (!optional) archive.read(name, value);
  from_value(value, v);
}
inline void get(serialize::InputArchive& archive, const char* name, Tensor& v) {
  Tensor read;
  if (archive.try_read(name, read, true)) v = read;
}

/// Two tensors of a state: both undefined, or equal.
inline bool same(const Tensor& a, const Tensor& b) {
  return a.defined() == b.defined() && (!a.defined() || a.equal(b));
}

}  // namespace facula::optim::detail
