# Every option of the build, and the defaults of a Release build.

option(BUILD_SHARED_LIBS "Build libfacula as a shared library" ${PROJECT_IS_TOP_LEVEL})
option(FACULA_TESTS "Build the tests (needs GoogleTest)" ${PROJECT_IS_TOP_LEVEL})
option(FACULA_BENCHMARKS "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(FACULA_EXAMPLES "Build the examples (needs CLI11)" ${PROJECT_IS_TOP_LEVEL})
set(FACULA_SANITIZE "" CACHE STRING "Sanitizers for everything built here, as in address,undefined")
set(FACULA_CPU_LEVELS "v2;v3;v4" CACHE STRING "x86-64 levels that the CPU kernels are compiled for")
set(FACULA_CUDA_ARCHITECTURES "75;80;90" CACHE STRING "CUDA architectures; the newest one also as PTX")

# AUTO uses the dependency if it is there, ON demands it, OFF ignores it.
foreach(part IN ITEMS CUDA ONEDNN OPENMP)
  set(FACULA_${part} AUTO CACHE STRING "Use ${part}: AUTO, ON or OFF")
  set_property(CACHE FACULA_${part} PROPERTY STRINGS AUTO ON OFF)
endforeach()

# facula_missing(PART WHY): falls back quietly under AUTO and stops under ON.
function(facula_missing part why)
  if(NOT FACULA_${part} STREQUAL "AUTO")
    message(FATAL_ERROR "FACULA_${part}=${FACULA_${part}}, but ${why}")
  endif()
  message(STATUS "Facula: building without ${part}: ${why}")
endfunction()

if(PROJECT_IS_TOP_LEVEL)
  get_property(multi_config GLOBAL PROPERTY GENERATOR_IS_MULTI_CONFIG)
  if(NOT CMAKE_BUILD_TYPE AND NOT multi_config)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Debug, Release, RelWithDebInfo or MinSizeRel" FORCE)
  endif()
  set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
  set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/lib")
  set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

  # Worktrees share what they compiled: paths are hashed relative to the source folder.
  find_program(FACULA_CCACHE ccache)
  mark_as_advanced(FACULA_CCACHE)
  if(FACULA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${PROJECT_SOURCE_DIR} ${FACULA_CCACHE})
    set(CMAKE_CUDA_COMPILER_LAUNCHER ${CMAKE_CXX_COMPILER_LAUNCHER})
  endif()
endif()

set(CMAKE_CXX_EXTENSIONS OFF)
if(FACULA_SANITIZE)
  string(REPLACE ";" "," FACULA_SANITIZE "${FACULA_SANITIZE}")
  add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fsanitize=${FACULA_SANITIZE}>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-sanitize-recover=all>
                      $<$<COMPILE_LANGUAGE:CXX>:-fno-omit-frame-pointer>
                      $<$<COMPILE_LANGUAGE:CXX>:-g1>)
  add_link_options(-fsanitize=${FACULA_SANITIZE})
endif()
