// Joining tensors: runs of bytes when all are dense, else one strided copy each.
#include "kernels/cat.h"

#include <algorithm>

#include "cpu/copy.h"
#include "cpu/parallel.h"
#include "kernels/copy.h"

namespace facula::cpu {

namespace {

bool dense_alike(const Tensor& out, TensorList tensors) {
  if (!out.is_contiguous()) return false;
  for (const Tensor& t : tensors)
    if (t.scalar_type() != out.scalar_type() || !t.is_contiguous()) return false;
  return true;
}

// The tensors' rows, each of which goes to one run of a row of out.
void cat_dense(Tensor& out, TensorList tensors, int64_t dim) {
  int64_t outer = 1;
  for (int64_t d = 0; d < dim; ++d) outer *= out.size(d);
  const int64_t row = out.nbytes() / std::max<int64_t>(outer, 1);
  parallel_for(0, outer, std::max<int64_t>(4 * kGrain / std::max<int64_t>(row, 1), 1),
               [&](int64_t a, int64_t b) {
                 char* start = static_cast<char*>(out.data_ptr()) + a * row;
                 for (const Tensor& t : tensors) {
                   const int64_t run = t.nbytes() / outer;
                   if (run == 0) continue;
                   const char* src = static_cast<const char*>(t.data_ptr()) + a * run;
                   char* dst = start;
                   for (int64_t i = a; i < b; ++i, src += run, dst += row) copy_loop(dst, src, run);
                   start += run;
                 }
               });
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
  if (dense_alike(out, tensors))
    cat_dense(out, tensors, dim);
  else
    cat_strided(out, tensors, dim);
}

}  // namespace

void register_cat() { kernels::cat.set(kCPU, cat); }

}  // namespace facula::cpu
