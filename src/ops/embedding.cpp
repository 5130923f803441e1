#include "facula/ops/embedding.h"

#include <algorithm>
#include <vector>

#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/sparse.h"
#include "ops/index_plan.h"
#include "ops/inplace.h"

namespace facula {

namespace {

Tensor flat_ids(const char* op, const Tensor& indices) {
  const ScalarType dtype = indices.scalar_type();
  FACULA_CHECK(
      dtype == kLong || dtype == kInt,
      "Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int; "
      "but got ",
      indices.is_cuda() ? "torch.cuda." : "torch.", dtype, "Tensor instead (while checking arguments for ",
      op, ")");
  const Tensor flat = indices.dim() == 1 ? indices.contiguous() : indices.reshape({-1});
  return dtype == kLong ? flat : flat.to(kLong);
}

// 1 for ids that are no padding, as a column that multiplies rows.
Tensor kept_rows(const Tensor& ids, int64_t padding_idx, ScalarType dtype) {
  return ids.ne(padding_idx).to(dtype).unsqueeze(-1);
}

Tensor frequency_scale(const Tensor& ids, int64_t num_weights, ScalarType dtype) {
  const Tensor ones = facula::ones({ids.numel()}, TensorOptions(dtype).device(ids.device()));
  const Tensor counts = zeros({num_weights}, ones.options()).index_add(0, ids, ones);
  return index_select(counts, 0, ids).reciprocal().unsqueeze(-1);
}

}  // namespace

Tensor embedding_dense_backward(const Tensor& grad, const Tensor& indices, int64_t num_weights,
                                int64_t padding_idx, bool scale_grad_by_freq) {
  const int64_t dim = grad.size(-1);
  const Tensor ids = flat_ids("embedding_backward", indices);
  Tensor gw = zeros({num_weights, dim}, grad.options());
  {
    const AutoGradMode off(false);
    Tensor rows = grad.reshape({-1, dim});
    if (scale_grad_by_freq) rows = rows * frequency_scale(ids, num_weights, grad.scalar_type());
    gw.index_add_(0, ids, rows);
    if (padding_idx >= 0) gw.select(0, padding_idx).zero_();
  }
  if (!graph::recording() || !grad.requires_grad()) return gw;
  return record("EmbeddingDenseBackwardBackward0", gw,
                grad_of(grad, [ids = save(ids), sizes = DimVector(grad.sizes().begin(), grad.sizes().end()),
                               num_weights, padding_idx, scale_grad_by_freq](const Tensor& h) {
                  Tensor rows = index_select(h, 0, ids());
                  if (padding_idx >= 0) rows = rows * kept_rows(ids(), padding_idx, h.scalar_type());
                  if (scale_grad_by_freq) rows = rows * frequency_scale(ids(), num_weights, h.scalar_type());
                  return rows.reshape(sizes);
                }));
}

// A row of the gradient for each index, as a sparse tensor whose entries may repeat.
Tensor embedding_sparse_backward(const Tensor& grad, const Tensor& indices, int64_t num_weights,
                                 int64_t padding_idx, bool scale_grad_by_freq) {
  FACULA_CHECK(!scale_grad_by_freq,
               "embedding_backward: scale_grad_by_freq not supported with sparse gradients");
  const int64_t dim = grad.size(-1);
  Tensor ids = flat_ids("embedding_backward", indices), rows = grad.reshape({-1, dim});
  if (padding_idx >= 0) {
    const Tensor kept = nonzero(ids.ne(padding_idx)).squeeze(1);
    ids = index_select(ids, 0, kept);
    rows = index_select(rows, 0, kept);
  }
  const int64_t size[] = {num_weights, dim};
  return _sparse_coo_tensor_unsafe(ids.to(kLong).unsqueeze(0), rows, size);
}

Tensor embedding(const Tensor& weight, const Tensor& indices, int64_t padding_idx, bool scale_grad_by_freq,
                 bool sparse) {
  FACULA_CHECK(weight.dim() == 2, "'weight' must be 2-D");
  const Tensor ids = flat_ids("embedding", indices);
  FACULA_CHECK(weight.device() == ids.device(),
               "Expected all tensors to be on the same device, but found at least two devices, ",
               weight.device(), " and ", ids.device(),
               "! (when checking argument for argument index in method embedding)");
  const int64_t rows = weight.size(0), dim = weight.size(1), n = ids.numel();
  DimVector sizes(indices.sizes().begin(), indices.sizes().end());
  sizes.push_back(dim);
  Tensor y = make_contiguous(sizes, weight.scalar_type(), weight.device());
  const int64_t shape[] = {n, dim}, to[] = {dim, 1}, at[] = {ids.stride(0), 0},
                from[] = {0, weight.stride(1)};
  const kernels::IndexRange range{rows, weight.stride(0) * weight.element_size(), false};
  const kernels::BadIndex bad = kernels::index_gather(index_iter(shape, y, to, ids, at, weight, from), range);
  FACULA_CHECK_AS(IndexError, !bad.found, "index out of range in self");
  if (!graph::recording() || !weight.requires_grad()) return y;
  if (sparse)
    return record(
        "EmbeddingBackward0", y,
        grad_of(weight, [indices = save(indices), rows, padding_idx, scale_grad_by_freq](const Tensor& g) {
          return embedding_sparse_backward(g, indices(), rows, padding_idx, scale_grad_by_freq);
        }));
  return record(
      "EmbeddingBackward0", y,
      grad_of(weight, [indices = save(indices), rows, padding_idx, scale_grad_by_freq](const Tensor& g) {
        return embedding_dense_backward(g, indices(), rows, padding_idx, scale_grad_by_freq);
      }));
}

Tensor& embedding_renorm_(Tensor& weight, const Tensor& indices, double max_norm, double norm_type) {
  FACULA_CHECK(weight.dim() == 2, "'self' must be 2-D");
  const Tensor flat = flat_ids("embedding_renorm_", indices);
  const AutoGradMode off(false);
  const Tensor on_cpu = flat.cpu().contiguous();
  const auto* p = static_cast<const int64_t*>(on_cpu.data_ptr());
  std::vector<int64_t> ids(p, p + on_cpu.numel());
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  if (ids.empty()) return weight;
  const Tensor unique = from_blob(ids.data(), {static_cast<int64_t>(ids.size())}, TensorOptions(kLong))
                            .to(weight.device(), kLong);
  const Tensor rows = index_select(weight, 0, unique);
  const Tensor norms = rows.norm(Scalar(norm_type), {1}, true);
  const Tensor scale = where(norms.gt(max_norm), (norms + 1e-7).reciprocal() * max_norm, ones_like(norms));
  weight.index_copy_(0, unique, rows * scale);
  return weight;
}

Tensor one_hot(const Tensor& x, int64_t num_classes) {
  FACULA_CHECK(x.scalar_type() == kLong, "one_hot is only applicable to index tensor.");
  DimVector shape(x.sizes().begin(), x.sizes().end());
  if (x.numel() == 0) {
    FACULA_CHECK(num_classes > 0, "Can not infer total number of classes from empty tensor.");
    shape.push_back(num_classes);
    return empty(shape, x.options());
  }
  FACULA_CHECK(x.min().item<int64_t>() >= 0, "Class values must be non-negative.");
  const int64_t largest = x.max().item<int64_t>();
  if (num_classes == -1)
    num_classes = largest + 1;
  else
    FACULA_CHECK(num_classes > largest, "Class values must be smaller than num_classes.");
  shape.push_back(num_classes);
  Tensor y = zeros(shape, x.options());
  y.scatter_(-1, x.unsqueeze(-1), 1);
  return y;
}

}  // namespace facula
