#include "app/bulk.h"

#include "app/bulk_answer.h"
#include "app/digest.h"
#include "app/observation_reader.h"
#include "app/today.h"
#include "app/worker.h"
#include "base/memory.h"
#include "base/utf8.h"
#include "documents/content_type.h"
#include "http/reply.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "storage/pg_load.h"
#include "storage/posted_store.h"

enum {
    HELD_BYTES = 256 * 1024,   /* of rows, before they are copied or the client has to wait */
    ROWS_BYTES_MAX = 16 << 20, /* that one piece of a body can become */
    ARENA_BYTES = 16 << 20,    /* for faults, statements and the answer */
    KEY_MAX = 255
};

enum stage { STAGE_TAKING, STAGE_CHECKING, STAGE_STORING, STAGE_KEEPING, STAGE_COMMITTING, STAGE_UNDOING };

struct bulk {
    struct worker *worker;
    struct http_request *request;
    struct arena arena;
    enum stage stage;
    bool is_partial, is_dry_run;
    bool is_over;    /* the body has ended */
    bool is_paused;  /* the client waits for PostgreSQL */
    bool is_copying; /* rows may be put */
    bool is_replay;  /* the key is known: the body is only read for its digest */
    struct text key; /* Idempotency-Key; empty: none */
    struct digest *digest;
    char request_hex[DIGEST_HEX_MAX];
    struct idempotency_answer known;
    struct observation_reader *reader;
    struct row_faults faults; /* found as rows came */
    struct buf rows;          /* for COPY */
    struct date today;
    struct pg_load *load;
    struct pg_ask ask;
    size_t call;
    struct bulk_outcome outcome;
    struct buf answer;
};

/* ---- the end ---- */

