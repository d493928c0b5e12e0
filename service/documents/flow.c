#include "documents/flow.h"

#include <limits.h>
#include <string.h>

#include "base/utf8.h"

enum {
    LAYOUT_BYTES =
        600, /* a cell of several lines and more bytes than this (200 Han) holds an article, not a datum */
    NO_BREAK_SPACE = 0xA0,
    PLACES_MAX = 2000000
};

void flow_init(struct flow *flow, size_t ceiling) {
    memset(flow, 0, sizeof *flow);
    buf_init(&flow->out, ceiling);
    buf_init(&flow->places, PLACES_MAX * sizeof(struct place));
}

void flow_fini(struct flow *flow) {
    buf_fini(&flow->out);
    buf_fini(&flow->places);
}

static void start_line(struct flow *flow) {
    flow->line_start = flow->out.len;
    flow->is_space_pending = flow->is_break_in_space = false;
    flow->last = 0;
}

/* Drops blanks at the end of what has been written, down to `start`. */
static void trim_end(struct flow *flow, size_t start, bool with_lines) {
    struct buf *out = &flow->out;
    while (out->len > start &&
           (out->ptr[out->len - 1] == ' ' || (with_lines && out->ptr[out->len - 1] == '\n')))
        out->len--;
}

void flow_break(struct flow *flow) {
    trim_end(flow, flow->line_start, false);
    if (flow->out.len > flow->line_start)
        buf_add_char(&flow->out, '\n');
    start_line(flow);
}

static struct flow_table *innermost(struct flow *flow) {
    bool is_within = flow->table_depth > 0 && flow->table_depth <= FLOW_TABLES_MAX;
    return is_within ? &flow->tables[flow->table_depth - 1] : NULL;
}

/* At the start of everything, of a cell, or behind an empty line: one more line end would show nothing. */
static bool is_blank_before(struct flow *flow) {
    const struct flow_table *table = innermost(flow);
    struct text so_far = buf_text(&flow->out);
    bool is_at_cell_start = table != NULL && table->is_cell_open && table->cell_start == so_far.len;
    return so_far.len == 0 || is_at_cell_start || text_ends_with(so_far, TEXT_OF("\n\n"));
}

void flow_br(struct flow *flow) {
    trim_end(flow, flow->line_start, false);
    bool is_line_empty = flow->out.len == flow->line_start;
    if (!is_line_empty || !is_blank_before(flow))
        buf_add_char(&flow->out, '\n');
    start_line(flow);
}

/* --- running text --------------------------------------------------------------------------------------------- */

/* Code points 0x80..0x9F mean what windows-1252 has there, as in every browser. 0: nothing. */
static const uint16_t windows_1252[32] = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                          0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                          0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                          0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

/* Does a line end between this and its like vanish (CSS Text 3, 4.1.3)? Han, CJK signs, full-width forms, and the quotes
 * and dashes that Chinese shares with the West. */
static bool is_wide(uint32_t c) {
    return utf8_is_han(c) || (c >= 0x3000 && c <= 0x30FF) || (c >= 0xFF00 && c <= 0xFFEF) ||
           (c >= 0x2014 && c <= 0x201D) || c == 0x2026;
}

static void put(struct flow *flow, uint32_t c) {
    if (flow->is_space_pending && flow->out.len > flow->line_start) {
        bool vanishes = flow->is_break_in_space && is_wide(flow->last) && is_wide(c);
        if (!vanishes)
            buf_add_char(&flow->out, ' ');
    }
    flow->is_space_pending = flow->is_break_in_space = false;
    char bytes[4];
    buf_add(&flow->out, bytes, utf8_put(c, bytes));
    flow->last = c;
}

static void put_preformatted(struct flow *flow, uint32_t c) {
    if (c == '\n')
        flow_br(flow);
    else if (c != '\r')
        put(flow, c == '\t' ? ' ' : c);
}

static void put_folded(struct flow *flow, uint32_t c) {
    if (c == ' ' || (c >= '\t' && c <= '\r')) {
        flow->is_space_pending = true;
        flow->is_break_in_space = flow->is_break_in_space || c == '\n' || c == '\r';
    } else if (c != NO_BREAK_SPACE) {
        put(flow, c);
    } else if (flow->out.len > flow->line_start) {
        put(flow, ' ');
    }
}

void flow_text(struct flow *flow, struct text t) {
    for (size_t at = 0, len; at < t.len; at += len) {
        uint32_t c = utf8_at(t, at, &len);
        if (c >= 0x80 && c < 0xA0)
            c = windows_1252[c - 0x80];
        bool is_control = (c < 0x20 && (c < '\t' || c > '\r')) || c == 0x7F;
        if (is_control)
            continue;
        if (flow->pre_depth > 0)
            put_preformatted(flow, c);
        else
            put_folded(flow, c);
    }
}

/* --- tables --------------------------------------------------------------------------------------------------- */

void flow_table_begin(struct flow *flow) {
    struct flow_table *outer = innermost(flow);
    if (outer != NULL && outer->is_cell_open)
        outer->is_cell_layout = true;
    flow_break(flow);
    flow->table_depth++;
    struct flow_table *table = innermost(flow);
    if (table != NULL)
        memset(table, 0, sizeof *table);
}

void flow_table_end(struct flow *flow) {
    if (flow->table_depth == 0)
        return;
    flow_row_end(flow);
    flow_break(flow);
    flow->table_depth--;
}

void flow_row_begin(struct flow *flow) {
    struct flow_table *table = innermost(flow);
    flow_row_end(flow);
    flow_break(flow);
    if (table == NULL)
        return;
    table->is_row_open = true;
    table->has_cell = table->is_after_layout = false;
    table->row_start = flow->out.len;
    table->column = 0;
    table->width = 0;
}

