#include "app/flights.h"

#include <assert.h>
#include <event2/event.h>

#include "app/task.h"

/* ---- lists ---- */

static void push_leader(struct flights *flights, struct flight_seat *seat) {
    seat->next = flights->leaders;
    if (seat->next != NULL)
        seat->next->at = &seat->next;
    seat->at = &flights->leaders;
    flights->leaders = seat;
    seat->waiters = NULL;
    seat->waiters_end = &seat->waiters;
    seat->leader = NULL;
}

static void append_waiter(struct flight_seat *leader, struct flight_seat *seat) {
    seat->next = NULL;
    seat->at = leader->waiters_end;
    *seat->at = seat;
    leader->waiters_end = &seat->next;
    seat->leader = leader;
}

/* Out of the leaders, or of its leader's waiters. */
static void unlink_seat(struct flight_seat *seat) {
    assert(seat->at != NULL);
    *seat->at = seat->next;
    if (seat->next != NULL)
        seat->next->at = seat->at;
    else if (seat->leader != NULL)
        seat->leader->waiters_end = seat->at;
    seat->at = NULL;
    seat->next = NULL;
    seat->leader = NULL;
}

static void append_woken(struct flights *flights, struct flight_seat *seat) {
    seat->next_woken = NULL;
    seat->at_woken = flights->woken_end;
    *seat->at_woken = seat;
    flights->woken_end = &seat->next_woken;
    event_active(flights->wake, EV_TIMEOUT, 0);
}

static void unlink_woken(struct flights *flights, struct flight_seat *seat) {
    assert(seat->at_woken != NULL);
    *seat->at_woken = seat->next_woken;
    if (seat->next_woken != NULL)
        seat->next_woken->at_woken = seat->at_woken;
    else
        flights->woken_end = seat->at_woken;
    seat->at_woken = NULL;
    seat->next_woken = NULL;
}

/* ---- joining and leaving ---- */

bool flights_join(struct flights *flights, struct flight_seat *seat, struct task *task, struct text key) {
    struct flight_seat *leader = flights->leaders;
    while (leader != NULL && !text_equal(leader->key, key))
        leader = leader->next;
    seat->task = task;
    seat->key = key;
    if (leader != NULL)
        append_waiter(leader, seat);
    else
        push_leader(flights, seat);
    return leader != NULL;
}

static void hand_over(struct flights *flights, struct flight_seat *from) {
    struct flight_seat *to = from->waiters;
    unlink_seat(to);
    push_leader(flights, to);
    while (from->waiters != NULL) {
        struct flight_seat *seat = from->waiters;
        unlink_seat(seat);
        append_waiter(to, seat);
    }
    append_woken(flights, to);
}

static void wake_all(struct flights *flights, struct flight_seat *leader) {
    while (leader->waiters != NULL) {
        struct flight_seat *seat = leader->waiters;
        unlink_seat(seat);
        append_woken(flights, seat);
    }
}

void flights_leave(struct flights *flights, struct flight_seat *seat, bool hands_over) {
    bool leads = seat->at != NULL && seat->leader == NULL;
    if (seat->at_woken != NULL)
        unlink_woken(flights, seat);
    if (seat->at != NULL)
        unlink_seat(seat);
    if (leads && hands_over && seat->waiters != NULL)
        hand_over(flights, seat);
    else if (leads)
        wake_all(flights, seat);
}

/* ---- waking ---- */

static void on_wake(evutil_socket_t fd, short what, void *arg) {
    struct flights *flights = arg;
    (void)fd;
    (void)what;
    while (flights->woken != NULL) {
        struct flight_seat *seat = flights->woken;
        unlink_woken(flights, seat);
        task_wake(seat->task);
    }
}

bool flights_init(struct flights *flights, struct event_base *base, struct err *err) {
    *flights = (struct flights){.wake = event_new(base, -1, 0, on_wake, flights)};
    flights->woken_end = &flights->woken;
    return flights->wake != NULL || err_set(err, ERR_OUT_OF_MEMORY, "No memory for the event loop.");
}

void flights_fini(struct flights *flights) {
    if (flights->wake != NULL)
        event_free(flights->wake);
    flights->wake = NULL;
}
