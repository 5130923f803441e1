# benchmarks/*.cpp: programs for Google Benchmark, which know Facula.
# benchmarks/programs/*.cpp: programs in plain libtorch API, which `benchmarks/versus` builds against libtorch too.

find_package(benchmark QUIET CONFIG)
if(TARGET benchmark::benchmark)
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/benchmarks/*.cpp")
  list(FILTER sources EXCLUDE REGEX "_cuda_bench\\.cpp$")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE facula::facula benchmark::benchmark benchmark::benchmark_main)
    if(name STREQUAL "math_speed")  # times the loops that tests/kernels/math_test.cpp checks
      target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
      foreach(level IN ITEMS v2 v3 v4)
        set(loops "${PROJECT_SOURCE_DIR}/tests/kernels/math_${level}.cpp")
        target_sources(${name} PRIVATE "${loops}")
        if(level IN_LIST facula_levels)
          set_source_files_properties("${loops}" PROPERTIES
            COMPILE_OPTIONS "-O3;-fno-math-errno;-fno-trapping-math;-ffp-contract=fast;${facula_isa_flags_${level}}"
            COMPILE_DEFINITIONS FACULA_ISA=isa_${level})
        endif()
      endforeach()
    endif()
  endforeach()
else()
  message(STATUS "Facula: building without Google Benchmark programs: libbenchmark-dev was not found")
endif()

# benchmarks/NAME_cuda_bench.cpp: programs of their own, which scripts/gpu runs.
if(FACULA_HAS_CUDA)
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/benchmarks/*_cuda_bench.cpp")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_link_libraries(${name} PRIVATE facula::facula)
    add_dependencies(${name} facula_cuda)  # loaded when it runs
  endforeach()
endif()

if(EXISTS "${PROJECT_SOURCE_DIR}/include/torch/torch.h")
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/benchmarks/programs/*.cpp")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(bench_${name} "${source}")
    target_compile_features(bench_${name} PRIVATE cxx_std_17)
    target_link_libraries(bench_${name} PRIVATE facula::facula)
  endforeach()
endif()
