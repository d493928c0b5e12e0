#include "with_load.h"

#include <event2/event.h>
#include <time.h>

enum { PATIENCE_S = 60, TIMEOUT_MS = 20000, PIECE_BYTES = 1000 };

struct pg_loader *loader_open(struct database *database, int connections, size_t queue) {
    const struct pg_loader_options options = {.conninfo = database->conninfo,
                                              .setup = posted_setup,
                                              .connections = connections,
                                              .queue = queue,
                                              .connect_timeout_ms = TIMEOUT_MS,
                                              .statement_timeout_ms = TIMEOUT_MS};
    struct err err;
    struct pg_loader *loader = pg_loader_new(database->base, &options, &err);
    if (loader == NULL)
        fail_msg("%s", err.detail);
    return loader;
}

static void on_ready(void *context) {
    struct loading *loading = context;
    pg_load_copy(loading->load, posted_copy);
}

/* In small pieces, so that a row is cut anywhere. */
static void put_row(struct loading *loading, const struct posted_row *row) {
    struct buf line;
    buf_init(&line, 1 << 20);
    posted_write(&line, row);
    assert_false(buf_failed(&line));
    for (size_t at = 0; at < line.len; at += PIECE_BYTES)
        (void)pg_load_put(loading->load, text_slice(buf_text(&line), at, at + PIECE_BYTES));
    buf_fini(&line);
}

static void on_room(void *context) {
    struct loading *loading = context;
    for (; loading->put < loading->count; loading->put++)
        put_row(loading, &loading->rows[loading->put]);
    pg_load_copy_end(loading->load);
}

static void on_copied(void *context, uint64_t rows) {
    struct loading *loading = context;
    loading->copied = rows;
    loading->stage = LOAD_CHECKS;
    pg_ask_init(&loading->ask, &loading->database->arena);
    loading->call = posted_ask_faults(&loading->ask, FAULTS_KEPT);
    pg_load_ask(loading->load, loading->ask.calls, loading->ask.count);
}

static void read_faults(struct loading *loading, const struct pg_results *results) {
    loading->refusal = posted_read_refusal(results, loading->call);
    loading->fault_count = posted_read_fault_count(results, loading->call);
    for (size_t i = 0; i < loading->fault_count; i++) {
        loading->faults[i] = posted_read_fault(results, loading->call, i);
        loading->faults[i].field = arena_text(&loading->database->arena, loading->faults[i].field);
        loading->faults[i].code = arena_text(&loading->database->arena, loading->faults[i].code);
    }
}

static void on_results(void *context, const struct pg_results *results) {
    struct loading *loading = context;
    if (loading->stage == LOAD_ADDS) {
        loading->added = pg_affected(results, loading->call);
        loading->stage = LOAD_ENDS;
        if (loading->stops_open)
            loading->ends++;
        else
            pg_load_commit(loading->load);
        return;
    }
    read_faults(loading, results);
    if (loading->refusal.rows > 0 && !loading->drops_refused) {
        pg_load_cancel(loading->load);
        loading->ends++;
        return;
    }
    loading->stage = LOAD_ADDS;
    pg_ask_init(&loading->ask, &loading->database->arena);
    if (loading->refusal.rows > 0)
        posted_ask_drop_refused(&loading->ask);
    loading->call = posted_ask_add(&loading->ask);
    pg_load_ask(loading->load, loading->ask.calls, loading->ask.count);
}

static void on_committed(void *context) {
    struct loading *loading = context;
    loading->ends++;
}

static void on_failed(void *context, const struct err *err) {
    struct loading *loading = context;
    loading->err = *err;
    loading->ends++;
}

void load_begin(struct loading *loading, struct database *database, struct pg_loader *loader,
                const struct posted_row *rows, size_t count) {
    static const struct pg_load_events events = {.on_ready = on_ready,
                                                 .on_results = on_results,
                                                 .on_room = on_room,
                                                 .on_copied = on_copied,
                                                 .on_committed = on_committed,
                                                 .on_failed = on_failed};
    loading->database = database;
    loading->loader = loader;
    loading->rows = rows;
    loading->count = count;
    if (!pg_load_begin(loader, &events, loading, TIMEOUT_MS, &loading->load, &loading->err))
        loading->ends++;
}

void load_wait(struct loading *loading) {
    time_t from = time(NULL);
    while (loading->ends == 0) {
        assert_true(time(NULL) - from < PATIENCE_S);
        assert_int_equal(event_base_loop(loading->database->base, EVLOOP_ONCE), 0);
    }
    assert_int_equal(loading->ends, 1);
}

size_t load_rows(struct database *database, const struct posted_row *rows, size_t count) {
    struct loading loading = {0};
    struct pg_loader *loader = loader_open(database, 1, 1);
    load_begin(&loading, database, loader, rows, count);
    load_wait(&loading);
    pg_loader_free(loader);
    if (loading.err.code != ERR_NONE)
        fail_msg("%s", loading.err.detail);
    assert_int_equal(loading.refusal.rows, 0);
    assert_int_equal(loading.copied, count);
    return loading.added;
}

struct posted_row load_row(const char *org, const char *metric, const char *period, const char *value,
                           const char *published) {
    static uint64_t number;
    struct posted_row row = {.number = ++number,
                             .org = text_from(org),
                             .metric = text_from(metric),
                             .scope = TEXT_OF(""),
                             .status = STATUS_ACTUAL};
    struct err err;
    assert_true(period_parse(text_from(period), &row.period, &err));
    assert_true(date_parse(text_from(published), &row.published, &err));
    assert_true(decimal_parse(text_from(value), &row.value, &err));
    return row;
}
