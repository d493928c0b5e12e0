/* pool: the readers of one worker, and the documents that wait for one.
 *
 * A reader reads one document and is replaced: what a hostile one makes of it can touch no other. They are started when there is work first,
 * and are up before there is more. One that ends, says what is no answer, or is not done by the deadline takes only its own
 * document with it. A queue past its bound
 * refuses. One that somebody killed (SIGKILL from outside, the kernel's want of memory) is tried once more.
 *
 * What a job ends with:
 *   done             the body of the answer's frame (frame_take_answer), valid during the call
 *   ERR_UNREADABLE   the reader ended under it, gave no answer, or took too long
 *   ERR_OVERLOADED, ERR_SHUTTING_DOWN   from submit
 *   ERR_INTERNAL     no reader could be started */
#ifndef TONGBI_READER_POOL_H
#define TONGBI_READER_POOL_H

#include <stdint.h>

#include "base/err.h"
#include "base/text.h"
#include "reader/process.h"

struct event_base;
struct reader_pool;

struct reader_options {
    struct process_options process; /* the program's path is borrowed */
    int readers;
    size_t queue;      /* documents that may wait */
    int deadline_ms;   /* for one document, from its start */
    size_t answer_max; /* bytes of one answer */
};

/* 0 is no ticket. */
typedef uint64_t reader_ticket;
/* Exactly once, from the event loop, never from within submit; err NULL: answer is the body of a frame. */
typedef void (*reader_done_fn)(void *context, const struct err *err, struct text answer);

struct reader_pool *reader_pool_new(struct event_base *base, const struct reader_options *options,
                                    struct err *err) MUST_CHECK;
/* Both texts are the asker's until done or cancel. */
bool reader_pool_submit(struct reader_pool *pool, struct text content_type, struct text bytes,
                        reader_done_fn done, void *context, reader_ticket *ticket,
                        struct err *err) MUST_CHECK;
/* done will not be called any more. A reader that was at it is killed. */
void reader_pool_cancel(struct reader_pool *pool, reader_ticket ticket);

struct reader_counts {
    size_t running, idle, queued;
};
struct reader_counts reader_pool_count(const struct reader_pool *pool);
/* Kills the readers; what waits is not called back. */
void reader_pool_free(struct reader_pool *pool);

#endif
