#include "cpu/capability.h"

#include <cstdlib>
#include <string>

#include "facula/core/error.h"

namespace facula::cpu {

namespace {

Capability detect() {
#if defined(__x86_64__) && !defined(FACULA_ONLY_GENERIC)
  __builtin_cpu_init();
  const bool v3 =
      __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  const bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                  __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                  __builtin_cpu_supports("avx512cd");
  const char* forced = std::getenv("FACULA_CPU_CAPABILITY");
  const std::string want = forced ? forced : "";
  FACULA_CHECK(want.empty() || want == "v2" || want == "v3" || want == "v4",
               "FACULA_CPU_CAPABILITY must be v2, v3 or v4, but is ", want);
  FACULA_IF_V4(if (v4 && (want.empty() || want == "v4")) return Capability::V4;)
  FACULA_IF_V3(if (v3 && (want.empty() || want >= "v3")) return Capability::V3;)
  FACULA_IF_V2(return Capability::V2;)
  FACULA_CHECK(false, "this build of Facula has no kernels for this processor",
               want.empty() ? "" : " at level " + want, " (see FACULA_CPU_LEVELS)");
#else
  return Capability::Generic;
#endif
}

}  // namespace

Capability capability() {
  static const Capability chosen = detect();
  return chosen;
}

const char* capability_name() {
  static const char* const names[] = {"generic", "x86-64-v2", "x86-64-v3", "x86-64-v4"};
  return names[static_cast<int>(capability())];
}

}  // namespace facula::cpu
