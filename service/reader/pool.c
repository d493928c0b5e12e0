#include "reader/pool.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "reader/frame.h"

enum { READ_PIECE = 64 << 10, HEAD_MAX = 64 << 10, TRIES = 2 };

struct job {
    reader_ticket ticket;
    struct text content_type, bytes;
    reader_done_fn done;
    void *context;
    int tries;
    int64_t begun_ms;
    struct job *next; /* in the queue */
};

/* EMPTY: no process. IDLE, BUSY: with one. DYING: it was killed, and is about to be collected. */
enum slot_state { SLOT_EMPTY, SLOT_IDLE, SLOT_BUSY, SLOT_DYING };

struct slot {
    struct reader_pool *pool;
    enum slot_state state;
    struct process process;
    struct event *readable, *writable, *ended, *deadline;
    struct job *job; /* of BUSY */
    struct buf head; /* what goes before the document's bytes */
    size_t sent;     /* of head and bytes */
    struct buf answer;
};

struct reader_pool {
    struct event_base *base;
    struct reader_options options;
    struct slot *slots;
    struct job *first, **last; /* the queue */
    size_t queued;
    reader_ticket ticket;
    struct event *pump;
};

static void hand_out(struct reader_pool *pool);

/* ---- the end of a job ---- */

static void count_job(const struct job *job, enum metric_document_result result) {
    metrics_count_at(METRIC_DOCUMENTS, result, 0, 1);
    metrics_observe(METRIC_DOCUMENT_SECONDS, 0, (uint64_t)(clock_monotonic_ms() - job->begun_ms) * 1000);
}

static void fail_job(struct job *job, const struct err *err, enum metric_document_result result) {
    count_job(job, result);
    job->done(job->context, err, TEXT_OF(""));
    memory_free(job);
}

static void enqueue(struct reader_pool *pool, struct job *job) {
    job->next = NULL;
    *pool->last = job;
    pool->last = &job->next;
    pool->queued++;
}

static struct job *dequeue(struct reader_pool *pool) {
    struct job *job = pool->first;
    pool->first = job->next;
    pool->last = pool->first == NULL ? &pool->first : pool->last;
    pool->queued--;
    return job;
}

/* ---- the end of a reader ---- */

static void free_event(struct event **event) {
    if (*event != NULL)
        event_free(*event);
    *event = NULL;
}

/* The process is gone, or will not be listened to any more. */
static void stop_talking(struct slot *slot) {
    free_event(&slot->readable);
    free_event(&slot->writable);
    event_del(slot->deadline);
    buf_reset(&slot->head);
    buf_reset(&slot->answer);
}

static void discard(struct slot *slot) {
    stop_talking(slot);
    slot->job = NULL;
    slot->state = SLOT_DYING;
    process_kill(&slot->process);
}

static bool start_reader(struct slot *slot, struct err *err);

/* The next document finds a reader that is up. One that ended by itself, without work, is not replaced before there is some. */
static void start_spare(struct slot *slot) {
    struct err err;
    if (!start_reader(slot, &err))
        log_error("a reader of documents cannot be started", LOG_ERR(&err));
}

static void on_ended(evutil_socket_t fd, short what, void *arg) {
    struct slot *slot = arg;
    struct reader_pool *pool = slot->pool;
    (void)fd;
    (void)what;
    int status = process_collect(&slot->process);
    if (status == -1)
        return;
    struct job *job = slot->job;
    bool had_work = slot->state != SLOT_IDLE;
    bool was_killed = WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    free_event(&slot->ended);
    stop_talking(slot);
    process_close(&slot->process);
    slot->job = NULL;
    slot->state = SLOT_EMPTY;
    if (job != NULL) {
        struct err err;
        process_explain(status, &err);
        log_warn("a reader of documents ended under its work", LOG_ERR(&err));
        if (was_killed && ++job->tries < TRIES)
            enqueue(pool, job);
        else
            fail_job(job, &err, METRIC_DOCUMENT_ENDED);
    }
    if (had_work)
        start_spare(slot);
    event_active(pool->pump, EV_TIMEOUT, 0);
}

static void on_deadline(evutil_socket_t fd, short what, void *arg) {
    struct slot *slot = arg;
    struct job *job = slot->job;
    struct err err;
    (void)fd;
    (void)what;
    discard(slot);
    err_set(&err, ERR_UNREADABLE,
            "The document could not be read within %d ms. Is it very large, or damaged? Send its text, "
            "or a part.",
            slot->pool->options.deadline_ms);
    fail_job(job, &err, METRIC_DOCUMENT_LATE);
}

/* What came is no answer: nothing more of this reader's is believed. */
static void distrust(struct slot *slot) {
    struct job *job = slot->job;
    struct err err;
    discard(slot);
    err_set(&err, ERR_UNREADABLE, "The document could not be read: what came of it was garbled.");
    if (job != NULL)
        fail_job(job, &err, METRIC_DOCUMENT_ENDED);
}

/* ---- talking ---- */

