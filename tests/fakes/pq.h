/* fakes/pq: a libpq that plays what a test wrote. Linked into a test program it takes the place of the PQ* functions that
 * service/storage calls asynchronously; no server, no network, but real sockets, so that a real event loop drives it.
 *
 * What is sent is kept until a sync closes the segment; then the answerer writes the segment's answer as a list of items:
 * results, the ends after them (libpq's NULL), the sync. Items become visible to PQgetResult when they have arrived, which is
 * when PQconsumeInput has read them: all at once, or, while a link is held, only as many as the test releases.
 *
 * Misuse that libpq would punish by blocking or by nonsense (PQgetResult with nothing there, a freed result, a lost one) is a
 * failed test. */
#ifndef TONGBI_TESTS_FAKES_PQ_H
#define TONGBI_TESTS_FAKES_PQ_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

enum { PQ_LINKS_MAX = 64, PQ_CALLS_MAX = 256, PQ_PARAMS_MAX = 32 };

/* One connection, from PQconnectStartParams on. Indices count them from 0 in the order of opening. */
struct pq_link;

/* One statement as it was sent. */
struct pq_sent {
    const char *name; /* of the prepared statement; "" when it was sent as text */
    bool is_prepare;
    int param_count;
    char *params[PQ_PARAMS_MAX]; /* copies; NULL is NULL */
};

/* Answers one statement of a segment by pq_result and pq_error, or by whatever is wrong with the answer. The end and, after the
 * segment, the sync are added by the fake; after a pq_error the segment's other statements are answered as aborted. */
typedef void (*pq_answer_fn)(struct pq_link *link, const struct pq_sent *sent, void *context);

/* Forgets everything; fails when a link or a result of the last test is still there. */
void pq_reset(void);
/* NULL: each statement is answered as it should be, without rows (statement.def says with how many columns). */
void pq_set_answer(pq_answer_fn answer, void *context);
void pq_answer_well(struct pq_link *link, const struct pq_sent *sent);

/* For answerers. */
void pq_result(struct pq_link *link, ExecStatusType status, int columns);
/* A cell of the last result; NULL is NULL. Rows are as many as the highest row. */
void pq_cell(struct pq_link *link, int row, int column, const char *value);
void pq_command_tuples(struct pq_link *link, const char *count); /* of the last result */
void pq_error(struct pq_link *link, const char *sqlstate, const char *message);
void pq_end(struct pq_link *link);       /* one end too many */
void pq_omit_end(struct pq_link *link);  /* the statement now answered gets none */
void pq_omit_sync(struct pq_link *link); /* the segment now answered gets none */

/* ---- what connecting does ---- */

enum pq_step { PQ_STEP_READING, PQ_STEP_WRITING, PQ_STEP_OK, PQ_STEP_FAILED, PQ_STEP_NONE };
enum { PQ_STEPS_MAX = 8 };
struct pq_plan {
    enum pq_step steps[PQ_STEPS_MAX]; /* of PQconnectPoll, up to OK, FAILED; NONE at the end: it hangs */
    bool has_new_sockets;             /* each poll changes the socket */
    bool is_bad_at_once;              /* PQconnectStartParams gives a failed connection */
    bool is_null;                     /* PQconnectStartParams gives NULL */
};
/* How links connect from now on; at the start: writing, reading, OK. */
void pq_set_plan(struct pq_plan plan);

/* ---- faults ---- */

void pq_fail_send(size_t n); /* the n-th PQsend…, PQpipelineSync or mode call from now on fails; 0: none */
bool pq_has_failed_send(void);
void pq_cut_after(size_t items); /* new links break when so many items were read from each; SIZE_MAX: never */
void pq_set_flush(int left);     /* what PQflush says from now on: 0, 1 or -1 */
size_t pq_flushes(void);         /* calls of PQflush so far */
size_t pq_reads_while_flushing(void); /* PQconsumeInput calls while PQflush last said 1 */

/* ---- links ---- */

size_t pq_link_count(void); /* opened since pq_reset */
size_t pq_link_open_count(void);
struct pq_link *pq_link_at(size_t index);
/* "hostaddr" the link was told to use, or "". */
const char *pq_link_hostaddr(const struct pq_link *link);
void pq_hold(bool is_held);                          /* new items on all links wait for pq_release */
void pq_release(struct pq_link *link, size_t items); /* so many more arrive */
size_t pq_waiting(const struct pq_link *link);       /* items that are held back */
void pq_cut(struct pq_link *link);                   /* the server goes away now */
/* What execution of prepared statements was sent, all links, in order. */
size_t pq_sent_count(void);
const struct pq_sent *pq_sent_at(size_t index, struct pq_link **link);

#endif
