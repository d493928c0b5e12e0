#include "storage/pg_listen.h"

#include <event2/dns.h>
#include <event2/event.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/memory.h"
#include "ops/log.h"
#include "storage/pg_host.h"

enum { BEAT_MS = 1000, BACKOFF_FIRST_MS = 50, BACKOFF_MAX_MS = 5000, SETUP_MAX = 128, WAITING_MAX = 256 };

enum listener_state {
    LISTENER_CLOSED,
    LISTENER_RESOLVING,
    LISTENER_CONNECTING,
    LISTENER_SETTING,
    LISTENER_HEARING
};

/* A message that waits to be said. */
struct message {
    struct message *next;
    char text[];
};

struct pg_listener {
    struct event_base *base;
    struct evdns_base *dns;
    const char *conninfo, *channel;
    struct pg_listener_events events;
    void *context;
    enum listener_state state;
    struct evdns_getaddrinfo_request *resolving;
    PGconn *pg;
    struct event *readable, *writable;
    struct event
        *beat; /* every second; never made active by hand, which would put its next time off by a second */
    struct event *turn; /* what is to be done in the loop's next turn */
    int64_t asked_ms;   /* since when PostgreSQL owes an answer; 0: it owes none */
    int64_t open_at_ms, backoff_ms;
    struct message *first, *last;
    size_t waiting;
};

/* ---- closing ---- */

static void drop_events(struct pg_listener *listener) {
    if (listener->readable != NULL)
        event_free(listener->readable);
    if (listener->writable != NULL)
        event_free(listener->writable);
    listener->readable = listener->writable = NULL;
}

static void drop_messages(struct pg_listener *listener) {
    while (listener->first != NULL) {
        struct message *message = listener->first;
        listener->first = message->next;
        memory_free(message);
    }
    listener->last = NULL;
    listener->waiting = 0;
}

static void close_connection(struct pg_listener *listener, const char *why) {
    bool was_hearing = listener->state == LISTENER_HEARING;
    struct text reason = text_trim(text_from(why));
    log_warn("no word of other hosts: connection closed", LOG_TEXT("reason", text_slice(reason, 0, 300)));
    drop_events(listener);
    PQfinish(listener->pg);
    listener->pg = NULL;
    listener->state = LISTENER_CLOSED;
    listener->open_at_ms = clock_monotonic_ms() + listener->backoff_ms;
    listener->backoff_ms = listener->backoff_ms == 0 ? BACKOFF_FIRST_MS : listener->backoff_ms * 2;
    if (listener->backoff_ms > BACKOFF_MAX_MS)
        listener->backoff_ms = BACKOFF_MAX_MS;
    drop_messages(listener);
    if (was_hearing)
        listener->events.on_deaf(listener->context);
}

static void fail(struct pg_listener *listener) {
    close_connection(listener, listener->pg != NULL ? PQerrorMessage(listener->pg) : "no memory for it");
}

/* ---- asking ---- */

static void flush(struct pg_listener *listener) {
    int left = PQflush(listener->pg);
    if (left < 0)
        fail(listener);
    else if (left > 0)
        event_add(listener->writable, NULL);
}

static void asked(struct pg_listener *listener, int is_sent) {
    if (is_sent != 1) {
        fail(listener);
        return;
    }
    listener->asked_ms = clock_monotonic_ms();
    flush(listener);
}

/* A message is said without waiting for the disk: it tells of what is stored already. */
static void ask_setup(struct pg_listener *listener) {
    char setup[SETUP_MAX];
    snprintf(setup, sizeof setup, "set synchronous_commit to off; listen %s", listener->channel);
    listener->state = LISTENER_SETTING;
    asked(listener, PQsetnonblocking(listener->pg, 1) == 0 ? PQsendQuery(listener->pg, setup) : 0);
}

static void say_next(struct pg_listener *listener) {
    struct message *message = listener->first;
    if (message == NULL || listener->asked_ms != 0 || listener->state != LISTENER_HEARING)
        return;
    const char *values[] = {listener->channel, message->text};
    int is_sent = PQsendQueryParams(listener->pg, "select pg_notify($1, $2)", 2, NULL, values, NULL, NULL, 0);
    listener->first = message->next;
    if (listener->first == NULL)
        listener->last = NULL;
    listener->waiting--;
    memory_free(message);
    asked(listener, is_sent);
}

