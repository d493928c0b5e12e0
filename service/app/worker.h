/* worker: one process, one event loop; what its requests share. */
#ifndef TONGBI_APP_WORKER_H
#define TONGBI_APP_WORKER_H

#include "app/access.h"
#include "app/flights.h"
#include "app/known.h"
#include "app/names.h"
#include "http/router.h"
#include "http/server.h"
#include "ops/config.h"
#include "storage/pg_load.h"
#include "storage/pg_pool.h"

struct answers;
struct event_base;
struct event;
struct pg_listener;
struct reader_pool;
struct task;

enum { WORKER_PATH_MAX = 4096 };

struct worker {
    struct config *config;
    struct event_base *base;
    char *
        conninfo; /* what the connections below borrow: a setting's text goes when the settings are read again */
    struct pg_pool *pool;
    struct pg_loader *loader;   /* for bulk.h */
    struct pg_loader *exporter; /* for export.h */
    struct reader_pool *readers;
    char reader_program[WORKER_PATH_MAX];
    struct router *router;
    struct http_server *server;
    struct event *reaper;     /* frees the dead tasks */
    struct event *signals[3]; /* SIGTERM SIGINT SIGHUP */
    struct event *said;       /* writes what the log holds, when the events of this turn have been seen to */
    struct event *gauges;     /* publishes the pool's statistics every second */
    struct task *living, *dead; /* task.h */
    struct access_entry access_cache[ACCESS_CACHE_SLOTS];
    struct answers *answers; /* answers.h */
    struct known known;      /* of the catalogue */
    struct names org_names, metric_names;
    struct pg_listener *listener; /* changes.h */
    struct event *doubt;
    struct flights flights;
    struct arena words_arena;
    struct word_cache *words; /* what extraction keeps from report to report; NULL: nothing */
    bool is_stopping;
};

/* A worker_main_fn (supervisor.h): serves until SIGTERM; returns the exit status. */
int worker_run(struct config *config, int listener, unsigned number);

#endif
