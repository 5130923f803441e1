# Finds an OpenBLAS that carries LAPACK too and defines the target OpenBLAS::OpenBLAS.
# Installed beside FaculaConfig.cmake, since a program that links the static library needs it as well.
# The OpenMP build is preferred: its threads are the ones that Facula's own loops use.

set(_openblas_folders openblas-openmp openblas openblas-pthread openblas-serial)
foreach(folder IN LISTS _openblas_folders)
  list(APPEND _openblas_suffixes "${folder}" "${CMAKE_LIBRARY_ARCHITECTURE}/${folder}")
endforeach()
find_path(OpenBLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES ${_openblas_suffixes})
find_library(OpenBLAS_LIBRARY openblas PATH_SUFFIXES ${_openblas_suffixes})

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(OpenBLAS REQUIRED_VARS OpenBLAS_LIBRARY OpenBLAS_INCLUDE_DIR)
mark_as_advanced(OpenBLAS_INCLUDE_DIR OpenBLAS_LIBRARY)
if(OpenBLAS_FOUND AND NOT TARGET OpenBLAS::OpenBLAS)
  add_library(OpenBLAS::OpenBLAS UNKNOWN IMPORTED)
  set_target_properties(OpenBLAS::OpenBLAS PROPERTIES IMPORTED_LOCATION "${OpenBLAS_LIBRARY}"
                        INTERFACE_INCLUDE_DIRECTORIES "${OpenBLAS_INCLUDE_DIR}")
endif()
