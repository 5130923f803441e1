// Grids, products and choices of vectors; blocks along a diagonal; repetition of single elements.
#include <atomic>

#include "facula/core/warning.h"
#include "facula/ops/cat.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/view.h"
#include "graph/record.h"
#include "kernels/geometry.h"
#include "ops/pointwise.h"

namespace facula {

namespace {

ScalarType common_type(TensorList tensors) {
  std::vector<const Tensor*> all;
  for (const Tensor& t : tensors) all.push_back(&t);
  return result_type(all);
}

void check_vector(const Tensor& t) {
  FACULA_CHECK(t.dim() == 1, "Expect a 1D vector, but got shape ", t.sizes());
}

}  // namespace

Tensor block_diag(TensorList tensors) {
  if (tensors.empty()) return empty({1, 0});
  std::vector<Tensor> blocks;
  int64_t rows = 0, columns = 0;
  for (size_t i = 0; i < tensors.size(); ++i) {
    const Tensor& t = tensors[i];
    FACULA_CHECK(t.device() == tensors[0].device(),
                 "torch.block_diag: input tensors must all be on the same device. Input 0 is on device ",
                 tensors[0].device(), " and input ", i, " is on device ", t.device());
    FACULA_CHECK(t.dim() <= 2, "torch.block_diag: Input tensors must have 2 or fewer dimensions. Input ", i,
                 " has ", t.dim(), " dimensions");
    blocks.push_back(atleast_2d(t));
    rows += blocks.back().size(0);
    columns += blocks.back().size(1);
  }
  Tensor y = zeros({rows, columns}, tensors[0].options().dtype(common_type(tensors)).requires_grad(false));
  const auto place = [](const Tensor& in, int64_t& i, int64_t& j, int64_t h, int64_t w) {
    const Tensor part = in.narrow(0, i, h).narrow(1, j, w);
    i += h;
    j += w;
    return part;
  };
  std::vector<const Tensor*> inputs;
  std::vector<int64_t> sizes;
  {
    const AutoGradMode off(false);
    int64_t i = 0, j = 0;
    for (const Tensor& b : blocks) {
      place(y, i, j, b.size(0), b.size(1)).copy_(b);
      inputs.push_back(&b);
      sizes.push_back(b.size(0));
      sizes.push_back(b.size(1));
    }
  }
  Tensor* result = &y;
  if (isDifferentiableType(y.scalar_type()))
    record_joint("BlockDiagBackward0", ArrayRef<Tensor*>(result), inputs, [sizes, place](Gradients& g) {
      int64_t i = 0, j = 0;
      for (size_t k = 0; 2 * k < sizes.size(); ++k) {
        const Tensor part = place(g[0], i, j, sizes[2 * k], sizes[2 * k + 1]);
        if (g.needed(k)) g.set(k, part);
      }
    });
  return y;
}

std::vector<Tensor> meshgrid(TensorList tensors) {
  static std::atomic<bool> warned{false};
  if (!warned.exchange(true) || Warning::get_warnAlways())
    FACULA_WARN("torch.meshgrid: in an upcoming release, it will be required to pass the indexing argument.");
  return meshgrid(tensors, "ij");
}

std::vector<Tensor> meshgrid(TensorList tensors, std::string_view indexing) {
  FACULA_CHECK(!tensors.empty(), "meshgrid expects a non-empty TensorList");
  for (const Tensor& t : tensors) {
    FACULA_CHECK(t.scalar_type() == tensors[0].scalar_type(),
                 "meshgrid expects all tensors to have the same dtype");
    FACULA_CHECK(t.device() == tensors[0].device(),
                 "torch.meshgrid expects all tensors to have the same device");
    FACULA_CHECK(t.dim() <= 1,
                 "torch.meshgrid: Expected 0D or 1D tensor in the tensor list but got: ", t.repr());
  }
  FACULA_CHECK(indexing == "ij" || indexing == "xy",
               "torch.meshgrid: indexing must be one of \"xy\" or \"ij\", but received: ", indexing);
  const size_t n = tensors.size();
  DimVector shape;
  for (const Tensor& t : tensors) shape.push_back(t.numel());
  const bool swap = indexing == "xy" && n >= 2;
  if (swap) std::swap(shape[0], shape[1]);
  std::vector<Tensor> out;
  for (size_t i = 0; i < n; ++i) {
    const size_t at = swap && i < 2 ? 1 - i : i;
    DimVector one(n, 1);
    one[at] = shape[at];
    out.push_back(tensors[i].reshape(one).expand(shape));
  }
  return out;
}

Tensor cartesian_prod(TensorList tensors) {
  for (const Tensor& t : tensors) check_vector(t);
  FACULA_CHECK(!tensors.empty(), "meshgrid expects a non-empty TensorList");
  if (tensors.size() == 1) return tensors[0];
  std::vector<Tensor> grids = meshgrid(tensors, "ij");
  for (Tensor& t : grids) t = t.flatten();
  return stack(grids, 1);
}

Tensor combinations(const Tensor& x, int64_t r, bool with_replacement) {
  check_vector(x);
  FACULA_CHECK(r >= 0, "Expect a non-negative number, but got ", r);
  if (r == 0) return empty({0}, x.options());
  Tensor chosen;  // [count, r] positions
  {
    const AutoGradMode off(false);
    const Tensor range = arange(x.numel(), TensorOptions(kLong).device(x.device()));
    chosen = range.unsqueeze(1);
    for (int64_t k = 1; k < r; ++k) {  // longer tuples whose last position is large enough
      const Tensor last = chosen.select(1, k - 1).unsqueeze(1);
      const Tensor pairs = (with_replacement ? last.le(range) : last.lt(range)).nonzero();
      chosen = cat({chosen.index_select(0, pairs.select(1, 0)), pairs.narrow(1, 1, 1)}, 1);
    }
  }
  return x.index_select(0, chosen.flatten()).view({chosen.size(0), r});
}

Tensor repeat_interleave(const Tensor& repeats, std::optional<int64_t> output_size) {
  const AutoGradMode off(false);
  FACULA_CHECK(repeats.dim() == 1, "repeat_interleave only accept 1D vector as repeat");
  FACULA_CHECK_AS(NotImplementedError, repeats.scalar_type() == kLong || repeats.scalar_type() == kInt,
                  "\"repeat_interleave_cpu\" not implemented for '", repeats.scalar_type(), "'");
  const TensorOptions longs = TensorOptions(kLong).device(repeats.device());
  if (repeats.numel() == 0) return empty({0}, longs);
  FACULA_CHECK(repeats.ge(0).all().item<bool>(), "repeats can not be negative");
  const Tensor ends = repeats.cumsum(0);
  const int64_t n = ends.select(0, -1).item<int64_t>();
  FACULA_CHECK(!output_size || *output_size == n, "allocated size does not match required size");
  // Each end moves what follows one index further.
  const Tensor steps = zeros({n + 1}, longs).index_add_(0, ends, ones(ends.sizes(), longs));
  return steps.narrow(0, 0, n).cumsum(0);
}

Tensor repeat_interleave(const Tensor& x, const Tensor& repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  const Tensor from = dim ? atleast_1d(x) : x.flatten();
  const int64_t d = wrap_dim(dim.value_or(0), x.dim() ? from.dim() : 1);
  FACULA_CHECK(repeats.dim() <= 1, "repeats must be 0-dim or 1-dim tensor");
  Tensor each = repeats;
  if (repeats.dim() == 0 || repeats.size(0) == 1)
    each = repeats.reshape({1}).expand({from.size(d)});
  else
    FACULA_CHECK(repeats.size(0) == from.size(d), "repeats must have the same size as input along dim");
  return from.index_select(d, repeat_interleave(each, output_size));
}

Tensor repeat_interleave(const Tensor& x, int64_t repeats, std::optional<int64_t> dim,
                         std::optional<int64_t> output_size) {
  FACULA_CHECK(repeats >= 0, "repeats can not be negative");
  const Tensor from = dim ? atleast_1d(x) : x.flatten();
  const int64_t d = wrap_dim(dim.value_or(0), x.dim() ? from.dim() : 1);
  FACULA_CHECK(!output_size || *output_size == from.size(d) * repeats,
               "allocated size does not match required size");
  DimVector shape(from.sizes().begin(), from.sizes().end());
  shape.insert(static_cast<size_t>(d + 1), repeats);
  return from.unsqueeze(d + 1).expand(shape).clone(MemoryFormat::Contiguous).flatten(d, d + 1);
}

Tensor Tensor::repeat_interleave(const Tensor& repeats, std::optional<int64_t> dim,
                                 std::optional<int64_t> output_size) const {
  return facula::repeat_interleave(*this, repeats, dim, output_size);
}
Tensor Tensor::repeat_interleave(int64_t repeats, std::optional<int64_t> dim,
                                 std::optional<int64_t> output_size) const {
  return facula::repeat_interleave(*this, repeats, dim, output_size);
}

}  // namespace facula
