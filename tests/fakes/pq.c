#include "fakes/pq.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "storage/statement.h"

enum { ITEMS_MAX = 1024, CELLS_MAX = 64, COLUMNS_MAX = 32 };

struct cell {
    int row, column;
    char *value; /* its own; NULL is NULL */
};

/* libpq's PGresult. */
struct pg_result {
    ExecStatusType status;
    int columns, rows;
    const char *sqlstate, *message, *command_tuples;
    struct cell cells[CELLS_MAX];
    size_t cell_count;
};

struct item {
    struct pg_result *result; /* NULL: an end */
};

struct pq_link {
    int ours, theirs; /* a socket pair: a byte in `theirs` makes `ours` readable */
    char hostaddr[64];
    struct pq_plan plan;
    size_t step;
    ConnStatusType status;
    const char *message;
    bool is_finished, is_pipeline, is_cut, has_told_death;
    struct pq_sent segment[PQ_CALLS_MAX];
    size_t segment_count;
    struct item items[ITEMS_MAX];
    size_t head, tail;        /* items that were not read yet */
    size_t released, arrived; /* counted from the link's opening, like tail */
    size_t cut_after;
    bool is_error, omits_end, omits_sync; /* while a segment is answered */
};

static struct {
    struct pq_link *links[PQ_LINKS_MAX];
    size_t link_count;
    struct pq_plan plan;
    pq_answer_fn answer;
    void *context;
    size_t results;
    size_t fail_send;
    bool has_failed_send, is_held;
    size_t cut_after, flushes, reads_while_flushing;
    int flush;
    struct pq_sent sent[PQ_CALLS_MAX];
    struct pq_link *sent_on[PQ_CALLS_MAX];
    size_t sent_count;
} fake;

/* libpq's opaque connection is our link. */
static struct pq_link *link_of(const PGconn *conn) {
    struct pq_link *link = (struct pq_link *)(uintptr_t)conn;
    assert_non_null(link);
    assert_false(link->is_finished);
    return link;
}

static void free_params(struct pq_sent *sent) {
    for (int i = 0; i < sent->param_count; i++)
        free(sent->params[i]);
}

static void free_link(struct pq_link *link) {
    for (size_t i = link->head; i < link->tail; i++)
        PQclear(link->items[i].result);
    for (size_t i = 0; i < link->segment_count; i++)
        free_params(&link->segment[i]);
    link->head = link->tail = link->segment_count = 0;
}

void pq_reset(void) {
    assert_int_equal(pq_link_open_count(), 0);
    assert_int_equal(fake.results, 0);
    for (size_t i = 0; i < fake.link_count; i++)
        free(fake.links[i]);
    for (size_t i = 0; i < fake.sent_count; i++)
        free_params(&fake.sent[i]);
    memset(&fake, 0, sizeof fake);
    fake.plan = (struct pq_plan){.steps = {PQ_STEP_WRITING, PQ_STEP_READING, PQ_STEP_OK}};
    fake.cut_after = SIZE_MAX;
}

void pq_set_answer(pq_answer_fn answer, void *context) {
    fake.answer = answer;
    fake.context = context;
}

void pq_set_plan(struct pq_plan plan) {
    fake.plan = plan;
}

void pq_fail_send(size_t n) {
    fake.fail_send = n;
    fake.has_failed_send = false;
}

bool pq_has_failed_send(void) {
    return fake.has_failed_send;
}

void pq_cut_after(size_t items) {
    fake.cut_after = items;
}

void pq_set_flush(int left) {
    fake.flush = left;
}

size_t pq_flushes(void) {
    return fake.flushes;
}

size_t pq_reads_while_flushing(void) {
    return fake.reads_while_flushing;
}

size_t pq_link_count(void) {
    return fake.link_count;
}

size_t pq_link_open_count(void) {
    size_t count = 0;
    for (size_t i = 0; i < fake.link_count; i++)
        count += !fake.links[i]->is_finished;
    return count;
}

struct pq_link *pq_link_at(size_t index) {
    assert_true(index < fake.link_count);
    return fake.links[index];
}

const char *pq_link_hostaddr(const struct pq_link *link) {
    return link->hostaddr;
}

size_t pq_sent_count(void) {
    return fake.sent_count;
}

const struct pq_sent *pq_sent_at(size_t index, struct pq_link **link) {
    assert_true(index < fake.sent_count);
    if (link != NULL)
        *link = fake.sent_on[index];
    return &fake.sent[index];
}

/* ---- arriving ---- */

static void wake(struct pq_link *link) {
    if (!link->is_finished)
        assert_int_equal(send(link->theirs, "!", 1, MSG_DONTWAIT | MSG_NOSIGNAL), 1);
}

