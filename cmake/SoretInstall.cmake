# find_package(soret) gives soret::soret and each room by itself: soret::common, soret::reference, ...
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/soret)

set(room_libraries soret)
foreach(room IN LISTS SORET_ROOMS)
  list(APPEND room_libraries soret_${room})
  # simd.hpp and what includes it is compiled once an instruction set, with flags of its own: not for others.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/soret/${room}
          FILES_MATCHING PATTERN "*.hpp" PATTERN "simd.hpp" EXCLUDE PATTERN "*_lanes.hpp" EXCLUDE
          PATTERN "*_kernel.hpp" EXCLUDE PATTERN "python" EXCLUDE)
endforeach()
install(TARGETS ${room_libraries} EXPORT soretTargets)
install(TARGETS soret_program)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE ${PROJECT_SOURCE_DIR}/CITATION.cff ${PROJECT_SOURCE_DIR}/README.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT soretTargets NAMESPACE soret:: DESTINATION ${package_dir})
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/soretConfig.cmake.in ${PROJECT_BINARY_DIR}/soretConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/soretConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/soretConfig.cmake ${PROJECT_BINARY_DIR}/soretConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/SoretDependencies.cmake
        DESTINATION ${package_dir})
