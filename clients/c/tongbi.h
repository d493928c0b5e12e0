/* tongbi: a small synchronous client of Tongbi's HTTP API, over libcurl and jansson.
 *
 * For: programs that ask one question at a time: post a report, read a trend. Not for: event loops (each call
 * blocks until the answer is whole or a timeout passed) or for computing (the server does that; this library
 * only carries).
 *
 * Guarantees. Numbers keep the digits they were sent with: 93.70 is read back as "93.70" and never passes
 * through a double (tongbi_json_digits). The token is sent to the opened URL alone, redirects are not
 * followed, and the token is never part of a message. A struct tongbi may be used by one thread at a time;
 * different ones are independent. Strings are UTF-8 and NUL-terminated; NULL for an optional one means "not
 * given".
 *
 *     struct tongbi *client = tongbi_open("http://127.0.0.1:8420", token, message);
 *     struct tongbi_trend_query query = {.org = "jy", .metric = "satisfaction"};
 *     struct tongbi_result result;
 *     if (tongbi_trend(client, &query, &result) == TONGBI_DONE)
 *         … json_object_get(result.json, "points") …
 *     tongbi_result_fini(&result);
 *     tongbi_close(client);
 */
#ifndef TONGBI_CLIENT_H
#define TONGBI_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#define TONGBI_DEFAULT_URL "http://127.0.0.1:8420"

enum { TONGBI_MESSAGE_MAX = 512 };

struct tongbi; /* one server, one token, one connection that is kept open between calls */

enum tongbi_outcome {
    TONGBI_DONE,       /* answered with 2xx */
    TONGBI_REFUSED,    /* answered with anything else; title and detail say why */
    TONGBI_UNREACHABLE /* no whole, readable answer; message says why. The server may have done what was asked
                        */
};

/* One row of a refusal (RFC 9457 problem, member `errors`), or one that a partial or dry run left out. Views into the
 * result's json. */
struct tongbi_row_error {
    const char *row; /* as the server counts, digits; "" when it says none */
    const char *field, *detail;
};

/* What came back. Filled by every call, whatever its outcome; release with tongbi_result_fini. */
struct tongbi_result {
    enum tongbi_outcome outcome;
    long status;        /* HTTP status; 0 when there was none */
    char *content_type; /* "" when there was none */
    char *body;         /* raw bytes as they came (decompressed), a NUL behind them */
    size_t body_len;
    json_t *json; /* parsed by tongbi_json_parse when the content type is JSON, else NULL */
    /* Of a problem; views into json, or "". field: the parameter or field at fault. */
    const char *type, *title, *detail, *field;
    struct tongbi_row_error *errors;
    size_t error_count;
    bool is_replayed; /* the stored answer of an earlier request with the same idempotency key */
    char message[TONGBI_MESSAGE_MAX]; /* TONGBI_UNREACHABLE: one sentence; "" otherwise */
};

void tongbi_result_fini(struct tongbi_result *result); /* harmless on a zeroed one, and twice */

/* --- open and settings
 * ------------------------------------------------------------------------------------------ */

/* url: http:// or https:// with an optional path prefix; token: NULL or "" sends none. Both are copied. NULL
 * with a sentence in message (TONGBI_MESSAGE_MAX bytes) for a URL or token that cannot be used, or without
 * memory. Nothing is sent yet. */
struct tongbi *tongbi_open(const char *url, const char *token, char *message);
void tongbi_close(struct tongbi *client); /* NULL is allowed */

/* Milliseconds; 0 keeps the default (5 000 to connect, 300 000 for a whole call). */
void tongbi_set_timeouts(struct tongbi *client, long connect_ms, long call_ms);
/* Ask for CSV instead of JSON wherever the answer is a table. Refusals stay JSON. */
void tongbi_set_csv(struct tongbi *client, bool wanted);
/* How far a call is, both ways, in bytes. Totals are 0 while unknown; the one of a body that is read to its end is known
 * from then on. */
struct tongbi_progress {
    uint64_t sent, sent_total, received, received_total;
};
/* Called now and then while a call runs. NULL ends it. */
typedef void (*tongbi_progress_fn)(void *context, const struct tongbi_progress *progress);
void tongbi_set_progress(struct tongbi *client, tongbi_progress_fn progress, void *context);

