#include "app/endpoints.h"

#include "app/admin.h"
#include "app/breaks.h"
#include "app/catalogue.h"
#include "app/catalogue_import.h"
#include "app/claims.h"
#include "app/figures.h"
#include "app/export.h"
#include "app/history.h"
#include "app/ingest.h"
#include "app/merge.h"
#include "app/bulk.h"
#include "app/query.h"
#include "app/questions.h"
#include "app/reports.h"
#include "app/reread.h"
#include "app/review.h"

/* Words stand in the order of the enums that they are read into. */
static const char *const form_words[] = {"json", "csv", NULL};                /* enum http_form */
static const char *const status_words[] = {"actual", "target", "norm", NULL}; /* enum figure_status */
static const char *const state_words[] = {"active", "withdrawn", NULL};       /* enum report_state */
static const char *const figure_state_words[] = {"pending",   "sure",      "accepted", "rejected",
                                                 "corrected", "withdrawn", NULL};   /* enum figure_state */
static const char *const export_words[] = {"csv", "ndjson", "xlsx", NULL};          /* in app/export.c */
static const char *const which_words[] = {"latest", "first", "all", NULL};          /* in app/export.c */
static const char *const units_words[] = {"lin", "chg", "pch", "ch1", "pc1", NULL}; /* enum trend_units */
static const char *const against_words[] = {"previous_year", "previous_period", "target",
                                            NULL};                    /* enum compare_against */
static const char *const release_words[] = {"latest", "first", NULL}; /* enum release */
static const char *const aggregation_words[] = {"sum", "avg", "eop", "ratio",
                                                NULL};                 /* enum aggregation, from SUM */
static const char *const cumulation_words[] = {"single", "ytd", NULL}; /* enum cumulation, from SINGLE */
static const char *const verdict_words[] = {
    "agrees",    "disagrees", "unit_confused", "base_differs", "agrees_with_vintage", "base_missing",
    "undecided", NULL}; /* enum verdict, from AGREES */
static const char *const basis_words[] = {"yoy", "pop", "since", "target", NULL};
static const char *const frequency_words[] = {"A", "S", "Q", "M", "W", "D", "SY", "T", "I", NULL};
static const char *const sort_words[] = {"rank",   "value",   "change", "org", "-rank",
                                         "-value", "-change", "-org",   NULL};

#define PAGE                                                                                                 \
    {"limit", PARAMETER_INT, .least = 1, .most = 1000, .doc = "rows a page; 100 unless told"}, {             \
        "cursor", PARAMETER_TEXT, .doc = "the `next` of the page before"                                     \
    }
#define QUOTE                                                                                                \
    { "quote", PARAMETER_BOOL, .doc = "0 leaves the sentences out" }
#define ACROSS_BREAKS                                                                                        \
    { "across_breaks", PARAMETER_BOOL, .doc = "1: changes are worked out across definition breaks too" }
#define FORM                                                                                                 \
    {"format", PARAMETER_WORD, .words = form_words, .doc = "json or csv; else what Accept says"}, {          \
        "bom", PARAMETER_BOOL, .doc = "CSV begins with a byte order mark"                                    \
    }
#define VANTAGE                                                                                              \
    {"as_of", PARAMETER_DATE, .doc = "what had been published until this day"}, {                            \
        "known_at", PARAMETER_TIME, .doc = "what had been recorded until this time"                          \
    }

static const struct parameter report_add_parameters[] = {
    {"org", PARAMETER_TEXT,
     .doc = "code of the organisation whose report it is; else the one that the text names"},
    {"period", PARAMETER_PERIOD, .doc = "what the report is about; else what its title says"},
    {"published", PARAMETER_DATE, .doc = "the day it came out; today unless told"},
    {"title", PARAMETER_TEXT, .doc = "its title"},
    {"preview", PARAMETER_BOOL, .doc = "1: the same answer, nothing stored"},
    QUOTE,
    {0}};
