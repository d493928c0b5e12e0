/* task: the life of the work on one request. The only owner of that life.
 *
 * A plan lists the steps in order. A step says NEXT (go on at once), WAIT (the database was asked; its answer runs the next
 * step), DONE (it has replied) or FAIL (task->err says why; the task replies with it). The pool calls back exactly once or,
 * after a cancel, never; so a task that ends first cancels what it asked.
 *
 * Ends by: DONE, FAIL, its deadline, or the client's leaving (unless the plan wants to finish: what writes goes on, so
 * that the log can tell what became of it). An ended task is on the worker's list of the dead and is freed between two turns of
 * the loop, never within a callback.
 *
 *   running  --WAIT-->  waiting  --the answer-->  running  --DONE, FAIL-->  dead  --reaper-->  freed
 *                       waiting  --deadline, client gone-->  dead                                          */
#ifndef TONGBI_APP_TASK_H
#define TONGBI_APP_TASK_H

#include "app/worker.h"
#include "base/arena.h"
#include "base/err.h"
#include "http/request.h"
#include "model/document.h"
#include "reader/pool.h"
#include "storage/pg_ask.h"

enum step { STEP_NEXT, STEP_WAIT, STEP_DONE, STEP_FAIL };

struct task;
typedef enum step (*step_fn)(struct task *task);

enum { PLAN_STEPS_MAX = 10 };

struct plan {
    const char *name;
    step_fn steps[PLAN_STEPS_MAX]; /* NULL-terminated unless full */
    size_t state_size;
    bool finishes_when_gone; /* the client's leaving does not stop it */
    void (*ended)(
        struct task
            *task); /* once, when it has ended in whatever way; before its failure is replied; NULL: none */
};

enum task_phase { TASK_RUNNING, TASK_WAITING, TASK_DEAD };

struct task {
    uint32_t magic;
    enum task_phase phase;
    struct worker *worker;
    struct http_request *request; /* NULL once replied */
    struct arena arena;
    struct err err;
    const struct plan *plan;
    size_t at;                        /* the step that runs, or ran last */
    void *state;                      /* plan->state_size bytes */
    struct pg_ask ask;                /* the unit being put together, or on its way */
    pg_ticket ticket;                 /* of the unit on its way */
    reader_ticket reading;            /* of the document on its way */
    struct document *document;        /* where it goes */
    const struct pg_results *results; /* of the unit before this step; valid during the step only */
    int64_t begun_ms;
    struct event *deadline;
    struct task *previous, *next; /* in the worker's list of the living, or of the dead */
};

/* Runs the plan for this request. The state begins as a copy of `initial` (plan->state_size bytes), or zeroed when that is
 * NULL. Replies by itself when it cannot begin. */
void task_start(struct worker *worker, struct http_request *request, const struct plan *plan,
                const void *initial);
/* For steps: begins a new unit, to which stores add calls. */
struct pg_ask *task_begin_ask(struct task *task);
/* For steps: submits the unit; the next step finds its results. STEP_WAIT, or STEP_FAIL when it was not taken. */
enum step task_ask(struct task *task);
/* For steps: has the document read by a reader; the next step finds it in *out, in the task's arena. STEP_WAIT or STEP_FAIL. The bytes are
 * the request's. */
enum step task_read_document(struct task *task, struct text content_type, struct text bytes,
                             struct document *out);
/* From the event loop: runs the next step of a task whose step said WAIT without asking the database. */
void task_wake(struct task *task);
/* For the step that hands the request on: it is no longer this task's to answer. Then the step says DONE. */
void task_release(struct task *task);
/* For steps that have replied (http_reply_… was called on the request). */
enum step task_replied(struct task *task);

/* How many live; 0 when all are done. Frees the dead. */
size_t task_reap(struct worker *worker);

#endif
