#include "app/export.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "app/codes.h"
#include "app/sheet.h"
#include "app/today.h"
#include "app/worker.h"
#include "base/memory.h"
#include "http/reply.h"
#include "series/series.h"
#include "storage/export_store.h"
#include "storage/pg_load.h"

enum {
    BATCH_SERIES = 100,
    BATCH_PACKED = 64 << 10, /* of their vintages, before they are unpacked */
    BATCH_BYTES = 256 << 20, /* of one batch: a series with very many vintages may need more than most */
    ASK_BYTES = 4 << 20,
    CODES_MAX = 10000,
    PIECE_BYTES = 64 * 1024
};

#define HTTP_NDJSON "application/x-ndjson"
#define HTTP_XLSX   "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

enum format { FORMAT_CSV, FORMAT_NDJSON, FORMAT_XLSX };
enum which { WHICH_LATEST, WHICH_FIRST, WHICH_ALL };

struct export {
    struct worker *worker;
    struct http_request *request;
    struct arena arena; /* of the request */
    struct arena batch; /* of the batch that is being asked for and written */
    enum format format;
    enum which which;
    struct vantage vantage;
    struct export_selection selection;
    struct export_columns columns;
    struct pg_load *load;
    struct pg_ask ask;
    size_t call;
    struct export_place after;
    bool is_begun, is_last, bom;
    struct buf out;
    struct sheet *sheet;
    int book; /* the packed workbook; -1: not yet */
};

/* ---- the end ---- */

static void export_free(struct export *export) {
    if (export->load != NULL)
        pg_load_cancel(export->load);
    sheet_free(export->sheet);
    if (export->book >= 0)
        close(export->book);
    buf_fini(&export->out);
    arena_fini(&export->batch);
    arena_fini(&export->arena);
    memory_free(export);
}

/* Before the first byte a problem can be told; behind it the answer can only be broken off. */
static void fail(struct export *export, const struct err *err) {
    struct http_request *request = export->request;
    http_request_on_gone(request, NULL, NULL);
    if (export->is_begun)
        http_reply_abort(request);
    else
        http_reply_error(request, err);
    export_free(export);
}

static void fail_too_large(struct export *export) {
    struct err err;
    (void)err_set(&err, ERR_TOO_LARGE, "The export needs more memory than it may take.");
    fail(export, &err);
}

static void finish(struct export *export) {
    http_request_on_gone(export->request, NULL, NULL);
    http_reply_end(export->request);
    export_free(export);
}

/* ---- writing ---- */

static void begin_reply(struct export *export) {
    static const char *const types[] = {HTTP_CSV, HTTP_NDJSON, HTTP_XLSX};
    static const char *const suffixes[] = {"csv", "ndjson", "xlsx"};
    char day[DATE_TEXT_MAX];
    if (export->is_begun)
        return;
    date_print(today(), day);
    export->is_begun = true;
    http_reply_set_filename(export->request,
                            arena_printf(&export->arena, "tongbi-%s.%s", day, suffixes[export->format]));
    http_reply_begin(export->request, 200, types[export->format]);
}

static bool put_row(struct export *export, const struct export_series *series,
                    const struct observation *observation, struct err *err) {
    const struct export_row row = {&series->org, &series->metric, series->scope, observation};
    switch (export->format) {
    case FORMAT_CSV:
        export_put_csv(&export->out, &row, export->columns);
        return true;
    case FORMAT_NDJSON:
        export_put_ndjson(&export->out, &row, export->columns);
        return true;
    case FORMAT_XLSX:
        return sheet_put(export->sheet, &row, err);
    }
    return true;
}

static bool put_all(struct export *export, const struct export_series *series, struct err *err) {
    for (size_t i = 0; i < series->count; i++)
        if (series_is_eligible(&series->observations[i], series->observations[i].status, &export->vantage) &&
            !put_row(export, series, &series->observations[i], err))
            return false;
    return true;
}

