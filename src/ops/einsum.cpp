// einsum: every pair of operands is brought to the form of a batched matrix product.
#include "facula/ops/einsum.h"

#include <algorithm>
#include <map>

#include "facula/ops/matmul.h"
#include "facula/ops/pointwise.h"
#include "facula/ops/reduce.h"
#include "facula/ops/view.h"
#include "kernels/geometry.h"
#include "ops/einsum_parse.h"

namespace facula {

using namespace einsums;

namespace {

// A tensor whose dimensions have names, all different.
struct Named {
  Tensor t;
  Labels labels;

  int64_t find(int label) const {
    const auto at = std::find(labels.begin(), labels.end(), label);
    return at == labels.end() ? -1 : at - labels.begin();
  }
  int64_t size(int label) const {
    const int64_t d = find(label);
    return d < 0 ? 1 : t.size(d);
  }
  void drop(int64_t dim) { labels.erase(labels.begin() + dim); }
};
using Sizes = std::map<int, int64_t>;

// Repeated labels of one operand: its diagonal, as the last dimension.
Named without_repeats(const Tensor& operand, const Labels& labels, size_t position) {
  Named n{operand, {}};
  for (int l : labels) {
    const int64_t first = n.find(l), here = static_cast<int64_t>(n.labels.size());
    if (first < 0) {
      n.labels.push_back(l);
      continue;
    }
    FACULA_CHECK(n.t.size(first) == n.t.size(here), "einsum(): subscript ", letter(l),
                 " is repeated for operand ", position, " but the sizes don't match, ", n.t.size(here),
                 " != ", n.t.size(first));
    n.t = n.t.diagonal(0, first, here).movedim(-1, first);
  }
  return n;
}

// The size of every label; those of size 1 broadcast.
Sizes sizes_of(const std::vector<Named>& operands) {
  Sizes sizes;
  for (size_t op = 0; op < operands.size(); ++op)
    for (size_t d = 0; d < operands[op].labels.size(); ++d) {
      const int l = operands[op].labels[d];
      const int64_t n = operands[op].t.sizes()[d];
      int64_t& known = sizes.emplace(l, n).first->second;
      if (l < kLetters) {
        FACULA_CHECK(known == n || known == 1 || n == 1, "einsum(): subscript ", letter(l), " has size ", n,
                     " for operand ", op, " which does not broadcast with previously seen size ", known);
      } else {
        FACULA_CHECK(known == n || known == 1 || n == 1, "einsum(): dimension ", d, " of operand ", op,
                     " covered by ellipsis has size ", n,
                     " which does not broadcast with previously seen size ", known);
      }
      if (known == 1) known = n;
    }
  return sizes;
}

void sum_over(Named& n, const Labels& labels) {
  std::vector<int64_t> dims;
  for (int l : labels) dims.push_back(n.find(l));
  if (dims.empty()) return;
  n.t = n.t.sum(IntArrayRef(dims));
  std::sort(dims.rbegin(), dims.rend());
  for (int64_t d : dims) n.drop(d);
}

// Labels of `a` that neither b nor the result needs are summed first; those of length 1 that b has longer go.
void reduce_alone(Named& a, const Named& b, const std::vector<bool>& kept) {
  Labels alone;
  for (int l : Labels(a.labels)) {
    const bool shared = b.find(l) >= 0;
    if (shared && a.size(l) == 1 && b.size(l) != 1) {
      a.t = a.t.squeeze(a.find(l));
      a.drop(a.find(l));
    } else if (!shared && !kept[static_cast<size_t>(l)]) {
      alone.push_back(l);
    }
  }
  sum_over(a, alone);
}

// n's dimensions in the order of `groups`, each group as one dimension.
Tensor grouped(const Named& n, std::initializer_list<const Labels*> groups) {
  std::vector<int64_t> order, sizes;
  for (const Labels* g : groups) {
    int64_t length = 1;
    for (int l : *g) {
      order.push_back(n.find(l));
      length *= n.size(l);
    }
    sizes.push_back(length);
  }
  return n.t.permute(order).reshape(sizes);
}

// n with the dimensions `labels`, of length 1 where it has none.
Tensor aligned(const Named& n, const Labels& labels) {
  std::vector<int64_t> order;
  for (int l : labels)
    if (n.find(l) >= 0) order.push_back(n.find(l));
  Tensor t = n.t.permute(order);
  for (size_t d = 0; d < labels.size(); ++d)
    if (n.find(labels[d]) < 0) t = t.unsqueeze(static_cast<int64_t>(d));
  return t;
}

// The contraction of two operands; kept labels are those that the output or another operand needs.
Named contract(Named a, Named b, const std::vector<bool>& kept) {
  reduce_alone(a, b, kept);
  reduce_alone(b, a, kept);
  Labels batch, summed, a_only, b_only;
  for (int l : a.labels)
    (b.find(l) < 0 ? a_only : kept[static_cast<size_t>(l)] ? batch : summed).push_back(l);
  for (int l : b.labels)
    if (a.find(l) < 0) b_only.push_back(l);
  Named y;
  y.labels = batch;
  y.labels.insert(y.labels.end(), a_only.begin(), a_only.end());
  y.labels.insert(y.labels.end(), b_only.begin(), b_only.end());
  if (summed.empty()) {
    y.t = aligned(a, y.labels).mul(aligned(b, y.labels));
    return y;
  }
  std::vector<int64_t> sizes;
  for (int l : y.labels) sizes.push_back(a.find(l) >= 0 ? a.size(l) : b.size(l));
  const Tensor product =
      batch.empty() ? mm(grouped(a, {&a_only, &summed}), grouped(b, {&summed, &b_only}))
                    : bmm(grouped(a, {&batch, &a_only, &summed}), grouped(b, {&batch, &summed, &b_only}));
  y.t = product.reshape(sizes);
  return y;
}

// Which labels must survive the contraction of operands i and j.
std::vector<bool> needed(const std::vector<Named>& operands, size_t i, size_t j, const Labels& output,
                         size_t labels) {
  std::vector<bool> kept(labels);
  for (int l : output) kept[static_cast<size_t>(l)] = true;
  for (size_t op = 0; op < operands.size(); ++op)
    if (op != i && op != j)
      for (int l : operands[op].labels) kept[static_cast<size_t>(l)] = true;
  return kept;
}

void contract_pair(std::vector<Named>& operands, size_t i, size_t j, const Labels& output, size_t labels) {
  if (i > j) std::swap(i, j);
  const std::vector<bool> kept = needed(operands, i, j, output, labels);
  Named y = contract(std::move(operands[i]), std::move(operands[j]), kept);
  operands.erase(operands.begin() + static_cast<std::ptrdiff_t>(j));
  operands.erase(operands.begin() + static_cast<std::ptrdiff_t>(i));
  operands.push_back(std::move(y));
}

// The cheapest tree of pairwise contractions, by dynamic programming over sets of operands
// (Pfeifer, Haegeman, Verstraete, "Faster identification of optimal contraction sequences", 2014, without its
// pruning: there are at most 8 operands).
class BestTree {
 public:
  BestTree(const std::vector<Named>& operands, const Labels& output, const Sizes& sizes)
      : operands_(operands),
        output_(output),
        sizes_(sizes),
        cost_(size_t{1} << operands.size(), -1.0),
        split_(size_t{1} << operands.size()) {}

