/* reread_store: reading a stored report anew. See pg_ask.h for ask and read. */
#ifndef TONGBI_STORAGE_REREAD_STORE_H
#define TONGBI_STORAGE_REREAD_STORE_H

#include "storage/report_store.h"

/* What it begins with. mark: changes with every change of the report or of its figures; so it is to be asked before these. */
struct reading {
    int64_t org_id;
    struct text org_name, extract_version, decoded, mark;
};
/* A row or none. */
size_t reading_ask(struct pg_ask *ask, int64_t report);
bool reading_read(const struct pg_results *results, size_t call, struct arena *arena, struct reading *out,
                  struct err *err) MUST_CHECK;

/* Ids for figures that are added, which nobody else gets. */
size_t figure_ask_next_ids(struct pg_ask *ask, size_t count);
/* false: other than so many came. */
bool figure_read_next_ids(const struct pg_results *results, size_t call, int64_t *ids,
                          size_t count) MUST_CHECK;

struct figure_row {
    const struct figure *figure;
    struct report_link link;
    bool is_otherwise; /* of one that is there: read otherwise, so that its revision is another */
    struct text note;
};

struct report_reread {
    const struct reading *reading; /* as it was read */
    int64_t report;
    struct date published;
    struct text extract_version; /* of the reader now */
    size_t figure_count;         /* now */
    const struct figure_row *changed, *added;
    size_t changed_count, added_count;
    struct addition *additions;
    size_t addition_count;
    const struct claim_new *claims; /* new ones, and those that speak of another series now */
    size_t claim_count;
    const struct warning
        *warnings; /* all of the report, in place of those that are there, where they are told anew */
    size_t warning_count;
    bool has_warnings;
    const struct metric *provisional; /* metrics to make first, and aliases of them */
    const struct alias *aliases, *found;
    size_t provisional_count, alias_count, found_count;
};
/* One unit, all or nothing: ERR_CONFLICT where the report, or a figure of it, is not what the mark says any more. */
void report_ask_reread(struct pg_ask *ask, const struct report_reread *reread);

#endif
