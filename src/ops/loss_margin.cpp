// Losses of pairs and triples, of margins, and of counts, in public ops.
#include <cmath>

#include "facula/ops/activation.h"
#include "facula/ops/creation.h"
#include "facula/ops/index.h"
#include "facula/ops/loss.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/similarity.h"

namespace facula {

namespace {

Tensor join(const Tensor& loss, int64_t reduction) {
  return reduction == Reduction::Mean ? loss.mean() : reduction == Reduction::Sum ? loss.sum() : loss;
}

Tensor only_where(const Tensor& condition, const Tensor& x) {
  return where(condition, x, zeros({}, x.options().requires_grad(false)));
}

// [1, C] for [C].
Tensor as_rows(const Tensor& x) { return x.dim() < 2 ? x.reshape({1, -1}) : x; }

}  // namespace

Tensor margin_ranking_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin,
                           int64_t reduction) {
  return join((-target * (a - b) + margin).clamp_min(0), reduction);
}

Tensor hinge_embedding_loss(const Tensor& x, const Tensor& target, double margin, int64_t reduction) {
  const Tensor apart = only_where(target.ne(1), (margin - x).clamp_min(0));
  return join(apart + only_where(target.ne(-1), x), reduction);
}

Tensor cosine_embedding_loss(const Tensor& a, const Tensor& b, const Tensor& target, double margin,
                             int64_t reduction) {
  const int64_t t = target.dim();
  FACULA_CHECK(t == 0 || t == 1, "0D or 1D target tensor expected, multi-target not supported");
  FACULA_CHECK(a.dim() == t + 1 && b.dim() == t + 1, t, "D target tensor expects ", t + 1,
               "D input tensors, but found inputs with sizes ", a.sizes(), " and ", b.sizes(), ".");
  const double eps = 1e-12;  // keeps 0 / 0 away
  const Tensor dot = (a * b).sum({t});
  const Tensor squares = ((a * a).sum({t}) + eps) * ((b * b).sum({t}) + eps);
  const Tensor cosine = dot / squares.sqrt();
  const Tensor loss =
      only_where(target.eq(1), 1 - cosine) + only_where(target.eq(-1), (cosine - margin).clamp_min(0));
  return join(loss, reduction);
}

Tensor triplet_margin_loss(const Tensor& anchor, const Tensor& positive, const Tensor& negative,
                           double margin, double p, double eps, bool swap, int64_t reduction) {
  FACULA_CHECK(anchor.dim() == positive.dim() && positive.dim() == negative.dim(),
               "All inputs should have same dimension but got ", anchor.dim(), "D, ", positive.dim(),
               "D and ", negative.dim(), "D inputs.");
  const Tensor near = pairwise_distance(anchor, positive, p, eps);
  Tensor far = pairwise_distance(anchor, negative, p, eps);
  if (swap) far = far.minimum(pairwise_distance(positive, negative, p, eps));
  return join((margin + near - far).clamp_min(0), reduction);
}

Tensor soft_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  return join((-target * x).exp().log1p(), reduction);
}

Tensor multi_margin_loss(const Tensor& x, const Tensor& target, const Scalar& p, const Scalar& margin,
                         const Tensor& weight, int64_t reduction) {
  const double power = p.toDouble();
  FACULA_CHECK(power == 1 || power == 2, "only p == 1 and p == 2 supported");
  FACULA_CHECK((x.dim() == 2 && x.size(1) != 0) || (x.dim() == 1 && x.size(0) != 0) || x.dim() == 0,
               "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ", x.sizes());
  const Tensor rows = as_rows(x), classes = target.reshape({-1});
  const int64_t n = rows.size(0), c = rows.size(1);
  FACULA_CHECK(target.dim() <= 1 && classes.numel() == n, "inconsistent target size, expected ", n,
               " but got ", target.sizes());
  FACULA_CHECK(!weight.defined() || (weight.dim() <= 1 && weight.numel() == c),
               "inconsistent weight size, expected ", c, " but got ",
               weight.defined() ? weight.sizes() : x.sizes());
  FACULA_CHECK(n == 0 || (classes.min().item<int64_t>() >= 0 && classes.max().item<int64_t>() < c),
               "target out of range");
  const Tensor index = classes.unsqueeze(1);
  Tensor loss = (margin.toDouble() - rows.gather(1, index) + rows).relu();
  if (power == 2) loss = loss * loss;
  if (weight.defined()) loss = loss * weight.reshape({-1}).index_select(0, classes).unsqueeze(1);
  const Tensor others = ones({n, c}, rows.options().requires_grad(false)).scatter(1, index, 0);
  loss = (loss * others).sum({1}) / c;
  return join(x.dim() < 2 ? loss.squeeze(0) : loss, reduction);
}

Tensor multilabel_margin_loss(const Tensor& x, const Tensor& target, int64_t reduction) {
  FACULA_CHECK((x.dim() == 2 && x.size(1) != 0) || (x.dim() == 1 && x.size(0) != 0) || x.dim() == 0,
               "Expected non-empty vector or matrix with optional 0-dim batch size, but got: ", x.sizes());
  FACULA_CHECK(target.sizes() == x.sizes(), "inconsistent target size: ", target.sizes(),
               " for input of size: ", x.sizes());
  const Tensor rows = as_rows(x), labels = as_rows(target);
  const int64_t n = rows.size(0), c = rows.size(1);
  FACULA_CHECK(
      labels.numel() == 0 || (labels.min().item<int64_t>() >= -1 && labels.max().item<int64_t>() < c),
      "target out of range");
  const Tensor listed = labels.ge(0).to(kLong).cumprod(1);  // 0 from the first -1 on
  const Tensor index = labels.clamp_min(0);
  const Tensor is_target = zeros({n, c}, listed.options()).scatter_add(1, index, listed).gt(0);
  const Tensor wanted = rows.gather(1, index).unsqueeze(2);
  const Tensor pairs = listed.to(kBool).unsqueeze(2).logical_and(is_target.logical_not().unsqueeze(1));
  const Tensor loss = only_where(pairs, (1 - wanted + rows.unsqueeze(1)).relu()).sum({1, 2}) / c;
  return join(x.dim() < 2 ? loss.squeeze(0) : loss, reduction);
}

Tensor poisson_nll_loss(const Tensor& x, const Tensor& target, bool log_input, bool full, double eps,
                        int64_t reduction) {
  Tensor loss = log_input ? x.exp() - target * x : x - target * (x + eps).log();
  if (full) {
    const Tensor stirling = target * target.log() - target + 0.5 * (2 * M_PI * target).log();
    loss = loss + only_where(target.gt(1), stirling);
  }
  return join(loss, reduction);
}

}  // namespace facula
