#pragma once
// The Fortran routines of LAPACK that we call (OpenBLAS carries them), and one name per routine for all
// dtypes. Every CHARACTER argument has its length at the end of the list, as gfortran passes it.
#include <cstddef>

#include "facula/core/complex.h"

namespace facula::cpu {

using Len = size_t;
using complex32 = complex<float>;
using complex64 = complex<double>;

extern "C" {
#define FACULA_LAPACK_DECLARE(p, T)                                                                       \
  void p##getrf_(const int*, const int*, T*, const int*, int*, int*);                                     \
  void p##getrs_(const char*, const int*, const int*, const T*, const int*, const int*, T*, const int*,   \
                 int*, Len);                                                                              \
  void p##potrf_(const char*, const int*, T*, const int*, int*, Len);                                     \
  void p##trtrs_(const char*, const char*, const char*, const int*, const int*, const T*, const int*, T*, \
                 const int*, int*, Len, Len, Len);                                                        \
  void p##geqrf_(const int*, const int*, T*, const int*, T*, T*, const int*, int*);                       \
  void p##sytrf_(const char*, const int*, T*, const int*, int*, T*, const int*, int*, Len);               \
  void p##sytrs_(const char*, const int*, const int*, const T*, const int*, const int*, T*, const int*,   \
                 int*, Len);                                                                              \
  void p##gels_(const char*, const int*, const int*, const int*, T*, const int*, T*, const int*, T*,      \
                const int*, int*, Len);
FACULA_LAPACK_DECLARE(s, float)
FACULA_LAPACK_DECLARE(d, double)
FACULA_LAPACK_DECLARE(c, complex32)
FACULA_LAPACK_DECLARE(z, complex64)
#undef FACULA_LAPACK_DECLARE

#define FACULA_LAPACK_REAL(p, T)                                                                             \
  void p##orgqr_(const int*, const int*, const int*, T*, const int*, const T*, T*, const int*, int*);        \
  void p##ormqr_(const char*, const char*, const int*, const int*, const int*, const T*, const int*,         \
                 const T*, T*, const int*, T*, const int*, int*, Len, Len);                                  \
  void p##syevd_(const char*, const char*, const int*, T*, const int*, T*, T*, const int*, int*, const int*, \
                 int*, Len, Len);                                                                            \
  void p##geev_(const char*, const char*, const int*, T*, const int*, T*, T*, T*, const int*, T*,            \
                const int*, T*, const int*, int*, Len, Len);                                                 \
  void p##gesdd_(const char*, const int*, const int*, T*, const int*, T*, T*, const int*, T*, const int*,    \
                 T*, const int*, int*, int*, Len);                                                           \
  void p##gelsy_(const int*, const int*, const int*, T*, const int*, T*, const int*, int*, const T*, int*,   \
                 T*, const int*, int*);                                                                      \
  void p##gelsd_(const int*, const int*, const int*, T*, const int*, T*, const int*, T*, const T*, int*, T*, \
                 const int*, int*, int*);                                                                    \
  void p##gelss_(const int*, const int*, const int*, T*, const int*, T*, const int*, T*, const T*, int*, T*, \
                 const int*, int*);
FACULA_LAPACK_REAL(s, float)
FACULA_LAPACK_REAL(d, double)
#undef FACULA_LAPACK_REAL