void pq_hold(bool is_held) {
    fake.is_held = is_held;
}

void pq_release(struct pq_link *link, size_t items) {
    assert_true(link->released + items <= link->tail);
    link->released += items;
    wake(link);
}

size_t pq_waiting(const struct pq_link *link) {
    return link->tail - link->released;
}

void pq_cut(struct pq_link *link) {
    assert_false(link->is_finished);
    link->is_cut = true;
    wake(link);
}

/* ---- answering ---- */

static struct item *push(struct pq_link *link) {
    assert_true(link->tail < ITEMS_MAX);
    struct item *item = &link->items[link->tail++];
    *item = (struct item){0};
    if (!fake.is_held)
        link->released = link->tail;
    return item;
}

static struct pg_result *last_result(struct pq_link *link) {
    assert_true(link->tail > link->head);
    struct pg_result *result = link->items[link->tail - 1].result;
    assert_non_null(result);
    return result;
}

void pq_result(struct pq_link *link, ExecStatusType status, int columns) {
    struct pg_result *result = calloc(1, sizeof *result);
    assert_non_null(result);
    assert_true(columns <= COLUMNS_MAX);
    result->status = status;
    result->columns = columns;
    result->command_tuples = "";
    fake.results++;
    push(link)->result = result;
}

void pq_cell(struct pq_link *link, int row, int column, const char *value) {
    struct pg_result *result = last_result(link);
    assert_true(result->cell_count < CELLS_MAX && column < result->columns);
    result->cells[result->cell_count++] = (struct cell){row, column, value != NULL ? strdup(value) : NULL};
    if (row >= result->rows)
        result->rows = row + 1;
}

void pq_command_tuples(struct pq_link *link, const char *count) {
    last_result(link)->command_tuples = count;
}

void pq_error(struct pq_link *link, const char *sqlstate, const char *message) {
    pq_result(link, PGRES_FATAL_ERROR, 0);
    last_result(link)->sqlstate = sqlstate;
    last_result(link)->message = message;
    link->is_error = true;
}

void pq_end(struct pq_link *link) {
    (void)push(link);
}

void pq_omit_end(struct pq_link *link) {
    link->omits_end = true;
}

void pq_omit_sync(struct pq_link *link) {
    link->omits_sync = true;
}

static const struct statement_text *statement_named(const char *name) {
    for (int i = 0; i < STATEMENT_PREPARED_COUNT; i++)
        if (strcmp(statement_texts[i].name, name) == 0)
            return &statement_texts[i];
    fail_msg("no statement is called %s", name);
    return NULL;
}

void pq_answer_well(struct pq_link *link, const struct pq_sent *sent) {
    int columns = sent->is_prepare ? 0 : sent->name[0] == '\0' ? 5 : statement_named(sent->name)->columns;
    pq_result(link, columns > 0 ? PGRES_TUPLES_OK : PGRES_COMMAND_OK, columns);
}

static void answer_segment(struct pq_link *link) {
    link->is_error = link->omits_sync = false;
    for (size_t i = 0; i < link->segment_count; i++) {
        link->omits_end = false;
        if (link->is_error)
            pq_result(link, PGRES_PIPELINE_ABORTED, 0);
        else if (fake.answer != NULL)
            fake.answer(link, &link->segment[i], fake.context);
        else
            pq_answer_well(link, &link->segment[i]);
        if (!link->omits_end)
            pq_end(link);
        free_params(&link->segment[i]);
    }
    link->segment_count = 0;
    if (!link->omits_sync)
        pq_result(link, PGRES_PIPELINE_SYNC, 0);
    wake(link);
}

/* ---- libpq: connecting ---- */

static void open_sockets(struct pq_link *link) {
    int pair[2];
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    link->ours = pair[0];
    link->theirs = pair[1];
}

static void close_sockets(struct pq_link *link) {
    close(link->ours);
    close(link->theirs);
}

PGconn *PQconnectStartParams(const char *const *keywords, const char *const *values, int expand_dbname) {
    assert_int_equal(expand_dbname, 1);
    if (fake.plan.is_null)
        return NULL;
    assert_true(fake.link_count < PQ_LINKS_MAX);
    struct pq_link *link = calloc(1, sizeof *link);
    assert_non_null(link);
    fake.links[fake.link_count++] = link;
    for (size_t i = 0; keywords[i] != NULL; i++)
        if (strcmp(keywords[i], "hostaddr") == 0)
            strncpy(link->hostaddr, values[i], sizeof link->hostaddr - 1);
    link->plan = fake.plan;
    link->cut_after = fake.cut_after;
    link->status = fake.plan.is_bad_at_once ? CONNECTION_BAD : CONNECTION_STARTED;
    link->message = fake.plan.is_bad_at_once ? "no such service\n" : "";
    open_sockets(link);
    return (PGconn *)link;
}