/* observations[0, count) are of one status. */
static bool put_points(struct export *export, const struct export_series *series,
                       const struct observation *observations, size_t count, struct err *err) {
    struct point *points;
    size_t point_count;
    if (!series_points(&export->batch, observations, count, observations[0].status, &export->vantage, &points,
                       &point_count, err))
        return false;
    for (size_t i = 0; i < point_count; i++)
        if (points[i].observation != NULL && !put_row(export, series, points[i].observation, err))
            return false;
    return true;
}

static bool put_series(struct export *export, const struct export_series *series, struct err *err) {
    const struct observation *all = series->observations;
    if (export->which == WHICH_ALL)
        return put_all(export, series, err);
    for (size_t from = 0, to; from < series->count; from = to) {
        for (to = from + 1; to < series->count && all[to].status == all[from].status;)
            to++;
        if (!put_points(export, series, all + from, to - from, err))
            return false;
    }
    return true;
}

static bool put_batch(struct export *export, const struct pg_results *results, struct err *err) {
    size_t rows = pg_rows(results, export->call);
    for (size_t row = 0; row < rows; row++) {
        struct export_series series;
        if (!export_read(results, export->call, row, &export->selection, &export->batch, &series, err) ||
            !put_series(export, &series, err))
            return false;
        export->after = series.place;
    }
    export->is_last = rows == 0;
    return true;
}

/* ---- asking ---- */

static void ask_batch(struct export *export) {
    arena_fini(&export->batch);
    arena_init(&export->batch, BATCH_BYTES);
    pg_ask_init(&export->ask, &export->batch);
    if (!export->is_begun && export->after.org_id == 0)
        (void)export_ask_unknown(&export->ask, &export->selection);
    export->call = export_ask(&export->ask, &export->selection, &export->after, BATCH_SERIES, BATCH_PACKED);
    if (arena_overflowed(&export->batch))
        fail_too_large(export);
    else
        pg_load_ask(export->load, export->ask.calls, export->ask.count);
}

static void on_ready(void *context) {
    ask_batch(context);
}

static void on_room(struct http_request *request, void *arg) {
    (void)request;
    ask_batch(arg);
}

/* ---- the workbook's bytes ---- */

static void send_book(struct http_request *request, void *arg) {
    struct export *export = arg;
    char piece[PIECE_BYTES];
    while (http_reply_has_room(request)) {
        ssize_t len = read(export->book, piece, sizeof piece);
        if (len > 0) {
            http_reply_write(request, (struct text){piece, (size_t)len});
        } else if (len == 0) {
            finish(export);
            return;
        } else if (errno != EINTR) {
            struct err err;
            (void)err_set(&err, ERR_INTERNAL, "The workbook cannot be read: %s", strerror(errno));
            fail(export, &err);
            return;
        }
    }
    http_reply_on_room(request, send_book, export);
}

static void on_packed(void *arg, const struct err *err, int fd) {
    struct export *export = arg;
    if (err != NULL) {
        fail(export, err);
        return;
    }
    export->book = fd;
    begin_reply(export);
    send_book(export->request, export);
}

/* ---- batch by batch ---- */

static void all_written(struct export *export) {
    pg_load_cancel(export->load);
    export->load = NULL;
    if (export->format == FORMAT_XLSX)
        sheet_pack(export->sheet, on_packed, export);
    else
        finish(export);
}

static void send_batch(struct export *export) {
    if (export->format != FORMAT_XLSX) {
        begin_reply(export);
        http_reply_write(export->request, buf_text(&export->out));
        buf_reset(&export->out);
    }
    if (export->is_last)
        all_written(export);
    else if (export->format == FORMAT_XLSX || http_reply_has_room(export->request))
        ask_batch(export);
    else
        http_reply_on_room(export->request, on_room, export);
}

/* The first batch comes with the codes that are not there. */
static bool check_codes(const struct export *export, const struct pg_results *results, struct err *err) {
    if (export->call == 0 || pg_rows(results, 0) == 0)
        return true;
    bool is_org = text_equal(pg_text(results, 0, 0, 0), TEXT_OF("org"));
    struct text code = pg_text(results, 0, 0, 1);
    const char *field = !is_org ? "metric" : text_equal(code, export->selection.under) ? "under" : "org";
    return err_set_field(err, ERR_NOT_FOUND, field, "There is no %s '%.*s'.",
                         is_org ? "organisation" : "metric", TEXT_ARG(code));
}