static void finish_job(struct slot *slot) {
    struct job *job = slot->job;
    struct buf answer = slot->answer;
    buf_init(&slot->answer, slot->pool->options.answer_max + FRAME_HEAD);
    discard(slot); /* what it has read may live in it: nobody else's document is for it */
    struct text body = text_slice(buf_text(&answer), FRAME_HEAD, answer.len);
    count_job(job, body.ptr[0] == 'E' ? METRIC_DOCUMENT_REFUSED : METRIC_DOCUMENT_READ);
    job->done(job->context, NULL, body);
    memory_free(job);
    buf_fini(&answer);
}

/* SIZE_MAX: not known yet, or none that an answer may have. */
static size_t answer_length(const struct slot *slot, bool *is_bad) {
    if (slot->answer.len < FRAME_HEAD)
        return SIZE_MAX;
    size_t len = frame_length(slot->answer.ptr);
    *is_bad = len == SIZE_MAX || len > slot->pool->options.answer_max;
    return *is_bad ? SIZE_MAX : len + FRAME_HEAD;
}

static bool has_sent_all(const struct slot *slot) {
    return slot->sent == slot->head.len + slot->job->bytes.len;
}

static void take_bytes(struct slot *slot) {
    bool is_bad = false;
    size_t whole = answer_length(slot, &is_bad);
    bool is_too_much = slot->job == NULL || slot->answer.len > whole || !has_sent_all(slot);
    if (is_bad || is_too_much || buf_failed(&slot->answer))
        distrust(slot);
    else if (slot->answer.len == whole)
        finish_job(slot);
}

