#include "app/posted_load.h"

#include <assert.h>
#include <event2/event.h>
#include <string.h>

#include "app/posted_codes.h"
#include "app/posted_held.h"
#include "app/posted_merge.h"
#include "app/posted_rows.h"
#include "base/memory.h"

enum {
    HELD_BYTES_MAX = 128 << 20, /* rows that came before they could be kept: a piece of a body or two */
    ASK_BYTES_MAX = 64 << 20,
    COPY_BYTES = 128 * 1024,  /* put at once */
    MERGE_BYTES = 384 * 1024, /* of packed rows, merged at once: a few milliseconds */
    MERGE_SERIES = 1000,
    SEGMENT_BYTES_MAX = 1 << 30
};

enum stage {
    STAGE_HELD,    /* rows wait for the load to begin */
    STAGE_ASKING,  /* what the asker wants to know first */
    STAGE_CODES,   /* PostgreSQL looks for ids */
    STAGE_TAKING,  /* rows are kept as they come */
    STAGE_COPYING, /* they are put into the temporary table */
    STAGE_LOCKING, /* all have come */
    STAGE_MERGING, /* series by series */
    STAGE_MERGED   /* the asker decides */
};

struct posted_load {
    struct posted_options options;
    struct posted_events events;
    void *context;
    enum stage stage;
    struct pg_load *load;
    struct event *slice; /* goes on from the loop: with COPY, or with the end */
    struct arena arena;  /* of what is being asked */
    struct pg_ask ask;
    size_t append_call, call;
    const struct pg_call *first; /* the asker's */
    size_t first_count;
    bool has_begun, all_came, is_finishing, has_told_no_room;
    bool has_nothing;   /* to merge: that is told from the loop */
    struct err failure; /* sticky: no memory */

    struct buf held;
    struct posted_codes orgs, metrics;
    struct posted_rows *rows;
    int64_t batches; /* in the temporary table */
    size_t series_copied, bytes_copied;
    struct buf copy;
    uint64_t buckets; /* of the organisations that have rows: bit id % 64 */
    struct row_faults *faults;
    struct posted_outcome outcome;

    int64_t recorded_ms;
    int64_t merges;                     /* how often metrics had been merged when ids were looked up */
    struct posted_list wanted, touched; /* series to be read; series that get a segment */
    struct posted_series *chunk;        /* those wanted, MERGE_SERIES of them at most */
    struct text *vintages;              /* theirs */
    int64_t last_org, last_metric;      /* read from the temporary table */
    struct buf last_scope;
    bool is_read; /* there are no more series to merge */
    struct buf packed, segment;
    struct posted_merge merge;
    struct contradictions contradictions;
};

/* ---- the end ---- */

static void out_of_memory(struct posted_load *load) {
    if (load->failure.code == ERR_NONE)
        (void)err_set(&load->failure, ERR_OUT_OF_MEMORY, "No memory for the rows.");
}

void posted_load_free(struct posted_load *load) {
    if (load == NULL)
        return;
    if (load->load != NULL)
        pg_load_cancel(load->load);
    if (load->slice != NULL)
        event_free(load->slice);
    posted_codes_fini(&load->orgs);
    posted_codes_fini(&load->metrics);
    posted_rows_free(load->rows);
    posted_list_fini(&load->wanted);
    posted_list_fini(&load->touched);
    posted_merge_fini(&load->merge);
    buf_fini(&load->held);
    buf_fini(&load->copy);
    buf_fini(&load->last_scope);
    buf_fini(&load->packed);
    buf_fini(&load->segment);
    arena_fini(&load->arena);
    memory_free(load->chunk);
    memory_free(load->vintages);
    memory_free(load);
}

static bool failed(struct posted_load *load) {
    if (load->failure.code == ERR_NONE)
        return false;
    event_active(load->slice, EV_TIMEOUT, 0);
    return true;
}

/* The load is given up first: nothing comes after on_failed. */
static void fail(struct posted_load *load) {
    struct pg_load *running = load->load;
    load->load = NULL;
    if (running != NULL)
        pg_load_cancel(running);
    load->events.on_failed(load->context, &load->failure);
}

/* ---- asking ---- */

static struct pg_ask *begin_ask(struct posted_load *load) {
    arena_fini(&load->arena);
    pg_ask_init(&load->ask, &load->arena);
    return &load->ask;
}

