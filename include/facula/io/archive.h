#pragma once
// Archives: named tensors, values and nested archives, stored as Python's state_dict files.
#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "facula/core/ivalue.h"

namespace facula {

namespace jit {
/// Nothing; libtorch programs hand one on between archives.
struct CompilationUnit {};
}  // namespace jit

namespace serialize {

struct ArchiveNode;

namespace detail {
// A callable without <functional>: a pointer to it and how to call it.
struct WriteFunction {
  void* target;
  size_t (*call)(void* target, const void* data, size_t size);
};
struct ReadFunction {
  void* target;
  size_t (*call)(void* target, uint64_t position, void* buffer, size_t size);
};
template <class F>
WriteFunction write_function(F& f) {
  using Target = std::remove_reference_t<F>;
  return {const_cast<void*>(static_cast<const void*>(&f)), [](void* target, const void* data, size_t size) {
            return static_cast<size_t>((*static_cast<Target*>(target))(data, size));
          }};
}
template <class F>
ReadFunction read_function(F& f) {
  using Target = std::remove_reference_t<F>;
  return {const_cast<void*>(static_cast<const void*>(&f)),
          [](void* target, uint64_t position, void* buffer, size_t size) {
            return static_cast<size_t>((*static_cast<Target*>(target))(position, buffer, size));
          }};
}
}  // namespace detail

/// Collects named tensors and values and writes them as one file that Python's torch.load reads as an
/// OrderedDict: entries of nested archives have the names of the nesting before them, "fc1.weight". So the
/// file of a module is what Python's torch.save(module.state_dict(), path) writes.
class OutputArchive final {
 public:
  OutputArchive();
  explicit OutputArchive(std::shared_ptr<jit::CompilationUnit> unit);
  OutputArchive(OutputArchive&&) = default;
  OutputArchive& operator=(OutputArchive&&) = default;
  OutputArchive(OutputArchive&) = delete;
  OutputArchive& operator=(OutputArchive&) = delete;

  std::shared_ptr<jit::CompilationUnit> compilation_unit() const { return unit_; }

  /// errors  Error if the archive has that key already (of all three)
  void write(const std::string& key, const IValue& value);
  /// Parameters and buffers are stored alike, as in Python.
  void write(const std::string& key, const Tensor& tensor, bool is_buffer = false);
  /// What is written to `nested` later is stored too.
  void write(const std::string& key, OutputArchive& nested);
  /// Makes the whole archive one value, as Python's torch.save(value, path) would write it.
  /// errors  Error if something has been written already
  void write_root(const IValue& value);

  /// Replaces the file at once when everything is written; a failure leaves the old one.
  void save_to(const std::string& filename);
  void save_to(std::ostream& stream);
  /// `f(data, size)` takes the bytes in order and returns how many it took.
  /// errors  Error if it took fewer than it was given
  template <class F, class = std::enable_if_t<std::is_invocable_v<F&, const void*, size_t>>>
  void save_to(F&& f) {
    save_to_function(detail::write_function(f));
  }

  template <class... Ts>
  void operator()(Ts&&... ts) {
    write(std::forward<Ts>(ts)...);
  }

 private:
  void save_to_function(detail::WriteFunction f);

  std::shared_ptr<jit::CompilationUnit> unit_;
  std::shared_ptr<ArchiveNode> node_;
};

/// Reads what OutputArchive, Python's torch.save or libtorch's torch::save wrote. A dict is an archive of
/// its keys, dots in keys separate nested archives; a list or tuple has the keys "0", "1", ...; a single
/// tensor has the key "0".
class InputArchive final {
 public:
  InputArchive();
  InputArchive(InputArchive&&) = default;
  InputArchive& operator=(InputArchive&&) = default;
  InputArchive(InputArchive&) = delete;
  InputArchive& operator=(InputArchive&) = delete;

  /// False if there is no such value; the argument is unchanged then (of all three).
  bool try_read(const std::string& key, IValue& value);
  /// A defined tensor takes over the data that was read, whatever its shape; an undefined one becomes the
  /// tensor that was read.
  bool try_read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  bool try_read(const std::string& key, InputArchive& archive);

  /// errors  Error "No such serialized value 'a.b.x'"
  void read(const std::string& key, IValue& value);
  /// errors  Error "No such serialized tensor 'a.b.x'"
  void read(const std::string& key, Tensor& tensor, bool is_buffer = false);
  /// errors  Error "No such serialized submodule: 'a.x'"
  void read(const std::string& key, InputArchive& archive);

  /// The whole archive as one value: what Python's torch.load would give, or nested archives have.
  IValue read_root();

  /// Reads everything; tensors go to `device`, or to where they were when they were saved.
  /// errors  Error naming what is wrong with the file
  void load_from(const std::string& filename, std::optional<Device> device = std::nullopt);
  void load_from(std::istream& stream, std::optional<Device> device = std::nullopt);
  void load_from(const char* data, size_t size, std::optional<Device> device = std::nullopt);
  /// `read(position, buffer, size)` returns how many bytes it has read, `size()` how many there are.
  template <class Read, class Size,
            class = std::enable_if_t<std::is_invocable_v<Read&, uint64_t, void*, size_t> &&
                                     std::is_invocable_v<Size&>>>
  void load_from(Read&& read, Size&& size, std::optional<Device> device = std::nullopt) {
    load_from_function(detail::read_function(read), static_cast<size_t>(size()), device);
  }

  /// The keys of this archive in their order: values and nested archives.
  std::vector<std::string> keys();

  template <class... Ts>
  void operator()(Ts&&... ts) {
    read(std::forward<Ts>(ts)...);
  }

 private:
  void load_from_function(detail::ReadFunction read, size_t size, std::optional<Device> device);

  std::shared_ptr<ArchiveNode> node_;
  std::string prefix_;  // "a.b.", for messages
};

}  // namespace serialize
}  // namespace facula
