# In the order in which one may use the other.
set(SORET_ROOMS common reference optimized validation)

# The flags that keep the same bits on every compiler: no contraction to FMA, no value-changing optimisation.
function(soret_compile_options target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  target_compile_options(${target} PRIVATE -ffp-contract=off -fno-fast-math
                                           -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  # gcc 12 warns of an overlap or an overflow inside std::string at "text" + string, wrongly (GCC bugs 105651, 105329).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE -Wno-restrict -Wno-stringop-overflow)
  endif()
  if(SORET_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(SORET_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${SORET_SANITIZE} -fno-sanitize-recover=all
                                             -fno-omit-frame-pointer)
    target_link_options(${target} PUBLIC -fsanitize=${SORET_SANITIZE})
  endif()
endfunction()

# Headers that most files of a target include anyway, read once. A build without them (SORET_PRECOMPILE_HEADERS=OFF)
# shows that each file includes what it uses.
function(soret_precompile_headers target)
  if(SORET_PRECOMPILE_HEADERS)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  endif()
endfunction()

# Files that share large headers as one translation unit: the program takes two thirds of the time from nothing. A build
# without (SORET_UNITY_BUILD=OFF) is faster after a change of one file, and shows with SORET_PRECOMPILE_HEADERS=OFF that
# each includes what it uses.
function(soret_compile_together target group)
  if(SORET_UNITY_BUILD)
    file(GLOB sources CONFIGURE_DEPENDS ${ARGN})
    set_source_files_properties(${sources} PROPERTIES UNITY_GROUP ${group})
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  endif()
endfunction()

# One static library a room, from all its sources.
function(soret_add_room room)
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$|/validation/python/")
  add_library(soret_${room} STATIC ${sources})
  add_library(soret::${room} ALIAS soret_${room})
  set_target_properties(soret_${room} PROPERTIES EXPORT_NAME ${room})
  soret_compile_options(soret_${room})
  target_include_directories(soret_${room} PUBLIC $<BUILD_INTERFACE:${PROJECT_BINARY_DIR}/include>
                                                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
endfunction()
