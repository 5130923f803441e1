#include "facula/autograd/functional.h"

#include "facula/ops/cat.h"
#include "facula/ops/copy.h"
#include "facula/ops/creation.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "graph/state.h"

namespace facula::autograd {
namespace {

// The inputs as f gets them: with a graph of their own, linked to the caller's under create_graph.
variable_list prepare(const variable_list& inputs, bool create_graph) {
  variable_list ready;
  for (const Tensor& t : inputs) {
    if (create_graph && t.requires_grad())
      ready.push_back(t.view_as(t));
    else
      ready.push_back(t.detach().requires_grad_());
  }
  return ready;
}

void check_outputs(const variable_list& outputs, const FunctionalOptions& o, const char* who) {
  if (!o.strict) return;
  for (size_t i = 0; i < outputs.size(); ++i)
    FACULA_CHECK(
        outputs[i].requires_grad(), "Output ", i,
        " of the user-provided function does not require gradients. The outputs must be computed in a "
        "differentiable manner from the input when running in strict mode. (",
        who, ")");
}

// As grad(), with zeros for what does not depend, or an error under `strict`.
variable_list gradients(const variable_list& outputs, const variable_list& inputs,
                        const variable_list& weights, bool create_graph, bool strict, const char* what) {
  variable_list tracked, tracked_weights, result(inputs.size());
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (!outputs[i].requires_grad()) continue;
    tracked.push_back(outputs[i]);
    if (!weights.empty()) tracked_weights.push_back(weights[i]);
  }
  if (!tracked.empty()) result = grad(tracked, inputs, tracked_weights, true, create_graph, true);
  for (size_t i = 0; i < result.size(); ++i) {
    if (result[i].defined()) continue;
    FACULA_CHECK(!strict, "The ", what, " of the user-provided function is independent of input ", i,
                 ". This is not allowed in strict mode.");
    result[i] = zeros_like(inputs[i]);
  }
  return result;
}

variable_list released(variable_list list, bool create_graph) {
  if (!create_graph)
    for (Tensor& t : list) t = t.detach();
  return list;
}

variable_list check_v(const variable_list& v, const variable_list& like, const char* like_what) {
  if (v.empty()) {
    FACULA_CHECK(like.size() == 1 && like[0].numel() == 1, "The vector v can only be None if ", like_what,
                 " contains a single Tensor with a single element.");
    return {ones_like(like[0])};
  }
  FACULA_CHECK(v.size() == like.size(), "v is a tuple of invalid length: should be ", like.size(),
               " but got ", v.size(), ".");
  for (size_t i = 0; i < v.size(); ++i)
    FACULA_CHECK(v[i].sizes() == like[i].sizes(), "v has invalid size: should be ", like[i].sizes(),
                 " but got ", v[i].sizes(), ".");
  return v;
}

Tensor single(const variable_list& outputs, const char* who) {
  FACULA_CHECK(outputs.size() == 1, "The function given to ", who, " should return a single Tensor");
  FACULA_CHECK(outputs[0].numel() == 1, "The Tensor returned by the function given to ", who,
               " should contain a single element");
  return outputs[0];
}

MultiFunction of_one(const SingleFunction& f) {
  return [&f](const variable_list& x) { return variable_list{f(x[0])}; };
}
variable_list list_of(const Tensor& v) { return v.defined() ? variable_list{v} : variable_list(); }

DimVector joined(IntArrayRef a, IntArrayRef b) {
  DimVector s(a.begin(), a.end());
  for (const int64_t n : b) s.push_back(n);
  return s;
}

}  // namespace

std::vector<variable_list> jacobian(const MultiFunction& f, const variable_list& inputs,
                                    FunctionalOptions o) {
  const AutoGradMode on(true);
  const variable_list x = prepare(inputs, o.create_graph);
  const variable_list y = f(x);
  check_outputs(y, o, "jacobian");
  std::vector<variable_list> result;
  for (const Tensor& out : y) {
    std::vector<variable_list> rows(x.size());
    const Tensor flat = out.reshape({-1});
    for (int64_t k = 0; k < flat.numel(); ++k) {
      variable_list g = gradients({flat[k]}, x, {}, o.create_graph, o.strict, "Jacobian");
      for (size_t j = 0; j < x.size(); ++j) rows[j].push_back(std::move(g[j]));
    }
    variable_list of_output;
    for (size_t j = 0; j < x.size(); ++j) {
      const DimVector sizes = joined(out.sizes(), x[j].sizes());
      of_output.push_back(rows[j].empty() ? zeros(sizes, x[j].options()) : stack(rows[j]).view(sizes));
    }
    result.push_back(released(std::move(of_output), o.create_graph));
  }
  return result;
}

Tensor jacobian(const SingleFunction& f, const Tensor& input, FunctionalOptions o) {
  return jacobian(of_one(f), {input}, o)[0][0];
}

