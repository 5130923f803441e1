#pragma once

#include <functional>
#include <optional>
#include <string>

#include "facula/core/ivalue.h"
#include "io/bytes.h"

/// PyTorch's .pt files (zip format, torch.save since 1.6) as values.
namespace facula::io {

/// Names of submodules, as the `_metadata` attribute of a state_dict has them.
using ModuleNames = std::vector<std::string>;

using ByteSink = std::function<void(const void* data, size_t size)>;

/// Writes what Python's torch.load reads, with `weights_only` too. A storage is written whole and once,
/// so views and tied tensors stay what they are. `folder` is the top folder of the archive.
///
/// If `root` is an ordered dict, `modules` (with "" for the root) goes to its `_metadata`.
/// errors  Error for undefined or sparse tensors, tensors of different dtype over one storage
void write_pt(const IValue& root, const std::string& folder, const ByteSink& sink,
              const ModuleNames& modules = {});

struct PtContents {
  IValue root;
  ModuleNames modules;
};

/// Reads what Python's torch.save or libtorch's torch::save wrote; `what` begins every message. Tensors go
/// to `device`, or where they were when they were saved.
///
/// Only tensors, numbers, strings, None, tuples, lists and dicts can be in the file; a global name outside
/// a fixed table is refused, and nothing is executed. Every tensor is checked against its storage, every
/// storage against the file.
PtContents read_pt(ByteSpan file, const std::string& what, std::optional<Device> device);

/// One dtype's class of storages, and its name in Python.
struct StorageClass {
  ScalarType dtype;
  const char* storage;  // "torch.FloatStorage"
  const char* name;     // "torch.float32"
};
const std::vector<StorageClass>& storage_classes();

}  // namespace facula::io
