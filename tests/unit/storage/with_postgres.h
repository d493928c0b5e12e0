/* with_postgres: a PostgreSQL of the test program's own: a new cluster in a temporary directory, reached by a Unix socket only,
 * run by an unprivileged user, and gone with the program however that ends. Each test gets a database of its own.
 *
 * Where the server's programs are missing, the programs that use this say so and pass over their tests. */
#ifndef TONGBI_TESTS_UNIT_STORAGE_WITH_POSTGRES_H
#define TONGBI_TESTS_UNIT_STORAGE_WITH_POSTGRES_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "storage/pg_ask.h"
#include "storage/pg_pool.h"
#include "storage/pg_session.h"

/* cmocka's main for such a program: starts, runs, stops. */
int with_postgres(int (*run)(void));

void postgres_stop(int signal_number); /* SIGINT: as an administrator does; SIGQUIT: as a crash */
void postgres_start_again(void);

enum { POOLS_MAX = 2, CONNINFO_MAX = 256 };

struct database {
    char conninfo[CONNINFO_MAX];
    struct pg_session *session; /* may do everything */
    struct event_base *base;
    struct pg_pool *pools[POOLS_MAX]; /* one a worker */
    struct arena arena;
};

/* cmocka's set-up and tear-down; *state is the struct database. */
int database_set_up_empty(void **state); /* no schema, no pools */
int database_set_up_migrated(
    void **state); /* the schema of this program and two pools of two connections, ready */
int database_tear_down(void **state);

/* Both run to the end or fail the test. */
void database_run(struct database *database, const char *sql);
/* The one value that a query gives; "" for NULL. Valid until the next call. */
const char *database_value(struct database *database, const char *sql);
#define assert_value(database, sql, expected)                                                                \
    assert_string_equal(database_value((database), (sql)), (expected))
/* Until the query gives t. */
void database_until(struct database *database, const char *sql);

/* ---- asking a pool ---- */

typedef void (*read_fn)(const struct pg_results *results, void *context);

/* A unit on its way. */
struct asked {
    struct database *database;
    struct pg_ask ask;
    read_fn read;
    void *context;
    int calls;
    struct err err;
    pg_ticket ticket;
};
void ask_begin(struct database *database, struct asked *asked);
/* read (may be NULL) is called with the results when it is done. */
void ask_send(struct asked *asked, size_t pool, read_fn read, void *context);
void ask_wait(struct asked *asked); /* turns the loop until its callback has come */
/* ask_send, ask_wait; the code it ended with. */
enum err_code ask_end(struct asked *asked, size_t pool, read_fn read, void *context);
#define assert_asked(asked, read, context) assert_asked_at((asked), (read), (context), __FILE__, __LINE__)
void assert_asked_at(struct asked *asked, read_fn read, void *context, const char *file, int line);

#endif
