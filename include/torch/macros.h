#pragma once
// libtorch's macros.
#include "facula/core/backend.h"
#include "facula/core/error.h"
#include "facula/core/str.h"
#include "facula/core/warning.h"
#include "facula/nn/any_value.h"
#include "facula/nn/arg.h"
#include "facula/nn/pimpl.h"
#include "torch/dispatch.h"
#include "torch/version.h"

#define TORCH_API
#define TORCH_CUDA_CPP_API
#define TORCH_CUDA_CU_API
#define C10_API
#define C10_EXPORT
#define C10_UNUSED __attribute__((__unused__))
#define C10_LIKELY(e) (__builtin_expect(static_cast<bool>(e), 1))
#define C10_UNLIKELY(e) (__builtin_expect(static_cast<bool>(e), 0))

#define TORCH_ARG(T, name) FACULA_ARG(T, name)
#define TORCH_MODULE(Name) FACULA_MODULE(Name)
#define TORCH_MODULE_IMPL(Name, ImplType) FACULA_MODULE_IMPL(Name, ImplType)
#define FORWARD_HAS_DEFAULT_ARGS(...) FACULA_FORWARD_DEFAULTS(__VA_ARGS__)

// The message is made of everything after the condition, as std::ostream prints it.
#define FACULA_TORCH_CHECK_AS(type, cond, ...)                                                        \
  do {                                                                                                \
    if (C10_UNLIKELY(!(cond)))                                                                        \
      throw type(::facula::detail::check_message("Expected " #cond " to be true, but got false.  "    \
                                                 "(Could this error message be improved?  If so, "    \
                                                 "please report an enhancement request to PyTorch.)", \
                                                 ##__VA_ARGS__));                                     \
  } while (false)
#define TORCH_CHECK(cond, ...) FACULA_TORCH_CHECK_AS(::facula::Error, cond, ##__VA_ARGS__)
#define TORCH_CHECK_INDEX(cond, ...) FACULA_TORCH_CHECK_AS(::facula::IndexError, cond, ##__VA_ARGS__)
#define TORCH_CHECK_VALUE(cond, ...) FACULA_TORCH_CHECK_AS(::facula::ValueError, cond, ##__VA_ARGS__)
#define TORCH_CHECK_TYPE(cond, ...) FACULA_TORCH_CHECK_AS(::facula::TypeError, cond, ##__VA_ARGS__)
#define TORCH_CHECK_NOT_IMPLEMENTED(cond, ...) \
  FACULA_TORCH_CHECK_AS(::facula::NotImplementedError, cond, ##__VA_ARGS__)
#define TORCH_CHECK_LINALG(cond, ...) FACULA_TORCH_CHECK_AS(::facula::LinAlgError, cond, ##__VA_ARGS__)
#define TORCH_CHECK_ARG(cond, argN, ...) TORCH_CHECK(cond, "invalid argument ", argN, ": ", ##__VA_ARGS__)
#define TORCH_CHECK_WITH(type, cond, ...) FACULA_TORCH_CHECK_AS(::facula::type, cond, ##__VA_ARGS__)
#define TORCH_INTERNAL_ASSERT(cond, ...)                                                                    \
  do {                                                                                                      \
    if (C10_UNLIKELY(!(cond)))                                                                              \
      throw ::facula::Error(::facula::str(#cond " INTERNAL ASSERT FAILED at \"", __FILE__, "\":", __LINE__, \
                                          ", please report a bug. ",                                        \
                                          ::facula::detail::check_message("", ##__VA_ARGS__)));             \
  } while (false)
#define TORCH_INTERNAL_ASSERT_DEBUG_ONLY(cond, ...) TORCH_INTERNAL_ASSERT(cond, ##__VA_ARGS__)
#define AT_ASSERT(...) TORCH_INTERNAL_ASSERT(__VA_ARGS__)
#define AT_ASSERTM(cond, ...) TORCH_CHECK(cond, ##__VA_ARGS__)
#define AT_ERROR(...) throw ::facula::Error(::facula::str(__VA_ARGS__))
#define TORCH_WARN(...) FACULA_WARN(::facula::str(__VA_ARGS__))
#define TORCH_WARN_ONCE(...)                                     \
  do {                                                           \
    static bool facula_warned = false;                           \
    if (!facula_warned || ::facula::Warning::get_warnAlways()) { \
      facula_warned = true;                                      \
      FACULA_WARN(::facula::str(__VA_ARGS__));                   \
    }                                                            \
  } while (false)