#define FACULA_LAPACK_COMPLEX(p, T, R)                                                                       \
  void p##ungqr_(const int*, const int*, const int*, T*, const int*, const T*, T*, const int*, int*);        \
  void p##unmqr_(const char*, const char*, const int*, const int*, const int*, const T*, const int*,         \
                 const T*, T*, const int*, T*, const int*, int*, Len, Len);                                  \
  void p##hetrf_(const char*, const int*, T*, const int*, int*, T*, const int*, int*, Len);                  \
  void p##hetrs_(const char*, const int*, const int*, const T*, const int*, const int*, T*, const int*,      \
                 int*, Len);                                                                                 \
  void p##heevd_(const char*, const char*, const int*, T*, const int*, R*, T*, const int*, R*, const int*,   \
                 int*, const int*, int*, Len, Len);                                                          \
  void p##geev_(const char*, const char*, const int*, T*, const int*, T*, T*, const int*, T*, const int*,    \
                T*, const int*, R*, int*, Len, Len);                                                         \
  void p##gesdd_(const char*, const int*, const int*, T*, const int*, R*, T*, const int*, T*, const int*,    \
                 T*, const int*, R*, int*, int*, Len);                                                       \
  void p##gelsy_(const int*, const int*, const int*, T*, const int*, T*, const int*, int*, const R*, int*,   \
                 T*, const int*, R*, int*);                                                                  \
  void p##gelsd_(const int*, const int*, const int*, T*, const int*, T*, const int*, R*, const R*, int*, T*, \
                 const int*, R*, int*, int*);                                                                \
  void p##gelss_(const int*, const int*, const int*, T*, const int*, T*, const int*, R*, const R*, int*, T*, \
                 const int*, R*, int*);
FACULA_LAPACK_COMPLEX(c, complex32, float)
FACULA_LAPACK_COMPLEX(z, complex64, double)
#undef FACULA_LAPACK_COMPLEX
}

/// Lapack<T>::getrf and so on: the routine for T.
template <class T>
struct Lapack;
#define FACULA_LAPACK_COMMON(p)            \
  static constexpr auto getrf = p##getrf_; \
  static constexpr auto getrs = p##getrs_; \
  static constexpr auto potrf = p##potrf_; \
  static constexpr auto trtrs = p##trtrs_; \
  static constexpr auto geqrf = p##geqrf_; \
  static constexpr auto sytrf = p##sytrf_; \
  static constexpr auto sytrs = p##sytrs_; \
  static constexpr auto gels = p##gels_;   \
  static constexpr auto geev = p##geev_;   \
  static constexpr auto gesdd = p##gesdd_; \
  static constexpr auto gelsy = p##gelsy_; \
  static constexpr auto gelsd = p##gelsd_; \
  static constexpr auto gelss = p##gelss_;
#define FACULA_LAPACK_FOR_REAL(p, T)         \
  template <>                                \
  struct Lapack<T> {                         \
    using Real = T;                          \
    FACULA_LAPACK_COMMON(p)                  \
    static constexpr auto orgqr = p##orgqr_; \
    static constexpr auto ormqr = p##ormqr_; \
    static constexpr auto heevd = p##syevd_; \
    static constexpr auto hetrf = p##sytrf_; \
    static constexpr auto hetrs = p##sytrs_; \
    static constexpr char kAdjoint = 'T';    \
    static constexpr bool kComplex = false;  \
  };
#define FACULA_LAPACK_FOR_COMPLEX(p, T, R)   \
  template <>                                \
  struct Lapack<T> {                         \
    using Real = R;                          \
    FACULA_LAPACK_COMMON(p)                  \
    static constexpr auto orgqr = p##ungqr_; \
    static constexpr auto ormqr = p##unmqr_; \
    static constexpr auto heevd = p##heevd_; \
    static constexpr auto hetrf = p##hetrf_; \
    static constexpr auto hetrs = p##hetrs_; \
    static constexpr char kAdjoint = 'C';    \
    static constexpr bool kComplex = true;   \
  };
FACULA_LAPACK_FOR_REAL(s, float)
FACULA_LAPACK_FOR_REAL(d, double)
FACULA_LAPACK_FOR_COMPLEX(c, complex32, float)
FACULA_LAPACK_FOR_COMPLEX(z, complex64, double)
#undef FACULA_LAPACK_FOR_REAL
#undef FACULA_LAPACK_FOR_COMPLEX
#undef FACULA_LAPACK_COMMON

}  // namespace facula::cpu
