#include "app/bulk.h"

#include "app/bulk_answer.h"
#include "app/changes.h"
#include "app/digest.h"
#include "app/observation_reader.h"
#include "app/posted_load.h"
#include "app/today.h"
#include "app/worker.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "documents/content_type.h"
#include "http/reply.h"
#include "ops/log.h"
#include "ops/metrics.h"

enum {
    HELD_BYTES = 1 << 20,   /* of rows, before a load begins or the client has to wait */
    ARENA_BYTES = 16 << 20, /* for faults, statements and the answer */
    WRITTEN_MAX = 64,
    KEY_MAX = 255
};

enum stage { STAGE_TAKING, STAGE_KEEPING };

struct bulk {
    struct worker *worker;
    struct http_request *request;
    struct arena arena;
    enum stage stage;
    bool is_partial, is_dry_run;
    bool is_over;    /* the body has ended */
    bool is_paused;  /* the client waits for PostgreSQL */
    bool is_replay;  /* the key is known: the body is only read for its digest */
    struct text key; /* Idempotency-Key; empty: none */
    struct digest *digest;
    char request_hex[DIGEST_HEX_MAX];
    struct idempotency_answer known;
    struct observation_reader *reader;
    struct row_faults faults;
    struct date today;
    struct written written[WRITTEN_MAX]; /* the series that rows are of */
    size_t written_count;                /* WRITTEN_MAX: more than are told one by one */
    struct posted_load *load;
    struct pg_ask ask;
    size_t call;
    struct bulk_outcome outcome;
    struct buf answer;
};

/* ---- the end ---- */

static void bulk_free(struct bulk *bulk) {
    posted_load_free(bulk->load);
    digest_drop(bulk->digest);
    observation_reader_free(bulk->reader);
    buf_fini(&bulk->answer);
    arena_fini(&bulk->arena);
    memory_free(bulk);
}

static void end_with(struct bulk *bulk, const struct err *err, const struct row_errors *errors) {
    struct http_request *request = bulk->request;
    http_request_on_gone(request, NULL, NULL);
    http_reply_errors(request, err, errors);
    bulk_free(bulk);
}

static void fail(struct bulk *bulk, const struct err *err) {
    end_with(bulk, err, NULL);
}

static void fail_with(struct bulk *bulk, enum err_code code, const char *detail) {
    struct err err;
    (void)err_set(&err, code, "%s", detail);
    fail(bulk, &err);
}

static void reply(struct bulk *bulk, int status) {
    http_request_on_gone(bulk->request, NULL, NULL);
    http_reply_json_take(bulk->request, status, &bulk->answer);
    bulk_free(bulk);
}

static void replay(struct bulk *bulk) {
    if (!text_equal(bulk->known.request, text_from(bulk->request_hex))) {
        fail_with(bulk, ERR_KEY_REUSED,
                  "This Idempotency-Key came with another request within the last 24 hours; take a new one.");
        return;
    }
    http_reply_set_header(bulk->request, "Idempotent-Replayed", TEXT_OF("true"));
    buf_add_text(&bulk->answer, bulk->known.body);
    reply(bulk, bulk->known.status);
}

/* ---- the key ---- */

static struct pg_ask *begin_ask(struct bulk *bulk) {
    pg_ask_init(&bulk->ask, &bulk->arena);
    return &bulk->ask;
}

static bool can_ask(struct bulk *bulk) {
    if (!arena_overflowed(&bulk->arena))
        return true;
    fail_with(bulk, ERR_OUT_OF_MEMORY, "The request needs more memory than it may take.");
    return false;
}

static struct idempotency_key key_of(const struct bulk *bulk) {
    return (struct idempotency_key){access_token(bulk->request), bulk->key};
}

static void give_up_load(struct bulk *bulk) {
    posted_load_free(bulk->load);
    bulk->load = NULL;
}