static void ask(struct posted_load *load) {
    if (arena_overflowed(&load->arena) || posted_list_failed(&load->wanted) ||
        posted_list_failed(&load->touched))
        out_of_memory(load);
    if (!failed(load))
        pg_load_ask(load->load, load->ask.calls, load->ask.count);
}

/* ---- a row ---- */

/* Codes are looked up of refused rows too. */
static void keep(struct posted_load *load, const struct posted_row *row, struct row_faults *faults) {
    int64_t org_id = row->org.len > 0 ? posted_codes_get(&load->orgs, row->org) : 0;
    int64_t metric_id = row->metric.len > 0 ? posted_codes_get(&load->metrics, row->metric) : 0;
    if (row->metric.len > 0 && metric_id == 0)
        posted_codes_fault(faults, row->number, "metric", "metric", row->metric);
    if (row->org.len > 0 && org_id == 0)
        posted_codes_fault(faults, row->number, "org", "organisation", row->org);
    if (row->is_refused || org_id == 0 || metric_id == 0) {
        load->outcome.refused++;
        return;
    }
    load->buckets |= UINT64_C(1) << ((uint64_t)org_id % 64);
    if (!posted_rows_add(load->rows, org_id, metric_id, row))
        out_of_memory(load);
}

void posted_load_take(struct posted_load *load, const struct posted_row *row) {
    load->outcome.rows++;
    if (load->stage == STAGE_TAKING)
        keep(load, row, load->faults);
    else if (!posted_held_add(&load->held, row))
        out_of_memory(load);
}

size_t posted_load_held(const struct posted_load *load) {
    return load->held.len;
}

/* Their codes' faults go where they belong among those that the reader found. */
static void keep_held(struct posted_load *load) {
    struct text rest = buf_text(&load->held);
    struct posted_row row;
    struct row_faults more;
    row_faults_init(&more, load->faults->arena);
    while (posted_held_next(&rest, &row))
        keep(load, &row, &more);
    if (more.count > 0)
        row_faults_merge(load->faults, &more);
    buf_fini(&load->held);
    buf_init(&load->held, HELD_BYTES_MAX);
}

/* ---- codes ---- */

static void ask_codes(struct posted_load *load) {
    struct pg_array orgs, metrics;
    struct text rest = buf_text(&load->held), org = {0}, metric = {0};
    struct posted_row row;
    pg_array_begin(&orgs);
    pg_array_begin(&metrics);
    while (load->all_came && posted_held_next(&rest, &row)) {
        if (row.org.len > 0 && !text_equal(row.org, org))
            pg_array_text(&orgs, row.org);
        if (row.metric.len > 0 && !text_equal(row.metric, metric))
            pg_array_text(&metrics, row.metric);
        org = row.org;
        metric = row.metric;
    }
    load->stage = STAGE_CODES;
    struct pg_ask *ask_them = begin_ask(load);
    if (load->all_came) {
        load->call = posted_ask_codes(ask_them, &orgs, &metrics);
    } else {
        buf_fini(&orgs.out);
        buf_fini(&metrics.out);
        load->call = posted_ask_codes(ask_them, NULL, NULL);
    }
    ask(load);
}

static void take_codes(struct posted_load *load, const struct pg_results *results) {
    for (size_t i = 0, n = posted_read_code_count(results, load->call); i < n; i++) {
        struct posted_code code = posted_read_code(results, load->call, i);
        if (code.code.len == 0)
            load->merges = code.id;
        else if (!posted_codes_put(code.is_org ? &load->orgs : &load->metrics, code.code, code.id))
            out_of_memory(load);
    }
}

/* ---- into the temporary table ---- */

static void begin_copy(struct posted_load *load) {
    load->stage = STAGE_COPYING;
    load->series_copied += posted_rows_series(load->rows);
    buf_reset(&load->copy);
    posted_copy_begin(&load->copy);
    if (!posted_rows_begin(load->rows))
        out_of_memory(load);
    if (!failed(load))
        pg_load_copy(load->load, posted_copy);
}

/* Fills load->copy; false: that was the end. */
static bool fill_copy(struct posted_load *load) {
    struct posted_series series;
    while (load->copy.len < COPY_BYTES) {
        if (!posted_rows_next(load->rows, &series)) {
            posted_copy_end(&load->copy);
            return false;
        }
        buf_reset(&load->packed);
        posted_rows_get(load->rows, &series, &load->packed);
        load->bytes_copied += series.bytes;
        posted_copy_add(&load->copy, series.org_id, series.metric_id, series.scope, load->batches,
                        buf_text(&load->packed));
    }
    return true;
}