void flow_row_end(struct flow *flow) {
    struct flow_table *table = innermost(flow);
    if (table == NULL || !table->is_row_open)
        return;
    flow_cell_end(flow);
    table->is_row_open = false;
    for (size_t column = table->column + table->width; column < FLOW_COLUMNS_MAX; column++)
        table->spans[column] = (unsigned char)(table->spans[column] - (table->spans[column] > 0));
    struct buf *out = &flow->out;
    while (out->len > table->row_start && strchr(" \t\n", out->ptr[out->len - 1]) != NULL)
        out->len--;
    if (out->len > table->row_start)
        buf_add_char(out, '\n');
    start_line(flow);
}

/* The next column that no cell from above reaches into; each that is passed is one row nearer to its end. */
static size_t free_column(struct flow_table *table, size_t column) {
    while (column < FLOW_COLUMNS_MAX && table->spans[column] > 0)
        table->spans[column++]--;
    return column;
}

static void add_separators(struct flow *flow, struct flow_table *table, size_t count) {
    if (table->is_after_layout) {
        flow_break(flow);
        return;
    }
    trim_end(flow, flow->line_start, false);
    for (size_t i = 0; i < count; i++)
        buf_add_char(&flow->out, '\t');
}

void flow_cell_begin(struct flow *flow, size_t width, size_t height) {
    struct flow_table *table = innermost(flow);
    if (table == NULL) {
        flow_break(flow);
        return;
    }
    flow_cell_end(flow);
    if (!table->is_row_open)
        flow_row_begin(flow);
    if (!table->has_cell && flow->out.len > table->row_start) { /* text that stands in no cell */
        flow_break(flow);
        table->row_start = flow->out.len;
    }
    size_t from = table->column, column = free_column(table, from + table->width);
    bool is_past = column >= FLOW_COLUMNS_MAX; /* such cells stand side by side, and span nothing */
    add_separators(flow, table, is_past ? 1 : column - from);
    size_t room = is_past ? 0 : FLOW_COLUMNS_MAX - column;
    table->column = column;
    table->width = width < room ? width : room;
    table->height = height > UCHAR_MAX ? UCHAR_MAX : height;
    table->has_cell = true;
    table->is_cell_open = true;
    table->is_cell_layout = false;
    table->cell_start = flow->out.len;
    start_line(flow);
}

/* The lines of a cell in one, when it holds a datum; true when it holds an article or a table and keeps its lines. */
static bool settle_lines(struct flow *flow, struct flow_table *table) {
    struct text cell = text_slice(buf_text(&flow->out), table->cell_start, flow->out.len);
    if (table->is_cell_layout)
        return true;
    bool has_lines = text_find(cell, TEXT_OF("\n"), 0) != SIZE_MAX;
    if (has_lines && cell.len > LAYOUT_BYTES)
        return true;
    for (size_t i = table->cell_start; i < flow->out.len; i++) {
        if (flow->out.ptr[i] == '\n')
            flow->out.ptr[i] = ' ';
    }
    return false;
}

void flow_cell_end(struct flow *flow) {
    struct flow_table *table = innermost(flow);
    if (table == NULL || !table->is_cell_open)
        return;
    table->is_cell_open = false;
    trim_end(flow, table->cell_start, true);
    table->is_after_layout = settle_lines(flow, table);
    bool is_behind_tab = table->cell_start > table->row_start && flow->out.ptr[table->cell_start - 1] == '\t';
    if (table->is_after_layout && is_behind_tab)
        flow->out.ptr[table->cell_start - 1] = '\n';
    for (size_t i = 0; i < table->width; i++)
        table->spans[table->column + i] = (unsigned char)(table->height - 1);
    flow->is_space_pending = flow->is_break_in_space = false;
    flow->line_start = table->cell_start;
}

void flow_cut(struct flow *flow, size_t mark) {
    if (mark >= flow->out.len)
        return;
    flow->out.len = mark;
    start_line(flow);
}

/* --- where it came from --------------------------------------------------------------------------------------- */

void flow_place(struct flow *flow, struct place place) {
    size_t size = sizeof place;
    struct place last;
    place.start = (uint32_t)flow->out.len;
    for (; flow->places.len >= size;
         flow->places.len -= size) { /* what has been cut since, or showed nothing */
        memcpy(&last, flow->places.ptr + flow->places.len - size, size);
        if (last.start < place.start)
            break;
    }
    buf_add(&flow->places, (const char *)&place, size);
}

bool flow_take(const struct flow *flow, struct arena *arena, struct document *out) {
    struct text whole = buf_text(&flow->out), shown = text_trim(whole);
    size_t most = flow->places.len / sizeof(struct place), lead = (size_t)(shown.ptr - whole.ptr);
    struct place *places = ARENA_ARRAY(arena, most + 1, struct place);
    out->text = arena_text(arena, shown);
    if (places == NULL || out->text.len != shown.len || buf_failed(&flow->out) || buf_failed(&flow->places))
        return false;
    out->places = places;
    out->place_count = 0;
    for (size_t i = 0; i < most; i++) {
        struct place place;
        memcpy(&place, flow->places.ptr + i * sizeof place, sizeof place);
        place.start = place.start > lead ? place.start - (uint32_t)lead : 0;
        if (place.start >= shown.len)
            break;
        out->place_count -= out->place_count > 0 && places[out->place_count - 1].start == place.start;
        places[out->place_count++] = place;
    }
    return true;
}
