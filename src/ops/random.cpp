#include "facula/ops/random.h"

#include <atomic>
#include <limits>

#include "facula/ops/creation.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "kernels/iter.h"
#include "kernels/random.h"
#include "ops/inplace.h"
#include "ops/random.h"

namespace facula {

namespace {

std::atomic<uint64_t> last_seed{default_rng_seed};

TensorOptions without_grad(const TensorOptions& o) { return o.requires_grad(std::nullopt); }
Tensor finish(Tensor t, const TensorOptions& o) {
  if (o.requires_grad()) t.requires_grad_(true);
  return t;
}

// What every in-place fill does around its kernel: its gradient is zero, whatever the values were.
template <class Fill>
Tensor& fill_inplace(const char* node, const Tensor& self, Fill fill) {
  check_inplace(self);
  assert_no_internal_overlap(self);
  fill();
  self.unsafeGetTensorImpl()->bump_version();
  record_inplace(node, self, grad_of(self, [](const Tensor& g) { return zeros_like(g); }));
  return const_cast<Tensor&>(self);
}

// The dtype as PyTorch's range messages spell it.
const char* range_name(ScalarType t) {
  switch (t) {
    case kByte:
      return "unsigned char";
    case kChar:
      return "signed char";
    case kShort:
      return "short";
    case kInt:
      return "int";
    case kLong:
      return "int64_t";
    default:
      return type_name(t);
  }
}

const char* fixed_name(ScalarType t) {
  return t == kByte ? "uint8_t" : t == kChar ? "int8_t" : t == kShort ? "int16_t" : range_name(t);
}

double largest(ScalarType t) {
  switch (t) {
    case kHalf:
      return 65504;
    case kBFloat16:
      return 3.3895313892515355e38;
    case kDouble:
    case kComplexDouble:
      return std::numeric_limits<double>::max();
    default:
      return static_cast<double>(std::numeric_limits<float>::max());
  }
}

void check_uniform(ScalarType dtype, double from, double to) {
  if (!isDifferentiableType(dtype)) return;  // the kernel says so
  const ScalarType real = toRealValueType(dtype);
  const double top = largest(real);
  FACULA_CHECK(from >= -top && from <= top, "from is out of bounds for ", range_name(real));
  FACULA_CHECK(to >= -top && to <= top, "to is out of bounds for ", range_name(real));
  FACULA_CHECK(from <= to, "uniform_ expects to return a [from, to) range, but found from=", from,
               " > to=", to);
  FACULA_CHECK(to - from <= top, "uniform_ expects to-from <= std::numeric_limits<", toString(real),
               ">::max(), but found to=", to, " and from=", from,
               " which result in to-from to exceed the limit");
}

// ---- bounds of random_: a dtype's smallest and largest integer, and how a bound rounds in a floating dtype.
struct IntegerRange {
  double low, high;  // every value of the dtype lies between
  int64_t top;       // the largest value that random_(from, none) gives
  int digits;        // of the significand; 0 for integers
};

IntegerRange integer_range(ScalarType t) {
  constexpr int64_t max = std::numeric_limits<int64_t>::max();
  switch (t) {
    case kByte:
      return {0, 255, 255, 0};
    case kChar:
      return {-128, 127, 127, 0};
    case kShort:
      return {-32768, 32767, 32767, 0};
    case kInt:
      return {-2147483648.0, 2147483647.0, 2147483647, 0};
    case kLong:
      return {-0x1p63, 0x1p63, max, 0};
    case kBool:
      return {0, 1, 1, 0};
    case kHalf:
      return {-65504, 65504, int64_t{1} << 11, 11};
    case kBFloat16:
      return {-largest(t), largest(t), int64_t{1} << 8, 8};
    case kFloat:
      return {-largest(t), largest(t), int64_t{1} << 24, 24};
    case kDouble:
      return {-largest(t), largest(t), int64_t{1} << 53, 53};
    default:
      detail::fail<Error>("check_random_bounds handles only integral, floating-point and boolean types");
  }
}

int64_t rounded(ScalarType t, int64_t v) {
  double d = static_cast<double>(v);
  if (t == kHalf) d = static_cast<double>(static_cast<float>(Half(static_cast<float>(v))));
  if (t == kBFloat16) d = static_cast<double>(static_cast<float>(BFloat16(static_cast<float>(v))));
  if (t == kFloat) d = static_cast<double>(static_cast<float>(v));
  return d >= 0x1p63 ? std::numeric_limits<int64_t>::max() : static_cast<int64_t>(d);
}

// The distance of neighbours near v in a floating dtype with `digits` bits.
int64_t spacing(int64_t v, int digits) {
  uint64_t m = v < 0 ? ~static_cast<uint64_t>(v) + 1 : static_cast<uint64_t>(v);
  int log2 = 0;
  while (m >>= 1) ++log2;
  return log2 + 1 > digits ? int64_t{1} << (log2 - digits + 1) : 0;
}

// Bounds that the dtype would round out of the range are moved to its next value inside.
int64_t inside_from(ScalarType t, int digits, int64_t from) {
  const int64_t next = rounded(t, from + 1);
  return next < from ? next + spacing(from + 1, digits) : from;
}
int64_t inside_to(ScalarType t, int digits, int64_t to) {
  const int64_t last = rounded(t, to - 1);
  return last >= to ? last - spacing(to - 1, digits) : to;
}

void check_bound(const char* name, int64_t v, const IntegerRange& r, ScalarType t) {
  const auto d = static_cast<double>(v);
  FACULA_CHECK(d >= r.low && d <= r.high, name, " is out of bounds for ", range_name(t));
}

Tensor& random_between(const char* node, const Tensor& self, int64_t from, std::optional<int64_t> to,
                       const std::optional<Generator>& g) {
  const ScalarType t = self.scalar_type();
  uint64_t range = 0;
  const IntegerRange r = integer_range(t);
  if (to) {
    FACULA_CHECK(from < *to, "random_ expects 'from' to be less than 'to', but got from=", from,
                 " >= to=", *to);
    int64_t last = *to;
    if (r.digits) {
      from = inside_from(t, r.digits, from);
      last = inside_to(t, r.digits, last);
      FACULA_CHECK(
          from < last,
          "random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from=", from,
          " >= to=", last);
    }
    check_bound("from", from, r, t);
    check_bound("to - 1", last - 1, r, t);
    range = static_cast<uint64_t>(last) - static_cast<uint64_t>(from);
  } else if (from != std::numeric_limits<int64_t>::min()) {
    if (r.digits) {
      from = inside_from(t, r.digits, from);
      FACULA_CHECK(from <= r.top,
                   "random_ expects 'from' casted to dtype to be less than or equal to 'to_inc' casted to "
                   "dtype, but got from=",
                   from, " > to_inc=", r.top);
    }
    check_bound("from", from, r, t);
    check_bound("to - 1", r.top, r, t);
    range = static_cast<uint64_t>(r.top) - static_cast<uint64_t>(from) + 1;
  }
  return fill_inplace(node, self, [&] { kernels::random(self, from, range, or_default(g)); });
}

}  // namespace

uint64_t kernels::device_seed() { return last_seed; }

void manual_seed(uint64_t seed) {
  last_seed = seed;
  detail::manual_seed_cpu(seed);
  if (kernels::seed_device_generators) kernels::seed_device_generators(seed);
}

// ---- in place

Tensor& Tensor::uniform_(double from, double to, std::optional<Generator> g) const {
  check_uniform(scalar_type(), from, to);
  return fill_inplace("UniformBackward0", *this, [&] { kernels::uniform(*this, from, to, or_default(g)); });
}
Tensor& Tensor::normal_(double mean, double std, std::optional<Generator> g) const {
  check_std(std);
  return fill_inplace("NormalBackward0", *this, [&] { kernels::normal(*this, mean, std, or_default(g)); });
}
Tensor& Tensor::random_(std::optional<Generator> g) const {
  integer_range(scalar_type());
  return fill_inplace("RandomBackward2", *this, [&] { kernels::random_full(*this, or_default(g)); });
}
Tensor& Tensor::random_(int64_t to, std::optional<Generator> g) const {
  return random_between("RandomBackward1", *this, 0, to, g);
}
Tensor& Tensor::random_(int64_t from, std::optional<int64_t> to, std::optional<Generator> g) const {
  return random_between("RandomBackward0", *this, from, to, g);
}
Tensor& Tensor::bernoulli_(double p, std::optional<Generator> g) const {
  FACULA_CHECK(p >= 0 && p <= 1, "bernoulli_ expects p to be in [0, 1], but got p=", p);
  return fill_inplace("BernoulliBackward2", *this, [&] { kernels::bernoulli(*this, p, or_default(g)); });
}
Tensor& Tensor::bernoulli_(const Tensor& p, std::optional<Generator> g) const {
  check_inplace(*this);
  assert_no_internal_overlap(*this);
  {
    NoGradGuard off;
    const Tensor q = p.sizes() == sizes() ? p : p.expand(sizes());
    kernels::bernoulli_tensor(*this, q, or_default(g));
  }
  unsafeGetTensorImpl()->bump_version();
  auto zero = [](const Tensor& h) { return zeros_like(h); };
  record_inplace("BernoulliBackward1", *this, grad_of(*this, zero), grad_of(p, zero));
  return const_cast<Tensor&>(*this);
}
Tensor& Tensor::exponential_(double lambda, std::optional<Generator> g) const {
  FACULA_CHECK(lambda >= 0, "exponential_ expects lambda >= 0.0, but found lambda=", lambda);
  return fill_inplace("ExponentialBackward0", *this,
                      [&] { kernels::exponential(*this, lambda, or_default(g)); });
}
Tensor& Tensor::geometric_(double p, std::optional<Generator> g) const {
  FACULA_CHECK(p > 0 && p < 1, "geometric_ expects p to be in (0, 1), but got p=", p);
  return fill_inplace("GeometricBackward0", *this, [&] { kernels::geometric(*this, p, or_default(g)); });
}
Tensor& Tensor::log_normal_(double mean, double std, std::optional<Generator> g) const {
  FACULA_CHECK(std > 0, "log_normal_ expects std > 0.0, but found std=", std);
  return fill_inplace("LogNormalBackward0", *this,
                      [&] { kernels::log_normal(*this, mean, std, or_default(g)); });
}
Tensor& Tensor::cauchy_(double median, double sigma, std::optional<Generator> g) const {
  return fill_inplace("CauchyBackward0", *this,
                      [&] { kernels::cauchy(*this, median, sigma, or_default(g)); });
}

// ---- factories

Tensor rand(IntArrayRef size, TensorOptions o) { return rand(size, std::nullopt, o); }
Tensor rand(IntArrayRef size, std::optional<Generator> g, TensorOptions o) {
  Tensor t = empty(size, without_grad(o));
  kernels::uniform(t, 0, 1, or_default(g));
  return finish(t, o);
}
Tensor rand_like(const Tensor& like, TensorOptions o, std::optional<MemoryFormat> format) {
  Tensor t = empty_like(like, without_grad(o), format);
  kernels::uniform(t, 0, 1, Generator());
  return finish(t, o);
}

Tensor randn(IntArrayRef size, TensorOptions o) { return randn(size, std::nullopt, o); }
Tensor randn(IntArrayRef size, std::optional<Generator> g, TensorOptions o) {
  return normal(0, 1, size, std::move(g), o);
}
Tensor randn_like(const Tensor& like, TensorOptions o, std::optional<MemoryFormat> format) {
  Tensor t = empty_like(like, without_grad(o), format);
  kernels::normal(t, 0, 1, Generator());
  return finish(t, o);
}

Tensor randint(int64_t high, IntArrayRef size, TensorOptions o) { return randint(0, high, size, o); }
Tensor randint(int64_t high, IntArrayRef size, std::optional<Generator> g, TensorOptions o) {
  return randint(0, high, size, std::move(g), o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, TensorOptions o) {
  return randint(low, high, size, std::nullopt, o);
}
Tensor randint(int64_t low, int64_t high, IntArrayRef size, std::optional<Generator> g, TensorOptions o) {
  const Tensor t = empty(size, without_grad(o));
  t.random_(low, std::optional<int64_t>(high), std::move(g));
  return finish(t, o);
}
Tensor randint_like(const Tensor& like, int64_t high, TensorOptions o, std::optional<MemoryFormat> format) {
  return randint_like(like, 0, high, o, format);
}
Tensor randint_like(const Tensor& like, int64_t low, int64_t high, TensorOptions o,
                    std::optional<MemoryFormat> format) {
  const Tensor t = empty_like(like, without_grad(o), format);
  t.random_(low, std::optional<int64_t>(high));
  return finish(t, o);
}

Tensor randperm(int64_t n, TensorOptions o) { return randperm(n, std::nullopt, o); }
Tensor randperm(int64_t n, std::optional<Generator> g, TensorOptions o) {
  const ScalarType dtype = o.scalar_type();
  FACULA_CHECK(n >= 0, "Trying to create tensor with negative dimension ", n, ": [", n, "]");
  FACULA_CHECK_AS(NotImplementedError, dtype != kBool && !isComplexType(dtype),
                  "\"randperm\" not implemented for '", dtype, "'");
  const IntegerRange r = integer_range(dtype);
  if (r.digits)
    FACULA_CHECK(n <= r.top + 1, "n cannot be greater than ", r.top + 1, " for ", toString(dtype), " type.");
  else
    FACULA_CHECK(n <= r.top, "value cannot be converted to type ", fixed_name(dtype), " without overflow");
  const Tensor t = empty({n}, without_grad(o).dtype(kLong));
  kernels::randperm(t, or_default(g));
  return finish(dtype == kLong ? t : t.to(dtype), o);
}

Tensor normal(double mean, double std, IntArrayRef size, std::optional<Generator> g, TensorOptions o) {
  check_std(std);
  Tensor t = empty(size, without_grad(o));
  kernels::normal(t, mean, std, or_default(g));
  return finish(t, o);
}

}  // namespace facula
