#pragma once
// Turns the functors of kernels/functor into vectorised loops and enters them into the slots. Compiled once
// per instruction set; everything lives in that set's namespace.
#include "kernels/dtype_lists.h"
#include "kernels/functor/map.h"
#include "kernels/functor/pointwise.h"
#include "kernels/functor/pointwise_activation.h"
#include "kernels/functor/pointwise_unary.h"
#include "kernels/pointwise.h"

namespace facula::cpu {
namespace FACULA_ISA {

using namespace dtype_lists;

template <class Op, class T>
void loop1(void* out, const void* const* in, int64_t n, const void*) {
  using R = decltype(Op()(T()));
  functor::map(Op(), static_cast<R*>(out), static_cast<const T*>(in[0]), n);
}
template <class Op, class T>
void loop2(void* out, const void* const* in, int64_t n, const void*) {
  using R = decltype(Op()(T(), T()));
  functor::map(Op(), static_cast<R*>(out), static_cast<const T*>(in[0]), static_cast<const T*>(in[1]), n);
}
template <class Op, class T>
void loop3(void* out, const void* const* in, int64_t n, const void*) {
  functor::map(Op(), static_cast<T*>(out), static_cast<const T*>(in[0]), static_cast<const T*>(in[1]),
               static_cast<const T*>(in[2]), n);
}
template <class Op, class T>
void scaled1(void* out, const void* const* in, int64_t n, const void* scalars) {
  functor::map(*static_cast<const Op*>(scalars), static_cast<T*>(out), static_cast<const T*>(in[0]), n);
}
template <class Op, class T>
void scaled2(void* out, const void* const* in, int64_t n, const void* scalars) {
  functor::map(*static_cast<const Op*>(scalars), static_cast<T*>(out), static_cast<const T*>(in[0]),
               static_cast<const T*>(in[1]), n);
}
template <class Op, class T>
void scaled3(void* out, const void* const* in, int64_t n, const void* scalars) {
  functor::map(*static_cast<const Op*>(scalars), static_cast<T*>(out), static_cast<const T*>(in[0]),
               static_cast<const T*>(in[1]), static_cast<const T*>(in[2]), n);
}

template <class Op, int Inputs, class T>
void enter(kernels::PointwiseSlot& slot) {
  constexpr int t = static_cast<int>(dtype_of<T>);
  if constexpr (Inputs == 1) {
    slot.cpu[t] = loop1<Op, T>;
    slot.cpu_result[t] = dtype_of<decltype(Op()(T()))>;
  } else if constexpr (Inputs == 2) {
    slot.cpu[t] = loop2<Op, T>;
    slot.cpu_result[t] = dtype_of<decltype(Op()(T(), T()))>;
  } else {
    slot.cpu[t] = loop3<Op, T>;
    slot.cpu_result[t] = dtype_of<T>;
  }
}
template <class Op, int Inputs, class T>
void enter_scaled(kernels::PointwiseSlot& slot) {
  constexpr int t = static_cast<int>(dtype_of<T>);
  if constexpr (Inputs == 1)
    slot.cpu[t] = scaled1<Op, T>;
  else if constexpr (Inputs == 2)
    slot.cpu[t] = scaled2<Op, T>;
  else
    slot.cpu[t] = scaled3<Op, T>;
  slot.cpu_result[t] = dtype_of<T>;
}
template <class Op, int Inputs, class... T>
void enter_all(kernels::PointwiseSlot& slot, Types<T...>) {
  (enter<Op, Inputs, T>(slot), ...);
}
template <class Op, int Inputs>
void enter_all(kernels::PointwiseSlot& slot, FloatRareComplex) {
  enter_all<Op, Inputs>(slot, Float());
}
template <template <class> class Op, int Inputs, class... T>
void enter_all_scaled(kernels::PointwiseSlot& slot, Types<T...>) {
  (enter_scaled<Op<T>, Inputs, T>(slot), ...);
}

#define FACULA_ENTER(slot, functor_name, inputs, types) \
  enter_all<functor::functor_name, inputs>(kernels::slot, types());
#define FACULA_ENTER_SCALED(slot, functor_name, inputs, types) \
  enter_all_scaled<functor::functor_name, inputs>(kernels::slot, types());

}  // namespace FACULA_ISA
}  // namespace facula::cpu
