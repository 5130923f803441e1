#pragma once
// A reduction's loops as the driver calls them, and their entry into its table.
#include "cpu/isa/reduce_core.h"

namespace facula::cpu::FACULA_ISA {

namespace {

template <class R>
FACULA_INLINE void merge(typename R::Acc& acc, typename R::Acc p, bool first) {
  acc = first ? p : static_cast<typename R::Acc>(R::join(acc, p));
}

template <class R>
void block(void* out, const void* in, int64_t n, int64_t stride, int64_t width, int64_t kept_stride,
           bool first) {
  using Part = typename R::Part;
  using Acc = typename R::Acc;
  auto* acc = static_cast<Acc*>(out);
  const auto* x = static_cast<const typename R::In*>(in);
  if (n == 0 || width == 1 || kept_stride != 1 || (stride == 1 && n > 1)) {
    for (int64_t i = 0; i < width; ++i) {
      const auto* line = x + i * kept_stride;
      merge<R>(acc[i], stride == 1 ? long_row<R>(line, n) : Acc(strided<R>(line, n, stride)), first);
    }
    return;
  }
  Part p[kColumnStrip];
  columns<R>(p, x, n, stride, width);
  for (int64_t i = 0; i < width; ++i) merge<R>(acc[i], Acc(p[i]), first);
}

template <class R>
void combine(void* into, const void* other, int64_t width) {
  auto* a = static_cast<typename R::Acc*>(into);
  const auto* b = static_cast<const typename R::Acc*>(other);
  for (int64_t i = 0; i < width; ++i) a[i] = R::join(a[i], b[i]);
}

template <class R>
void finish(void* out, void*, int64_t out_stride, const void* in, int64_t width, double parameter) {
  auto* y = static_cast<typename R::Out*>(out);
  const auto* acc = static_cast<const typename R::Acc*>(in);
  for (int64_t i = 0; i < width; ++i) y[i * out_stride] = R::finish(acc[i], parameter);
}

template <template <class> class R, class... T>
void enter(ReduceOp op) {
  ((reduce_loops[static_cast<int>(op)][static_cast<int>(dtype_of<T>)] =
        ReduceLoop{static_cast<int64_t>(sizeof(typename R<T>::Acc)), block<typename R<T>::Loop>,
                   combine<typename R<T>::Loop>, finish<R<T>>}),
   ...);
}

}  // namespace

}  // namespace facula::cpu::FACULA_ISA
