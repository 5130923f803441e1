#pragma once
// What is proved of every module: see check().
#include <functional>

#include "errors.h"
#include "facula/autograd/gradcheck.h"
#include "facula/ops/activation.h"
#include "facula/ops/creation_data.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/pointwise_unary.h"
#include "facula/ops/random.h"
#include "nn/recorded.h"

namespace facula::testing {

using Tensors = std::vector<Tensor>;

// The inputs of tests/reference/record_nn_every.py, which has the same functions.
inline Tensor x(double k, std::vector<int64_t> shape) {
  int64_t n = 1;
  for (int64_t s : shape) n *= s;
  return ((arange(n, kDouble) * 0.7 + k).sin() * 1.3).reshape(shape).requires_grad_();
}
inline Tensor p(double k, std::vector<int64_t> shape) {
  return x(k, shape).detach().mul(0.7).sigmoid().requires_grad_();
}
inline Tensor i(int64_t n, std::vector<int64_t> shape) {
  int64_t count = 1;
  for (int64_t s : shape) count *= s;
  const Tensor k = arange(count, kLong);
  return (k * 11 + k.div(2, "floor") + 1).remainder(n).reshape(shape);
}
inline Tensor s(std::vector<int64_t> shape) { return i(2, shape).to(kDouble) * 2 - 1; }
inline Tensor given(std::vector<int64_t> values, std::vector<int64_t> shape) {
  return tensor(IntArrayRef(values), TensorOptions(kLong)).reshape(shape);
}

// The tensor of a result that may be a tuple.
inline Tensor first(const Tensor& t) { return t; }
template <class T, class... Ts>
Tensor first(const std::tuple<T, Ts...>& t) {
  return first(std::get<0>(t));
}
inline Tensor first(const nn::ASMoutput& o) { return o.output; }

/// In float64, of what `call(module, inputs)` gives: the result and all gradients are PyTorch's
/// (tests/reference/nn_every.txt), and the first and second derivatives, by the inputs and the parameters, those of
/// differences; where PyTorch has no second derivative, the message says so. Modules that draw random numbers draw
/// the same in every call.
template <class Make, class Call>
void check(const std::string& name, const Make& make, const Tensors& inputs, const Call& call,
           const char* no_second_derivative = nullptr) {
  SCOPED_TRACE(name);
  try {
    manual_seed(11);
    auto m = make();
    m->to(kDouble);
    const auto run = [&](const Tensors& in) {
      manual_seed(11);
      return first(call(m, in));
    };
    const Tensor y = run(inputs);
    expect_recorded("nn_every.txt", name, y, (y * y * y + y).sum(), m->parameters(), inputs);
    const std::vector<std::string> names = m->named_parameters().keys();
    Tensors checked;
    for (const Tensor& t : inputs) checked.push_back(t.detach().requires_grad_(t.requires_grad()));
    for (const Tensor& t : m->parameters()) checked.push_back(t.detach().clone().requires_grad_());
    const auto f = [&](const Tensors& v) {
      OrderedDict<std::string, Tensor> values;
      for (size_t k = 0; k < names.size(); ++k) values.insert(names[k], v[inputs.size() + k]);
      const nn::detail::Substitution replaced(*m, values, false);
      return Tensors{run(Tensors(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(inputs.size())))};
    };
    bool any = false;
    for (const Tensor& t : checked) any = any || t.requires_grad();
    if (!any) return;
    EXPECT_TRUE(autograd::gradcheck(f, checked));
    if (no_second_derivative)
      EXPECT_ERROR(autograd::gradgradcheck(f, checked), no_second_derivative);
    else
      EXPECT_TRUE(autograd::gradgradcheck(f, checked));
  } catch (const std::exception& e) {
    ADD_FAILURE() << e.what();
  }
}

}  // namespace facula::testing

// ROW1("name", module, input): one row, of one input; ROW2 and ROW3 of more.
#define ROW1(name, module, ...)                    \
  facula::testing::check(                          \
      name, [&] { return module; }, {__VA_ARGS__}, \
      [](auto& m, const facula::testing::Tensors& v) { return m(v[0]); })
#define ROW2(name, module, ...)                    \
  facula::testing::check(                          \
      name, [&] { return module; }, {__VA_ARGS__}, \
      [](auto& m, const facula::testing::Tensors& v) { return m(v[0], v[1]); })
#define ROW3(name, module, ...)                    \
  facula::testing::check(                          \
      name, [&] { return module; }, {__VA_ARGS__}, \
      [](auto& m, const facula::testing::Tensors& v) { return m(v[0], v[1], v[2]); })
