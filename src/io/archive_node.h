#pragma once

#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "facula/core/ivalue.h"
#include "io/pt_file.h"

namespace facula::serialize {

struct ArchiveNode;

/// What an archive has under one key: a value, a nested archive, or (a dict) both.
struct ArchiveItem {
  std::string key;
  bool has_value = false;
  IValue value;
  std::shared_ptr<ArchiveNode> child;
};

/// The contents of an archive: items in their order, or one value in place of them.
struct ArchiveNode {
  std::vector<ArchiveItem> items;
  std::unordered_map<std::string, size_t> index;
  bool has_root = false;
  IValue root;

  /// The item of that key, made if it does not exist.
  ArchiveItem& item(const std::string& key);
  /// The item at a path of keys with dots between them, or null.
  ArchiveItem* find(const std::string& path);
};

/// The root value if the archive has one; else an ordered dict of everything below the node under dotted
/// names, and the names of nested archives.
IValue flatten(const ArchiveNode& root, io::ModuleNames& modules);

/// The archive of a file's value.
/// errors  Error if two values have the same dotted name, or names have more than 200 dots
std::shared_ptr<ArchiveNode> unflatten(const IValue& root, const io::ModuleNames& modules);

}  // namespace facula::serialize
