// Padding, in public ops: a constant is copied around the input, everything else is a choice of its elements.
#include "facula/ops/pad.h"

#include <algorithm>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "graph/record.h"

namespace facula {

namespace {

// Before and after dimension `dim`.
struct Amount {
  int64_t dim, before, after;
};

Amount amount_at(const Tensor& x, IntArrayRef pad, size_t i) {
  return {x.dim() - 1 - static_cast<int64_t>(i / 2), pad[i], pad[i + 1]};
}

void check_length(const Tensor& x, IntArrayRef pad) {
  FACULA_CHECK(pad.size() % 2 == 0, "Padding length must be divisible by 2");
  FACULA_CHECK(static_cast<int64_t>(pad.size() / 2) <= x.dim(),
               "Padding length should be less than or equal to two times the input dimension but got padding "
               "length ",
               pad.size(), " and input of dimension ", x.dim());
}

DimVector negated(IntArrayRef pad) {
  DimVector out;
  for (int64_t n : pad) out.push_back(-n);
  return out;
}

// The element that stands at position i - before: reflected at the ends, repeated, or continued around.
int64_t source_of(int64_t i, int64_t n, std::string_view mode) {
  if (mode == "replicate") return i < 0 ? 0 : i >= n ? n - 1 : i;
  if (mode == "circular") return i < 0 ? i + n : i >= n ? i - n : i;
  return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
}

Tensor chosen(const Tensor& x, const Amount& a, std::string_view mode) {
  const int64_t n = x.size(a.dim), length = a.before + n + a.after;
  if (mode == "reflect") {
    FACULA_CHECK(
        a.before < n && a.after < n,
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (",
        a.before, ", ", a.after, ") at dimension ", a.dim, " of input ", x.sizes());
  } else if (mode == "circular") {
    FACULA_CHECK(a.before <= n && a.after <= n, "Padding value causes wrapping around more than once.");
  }
  FACULA_CHECK(a.before >= 0 && a.after >= 0 && n > 0, "pad(): padding mode ", mode,
               " takes non-negative padding of a dimension that is not empty, but got (", a.before, ", ",
               a.after, ") for size ", n);
  Tensor index = empty({length}, TensorOptions(kLong));
  int64_t* p = index.data_ptr<int64_t>();
  for (int64_t i = 0; i < length; ++i) p[i] = source_of(i - a.before, n, mode);
  return x.index_select(a.dim, index.to(x.device()));
}

Tensor pad_of(const char* name, int64_t dims, const Tensor& x, IntArrayRef padding, std::string_view mode) {
  FACULA_CHECK(static_cast<int64_t>(padding.size()) == 2 * dims, "padding size is expected to be ", 2 * dims,
               ", but got: ", padding.size());
  FACULA_CHECK(
      x.dim() == dims + 1 || x.dim() == dims + 2, name, ": Expected ", dims + 1, "D or ", dims + 2,
      "D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, but "
      "got: ",
      x.sizes());
  return pad(x, padding, mode);
}

}  // namespace

Tensor constant_pad_nd(const Tensor& x, IntArrayRef pad, const Scalar& value) {
  check_length(x, pad);
  DimVector sizes(x.sizes().begin(), x.sizes().end());
  for (size_t i = 0; i < pad.size(); i += 2) {
    const Amount a = amount_at(x, pad, i);
    const int64_t n = x.size(a.dim), length = n + a.before + a.after;
    FACULA_CHECK(length >= 0 && n + std::min<int64_t>(a.before, 0) + std::min<int64_t>(a.after, 0) >= 0,
                 "The input size ", n, ", plus negative padding ", a.before, " and ", a.after,
                 ", resulted in a negative output size, which is invalid. Check dimension ", a.dim,
                 " of your input.");
    sizes[static_cast<size_t>(a.dim)] = length;
  }
  Tensor y;
  {
    NoGradGuard off;
    y = full(sizes, value, x.options().requires_grad(false));
    Tensor to = y, from = x;
    for (size_t i = 0; i < pad.size(); i += 2) {
      const Amount a = amount_at(x, pad, i);
      const int64_t cut = std::max<int64_t>(-a.before, 0), begin = std::max<int64_t>(a.before, 0);
      const int64_t length = x.size(a.dim) - cut - std::max<int64_t>(-a.after, 0);
      from = from.narrow(a.dim, cut, length);
      to = to.narrow(a.dim, begin, length);
    }
    to.copy_(from);
  }
  return record("ConstantPadNdBackward0", y,
                grad_of(x, [pad = negated(pad)](const Tensor& g) { return constant_pad_nd(g, pad); }));
}

Tensor pad(const Tensor& x, IntArrayRef pad, std::string_view mode, std::optional<double> value) {
  if (mode == "constant") return constant_pad_nd(x, pad, value.value_or(0));
  FACULA_CHECK(mode == "reflect" || mode == "replicate" || mode == "circular", "Unrecognised padding mode ",
               mode);
  FACULA_CHECK(!value || *value == 0, "Padding mode \"", mode, "\" doesn't take in value argument");
  check_length(x, pad);
  Tensor y = x;
  for (size_t i = 0; i < pad.size(); i += 2)
    if (pad[i] != 0 || pad[i + 1] != 0) y = chosen(y, amount_at(x, pad, i), mode);
  return y.is_same(x) ? x.clone() : y;
}

Tensor reflection_pad1d(const Tensor& x, IntArrayRef padding) {
  return pad_of("reflection_pad1d", 1, x, padding, "reflect");
}
Tensor reflection_pad2d(const Tensor& x, IntArrayRef padding) {
  return pad_of("reflection_pad2d", 2, x, padding, "reflect");
}
Tensor reflection_pad3d(const Tensor& x, IntArrayRef padding) {
  return pad_of("reflection_pad3d", 3, x, padding, "reflect");
}
Tensor replication_pad1d(const Tensor& x, IntArrayRef padding) {
  return pad_of("replication_pad1d", 1, x, padding, "replicate");
}
Tensor replication_pad2d(const Tensor& x, IntArrayRef padding) {
  return pad_of("replication_pad2d", 2, x, padding, "replicate");
}
Tensor replication_pad3d(const Tensor& x, IntArrayRef padding) {
  return pad_of("replication_pad3d", 3, x, padding, "replicate");
}

}  // namespace facula
