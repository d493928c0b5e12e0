#include "storage/review_store.h"

/* Behind those of figure_read. */
enum { COLUMN_ORG = 38, COLUMN_ORG_NAME, COLUMN_TITLE, COLUMN_PERIOD, COLUMN_OWNER };

static struct pg_param day(struct pg_ask *ask, bool has_period, struct date date) {
    return has_period ? pg_param_date(ask->arena, date) : pg_param_null();
}

size_t queue_ask(struct pg_ask *ask, const struct queue_filter *filter) {
    size_t call = 0;
    bool is_of_org = filter->org.len > 0, has_period = filter->period.shape != PERIOD_NONE;
    struct pg_param *params =
        pg_ask_add(ask, is_of_org ? STATEMENT_figure_queue_org : STATEMENT_figure_queue, &call);
    if (params == NULL)
        return call;
    params[0] = pg_param_text(ask->arena, text_from(figure_state_name(filter->state)));
    params[1] = pg_param_text(ask->arena, is_of_org ? filter->org : filter->under);
    params[2] = pg_param_text(ask->arena, filter->metric);
    params[3] = day(ask, has_period, period_start(filter->period));
    params[4] = day(ask, has_period, period_end(filter->period));
    params[5] = pg_param_int(ask->arena, filter->most_confidence);
    params[6] = pg_param_int(ask->arena, filter->after_confidence);
    params[7] = pg_param_int(ask->arena, filter->after_id);
    params[8] = pg_param_int(ask->arena, filter->limit);
    return call;
}

bool queue_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                struct queued *out, struct err *err) {
    *out = (struct queued){.org = {.code = pg_text_dup(results, call, row, COLUMN_ORG, arena),
                                   .name = pg_text_dup(results, call, row, COLUMN_ORG_NAME, arena)},
                           .title = pg_text_dup(results, call, row, COLUMN_TITLE, arena),
                           .owner_start = (uint32_t)pg_int(results, call, row, COLUMN_OWNER)};
    if (!figure_read(results, call, row, arena, &out->record, err))
        return false;
    return period_parse(pg_text(results, call, row, COLUMN_PERIOD), &out->period, err) ||
           err_set(err, ERR_INTERNAL, "A report in the database cannot be read.");
}

size_t accept_ask(struct pg_ask *ask, const struct acceptance *wanted, size_t count) {
    struct pg_array ids, revisions;
    size_t call = 0;
    struct pg_param *params = pg_ask_add(ask, STATEMENT_figure_accept, &call);
    if (params == NULL)
        return call;
    ask->is_idempotent = false;
    pg_array_begin(&ids);
    pg_array_begin(&revisions);
    for (size_t i = 0; i < count; i++) {
        pg_array_int(&ids, wanted[i].id);
        pg_array_int(&revisions, wanted[i].revision);
    }
    params[0] = pg_array_end(&ids, ask->arena);
    params[1] = pg_array_end(&revisions, ask->arena);
    return call;
}

bool accept_read(const struct pg_results *results, size_t call, struct acceptance *wanted, size_t count,
                 struct err *err) {
    if (pg_rows(results, call) != count)
        return err_set(err, ERR_INTERNAL, "The figures that were accepted cannot be told.");
    for (size_t row = 0; row < count; row++) {
        struct acceptance *one = &wanted[row];
        one->is_accepted = pg_bool(results, call, row, 0);
        one->is_there = !pg_is_null(results, call, row, 1);
        one->state_revision = (int)pg_int(results, call, row, 3);
        one->is_withdrawn = pg_bool(results, call, row, 4);
        if (one->is_there && !figure_state_parse(pg_text(results, call, row, 2), &one->state))
            return err_set(err, ERR_INTERNAL, "A figure in the database cannot be read.");
    }
    return true;
}
