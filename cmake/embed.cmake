# Text files as part of a library: lab_embed(target name=file ...), and, run as a script by the build, what turns one into C++.

if(CMAKE_SCRIPT_MODE_FILE)
  file(READ "${FROM}" text)
  # Either would end the raw string of C++ or the element of HTML that the text is put into.
  foreach(forbidden ")lab_embed\"" "</script" "</style" "<!--")
    string(FIND "${text}" "${forbidden}" at)
    if(NOT at EQUAL -1)
      message(FATAL_ERROR "${FROM} contains '${forbidden}', so it cannot be embedded")
    endif()
  endforeach()
  file(WRITE "${TO}" "// ${FROM}, made into C++ by cmake/embed.cmake.\n#include <string_view>\n\n"
    "namespace lab {\nstd::string_view ${NAME}();\n"
    "std::string_view ${NAME}() { return R\"lab_embed(${text})lab_embed\"; }\n}  // namespace lab\n")
  return()
endif()

set(LAB_EMBED_SCRIPT ${CMAKE_CURRENT_LIST_FILE})

# Each `name=file` becomes a function `std::string_view name()` in namespace lab, which a header of the library declares.
function(lab_embed target)
  foreach(pair ${ARGN})
    string(REGEX MATCH "^([^=]+)=(.+)$" ignored "${pair}")
    set(name ${CMAKE_MATCH_1})
    get_filename_component(from ${CMAKE_MATCH_2} ABSOLUTE)
    set(to ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name}.cpp)
    add_custom_command(OUTPUT ${to}
      COMMAND ${CMAKE_COMMAND} -D FROM=${from} -D TO=${to} -D NAME=${name} -P ${LAB_EMBED_SCRIPT}
      DEPENDS ${from} ${LAB_EMBED_SCRIPT} VERBATIM)
    set_source_files_properties(${to} PROPERTIES COMPILE_OPTIONS -Wno-overlength-strings)  # clang minds 64 KiB; all our compilers take more
    target_sources(${target} PRIVATE ${to})
  endforeach()
endfunction()
