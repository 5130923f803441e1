#pragma once
// Which instruction set the CPU kernels use.

namespace facula::cpu {

enum class Capability { Generic, V2, V3, V4 };

/// The best set that both the processor and this build have, or what FACULA_CPU_CAPABILITY (v2, v3, v4)
/// names.
Capability capability();
const char* capability_name();

/// Calls the registration function of the chosen instruction set.
#if defined(FACULA_HAS_ISA_V2) || defined(FACULA_HAS_ISA_V3) || defined(FACULA_HAS_ISA_V4)
#ifdef FACULA_HAS_ISA_V2
#define FACULA_IF_V2(...) __VA_ARGS__
#else
#define FACULA_IF_V2(...)
#endif
#ifdef FACULA_HAS_ISA_V3
#define FACULA_IF_V3(...) __VA_ARGS__
#else
#define FACULA_IF_V3(...)
#endif
#ifdef FACULA_HAS_ISA_V4
#define FACULA_IF_V4(...) __VA_ARGS__
#else
#define FACULA_IF_V4(...)
#endif
#define FACULA_IF_GENERIC(...)
#else
#define FACULA_IF_V2(...)
#define FACULA_IF_V3(...)
#define FACULA_IF_V4(...)
#define FACULA_IF_GENERIC(...) __VA_ARGS__
#endif

}  // namespace facula::cpu

/// Declares `void name()` in every instruction set's namespace; each src/cpu/isa file defines its own.
#define FACULA_DECLARE_ISA(name)                  \
  FACULA_IF_V2(namespace isa_v2 { void name(); }) \
  FACULA_IF_V3(namespace isa_v3 { void name(); }) \
  FACULA_IF_V4(namespace isa_v4 { void name(); }) \
  FACULA_IF_GENERIC(namespace isa_generic { void name(); })

/// Calls the one of the chosen instruction set.
#define FACULA_CALL_ISA(name)                                                                  \
  do {                                                                                         \
    switch (::facula::cpu::capability()) {                                                     \
      FACULA_IF_V2(case ::facula::cpu::Capability::V2 : isa_v2::name(); break;)                \
      FACULA_IF_V3(case ::facula::cpu::Capability::V3 : isa_v3::name(); break;)                \
      FACULA_IF_V4(case ::facula::cpu::Capability::V4 : isa_v4::name(); break;)                \
      FACULA_IF_GENERIC(case ::facula::cpu::Capability::Generic : isa_generic::name(); break;) \
      default:                                                                                 \
        break;                                                                                 \
    }                                                                                          \
  } while (0)