static const struct parameter report_list_parameters[] = {
    {"org", PARAMETER_TEXT, .doc = "only this organisation's"},
    {"under", PARAMETER_TEXT, .doc = "only this organisation's and those below it"},
    {"period", PARAMETER_PERIOD, .doc = "only about this period"},
    {"state", PARAMETER_WORD, .words = state_words, .doc = "active or withdrawn"},
    {"q", PARAMETER_TEXT, .doc = "in the title or a figure's label"},
    VANTAGE,
    PAGE,
    {0}};
static const struct parameter report_withdraw_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the report's id"},
    {"published", PARAMETER_DATE, .doc = "the day it was withdrawn; today unless told"},
    {0}};
static const struct parameter report_reread_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the report's id"},
    {"dry_run", PARAMETER_BOOL, .doc = "1: nothing is stored, only what would have come of it is told"},
    QUOTE,
    {0}};
static const struct parameter queue_parameters[] = {
    {"state", PARAMETER_WORD, .words = figure_state_words, .doc = "pending unless told"},
    {"org", PARAMETER_TEXT, .doc = "only this organisation's"},
    {"under", PARAMETER_TEXT, .doc = "only this organisation's and those below it"},
    {"metric", PARAMETER_TEXT, .doc = "only of this metric"},
    {"period", PARAMETER_PERIOD, .doc = "only of reports about this period"},
    {"confidence", PARAMETER_INT, .least = 0, .most = 1000, .doc = "at most so sure, in thousandths"},
    QUOTE,
    PAGE,
    {0}};
static const struct parameter figure_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the figure's id"}, {0}};
static const struct parameter report_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the report's id"}, QUOTE, {0}};
static const struct parameter report_file_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the report's id"}, {0}};
static const struct parameter observations_parameters[] = {
    {"partial", PARAMETER_BOOL, .doc = "1: the good rows are stored, whatever the others are"},
    {"dry_run", PARAMETER_BOOL, .doc = "1: nothing is stored, only what would have come of it is told"},
    {0}};
static const struct parameter trend_parameters[] = {
    {"org", PARAMETER_TEXT, .doc = "code of the organisation; or else under"},
    {"under", PARAMETER_TEXT, .doc = "the total of the organisations below this one"},
    {"metric", PARAMETER_TEXT, .required = true, .doc = "code of the metric"},
    {"scope", PARAMETER_TEXT, .doc = "place, unit or group; the organisation itself unless told"},
    {"status", PARAMETER_WORD, .words = status_words, .doc = "actual unless told"},
    {"from", PARAMETER_PERIOD, .doc = "from the first day of this period"},
    {"to", PARAMETER_PERIOD, .doc = "to the last day of this period"},
    {"last", PARAMETER_INT, .least = 1, .most = 10000, .doc = "only the last so many rows"},
    {"frequency", PARAMETER_WORD, .words = frequency_words, .doc = "the one with most points unless told"},
    {"aggregation", PARAMETER_WORD, .words = aggregation_words,
     .doc = "how longer periods are made of shorter ones"},
    {"cumulation", PARAMETER_WORD, .words = cumulation_words,
     .doc = "single periods, or totals since the year began"},
    {"units", PARAMETER_WORD, .words = units_words, .doc = "lin unless told"},
    {"summary", PARAMETER_BOOL, .doc = "0 leaves the summary out"},
    ACROSS_BREAKS,
    {"release", PARAMETER_WORD, .words = release_words,
     .doc = "latest unless told; first: what was said first"},
    VANTAGE,
    QUOTE,
    FORM,
    {0}};
