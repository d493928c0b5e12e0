# tongbi_library(NAME [DEPENDS lib…]): the static library of service/NAME, from every .c file in the folder.
# The dependency graph of the layers is what DEPENDS says; tests/architecture checks the include edges against it.
function(tongbi_library name)
    cmake_parse_arguments(ARG "" "" "DEPENDS" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.c)
    add_library(${name} STATIC ${sources})
    target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR}/service)
    target_link_libraries(${name} PUBLIC ${ARG_DEPENDS})
endfunction()

# tongbi_test(NAME SOURCE [LIBS lib…]): a cmocka test program, registered with ctest under NAME.
function(tongbi_test name source)
    cmake_parse_arguments(ARG "" "" "LIBS" ${ARGN})
    add_executable(test_${name} ${source})
    target_include_directories(test_${name} PRIVATE ${CMAKE_SOURCE_DIR}/service ${CMAKE_SOURCE_DIR}/tests)
    target_link_libraries(test_${name} PRIVATE ${ARG_LIBS} cmocka)
    add_test(NAME ${name} COMMAND test_${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
endfunction()