/* One piece; the next one from the loop. */
static void copy_on(struct posted_load *load) {
    bool has_more = fill_copy(load);
    if (buf_failed(&load->copy) || buf_failed(&load->packed))
        out_of_memory(load);
    if (failed(load))
        return;
    bool has_room = pg_load_put(load->load, buf_text(&load->copy));
    buf_reset(&load->copy);
    if (!has_more)
        pg_load_copy_end(load->load);
    else if (has_room)
        event_active(load->slice, EV_TIMEOUT, 0);
}

static void on_room(void *context) {
    copy_on(context);
}

static void go_on(struct posted_load *load);

static void on_copied(void *context, uint64_t series) {
    struct posted_load *load = context;
    if (series != posted_rows_series(load->rows)) {
        (void)err_set(&load->failure, ERR_INTERNAL, "PostgreSQL got another number of rows than were kept.");
        (void)failed(load);
        return;
    }
    load->batches++;
    posted_rows_free(load->rows);
    load->rows = posted_rows_new();
    if (load->rows == NULL)
        out_of_memory(load);
    go_on(load);
}

bool posted_load_has_room(struct posted_load *load) {
    size_t loads = pg_loader_running(load->options.loader);
    size_t most = load->options.kept_bytes / (loads > 0 ? loads : 1);
    if (load->stage == STAGE_TAKING && posted_rows_bytes(load->rows) >= most)
        begin_copy(load);
    load->has_told_no_room = load->stage != STAGE_TAKING;
    return !load->has_told_no_room;
}

/* ---- merging ---- */

static bool is_doomed(const struct posted_load *load) {
    return !load->options.is_partial && load->outcome.refused + load->contradictions.count > 0;
}

static void tell_merged(struct posted_load *load) {
    struct row_faults more;
    struct contradictions *all = &load->contradictions;
    load->stage = STAGE_MERGED;
    row_faults_init(&more, load->faults->arena);
    contradictions_sort(all);
    for (size_t i = 0; i < all->kept; i++) {
        struct err told;
        (void)err_set(&told, ERR_BAD_VALUE, "Row %llu says another value of the same point.",
                      (unsigned long long)all->items[i].other);
        row_faults_add(&more, all->items[i].row, TEXT_OF("value"), text_from(told.detail));
    }
    more.count = all->count;
    if (more.count > 0)
        row_faults_merge(load->faults, &more);
    bool is_all_refused = is_doomed(load);
    load->outcome.refused += all->count;
    load->outcome.stored = is_all_refused ? 0 : load->merge.added;
    load->outcome.unchanged = is_all_refused ? 0 : load->merge.unchanged;
    load->events.on_merged(load->context, &load->outcome);
}

/* The next series whose rows are kept. */
static void want_kept(struct posted_load *load) {
    size_t bytes = 0;
    posted_list_reset(&load->wanted);
    while (load->wanted.count < MERGE_SERIES && bytes < MERGE_BYTES) {
        struct posted_series *series = &load->chunk[load->wanted.count];
        if (!posted_rows_next(load->rows, series)) {
            load->is_read = true;
            return;
        }
        bytes += series->bytes;
        posted_list_add(&load->wanted, series->org_id, series->metric_id, series->scope, TEXT_OF(""));
    }
}

/* As many from the temporary table as are about MERGE_BYTES. */
static size_t waiting_limit(const struct posted_load *load) {
    size_t limit =
        load->bytes_copied > 0 ? (size_t)MERGE_BYTES * load->series_copied / load->bytes_copied : 1;
    limit /= (size_t)load->batches;
    return limit < 1 ? 1 : limit > MERGE_SERIES ? MERGE_SERIES : limit;
}

/* Stores what was merged, and asks for what is merged next; one answer brings both. */
static void merge_on(struct posted_load *load) {
    struct pg_ask *next = begin_ask(load);
    load->stage = STAGE_MERGING;
    if (load->touched.count > 0 && !load->options.is_dry_run && !is_doomed(load))
        posted_ask_append(next, &load->touched, load->recorded_ms);
    if (!load->is_read && load->batches == 0)
        want_kept(load);
    if (load->batches == 0 && load->wanted.count > 0)
        load->call = posted_ask_read(next, &load->wanted);
    if (load->batches > 0 && !load->is_read)
        load->call = posted_ask_next(next, load->last_org, load->last_metric, buf_text(&load->last_scope),
                                     waiting_limit(load));
    if (next->count == 0)
        tell_merged(load);
    else
        ask(load);
}

