#include "model/document.h"

#include <stdio.h>

enum { LETTERS = 26, LETTERS_MAX = 8, NAME_BYTES = 93 /* 31 Han, the longest that Excel takes */ };

/* The last that begins at the byte or before it. */
static const struct place *find(const struct document *document, size_t byte) {
    size_t low = 0, high = document->place_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (document->places[middle].start <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? &document->places[low - 1] : NULL;
}

/* 1 is A, 26 Z, 27 AA. */
static const char *letters_of(uint32_t column, char out[LETTERS_MAX]) {
    char *at = out + LETTERS_MAX - 1;
    for (*at = '\0'; column > 0; column = (column - 1) / LETTERS)
        *--at = (char)('A' + (column - 1) % LETTERS);
    return at;
}

/* A name that can be shown in a line; else nothing. */
static struct text sheet_name(const struct document *document, uint32_t sheet) {
    struct text name = sheet <= document->sheet_count ? document->sheets[sheet - 1] : TEXT_OF("");
    for (size_t i = 0; i < name.len; i++)
        if ((unsigned char)name.ptr[i] < ' ')
            return TEXT_OF("");
    return name.len <= NAME_BYTES ? name : TEXT_OF("");
}

static struct text in_sheet(struct arena *arena, const struct document *document, const struct place *place) {
    char letters[LETTERS_MAX], cell[32] = "";
    struct text name = sheet_name(document, place->sheet);
    if (place->row > 0 && place->column > 0)
        snprintf(cell, sizeof cell, ", %s%u", letters_of(place->column, letters), place->row);
    return name.len > 0 ? arena_printf(arena, "sheet %u (%.*s)%s", place->sheet, TEXT_ARG(name), cell)
                        : arena_printf(arena, "sheet %u%s", place->sheet, cell);
}

static struct text in_table(struct arena *arena, const struct place *place) {
    return place->row > 0 && place->column > 0
               ? arena_printf(arena, "table %u, row %u, column %u", place->table, place->row, place->column)
               : arena_printf(arena, "table %u", place->table);
}

struct text document_place(struct arena *arena, const struct document *document, size_t byte) {
    const struct place *place = find(document, byte);
    if (place == NULL)
        return TEXT_OF("");
    struct text within = place->sheet > 0       ? in_sheet(arena, document, place)
                         : place->table > 0     ? in_table(arena, place)
                         : place->paragraph > 0 ? arena_printf(arena, "paragraph %u", place->paragraph)
                                                : TEXT_OF("");
    if (place->page == 0)
        return within;
    return within.len > 0 ? arena_printf(arena, "page %u, %.*s", place->page, TEXT_ARG(within))
                          : arena_printf(arena, "page %u", place->page);
}
