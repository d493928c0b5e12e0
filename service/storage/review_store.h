/* review_store: the figures that wait for a person, or were judged by one. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_REVIEW_STORE_H
#define TONGBI_STORAGE_REVIEW_STORE_H

#include "storage/report_store.h"

/* Codes; "" or 0: any. */
struct queue_filter {
    enum figure_state state;
    struct text org, under, metric; /* org or under, not both */
    struct period period;           /* that the report is about */
    int most_confidence;            /* thousandths */
    int after_confidence;           /* the last of the page before; -1: from the most doubtful */
    int64_t after_id, limit;
};

/* A figure and where it stands. */
struct queued {
    struct figure_record record;
    struct org org;
    struct text title;
    struct period period; /* that the report is about */
    uint32_t owner_start; /* where the figure stands whose change it is */
};

size_t queue_ask(struct pg_ask *ask, const struct queue_filter *filter);
bool queue_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                struct queued *out, struct err *err) MUST_CHECK;

/* Accepting many at once: each as it was looked at, or it is refused. */
struct acceptance {
    int64_t id;
    int revision; /* that was looked at; -1: any */
    bool is_accepted, is_there, is_withdrawn;
    enum figure_state state; /* what it was, where it is not accepted now */
    int state_revision;
};
size_t accept_ask(struct pg_ask *ask, const struct acceptance *wanted, size_t count);
bool accept_read(const struct pg_results *results, size_t call, struct acceptance *wanted, size_t count,
                 struct err *err) MUST_CHECK;

#endif
