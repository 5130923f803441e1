#include "facula/io/archive.h"

#include "facula/graph/grad_mode.h"
#include "io/archive_node.h"
#include "io/pt_io.h"

namespace facula::serialize {

OutputArchive::OutputArchive() : OutputArchive(std::make_shared<jit::CompilationUnit>()) {}

OutputArchive::OutputArchive(std::shared_ptr<jit::CompilationUnit> unit)
    : unit_(std::move(unit)), node_(std::make_shared<ArchiveNode>()) {}

void OutputArchive::write(const std::string& key, const IValue& value) {
  FACULA_CHECK(!node_->has_root, "the archive is one value already, and '", key, "' cannot be added");
  ArchiveItem& item = node_->item(key);
  FACULA_CHECK(!item.has_value && !item.child, "the archive has the key '", key, "' already");
  item.has_value = true;
  item.value = value;
}

void OutputArchive::write(const std::string& key, const Tensor& tensor, bool) { write(key, IValue(tensor)); }

void OutputArchive::write(const std::string& key, OutputArchive& nested) {
  FACULA_CHECK(nested.node_ != node_, "an archive cannot be written into itself");
  FACULA_CHECK(!node_->has_root, "the archive is one value already, and '", key, "' cannot be added");
  ArchiveItem& item = node_->item(key);
  FACULA_CHECK(!item.has_value && !item.child, "the archive has the key '", key, "' already");
  item.child = nested.node_;
}

void OutputArchive::write_root(const IValue& value) {
  FACULA_CHECK(node_->items.empty() && !node_->has_root, "the archive is not empty");
  node_->has_root = true;
  node_->root = value;
}

void OutputArchive::save_to(const std::string& filename) {
  io::ModuleNames modules;
  const IValue root = flatten(*node_, modules);
  io::save_pt(root, filename, modules);
}

void OutputArchive::save_to(std::ostream& stream) {
  io::ModuleNames modules;
  const IValue root = flatten(*node_, modules);
  io::save_pt(root, stream, modules);
}

void OutputArchive::save_to_function(detail::WriteFunction f) {
  io::ModuleNames modules;
  const IValue root = flatten(*node_, modules);
  io::write_pt(
      root, "archive",
      [&](const void* data, size_t size) {
        const size_t taken = f.call(f.target, data, size);
        FACULA_CHECK(taken == size, "the function given to save_to took ", taken, " of ", size, " bytes");
      },
      modules);
}

InputArchive::InputArchive() : node_(std::make_shared<ArchiveNode>()) {}

bool InputArchive::try_read(const std::string& key, IValue& value) {
  const ArchiveItem* item = node_->find(key);
  if (!item || !item->has_value) return false;
  value = item->value;
  return true;
}

bool InputArchive::try_read(const std::string& key, Tensor& tensor, bool) {
  const ArchiveItem* item = node_->find(key);
  if (!item || !item->has_value) return false;
  if (item->value.isNone()) {  // how an undefined tensor is stored
    tensor = Tensor();
    return true;
  }
  if (!item->value.isTensor()) return false;
  const Tensor found = item->value.toTensor();
  if (tensor.defined()) {
    const NoGradGuard guard;
    tensor.set_data(found);
  } else {
    tensor = found;
  }
  return true;
}

bool InputArchive::try_read(const std::string& key, InputArchive& archive) {
  const ArchiveItem* item = node_->find(key);
  if (!item || !item->child) return false;
  const std::shared_ptr<ArchiveNode> child = item->child;
  archive.prefix_ = prefix_ + key + ".";
  archive.node_ = child;
  return true;
}

void InputArchive::read(const std::string& key, IValue& value) {
  FACULA_CHECK(try_read(key, value), "No such serialized value '", prefix_, key,
               "': the archive does not have a field with name '", key, "'");
}

void InputArchive::read(const std::string& key, Tensor& tensor, bool is_buffer) {
  FACULA_CHECK(try_read(key, tensor, is_buffer), "No such serialized tensor '", prefix_, key, "'");
}

void InputArchive::read(const std::string& key, InputArchive& archive) {
  FACULA_CHECK(try_read(key, archive), "No such serialized submodule: '", prefix_, key, "'");
}

IValue InputArchive::read_root() {
  if (node_->has_root) return node_->root;
  io::ModuleNames modules;
  return flatten(*node_, modules);
}

void InputArchive::load_from(const std::string& filename, std::optional<Device> device) {
  const io::PtContents contents = io::load_pt(filename, device);
  node_ = unflatten(contents.root, contents.modules);
  prefix_.clear();
}

void InputArchive::load_from(std::istream& stream, std::optional<Device> device) {
  const io::PtContents contents = io::load_pt(stream, device);
  node_ = unflatten(contents.root, contents.modules);
  prefix_.clear();
}

void InputArchive::load_from(const char* data, size_t size, std::optional<Device> device) {
  const io::ByteSpan bytes(reinterpret_cast<const uint8_t*>(data), size);
  const io::PtContents contents = io::read_pt(bytes, "archive", device);
  node_ = unflatten(contents.root, contents.modules);
  prefix_.clear();
}

void InputArchive::load_from_function(detail::ReadFunction read, size_t size, std::optional<Device> device) {
  io::Buffer bytes(size);
  for (size_t at = 0; at < size;) {
    const size_t got = read.call(read.target, at, bytes.data() + at, size - at);
    FACULA_CHECK(got > 0 && got <= size - at, "the function given to load_from read ", got, " of ", size - at,
                 " bytes at position ", at);
    at += got;
  }
  load_from(reinterpret_cast<const char*>(bytes.data()), size, device);
}

std::vector<std::string> InputArchive::keys() {
  std::vector<std::string> names;
  for (const ArchiveItem& item : node_->items) names.push_back(item.key);
  return names;
}

}  // namespace facula::serialize
