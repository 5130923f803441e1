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
  if(NOT IS_DIRECTORY "${folder}" OR name MATCHES "^(install|checks|fuzz)$")
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
  target_compile_options(${program} PRIVATE $<$<CONFIG:Release>:-O1>)  # built more often than run
  target_include_directories(${program} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
  target_link_libraries(${program} PRIVATE facula::facula ${facula_dependencies} nlohmann_json::nlohmann_json
                        GTest::gtest GTest::gtest_main)
  gtest_discover_tests(${program} DISCOVERY_MODE PRE_TEST DISCOVERY_TIMEOUT 60
                       WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}" PROPERTIES TIMEOUT 300)
  # NAME_v3.cpp is compiled as the CPU kernels of that level are, whether or not the library has this level.
  foreach(level IN ITEMS v2 v3 v4)
    set(level_sources ${sources})
    list(FILTER level_sources INCLUDE REGEX "_${level}\\.cpp$")
    if(level_sources)
      set_source_files_properties(${level_sources} PROPERTIES
        COMPILE_OPTIONS "${facula_isa_optimize};-fno-math-errno;-fno-trapping-math;-ffp-contract=fast;${facula_isa_flags_${level}}"
        COMPILE_DEFINITIONS FACULA_ISA=isa_${level})
    endif()
  endforeach()
endforeach()

# The kernels of the lower instruction sets, which this machine would not choose by itself.
list(LENGTH facula_levels count)
if(count GREATER 1)
  set(lower ${facula_levels})
  list(POP_BACK lower)
  foreach(level IN LISTS lower)
    foreach(program IN ITEMS facula_ops_tests facula_optable_tests facula_optim_tests)
      add_test(NAME ${program}.${level} COMMAND ${program} --gtest_brief=1 WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}")
      set_tests_properties(${program}.${level} PROPERTIES ENVIRONMENT FACULA_CPU_CAPABILITY=${level} TIMEOUT 600)
    endforeach()
  endforeach()
endif()

# tests/fuzz/NAME_fuzz.cpp: libFuzzer programs, built where FACULA_SANITIZE asks for it (see scripts/fuzz).
if(FACULA_SANITIZE MATCHES "fuzzer-no-link")
  file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/fuzz/*_fuzz.cpp")
  foreach(source IN LISTS sources)
    get_filename_component(name "${source}" NAME_WE)
    add_executable(${name} "${source}")
    target_compile_features(${name} PRIVATE cxx_std_20)
    target_include_directories(${name} PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(${name} PRIVATE facula::facula)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
    list(APPEND facula_fuzz_targets ${name})
  endforeach()
  add_custom_target(fuzz DEPENDS ${facula_fuzz_targets})
endif()

# Checks of the sources and the object files.
if(facula_isa_targets AND NOT FACULA_SANITIZE)  # a sanitizer adds weak symbols of its own
  set(list "")
  foreach(target IN LISTS facula_isa_targets)
    string(APPEND list "$<JOIN:$<TARGET_OBJECTS:${target}>,\n>\n")
  endforeach()
  file(GENERATE OUTPUT "${PROJECT_BINARY_DIR}/generated/isa_objects.txt" CONTENT "${list}")
  add_test(NAME isa_symbols COMMAND "${PROJECT_SOURCE_DIR}/tests/checks/isa_symbols.sh" "${CMAKE_NM}"
                                    "${PROJECT_BINARY_DIR}/generated/isa_objects.txt")
endif()
if(NOT FACULA_SANITIZE)
  add_test(NAME headers COMMAND "${PROJECT_SOURCE_DIR}/tests/checks/headers.sh" "${CMAKE_CXX_COMPILER}"
                                "${PROJECT_SOURCE_DIR}/include" "${PROJECT_BINARY_DIR}/generated/include")
  add_test(NAME map COMMAND "${PROJECT_SOURCE_DIR}/tests/checks/map.sh" "${PROJECT_SOURCE_DIR}")
  set_tests_properties(headers PROPERTIES PROCESSORS 2)
  find_package(Python3 QUIET COMPONENTS Interpreter)
  if(Python3_Interpreter_FOUND)
    add_test(NAME modules COMMAND "${Python3_EXECUTABLE}" "${PROJECT_SOURCE_DIR}/scripts/modules" --check)
  endif()
endif()

# tests/programs/NAME.cpp: libtorch programs that compile unchanged and print what libtorch's build of them printed.
file(GLOB sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/tests/programs/*.cpp")
foreach(source IN LISTS sources)
  get_filename_component(name "${source}" NAME_WE)
  add_executable(program_${name} "${source}")
  set_target_properties(program_${name} PROPERTIES CXX_STANDARD 17)
  target_link_libraries(program_${name} PRIVATE facula::facula)
  add_test(NAME programs.${name} COMMAND "${PROJECT_SOURCE_DIR}/tests/programs/run.sh" $<TARGET_FILE:program_${name}>
                                         "${PROJECT_SOURCE_DIR}/tests/reference/programs/${name}.txt")
  set_tests_properties(programs.${name} PROPERTIES TIMEOUT 120)
endforeach()

# The examples from the command line.
if(TARGET mnist_cnn)
  add_test(NAME examples.mnist_cnn
           COMMAND "${PROJECT_SOURCE_DIR}/tests/examples/mnist_cnn_cli.sh" $<TARGET_FILE:mnist_cnn>)
  set_tests_properties(examples.mnist_cnn PROPERTIES TIMEOUT 300)
endif()

# Small outside projects against an installed Facula.
if(BUILD_SHARED_LIBS AND NOT FACULA_SANITIZE)
  foreach(project IN ITEMS shared static torch pkgconfig subproject)
    add_test(NAME install.${project}
             COMMAND "${PROJECT_SOURCE_DIR}/tests/install/run.sh" "${PROJECT_BINARY_DIR}" ${project})
    set_tests_properties(install.${project} PROPERTIES LABELS install TIMEOUT 300)
  endforeach()
endif()
