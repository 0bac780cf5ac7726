# Writes output/soret, the completion for bash, and output/soret.1.gz, the manual page, if there is help2man.
# Expected: program, help2man, version, description, output.
file(REMOVE_RECURSE ${output})
file(MAKE_DIRECTORY ${output})
execute_process(COMMAND ${program} completion bash OUTPUT_FILE ${output}/soret COMMAND_ERROR_IS_FATAL ANY)
if(help2man)
  # It takes no program with a space in its path.
  get_filename_component(folder ${program} DIRECTORY)
  get_filename_component(name ${program} NAME)
  execute_process(COMMAND ${help2man} --no-info --section=1 --version-string=${version} --name=${description}
                          --include=${CMAKE_CURRENT_LIST_DIR}/manual.txt --output=${output}/soret.1 ./${name}
                  WORKING_DIRECTORY ${folder} COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND gzip -9n ${output}/soret.1 COMMAND_ERROR_IS_FATAL ANY)
endif()