static const struct parameter compare_parameters[] = {
    {"metric", PARAMETER_TEXT, .required = true,
     .doc = "code of the metric; several, by commas, for one organisation"},
    {"period", PARAMETER_PERIOD, .required = true, .doc = "the period compared"},
    {"against", PARAMETER_PERIOD_OR_WORD, .words = against_words, .doc = "previous_year unless told"},
    {"org", PARAMETER_TEXT, .doc = "codes of organisations, separated by commas"},
    {"under", PARAMETER_TEXT, .doc = "this organisation and those below it"},
    {"scope", PARAMETER_TEXT, .doc = "place, unit or group; the organisation itself unless told"},
    {"status", PARAMETER_WORD, .words = status_words, .doc = "actual unless told"},
    {"sort", PARAMETER_WORD, .words = sort_words, .doc = "rank unless told; - before it: falling"},
    {"limit", PARAMETER_INT, .least = 1, .most = 100000, .doc = "only the first so many rows"},
    ACROSS_BREAKS,
    {"release", PARAMETER_WORD, .words = release_words,
     .doc = "latest unless told; first: what was said first"},
    VANTAGE,
    QUOTE,
    FORM,
    {0}};
static const struct parameter vintages_parameters[] = {
    {"id", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "the series' id"},
    {"status", PARAMETER_WORD, .words = status_words, .doc = "all unless told"},
    {"period", PARAMETER_PERIOD, .doc = "only this point"},
    {"from", PARAMETER_PERIOD, .doc = "from the first day of this period"},
    {"to", PARAMETER_PERIOD, .doc = "to the last day of this period"},
    VANTAGE,
    QUOTE,
    FORM,
    {0}};
static const struct parameter export_parameters[] = {
    {"format", PARAMETER_WORD, .words = export_words, .doc = "csv unless told, ndjson or xlsx"},
    {"org", PARAMETER_TEXT, .doc = "codes of organisations, separated by commas"},
    {"under", PARAMETER_TEXT, .doc = "this organisation and those below it"},
    {"metric", PARAMETER_TEXT, .doc = "codes of metrics, separated by commas"},
    {"scope", PARAMETER_TEXT, .doc = "only this place, unit or group"},
    {"status", PARAMETER_WORD, .words = status_words, .doc = "all unless told"},
    {"from", PARAMETER_PERIOD, .doc = "from the first day of this period"},
    {"to", PARAMETER_PERIOD, .doc = "to the last day of this period"},
    {"vintages", PARAMETER_WORD, .words = which_words, .doc = "latest unless told, first, or all"},
    {"bom", PARAMETER_BOOL, .doc = "CSV begins with a byte order mark"},
    VANTAGE,
    QUOTE,
    {0}};
static const struct parameter claim_list_parameters[] = {
    {"verdict", PARAMETER_WORD, .words = verdict_words, .doc = "only with this verdict"},
    {"org", PARAMETER_TEXT, .doc = "only this organisation's"},
    {"under", PARAMETER_TEXT, .doc = "only this organisation's and those below it"},
    {"metric", PARAMETER_TEXT, .doc = "only of this metric"},
    {"report", PARAMETER_INT, .least = 1, .most = INT64_MAX, .doc = "only of this report"},
    {"period", PARAMETER_PERIOD, .doc = "only about this period"},
    {"basis", PARAMETER_WORD, .words = basis_words, .doc = "only against this base"},
    ACROSS_BREAKS,
    VANTAGE,
    QUOTE,
    PAGE,
    FORM,
    {0}};
static const struct parameter org_list_parameters[] = {
    {"q", PARAMETER_TEXT, .doc = "like this in code or name, best first"},
    {"under", PARAMETER_TEXT, .doc = "only this organisation and those below it"},
    PAGE,
    FORM,
    {0}};
static const struct parameter metric_list_parameters[] = {
    {"q", PARAMETER_TEXT, .doc = "like this in code, name or alias, best first"}, PAGE, FORM, {0}};
static const struct parameter break_parameters[] = {
    {"period", PARAMETER_PERIOD, .doc = "the first period that is counted otherwise"}, {0}};
static const struct parameter import_parameters[] = {
    {"dry_run", PARAMETER_BOOL, .doc = "1: nothing is stored, only what would have come of it is told"}, {0}};
static const struct parameter series_list_parameters[] = {
    {"org", PARAMETER_TEXT, .doc = "only this organisation's"},
    {"metric", PARAMETER_TEXT, .doc = "only of this metric"},
    VANTAGE,
    PAGE,
    {0}};