static void on_readable(evutil_socket_t fd, short what, void *arg) {
    struct slot *slot = arg;
    char piece[READ_PIECE];
    (void)what;
    ssize_t len = recv(fd, piece, sizeof piece, MSG_DONTWAIT);
    if (len < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (len <= 0) { /* it ends: on_ended tells how */
        event_del(slot->readable);
        return;
    }
    buf_add(&slot->answer, piece, (size_t)len);
    take_bytes(slot);
}

static void on_writable(evutil_socket_t fd, short what, void *arg) {
    struct slot *slot = arg;
    struct text head = buf_text(&slot->head), bytes = slot->job->bytes;
    (void)what;
    struct text rest = slot->sent < head.len ? text_slice(head, slot->sent, head.len)
                                             : text_slice(bytes, slot->sent - head.len, bytes.len);
    ssize_t len = rest.len > 0 ? send(fd, rest.ptr, rest.len, MSG_DONTWAIT | MSG_NOSIGNAL) : 0;
    if (len < 0) { /* broken: on_ended tells how it ended */
        if (errno != EAGAIN && errno != EINTR)
            event_del(slot->writable);
        return;
    }
    slot->sent += (size_t)len;
    if (has_sent_all(slot))
        event_del(slot->writable);
}

/* ---- giving out work ---- */

static bool begin_job(struct slot *slot, struct job *job) {
    int ms = slot->pool->options.deadline_ms;
    const struct timeval deadline = {.tv_sec = ms / 1000, .tv_usec = (ms % 1000) * 1000};
    buf_reset(&slot->head);
    frame_put_request_head(&slot->head, job->content_type, job->bytes.len);
    if (buf_failed(&slot->head) || event_add(slot->writable, NULL) != 0 ||
        evtimer_add(slot->deadline, &deadline) != 0)
        return false;
    job->begun_ms = clock_monotonic_ms();
    slot->sent = 0;
    slot->job = job;
    slot->state = SLOT_BUSY;
    return true;
}

static bool start_reader(struct slot *slot, struct err *err) {
    struct event_base *base = slot->pool->base;
    if (!process_start(&slot->pool->options.process, &slot->process, err))
        return false;
    slot->readable = event_new(base, slot->process.socket, EV_READ | EV_PERSIST, on_readable, slot);
    slot->writable = event_new(base, slot->process.socket, EV_WRITE | EV_PERSIST, on_writable, slot);
    slot->ended = event_new(base, slot->process.exit_fd, EV_READ | EV_PERSIST, on_ended, slot);
    if (slot->readable != NULL && slot->writable != NULL && slot->ended != NULL &&
        event_add(slot->readable, NULL) == 0 && event_add(slot->ended, NULL) == 0) {
        slot->state = SLOT_IDLE;
        return true;
    }
    free_event(&slot->ended);
    stop_talking(slot);
    process_stop(&slot->process);
    return err_set(err, ERR_OUT_OF_MEMORY, "No memory for a reader of documents.");
}

static struct slot *find_slot(struct reader_pool *pool, enum slot_state state) {
    for (int i = 0; i < pool->options.readers; i++)
        if (pool->slots[i].state == state)
            return &pool->slots[i];
    return NULL;
}

/* An idle reader, or a new one. NULL with an error: none can be had; without: all are busy. */
static struct slot *find_reader(struct reader_pool *pool, struct err *err) {
    struct slot *slot = find_slot(pool, SLOT_IDLE);
    if (slot != NULL)
        return slot;
    slot = find_slot(pool, SLOT_EMPTY);
    return slot != NULL && start_reader(slot, err) ? slot : NULL;
}

static void hand_out(struct reader_pool *pool) {
    while (pool->first != NULL) {
        struct err err = {.code = ERR_NONE};
        struct slot *slot = find_reader(pool, &err);
        if (slot == NULL && err.code == ERR_NONE)
            return;
        struct job *job = dequeue(pool);
        if (slot != NULL && begin_job(slot, job))
            continue;
        if (slot != NULL)
            err_set(&err, ERR_OUT_OF_MEMORY, "No memory to have the document read.");
        log_error("a document cannot be given to a reader", LOG_ERR(&err));
        job->begun_ms = clock_monotonic_ms();
        fail_job(job, &err, METRIC_DOCUMENT_ENDED);
    }
}

static void on_pump(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    hand_out(arg);
}

/* ---- the pool ---- */

static bool init_slot(struct reader_pool *pool, struct slot *slot) {
    slot->pool = pool;
    slot->process = (struct process){.pid = -1, .socket = -1, .exit_fd = -1};
    buf_init(&slot->head, HEAD_MAX);
    buf_init(&slot->answer, pool->options.answer_max + FRAME_HEAD);
    slot->deadline = evtimer_new(pool->base, on_deadline, slot);
    return slot->deadline != NULL;
}

struct reader_pool *reader_pool_new(struct event_base *base, const struct reader_options *options,
                                    struct err *err) {
    struct reader_pool *pool = memory_alloc(sizeof *pool);
    if (pool != NULL) {
        pool->base = base;
        pool->options = *options;
        pool->last = &pool->first;
        pool->slots = memory_alloc((size_t)options->readers * sizeof *pool->slots);
        pool->pump = event_new(base, -1, 0, on_pump, pool);
    }
    bool is_whole = pool != NULL && pool->slots != NULL && pool->pump != NULL;
    for (int i = 0; is_whole && i < options->readers; i++)
        is_whole = init_slot(pool, &pool->slots[i]);
    if (is_whole)
        return pool;
    reader_pool_free(pool);
    err_set(err, ERR_OUT_OF_MEMORY, "No memory for the readers of documents.");
    return NULL;
}

bool reader_pool_submit(struct reader_pool *pool, struct text content_type, struct text bytes,
                        reader_done_fn done, void *context, reader_ticket *ticket, struct err *err) {
    if (pool->queued >= pool->options.queue)
        return err_set(err, ERR_OVERLOADED, "%zu documents wait to be read.", pool->queued);
    struct job *job = memory_alloc(sizeof *job);
    if (job == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory to have the document read.");
    *job = (struct job){.ticket = ++pool->ticket,
                        .content_type = content_type,
                        .bytes = bytes,
                        .done = done,
                        .context = context};
    *ticket = job->ticket;
    enqueue(pool, job);
    event_active(pool->pump, EV_TIMEOUT, 0);
    return true;
}

static bool cancel_queued(struct reader_pool *pool, reader_ticket ticket) {
    for (struct job **at = &pool->first; *at != NULL; at = &(*at)->next) {
        struct job *job = *at;
        if (job->ticket != ticket)
            continue;
        *at = job->next;
        pool->last = job->next == NULL ? at : pool->last;
        pool->queued--;
        memory_free(job);
        return true;
    }
    return false;
}

void reader_pool_cancel(struct reader_pool *pool, reader_ticket ticket) {
    if (cancel_queued(pool, ticket))
        return;
    for (int i = 0; i < pool->options.readers; i++) {
        struct slot *slot = &pool->slots[i];
        if (slot->job == NULL || slot->job->ticket != ticket)
            continue;
        memory_free(slot->job);
        discard(slot);
        return;
    }
}

struct reader_counts reader_pool_count(const struct reader_pool *pool) {
    struct reader_counts counts = {.queued = pool->queued};
    for (int i = 0; i < pool->options.readers; i++) {
        counts.running += pool->slots[i].state == SLOT_BUSY;
        counts.idle += pool->slots[i].state == SLOT_IDLE;
    }
    return counts;
}

static void close_slot(struct slot *slot) {
    if (slot->deadline == NULL) /* was not made */
        return;
    stop_talking(slot);
    free_event(&slot->ended);
    free_event(&slot->deadline);
    if (slot->process.pid > 0)
        process_stop(&slot->process);
    memory_free(slot->job);
    buf_fini(&slot->head);
    buf_fini(&slot->answer);
}

void reader_pool_free(struct reader_pool *pool) {
    if (pool == NULL)
        return;
    for (int i = 0; pool->slots != NULL && i < pool->options.readers; i++)
        close_slot(&pool->slots[i]);
    while (pool->first != NULL)
        memory_free(dequeue(pool));
    if (pool->pump != NULL)
        event_free(pool->pump);
    memory_free(pool->slots);
    memory_free(pool);
}