bool pg_listener_tell(struct pg_listener *listener, struct text text) {
    if (listener->state != LISTENER_HEARING || listener->waiting >= WAITING_MAX || text.len > PG_MESSAGE_MAX)
        return false;
    struct message *message = memory_alloc(sizeof *message + text.len + 1);
    if (message == NULL)
        return false;
    memcpy(message->text, text.ptr, text.len);
    if (listener->last != NULL)
        listener->last->next = message;
    else
        listener->first = message;
    listener->last = message;
    listener->waiting++;
    event_active(listener->turn, EV_TIMEOUT, 0);
    return true;
}

bool pg_listener_tell_instead(struct pg_listener *listener, struct text text) {
    drop_messages(listener);
    return pg_listener_tell(listener, text);
}

/* ---- what comes ---- */

static void take_results(struct pg_listener *listener) {
    while (listener->asked_ms != 0 && !PQisBusy(listener->pg)) {
        PGresult *result = PQgetResult(listener->pg);
        ExecStatusType status = result != NULL ? PQresultStatus(result) : PGRES_COMMAND_OK;
        if (result == NULL)
            listener->asked_ms = 0;
        PQclear(result);
        if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
            fail(listener);
            return;
        }
    }
}

static void take_messages(struct pg_listener *listener) {
    PGnotify *notify;
    while (listener->pg != NULL && (notify = PQnotifies(listener->pg)) != NULL) {
        listener->events.on_heard(listener->context, text_from(notify->extra));
        PQfreemem(notify);
    }
}

static void settle(struct pg_listener *listener) {
    if (listener->state == LISTENER_SETTING && listener->asked_ms == 0) {
        listener->state = LISTENER_HEARING;
        listener->backoff_ms = 0;
        log_info("hears of other hosts");
        listener->events.on_listening(listener->context);
    }
    say_next(listener);
}

static void poll_connecting(struct pg_listener *listener);

static void on_socket(evutil_socket_t fd, short what, void *arg) {
    struct pg_listener *listener = arg;
    (void)fd;
    (void)what;
    if (listener->state == LISTENER_CONNECTING) {
        poll_connecting(listener);
        return;
    }
    if (!PQconsumeInput(listener->pg)) {
        fail(listener);
        return;
    }
    take_results(listener);
    if (listener->pg != NULL)
        take_messages(listener);
    if (listener->pg != NULL)
        flush(listener);
    if (listener->pg != NULL)
        settle(listener);
}

/* ---- opening ---- */

static bool watch(struct pg_listener *listener) {
    int fd = PQsocket(listener->pg);
    drop_events(listener);
    if (fd < 0)
        return false;
    listener->readable = event_new(listener->base, fd, EV_READ | EV_PERSIST, on_socket, listener);
    listener->writable = event_new(listener->base, fd, EV_WRITE, on_socket, listener);
    return listener->readable != NULL && listener->writable != NULL;
}

static void poll_connecting(struct pg_listener *listener) {
    PostgresPollingStatusType status = PQconnectPoll(listener->pg);
    if (status == PGRES_POLLING_FAILED || !watch(listener))
        fail(listener);
    else if (status == PGRES_POLLING_OK) {
        event_add(listener->readable, NULL);
        ask_setup(listener);
    } else
        event_add(status == PGRES_POLLING_READING ? listener->readable : listener->writable, NULL);
}

static void begin_connecting(struct pg_listener *listener, const char *hostaddr) {
    listener->state = LISTENER_CONNECTING;
    listener->pg = pg_host_connect(listener->conninfo, "tongbid listen", hostaddr);
    if (listener->pg == NULL || PQstatus(listener->pg) == CONNECTION_BAD || !watch(listener))
        fail(listener);
    else
        event_add(listener->writable, NULL);
}

static void on_resolved(int result, struct evutil_addrinfo *found, void *arg) {
    struct pg_listener *listener = arg;
    char address[PG_ADDRESS_MAX];
    if (result == EVUTIL_EAI_CANCEL)
        return;
    listener->resolving = NULL;
    if (pg_host_address(result, found, address))
        begin_connecting(listener, address);
    else
        close_connection(listener, evutil_gai_strerror(result));
}

