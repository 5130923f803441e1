#pragma once
// The `_out` forms: an op computed into a given tensor. One mechanism for every family:
//
//   Tensor& hypot_out(Tensor& out, const Tensor& a, const Tensor& b) {
//     return write_out("hypot", out, [&] { return hypot(a, b); }, a, b);
//   }
//   std::tuple<Tensor&, Tensor&> frexp_out(Tensor& m, Tensor& e, const Tensor& x) {
//     return write_outs("frexp", std::tie(m, e), [&] { return frexp(x); }, x);
//   }
//
// The trailing arguments are the op's tensors (also lists and optional ones), looked at for requires_grad
// only.
#include <optional>
#include <tuple>
#include <utility>

#include "facula/core/tensor.h"
#include "facula/graph/grad_mode.h"
#include "graph/record.h"

namespace facula {

namespace out_detail {
inline bool wants_grad(const Tensor& t) { return graph::wants_grad(t); }
inline bool wants_grad(const std::optional<Tensor>& t) { return t && graph::wants_grad(*t); }
inline bool wants_grad(TensorList list) {
  for (const Tensor& t : list)
    if (graph::wants_grad(t)) return true;
  return false;
}
/// errors  Error: "add(): functions with out=... arguments don't support automatic differentiation, ..."
[[noreturn]] void no_autograd(const char* op);
}  // namespace out_detail

/// Before writing into `out`: neither it nor an input may be part of a graph that is being recorded.
template <class... Inputs>
void check_out(const char* op, const Tensor& out, const Inputs&... inputs) {
  if (!graph::recording()) return;
  if (graph::wants_grad(out) || (out_detail::wants_grad(inputs) || ...)) out_detail::no_autograd(op);
}

/// out = result, in out's memory and dtype: out is resized when its shape is another, created when it is
/// undefined. `result` has no history.
/// errors  Error: "result type Float can't be cast to the desired output type Long", or another device
void store_out(const char* op, Tensor& out, const Tensor& result);

/// out = f(), where f is the op without an out argument.
template <class F, class... Inputs>
Tensor& write_out(const char* op, Tensor& out, F&& f, const Inputs&... inputs) {
  check_out(op, out, inputs...);
  NoGradGuard off;
  store_out(op, out, f());
  return out;
}

/// The same for ops with several results: `outs` is std::tie(out0, out1, ...), f gives a tuple.
template <class... Outs, class F, class... Inputs>
std::tuple<Outs&...> write_outs(const char* op, std::tuple<Outs&...> outs, F&& f, const Inputs&... inputs) {
  [&]<size_t... I>(std::index_sequence<I...>) {
    (check_out(op, std::get<I>(outs), inputs...), ...);
    NoGradGuard off;
    const auto results = f();
    (store_out(op, std::get<I>(outs), std::get<I>(results)), ...);
  }
  (std::index_sequence_for<Outs...>());
  return outs;
}

}  // namespace facula
