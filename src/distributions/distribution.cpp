#include "facula/distributions/distribution.h"

#include <algorithm>
#include <charconv>
#include <string>

#include "distributions/common.h"

namespace facula::distributions {

namespace {

std::string python_tuple(IntArrayRef shape) {
  std::string s = "(";
  for (size_t i = 0; i < shape.size(); ++i) s += (i ? ", " : "") + std::to_string(shape[i]);
  return s + (shape.size() == 1 ? ",)" : ")");
}
std::string python_size(IntArrayRef shape) {
  std::string s = "torch.Size([";
  for (size_t i = 0; i < shape.size(); ++i) s += (i ? ", " : "") + std::to_string(shape[i]);
  return s + "])";
}

// repr() of a Python float: the shortest digits that read back as x.
std::string python_float(double x) {
  if (std::isnan(x)) return "nan";
  if (std::isinf(x)) return x > 0 ? "inf" : "-inf";
  char text[40];
  const double size = std::fabs(x);
  const bool plain = size == 0 || (size >= 1e-4 && size < 1e16);
  const auto form = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string s(text, std::to_chars(text, text + sizeof text, x, form).ptr);
  if (plain && s.find('.') == std::string::npos) s += ".0";
  return s;
}

std::string python_text(const Tensor& t) {
  const Tensor plain = t.detach();
  if (plain.dim() > 0) return plain.repr();
  if (isFloatingType(plain.scalar_type())) return python_float(plain.item<double>());
  if (plain.scalar_type() == kBool) return plain.item<bool>() ? "True" : "False";
  return std::to_string(plain.item<int64_t>());
}

}  // namespace

Tensor as_tensor(const Parameter& p) { return p.tensor.defined() ? p.tensor : full({}, p.number); }

std::pair<Tensor, Tensor> broadcast_all(const Parameter& a, const Parameter& b) {
  const bool ta = a.tensor.defined(), tb = b.tensor.defined();
  const Tensor x = ta   ? a.tensor
                   : tb ? full({}, a.number, b.tensor.options().requires_grad(false))
                        : as_tensor(a);
  const Tensor y = tb   ? b.tensor
                   : ta ? full({}, b.number, a.tensor.options().requires_grad(false))
                        : as_tensor(b);
  const auto both = broadcast_tensors({x, y});
  return {both[0], both[1]};
}

std::string Distribution::repr() const {
  std::string s = std::string(name_) + "(";
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const auto& [name, value] = parameters_[i];
    s += std::string(i ? ", " : "") + name + ": ";
    s += value.numel() == 1 ? python_text(value) : python_size(value.sizes());
  }
  return s + ")";
}

void Distribution::set_shapes(IntArrayRef batch, IntArrayRef event) {
  batch_shape_ = batch.vec();
  event_shape_ = event.vec();
}

std::vector<int64_t> Distribution::extended_shape(IntArrayRef sample_shape) const {
  return join(join(sample_shape, batch_shape_), event_shape_);
}

void Distribution::check_parameter(const char* name, const Tensor& value, const char* constraint,
                                   const Tensor& valid) const {
  FACULA_CHECK_AS(ValueError, !validate_ || valid.all().item<bool>(), "Expected parameter ", name,
                  " (Tensor of shape ", python_tuple(value.sizes()), ") of distribution ", repr(),
                  " to satisfy the constraint ", constraint, ", but found invalid values:\n",
                  python_text(value));
}

void Distribution::check_shape(const Tensor& value) const {
  if (!validate_) return;
  const size_t events = event_shape_.size(), dims = static_cast<size_t>(value.dim());
  FACULA_CHECK_AS(ValueError, dims >= events && value.sizes().slice(dims - events) == event_shape_,
                  "The right-most size of value must match event_shape: ", python_size(value.sizes()), " vs ",
                  python_size(event_shape_), ".");
  const auto expected = join(batch_shape_, event_shape_);
  for (size_t i = 1; i <= std::min(dims, expected.size()); ++i) {
    const int64_t a = value.size(-static_cast<int64_t>(i)), b = expected[expected.size() - i];
    FACULA_CHECK_AS(ValueError, a == 1 || b == 1 || a == b,
                    "Value is not broadcastable with batch_shape+event_shape: ", python_size(value.sizes()),
                    " vs ", python_size(expected), ".");
  }
}

void Distribution::check_support(const Tensor& value, const std::string& support, const Tensor& valid) const {
  FACULA_CHECK_AS(ValueError, !validate_ || valid.all().item<bool>(),
                  "Expected value argument (Tensor of shape ", python_tuple(value.sizes()),
                  ") to be within the support (", support, ") of the distribution ", repr(),
                  ", but found invalid values:\n", python_text(value));
}

#define FACULA_ABSENT(function) facula::detail::fail<NotImplementedError>(name_, " has no " #function "()");
Tensor Distribution::mean() const {FACULA_ABSENT(mean)} Tensor Distribution::variance() const {
    FACULA_ABSENT(variance)} Tensor Distribution::entropy() const {
    FACULA_ABSENT(entropy)} Tensor Distribution::cdf(const Tensor&) const {
    FACULA_ABSENT(cdf)} Tensor Distribution::icdf(const Tensor&) const {
    FACULA_ABSENT(icdf)} Tensor Distribution::rsample(IntArrayRef) const {FACULA_ABSENT(rsample)} Tensor
    Distribution::enumerate_support(bool) const {FACULA_ABSENT(enumerate_support)}
#undef FACULA_ABSENT

Tensor Distribution::stddev() const {
  return variance().sqrt();
}
Tensor Distribution::perplexity() const { return entropy().exp(); }
Tensor Distribution::sample(IntArrayRef sample_shape) const {
  NoGradGuard off;
  return rsample(sample_shape);
}

}  // namespace facula::distributions
