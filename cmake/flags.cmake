# Flags of all our targets. Warnings are errors under gcc and clang alike.
add_compile_options(-Wall -Wextra -Wconversion -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Wvla -Werror
                    -fno-strict-aliasing -fno-omit-frame-pointer)
add_compile_definitions(_GNU_SOURCE)

if(TONGBI_SANITIZE)
    add_compile_options(-fsanitize=address,undefined -fno-sanitize-recover=all -g)
    add_link_options(-fsanitize=address,undefined)
endif()
if(TONGBI_FUZZ)
    add_compile_options(-fsanitize=fuzzer-no-link) # so that the libraries tell the fuzzer where it has been
endif()
if(TONGBI_HARDEN)
    add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection)
    add_link_options(-Wl,-z,relro,-z,now,-z,noexecstack -pie)
endif()
if(TONGBI_COVERAGE)
    add_compile_options(--coverage -O0 -g)
    add_link_options(--coverage)
endif()
# Asserts stay on in release: a broken invariant must stop, not give a wrong figure.
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELEASE "${CMAKE_C_FLAGS_RELEASE}")
string(REPLACE "-DNDEBUG" "" CMAKE_C_FLAGS_RELWITHDEBINFO "${CMAKE_C_FLAGS_RELWITHDEBINFO}")

# A release is optimised as a whole: the small functions that extraction calls for each character stand in many files.
if(CMAKE_BUILD_TYPE STREQUAL "Release")
    include(CheckIPOSupported)
    check_ipo_supported(RESULT TONGBI_IPO LANGUAGES C)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ${TONGBI_IPO})
endif()
