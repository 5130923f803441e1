#include <algorithm>
#include <bit>
#include <charconv>
#include <unordered_map>

#include "facula/core/error.h"
#include "io/pickle.h"
#include "io/pt_file.h"
#include "io/zip.h"

namespace facula::io {
namespace {

constexpr size_t kMaxDims = 64;  // as in Python
constexpr int kMaxVersion = 10;

const StorageClass* find_class(std::string_view name, const char* StorageClass::*field) {
  for (const StorageClass& c : storage_classes()) {
    if (name == c.*field) return &c;
  }
  return nullptr;
}

void reverse_items(uint8_t* bytes, size_t size, size_t item) {
  for (size_t i = 0; i + item <= size; i += item) std::reverse(bytes + i, bytes + i + item);
}

/// Turns the pickle of a .pt file into values and its records into storages.
class Reader {
 public:
  Reader(const ZipReader& zip, std::string folder, const std::string& what, std::optional<Device> device)
      : zip_(zip), folder_(std::move(folder)), what_(what), device_(device) {
    swap_bytes_ = (text("byteorder", "little") == "big") != (std::endian::native == std::endian::big);
  }

  void check_version() const {
    const std::string version = text("version", text(".data/version", "3"));
    int number = 0;
    std::from_chars(version.data(), version.data() + version.size(), number);
    FACULA_CHECK(number >= 1 && number <= kMaxVersion, what_, ": its format version is '", version,
                 "'; 1 to ", kMaxVersion, " can be read");
  }

  IValue value(const PickleValue& v) {
    switch (v.kind) {
      case PickleKind::none:
        return {};
      case PickleKind::boolean:
        return v.boolean;
      case PickleKind::integer:
        return v.integer;
      case PickleKind::real:
        return v.real;
      case PickleKind::string:
        return v.text;
      case PickleKind::tuple:
        return IValue::tuple(values(v.items));
      case PickleKind::list:
        return values(v.items);
      case PickleKind::dict:
        return dict(v);
      case PickleKind::object:
        return object(v);
      case PickleKind::global:
        return dtype_name(v);
      case PickleKind::bytes:
      case PickleKind::set:
      case PickleKind::persistent:
        break;
    }
    FACULA_CHECK(false, what_, ": ", kind_name(v.kind), " in the file cannot be read");
    return {};
  }

  ModuleNames modules(const PickleValue& root) const {
    ModuleNames names;
    const PickleValue* metadata = root.state ? root.state->find("_metadata") : nullptr;
    if (!metadata || !metadata->is(PickleKind::dict)) return names;
    for (size_t i = 0; i < metadata->items.size(); i += 2) {
      if (metadata->items[i]->is(PickleKind::string)) names.push_back(metadata->items[i]->text);
    }
    return names;
  }

 private:
  struct LoadedStorage {
    ScalarType dtype;
    int64_t numel;
    Tensor bytes;
  };

  std::string text(const std::string& name, const std::string& fallback) const {
    const ZipEntry* entry = zip_.find(folder_ + name);
    if (!entry) return fallback;
    FACULA_CHECK(entry->size <= 100, what_, ": its entry '", name, "' has ", entry->size, " bytes");
    const Buffer bytes = zip_.read(*entry);
    std::string found(bytes.data(), bytes.data() + bytes.size());
    while (!found.empty() && (found.back() == '\n' || found.back() == ' ')) found.pop_back();
    return found;
  }

  std::vector<IValue> values(const std::vector<PickleValue*>& items) {
    std::vector<IValue> out;
    out.reserve(items.size());
    for (const PickleValue* item : items) out.push_back(value(*item));
    return out;
  }

  IValue dict(const PickleValue& v) {
    IValue out = IValue::dict({}, v.ordered);
    for (size_t i = 0; i < v.items.size(); i += 2) out.insert(value(*v.items[i]), value(*v.items[i + 1]));
    return out;
  }

  IValue dtype_name(const PickleValue& v) {
    FACULA_CHECK(find_class(v.text, &StorageClass::name), what_, ": Unsupported global: '", v.text, "'");
    return v.text;
  }

  // The same object at two places is one tensor.
  IValue object(const PickleValue& v) {
    const auto known = tensors_.find(&v);
    if (known != tensors_.end()) return known->second;
    const std::string& name = v.items[0]->text;
    // A module of a file that libtorch's torch::save wrote: its attributes are its state.
    if (name.rfind("__torch__.", 0) == 0 && (!v.state || v.state->is(PickleKind::dict))) {
      return v.state ? dict(*v.state) : IValue::dict();
    }
    IValue out = call(name, v.items[1]->items);
    if (out.isTensor()) tensors_.emplace(&v, out.toTensor());
    return out;
  }

  void check_args(const std::string& name, bool valid) const {
    FACULA_CHECK(valid, what_, ": '", name, "' has wrong arguments in the file");
  }

