#include "app/sheet.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include "base/memory.h"

enum {
    ROWS_MAX = 1048575,
    EXACT_DIGITS = 15,
    CELL_BYTES = 32767 * 4,
    YEAR_LEAST = 1900,
    WIDTH = 14,
    PATH_BYTES = 256
};

struct sheet {
    struct export_columns columns;
    lxw_workbook *book;
    lxw_worksheet *page;
    lxw_format *head, *day;
    lxw_format *scales[DECIMAL_SCALE_MAX + 1]; /* made when first needed */
    lxw_row_t row;                             /* the last one written */
    lxw_col_t column;                          /* the next cell */
    unsigned pages;
    lxw_error failed; /* the first */
    char *cell;       /* for texts with a NUL behind them */
    char path[PATH_BYTES];
    /* of packing */
    pthread_t thread;
    bool is_packing, is_abandoned;
    int told[2]; /* the thread writes its result into [1] */
    struct event *packed_event;
    sheet_packed_fn packed;
    void *arg;
};

/* ---- cells ---- */

static void note(struct sheet *sheet, lxw_error error) {
    if (sheet->failed == LXW_NO_ERROR)
        sheet->failed = error;
}

static void put_text(struct sheet *sheet, struct text text) {
    if (text.len > CELL_BYTES) {
        note(sheet, LXW_ERROR_MAX_STRING_LENGTH_EXCEEDED);
        return;
    }
    memcpy(sheet->cell, text.ptr, text.len);
    sheet->cell[text.len] = '\0';
    note(sheet, worksheet_write_string(sheet->page, sheet->row, sheet->column, sheet->cell, NULL));
}

static lxw_format *format_of_scale(struct sheet *sheet, int scale) {
    char format[DECIMAL_SCALE_MAX + 3];
    if (sheet->scales[scale] == NULL) {
        snprintf(format, sizeof format, scale == 0 ? "0" : "0.%0*d", scale, 0);
        sheet->scales[scale] = workbook_add_format(sheet->book);
        if (sheet->scales[scale] != NULL)
            format_set_num_format(sheet->scales[scale], format);
    }
    return sheet->scales[scale];
}

static size_t significant_digits(const char *digits) {
    size_t count = 0;
    for (; *digits != '\0'; digits++)
        if (*digits >= '0' && *digits <= '9' && (count > 0 || *digits != '0'))
            count++;
    return count;
}

/* A double holds 15 digits exactly as they are written; what has more stays text. */
static void put_decimal(struct sheet *sheet, struct decimal value) {
    char digits[DECIMAL_TEXT_MAX];
    decimal_print(value, digits);
    if (significant_digits(digits) > EXACT_DIGITS) {
        put_text(sheet, text_from(digits));
        return;
    }
    note(sheet, worksheet_write_number(sheet->page, sheet->row, sheet->column, strtod(digits, NULL),
                                       format_of_scale(sheet, value.scale)));
}

/* Spreadsheets know no day before 1900. */
static void put_date(struct sheet *sheet, struct date date) {
    char text[DATE_TEXT_MAX];
    if (date.year >= YEAR_LEAST) {
        lxw_datetime day = {.year = date.year, .month = date.month, .day = date.day};
        note(sheet, worksheet_write_datetime(sheet->page, sheet->row, sheet->column, &day, sheet->day));
        return;
    }
    date_print(date, text);
    put_text(sheet, text_from(text));
}

static void put_cell(struct sheet *sheet, const struct export_cell *cell) {
    switch (cell->kind) {
    case EXPORT_EMPTY:
        return;
    case EXPORT_TEXT:
        put_text(sheet, cell->text);
        return;
    case EXPORT_DECIMAL:
        put_decimal(sheet, cell->decimal);
        return;
    case EXPORT_INTEGER:
        note(sheet,
             worksheet_write_number(sheet->page, sheet->row, sheet->column, (double)cell->integer, NULL));
        return;
    case EXPORT_DATE:
        put_date(sheet, cell->date);
        return;
    }
}

/* ---- rows ---- */

static void put_head(struct sheet *sheet) {
    const char *names[EXPORT_CELLS_MAX];
    size_t count = export_names(sheet->columns, names);
    sheet->row = 0;
    for (size_t i = 0; i < count; i++)
        note(sheet, worksheet_write_string(sheet->page, 0, (lxw_col_t)i, names[i], sheet->head));
}

static void begin_page(struct sheet *sheet) {
    char name[32];
    snprintf(name, sizeof name, "数据%u", ++sheet->pages);
    sheet->page = workbook_add_worksheet(sheet->book, name);
    if (sheet->page == NULL) {
        note(sheet, LXW_ERROR_MEMORY_MALLOC_FAILED);
        return;
    }
    worksheet_freeze_panes(sheet->page, 1, 0);
    note(sheet, worksheet_set_column(sheet->page, 0, 30, WIDTH, NULL));
    put_head(sheet);
}

static bool fail(const struct sheet *sheet, struct err *err) {
    return err_set(err, ERR_INTERNAL, "The workbook cannot be written: %s", lxw_strerror(sheet->failed));
}

