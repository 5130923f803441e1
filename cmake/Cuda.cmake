# The library `facula_cuda`: cuda/. Programs that never use a GPU neither link nor load it.

set(FACULA_HAS_CUDA OFF)
file(GLOB_RECURSE facula_cuda_sources CONFIGURE_DEPENDS
     "${PROJECT_SOURCE_DIR}/cuda/*.cu" "${PROJECT_SOURCE_DIR}/cuda/*.cpp")
if(NOT FACULA_CUDA OR NOT facula_cuda_sources)
  return()
endif()

if(NOT CMAKE_CUDA_ARCHITECTURES)
  set(CMAKE_CUDA_ARCHITECTURES "")
  set(newest 0)
  foreach(arch IN LISTS FACULA_CUDA_ARCHITECTURES)
    if(arch MATCHES "^[0-9]+$" AND arch GREATER newest)
      set(newest ${arch})
    endif()
  endforeach()
  foreach(arch IN LISTS FACULA_CUDA_ARCHITECTURES)
    if(arch MATCHES "^[0-9]+$" AND NOT arch EQUAL newest)
      list(APPEND CMAKE_CUDA_ARCHITECTURES ${arch}-real)
    else()
      list(APPEND CMAKE_CUDA_ARCHITECTURES ${arch})
    endif()
  endforeach()
endif()

include(CheckLanguage)
check_language(CUDA)
if(NOT CMAKE_CUDA_COMPILER)
  facula_missing(CUDA "no CUDA compiler (nvcc) was found")
  return()
endif()
find_package(CUDAToolkit 12 QUIET)
if(NOT CUDAToolkit_FOUND)
  facula_missing(CUDA "no CUDA toolkit of version 12 or newer was found")
  return()
endif()
foreach(library IN ITEMS cublas cublasLt cusolver cusparse)
  if(NOT TARGET CUDA::${library})
    facula_missing(CUDA "the CUDA toolkit in ${CUDAToolkit_LIBRARY_DIR} lacks ${library}")
    return()
  endif()
endforeach()
enable_language(CUDA)
set(FACULA_HAS_CUDA ON)

add_library(facula_cuda ${facula_cuda_sources})
add_library(facula::cuda ALIAS facula_cuda)
target_compile_features(facula_cuda PRIVATE cxx_std_20)
target_compile_features(facula_cuda INTERFACE cxx_std_17)
target_include_directories(facula_cuda PRIVATE "${PROJECT_SOURCE_DIR}/src" "${PROJECT_SOURCE_DIR}")
# -std by hand: CMake before 3.26 does not know that nvcc speaks C++20.
target_compile_options(facula_cuda PRIVATE
  $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>
  $<$<COMPILE_LANGUAGE:CUDA>:--extended-lambda> $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>
  $<$<AND:$<COMPILE_LANGUAGE:CUDA>,$<CUDA_COMPILER_ID:NVIDIA>>:-diag-suppress=186>  # x < 0 of an unsigned x, in templates
  $<$<COMPILE_LANGUAGE:CXX>:-Wall> $<$<COMPILE_LANGUAGE:CXX>:-Wextra>)
target_link_libraries(facula_cuda PUBLIC facula
  PRIVATE CUDA::cudart CUDA::cublas CUDA::cublasLt CUDA::cusolver CUDA::cusparse)

find_path(CUDNN_INCLUDE_DIR cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS})
find_library(CUDNN_LIBRARY cudnn HINTS ${CUDAToolkit_LIBRARY_DIR})
mark_as_advanced(CUDNN_INCLUDE_DIR CUDNN_LIBRARY)
set(FACULA_HAS_CUDNN OFF)
if(CUDNN_INCLUDE_DIR AND CUDNN_LIBRARY)
  set(FACULA_HAS_CUDNN ON)
  target_compile_definitions(facula_cuda PRIVATE FACULA_HAS_CUDNN=1)
  target_include_directories(facula_cuda SYSTEM PRIVATE "${CUDNN_INCLUDE_DIR}")
  target_link_libraries(facula_cuda PRIVATE "${CUDNN_LIBRARY}")
endif()

set_target_properties(facula_cuda PROPERTIES
  EXPORT_NAME cuda POSITION_INDEPENDENT_CODE ON CUDA_SEPARABLE_COMPILATION OFF
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR}
  BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN;${CUDAToolkit_LIBRARY_DIR}")
