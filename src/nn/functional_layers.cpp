// Functional forms of linear maps, normalisation, embeddings and padding.
#include "facula/graph/grad_mode.h"
#include "facula/nn/functional.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/embedding.h"
#include "facula/ops/matmul.h"
#include "facula/ops/norm.h"

namespace facula {
namespace nn {
namespace functional {

// ---- linear maps

Tensor linear(const Tensor& input, const Tensor& weight, const Tensor& bias) {
  return facula::linear(input, weight, bias);
}

Tensor bilinear(const Tensor& input1, const Tensor& input2, const Tensor& weight, const Tensor& bias) {
  FACULA_CHECK(input1.dim() == input2.dim(), "bilinear(): input dimensions do not match: got ", input1.dim(),
               " and ", input2.dim());
  for (int64_t d = 0; d + 1 < input1.dim(); ++d)
    FACULA_CHECK(input1.size(d) == input2.size(d), "bilinear(): input batch dimensions do not match at dim ",
                 d, ": got ", input1.size(d), " and ", input2.size(d));
  FACULA_CHECK(input1.size(-1) == weight.size(1), "bilinear(): input1 size does not match weight size: got ",
               input1.size(-1), " but expected ", weight.size(1));
  FACULA_CHECK(input2.size(-1) == weight.size(2), "bilinear(): input2 size does not match weight size: got ",
               input2.size(-1), " but expected ", weight.size(2));
  FACULA_CHECK(!bias.defined() || bias.size(0) == weight.size(0),
               "bilinear(): bias size does not match weight size: got ", bias.size(0), " but expected ",
               weight.size(0));
  const int64_t out = weight.size(0), in1 = weight.size(1), in2 = weight.size(2);
  const Tensor x1 = input1.reshape({-1, in1}), x2 = input2.reshape({-1, in2});
  // (n, in1) (in1, out in2) gives each output's row vector, which then meets input2.
  const Tensor left = facula::matmul(x1, weight.permute({1, 0, 2}).reshape({in1, out * in2}));
  Tensor y = facula::matmul(left.view({-1, out, in2}), x2.unsqueeze(-1)).squeeze(-1);
  if (bias.defined()) y = y + bias;
  DimVector shape;
  for (int64_t d = 0; d + 1 < input1.dim(); ++d) shape.push_back(input1.size(d));
  shape.push_back(out);
  return y.reshape(shape);
}

// ---- normalisation

Tensor batch_norm(const Tensor& input, const Tensor& running_mean, const Tensor& running_var,
                  const BatchNormFuncOptions& o) {
  if (o.training()) {
    FACULA_CHECK_AS(ValueError, input.dim() >= 2, "Expected at least 2 input dimensions, but got ",
                    input.dim());
    int64_t per_channel = input.size(0);
    for (int64_t d = 2; d < input.dim(); ++d) per_channel *= input.size(d);
    FACULA_CHECK_AS(ValueError, per_channel != 1,
                    "Expected more than 1 value per channel when training, got input size ", input.sizes());
  }
  FACULA_CHECK_AS(ValueError, o.momentum().has_value(),
                  "batch_norm: the functional form needs a momentum; nullopt is resolved by the module");
  return facula::batch_norm(input, o.weight(), o.bias(), running_mean, running_var, o.training(),
                            *o.momentum(), o.eps());
}

Tensor instance_norm(const Tensor& input, const InstanceNormFuncOptions& o) {
  return facula::instance_norm(input, o.weight(), o.bias(), o.running_mean(), o.running_var(),
                               o.use_input_stats(), o.momentum(), o.eps());
}
Tensor layer_norm(const Tensor& input, const LayerNormFuncOptions& o) {
  return facula::layer_norm(input, o.normalized_shape(), o.weight(), o.bias(), o.eps());
}
Tensor group_norm(const Tensor& input, const GroupNormFuncOptions& o) {
  return facula::group_norm(input, o.num_groups(), o.weight(), o.bias(), o.eps());
}

Tensor normalize(const Tensor& input, NormalizeFuncOptions o) {
  const Tensor length = input.norm(Scalar(o.p()), {o.dim()}, true).clamp_min(o.eps());
  const Tensor y = input / length.expand_as(input);
  if (!o.out()) return y;
  FACULA_CHECK(
      !y.requires_grad(),
      "normalize(): functions with out=... arguments don't support automatic differentiation, but one of "
      "the arguments requires grad.");
  o.out()->resize_(y.sizes());
  return o.out()->copy_(y);
}

// ---- embeddings

Tensor embedding(const Tensor& input, const Tensor& weight, const EmbeddingFuncOptions& o) {
  const int64_t rows = weight.size(0);
  int64_t padding = -1;
  if (o.padding_idx()) {
    padding = *o.padding_idx();
    FACULA_CHECK(padding < rows && padding >= -rows, "Padding_idx must be within num_embeddings");
    if (padding < 0) padding += rows;
  }
  if (o.max_norm()) {
    NoGradGuard no_grad;
    Tensor table = weight;
    facula::embedding_renorm_(table, input.contiguous(), *o.max_norm(), o.norm_type());
  }
  return facula::embedding(weight, input, padding, o.scale_grad_by_freq(), o.sparse());
}

Tensor one_hot(const Tensor& tensor, int64_t num_classes) { return facula::one_hot(tensor, num_classes); }

// ---- padding

static Tensor pad_constant(Tensor x, int64_t dim, int64_t before, int64_t after, double value) {
  const int64_t cut_before = before < 0 ? -before : 0, cut_after = after < 0 ? -after : 0;
  const int64_t length = x.size(dim) - cut_before - cut_after;
  FACULA_CHECK(length >= 0 && length + std::max<int64_t>(before, 0) + std::max<int64_t>(after, 0) >= 0,
               "The input size ", x.size(dim), ", plus negative padding ", before, " and ", after,
               ", resulted in a negative output size, which is invalid. Check dimension ", dim,
               " of your input.");
  if (cut_before || cut_after) x = x.narrow(dim, cut_before, length);
  DimVector shape(x.sizes().begin(), x.sizes().end());
  std::vector<Tensor> parts;
  const auto add = [&](int64_t n) {
    shape[static_cast<size_t>(dim)] = n;
    parts.push_back(full(shape, value, x.options()));
  };
  if (before > 0) add(before);
  parts.push_back(x);
  if (after > 0) add(after);
  return parts.size() == 1 ? x : cat(parts, dim);
}

// The element that stands at position i - before: reflected at the ends, repeated, or continued around.
static int64_t source_of(int64_t i, int64_t n, const PadFuncOptions::mode_t& mode) {
  if (enumtype::is<enumtype::kReplicate>(mode)) return i < 0 ? 0 : i >= n ? n - 1 : i;
  if (enumtype::is<enumtype::kCircular>(mode)) return i < 0 ? i + n : i >= n ? i - n : i;
  return i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i;
}

static Tensor pad_from_input(const Tensor& x, int64_t dim, int64_t before, int64_t after,
                             const PadFuncOptions::mode_t& mode) {
  const int64_t n = x.size(dim);
  if (enumtype::is<enumtype::kReflect>(mode)) {
    FACULA_CHECK(
        before < n && after < n,
        "Argument #4: Padding size should be less than the corresponding input dimension, but got: padding (",
        before, ", ", after, ") at dimension ", dim, " of input ", x.sizes());
  } else if (enumtype::is<enumtype::kCircular>(mode)) {
    FACULA_CHECK(before <= n && after <= n, "Padding value causes wrapping around more than once.");
  }
  FACULA_CHECK(before >= 0 && after >= 0 && n > 0, "pad(): padding mode ", enumtype::get_enum_name(mode),
               " takes non-negative padding of a dimension that is not empty, but got (", before, ", ", after,
               ") for size ", n);
  Tensor index = empty({before + n + after}, TensorOptions(kLong));
  int64_t* p = index.data_ptr<int64_t>();
  for (int64_t i = 0; i < before + n + after; ++i) p[i] = source_of(i - before, n, mode);
  return x.index_select(dim, index.to(x.device()));
}

Tensor pad(const Tensor& input, const PadFuncOptions& o) {
  const std::vector<int64_t>& amounts = o.pad();
  FACULA_CHECK(amounts.size() % 2 == 0, "Padding length must be divisible by 2");
  FACULA_CHECK(static_cast<int64_t>(amounts.size() / 2) <= input.dim(), "Padding length too large");
  const bool constant = enumtype::is<enumtype::kConstant>(o.mode());
  FACULA_CHECK(constant || o.value() == 0, "Padding mode \"", enumtype::get_enum_name(o.mode()),
               "\" doesn't take in value argument");
  Tensor y = input;
  for (size_t i = 0; i + 1 < amounts.size(); i += 2) {
    const int64_t dim = input.dim() - 1 - static_cast<int64_t>(i / 2);
    if (amounts[i] == 0 && amounts[i + 1] == 0) continue;
    y = constant ? pad_constant(y, dim, amounts[i], amounts[i + 1], o.value())
                 : pad_from_input(y, dim, amounts[i], amounts[i + 1], o.mode());
  }
  return y.is_same(input) ? input.clone() : y;
}

}  // namespace functional
}  // namespace nn
}  // namespace facula
