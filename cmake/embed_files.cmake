# Writes a C++ source that holds files as texts:
#   cmake -D output=FILE.cpp -D root=DIR -D files="a.json;b.json" -P embed_files.cmake
# Each file is in `soret::embedded_files()` under its path below the root without its ending.
set(text "// Made by cmake/embed_files.cmake.\n#include \"soret/validation/check/reference_data.hpp\"\n\n")
string(APPEND text "namespace soret {\n\nnamespace {\n\nusing namespace std::string_view_literals;\n\n")
string(APPEND text "const EmbeddedFile files[] = {\n")
foreach(file IN LISTS files)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${root} OUTPUT_VARIABLE name)
  cmake_path(REMOVE_EXTENSION name LAST_ONLY)
  file(READ ${file} content)
  string(APPEND text "{\"${name}\", R\"soret_file(${content})soret_file\"sv},\n")
endforeach()
string(APPEND text "};\n\n}  // namespace\n\n")
string(APPEND text "std::span<const EmbeddedFile> embedded_files() {\n    return files;\n}\n\n}  // namespace soret\n")
file(WRITE ${output} "${text}")
