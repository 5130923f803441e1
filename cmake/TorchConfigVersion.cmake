# Facula follows the API of libtorch 2, so it answers every request for an older or an equal version.
set(PACKAGE_VERSION "2.0.0")
if(PACKAGE_FIND_VERSION VERSION_GREATER PACKAGE_VERSION AND PACKAGE_FIND_VERSION_MAJOR GREATER 2)
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
else()
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
endif()
