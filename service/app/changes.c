#include "app/changes.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "storage/pg_listen.h"

/* A message is the host's name, a space, and the slots that were raised, four hex digits each, or * for all. */
enum { HOST_MAX = 17, DOUBT_MARGIN_MS = 1000 };

static const char channel[] = "tongbi_changes";

/* Written once, before the workers start. */
static char host[HOST_MAX];

void changes_name_host(void) {
    unsigned long long name = (unsigned long long)random() << 32 ^ (unsigned long long)clock_wall_ms() << 8 ^
                              (unsigned long long)random();
    snprintf(host, sizeof host, "%016llx", name);
}

/* ---- telling ---- */

static void raise_slot(struct buf *message, enum change_kind kind, struct text org, struct text metric) {
    uint16_t slot = generation_slot(kind, org, metric);
    generations_raise(slot);
    buf_printf(message, "%04x", slot);
}

static void raise_change(struct buf *message, const struct written *written) {
    const struct text none = {0};
    switch (written->kind) {
    case CHANGE_POINT:
        raise_slot(message, CHANGE_POINT, written->org, written->metric);
        raise_slot(message, CHANGE_METRIC, none, written->metric);
        return;
    case CHANGE_WHOLE:
        raise_slot(message, CHANGE_WHOLE, none, written->metric);
        raise_slot(message, CHANGE_METRIC, none, written->metric);
        return;
    case CHANGE_CATALOGUE:
        raise_slot(message, CHANGE_CATALOGUE, none, none);
        raise_slot(message, CHANGE_NAMES, none, none);
        return;
    case CHANGE_ALL:
    case CHANGE_NAMES:
    case CHANGE_ANY:
    case CHANGE_METRIC:
        raise_slot(message, written->kind, none, written->metric);
        return;
    }
}

/* What does not fit into a message, or cannot be said now, is everything; who begins to listen says everything, too. */
static void tell_hosts(struct worker *worker, struct buf *message) {
    if (!buf_failed(message) && pg_listener_tell(worker->listener, buf_text(message)))
        return;
    buf_reset(message);
    buf_printf(message, "%s *", host);
    (void)pg_listener_tell_instead(worker->listener, buf_text(message));
}

void changes_tell(struct worker *worker, const struct written *writings, size_t count) {
    struct buf message;
    if (count == 0)
        return;
    buf_init(&message, PG_MESSAGE_MAX);
    buf_printf(&message, "%s ", host);
    for (size_t i = 0; i < count; i++)
        raise_change(&message, &writings[i]);
    raise_slot(&message, CHANGE_ANY, (struct text){0}, (struct text){0});
    tell_hosts(worker, &message);
    buf_fini(&message);
}

static void tell_all(struct worker *worker) {
    const struct written all = {.kind = CHANGE_ALL};
    changes_tell(worker, &all, 1);
}

static void on_doubt_over(evutil_socket_t fd, short what, void *arg) {
    (void)fd;
    (void)what;
    tell_all(arg);
}

void changes_doubt(struct worker *worker) {
    int wait_ms = config_statement_timeout_ms(worker->config) + DOUBT_MARGIN_MS;
    const struct timeval wait = {.tv_sec = wait_ms / 1000, .tv_usec = (wait_ms % 1000) * 1000};
    tell_all(worker);
    event_add(worker->doubt, &wait);
}

/* ---- hearing ---- */

static void on_listening(void *context) {
    tell_all(context); /* what was said meanwhile was not heard */
}

static void on_deaf(void *context) {
    (void)context;
}

static void on_heard(void *context, struct text message) {
    struct text sender, slots = message;
    (void)context;
    if (!text_split(&slots, ' ', &sender) || text_equal(sender, text_from(host)))
        return;
    if (text_equal(slots, TEXT_OF("*"))) {
        generations_raise(generation_slot(CHANGE_ALL, (struct text){0}, (struct text){0}));
        return;
    }
    for (size_t at = 0; slots.len - at >= 4; at += 4) {
        char digits[5] = {0};
        memcpy(digits, slots.ptr + at, 4);
        generations_raise((uint16_t)strtoul(digits, NULL, 16));
    }
}

bool changes_open(struct worker *worker, struct err *err) {
    static const struct pg_listener_events events = {
        .on_listening = on_listening, .on_deaf = on_deaf, .on_heard = on_heard};
    worker->doubt = event_new(worker->base, -1, 0, on_doubt_over, worker);
    if (worker->doubt == NULL)
        return err_set(err, ERR_OUT_OF_MEMORY, "No memory for the event loop.");
    worker->listener = pg_listener_new(worker->base, worker->conninfo, channel, &events, worker, err);
    return worker->listener != NULL;
}

void changes_close(struct worker *worker) {
    pg_listener_free(worker->listener);
    if (worker->doubt != NULL)
        event_free(worker->doubt);
}

bool changes_are_known(const struct worker *worker) {
    return pg_listener_hears(worker->listener);
}

struct known *changes_known(struct worker *worker) {
    bool is_kept = config_answer_memory(worker->config) > 0 && changes_are_known(worker);
    return is_kept ? &worker->known : NULL;
}