static enum pq_step next_step(struct pq_link *link) {
    return link->step < PQ_STEPS_MAX ? link->plan.steps[link->step++] : PQ_STEP_NONE;
}

PostgresPollingStatusType PQconnectPoll(PGconn *conn) {
    struct pq_link *link = link_of(conn);
    if (link->plan.has_new_sockets) {
        /* The new one first, so that its number is another. */
        struct pq_link old = *link;
        open_sockets(link);
        close_sockets(&old);
    }
    switch (next_step(link)) {
    case PQ_STEP_READING:
        wake(link);
        return PGRES_POLLING_READING;
    case PQ_STEP_WRITING:
        return PGRES_POLLING_WRITING;
    case PQ_STEP_OK:
        link->status = CONNECTION_OK;
        return PGRES_POLLING_OK;
    case PQ_STEP_FAILED:
        link->status = CONNECTION_BAD;
        link->message = "connection refused\n";
        return PGRES_POLLING_FAILED;
    case PQ_STEP_NONE:
        break;
    }
    char unused[16];
    while (recv(link->ours, unused, sizeof unused, MSG_DONTWAIT) > 0)
        continue; /* so that nothing is readable: it hangs */
    return PGRES_POLLING_READING;
}

int PQsocket(const PGconn *conn) {
    return link_of(conn)->ours;
}

ConnStatusType PQstatus(const PGconn *conn) {
    return link_of(conn)->status;
}

char *PQerrorMessage(const PGconn *conn) {
    return (char *)(uintptr_t)link_of(conn)->message;
}

void PQfinish(PGconn *conn) {
    if (conn == NULL)
        return;
    struct pq_link *link = link_of(conn);
    free_link(link);
    close_sockets(link);
    link->is_finished = true;
}

PQnoticeReceiver PQsetNoticeReceiver(PGconn *conn, PQnoticeReceiver proc, void *arg) {
    (void)conn; /* NULL is allowed */
    (void)proc;
    (void)arg;
    return NULL;
}

/* One option, the host: all that is asked for here. Conninfo is "host=NAME" or anything else. */
PQconninfoOption *PQconninfoParse(const char *conninfo, char **errmsg) {
    assert_null(errmsg);
    PQconninfoOption *options = calloc(2, sizeof *options);
    assert_non_null(options);
    options[0].keyword = (char *)(uintptr_t) "host";
    options[0].val = strncmp(conninfo, "host=", 5) == 0 ? strdup(conninfo + 5) : NULL;
    return options;
}

void PQconninfoFree(PQconninfoOption *options) {
    if (options != NULL)
        free(options[0].val);
    free(options);
}

/* ---- libpq: sending ---- */

static bool may_send(struct pq_link *link) {
    if (fake.fail_send > 0 && --fake.fail_send == 0) {
        fake.has_failed_send = true;
        link->message = "sending failed\n";
        return false;
    }
    return link->status == CONNECTION_OK;
}

int PQsetnonblocking(PGconn *conn, int arg) {
    assert_int_equal(arg, 1);
    return may_send(link_of(conn)) ? 0 : -1;
}

int PQenterPipelineMode(PGconn *conn) {
    struct pq_link *link = link_of(conn);
    link->is_pipeline = may_send(link);
    return link->is_pipeline;
}

static int keep_sent(struct pq_link *link, struct pq_sent sent, const char *const *values, const int *lens,
                     const int *formats) {
    if (!may_send(link))
        return 0;
    assert_true(link->is_pipeline && link->segment_count < PQ_CALLS_MAX && sent.param_count <= PQ_PARAMS_MAX);
    for (int i = 0; i < sent.param_count; i++) {
        if (values == NULL || values[i] == NULL)
            continue;
        size_t len = formats != NULL && formats[i] == 1 ? (size_t)lens[i] : strlen(values[i]);
        sent.params[i] = calloc(1, len + 1);
        assert_non_null(sent.params[i]);
        memcpy(sent.params[i], values[i], len);
    }
    link->segment[link->segment_count++] = sent;
    return 1;
}

int PQsendQueryParams(PGconn *conn, const char *command, int count, const Oid *types,
                      const char *const *values, const int *lens, const int *formats, int result_format) {
    (void)types;
    assert_non_null(command);
    assert_int_equal(result_format, 0);
    return keep_sent(link_of(conn), (struct pq_sent){.name = "", .param_count = count}, values, lens,
                     formats);
}

