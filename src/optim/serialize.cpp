#include "optim/serialize.h"

#include "facula/core/warning.h"
#include "facula/ops/creation.h"

namespace facula::optim::detail {

namespace {

Tensor count(size_t n) { return full({}, static_cast<int64_t>(n), kLong); }
int64_t read_count(serialize::InputArchive& archive, const std::string& key) {
  Tensor n;
  archive.read(key, n);
  return n.item().toLong();
}

void save_group(serialize::OutputArchive& archive, const OptimizerParamGroup& group) {
  archive.write("params/size", count(group.params().size()));
  for (size_t k = 0; k < group.params().size(); ++k)
    archive.write("params/" + std::to_string(k), IValue(state_key(group.params()[k])));
  serialize::OutputArchive options(archive.compilation_unit());
  group.options().serialize(options);
  archive.write("options", options);
}

std::vector<std::string> load_group(serialize::InputArchive& archive) {
  std::vector<std::string> keys;
  const int64_t n = read_count(archive, "params/size");
  for (int64_t k = 0; k < n; ++k) {
    IValue key;
    archive.read("params/" + std::to_string(k), key);
    keys.push_back(key.toStringRef());
  }
  return keys;
}

}  // namespace

// The layout is libtorch's; "1.5.0" is the version of it.
void save(serialize::OutputArchive& archive, const Optimizer& optimizer) {
  archive.write("pytorch_version", IValue("1.5.0"));
  serialize::OutputArchive states(archive.compilation_unit());
  for (const auto& [key, state] : optimizer.state()) {
    serialize::OutputArchive one(archive.compilation_unit());
    state->serialize(one);
    states.write(key, one);
  }
  archive.write("state", states);
  serialize::OutputArchive groups(archive.compilation_unit());
  groups.write("param_groups/size", count(optimizer.param_groups().size()));
  for (size_t i = 0; i < optimizer.param_groups().size(); ++i) {
    serialize::OutputArchive one(archive.compilation_unit());
    save_group(one, optimizer.param_groups()[i]);
    groups.write("param_groups/" + std::to_string(i), one);
  }
  archive.write("param_groups", groups);
}

void load(serialize::InputArchive& archive, Optimizer& optimizer, MakeState make) {
  IValue version;
  archive.read("pytorch_version", version);
  FACULA_CHECK(version.toStringRef() == "1.5.0", "optimizer archive of unknown version ",
               version.toStringRef());
  Optimizer::State saved;
  serialize::InputArchive states;
  if (archive.try_read("state", states))  // an archive without entries leaves no trace
    for (const std::string& key : states.keys()) {
      serialize::InputArchive one;
      states.read(key, one);
      auto state = make();
      state->serialize(one);
      saved[key] = std::move(state);
    }
  serialize::InputArchive groups;
  archive.read("param_groups", groups);
  const int64_t n = read_count(groups, "param_groups/size");
  FACULA_CHECK(n == static_cast<int64_t>(optimizer.param_groups().size()),
               "loaded state dict has a different number of parameter groups");
  for (int64_t i = 0; i < n; ++i) {
    serialize::InputArchive one;
    groups.read("param_groups/" + std::to_string(i), one);
    const std::vector<std::string> keys = load_group(one);
    const std::vector<Tensor>& params = optimizer.param_groups()[static_cast<size_t>(i)].params();
    FACULA_CHECK(
        keys.size() == params.size(),
        "loaded state dict contains a parameter group that has a different size than the optimizer's "
        "parameter group");
    for (size_t k = 0; k < keys.size(); ++k)
      if (const auto found = saved.find(keys[k]); found != saved.end())
        optimizer.state()[state_key(params[k])] = std::move(found->second);
  }
}

bool is_old(serialize::InputArchive& archive, const char* optimizer, const char* lost) {
  IValue version;
  if (archive.try_read("pytorch_version", version)) return false;
  FACULA_WARN("Your serialized ", optimizer, " optimizer is still using the old serialization format. ", lost,
              "You should re-save your ", optimizer, " optimizer to use the new serialization format.");
  return true;
}

std::vector<Tensor> read_old_list(serialize::InputArchive& archive, const std::string& name) {
  std::vector<Tensor> values(static_cast<size_t>(read_count(archive, name + "/size")));
  for (size_t i = 0; i < values.size(); ++i) archive.read(name + "/" + std::to_string(i), values[i], true);
  return values;
}

}  // namespace facula::optim::detail
