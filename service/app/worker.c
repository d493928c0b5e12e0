#include "app/worker.h"

#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/answers.h"
#include "app/changes.h"
#include "app/endpoints.h"
#include "app/task.h"
#include "base/clock.h"
#include "base/memory.h"
#include "extract/extract.h"
#include "ops/log.h"
#include "ops/metrics.h"
#include "reader/pool.h"
#include "storage/export_store.h"
#include "storage/posted_store.h"

enum { GAUGES_EVERY_S = 1, KEPT_FREE_BYTES = 64 << 20, WORDS_BYTES = 4 << 20 };

static struct http_limits limits_of(const struct config *config) {
    struct http_limits limits = http_limits_default();
    limits.body = config_body_limit(config);
    limits.body_memory = config_body_memory_limit(config);
    limits.running = (unsigned)config_request_limit(config);
    limits.connections = (unsigned)config_connection_limit(config);
    limits.head_timeout_ms = config_head_timeout_ms(config);
    limits.body_timeout_ms = config_body_timeout_ms(config);
    limits.write_timeout_ms = config_write_timeout_ms(config);
    limits.idle_timeout_ms = config_idle_timeout_ms(config);
    limits.retry_after_s = config_retry_after_s(config);
    limits.access_log = config_access_log(config);
    return limits;
}

static void on_reap(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    task_reap(arg);
}

static void on_gauges(evutil_socket_t fd, short what, void *arg) {
    struct worker *worker = arg;
    (void)fd;
    (void)what;
    struct pg_pool_counts counts = pg_pool_count(worker->pool);
    metrics_set_at(METRIC_DATABASE_CONNECTIONS, METRIC_DATABASE_CONNECTING, 0, (int64_t)counts.connecting);
    metrics_set_at(METRIC_DATABASE_CONNECTIONS, METRIC_DATABASE_IDLE, 0, (int64_t)counts.idle);
    metrics_set_at(METRIC_DATABASE_CONNECTIONS, METRIC_DATABASE_BUSY, 0, (int64_t)counts.busy);
    metrics_set(METRIC_DATABASE_QUEUE, (int64_t)counts.queued);
    struct reader_counts readers = reader_pool_count(worker->readers);
    metrics_set_at(METRIC_READERS, METRIC_READER_RUNNING, 0, (int64_t)readers.running);
    metrics_set_at(METRIC_READERS, METRIC_READER_IDLE, 0, (int64_t)readers.idle);
    metrics_set(METRIC_READER_QUEUE, (int64_t)readers.queued);
}

static void on_drained(void *arg) {
    struct worker *worker = arg;
    event_base_loopexit(worker->base, NULL);
}

static void on_loader_drained(void *arg) {
    struct worker *worker = arg;
    pg_loader_drain(worker->exporter, on_drained, worker);
}

static void on_pool_drained(void *arg) {
    struct worker *worker = arg;
    pg_loader_drain(worker->loader, on_loader_drained, worker);
}

/* Every connection of a client is closed; what writes goes on to its end before the database's do. */
static void on_served(void *arg) {
    struct worker *worker = arg;
    pg_pool_drain(worker->pool, on_pool_drained, worker);
}

static void on_stop(evutil_socket_t signal_number, short what, void *arg) {
    struct worker *worker = arg;
    (void)what;
    if (worker->is_stopping)
        return;
    worker->is_stopping = true;
    log_info("worker stops", LOG_INT("signal", signal_number),
             LOG_INT("running", http_server_running(worker->server)));
    http_server_stop(worker->server, config_stop_timeout_ms(worker->config), on_served, worker);
}

static void log_changes(uint64_t keys, const char *name) {
    for (int key = 0; key < CONFIG_KEY_COUNT; key++)
        if ((keys >> key & 1) != 0)
            log_info("setting changed", LOG_STRING("key", config_key_name((enum config_key)key)),
                     LOG_STRING("effect", name));
}

static void on_reload(evutil_socket_t signal_number, short what, void *arg) {
    struct worker *worker = arg;
    struct config_changes changes;
    struct err err;
    (void)signal_number;
    (void)what;
    if (!config_reload(worker->config, &changes, &err)) {
        log_error("settings were not read again; the old ones stay", LOG_ERR(&err));
        return;
    }
    log_changes(changes.applied, "now");
    log_changes(changes.refused, "after a restart");
    const struct http_limits limits = limits_of(worker->config);
    http_server_set_limits(worker->server, &limits);
    log_set_level(config_log_level(worker->config));
    pg_pool_set_queue(worker->pool, (size_t)config_database_queue(worker->config));
    answers_set_memory(worker->answers, config_answer_memory(worker->config));
    memset(worker->access_cache, 0, sizeof worker->access_cache);
    log_info("settings were read again");
}

static bool open_signals(struct worker *worker) {
    static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        event_callback_fn callback = numbers[i] == SIGHUP ? on_reload : on_stop;
        worker->signals[i] = evsignal_new(worker->base, numbers[i], callback, worker);
        if (worker->signals[i] == NULL || evsignal_add(worker->signals[i], NULL) != 0)
            return false;
    }
    return true;
}

static void on_said(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    (void)arg;
    log_flush();
}

static void on_log_held(void *said) {
    event_active(said, EV_TIMEOUT, 0);
}