static void key_asked(struct bulk *bulk, const struct pg_results *results) {
    switch (idempotency_read(results, bulk->call, &bulk->arena, &bulk->known)) {
    case IDEMPOTENCY_NEW:
        posted_load_go_on(bulk->load);
        return;
    case IDEMPOTENCY_RUNNING:
        fail_with(bulk, ERR_CONFLICT, "A request with this Idempotency-Key is still running.");
        return;
    case IDEMPOTENCY_KNOWN:
        bulk->is_replay = true;
        give_up_load(bulk);
        if (bulk->is_over)
            replay(bulk);
        else
            http_request_resume(bulk->request);
        return;
    }
}

static void ask_keep(struct bulk *bulk) {
    const struct idempotency_answer answer = {.request = text_from(bulk->request_hex),
                                              .status = bulk_status(&bulk->outcome),
                                              .body = buf_text(&bulk->answer)};
    bulk->stage = STAGE_KEEPING;
    idempotency_ask_keep(begin_ask(bulk), key_of(bulk), &answer);
    if (can_ask(bulk))
        posted_load_ask(bulk->load, bulk->ask.calls, bulk->ask.count);
}

static void on_asked(void *context, const struct pg_results *results) {
    struct bulk *bulk = context;
    if (bulk->stage == STAGE_TAKING)
        key_asked(bulk, results);
    else
        posted_load_commit(bulk->load);
}

/* ---- what came of the rows ---- */

static void refuse(struct bulk *bulk) {
    struct err err;
    const struct bulk_outcome *outcome = &bulk->outcome;
    const struct row_errors errors = {bulk->faults.items, bulk->faults.kept, bulk->faults.count};
    (void)err_set(&err, ERR_BAD_ROWS, "%llu of %llu rows were refused (%llu faults); nothing was stored.",
                  (unsigned long long)outcome->rows.refused, (unsigned long long)outcome->rows.rows,
                  (unsigned long long)bulk->faults.count);
    end_with(bulk, &err, &errors);
}

/* What is undone is undone before the answer: whoever sends the same again at once must not meet the lock of this request's key. */
static void on_merged(void *context, const struct posted_outcome *rows) {
    struct bulk *bulk = context;
    bulk->outcome =
        (struct bulk_outcome){.rows = *rows, .is_dry_run = bulk->is_dry_run, .faults = &bulk->faults};
    bulk_render(&bulk->answer, &bulk->outcome);
    if (arena_overflowed(&bulk->arena) || buf_failed(&bulk->answer))
        fail_with(bulk, ERR_OUT_OF_MEMORY, "No memory for the answer; nothing was stored.");
    else if (bulk->is_dry_run || (rows->refused > 0 && !bulk->is_partial))
        posted_load_rollback(bulk->load);
    else if (bulk->key.len > 0)
        ask_keep(bulk);
    else
        posted_load_commit(bulk->load);
}

/* Few series one by one, so that little is lost; many as everything. */
static void tell_written(struct bulk *bulk) {
    const struct written all = {.kind = CHANGE_ALL};
    if (bulk->written_count < WRITTEN_MAX)
        changes_tell(bulk->worker, bulk->written, bulk->written_count);
    else
        changes_tell(bulk->worker, &all, 1);
}

static void on_committed(void *context) {
    struct bulk *bulk = context;
    tell_written(bulk);
    metrics_count(METRIC_OBSERVATIONS, bulk->outcome.rows.stored);
    reply(bulk, bulk_status(&bulk->outcome));
}

static void on_rolled_back(void *context) {
    struct bulk *bulk = context;
    if (bulk->is_dry_run)
        reply(bulk, 200);
    else
        refuse(bulk);
}

static void on_failed(void *context, const struct err *err) {
    struct err why = *err; /* the load's, which goes */
    if (why.code == ERR_DATABASE_UNKNOWN)
        changes_doubt(((struct bulk *)context)->worker);
    fail(context, &why);
}

/* ---- the rows on their way ---- */

static void on_room(void *context) {
    struct bulk *bulk = context;
    if (!bulk->is_paused || bulk->is_over)
        return;
    bulk->is_paused = false;
    http_request_resume(bulk->request);
}

