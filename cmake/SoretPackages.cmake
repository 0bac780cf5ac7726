# Debian packages: soret (the program) and libsoret-dev (headers and static libraries). cpack -G DEB, or the target deb.
set(SORET_PACKAGE_CONTACT "the soret developers <soret@soret.invalid>" CACHE STRING "Maintainer: NAME <ADDRESS>")
mark_as_advanced(SORET_PACKAGE_CONTACT)

set(CPACK_PACKAGE_NAME soret)
set(CPACK_PACKAGE_CONTACT "${SORET_PACKAGE_CONTACT}")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL program development)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
# No revision: upstream and package are one, so the version is that of the project.
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
                                                WORLD_READ WORLD_EXECUTE)

set(about "Energies, forces, virials and currents of a configuration, Monte Carlo and
molecular dynamics of binary Lennard-Jones liquids, and from them the
thermodynamic factor, the Soret coefficient and their uncertainties, with the
same bits on every machine.")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME soret)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "${about}")

set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libsoret-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_DEVELOPMENT_DESCRIPTION "${about}\n\nThis package has headers and static libraries.")
# What soretConfig.cmake and the headers ask for: the libraries of the list that every script reads.
file(STRINGS ${CMAKE_CURRENT_LIST_DIR}/debian-packages.txt needed REGEX "^[a-z0-9-]+-dev +build ")
list(TRANSFORM needed REPLACE " .*" "")
list(JOIN needed ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)

# Each package has its copyright and its changelog.
string(TIMESTAMP SORET_PACKAGE_DATE "%a, %d %b %Y %H:%M:%S +0000" UTC) # of SOURCE_DATE_EPOCH, if that is set
file(READ ${PROJECT_SOURCE_DIR}/LICENSE licence)
string(REGEX REPLACE "^[^\n]*\n\n[^\n]*\n\n" "" licence "${licence}") # without title and holder
string(REGEX REPLACE "\n\n" "\n.\n" licence "${licence}")
string(REGEX REPLACE "\n$" "" licence "${licence}")
string(REPLACE "\n" "\n " SORET_LICENCE_TEXT "${licence}")
foreach(package_and_component IN ITEMS "soret program" "libsoret-dev development")
  separate_arguments(package_and_component)
  list(POP_FRONT package_and_component SORET_PACKAGE component)
  set(folder ${PROJECT_BINARY_DIR}/debian/${SORET_PACKAGE})
  configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/changelog.in ${folder}/changelog @ONLY)
  configure_file(${CMAKE_CURRENT_LIST_DIR}/debian/copyright.in ${folder}/copyright @ONLY)
  install(CODE "execute_process(COMMAND gzip -9nkf \"${folder}/changelog\" COMMAND_ERROR_IS_FATAL ANY)"
          COMPONENT ${component} EXCLUDE_FROM_ALL)
  install(FILES ${folder}/changelog.gz ${folder}/copyright
          DESTINATION ${CMAKE_INSTALL_DATAROOTDIR}/doc/${SORET_PACKAGE} COMPONENT ${component} EXCLUDE_FROM_ALL)
endforeach()

include(CPack)

# What CPack's own target "package" does, without the tests and benchmarks that it would build.
add_custom_target(deb COMMAND ${CMAKE_CPACK_COMMAND} -G DEB --config ${PROJECT_BINARY_DIR}/CPackConfig.cmake
                  WORKING_DIRECTORY ${PROJECT_BINARY_DIR} DEPENDS soret_program USES_TERMINAL
                  COMMENT "Making Debian packages")
