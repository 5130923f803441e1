#include "facula/optim/state_dict.h"

#include <set>
#include <sstream>

#include "facula/graph/grad_mode.h"
#include "facula/io/archive.h"
#include "facula/io/serialize.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/optim/lbfgs.h"

namespace facula::optim {

namespace {

// f(key, value) of a dict's entries.
template <class F>
void each(const IValue& dict, F f) {
  const auto& items = dict.dict_items();
  for (size_t i = 0; i < items.size(); i += 2) f(items[i], items[i + 1]);
}

// What `part` (options or a state) writes about itself, by name; an empty dict if that is nothing.
template <class Part>
IValue written(const Part& part) {
  serialize::OutputArchive archive;
  part.serialize(archive);
  std::stringstream bytes;
  archive.save_to(bytes);
  return load_value(bytes);
}

const IValue& entry(const IValue& dict, const std::string& key) {
  FACULA_CHECK(dict.isGenericDict(), "optimizer state dict: expected a dict with '", key,
               "', but got a value of kind ", dict.tagKind());
  const IValue* found = dict.find(key);
  FACULA_CHECK(found, "optimizer state dict: there is no '", key, "'");
  return *found;
}

void write(serialize::OutputArchive& archive, const std::string& key, const IValue& value) {
  if (value.isTensor())
    archive.write(key, value.toTensor(), true);
  else
    archive.write(key, value);
}

serialize::InputArchive as_input(serialize::OutputArchive& out) {
  std::stringstream bytes;
  out.save_to(bytes);
  serialize::InputArchive in;
  in.load_from(bytes);
  return in;
}

// A state as Python keeps it: numbers as tensors.
IValue python_state(const OptimizerParamState& state, bool numbers_stay) {
  IValue out = IValue::dict();
  each(written(state), [&](const IValue& name, const IValue& value) {
    const bool number = !numbers_stay && (value.isInt() || value.isDouble());
    const ScalarType type = name.toStringRef() == "step" ? kFloat : kDouble;
    out.insert(name, number ? IValue(full({}, value.toScalar(), type)) : value);
  });
  return out;
}

// A value of a loaded state in the archive's own form: numbers as numbers, tensors where the parameter is.
IValue own_form(const std::string& name, const IValue& value, const Tensor& param) {
  static const std::set<std::string> numbers{"mu_product", "eta", "mu"};
  if (name == "step" && !value.isInt())
    return IValue(
        static_cast<int64_t>(value.isTensor() ? value.toTensor().item<double>() : value.toDouble()));
  if (!value.isTensor()) return value;
  const Tensor t = value.toTensor();
  if (numbers.count(name)) return IValue(t.item<double>());
  const bool cast = isFloatingType(param.scalar_type()) && isFloatingType(t.scalar_type());
  return IValue(t.detach().to(param.device(), cast ? param.scalar_type() : t.scalar_type()).clone());
}

// Python writes 0 where it means 0.0.
IValue with_doubles_of(const IValue& mine, const IValue& loaded) {
  if (mine.isDouble() && loaded.isInt()) return IValue(loaded.toScalar().toDouble());
  const bool lists = mine.isTuple() && (loaded.isTuple() || loaded.isList());
  if (!lists || mine.toListRef().size() != loaded.toListRef().size()) return loaded;
  std::vector<IValue> items;
  for (size_t i = 0; i < mine.toListRef().size(); ++i)
    items.push_back(with_doubles_of(mine.toListRef()[i], loaded.toListRef()[i]));
  return IValue::tuple(std::move(items));
}

// The options of a group after the dict's entry for it.
std::unique_ptr<OptimizerOptions> merged(const OptimizerOptions& options, const IValue& group) {
  serialize::OutputArchive archive;
  each(written(options), [&](const IValue& name, const IValue& value) {
    const IValue* loaded = group.find(name.toStringRef());
    write(archive, name.toStringRef(), loaded ? with_doubles_of(value, *loaded) : value);
  });
  auto out = options.clone();
  serialize::InputArchive in = as_input(archive);
  out->serialize(in);
  return out;
}

std::vector<const IValue*> checked_groups(const Optimizer& optimizer, const IValue& dict) {
  const IValue& list = entry(dict, "param_groups");
  const auto& groups = list.toListRef();
  const auto& mine = optimizer.param_groups();
  FACULA_CHECK_AS(ValueError, groups.size() == mine.size(),
                  "loaded state dict has a different number of parameter groups");
  std::vector<const IValue*> out;
  for (size_t i = 0; i < groups.size(); ++i) {
    FACULA_CHECK_AS(
        ValueError, entry(groups[i], "params").toListRef().size() == mine[i].params().size(),
        "loaded state dict contains a parameter group that doesn't match the size of optimizer's group");
    out.push_back(&groups[i]);
  }
  return out;
}

}  // namespace

IValue state_dict(const Optimizer& optimizer) {
  NoGradGuard off;
  const bool lbfgs = dynamic_cast<const LBFGS*>(&optimizer) != nullptr;
  IValue states = IValue::dict();
  std::vector<IValue> groups;
  int64_t k = 0;
  for (const OptimizerParamGroup& group : optimizer.param_groups()) {
    IValue fields = IValue::dict();
    each(written(group.options()),
         [&](const IValue& name, const IValue& value) { fields.insert(name, value); });
    if (const auto rate = group.known_initial_lr()) fields.insert("initial_lr", IValue(*rate));
    std::vector<IValue> numbers;
    for (const Tensor& param : group.params()) {
      const auto found = optimizer.state().find(state_key(param));
      if (found != optimizer.state().end()) {
        IValue state = python_state(*found->second, lbfgs);
        if (!state.dict_items().empty()) states.insert(IValue(k), std::move(state));
      }
      numbers.emplace_back(k++);
    }
    fields.insert("params", IValue(std::move(numbers)));
    groups.push_back(std::move(fields));
  }
  IValue out = IValue::dict();
  out.insert("state", std::move(states));
  out.insert("param_groups", IValue(std::move(groups)));
  return out;
}

void load_state_dict(Optimizer& optimizer, const IValue& dict) {
  NoGradGuard off;
  const std::vector<const IValue*> groups = checked_groups(optimizer, dict);
  const IValue& states = entry(dict, "state");

  // The same in the layout that every optimizer's load() reads, with a parameter's number as its key.
  serialize::OutputArchive archive, state_archive, group_archive;
  std::set<std::string> loaded;
  std::vector<std::unique_ptr<OptimizerOptions>> options;
  auto count = [](size_t n) { return full({}, static_cast<int64_t>(n), kLong); };
  group_archive.write("param_groups/size", count(groups.size()));
  for (size_t i = 0; i < groups.size(); ++i) {
    OptimizerParamGroup& mine = optimizer.param_groups()[i];
    const auto& numbers = entry(*groups[i], "params").toListRef();
    serialize::OutputArchive one;
    one.write("params/size", count(numbers.size()));
    for (size_t j = 0; j < numbers.size(); ++j) {
      const int64_t number = numbers[j].toInt();
      const Tensor& param = mine.params()[j];
      one.write("params/" + std::to_string(j), IValue(std::to_string(number)));
      each(states, [&](const IValue& key, const IValue& state) {
        if (!key.isInt() || key.toInt() != number) return;
        serialize::OutputArchive fields;
        each(state, [&](const IValue& name, const IValue& value) {
          write(fields, name.toStringRef(), own_form(name.toStringRef(), value, param));
        });
        state_archive.write(std::to_string(number), fields);
        loaded.insert(state_key(param));
      });
    }
    group_archive.write("param_groups/" + std::to_string(i), one);
    options.push_back(merged(mine.options(), *groups[i]));
  }
  archive.write("pytorch_version", IValue("1.5.0"));
  archive.write("state", state_archive);
  archive.write("param_groups", group_archive);
  serialize::InputArchive in = as_input(archive);
  optimizer.load(in);

  for (auto it = optimizer.state().begin(); it != optimizer.state().end();)
    it = loaded.count(it->first) ? std::next(it) : optimizer.state().erase(it);
  for (size_t i = 0; i < groups.size(); ++i) {
    optimizer.param_groups()[i].set_options(std::move(options[i]));
    if (const IValue* rate = groups[i]->find("initial_lr"))
      optimizer.param_groups()[i].set_initial_lr(rate->toScalar().toDouble());
  }
}

}  // namespace facula::optim
