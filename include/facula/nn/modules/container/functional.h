#pragma once
// Functional: a function as a module.
#include <functional>

#include "facula/nn/cloneable.h"
#include "facula/nn/pimpl.h"

namespace facula {
namespace nn {

/// Calls a function of one tensor; further arguments are bound when it is made: Functional(facula::elu, 1, 0,
/// 1). It is left out when a model is saved.
class FunctionalImpl : public Cloneable<FunctionalImpl> {
 public:
  using Function = std::function<Tensor(Tensor)>;

  explicit FunctionalImpl(Function function) : function_(std::move(function)) {}
  template <class F, class... Args, class = std::enable_if_t<(sizeof...(Args) > 0)>>
  explicit FunctionalImpl(F function, Args&&... args)
      : function_([function, args...](Tensor x) mutable { return function(x, args...); }) {}

  void reset() override {}
  void pretty_print(std::ostream& stream) const override;
  Tensor forward(Tensor input) { return function_(std::move(input)); }
  Tensor operator()(Tensor input) { return function_(std::move(input)); }
  bool is_serializable() const override { return false; }

 private:
  Function function_;
};
FACULA_LIBRARY_MODULE(Functional);

}  // namespace nn
}  // namespace facula