/* Where to, and as whom: what a program for people should ask for at its start.
 * url: the option, else TONGBI_URL; token: the file named by the option, else TONGBI_TOKEN, else the file
 * named by TONGBI_TOKEN_FILE. When none of these is set, TONGBI_URL and TONGBI_TOKEN are read as a pair
 * (KEY=VALUE lines, written by ./run) out of the file TONGBI_CLIENT_ENV, or when that is not set out of
 * ./var/client.env, or else out of var/client.env three folders above the program (build/release/bin).
 * What is left unset: TONGBI_DEFAULT_URL, and no token. */
struct tongbi_settings {
    char *url;
    char *token; /* NULL when there is none */
};
/* false with a sentence in message when a named token file cannot be read, is empty, or memory is short. */
bool tongbi_settings_resolve(const char *url_option, const char *token_file_option,
                             struct tongbi_settings *out, char *message);
void tongbi_settings_fini(struct tongbi_settings *settings); /* wipes the token */

/* --- calls
 * ------------------------------------------------------------------------------------------------------ */

/* A query parameter. NULL or "" as value: left out. */
struct tongbi_param {
    const char *name, *value;
};

/* The bytes of a request. Either data, or read (then data is NULL) with length UINT64_MAX when it is not
 * known. What is read is held a piece at a time only; less than length gives the call up. */
struct tongbi_body {
    const char *content_type;
    const void *data;
    uint64_t length;
    size_t (*read)(void *context, char *out, size_t max); /* 0 at the end; SIZE_MAX gives the call up */
    void *context;
};

/* Any call: method "GET", "POST", …; path as in the API below /v1, already percent-encoded: "/orgs/jy". body
 * may be NULL. The others below are this one with the names filled in. */
enum tongbi_outcome tongbi_request(struct tongbi *client, const char *method, const char *path,
                                   const struct tongbi_param *params, size_t param_count,
                                   const struct tongbi_body *body, struct tongbi_result *result);

struct tongbi_report_add {
    const void *bytes;
    size_t length;
    const char *content_type; /* NULL: application/octet-stream, the server looks at the bytes */
    const char *org, *period; /* NULL: as the text says of itself */
    const char *published, *title;
    bool preview; /* the same answer, nothing stored */
};
enum tongbi_outcome tongbi_report_add(struct tongbi *client, const struct tongbi_report_add *report,
                                      struct tongbi_result *result);

struct tongbi_report_list {
    const char *org, *under, *period, *state, *q, *as_of, *known_at, *limit, *cursor;
};
enum tongbi_outcome tongbi_report_list(struct tongbi *client, const struct tongbi_report_list *query,
                                       struct tongbi_result *result);
/* Takes a report back with all that it said. published: the day of withdrawal; NULL: today. Twice is the same as once. */
enum tongbi_outcome tongbi_report_withdraw(struct tongbi *client, const char *id, const char *published,
                                           struct tongbi_result *result);
/* Reads a stored report again with the reader of today; what people have judged stays. dry_run: only says what would be otherwise.
 * result->json: counts and differences. 409 when somebody else changed it meanwhile. */
enum tongbi_outcome tongbi_report_reread(struct tongbi *client, const char *id, bool dry_run,
                                         struct tongbi_result *result);
/* One report: its account, decoded text, bytes as posted, or figures. */
enum tongbi_outcome tongbi_report_get(struct tongbi *client, const char *id, struct tongbi_result *result);
enum tongbi_outcome tongbi_report_text(struct tongbi *client, const char *id, struct tongbi_result *result);
enum tongbi_outcome tongbi_report_original(struct tongbi *client, const char *id,
                                           struct tongbi_result *result);
enum tongbi_outcome tongbi_report_figures(struct tongbi *client, const char *id,
                                          struct tongbi_result *result);

/* What a reviewer says of a figure; NULL: left as it is. value: digits or words (300余), sent as they are. */
struct tongbi_figure_patch {
    const char *state; /* accepted, rejected or pending */
    const char *value, *unit, *period, *status, *metric, *label, *note;
    const char *
        revision; /* that was looked at, digits: when it has been judged since, status 412 and nothing done */
};
/* The review queue: figures of one state (NULL: pending), the most doubtful first. confidence: thousandths, at most. */
struct tongbi_figures_query {
    const char *state, *org, *under, *metric, *period, *confidence, *limit, *cursor;
};
enum tongbi_outcome tongbi_figures(struct tongbi *client, const struct tongbi_figures_query *query,
                                   struct tongbi_result *result);
