#pragma once
// Options and states as lists of named fields: `fields(o, f)` calls f(name, field) for each, and from that
// one list follow writing, reading and comparing.
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "optim/serialize.h"

namespace facula::optim::detail {

/// `Of<X> auto& o`: an X or a const X.
template <class T, class X>
concept Of = std::is_same_v<std::remove_const_t<T>, X>;

inline IValue to_value(const std::string& v) { return v; }
inline IValue to_value(const std::tuple<double, double, double>& v) {
  return IValue::tuple({std::get<0>(v), std::get<1>(v), std::get<2>(v)});
}
inline void from_value(const IValue& v, std::string& out) { out = v.toStringRef(); }
inline void from_value(const IValue& v, std::tuple<double, double, double>& out) {
  const auto& l = v.toListRef();
  out = {l.at(0).toDouble(), l.at(1).toDouble(), l.at(2).toDouble()};
}

// Lists of tensors and values that may be missing, as archives know them.
inline IValue to_value(const std::deque<Tensor>& v) { return std::vector<Tensor>(v.begin(), v.end()); }
inline IValue to_value(const std::optional<std::vector<Tensor>>& v) { return v ? IValue(*v) : IValue(); }
inline IValue to_value(const std::optional<int64_t>& v) { return v ? IValue(*v) : IValue(); }
inline IValue to_value(const std::optional<std::string>& v) { return v ? IValue(*v) : IValue(); }
inline void from_value(const IValue& v, std::deque<Tensor>& out) {
  const std::vector<Tensor> list = v.toTensorVector();
  out.assign(list.begin(), list.end());
}
inline void from_value(const IValue& v, std::optional<std::vector<Tensor>>& out) {
  if (v.isNone())
    out.reset();
  else
    out = v.toTensorVector();
}
inline void from_value(const IValue& v, std::optional<int64_t>& out) {
  if (v.isNone())
    out.reset();
  else
    out = v.toInt();
}
inline void from_value(const IValue& v, std::optional<std::string>& out) {
  if (v.isNone())
    out.reset();
  else
    out = v.toStringRef();
}
struct Writer {
  serialize::OutputArchive& archive;
  template <class T>
  void operator()(const char* name, const T& v) const {
    if constexpr (std::is_same_v<T, Tensor>) {
      put(archive, name, v);
    } else {
      archive.write(name, to_value(v));
    }
  }
};

struct Reader {
  serialize::InputArchive& archive;
  template <class T>
  void operator()(const char* name, T& v) const {
    if constexpr (std::is_same_v<T, Tensor>) {
      get(archive, name, v);
    } else {
      IValue value;
      archive.read(name, value);
      from_value(value, v);
    }
  }
};

// Collects pointers to the fields of one object, then compares with those of another.
struct Comparer {
  std::vector<const void*> mine;
  size_t next = 0;
  bool second = false, equal = true;
  template <class T>
  void operator()(const char*, const T& v) {
    if (!second) {
      mine.push_back(&v);
      return;
    }
    const T& other = *static_cast<const T*>(mine[next++]);
    if constexpr (std::is_same_v<T, Tensor>)
      equal = equal && same(other, v);
    else
      equal = equal && other == v;
  }
};

template <class T>
void write_fields(serialize::OutputArchive& archive, const T& o) {
  fields(o, Writer{archive});
}
template <class T>
void read_fields(serialize::InputArchive& archive, T& o) {
  fields(o, Reader{archive});
}
template <class T>
bool same_fields(const T& a, const T& b) {
  Comparer c;
  fields(a, c);
  c.second = true;
  fields(b, c);
  return c.equal;
}

}  // namespace facula::optim::detail
