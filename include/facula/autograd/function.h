#pragma once
// Functions with a derivative of the program's own.
#include <initializer_list>
#include <optional>
#include <string>
#include <tuple>
#include <type_traits>
#include <typeinfo>
#include <unordered_map>
#include <utility>
#include <vector>

#include "facula/autograd/autograd.h"
#include "facula/core/ivalue.h"
#include "facula/core/owned.h"

namespace facula {
namespace autograd {

class CustomNode;

/// What forward() leaves for backward().
struct AutogradContext {
  AutogradContext();
  AutogradContext(const AutogradContext&) = delete;
  AutogradContext& operator=(const AutogradContext&) = delete;
  ~AutogradContext();

  /// Values other than tensors of the graph: ctx->saved_data["n"] = 3.
  std::unordered_map<std::string, IValue> saved_data;

  /// Keeps inputs and outputs for backward(), guarded against in-place changes. At most once, from forward().
  void save_for_backward(variable_list to_save);
  /// Says that forward() changed these inputs in place; it must return them.
  void mark_dirty(const variable_list& inputs);
  /// Says that these outputs have no gradient.
  void mark_non_differentiable(const variable_list& outputs);
  /// Whether backward() gets zeros (the default) or undefined tensors for outputs that no gradient reached.
  void set_materialize_grads(bool value);

  /// What save_for_backward() kept, in that order.
  /// errors  Error when one was changed in place, or freed by an earlier backward()
  variable_list get_saved_variables() const;

  /// The inputs that mark_dirty() named, whose versions it counts up.
  std::vector<TensorImpl*> get_and_bump_dirty() const;
  /// The outputs that mark_non_differentiable() named.
  std::vector<TensorImpl*> get_non_differentiable() const;

  /// Whether tensor argument `i` of forward() wants a gradient; in backward(), of this backward pass.
  bool needs_input_grad(size_t i) const;
  bool needs_input_grad(std::initializer_list<IndexRange> ranges) const;

 private:
  friend class CustomNode;
  struct Record;
  facula::detail::Owned<Record> record_;
  Node* node_ = nullptr;  // owns this context
};

namespace detail {

/// Takes the tensors out of the arguments of a Function.
struct TakeTensors {
  std::vector<bool> is_tensor;  // for each argument, with lists taken apart
  variable_list tensors;
  void take(const Tensor& t);
  void take(const std::optional<Tensor>& t);
  void take(TensorList list);
  void take_other();
  template <class A>
  void any(const A& a) {
    if constexpr (std::is_base_of_v<Tensor, A>)
      take(static_cast<const Tensor&>(a));
    else if constexpr (std::is_same_v<A, std::optional<Tensor>>)
      take(a);
    else if constexpr (std::is_convertible_v<const A&, TensorList> && !std::is_convertible_v<A, std::string>)
      take(TensorList(a));
    else
      take_other();
  }
};

variable_list results_of(Tensor t);
inline variable_list results_of(variable_list list) { return list; }
template <class... T>
variable_list results_of(std::tuple<T...> t) {
  return std::apply([](auto&... e) { return variable_list{e...}; }, t);
}
void results_to(variable_list list, Tensor& t);
void results_to(variable_list list, variable_list& out);
template <class... T, size_t... I>
void results_to(variable_list& list, std::tuple<T...>& out, std::index_sequence<I...>) {
  ((std::get<I>(out) = std::move(list[I])), ...);
}
template <class... T>
void results_to(variable_list list, std::tuple<T...>& out) {
  results_to(list, out, std::index_sequence_for<T...>());
}

}  // namespace detail

/// The node of a Function: what needs no knowledge of its type.
class CustomNode : public Node {
 public:
  AutogradContext ctx_;

  /// Before forward(): links the node to the inputs, if something is to be recorded.
  void begin(detail::TakeTensors arguments);
  /// After forward(): gives `outputs` their history.
  void finish(variable_list& outputs);
  void evaluate(const Tensor* grads, Tensor* out, const bool* needed) override;

 protected:
  virtual variable_list call_backward(variable_list grads) = 0;

 private:
  void save_variables(const variable_list& outputs);
  void set_output(Tensor& t, bool is_input, bool is_dirty, bool alone);
  void check_count(variable_list& grads) const;
};

std::string custom_function_name(const char* mangled);

/// The node of Function T.
template <class T>
struct CppNode final : CustomNode {
  std::string name() const override { return custom_function_name(typeid(T).name()); }

 protected:
  variable_list call_backward(variable_list grads) override { return T::backward(&ctx_, std::move(grads)); }
};

template <class X, class... Args>
using forward_t = decltype(X::forward(nullptr, std::declval<Args>()...));

/// A function with its own derivative: derive T from Function<T> and give it
///   static Tensor forward(AutogradContext* ctx, ...);  // or variable_list, or a tuple of Tensor
///   static variable_list backward(AutogradContext* ctx, variable_list grads);
/// and call T::apply(...). backward() returns one gradient per argument of forward(), undefined for those
/// that are no tensors; a list argument counts tensor by tensor. It is written with public ops, so it can be
/// differentiated again under create_graph.
/// errors  Error from backward() for a wrong number or shape of gradients
template <class T>
struct Function {
  template <class X = T, class... Args>
  static auto apply(Args&&... args)
      -> std::enable_if_t<std::is_same_v<X, T>, std::decay_t<forward_t<X, Args...>>> {
    const auto node = make_intrusive<CppNode<T>>();
    detail::TakeTensors taken;
    (taken.any(args), ...);
    node->begin(std::move(taken));
    std::decay_t<forward_t<X, Args...>> result = [&] {
      const NoGradGuard off;
      return T::forward(&node->ctx_, std::forward<Args>(args)...);
    }();
    variable_list outputs = detail::results_of(result);
    node->finish(outputs);
    detail::results_to(std::move(outputs), result);
    return result;
  }
};

}  // namespace autograd
}  // namespace facula
