/* heap: this program is short-lived and owns nothing that must be put away, so running out of memory ends it. */
#ifndef TONGBI_CLI_HEAP_H
#define TONGBI_CLI_HEAP_H

#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

/* The same pointer, or the end of the program with a message and exit code 1. */
void *heap_need(void *pointer);
char *heap_copy(const char *string);
/* Grows an array that holds count items of size bytes so that one more fits; *capacity is the caller's, 0 at first. */
void *heap_grow(void *items, size_t count, size_t *capacity, size_t size);
char *heap_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A stream whose text is in *text once it is closed; free that. */
FILE *heap_stream(char **text, size_t *len);
char *heap_vprintf(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

#endif
