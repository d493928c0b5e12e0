#include "with_load.h"

#include <event2/event.h>
#include <time.h>

enum { PATIENCE_S = 60, TIMEOUT_MS = 20000 };

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

static void end(struct loading *loading) {
    loading->ends++;
    posted_load_free(loading->load);
    loading->load = NULL;
}

/* As long as there is room. */
static void take_rows(struct loading *loading) {
    while (loading->taken < loading->count) {
        posted_load_take(loading->load, &loading->rows[loading->taken++]);
        if (loading->taken < loading->count && !posted_load_has_room(loading->load))
            return;
    }
    posted_load_finish(loading->load);
}

static void on_room(void *context) {
    take_rows(context);
}

static void on_merged(void *context, const struct posted_outcome *outcome) {
    struct loading *loading = context;
    loading->outcome = *outcome;
    if (outcome->refused > 0 && !loading->drops_refused)
        posted_load_rollback(loading->load);
    else if (loading->stops_open)
        loading->ends++;
    else
        posted_load_commit(loading->load);
}

static void on_asked(void *context, const struct pg_results *results) {
    (void)context;
    (void)results;
}

static void on_ended(void *context) {
    end(context);
}

static void on_failed(void *context, const struct err *err) {
    struct loading *loading = context;
    loading->err = *err;
    end(loading);
}

void load_begin(struct loading *loading, struct database *database, struct pg_loader *loader,
                const struct posted_row *rows, size_t count) {
    static const struct posted_events events = {.on_room = on_room,
                                                .on_merged = on_merged,
                                                .on_asked = on_asked,
                                                .on_committed = on_ended,
                                                .on_rolled_back = on_ended,
                                                .on_failed = on_failed};
    const struct posted_options options = {.loader = loader,
                                           .base = database->base,
                                           .deadline_ms = TIMEOUT_MS,
                                           .kept_bytes = loading->kept_bytes > 0 ? loading->kept_bytes
                                                                                 : (size_t)LOAD_KEPT_BYTES,
                                           .is_partial = loading->drops_refused};
    loading->database = database;
    loading->loader = loader;
    loading->rows = rows;
    loading->count = count;
    row_faults_init(&loading->faults, &database->arena);
    loading->load = posted_load_new(&options, &loading->faults, &events, loading);
    assert_non_null(loading->load);
    for (; !loading->comes_late && loading->taken < count; loading->taken++)
        posted_load_take(loading->load, &rows[loading->taken]);
    if (!posted_load_begin(loading->load, !loading->comes_late, NULL, 0, &loading->err))
        end(loading);
    else if (loading->comes_late)
        assert_false(posted_load_has_room(loading->load));
    else
        posted_load_finish(loading->load);
}

void load_cancel(struct loading *loading) {
    posted_load_free(loading->load);
    loading->load = NULL;
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
    assert_int_equal(loading.outcome.refused, 0);
    assert_int_equal(loading.outcome.rows, count);
    return loading.outcome.stored;
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