static void bulk_free(struct bulk *bulk) {
    if (bulk->load != NULL)
        pg_load_cancel(bulk->load);
    digest_drop(bulk->digest);
    observation_reader_free(bulk->reader);
    buf_fini(&bulk->rows);
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

/* ---- asking ---- */

static struct pg_ask *begin_ask(struct bulk *bulk) {
    pg_ask_init(&bulk->ask, &bulk->arena);
    return &bulk->ask;
}

static bool ask(struct bulk *bulk) {
    if (arena_overflowed(&bulk->arena)) {
        fail_with(bulk, ERR_OUT_OF_MEMORY, "The request needs more memory than it may take.");
        return false;
    }
    pg_load_ask(bulk->load, bulk->ask.calls, bulk->ask.count);
    return true;
}

static struct idempotency_key key_of(const struct bulk *bulk) {
    return (struct idempotency_key){access_token(bulk->request), bulk->key};
}

/* COPY lasts as long as the client sends; everything else has the loader's own limit. */
static void ask_begin(struct bulk *bulk) {
    struct pg_ask *ask_first = begin_ask(bulk);
    posted_ask_timeout(ask_first, 0);
    if (bulk->key.len > 0)
        bulk->call = idempotency_ask(ask_first, key_of(bulk));
    (void)ask(bulk);
}

static void ask_check(struct bulk *bulk) {
    struct pg_ask *next = begin_ask(bulk);
    bulk->stage = STAGE_CHECKING;
    posted_ask_timeout(next, config_load_timeout_ms(bulk->worker->config));
    bulk->call = posted_ask_faults(next, ROW_FAULTS_MAX);
    (void)ask(bulk);
}

static void ask_store(struct bulk *bulk) {
    struct pg_ask *next = begin_ask(bulk);
    bulk->stage = STAGE_STORING;
    if (bulk->outcome.refused > 0)
        posted_ask_drop_refused(next);
    bulk->call = posted_ask_add(next);
    (void)ask(bulk);
}

static void commit(struct bulk *bulk) {
    bulk->stage = STAGE_COMMITTING;
    pg_load_commit(bulk->load);
}

static void ask_keep(struct bulk *bulk) {
    const struct idempotency_answer answer = {.request = text_from(bulk->request_hex),
                                              .status = bulk_status(&bulk->outcome),
                                              .body = buf_text(&bulk->answer)};
    struct pg_ask *next = begin_ask(bulk);
    bulk->stage = STAGE_KEEPING;
    idempotency_ask_keep(next, key_of(bulk), &answer);
    (void)ask(bulk);
}

/* ---- what came of each ---- */

static void give_up_load(struct bulk *bulk) {
    pg_load_cancel(bulk->load);
    bulk->load = NULL;
}

static void key_asked(struct bulk *bulk, const struct pg_results *results) {
    enum idempotency is = bulk->key.len == 0
                              ? IDEMPOTENCY_NEW
                              : idempotency_read(results, bulk->call, &bulk->arena, &bulk->known);
    switch (is) {
    case IDEMPOTENCY_NEW:
        pg_load_copy(bulk->load, posted_copy);
        return;
    case IDEMPOTENCY_RUNNING:
        fail_with(bulk, ERR_CONFLICT, "A request with this Idempotency-Key is still running.");
        return;
    case IDEMPOTENCY_KNOWN:
        bulk->is_replay = true;
        give_up_load(bulk);
        buf_reset(&bulk->rows);
        if (bulk->is_over)
            replay(bulk);
        else
            http_request_resume(bulk->request);
        return;
    }
}

/* The answer waits for it: whoever sends the same again at once must not meet the lock of this request's key. */
static void undo(struct bulk *bulk) {
    bulk->stage = STAGE_UNDOING;
    pg_load_rollback(bulk->load);
}

static void refuse(struct bulk *bulk) {
    struct err err;
    const struct bulk_outcome *outcome = &bulk->outcome;
    const struct row_errors errors = {bulk->faults.items, bulk->faults.kept, bulk->faults.count};
    (void)err_set(&err, ERR_BAD_ROWS, "%llu of %llu rows were refused (%llu faults); nothing was stored.",
                  (unsigned long long)outcome->refused, (unsigned long long)outcome->rows,
                  (unsigned long long)bulk->faults.count);
    end_with(bulk, &err, &errors);
}

static void checked(struct bulk *bulk, const struct pg_results *results) {
    struct bulk_outcome *outcome = &bulk->outcome;
    outcome->rows = observation_reader_rows(bulk->reader);
    outcome->refused = bulk_add_faults(&bulk->faults, results, bulk->call);
    outcome->is_dry_run = bulk->is_dry_run;
    outcome->faults = &bulk->faults;
    if (arena_overflowed(&bulk->arena))
        fail_with(bulk, ERR_OUT_OF_MEMORY, "The request needs more memory than it may take.");
    else if (outcome->refused == 0 || bulk->is_partial)
        ask_store(bulk);
    else
        undo(bulk);
}

static void stored(struct bulk *bulk, const struct pg_results *results) {
    struct bulk_outcome *outcome = &bulk->outcome;
    outcome->stored = pg_affected(results, bulk->call);
    outcome->unchanged = outcome->rows - outcome->refused - outcome->stored;
    bulk_render(&bulk->answer, outcome);
    if (buf_failed(&bulk->answer))
        fail_with(bulk, ERR_OUT_OF_MEMORY, "No memory for the answer; nothing was stored.");
    else if (bulk->is_dry_run)
        undo(bulk);
    else if (bulk->key.len > 0)
        ask_keep(bulk);
    else
        commit(bulk);
}

static void on_results(void *context, const struct pg_results *results) {
    struct bulk *bulk = context;
    switch (bulk->stage) {
    case STAGE_TAKING:
        key_asked(bulk, results);
        return;
    case STAGE_CHECKING:
        checked(bulk, results);
        return;
    case STAGE_STORING:
        stored(bulk, results);
        return;
    case STAGE_KEEPING:
        commit(bulk);
        return;
    case STAGE_COMMITTING:
    case STAGE_UNDOING:
        return;
    }
}

static void on_committed(void *context) {
    struct bulk *bulk = context;
    bulk->load = NULL;
    metrics_count(METRIC_OBSERVATIONS, bulk->outcome.stored);
    reply(bulk, bulk_status(&bulk->outcome));
}

static void on_rolled_back(void *context) {
    struct bulk *bulk = context;
    bulk->load = NULL;
    if (!bulk->is_dry_run) {
        refuse(bulk);
        return;
    }
    if (bulk->answer.len == 0) /* it ended before anything was tried */
        bulk_render(&bulk->answer, &bulk->outcome);
    reply(bulk, 200);
}

static void on_failed(void *context, const struct err *err) {
    struct bulk *bulk = context;
    bulk->load = NULL;
    fail(bulk, err);
}

/* ---- the rows on their way ---- */

static void on_ready(void *context) {
    ask_begin(context);
}

/* Puts what there is, and lets more come or asks for the check. */
static void put_rows(struct bulk *bulk) {
    bool has_room = bulk->rows.len == 0 || pg_load_put(bulk->load, buf_text(&bulk->rows));
    buf_reset(&bulk->rows);
    bulk->is_copying = has_room;
    if (!has_room)
        return;
    if (bulk->is_over) {
        bulk->is_copying = false;
        pg_load_copy_end(bulk->load);
    } else if (bulk->is_paused) {
        bulk->is_paused = false;
        http_request_resume(bulk->request);
    }
}

static void on_room(void *context) {
    put_rows(context);
}

static void on_copied(void *context, uint64_t rows) {
    struct bulk *bulk = context;
    if (rows == observation_reader_rows(bulk->reader))
        ask_check(bulk);
    else
        fail_with(bulk, ERR_INTERNAL, "PostgreSQL got another number of rows than were read.");
}

static const struct pg_load_events load_events = {.on_ready = on_ready,
                                                  .on_results = on_results,
                                                  .on_room = on_room,
                                                  .on_copied = on_copied,
                                                  .on_committed = on_committed,
                                                  .on_rolled_back = on_rolled_back,
                                                  .on_failed = on_failed};

static bool begin_load(struct bulk *bulk) {
    struct err err;
    if (pg_load_begin(bulk->worker->loader, &load_events, bulk,
                      config_request_deadline_ms(bulk->worker->config), &bulk->load, &err))
        return true;
    fail(bulk, &err);
    return false;
}

/* After each piece of the body, and after its end. Bulk may be gone afterwards. */
static void move_on(struct bulk *bulk) {
    bool has_much = bulk->rows.len >= HELD_BYTES;
    if (bulk->load == NULL && (has_much || bulk->is_over) && !begin_load(bulk))
        return;
    if (bulk->is_copying && (has_much || bulk->is_over))
        put_rows(bulk);
    if (bulk->rows.len >= HELD_BYTES && !bulk->is_over && !bulk->is_paused) {
        bulk->is_paused = true;
        http_request_pause(bulk->request);
    }
}

static void on_row(void *context, const struct posted_row *row) {
    struct bulk *bulk = context;
    struct posted_row dated = *row;
    if (dated.published.year == 0)
        dated.published = bulk->today;
    posted_write(&bulk->rows, &dated);
}

/* ---- the body ---- */

static bool take(struct bulk *bulk, struct text piece, bool is_last, struct err *err) {
    if (bulk->digest != NULL)
        digest_add(bulk->digest, piece);
    if (bulk->is_replay)
        return true;
    bool is_read = is_last ? observation_reader_finish(bulk->reader, err)
                           : observation_reader_feed(bulk->reader, piece, err);
    if (!is_read)
        return false;
    return !buf_failed(&bulk->rows) || err_set(err, ERR_OUT_OF_MEMORY, "No memory for the rows.");
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
    buf_init(&bulk->rows, ROWS_BYTES_MAX);
    buf_init(&bulk->answer, ARENA_BYTES);
    row_faults_init(&bulk->faults, &bulk->arena);
    if (!open_key(bulk, &err) || !open_reader(bulk, &err)) {
        fail(bulk, &err);
        return;
    }
    http_request_on_gone(request, on_gone, bulk);
    http_request_read(request, on_body, bulk);
}
