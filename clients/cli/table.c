#include "table.h"

#include <assert.h>
#include <stdarg.h>
#include <stdlib.h>

#include "heap.h"

enum { COLUMNS_MAX = 16, GAP = 2, INDENT = 4, FLEXIBLE_MIN = 12 };

struct column {
    char *title;
    enum align align;
    bool is_flexible;
};

struct cell {
    char *text; /* one line, nothing harmful in it */
    enum style style;
};

struct note {
    size_t row;
    struct cell line;
};

struct table {
    struct column columns[COLUMNS_MAX];
    size_t column_count;
    struct cell *cells; /* row by row */
    size_t cell_count, capacity;
    struct note *notes; /* by row */
    size_t note_count, note_capacity;
};

struct table *table_new(void) {
    return heap_need(calloc(1, sizeof(struct table)));
}

void table_free(struct table *table) {
    for (size_t i = 0; i < table->column_count; i++)
        free(table->columns[i].title);
    for (size_t i = 0; i < table->cell_count; i++)
        free(table->cells[i].text);
    for (size_t i = 0; i < table->note_count; i++)
        free(table->notes[i].line.text);
    free(table->notes);
    free(table->cells);
    free(table);
}

void table_add_column(struct table *table, const char *title, enum align align, bool is_flexible) {
    assert(table->column_count < COLUMNS_MAX && table->cell_count == 0);
    table->columns[table->column_count++] = (struct column){screen_line(title, -1), align, is_flexible};
}

void table_add_cell(struct table *table, enum style style, const char *text) {
    table->cells = heap_grow(table->cells, table->cell_count, &table->capacity, sizeof *table->cells);
    table->cells[table->cell_count++] = (struct cell){screen_line(text, -1), style};
}

void table_add_cell_f(struct table *table, enum style style, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = heap_vprintf(format, arguments);
    va_end(arguments);
    table_add_cell_take(table, style, text);
}

void table_add_cell_take(struct table *table, enum style style, char *text) {
    table_add_cell(table, style, text);
    free(text);
}

static size_t row_count(const struct table *table) {
    assert(table->column_count > 0 && table->cell_count % table->column_count == 0);
    return table->cell_count / table->column_count;
}

void table_add_note(struct table *table, enum style style, const char *text) {
    assert(row_count(table) > 0);
    table->notes = heap_grow(table->notes, table->note_count, &table->note_capacity, sizeof *table->notes);
    table->notes[table->note_count++] =
        (struct note){row_count(table) - 1, {.text = screen_line(text, -1), .style = style}};
}

static void print_note(FILE *out, const struct cell *line, bool has_color) {
    enum style style = has_color ? line->style : STYLE_PLAIN;
    fprintf(out, "%*s%s%s%s\n", INDENT, "", screen_style_begin(style), line->text, screen_style_end(style));
}

static void measure(const struct table *table, int widths[COLUMNS_MAX]) {
    for (size_t c = 0; c < table->column_count; c++)
        widths[c] = screen_columns(table->columns[c].title);
    for (size_t i = 0; i < table->cell_count; i++) {
        int width = screen_columns(table->cells[i].text);
        size_t c = i % table->column_count;
        widths[c] = width > widths[c] ? width : widths[c];
    }
}

/* Takes what is too much off the flexible columns, from the right. */
static void shrink(const struct table *table, int widths[COLUMNS_MAX], int width) {
    int excess = GAP * ((int)table->column_count - 1) - width;
    for (size_t c = 0; c < table->column_count; c++)
        excess += widths[c];
    for (size_t c = table->column_count; c-- > 0 && excess > 0;) {
        if (!table->columns[c].is_flexible || widths[c] <= FLEXIBLE_MIN)
            continue;
        int taken = widths[c] - FLEXIBLE_MIN < excess ? widths[c] - FLEXIBLE_MIN : excess;
        widths[c] -= taken;
        excess -= taken;
    }
}

/* Nothing is padded behind the last column that is used: no line ends in spaces. */
static void print_cell(FILE *out, enum align align, int width, bool is_last, const char *text,
                       enum style style) {
    char *shown = screen_line(text, width);
    int pad = width - screen_columns(shown);
    style = shown[0] != '\0' ? style : STYLE_PLAIN;
    fprintf(out, "%*s%s%s%s", align == ALIGN_RIGHT ? pad : 0, "", screen_style_begin(style), shown,
            screen_style_end(style));
    if (!is_last)
        fprintf(out, "%*s", GAP + (align == ALIGN_RIGHT ? 0 : pad), "");
    free(shown);
}

static void print_head(const struct table *table, FILE *out, const int widths[COLUMNS_MAX], bool has_color) {
    for (size_t c = 0; c < table->column_count; c++)
        print_cell(out, table->columns[c].align, widths[c], c + 1 == table->column_count,
                   table->columns[c].title, has_color ? STYLE_HEAD : STYLE_PLAIN);
    fputc('\n', out);
    for (size_t c = 0; c < table->column_count; c++) {
        for (int i = 0; i < widths[c]; i++)
            fputc('-', out);
        fprintf(out, "%*s", c + 1 == table->column_count ? 0 : GAP, "");
    }
    fputc('\n', out);
}

void table_print(const struct table *table, FILE *out, int width, bool has_color) {
    int widths[COLUMNS_MAX];
    size_t rows = row_count(table), noted = 0;
    measure(table, widths);
    shrink(table, widths, width);
    print_head(table, out, widths, has_color);
    for (size_t r = 0; r < rows; r++) {
        /* A row may end in empty cells: those leave no spaces either. */
        size_t used = table->column_count;
        const struct cell *row = table->cells + r * table->column_count;
        while (used > 1 && row[used - 1].text[0] == '\0')
            used--;
        for (size_t c = 0; c < used; c++)
            print_cell(out, table->columns[c].align, widths[c], c + 1 == used, row[c].text,
                       has_color ? row[c].style : STYLE_PLAIN);
        fputc('\n', out);
        for (; noted < table->note_count && table->notes[noted].row == r; noted++)
            print_note(out, &table->notes[noted].line, has_color);
    }
}
