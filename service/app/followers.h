/* followers: the other figures of a label that a person has just said the metric of. Parts of the endpoint that judges a figure. */
#ifndef TONGBI_APP_FOLLOWERS_H
#define TONGBI_APP_FOLLOWERS_H

#include "app/task.h"
#include "storage/report_store.h"

struct follower {
    struct figure_record record;
    struct figure to;
    size_t call; /* of the unit that changes them */
};

struct followers {
    struct follower *of; /* in the task's arena */
    size_t count, relinked;
};

/* What takes the figure's points back, whose series stands in call `call`, and the point that it is now; into *change. */
bool judgement_collect(struct task *task, size_t call, struct figure_change *change) MUST_CHECK;

/* Steps. The first reads what follower_ask (link_store.h) asked for and asks for the points; the second moves them, each with its
 * points, in one unit. A follower that somebody judges in between is left as it is. */
enum step followers_ask_points(struct task *task, const struct figure *decided, struct followers *followers);
enum step followers_change(struct task *task, const struct figure *decided, struct followers *followers);
/* Behind that unit: sets `relinked`, and tells the caches. */
void followers_count(struct task *task, struct followers *followers);

#endif
