/* flights: many who ask the same at once share one way to the database.
 *
 * Who comes first leads; who comes while it is on its way waits, and is woken when it has landed: then what it brought is among the kept
 * answers (answers.h), or else everybody goes on alone. When the leader's client leaves, or its deadline passes, the longest waiting
 * leads in its place. Each waits by its own deadline and for its own client: a task's end, whatever it was, calls flights_leave, and
 * so nobody is woken who is no more.
 *
 *   seat     stands in                      ended by
 *   none     no list                        flights_join
 *   leads    flights->leaders               flights_leave
 *   waits    its leader's waiters           the leader's end -> woken (or leads, and woken); flights_leave
 *   woken    flights->woken too             the loop's next turn: task_wake -> none (or leads); flights_leave */
#ifndef TONGBI_APP_FLIGHTS_H
#define TONGBI_APP_FLIGHTS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/text.h"

struct event;
struct event_base;
struct task;

/* In the state of the task. Begins zeroed. */
struct flight_seat {
    struct task *task;
    struct text key;
    struct flight_seat *waiters, **waiters_end; /* of a leader: the longest waiting first */
    struct flight_seat *next, **at; /* among the leaders, or the waiters of one; at NULL: in none */
    struct flight_seat *next_woken, **at_woken; /* at_woken NULL: not woken */
    struct flight_seat *leader;                 /* of who waits */
};

struct flights {
    struct flight_seat *leaders;
    struct flight_seat *woken, **woken_end;
    struct event *wake;
};

bool flights_init(struct flights *flights, struct event_base *base, struct err *err) MUST_CHECK;
void flights_fini(struct flights *flights);

/* true: it waits, and will be woken. false: it leads. key lives as long as the seat. */
bool flights_join(struct flights *flights, struct flight_seat *seat, struct task *task, struct text key);
/* In whatever state; also none. hands_over: it brought nothing, and not because of what was asked. */
void flights_leave(struct flights *flights, struct flight_seat *seat, bool hands_over);

#endif