static const struct posted_events load_events = {.on_room = on_room,
                                                 .on_merged = on_merged,
                                                 .on_asked = on_asked,
                                                 .on_committed = on_committed,
                                                 .on_rolled_back = on_rolled_back,
                                                 .on_failed = on_failed};

static bool begin_load(struct bulk *bulk) {
    struct err err;
    struct pg_ask *first = begin_ask(bulk);
    if (bulk->key.len > 0)
        bulk->call = idempotency_ask(first, key_of(bulk));
    if (!can_ask(bulk))
        return false;
    if (posted_load_begin(bulk->load, bulk->is_over, first->calls, first->count, &err))
        return true;
    fail(bulk, &err);
    return false;
}

/* After each piece of the body, and after its end. Bulk may be gone afterwards. */
static void move_on(struct bulk *bulk) {
    bool has_begun = posted_load_has_begun(bulk->load);
    bool has_much = posted_load_held(bulk->load) >= HELD_BYTES;
    if (!has_begun && (has_much || bulk->is_over) && !begin_load(bulk))
        return;
    if (bulk->is_over)
        posted_load_finish(bulk->load);
    else if ((has_begun || has_much) && !bulk->is_paused && !posted_load_has_room(bulk->load)) {
        bulk->is_paused = true;
        http_request_pause(bulk->request);
    }
}

static bool is_known_written(const struct bulk *bulk, const struct posted_row *row) {
    for (size_t i = bulk->written_count; i-- > 0;)
        if (text_equal(bulk->written[i].metric, row->metric) && text_equal(bulk->written[i].org, row->org))
            return true;
    return false;
}

static void note_written(struct bulk *bulk, const struct posted_row *row) {
    if (bulk->written_count == WRITTEN_MAX || is_known_written(bulk, row))
        return;
    bulk->written[bulk->written_count++] = (struct written){CHANGE_POINT, arena_text(&bulk->arena, row->org),
                                                            arena_text(&bulk->arena, row->metric)};
}

static void on_row(void *context, const struct posted_row *row) {
    struct bulk *bulk = context;
    note_written(bulk, row);
    struct posted_row dated = *row;
    if (dated.published.year == 0)
        dated.published = bulk->today;
    posted_load_take(bulk->load, &dated);
}

/* ---- the body ---- */

static bool take(struct bulk *bulk, struct text piece, bool is_last, struct err *err) {
    if (bulk->digest != NULL)
        digest_add(bulk->digest, piece);
    if (bulk->is_replay)
        return true;
    return is_last ? observation_reader_finish(bulk->reader, err)
                   : observation_reader_feed(bulk->reader, piece, err);
}

static bool end_digest(struct bulk *bulk, struct err *err) {
    unsigned char sha256[DIGEST_BYTES];
    struct digest *digest = bulk->digest;
    bulk->digest = NULL;
    if (digest == NULL)
        return true;
    if (!digest_end(digest, sha256, err))
        return false;
    digest_hex(sha256, bulk->request_hex);
    return true;
}

static void on_body(struct http_request *request, enum http_body_event event, struct text piece,
                    const struct err *broken, void *arg) {
    struct bulk *bulk = arg;
    struct err err;
    (void)request;
    if (event == HTTP_BODY_BROKEN) {
        fail(bulk, broken);
        return;
    }
    bulk->is_over = event == HTTP_BODY_END;
    if (!take(bulk, piece, bulk->is_over, &err) || (bulk->is_over && !end_digest(bulk, &err)))
        fail(bulk, &err);
    else if (!bulk->is_replay)
        move_on(bulk);
    else if (bulk->is_over)
        replay(bulk);
}

/* A half-sent body is nobody's wish; what was sent whole is stored. */
static void on_gone(struct http_request *request, void *arg) {
    struct bulk *bulk = arg;
    (void)request;
    if (!bulk->is_over)
        fail_with(bulk, ERR_BAD_REQUEST, "The client left before its body had ended.");
}

/* ---- the beginning ---- */

