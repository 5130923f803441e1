# tests/FOLDER/**/*.cpp: one GoogleTest program `facula_FOLDER_tests` per folder, and the checks that are scripts.

find_package(GTest QUIET)
if(NOT TARGET GTest::gtest_main)
  message(STATUS "Facula: building without tests: GoogleTest was not found (Debian's package is libgtest-dev)")
  return()
endif()
include(GoogleTest)

file(GLOB folders CONFIGURE_DEPENDS LIST_DIRECTORIES true "${PROJECT_SOURCE_DIR}/tests/*")
foreach(folder IN LISTS folders)
  get_filename_component(name "${folder}" NAME)
  if(NOT IS_DIRECTORY "${folder}" OR name MATCHES "^(install|data|checks|fuzz)$")
    continue()
  endif()
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${folder}/*.cpp")
  if(NOT sources MATCHES "_test\\.cpp")
    continue()
  endif()
  set(program facula_${name}_tests)
  add_executable(${program} ${sources})
  target_compile_features(${program} PRIVATE cxx_std_20)
  target_compile_definitions(${program} PRIVATE ${facula_definitions} ${facula_level_definitions}
    FACULA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  target_include_directories(${program} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${program} PRIVATE facula::facula ${facula_dependencies} nlohmann_json::nlohmann_json
                        GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${program} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" PROPERTIES TIMEOUT 300)
  # NAME_v3.cpp is compiled as the CPU kernels of that level are.
  foreach(level IN LISTS facula_levels)
    set(level_sources ${sources})
    list(FILTER level_sources INCLUDE REGEX "_${level}\\.cpp$")
    if(level_sources)
      set_source_files_properties(${level_sources} PROPERTIES
        COMPILE_OPTIONS "-O3;-fno-math-errno;-fno-trapping-math;-ffp-contract=fast;${facula_isa_flags_${level}}"
        COMPILE_DEFINITIONS FACULA_ISA=isa_${level})
    endif()
  endforeach()
endforeach()
