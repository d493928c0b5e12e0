/* pool_fixture: a pool on the scripted libpq (fakes/pq.h), a loop, a clock that stands, and what became of each unit. */
#ifndef TONGBI_TESTS_UNIT_STORAGE_POOL_FIXTURE_H
#define TONGBI_TESTS_UNIT_STORAGE_POOL_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "fakes/pq.h"
#include "storage/pg_pool.h"

enum { OUTCOMES_MAX = 64, OUTCOME_TEXT_MAX = 64, OUTCOME_CALLS_MAX = 4, DEADLINE_MS = 5000 };

struct pool_fixture;

/* One unit that was submitted. */
struct outcome {
    struct pool_fixture *fixture;
    pg_ticket ticket;
    int calls; /* of its callback */
    enum err_code code;
    char detail[ERR_DETAIL_MAX];
    size_t rows[OUTCOME_CALLS_MAX];
    char text[OUTCOME_CALLS_MAX][OUTCOME_TEXT_MAX]; /* row 0, column 0 of each call that has rows */
    pg_ticket cancels;                              /* its callback cancels this ticket */
};

struct pool_fixture {
    struct event_base *base;
    struct pg_pool *pool;
    struct outcome outcomes[OUTCOMES_MAX];
    size_t submitted;
    int64_t now_ms;
    bool is_submitting; /* callbacks in the meantime are a failure */
    int drained;
};

/* A pool whose connections open when the loop turns. */
void fixture_open(struct pool_fixture *fixture, int connections, size_t queue);
void fixture_open_at(struct pool_fixture *fixture, int connections, size_t queue, const char *conninfo);
void fixture_close(struct pool_fixture *fixture);
void fixture_advance(struct pool_fixture *fixture, int64_t ms);

/* org_get of this code: one parameter, four columns. */
struct outcome *fixture_ask(struct pool_fixture *fixture, const char *code, bool is_idempotent);
/* org_get, alias_add, report_next: rows, none, rows. */
struct outcome *fixture_ask_three(struct pool_fixture *fixture, bool is_idempotent);
struct outcome *fixture_submit(struct pool_fixture *fixture, const struct pg_unit *unit);
/* NULL with *err when refused. */
struct outcome *fixture_try(struct pool_fixture *fixture, const struct pg_unit *unit, struct err *err);

/* Turns the loop until a condition holds; a test that waits in vain for 20 s has failed. */
void fixture_until(struct pool_fixture *fixture,
                   bool (*holds)(struct pool_fixture *fixture, const void *what), const void *what);
void fixture_until_ready(struct pool_fixture *fixture, size_t connections); /* idle or busy */
void fixture_until_called(struct pool_fixture *fixture, const struct outcome *outcome);
void fixture_until_links(struct pool_fixture *fixture, size_t opened);
void fixture_until_sent(struct pool_fixture *fixture, size_t statements);
/* So many turns of the pool's timer: long enough for whatever was to happen by itself. */
void fixture_turn(struct pool_fixture *fixture, int turns);

#define assert_done(outcome)         assert_ended((outcome), ERR_NONE, __FILE__, __LINE__)
#define assert_failed(outcome, code) assert_ended((outcome), (code), __FILE__, __LINE__)
void assert_ended(const struct outcome *outcome, enum err_code code, const char *file, int line);

#endif
