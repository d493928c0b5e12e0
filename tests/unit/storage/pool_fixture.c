#include "pool_fixture.h"

#include <event2/event.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "ops/log.h"

enum { PATIENCE_S = 20, TURN_MS = 50 };

void fixture_advance(struct pool_fixture *fixture, int64_t ms) {
    fixture->now_ms += ms;
    clock_set(fixture->now_ms, fixture->now_ms);
}

void fixture_open_at(struct pool_fixture *fixture, int connections, size_t queue, const char *conninfo) {
    const struct pg_pool_options options = {.conninfo = conninfo,
                                            .connections = connections,
                                            .queue = queue,
                                            .connect_timeout_ms = 2000,
                                            .statement_timeout_ms = 4000};
    struct err err;
    memset(fixture, 0, sizeof *fixture);
    log_set_fd(-1);
    fixture_advance(fixture, 1000000);
    fixture->base = event_base_new();
    assert_non_null(fixture->base);
    fixture->pool = pg_pool_new(fixture->base, &options, &err);
    assert_non_null(fixture->pool);
}

void fixture_open(struct pool_fixture *fixture, int connections, size_t queue) {
    fixture_open_at(fixture, connections, queue, "dbname=any");
}

void fixture_close(struct pool_fixture *fixture) {
    pg_pool_free(fixture->pool);
    event_base_free(fixture->base);
    pq_reset();
    clock_set(-1, -1);
}

static void on_done(void *context, const struct err *err, const struct pg_results *results) {
    struct outcome *outcome = context;
    assert_false(outcome->fixture->is_submitting);
    outcome->calls++;
    if (err != NULL) {
        outcome->code = err->code;
        snprintf(outcome->detail, sizeof outcome->detail, "%s", err->detail);
    }
    if (outcome->cancels != 0)
        pg_pool_cancel(outcome->fixture->pool, outcome->cancels);
    for (size_t call = 0; err == NULL && call < OUTCOME_CALLS_MAX && outcome->rows[call] > 0; call++) {
        outcome->rows[call] = pg_rows(results, call);
        if (outcome->rows[call] > 0)
            snprintf(outcome->text[call], OUTCOME_TEXT_MAX, "%.*s", TEXT_ARG(pg_text(results, call, 0, 0)));
    }
}

struct outcome *fixture_try(struct pool_fixture *fixture, const struct pg_unit *unit, struct err *err) {
    assert_true(fixture->submitted < OUTCOMES_MAX);
    struct outcome *outcome = &fixture->outcomes[fixture->submitted];
    *outcome = (struct outcome){.fixture = fixture};
    for (size_t call = 0; call < unit->count && call < OUTCOME_CALLS_MAX; call++)
        outcome->rows[call] = 1; /* to be read */
    fixture->is_submitting = true;
    bool is_taken = pg_pool_submit(fixture->pool, unit, on_done, outcome, &outcome->ticket, err);
    fixture->is_submitting = false;
    if (!is_taken) {
        assert_int_equal(outcome->ticket, 0);
        return NULL;
    }
    assert_int_not_equal(outcome->ticket, 0);
    fixture->submitted++;
    return outcome;
}

struct outcome *fixture_submit(struct pool_fixture *fixture, const struct pg_unit *unit) {
    struct err err;
    struct outcome *outcome = fixture_try(fixture, unit, &err);
    assert_non_null(outcome);
    return outcome;
}

struct outcome *fixture_ask(struct pool_fixture *fixture, const char *code, bool is_idempotent) {
    static struct pg_param params[OUTCOMES_MAX];
    static struct pg_call calls[OUTCOMES_MAX];
    size_t i = fixture->submitted;
    params[i] = (struct pg_param){.value = code};
    calls[i] = (struct pg_call){.statement = STATEMENT_org_get, .params = &params[i]};
    const struct pg_unit unit = {&calls[i], 1, is_idempotent, DEADLINE_MS};
    return fixture_submit(fixture, &unit);
}

struct outcome *fixture_ask_three(struct pool_fixture *fixture, bool is_idempotent) {
    static const struct pg_param org[] = {{.value = "xc"}};
    static const struct pg_param alias[] = {{.value = "{}"}, {.value = "{}"}, {.value = NULL}};
    static const struct pg_call calls[] = {
        {STATEMENT_org_get, org}, {STATEMENT_alias_add, alias}, {STATEMENT_org_lock, NULL}};
    const struct pg_unit unit = {calls, 3, is_idempotent, DEADLINE_MS};
    return fixture_submit(fixture, &unit);
}

/* ---- waiting ---- */

static int64_t seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec;
}

void fixture_until(struct pool_fixture *fixture, bool (*holds)(struct pool_fixture *, const void *),
                   const void *what) {
    int64_t from = seconds();
    while (!holds(fixture, what)) {
        assert_true(seconds() - from < PATIENCE_S);
        assert_int_not_equal(event_base_loop(fixture->base, EVLOOP_ONCE), -1);
    }
}

static bool is_ready(struct pool_fixture *fixture, const void *what) {
    const size_t *connections = what;
    struct pg_pool_counts counts = pg_pool_count(fixture->pool);
    return counts.idle + counts.busy == *connections;
}

void fixture_until_ready(struct pool_fixture *fixture, size_t connections) {
    fixture_until(fixture, is_ready, &connections);
}

static bool is_called(struct pool_fixture *fixture, const void *what) {
    const struct outcome *outcome = what;
    (void)fixture;
    return outcome->calls > 0;
}

void fixture_until_called(struct pool_fixture *fixture, const struct outcome *outcome) {
    fixture_until(fixture, is_called, outcome);
}

static bool has_links(struct pool_fixture *fixture, const void *what) {
    const size_t *count = what;
    (void)fixture;
    return pq_link_count() >= *count;
}

void fixture_until_links(struct pool_fixture *fixture, size_t opened) {
    fixture_until(fixture, has_links, &opened);
}

static bool has_sent(struct pool_fixture *fixture, const void *what) {
    const size_t *count = what;
    (void)fixture;
    return pq_sent_count() >= *count;
}

void fixture_until_sent(struct pool_fixture *fixture, size_t statements) {
    fixture_until(fixture, has_sent, &statements);
}

static void on_turn(evutil_socket_t fd, short what, void *arg) {
    int *turns = arg;
    (void)fd;
    (void)what;
    --*turns;
}

static bool is_over(struct pool_fixture *fixture, const void *what) {
    const int *turns = what;
    (void)fixture;
    return *turns <= 0;
}

/* A timer like the pool's own; one turn more, for the two are not in step. */
void fixture_turn(struct pool_fixture *fixture, int turns) {
    const struct timeval every = {.tv_usec = TURN_MS * 1000};
    turns++;
    struct event *timer = event_new(fixture->base, -1, EV_PERSIST, on_turn, &turns);
    assert_non_null(timer);
    assert_int_equal(event_add(timer, &every), 0);
    fixture_until(fixture, is_over, &turns);
    event_free(timer);
}

void assert_ended(const struct outcome *outcome, enum err_code code, const char *file, int line) {
    if (outcome->calls != 1 || outcome->code != code)
        print_error("%s:%d: called %d times, %s (%s); expected once, %s\n", file, line, outcome->calls,
                    outcome->code == ERR_NONE ? "done" : err_name(outcome->code), outcome->detail,
                    code == ERR_NONE ? "done" : err_name(code));
    assert_int_equal(outcome->calls, 1);
    assert_int_equal(outcome->code, code);
}
