#include "facula/autograd/gradcheck.h"

#include <cmath>

#include "facula/core/warning.h"
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

ScalarType precise(const Tensor& t) { return t.is_complex() ? kComplexDouble : kDouble; }

// A copy of `inputs` in which real number k of input i is moved by `step`.
variable_list moved(const variable_list& inputs, size_t i, int64_t k, double step) {
  NoGradGuard off;
  variable_list copy = inputs;
  Tensor dense = inputs[i].detach().to(precise(inputs[i])).clone(MemoryFormat::Contiguous);
  static_cast<double*>(dense.data_ptr())[k] += step;
  // the layout of the input is part of what is tested
  Tensor t = dense.to(inputs[i].scalar_type());
  if (inputs[i].is_non_overlapping_and_dense()) {
    t = empty_strided(inputs[i].sizes(), inputs[i].strides(), inputs[i].options());
    t.copy_(dense);
  }
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

bool close(double a, double b, const GradcheckOptions& o) {
  return a == b || std::abs(a - b) <= o.atol + o.rtol * std::abs(b) || (std::isnan(a) && std::isnan(b));
}

// One row of the analytical Jacobian: gradients of real number `e` of output `o`.
variable_list row(const variable_list& outputs, size_t o, int64_t e, const variable_list& wanted) {
  Tensor seed = zeros(outputs[o].sizes(), precise(outputs[o]));
  static_cast<double*>(seed.data_ptr())[e] = 1;
  if (!outputs[o].requires_grad()) return variable_list(wanted.size());
  return grad({outputs[o]}, wanted, {seed.to(outputs[o].scalar_type())}, true, false, true);
}

void check_inputs(const variable_list& inputs) {
  bool any = false;
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& t = inputs[i];
    if (!t.defined() || !t.requires_grad()) continue;
    any = true;
    if (t.scalar_type() != kDouble && t.scalar_type() != kComplexDouble)
      FACULA_WARN(
          "Input #", i,
          " requires gradient and is not a double precision floating point or complex. This check will "
          "likely fail if all the inputs are not of double precision floating point or complex.");
  }
  FACULA_CHECK_AS(
      ValueError, any,
      "gradcheck expects at least one input tensor to require gradient, but none of the them have "
      "requires_grad=True.");
}

// Where one output's numbers stand among all outputs' numbers.
struct Range {
  size_t first, count;
};

// d outputs / d one input: [number of the input][number of the output], a complex number counting as two.
using Jacobian = std::vector<std::vector<double>>;

Tensor part_of(const Jacobian& j, const Range& r) {
  Tensor t = zeros({static_cast<int64_t>(j.size()), static_cast<int64_t>(r.count)}, kDouble);
  auto* p = static_cast<double*>(t.data_ptr());
  for (const auto& line : j)
    for (size_t k = 0; k < r.count; ++k) *p++ = line[r.first + k];
  return t;
}

bool agree(const Jacobian& a, const Jacobian& b, const Range& r, const GradcheckOptions& o) {
  for (size_t i = 0; i < a.size(); ++i)
    for (size_t k = r.first; k < r.first + r.count; ++k)
      if (!close(a[i][k], b[i][k], o)) return false;
  return true;
}

}  // namespace

bool gradcheck(const GradcheckFunction& f, const variable_list& inputs, GradcheckOptions options) {
  check_inputs(inputs);
  AutoGradMode on(true);
  const variable_list outputs = outputs_of(f, inputs);
  std::vector<size_t> which;
  variable_list wanted;
  std::vector<Jacobian> analytical;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (!inputs[i].defined() || !inputs[i].requires_grad()) continue;
    which.push_back(i);
    wanted.push_back(inputs[i]);
    analytical.emplace_back(static_cast<size_t>(inputs[i].numel() * axes(inputs[i])));
  }
  std::vector<Range> ranges;
  size_t count = 0;
  for (size_t o = 0; o < outputs.size(); ++o) {
    const int64_t n = outputs[o].numel() * axes(outputs[o]);
    ranges.push_back({count, static_cast<size_t>(n)});
    count += static_cast<size_t>(n);
    for (int64_t e = 0; e < n; ++e) {
      const variable_list g = row(outputs, o, e, wanted);
      for (size_t w = 0; w < wanted.size(); ++w) {
        Jacobian& j = analytical[w];
        const std::vector<double> v = g[w].defined() ? numbers(g[w]) : std::vector<double>(j.size());
        for (size_t k = 0; k < j.size(); ++k) j[k].push_back(v[k]);
      }
    }
  }
  for (size_t w = 0; w < wanted.size(); ++w) {
    Jacobian numerical;
    for (size_t k = 0; k < analytical[w].size(); ++k)
      numerical.push_back(difference(f, inputs, which[w], static_cast<int64_t>(k), options.eps));
    for (size_t o = 0; o < outputs.size(); ++o) {
      if (agree(analytical[w], numerical, ranges[o], options)) continue;
      FACULA_CHECK(!options.raise_exception, "Jacobian mismatch for output ", o, " with respect to input ",
                   which[w], ",\nnumerical:", part_of(numerical, ranges[o]).repr(),
                   "\nanalytical:", part_of(analytical[w], ranges[o]).repr(), "\n");
      return false;
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
      Tensor w = zeros(t.sizes(), precise(t));
      auto* p = static_cast<double*>(w.data_ptr());
      for (int64_t i = 0; i < w.numel() * axes(w); ++i) {
        v = std::fmod(v * 997 + 0.31, 1.0);  // any weights do, as long as they differ
        p[i] = v - 0.5;
      }
      weights.push_back(w.to(t.options()).requires_grad_());
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
