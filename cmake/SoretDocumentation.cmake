# The documentation site, only when asked for: cmake --build DIR --target docs; then DIR/docs/html/index.html.
find_program(SORET_SPHINX_BUILD sphinx-build DOC "Makes the documentation site")
find_program(SORET_DOXYGEN doxygen DOC "Reads the contracts for the documentation site")
mark_as_advanced(SORET_SPHINX_BUILD SORET_DOXYGEN)

set(site ${PROJECT_BINARY_DIR}/docs)
if(SORET_SPHINX_BUILD AND SORET_DOXYGEN)
  configure_file(${PROJECT_SOURCE_DIR}/docs/site/Doxyfile.in ${site}/Doxyfile @ONLY)
  add_custom_target(docs
    COMMAND ${SORET_DOXYGEN} -q ${site}/Doxyfile
    COMMAND ${CMAKE_COMMAND} -E env SORET_DOXYGEN_XML=${site}/xml SORET_VERSION=${PROJECT_VERSION}
            ${SORET_SPHINX_BUILD} -b html -W --keep-going -q -d ${site}/doctrees -c ${PROJECT_SOURCE_DIR}/docs/site
            ${PROJECT_SOURCE_DIR}/docs ${site}/html
    COMMENT "Documentation site in ${site}/html" USES_TERMINAL VERBATIM)
else()
  add_custom_target(docs
    COMMAND ${CMAKE_COMMAND} -E echo "docs: needs sphinx-build and doxygen (cmake/debian-packages.txt, use docs)"
    COMMAND ${CMAKE_COMMAND} -E false VERBATIM)
endif()
