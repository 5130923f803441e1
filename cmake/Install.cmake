# cmake --install: headers, libraries, FaculaConfig.cmake, facula.pc, and TorchConfig.cmake in a folder of its own.

include(CMakePackageConfigHelpers)
set(facula_config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/Facula")
set(facula_torch_dir "${CMAKE_INSTALL_LIBDIR}/cmake/facula-torch")

install(DIRECTORY include/ DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" FILES_MATCHING PATTERN "*.h")
install(DIRECTORY "${PROJECT_BINARY_DIR}/generated/include/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")

# One export file per library, so that FaculaConfig.cmake can tell which of them were installed.
set(facula_exports "")
if(FACULA_HAS_CUDA)
  list(APPEND facula_installed facula_cuda)
endif()
foreach(library IN LISTS facula_installed)
  get_target_property(export_name ${library} EXPORT_NAME)
  install(TARGETS ${library} EXPORT Facula-${export_name}
          LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}"
          RUNTIME DESTINATION "${CMAKE_INSTALL_BINDIR}")
  install(EXPORT Facula-${export_name} NAMESPACE facula:: DESTINATION "${facula_config_dir}")
endforeach()

configure_package_config_file(cmake/FaculaConfig.cmake.in "${PROJECT_BINARY_DIR}/generated/FaculaConfig.cmake"
                              INSTALL_DESTINATION "${facula_config_dir}")
write_basic_package_version_file("${PROJECT_BINARY_DIR}/generated/FaculaConfigVersion.cmake"
                                 COMPATIBILITY SameMinorVersion)
install(FILES "${PROJECT_BINARY_DIR}/generated/FaculaConfig.cmake"
              "${PROJECT_BINARY_DIR}/generated/FaculaConfigVersion.cmake"
              cmake/FindOpenBLAS.cmake cmake/FindOneDNN.cmake
        DESTINATION "${facula_config_dir}")

configure_package_config_file(cmake/TorchConfig.cmake.in "${PROJECT_BINARY_DIR}/generated/TorchConfig.cmake"
                              INSTALL_DESTINATION "${facula_torch_dir}"
                              PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
configure_file(cmake/TorchConfigVersion.cmake "${PROJECT_BINARY_DIR}/generated/TorchConfigVersion.cmake" COPYONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/TorchConfig.cmake"
              "${PROJECT_BINARY_DIR}/generated/TorchConfigVersion.cmake"
        DESTINATION "${facula_torch_dir}")

# `pkg-config --static`: the private link as flags. Imported targets become the files that they stand for.
set(FACULA_PC_PRIVATE "")
foreach(dependency IN LISTS facula_dependencies)
  if(dependency MATCHES "OpenMP")
    string(APPEND FACULA_PC_PRIVATE " ${OpenMP_CXX_FLAGS}")
  elseif(dependency MATCHES "Threads")
    string(APPEND FACULA_PC_PRIVATE " -pthread")
  elseif(dependency MATCHES "LAPACK")
    list(JOIN LAPACK_LIBRARIES " " files)
    string(APPEND FACULA_PC_PRIVATE " ${files}")
  elseif(TARGET ${dependency})
    get_target_property(file ${dependency} IMPORTED_LOCATION)
    if(NOT file)
      get_target_property(file ${dependency} IMPORTED_LOCATION_RELEASE)
    endif()
    string(APPEND FACULA_PC_PRIVATE " ${file}")
  else()
    string(APPEND FACULA_PC_PRIVATE " -l${dependency}")
  endif()
endforeach()
file(RELATIVE_PATH FACULA_PC_TO_PREFIX "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix")
configure_file(cmake/facula.pc.in "${PROJECT_BINARY_DIR}/generated/facula.pc" @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/generated/facula.pc" DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