int PQsendPrepare(PGconn *conn, const char *name, const char *query, int count, const Oid *types) {
    (void)types;
    (void)count;
    assert_non_null(query);
    struct pq_sent sent = {.name = statement_named(name)->name, .is_prepare = true};
    return keep_sent(link_of(conn), sent, NULL, NULL, NULL);
}

int PQsendQueryPrepared(PGconn *conn, const char *name, int count, const char *const *values, const int *lens,
                        const int *formats, int result_format) {
    struct pq_link *link = link_of(conn);
    struct pq_sent sent = {.name = statement_named(name)->name, .param_count = count};
    assert_int_equal(result_format, 0);
    assert_int_equal(count, statement_named(name)->parameters);
    if (!keep_sent(link, sent, values, lens, formats))
        return 0;
    assert_true(fake.sent_count < PQ_CALLS_MAX);
    const struct pq_sent *kept = &link->segment[link->segment_count - 1];
    for (int i = 0; i < count; i++)
        sent.params[i] = kept->params[i] != NULL ? strdup(kept->params[i]) : NULL;
    fake.sent_on[fake.sent_count] = link;
    fake.sent[fake.sent_count++] = sent;
    return 1;
}

int PQpipelineSync(PGconn *conn) {
    struct pq_link *link = link_of(conn);
    if (!may_send(link))
        return 0;
    answer_segment(link);
    return 1;
}

int PQflush(PGconn *conn) {
    (void)link_of(conn);
    fake.flushes++;
    return fake.flush;
}

/* ---- libpq: receiving ---- */

int PQconsumeInput(PGconn *conn) {
    struct pq_link *link = link_of(conn);
    char unused[256];
    fake.reads_while_flushing += fake.flush == 1;
    while (recv(link->ours, unused, sizeof unused, MSG_DONTWAIT) > 0)
        continue;
    link->arrived = link->released;
    if (link->arrived >= link->cut_after) {
        link->arrived = link->cut_after;
        link->is_cut = true;
    }
    if (!link->is_cut)
        return 1;
    link->status = CONNECTION_BAD;
    link->message = "server closed the connection unexpectedly\n";
    return 0;
}

/* As libpq 15: a dead connection is not busy, for the next result is its epitaph. */
int PQisBusy(PGconn *conn) {
    const struct pq_link *link = link_of(conn);
    return link->head >= link->arrived && link->status == CONNECTION_OK;
}

PGresult *PQgetResult(PGconn *conn) {
    struct pq_link *link = link_of(conn);
    if (link->head < link->arrived) {
        PGresult *result = link->items[link->head].result;
        link->items[link->head++].result = NULL;
        return result;
    }
    assert_int_equal(link->status, CONNECTION_BAD); /* else libpq would block */
    if (link->has_told_death)
        return NULL;
    link->has_told_death = true;
    free_link(link);
    link->head = link->tail = 0;
    pq_error(link, NULL, link->message);
    link->head = link->tail;
    return link->items[link->tail - 1].result;
}

/* ---- libpq: results ---- */

ExecStatusType PQresultStatus(const PGresult *result) {
    return result != NULL ? result->status : PGRES_FATAL_ERROR;
}

char *PQresultErrorField(const PGresult *result, int field) {
    const char *value = field == PG_DIAG_SQLSTATE ? result->sqlstate : result->message;
    return (char *)(uintptr_t)value;
}

int PQntuples(const PGresult *result) {
    return result->rows;
}

int PQnfields(const PGresult *result) {
    return result->columns;
}

char *PQcmdTuples(PGresult *result) {
    return (char *)(uintptr_t)result->command_tuples;
}

static const char *cell_at(const PGresult *result, int row, int column) {
    assert_true(row < result->rows && column < result->columns);
    for (size_t i = 0; i < result->cell_count; i++)
        if (result->cells[i].row == row && result->cells[i].column == column)
            return result->cells[i].value;
    return NULL;
}

char *PQgetvalue(const PGresult *result, int row, int column) {
    const char *value = cell_at(result, row, column);
    return (char *)(uintptr_t)(value != NULL ? value : "");
}

int PQgetlength(const PGresult *result, int row, int column) {
    return (int)strlen(PQgetvalue(result, row, column));
}

int PQgetisnull(const PGresult *result, int row, int column) {
    return cell_at(result, row, column) == NULL;
}

void PQclear(PGresult *result) {
    if (result == NULL)
        return;
    assert_true(fake.results > 0);
    fake.results--;
    for (size_t i = 0; i < result->cell_count; i++)
        free(result->cells[i].value);
    free(result);
}