static void merge_one(struct posted_load *load, int64_t org_id, int64_t metric_id, struct text scope,
                      struct text packed, struct text vintages) {
    buf_reset(&load->segment);
    if (posted_merge_series(&load->merge, packed, vintages, &load->segment) > 0)
        posted_list_add(&load->touched, org_id, metric_id, scope, buf_text(&load->segment));
    if (posted_merge_failed(&load->merge) || buf_failed(&load->segment) || buf_failed(&load->packed))
        out_of_memory(load);
    else if (load->merge.is_broken)
        (void)err_set(&load->failure, ERR_INTERNAL, "The vintages of a series cannot be read.");
}

static void merge_kept(struct posted_load *load, const struct pg_results *results) {
    if (load->wanted.count == 0)
        return;
    memset(load->vintages, 0, MERGE_SERIES * sizeof *load->vintages);
    for (size_t i = 0, n = posted_read_count(results, load->call); i < n; i++) {
        struct posted_vintages there = posted_read_vintages(results, load->call, i);
        assert(there.at < load->wanted.count);
        load->vintages[there.at] = there.vintages;
    }
    for (size_t i = 0; i < load->wanted.count; i++) {
        const struct posted_series *series = &load->chunk[i];
        buf_reset(&load->packed);
        posted_rows_get(load->rows, series, &load->packed);
        merge_one(load, series->org_id, series->metric_id, series->scope, buf_text(&load->packed),
                  load->vintages[i]);
    }
    posted_list_reset(&load->wanted);
}

static void merge_waiting(struct posted_load *load, const struct pg_results *results) {
    if (load->is_read)
        return;
    size_t count = posted_read_count(results, load->call);
    load->is_read = count == 0;
    for (size_t i = 0; i < count; i++) {
        struct posted_waiting waiting = posted_read_next(results, load->call, i);
        merge_one(load, waiting.org_id, waiting.metric_id, waiting.scope, waiting.rows, waiting.vintages);
        if (i + 1 < count)
            continue;
        load->last_org = waiting.org_id;
        load->last_metric = waiting.metric_id;
        buf_reset(&load->last_scope);
        buf_add_text(&load->last_scope, waiting.scope);
    }
}

static void take_merged(struct posted_load *load, const struct pg_results *results) {
    posted_list_reset(&load->touched);
    if (load->batches == 0)
        merge_kept(load, results);
    else
        merge_waiting(load, results);
    if (!failed(load))
        merge_on(load);
}

static void lock(struct posted_load *load) {
    load->stage = STAGE_LOCKING;
    if (load->batches == 0 && !posted_rows_begin(load->rows))
        out_of_memory(load);
    load->call = posted_ask_lock(begin_ask(load), load->buckets);
    ask(load);
}

/* ---- from one stage to the next ---- */

static void on_slice(evutil_socket_t fd, short what, void *arg) {
    struct posted_load *load = arg;
    (void)fd;
    (void)what;
    if (load->failure.code != ERR_NONE)
        fail(load);
    else if (load->stage == STAGE_COPYING)
        copy_on(load);
    else if (load->has_nothing)
        tell_merged(load);
}

/* After codes have come, and after each COPY. */
static void go_on(struct posted_load *load) {
    bool has_told_no_room = load->has_told_no_room;
    load->stage = STAGE_TAKING;
    keep_held(load);
    if (failed(load))
        return;
    if (load->is_finishing)
        posted_load_finish(load);
    else if (has_told_no_room && posted_load_has_room(load))
        load->events.on_room(load->context);
}

void posted_load_finish(struct posted_load *load) {
    load->is_finishing = true;
    if (load->stage != STAGE_TAKING)
        return;
    if (load->batches > 0 && posted_rows_series(load->rows) > 0)
        begin_copy(load);
    else if (load->batches > 0 || posted_rows_series(load->rows) > 0)
        lock(load);
    else {
        load->has_nothing = true;
        event_active(load->slice, EV_TIMEOUT, 0);
    }
}

