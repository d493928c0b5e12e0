#include "app/followers.h"

#include "app/changes.h"
#include "series/link.h"
#include "storage/series_store.h"

enum { SURE_CONFIDENCE = 900 };

bool judgement_collect(struct task *task, size_t call, struct figure_change *change) {
    const struct figure_record *from = change->from;
    const struct addition_source source = {from->org_id, from->report, from->published};
    struct observation *vintages = NULL, *withdrawn;
    struct series_name name = {0};
    size_t count = 0, n = 0;
    if (pg_rows(task->results, call) > 0) {
        name = observation_read_name(task->results, call, 0, &task->arena);
        if (!observation_read_row(task->results, call, 0, &task->arena, &vintages, &count, &task->err))
            return false;
    }
    withdrawn = ARENA_ARRAY(&task->arena, count, struct observation);
    change->additions = ARENA_ARRAY(&task->arena, count + 1, struct addition);
    if (withdrawn == NULL || change->additions == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "The figure's series is too long to be corrected.");
    n = vintage_withdraw(&source, from->figure.id, vintages, count, withdrawn);
    for (size_t i = 0; i < n; i++)
        change->additions[i] = (struct addition){name.metric, name.scope, withdrawn[i]};
    if (change->is_point)
        change->additions[n++] =
            (struct addition){change->to->metric, change->scope, figure_vintage(change->to, &source)};
    change->addition_count = n;
    return true;
}

static struct figure moved(const struct figure *from, const struct figure *decided) {
    struct figure to = *from;
    to.metric = decided->metric;
    to.link = LINK_NAME;
    to.state = from->confidence >= SURE_CONFIDENCE ? FIGURE_SURE : FIGURE_PENDING;
    return to;
}

static bool read_followers(struct task *task, const struct figure *decided, struct followers *followers) {
    size_t rows = pg_rows(task->results, 0);
    followers->of = ARENA_ARRAY(&task->arena, rows, struct follower);
    if (followers->of == NULL)
        return err_set(&task->err, ERR_TOO_LARGE, "Too many figures follow this one.");
    for (size_t row = 0; row < rows; row++) {
        struct follower *one = &followers->of[followers->count];
        if (!figure_read(task->results, 0, row, &task->arena, &one->record, &task->err))
            return false;
        one->to = moved(&one->record.figure, decided);
        followers->count += link_units_fit(one->to.unit, decided->unit);
    }
    return true;
}

enum step followers_ask_points(struct task *task, const struct figure *decided, struct followers *followers) {
    if (!read_followers(task, decided, followers))
        return STEP_FAIL;
    if (followers->count == 0)
        return STEP_NEXT;
    struct pg_ask *ask = task_begin_ask(task);
    for (size_t i = 0; i < followers->count; i++)
        observation_ask_figure(ask, followers->of[i].record.figure.id);
    return task_ask(task);
}

enum step followers_change(struct task *task, const struct figure *decided, struct followers *followers) {
    struct figure_change *changes = ARENA_ARRAY(&task->arena, followers->count, struct figure_change);
    for (size_t i = 0; changes != NULL && i < followers->count; i++) {
        struct follower *one = &followers->of[i];
        changes[i] = (struct figure_change){.from = &one->record,
                                            .to = &one->to,
                                            .scope = one->record.figure.series_scope,
                                            .is_point = true,
                                            .label_norm = link_normalise(&task->arena, decided->label)};
        if (!judgement_collect(task, i, &changes[i]))
            return STEP_FAIL;
    }
    struct pg_ask *ask = task_begin_ask(task); /* the results are gone from here on */
    for (size_t i = 0; changes != NULL && i < followers->count; i++)
        followers->of[i].call = figure_ask_change(ask, &changes[i]);
    return task_ask(task);
}

void followers_count(struct task *task, struct followers *followers) {
    for (size_t i = 0; i < followers->count; i++)
        followers->relinked += pg_rows(task->results, followers->of[i].call) > 0;
    if (followers->relinked == 0)
        return;
    const struct written all = {.kind = CHANGE_ALL};
    changes_tell(task->worker, &all, 1);
}
