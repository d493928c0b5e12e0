/* catalogue_store: organisations, metrics, aliases, series. Each ask adds a call (pg_ask.h); each read takes a row of it, with
 * texts copied into the arena. */
#ifndef TONGBI_STORAGE_CATALOGUE_STORE_H
#define TONGBI_STORAGE_CATALOGUE_STORE_H

#include "model/figure.h"
#include "storage/pg_ask.h"

size_t org_ask(struct pg_ask *ask, struct text code);
/* Whose names or aliases stand in the text, the longest first. */
size_t org_ask_named(struct pg_ask *ask, struct text text);
/* By code, after `cursor`; under and q may be empty. */
size_t org_ask_list(struct pg_ask *ask, struct text under, struct text q, struct text cursor, int64_t limit);
/* The codes (count 0: all), within the subtree of `under` ("": all). */
size_t org_ask_selection(struct pg_ask *ask, const struct text *codes, size_t count, struct text under);
/* No row: the parent is unknown or lies below. */
size_t org_ask_put(struct pg_ask *ask, const struct org *org);
/* For an import: nobody else changes organisations until the end of the transaction; made or changed, their parents known to be there. */
void org_ask_lock(struct pg_ask *ask);
void org_ask_put_many(struct pg_ask *ask, const struct org *orgs, size_t count);
/* Of org_ask, org_ask_named, org_ask_list and org_ask_put; with aliases. */
struct org org_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena);
/* From columns that begin at `column`; also of org_ask_selection, at 0. Without aliases. */
struct org org_read_at(const struct pg_results *results, size_t call, size_t row, int column,
                       struct arena *arena);
bool org_read_was_created(const struct pg_results *results, size_t call); /* of org_ask_put */

size_t metric_ask(struct pg_ask *ask, struct text code);
/* Those of the codes that are there; the numerator and the denominator of one. Without aliases. */
size_t metric_ask_many(struct pg_ask *ask, const struct text *codes, size_t count);
size_t metric_ask_sides(struct pg_ask *ask, struct text code);
/* All, by code, but no more than `limit`. */
size_t metric_ask_all(struct pg_ask *ask, int64_t limit);
size_t metric_ask_list(struct pg_ask *ask, struct text q, struct text cursor, int64_t limit);
/* No row: its kind would change while it has series, or it was merged. */
size_t metric_ask_put(struct pg_ask *ask, const struct metric *metric);
bool metric_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                 struct metric *out, struct err *err) MUST_CHECK;
bool metric_read_at(const struct pg_results *results, size_t call, size_t row, int column,
                    struct arena *arena, struct metric *out, struct err *err) MUST_CHECK;
bool metric_read_was_created(const struct pg_results *results, size_t call); /* of metric_ask_put */
/* For an import (app/catalogue_import): nobody else changes metrics until the end of the transaction; those of the codes that have series,
 * of which metric_read_code takes the codes; made or changed, without aliases. */
void metric_ask_lock(struct pg_ask *ask);
size_t metric_ask_in_use(struct pg_ask *ask, const struct text *codes, size_t count);
struct text metric_read_code(const struct pg_results *results, size_t call, size_t row, struct arena *arena);
void metric_ask_put_many(struct pg_ask *ask, const struct metric *metrics, size_t count);
/* Adds those that are not there. */
void metric_ask_add(struct pg_ask *ask, const struct metric *metrics, size_t count, bool is_provisional);

/* One alias of a metric: its normal form (series/link.h) and how it was written. */
struct alias {
    struct text metric, norm, alias;
};
void alias_ask_add(struct pg_ask *ask, const struct alias *aliases, size_t count);
/* Those of a metric that metric_ask_put has put in this unit, if it has; provisional metrics give up theirs. */
void alias_ask_put(struct pg_ask *ask, struct text metric, const struct alias *aliases, size_t count,
                   const struct alias *given_up, size_t given_up_count);
/* For one organisation only, as found by likeness. */
void alias_ask_add_found(struct pg_ask *ask, int64_t org_id, const struct alias *aliases, size_t count);
/* Without those that another metric of the same kind and unit has. */
void alias_ask_add_free(struct pg_ask *ask, const struct alias *aliases, size_t count);
void alias_ask_remove(struct pg_ask *ask, const struct alias *aliases, size_t count);
/* What the normal forms mean, for everybody and for the organisation of that code. */
size_t alias_ask_find(struct pg_ask *ask, struct text org, const struct text *norms, size_t count);
/* Names as somebody asks by them, with their normal forms: also the codes of metrics that were merged. */
size_t alias_ask_resolve(struct pg_ask *ask, struct text org, const struct text *names,
                         const struct text *norms, size_t count);
struct alias_match {
    struct text norm, metric, unit;
    int64_t metric_id;
    enum figure_kind kind;
    bool is_org_own, is_provisional; /* the alias; the metric */
    struct text name_zh, numerator, denominator;
    enum additivity over_time;
};
bool alias_read(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                struct alias_match *out, struct err *err) MUST_CHECK;

/* org and metric may be empty; after the id `cursor`. as_of (year 0: any) and known_at_ms (0: any) say which vintages are known. */
struct series_filter {
    struct text org, metric;
    int64_t cursor, limit;
    struct date as_of;   /* vintages published until then; year 0: any */
    int64_t known_at_ms; /* vintages recorded until then; 0: any */
};
size_t series_ask_list(struct pg_ask *ask, const struct series_filter *filter);
/* observation_count, first and last are of the vintages that the filter lets through. */
bool series_read(const struct pg_results *results, size_t call, size_t row,
                 const struct series_filter *filter, struct arena *arena, struct series *out,
                 struct err *err) MUST_CHECK;
/* One series with its organisation and its metric's code. */
struct series_record {
    int64_t id;
    struct org org;
    struct text scope, metric;
};
size_t series_ask(struct pg_ask *ask, int64_t id);
struct series_record series_read_record(const struct pg_results *results, size_t call, size_t row,
                                        struct arena *arena);
/* The scopes of one organisation's series of one metric, sorted; at most 100. */
size_t series_ask_scopes(struct pg_ask *ask, struct text org, struct text metric);
int64_t series_read_scope(const struct pg_results *results, size_t call, size_t row, struct arena *arena,
                          struct text *scope);

#endif