const struct endpoint endpoints[] = {
    {"POST", "/v1/reports", "reporter", report_add_parameters, .takes_body = true, .handler = report_add},
    {"GET", "/v1/reports", "viewer", report_list_parameters, .handler = report_list},
    {"GET", "/v1/reports/{id}", "viewer", report_parameters, .handler = report_show},
    {"DELETE", "/v1/reports/{id}", "reporter", report_withdraw_parameters, .handler = report_withdraw},
    {"POST", "/v1/reports/{id}/reread", "reviewer", report_reread_parameters, .handler = report_reread},
    {"GET", "/v1/reports/{id}/text", "viewer", report_file_parameters, .handler = report_text},
    {"GET", "/v1/reports/{id}/original", "viewer", report_file_parameters, .handler = report_original},
    {"GET", "/v1/reports/{id}/figures", "viewer", report_parameters, .handler = report_figures},
    {"GET", "/v1/figures", "viewer", queue_parameters, .handler = figure_queue},
    {"PATCH", "/v1/figures", "reviewer", NULL, .takes_body = true, .handler = figures_accept},
    {"PATCH", "/v1/figures/{id}", "reviewer", figure_parameters, .takes_body = true, .handler = figure_patch},
    {"POST", "/v1/observations", "reporter", observations_parameters, .takes_body = true,
     .streams_body = true, .handler = observations_add},
    {"GET", "/v1/trend", "viewer", trend_parameters, .handler = trend_show},
    {"GET", "/v1/compare", "viewer", compare_parameters, .handler = compare_show},
    {"POST", "/v1/query", "viewer", NULL, .takes_body = true, .handler = query_run},
    {"GET", "/v1/claims", "viewer", claim_list_parameters, .handler = claim_list},
    {"GET", "/v1/series/{id}/vintages", "viewer", vintages_parameters, .handler = series_vintages},
    {"GET", "/v1/export", "viewer", export_parameters, .handler = export_run},
    {"GET", "/v1/orgs", "viewer", org_list_parameters, .handler = org_list},
    {"POST", "/v1/orgs", "admin", import_parameters, .takes_body = true, .handler = org_import},
    {"GET", "/v1/orgs/{code}", "viewer", NULL, .handler = org_show},
    {"PUT", "/v1/orgs/{code}", "admin", NULL, .takes_body = true, .handler = org_put},
    {"GET", "/v1/metrics", "viewer", metric_list_parameters, .handler = metric_list},
    {"POST", "/v1/metrics", "admin", import_parameters, .takes_body = true, .handler = metric_import},
    {"GET", "/v1/metrics/{code}", "viewer", NULL, .handler = metric_show},
    {"PUT", "/v1/metrics/{code}", "admin", NULL, .takes_body = true, .handler = metric_put},
    {"PUT", "/v1/metrics/{code}/breaks/{period}", "admin", break_parameters, .takes_body = true,
     .handler = break_put},
    {"DELETE", "/v1/metrics/{code}/breaks/{period}", "admin", break_parameters, .handler = break_remove},
    {"PUT", "/v1/metrics/{code}/merge", "admin", import_parameters, .takes_body = true,
     .handler = metric_merge},
    {"DELETE", "/v1/metrics/{code}/merge", "admin", NULL, .handler = metric_unmerge},
    {"POST", "/v1/metrics/{code}/split", "admin", NULL, .takes_body = true, .handler = metric_split},
    {"GET", "/v1/series", "viewer", series_list_parameters, .handler = series_list},
    {"GET", "/healthz", "none", NULL, .handler = health_show},
    {"GET", "/readyz", "none", NULL, .handler = ready_show},
    {"GET", "/metrics", "viewer", NULL, .handler = metrics_show},
    {"GET", "/openapi.json", "viewer", NULL, .handler = openapi_show},
};
const size_t endpoint_count = sizeof endpoints / sizeof endpoints[0];