  /// What Python's function `name` would have made of `args`, for the functions that checkpoints have.
  IValue call(const std::string& name, const std::vector<PickleValue*>& args) {
    if (name == "torch._utils._rebuild_tensor_v2" || name == "torch._utils._rebuild_tensor_v3" ||
        name == "torch._utils._rebuild_tensor") {
      return tensor(name, args);
    }
    if (name == "torch._utils._rebuild_parameter" || name == "torch._utils._rebuild_parameter_with_state") {
      check_args(name, args.size() >= 3 && args.size() <= 4 && args[1]->is(PickleKind::boolean));
      const IValue data = value(*args[0]);
      check_args(name, data.isTensor());
      if (args[1]->boolean) data.toTensor().requires_grad_(true);
      return data;
    }
    if (name == "torch._tensor._rebuild_from_type_v2") {
      check_args(name, args.size() == 4 && args[0]->is(PickleKind::global) && args[0]->text != name &&
                           args[2]->is(PickleKind::tuple));
      FACULA_CHECK(args[1]->is_global("torch.Tensor") || args[1]->is_global("torch.nn.parameter.Parameter"),
                   what_, ": tensors of class '", args[1]->text, "' cannot be read");
      return call(args[0]->text, args[2]->items);
    }
    if (name == "torch.device") {
      check_args(name, args.size() >= 1 && args.size() <= 2 && args[0]->is(PickleKind::string) &&
                           (args.size() == 1 || args[1]->is(PickleKind::integer)));
      return args.size() == 1 ? args[0]->text : args[0]->text + ":" + std::to_string(args[1]->integer);
    }
    if (name == "torch.Size" || name.rfind("torch.jit._pickle.build_", 0) == 0) {
      check_args(name, args.size() == 1 && (args[0]->is(PickleKind::tuple) || args[0]->is(PickleKind::list)));
      return value(*args[0]);
    }
    FACULA_CHECK(false, what_, ": Unsupported global: '", name,
                 "'; only tensors, numbers, strings and containers of these can be read");
    return {};
  }

  Tensor tensor(const std::string& name, const std::vector<PickleValue*>& args) {
    check_args(name, args.size() >= 4 && args.size() <= 9 && args[1]->is(PickleKind::integer));
    std::optional<ScalarType> dtype;
    if (name == "torch._utils._rebuild_tensor_v3") {
      check_args(name, args.size() >= 7 && args[6]->is(PickleKind::global));
      const StorageClass* known = find_class(args[6]->text, &StorageClass::name);
      FACULA_CHECK(known, what_, ": tensors of dtype '", args[6]->text, "' cannot be read");
      dtype = known->dtype;
    }
    const LoadedStorage& storage = load_storage(*args[0], dtype);
    const std::vector<int64_t> sizes = ints(*args[2]), strides = ints(*args[3]);
    check_geometry(storage, args[1]->integer, sizes, strides);
    StorageImpl* impl = storage.bytes.unsafeGetTensorImpl()->storage();
    impl->inc_ref();
    const Tensor t(new TensorImpl(impl, sizes, strides, args[1]->integer, storage.dtype, impl->device()));
    if (args.size() > 4 && args[4]->is(PickleKind::boolean) && args[4]->boolean) t.requires_grad_(true);
    return t;
  }

  std::vector<int64_t> ints(const PickleValue& v) const {
    const bool is_size =
        v.is(PickleKind::object) && v.items[0]->is_global("torch.Size") && v.items[1]->items.size() == 1;
    const PickleValue& list = is_size ? *v.items[1]->items[0] : v;
    FACULA_CHECK(list.is(PickleKind::tuple) || list.is(PickleKind::list), what_, ": a tensor's shape is ",
                 kind_name(list.kind));
    FACULA_CHECK(list.items.size() <= kMaxDims, what_, ": a tensor has ", list.items.size(),
                 " dimensions; at most ", kMaxDims, " are allowed");
    std::vector<int64_t> out;
    for (const PickleValue* item : list.items) {
      FACULA_CHECK(item->is(PickleKind::integer), what_, ": a tensor's shape has ", kind_name(item->kind));
      out.push_back(item->integer);
    }
    return out;
  }

  /// The last element must lie within the storage.
  void check_geometry(const LoadedStorage& storage, int64_t offset, const std::vector<int64_t>& sizes,
                      const std::vector<int64_t>& strides) const {
    bool valid = sizes.size() == strides.size() && offset >= 0;
    int64_t last = offset, numel = 1;
    for (size_t i = 0; valid && i < sizes.size(); ++i) {
      int64_t step = 0;
      valid = sizes[i] >= 0 && strides[i] >= 0 && !__builtin_mul_overflow(numel, sizes[i], &numel) &&
              !__builtin_mul_overflow(std::max<int64_t>(sizes[i] - 1, 0), strides[i], &step) &&
              !__builtin_add_overflow(last, step, &last);
    }
    valid = valid && (numel == 0 ? offset <= storage.numel : last < storage.numel);
    FACULA_CHECK(valid, what_, ": a tensor with sizes ", IntArrayRef(sizes), ", strides ",
                 IntArrayRef(strides), " and offset ", offset, " does not fit into its storage of ",
                 storage.numel, " elements");
  }

