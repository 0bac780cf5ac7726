# Run at every build: writes the commit of the sources to OUTPUT, and only if it has changed, so that one small file and
# the links are all that a new commit costs. "unknown" where SOURCE is not the root of a git checkout.
set(commit unknown)
find_program(GIT git)
if(GIT)
  # git refuses a checkout of another user, as in a container or after sudo; whoever builds the sources trusts them.
  set(git ${GIT} -c safe.directory=* -C ${SOURCE})
  execute_process(COMMAND ${git} rev-parse --show-toplevel
                  OUTPUT_VARIABLE root OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  file(REAL_PATH ${SOURCE} source)
  if(root STREQUAL source)
    execute_process(COMMAND ${git} rev-parse HEAD
                    OUTPUT_VARIABLE head OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
    if(NOT failed)
      set(commit ${head})
      execute_process(COMMAND ${git} --no-optional-locks diff --quiet HEAD ERROR_QUIET RESULT_VARIABLE changed)
      if(changed)
        string(APPEND commit " with changes")
      endif()
    endif()
  endif()
endif()
string(CONCAT text
       "// Made by common/write_commit.cmake.\n"
       "namespace soret {\n"
       "extern const char* const source_commit;\n"
       "const char* const source_commit = \"${commit}\";\n"
       "}  // namespace soret\n")
set(old "")
if(EXISTS ${OUTPUT})
  file(READ ${OUTPUT} old)
endif()
if(NOT text STREQUAL old)
  file(WRITE ${OUTPUT} "${text}")
endif()
