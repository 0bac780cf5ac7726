# Every library is Debian 12's. Shared by the build and by the installed package (soretConfig.cmake).
include(CMakeFindDependencyMacro)

foreach(soret_dependency IN ITEMS
        "Threads" "Eigen3 3.4" "Boost 1.74 COMPONENTS iostreams" "fmt 9" "nlohmann_json 3.11" "tomlplusplus 3.3" "CLI11 2.1" "xsimd 8.1")
  separate_arguments(soret_dependency)
  if(CMAKE_FIND_PACKAGE_NAME STREQUAL "soret")
    find_dependency(${soret_dependency})
  else() # find_dependency() would pass over a missing library in silence here
    find_package(${soret_dependency} REQUIRED)
  endif()
endforeach()
unset(soret_dependency)

# Debian's xsimd 8.1 asks for the library xtl, which nothing here uses: it would be needed for its complex numbers only.
if(NOT TARGET xtl)
  set_target_properties(xsimd PROPERTIES INTERFACE_LINK_LIBRARIES "")
endif()

# Two header-only libraries that come without a package configuration.
find_path(SORET_RANDOM123_INCLUDE_DIR Random123/philox.h DOC "Random123 >= 1.14" REQUIRED)
find_path(SORET_XXHASH_INCLUDE_DIR xxhash.h DOC "xxHash >= 0.8" REQUIRED)
mark_as_advanced(SORET_RANDOM123_INCLUDE_DIR SORET_XXHASH_INCLUDE_DIR)
