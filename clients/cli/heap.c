#include "heap.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void *heap_need(void *pointer) {
    if (pointer == NULL) {
        fputs("tongbi: out of memory\n", stderr);
        exit(1);
    }
    return pointer;
}

char *heap_copy(const char *string) {
    return heap_need(strdup(string));
}

void *heap_grow(void *items, size_t count, size_t *capacity, size_t size) {
    if (count < *capacity)
        return items;
    size_t grown = *capacity == 0 ? 8 : *capacity * 2;
    *capacity = grown;
    return heap_need(reallocarray(items, grown, size));
}

FILE *heap_stream(char **text, size_t *len) {
    *text = NULL;
    return heap_need(open_memstream(text, len));
}

char *heap_vprintf(const char *format, va_list arguments) {
    char *out = NULL;
    if (vasprintf(&out, format, arguments) < 0)
        out = NULL;
    return heap_need(out);
}

char *heap_printf(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *out = heap_vprintf(format, arguments);
    va_end(arguments);
    return out;
}