static void open_connection(struct pg_listener *listener) {
    char host[PG_HOST_MAX];
    const struct evutil_addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM};
    listener->state = LISTENER_RESOLVING;
    listener->asked_ms = clock_monotonic_ms();
    if (pg_host_to_resolve(listener->conninfo, host))
        listener->resolving = evdns_getaddrinfo(listener->dns, host, NULL, &hints, on_resolved, listener);
    else
        begin_connecting(listener, NULL);
}

/* ---- time ---- */

static void on_beat(evutil_socket_t fd, short what, void *arg) {
    struct pg_listener *listener = arg;
    int64_t now_ms = clock_monotonic_ms();
    (void)fd;
    (void)what;
    bool is_late = listener->asked_ms != 0 && now_ms - listener->asked_ms > PG_SILENCE_MS - BEAT_MS;
    if (listener->state == LISTENER_CLOSED && now_ms >= listener->open_at_ms)
        open_connection(listener);
    else if (listener->state == LISTENER_RESOLVING)
        return; /* evdns has a deadline of its own */
    else if (listener->state != LISTENER_CLOSED && is_late)
        close_connection(listener, "PostgreSQL has gone silent");
    else if (listener->state == LISTENER_HEARING && listener->first != NULL)
        say_next(listener);
    else if (listener->state == LISTENER_HEARING && listener->asked_ms == 0)
        asked(listener, PQsendQuery(listener->pg, "select"));
}

static void on_turn(evutil_socket_t fd, short what, void *arg) {
    struct pg_listener *listener = arg;
    (void)fd;
    (void)what;
    if (listener->state == LISTENER_CLOSED && clock_monotonic_ms() >= listener->open_at_ms)
        open_connection(listener);
    else
        say_next(listener);
}

/* ---- life ---- */

static bool open_dns(struct pg_listener *listener) {
    listener->dns =
        evdns_base_new(listener->base, EVDNS_BASE_INITIALIZE_NAMESERVERS | EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (listener->dns == NULL)
        listener->dns = evdns_base_new(listener->base, EVDNS_BASE_DISABLE_WHEN_INACTIVE);
    if (listener->dns != NULL)
        (void)evdns_base_load_hosts(listener->dns, "/etc/hosts");
    return listener->dns != NULL;
}

struct pg_listener *pg_listener_new(struct event_base *base, const char *conninfo, const char *channel,
                                    const struct pg_listener_events *events, void *context, struct err *err) {
    const struct timeval every = {.tv_sec = BEAT_MS / 1000};
    struct pg_listener *listener = memory_alloc(sizeof *listener);
    if (listener != NULL) {
        listener->base = base;
        listener->conninfo = conninfo;
        listener->channel = channel;
        listener->events = *events;
        listener->context = context;
        listener->beat = event_new(base, -1, EV_PERSIST, on_beat, listener);
        listener->turn = event_new(base, -1, 0, on_turn, listener);
    }
    if (listener != NULL && listener->beat != NULL && listener->turn != NULL && open_dns(listener) &&
        event_add(listener->beat, &every) == 0) {
        event_active(listener->turn, EV_TIMEOUT, 0);
        return listener;
    }
    err_set(err, ERR_OUT_OF_MEMORY, "No memory to listen to other hosts.");
    pg_listener_free(listener);
    return NULL;
}

void pg_listener_free(struct pg_listener *listener) {
    if (listener == NULL)
        return;
    if (listener->resolving != NULL)
        evdns_getaddrinfo_cancel(listener->resolving);
    drop_events(listener);
    drop_messages(listener);
    PQfinish(listener->pg);
    if (listener->beat != NULL)
        event_free(listener->beat);
    if (listener->turn != NULL)
        event_free(listener->turn);
    if (listener->dns != NULL)
        evdns_base_free(listener->dns, 0);
    memory_free(listener);
}

bool pg_listener_hears(const struct pg_listener *listener) {
    return listener->state == LISTENER_HEARING;
}
