/* link_store: what linking a report's figures needs to know, and what is kept of it. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_LINK_STORE_H
#define TONGBI_STORAGE_LINK_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

/* A figure of an earlier report of the organisation. */
struct past_figure {
    int64_t report;
    struct metric metric; /* id 0: it joined none; without aliases and directions */
    int64_t series;       /* 0 likewise */
    struct text scope;    /* of that series */
    struct text label, unit;
    enum figure_kind kind;
    enum figure_status status;
    enum figure_state state;
    uint32_t ordinal; /* its place in the text of its report */
    struct period period;
    struct quantity quantity;
    int last_place;
    bool is_point;
};

/* Those of the organisation's last reports but `except` (an id; 0: none), the newest first, in text order; no changes. */
size_t past_ask(struct pg_ask *ask, struct text org, int64_t except);
/* All rows of the call. */
bool past_read(const struct pg_results *results, size_t call, struct arena *arena, struct past_figure **out,
               size_t *count, struct err *err) MUST_CHECK;

/* Metrics that a label of the organisation may mean, with their aliases: first provisional ones of its siblings, then the
 * catalogue's. *siblings: how many those are. */
size_t near_ask(struct pg_ask *ask, struct text org);
bool near_read(const struct pg_results *results, size_t call, struct arena *arena, struct metric **out,
               size_t *count, size_t *siblings, struct err *err) MUST_CHECK;

/* Keeps what the figures of a report might be of, where the report is stored with them. */
void suggestion_ask_add(struct pg_ask *ask, int64_t org_id, int64_t report, const struct figure *figures,
                        size_t count);
/* Before they are told anew: those of the figures of these ids. */
void suggestion_ask_clear(struct pg_ask *ask, int64_t org_id, int64_t report, const int64_t *figures,
                          size_t count);
/* suggestions_of's text. */
bool suggestion_read(struct text joined, struct arena *arena, struct figure *out, struct err *err) MUST_CHECK;

/* Figures of this label that follow what was decided about figure `id`; rows for figure_read. */
size_t follower_ask(struct pg_ask *ask, int64_t id, struct text label_norm, struct text metric);

#endif
