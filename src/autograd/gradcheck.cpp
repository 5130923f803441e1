#include "facula/autograd/gradcheck.h"

#include <cmath>

#include "facula/ops/creation.h"
#include "facula/ops/view.h"

namespace facula::autograd {

namespace {

int64_t axes(const Tensor& t) { return t.is_complex() ? 2 : 1; }

// Real numbers of a tensor, in order; a complex one as pairs.
std::vector<double> numbers(const Tensor& t) {
  NoGradGuard off;
  Tensor flat = t.detach().contiguous().to(t.is_complex() ? kComplexDouble : kDouble).cpu();
  const auto* p = static_cast<const double*>(flat.data_ptr());
  return std::vector<double>(p, p + flat.numel() * axes(t));
}

variable_list outputs_of(const GradcheckFunction& f, const variable_list& inputs) {
  variable_list kept;
  for (Tensor& t : f(inputs))
    if (t.defined() && isDifferentiableType(t.scalar_type())) kept.push_back(std::move(t));
  return kept;
}

// A copy of `inputs` in which real number k of input i is moved by `step`.
variable_list moved(const variable_list& inputs, size_t i, int64_t k, double step) {
  NoGradGuard off;
  variable_list copy = inputs;
  Tensor dense = inputs[i].detach().clone(MemoryFormat::Contiguous);
  static_cast<double*>(dense.data_ptr())[k] += step;
  // the layout of the input is part of what is tested
  Tensor t = empty_strided(inputs[i].sizes(), inputs[i].strides(), inputs[i].options());
  if (inputs[i].is_non_overlapping_and_dense())
    t.copy_(dense);
  else
    t = dense;
  copy[i] = t.requires_grad_(inputs[i].requires_grad());
  return copy;
}

// d outputs / d (number k of input i), all outputs after each other.
std::vector<double> difference(const GradcheckFunction& f, const variable_list& inputs, size_t i, int64_t k,
                               double eps) {
  const variable_list up = outputs_of(f, moved(inputs, i, k, eps)),
                      down = outputs_of(f, moved(inputs, i, k, -eps));
  std::vector<double> d;
  for (size_t o = 0; o < up.size(); ++o) {
    const std::vector<double> a = numbers(up[o]), b = numbers(down[o]);
    for (size_t e = 0; e < a.size(); ++e) d.push_back((a[e] - b[e]) / (2 * eps));
  }
  return d;
}

struct Mismatch {
  size_t output, input;
  int64_t output_number, input_number;
  double numerical, analytical;
};

bool report(const Mismatch& m, const GradcheckOptions& o) {
  FACULA_CHECK(!o.raise_exception, "Jacobian mismatch for output ", m.output, " with respect to input ",
               m.input, ",\nnumerical:", m.numerical, "\nanalytical:", m.analytical, "\n(number ",
               m.output_number, " of the output, number ", m.input_number, " of the input)");
  return false;
}

bool close(double a, double b, const GradcheckOptions& o) {
  return a == b || std::abs(a - b) <= o.atol + o.rtol * std::abs(b) || (std::isnan(a) && std::isnan(b));
}

// One row of the analytical Jacobian: gradients of real number `e` of output `o`.
variable_list row(const variable_list& outputs, size_t o, int64_t e, const variable_list& wanted) {
  Tensor seed = zeros(outputs[o].sizes(), outputs[o].options());
  static_cast<double*>(seed.data_ptr())[e] = 1;
  if (!outputs[o].requires_grad()) return variable_list(wanted.size());
  return grad({outputs[o]}, wanted, {seed}, true, false, true);
}

void check_inputs(const variable_list& inputs) {
  bool any = false;
  for (const Tensor& t : inputs) {
    if (!t.defined() || !t.requires_grad()) continue;
    any = true;
    FACULA_CHECK_AS(ValueError, t.scalar_type() == kDouble || t.scalar_type() == kComplexDouble,
                    "gradcheck: inputs that require gradients must be float64 or complex128, but one is ",
                    t.scalar_type());
  }
  FACULA_CHECK_AS(
      ValueError, any,
      "gradcheck expects at least one input tensor to require gradient, but none of the them have "
      "requires_grad=True.");
}

}  // namespace

bool gradcheck(const GradcheckFunction& f, const variable_list& inputs, GradcheckOptions options) {
  check_inputs(inputs);
  AutoGradMode on(true);
  const variable_list outputs = outputs_of(f, inputs);
  std::vector<size_t> which;
  variable_list wanted;
  for (size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].defined() && inputs[i].requires_grad()) which.push_back(i), wanted.push_back(inputs[i]);

  // analytical[w][output number, over all outputs][number of the input]
  std::vector<std::vector<std::vector<double>>> analytical(wanted.size());
  std::vector<std::pair<size_t, int64_t>> rows;
  for (size_t o = 0; o < outputs.size(); ++o) {
    FACULA_CHECK(outputs[o].scalar_type() == kDouble || outputs[o].scalar_type() == kComplexDouble,
                 "gradcheck: outputs must be float64 or complex128, but one is ", outputs[o].scalar_type());
    for (int64_t e = 0; e < outputs[o].numel() * axes(outputs[o]); ++e) {
      const variable_list g = row(outputs, o, e, wanted);
      rows.emplace_back(o, e);
      for (size_t w = 0; w < wanted.size(); ++w)
        analytical[w].push_back(
            g[w].defined() ? numbers(g[w])
                           : std::vector<double>(static_cast<size_t>(wanted[w].numel() * axes(wanted[w]))));
    }
  }
  for (size_t w = 0; w < wanted.size(); ++w)
    for (int64_t k = 0; k < wanted[w].numel() * axes(wanted[w]); ++k) {
      const std::vector<double> d = difference(f, inputs, which[w], k, options.eps);
      for (size_t r = 0; r < rows.size(); ++r) {
        const double a = analytical[w][r][static_cast<size_t>(k)];
        if (!close(a, d[r], options))
          return report({rows[r].first, which[w], rows[r].second, k, d[r], a}, options);
      }
    }
  return true;
}

bool gradgradcheck(const GradcheckFunction& f, const variable_list& inputs, const variable_list& grad_outputs,
                   GradcheckOptions options) {
  check_inputs(inputs);
  AutoGradMode on(true);
  variable_list weights = grad_outputs;
  if (weights.empty()) {
    double v = 0.7;
    for (const Tensor& t : outputs_of(f, inputs)) {
      Tensor w = zeros(t.sizes(), t.options());
      auto* p = static_cast<double*>(w.data_ptr());
      for (int64_t i = 0; i < w.numel() * axes(w); ++i) {
        v = std::fmod(v * 997 + 0.31, 1.0);  // any weights do, as long as they differ
        p[i] = v - 0.5;
      }
      weights.push_back(w.requires_grad_());
    }
  }
  const size_t n = inputs.size();
  variable_list all = inputs;
  all.insert(all.end(), weights.begin(), weights.end());
  const auto first_gradients = [&](const variable_list& args) {
    const variable_list x(args.begin(), args.begin() + static_cast<std::ptrdiff_t>(n));
    const variable_list w(args.begin() + static_cast<std::ptrdiff_t>(n), args.end());
    variable_list wanted;
    for (const Tensor& t : x)
      if (t.defined() && t.requires_grad()) wanted.push_back(t);
    const variable_list y = outputs_of(f, x);
    variable_list out;
    for (Tensor& g : grad(y, wanted, w, true, true, true))
      if (g.defined()) out.push_back(std::move(g));
    return out;
  };
  return gradcheck(first_gradients, all, options);
}

}  // namespace facula::autograd
