# Run by ctest. Expected: soret_build, consumer, scratch, compiler, build_type, sanitize, generator.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "${what} failed (${result}):\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${scratch})
run("installing" ${CMAKE_COMMAND} --install ${soret_build} --prefix ${scratch}/prefix)
set(flags "")
if(sanitize)
  set(flags "-fsanitize=${sanitize}")
endif()
run("configuring the consumer" ${CMAKE_COMMAND} -S ${consumer} -B ${scratch}/build -G ${generator}
    -D CMAKE_PREFIX_PATH=${scratch}/prefix -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_BUILD_TYPE=${build_type}
    -D CMAKE_CXX_FLAGS=${flags})
run("building the consumer" ${CMAKE_COMMAND} --build ${scratch}/build)
run("the consumer" ${scratch}/build/consumer)

# By hand: 4 (s6^2 - s6) at r = 1.25, s6 = 1.25^-6, minus the same at r = 2.5.
set(expected "u = -0.7573812019, the same bits\n")
if(NOT output STREQUAL expected)
  message(FATAL_ERROR "the consumer printed\n${output}instead of\n${expected}")
endif()
run("the installed soret" ${scratch}/prefix/bin/soret --help)
