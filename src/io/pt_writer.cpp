#include <bit>
#include <unordered_map>

#include "facula/core/error.h"
#include "io/pickle.h"
#include "io/pt_file.h"
#include "io/zip.h"

namespace facula::io {

const std::vector<StorageClass>& storage_classes() {
  static const std::vector<StorageClass> all = {
      {kFloat, "torch.FloatStorage", "torch.float32"},
      {kDouble, "torch.DoubleStorage", "torch.float64"},
      {kHalf, "torch.HalfStorage", "torch.float16"},
      {kBFloat16, "torch.BFloat16Storage", "torch.bfloat16"},
      {kLong, "torch.LongStorage", "torch.int64"},
      {kInt, "torch.IntStorage", "torch.int32"},
      {kShort, "torch.ShortStorage", "torch.int16"},
      {kChar, "torch.CharStorage", "torch.int8"},
      {kByte, "torch.ByteStorage", "torch.uint8"},
      {kBool, "torch.BoolStorage", "torch.bool"},
      {kComplexFloat, "torch.ComplexFloatStorage", "torch.complex64"},
      {kComplexDouble, "torch.ComplexDoubleStorage", "torch.complex128"},
  };
  return all;
}

namespace {

/// Turns values into pickle values and gathers the storages.
class Writer {
 public:
  explicit Writer(Pickle& pickle) : pickle_(pickle) {}

  struct Record {
    Tensor tensor;  // keeps the storage alive
    std::string key;
    PickleValue* id;
  };
  const std::vector<Record>& records() const { return records_; }

  PickleValue* value(const IValue& v) {
    switch (v.kind()) {
      case IValue::Kind::None:
        return pickle_.none();
      case IValue::Kind::Tensor:
        return v.toTensor().defined() ? tensor(v.toTensor()) : pickle_.none();
      case IValue::Kind::Double:
        return pickle_.real(v.toDouble());
      case IValue::Kind::Int:
        return pickle_.integer(v.toInt());
      case IValue::Kind::Bool:
        return pickle_.boolean(v.toBool());
      case IValue::Kind::String:
        return pickle_.string(v.toStringRef());
      case IValue::Kind::List:
        return fill(pickle_.list(), v.toListRef());
      case IValue::Kind::Tuple:
        if (v.toListRef().empty()) return pickle_.tuple();
        return fill(pickle_.make(PickleKind::tuple), v.toListRef());
      case IValue::Kind::Dict:
        return fill(pickle_.dict(v.is_ordered()), v.dict_items());
    }
    return nullptr;
  }

 private:
  PickleValue* fill(PickleValue* container, const std::vector<IValue>& items) {
    for (const IValue& item : items) container->items.push_back(value(item));
    return container;
  }

  PickleValue* ints(IntArrayRef values) {
    if (values.empty()) return pickle_.tuple();
    PickleValue* out = pickle_.make(PickleKind::tuple);
    for (const int64_t n : values) out->items.push_back(pickle_.integer(n));
    return out;
  }

  // The same tensor object at two places is one object in Python too.
  PickleValue* tensor(const Tensor& t) {
    PickleValue*& known = tensors_[t.unsafeGetTensorImpl()];
    if (!known) {
      FACULA_CHECK_AS(NotImplementedError, t.layout() == kStrided, "cannot save a tensor of layout ",
                      t.layout(), ": only strided tensors can be saved");
      PickleValue* args =
          pickle_.tuple({storage(t), pickle_.integer(t.storage_offset()), ints(t.sizes()), ints(t.strides()),
                         pickle_.boolean(t.requires_grad()), pickle_.ordered_dict()});
      known = pickle_.object(pickle_.global("torch._utils._rebuild_tensor_v2"), args);
    }
    return known;
  }

  PickleValue* storage(const Tensor& t) {
    const StorageImpl* impl = t.unsafeGetTensorImpl()->storage();
    const auto [found, is_new] = storages_.emplace(impl, records_.size());
    if (!is_new) {
      const Record& record = records_[found->second];
      FACULA_CHECK(record.tensor.scalar_type() == t.scalar_type(),
                   "Cannot save multiple tensors or storages that view the same data as different types: ",
                   record.tensor.scalar_type(), " and ", t.scalar_type());
      return record.id;
    }
    const char* name = nullptr;
    for (const StorageClass& c : storage_classes()) {
      if (c.dtype == t.scalar_type()) name = c.storage;
    }
    FACULA_CHECK(name, "cannot save a tensor of dtype ", t.scalar_type());
    const std::string key = std::to_string(records_.size());
    const int64_t numel = static_cast<int64_t>(impl->nbytes()) / t.element_size();
    std::string location = t.device().str();
    if (t.is_cuda() && !t.device().has_index()) location += ":0";
    PickleValue* id = pickle_.persistent(
        pickle_.tuple({pickle_.string("storage"), pickle_.global(name), pickle_.string(key),
                       pickle_.string(location), pickle_.integer(numel)}));
    records_.push_back({t, key, id});
    return id;
  }

  Pickle& pickle_;
  std::vector<Record> records_;
  std::unordered_map<const StorageImpl*, size_t> storages_;
  std::unordered_map<const TensorImpl*, PickleValue*> tensors_;
};

void add_metadata(Pickle& pickle, PickleValue* root, const ModuleNames& modules) {
  if (modules.empty() || !root->ordered) return;
  PickleValue* all = pickle.ordered_dict();
  for (const std::string& name : modules) {
    PickleValue* one = pickle.dict();
    one->items = {pickle.string("version"), pickle.integer(1)};
    all->items.insert(all->items.end(), {pickle.string(name), one});
  }
  root->state = pickle.dict();
  root->state->items = {pickle.string("_metadata"), all};
}

// All bytes of the storage that make whole elements, as a CPU tensor.
Tensor storage_bytes(const Tensor& t) {
  StorageImpl* storage = t.unsafeGetTensorImpl()->storage();
  const auto size = static_cast<int64_t>(storage->nbytes()) / t.element_size() * t.element_size();
  storage->inc_ref();
  const Tensor bytes(new TensorImpl(storage, size, kByte, t.device()));
  return t.is_cpu() ? bytes : bytes.cpu();
}

ByteSpan text_bytes(const std::string& text) {
  return {reinterpret_cast<const uint8_t*>(text.data()), text.size()};
}

}  // namespace

void write_pt(const IValue& root, const std::string& folder, const ByteSink& sink,
              const ModuleNames& modules) {
  Pickle pickle;
  Writer writer(pickle);
  pickle.root = writer.value(root);
  add_metadata(pickle, pickle.root, modules);
  ZipWriter zip(sink);
  zip.add(folder + "/data.pkl", Pickle::write(*pickle.root));
  zip.add(folder + "/byteorder", text_bytes(std::endian::native == std::endian::little ? "little" : "big"));
  for (const Writer::Record& record : writer.records()) {
    const Tensor bytes = storage_bytes(record.tensor);
    zip.add(folder + "/data/" + record.key,
            {static_cast<const uint8_t*>(bytes.data_ptr()), static_cast<size_t>(bytes.numel())});
  }
  zip.add(folder + "/version", text_bytes("3\n"));
  zip.finish();
}

}  // namespace facula::io
