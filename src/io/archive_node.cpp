#include "io/archive_node.h"

namespace facula::serialize {
namespace {

// Nodes are destroyed recursively.
constexpr int kMaxDepth = 200;

void flatten_into(const ArchiveNode& node, const std::string& name, IValue& dict, io::ModuleNames& modules) {
  if (node.has_root) {
    dict.insert(name, node.root);
    return;
  }
  modules.push_back(name);
  const std::string prefix = name.empty() ? "" : name + ".";
  for (const ArchiveItem& item : node.items) {
    if (item.has_value) dict.insert(prefix + item.key, item.value);
    if (!item.has_value && item.child) flatten_into(*item.child, prefix + item.key, dict, modules);
  }
}

/// Builds nodes from values; counts how deep it is.
struct Builder {
  ArchiveNode& child_of(ArchiveItem& item) {
    if (!item.child) item.child = std::make_shared<ArchiveNode>();
    return *item.child;
  }

  /// Calls `f(item)` for the item at `path`, whose nodes are made on the way.
  template <class F>
  void at(ArchiveNode& node, const std::string& path, F f) {
    ++depth;
    FACULA_CHECK(depth <= kMaxDepth, "the archive is nested deeper than ", kMaxDepth, " levels");
    const size_t dot = path.find('.');
    if (dot == std::string::npos) {
      f(node.item(path));
    } else {
      at(child_of(node.item(path.substr(0, dot))), path.substr(dot + 1), f);
    }
    --depth;
  }

  void add(ArchiveNode& node, const std::string& path, const IValue& value) {
    at(node, path, [&](ArchiveItem& item) {
      FACULA_CHECK(!item.has_value, "the archive has two values named '", path, "'");
      item.has_value = true;
      item.value = value;
      if (value.isGenericDict() || value.isList() || value.isTuple()) add_entries(child_of(item), value);
    });
  }

  /// The entries of a container become items.
  void add_entries(ArchiveNode& node, const IValue& container) {
    node.has_root = true;
    node.root = container;
    if (!container.isGenericDict()) {
      const std::vector<IValue>& items = container.toListRef();
      for (size_t i = 0; i < items.size(); ++i) add(node, std::to_string(i), items[i]);
      return;
    }
    const std::vector<IValue>& items = container.dict_items();
    for (size_t i = 0; i < items.size(); i += 2) {
      // Keys of other kinds have no name that a program could ask for; the dict as a value keeps them.
      if (items[i].isString()) add(node, items[i].toStringRef(), items[i + 1]);
      if (items[i].isInt()) add(node, std::to_string(items[i].toInt()), items[i + 1]);
    }
  }

  int depth = 0;
};

}  // namespace

ArchiveItem& ArchiveNode::item(const std::string& key) {
  const auto [found, is_new] = index.emplace(key, items.size());
  if (is_new) items.push_back({key, false, {}, nullptr});
  return items[found->second];
}

ArchiveItem* ArchiveNode::find(const std::string& path) {
  const auto whole = index.find(path);
  if (whole != index.end()) return &items[whole->second];
  const size_t dot = path.find('.');
  if (dot == std::string::npos) return nullptr;
  const auto first = index.find(path.substr(0, dot));
  if (first == index.end() || !items[first->second].child) return nullptr;
  return items[first->second].child->find(path.substr(dot + 1));
}

IValue flatten(const ArchiveNode& root, io::ModuleNames& modules) {
  if (root.has_root) return root.root;
  IValue dict = IValue::dict({}, true);
  flatten_into(root, "", dict, modules);
  return dict;
}

std::shared_ptr<ArchiveNode> unflatten(const IValue& root, const io::ModuleNames& modules) {
  auto node = std::make_shared<ArchiveNode>();
  Builder builder;
  if (root.isGenericDict() || root.isList() || root.isTuple()) {
    builder.add_entries(*node, root);
  } else {
    builder.add(*node, "0", root);
    node->has_root = true;
    node->root = root;
  }
  for (const std::string& name : modules) {
    if (!name.empty()) builder.at(*node, name, [&](ArchiveItem& item) { builder.child_of(item); });
  }
  return node;
}

}  // namespace facula::serialize
