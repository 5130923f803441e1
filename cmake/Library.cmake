# The library `facula`: src/ once, and src/cpu/isa/ once per instruction set.
# All of it is compiled to object files first, of which the shared and the static library are both made.

configure_file(cmake/version.h.in "${PROJECT_BINARY_DIR}/generated/include/facula/version.h" @ONLY)

file(GLOB_RECURSE facula_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/*.cpp")
list(FILTER facula_sources EXCLUDE REGEX "/src/cpu/isa/")
file(GLOB facula_isa_sources CONFIGURE_DEPENDS "${PROJECT_SOURCE_DIR}/src/cpu/isa/*.cpp")

# What every object file of the library is compiled with.
add_library(facula_private INTERFACE)
target_compile_features(facula_private INTERFACE cxx_std_20)
target_include_directories(facula_private INTERFACE
  "${PROJECT_SOURCE_DIR}/include" "${PROJECT_SOURCE_DIR}/src" "${PROJECT_BINARY_DIR}/generated/include")
target_compile_definitions(facula_private INTERFACE ${facula_definitions})
target_compile_options(facula_private INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra>
  $<$<COMPILE_LANG_AND_ID:CXX,GNU>:-fno-semantic-interposition>)
target_link_libraries(facula_private INTERFACE ${facula_dependencies} nlohmann_json::nlohmann_json)

# Kernels gain by -O3; it makes the rest bigger, not faster. Sanitized builds are for tests and must be quick to make.
if(FACULA_SANITIZE)
  set(facula_optimize -O1)
  set(facula_isa_optimize -O1)
else()
  set(facula_optimize $<$<CONFIG:Release>:-O2>)
  set(facula_isa_optimize $<$<NOT:$<CONFIG:Debug>>:-O3>)
  # Loops that -O3's unrolling and peeling makes much bigger and no faster (measured), and all those of the oldest level.
  set(facula_isa_small $<$<NOT:$<CONFIG:Debug>>:-O2> -ftree-vectorize -fvect-cost-model=dynamic)
  set_source_files_properties(
    src/cpu/isa/argmax.cpp src/cpu/isa/convert.cpp src/cpu/isa/optim.cpp src/cpu/isa/pointwise_compare.cpp
    src/cpu/isa/variance.cpp
    PROPERTIES COMPILE_OPTIONS "${facula_isa_small}")
  # Where it pays, the loops of these are vectors by hand.
  set_source_files_properties(src/cpu/isa/reduce_other.cpp PROPERTIES COMPILE_OPTIONS "-O2;-fno-tree-vectorize")
  # Work on files waits for disks; these drivers wait for LAPACK or for the ops they are made of.
  file(GLOB facula_small CONFIGURE_DEPENDS src/io/*.cpp src/ops/linalg*.cpp src/cpu/linalg*.cpp src/ops/sparse*.cpp
       src/ops/fft*.cpp src/ops/distance.cpp src/ops/*_out.cpp src/ops/vision*.cpp src/ops/pad.cpp
       src/ops/upsample.cpp src/ops/similarity.cpp src/ops/loss_*.cpp src/ops/pool_unpool.cpp src/ops/embedding_bag.cpp)
  # Modules that are made of ops, and what is done once per model.
  list(FILTER facula_small EXCLUDE REGEX "loss_class")
  foreach(name adaptive any containers embedding functional_vision init loss loss_margin module module_archive
          module_hooks module_state norm_more padding pooling_more summary transformer utils_rnn vision)
    list(APPEND facula_small src/nn/${name}.cpp)
  endforeach()
  set_source_files_properties(${facula_small} PROPERTIES COMPILE_OPTIONS "$<$<CONFIG:Release>:-Os>")
endif()

set(facula_objects $<TARGET_OBJECTS:facula_objects>)

# One object library per instruction set; flags in `facula_isa_flags_LEVEL`.
set(facula_isa_flags_v2 -march=x86-64-v2)
set(facula_isa_flags_v3 -march=x86-64-v3)
set(facula_isa_flags_v4 -march=x86-64-v4 -mprefer-vector-width=512)
set(facula_isa_flags_generic "")
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(facula_levels ${FACULA_CPU_LEVELS})
else()
  set(facula_levels generic)
endif()
set(facula_isa_targets "")
foreach(level IN LISTS facula_levels)
  if(NOT DEFINED facula_isa_flags_${level})
    message(FATAL_ERROR "FACULA_CPU_LEVELS has '${level}'; allowed are v2, v3 and v4")
  endif()
  string(TOUPPER ${level} upper)
  list(APPEND facula_level_definitions FACULA_HAS_ISA_${upper}=1)
  if(facula_isa_sources)
    add_library(facula_isa_${level} OBJECT ${facula_isa_sources})
    target_link_libraries(facula_isa_${level} PRIVATE facula_private)
    target_compile_definitions(facula_isa_${level} PRIVATE FACULA_ISA=isa_${level})
    target_compile_options(facula_isa_${level} PRIVATE
      ${facula_isa_optimize} $<$<STREQUAL:${level},v2>:${facula_isa_small}> -fno-math-errno -fno-trapping-math -ffp-contract=fast ${facula_isa_flags_${level}})
    set_target_properties(facula_isa_${level} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    list(APPEND facula_isa_targets facula_isa_${level})
    list(APPEND facula_objects $<TARGET_OBJECTS:facula_isa_${level}>)
  endif()
endforeach()

add_library(facula_objects OBJECT ${facula_sources})
target_link_libraries(facula_objects PRIVATE facula_private)
target_compile_definitions(facula_objects PRIVATE ${facula_level_definitions})
target_compile_options(facula_objects PRIVATE ${facula_optimize})
set_target_properties(facula_objects PROPERTIES POSITION_INDEPENDENT_CODE ON)

# facula_library(NAME SHARED|STATIC EXPORT_NAME): one library of the object files.
function(facula_library name type export_name)
  add_library(${name} ${type} ${facula_objects})
  target_compile_features(${name} PUBLIC cxx_std_17)
  target_include_directories(${name} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/generated/include>
    $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  target_link_libraries(${name} PRIVATE ${facula_dependencies})
  # $ORIGIN: the CUDA library lies beside this one and is loaded by name.
  set_target_properties(${name} PROPERTIES
    OUTPUT_NAME facula EXPORT_NAME ${export_name} LINKER_LANGUAGE CXX
    VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
    BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN")
  if(type STREQUAL "SHARED" AND NOT APPLE)
    target_link_options(${name} PRIVATE -Wl,-Bsymbolic-functions
      "-Wl,--version-script=${PROJECT_SOURCE_DIR}/src/facula.map")
    set_target_properties(${name} PROPERTIES LINK_DEPENDS "${PROJECT_SOURCE_DIR}/src/facula.map")
  endif()
endfunction()

if(BUILD_SHARED_LIBS)
  facula_library(facula SHARED shared)
  set(facula_installed facula)
  if(FACULA_TESTS)
    facula_library(facula_static STATIC static)
    list(APPEND facula_installed facula_static)
  endif()
else()
  facula_library(facula STATIC static)
  set(facula_installed facula)
endif()
add_library(facula::facula ALIAS facula)