std::vector<variable_list> hessian(const MultiFunction& f, const variable_list& inputs, FunctionalOptions o) {
  const MultiFunction gradient = [&](const variable_list& x) {
    const Tensor y = single(f(x), "hessian");
    check_outputs({y}, o, "hessian");
    return gradients({y.reshape({})}, x, {}, true, o.strict, "jacobian");
  };
  return jacobian(gradient, inputs, o);
}

Tensor hessian(const SingleFunction& f, const Tensor& input, FunctionalOptions o) {
  return hessian(of_one(f), {input}, o)[0][0];
}

std::pair<variable_list, variable_list> vjp(const MultiFunction& f, const variable_list& inputs,
                                            const variable_list& v, FunctionalOptions o) {
  const AutoGradMode on(true);
  const variable_list x = prepare(inputs, o.create_graph);
  variable_list y = f(x);
  check_outputs(y, o, "vjp");
  variable_list g = gradients(y, x, check_v(v, y, "the user-provided function returns a single Tensor that"),
                              o.create_graph, o.strict, "vjp");
  return {released(std::move(y), o.create_graph), released(std::move(g), o.create_graph)};
}

std::pair<Tensor, Tensor> vjp(const SingleFunction& f, const Tensor& input, const Tensor& v,
                              FunctionalOptions o) {
  auto r = vjp(of_one(f), {input}, list_of(v), o);
  return {r.first[0], r.second[0]};
}

std::pair<variable_list, variable_list> jvp(const MultiFunction& f, const variable_list& inputs,
                                            const variable_list& v, FunctionalOptions o) {
  const AutoGradMode on(true);
  const variable_list direction = check_v(v, inputs, "the input to the user-provided function");
  const variable_list x = prepare(inputs, o.create_graph);
  variable_list y = f(x);
  check_outputs(y, o, "jvp");
  variable_list weights;
  for (const Tensor& t : y) weights.push_back(zeros_like(t).requires_grad_());
  const variable_list g = gradients(y, x, weights, true, o.strict, "jvp");
  variable_list d = gradients(g, weights, direction, o.create_graph, false, "jvp");
  return {released(std::move(y), o.create_graph), released(std::move(d), o.create_graph)};
}

std::pair<Tensor, Tensor> jvp(const SingleFunction& f, const Tensor& input, const Tensor& v,
                              FunctionalOptions o) {
  auto r = jvp(of_one(f), {input}, list_of(v), o);
  return {r.first[0], r.second[0]};
}

namespace {
// What products with the Hessian begin with: the value, and its gradient at fresh inputs.
struct FirstOrder {
  variable_list direction, x;
  Tensor y;
  variable_list gradient;
};

FirstOrder first_order(const MultiFunction& f, const variable_list& inputs, const variable_list& v,
                       const FunctionalOptions& o, const char* who) {
  FirstOrder r;
  r.direction = check_v(v, inputs, "the input to the user-provided function");
  r.x = prepare(inputs, o.create_graph);
  r.y = single(f(r.x), who);
  check_outputs({r.y}, o, who);
  r.gradient = gradients({r.y}, r.x, {}, true, o.strict, "jacobian");
  return r;
}
}  // namespace

std::pair<Tensor, variable_list> vhp(const MultiFunction& f, const variable_list& inputs,
                                     const variable_list& v, FunctionalOptions o) {
  const AutoGradMode on(true);
  const FirstOrder r = first_order(f, inputs, v, o, "vhp");
  variable_list h = gradients(r.gradient, r.x, r.direction, o.create_graph, o.strict, "hessian");
  return {o.create_graph ? r.y : r.y.detach(), released(std::move(h), o.create_graph)};
}

std::pair<Tensor, Tensor> vhp(const SingleFunction& f, const Tensor& input, const Tensor& v,
                              FunctionalOptions o) {
  auto r = vhp(of_one(f), {input}, list_of(v), o);
  return {r.first, r.second[0]};
}

std::pair<Tensor, variable_list> hvp(const MultiFunction& f, const variable_list& inputs,
                                     const variable_list& v, FunctionalOptions o) {
  const AutoGradMode on(true);
  const FirstOrder r = first_order(f, inputs, v, o, "hvp");
  variable_list weights;
  for (const Tensor& t : r.x) weights.push_back(zeros_like(t).requires_grad_());
  const variable_list back = gradients(r.gradient, r.x, weights, true, o.strict, "hessian");
  variable_list h = gradients(back, weights, r.direction, o.create_graph, false, "hvp");
  return {o.create_graph ? r.y : r.y.detach(), released(std::move(h), o.create_graph)};
}

std::pair<Tensor, Tensor> hvp(const SingleFunction& f, const Tensor& input, const Tensor& v,
                              FunctionalOptions o) {
  auto r = hvp(of_one(f), {input}, list_of(v), o);
  return {r.first, r.second[0]};
}

}  // namespace facula::autograd