  Named run(size_t labels) {
    const size_t all = cost_.size() - 1;
    cost(all);
    return build(all, labels);
  }

 private:
  // Labels of the result of contracting the operands in `set`.
  std::vector<int> result(size_t set) const {
    std::vector<int> inside;
    for (const auto& [l, n] : sizes_)
      if (occurs(l, set) &&
          (occurs(l, ~set) || std::find(output_.begin(), output_.end(), l) != output_.end()))
        inside.push_back(l);
    return inside;
  }
  bool occurs(int label, size_t set) const {
    for (size_t op = 0; op < operands_.size(); ++op)
      if ((set >> op & 1) && operands_[op].find(label) >= 0) return true;
    return false;
  }
  double multiplications(size_t a, size_t b) const {
    std::vector<int> labels = result(a);
    for (int l : result(b))
      if (std::find(labels.begin(), labels.end(), l) == labels.end()) labels.push_back(l);
    double n = 1;
    for (int l : labels) n *= static_cast<double>(sizes_.at(l));
    return n;
  }
  double cost(size_t set) {
    if ((set & (set - 1)) == 0) return 0;
    if (cost_[set] >= 0) return cost_[set];
    double best = -1;
    for (size_t a = (set - 1) & set; a > (set ^ a); a = (a - 1) & set) {  // each split once
      const double c = cost(a) + cost(set ^ a) + multiplications(a, set ^ a);
      if (best < 0 || c < best) best = c, split_[set] = a;
    }
    return cost_[set] = best;
  }
  Named build(size_t set, size_t labels) const {
    if ((set & (set - 1)) == 0) {
      size_t op = 0;
      while (!(set >> op & 1)) ++op;
      return operands_[op];
    }
    std::vector<bool> kept(labels);
    for (int l : result(set)) kept[static_cast<size_t>(l)] = true;
    const size_t a = split_[set], b = set ^ a;
    return b < a ? contract(build(b, labels), build(a, labels), kept)
                 : contract(build(a, labels), build(b, labels), kept);
  }