bool sheet_put(struct sheet *sheet, const struct export_row *row, struct err *err) {
    struct export_cells cells;
    if (sheet->row == ROWS_MAX)
        begin_page(sheet);
    if (sheet->failed != LXW_NO_ERROR)
        return fail(sheet, err);
    export_cells(&cells, row, sheet->columns);
    sheet->row++;
    for (sheet->column = 0; sheet->column < cells.count; sheet->column++)
        put_cell(sheet, &cells.items[sheet->column]);
    return sheet->failed == LXW_NO_ERROR || fail(sheet, err);
}

/* ---- packing ---- */

/* The thread: closing the workbook packs it, and frees it. */
static void *pack(void *arg) {
    struct sheet *sheet = arg;
    lxw_error result = workbook_close(sheet->book);
    unsigned char byte = (unsigned char)result;
    while (write(sheet->told[1], &byte, 1) < 0 && errno == EINTR)
        continue;
    return NULL;
}

static void release(struct sheet *sheet) {
    if (sheet->packed_event != NULL)
        event_free(sheet->packed_event);
    for (int i = 0; i < 2; i++)
        if (sheet->told[i] >= 0)
            close(sheet->told[i]);
    if (sheet->book != NULL)
        lxw_workbook_free(sheet->book);
    if (sheet->path[0] != '\0')
        unlink(sheet->path);
    memory_free(sheet->cell);
    memory_free(sheet);
}

static void on_packed(evutil_socket_t fd, short what, void *arg) {
    struct sheet *sheet = arg;
    unsigned char result = LXW_NO_ERROR;
    struct err err;
    (void)what;
    if (read(fd, &result, 1) != 1)
        result = LXW_ERROR_CREATING_XLSX_FILE;
    pthread_join(sheet->thread, NULL);
    sheet->book = NULL;
    sheet->is_packing = false;
    if (sheet->is_abandoned) {
        release(sheet);
        return;
    }
    int book = result == LXW_NO_ERROR ? open(sheet->path, O_RDONLY | O_CLOEXEC) : -1;
    if (book < 0)
        (void)err_set(&err, ERR_INTERNAL, "The workbook cannot be written: %s",
                      result != LXW_NO_ERROR ? lxw_strerror((lxw_error)result) : strerror(errno));
    sheet->packed(sheet->arg, book < 0 ? &err : NULL, book);
}

static void on_no_thread(evutil_socket_t fd, short what, void *arg) {
    struct sheet *sheet = arg;
    struct err err;
    (void)fd;
    (void)what;
    (void)err_set(&err, ERR_OUT_OF_MEMORY, "No thread to pack the workbook with.");
    sheet->packed(sheet->arg, &err, -1);
}

void sheet_pack(struct sheet *sheet, sheet_packed_fn packed, void *arg) {
    sheet->packed = packed;
    sheet->arg = arg;
    sheet->is_packing = pthread_create(&sheet->thread, NULL, pack, sheet) == 0;
    if (!sheet->is_packing) {
        struct event_base *base = event_get_base(sheet->packed_event);
        event_free(sheet->packed_event);
        sheet->packed_event = event_new(base, -1, 0, on_no_thread, sheet);
        if (sheet->packed_event != NULL)
            event_active(sheet->packed_event, EV_TIMEOUT, 0);
    } else
        event_add(sheet->packed_event, NULL);
}

/* ---- life ---- */

static bool open_book(struct sheet *sheet) {
    const char *directory = getenv("TMPDIR");
    if (directory == NULL || directory[0] == '\0' || strlen(directory) > PATH_BYTES / 2)
        directory = P_tmpdir;
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = (char *)(uintptr_t)directory};
    snprintf(sheet->path, sizeof sheet->path, "%s/tongbi-export-XXXXXX", directory);
    int fd = mkostemp(sheet->path, O_CLOEXEC);
    if (fd < 0) {
        sheet->path[0] = '\0';
        return false;
    }
    close(fd);
    sheet->book = workbook_new_opt(sheet->path, &options);
    if (sheet->book == NULL)
        return false;
    sheet->head = workbook_add_format(sheet->book);
    sheet->day = workbook_add_format(sheet->book);
    if (sheet->head == NULL || sheet->day == NULL)
        return false;
    format_set_bold(sheet->head);
    format_set_num_format(sheet->day, "yyyy-mm-dd");
    begin_page(sheet);
    return sheet->failed == LXW_NO_ERROR;
}

struct sheet *sheet_new(struct event_base *base, struct export_columns columns, struct err *err) {
    struct sheet *sheet = memory_alloc(sizeof *sheet);
    if (sheet == NULL) {
        (void)err_set(err, ERR_OUT_OF_MEMORY, "No memory for a workbook.");
        return NULL;
    }
    sheet->columns = columns;
    sheet->told[0] = sheet->told[1] = -1;
    sheet->cell = memory_alloc(CELL_BYTES + 1);
    if (sheet->cell != NULL && pipe2(sheet->told, O_CLOEXEC) == 0)
        sheet->packed_event = event_new(base, sheet->told[0], EV_READ, on_packed, sheet);
    if (sheet->packed_event != NULL && open_book(sheet))
        return sheet;
    (void)err_set(err, ERR_INTERNAL, "No workbook can be begun: %s", strerror(errno));
    release(sheet);
    return NULL;
}

void sheet_free(struct sheet *sheet) {
    if (sheet == NULL)
        return;
    if (sheet->is_packing)
        sheet->is_abandoned = true;
    else
        release(sheet);
}