enum tongbi_outcome tongbi_figure_patch(struct tongbi *client, const char *id,
                                        const struct tongbi_figure_patch *patch,
                                        struct tongbi_result *result);

/* Figures that are already figures: body's content type is application/json, application/x-ndjson or
 * text/csv. */
struct tongbi_observations {
    bool partial; /* store the good rows; the others are listed in a 2xx, as they are of a dry run */
    bool dry_run; /* the same checks, nothing stored */
    const char *idempotency_key; /* tongbi_key_is_usable; NULL: none */
};
/* 1 to 255 printable ASCII letters, no space at either end. */
bool tongbi_key_is_usable(const char *idempotency_key);
/* options NULL: none of them. */
enum tongbi_outcome tongbi_observations_post(struct tongbi *client, const struct tongbi_observations *options,
                                             const struct tongbi_body *body, struct tongbi_result *result);

struct tongbi_trend_query {
    const char *org, *under; /* exactly one: the organisation itself, or the roll-up of those below it */
    const char *metric;      /* required by the server */
    const char *scope, *status, *from, *to, *last, *frequency, *aggregation, *cumulation, *release, *units,
        *as_of, *known_at;
    const char *summary;       /* "0": without one */
    const char *across_breaks; /* "1": as if there were no definition breaks */
};
enum tongbi_outcome tongbi_trend(struct tongbi *client, const struct tongbi_trend_query *query,
                                 struct tongbi_result *result);

struct tongbi_compare_query {
    const char *metric,
        *period; /* required by the server; several metrics, separated by commas, of one org */
    const char *against, *under, *scope, *sort, *limit, *release, *as_of, *known_at;
    const char *orgs;          /* codes, separated by commas: only these; NULL: all */
    const char *across_breaks; /* as above */
};
enum tongbi_outcome tongbi_compare(struct tongbi *client, const struct tongbi_compare_query *query,
                                   struct tongbi_result *result);

/* Many trends and comparisons in one call: {"parts": [{"id": "a", "trend": {…}}, {"compare": {…}}]}. A part that is
 * refused does not make the call TONGBI_REFUSED: each part of the answer has its own status. */
enum tongbi_outcome tongbi_query(struct tongbi *client, const void *json, size_t length,
                                 struct tongbi_result *result);

/* What was said of each point of a series, one after the other. */
struct tongbi_vintages_query {
    const char *status, *period, *from, *to, *as_of, *known_at;
};
enum tongbi_outcome tongbi_series_vintages(struct tongbi *client, const char *series,
                                           const struct tongbi_vintages_query *query,
                                           struct tongbi_result *result);

/* The changes that reports claim, against what history says. */
struct tongbi_claims_query {
    const char *verdict, *org, *under, *metric, *report, *period, *basis, *as_of, *known_at, *limit, *cursor;
    const char *across_breaks; /* as above */
};
enum tongbi_outcome tongbi_claims(struct tongbi *client, const struct tongbi_claims_query *query,
                                  struct tongbi_result *result);

/* Takes a piece of an answer, in order; false gives the call up. */
typedef bool (*tongbi_sink_fn)(void *context, const void *bytes, size_t length);
/* A sink whose context is a FILE *. */
bool tongbi_sink_file(void *context, const void *bytes, size_t length);

struct tongbi_export_query {
    const char *format; /* csv, ndjson or xlsx */
    const char *org, *under, *scope, *status, *from, *to, *as_of, *known_at;
    const char *metrics;  /* codes, separated by commas */
    const char *vintages; /* latest (else), first or all */
    const char *quote;    /* "0": without the sentences */
    const char *bom;      /* "1": begins with a byte order mark, for spreadsheets */
};
/* Points as they stand, given to the sink piece by piece as they come: memory does not grow with the answer, and
 * result->body stays empty. Only TONGBI_DONE says that it was whole: an answer that breaks off, does not say where it
 * ends or is of another type is TONGBI_UNREACHABLE, and what the sink took is then worth nothing. The time limit of a
 * call is here the longest silence, in whole seconds. */
