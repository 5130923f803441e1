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

/// What archives older than libtorch 1.5 hold: lists of tensors, one of each parameter, and no groups.
template <class State>
struct OldList {
  const char* name;
  void (*set)(State&, const Tensor&);
};
/// Whether it is such an archive; if so, warns that `optimizer` "is still using the old serialization
/// format".
bool is_old(serialize::InputArchive& archive, const char* optimizer, const char* lost = "");
std::vector<Tensor> read_old_list(serialize::InputArchive& archive, const std::string& name);

/// Of either kind. Old lists may be shorter than the first group; the rest has no state.
template <class State>
void load(serialize::InputArchive& archive, Optimizer& optimizer, const char* name,
          std::initializer_list<OldList<State>> lists, const char* lost = "") {
  if (!is_old(archive, name, lost)) return load<State>(archive, optimizer);
  const std::vector<Tensor>& params = optimizer.param_groups().at(0).params();
  std::vector<std::unique_ptr<State>> states;
  for (const OldList<State>& list : lists) {
    const std::vector<Tensor> values = read_old_list(archive, list.name);
    FACULA_CHECK(values.size() <= params.size(), "loaded state dict contains ", values.size(), " ", list.name,
                 ", but the optimizer has ", params.size(), " parameters");
    for (size_t i = 0; i < values.size(); ++i) {
      if (i == states.size()) states.push_back(std::make_unique<State>());
      list.set(*states[i], values[i]);
    }
  }
  for (size_t i = 0; i < states.size(); ++i) optimizer.state()[state_key(params[i])] = std::move(states[i]);
}
#define FACULA_OLD_TENSORS(State, list, field)          \
  {                                                     \
    list, [](State& s, const Tensor& v) { s.field(v); } \
  }
#define FACULA_OLD_NUMBERS(State, list, field)                          \
  {                                                                     \
    list, [](State& s, const Tensor& v) { s.field(v.item().toLong()); } \
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
  // An undefined tensor is a key that is not there. Files hold dense tensors: a sparse momentum goes on as a
  // dense one,
  // which gives the same steps.
  if (v.defined()) archive.write(name, v.is_sparse() ? v.to_dense() : v, true);
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