  const LoadedStorage& load_storage(const PickleValue& v, std::optional<ScalarType> dtype) {
    const auto is_id = [](const PickleValue& p) {
      if (!p.is(PickleKind::persistent) || !p.items[0]->is(PickleKind::tuple)) return false;
      const auto& id = p.items[0]->items;
      return id.size() >= 5 && id[0]->is(PickleKind::string) && id[0]->text == "storage" &&
             id[1]->is(PickleKind::global) && id[2]->is(PickleKind::string) &&
             id[3]->is(PickleKind::string) && id[4]->is(PickleKind::integer);
    };
    FACULA_CHECK(is_id(v), what_, ": a tensor has no valid storage");
    const auto& id = v.items[0]->items;
    int64_t numel = id[4]->integer;
    if (const StorageClass* known = find_class(id[1]->text, &StorageClass::storage)) {
      FACULA_CHECK(!dtype || dtype == known->dtype, what_, ": a tensor's dtype is not that of its storage");
      dtype = known->dtype;
    } else {
      const bool untyped =
          id[1]->text == "torch.storage.UntypedStorage" || id[1]->text == "torch.UntypedStorage";
      FACULA_CHECK(untyped && dtype, what_, ": storages of class '", id[1]->text, "' cannot be read");
      numel /= itemsize(*dtype);  // it counts bytes
    }
    const auto [found, is_new] = storages_.try_emplace(id[2]->text);
    if (is_new) {
      found->second = read_storage(id[2]->text, *dtype, numel, id[3]->text);
    } else {
      FACULA_CHECK(found->second.dtype == *dtype && found->second.numel == numel, what_,
                   ": two tensors disagree about storage '", id[2]->text, "'");
    }
    return found->second;
  }

  LoadedStorage read_storage(const std::string& key, ScalarType dtype, int64_t numel,
                             const std::string& location) {
    const ZipEntry* entry = zip_.find(folder_ + "data/" + key);
    FACULA_CHECK(entry, what_, ": it has no record 'data/", key, "'");
    const int64_t item = itemsize(dtype);
    FACULA_CHECK(numel >= 0 && static_cast<uint64_t>(numel) <= entry->size / static_cast<uint64_t>(item),
                 what_, ": its record 'data/", key, "' of ", entry->size, " bytes is too small for ", numel,
                 " elements of type ", dtype);
    // The record may have more bytes than the elements; tensors only reach the elements.
    const auto size = static_cast<int64_t>(entry->size);
    Tensor bytes(new TensorImpl(StorageImpl::create(entry->size, kCPU), size, kByte, kCPU));
    auto* data = static_cast<uint8_t*>(bytes.data_ptr());
    zip_.read_into(*entry, data);
    if (dtype == kBool) std::transform(data, data + size, data, [](uint8_t b) { return uint8_t{b != 0}; });
    const bool complex = isComplexType(dtype);
    if (swap_bytes_) reverse_items(data, entry->size, static_cast<size_t>(complex ? item / 2 : item));
    const Device device = device_ ? *device_ : Device(location);
    if (!device.is_cpu()) bytes = bytes.to(TensorOptions(device));
    return {dtype, numel, bytes};
  }

  const ZipReader& zip_;
  std::string folder_;  // with the slash
  const std::string& what_;
  std::optional<Device> device_;
  bool swap_bytes_ = false;
  std::unordered_map<std::string, LoadedStorage> storages_;
  std::unordered_map<const PickleValue*, Tensor> tensors_;
};

}  // namespace

PtContents read_pt(ByteSpan file, const std::string& what, std::optional<Device> device) {
  const bool legacy = file.size() >= 2 && file[0] == 0x80 && file[1] == 2;
  FACULA_CHECK(!legacy, what,
               ": this is the format of PyTorch before 1.6; load it with Python and save it again");
  const ZipReader zip(file, what);
  FACULA_CHECK(!zip.entries().empty(), what, ": not a PyTorch file: the archive is empty");
  const std::string& first = zip.entries().front().name;
  const std::string folder = first.substr(0, first.find('/') + 1);
  const ZipEntry* entry = zip.find(folder + "data.pkl");
  FACULA_CHECK(entry, what, ": not a PyTorch file: it has no '", folder, "data.pkl'");
  Reader reader(zip, folder, what, device);
  reader.check_version();
  const Buffer bytes = zip.read(*entry);
  const Pickle pickle = Pickle::read(bytes, what);
  return {reader.value(*pickle.root), reader.modules(*pickle.root)};
}

}  // namespace facula::io
