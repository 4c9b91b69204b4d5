# The flags every target shares, and the two functions that make a library or a program of a folder.

add_library(lab_flags INTERFACE)
target_include_directories(lab_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(lab_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
target_compile_definitions(lab_flags INTERFACE LAB_VERSION="${PROJECT_VERSION}")
target_link_libraries(lab_flags INTERFACE Threads::Threads)

if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  # g++ takes the frame of a coroutine for uninitialised and mismatched memory once it is optimised.
  target_compile_options(lab_flags INTERFACE -Wno-maybe-uninitialized -Wno-mismatched-new-delete)
  if(LAB_SANITIZE MATCHES thread)
    target_compile_options(lab_flags INTERFACE -Wno-tsan)
  endif()
endif()
if(LAB_SANITIZE)
  target_compile_options(lab_flags INTERFACE -fsanitize=${LAB_SANITIZE} -fno-omit-frame-pointer)
  target_link_options(lab_flags INTERFACE -fsanitize=${LAB_SANITIZE})
  if(CMAKE_CXX_COMPILER_ID STREQUAL GNU AND LAB_SANITIZE MATCHES undefined)
    # Half of the compile time for what the address sanitizer sees as well, or no machine of ours minds; the fuzzers, built
    # by clang, keep both.
    target_compile_options(lab_flags INTERFACE -fno-sanitize=null,alignment)
  endif()
endif()

# Not for sanitizers, which do not go with it, nor for tests, which are compiled without the optimisation that
# _FORTIFY_SOURCE needs.
add_library(lab_hardening INTERFACE)
add_library(lab_hardened_program INTERFACE)
target_link_libraries(lab_hardened_program INTERFACE lab_hardening)
if(CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo AND NOT LAB_SANITIZE)
  target_compile_options(lab_hardening INTERFACE
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fPIE)
  target_link_options(lab_hardened_program INTERFACE -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack)
endif()

# Asio is compiled once, in common/boost_src.cpp; JSON and URL are Debian's libraries (URL 1.83 has no other form).
add_library(lab_boost INTERFACE)
target_link_libraries(lab_boost INTERFACE Boost::headers Boost::json Boost::url)
target_compile_definitions(lab_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED)

# lab_precompiled(name): what nearly every file includes, parsed once; -fpch-preprocess lets ccache see through it.
function(lab_precompiled name)
  add_library(${name} STATIC ${PROJECT_SOURCE_DIR}/cmake/empty.cpp)
  target_link_libraries(${name} PUBLIC lab_flags lab_boost spdlog::spdlog fmt::fmt PRIVATE lab_hardening)
  target_precompile_headers(${name} PRIVATE
    <algorithm> <array> <chrono> <cstdint> <functional> <memory> <optional> <span> <string> <string_view> <variant> <vector>
    <fmt/format.h> <boost/system/result.hpp>)
endfunction()
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
  target_compile_options(lab_flags INTERFACE -fpch-preprocess)
endif()
lab_precompiled(lab_pch)
if(CMAKE_BUILD_TYPE STREQUAL RelWithDebInfo)
  lab_precompiled(lab_cold_pch)  # g++ 14 takes none that was optimised otherwise
  target_compile_options(lab_cold_pch PRIVATE -O1)
endif()

# lab_library(name SOURCES a.cpp ... LINKS targets... [COLD])
# COLD: what runs a few times a run, as options and reports do. It is optimised less, for a quarter of its compile time.
function(lab_library name)
  cmake_parse_arguments(ARG "COLD" "" "SOURCES;LINKS" ${ARGN})
  add_library(${name} STATIC ${ARG_SOURCES})
  if(ARG_COLD AND TARGET lab_cold_pch)
    target_compile_options(${name} PRIVATE -O1)
    target_precompile_headers(${name} REUSE_FROM lab_cold_pch)
  else()
    target_precompile_headers(${name} REUSE_FROM lab_pch)
  endif()
  target_link_libraries(${name} PUBLIC lab_flags ${ARG_LINKS} PRIVATE lab_hardening)
endfunction()

# lab_program(name SOURCES main.cpp LINKS targets...)
function(lab_program name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINKS" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_precompile_headers(${name} REUSE_FROM lab_pch)
  target_link_libraries(${name} PRIVATE lab_flags lab_hardened_program ${ARG_LINKS})
endfunction()
