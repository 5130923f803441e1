#include "facula/ops/creation_out.h"

#include "facula/ops/creation.h"
#include "facula/ops/random.h"
#include "ops/out_scope.h"

namespace facula {

namespace {

// What a factory gives, as out's dtype.
template <class F>
Tensor& made(const char* op, Tensor& out, const F& make) {
  const OutScope scope(op, {&out});
  return scope.store(out, make(out.defined() ? out.options() : TensorOptions()));
}
// out in the given shape, to be filled.
template <class F>
Tensor& filled(const char* op, Tensor& out, IntArrayRef size, const F& fill) {
  const OutScope scope(op, {&out});
  if (out.defined())
    out.resize_(size);
  else
    out = empty(size);
  fill();
  return out;
}

}  // namespace

Tensor& empty_out(Tensor& out, IntArrayRef size, std::optional<MemoryFormat> format) {
  const OutScope scope("empty", {&out});
  if (!out.defined()) return out = empty(size, {}, format);
  out.resize_(size, format);
  return out;
}
Tensor& zeros_out(Tensor& out, IntArrayRef size) {
  return filled("zeros", out, size, [&] { out.zero_(); });
}
Tensor& ones_out(Tensor& out, IntArrayRef size) {
  return filled("ones", out, size, [&] { out.fill_(1); });
}
Tensor& full_out(Tensor& out, IntArrayRef size, const Scalar& value) {
  return filled("full", out, size, [&] { out.fill_(value); });
}
Tensor& arange_out(Tensor& out, const Scalar& end) { return arange_out(out, 0, end); }
Tensor& arange_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step) {
  return made("arange", out, [&](TensorOptions o) { return arange(start, end, step, o); });
}
Tensor& range_out(Tensor& out, const Scalar& start, const Scalar& end, const Scalar& step) {
  return made("range", out, [&](TensorOptions o) { return range(start, end, step, o); });
}
Tensor& linspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps) {
  return made("linspace", out, [&](TensorOptions o) { return linspace(start, end, steps, o); });
}
Tensor& logspace_out(Tensor& out, const Scalar& start, const Scalar& end, int64_t steps, double base) {
  return made("logspace", out, [&](TensorOptions o) { return logspace(start, end, steps, base, o); });
}
Tensor& eye_out(Tensor& out, int64_t n) { return eye_out(out, n, n); }
Tensor& eye_out(Tensor& out, int64_t n, int64_t m) {
  return made("eye", out, [&](TensorOptions o) { return eye(n, m, o); });
}
Tensor& complex_out(Tensor& out, const Tensor& real, const Tensor& imag) {
  const OutScope scope("complex", {&out, &real, &imag});
  return scope.store(out, facula::complex(real, imag));
}
Tensor& polar_out(Tensor& out, const Tensor& abs, const Tensor& angle) {
  const OutScope scope("polar", {&out, &abs, &angle});
  return scope.store(out, polar(abs, angle));
}

Tensor& rand_out(Tensor& out, IntArrayRef size, std::optional<Generator> g) {
  return filled("rand", out, size, [&] { out.uniform_(0, 1, std::move(g)); });
}
Tensor& randn_out(Tensor& out, IntArrayRef size, std::optional<Generator> g) {
  return filled("randn", out, size, [&] { out.normal_(0, 1, std::move(g)); });
}
Tensor& randint_out(Tensor& out, int64_t high, IntArrayRef size, std::optional<Generator> g) {
  return randint_out(out, 0, high, size, std::move(g));
}
Tensor& randint_out(Tensor& out, int64_t low, int64_t high, IntArrayRef size, std::optional<Generator> g) {
  return filled("randint", out, size, [&] { out.random_(low, std::optional<int64_t>(high), std::move(g)); });
}
Tensor& randperm_out(Tensor& out, int64_t n, std::optional<Generator> g) {
  return made("randperm", out, [&](TensorOptions o) { return randperm(n, std::move(g), o); });
}
Tensor& normal_out(Tensor& out, double mean, double std, IntArrayRef size, std::optional<Generator> g) {
  return filled("normal", out, size, [&] { out.normal_(mean, std, std::move(g)); });
}
Tensor& normal_out(Tensor& out, const Tensor& mean, double std, std::optional<Generator> g) {
  const OutScope scope("normal", {&out, &mean});
  return scope.store(out, normal(mean, std, std::move(g)));
}
Tensor& normal_out(Tensor& out, double mean, const Tensor& std, std::optional<Generator> g) {
  const OutScope scope("normal", {&out, &std});
  return scope.store(out, normal(mean, std, std::move(g)));
}
Tensor& normal_out(Tensor& out, const Tensor& mean, const Tensor& std, std::optional<Generator> g) {
  const OutScope scope("normal", {&out, &mean, &std});
  return scope.store(out, normal(mean, std, std::move(g)));
}

}  // namespace facula