static void on_results(void *context, const struct pg_results *results) {
    struct posted_load *load = context;
    if (load->failure.code != ERR_NONE)
        return;
    switch (load->stage) {
    case STAGE_ASKING:
    case STAGE_MERGED:
        load->events.on_asked(load->context, results);
        return;
    case STAGE_CODES:
        take_codes(load, results);
        if (failed(load))
            return;
        go_on(load);
        return;
    case STAGE_LOCKING:
        load->recorded_ms = posted_read_recorded(results, load->call);
        if (posted_read_merges(results, load->call) != load->merges)
            (void)err_set(&load->failure, ERR_CONFLICT,
                          "Metrics were merged while the rows came; nothing was stored, send them again.");
        if (!failed(load))
            merge_on(load);
        return;
    case STAGE_MERGING:
        take_merged(load, results);
        return;
    case STAGE_HELD:
    case STAGE_TAKING:
    case STAGE_COPYING:
        return;
    }
}

static void on_ready(void *context) {
    struct posted_load *load = context;
    load->stage = STAGE_ASKING;
    if (load->first_count > 0)
        pg_load_ask(load->load, load->first, load->first_count);
    else
        ask_codes(load);
}

void posted_load_go_on(struct posted_load *load) {
    ask_codes(load);
}

static void on_committed(void *context) {
    struct posted_load *load = context;
    load->load = NULL;
    load->events.on_committed(load->context);
}

static void on_rolled_back(void *context) {
    struct posted_load *load = context;
    load->load = NULL;
    load->events.on_rolled_back(load->context);
}

static void on_failed(void *context, const struct err *err) {
    struct posted_load *load = context;
    load->load = NULL;
    load->events.on_failed(load->context, err);
}

/* ---- for the asker ---- */

static bool open_parts(struct posted_load *load) {
    load->rows = posted_rows_new();
    load->chunk = memory_alloc(MERGE_SERIES * sizeof *load->chunk);
    load->vintages = memory_alloc(MERGE_SERIES * sizeof *load->vintages);
    load->slice = event_new(load->options.base, -1, 0, on_slice, load);
    return load->rows != NULL && load->chunk != NULL && load->vintages != NULL && load->slice != NULL;
}

struct posted_load *posted_load_new(const struct posted_options *options, struct row_faults *faults,
                                    const struct posted_events *events, void *context) {
    struct posted_load *load = memory_alloc(sizeof *load);
    if (load == NULL)
        return NULL;
    load->options = *options;
    load->faults = faults;
    load->events = *events;
    load->context = context;
    load->last_org = INT64_MIN;
    arena_init(&load->arena, ASK_BYTES_MAX);
    posted_codes_init(&load->orgs);
    posted_codes_init(&load->metrics);
    posted_list_init(&load->wanted);
    posted_list_init(&load->touched);
    posted_merge_init(&load->merge, &load->contradictions);
    buf_init(&load->held, HELD_BYTES_MAX);
    buf_init(&load->copy, SEGMENT_BYTES_MAX);
    buf_init(&load->last_scope, SEGMENT_BYTES_MAX);
    buf_init(&load->packed, SEGMENT_BYTES_MAX);
    buf_init(&load->segment, SEGMENT_BYTES_MAX);
    if (open_parts(load))
        return load;
    posted_load_free(load);
    return NULL;
}

bool posted_load_begin(struct posted_load *load, bool all_came, const struct pg_call *first, size_t count,
                       struct err *err) {
    static const struct pg_load_events events = {.on_ready = on_ready,
                                                 .on_results = on_results,
                                                 .on_room = on_room,
                                                 .on_copied = on_copied,
                                                 .on_committed = on_committed,
                                                 .on_rolled_back = on_rolled_back,
                                                 .on_failed = on_failed};
    load->all_came = all_came;
    load->first = first;
    load->first_count = count;
    load->has_begun = true;
    return pg_load_begin(load->options.loader, &events, load, load->options.deadline_ms, &load->load, err);
}

bool posted_load_has_begun(const struct posted_load *load) {
    return load->has_begun;
}

void posted_load_ask(struct posted_load *load, const struct pg_call *calls, size_t count) {
    pg_load_ask(load->load, calls, count);
}

void posted_load_commit(struct posted_load *load) {
    pg_load_commit(load->load);
}

void posted_load_rollback(struct posted_load *load) {
    pg_load_rollback(load->load);
}
