#pragma once
// ModuleDict: modules by name, without a forward().
#include <vector>

#include "facula/nn/cloneable.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Modules under names, in order of insertion.
class ModuleDictImpl : public Cloneable<ModuleDictImpl> {
 public:
  using Dict = OrderedDict<std::string, std::shared_ptr<Module>>;
  using Iterator = Dict::Iterator;
  using ConstIterator = Dict::ConstIterator;

  ModuleDictImpl() = default;
  explicit ModuleDictImpl(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules);
  explicit ModuleDictImpl(const Dict& modules);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  std::vector<std::pair<std::string, std::shared_ptr<Module>>> items() const { return modules_.pairs(); }
  std::vector<std::string> keys() const { return modules_.keys(); }
  std::vector<std::shared_ptr<Module>> values() const { return modules_.values(); }
  Iterator begin() { return modules_.begin(); }
  ConstIterator begin() const { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator end() const { return modules_.end(); }
  size_t size() const noexcept { return modules_.size(); }
  bool empty() const noexcept { return modules_.is_empty(); }
  bool contains(const std::string& key) const noexcept { return modules_.contains(key); }
  void clear();
  /// errors  Error for an unknown key: "Module 'x' is not defined"
  std::shared_ptr<Module> operator[](const std::string& key) const { return modules_[key]; }
  template <class T>
  T& at(const std::string& key) {
    T* module = modules_[key]->template as<T>();
    if (!module) bad_type(key, typeid(T));
    return *module;
  }
  template <class T>
  const T& at(const std::string& key) const {
    return const_cast<ModuleDictImpl*>(this)->at<T>(key);
  }
  /// Takes a module out and returns it.
  std::shared_ptr<Module> pop(const std::string& key);
  /// Adds modules; one under a known key takes the old one's place.
  void update(const std::vector<std::pair<std::string, std::shared_ptr<Module>>>& modules);
  void update(const Dict& modules);
  /// Adds the modules of a ModuleDict, or of anything whose items have key() and value().
  template <class Container>
  void update(const Container& container) {
    for (const auto& item : container) insert(item.key(), item.value());
  }

 private:
  void insert(const std::string& key, std::shared_ptr<Module> module);
  [[noreturn]] static void bad_type(const std::string& key, const std::type_info& wanted);
  Dict modules_{"Module"};
};
FACULA_LIBRARY_MODULE(ModuleDict);

}  // namespace nn
}  // namespace facula
