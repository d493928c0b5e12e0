/* pg_listen: what other hosts say over PostgreSQL (LISTEN, NOTIFY), and saying something. One connection of its own, outside the pool,
 * opened again and again with a back-off.
 *
 * Whoever does not hear does not know what it missed, so hearing is a state: on_listening when it begins, on_deaf when it ends. A
 * connection that has gone silent is noticed within PG_SILENCE_MS: it is asked for a sign of life every second. */
#ifndef TONGBI_STORAGE_PG_LISTEN_H
#define TONGBI_STORAGE_PG_LISTEN_H

#include <stdbool.h>

#include "base/err.h"
#include "base/text.h"

enum { PG_SILENCE_MS = 3000, PG_MESSAGE_MAX = 7900 };

struct event_base;
struct pg_listener;

struct pg_listener_events {
    void (*on_listening)(void *context);
    void (*on_deaf)(void *context);
    void (*on_heard)(void *context, struct text message);
};

/* conninfo and channel (a lower-case word) are borrowed. Callbacks come from the event loop. */
struct pg_listener *pg_listener_new(struct event_base *base, const char *conninfo, const char *channel,
                                    const struct pg_listener_events *events, void *context,
                                    struct err *err) MUST_CHECK;
void pg_listener_free(struct pg_listener *listener);
bool pg_listener_hears(const struct pg_listener *listener);
/* Says it to all who listen, this one too, in a transaction of its own. false: it cannot be said now, or too much waits: say something
 * that covers it when on_listening comes. */
bool pg_listener_tell(struct pg_listener *listener, struct text message);
/* The same in place of all that waits to be said, so that there is room for it. */
bool pg_listener_tell_instead(struct pg_listener *listener, struct text message);

#endif
