#pragma once
// Sequential: modules that run one after another.
#include <vector>

#include "facula/nn/any_module.h"
#include "facula/nn/cloneable.h"

namespace facula {
namespace nn {

/// Runs its modules in order, each on the result of the one before. Names are "0", "1", … or given ones.
class SequentialImpl : public Cloneable<SequentialImpl> {
 public:
  using Iterator = std::vector<AnyModule>::iterator;
  using ConstIterator = std::vector<AnyModule>::const_iterator;

  SequentialImpl() = default;
  template <class... Modules>
  explicit SequentialImpl(Modules&&... modules) {
    modules_.reserve(sizeof...(Modules));
    (push_back(std::forward<Modules>(modules)), ...);
  }
  explicit SequentialImpl(OrderedDict<std::string, AnyModule>&& ordered_dict);
  explicit SequentialImpl(std::initializer_list<NamedAnyModule> named_modules);

  std::shared_ptr<Module> clone(const std::optional<Device>& device = std::nullopt) const override;
  void reset() override {}
  void pretty_print(std::ostream& stream) const override;

  /// The first module gets the inputs; the result of the last one is returned, as R.
  /// errors  Error when there is no module, when a module cannot take what it gets, or when the result is no
  /// R:
  ///         "The type of the return value is int, but you asked for type float"
  template <class R = Tensor, class... Inputs>
  R forward(Inputs&&... inputs) {
    FACULA_CHECK(!is_empty(), "Cannot call forward() on an empty Sequential");
    if constexpr (std::is_same_v<R, Tensor> && sizeof...(Inputs) == 1 &&
                  (std::is_same_v<std::decay_t<Inputs>, Tensor> && ...)) {
      if (only_tensors_) return forward_tensor(inputs...);
    }
    AnyValue value = modules_.front().any_forward(std::forward<Inputs>(inputs)...);
    for (size_t i = 1; i < modules_.size(); ++i) value = modules_[i].any_forward(std::move(value));
    if (R* result = value.template try_get<R>()) return std::move(*result);
    bad_result(value.type_info(), typeid(R));
  }

  template <class M>
  void push_back(std::shared_ptr<M> module) {
    push_back(std::to_string(modules_.size()), std::move(module));
  }
  template <class M>
  void push_back(std::string name, std::shared_ptr<M> module) {
    push_back(std::move(name), AnyModule(std::move(module)));
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>>>
  void push_back(M&& module) {
    push_back(std::to_string(modules_.size()), std::forward<M>(module));
  }
  template <class M, class = std::enable_if_t<detail::is_module<M>>>
  void push_back(std::string name, M&& module) {
    push_back(std::move(name), std::make_shared<std::decay_t<M>>(std::forward<M>(module)));
  }
  template <class M>
  void push_back(const ModuleHolder<M>& holder) {
    push_back(std::to_string(modules_.size()), holder.ptr());
  }
  template <class M>
  void push_back(std::string name, const ModuleHolder<M>& holder) {
    push_back(std::move(name), holder.ptr());
  }
  void push_back(AnyModule module);
  void push_back(std::string name, AnyModule module);
  /// Adds every module of a container.
  template <class Container>
  void extend(const Container& container) {
    for (const auto& module : container) push_back(module);
  }

  Iterator begin() { return modules_.begin(); }
  ConstIterator begin() const { return modules_.begin(); }
  Iterator end() { return modules_.end(); }
  ConstIterator end() const { return modules_.end(); }
  /// The module at a position, as T.
  /// errors  Error: "Index out of range"
  template <class T>
  T& at(size_t index) {
    static_assert(detail::is_module<T>, "Can only call Sequential::at with an nn::Module type");
    check_index(index);
    return modules_[index].get<T>();
  }
  template <class T>
  const T& at(size_t index) const {
    static_assert(detail::is_module<T>, "Can only call Sequential::at with an nn::Module type");
    check_index(index);
    return modules_[index].get<T>();
  }
  std::shared_ptr<Module> ptr(size_t index) const {
    check_index(index);
    return modules_[index].ptr();
  }
  template <class T>
  std::shared_ptr<T> ptr(size_t index) const {
    check_index(index);
    return modules_[index].ptr<T>();
  }
  std::shared_ptr<Module> operator[](size_t index) const { return ptr(index); }
  size_t size() const noexcept { return modules_.size(); }
  bool is_empty() const noexcept { return modules_.empty(); }

 private:
  Tensor forward_tensor(const Tensor& x);
  void check_index(size_t index) const { FACULA_CHECK(index < modules_.size(), "Index out of range"); }
  [[noreturn]] static void bad_result(const std::type_info& got, const std::type_info& wanted);

  std::vector<AnyModule> modules_;
  bool only_tensors_ = true;  // every module maps one tensor to one tensor
};

extern template class Cloneable<SequentialImpl>;

/// Holder of a SequentialImpl; also built from {{"name", module}, …}.
class Sequential : public ModuleHolder<SequentialImpl> {
 public:
  using ModuleHolder<SequentialImpl>::ModuleHolder;
  using Impl = SequentialImpl;
  Sequential() = default;
  Sequential(std::initializer_list<NamedAnyModule> named_modules);
};

}  // namespace nn
}  // namespace facula