static void on_results(void *context, const struct pg_results *results) {
    struct export *export = context;
    struct err err;
    if (!check_codes(export, results, &err) || !put_batch(export, results, &err))
        fail(export, &err);
    else if (buf_failed(&export->out))
        fail_too_large(export);
    else
        send_batch(export);
}

static void on_failed(void *context, const struct err *err) {
    struct export *export = context;
    export->load = NULL;
    fail(export, err);
}

static void on_gone(struct http_request *request, void *arg) {
    struct err err;
    (void)request;
    (void)err_set(&err, ERR_BAD_REQUEST, "The client left.");
    fail(arg, &err);
}

/* ---- the beginning ---- */

static bool read_selection(struct export *export, struct err *err) {
    const struct values *values = http_request_values(export->request);
    struct export_selection *selection = &export->selection;
    struct period from, to;
    int status = values_word(values, "status", -1);
    selection->under = values_text(values, "under");
    selection->has_scope = values_has(values, "scope");
    selection->scope = values_text(values, "scope");
    selection->has_status = status >= 0;
    selection->status = status >= 0 ? (enum figure_status)status : STATUS_ACTUAL;
    selection->with_quotes = export->columns.quote;
    if (values_period(values, "from", &from))
        selection->from = period_start(from);
    if (values_period(values, "to", &to))
        selection->to = period_end(to);
    if (selection->from.year != 0 && selection->to.year != 0 &&
        date_compare(selection->from, selection->to) > 0)
        return err_set_field(err, ERR_BAD_VALUE, "from", "from begins after the end of to.");
    struct text *orgs, *metrics;
    bool is_read =
        codes_read(values, "org", CODES_MAX, &export->arena, &orgs, &selection->org_count, err) &&
        codes_read(values, "metric", CODES_MAX, &export->arena, &metrics, &selection->metric_count, err);
    if (is_read) {
        selection->orgs = orgs;
        selection->metrics = metrics;
    }
    return is_read;
}

static bool open_output(struct export *export, struct err *err) {
    if (export->format == FORMAT_CSV)
        export_put_csv_head(&export->out, export->columns, export->bom);
    if (export->format == FORMAT_XLSX)
        export->sheet = sheet_new(export->worker->base, export->columns, err);
    return export->format != FORMAT_XLSX || export->sheet != NULL;
}

static void read_options(struct export *export) {
    const struct http_request *request = export->request;
    export->format = (enum format)http_request_word(request, "format", FORMAT_CSV);
    export->which = (enum which)http_request_word(request, "vintages", WHICH_LATEST);
    export->vantage.release = export->which == WHICH_FIRST ? RELEASE_FIRST : RELEASE_LATEST;
    (void)http_request_date(request, "as_of", &export->vantage.as_of);
    (void)http_request_time(request, "known_at", &export->vantage.known_at_ms);
    export->columns = (struct export_columns){.quote = http_request_bool(request, "quote", true),
                                              .withdrawn = export->which == WHICH_ALL};
    export->bom = http_request_bool(request, "bom", false);
}

void export_run(struct http_request *request, void *context) {
    static const struct pg_load_events events = {
        .on_ready = on_ready, .on_results = on_results, .on_failed = on_failed};
    struct err err;
    struct export *export = memory_alloc(sizeof *export);
    if (export == NULL) {
        (void)err_set(&err, ERR_OUT_OF_MEMORY, "No memory for the export.");
        http_reply_error(request, &err);
        return;
    }
    export->worker = context;
    export->request = request;
    export->book = -1;
    arena_init(&export->arena, ASK_BYTES);
    arena_init(&export->batch, BATCH_BYTES);
    buf_init(&export->out, BATCH_BYTES);
    read_options(export);
    if (!read_selection(export, &err) || !open_output(export, &err) ||
        !pg_load_begin(export->worker->exporter, &events, export,
                       config_request_deadline_ms(export->worker->config), &export->load, &err)) {
        fail(export, &err);
        return;
    }
    http_request_on_gone(request, on_gone, export);
}
