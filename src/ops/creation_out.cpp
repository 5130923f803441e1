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

namespace {
// out in like's shape and, unless `format` says otherwise, its memory format, to be filled.
template <class F>
Tensor& filled_like(const char* op, Tensor& out, const Tensor& like, std::optional<MemoryFormat> format,
                    const F& fill) {
  const OutScope scope(op, {&out, &like});
  if (!format || *format == MemoryFormat::Preserve) format = like.suggest_memory_format();
  if (out.defined())
    out.resize_(like.sizes(), format);
  else
    out = empty(like.sizes(), like.options().requires_grad(std::nullopt), format);
  fill();
  return out;
}
}  // namespace

Tensor& empty_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format) {
  return filled_like("empty_like", out, like, format, [] {});
}
Tensor& zeros_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format) {
  return filled_like("zeros_like", out, like, format, [&] { out.zero_(); });
}
Tensor& ones_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format) {
  return filled_like("ones_like", out, like, format, [&] { out.fill_(1); });
}
Tensor& full_like_out(Tensor& out, const Tensor& like, const Scalar& value,
                      std::optional<MemoryFormat> format) {
  return filled_like("full_like", out, like, format, [&] { out.fill_(value); });
}
Tensor& rand_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format) {
  return filled_like("rand_like", out, like, format, [&] { out.uniform_(); });
}
Tensor& randn_like_out(Tensor& out, const Tensor& like, std::optional<MemoryFormat> format) {
  return filled_like("randn_like", out, like, format, [&] { out.normal_(); });
}
Tensor& randint_like_out(Tensor& out, const Tensor& like, int64_t high, std::optional<MemoryFormat> format) {
  return randint_like_out(out, like, 0, high, format);
}
Tensor& randint_like_out(Tensor& out, const Tensor& like, int64_t low, int64_t high,
                         std::optional<MemoryFormat> format) {
  return filled_like("randint_like", out, like, format,
                     [&] { out.random_(low, std::optional<int64_t>(high)); });
}
Tensor& new_empty_out(Tensor& out, const Tensor& like, IntArrayRef size) {
  if (!out.defined()) out = like.new_empty(size);
  return empty_out(out, size);
}
Tensor& new_zeros_out(Tensor& out, const Tensor& like, IntArrayRef size) {
  return new_full_out(out, like, size, 0);
}
Tensor& new_ones_out(Tensor& out, const Tensor& like, IntArrayRef size) {
  return new_full_out(out, like, size, 1);
}
Tensor& new_full_out(Tensor& out, const Tensor& like, IntArrayRef size, const Scalar& value) {
  if (!out.defined()) out = like.new_empty(size);
  return full_out(out, size, value);
}

Tensor& scalar_tensor_out(Tensor& out, const Scalar& value) { return full_out(out, {}, value); }
Tensor& tril_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset) {
  return made("tril_indices", out, [&](TensorOptions o) { return tril_indices(row, col, offset, o); });
}
Tensor& triu_indices_out(Tensor& out, int64_t row, int64_t col, int64_t offset) {
  return made("triu_indices", out, [&](TensorOptions o) { return triu_indices(row, col, offset, o); });
}
Tensor& bartlett_window_out(Tensor& out, int64_t n, bool periodic) {
  return made("bartlett_window", out, [&](TensorOptions o) { return bartlett_window(n, periodic, o); });
}
Tensor& blackman_window_out(Tensor& out, int64_t n, bool periodic) {
  return made("blackman_window", out, [&](TensorOptions o) { return blackman_window(n, periodic, o); });
}
Tensor& hann_window_out(Tensor& out, int64_t n, bool periodic) {
  return made("hann_window", out, [&](TensorOptions o) { return hann_window(n, periodic, o); });
}
Tensor& hamming_window_out(Tensor& out, int64_t n, bool periodic, double alpha, double beta) {
  return made("hamming_window", out,
              [&](TensorOptions o) { return hamming_window(n, periodic, alpha, beta, o); });
}
Tensor& kaiser_window_out(Tensor& out, int64_t n, bool periodic, double beta) {
  return made("kaiser_window", out, [&](TensorOptions o) { return kaiser_window(n, periodic, beta, o); });
}

}  // namespace facula
