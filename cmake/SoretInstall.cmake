# find_package(soret) gives soret::soret and each room by itself: soret::common, soret::reference, ...; pkg-config knows
# soret. Components: program (the command and what belongs to it) and development (headers and libraries).
include(CMakePackageConfigHelpers)
set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/soret)

set(room_libraries soret)
set(room_flags "")
foreach(room IN LISTS SORET_ROOMS)
  list(APPEND room_libraries soret_${room})
  list(PREPEND room_flags -lsoret_${room}) # a room uses those before it
  # simd.hpp and what includes it is compiled once an instruction set, with flags of its own: not for others.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/${room}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/soret/${room}
          COMPONENT development
          FILES_MATCHING PATTERN "*.hpp" PATTERN "simd.hpp" EXCLUDE PATTERN "*_lanes.hpp" EXCLUDE
          PATTERN "*_kernel.hpp" EXCLUDE PATTERN "python" EXCLUDE)
endforeach()
install(FILES ${PROJECT_SOURCE_DIR}/validation/soret.hpp DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/soret
        COMPONENT development)
install(TARGETS ${room_libraries} EXPORT soretTargets COMPONENT development)
install(TARGETS soret_program COMPONENT program)
install(FILES ${PROJECT_SOURCE_DIR}/CITATION.cff ${PROJECT_SOURCE_DIR}/README.md DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT program)

install(EXPORT soretTargets NAMESPACE soret:: DESTINATION ${package_dir} COMPONENT development)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/soretConfig.cmake.in ${PROJECT_BINARY_DIR}/soretConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/soretConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/soretConfig.cmake ${PROJECT_BINARY_DIR}/soretConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/SoretDependencies.cmake
        DESTINATION ${package_dir} COMPONENT development)

# Found from where it lies: the installed tree may be moved.
file(RELATIVE_PATH prefix_from_pkgconfig /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" prefix_from_pkgconfig "${prefix_from_pkgconfig}")
list(JOIN room_flags " " room_flags)
configure_file(${CMAKE_CURRENT_LIST_DIR}/soret.pc.in ${PROJECT_BINARY_DIR}/soret.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/soret.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)

# Made by the program itself when it is installed, so that they are never of another version.
find_program(SORET_HELP2MAN help2man DOC "Makes the manual page; without it there is none")
mark_as_advanced(SORET_HELP2MAN)
set(terminal_files ${PROJECT_BINARY_DIR}/terminal)
install(CODE "execute_process(COMMAND \"${CMAKE_COMMAND}\" \"-Dprogram=$<TARGET_FILE:soret_program>\"
                              \"-Dhelp2man=${SORET_HELP2MAN}\" \"-Dversion=${PROJECT_VERSION}\"
                              \"-Ddescription=${PROJECT_DESCRIPTION}\" \"-Doutput=${terminal_files}\"
                              -P \"${CMAKE_CURRENT_LIST_DIR}/terminal_files.cmake\" COMMAND_ERROR_IS_FATAL ANY)"
        COMPONENT program)
install(FILES ${terminal_files}/soret DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        COMPONENT program)
install(FILES ${terminal_files}/soret.1.gz DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT program OPTIONAL)
