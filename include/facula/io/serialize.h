#pragma once
// save() and load(): tensors, modules, optimizers and plain values in PyTorch's .pt format.
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/io/archive.h"

namespace facula {

template <class Key, class Value>
class OrderedDict;

namespace serialize {
namespace detail {

// A Python OrderedDict of the tensors without their history.
IValue value_of(const OrderedDict<std::string, Tensor>& state);

template <class T, class Archive, class = void>
struct has_save : std::false_type {};
template <class T, class Archive>
struct has_save<T, Archive, std::void_t<decltype(std::declval<T&>().save(std::declval<Archive&>()))>>
    : std::true_type {};
template <class T, class Archive, class = void>
struct has_load : std::false_type {};
template <class T, class Archive>
struct has_load<T, Archive, std::void_t<decltype(std::declval<T&>().load(std::declval<Archive&>()))>>
    : std::true_type {};

// Whether *T is something; a pointer or a ModuleHolder.
template <class T, class = void>
struct is_pointer : std::false_type {};
template <class T>
struct is_pointer<T,
                  std::void_t<decltype(*std::declval<T&>()), decltype(static_cast<bool>(std::declval<T&>()))>>
    : std::true_type {};

}  // namespace detail

/// A tensor goes to the key "0"; anything with `save(OutputArchive&)`, or a pointer or ModuleHolder to it,
/// writes itself.
inline OutputArchive& operator<<(OutputArchive& archive, const Tensor& tensor) {
  archive.write("0", tensor);
  return archive;
}
inline OutputArchive& operator<<(OutputArchive& archive, const IValue& value) {
  archive.write_root(value);
  return archive;
}
template <class T, class = std::enable_if_t<detail::has_save<const T, OutputArchive>::value ||
                                            detail::is_pointer<const T>::value>>
OutputArchive& operator<<(OutputArchive& archive, const T& value) {
  if constexpr (detail::has_save<const T, OutputArchive>::value) {
    value.save(archive);
  } else {
    FACULA_CHECK(static_cast<bool>(value), "Cannot serialize empty module");
    (*value).save(archive);
  }
  return archive;
}

inline InputArchive& operator>>(InputArchive& archive, Tensor& tensor) {
  archive.read("0", tensor);
  return archive;
}
inline InputArchive& operator>>(InputArchive& archive, IValue& value) {
  value = archive.read_root();
  return archive;
}
template <class T,
          class = std::enable_if_t<detail::has_load<T, InputArchive>::value || detail::is_pointer<T>::value>>
InputArchive& operator>>(InputArchive& archive, T& value) {
  if constexpr (detail::has_load<T, InputArchive>::value) {
    value.load(archive);
  } else {
    FACULA_CHECK(static_cast<bool>(value), "Cannot deserialize into an empty module");
    (*value).load(archive);
  }
  return archive;
}

}  // namespace serialize

/// Writes a module, an optimizer, an IValue or anything else with `save(OutputArchive&)` to a path, an
/// std::ostream or a function of (const void*, size_t). The file of a module is a Python state_dict.
///
/// A file is replaced in one step once everything is on the disk.
template <class Value, class... Args>
void save(const Value& value, Args&&... args) {
  serialize::OutputArchive archive;
  archive << value;
  archive.save_to(std::forward<Args>(args)...);
}

/// Reads what save() wrote, from a path, an std::istream, (data, size) or two functions; a device may follow.
template <class Value, class... Args>
std::enable_if_t<!std::is_convertible_v<Value&, std::string>> load(Value& value, Args&&... args) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<Args>(args)...);
  archive >> value;
}

/// Exactly what Python's torch.save(tensor, path) writes.
template <class... Args>
void save(const Tensor& tensor, Args&&... args) {
  serialize::OutputArchive archive;
  archive.write_root(tensor);
  archive.save_to(std::forward<Args>(args)...);
}

/// Exactly what Python's torch.save of a list of tensors writes.
template <class... Args>
void save(const std::vector<Tensor>& tensors, Args&&... args) {
  serialize::OutputArchive archive;
  archive.write_root(tensors);
  archive.save_to(std::forward<Args>(args)...);
}

/// Appends the tensors of the file.
template <class... Args>
void load(std::vector<Tensor>& tensors, Args&&... args) {
  serialize::InputArchive archive;
  archive.load_from(std::forward<Args>(args)...);
  Tensor tensor;
  for (size_t i = 0; archive.try_read(std::to_string(i), tensor); ++i) {
    tensors.push_back(std::move(tensor));
    tensor = Tensor();
  }
}

/// The value of any checkpoint of tensors, numbers, texts and containers of these.
IValue load_value(const std::string& path, std::optional<Device> device = std::nullopt);
IValue load_value(std::istream& stream, std::optional<Device> device = std::nullopt);

/// The same through memory (libtorch's names).
std::vector<char> pickle_save(const IValue& value);
IValue pickle_load(const std::vector<char>& data);

/// Names and tensors in their order.
using StateDict = std::vector<std::pair<std::string, Tensor>>;

/// What Python's torch.save(module.state_dict(), path) writes: the tensors without their history, whole
/// storages once each.
/// errors  Error if a name occurs twice or a tensor is undefined
void save_state_dict(const std::string& path, const StateDict& dict);

/// Reads a dict of tensors; nested dicts get names with dots.
/// errors  Error naming the first value that is no tensor
StateDict load_state_dict(const std::string& path, std::optional<Device> device = std::nullopt);

/// The same for module->state_dict() and module->load_state_dict(): save(model->state_dict(), path), and
/// model->load_state_dict(load(path)).
template <class... Args>
void save(const OrderedDict<std::string, Tensor>& state, Args&&... args) {
  serialize::OutputArchive archive;
  archive.write_root(serialize::detail::value_of(state));
  archive.save_to(std::forward<Args>(args)...);
}
OrderedDict<std::string, Tensor> load(const std::string& path, std::optional<Device> device = std::nullopt);

}  // namespace facula