enum tongbi_outcome tongbi_export(struct tongbi *client, const struct tongbi_export_query *query,
                                  tongbi_sink_fn sink, void *context, struct tongbi_result *result);

struct tongbi_list_query {
    const char *q, *limit, *cursor;
    const char *under; /* organisations only: this one and those below it */
};
enum tongbi_outcome tongbi_org_list(struct tongbi *client, const struct tongbi_list_query *query,
                                    struct tongbi_result *result);
enum tongbi_outcome tongbi_org_get(struct tongbi *client, const char *code, struct tongbi_result *result);
/* Makes or replaces the organisation. parent NULL: a root of the tree. aliases: separated by commas, "" for none; NULL: as they are. */
enum tongbi_outcome tongbi_org_put(struct tongbi *client, const char *code, const char *name,
                                   const char *parent, const char *aliases, struct tongbi_result *result);
enum tongbi_outcome tongbi_metric_list(struct tongbi *client, const struct tongbi_list_query *query,
                                       struct tongbi_result *result);
enum tongbi_outcome tongbi_metric_get(struct tongbi *client, const char *code, struct tongbi_result *result);
/* From this period on the metric is counted otherwise, as the note says; again: says so from now on. */
enum tongbi_outcome tongbi_metric_break_put(struct tongbi *client, const char *code, const char *period,
                                            const char *note, struct tongbi_result *result);
enum tongbi_outcome tongbi_metric_break_remove(struct tongbi *client, const char *code, const char *period,
                                               struct tongbi_result *result);
/* The metric `code` becomes part of `into`; dry_run: only told what would change. And two metrics of it again. */
enum tongbi_outcome tongbi_metric_merge(struct tongbi *client, const char *code, const char *into,
                                        bool dry_run, struct tongbi_result *result);
enum tongbi_outcome tongbi_metric_unmerge(struct tongbi *client, const char *code,
                                          struct tongbi_result *result);
struct tongbi_split {
    const char *into;              /* code of what is split off */
    const char *name_zh, *name_en; /* NULL: it is there already */
    const char *labels, *orgs;     /* separated by commas; NULL: none */
};
enum tongbi_outcome tongbi_metric_split(struct tongbi *client, const char *code,
                                        const struct tongbi_split *split, struct tongbi_result *result);

/* The whole catalogue of one kind, as CSV. */
enum tongbi_catalogue { TONGBI_ORGS, TONGBI_METRICS };
/* All or nothing; result->json counts rows, created, changed, unchanged. dry_run: nothing is stored. */
enum tongbi_outcome tongbi_catalogue_import(struct tongbi *client, enum tongbi_catalogue catalogue,
                                            const struct tongbi_body *body, bool dry_run,
                                            struct tongbi_result *result);
/* As tongbi_export. bom: begins with a byte order mark, for spreadsheets. */
enum tongbi_outcome tongbi_catalogue_export(struct tongbi *client, enum tongbi_catalogue catalogue, bool bom,
                                            tongbi_sink_fn sink, void *context, struct tongbi_result *result);

struct tongbi_series_query {
    const char *org, *metric, *limit, *cursor;
};
enum tongbi_outcome tongbi_series_list(struct tongbi *client, const struct tongbi_series_query *query,
                                       struct tongbi_result *result);

/* --- JSON with exact numbers
 * ------------------------------------------------------------------------------------ */

/* Parses JSON text (RFC 8259) so that every number becomes a marked string which holds its digits as written.
 * NULL with a sentence in message (TONGBI_MESSAGE_MAX bytes) when it is no JSON, has a key twice in one
 * object, or without memory. Release with json_decref. Read scalars only by the functions below: jansson's
 * own would show the marks. */
json_t *tongbi_json_parse(const char *bytes, size_t len, char *message);
bool tongbi_json_is_number(const json_t *value);
/* The digits of a number as they were written ("93.70", "-3", "1e3"); NULL for anything else, and for NULL.
 */
const char *tongbi_json_digits(const json_t *value);
/* The content of a real string; NULL for anything else, and for NULL. */
const char *tongbi_json_text(const json_t *value);

#endif
