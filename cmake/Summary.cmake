# One line saying what was found.

set(parts "")
foreach(part IN ITEMS OPENMP ONEDNN CUDA CUDNN)
  if(FACULA_HAS_${part})
    list(APPEND parts ${part})
  endif()
endforeach()
string(REPLACE ";" " " parts "${parts}")
string(REPLACE ";" " " levels "${facula_levels}")
message(STATUS "Facula ${PROJECT_VERSION}: ${CMAKE_BUILD_TYPE}, CPU kernels for ${levels}, with ${parts}")