static bool open_events(struct worker *worker, struct err *err) {
    const struct timeval every = {.tv_sec = GAUGES_EVERY_S};
    worker->base = event_base_new();
    if (worker->base == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the event loop.");
    worker->reaper = event_new(worker->base, -1, 0, on_reap, worker);
    worker->said = event_new(worker->base, -1, 0, on_said, worker);
    worker->gauges = event_new(worker->base, -1, EV_PERSIST, on_gauges, worker);
    if (worker->reaper == NULL || worker->said == NULL || worker->gauges == NULL ||
        event_add(worker->gauges, &every) != 0 || !open_signals(worker))
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the event loop.");
    log_hold(on_log_held, worker->said);
    return true;
}

static bool open_loaders(struct worker *worker, struct err *err) {
    struct pg_loader_options options = {.conninfo = worker->conninfo,
                                        .setup = posted_setup,
                                        .connections = config_load_connections(worker->config),
                                        .queue = (size_t)config_load_queue(worker->config),
                                        .connect_timeout_ms =
                                            config_database_connect_timeout_ms(worker->config),
                                        .statement_timeout_ms = config_load_timeout_ms(worker->config)};
    worker->loader = pg_loader_new(worker->base, &options, err);
    options.setup = NULL;
    options.begin = export_begin;
    options.connections = config_export_connections(worker->config);
    worker->exporter = worker->loader != NULL ? pg_loader_new(worker->base, &options, err) : NULL;
    return worker->exporter != NULL;
}

static bool open_readers(struct worker *worker, struct err *err) {
    int deadline_ms = config_reader_deadline_ms(worker->config);
    const struct reader_options options = {.process = {.program = worker->reader_program,
                                                       .memory = config_reader_memory(worker->config),
                                                       .cpu_seconds = deadline_ms / 1000 + 1},
                                           .readers = config_readers(worker->config),
                                           .queue = (size_t)config_reader_queue(worker->config),
                                           .deadline_ms = deadline_ms,
                                           .answer_max = config_reader_answer_limit(worker->config)};
    if (!process_beside(config_reader_program(worker->config), "tongbi-reader", worker->reader_program,
                        sizeof worker->reader_program))
        return err_set(err, ERR_CONFIG,
                       "Where tongbi-reader stands cannot be told; say it with reader_program.");
    worker->readers = reader_pool_new(worker->base, &options, err);
    return worker->readers != NULL;
}

static bool open_services(struct worker *worker, int listener, struct err *err) {
    const struct pg_pool_options pool = {.conninfo = worker->conninfo,
                                         .connections = config_database_connections(worker->config),
                                         .queue = (size_t)config_database_queue(worker->config),
                                         .connect_timeout_ms =
                                             config_database_connect_timeout_ms(worker->config),
                                         .statement_timeout_ms = config_statement_timeout_ms(worker->config)};
    worker->answers = answers_new(config_answer_memory(worker->config), err);
    bool can_keep = worker->answers != NULL && flights_init(&worker->flights, worker->base, err);
    worker->pool = can_keep ? pg_pool_new(worker->base, &pool, err) : NULL;
    worker->router = worker->pool != NULL && open_loaders(worker, err) && open_readers(worker, err)
                         ? router_new(endpoints, endpoint_count, err)
                         : NULL;
    if (worker->router == NULL)
        return false;
    const struct http_server_options server = {.router = worker->router,
                                               .limits = limits_of(worker->config),
                                               .authenticate = access_authenticate,
                                               .context = worker};
    worker->server = http_server_new(worker->base, listener, &server, err);
    return worker->server != NULL && changes_open(worker, err);
}

static void close_all(struct worker *worker) {
    if (worker->reaper != NULL)
        task_reap(worker);
    if (worker->server != NULL)
        http_server_free(worker->server);
    changes_close(worker);
    flights_fini(&worker->flights);
    answers_free(worker->answers);
    known_fini(&worker->known);
    names_fini(&worker->org_names);
    names_fini(&worker->metric_names);
    reader_pool_free(worker->readers);
    pg_pool_free(worker->pool);
    pg_loader_free(worker->loader);
    pg_loader_free(worker->exporter);
    router_free(worker->router);
    for (size_t i = 0; i < sizeof worker->signals / sizeof worker->signals[0]; i++)
        if (worker->signals[i] != NULL)
            event_free(worker->signals[i]);
    if (worker->reaper != NULL)
        event_free(worker->reaper);
    if (worker->gauges != NULL)
        event_free(worker->gauges);
    log_hold(NULL, NULL);
    if (worker->said != NULL)
        event_free(worker->said);
    if (worker->base != NULL)
        event_base_free(worker->base);
}

int worker_run(struct config *config, int listener, unsigned number) {
    struct err err = {0};
    struct worker *worker = calloc(1, sizeof *worker);
    if (worker == NULL)
        return EXIT_FAILURE;
    worker->config = config;
    worker->conninfo = strdup(config_database(config));
    memory_keep_freed(KEPT_FREE_BYTES);
    arena_init(&worker->words_arena, WORDS_BYTES);
    known_init(&worker->known);
    names_init(&worker->org_names, NAMES_ORGS);
    names_init(&worker->metric_names, NAMES_METRICS);
    worker->words = extract_words(&worker->words_arena);
    log_set_worker((int)number);
    metrics_use(number);
    srandom((unsigned)(getpid() ^ (int)clock_wall_ms()));
    bool is_open =
        worker->conninfo != NULL && open_events(worker, &err) && open_services(worker, listener, &err);
    if (is_open) {
        metrics_set(METRIC_WORKERS, 1);
        event_base_dispatch(worker->base);
    } else {
        log_error("worker cannot start", LOG_ERR(&err));
    }
    close_all(worker);
    arena_fini(&worker->words_arena);
    free(worker->conninfo);
    free(worker);
    return is_open ? EXIT_SUCCESS : EXIT_FAILURE;
}
