#include "facula/io/serialize.h"

#include <unordered_set>

#include "facula/nn/ordered_dict.h"
#include "io/pt_io.h"

namespace facula {
namespace {

void add_tensors(const IValue& dict, const std::string& prefix, const std::string& path, StateDict& out) {
  const std::vector<IValue>& items = dict.dict_items();
  for (size_t i = 0; i < items.size(); i += 2) {
    FACULA_CHECK(items[i].isString(), "load_state_dict: '", path, "' has a key that is an ",
                 items[i].tagKind(), " and not a string");
    const std::string name = prefix + items[i].toStringRef();
    const IValue& value = items[i + 1];
    if (value.isGenericDict()) {
      add_tensors(value, name + ".", path, out);
      continue;
    }
    FACULA_CHECK(value.isTensor(), "load_state_dict: '", name, "' of '", path, "' is a value of kind ",
                 value.tagKind(), " and not a tensor; load_value() reads such files");
    out.emplace_back(name, value.toTensor());
  }
}

}  // namespace

IValue load_value(const std::string& path, std::optional<Device> device) {
  return io::load_pt(path, device).root;
}

IValue load_value(std::istream& stream, std::optional<Device> device) {
  return io::load_pt(stream, device).root;
}

std::vector<char> pickle_save(const IValue& value) {
  std::vector<char> out;
  io::write_pt(value, "archive", [&](const void* data, size_t size) {
    const char* p = static_cast<const char*>(data);
    out.insert(out.end(), p, p + size);
  });
  return out;
}

IValue pickle_load(const std::vector<char>& data) {
  return io::read_pt({reinterpret_cast<const uint8_t*>(data.data()), data.size()}, "pickle_load",
                     std::nullopt)
      .root;
}

void save_state_dict(const std::string& path, const StateDict& dict) {
  IValue root = IValue::dict({}, true);
  std::unordered_set<std::string> names;
  for (const auto& [name, tensor] : dict) {
    FACULA_CHECK(names.insert(name).second, "save_state_dict: two tensors are named '", name, "'");
    FACULA_CHECK(tensor.defined(), "save_state_dict: the tensor '", name, "' is undefined");
    root.insert(name, tensor.detach());
  }
  io::save_pt(root, path);
}

StateDict load_state_dict(const std::string& path, std::optional<Device> device) {
  const IValue root = load_value(path, device);
  FACULA_CHECK(root.isGenericDict(), "load_state_dict: '", path, "' has a value of kind ", root.tagKind(),
               " and not a dict");
  StateDict out;
  add_tensors(root, "", path, out);
  return out;
}

IValue serialize::detail::value_of(const OrderedDict<std::string, Tensor>& state) {
  IValue root = IValue::dict({}, true);
  for (const auto& item : state) {
    FACULA_CHECK(item.value().defined(), "save: the tensor '", item.key(), "' is undefined");
    root.insert(item.key(), item.value().detach());
  }
  return root;
}

OrderedDict<std::string, Tensor> load(const std::string& path, std::optional<Device> device) {
  OrderedDict<std::string, Tensor> out;
  for (auto& [name, tensor] : load_state_dict(path, device)) out.insert(name, std::move(tensor));
  return out;
}

}  // namespace facula
