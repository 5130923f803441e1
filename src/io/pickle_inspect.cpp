#include "io/pickle_inspect.h"

#include <algorithm>
#include <unordered_set>

#include "facula/core/error.h"

namespace facula::io {
namespace {

/// Works without recursion, since the values are not yet known to be harmless.
class Inspector {
 public:
  Inspector(const std::string& what, const Pickle::Limits& limits) : what_(what), limits_(limits) {}

  void check(const PickleValue* root) {
    enter(root);
    while (!path_.empty()) {
      Step& step = path_.back();
      const size_t children = step.value->items.size() + (step.value->state ? 1 : 0);
      if (step.next < children) {
        const size_t i = step.next++;
        enter(i < step.value->items.size() ? step.value->items[i] : step.value->state);
      } else {
        leave();
      }
    }
  }

 private:
  struct Info {
    uint64_t values;  // 0 while the value is on the path
    int depth;
  };
  struct Step {
    const PickleValue* value;
    size_t next;
    Info info;
  };

  void enter(const PickleValue* value) {
    if (value->items.empty() && !value->state) {
      add({1, 1});
      return;
    }
    const auto [known, is_new] = known_.emplace(value, Info{0, 0});
    if (!is_new) {
      FACULA_CHECK(known->second.values != 0, what_, ": a value of the pickle contains itself");
      add(known->second);
      return;
    }
    path_.push_back({value, 0, {1, 1}});
  }

  void add(const Info& child) {
    if (path_.empty()) return;
    Info& info = path_.back().info;
    info.values += child.values;
    info.depth = std::max(info.depth, child.depth + 1);
    FACULA_CHECK(info.values <= limits_.max_values, what_, ": the pickle has more than ", limits_.max_values,
                 " values");
    FACULA_CHECK(info.depth <= limits_.max_depth, what_, ": the pickle is nested deeper than ",
                 limits_.max_depth, " levels");
  }

  void leave() {
    const Step step = path_.back();
    path_.pop_back();
    known_[step.value] = step.info;
    if (step.value->is(PickleKind::dict)) check_keys(*step.value);
    add(step.info);
  }

  void check_keys(const PickleValue& dict) {
    std::unordered_set<std::string_view> names;
    std::unordered_set<int64_t> numbers;
    for (size_t i = 0; i < dict.items.size(); i += 2) {
      const PickleValue& key = *dict.items[i];
      const bool is_new = key.is(PickleKind::string)    ? names.insert(key.text).second
                          : key.is(PickleKind::integer) ? numbers.insert(key.integer).second
                                                        : true;
      FACULA_CHECK(is_new, what_, ": a dict of the pickle has the key ",
                   key.is(PickleKind::string) ? "'" + key.text + "'" : std::to_string(key.integer), " twice");
    }
  }

  const std::string& what_;
  const Pickle::Limits& limits_;
  std::vector<Step> path_;
  std::unordered_map<const PickleValue*, Info> known_;
};

}  // namespace

void inspect_pickle(const PickleValue* root, const std::string& what, const Pickle::Limits& limits) {
  Inspector(what, limits).check(root);
}

}  // namespace facula::io
