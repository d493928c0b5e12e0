#include "documents/json_rows.h"

#include <string.h>

#include "base/buf.h"
#include "base/memory.h"

/* Of an array: what may come next. */
enum place {
    BEFORE_ARRAY, /* [ */
    BEFORE_FIRST, /* an element, or ] */
    WITHIN,       /* the rest of the element */
    BEFORE_NEXT,  /* an element */
    AFTER_ARRAY   /* nothing but white space */
};

struct json_rows {
    enum json_rows_form form;
    enum place place;
    json_row_fn fn;
    void *ctx;
    struct buf element;
    size_t limit;
    uint64_t number, at; /* of the element; of the byte */
    unsigned depth;
    bool is_in_string, is_escaped, is_too_large, is_stopped, has_bytes;
    unsigned bom; /* how many of its bytes have come; 4: it is settled */
    struct err failed;
};

enum { BOM_SETTLED = 4 };

struct json_rows *json_rows_new(enum json_rows_form form, size_t element_bytes_max, json_row_fn fn,
                                void *ctx) {
    struct json_rows *rows = memory_alloc(sizeof *rows);
    if (rows == NULL)
        return NULL;
    rows->form = form;
    rows->fn = fn;
    rows->ctx = ctx;
    rows->limit = element_bytes_max;
    buf_init(&rows->element, element_bytes_max + 1);
    return rows;
}

void json_rows_free(struct json_rows *rows) {
    if (rows == NULL)
        return;
    buf_fini(&rows->element);
    memory_free(rows);
}

static bool is_white(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool fail(struct json_rows *rows, const char *what) {
    return err_set(&rows->failed, ERR_BAD_REQUEST, "Byte %llu, element %llu: %s",
                   (unsigned long long)rows->at, (unsigned long long)rows->number, what);
}

/* Hands the element out and begins the next. */
static bool emit(struct json_rows *rows) {
    struct err fault;
    struct text element = text_trim(buf_text(&rows->element));
    bool is_lost = buf_failed(&rows->element) && !rows->is_too_large;
    if (is_lost)
        return err_set(&rows->failed, ERR_OUT_OF_MEMORY, "No memory for an element.");
    if (rows->is_too_large)
        err_set(&fault, ERR_TOO_LARGE, "It is longer than %zu bytes.", rows->limit);
    if (!rows->fn(rows->ctx, rows->number, rows->is_too_large ? TEXT_OF("") : element,
                  rows->is_too_large ? &fault : NULL))
        rows->is_stopped = true;
    buf_reset(&rows->element);
    rows->is_too_large = false;
    return true;
}

static void keep(struct json_rows *rows, char c) {
    if (rows->element.len >= rows->limit)
        rows->is_too_large = true;
    else
        buf_add_char(&rows->element, c);
}

/* ---- an array ---- */

static bool begin_element(struct json_rows *rows, char c) {
    rows->number++;
    if (c == ',' || c == ']' || c == '}' || c == ':')
        return fail(rows,
                    c == ',' ? "a comma where an element should begin." : "an element should begin here.");
    rows->place = WITHIN;
    rows->depth = c == '{' || c == '[' ? 1 : 0;
    rows->is_in_string = c == '"';
    keep(rows, c);
    return true;
}

/* Within an element; a comma or the array's end at its own depth ends it. */
static bool element_char(struct json_rows *rows, char c) {
    if (rows->is_in_string) {
        keep(rows, c);
        if (rows->is_escaped)
            rows->is_escaped = false;
        else if (c == '\\')
            rows->is_escaped = true;
        else if (c == '"')
            rows->is_in_string = false;
        return true;
    }
    bool ends = rows->depth == 0 && (c == ',' || c == ']');
    if (ends) {
        rows->place = c == ',' ? BEFORE_NEXT : AFTER_ARRAY;
        return emit(rows);
    }
    if (c == '{' || c == '[')
        rows->depth++;
    if ((c == '}' || c == ']') && rows->depth-- == 0)
        return fail(rows, "a bracket closes that was not opened.");
    rows->is_in_string = c == '"';
    keep(rows, c);
    return true;
}

static bool array_char(struct json_rows *rows, char c) {
    if (rows->place == WITHIN)
        return element_char(rows, c);
    if (is_white(c))
        return true;
    switch (rows->place) {
    case BEFORE_ARRAY:
        rows->place = BEFORE_FIRST;
        return c == '[' || fail(rows, "the body is not a JSON array of rows.");
    case BEFORE_FIRST:
        if (c != ']')
            return begin_element(rows, c);
        rows->place = AFTER_ARRAY;
        return true;
    case BEFORE_NEXT:
        return begin_element(rows, c);
    case AFTER_ARRAY:
    case WITHIN:
        break;
    }
    return fail(rows, "something stands behind the end of the array.");
}

/* ---- lines ---- */

static bool end_line(struct json_rows *rows) {
    rows->number++;
    if (!rows->is_too_large && text_trim(buf_text(&rows->element)).len == 0) {
        buf_reset(&rows->element);
        return true;
    }
    return emit(rows);
}

static bool line_char(struct json_rows *rows, char c) {
    if (c == '\n')
        return end_line(rows);
    keep(rows, c);
    return true;
}

/* ---- both ---- */

/* Is this byte one of the byte order mark, which is nothing? */
static bool is_bom(struct json_rows *rows, char c) {
    static const char bom[] = "\xEF\xBB\xBF";
    if (rows->bom < 3 && c == bom[rows->bom]) {
        rows->bom++;
        return true;
    }
    if (rows->bom == 1 || rows->bom == 2)
        (void)fail(rows, "half a byte order mark.");
    rows->bom = BOM_SETTLED;
    return false;
}

bool json_rows_feed(struct json_rows *rows, struct text bytes, struct err *err) {
    for (size_t i = 0; i < bytes.len && !rows->is_stopped && rows->failed.code == ERR_NONE; i++) {
        char c = bytes.ptr[i];
        if (rows->bom != BOM_SETTLED && (is_bom(rows, c) || rows->failed.code != ERR_NONE)) {
            rows->at++;
            continue;
        }
        rows->has_bytes = rows->has_bytes || !is_white(c);
        if (rows->form == JSON_ROWS_ARRAY)
            (void)array_char(rows, c);
        else
            (void)line_char(rows, c);
        rows->at++;
    }
    if (rows->failed.code == ERR_NONE)
        return true;
    *err = rows->failed;
    return false;
}

bool json_rows_finish(struct json_rows *rows, struct err *err) {
    if (rows->failed.code == ERR_NONE && !rows->is_stopped) {
        if (!rows->has_bytes)
            err_set(&rows->failed, ERR_EMPTY_BODY, "The body is empty.");
        else if (rows->form == JSON_ROWS_ARRAY && rows->place != AFTER_ARRAY)
            (void)fail(rows, "the array is not closed; was the upload cut off?");
        else if (rows->form == JSON_ROWS_LINES && (rows->element.len > 0 || rows->is_too_large))
            (void)end_line(rows);
    }
    if (rows->failed.code == ERR_NONE)
        return true;
    *err = rows->failed;
    return false;
}
