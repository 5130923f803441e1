// Joining tensors: runs of bytes when all are dense, else one strided copy each.
#include "kernels/cat.h"

#include <algorithm>

#include "cpu/copy.h"
#include "cpu/parallel.h"
#include "kernels/copy.h"

namespace facula::cpu {

namespace {

// Bytes between the runs that t gives to out's rows; -1 when its elements do not lie in such runs. The runs
// are the dimensions from `dim` on.
int64_t run_step(const Tensor& t, const Tensor& out, int64_t dim) {
  if (t.scalar_type() != out.scalar_type()) return -1;
  const int64_t size = t.element_size();
  int64_t run = 1, step = -1;
  for (int64_t d = t.dim() - 1; d >= dim; --d) {
    if (t.size(d) != 1 && t.stride(d) != run) return -1;
    run *= t.size(d);
  }
  int64_t next = 0;  // the stride that the next outer dimension must have
  for (int64_t d = std::min(dim, t.dim()) - 1; d >= 0; --d) {
    if (t.size(d) == 1) continue;
    if (step < 0)
      step = t.stride(d);
    else if (t.stride(d) != next)
      return -1;
    next = t.stride(d) * t.size(d);
  }
  return (step < 0 ? run : step) * size;
}

bool in_runs(const Tensor& out, TensorList tensors, int64_t dim, SmallVector<int64_t, 16>& steps) {
  if (!out.is_contiguous()) return false;
  for (const Tensor& t : tensors) {
    steps.push_back(t.numel() ? run_step(t, out, dim) : 0);
    if (steps.back() < 0) return false;
  }
  return true;
}

// A tensor's runs: each goes to one run of a row of out.
struct Piece {
  const char* from;
  int64_t step, run;
};

// Some rows at a time: so few that the lines of out being written are next to each other and still in the
// first cache, and as many as keep the calls rare where runs are short.
void cat_rows(char* to, const SmallVector<Piece, 16>& pieces, int64_t row, int64_t begin, int64_t end) {
  constexpr int64_t kBlock = 1 << 12;
  const int64_t rows = std::max<int64_t>(kBlock / row, 1);
  for (int64_t first = begin; first < end; first += rows) {
    const int64_t last = std::min(first + rows, end);
    char* start = to + first * row;
    for (const Piece& p : pieces) {
      const char* src = p.from + first * p.step;
      char* dst = start;
      for (int64_t i = first; i < last; ++i, src += p.step, dst += row) copy_loop(dst, src, p.run);
      start += p.run;
    }
  }
}

void cat_dense(Tensor& out, TensorList tensors, int64_t dim, const SmallVector<int64_t, 16>& steps) {
  int64_t outer = 1;
  for (int64_t d = 0; d < dim; ++d) outer *= out.size(d);
  const int64_t row = out.nbytes() / std::max<int64_t>(outer, 1);
  SmallVector<Piece, 16> pieces;
  for (size_t k = 0; k < tensors.size(); ++k)
    if (const Tensor& t = tensors[k]; t.numel())
      pieces.push_back({static_cast<const char*>(t.data_ptr()), steps[k], t.nbytes() / outer});
  char* to = static_cast<char*>(out.data_ptr());
  parallel_for(0, outer, std::max<int64_t>(4 * kGrain / std::max<int64_t>(row, 1), 1),
               [&](int64_t a, int64_t b) { cat_rows(to, pieces, row, a, b); });
}

void cat_strided(Tensor& out, TensorList tensors, int64_t dim) {
  const TensorImpl* o = out.unsafeGetTensorImpl();
  const auto d = static_cast<size_t>(dim);
  int64_t at = 0;
  for (const Tensor& t : tensors) {
    if (t.numel() == 0) continue;
    DimVector sizes(o->sizes().begin(), o->sizes().end()), strides(o->strides().begin(), o->strides().end());
    const int64_t n = t.dim() < out.dim() ? 1 : t.size(dim), offset = o->offset() + at * strides[d];
    if (t.dim() < out.dim()) {
      sizes.erase(d);
      strides.erase(d);
    } else {
      sizes[d] = n;
    }
    o->storage()->inc_ref();
    Tensor part(new TensorImpl(o->storage(), sizes, strides, offset, o->dtype(), o->device()));
    kernels::copy(part, t);
    at += n;
  }
}

void cat(Tensor& out, TensorList tensors, int64_t dim) {
  if (out.numel() == 0) return;
  SmallVector<int64_t, 16> steps;
  if (in_runs(out, tensors, dim, steps))
    cat_dense(out, tensors, dim, steps);
  else
    cat_strided(out, tensors, dim);
}

}  // namespace

void register_cat() { kernels::cat.set(kCPU, cat); }

}  // namespace facula::cpu
