#include "facula/ops/activation.h"
#include "optable/rows.h"

namespace facula::optable {

namespace {

#define FACULA_FUNCTION(...) [](const variable_list& x) { return variable_list{__VA_ARGS__}; }
#define FACULA_ON_SELF(...)            \
  [](const variable_list& x) {         \
    Tensor self = x[0];                \
    return variable_list{__VA_ARGS__}; \
  }
#define FACULA_INTO(...) [](variable_list& o, const variable_list& x) { __VA_ARGS__; }

struct Adder {
  std::vector<Row>& rows;
  Row& operator()(const char* name, const char* python, Function f, double low = -3, double high = 3) {
    std::vector<Sample> samples = unary_samples(low, high);
    samples.push_back({Input({2, 3, 2, 2}, low, high)});
    rows.push_back(Row{name, python, std::move(f), std::move(samples)}.tolerance(4e-6, 1e-12));
    return rows.back();
  }
};

void add_piecewise(Adder add) {
  const std::vector<ScalarType> integers_too = {kFloat, kDouble, kInt, kLong};
  add("relu", "F.relu(x[0])", FACULA_FUNCTION(facula::relu(x[0])))
      .types(integers_too)
      .inplace(FACULA_ON_SELF(facula::relu_(self)));
  add("relu6", "F.relu6(x[0])", FACULA_FUNCTION(facula::relu6(x[0])), -3, 8)
      .types(integers_too)
      .inplace(FACULA_ON_SELF(facula::relu6_(self)));
  add("leaky_relu", "F.leaky_relu(x[0], 0.2)", FACULA_FUNCTION(facula::leaky_relu(x[0], 0.2)))
      .inplace(FACULA_ON_SELF(facula::leaky_relu_(self, 0.2)))
      .out_form(FACULA_INTO(leaky_relu_out(o[0], x[0], 0.2)));
  add("threshold", "F.threshold(x[0], 0.5, 2.0)", FACULA_FUNCTION(facula::threshold(x[0], 0.5, 2.0)))
      .inplace(FACULA_ON_SELF(facula::threshold_(self, 0.5, 2.0)))
      .out_form(FACULA_INTO(threshold_out(o[0], x[0], 0.5, 2.0)));
  add("hardtanh", "F.hardtanh(x[0], -1.1, 1.2)", FACULA_FUNCTION(facula::hardtanh(x[0], -1.1, 1.2)))
      .inplace(FACULA_ON_SELF(facula::hardtanh_(self, -1.1, 1.2)))
      .out_form(FACULA_INTO(hardtanh_out(o[0], x[0], -1.1, 1.2)));
  add("hardsigmoid", "F.hardsigmoid(x[0])", FACULA_FUNCTION(facula::hardsigmoid(x[0])), -4, 4)
      .inplace(FACULA_ON_SELF(facula::hardsigmoid_(self)))
      .out_form(FACULA_INTO(hardsigmoid_out(o[0], x[0])))
      .tolerance(4e-6, 1e-7);  // PyTorch keeps 1/6 in float even where it computes in double
  add("hardswish", "F.hardswish(x[0])", FACULA_FUNCTION(facula::hardswish(x[0])), -4, 4)
      .inplace(FACULA_ON_SELF(facula::hardswish_(self)))
      .out_form(FACULA_INTO(hardswish_out(o[0], x[0])))
      .tolerance(4e-6, 1e-7);
  add("hardshrink", "F.hardshrink(x[0], 0.6)", FACULA_FUNCTION(x[0].hardshrink(0.6)))
      .out_form(FACULA_INTO(hardshrink_out(o[0], x[0], 0.6)));
  add("softshrink", "F.softshrink(x[0], 0.6)", FACULA_FUNCTION(facula::softshrink(x[0], 0.6)))
      .out_form(FACULA_INTO(softshrink_out(o[0], x[0], 0.6)));
  add("rrelu", "F.rrelu(x[0], 0.1, 0.3)", FACULA_FUNCTION(facula::rrelu(x[0], 0.1, 0.3)))
      .inplace(FACULA_ON_SELF(facula::rrelu_(self, 0.1, 0.3)));
}

void add_smooth(Adder add) {
  add("elu", "F.elu(x[0], 1.5)", FACULA_FUNCTION(facula::elu(x[0], 1.5)))
      .inplace(FACULA_ON_SELF(facula::elu_(self, 1.5)))
      .out_form(FACULA_INTO(elu_out(o[0], x[0], 1.5)));
  add("selu", "F.selu(x[0])", FACULA_FUNCTION(facula::selu(x[0])))
      .inplace(FACULA_ON_SELF(facula::selu_(self)));
  add("celu", "F.celu(x[0], 1.5)", FACULA_FUNCTION(facula::celu(x[0], 1.5)))
      .inplace(FACULA_ON_SELF(facula::celu_(self, 1.5)))
      .tolerance(4e-6, 1e-7);  // PyTorch keeps 1 / alpha in float
  add("gelu", "F.gelu(x[0])", FACULA_FUNCTION(facula::gelu(x[0])))
      .inplace(FACULA_ON_SELF(facula::gelu_(self)))
      .out_form(FACULA_INTO(gelu_out(o[0], x[0])))
      .tolerance(2e-5, 1e-12);  // PyTorch's own float32 value is 1e-5 off the double one in the lower tail
  add("gelu_tanh", "F.gelu(x[0], approximate='tanh')", FACULA_FUNCTION(facula::gelu(x[0], "tanh")))
      .inplace(FACULA_ON_SELF(facula::gelu_(self, "tanh")))
      .out_form(FACULA_INTO(gelu_out(o[0], x[0], "tanh")));
  add("silu", "F.silu(x[0])", FACULA_FUNCTION(facula::silu(x[0])))
      .types(kFloatsAndComplex)
      .inplace(FACULA_ON_SELF(facula::silu_(self)))
      .out_form(FACULA_INTO(silu_out(o[0], x[0])));
  add("mish", "F.mish(x[0])", FACULA_FUNCTION(facula::mish(x[0])))
      .inplace(FACULA_ON_SELF(facula::mish_(self)))
      .out_form(FACULA_INTO(mish_out(o[0], x[0])));
  add("softplus", "F.softplus(x[0], 2, 3)", FACULA_FUNCTION(facula::softplus(x[0], 2, 3)))
      .out_form(FACULA_INTO(softplus_out(o[0], x[0], 2, 3)));
  add("log_sigmoid", "F.logsigmoid(x[0])", FACULA_FUNCTION(facula::log_sigmoid(x[0])))
      .out_form(FACULA_INTO(log_sigmoid_out(o[0], x[0])));
  add("softsign", "F.softsign(x[0])", FACULA_FUNCTION(facula::detail::softsign(x[0])));
  add("tanhshrink", "F.tanhshrink(x[0])", FACULA_FUNCTION(facula::detail::tanhshrink(x[0])))
      .tolerance(4e-6, 1e-12);
}

void add_parametric(std::vector<Row>& rows) {
  rows.push_back(Row{
      "glu", "F.glu(x[0], 1)", FACULA_FUNCTION(facula::glu(x[0], 1)), {{Input({3, 4})}, {Input({2, 6, 3})}}}
                     .out_form(FACULA_INTO(glu_out(o[0], x[0], 1))));
  rows.push_back(Row{"prelu",
                     "F.prelu(x[0], x[1])",
                     FACULA_FUNCTION(x[0].prelu(x[1])),
                     {{Input({3, 4}), Input({4}, 0.1, 0.5)}, {Input({2, 3, 4}), Input({1}, 0.1, 0.5)}}});
}

// Zeros of both signs, infinities, NaN and the ends of the range.
void add_extremes(std::vector<Row>& rows) {
  auto add = [&](const char* name, const char* python, Function f) {
    rows.push_back(
        Row{std::string(name) + "_extreme", python, std::move(f), {{Input::extremes()}}}.no_gradient(
            "extreme values: difference quotients do not exist there"));
  };
  add("relu6", "F.relu6(x[0])", FACULA_FUNCTION(facula::relu6(x[0])));
  add("leaky_relu", "F.leaky_relu(x[0])", FACULA_FUNCTION(facula::leaky_relu(x[0])));
  add("elu", "F.elu(x[0])", FACULA_FUNCTION(facula::elu(x[0])));
  add("gelu", "F.gelu(x[0])", FACULA_FUNCTION(facula::gelu(x[0])));
  add("silu", "F.silu(x[0])", FACULA_FUNCTION(facula::silu(x[0])));
  add("softplus", "F.softplus(x[0])", FACULA_FUNCTION(facula::softplus(x[0])));
  add("log_sigmoid", "F.logsigmoid(x[0])", FACULA_FUNCTION(facula::log_sigmoid(x[0])));
  add("hardswish", "F.hardswish(x[0])", FACULA_FUNCTION(facula::hardswish(x[0])));
  add("hardtanh", "F.hardtanh(x[0])", FACULA_FUNCTION(facula::hardtanh(x[0])));
  add("hardshrink", "F.hardshrink(x[0])", FACULA_FUNCTION(facula::hardshrink(x[0])));
  add("softshrink", "F.softshrink(x[0])", FACULA_FUNCTION(facula::softshrink(x[0])));
  add("threshold", "F.threshold(x[0], 0.5, 2)", FACULA_FUNCTION(facula::threshold(x[0], 0.5, 2)));
}

}  // namespace

void add_activation_rows(std::vector<Row>& rows) {
  add_piecewise({rows});
  add_smooth({rows});
  add_parametric(rows);
  add_extremes(rows);
}

}  // namespace facula::optable