  const std::vector<Named>& operands_;
  const Labels& output_;
  const Sizes& sizes_;
  std::vector<double> cost_;
  std::vector<size_t> split_;
};

// Many operands: always the pair whose product grows memory least.
void contract_greedily(std::vector<Named>& operands, const Labels& output, const Sizes& sizes,
                       size_t labels) {
  while (operands.size() > 1) {
    size_t bi = 0, bj = 1;
    double best = 0;
    bool first = true;
    const auto volume = [&](const Labels& of) {
      double n = 1;
      for (int l : of) n *= static_cast<double>(sizes.at(l));
      return n;
    };
    for (size_t i = 0; i < operands.size(); ++i)
      for (size_t j = i + 1; j < operands.size(); ++j) {
        const std::vector<bool> kept = needed(operands, i, j, output, labels);
        double n = 1;
        for (const auto& [l, length] : sizes)
          if (kept[static_cast<size_t>(l)] && (operands[i].find(l) >= 0 || operands[j].find(l) >= 0))
            n *= static_cast<double>(length);
        const double grows = n - volume(operands[i].labels) - volume(operands[j].labels);
        if (first || grows < best) best = grows, bi = i, bj = j, first = false;
      }
    contract_pair(operands, bi, bj, output, labels);
  }
}

void contract_along(std::vector<Named>& operands, IntArrayRef path, const Labels& output, size_t labels) {
  FACULA_CHECK(path.size() == 2 * (operands.size() - 1),
               "einsum(): expected contraction path given in path parameter to have size ",
               2 * (operands.size() - 1), " but got ", path.size());
  for (size_t k = 0; k < path.size(); k += 2) {
    const auto n = static_cast<int64_t>(operands.size());
    FACULA_CHECK(path[k] >= 0 && path[k] < n && path[k + 1] >= 0 && path[k + 1] < n && path[k] != path[k + 1],
                 "einsum(): invalid contraction (", path[k], ", ", path[k + 1],
                 path[k] == path[k + 1] ? ") cannot contract an operand with itself"
                                        : ") operand index is out of bounds");
    contract_pair(operands, static_cast<size_t>(path[k]), static_cast<size_t>(path[k + 1]), output, labels);
  }
}

}  // namespace

Tensor einsum(std::string_view equation, TensorList operands, OptionalIntArrayRef path) {
  const Equation e = parse(equation, operands);
  std::vector<Named> named;
  for (size_t op = 0; op < operands.size(); ++op)
    named.push_back(without_repeats(operands[op], e.operands[op], op));
  const Sizes sizes = sizes_of(named);
  size_t labels = kLetters;
  for (const auto& [l, n] : sizes) labels = std::max(labels, static_cast<size_t>(l) + 1);
  for (int l : e.output) labels = std::max(labels, static_cast<size_t>(l) + 1);
  Named y;
  if (path && named.size() > 1) {
    contract_along(named, *path, e.output, labels);
    y = std::move(named[0]);
  } else if (named.size() <= 8) {
    y = BestTree(named, e.output, sizes).run(labels);
  } else {
    contract_greedily(named, e.output, sizes, labels);
    y = std::move(named[0]);
  }
  Labels extra;
  for (int l : y.labels)
    if (std::find(e.output.begin(), e.output.end(), l) == e.output.end()) extra.push_back(l);
  sum_over(y, extra);
  return aligned(y, e.output);
}

Tensor tensordot(const Tensor& a, const Tensor& b, IntArrayRef dims_a, IntArrayRef dims_b) {
  FACULA_CHECK(dims_a.size() == dims_b.size(), "both dimension lists should have same length");
  FACULA_CHECK(a.scalar_type() == b.scalar_type(), "both inputs should have same dtype");
  Named x{a, Labels(static_cast<size_t>(a.dim()), -1)}, z{b, Labels(static_cast<size_t>(b.dim()), -1)};
  int next = 0;
  for (size_t i = 0; i < dims_a.size(); ++i, ++next) {
    const int64_t d1 = wrap_dim(dims_a[i], a.dim()), d2 = wrap_dim(dims_b[i], b.dim());
    const int64_t n1 = a.size(d1), n2 = b.size(d2);  // these throw for a tensor without dimensions
    FACULA_CHECK(x.labels[static_cast<size_t>(d1)] < 0 && z.labels[static_cast<size_t>(d2)] < 0, "dim ", d1,
                 " appears multiple times in the list of dims");
    FACULA_CHECK(n1 == n2 || n1 == 1 || n2 == 1, "contracted dimensions need to match, but first has size ",
                 n1, " in dim ", d1, " and second has size ", n2, " in dim ", d2);
    x.labels[static_cast<size_t>(d1)] = z.labels[static_cast<size_t>(d2)] = next;
  }
  const int summed = next;
  for (Named* n : {&x, &z})
    for (int& l : n->labels)
      if (l < 0) l = next++;
  std::vector<bool> kept(static_cast<size_t>(next), true);
  std::fill(kept.begin(), kept.begin() + summed, false);
  return contract(std::move(x), std::move(z), kept).t;
}

Tensor kron(const Tensor& a, const Tensor& b) {
  const int64_t dims = std::max(a.dim(), b.dim());
  std::vector<int64_t> a_sizes, b_sizes, sizes;
  for (int64_t d = 0; d < dims; ++d) {
    const int64_t da = d - (dims - a.dim()), db = d - (dims - b.dim());
    const int64_t n = da < 0 ? 1 : a.size(da), m = db < 0 ? 1 : b.size(db);
    a_sizes.push_back(n);
    a_sizes.push_back(1);
    b_sizes.push_back(1);
    b_sizes.push_back(m);
    sizes.push_back(n * m);
  }
  return a.reshape(a_sizes).mul(b.reshape(b_sizes)).reshape(sizes);
}

Tensor Tensor::kron(const Tensor& o) const { return facula::kron(*this, o); }

}  // namespace facula