static bool form_of(struct text type, enum observation_form *out, struct err *err) {
    static const struct {
        const char *type;
        enum observation_form form;
    } forms[] = {{"application/json", OBSERVATIONS_JSON},
                 {"application/x-ndjson", OBSERVATIONS_LINES},
                 {"application/ndjson", OBSERVATIONS_LINES},
                 {"application/jsonl", OBSERVATIONS_LINES},
                 {"text/csv", OBSERVATIONS_CSV}};
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (content_type_is(type, forms[i].type)) {
            *out = forms[i].form;
            return true;
        }
    return err_set(err, ERR_UNSUPPORTED_MEDIA,
                   "Content-Type is '%.*s'; observations are read from application/json (an array), "
                   "application/x-ndjson or text/csv.",
                   TEXT_ARG(utf8_cut(type, 60)));
}

static bool open_reader(struct bulk *bulk, struct err *err) {
    struct content_type type = content_type_parse(http_request_header(bulk->request, "Content-Type"));
    enum observation_form form;
    if (!form_of(type.media_type, &form, err))
        return false;
    bulk->reader =
        observation_reader_new(form, charset_parse(type.charset), &bulk->faults, on_row, bulk, err);
    return bulk->reader != NULL;
}

static bool open_load(struct bulk *bulk, struct err *err) {
    const struct posted_options options = {.loader = bulk->worker->loader,
                                           .base = bulk->worker->base,
                                           .deadline_ms = config_request_deadline_ms(bulk->worker->config),
                                           .kept_bytes = POSTED_KEPT_BYTES,
                                           .is_partial = bulk->is_partial,
                                           .is_dry_run = bulk->is_dry_run};
    bulk->load = posted_load_new(&options, &bulk->faults, &load_events, bulk);
    return bulk->load != NULL || err_set(err, ERR_OUT_OF_MEMORY, "No memory for the rows.");
}

/* The query and the type are part of what was asked for. */
static bool open_key(struct bulk *bulk, struct err *err) {
    struct text key = http_request_header(bulk->request, "Idempotency-Key");
    if (key.len == 0)
        return true;
    for (size_t i = 0; i < key.len; i++)
        if (key.ptr[i] < 0x20 || key.ptr[i] > 0x7E || key.len > KEY_MAX)
            return err_set(err, ERR_BAD_REQUEST, "Idempotency-Key is 1 to %d printable ASCII characters.",
                           KEY_MAX);
    bulk->key = arena_text(&bulk->arena, key);
    bulk->digest = digest_begin();
    if (bulk->digest == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for a digest.");
    digest_add(bulk->digest, bulk->is_partial ? TEXT_OF("partial\n") : TEXT_OF("whole\n"));
    digest_add(bulk->digest, bulk->is_dry_run ? TEXT_OF("dry\n") : TEXT_OF("\n"));
    digest_add(bulk->digest, http_request_header(bulk->request, "Content-Type"));
    digest_add(bulk->digest, TEXT_OF("\n\n"));
    return true;
}

void observations_add(struct http_request *request, void *context) {
    struct err err;
    struct bulk *bulk = memory_alloc(sizeof *bulk);
    if (bulk == NULL) {
        (void)err_set(&err, ERR_OUT_OF_MEMORY, "No memory for the request.");
        http_reply_error(request, &err);
        return;
    }
    bulk->worker = context;
    bulk->request = request;
    bulk->today = today();
    bulk->is_partial = http_request_bool(request, "partial", false);
    bulk->is_dry_run = http_request_bool(request, "dry_run", false);
    arena_init(&bulk->arena, ARENA_BYTES);
    buf_init(&bulk->answer, ARENA_BYTES);
    row_faults_init(&bulk->faults, &bulk->arena);
    if (!open_key(bulk, &err) || !open_reader(bulk, &err) || !open_load(bulk, &err)) {
        fail(bulk, &err);
        return;
    }
    http_request_on_gone(request, on_gone, bulk);
    http_request_read(request, on_body, bulk);
}
